"""R6: each revision since issue does one thing, which is to sign one field.

pyHanko judges what came *after* each signature; here the difference is taken from the revision
that was issued, revision by revision, the first signer's own included. Its rules are narrowed
first (no form filling, no new kinds of keys, no unexplained objects) and what they still leave to
the signer is bound by the small checks below.
"""

# mypy: disable-error-code="no-untyped-call"
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.inspection import banned_elements, within
from pipeline.adapters.signing.metadata import properties
from pipeline.adapters.signing.revision import entry, names
from pipeline.adapters.signing.rules.coverage import adds_validation_data
from pipeline.adapters.signing.rules.own_field import is_unseen
from pipeline.adapters.signing.rules.picture import unpacks_too_far
from pipeline.adapters.signing.rules.repeated import RepeatedPages
from pipeline.errors import Finding

#: Catalog keys that a signing program may touch; each is bound by a check of its own.
_CATALOG = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"})
#: What signing changes in the field's dictionary.
_FIELD = frozenset({"/V", "/AP"})
#: Who made the file last, and when; a reader shows it, nobody relies on it.
_INFORMATION = frozenset({"/ModDate", "/Producer"})
#: A developer extension, as signing programs declare it (ISO 32000-2, 7.12).
_DECLARATION = names("/Type /BaseVersion /ExtensionLevel /ExtensionRevision /URL")
#: What signing brings or carries along; ``catalog_stays`` binds ``/Perms``.
_BY_SIGNING = names("/ByteRange /Perms")

_LEVEL = ModificationLevel.LTA_UPDATES
STRICT = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ignored_keys=_CATALOG),
        DocInfoRule().as_qualified(_LEVEL),
        XrefStreamRule().as_qualified(_LEVEL),
        ObjectStreamRule().as_qualified(_LEVEL),
        DSSCompareRule().as_qualified(_LEVEL),
        MetadataUpdateRule().as_qualified(_LEVEL),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(),
            SigFieldModificationRule(
                allow_in_place_appearance_stream_changes=False,
                always_modifiable=frozenset(),
                value_update_keys=_FIELD,
            ),
        ],
        ignored_acroform_keys={"/Fields", "/DR", "/DA"},
    ),
    reject_object_freeing=True,
    ignore_orphaned_objects=False,
    ignore_identical_objects=False,
)


_WITH_REPEATED_PAGES = StandardDiffPolicy(
    global_rules=[*STRICT.global_rules, RepeatedPages().as_qualified(_LEVEL)],
    form_rule=STRICT.form_rule,
    reject_object_freeing=True,
    ignore_orphaned_objects=False,
    ignore_identical_objects=False,
)


def changes_are_only_signatures(parsed: Parsed) -> Iterator[Finding]:
    """R6: pyHanko, narrowed, can explain every object of every new revision."""
    for revision in parsed.new_revisions:
        try:
            _policy(parsed, revision).apply(
                parsed.reader.get_historical_resolver(revision - 1),
                parsed.reader.get_historical_resolver(revision),
            )
        except SuspiciousModification:
            yield _changed(parsed, revision)


def each_revision_has_one_purpose(parsed: Parsed) -> Iterator[Finding]:
    """R6: it signs one field, or stamps the time, or brings validation data.

    The latter two may go together, since a timestamp is the seal under such data. Before the first
    signature there is nothing to stamp or to validate.
    """
    sealed = [one.signed_revision for one in parsed.sealed]
    if len(set(sealed)) != len(sealed):
        yield Finding("P39", {"label": _last_label(parsed)})
    is_something_signed = False
    for revision in parsed.new_revisions:
        is_signed = parsed.signed_in(revision) is not None
        is_stamped = parsed.sealed_in(revision) is not None and not is_signed
        brings_data = adds_validation_data(parsed, revision)
        if is_signed:
            is_something_signed = True
            has_one_purpose = not brings_data
        else:
            has_one_purpose = is_something_signed and (is_stamped or brings_data)
        if not has_one_purpose:
            yield _changed(parsed, revision)


def field_changes_are_bare(parsed: Parsed) -> Iterator[Finding]:
    """R6: signing gives the field a value and one look, a drawing of the field's own size."""
    for signature in parsed.signatures:
        if is_unseen(parsed, signature):
            continue
        look = entry(signature.sig_field, "/AP", {})
        drawing = entry(look, "/N") if set(look) == {"/N"} else None
        if not isinstance(drawing, generic.StreamObject) or (entry(drawing, "/Subtype") != "/Form"):
            yield _changed(parsed, signature.signed_revision)


def catalog_stays(parsed: Parsed) -> Iterator[Finding]:
    """R6: ``/Perms`` names the first signature and nothing else; the rest keeps its meaning."""
    for revision in parsed.new_revisions:
        old = parsed.reader.get_historical_resolver(revision - 1).root
        new = parsed.reader.get_historical_resolver(revision).root
        if (
            not _declarations_are_plain(old, new)
            or entry(new, "/Version", "/1.4") < entry(old, "/Version", "/1.4")
            or not _perms_are_right(parsed, revision, old, new)
            or (entry(old, "/DSS") is not None and entry(new, "/DSS") is None)
        ):
            yield _changed(parsed, revision)


def information_stays(parsed: Parsed) -> Iterator[Finding]:
    """R6: title, author and the like are those that were issued."""
    for revision in parsed.new_revisions:
        old = parsed.reader.get_historical_resolver(revision - 1)
        new = parsed.reader.get_historical_resolver(revision)
        if _told(old) != _told(new) or _stated(old) != _stated(new):
            yield _changed(parsed, revision)


def new_objects_are_harmless(parsed: Parsed) -> Iterator[Finding]:
    """R6: nothing that acts, hides or reaches outside came in with a signature."""
    for revision in parsed.new_revisions:
        resolver = parsed.reader.get_historical_resolver(revision)
        elements = [
            element
            for reference in resolver.explicit_refs_in_revision()
            for dictionary in within(resolver(reference))
            for element in banned_elements(dictionary, _BY_SIGNING)
        ]
        if elements:
            yield _changed(parsed, revision)


def _perms_are_right(
    parsed: Parsed,
    revision: int,
    old: generic.DictionaryObject,
    new: generic.DictionaryObject,
) -> bool:
    before, after = old.get("/Perms"), new.get("/Perms")
    if before == after:
        return True
    signature = parsed.signed_in(revision)
    return (
        before is None
        and revision == parsed.first_revision
        and signature is not None
        and isinstance(after, generic.DictionaryObject)
        and set(after) == {"/DocMDP"}
        and after.raw_get("/DocMDP") == signature.sig_field.raw_get("/V")
    )


def _declarations_are_plain(old: generic.DictionaryObject, new: generic.DictionaryObject) -> bool:
    """Programs declare what of PDF 2.0 they use; a declaration is names and numbers only."""
    before, after = entry(old, "/Extensions", {}), entry(new, "/Extensions", {})
    kept = all(key in after and after.raw_get(key) == before.raw_get(key) for key in before)
    return kept and all(
        set(dictionary) <= _DECLARATION
        for key in set(after) - set(before) - {"/Type"}
        for dictionary in within(after.raw_get(key))
    )


def _told(resolver: HistoricalResolver) -> dict[str, object]:
    trailer = resolver.trailer_view
    if "/Info" not in trailer:
        return {}
    # The trailer's own reference would lead to the newest revision, not to this one.
    information = resolver(trailer.raw_get("/Info").reference)
    return {key: information.raw_get(key) for key in information if key not in _INFORMATION}


def _stated(resolver: HistoricalResolver) -> frozenset[tuple[str, str]]:
    stream = entry(resolver.root, "/Metadata")
    if stream is None:
        return frozenset()
    if unpacks_too_far(stream):
        raise ValueError("metadata unpack too far")
    return properties(stream.data)


def _policy(parsed: Parsed, revision: int) -> StandardDiffPolicy:
    signature = parsed.signed_in(revision)
    repeats = signature is not None and parsed.profile_of(signature).repeats_pages
    return _WITH_REPEATED_PAGES if repeats else STRICT


def _changed(parsed: Parsed, revision: int) -> Finding:
    signature = parsed.signed_in(revision)
    if signature is None:
        return Finding("P39", {"label": _last_label(parsed)})
    return Finding("P39", {"label": parsed.label_of(parsed.field_of(signature))})


def _last_label(parsed: Parsed) -> str:
    return parsed.expected[-1].label if parsed.expected else "-"

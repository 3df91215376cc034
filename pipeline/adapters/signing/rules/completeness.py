"""R4: exactly the expected fields are signed, in order, and no field comes or goes."""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.revision import entry
from pipeline.errors import Finding


def expected_fields_are_signed(parsed: Parsed) -> Iterator[Finding]:
    """R4: every signature due by now is there, and they were made in the order of the SOP."""
    found = [parsed.field_of(signature) for signature in parsed.signatures]
    due = [one.field for one in parsed.expected]
    missing = [one.label for one in parsed.expected if one.field not in found]
    for label in missing:
        yield Finding("P34", {"label": label})
    in_order = [field for field in found if field in due]
    if not missing and in_order != due:
        yield Finding(
            "P36",
            {
                "urutan": ", ".join(one.label for one in parsed.expected),
                "ditemukan": ", ".join(map(parsed.label_of, in_order)),
            },
        )


def nothing_else_is_filled(parsed: Parsed) -> Iterator[Finding]:
    """R4: fields not due yet are empty, and no two fields share one signature."""
    due = {one.field for one in parsed.expected}
    seen = set()
    for signature in parsed.signatures:
        value = signature.sig_field.raw_get("/V").reference
        if parsed.field_of(signature) not in due or value in seen:
            yield Finding("P35", {"field": signature.fq_name})
        seen.add(value)


def no_field_comes_or_goes(parsed: Parsed) -> Iterator[Finding]:
    """R4: the form has the fields it was issued with, those of timestamps, and allowed own ones."""
    before, after = _field_names(parsed.as_issued.root), _field_names(parsed.reader.root)
    after -= {one.fq_name for one in parsed.timestamps} - before
    after -= set(parsed.own_fields)
    for name in sorted(before ^ after):
        yield Finding("P35", {"field": name})


def _field_names(root: generic.DictionaryObject) -> set[str]:
    """Names of the form's fields; ours have no children."""
    fields = entry(entry(root, "/AcroForm", {}), "/Fields", ())
    return {str(entry(field.get_object(), "/T", field.idnum)) for field in fields}

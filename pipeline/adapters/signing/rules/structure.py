"""R3: every program reads the file the same way, as a chain of revisions that begins with ours.

The strict parser has already refused what it could not read. Not handled here: the bytes between
objects (``layout``) and what the objects say (``difference``).
"""

from collections.abc import Iterator

from pyhanko.pdf_utils import generic

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.revision import entry, names
from pipeline.errors import Finding

#: Keys that only describe the cross-reference stream a trailer may be part of.
_OF_STREAM = names("/Type /W /Index /Filter /Length /DecodeParms /Size /Prev")
_MAY_CHANGE = names("/ID /Info")
#: LibreOffice's own sum over the file; programs that do not know it leave it out.
_MAY_GO = names("/DocChecksum")


def no_encryption(parsed: Parsed) -> Iterator[Finding]:
    """R3: nothing in the file is encrypted."""
    if parsed.reader.encrypted:
        yield Finding("P33")


def no_second_reading(parsed: Parsed) -> Iterator[Finding]:
    """R3: no hybrid cross-references, which old and new programs read differently."""
    if parsed.reader.xrefs.hybrid_xrefs_present:
        yield Finding("P32")


def revisions_continue_ours(parsed: Parsed) -> Iterator[Finding]:
    """R3: the chain of revisions is ours, then new ones that lie wholly behind the issued bytes.

    A chain that skips our sections would let the issued bytes stand in the file and mean nothing.
    """
    ours, theirs = parsed.base.xrefs, parsed.reader.xrefs
    number = parsed.first_revision
    if theirs.total_revisions < number or any(
        theirs.get_startxref_for_revision(one) != ours.get_startxref_for_revision(one)
        for one in range(number)
    ):
        yield Finding("P32")
        return
    starts = [theirs.get_startxref_for_revision(one) for one in parsed.new_revisions]
    if starts != sorted(starts) or any(start < len(parsed.issued) for start in starts):
        yield Finding("P32")


def trailers_stay(parsed: Parsed) -> Iterator[Finding]:
    """R3: each new trailer names the same catalog and brings no key of its own."""
    old = parsed.base.trailer.flatten()
    for revision in parsed.new_revisions:
        new = parsed.reader.trailer.flatten(revision)
        gone = _MAY_GO - set(new)
        keys = (set(new) | set(old)) - _OF_STREAM - _MAY_CHANGE - gone
        if any(_plain(new, key) != _plain(old, key) for key in keys) or not _same_identity(
            old, new
        ):
            yield Finding("P32")


def _plain(trailer: generic.DictionaryObject, key: str) -> object:
    if key not in trailer:
        return None
    value = trailer.raw_get(key)
    if isinstance(value, generic.IndirectObject):
        return (value.idnum, value.generation)
    return value


def _same_identity(old: generic.DictionaryObject, new: generic.DictionaryObject) -> bool:
    """The first half of the document's identity never changes (ISO 32000-1, 14.4)."""
    if "/ID" not in old:
        return True
    halves = list(entry(new, "/ID", ()))
    return len(halves) == 2 and (
        bytes(old["/ID"][0].original_bytes) == bytes(halves[0].original_bytes)
    )

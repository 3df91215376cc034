"""R5: each signature covers its whole revision, and nothing follows the newest one.

A timestamp of its own is held to the same: it covers all that was there before it. Validation data
may follow the newest of them; that they are nothing else is ``difference``'s and R9's to say.
"""

import re
from collections.abc import Iterator

from asn1crypto.parser import peek
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.evidence import Parsed, span
from pipeline.adapters.signing.revision import entry, spelled
from pipeline.errors import Finding

#: In one kind of letters: nothing protects the hole, so no letter in it may be exchanged.
_HEX = re.compile(rb"<(?:[0-9A-F]*|[0-9a-f]*)>\Z")
_TAIL = re.compile(rb"startxref\s+(\d+)\s+%%EOF[\r\n]{0,2}\Z")


def byte_ranges_are_whole(parsed: Parsed) -> Iterator[Finding]:
    """R5: [0, a, b, c] with nothing but the signature's own hexadecimal string between a and b."""
    for signature in parsed.sealed:
        if not (_gap_is_contents(parsed, signature) and _ends_its_revision(parsed, signature)):
            yield Finding("P37", {"label": parsed.label_of(parsed.field_of(signature))})


def nothing_follows(parsed: Parsed) -> Iterator[Finding]:
    """R5: the newest signature covers the file, but for timestamps and validation data."""
    if not parsed.signatures:
        if len(parsed.pdf) != len(parsed.issued):
            yield Finding("P38", {"label": "-"})
        return
    newest = parsed.signatures[-1]
    rest = range(newest.signed_revision + 1, parsed.reader.total_revisions)
    # Sealed by a signature or by a timestamp: its last byte is the file's last byte.
    sealed = parsed.sealed_in(parsed.reader.total_revisions - 1)
    if sealed is not None and span(sealed)[3] != len(parsed.pdf):
        yield Finding("P38", {"label": parsed.label_of(parsed.field_of(newest))})
    for revision in rest:
        if parsed.sealed_in(revision) is None and not adds_validation_data(parsed, revision):
            yield Finding("P38", {"label": parsed.label_of(parsed.field_of(newest))})


def adds_validation_data(parsed: Parsed, revision: int) -> bool:
    """Whether a revision brings a store of validation data, or another one than before."""
    old, new = (
        spelled(entry(parsed.reader.get_historical_resolver(one).root, "/DSS"))
        for one in (revision - 1, revision)
    )
    return new is not None and bool(new != old)


def _gap_is_contents(parsed: Parsed, signature: EmbeddedPdfSignature) -> bool:
    start, gap, resume, end = span(signature)
    if start != 0 or not len(parsed.issued) < gap < resume < end <= len(parsed.pdf):
        return False
    hole = parsed.pdf[gap:resume]
    if _HEX.match(hole) is None or len(hole) % 2:
        return False
    content = bytes.fromhex(hole[1:-1].decode())
    # Behind the message only zeros: the hole is the one place that no signature protects.
    message = peek(content)
    return content == signature.pkcs7_content and not content[message:].strip(b"\0")


def _ends_its_revision(parsed: Parsed, signature: EmbeddedPdfSignature) -> bool:
    """The signed bytes end in the end mark of the signature's own revision."""
    revision, end = signature.signed_revision, span(signature)[3]
    found = _TAIL.search(parsed.pdf[max(0, end - 64) : end])
    xrefs = parsed.reader.xrefs
    if found is None or int(found[1]) != xrefs.get_startxref_for_revision(revision):
        return False
    later = range(revision + 1, xrefs.total_revisions)
    return all(xrefs.get_xref_container_info(one).start_location >= end for one in later)

"""Reads the digits of signatures in one go; pyHanko takes some 3 microseconds for each of them.

A signature with its certificates is thousands of hexadecimal digits, with some programs a hundred
thousand, most of them filling. pyHanko reads the dictionary around them here, with a short string
in the place of the digits; then the digits, decoded at once, take its place, and the reader is
given the result for its cache. Whatever is not plainly such a dictionary is left to the reader.
"""

# mypy: disable-error-code="no-untyped-call"
import io
import secrets

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import read_object_header

from pipeline.adapters.signing.tokens import end_of_object, tokens

#: Shorter strings are read quickly enough.
_MANY = 512
_KEY = "/Contents"


def read_digits(reader: PdfFileReader, pdf: bytes, since: int) -> None:
    """Put the signature dictionaries of all revisions from ``since`` on into the reader's cache."""
    for revision in range(since, reader.total_revisions):
        listed = reader.xrefs.get_xref_data(revision).standard_xrefs
        for number, (generation, place) in listed.items():
            reference = generic.Reference(number, generation, reader)
            if reader.xrefs[reference] != place:
                continue  # there is a newer one; this one is read when somebody asks for it
            found = _dictionary(reference, pdf, place)
            if found is not None:
                reader.cache_indirect_object(generation, number, found)


def _dictionary(
    reference: generic.Reference, pdf: bytes, place: int
) -> generic.DictionaryObject | None:
    """The object there, if it is a dictionary whose contents are many digits, and well written."""
    end = end_of_object(pdf, place)
    digits = _digits(pdf, place, end) if end is not None else None
    if digits is None:
        return None
    start, stop = digits
    mark = secrets.token_bytes(16)
    short = io.BytesIO(pdf[place : start + 1] + mark.hex().encode() + pdf[stop - 1 : end])
    if read_object_header(short, strict=True) != (reference.idnum, reference.generation):
        return None
    found = generic.read_object(short, reference)
    if not isinstance(found, generic.DictionaryObject) or _KEY not in found:
        return None
    if getattr(found.raw_get(_KEY), "original_bytes", None) != mark:
        return None
    contents = generic.pdf_string(bytes.fromhex(pdf[start + 1 : stop - 1].decode()))
    contents.container_ref = reference
    found[generic.pdf_name(_KEY)] = contents
    return found


def _digits(pdf: bytes, place: int, end: int) -> tuple[int, int] | None:
    """Where the one long string of an object begins and ends; None if there are none or several."""
    before, found = b"", []
    for token, following in tokens(pdf, place):
        if following > end or token == b"endobj":
            break
        if len(token) > _MANY and token.startswith(b"<"):
            if before != _KEY.encode() or not token[1:-1].isalnum() or len(token) % 2:
                return None
            found.append((following - len(token), following))
        before = token
    return found[0] if len(found) == 1 else None

"""R5, the bytes between: each new revision is its objects, its table, its end mark, and no more.

A program that rebuilds a damaged file by searching for objects must not find any that the
cross-reference table does not list. So every byte behind the issued ones has to belong to a listed
object, to the table, or to white space.
"""

# mypy: disable-error-code="no-untyped-call"
import re
from collections.abc import Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import read_object_header

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.tokens import end_of_object
from pipeline.errors import Finding

_BLANK = re.compile(rb"[\x00\t\n\f\r ]*")
#: One line end behind the mark: no signature covers what a last revision has more of.
_END = re.compile(rb"[\s\x00]*startxref\s+(\d+)\s+%%EOF[\r\n]{0,2}\Z")
_END_OF_OBJECT = re.compile(rb"\s*endobj")


def every_byte_belongs_to_an_object(parsed: Parsed) -> Iterator[Finding]:
    """R5: no comments, leftovers or unlisted objects in what was added."""
    for revision in parsed.new_revisions:
        start, end = parsed.end_of(revision - 1), parsed.end_of(revision)
        if not _is_tiled(parsed, revision, start, end):
            yield Finding("P32")


def _is_tiled(parsed: Parsed, revision: int, start: int, end: int) -> bool:
    table = parsed.reader.xrefs.get_xref_container_info(revision)
    listed = {
        offset for _, offset in parsed.reader.xrefs.get_xref_data(revision).standard_xrefs.values()
    }
    # A cross-reference stream lists itself; a classical table stands behind its objects.
    listed.discard(table.declared_startxref)
    position = start
    while True:
        position = _BLANK.match(parsed.pdf, position, end).end()  # type: ignore[union-attr]
        if position == table.declared_startxref:
            break
        if position not in listed:
            return False
        listed.remove(position)
        position = _end_of_object(parsed.reader, parsed.pdf, position)
    if listed:
        return False
    last = _end_of_table(parsed, revision)
    found = _END.match(parsed.pdf[last:end])
    return found is not None and int(found[1]) == table.declared_startxref


def _end_of_object(reader: PdfFileReader, pdf: bytes, position: int) -> int:
    end = end_of_object(pdf, position)
    if end is not None:
        return end
    reader.stream.seek(position)
    number, generation = read_object_header(reader.stream, strict=True)
    generic.read_object(reader.stream, generic.Reference(number, generation, reader))
    closing = _END_OF_OBJECT.match(pdf, reader.stream.tell())
    if closing is None:
        raise ValueError("object does not end")
    return closing.end()


def _end_of_table(parsed: Parsed, revision: int) -> int:
    table = parsed.reader.xrefs.get_xref_container_info(revision)
    if table.stream_ref is not None:
        return _end_of_object(parsed.reader, parsed.pdf, table.declared_startxref)
    stream = parsed.reader.stream
    stream.seek(table.end_location)
    generic.DictionaryObject.read_from_stream(stream, generic.TrailerReference(parsed.reader))
    return int(stream.tell())

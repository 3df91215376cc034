"""R3, the tables: what was added lists each object once, and promises no more than it holds.

Programs differ in which of two lines about one object they believe, in what they make of objects
beyond ``/Size``, and in whether they look at members of an object stream that no table names. So
none of that may occur. Not handled here: what lies between the objects (``layout``).
"""

# mypy: disable-error-code="no-untyped-call"
import re
from collections.abc import Iterator

from pyhanko.pdf_utils import generic

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.revision import entry
from pipeline.errors import Finding

_BLANK = re.compile(rb"\s*")
_SECTION = re.compile(rb"\s*(\d+) (\d+)\s+")
_LINE = re.compile(rb"\d{10} \d{5} [nf](?: \r| \n|\r\n)")
_LINE_LENGTH = 20


def each_object_is_listed_once(parsed: Parsed) -> Iterator[Finding]:
    """R3: no table has two lines for one number, and each line is written as the standard says.

    A cross-reference stream cannot repeat a number; pyHanko wants its sections in rising order.
    """
    for revision in parsed.new_revisions:
        table = parsed.reader.xrefs.get_xref_container_info(revision)
        if table.stream_ref is None:
            numbers = _listed(parsed.pdf[table.start_location : table.end_location])
            if numbers is None or len(set(numbers)) != len(numbers):
                yield Finding("P32")


def sizes_are_true(parsed: Parsed) -> Iterator[Finding]:
    """R3: ``/Size`` is one more than the highest number there is, or skips one as pyHanko does."""
    xrefs = parsed.reader.xrefs
    for revision in parsed.new_revisions:
        data = xrefs.get_xref_data(revision)
        highest = max([*data.standard_xrefs, *data.xrefs_in_objstm, *data.freed], default=0)
        least = max(xrefs.get_xref_container_info(revision - 1).size, highest + 1)
        if not least <= xrefs.get_xref_container_info(revision).size <= least + 1:
            yield Finding("P32")


def object_streams_hold_what_is_listed(parsed: Parsed) -> Iterator[Finding]:
    """R3: an object stream has exactly the members that the table of its revision names."""
    for revision in parsed.new_revisions:
        data = parsed.reader.xrefs.get_xref_data(revision)
        members: dict[int, dict[int, int]] = {}
        for number, place in data.xrefs_in_objstm.items():
            members.setdefault(place.obj_stream_id, {})[place.ix_in_stream] = number
        resolver = parsed.reader.get_historical_resolver(revision)
        for number, (generation, _) in data.standard_xrefs.items():
            item = resolver(generic.Reference(number, generation, resolver))
            if isinstance(item, generic.StreamObject) and entry(item, "/Type") == "/ObjStm":
                listed = members.pop(number, {})
                if _held(item) != [listed.get(place) for place in range(len(listed))]:
                    yield Finding("P32")
        if members:  # in streams of an earlier revision, whose members were listed there
            yield Finding("P32")


def _listed(table: bytes) -> list[int] | None:
    """The numbers of a table's lines; None when something else stands in it."""
    end = table.rfind(b"trailer")
    table = table if end < 0 else table[:end]
    numbers: list[int] = []
    position = 0
    while _BLANK.match(table, position).end() < len(table):  # type: ignore[union-attr]
        section = _SECTION.match(table, position)
        if section is None:
            return None
        position = section.end()
        first, count = int(section[1]), int(section[2])
        if count * _LINE_LENGTH > len(table):
            return None
        for number in range(first, first + count):
            if _LINE.match(table, position) is None:
                return None
            position += _LINE_LENGTH
            numbers.append(number)
    return numbers


def _held(item: generic.StreamObject) -> list[int] | None:
    """The numbers an object stream itself claims, in its order."""
    if "/Extends" in item:
        return None
    head = item.data[: int(entry(item, "/First"))].split()
    return [int(number) for number in head[::2]] if len(head) == 2 * entry(item, "/N") else None

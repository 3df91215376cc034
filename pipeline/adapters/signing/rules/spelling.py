"""R3, the letters: what was added is written so that no two programs read it differently.

Comments may hide things from one reader and not from another, and a lone carriage return after
``stream`` shifts the content by one byte in some. A signing program needs neither.
"""

import re
from collections.abc import Iterator

from pipeline.adapters.signing.evidence import Parsed
from pipeline.errors import Finding

#: What objects are made of; a string in parentheses is only recognised by its beginning.
_TOKEN = re.compile(
    rb"[\s\x00]*(<<|>>|<[0-9A-Fa-f\s\x00]*>|/[^\s\x00()<>\[\]{}/%]*|[\[\]{}()%]"
    rb"|[^\s\x00()<>\[\]{}/%]+)"
)
_PARENTHESES = re.compile(rb"\\.|[()]", re.DOTALL)


def nothing_is_commented(parsed: Parsed) -> Iterator[Finding]:
    """R3: no comment inside an object, and streams begin with a whole line break."""
    for revision in parsed.new_revisions:
        data = parsed.reader.xrefs.get_xref_data(revision)
        table = parsed.reader.xrefs.get_xref_container_info(revision)
        places = [offset for _, offset in data.standard_xrefs.values()]
        if table.stream_ref is None:
            places.append(table.end_location)  # the trailer
        if not all(_is_plain(parsed.pdf, place) for place in places):
            yield Finding("P32")


def _is_plain(pdf: bytes, position: int) -> bool:
    while True:
        token = _TOKEN.match(pdf, position)
        if token is None or token[1] == b"%":
            return False
        position = token.end()
        if token[1] in (b"endobj", b"startxref"):
            return True
        if token[1] == b"stream":
            return pdf[position : position + 1] == b"\n" or pdf[position : position + 2] == b"\r\n"
        if token[1] == b"(":
            position = _end_of_string(pdf, position)


def _end_of_string(pdf: bytes, position: int) -> int:
    """Where the string that began just before ``position`` is closed; the file's end if never."""
    depth = 1
    for found in _PARENTHESES.finditer(pdf, position):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(pdf)

"""R3, the letters: what was added is written so that no two programs read it differently.

Comments may hide things from one reader and not from another, and a lone carriage return after
``stream`` shifts the content by one byte in some. A signing program needs neither.

The tokens of an object are also the quickest way to its end, which ``layout`` asks for: pyHanko
reads the thousands of digits of a signature one by one.
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
_DEEPER = {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}
#: Number, generation, ``obj``; then one value, which is one token unless it is a container.
_WHOLE = 4


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


def end_of_object(pdf: bytes, position: int) -> int | None:
    """Where an object without a stream ends, its ``endobj`` included; None for all others."""
    depth = count = 0
    for token, following in tokens(pdf, position):
        if token == b"endobj":
            return following if depth == 0 and count == _WHOLE else None
        if depth == 0:
            count += 1
        depth += _DEEPER.get(token, 0)
        if depth < 0 or count > _WHOLE or token in (b"stream", b"%"):
            return None
    return None


def tokens(pdf: bytes, position: int) -> Iterator[tuple[bytes, int]]:
    """Each token with the place behind it; a string is told by its opening parenthesis."""
    while (found := _TOKEN.match(pdf, position)) is not None:
        position = found.end()
        if found[1] == b"(":
            position = _end_of_string(pdf, position)
        yield found[1], position


def _is_plain(pdf: bytes, position: int) -> bool:
    for token, following in tokens(pdf, position):
        if token == b"%":
            return False
        if token in (b"endobj", b"startxref"):
            return True
        if token == b"stream":
            behind = pdf[following : following + 2]
            return behind[:1] == b"\n" or behind == b"\r\n"
    return False


def _end_of_string(pdf: bytes, position: int) -> int:
    """Where the string that began just before ``position`` is closed; the file's end if never."""
    depth = 1
    for found in _PARENTHESES.finditer(pdf, position):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(pdf)

"""Tokens of objects, straight from the bytes: what may be written, and the way to an object's end.

Not handled here: what tokens mean. pyHanko reads objects; this is quicker where their end or their
spelling is all that is asked, since it takes the thousands of digits of a signature as one.
"""

import re
from collections.abc import Iterator

#: What objects are made of; a string in parentheses is only recognised by its beginning.
_TOKEN = re.compile(
    rb"[\s\x00]*(<<|>>|<[0-9A-Fa-f\s\x00]*>|/[^\s\x00()<>\[\]{}/%]*|[\[\]{}()%]"
    rb"|[^\s\x00()<>\[\]{}/%]+)"
)
_PARENTHESES = re.compile(rb"\\.|[()]", re.DOTALL)
_DEEPER = {b"<<": 1, b"[": 1, b">>": -1, b"]": -1}
#: Number, generation, ``obj``; then one value, which is one token unless it is a container.
_WHOLE = 4


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


def _end_of_string(pdf: bytes, position: int) -> int:
    """Where the string that began just before ``position`` is closed; the file's end if never."""
    depth = 1
    for found in _PARENTHESES.finditer(pdf, position):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end()
    return len(pdf)

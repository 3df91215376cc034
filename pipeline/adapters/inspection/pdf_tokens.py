"""The objects of a PDF as tokens, in the order they stand, whatever the cross-reference says.

A reader jumps to objects by their offsets, so an object may stand anywhere: inside a stream's data,
inside a string, inside a comment. Wherever bytes look like the head of an object they are read as
one. What is skipped otherwise is only what holds no object.

Not a parser: names, brackets, references and strings are told apart, nothing is evaluated.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pipeline.adapters.inspection.limits import (
    MAX_PDF_DEPTH,
    MAX_PDF_OBJECTS,
    MAX_PDF_TOKENS,
)
from pipeline.errors import Finding, Refused

_SPACE = rb"[\x00\t\n\x0c\r ]"
_TOKEN: Final = re.compile(
    rb"(?P<word>/[^\x00\t\n\x0c\r ()<>\[\]{}/%]*|<<|>>|\[|\]"
    rb"|\b\d{1,10}" + _SPACE + rb"+\d{1,5}" + _SPACE + rb"+R\b)"
    rb"|(?P<text>%[^\r\n]*+|\((?:[^()\\]++|\\.)*+\)|\()"
    rb"|(?P<hex><[0-9A-Fa-f\x00\t\n\x0c\r ]*>)"
    rb"|(?P<obj>\d{1,10}" + _SPACE + rb"+\d{1,5}" + _SPACE + rb"+obj)"
    rb"|(?P<stream>\bstream(?=[\r\n ]))",
    re.DOTALL,
)
_PARENTHESIS = re.compile(rb"\\.|[()]", re.DOTALL)
_HEAD = re.compile(rb"\d" + _SPACE + rb"+\d{1,5}" + _SPACE + rb"+obj\b")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_LENGTH = re.compile(rb"/Length" + _SPACE + rb"*(\d+)(?!" + _SPACE + rb"+\d+" + _SPACE + rb"+R)")
_ENDS = re.compile(rb"[\r\n ]{0,3}endstream")
#: Bytes that look like objects where none should be, before they count as an attack of their own.
_MOST_HIDDEN = 16
#: Objects that one stream may hold; programs pack a few hundred into each.
_MOST_PACKED = 100_000
_SLASH = ord("/")
_OPENING, _CLOSING = frozenset({b"<<", b"["}), frozenset({b">>", b"]"})


@dataclass(slots=True)
class PdfObject:
    """One object: its tokens in order (strings left out), and its stream's bytes if it has one."""

    number: int
    tokens: list[bytes] = field(default_factory=list)
    source: bytes = b""  #: the dictionary as written, for a stream
    data: tuple[int, int] | None = None  #: where the stream's bytes begin and end

    _depth: int = 0

    def take(self, token: bytes) -> None:
        """Add the next word.

        Raises:
            Refused: nested deeper than anything that is written by a program (H22).
        """
        self.tokens.append(plain_name(token))
        if token in _OPENING:
            self._depth += 1
            if self._depth > MAX_PDF_DEPTH:
                raise Refused(Finding("H22", {"bagian": f"{self._depth} tingkat"}))
        elif token in _CLOSING:
            self._depth -= 1

    @property
    def names(self) -> set[bytes]:
        """Every name in it, escapes undone, without the slash."""
        return {each[1:] for each in self.tokens if each.startswith(b"/")}


def plain_name(token: bytes) -> bytes:
    """A name with its ``#xx`` escapes undone."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), token)


class Reading:
    """Reads the objects of one file, within limits that hold for all of them together."""

    def __init__(self) -> None:
        self._tokens = 0
        self._bytes = 0
        self._hidden = 0

    def objects(self, data: bytes) -> Iterator[PdfObject]:
        """Every object that stands in a file's bytes, and its trailers as objects number -1.

        Raises:
            Refused: nested, long or doubled beyond all measure (H22).
        """
        yield from self._walk(data, 0, len(data))

    def packed(self, content: bytes, first: int) -> Iterator[PdfObject]:
        """The objects of an unpacked object stream."""
        self._count(len(content))
        head = [int(each) for each in re.findall(rb"\d{1,10}", content[:first])]
        if len(head) > 2 * _MOST_PACKED:
            raise Refused(Finding("H22", {"bagian": "jumlah objek"}))
        places = sorted(zip(head[1::2], head[::2], strict=False))
        ends = [place for place, _ in places[1:]] + [len(content) - first]
        for (place, number), end in zip(places, ends, strict=False):
            yield from self._walk(content, first + place, first + end, number)
        if not places or places[0][0]:
            # What no number leads to is read all the same.
            yield from self._walk(content, first, first + (places[0][0] if places else 0))

    def _count(self, size: int) -> None:
        self._bytes += size
        if self._bytes > MAX_PDF_OBJECTS:
            raise Refused(Finding("H22", {"bagian": "jumlah objek"}))

    def _walk(self, data: bytes, at: int, end: int, number: int = -1) -> Iterator[PdfObject]:
        here, start = PdfObject(number), at
        while (found := _TOKEN.search(data, at, end)) is not None:
            self._tokens += 1
            if self._tokens > MAX_PDF_TOKENS:
                raise Refused(Finding("H22", {"bagian": "jumlah objek"}))
            at, kind = found.end(), found.lastgroup
            if kind == "word":
                token = found[0]
                if token[0] == _SLASH and b"#" not in token:
                    here.tokens.append(token)  # by far the most; the rest may take longer
                else:
                    here.take(token)
            elif kind == "obj":
                yield here
                here, start = PdfObject(int(found[0].split()[0])), found.start()
            elif kind == "text":
                at = _string_end(data, at, end) if found[0] == b"(" else at
                yield from self._inside(data, found.start() + 1, at)
            elif kind == "stream" and here.tokens[-1:] == [b">>"]:
                here.source = data[start : found.start()]
                begin, at = here.data = _extent(data, at, end, here.source)
                yield here
                here, start = PdfObject(-1), at
                yield from self._inside(data, begin, at)
        yield here

    def _inside(self, data: bytes, begin: int, end: int) -> Iterator[PdfObject]:
        """Objects that hide where no reader that goes from front to back would see them."""
        hidden = _HEAD.search(data, begin, end)
        if hidden is None:
            return
        self._hidden += 1
        if self._hidden > _MOST_HIDDEN:
            raise Refused(Finding("H22", {"bagian": "objek tersembunyi"}))
        yield from self._walk(data, hidden.start(), end)


def _extent(data: bytes, at: int, end: int, source: bytes) -> tuple[int, int]:
    """Where a stream's bytes begin and end: as long as it says, if it ends there."""
    at += 1 if data[at : at + 1] == b" " else 0
    at += 2 if data[at : at + 2] == b"\r\n" else 1
    stated = _LENGTH.search(source)
    if stated is not None:
        stop = at + int(stated[1][:12])
        if stop <= end and _ENDS.match(data, stop) is not None:
            return at, stop
    found = data.find(b"endstream", at, end)
    return at, found if found >= 0 else end


def _string_end(data: bytes, at: int, end: int) -> int:
    """Behind the closing parenthesis of a string in which others are nested.

    Raises:
        Refused: nested deeper than anybody writes (H22).
    """
    depth = 1
    for found in _PARENTHESIS.finditer(data, at, end):
        if found[0] == b"(":
            depth += 1
            if depth > MAX_PDF_DEPTH:
                raise Refused(Finding("H22", {"bagian": f"{depth} tingkat"}))
        elif found[0] == b")":
            depth -= 1
            if not depth:
                return found.end()
    return end

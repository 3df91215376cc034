"""The streams of a PDF, unpacked to be counted, or to read the objects inside (faults.md S7)."""

import base64
import binascii
import re
import zlib

from pipeline.adapters.inspection import pictures
from pipeline.adapters.inspection.limits import (
    CHUNK,
    MAX_PDF_FILTERS,
    MAX_PDF_OBJECTS,
    MAX_PDF_STREAM,
    MAX_PDF_UNPACKED,
    MAX_PIXELS,
    MAX_RATIO,
    MAX_SIDE,
    RATIO_FROM,
)
from pipeline.adapters.inspection.pdf_tokens import PdfObject, plain_name
from pipeline.errors import Finding, Refused

_FLATE = frozenset({b"FlateDecode", b"Fl"})
_TEXTS = frozenset({b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx"})
_BOMB_PIXEL = 8  #: bytes a pixel may take, with some to spare
_WHITE = re.compile(rb"[\x00\t\n\x0c\r ]+")


class Streams:
    """Counts what the streams of one file unpack to."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._total = 0

    def check(self, found: PdfObject) -> None:
        """Hold one stream to the limits.

        Raises:
            Refused: it unpacks to too much (H22), or is a picture too large to draw (H16).
        """
        width, height = value(found, b"Width"), value(found, b"Height")
        is_picture = b"Image" in found.names and width and height
        if is_picture and (width * height > MAX_PIXELS or max(width, height) > MAX_SIDE):
            raise Refused(Finding("H16", {"ukuran": f"{width} × {height}"}))
        most = max(width * height * _BOMB_PIXEL, RATIO_FROM) if is_picture else MAX_PDF_STREAM
        raw = self._unwrapped(found)
        for _ in range(_flates(found)):
            raw = self._unpack(raw, most, is_picture=bool(is_picture))
        if filters(found)[-1:] == [b"DCTDecode"]:
            # A decoder believes the JPEG, not the table around it.
            too_large = [each for each in pictures.judge(raw) if each.code == "H16"]
            if too_large:
                raise Refused(*too_large)

    def objects(self, found: PdfObject) -> bytes:
        """The bytes of an object stream.

        Raises:
            Refused: it unpacks to too much, or is packed as no program packs one (H22).
        """
        names = filters(found)
        if any(name not in _FLATE | _TEXTS for name in names) or b"Predictor" in found.names:
            raise Refused(Finding("H22", {"bagian": "aliran objek"}))
        raw = self._unwrapped(found)
        for _ in range(_flates(found)):
            raw = self._unpack(raw, MAX_PDF_OBJECTS, is_picture=False)
        return raw

    def _unwrapped(self, found: PdfObject) -> bytes:
        """A stream's bytes without the letters that some programs dress them in."""
        start, end = found.data or (0, 0)
        raw = self._data[start:end]
        names = filters(found)
        if len(names) > MAX_PDF_FILTERS:
            raise Refused(Finding("H22", {"bagian": "aliran berlapis"}))
        for name in names:
            if name not in _TEXTS:
                break
            raw = _from_text(name, raw)
        return raw

    def _unpack(self, raw: bytes, most: int, *, is_picture: bool) -> bytes:
        """A packed stream, as far as it can be unpacked: what follows damage is nobody's."""
        unpacker, parts, size = zlib.decompressobj(), [], 0
        piece = raw
        while piece and not unpacker.eof:
            try:
                part = unpacker.decompress(piece, CHUNK)
            except zlib.error:
                break
            piece = unpacker.unconsumed_tail
            parts.append(part)
            size += len(part)
            self._total += len(part)
            used = len(raw) - len(piece)
            is_bomb = size > RATIO_FROM and size > MAX_RATIO * used and not is_picture
            if size > most or is_bomb or self._total > MAX_PDF_UNPACKED:
                raise Refused(Finding("H22", {"bagian": f"{size // 1_000_000} MB"}))
            if not part and not piece:
                break
        return b"".join(parts)


def filters(found: PdfObject) -> list[bytes]:
    """The names of a stream's filters, outermost first."""
    tokens = found.tokens
    for key in (b"/Filter", b"/F"):
        if key in tokens:
            rest = tokens[tokens.index(key) + 1 :]
            if rest[:1] == [b"["]:
                rest = rest[1 : rest.index(b"]")] if b"]" in rest else rest[1:]
                return [each[1:] for each in rest if each.startswith(b"/")]
            return [rest[0][1:]] if rest and rest[0].startswith(b"/") else []
    return []


def _flates(found: PdfObject) -> int:
    """How many times a stream is deflated before anything else is done to it."""
    count = 0
    for name in filters(found):
        if name in _FLATE:
            count += 1
        elif name not in _TEXTS or count:
            break
    return count


def _from_text(name: bytes, raw: bytes) -> bytes:
    try:
        if name in {b"ASCIIHexDecode", b"AHx"}:
            digits = _WHITE.sub(b"", raw.partition(b">")[0])
            return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        body = _WHITE.sub(b"", raw).removeprefix(b"<~").partition(b"~")[0]
        return base64.a85decode(body)
    except ValueError:
        return b""


def value(found: PdfObject, key: bytes) -> int:
    """A whole number of a stream's dictionary; 0 where it stands elsewhere."""
    pattern = rb"/" + key + rb"[\x00\t\n\x0c\r ]+(\d{1,10})(?![0-9]|" + _WHITE.pattern + rb"\d+"
    number = re.search(pattern + _WHITE.pattern + rb"R)", plain_name(found.source))
    return int(number[1]) if number else 0

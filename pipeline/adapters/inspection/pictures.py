"""How large a picture becomes once it is decoded, read from its header alone (faults.md S11).

Nothing is decoded. A header that says no size belongs to a picture that no program can show.
"""

import re
import struct
from collections.abc import Iterator

from pipeline.adapters.inspection.kinds import PICTURES
from pipeline.adapters.inspection.limits import MAX_PIXELS, MAX_SIDE
from pipeline.errors import Finding

Size = tuple[int, int]
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = frozenset({0x01, 0xFF, *range(0xD0, 0xD9)})
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_MOST_PAGES = _MOST_SEGMENTS = 5_000
_HEADERS = 1 << 20  #: where a GIF's first frame and a HEIC's sizes stand
_ISPE = re.compile(rb"ispe\x00\x00\x00\x00(.{8})", re.DOTALL)


def judge(data: bytes) -> tuple[Finding, ...]:
    """Whether a picture is larger than anybody's computer should be asked to draw."""
    try:
        sizes = list(_sizes(data))
    except (struct.error, IndexError, ValueError):
        sizes = []
    if not sizes:
        return (Finding("H06", {"bagian": "gambar"}),)
    width, height = max(sizes, key=lambda each: each[0] * each[1])
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        return (Finding("H16", {"ukuran": f"{width} × {height}"}),)
    return ()


def _sizes(data: bytes) -> Iterator[Size]:
    kind = next((name for start, name in PICTURES.items() if data.startswith(start)), "")
    if kind == "png":
        yield struct.unpack_from(">2L", data, 16)
    elif kind == "gif":
        yield from _gif(data[:_HEADERS])
    elif kind == "bmp":
        yield _bmp(data)
    elif kind == "jpeg":
        yield from _jpeg(data)
    elif kind in {"tiff", "bigtiff"}:
        yield from _tiff(data, wide=kind == "bigtiff")
    elif data[8:12] == b"WEBP":
        yield _webp(data)
    elif data[4:8] == b"ftyp":
        for found in _ISPE.finditer(data[:_HEADERS]):
            yield struct.unpack(">2L", found[1])


def _bmp(data: bytes) -> Size:
    if int.from_bytes(data[14:18], "little") == 12:
        width, height = struct.unpack_from("<2H", data, 18)
    else:
        width, height = struct.unpack_from("<2l", data, 18)
    return abs(width), abs(height)


def _gif(data: bytes) -> Iterator[Size]:
    yield struct.unpack_from("<2H", data, 6)
    # The first frame may be larger than the screen it says it is drawn on.
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while at < len(data) and data[at] == 0x21:
        at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    if at < len(data) and data[at] == 0x2C:
        yield struct.unpack_from("<2H", data, at + 5)


def _jpeg(data: bytes) -> Iterator[Size]:
    at = 2
    for _ in range(_MOST_SEGMENTS):
        at = data.find(b"\xff", at)
        if at < 0 or at + 4 > len(data):
            return
        marker = data[at + 1]
        if marker == 0 or marker in _JPEG_BARE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _JPEG_SIZES:
            height, width = struct.unpack_from(">2H", data, at + 5)
            yield width, height
        if marker == 0xDA:
            return
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")


def _tiff(data: bytes, *, wide: bool) -> Iterator[Size]:
    order = "<" if data.startswith(b"II") else ">"
    word, count, entry = ("Q", "Q", 20) if wide else ("L", "H", 12)
    (at,) = struct.unpack_from(order + word, data, 8 if wide else 4)
    seen: set[int] = set()
    while at and at not in seen and len(seen) < _MOST_PAGES:
        seen.add(at)
        (number,) = struct.unpack_from(order + count, data, at)
        start = at + struct.calcsize(order + count)
        fields = {}
        for index in range(min(number, 500)):
            tag, kind = struct.unpack_from(order + "2H", data, start + index * entry)
            value = "H" if kind == 3 else "L"
            place = start + index * entry + (12 if wide else 8)
            (fields[tag],) = struct.unpack_from(order + value, data, place)
        yield fields.get(_TIFF_WIDTH, 0), fields.get(_TIFF_HEIGHT, 0)
        if start + number * entry + struct.calcsize(order + word) > len(data):
            return
        (at,) = struct.unpack_from(order + word, data, start + number * entry)


def _webp(data: bytes) -> Size:
    kind = data[12:16]
    if kind == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<2H", data, 26)
    return width & 0x3FFF, height & 0x3FFF

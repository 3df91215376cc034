"""Pictures that fill a computer's memory, run something, or are something else (faults.md S10, S11)."""

import struct
import zlib

from tests.hostile.bases import RawZip, letter, repack
from tests.hostile.catalogue import Family

PICTURES = Family("picture")
_HUGE = 60_001
_WIDE = 30_000


def chunk(kind: bytes, content: bytes) -> bytes:
    """A chunk of a PNG."""
    body = kind + content
    return struct.pack(">L", len(content)) + body + struct.pack(">L", zlib.crc32(body))


def png(width: int, height: int) -> bytes:
    """A PNG that says it is so large."""
    head = struct.pack(">2L5B", width, height, 8, 6, 0, 0, 0)
    data = zlib.compress(bytes(1_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg(width: int, height: int, *, before: bytes = b"", frame: int = 0xC0) -> bytes:
    """A JPEG that says it is so large."""
    size = struct.pack(">2BHB2HB", 0xFF, frame, 17, 8, height, width, 3) + bytes(9)
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0"
        + before
        + size
        + b"\xff\xda\0\2\xff\xd9"
    )


def gif(width: int, height: int, *, frame: tuple[int, int] = (1, 1)) -> bytes:
    """A GIF that says it is so large."""
    picture = b"\x2c" + struct.pack("<4HB", 0, 0, *frame, 0) + b"\x02\x02\x44\x01\x00\x3b"
    return b"GIF89a" + struct.pack("<2H3B", width, height, 0, 0, 0) + picture


def bmp(width: int, height: int) -> bytes:
    """A BMP that says it is so large."""
    head = struct.pack("<LllHHLLllLL", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<LHHL", 54, 0, 0, 54) + head


def tiff(width: int, height: int, *, order: str = "<", pages: int = 1, loop: bool = False) -> bytes:
    """A TIFF that says its last page is so large."""
    data = struct.pack(order + "2sHL", b"II" if order == "<" else b"MM", 42, 8)
    for page in range(pages):
        size = (width, height) if page == pages - 1 else (10, 10)
        data += struct.pack(order + "H", 2)
        for tag, value in zip((256, 257), size, strict=True):
            data += struct.pack(order + "2H2L", tag, 4, 1, value)
        last = page == pages - 1
        following = (8 if loop else 0) if last else len(data) + 4
        data += struct.pack(order + "L", following)
    return data


def bigtiff(width: int, height: int) -> bytes:
    """A BigTIFF that says it is so large."""
    data = struct.pack("<2s3HQ", b"II", 43, 8, 0, 16) + struct.pack("<Q", 2)
    for tag, value in ((256, width), (257, height)):
        data += struct.pack("<2HQQ", tag, 4, 1, value)
    return data + struct.pack("<Q", 0)


def webp(kind: bytes, body: bytes) -> bytes:
    """A WebP of one chunk."""
    inner = b"WEBP" + kind + struct.pack("<L", len(body)) + body
    return b"RIFF" + struct.pack("<L", len(inner)) + inner


def heif(width: int, height: int) -> bytes:
    """A HEIC that says it is so large."""
    size = b"ispe" + bytes(4) + struct.pack(">2L", width, height)
    return struct.pack(">L", 16) + b"ftypheic" + bytes(4) + struct.pack(">L", 20) + size


def svg(inside: str, *, before: str = "", attributes: str = "") -> bytes:
    """An SVG drawing."""
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<?xml version="1.0"?>{before}<svg {spaces} {attributes}>{inside}</svg>'.encode()


_SIZED = (
    ("png", "foto.png", lambda: png(_WIDE, _WIDE)),
    ("png of one endless line", "foto.png", lambda: png(2_000_000_000, 1)),
    ("jpeg", "foto.jpg", lambda: jpeg(_WIDE, _WIDE)),
    ("progressive jpeg", "foto.jpg", lambda: jpeg(_HUGE, _HUGE, frame=0xC2)),
    ("jpeg behind a small one in its notes", "foto.jpg", lambda: jpeg(
        _WIDE, _WIDE, before=b"\xff\xfe\x00\x20" + bytes(30))),
    ("gif", "foto.gif", lambda: gif(_HUGE, _HUGE)),
    ("gif whose frame is larger than its screen", "foto.gif", lambda: gif(
        1, 1, frame=(65_000, 65_000))),
    ("bmp", "foto.bmp", lambda: bmp(_WIDE, _WIDE)),
    ("bmp upside down", "foto.bmp", lambda: bmp(_WIDE, -_WIDE)),
    ("tiff", "foto.tif", lambda: tiff(_WIDE, _WIDE)),
    ("tiff of the other byte order", "foto.tif", lambda: tiff(_WIDE, _WIDE, order=">")),
    ("tiff on its hundredth page", "foto.tif", lambda: tiff(_WIDE, _WIDE, pages=100)),
    ("tiff whose pages go round", "foto.tif", lambda: tiff(_WIDE, _WIDE, pages=3, loop=True)),
    ("bigtiff", "foto.tif", lambda: bigtiff(_WIDE, _WIDE)),
    ("extended webp", "foto.webp", lambda: webp(b"VP8X", bytes(4) + b"\xff\xff\xff\xff\xff\xff")),
    ("lossless webp", "foto.webp", lambda: webp(b"VP8L", b"\x2f\xff\xff\xff\x0f")),
    ("heic", "foto.heic", lambda: heif(_WIDE, _WIDE)),
)  # fmt: skip
for _title, _name, _make in _SIZED:
    PICTURES.each("H16", _name, [(f"a bomb of {_title}", _make)])
PICTURES.each(
    "H16",
    "laporan.docx",
    [
        (f"a letter with a bomb of {title}", lambda make=make, name=name: repack(
            letter(), add={f"word/media/{name}": make()}))
        for title, name, make in _SIZED[:6]
    ],
)  # fmt: skip

_ACTIVE = (
    ("a script", svg("<script>alert(1)</script>")),
    ("a script under a prefix", svg('<s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script>')),
    ("what happens when it is drawn", svg("<g/>", attributes='onload="alert(1)"')),
    ("a page inside", svg("<foreignObject><body/></foreignObject>")),
    ("a script as address", svg('<a xlink:href="javascript:alert(1)"><g/></a>')),
    ("a script as address, cut", svg('<a xlink:href="java&#10;script:alert(1)"><g/></a>')),
    ("a picture from a share", svg('<image href="file://192.0.2.1/a/b.png"/>')),
    ("a page as data", svg('<image href="data:text/html;base64,PHNjcmlwdD4="/>')),
    ("a drawing as data", svg('<use href="data:image/svg+xml;base64,PHN2Zz4="/>')),
)
PICTURES.each("H17", "gambar.svg", [(f"svg with {t}", lambda d=d: d) for t, d in _ACTIVE])
PICTURES.each(
    "H17",
    "laporan.docx",
    [
        (f"a letter with svg with {title}", lambda data=data: repack(
            letter(), add={"word/media/a.svg": data}))
        for title, data in _ACTIVE[:3]
    ],
)  # fmt: skip
PICTURES.each(
    "H15",
    "gambar.svg",
    [
        ("svg with an outside entity", lambda: svg(
            "<text>&x;</text>", before='<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        ("svg in utf-16 with an entity", lambda: b"\xff\xfe" + svg("<g/>", before="<!DOCTYPE a>")
            .decode().encode("utf-16-le")),
    ],
)  # fmt: skip
PICTURES.each(
    "H07",
    "foto.jpg",
    [
        ("a jpeg that is also a zip", lambda: jpeg(100, 100) + RawZip().put("a", b"b").done()),
        ("a jpeg that is also a java program", lambda: jpeg(100, 100) + RawZip().put(
            "META-INF/MANIFEST.MF", b"Main-Class: A").done()),
        ("a jpeg that is also a pdf", lambda: jpeg(
            100, 100, before=b"\xff\xfe\x00\x12%PDF-1.4 1 0 obj")),
        ("a jpeg that is also a rar", lambda: jpeg(100, 100) + b"Rar!\x1a\x07\x00" + bytes(90)),
        ("a jpeg that is also a php page", lambda: jpeg(
            100, 100, before=b"\xff\xfe\x00\x18<?php system('id'); ?>")),
    ],
)  # fmt: skip
PICTURES.each(
    "H07",
    "foto.gif",
    [("a gif that is also a zip", lambda: gif(9, 9) + RawZip().put("a.class", b"\xca").done())],
)
PICTURES.each(
    "H06",
    "foto.png",
    [("a png that is cut off", lambda: png(100, 100)[:18])],
)

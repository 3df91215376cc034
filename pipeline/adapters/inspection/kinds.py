"""What a file is, by its bytes; and what nobody here takes, whatever it is called.

Only the first bytes decide (an EOCD at the end of a picture is a polyglot, found elsewhere).
"""

import re
from dataclasses import dataclass
from typing import Final

from pipeline.ports.inspection import FileKind

HEAD = 4096
_SHORT = 3
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MP4_PICTURES = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"hevc", b"avif", b"avis")

PICTURES: Final = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"BM": "bmp",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
    b"II+\x00": "bigtiff",
    b"MM\x00+": "bigtiff",
}
#: Programs, by what they begin with.
_PROGRAMS = {
    b"MZ": "program Windows",
    b"\x7fELF": "program Linux",
    b"\xca\xfe\xba\xbe": "program Java",
    b"\xcf\xfa\xed\xfe": "program macOS",
    b"\xce\xfa\xed\xfe": "program macOS",
    b"\xfe\xed\xfa\xce": "program macOS",
    b"\xfe\xed\xfa\xcf": "program macOS",
    b"dex\n": "program Android",
    b"L\x00\x00\x00\x01\x14\x02\x00": "pintasan Windows",
    b"ITSF": "berkas bantuan Windows",
    b"CWS": "animasi Flash",
    b"FWS": "animasi Flash",
    b"ZWS": "animasi Flash",
    b"%!PS": "program PostScript",
    b"\xc5\xd0\xd3\xc6": "program PostScript",
    b"#!": "skrip",
    b"ID;P": "lembar kerja SYLK",
}
#: Kinds that a program may read well but that are not filed, and what they are called.
_NOT_FILED = {
    b"Rar!\x1a\x07": "arsip RAR",
    b"7z\xbc\xaf\x27\x1c": "arsip 7-Zip",
    b"\x1f\x8b": "arsip GZIP",
    b"BZh": "arsip BZIP2",
    b"\xfd7zXZ\x00": "arsip XZ",
    b"\x28\xb5\x2f\xfd": "arsip Zstandard",
    b"MSCF": "arsip CAB",
    b"{\\rtf": "dokumen RTF",
    b"ID3": "rekaman suara",
    b"OggS": "rekaman suara",
    b"fLaC": "rekaman suara",
    b"\x1aE\xdf\xa3": "rekaman video",
    b"8BPS": "gambar Photoshop",
    b"\x00\x00\x01\x00": "ikon",
    b"\x01\x00\x00\x00\x58\x00\x00\x00": "gambar EMF",
    b"\xd7\xcd\xc6\x9a": "gambar WMF",
    b"SQLite format 3\x00": "basis data",
}
_SCRIPT_STARTS = (
    (b"@echo", "skrip perintah"),
    (b"@powershell", "skrip perintah"),
    (b"[internetshortcut]", "pintasan internet"),
    (b"[desktop entry]", "pintasan"),
    (b"windows registry editor", "berkas registri"),
    (b"regedit4", "berkas registri"),
    (b"[autorun]", "berkas autorun"),
    (b"<?php", "skrip"),
)
_PAGE = re.compile(rb"(?i)<(?:!doctype\s+html|html|body|iframe|head|hta:)\b|^\s*<script\b")
_SVG = re.compile(rb"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
_MAIL = re.compile(rb"^(?:mime-version|received|return-path|x-mailer):", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """What a first look tells: the kind, what to call it, and a code where it is out at once."""

    kind: FileKind
    label: str
    format: str = ""  #: for a closer look: "zip", "ole", "svg" or the picture's format
    code: str = ""


def look(data: bytes) -> Look:
    """The kind of a file by its first bytes."""
    head = data[:HEAD]
    if head.startswith(b"%PDF-"):
        return Look(FileKind.PDF, "dokumen PDF", "pdf")
    if head.startswith((ZIP, _EMPTY_ZIP)):
        return Look(FileKind.OTHER, "arsip ZIP", "zip")
    if head.startswith(OLE):
        return Look(FileKind.OTHER, "dokumen Office lama", "ole")
    return _program(head) or _picture(head) or _not_filed(head) or _written(data, head)


def _begins(head: bytes, start: bytes) -> bool:
    # Two letters are also how a sentence may begin ("BMKG ...", "MZ ...").
    is_word = len(start) <= _SHORT and start.isalnum()
    return head.startswith(start) and not (is_word and plain_start(head) is not None)


def _program(head: bytes) -> Look | None:
    for start, label in _PROGRAMS.items():
        if _begins(head, start):
            return Look(FileKind.OTHER, label, code="H01")
    return None


def _picture(head: bytes) -> Look | None:
    for start, name in PICTURES.items():
        if _begins(head, start):
            return Look(FileKind.PICTURE, f"gambar {name.upper()}", name)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Look(FileKind.PICTURE, "gambar WEBP", "webp")
    if head[4:8] == b"ftyp":
        if head[8:12] in _MP4_PICTURES:
            return Look(FileKind.PICTURE, "gambar HEIC", "heif")
        return Look(FileKind.OTHER, "rekaman video", code="H03")
    return None


def _not_filed(head: bytes) -> Look | None:
    for start, label in _NOT_FILED.items():
        if _begins(head, start):
            return Look(FileKind.OTHER, label, code="H03")
    if head.startswith(b"RIFF"):
        return Look(FileKind.OTHER, "rekaman suara atau video", code="H03")
    if head[257:262] == b"ustar":
        return Look(FileKind.OTHER, "arsip TAR", code="H03")
    return None


def _written(data: bytes, head: bytes) -> Look:
    """Text in its many forms, or something nobody knows."""
    text = plain_start(head)
    if text is None or (not data.startswith(_BOMS[:2]) and _CONTROL.search(data)):
        return Look(FileKind.OTHER, "jenis yang tidak dikenal")
    return _marked(text) or Look(FileKind.TEXT, "berkas teks", "text")


def _marked(text: bytes) -> Look | None:
    """Text that a program takes for more than text."""
    start = text.lstrip().lower()
    script = next((label for mark, label in _SCRIPT_STARTS if start.startswith(mark)), "")
    page, drawing = _PAGE.search(text), _SVG.search(text)
    is_page = page is not None and (drawing is None or page.start() < drawing.start())
    if script or is_page:
        return Look(FileKind.OTHER, script or "halaman web (HTML)", code="H01")
    if drawing is not None:
        return Look(FileKind.PICTURE, "gambar SVG", "svg")
    if start.startswith(b"<?xml") or _MAIL.match(start):
        is_xml = start.startswith(b"<?xml")
        return Look(FileKind.OTHER, "berkas XML" if is_xml else "surat elektronik", code="H03")
    return None


def plain_start(head: bytes) -> bytes | None:
    """The first bytes as ASCII can show them, whatever Unicode they are in; None for binary."""
    if head.startswith(_BOMS[:2]):
        return head.decode("utf-16", "ignore").encode("ascii", "replace")
    text = head.removeprefix(_BOMS[2])
    return None if _CONTROL.search(text) else text

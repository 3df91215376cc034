"""Programs, scripts, archives and old formats, under their own names and under false ones."""

import gzip
import io
import tarfile

from tests.hostile.bases import RawZip, book, letter, pdf
from tests.hostile.catalogue import Family
from tests.hostile.pictures import jpeg

FOREIGN = Family("foreign")
_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_MZ = b"MZ\x90\x00\x03" + bytes(400)


def _compound(*names: str) -> bytes:
    """A compound file whose directory holds these streams."""
    head = bytearray(512)
    head[:8] = _OLE
    head[30:32] = (9).to_bytes(2, "little")
    lines = b""
    for kind, name in ((5, "Root Entry"), *((2, each) for each in names)):
        raw = name.encode("utf-16-le")
        line = raw.ljust(64, b"\0") + (len(raw) + 2).to_bytes(2, "little") + bytes([kind])
        lines += line.ljust(128, b"\0")
    return bytes(head) + lines.ljust(2048, b"\0")


def _open_document(kind: str) -> bytes:
    mime = f"application/vnd.oasis.opendocument.{kind}".encode()
    return RawZip().put("mimetype", mime, method=0).put("content.xml", b"<a/>").done()


def _tar() -> bytes:
    built = io.BytesIO()
    with tarfile.open(fileobj=built, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"), io.BytesIO())
    return built.getvalue()


FOREIGN.each(
    "H01",
    "program.exe",
    [("a program of windows", lambda: _MZ)],
)
for _name, _make in {
    "laporan.pdf": lambda: _MZ,
    "laporan.docx": lambda: _MZ,
    "foto.jpg": lambda: _MZ,
    "undangan.pdf.exe": lambda: _MZ,
    "undangan.pdf .scr": lambda: _MZ,
    "Laporan\u202ecod.exe": lambda: _MZ,
    "laporan.exe.": pdf,
    "laporan.pdf.lnk": lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(90),
    "laporan.pdf.url": lambda: b"[InternetShortcut]\r\nURL=file://192.0.2.1/a\r\n",
    "buka.desktop": lambda: b"[Desktop Entry]\nExec=sh\n",
    "baca.html": lambda: b"<html><script>alert(1)</script></html>",
    "baca.txt": lambda: b"<!DOCTYPE html><html></html>",
    "baca.hta": lambda: b"<hta:application><script>1</script>",
    "naskah.js": lambda: b"WScript.Shell",
    "naskah.vbs": lambda: b'CreateObject("WScript.Shell")',
    "naskah.bat": lambda: b"start calc",
    "naskah.txt": lambda: b"@echo off\r\nstart calc",
    "naskah.sh": lambda: b"#!/bin/sh\nrm -rf x\n",
    "naskah.ps1": lambda: b"Start-Process calc",
    "catatan.reg": lambda: b"Windows Registry Editor Version 5.00\r\n",
    "data.php": lambda: b"<?php system('id');",
    "aplikasi.jar": lambda: RawZip().put("META-INF/MANIFEST.MF", b"Main-Class: A").done(),
    "laporan.xlam": book,
    "laporan.docm": letter,
    "kelas.class": lambda: b"\xca\xfe\xba\xbe" + bytes(90),
    "program": lambda: b"\x7fELF" + bytes(90),
    "animasi.swf": lambda: b"FWS\x09" + bytes(90),
    "bantuan.chm": lambda: b"ITSF" + bytes(90),
    "cetak.ps": lambda: b"%!PS-Adobe-3.0\n",
    "foto.jpg.vbe": lambda: jpeg(10, 10),
}.items():
    FOREIGN.each("H01", _name, [(f"under the name {_name!a}", _make)])

for _name, _make in {
    "laporan.pdf": letter,
    "laporan.docx": book,
    "laporan.xlsx": letter,
    "laporan.jpg": pdf,
    "laporan.txt": lambda: bytes(range(256)) * 4,
    "foto.png": lambda: b"halo",
    "surat.doc": letter,
    "surat.docx": lambda: b"halo, ini surat",
    "data.xlsx": lambda: b"a;b;c\n1;2;3\n",
    "arsip.zip": letter,
    "foto.pdf": lambda: jpeg(10, 10),
}.items():
    FOREIGN.each("H02", _name, [(f"what is no {_name.partition('.')[2]} ({_name})", _make)])

for _name, _make in {
    "arsip.zip": lambda: RawZip().put("a.txt", b"halo").done(),
    "kosong.zip": lambda: RawZip().done(),
    "surat.docx": lambda: RawZip().put("word/document.xml", b"<a/>").done(),
    "arsip.rar": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(90),
    "arsip.7z": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(90),
    "arsip.gz": lambda: gzip.compress(b"halo"),
    "arsip.tar": _tar,
    "arsip.cab": lambda: b"MSCF" + bytes(90),
    "surat.rtf": lambda: b"{\\rtf1\\object\\objdata}",
    "surat.docx ": lambda: b"{\\rtf1 halo}",
    "surat.xml": lambda: b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><a/>",
    "surat.eml": lambda: b"MIME-Version: 1.0\nContent-Type: text/html\n",
    "pesan.msg": lambda: _compound("__substg1.0_0037001F"),
    "video.mp4": lambda: bytes(4) + b"ftypisom" + bytes(90),
    "suara.mp3": lambda: b"ID3\x04\x00" + bytes(90),
}.items():
    FOREIGN.each("H03", _name, [(f"a kind that is not filed ({_name})", _make)])

for _name, _kind in {"surat.odt": "text", "data.xlsx": "spreadsheet"}.items():
    FOREIGN.each(
        "H23",
        _name,
        [(f"OpenDocument ({_name})", lambda kind=_kind: _open_document(kind))],
    )

for _name, _stream in {
    "surat.doc": "WordDocument",
    "data.xls": "Workbook",
    "lama.xls": "Book",
    "paparan.ppt": "PowerPoint Document",
    "surat.docx": "WordDocument",
    "lain.pub": "Quill",
}.items():
    FOREIGN.each("H04", _name, [(f"an old format ({_name})", lambda each=_stream: _compound(each))])
FOREIGN.each(
    "H10",
    "surat.doc",
    [("an old letter with macros", lambda: _compound("WordDocument", "_VBA_PROJECT"))],
)
for _name in ("surat.docx", "data.xlsx"):
    FOREIGN.each(
        "H05",
        _name,
        [(f"locked with a password ({_name})",
          lambda: _compound("EncryptedPackage", "EncryptionInfo"))],
    )  # fmt: skip

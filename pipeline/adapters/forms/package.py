"""Looks into an .xlsx before anything opens it.

openpyxl and LibreOffice open macros, external links, embedded objects and DTDs without a word
(findings: faults, section 0). Here the package is read once as a stream, with every size counted as
it comes out, and refused as a whole when it holds what a data form never holds. Afterwards
``Package`` gives out parts that passed.

Risk accepted: pictures, comments and printer settings stay in; nothing ever reads them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from pipeline.errors import Finding, Refused

_MAX_FILE = 20_000_000
_MAX_ENTRIES = 1_000
_MAX_TOTAL = 150_000_000
#: Parts that are read whole into memory; sheets are streamed and may be larger.
_MAX_PART = 4_000_000
_CHUNK = 1 << 18

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO = re.compile(r"vbaproject|macrosheet|macroenabled|dialogsheet|vbadata", re.IGNORECASE)
_LINK = re.compile(
    r"externallink|/connections|querytable|volatiledependencies|webextension|xmlmaps", re.IGNORECASE
)
_OBJECT = re.compile(
    r"oleobject|embeddings/|relationships/package$|activex|ctrlprop|relationships/control$"
    r"|customui|ui/extensibility",
    re.IGNORECASE,
)
_FORBIDDEN_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
#: What reading a damaged zip may raise.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError, KeyError, IndexError, etree.XMLSyntaxError,
)  # fmt: skip
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of one part to another."""

    id: str
    kind: str
    target: str
    is_external: bool


class Package:
    """An inspected .xlsx: its parts by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """A part; its size was bounded by the inspection."""
        return self._archive.read(name)

    def stream(self, name: str) -> IO[bytes]:
        """A part as a stream, for sheets."""
        return self._archive.open(name)

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """The relationships of ``part``; of the package itself for an empty name."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        return tuple(_relationships(self.read(rels))) if rels in self else ()


def open_package(xlsx: bytes) -> Package:
    """Inspect a file and open it.

    Raises:
        Refused: it is not an .xlsx (F01), encrypted (F02), damaged (F03), or holds macros (F04),
            links (F05), objects (F06), too much (F07) or unusual XML (F08).
    """
    _demand_zip(xlsx)
    try:
        archive = zipfile.ZipFile(io.BytesIO(xlsx))
        findings = tuple(_inspect(archive))
    except _BROKEN as error:
        raise Refused(Finding("F03")) from error
    if findings:
        raise Refused(*findings)
    return Package(archive)


def _demand_zip(xlsx: bytes) -> None:
    if not xlsx.strip(b"\0"):
        raise Refused(Finding("F03"))
    if len(xlsx) > _MAX_FILE:
        raise Refused(Finding("F07", {"bagian": f"{len(xlsx) // 1_000_000} MB"}))
    if xlsx.startswith(_OLE2):
        if _ENCRYPTED_STREAM in xlsx:
            raise Refused(Finding("F02"))
        raise Refused(Finding("F01", {"jenis": "berkas Excel lama (.xls) atau Office lama"}))
    if not xlsx.startswith(b"PK"):
        raise Refused(Finding("F01", {"jenis": _looks_like(xlsx)}))


def _looks_like(content: bytes) -> str:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        return "dokumen PDF"
    if start.startswith((b"<html", b"<!doctype html", b"<table")):
        return "halaman web"
    if start.startswith(b"<?xml"):
        return "berkas XML"
    if b"\0" not in start:
        return "berkas teks atau CSV"
    return "berkas jenis lain"


def _inspect(archive: zipfile.ZipFile) -> Iterator[Finding]:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if "mimetype" in names:
        yield Finding("F01", {"jenis": "berkas OpenDocument (.ods)"})
        return
    if any(entry.flag_bits & 0x1 for entry in entries):
        yield Finding("F02")
        return
    if len(entries) > _MAX_ENTRIES or sum(e.file_size for e in entries) > _MAX_TOTAL:
        yield Finding("F07", {"bagian": f"{len(entries)} bagian"})
        return
    if "[Content_Types].xml" not in names:
        yield Finding("F01", {"jenis": "arsip zip"})
        return
    unusual = _unusual_entries(entries) or _unusual_content(archive, entries)
    if unusual:
        yield unusual
        return
    yield from _kind_of_workbook(archive)
    yield from _forbidden_parts(archive, names)


def _unusual_entries(entries: list[zipfile.ZipInfo]) -> Finding | None:
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) != len(names):
        return Finding("F08", {"bagian": "nama bagian ganda"})
    for entry in entries:
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            return Finding("F08", {"bagian": "cara pemampatan"})
        if entry.filename.startswith(("/", "\\")) or ".." in entry.filename.split("/"):
            return Finding("F08", {"bagian": "nama bagian"})
    return None


def _unusual_content(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Finding | None:
    total = 0
    for entry in entries:
        size = 0
        tail = b""
        is_sheet = entry.filename.startswith("xl/worksheets/")
        with archive.open(entry) as part:
            while chunk := part.read(_CHUNK):
                if not size and (trouble := _unusual_encoding(entry.filename, chunk)):
                    return trouble
                size += len(chunk)
                total += len(chunk)
                if total > _MAX_TOTAL or (size > _MAX_PART and not is_sheet):
                    return Finding("F07", {"bagian": entry.filename})
                # A media part may hold these bytes by chance; XML may not hold them at all.
                if _is_xml(entry.filename) and _FORBIDDEN_XML.search(tail + chunk):
                    return Finding("F08", {"bagian": "DTD"})
                tail = chunk[-16:]
    return None


def _is_xml(name: str) -> bool:
    return not name.startswith("xl/media/")


def _unusual_encoding(name: str, start: bytes) -> Finding | None:
    # Another encoding could hide a DTD from a search for its ASCII bytes.
    declared = _DECLARED.match(start.removeprefix(b"\xef\xbb\xbf"))
    is_utf8 = declared is None or declared[1].lower() in {b"utf-8", b"us-ascii", b"ascii"}
    if _is_xml(name) and (start.startswith(_UTF16) or not is_utf8):
        return Finding("F08", {"bagian": "pengodean teks"})
    return None


def _kind_of_workbook(archive: zipfile.ZipFile) -> Iterator[Finding]:
    types = _parse(archive.read("[Content_Types].xml"))
    declared = {str(item.get("ContentType", "")) for item in types.iter(f"{_TYPES}Override")}
    declared |= {str(item.get("ContentType", "")) for item in types.iter(f"{_TYPES}Default")}
    for content_type in sorted(declared):
        if _MACRO.search(content_type):
            yield Finding("F04", {"bagian": content_type.rsplit(".", 1)[-1]})
            return
    if _MAIN_TYPE not in declared:
        if any("wordprocessingml" in kind for kind in declared):
            yield Finding("F01", {"jenis": "dokumen Word"})
        else:
            yield Finding("F01", {"jenis": "jenis buku kerja lain"})


def _forbidden_parts(archive: zipfile.ZipFile, names: list[str]) -> Iterator[Finding]:
    troubles: dict[str, str] = {}
    for name in names:
        _judge(troubles, name, name)
        if not name.endswith(".rels"):
            continue
        for relationship in _relationships(archive.read(name)):
            _judge(troubles, relationship.kind, relationship.target)
            # A typed web address becomes a hyperlink; it is never followed here.
            if relationship.is_external and not relationship.kind.endswith("/hyperlink"):
                troubles.setdefault("F05", relationship.target)
    for code, part in sorted(troubles.items()):
        yield Finding(code, {"bagian": part[:80]})


def _judge(troubles: dict[str, str], what: str, named: str) -> None:
    for code, pattern in (("F04", _MACRO), ("F05", _LINK), ("F06", _OBJECT)):
        if pattern.search(what):
            troubles.setdefault(code, named)


def _relationships(content: bytes) -> Iterator[Relationship]:
    for item in _parse(content).iter(_RELATIONSHIPS):
        yield Relationship(
            id=str(item.get("Id", "")),
            kind=str(item.get("Type", "")),
            target=str(item.get("Target", "")),
            is_external=str(item.get("TargetMode", "")).lower() == "external",
        )


def _parse(content: bytes) -> etree._Element:
    return etree.fromstring(content, safe_parser())


def safe_parser() -> etree.XMLParser:
    """A parser that resolves nothing and asks nobody."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

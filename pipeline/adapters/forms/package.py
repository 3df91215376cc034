"""The parts of an .xlsx that the inspector has let through.

What a workbook may hold is decided before it gets here (``adapters.inspection``, which counts every
byte as it comes out). Here parts are given out by name, and nothing is resolved or fetched.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from pipeline.errors import Finding, Refused

#: What reading a damaged package may raise.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError,
    ValueError, KeyError, IndexError, etree.XMLSyntaxError,
)  # fmt: skip
#: What "Strict Open XML", one of Excel's kinds of saving, calls the same things.
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = (
    (b"ooxml/spreadsheetml/main", b"spreadsheetml/2006/main"),
    (b"ooxml/officeDocument/relationships", b"officeDocument/2006/relationships"),
)
_HEAD = 4096  # a part names its namespaces in its first element
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of one part to another."""

    id: str
    kind: str
    target: str


class Package:
    """An .xlsx: its parts by name."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = frozenset(archive.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """A part; its size was bounded by the inspection."""
        return _transitional(self._archive.read(name))

    def stream(self, name: str) -> IO[bytes]:
        """A part as a stream, for sheets."""
        stream = self._archive.open(name)
        if _STRICT not in stream.read(_HEAD):
            stream.seek(0)
            return stream
        stream.seek(0)
        return io.BytesIO(_transitional(stream.read()))

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """The relationships of ``part``; of the package itself for an empty name."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        return tuple(_relationships(self.read(rels))) if rels in self else ()


def open_package(xlsx: bytes) -> Package:
    """Open an inspected file.

    Raises:
        Refused: it is no package (F01).
    """
    try:
        return Package(zipfile.ZipFile(io.BytesIO(xlsx)))
    except BROKEN as error:
        raise Refused(Finding("F01")) from error


def _transitional(content: bytes) -> bytes:
    """A part in the usual names."""
    if _STRICT not in content[:_HEAD]:
        return content
    for strict, usual in _NAMES:
        content = content.replace(
            b"http://purl.oclc.org/" + strict, b"http://schemas.openxmlformats.org/" + usual
        )
    return content


def _relationships(content: bytes) -> Iterator[Relationship]:
    for item in etree.fromstring(content, safe_parser()).iter(_RELATIONSHIPS):
        yield Relationship(
            id=str(item.get("Id", "")),
            kind=str(item.get("Type", "")),
            target=str(item.get("Target", "")),
        )


def safe_parser() -> etree.XMLParser:
    """A parser that resolves nothing and asks nobody."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)

"""Office packages (DOCX, XLSX) opened part by part and written the same way every time.

Nothing here knows what a paper is. What a package may hold was decided by the inspector before it
came here; still nothing is resolved or fetched, and whatever ``zipfile`` or lxml may raise on odd
bytes comes out as ``Refused``.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from pipeline.errors import Finding, Refused

#: The first moment a ZIP entry can have, so that equal content has equal bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)

#: Characters that XML cannot hold or Word would choke on.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"
_ZIP_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)
#: The parts of a Word file that hold text people see, by the end of their content type.
_TEXT_PARTS = tuple(
    f"wordprocessingml.{kind}+xml"
    for kind in ("document.main", "header", "footer", "footnotes", "endnotes")
)


class Package:
    """One office file: its parts, read when asked for.

    Raises:
        Refused: on construction, for what is no package (D02).
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _ZIP_TROUBLE as error:
            raise Refused(Finding("D02")) from error
        self.names = self._zip.namelist()

    def read(self, name: str) -> bytes:
        """One part's bytes, checksum verified."""
        try:
            return self._zip.read(name)
        except _ZIP_TROUBLE as error:
            raise Refused(Finding("D02")) from error

    def xml(self, name: str) -> etree._Element:
        """One part, parsed without entities, document type or network."""
        return parse(self.read(name))

    def text_parts(self) -> list[str]:
        """Names of the body, headers, footers and notes."""
        kinds = self.content_types()
        return [name for name in self.names if kinds.get(name, "").endswith(_TEXT_PARTS)]

    def content_types(self) -> dict[str, str]:
        """Part name -> its content type, for the parts that are listed by name."""
        root = self.xml("[Content_Types].xml")
        return {
            node.get("PartName", "").lstrip("/"): node.get("ContentType", "")
            for node in root.iter(_OVERRIDE)
        }

    def relations(self, part: str = "") -> Iterator[Mapping[str, str]]:
        """Relationships of a part (of the package itself when empty) as their attributes."""
        name = relations_name(part)
        if name in self.names:
            for node in self.xml(name).iter(_RELATION):
                yield {str(key): str(value) for key, value in node.attrib.items()}

    def parts(self) -> dict[str, bytes]:
        """Every part."""
        return {name: self.read(name) for name in self.names}


def parse(content: bytes) -> etree._Element:
    """An XML part as a tree.

    Raises:
        Refused: not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(Finding("D02")) from error


def serialise(root: etree._Element) -> bytes:
    """A tree as Office writes it: UTF-8, standalone."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def relations_name(part: str) -> str:
    """Where the relationships of ``part`` are kept."""
    folder, _, base = part.rpartition("/")
    return f"{folder}/_rels/{base}.rels".lstrip("/")


def resolve(part: str, target: str) -> str:
    """The part that a relationship of ``part`` points to."""
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a ZIP: order kept, fixed times, so equal parts give equal bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        add_parts(package, parts)
    return buffer.getvalue()


def add_parts(package: zipfile.ZipFile, parts: Mapping[str, bytes]) -> None:
    """Append parts to an open package; pictures are stored as they are."""
    for name, content in parts.items():
        entry = zipfile.ZipInfo(name, EPOCH)
        entry.external_attr = 0o600 << 16
        picture = name.endswith((".png", ".jpg", ".jpeg"))
        entry.compress_type = zipfile.ZIP_STORED if picture else zipfile.ZIP_DEFLATED
        package.writestr(entry, content)


def attribute(node: etree._Element, name: str) -> str:
    """A WordprocessingML attribute's value, empty when absent."""
    value: Any = node.get(W + name)
    return "" if value is None else str(value)

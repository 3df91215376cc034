"""One Word template, compiled once, filled in about a millisecond.

docxtpl prepares the parts for Jinja (``patch_xml``: tags split over runs, row and paragraph tags);
filling with docxtpl itself costs 30-40 ms for each letter since it parses and patches every time.
Here that happens once for each version of the file. Equality with docxtpl's own output is tested.

Autoescape is on and undefined names stop the filling: docxtpl's defaults lose text after ``&`` in
silence, let a value forge a paragraph, and run code that a template smuggles in.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from zlib import crc32

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from pipeline.adapters.word.package import (
    UNPRINTABLE,
    Package,
    W,
    add_parts,
    resolve,
    write_package,
)
from pipeline.adapters.word.properties import PART, custom_part, with_custom_part
from pipeline.errors import Misconfigured
from pipeline.wording.papers import Paper
from pipeline.wording.visible import unturned

_RENDERED = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_CORE = "docProps/core.xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LISTING = re.compile("[\n\t]")
_DRAWING = W + "drawing"
_LABEL = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_CHARTS = "grafik-"
_DRAWN = re.compile(r"<w:drawing\b.*?</w:drawing>", re.DOTALL)
_EXTENT = re.compile(r'(<(?:wp:extent|a:ext)) cx="(\d+)" cy="\d+"')
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")
_PNG = b"\x89PNG\r\n\x1a\n"
#: One white pixel: what stands in the place of a picture that was not given.
_BLANK = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f0001010100b138f6140000000049454e44ae426082"
)


def bookmark(name: str) -> Markup:
    """The Jinja filter of ``{{r penandatangan.kolom|bookmark }}``: an empty Word bookmark.

    Names are CamelCase without underscores: LibreOffice writes ``_`` as ``5F`` when it exports
    bookmarks as PDF destinations. Word allows 40 characters.

    Raises:
        Misconfigured: a name that would not survive Word or the PDF.
    """
    if not name:
        return Markup("")
    if not _FIELD_NAME.fullmatch(name):
        raise Misconfigured([f"field name {name!r}: use at most 40 letters and digits, no '_'"])
    number = crc32(name.encode()) & 0x3FFFFFFF
    return Markup('<w:bookmarkStart w:id="{0}" w:name="{1}"/><w:bookmarkEnd w:id="{0}"/>').format(
        number, escape(name)
    )


def _printable(value: Any) -> Any:
    """What Jinja prints: text without what XML cannot hold or what turns the reading around."""
    if isinstance(value, Markup):
        return value
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return unturned(UNPRINTABLE.sub("", text))


def environment() -> ImmutableSandboxedEnvironment:
    """Jinja as our templates know it: escaped, strict, sandboxed, with one filter."""
    jinja = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_printable
    )
    jinja.filters["bookmark"] = bookmark
    return jinja


def values_of(paper: Paper) -> dict[str, Any]:
    """A paper's fields as Jinja's names."""
    return {field.name: getattr(paper, field.name) for field in fields(paper)}


def jinja_source(package: Package, part: str) -> str:
    """A part made ready for Jinja by docxtpl, on one line."""
    text = etree.tostring(package.xml(part), encoding="unicode")
    return str(_PATCHER.patch_xml(text))


_PATCHER = DocxTemplate(io.BytesIO())


def rendered_parts(package: Package) -> list[str]:
    """Names of the parts that may hold placeholders."""
    return [name for name in package.names if _RENDERED.fullmatch(name)]


class CompiledTemplate:
    """A template's parts as Jinja programs, beside everything that never changes.

    Raises:
        Refused: the file is no readable Word file.
        jinja2.TemplateSyntaxError: a tag is wrong; the caller names the file.
    """

    def __init__(self, content: bytes) -> None:
        package = Package(content)
        jinja = environment()
        self._programs: dict[str, Template] = {
            part: jinja.from_string(_HEAD + jinja_source(package, part))
            for part in rendered_parts(package)
        }
        if _CORE in package.names:
            core = etree.tostring(package.xml(_CORE), encoding="unicode")
            self._programs[_CORE] = jinja.from_string(_HEAD + core)
        #: Placeholder name -> the media part whose bytes are swapped.
        self.pictures = named_pictures(package)
        changing = {*self._programs, *self.pictures.values(), PART}
        parts = with_custom_part(package.parts(), b"")
        self._media = {name: parts[name] for name in self.pictures.values()}
        static = {name: body for name, body in parts.items() if name not in changing}
        self._static = write_package(static)

    def fill(
        self, paper: Paper, properties: Mapping[str, str], pictures: Mapping[str, bytes]
    ) -> bytes:
        """The filled document; equal input gives equal bytes.

        Raises:
            jinja2.UndefinedError: the template asks for what the paper lacks.
            Misconfigured: a field name that Word cannot bear.
            ValueError: a picture that is no PNG.
        """
        values = values_of(paper)
        changed = {
            part: _shaped(_resolved(program.render(values)), pictures).encode()
            for part, program in self._programs.items()
        }
        changed[PART] = custom_part(properties)
        changed |= self._swapped(pictures)
        buffer = io.BytesIO(self._static)
        with zipfile.ZipFile(buffer, "a") as package:
            add_parts(package, changed)
        return buffer.getvalue()

    def _swapped(self, pictures: Mapping[str, bytes]) -> dict[str, bytes]:
        media = dict(self._media)
        for name, part in self.pictures.items():
            if name in pictures:
                if not pictures[name].startswith(_PNG):
                    raise ValueError(f"picture {name!r} is no PNG")
                media[part] = pictures[name]
            elif name == "qr" or name.startswith(_CHARTS):
                media[part] = _BLANK
        return media


def _resolved(xml: str) -> str:
    """Line breaks and tabs inside values, as docxtpl writes them; it costs, so only when needed."""
    body = xml.removeprefix(_HEAD)
    if _LISTING.search(body):
        body = str(_PATCHER.resolve_listing(body))
    return _HEAD + body


def _shaped(xml: str, pictures: Mapping[str, bytes]) -> str:
    """Charts keep the width the template gives them; their height follows the picture.

    Only markup of the template is looked at: in what people wrote, ``<`` is escaped by now.
    """
    charts = {name: png for name, png in pictures.items() if name.startswith(_CHARTS)}

    def reshape(drawing: re.Match[str]) -> str:
        name = re.search(r'<wp:docPr [^>]*?name="([^"]*)"', drawing[0])
        png = charts.get(name[1]) if name else None
        if png is None:
            return drawing[0]
        wide, high = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
        return _EXTENT.sub(
            lambda size: f'{size[1]} cx="{size[2]}" cy="{int(size[2]) * high // max(wide, 1)}"',
            drawing[0],
        )

    return _DRAWN.sub(reshape, xml) if charts else xml


def named_pictures(package: Package) -> dict[str, str]:
    """Name of every PNG picture (Word: Selection Pane) -> its media part."""
    found: dict[str, str] = {}
    for part in rendered_parts(package):
        targets = {
            relation.get("Id", ""): resolve(part, relation.get("Target", ""))
            for relation in package.relations(part)
            if relation.get("Type", "").endswith("/image")
        }
        for drawing in package.xml(part).iter(_DRAWING):
            label, blip = next(drawing.iter(_LABEL), None), next(drawing.iter(_BLIP), None)
            if label is not None and blip is not None:
                target = targets.get(str(blip.get(_EMBED)), "")
                if target.endswith(".png") and target in package.names:
                    found[str(label.get("name"))] = target
    return found

"""An Office package judged part by part: content types and relationships decide, not names alone.

The kind is the content type of the part that the package's own relationships name as its document.
Every part is unpacked once and counted; what is XML is held to ``markup``, what is a picture to
``pictures``, and no part may be a program, a compound file or a package of its own, except the
figures behind a chart, which are inspected in turn.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.adapters.inspection import drawing, fields, formulas, markup, pictures, relations
from pipeline.adapters.inspection.container import Container, Entry
from pipeline.adapters.inspection.kinds import OLE, ZIP
from pipeline.adapters.inspection.limits import MAX_PART
from pipeline.adapters.inspection.trouble import Troubles
from pipeline.errors import Finding, Refused
from pipeline.ports.inspection import FileKind

TYPES = "[Content_Types].xml"
_MAIN = {
    "wordprocessingml.document.main+xml": (FileKind.WORD, "dokumen Word"),
    "wordprocessingml.template.main+xml": (FileKind.WORD, "templat Word"),
    "spreadsheetml.sheet.main+xml": (FileKind.EXCEL, "buku kerja Excel"),
    "spreadsheetml.template.main+xml": (FileKind.EXCEL, "templat Excel"),
    "presentationml.presentation.main+xml": (FileKind.PRESENTATION, "presentasi"),
    "presentationml.slideshow.main+xml": (FileKind.PRESENTATION, "presentasi"),
    "presentationml.template.main+xml": (FileKind.PRESENTATION, "templat presentasi"),
}
#: What a content type, or a part's name, gives away; the code it is refused with.
_TYPE_CODES = {
    "H10": re.compile(r"(?i)macroenabled|vbaproject|vbadata|macrosheet|dialogsheet"),
    "H14": re.compile(r"(?i)activex|webextension"),
    "H13": re.compile(r"(?i)oleobject"),
    "H12": re.compile(r"(?i)externallink|connections\+xml|querytable|volatiledependencies"),
}
_NAME_CODES = {
    "H10": re.compile(
        r"(?i)(?:^|/)(?:vbaproject\.bin|vbadata\.xml|(?:intl)?macrosheets/|dialogsheets/|customui/)"
    ),
    "H14": re.compile(r"(?i)(?:^|/)(?:activex|webextensions)/"),
    "H12": re.compile(r"(?i)(?:^|/)(?:externallinks/|connections\.xml$|querytables/)"),
}
_PROGRAMS = (b"MZ\x90\x00", b"\x7fELF", b"L\x00\x00\x00\x01\x14\x02\x00", b"#!/")
_JAVA, _ANDROID = "META-INF/MANIFEST.MF", "AndroidManifest.xml"
_PICTURE = re.compile(r"(?i)\.(?:png|jpe?g|jfif|gif|bmp|tiff?|webp|svg|heic|heif)$")


@dataclass(slots=True)
class Package:
    """One package on the table: its parts are read through ``read`` only, and each is read once."""

    container: Container
    troubles: Troubles
    kept: dict[str, bytes]
    kind: FileKind = FileKind.OTHER
    label: str = "arsip ZIP"

    @property
    def names(self) -> Mapping[str, Entry]:
        """The entries by name."""
        return {entry.name: entry for entry in self.container.entries}


def inspect_package(data: bytes, *, depth: int = 0) -> tuple[FileKind, str, tuple[Finding, ...]]:
    """The kind of a ZIP, what to call it, and everything dangerous in it."""
    troubles = Troubles()
    try:
        container = Container(data)
    except Refused as refusal:
        return FileKind.OTHER, "arsip ZIP", refusal.findings
    package = Package(container, troubles, {})
    if TYPES not in package.names:
        troubles.take((_no_office_file(package),))
        return FileKind.OTHER, package.label, troubles.findings
    try:
        _judge(package, depth)
    except Refused as refusal:
        troubles.take(refusal.findings)
    return package.kind, package.label, troubles.findings


def _no_office_file(package: Package) -> Finding:
    names = package.names
    if _JAVA in names or _ANDROID in names:
        return Finding("H01", {"jenis": "program Java atau Android"})
    if "mimetype" in names and names["mimetype"].size < 200:
        content = package.container.read(names["mimetype"])
        if content.startswith(b"application/vnd.oasis.opendocument"):
            package.label = "dokumen OpenDocument"
            return Finding("H23", {"jenis": package.label})
    return Finding("H03", {"jenis": package.label})


def _judge(package: Package, depth: int) -> None:
    types = _content_types(package)
    rels = _relationships(package)
    _set_kind(package, types, rels)
    figures = {
        relations.resolve(owner, each.target)
        for owner, found in rels.items()
        for each in found
        if each.kind == relations.EMBEDDED and "/charts/" in f"/{owner}"
    }
    for owner, found in rels.items():
        for each in found:
            relations.judge(each, owner, package.troubles)
            if each.kind == relations.EMBEDDED and "/charts/" not in f"/{owner}":
                package.troubles.add("H13", each.target)
    for entry in package.container.entries:
        kind = types.get(entry.name.lower()) or types.get(_extension(entry.name), "")
        _judge_name(package, entry.name, kind)
        if entry.name in figures:
            _judge_figures(package, entry, depth)
        else:
            _judge_part(package, entry, kind)


def _content_types(package: Package) -> dict[str, str]:
    """Part name or ``.extension``, in small letters -> content type."""
    tree = markup.parse(_sound_xml(package, package.names[TYPES]), TYPES)
    found = {}
    for node in tree.iter("{*}Override", "{*}Default"):
        name = markup.attribute(node, "PartName").lstrip("/").lower()
        extension = f".{markup.attribute(node, 'Extension').lower()}"
        found[name or extension] = markup.attribute(node, "ContentType").strip()
    return found


def _extension(name: str) -> str:
    return f".{name.rpartition('.')[2].lower()}"


def _relationships(package: Package) -> dict[str, list[relations.Relation]]:
    found = {}
    for name, entry in package.names.items():
        if name.lower().endswith(".rels"):
            tree = markup.parse(_sound_xml(package, entry), name)
            found[relations.owner_of(name)] = relations.relations_of(tree)
    return found


def _sound_xml(package: Package, entry: Entry) -> bytes:
    """An XML part that a parser may see.

    Raises:
        Refused: it has a document type or a strange encoding (H15), or is too long (H08).
    """
    if entry.size > MAX_PART:
        raise Refused(Finding("H08", {"bagian": entry.name}))
    content = package.container.read(entry)
    if markup.odd_encoding(content[:200]) or markup.has_type(content):
        raise Refused(Finding("H15", {"bagian": entry.name}))
    package.kept[entry.name] = content
    return content


def _set_kind(
    package: Package, types: Mapping[str, str], rels: Mapping[str, list[relations.Relation]]
) -> None:
    for each in rels.get("", []):
        if each.kind == "officeDocument" and not each.is_external:
            name = relations.resolve("", each.target)
            declared = types.get(name.lower()) or types.get(_extension(name), "")
            known = _MAIN.get(declared.rpartition("-officedocument.")[2])
            if name not in package.names:
                raise Refused(Finding("H06", {"bagian": name}))
            if known is not None:
                package.kind, package.label = known
            elif not _code_of(declared, _TYPE_CODES):
                raise Refused(Finding("H03", {"jenis": "dokumen Office jenis lain"}))
            return
    raise Refused(Finding("H06", {"bagian": "_rels/.rels"}))


def _code_of(text: str, codes: Mapping[str, re.Pattern[str]]) -> str:
    return next((code for code, pattern in codes.items() if pattern.search(text)), "")


def _judge_name(package: Package, name: str, content_type: str) -> None:
    for code in {_code_of(content_type, _TYPE_CODES), _code_of(name, _NAME_CODES)} - {""}:
        package.troubles.add(code, name)


def _judge_figures(package: Package, entry: Entry, depth: int) -> None:
    """The workbook behind a chart is inspected as any other, and may hold none itself."""
    if not depth:
        kind, _, findings = inspect_package(package.container.read(entry), depth=depth + 1)
        if kind is FileKind.EXCEL and not findings:
            return
    package.troubles.add("H13", entry.name)


def _judge_part(package: Package, entry: Entry, content_type: str) -> None:
    is_xml = markup.is_xml_name(entry.name) or content_type.lower().endswith("xml")
    if entry.size > MAX_PART or "/worksheets/sheet" in entry.name.lower():
        _judge_stream(package, entry, is_xml=is_xml)
        return
    content = package.kept.pop(entry.name, None)
    if content is None:
        content = package.container.read(entry)
    if _is_program(content, is_xml=is_xml):
        package.troubles.add("H10" if "vba" in entry.name.lower() else "H13", entry.name)
    elif _PICTURE.search(entry.name) or content_type.startswith("image/"):
        _judge_picture(package, entry.name, content)
    elif is_xml and content:
        _judge_xml(package, entry.name, content)


def _is_program(content: bytes, *, is_xml: bool) -> bool:
    return not is_xml and content.startswith((ZIP, OLE, b"%PDF-", *_PROGRAMS))


def _judge_picture(package: Package, name: str, content: bytes) -> None:
    findings = drawing.judge(content) if name.lower().endswith(".svg") else pictures.judge(content)
    for each in findings:
        if each.code != "H06":  # a picture that nothing can show harms nobody
            package.troubles.add(each.code, name, **each.facts)


def _judge_xml(package: Package, name: str, content: bytes) -> None:
    if markup.odd_encoding(content[:200]) or markup.has_type(content):
        package.troubles.add("H15", name)
        return
    if package.kind is FileKind.EXCEL:
        for code, cell in formulas.dangers(content):
            package.troubles.add(code, _named(name, cell))
        if b"ddeLink" in content:
            package.troubles.add("H11", name)
    if fields.needs_tree(content):
        fields.judge(content, markup.parse(content, name), name, package.troubles)


def _judge_stream(package: Package, entry: Entry, *, is_xml: bool) -> None:
    """A sheet, piece by piece, each seen together with the end of the one before."""
    before = b""
    for chunk in package.container.stream(entry):
        piece = before + chunk
        if is_xml and not before and markup.odd_encoding(piece[:200]):
            package.troubles.add("H15", entry.name)
        if markup.may_hold_type(piece):
            package.troubles.add("H15", entry.name)
        for code, cell in formulas.dangers(piece):
            package.troubles.add(code, _named(entry.name, cell))
        before = piece[-formulas.REACH :]


def _named(part: str, cell: str) -> str:
    """A sheet's part with the cell that holds the danger."""
    return f"sel {cell} pada {part.rpartition('/')[2]}" if cell else part

"""The package around a template's body: styles, numbering, headers, footers, pictures, ZIP.

Fifteen styles and no more: what LibreOffice loads for each letter is mostly styles, and Word's or
python-docx's default set makes a conversion a third slower (findings/conversion.md, section 2).
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from tools.templates.ooxml import (
    NAMESPACES,
    cell,
    control,
    p,
    page_number,
    picture,
    r,
    row,
    table,
    twips,
)

_ASSETS = Path(__file__).with_name("assets")
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE_TYPES = "application/vnd.openxmlformats-package."
_OFFICE_TYPES = "application/vnd.openxmlformats-officedocument."
_TYPES = f"{_OFFICE_TYPES}wordprocessingml."
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
#: The first moment a ZIP entry can have: the same template always has the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
#: Relation -> picture, for every part that may show pictures.
_PICTURES = {
    "lambang": "lambang.png",
    "qr": "qr.png",
    "grafik": "grafik-capaian.png",
    "tren": "grafik-tren.png",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template before it is a file."""

    name: str
    title: str  #: of the document properties; may hold placeholders
    body: str
    #: Whether the footer carries a sentence on the electronic signature.
    signed: bool = True
    #: Whether later pages print their number.
    numbered: bool = True
    #: What stands before the code in the footer.
    code_label: str = "Kode dokumen: "
    #: Whether the footer runs along the long side.
    landscape: bool = False


def build(template: Template) -> bytes:
    """The template as a Word file, always with the same bytes."""
    footer = _footer(template)
    header = p(r("- ") + page_number() + r(" -"), "Header", align="center")
    blank = p("", "Header")
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _root_relations(),
        "docProps/core.xml": _core(template.title),
        "docProps/app.xml": _app(),
        "word/document.xml": _part("document", f"<w:body>{template.body}</w:body>"),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(),
        "word/header1.xml": _part("hdr", header if template.numbered else blank),
        "word/header2.xml": _part("hdr", blank),
        "word/footer1.xml": _part("ftr", footer),
        "word/footer2.xml": _part("ftr", footer),
        "word/_rels/document.xml.rels": _document_relations(template.body),
        "word/_rels/footer1.xml.rels": _relations([_picture_relation("qr")]),
        "word/_rels/footer2.xml.rels": _relations([_picture_relation("qr")]),
    }
    files = {name: text.encode() for name, text in parts.items()}
    for relation, picture_name in _PICTURES.items():
        if relation == "qr" or f'r:embed="{relation}"' in template.body:
            files[f"word/media/{picture_name}"] = (_ASSETS / picture_name).read_bytes()
    return _zip(files)


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            )
            entry.external_attr = 0o600 << 16
            package.writestr(entry, content)
    return buffer.getvalue()


def _part(root: str, content: str) -> str:
    return f"{_HEAD}<w:{root} {NAMESPACES}>{content}</w:{root}>"


def _footer(template: Template) -> str:
    """A thin rule, the QR at the left, the document code and the sentence beside it."""
    code = p(r(template.code_label) + control("kode", "{{ kode }}"), "Footer", after=2)
    sentence = p("{{ footer_tte }}", "Footer") if template.signed else ""
    side = p(picture("qr", "qr", 1.35, 1.35, "Kode QR dokumen"), "Footer")
    rule = '<w:top w:val="single" w:sz="4" w:space="1" w:color="auto"/>'
    line = row(cell(side, valign="center"), cell(code + sentence, valign="center"))
    box = table((1.65, 23.05 if template.landscape else 14.35), [line], margin=0.05)
    return p("", "Footer", border=rule, line=-60) + box + p("", "Footer", line=-20)


def _content_types() -> str:
    overrides = {
        "/word/document.xml": f"{_TYPES}document.main+xml",
        "/word/styles.xml": f"{_TYPES}styles+xml",
        "/word/numbering.xml": f"{_TYPES}numbering+xml",
        "/word/settings.xml": f"{_TYPES}settings+xml",
        "/word/fontTable.xml": f"{_TYPES}fontTable+xml",
        "/word/header1.xml": f"{_TYPES}header+xml",
        "/word/header2.xml": f"{_TYPES}header+xml",
        "/word/footer1.xml": f"{_TYPES}footer+xml",
        "/word/footer2.xml": f"{_TYPES}footer+xml",
        "/docProps/core.xml": f"{_PACKAGE_TYPES}core-properties+xml",
        "/docProps/app.xml": f"{_OFFICE_TYPES}extended-properties+xml",
    }
    lines = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items()
    )
    return (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{_PACKAGE_TYPES}relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{lines}</Types>'
    )


def _relations(lines: list[tuple[str, str, str]]) -> str:
    body = "".join(
        f'<Relationship Id="{identifier}" Type="{kind}" Target="{target}"/>'
        for identifier, kind, target in lines
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE_RELATIONS}">{body}</Relationships>'


def _picture_relation(identifier: str) -> tuple[str, str, str]:
    return identifier, f"{_RELATIONS}/image", f"media/{_PICTURES[identifier]}"


def _root_relations() -> str:
    return _relations(
        [
            ("document", f"{_RELATIONS}/officeDocument", "word/document.xml"),
            ("core", f"{_PACKAGE_RELATIONS}/metadata/core-properties", "docProps/core.xml"),
            ("app", f"{_RELATIONS}/extended-properties", "docProps/app.xml"),
        ]
    )


def _document_relations(body: str) -> str:
    lines = [
        (name, f"{_RELATIONS}/{name}", f"{name}.xml")
        for name in ("styles", "numbering", "settings", "fontTable")
    ]
    for part in ("header", "footer"):
        lines.append((f"{part}Default", f"{_RELATIONS}/{part}", f"{part}1.xml"))
        lines.append((f"{part}First", f"{_RELATIONS}/{part}", f"{part}2.xml"))
    lines += [_picture_relation(name) for name in _PICTURES if f'r:embed="{name}"' in body]
    return _relations(lines)


def _core(title: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{{{{ instansi }}}}</dc:creator>"
        "<dc:language>id-ID</dc:language></cp:coreProperties>"
    )


def _app() -> str:
    return (
        f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'extended-properties"><Application>Microsoft Office Word</Application></Properties>'
    )


def _settings() -> str:
    compat = "http://schemas.microsoft.com/office/word"
    return _part(
        "settings",
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{compat}" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="id-ID"/><w:decimalSymbol w:val=","/>'
        '<w:listSeparator w:val=";"/>',
    )


def _fonts() -> str:
    return _part(
        "fonts",
        '<w:font w:name="Arial"><w:altName w:val="Liberation Sans"/>'
        '<w:panose1 w:val="020B0604020202020204"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>',
    )


def _style(  # noqa: PLR0913 - a style has these dials
    name: str,
    *,
    size: float = 0,
    bold: bool = False,
    align: str = "",
    before: float = 0,
    after: float = 0,
    line: int = 240,
    first: float = 0,
    caps: bool = False,
) -> str:
    identifier = re.sub(r"\W", "", name)
    if name in {"header", "footer"}:
        identifier = name.title()
    indent = f'<w:ind w:firstLine="{twips(first)}"/>' if first else ""
    jc = f'<w:jc w:val="{align}"/>' if align else ""
    run = ("<w:b/><w:bCs/>" if bold else "") + ("<w:caps/>" if caps else "")
    if size:
        run += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    run = f"<w:rPr>{run}</w:rPr>" if run else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{identifier}">'.replace(
            ' w:customStyle="1"', "" if name in {"header", "footer"} else ' w:customStyle="1"'
        )
        + f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{line}" w:lineRule="auto"/>{indent}{jc}</w:pPr>{run}</w:style>'
    )


def _styles() -> str:
    defaults = (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" '
        'w:eastAsia="Arial" w:cs="Arial"/><w:sz w:val="24"/><w:szCs w:val="24"/>'
        '<w:lang w:val="id-ID" w:eastAsia="id-ID" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
        "</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>'
        '<w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        "</w:style>"
    )
    return _part(
        "styles",
        defaults
        + _style("header", size=12)
        + _style("footer", size=8)
        + _style("Kop Pemerintah", size=14, align="center")
        + _style("Kop Badan", size=18, bold=True, align="center")
        + _style("Kop Alamat", size=10, align="center")
        + _style("Judul", bold=True, align="center", line=276, caps=True)
        + _style("Bagian", bold=True, before=8, after=4, line=276)
        + _style("Isi", align="both", after=5, line=252, first=1.25)
        + _style("Paragraf", align="both", after=6, line=252)
        + _style("Butir", align="both", after=2, line=252)
        + _style("Sel", size=9, before=2, after=2)
        + _style("Kepala Tabel", size=9, bold=True, align="center", before=3, after=3)
        + _style("Catatan Kecil", size=8),
    )


def _level(index: int, kind: str, left: float, hanging: float, *, bold: bool = False) -> str:
    text = f"%{index + 1}."
    weight = "<w:rPr><w:b/></w:rPr>" if bold else '<w:rPr><w:b w:val="0"/></w:rPr>'
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{twips(left)}" '
        f'w:hanging="{twips(hanging)}"/></w:pPr>{weight}</w:lvl>'
    )


#: Numbered lists, by ``w:numId``: points of a letter, chapters of a report.
POINTS, CHAPTERS = 1, 2


def _numbering() -> str:
    letter = _level(0, "decimal", 1.9, 0.65) + _level(1, "lowerLetter", 2.55, 0.65)
    report = (
        _level(0, "upperLetter", 0.75, 0.75, bold=True)
        + _level(1, "decimal", 1.4, 0.65)
        + _level(2, "lowerLetter", 2.05, 0.65)
    )
    abstracts = "".join(
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
        for number, levels in ((POINTS, letter), (CHAPTERS, report))
    )
    numbers = "".join(
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in (POINTS, CHAPTERS)
    )
    return _part("numbering", abstracts + numbers)

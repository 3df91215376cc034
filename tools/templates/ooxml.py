"""Paragraphs, tables, controls and pictures of WordprocessingML, as text.

Only what the templates need. Lengths are centimetres unless a name says otherwise; text may hold
Jinja tags and tab characters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape
from zlib import crc32

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
_TWIPS = 1440 / 2.54
_EMU = 360_000


def twips(cm: float) -> int:
    """Centimetres as twentieths of a point."""
    return round(cm * _TWIPS)


def r(text: str, *, bold: bool = False, italic: bool = False, size: float = 0) -> str:
    """A run; ``size`` in points, 0 leaves it to the style."""
    props = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    if size:
        props += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    props = f"<w:rPr>{props}</w:rPr>" if props else ""
    pieces = "<w:tab/>".join(
        f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else ""
        for piece in text.split("\t")
    )
    return f"<w:r>{props}{pieces}</w:r>"


def control(tag: str, text: str, *, many_lines: bool = False) -> str:
    """A plain-text content control: staff may type in it, not delete it.

    Title and tag are the same: LibreOffice 7.4 keeps only the title when it saves.
    """
    lines = ' w:multiLine="1"' if many_lines else ""
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{tag}"/><w:tag w:val="{tag}"/>'
        f'<w:id w:val="{crc32(tag.encode()) & 0x7FFFFFFF}"/><w:lock w:val="sdtLocked"/>'
        f"<w:text{lines}/></w:sdtPr><w:sdtContent>{r(text)}</w:sdtContent></w:sdt>"
    )


def field(bookmarked: str) -> str:
    """The run that becomes the bookmark of a signature field; ``bookmarked`` gives its name."""
    return r("{{r " + bookmarked + "|bookmark }}")


def page_number() -> str:
    """The number of the page, in pieces as Word writes it."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def p(  # noqa: PLR0913 - a paragraph has these dials
    content: str = "",
    style: str = "",
    *,
    align: str = "",
    keep: bool = False,
    before: float = -1,
    after: float = -1,
    left: float = -1,
    hanging: float = -1,
    tabs: Sequence[tuple[str, float]] = (),
    number: tuple[int, int] | None = None,
    line: int = 0,
    page_break: bool = False,
    border: str = "",
) -> str:
    """A paragraph; plain text (whatever does not start with a tag of ours) becomes a run.

    ``before`` and ``after`` are in points, ``number`` is (list, level), ``line`` is in 240ths of
    a line, or negative: exactly so many twentieths of a point.
    """
    if content and not content.startswith("<w:"):
        content = r(content)
    props = f'<w:pStyle w:val="{style}"/>' if style else ""
    props += "<w:keepNext/>" if keep else ""
    props += "<w:pageBreakBefore/>" if page_break else ""
    if number:
        props += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    props += f"<w:pBdr>{border}</w:pBdr>" if border else ""
    if tabs:
        stops = "".join(f'<w:tab w:val="{kind}" w:pos="{twips(at)}"/>' for kind, at in tabs)
        props += f"<w:tabs>{stops}</w:tabs>"
    props += _spacing(before, after, line)
    if left >= 0 or hanging >= 0:
        hang = f' w:hanging="{twips(hanging)}"' if hanging >= 0 else ' w:firstLine="0"'
        props += f'<w:ind w:left="{twips(max(left, 0))}"{hang}/>'
    props += f'<w:jc w:val="{align}"/>' if align else ""
    props = f"<w:pPr>{props}</w:pPr>" if props else ""
    return f"<w:p>{props}{content}</w:p>"


def _spacing(before: float, after: float, line: int) -> str:
    parts = ""
    if before >= 0:
        parts += f' w:before="{round(before * 20)}"'
    if after >= 0:
        parts += f' w:after="{round(after * 20)}"'
    if line:
        rule = "auto" if line > 0 else "exact"
        parts += f' w:line="{abs(line)}" w:lineRule="{rule}"'
    return f"<w:spacing{parts}/>" if parts else ""


def only(tag: str) -> str:
    """A paragraph that is nothing but a Jinja tag, such as ``{%p for x in y %}``."""
    return p(r(tag))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a table cell holds, and its dials."""

    content: str  #: paragraphs
    span: int = 1
    valign: str = "top"
    borders: str = ""  #: of this cell: letters of ``tlbr`` that are drawn; empty: the table's
    bare: bool = False  #: no margins, so that a field's bookmark lies in the very corner
    shade: str = ""


def cell(content: str = "", **dials: object) -> Cell:
    """A cell of paragraphs; plain text becomes one paragraph."""
    if not content.startswith("<w:"):
        content = p(content)
    return Cell(content=content, **dials)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells side by side."""

    cells: tuple[Cell, ...]
    height: float = 0  #: points; exact
    at_least: float = 0  #: points
    header: bool = False  #: repeated on every page


def row(*cells: Cell, **dials: object) -> Row:
    """A row of cells."""
    return Row(cells=cells, **dials)  # type: ignore[arg-type]


def tag_row(tag: str, columns: int) -> Row:
    """A row that is nothing but a Jinja tag, such as ``{%tr for x in y %}``."""
    return row(cell(p(r(tag)), span=columns))


def table(
    widths: Sequence[float],
    rows: Iterable[Row],
    *,
    borders: bool = False,
    margin: float = 0.1,
    centred: bool = False,
) -> str:
    """A table of fixed column widths, written in its grid and in each cell.

    LibreOffice reads widths from the grid, Word from the cells.
    """
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind = "single" if borders else "nil"
    drawn = "".join(
        f'<w:{side} w:val="{kind}" w:sz="4" w:space="0" w:color="auto"/>' for side in sides
    )
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    body = "".join(_row(each, widths) for each in rows)
    place = '<w:jc w:val="center"/>' if centred else '<w:tblInd w:w="0" w:type="dxa"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(map(twips, widths))}" w:type="dxa"/>'
        f"{place}"
        f'<w:tblBorders>{drawn}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{twips(margin)}" w:type="dxa"/><w:right w:w="{twips(margin)}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _row(line: Row, widths: Sequence[float]) -> str:
    props = "<w:cantSplit/>"
    if line.height:
        props += f'<w:trHeight w:val="{round(line.height * 20)}" w:hRule="exact"/>'
    elif line.at_least:
        props += f'<w:trHeight w:val="{round(line.at_least * 20)}" w:hRule="atLeast"/>'
    props += "<w:tblHeader/>" if line.header else ""
    cells, at = "", 0
    for each in line.cells:
        cells += _cell(each, sum(map(twips, widths[at : at + each.span])))
        at += each.span
    return f"<w:tr><w:trPr>{props}</w:trPr>{cells}</w:tr>"


def _cell(each: Cell, width: int) -> str:
    props = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    props += f'<w:gridSpan w:val="{each.span}"/>' if each.span > 1 else ""
    if each.borders:
        named = {"t": "top", "l": "left", "b": "bottom", "r": "right"}
        props += "<w:tcBorders>"
        for letter, side in named.items():
            kind = "single" if letter in each.borders else "nil"
            props += f'<w:{side} w:val="{kind}" w:sz="4" w:space="0" w:color="auto"/>'
        props += "</w:tcBorders>"
    props += f'<w:shd w:val="clear" w:color="auto" w:fill="{each.shade}"/>' if each.shade else ""
    if each.bare:
        none = "".join(
            f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
        )
        props += f"<w:tcMar>{none}</w:tcMar>"
    props += f'<w:vAlign w:val="{each.valign}"/>'
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{each.content}</w:tc>"


def picture(name: str, relation: str, width: float, height: float, description: str) -> str:
    """A picture in the line; ``name`` is how Paraf finds it when it swaps the bytes."""
    number = crc32(name.encode()) & 0xFFFF
    size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{description}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{description}"/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>"
        f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def section(*, landscape: bool = False, first_page: bool = True, last: bool = True) -> str:
    """The page of a section: A4, margins 3/2/2,5/2 cm; ``last`` False wraps it in a paragraph."""
    wide, high = (29.7, 21.0) if landscape else (21.0, 29.7)
    turn = ' w:orient="landscape"' if landscape else ""
    references = "".join(
        f'<w:{part}Reference w:type="{kind}" r:id="{part}{kind.title()}"/>'
        for part in ("header", "footer")
        for kind in ("default", "first")
    )
    text = (
        f'<w:sectPr>{references}<w:pgSz w:w="{twips(wide)}" w:h="{twips(high)}"{turn}/>'
        f'<w:pgMar w:top="{twips(2)}" w:right="{twips(2)}" w:bottom="{twips(2.5)}" '
        f'w:left="{twips(3)}" w:header="{twips(1.0)}" w:footer="{twips(0.7)}" w:gutter="0"/>'
        f"{'<w:titlePg/>' if first_page else ''}</w:sectPr>"
    )
    return text if last else f"<w:p><w:pPr>{text}</w:pPr></w:p>"

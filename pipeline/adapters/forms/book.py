"""A workbook being written: text that stays text, formulas that carry their result.

openpyxl writes formulas without results, so a preview or Excel's protected view would show empty
cells. ``Book`` remembers each result and puts it in when the bytes are made. The bytes hold no
clock time: the same content always gives the same file, whose hash the register can rely on.

Every string goes through ``say``: what a person typed is never a formula (faults S5).
"""

import io
import re
import textwrap
import zipfile
from decimal import Decimal
from typing import Literal

from lxml import etree
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.packaging.custom import CustomPropertyList, StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_TEXT = 32_767  # Excel's limit for a cell
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say

_LINE = 13.0  # points, for the 10 point font
_TALLEST = 409.0  # points; Excel calls a file with a taller row broken
_FITTING = 1.05  # most letters are narrower than the digit that a width counts in
FONT = "Arial"  # metric twin Liberation Sans everywhere else
_GRID = Side(style="thin", color="8C8C8C")
BORDER = Border(left=_GRID, right=_GRID, top=_GRID, bottom=_GRID)
#: A figure and its satuan beside it look like one cell.
_OPEN_RIGHT = Border(left=_GRID, top=_GRID, bottom=_GRID)
_OPEN_LEFT = Border(right=_GRID, top=_GRID, bottom=_GRID)
HEAD_FILL = PatternFill("solid", fgColor="DCE6F1")
BAND_FILL = PatternFill("solid", fgColor="F2F2F2")
INPUT_FILL = PatternFill("solid", fgColor="FFF8DC")

CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
MIDDLE = Alignment(vertical="center", wrap_text=True)
TOP = Alignment(vertical="top", wrap_text=True)
TOP_CENTRE = Alignment(horizontal="center", vertical="top", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="top")
LEFT = Alignment(horizontal="left")
NO_WRAP = Alignment(vertical="center")
#: On the form: a little air beside what people read, so that figures do not touch the lines.
TEXT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
FIGURE = Alignment(horizontal="right", vertical="center", wrap_text=True)
LABEL = Alignment(horizontal="right", vertical="center", wrap_text=True, indent=1)
UNIT = Alignment(horizontal="left", vertical="center", wrap_text=True)
INDENT = 2.5  # characters that the indent and the cell's own margin take
QUIET = "595959"
OPEN = Protection(locked=False)


def font(size: float = 10, *, bold: bool = False, color: str = "000000") -> Font:
    """The house font for spreadsheets."""
    return Font(name=FONT, size=size, bold=bold, color=color)


PLAIN = font()


def number_format(decimals: int) -> str:
    """The format for a number with this many places, grouped in thousands."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def padded_format(decimals: int) -> str:
    """The same with the width of a bracket to the right, so that figures do not touch the line.

    LibreOffice leaves out the indent of every second of two like cells side by side.
    """
    return padded(number_format(decimals))


def padded(shown: str) -> str:
    """A number format with that width to the right."""
    return f"{shown}_);-{shown}_);{shown}_);@_)"


def clean(text: str) -> str:
    """``text`` without characters that no spreadsheet can hold, cut to a cell's length."""
    return _UNPRINTABLE.sub("", text)[:_LONGEST_TEXT]


class Book:
    """A workbook with the house's habits."""

    def __init__(self) -> None:
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.worksheets[0])
        self._results: dict[tuple[str, str], str | Decimal] = {}

    def sheet(self, title: str) -> Worksheet:
        """Add a sheet."""
        sheet: Worksheet = self.workbook.create_sheet(title)
        sheet.sheet_view.showGridLines = False
        return sheet

    def mark(self, name: str, value: str) -> None:
        """Set a custom document property."""
        # The stubs (3.1.5) do not know this attribute yet.
        properties: CustomPropertyList[StringProperty] = self.workbook.custom_doc_props  # type: ignore[attr-defined]
        properties.append(StringProperty(name=name, value=clean(value)))

    @staticmethod
    def say(sheet: Worksheet, where: str, text: str) -> Cell:
        """Write text that stays text, whatever it begins with."""
        cell = _cell(sheet, where)
        cell.value = _ESCAPE_LOOKALIKE.sub("_x005F_", clean(text)) or None
        if cell.value is not None:
            cell.data_type = "s"
            # Keeps "=1+1" a text even after someone opens the cell and presses Enter.
            cell.quotePrefix = text[:1] in "=+-@'"
        return cell

    @staticmethod
    def put(sheet: Worksheet, where: str, value: Decimal) -> Cell:
        """Write a number."""
        cell = _cell(sheet, where)
        cell.value = value
        return cell

    def formula(self, sheet: Worksheet, where: str, formula: str, result: str | Decimal) -> Cell:
        """Write a formula of ours together with the result it has now."""
        cell = _cell(sheet, where)
        cell.value = formula
        self._results[sheet.title, where] = result
        return cell

    def to_bytes(self) -> bytes:
        """The finished .xlsx."""
        raw = io.BytesIO()
        self.workbook.save(raw)
        titles = {
            f"xl/worksheets/sheet{number}.xml": sheet.title
            for number, sheet in enumerate(self.workbook.worksheets, start=1)
        }
        done = io.BytesIO()
        with (
            zipfile.ZipFile(raw) as source,
            zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for name in source.namelist():
                content = source.read(name)
                if name in titles:
                    content = self._with_results(titles[name], content)
                elif name == "docProps/core.xml":
                    content = _without_times(content)
                target.writestr(_entry(name), content)
        return done.getvalue()

    def _with_results(self, title: str, content: bytes) -> bytes:
        wanted = {
            where: result for (sheet, where), result in self._results.items() if sheet == title
        }
        if not wanted:
            return content
        tree = etree.fromstring(content)
        for row in tree.iter(f"{{{_MAIN}}}row"):
            # A height without this mark is a start only: the row grows with what is typed.
            row.attrib.pop("customHeight", "")
        for cell in tree.iter(f"{{{_MAIN}}}c"):
            result = wanted.get(str(cell.get("r")))
            if result is None:
                continue
            if isinstance(result, str):
                cell.set("t", "str")
            value = cell.find(f"{{{_MAIN}}}v")
            if value is None:
                value = etree.SubElement(cell, f"{{{_MAIN}}}v")
            value.text = result if isinstance(result, str) else format(result, "f")
        return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def write_head(sheet: Worksheet, where: str, label: str) -> Cell:
    """Write one cell of a table's head."""
    cell = Book.say(sheet, where, label)
    cell.font, cell.fill = font(9, bold=True), HEAD_FILL
    cell.alignment, cell.border = CENTRE, BORDER
    return cell


def widths(sheet: Worksheet, columns: dict[str, float]) -> None:
    """Set column widths, in characters."""
    for letter, width in columns.items():
        sheet.column_dimensions[letter].width = width


def lines(text: str, width: float) -> int:
    """About how many lines ``text`` takes in a cell of ``width`` characters."""
    fitting = max(1, int(width * _FITTING))
    return sum(max(1, len(textwrap.wrap(part, fitting))) for part in text.split("\n"))


def height(count: int) -> float:
    """The height of a row of so many lines, in points."""
    return min(_LINE * count + 4, _TALLEST)


def open_cell(sheet: Worksheet, where: str) -> None:
    """Make a cell one to be filled."""
    cell = sheet[where]
    cell.protection, cell.fill, cell.alignment, cell.font = OPEN, INPUT_FILL, TEXT, PLAIN


def join(sheet: Worksheet, figure: str, unit: str) -> None:
    """Let a figure's cell and that of its satuan look like one."""
    sheet[figure].border, sheet[unit].border = _OPEN_RIGHT, _OPEN_LEFT
    cell = sheet[unit]
    cell.font, cell.alignment = font(9, color=QUIET), UNIT


def frame(sheet: Worksheet, row: int, first: int, last: int) -> None:
    """Draw the grid around a row's cells, merged ones included."""
    for column in range(first, last + 1):
        sheet.cell(row=row, column=column).border = BORDER


def merge(sheet: Worksheet, row: int, first: int, last: int) -> None:
    """Make one cell of those from column ``first`` to ``last`` of a row."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def fit_width(sheet: Worksheet, orientation: Literal["portrait", "landscape"]) -> None:
    """Print on A4 as wide as the page, on as many pages as it takes."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = orientation, sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0


def write_footer(sheet: Worksheet, *, left: str, right: str, center: str | None = None) -> None:
    """Write at the foot of each page; the texts may hold codes like ``&P``."""
    footer = sheet.oddFooter
    if footer is None:  # openpyxl gives every new sheet one
        raise TypeError("a new sheet lacks its footer")
    for part, text in ((footer.left, left), (footer.center, center), (footer.right, right)):
        if text is not None:
            part.text, part.font, part.size = text, f"{FONT},Regular", 8


def in_footer(text: str) -> str:
    """Text that stays text: "&" begins a code in headers and footers."""
    return clean(text).replace("&", "&&").replace("\n", " ")


def at(column: int, row: int) -> str:
    """A cell's address."""
    return f"{get_column_letter(column)}{row}"


def _cell(sheet: Worksheet, where: str) -> Cell:
    cell = sheet[where]
    if isinstance(cell, MergedCell) or not isinstance(cell, Cell):
        raise TypeError(f"{where} lies inside a merged range")
    cell.font = PLAIN
    return cell


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _without_times(content: bytes) -> bytes:
    tree = etree.fromstring(content)
    for tag in ("created", "modified"):
        for element in tree.findall(f"{{http://purl.org/dc/terms/}}{tag}"):
            tree.remove(element)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)

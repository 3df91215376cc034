"""The archive's lists as Excel files whose bytes depend on nothing but their content.

openpyxl writes the wall clock into the file, and zip into each entry; both are fixed here, since
the digest of a berkas must come out the same when a crash makes us file it again.
"""

import io
import textwrap
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

#: the earliest date a zip entry can bear
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
#: of a row, and how much of a column's width letters fill that are not as narrow as its measure
_LINE_POINTS, _LETTERS = 15.0, 0.85
_LINE = Side(style="thin", color="808080")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD_FILL = PatternFill("solid", fgColor="E3E8EE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A printed list: heading lines, then a table."""

    name: str
    heading: tuple[str, ...]
    columns: tuple[str, ...]
    #: in characters
    widths: tuple[int, ...]
    rows: Sequence[Sequence[str | int]]
    #: written as the file's date of change
    changed_at: datetime


def write_sheet(sheet: Sheet) -> bytes:
    """Write the list. Every text is a text, whatever it begins with: no formula comes from data."""
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        message = "a new workbook has no sheet"
        raise TypeError(message)
    page.title = sheet.name
    for at, line in enumerate(sheet.heading, start=1):
        _write(page, at, 1, line)
        page.cell(at, 1).font = Font(bold=True, size=14 if at == 1 else 11)
    head = len(sheet.heading) + 2
    for at, values in enumerate([sheet.columns, *sheet.rows], start=head):
        for column, value in enumerate(values, start=1):
            _write(page, at, column, value)
            cell = page.cell(at, column)
            cell.border = _BOX
            cell.alignment = Alignment(
                vertical="top", wrap_text=True, horizontal="center" if at == head else None
            )
            if at == head:
                cell.font, cell.fill = Font(bold=True), _HEAD_FILL
        page.row_dimensions[at].height = _height(values, sheet.widths)
    for column, width in enumerate(sheet.widths, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    _lay_out(page, head)
    return _save(book, sheet.changed_at)


def _height(values: Sequence[str | int], widths: Sequence[int]) -> float:
    """Points that a row needs; a row without a height shows its first line in LibreOffice."""
    lines = (
        len(textwrap.wrap(str(value), max(1, int(width * _LETTERS))))
        for value, width in zip(values, widths, strict=True)
    )
    return _LINE_POINTS * max(1, *lines)


def _write(page: Worksheet, row: int, column: int, value: str | int) -> None:
    cell = page.cell(row, column)
    cell.value = printable(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def printable(text: str) -> str:
    """Leave out the control characters that neither a cell nor a page can show."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def _lay_out(page: Worksheet, head: int) -> None:
    """Landscape A4, one page wide, with page numbers; the head is repeated, and stays in sight."""
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = f"{head}:{head}"
    page.freeze_panes = f"A{head + 1}"
    if page.oddFooter is not None:
        page.oddFooter.center.text = "&P / &N"


def _save(book: Workbook, changed_at: datetime) -> bytes:
    moment = changed_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator = "Paraf"
    book.properties.created = moment
    book.properties.modified = moment
    raw, fixed = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(raw, "w") as package:
        # ``Workbook.save`` would put the clock's time over ours
        ExcelWriter(book, package).write_data()
    with zipfile.ZipFile(raw) as package, zipfile.ZipFile(fixed, "w") as result:
        for name in package.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            # stored: the bytes do not hang on the version of a compressor
            result.writestr(entry, package.read(name), zipfile.ZIP_STORED)
    return fixed.getvalue()

"""What the sheets of the recap's workbook share: their names, heads, figures and printed page."""

import re
from collections.abc import Collection
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms.book import Book, at
from pipeline.wording.visible import unturned

RECAP, DELIVERY, COURSE = "Rekap", "Penyampaian", "Perkembangan"
HEAD_ROW, FIRST_ROW = 4, 5
#: Columns of the sheet ``Rekap`` that other sheets refer to.
RECAP_MEAN, RECAP_SHARE = 6, 11
#: Columns of a unit's sheet that ``Rekap`` adds up: of the indicators, and of the programmes.
REALISED, ACHIEVED, COUNTED = 8, 10, 11
PAGU, SPENT = 4, 7
_NO_TAB = re.compile(r"[\\/*?:\[\]'\x00-\x1f]")
_LONGEST_TAB = 31
_LONGEST_FOOTER = 120  # Excel takes 255 characters for all three parts
#: A little air between what people read and the lines around it.
TEXT = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
AIR = 1.0  # characters that the indent and the cell's own margin take


def tab(unit: str, taken: Collection[str] = ()) -> str:
    """A sheet's name for a unit: what Excel allows, none of ours, and none that is taken."""
    name = _NO_TAB.sub("-", unturned(unit))[:_LONGEST_TAB].strip() or "unit"
    used = _TAKEN | {each.casefold() for each in taken}
    if name.casefold() not in used:
        return name
    others = (f"{name[:26]} -{number}" for number in ("", *range(2, len(used) + 3)))
    return next(other for other in others if other.casefold() not in used)


_TAKEN = {name.casefold() for name in (RECAP, DELIVERY, COURSE)} | {"history"}


def say(sheet: Worksheet, where: str, text: str) -> Cell:
    """Write what somebody wrote, as text; nothing in it turns the reading around."""
    return Book.say(sheet, where, unturned(text))


def or_empty(value: Decimal | None) -> str | Decimal:
    """What a formula shows that has no figure to give."""
    return "" if value is None else value


def figure(cell: Cell, shown: str) -> None:
    """A number at the right, in this format, padded so that it does not touch the line."""
    is_whole = ";" in shown or shown == "General"
    cell.number_format = shown if is_whole else ink.padded(shown)
    cell.alignment = ink.RIGHT


def lines(text: str, width: float) -> int:
    """About how many lines a text takes in a cell with air around it."""
    return ink.lines(text, width - AIR)


def write_title(sheet: Worksheet, title: str, below: str) -> None:
    """Two lines above the table."""
    say(sheet, "A1", title).font = ink.font(14, bold=True)
    say(sheet, "A2", below).font = ink.font(11, bold=True)


def write_heads(sheet: Worksheet, columns: tuple[tuple[str, float], ...]) -> None:
    """The table's head: labels and widths."""
    for number, (label, width) in enumerate(columns, start=1):
        ink.write_head(sheet, at(number, HEAD_ROW), label)
        ink.widths(sheet, {get_column_letter(number): width})
    sheet.row_dimensions[HEAD_ROW].height = ink.height(2)


def write_band(sheet: Worksheet, row: int, columns: int) -> None:
    """Make a row of totals stand out."""
    for column in range(1, columns + 1):
        cell = sheet.cell(row=row, column=column)
        cell.font, cell.fill = ink.font(bold=True), ink.BAND_FILL


def set_page(sheet: Worksheet, about: str) -> None:
    """A4 on its side, as wide as the page, the head repeated, ``about`` at the foot of each."""
    ink.fit_width(sheet, "landscape")
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 0.4, 0.4, 0.5, 0.7
    named = ink.in_footer(unturned(about)[:_LONGEST_FOOTER])
    ink.write_footer(sheet, left=f"{named} - &A", right="Halaman &P dari &N")

"""Two sheets of the recap's workbook: who answered when, and how the figures moved.

Counts and differences are formulas; this quarter's figures are those of the sheet ``Rekap``.
"""

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import recap_sheets as sheets
from pipeline.adapters.forms.book import Book, at
from pipeline.domain.performance.trend import Trend
from pipeline.ports.forms import RecapBook
from pipeline.wording.figures import moved

_DELIVERY_COLUMNS = (
    ("No.", 5), ("Unit", 50), ("Tanggal diterima", 26), ("Status", 34), ("Keterangan", 50),
)  # fmt: skip
_STATUS = 4
#: What is counted below the list: label, and what the status begins with.
_COUNTED = (
    ("Tepat waktu", "Tepat waktu"),
    ("Terlambat", "Terlambat"),
    ("Belum menyampaikan", "Belum menyampaikan"),
)
_FIRST_QUARTER = 3
_CHANGE = "+#,##0.00;-#,##0.00;0.00"


def write_delivery(book: Book, plan: RecapBook) -> None:
    """Write the sheet ``Penyampaian``: a row for each unit, and how many there are of each kind."""
    sheet, rows = book.sheet(sheets.DELIVERY), plan.delivery
    sheets.write_title(sheet, "PENYAMPAIAN DATA KINERJA", plan.period.long)
    sheets.write_heads(sheet, _DELIVERY_COLUMNS)
    for row, unit in enumerate(rows, start=sheets.FIRST_ROW):
        number = sheets.count(row - sheets.HEAD_ROW)
        Book.put(sheet, at(1, row), number).alignment = ink.TOP_CENTRE
        texts = (unit.nama, unit.tanggal, unit.status, unit.keterangan)
        for column, text in enumerate(texts, start=2):
            sheets.say(sheet, at(column, row), text).alignment = ink.TOP
        widths = [width for _, width in _DELIVERY_COLUMNS[1:]]
        tallest = max(map(ink.lines, texts, widths))
        sheet.row_dimensions[row].height = ink.height(tallest)
        ink.frame(sheet, row, 1, len(_DELIVERY_COLUMNS))
    _write_counts(book, sheet, [unit.status for unit in rows])
    sheets.set_page(sheet)


def _write_counts(book: Book, sheet: Worksheet, statuses: Sequence[str]) -> None:
    last = sheets.HEAD_ROW + len(statuses)
    span = f"{at(_STATUS, sheets.FIRST_ROW)}:{at(_STATUS, last)}"
    first = last + 2
    for row, (label, beginning) in enumerate(_COUNTED, start=first):
        found = sum(status.startswith(beginning) for status in statuses)
        sheets.say(sheet, at(2, row), f"Jumlah unit: {label}")
        counted = f'=COUNTIF({span},"{beginning}*")'
        cell = book.formula(sheet, at(3, row), counted, sheets.count(found))
        sheets.figure(cell, "0")
        ink.frame(sheet, row, 1, 3)
    total = first + len(_COUNTED)
    sheets.say(sheet, at(2, total), "Jumlah unit yang diminta")
    parts = f"=SUM({at(3, first)}:{at(3, total - 1)})"
    cell = book.formula(sheet, at(3, total), parts, sheets.count(len(statuses)))
    sheets.figure(cell, "0")
    ink.frame(sheet, total, 1, 3)
    sheets.write_band(sheet, total, 3)


def write_course(book: Book, sheet: Worksheet, plan: RecapBook, trend: Trend) -> None:
    """Write the sheet ``Perkembangan``: achievement over the quarters, and the badan's spending."""
    quarters = tuple((period.short, 13.0) for period in trend.periods)
    columns = (("No.", 5.0), ("Unit", 50.0), *quarters, ("Perubahan", 13.0))
    title = "PERKEMBANGAN RATA-RATA CAPAIAN KINERJA (%)"
    sheets.write_title(sheet, title, plan.period.long)
    sheets.write_heads(sheet, columns)
    delivered = [unit for unit, _ in plan.figures.units]
    row = sheets.FIRST_ROW
    for number, (unit, course) in enumerate(trend.units, start=1):
        Book.put(sheet, at(1, row), sheets.count(number)).alignment = ink.TOP_CENTRE
        place = sheets.FIRST_ROW + delivered.index(unit) if unit in delivered else None
        source = at(sheets.RECAP_MEAN, place) if place else None
        _write_line(book, sheet, row, course.means, source)
        _name(sheet, row, plan.unit_names.get(unit, unit))
        row += 1
    badan = sheets.FIRST_ROW + len(delivered)
    for label, values, column in (
        ("Badan (seluruh indikator)", trend.badan.means, sheets.RECAP_MEAN),
        ("Serapan anggaran Badan", trend.badan.absorptions, sheets.RECAP_SHARE),
    ):
        _write_line(book, sheet, row, values, at(column, badan))
        _name(sheet, row, label)
        sheets.write_band(sheet, row, len(columns))
        row += 1
    sheets.set_page(sheet)


def _name(sheet: Worksheet, row: int, name: str) -> None:
    sheets.say(sheet, at(2, row), name).alignment = ink.TOP
    sheet.row_dimensions[row].height = ink.height(ink.lines(name, 50))


def _write_line(
    book: Book, sheet: Worksheet, row: int, values: Sequence[Decimal | None], source: str | None
) -> None:
    """Earlier figures as numbers, this quarter's by its address on ``Rekap``, and the change."""
    *earlier, now = values
    last = _FIRST_QUARTER + len(earlier)
    for column, value in enumerate(earlier, start=_FIRST_QUARTER):
        if value is not None:
            sheets.figure(Book.put(sheet, at(column, row), value), "#,##0.00")
    if source:
        there = f'=IF(ISNUMBER({sheets.RECAP}!{source}),{sheets.RECAP}!{source},"")'
        cell = book.formula(sheet, at(last, row), there, sheets.or_empty(now))
        sheets.figure(cell, "#,##0.00")
    before, after = at(last - 1, row), at(last, row)
    change = (
        f"=IF(AND(ISNUMBER({before}),ISNUMBER({after})),"
        f'ROUND(ROUND({after},2)-ROUND({before},2),2),"")'
    )
    result = sheets.or_empty(moved(earlier[-1], now))
    sheets.figure(book.formula(sheet, at(last + 1, row), change, result), _CHANGE)
    ink.frame(sheet, row, 1, last + 1)

"""Two sheets of the recap's workbook: who answered when, and how the figures moved.

Counts and differences are formulas; this quarter's figures are those of the sheet ``Rekap``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import recap_sheets as sheets
from pipeline.adapters.forms.book import Book, at
from pipeline.domain.performance.trend import Trend
from pipeline.ports.forms import RecapBook
from pipeline.wording.figures import moved
from pipeline.wording.indonesian import listed

_DELIVERY_COLUMNS = (
    ("No.", 5), ("Unit", 50), ("Tanggal diterima", 26), ("Status", 34), ("Keterangan", 50),
)  # fmt: skip
_STATUS = 4
#: What is counted below the list, as a status begins.
_COUNTED = ("Tepat waktu", "Terlambat", "Belum menyampaikan")
_FIRST_QUARTER = 3
_CHANGE = "+#,##0.00_);-#,##0.00_);0.00_)"


def write_delivery(book: Book, plan: RecapBook) -> None:
    """Write the sheet ``Penyampaian``: a row for each unit, and how many there are of each kind."""
    sheet, rows = book.sheet(sheets.DELIVERY), plan.delivery
    sheets.write_title(sheet, "PENYAMPAIAN DATA KINERJA", plan.period.long)
    sheets.write_heads(sheet, _DELIVERY_COLUMNS)
    for row, unit in enumerate(rows, start=sheets.FIRST_ROW):
        number = Decimal(row - sheets.HEAD_ROW)
        Book.put(sheet, at(1, row), number).alignment = ink.TOP_CENTRE
        texts = (unit.nama, unit.tanggal, unit.status, unit.keterangan)
        for column, text in enumerate(texts, start=2):
            sheets.say(sheet, at(column, row), text).alignment = sheets.TEXT
        widths = [width for _, width in _DELIVERY_COLUMNS[1:]]
        tallest = max(map(sheets.lines, texts, widths))
        sheet.row_dimensions[row].height = ink.height(tallest)
        ink.frame(sheet, row, 1, len(_DELIVERY_COLUMNS))
    _write_counts(book, sheet, [unit.status for unit in rows])
    sheets.set_page(sheet, plan.title)


def _write_counts(book: Book, sheet: Worksheet, statuses: Sequence[str]) -> None:
    last = sheets.HEAD_ROW + len(statuses)
    span = f"{at(_STATUS, sheets.FIRST_ROW)}:{at(_STATUS, last)}"
    first = last + 2
    for row, beginning in enumerate(_COUNTED, start=first):
        found = sum(status.startswith(beginning) for status in statuses)
        sheets.say(sheet, at(2, row), f"Jumlah unit: {beginning}")
        counted = f'=COUNTIF({span},"{beginning}*")'
        cell = book.formula(sheet, at(3, row), counted, Decimal(found))
        sheets.figure(cell, "0")
        ink.frame(sheet, row, 1, 3)
    total = first + len(_COUNTED)
    sheets.say(sheet, at(2, total), "Jumlah unit yang diminta")
    parts = f"=SUM({at(3, first)}:{at(3, total - 1)})"
    cell = book.formula(sheet, at(3, total), parts, Decimal(len(statuses)))
    sheets.figure(cell, "0")
    ink.frame(sheet, total, 1, 3)
    sheets.write_band(sheet, total, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapRows:
    """Where the sheet ``Rekap`` holds this quarter's figures."""

    units: Mapping[str, int]
    compared: int  #: the row of the units of which the badan's course consists


def write_course(book: Book, sheet: Worksheet, plan: RecapBook, rows: RecapRows) -> None:
    """Write the sheet ``Perkembangan``: achievement over the quarters, and the badan's spending."""
    trend = plan.trend
    if trend is None:
        raise ValueError("there is no course to write")
    quarters = tuple((period.short, 13.0) for period in trend.periods)
    columns = (("No.", 5.0), ("Unit", 50.0), *quarters, ("Perubahan", 13.0))
    title = "PERKEMBANGAN RATA-RATA CAPAIAN KINERJA (%)"
    sheets.write_title(sheet, title, plan.period.long)
    sheets.write_heads(sheet, columns)
    row = sheets.FIRST_ROW
    for number, (unit, course) in enumerate(trend.units, start=1):
        Book.put(sheet, at(1, row), Decimal(number)).alignment = ink.TOP_CENTRE
        place = rows.units.get(unit)
        source = at(sheets.RECAP_MEAN, place) if place else None
        _write_line(book, sheet, row, course.means, source)
        _name(sheet, row, plan.unit_names.get(unit, unit))
        row += 1
    without = without_words(plan, trend)
    for label, values, column in (
        (
            f"Badan{without}" if without else "Badan (seluruh indikator)",
            trend.badan.means,
            sheets.RECAP_MEAN,
        ),
        (f"Serapan anggaran Badan{without}", trend.badan.absorptions, sheets.RECAP_SHARE),
    ):
        _write_line(book, sheet, row, values, at(column, rows.compared))
        _name(sheet, row, label)
        sheets.write_band(sheet, row, len(columns))
        row += 1
    sheets.set_page(sheet, plan.title)


def without_words(plan: RecapBook, trend: Trend) -> str:
    """`` tanpa ...`` where the badan's course is not that of all its units."""
    names = [plan.short_names.get(unit) or plan.unit_names[unit] for unit in trend.left_out]
    return f" tanpa {listed(names)}" if names else ""


def _name(sheet: Worksheet, row: int, name: str) -> None:
    sheets.say(sheet, at(2, row), name).alignment = sheets.TEXT
    sheet.row_dimensions[row].height = ink.height(sheets.lines(name, 50))


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

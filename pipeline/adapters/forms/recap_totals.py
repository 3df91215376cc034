"""The first sheet of the recap's workbook: what the units' sheets come to, by formulas alone."""

from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import formulas, recap_course
from pipeline.adapters.forms import recap_sheets as sheets
from pipeline.adapters.forms.book import Book, at
from pipeline.domain.performance.recap import Standing
from pipeline.ports.forms import RecapBook
from pipeline.wording.indonesian import listed

_RECAP_COLUMNS = (
    ("No.", 5), ("Unit", 44), ("Jumlah indikator", 11), ("Terisi", 9), ("Dinilai", 9),
    ("Rata-rata capaian (%)", 13), ("Predikat", 15), ("Rata-rata tanpa batas (%)", 13),
    ("Pagu (Rp)", 18), ("Realisasi (Rp)", 18), ("Serapan (%)", 11),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """Where a unit's data lie, for the formulas of the first sheet."""

    unit: str
    title: str
    last: int  #: last row of the indicators; the first is ``sheets.FIRST_ROW``
    budget_first: int
    budget_last: int

    def span(self, column: int) -> str:
        """The unit's indicators in one column."""
        return self._range(column, sheets.FIRST_ROW, self.last)

    def money(self, column: int) -> str:
        """The unit's programmes in one column."""
        return self._range(column, self.budget_first, self.budget_last)

    def _range(self, column: int, first: int, last: int) -> str:
        letter = get_column_letter(column)
        quoted = self.title.replace("'", "''")
        return f"'{quoted}'!${letter}${first}:${letter}${last}"


class Totals:
    """The first sheet being written."""

    def __init__(
        self, book: Book, sheet: Worksheet, plan: RecapBook, units: list[UnitSheet]
    ) -> None:
        self._book, self._sheet, self._plan, self._units = book, sheet, plan, units

    def write(self) -> recap_course.RecapRows:
        """Write a row for each unit, the badan's below, and those of parts of it."""
        figures, sheet = self._plan.figures, self._sheet
        sheets.write_title(sheet, self._plan.title.upper(), figures.period.long)
        sheets.write_heads(sheet, _RECAP_COLUMNS)
        standings = dict((*figures.units, *figures.owing))
        for row, place in enumerate(self._units, start=sheets.FIRST_ROW):
            number = Decimal(row - sheets.HEAD_ROW)
            Book.put(sheet, at(1, row), number).alignment = ink.TOP_CENTRE
            name = self._plan.unit_names.get(place.unit, place.unit)
            self._write_named(row, name, standings[place.unit], [place])
        total = sheets.FIRST_ROW + len(self._units)
        self._write_named(total, "Badan (seluruh indikator)", figures.badan, self._units)
        sheets.write_band(sheet, total, len(_RECAP_COLUMNS))
        compared = self._write_parts(total)
        self._write_note(total + 4)
        sheets.set_page(sheet, self._plan.title)
        places = enumerate(self._units, start=sheets.FIRST_ROW)
        return recap_course.RecapRows(
            units={place.unit: row for row, place in places}, compared=compared
        )

    def _write_parts(self, total: int) -> int:
        """The units that answered, and those the course compares; the row of the latter."""
        figures, trend = self._plan.figures, self._plan.trend
        rows = {frozenset(place.unit for place in self._units): total}
        answered = frozenset(unit for unit, _ in figures.units)
        parts = [(answered, "Unit yang telah menyampaikan data")]
        compared = frozenset(trend.compared if trend else answered)
        if trend:
            parts.append((compared, f"Badan{recap_course.without_words(self._plan, trend)}"))
        for units, label in parts:
            standing = figures.together(units)
            if units not in rows and standing:
                rows[units] = total + len(rows)
                places = [place for place in self._units if place.unit in units]
                self._write_named(rows[units], label, standing, places)
        return rows.get(compared, total)

    def _write_named(
        self, row: int, name: str, standing: Standing, places: list[UnitSheet]
    ) -> None:
        sheets.say(self._sheet, at(2, row), name).alignment = sheets.TEXT
        lines = sheets.lines(name, _RECAP_COLUMNS[1][1])
        self._sheet.row_dimensions[row].height = ink.height(lines)
        self._write_standing(row, standing, places)

    def _write_note(self, row: int) -> None:
        """Say of the units that have not answered what these figures hold of them."""
        plan = self._plan
        names = {**plan.unit_names, **plan.short_names}
        owing = [names.get(unit) or unit for unit, _ in plan.figures.owing]
        if owing:
            note = (
                f"Data {listed(owing)} belum disampaikan: indikator dan pagunya sesuai perjanjian "
                "kinerja dihitung, realisasinya belum diketahui."
            )
            cell = sheets.say(self._sheet, at(2, row), note)
            cell.alignment = ink.NO_WRAP

    def _write_standing(self, row: int, standing: Standing, units: list[UnitSheet]) -> None:
        def over(function: str, spans: list[str]) -> str:
            return f"{function}({','.join(spans)})" if spans else "0"

        def mean(column: int) -> str:
            total = over("SUM", [unit.span(column) for unit in units])
            return f'=IF({assessed}>0,ROUND({total}/{assessed},10),"")'

        assessed, average = at(5, row), at(6, row)
        achieved = [unit.span(sheets.ACHIEVED) for unit in units]
        with_budget = [unit for unit in units if unit.budget_last >= unit.budget_first]
        pagu, spent = (
            [unit.money(column) for unit in with_budget] for column in (sheets.PAGU, sheets.SPENT)
        )
        word = formulas.predicate(average, self._plan.rules.scale)
        share = formulas.absorption(at(10, row), at(9, row))
        known = standing.realised if standing.is_spending_known else ""
        cells: tuple[tuple[int, str, str | Decimal, str], ...] = (
            (
                3,
                "=" + over("COUNT", [u.span(1) for u in units]),
                Decimal(standing.indicators),
                "0",
            ),
            (
                4,
                "=" + over("COUNT", [u.span(sheets.REALISED) for u in units]),
                Decimal(standing.filled),
                "0",
            ),
            (5, "=" + over("COUNT", achieved), Decimal(standing.assessed), "0"),
            (6, mean(sheets.COUNTED), sheets.or_empty(standing.mean), "#,##0.00"),
            (7, word, standing.predicate or "", "General"),
            (8, mean(sheets.ACHIEVED), sheets.or_empty(standing.mean_uncapped), "#,##0.00"),
            (9, "=" + over("SUM", pagu), standing.ceiling, "#,##0"),
            (10, formulas.total(",".join(spent)) if spent else "=0", known, "#,##0"),
            (11, share, sheets.or_empty(standing.absorption), "#,##0.00"),
        )
        for column, formula, result, shown in cells:
            sheets.figure(self._book.formula(self._sheet, at(column, row), formula, result), shown)
        self._sheet[at(7, row)].alignment = ink.TOP_CENTRE
        ink.frame(self._sheet, row, 1, len(_RECAP_COLUMNS))

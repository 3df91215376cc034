"""The recap's attachment: the data of every unit, and a first sheet that adds them up.

Nothing on the sheet ``Rekap`` is typed in: it recomputes from the units' sheets to the figures that
the report prints. What units wrote is text and stays text.
"""

from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import formulas, recap_course
from pipeline.adapters.forms import recap_sheets as sheets
from pipeline.adapters.forms.book import Book, at
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, UnitData
from pipeline.domain.performance.recap import Standing
from pipeline.ports.forms import RecapBook
from pipeline.wording.indonesian import listed
from pipeline.wording.visible import unturned

#: Columns of a unit's sheet: label and width.
_COLUMNS = (
    ("No.", 5), ("Sasaran", 26), ("Indikator Kinerja", 34), ("Satuan", 10), ("Polaritas", 10),
    ("Target Tahun", 10), ("Target s.d. TW", 10), ("Realisasi s.d. TW", 11), ("Status", 12),
    ("Capaian (%)", 10), ("Dalam rata-rata (%)", 11), ("Predikat", 14),
    ("Sumber Data/Bukti", 20), ("Faktor Pendukung", 20), ("Faktor Penghambat", 20),
    ("Tindak Lanjut", 20), ("Keterangan", 24),
)  # fmt: skip
_TARGET, _REALISED, _ACHIEVED, _COUNTED = 7, 8, 10, 11
_LAST_FIGURE = 12  #: the columns after it explain
#: Columns of the budget table: label, first and last column.
_BUDGET_COLUMNS = (
    ("No.", 1, 1), ("Kode", 2, 2), ("Program", 3, 3), ("Pagu (Rp)", 4, 6), ("Realisasi (Rp)", 7, 8),
    ("Serapan (%)", 9, 9), ("Fisik (%)", 10, 10), ("Keterangan", 11, 12),
)  # fmt: skip
_PAGU, _SPENT, _SHARE, _PHYSICAL, _REMARK = 4, 7, 9, 10, 11
_RECAP_COLUMNS = (
    ("No.", 5), ("Unit", 44), ("Jumlah indikator", 11), ("Terisi", 9), ("Dinilai", 9),
    ("Rata-rata capaian (%)", 13), ("Predikat", 15), ("Rata-rata tanpa batas (%)", 13),
    ("Pagu (Rp)", 18), ("Realisasi (Rp)", 18), ("Serapan (%)", 11),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _UnitSheet:
    """Where a unit's data lie, for the formulas of the first sheet."""

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


def recap_workbook(plan: RecapBook) -> bytes:
    """Write the workbook."""
    book = Book()
    recap = book.sheet(sheets.RECAP)
    if plan.delivery:
        recap_course.write_delivery(book, plan)
    course = book.sheet(sheets.COURSE) if plan.trend else None
    units = [_Unit(book, plan, data).write() for data in plan.answers]
    _Recap(book, recap, plan, units).write()
    if plan.trend and course:
        recap_course.write_course(book, course, plan, plan.trend)
    book.workbook.properties.title = ink.clean(unturned(plan.title))
    book.workbook.properties.creator = "Paraf"
    return book.to_bytes()


class _Unit:
    """A unit's sheet being written."""

    def __init__(self, book: Book, plan: RecapBook, data: UnitData) -> None:
        self._book, self._plan, self._data = book, plan, data
        self._sheet = book.sheet(sheets.tab(data.unit))

    def write(self) -> _UnitSheet:
        """Write the sheet and say where its data lie."""
        sheet, data = self._sheet, self._data
        name = self._plan.unit_names.get(data.unit, data.unit)
        sheets.write_title(sheet, f"DATA KINERJA {data.period.long.upper()}", name)
        sheets.write_heads(sheet, _COLUMNS)
        for row, answer in enumerate(data.rows, start=sheets.FIRST_ROW):
            self._write_indicator(row, answer)
        last = sheets.FIRST_ROW + len(data.rows) - 1
        head = last + 2
        if data.budgets:
            self._merge_budget_row(head)
            for label, column, _ in _BUDGET_COLUMNS:
                sheets.write_head(sheet, at(column, head), label)
        for number, spent in enumerate(data.budgets, start=1):
            self._write_budget(head + number, number, spent)
        sheet.freeze_panes = at(4, sheets.FIRST_ROW)
        sheets.set_page(sheet)
        sheets.split_page(sheet, after=_LAST_FIGURE, repeated="A:C")
        return _UnitSheet(
            title=sheet.title,
            last=last,
            budget_first=head + 1,
            budget_last=head + len(data.budgets),
        )

    def _write_indicator(self, row: int, answer: IndicatorRow) -> None:
        sheet, indicator, period = self._sheet, answer.indicator, self._data.period
        ink.frame(sheet, row, 1, len(_COLUMNS))
        Book.put(sheet, at(1, row), Decimal(indicator.number)).alignment = ink.TOP_CENTRE
        texts = {
            2: indicator.sasaran,
            3: indicator.name,
            4: indicator.unit_of_measure,
            5: indicator.polarity,
            9: answer.realisation.status,
            13: answer.evidence,
            14: answer.supporting,
            15: answer.hindering,
            16: answer.follow_up,
            17: answer.told,
        }
        for column, text in texts.items():
            sheets.say(sheet, at(column, row), text).alignment = ink.TOP
        tallest = max(ink.lines(text, _COLUMNS[column - 1][1]) for column, text in texts.items())
        sheet.row_dimensions[row].height = ink.height(tallest)
        for column, value in {
            6: indicator.target_year,
            _TARGET: indicator.target(period),
            _REALISED: answer.realisation.value,
        }.items():
            if value is not None:
                cell = Book.put(sheet, at(column, row), value)
                cell.number_format = ink.number_format(indicator.decimals)
                cell.alignment = ink.RIGHT
        self._write_achievement(row, answer)

    def _write_achievement(self, row: int, answer: IndicatorRow) -> None:
        book, sheet, rules = self._book, self._sheet, self._plan.rules
        achieved = answer.achieved(self._data.period, rules)
        percent, counted = at(_ACHIEVED, row), at(_COUNTED, row)
        worth = formulas.achievement_of_number(
            answer.indicator, at(_REALISED, row), at(_TARGET, row), self._plan
        )
        capped = achieved
        held = percent
        if rules.cap is not None:
            held = f"MIN({percent},{rules.cap:f})"
            capped = None if achieved is None else min(achieved, rules.cap)
        shown = formulas.shown_achievement(answer, achieved)
        book.formula(sheet, percent, worth, shown)
        book.formula(sheet, counted, f'=IF(ISNUMBER({percent}),{held},"")', sheets.or_empty(capped))
        for where in (percent, counted):
            sheet[where].number_format, sheet[where].alignment = "#,##0.00", ink.RIGHT
        word = "" if achieved is None else rules.scale.predicate(achieved)
        formula = formulas.predicate(percent, rules.scale)
        book.formula(sheet, at(12, row), formula, word).alignment = ink.TOP_CENTRE

    def _merge_budget_row(self, row: int) -> None:
        for _, first, last in _BUDGET_COLUMNS:
            if last > first:
                self._sheet.merge_cells(
                    start_row=row, end_row=row, start_column=first, end_column=last
                )
        ink.frame(self._sheet, row, 1, _BUDGET_COLUMNS[-1][-1])

    def _write_budget(self, row: int, number: int, spent: BudgetRow) -> None:
        sheet, budget = self._sheet, spent.budget
        self._merge_budget_row(row)
        Book.put(sheet, at(1, row), Decimal(number)).alignment = ink.TOP_CENTRE
        for column, text in {2: budget.code, 3: budget.name, _REMARK: spent.remark}.items():
            sheets.say(sheet, at(column, row), text).alignment = ink.TOP
        for column, amount in {_PAGU: budget.ceiling, _SPENT: spent.realised}.items():
            sheets.figure(Book.put(sheet, at(column, row), amount), "#,##0")
        share = formulas.absorption(at(_SPENT, row), at(_PAGU, row))
        absorbed = sheets.or_empty(spent.absorption)
        sheets.figure(self._book.formula(sheet, at(_SHARE, row), share, absorbed), "#,##0.00")
        if spent.physical is not None:
            sheets.figure(Book.put(sheet, at(_PHYSICAL, row), spent.physical), "#,##0.00")
        sheet.row_dimensions[row].height = ink.height(ink.lines(budget.name, _COLUMNS[2][1]))


class _Recap:
    """The first sheet being written."""

    def __init__(
        self, book: Book, sheet: Worksheet, plan: RecapBook, units: list[_UnitSheet]
    ) -> None:
        self._book, self._sheet, self._plan, self._units = book, sheet, plan, units

    def write(self) -> None:
        """Write a row for each unit, and the badan's below."""
        figures, sheet = self._plan.figures, self._sheet
        sheets.write_title(sheet, self._plan.title.upper(), figures.period.long)
        sheets.write_heads(sheet, _RECAP_COLUMNS)
        for row, ((unit, standing), place) in enumerate(
            zip(figures.units, self._units, strict=True), start=sheets.FIRST_ROW
        ):
            number = sheets.count(row - sheets.HEAD_ROW)
            Book.put(sheet, at(1, row), number).alignment = ink.TOP_CENTRE
            name = self._plan.unit_names.get(unit, unit)
            sheets.say(sheet, at(2, row), name).alignment = ink.TOP
            sheet.row_dimensions[row].height = ink.height(ink.lines(name, _RECAP_COLUMNS[1][1]))
            self._write_standing(row, standing, [place])
        total = sheets.FIRST_ROW + len(self._units)
        sheets.say(sheet, at(2, total), "Badan (seluruh indikator)")
        self._write_standing(total, figures.badan, self._units)
        sheets.write_band(sheet, total, len(_RECAP_COLUMNS))
        self._write_left_out(total + 2)
        sheets.set_page(sheet)

    def _write_left_out(self, row: int) -> None:
        """Name the units whose data these figures do not hold."""
        held = {self._plan.unit_names.get(unit, unit) for unit, _ in self._plan.figures.units}
        owing = [unit.nama for unit in self._plan.delivery if unit.nama not in held]
        if owing:
            note = f"Tidak termasuk unit yang belum menyampaikan data: {listed(owing)}."
            cell = sheets.say(self._sheet, at(2, row), note)
            cell.alignment = ink.NO_WRAP

    def _write_standing(self, row: int, standing: Standing, units: list[_UnitSheet]) -> None:
        def over(function: str, spans: list[str]) -> str:
            return f"{function}({','.join(spans)})" if spans else "0"

        def mean(column: int) -> str:
            total = over("SUM", [unit.span(column) for unit in units])
            return f'=IF({assessed}>0,ROUND({total}/{assessed},10),"")'

        assessed, average = at(5, row), at(6, row)
        achieved = [unit.span(_ACHIEVED) for unit in units]
        with_budget = [unit for unit in units if unit.budget_last >= unit.budget_first]
        pagu, spent = ([unit.money(column) for unit in with_budget] for column in (_PAGU, _SPENT))
        word = formulas.predicate(average, self._plan.rules.scale)
        share = formulas.absorption(at(10, row), at(9, row))
        cells: tuple[tuple[int, str, str | Decimal, str], ...] = (
            (
                3,
                "=" + over("COUNT", [u.span(1) for u in units]),
                sheets.count(standing.indicators),
                "0",
            ),
            (
                4,
                "=" + over("COUNT", [u.span(_REALISED) for u in units]),
                sheets.count(standing.filled),
                "0",
            ),
            (5, "=" + over("COUNT", achieved), sheets.count(standing.assessed), "0"),
            (6, mean(_COUNTED), sheets.or_empty(standing.mean), "#,##0.00"),
            (7, word, standing.predicate or "", "General"),
            (8, mean(_ACHIEVED), sheets.or_empty(standing.mean_uncapped), "#,##0.00"),
            (9, "=" + over("SUM", pagu), standing.ceiling, "#,##0"),
            (10, "=" + over("SUM", spent), standing.realised, "#,##0"),
            (11, share, sheets.or_empty(standing.absorption), "#,##0.00"),
        )
        for column, formula, result, shown in cells:
            sheets.figure(self._book.formula(self._sheet, at(column, row), formula, result), shown)
        self._sheet[at(7, row)].alignment = ink.TOP_CENTRE
        ink.frame(self._sheet, row, 1, len(_RECAP_COLUMNS))

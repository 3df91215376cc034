"""The recap's attachment: the data of every unit, and a first sheet that adds them up.

Nothing on the sheet ``Rekap`` is typed in: it recomputes from the units' sheets to the figures that
the report prints. What units wrote is text and stays text.
"""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import formulas, recap_course
from pipeline.adapters.forms import recap_sheets as sheets
from pipeline.adapters.forms.book import Book, at
from pipeline.adapters.forms.recap_totals import Totals, UnitSheet
from pipeline.domain.performance.achievement import share as share_of
from pipeline.domain.performance.agreement import Budget
from pipeline.domain.performance.data import BudgetRow, IndicatorRow
from pipeline.domain.performance.recap import NOT_SUBMITTED, unanswered
from pipeline.ports.forms import RecapBook
from pipeline.wording.visible import unturned

#: Columns of a unit's sheet: label and width; together what A4 on its side can hold legibly.
_COLUMNS = (
    ("No.", 5), ("Sasaran", 18), ("Indikator Kinerja", 25), ("Satuan", 10), ("Polaritas", 9),
    ("Target Tahun", 10), ("Target s.d. {quarter}", 10), ("Realisasi s.d. {quarter}", 11),
    ("Status", 11), ("Capaian (%)", 10), ("Dalam rata-rata (%)", 10), ("Predikat", 10),
    ("Sumber Data/Bukti", 13), ("Faktor Pendukung", 14), ("Faktor Penghambat", 14),
    ("Tindak Lanjut", 14), ("Keterangan", 15),
)  # fmt: skip
_TARGET = 7
#: Columns of the budget table: label, first and last column.
_BUDGET_COLUMNS = (
    ("No.", 1, 1), ("Kode", 2, 2), ("Program", 3, 3), ("Pagu (Rp)", 4, 6), ("Realisasi (Rp)", 7, 8),
    ("Serapan (%)", 9, 9), ("Fisik (%)", 10, 10), ("Keterangan", 11, 12),
)  # fmt: skip
_SHARE, _PHYSICAL, _REMARK = 9, 10, 11


def recap_workbook(plan: RecapBook) -> bytes:
    """Write the workbook."""
    book = Book()
    recap = book.sheet(sheets.RECAP)
    if plan.delivery:
        recap_course.write_delivery(book, plan)
    course = book.sheet(sheets.COURSE) if plan.trend else None
    units = [_Unit(book, plan, told).write() for told in _told(plan)]
    rows = Totals(book, recap, plan, units).write()
    if course:
        recap_course.write_course(book, course, plan, rows)
    book.workbook.properties.title = ink.clean(unturned(plan.title))
    book.workbook.properties.creator = "Paraf"
    return book.to_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What a unit's sheet shows: its answer, or what it promised where it has not answered."""

    unit: str
    rows: tuple[IndicatorRow, ...]
    budgets: tuple[tuple[Budget, BudgetRow | None], ...]
    is_owed: bool


def _told(plan: RecapBook) -> list[_Told]:
    """A unit after the other in the office's order."""
    found = [
        _Told(
            unit=data.unit,
            rows=data.rows,
            budgets=tuple((row.budget, row) for row in data.budgets),
            is_owed=False,
        )
        for data in plan.answers
    ]
    found += [
        _Told(
            unit=part.unit,
            rows=unanswered(part),
            budgets=tuple((each, None) for each in part.budgets),
            is_owed=True,
        )
        for part in plan.owed
    ]
    order = {unit: place for place, unit in enumerate(plan.unit_names)}
    return sorted(found, key=lambda told: order.get(told.unit, len(order)))


class _Unit:
    """A unit's sheet being written."""

    def __init__(self, book: Book, plan: RecapBook, told: _Told) -> None:
        self._book, self._plan, self._told = book, plan, told
        name = plan.short_names.get(told.unit) or told.unit
        self._sheet = book.sheet(sheets.tab(name, book.workbook.sheetnames))

    def write(self) -> UnitSheet:
        """Write the sheet and say where its data lie."""
        sheet, told, period = self._sheet, self._told, self._plan.period
        name = self._plan.unit_names.get(told.unit, told.unit)
        below = f"{name} ({NOT_SUBMITTED})" if told.is_owed else name
        sheets.write_title(sheet, f"DATA KINERJA {period.long.upper()}", below)
        quarter = period.short.removesuffix(f" {period.year}")
        heads = tuple((label.format(quarter=quarter), width) for label, width in _COLUMNS)
        sheets.write_heads(sheet, heads)
        for row, answer in enumerate(told.rows, start=sheets.FIRST_ROW):
            self._write_indicator(row, answer)
        last = sheets.FIRST_ROW + len(told.rows) - 1
        head = last + 2
        self._write_budgets(head)
        sheet.freeze_panes = at(4, sheets.FIRST_ROW)
        sheets.set_page(sheet, self._plan.title)
        return UnitSheet(
            unit=told.unit,
            title=sheet.title,
            last=last,
            budget_first=head + 1,
            budget_last=head + len(told.budgets),
        )

    def _write_indicator(self, row: int, answer: IndicatorRow) -> None:
        sheet, indicator, period = self._sheet, answer.indicator, self._plan.period
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
            sheets.say(sheet, at(column, row), text).alignment = sheets.TEXT
        tallest = max(sheets.lines(text, _COLUMNS[column - 1][1]) for column, text in texts.items())
        sheet.row_dimensions[row].height = ink.height(tallest)
        for column, value in {
            6: indicator.target_year,
            _TARGET: indicator.target(period),
            sheets.REALISED: answer.realisation.value,
        }.items():
            if value is not None:
                cell = Book.put(sheet, at(column, row), value)
                sheets.figure(cell, ink.number_format(indicator.decimals))
        self._write_achievement(row, answer)

    def _write_achievement(self, row: int, answer: IndicatorRow) -> None:
        book, sheet, rules = self._book, self._sheet, self._plan.rules
        achieved = answer.achieved(self._plan.period, rules)
        percent, counted = at(sheets.ACHIEVED, row), at(sheets.COUNTED, row)
        worth = formulas.achievement_of_number(
            answer.indicator, at(sheets.REALISED, row), at(_TARGET, row), self._plan
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
            sheets.figure(sheet[where], "#,##0.00")
        word = "" if achieved is None else rules.scale.predicate(achieved)
        formula = formulas.predicate(percent, rules.scale)
        book.formula(sheet, at(12, row), formula, word).alignment = ink.TOP_CENTRE

    def _merge_budget_row(self, row: int) -> None:
        for _, first, last in _BUDGET_COLUMNS:
            if last > first:
                ink.merge(self._sheet, row, first, last)
        ink.frame(self._sheet, row, 1, _BUDGET_COLUMNS[-1][-1])

    def _write_budgets(self, head: int) -> None:
        """The programmes below the indicators, and what they come to."""
        budgets = self._told.budgets
        if not budgets:
            return
        self._merge_budget_row(head)
        for label, column, _ in _BUDGET_COLUMNS:
            ink.write_head(self._sheet, at(column, head), label)
        for number, (budget, spent) in enumerate(budgets, start=1):
            self._write_budget(head + number, number, budget, spent)
        self._write_budget_total(head + len(budgets) + 1, head + 1)

    def _write_budget(self, row: int, number: int, budget: Budget, spent: BudgetRow | None) -> None:
        sheet = self._sheet
        self._merge_budget_row(row)
        Book.put(sheet, at(1, row), Decimal(number)).alignment = ink.TOP_CENTRE
        remark = spent.remark if spent else NOT_SUBMITTED
        for column, text in {2: budget.code, 3: budget.name, _REMARK: remark}.items():
            sheets.say(sheet, at(column, row), text).alignment = sheets.TEXT
        sheets.figure(Book.put(sheet, at(sheets.PAGU, row), budget.ceiling), "#,##0")
        if spent:
            sheets.figure(Book.put(sheet, at(sheets.SPENT, row), spent.realised), "#,##0")
        self._write_share(row, spent.absorption if spent else None)
        if spent and spent.physical is not None:
            sheets.figure(Book.put(sheet, at(_PHYSICAL, row), spent.physical), "#,##0.00")
        tallest = max(
            sheets.lines(budget.name, _COLUMNS[2][1]),
            sheets.lines(remark, _COLUMNS[_REMARK - 1][1] + _COLUMNS[_REMARK][1]),
        )
        sheet.row_dimensions[row].height = ink.height(tallest)

    def _write_share(self, row: int, absorbed: Decimal | None) -> None:
        share = formulas.absorption(at(sheets.SPENT, row), at(sheets.PAGU, row))
        result = sheets.or_empty(absorbed)
        cell = self._book.formula(self._sheet, at(_SHARE, row), share, result)
        sheets.figure(cell, "#,##0.00")

    def _write_budget_total(self, row: int, first: int) -> None:
        sheet, told = self._sheet, self._told
        self._merge_budget_row(row)
        sheets.say(sheet, at(3, row), "Jumlah").alignment = sheets.TEXT
        ceiling = sum((budget.ceiling for budget, _ in told.budgets), Decimal(0))
        spent = [row.realised for _, row in told.budgets if row]
        realised = sum(spent, Decimal(0)) if spent else None
        for column, amount in {sheets.PAGU: ceiling, sheets.SPENT: realised}.items():
            total = formulas.total(f"{at(column, first)}:{at(column, row - 1)}")
            cell = self._book.formula(sheet, at(column, row), total, sheets.or_empty(amount))
            sheets.figure(cell, "#,##0")
        self._write_share(row, None if realised is None else share_of(realised, ceiling))
        sheets.write_band(sheet, row, _BUDGET_COLUMNS[-1][-1])

"""The data form: a sheet to fill in, and the same sheet with earlier answers.

The layout is locked by sheet protection without a password: it guards against slips, not against
intent; what was changed on purpose is found when the form is read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import Book, at
from pipeline.adapters.forms.fittings import furnish
from pipeline.adapters.forms.form_budgets import BudgetTable
from pipeline.adapters.forms.form_indicators import IndicatorTable
from pipeline.adapters.forms.furniture import write_heads, write_note, write_title
from pipeline.adapters.forms.guide import write_guide
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, UnitData
from pipeline.ports.forms import FormPlan


def make_form(plan: FormPlan) -> bytes:
    """An empty form."""
    return _Form(plan).write({}, {})


def refill(plan: FormPlan, data: UnitData) -> bytes:
    """The form with earlier answers in its cells, as a person would have typed them."""
    spent = {row.budget.code: row for row in data.budgets}
    return _Form(plan).write(_matched(plan, data), spent)


def _matched(plan: FormPlan, data: UnitData) -> Mapping[int, IndicatorRow]:
    """Answers by the number of their indicator in the plan.

    The agreement may have been revised since: an answer goes to the indicator of the same words;
    one whose words are gone stays in its place, if the indicator there is new as well.
    """
    found = {
        indicator.number: row
        for indicator in plan.agreement.indicators
        if (row := data.answer_to(indicator))
    }
    taken = {row.indicator.number for row in found.values()}
    left = {row.indicator.number: row for row in data.rows if row.indicator.number not in taken}
    for indicator in plan.agreement.indicators:
        if indicator.number not in found and indicator.number in left:
            found[indicator.number] = left[indicator.number]
    return found


def input_cells(plan: FormPlan) -> Mapping[tuple[lay.InputKind, int], str]:
    """The address on sheet ``layout.SHEET`` of every cell a person fills.

    Keys are (kind, number): the indicator's number, or the programme's place from 1.
    """
    rows = lay.rows_of(plan)
    cells: dict[tuple[lay.InputKind, int], str] = {}
    for indicator, row in zip(plan.agreement.indicators, rows.indicators, strict=True):
        for kind in lay.INDICATOR_INPUTS:
            cells[kind, indicator.number] = at(lay.INDICATOR[kind].index, row)
    for number, row in enumerate(rows.budgets, start=1):
        for kind in lay.BUDGET_INPUTS:
            cells[kind, number] = at(lay.BUDGET[kind].index, row)
    return cells


@dataclass
class _Form:
    """A form being written."""

    plan: FormPlan

    def __post_init__(self) -> None:
        self.book = Book()
        self.sheet: Worksheet = self.book.sheet(lay.SHEET)

    def write(self, answers: Mapping[int, IndicatorRow], spent: Mapping[str, BudgetRow]) -> bytes:
        """Write everything and give the bytes."""
        plan = self.plan
        indicators = IndicatorTable(self.book, self.sheet, plan)
        finished = sum(
            indicators.write(indicator, answers.get(indicator.number))
            for indicator in plan.agreement.indicators
        )
        indicators.write_bands_and_mean()
        if plan.agreement.budgets:
            budgets = BudgetTable(self.book, self.sheet, plan)
            finished += sum(
                budgets.write(number, budget, spent.get(budget.code))
                for number, budget in enumerate(plan.agreement.budgets, start=1)
            )
            budgets.write_total()
        write_title(self.book, self.sheet, plan, finished=finished)
        write_heads(self.sheet, plan)
        write_note(self.sheet, plan)
        furnish(self.sheet, plan)
        write_guide(self.book, plan)
        self._mark()
        return self.book.to_bytes()

    def _mark(self) -> None:
        plan = self.plan
        self.book.mark("ParafKode", plan.code)
        self.book.mark("ParafVersi", str(plan.version))
        self.book.mark("ParafKantor", plan.office)
        properties = self.book.workbook.properties
        properties.title = ink.clean(f"Data Kinerja {plan.unit_name} {plan.period.title}")
        properties.creator = "Paraf"
        # Sheets can be neither renamed nor deleted by a slip; there is no password.
        self.book.workbook.security = WorkbookProtection(lockStructure=True)

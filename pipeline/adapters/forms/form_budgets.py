"""Part B of the data form: a row for each programme, and their total."""

from collections.abc import Mapping
from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import checks, doubts, formulas, typed
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import Book, at
from pipeline.adapters.forms.form_indicators import NONE_BEFORE
from pipeline.domain.performance.achievement import share
from pipeline.domain.performance.agreement import Budget
from pipeline.domain.performance.data import BudgetRow
from pipeline.ports.forms import FormPlan
from pipeline.wording.indonesian import rupiah

_AMOUNTS = ("pagu", "anggaran_lalu", "anggaran_realisasi")
_LEAST_LINES = 2
_TOTAL_HEIGHT = 22


class BudgetTable:
    """The table being written; it remembers what its total is made of."""

    def __init__(self, book: Book, sheet: Worksheet, plan: FormPlan) -> None:
        self._book, self._sheet, self._plan = book, sheet, plan
        self._rows = lay.rows_of(plan)
        self._realised: list[Decimal] = []
        self._before: list[Decimal] = []

    def write(self, number: int, budget: Budget, given: BudgetRow | None) -> bool:
        """Write a programme's row with the answer given; whether that is complete."""
        sheet, row = self._sheet, self._rows.budgets[number - 1]
        where = {key: at(column.index, row) for key, column in lay.BUDGET.items()}
        where |= {key: at(index, row) for key, index in lay.HELPERS.items()}
        self._frame(row, lay.LAST_COLUMN)
        Book.say(sheet, at(1, row), lay.budget_key(number))
        Book.put(sheet, where["no"], Decimal(number)).alignment = ink.CENTRE
        Book.say(sheet, where["program"], budget.name).alignment = ink.TEXT
        Book.say(sheet, where["kode"], budget.code).alignment = ink.CENTRE
        Book.put(sheet, where["pagu"], budget.ceiling)
        before = self._write_before(where["anggaran_lalu"], budget)
        as_text = self._write_inputs(where, budget, given)
        self._write_helpers(where, given, as_text=as_text)
        if given:
            self._realised.append(given.realised)
        absorbed = given.absorption if given else None
        self._write_share(where["serapan"], where["angka"], where["pagu"], absorbed)
        self._write_unit(row)
        word = checks.shown_budget(given, before, as_text=as_text)
        self._book.formula(
            sheet, where["periksa"], checks.check_budget(budget, where, before), word
        ).alignment = ink.TEXT
        self._format_amounts(row)
        sheet[where["anggaran_realisasi"]].font = ink.font(bold=True)
        width = lay.INDICATOR["indikator"].width - ink.INDENT
        lines = max(_LEAST_LINES, ink.lines(budget.name, width))
        sheet.row_dimensions[row].height = ink.height(lines)
        return word.startswith(checks.COMPLETE)

    def _write_before(self, where: str, budget: Budget) -> Decimal | None:
        """Write the quarter before; give what was spent then, where the spending goes on."""
        earlier = self._plan.earlier
        row = earlier.spending_of(budget.code) if earlier else None
        if row is None:
            Book.say(self._sheet, where, NONE_BEFORE)
            return None
        Book.put(self._sheet, where, row.realised)
        self._before.append(row.realised)
        return self._plan.spent_before(budget)

    def _write_inputs(
        self, where: Mapping[str, str], budget: Budget, given: BudgetRow | None
    ) -> bool:
        """Write what was answered; whether the amount had to be written as text."""
        sheet = self._sheet
        for key in lay.BUDGET_INPUTS:
            ink.open_cell(sheet, where[key])
        row = sheet[where["anggaran_keterangan"]].row
        for column in range(lay.BUDGET["anggaran_keterangan"].index, lay.REMARK_LAST + 1):
            sheet.cell(row=row, column=column).protection = ink.OPEN
        physical = sheet[where["anggaran_fisik"]]
        physical.number_format, physical.alignment = ink.padded_format(2), ink.FIGURE
        if given is None:
            return False
        as_text = doubts.is_not_in_rupiah(given.realised, budget.ceiling)
        if as_text:
            Book.say(sheet, where["anggaran_realisasi"], rupiah(given.realised))
        else:
            Book.put(sheet, where["anggaran_realisasi"], given.realised)
        if given.physical is not None:
            Book.put(sheet, where["anggaran_fisik"], given.physical)
        Book.say(sheet, where["anggaran_keterangan"], given.remark)
        return as_text

    def _write_helpers(
        self, where: Mapping[str, str], given: BudgetRow | None, *, as_text: bool
    ) -> None:
        """Write the formulas that read what was typed."""
        said = rupiah(given.realised).removeprefix("Rp").strip() if given and as_text else ""
        for each in typed.amount_helpers(where, said, given.realised if given else None):
            self._book.formula(self._sheet, where[each.key], each.formula, each.shown)

    def write_total(self) -> None:
        """Write the row Jumlah."""
        sheet, row, rows = self._sheet, self._rows.budget_total, self._rows
        self._frame(row, lay.LAST_PRINTED)
        ink.merge(sheet, row, 2, 4)
        Book.say(sheet, at(2, row), "Jumlah")
        ceilings = [budget.ceiling for budget in self._plan.agreement.budgets]
        for key, amounts in (
            ("pagu", ceilings),
            ("anggaran_lalu", self._before),
            ("anggaran_realisasi", self._realised),
        ):
            column = lay.BUDGET[key].index
            is_typed = key == "anggaran_realisasi"
            read_in = lay.HELPERS["angka"] if is_typed else column
            span = f"{at(read_in, rows.budgets[0])}:{at(read_in, rows.budgets[-1])}"
            self._book.formula(
                sheet,
                at(column, row),
                formulas.total(span, figures=span if is_typed else ""),
                sum(amounts, Decimal(0)) if amounts else "",
            )
        spent, pagu = (at(lay.BUDGET[key].index, row) for key in ("anggaran_realisasi", "pagu"))
        realised = sum(self._realised, Decimal(0))
        absorbed = share(realised, sum(ceilings, Decimal(0)))
        where = at(lay.BUDGET["serapan"].index, row)
        self._write_share(where, spent, pagu, absorbed if self._realised else None)
        self._format_amounts(row)
        for column in range(lay.FIRST_COLUMN, lay.LAST_PRINTED + 1):
            cell = sheet.cell(row=row, column=column)
            cell.font, cell.fill = ink.font(bold=True), ink.BAND_FILL
        self._write_unit(row)
        sheet[at(2, row)].alignment = ink.LABEL
        sheet.row_dimensions[row].height = _TOTAL_HEIGHT

    def _write_share(self, where: str, spent: str, ceiling: str, absorbed: Decimal | None) -> None:
        cell = self._book.formula(
            self._sheet,
            where,
            formulas.absorption(spent, ceiling),
            "" if absorbed is None else absorbed,
        )
        cell.number_format, cell.alignment = ink.padded_format(2), ink.FIGURE

    def _write_unit(self, row: int) -> None:
        figure, unit = (
            at(lay.BUDGET[key].index, row) for key in ("anggaran_realisasi", "anggaran_ukuran")
        )
        Book.say(self._sheet, unit, "Rp")
        ink.join(self._sheet, figure, unit)

    def _frame(self, row: int, last: int) -> None:
        ink.frame(self._sheet, row, lay.FIRST_COLUMN, last)
        for start, end in lay.BUDGET_SPANS:
            ink.merge(self._sheet, row, start, end)

    def _format_amounts(self, row: int) -> None:
        for key in _AMOUNTS:
            cell = self._sheet[at(lay.BUDGET[key].index, row)]
            cell.number_format, cell.alignment = ink.padded_format(0), ink.FIGURE
        self._sheet[at(lay.BUDGET["anggaran_lalu"].index, row)].font = ink.font(color=ink.QUIET)

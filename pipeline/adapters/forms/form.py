"""The data form: a sheet to fill in, and the same sheet with earlier answers.

The layout is locked by sheet protection without a password: it guards against slips, not against
intent; what was changed on purpose is found when the form is read back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.styles import Protection
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import formulas
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import Book, at
from pipeline.adapters.forms.furniture import furnish, write_heads, write_note, write_title
from pipeline.adapters.forms.guide import write_guide
from pipeline.domain.performance.agreement import Budget, Indicator
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, Realisation, UnitData
from pipeline.ports.forms import FormPlan

_OPEN = Protection(locked=False)
_INDICATOR_INPUTS: tuple[lay.InputKind, ...] = (
    "realisasi", "bukti", "pendukung", "penghambat", "tindak_lanjut", "keterangan",
)  # fmt: skip
_BUDGET_INPUTS: tuple[lay.InputKind, ...] = (
    "anggaran_realisasi", "anggaran_fisik", "anggaran_keterangan",
)  # fmt: skip


def make_form(plan: FormPlan) -> bytes:
    """An empty form."""
    return _Form(plan).write({}, {})


def refill(plan: FormPlan, data: UnitData) -> bytes:
    """The form with earlier answers in its cells, as a person would have typed them."""
    return _Form(plan).write(
        {row.indicator.number: row for row in data.rows},
        {row.budget.code: row for row in data.budgets},
    )


def input_cells(plan: FormPlan) -> Mapping[tuple[lay.InputKind, int], str]:
    """The address on sheet ``layout.SHEET`` of every cell a person fills.

    Keys are (kind, number): the indicator's number, or the programme's place from 1.
    """
    rows = lay.rows_of(plan)
    cells: dict[tuple[lay.InputKind, int], str] = {}
    for indicator, row in zip(plan.agreement.indicators, rows.indicators, strict=True):
        for kind in _INDICATOR_INPUTS:
            cells[kind, indicator.number] = at(lay.INDICATOR[kind].index, row)
    for number, row in enumerate(rows.budgets, start=1):
        for kind in _BUDGET_INPUTS:
            cells[kind, number] = at(lay.BUDGET[kind].index, row)
    return cells


@dataclass
class _Form:
    """A form being written."""

    plan: FormPlan

    def __post_init__(self) -> None:
        self.book = Book()
        self.sheet: Worksheet = self.book.sheet(lay.SHEET)
        self.rows = lay.rows_of(self.plan)

    def write(self, answers: Mapping[int, IndicatorRow], spent: Mapping[str, BudgetRow]) -> bytes:
        """Write everything and give the bytes."""
        plan, rows = self.plan, self.rows
        finished = len(answers) + len(spent)
        write_title(self.book, self.sheet, plan, finished=finished)
        write_heads(self.sheet, plan)
        for row, sasaran in rows.sasaran:
            self._write_band(row, sasaran)
        for indicator, row in zip(plan.agreement.indicators, rows.indicators, strict=True):
            self._write_indicator(row, indicator, answers.get(indicator.number))
        for number, budget in enumerate(plan.agreement.budgets, start=1):
            self._write_budget(number, budget, spent.get(budget.code))
        if plan.agreement.budgets:
            self._write_total(sum((row.realised for row in spent.values()), Decimal(0)))
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

    def _write_band(self, row: int, sasaran: str) -> None:
        first, last = lay.FIRST_COLUMN, lay.LAST_PRINTED
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
        cell = Book.say(self.sheet, at(first, row), f"Sasaran: {sasaran}")
        cell.font, cell.fill, cell.alignment = ink.font(bold=True), ink.BAND_FILL, ink.MIDDLE
        ink.frame(self.sheet, row, first, last)
        self.sheet.row_dimensions[row].height = ink.height(1)

    def _write_indicator(self, row: int, indicator: Indicator, given: IndicatorRow | None) -> None:
        sheet, plan = self.sheet, self.plan
        ink.frame(sheet, row, lay.FIRST_COLUMN, lay.LAST_COLUMN)
        Book.say(sheet, at(1, row), lay.indicator_key(indicator.number))
        where = {key: at(column.index, row) for key, column in lay.INDICATOR.items()}
        Book.put(sheet, where["no"], Decimal(indicator.number)).alignment = ink.TOP_CENTRE
        Book.say(sheet, where["indikator"], indicator.name).alignment = ink.TOP
        Book.say(sheet, where["satuan"], indicator.unit_of_measure).alignment = ink.TOP_CENTRE
        Book.say(sheet, where["polaritas"], indicator.polarity).alignment = ink.TOP_CENTRE
        shown = ink.number_format(indicator.decimals)
        for key, value in (
            ("target_tahun", indicator.target_year),
            ("target", indicator.target(plan.period)),
        ):
            cell = Book.put(sheet, where[key], value)
            cell.number_format, cell.alignment = shown, ink.RIGHT
        self._write_inputs(where, given)
        sheet[where["realisasi"]].number_format = shown
        achieved = given.achieved(plan.period, plan.rules) if given else None
        self.book.formula(
            sheet,
            where["capaian"],
            formulas.achievement(indicator, where["realisasi"], where["target"], plan),
            formulas.shown_achievement(given, achieved),
        ).number_format = "#,##0.00"
        predicate = "" if achieved is None else plan.rules.scale.predicate(achieved)
        self.book.formula(
            sheet,
            where["predikat"],
            formulas.predicate(where["capaian"], plan.rules.scale),
            predicate,
        )
        self.book.formula(
            sheet,
            where["periksa"],
            formulas.check_indicator(indicator, where["realisasi"], where["keterangan"]),
            formulas.COMPLETE if given else formulas.EMPTY,
        ).alignment = ink.TOP
        sheet[where["capaian"]].alignment = ink.RIGHT
        sheet[where["predikat"]].alignment = ink.TOP_CENTRE
        sheet.row_dimensions[row].height = ink.height(_lines(indicator, given))

    def _write_inputs(self, where: Mapping[str, str], given: IndicatorRow | None) -> None:
        if given:
            self._write_realisation(where["realisasi"], given.realisation)
            for key, text in (
                ("bukti", given.evidence),
                ("pendukung", given.supporting),
                ("penghambat", given.hindering),
                ("tindak_lanjut", given.follow_up),
                ("keterangan", given.remark),
            ):
                Book.say(self.sheet, where[key], text)
        for key in _INDICATOR_INPUTS:
            self._open(where[key])
        self.sheet[where["realisasi"]].alignment = ink.RIGHT

    def _write_realisation(self, where: str, realisation: Realisation) -> None:
        if realisation.status == "terisi" and realisation.value is not None:
            Book.put(self.sheet, where, realisation.value)
        else:
            Book.say(self.sheet, where, realisation.status)

    def _open(self, where: str) -> None:
        cell = self.sheet[where]
        cell.protection, cell.fill, cell.alignment = _OPEN, ink.INPUT_FILL, ink.TOP

    def _write_budget(self, number: int, budget: Budget, given: BudgetRow | None) -> None:
        sheet, row = self.sheet, self.rows.budgets[number - 1]
        ink.frame(sheet, row, lay.FIRST_COLUMN, lay.LAST_COLUMN)
        self._merge_budget_cells(row)
        Book.say(sheet, at(1, row), lay.budget_key(number))
        where = {key: at(column.index, row) for key, column in lay.BUDGET.items()}
        Book.put(sheet, where["no"], Decimal(number)).alignment = ink.TOP_CENTRE
        Book.say(sheet, where["program"], budget.name).alignment = ink.TOP
        Book.say(sheet, where["kode"], budget.code).alignment = ink.TOP_CENTRE
        Book.put(sheet, where["pagu"], budget.ceiling)
        for key in _BUDGET_INPUTS:
            self._open(where[key])
        for column in range(lay.BUDGET["anggaran_keterangan"].index, lay.REMARK_LAST + 1):
            sheet.cell(row=row, column=column).protection = _OPEN
        if given:
            Book.put(sheet, where["anggaran_realisasi"], given.realised)
            if given.physical is not None:
                Book.put(sheet, where["anggaran_fisik"], given.physical)
            Book.say(sheet, where["anggaran_keterangan"], given.remark)
        absorbed = given.absorption if given else None
        self.book.formula(
            sheet,
            where["serapan"],
            formulas.absorption(where["anggaran_realisasi"], where["pagu"]),
            "" if absorbed is None else absorbed,
        )
        self.book.formula(
            sheet,
            where["periksa"],
            formulas.check_budget(where["anggaran_realisasi"], where["pagu"]),
            formulas.COMPLETE if given else formulas.EMPTY,
        ).alignment = ink.TOP
        self._format_amounts(row)
        sheet[where["anggaran_fisik"]].number_format = "#,##0.00"
        sheet[where["anggaran_fisik"]].alignment = ink.RIGHT
        width = lay.INDICATOR["indikator"].width
        sheet.row_dimensions[row].height = ink.height(max(2, ink.lines(budget.name, width)))

    def _write_total(self, realised: Decimal) -> None:
        sheet, row, rows = self.sheet, self.rows.budget_total, self.rows
        ink.frame(sheet, row, lay.FIRST_COLUMN, lay.LAST_PRINTED)
        self._merge_budget_cells(row)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=4)
        Book.say(sheet, at(2, row), "Jumlah").alignment = ink.CENTRE
        ceiling = sum((budget.ceiling for budget in self.plan.agreement.budgets), Decimal(0))
        for key, total in (("pagu", ceiling), ("anggaran_realisasi", realised)):
            column = lay.BUDGET[key].index
            self.book.formula(
                sheet,
                at(column, row),
                f"=SUM({at(column, rows.budgets[0])}:{at(column, rows.budgets[-1])})",
                total,
            )
        spent, pagu = (at(lay.BUDGET[key].index, row) for key in ("anggaran_realisasi", "pagu"))
        self.book.formula(
            sheet,
            at(lay.BUDGET["serapan"].index, row),
            formulas.absorption(spent, pagu),
            formulas.share_or_zero(realised, ceiling),
        )
        self._format_amounts(row)
        sheet.row_dimensions[row].height = ink.height(1)
        for column in range(lay.FIRST_COLUMN, lay.LAST_PRINTED + 1):
            sheet.cell(row=row, column=column).font = ink.font(bold=True)
            sheet.cell(row=row, column=column).fill = ink.BAND_FILL

    def _merge_budget_cells(self, row: int) -> None:
        for first, last in (
            (lay.BUDGET["pagu"].index, lay.PAGU_LAST),
            (lay.BUDGET["anggaran_keterangan"].index, lay.REMARK_LAST),
        ):
            self.sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)

    def _format_amounts(self, row: int) -> None:
        for key, shown in (
            ("pagu", "#,##0"),
            ("anggaran_realisasi", "#,##0"),
            ("serapan", "#,##0.00"),
        ):
            cell = self.sheet[at(lay.BUDGET[key].index, row)]
            cell.number_format, cell.alignment = shown, ink.RIGHT


def _lines(indicator: Indicator, given: IndicatorRow | None) -> int:
    """The lines of a row: at least three, so that there is room to write."""
    texts = {"indikator": indicator.name, "satuan": indicator.unit_of_measure}
    if given:
        texts |= {
            "bukti": given.evidence,
            "pendukung": given.supporting,
            "penghambat": given.hindering,
            "tindak_lanjut": given.follow_up,
            "keterangan": given.remark,
        }
    return max(3, *(ink.lines(text, lay.INDICATOR[key].width) for key, text in texts.items()))

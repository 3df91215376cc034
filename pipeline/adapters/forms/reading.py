"""Reads a filled data form back, and names everything that is wrong with it at once.

Cells are found by the hidden keys that the form was written with (``layout``). What is taken from
the sheet is only what a person fills; indicators, targets and ceilings come from the plan, and
those on the sheet are compared with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.adapters.forms import answers
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.answers import Place, squeeze
from pipeline.adapters.forms.grid import Grid, Value, read_grids
from pipeline.adapters.forms.package import open_package
from pipeline.domain.performance.agreement import Budget, Indicator
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, UnitData
from pipeline.errors import Finding, Refused
from pipeline.ports.forms import FormPlan
from pipeline.wording.indonesian import number

_REMARKS = {
    "evidence": "bukti",
    "supporting": "pendukung",
    "hindering": "penghambat",
    "follow_up": "tindak_lanjut",
    "remark": "keterangan",
}


def read_form(xlsx: bytes, plan: FormPlan) -> UnitData:
    """Read what a unit filled in.

    Raises:
        Refused: the file is not this form, or not whole; every finding at once.
    """
    grid = _find_form(xlsx)
    reading = _Reading(grid, plan)
    rows = tuple(reading.indicator_rows())
    budgets = tuple(reading.budget_rows())
    if reading.findings:
        raise Refused(*reading.in_order())
    return UnitData(unit=plan.agreement.unit, period=plan.period, rows=rows, budgets=budgets)


def _find_form(xlsx: bytes) -> Grid:
    for grid in read_grids(open_package(xlsx)):
        if any(value.text == lay.SIGN for value in grid.cells.values()):
            return grid
    raise Refused(Finding("F11"))


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the columns of a table lie, by key."""

    columns: Mapping[str, int]
    labels: Mapping[str, str]

    def place(self, row: int, key: str, about: str = "") -> Place:
        return Place(row=row, column=self.labels[key], about=about)


class _Reading:
    """One form being read; what is wrong gathers in ``findings``."""

    def __init__(self, grid: Grid, plan: FormPlan) -> None:
        self.grid, self.plan = grid, plan
        self.findings: list[Finding] = []
        self._keys = self._find_keys()
        self._indicators = self._table(lay.SIGN, lay.INDICATOR_COLUMNS, "A")
        self._compare_title()
        self._budgets = (
            self._table(lay.BUDGET_SIGN, lay.BUDGET_COLUMNS, "B")
            if plan.agreement.budgets
            else self._indicators
        )

    def in_order(self) -> tuple[Finding, ...]:
        """The findings from the top of the sheet to its end."""
        return tuple(sorted(self.findings, key=lambda found: int(found.facts.get("baris", 0))))

    def indicator_rows(self) -> Iterator[IndicatorRow]:
        """Read every indicator that can be read; the others leave findings."""
        for indicator in self.plan.agreement.indicators:
            about = f"indikator {indicator.number}"
            row = self._only_row(lay.indicator_key(indicator.number), about)
            if row is None:
                continue
            self._compare_indicator(row, indicator)
            remarks = {
                field: self._text(row, key, self._indicators, about)
                for field, key in _REMARKS.items()
            }
            place = self._indicators.place(row, "realisasi", about)
            value = self._sound(self._value(row, "realisasi", self._indicators), place)
            if value is None:
                continue
            target = indicator.target(self.plan.period)
            answer = answers.read_realisation(value, remarks["remark"], indicator, target, place)
            if answer.realisation is None:
                self._note(answer.finding)
                continue
            # A reason typed beside "belum ada data" is kept where reasons belong.
            remarks["remark"] = remarks["remark"] or answer.realisation.reason
            yield IndicatorRow(indicator=indicator, realisation=answer.realisation, **remarks)

    def budget_rows(self) -> Iterator[BudgetRow]:
        """Read every programme that can be read; the others leave findings."""
        for order, budget in enumerate(self.plan.agreement.budgets, start=1):
            about = f"program {budget.code}"
            row = self._only_row(lay.budget_key(order), about)
            if row is None:
                continue
            self._compare_budget(row, budget)
            remark = self._text(row, "anggaran_keterangan", self._budgets, about)
            realised = self._realised(row, about)
            physical = self._physical(row, about)
            if realised is not None:
                yield BudgetRow(budget=budget, realised=realised, physical=physical, remark=remark)

    def _realised(self, row: int, about: str) -> Decimal | None:
        place = self._budgets.place(row, "anggaran_realisasi", about)
        value = self._sound(self._value(row, "anggaran_realisasi", self._budgets), place)
        if value is None:
            return None
        if value.kind == "blank":
            self._note(place.finding("F20"))
            return None
        return self._taken(answers.read_rupiah(value, place))

    def _physical(self, row: int, about: str) -> Decimal | None:
        place = self._budgets.place(row, "anggaran_fisik", about)
        value = self._sound(self._value(row, "anggaran_fisik", self._budgets), place)
        if value is None or value.kind == "blank":
            return None
        return self._taken(answers.read_percent(value, place))

    def _taken(self, amount: Decimal | Finding) -> Decimal | None:
        if isinstance(amount, Finding):
            self._note(amount)
            return None
        return amount

    def _note(self, finding: Finding | None) -> None:
        if finding is not None:
            self.findings.append(finding)

    def _sound(self, value: Value, place: Place) -> Value | None:
        trouble = answers.stale(value, place, is_calculated=self.grid.is_calculated)
        self._note(trouble)
        return None if trouble else value

    def _value(self, row: int, key: str, table: _Table) -> Value:
        return self.grid.at(row, table.columns[key])

    def _text(self, row: int, key: str, table: _Table, about: str) -> str:
        value = self._sound(self._value(row, key, table), table.place(row, key, about))
        if value is None or value.kind == "blank":
            return ""
        return value.text.strip() if value.kind == "text" else answers.shown(value)

    def _find_keys(self) -> dict[str, list[int]]:
        """The rows of every hidden key: they stand in the column of the form's sign."""
        column = min(
            column for (_, column), value in self.grid.cells.items() if value.text == lay.SIGN
        )
        keys: dict[str, list[int]] = {}
        for (row, where), value in self.grid.cells.items():
            if where == column and value.kind == "text":
                keys.setdefault(value.text, []).append(row)
        return keys

    def _only_row(self, key: str, about: str) -> int | None:
        rows = self._keys.get(key, [])
        if len(rows) == 1:
            return rows[0]
        self._note(Finding("F14", {"bagian": about}))
        return None

    def _table(self, sign: str, columns: tuple[lay.Column, ...], section: str) -> _Table:
        """Find a table's columns.

        Raises:
            Refused: its keys are gone, so that nothing in it can be found.
        """
        rows = self._keys.get(sign, [])
        if len(rows) != 1:
            raise Refused(Finding("F11"))
        found = {
            value.text: column
            for (row, column), value in self.grid.cells.items()
            if row == rows[0] and value.kind == "text"
        }
        missing = [column for column in columns if column.key not in found]
        if missing:
            raise Refused(*(Finding("F15", {"kolom": c.label, "bagian": section}) for c in missing))
        return _Table(columns=found, labels={c.key: c.label for c in columns})

    def _compare_title(self) -> None:
        for key, label, expected in (
            (lay.UNIT_KEY, "Unit kerja", self.plan.unit_name),
            (lay.PERIOD_KEY, "Periode", self.plan.period.long),
        ):
            row = self._only_row(key, label)
            if row is None:
                continue
            value = self._value(row, lay.TITLE_VALUES, self._indicators)
            self._compare(Place(row, label, ""), value, expected, code="F12")

    def _compare_indicator(self, row: int, indicator: Indicator) -> None:
        target = indicator.target(self.plan.period)
        for key, expected in (
            ("indikator", indicator.name),
            ("satuan", indicator.unit_of_measure),
            ("polaritas", indicator.polarity),
            ("target_tahun", indicator.target_year),
            ("target", target),
        ):
            value = self._value(row, key, self._indicators)
            self._compare(self._indicators.place(row, key), value, expected, code="F13")

    def _compare_budget(self, row: int, budget: Budget) -> None:
        for key, expected in (
            ("program", budget.name),
            ("kode", budget.code),
            ("pagu", budget.ceiling),
        ):
            value = self._value(row, key, self._budgets)
            self._compare(self._budgets.place(row, key), value, expected, code="F13")

    def _compare(self, place: Place, value: Value, expected: str | Decimal, *, code: str) -> None:
        if isinstance(expected, Decimal):
            same = value.kind == "number" and value.number == expected
            wanted = number(expected)
        else:
            same = squeeze(value.text) == squeeze(expected)
            wanted = expected
        if not same:
            self._note(place.finding(code, isi=answers.shown(value), seharusnya=wanted))

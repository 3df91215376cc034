"""Reads a filled data form back, and names everything that is wrong with it at once.

Cells are found by the hidden keys that the form was written with (``layout``). What is taken from
the sheet is only what a person fills; indicators, targets and ceilings come from the plan, and
those on the sheet are compared with it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.adapters.forms import answers, arrangement
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.answers import Place, squeeze
from pipeline.adapters.forms.book import at
from pipeline.adapters.forms.furniture import indicator_heads
from pipeline.adapters.forms.grid import Grid, Value, read_grids
from pipeline.adapters.forms.package import open_package
from pipeline.domain.performance.agreement import Budget, Indicator
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, Realisation, UnitData
from pipeline.errors import Finding, Refused
from pipeline.ports.forms import FormPlan, PrintedMark
from pipeline.wording.indonesian import listed, number

#: The document's code as the form's title block shows it.
_MARK = re.compile(r"(?P<code>[A-Z0-9-]{4,40}) \(versi (?P<version>\d{1,6})\)")


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


def evidence_texts(xlsx: bytes, plan: FormPlan) -> tuple[str, ...]:
    """What the evidence column of a form says, however wrong the form is otherwise.

    Raises:
        Refused: the file is not this form.
    """
    return tuple(_Reading(_find_form(xlsx), plan).evidence())


def printed_mark(xlsx: bytes, _: None = None) -> PrintedMark | None:
    """The code and version that a form of ours shows among its cells; None for other workbooks.

    Programs that write a workbook anew (Google's export does) drop the properties that carry them.
    """
    try:
        grid = _find_form(xlsx)
    except Refused:
        return None
    for value in grid.cells.values():
        if found := _MARK.fullmatch(squeeze(value.text)):
            return PrintedMark(code=found["code"], version=int(found["version"]))
    return None


def is_text_of_form(data: bytes) -> bool:
    """Whether these bytes are a form saved as text: the sign among them, in no package."""
    return any(lay.SIGN.encode(coding) in data for coding in ("ascii", "utf-16-le", "utf-16-be"))


def _find_form(xlsx: bytes) -> Grid:
    forms = [
        grid
        for grid in read_grids(open_package(xlsx))
        if any(squeeze(value.text) == lay.SIGN for value in grid.cells.values())
    ]
    if not forms:
        raise Refused(Finding("F11"))
    if len(forms) > 1:
        # Which of them was filled is not ours to guess.
        sheets = [f"“{squeeze(grid.title)}”" for grid in forms]
        raise Refused(Finding("F19", {"lembar": listed(sheets)}))
    return forms[0]


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the columns of a table lie, by key."""

    columns: Mapping[str, int]
    labels: Mapping[str, str]

    def place(self, row: int, key: str, about: str = "") -> Place:
        address = at(self.columns[key], row)
        return Place(row=row, column=self.labels[key], about=about, address=address)


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
        self._rows = dict(self._find_rows())
        inputs = dict(self._inputs())
        self._beneath = arrangement.beneath(grid, inputs)
        self.findings += arrangement.hidden_rows(grid, self._rows.values())
        self.findings += arrangement.hidden_columns(grid, inputs)

    def _find_rows(self) -> Iterator[tuple[str, int]]:
        """The row of every key that the plan knows; those that are lost leave findings."""
        for indicator in self.plan.agreement.indicators:
            key = lay.indicator_key(indicator.number)
            if row := self._only_row(key, f"indikator {indicator.number}"):
                yield key, row
        for place, budget in enumerate(self.plan.agreement.budgets, start=1):
            key = lay.budget_key(place)
            if row := self._only_row(key, f"program {budget.code}"):
                yield key, row

    def _inputs(self) -> Iterator[tuple[tuple[int, int], Place]]:
        """Every cell that a person fills."""
        for key, row in self._rows.items():
            is_budget = key.startswith(lay.BUDGET_ROW)
            table = self._budgets if is_budget else self._indicators
            columns = lay.BUDGET_INPUTS if is_budget else lay.INDICATOR_INPUTS
            for column in columns:
                yield (row, table.columns[column]), table.place(row, column)

    def in_order(self) -> tuple[Finding, ...]:
        """The findings from the top of the sheet to its end."""
        return tuple(sorted(self.findings, key=lambda found: int(found.facts.get("baris", 0))))

    def indicator_rows(self) -> Iterator[IndicatorRow]:
        """Read every indicator that can be read; the others leave findings."""
        if self._is_shuffled():
            return
        for indicator in self.plan.agreement.indicators:
            row = self._rows.get(lay.indicator_key(indicator.number))
            if row is None:
                continue
            self._compare_indicator(row, indicator)
            about = f"indikator {indicator.number}"
            remarks = {
                field: self._text(row, key, self._indicators, about)
                for field, key in lay.REMARKS.items()
            }
            self._note(
                answers.unnamed(remarks["evidence"], self._indicators.place(row, "bukti", about))
            )
            place = self._indicators.place(row, "realisasi", about)
            value = self._input(row, "realisasi", self._indicators, place)
            if value is None:
                continue
            target = indicator.target(self.plan.period)
            answer = answers.read_realisation(value, remarks["remark"], indicator, target, place)
            if answer.realisation is None:
                self._note(answer.finding)
                continue
            self._ask(answer.realisation, remarks["remark"], indicator, place)
            # A reason typed beside "belum ada data" is kept where reasons belong.
            remarks["remark"] = remarks["remark"] or answer.realisation.reason
            yield IndicatorRow(indicator=indicator, realisation=answer.realisation, **remarks)

    def evidence(self) -> Iterator[str]:
        """The texts of the evidence column, from the top."""
        for indicator in self.plan.agreement.indicators:
            row = self._rows.get(lay.indicator_key(indicator.number))
            value = self._value(row, "bukti", self._indicators) if row else None
            if value is not None and value.kind == "text" and not value.is_formula:
                yield value.text.strip()

    def _ask(self, answer: Realisation, remark: str, indicator: Indicator, place: Place) -> None:
        """Ask about a figure that is taken only with a word of explanation."""
        if answer.value is None:
            return
        plan = self.plan
        asked = answers.beyond(answer.value, remark, indicator, place, plan)
        before = plan.counted_before(indicator)
        when = plan.period.preceding.title
        self._note(asked or answers.fallen(answer.value, before, remark, place, when))

    def _is_shuffled(self) -> bool:
        """Whether rows answer for one another, so that no cell can be read as its row's."""
        promised = {
            row: indicator.name
            for indicator in self.plan.agreement.indicators
            if (row := self._rows.get(lay.indicator_key(indicator.number)))
        }
        written = {row: self._value(row, "indikator", self._indicators).text for row in promised}
        finding = arrangement.shuffled(tuple(promised.values()), written)
        self._note(finding)
        return finding is not None

    def budget_rows(self) -> Iterator[BudgetRow]:
        """Read every programme that can be read; the others leave findings."""
        for order, budget in enumerate(self.plan.agreement.budgets, start=1):
            row = self._rows.get(lay.budget_key(order))
            if row is None:
                continue
            self._compare_budget(row, budget)
            about = f"program {budget.code}"
            remark = self._text(row, "anggaran_keterangan", self._budgets, about)
            realised = self._realised(row, budget, remark)
            physical = self._physical(row, about)
            if realised is not None:
                yield BudgetRow(budget=budget, realised=realised, physical=physical, remark=remark)

    def _realised(self, row: int, budget: Budget, remark: str) -> Decimal | None:
        place = self._budgets.place(row, "anggaran_realisasi", f"program {budget.code}")
        value = self._input(row, "anggaran_realisasi", self._budgets, place)
        if value is None:
            return None
        if value.kind == "blank":
            self._note(place.finding("F20"))
            return None
        amount = self._taken(answers.read_rupiah(value, budget.ceiling, place))
        explained = answers.says_something(remark)
        if amount is not None and amount > budget.ceiling and not explained:
            pagu = number(budget.ceiling)
            self._note(place.finding("F34", isi=answers.shown(value), pagu=pagu))
        elif amount is not None:
            before, when = self.plan.spent_before(budget), self.plan.period.preceding.title
            self._note(answers.fallen(amount, before, remark, place, when))
        return amount

    def _physical(self, row: int, about: str) -> Decimal | None:
        place = self._budgets.place(row, "anggaran_fisik", about)
        value = self._input(row, "anggaran_fisik", self._budgets, place)
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

    def _input(self, row: int, key: str, table: _Table, place: Place) -> Value | None:
        """What a person filled in, if it can be trusted; a finding says why it cannot."""
        where = row, table.columns[key]
        value = self.grid.at(*where)
        trouble = self._beneath.get(where) or answers.stale(
            value, place, is_calculated=self.grid.is_calculated
        )
        if trouble not in self.findings:  # a merged range is told once, not for each of its cells
            self._note(trouble)
        return None if trouble else value

    def _value(self, row: int, key: str, table: _Table) -> Value:
        return self.grid.at(row, table.columns[key])

    def _text(self, row: int, key: str, table: _Table, about: str) -> str:
        value = self._input(row, key, table, table.place(row, key, about))
        if value is None or value.kind == "blank":
            return ""
        return value.text.strip() if value.kind == "text" else answers.shown(value)

    def _find_keys(self) -> dict[str, list[int]]:
        """The rows of every hidden key: they stand in the column of the form's sign."""
        column = min(
            column
            for (_, column), value in self.grid.cells.items()
            if squeeze(value.text) == lay.SIGN
        )
        keys: dict[str, list[int]] = {}
        for (row, where), value in self.grid.cells.items():
            if where == column and value.kind == "text":
                keys.setdefault(squeeze(value.text), []).append(row)
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
            squeeze(value.text): column
            for (row, column), value in self.grid.cells.items()
            if row == rows[0] and value.kind == "text"
        }
        missing = [column for column in columns if column.key not in found]
        if missing:
            raise Refused(*(Finding("F15", {"kolom": c.label, "bagian": section}) for c in missing))
        labels = {c.key: c.label for c in columns}
        if sign == lay.SIGN:
            labels["target"] = squeeze(indicator_heads(self.plan)["target"])
        return _Table(columns=found, labels=labels)

    def _compare_title(self) -> None:
        for key, label, expected in (
            (lay.UNIT_KEY, "Unit kerja", self.plan.unit_name),
            (lay.PERIOD_KEY, "Periode", self.plan.period.long),
        ):
            row = self._only_row(key, label)
            if row is None:
                continue
            value = self._value(row, lay.TITLE_VALUES, self._indicators)
            address = at(self._indicators.columns[lay.TITLE_VALUES], row)
            self._compare(Place(row, label, "", address), value, expected, code="F12")

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
        else:
            same = squeeze(value.text) == squeeze(expected)
        if not same:
            wanted = number(expected) if isinstance(expected, Decimal) else expected
            self._note(place.finding(code, isi=answers.shown(value), seharusnya=wanted))

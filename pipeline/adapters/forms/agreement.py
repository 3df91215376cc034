"""Reads ``perjanjian-kinerja/<year>.xlsx``: one sheet a unit, named by the unit's id.

Tables are found by their heads, so the office may restyle the workbook, add rows and keep notes
beside them. ``LABELS`` and ``BUDGET_LABELS`` are those heads; ``tools/sample_agreement.py`` writes
a workbook with them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from openpyxl.utils import get_column_letter

from pipeline.adapters.forms.answers import shown, squeeze
from pipeline.adapters.forms.grid import Grid, Value, plain, read_grids
from pipeline.adapters.forms.package import open_package
from pipeline.domain.performance.agreement import (
    Agreement,
    Budget,
    Indicator,
    Polarity,
    UnitAgreement,
    usual_decimals,
)
from pipeline.domain.performance.numerals import read_numeral
from pipeline.errors import Misconfigured, Refused
from pipeline.ports.inspection import Inspector

LABELS = (
    "Sasaran", "Indikator", "Satuan", "Polaritas", "Target Tahun",
    "Target TW I", "Target TW II", "Target TW III", "Target TW IV", "Desimal",
)  # fmt: skip
_TARGETS = LABELS[4:9]
BUDGET_LABELS = ("Kode", "Program", "Pagu (Rp)")
YEAR_LABEL = "Tahun"
GUIDE_SHEET = "Petunjuk"
_OPTIONAL = frozenset({"Desimal"})
_UNIT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MOST_DECIMALS = 6


def read_agreement(path: Path, inspector: Inspector) -> Agreement:
    """Read the agreement of the year in the file's name.

    It lies in a folder that people write to, so it is inspected as what they drop.

    Raises:
        Misconfigured: the file is missing, unreadable or has mistakes; all are named by sheet and
            cell.
    """
    named = f"{path.parent.name}/{path.name}"
    try:
        grids = tuple(_inspected(path.read_bytes(), inspector))
    except OSError as error:
        raise Misconfigured([f"{named}: cannot be read ({error.strerror})"]) from error
    except Refused as error:
        codes = ", ".join(finding.code for finding in error.findings)
        problem = f"{named}: is not a plain .xlsx workbook ({codes}); save it as .xlsx again"
        raise Misconfigured([problem]) from error
    problems: list[str] = []
    units = [
        _Sheet(grid, named, problems).read(path.stem)
        for grid in grids
        if squeeze(grid.title) != GUIDE_SHEET
    ]
    if not units:
        problems.append(f"{named}: has no sheet for any unit; add one named by the unit's id")
    if problems:
        raise Misconfigured(problems)
    return Agreement(year=int(path.stem), units=tuple(units))


def _inspected(xlsx: bytes, inspector: Inspector) -> Iterator[Grid]:
    findings = inspector.inspect(xlsx).findings
    if findings:
        raise Refused(*findings)
    yield from read_grids(open_package(xlsx))


@dataclass(frozen=True, slots=True)
class _Heads:
    """The row of a table's head, and the column of each label."""

    row: int
    columns: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table, its cells by label."""

    number: int
    heads: _Heads
    values: Mapping[str, Value]

    def text(self, label: str) -> str:
        """A cell's text, spaces tidied; a number as it is shown."""
        value = self.values.get(label)
        return "" if value is None or value.kind == "blank" else squeeze(_spelled(value))

    def where(self, label: str) -> tuple[int, int]:
        """Row and column of a cell."""
        return self.number, self.heads.columns[label]


class _Sheet:
    """One unit's sheet; its mistakes gather in ``problems``."""

    def __init__(self, grid: Grid, named: str, problems: list[str]) -> None:
        self._grid, self._named, self._problems = grid, named, problems

    def read(self, year: str) -> UnitAgreement:
        """Read what can be read."""
        unit = squeeze(self._grid.title)
        if not _UNIT_ID.fullmatch(unit):
            self._complain(None, "the sheet's name must be a unit's id, such as bidang-1")
        self._check_year(year)
        heads, money = self._find_heads(LABELS), self._find_heads(BUDGET_LABELS)
        indicators = tuple(self._indicators(heads)) if heads else ()
        budgets = tuple(self._budgets(money)) if money else ()
        if heads and not indicators:
            self._complain(None, "there is no indicator below the head of the table")
        self._check_twins([item.name for item in indicators], "indicator")
        self._check_twins([item.code for item in budgets], "programme code")
        return UnitAgreement(unit=unit, indicators=indicators, budgets=budgets)

    def _complain(self, where: tuple[int, int] | None, what: str) -> None:
        cell = f", cell {get_column_letter(where[1])}{where[0]}" if where else ""
        self._problems.append(f"{self._named}, sheet {self._grid.title}{cell}: {what}")

    def _check_year(self, year: str) -> None:
        for (row, column), value in self._grid.cells.items():
            if squeeze(value.text).rstrip(" :") == YEAR_LABEL:
                if _spelled(self._grid.at(row, column + 1)).strip() != year:
                    self._complain((row, column + 1), f"must say {year}, the year of the file")
                return
        self._complain(None, f"the cell {YEAR_LABEL!r} with the year beside it is missing")

    def _check_twins(self, names: list[str], what: str) -> None:
        for name in sorted({name for name in names if names.count(name) > 1}):
            self._complain(None, f"the {what} {name!r} stands there twice")

    def _find_heads(self, labels: tuple[str, ...]) -> _Heads | None:
        """Find the row that holds most of a table's labels, and complain of those it lacks."""
        wanted = {label.casefold(): label for label in labels}
        found: dict[int, dict[str, int]] = {}
        for (row, column), value in self._grid.cells.items():
            label = wanted.get(squeeze(value.text).casefold())
            if label:
                found.setdefault(row, {})[label] = column
        if not found:
            self._complain(None, f"there is no table with the head {labels[0]!r} ...")
            return None
        row = max(found, key=lambda candidate: len(found[candidate]))
        missing = [x for x in labels if x not in found[row] and x not in _OPTIONAL]
        if missing:
            listed = ", ".join(repr(label) for label in missing)
            self._complain(None, f"the table's head in row {row} lacks {listed}")
            return None
        return _Heads(row=row, columns=found[row])

    def _table(self, heads: _Heads) -> Iterator[_Row]:
        """The rows below a head, up to the first empty one."""
        number = heads.row + 1
        while True:
            values = {
                label: self._grid.at(number, column) for label, column in heads.columns.items()
            }
            if all(value.kind == "blank" for value in values.values()):
                return
            yield _Row(number=number, heads=heads, values=values)
            number += 1

    def _indicators(self, heads: _Heads) -> Iterator[Indicator]:
        sasaran = ""
        for number, row in enumerate(self._table(heads), start=1):
            # An empty sasaran is that of the row above, as in a merged cell.
            sasaran = row.text("Sasaran") or sasaran
            if not sasaran:
                self._complain(row.where("Sasaran"), "the sasaran is missing")
            unit = self._demand(row, "Satuan")
            is_percentage = unit in {"%", "persen"}
            targets = [self._figure(row, label, is_percentage=is_percentage) for label in _TARGETS]
            if targets[0] != targets[-1]:
                self._complain(
                    row.where("Target TW IV"),
                    "targets are cumulative, so that of TW IV must be that of the year",
                )
            year, first, second, third, fourth = targets
            yield Indicator(
                number=number,
                sasaran=sasaran,
                name=self._demand(row, "Indikator"),
                unit_of_measure=unit,
                polarity=self._polarity(row),
                target_year=year,
                targets=(first, second, third, fourth),
                decimals=self._decimals(row, unit),
            )

    def _budgets(self, heads: _Heads) -> Iterator[Budget]:
        for row in self._table(heads):
            yield Budget(
                code=self._demand(row, "Kode"),
                name=self._demand(row, "Program"),
                ceiling=self._figure(row, "Pagu (Rp)", is_money=True),
            )

    def _demand(self, row: _Row, label: str) -> str:
        text = row.text(label)
        if not text:
            self._complain(row.where(label), f"{label} is missing")
        return text

    def _polarity(self, row: _Row) -> Polarity:
        written = row.text("Polaritas").casefold()
        if written == "negatif":
            return "negatif"
        if written != "positif":
            self._complain(row.where("Polaritas"), "must be positif or negatif")
        return "positif"

    def _decimals(self, row: _Row, unit: str) -> int:
        written = row.text("Desimal")
        if not written:
            return usual_decimals(unit)
        if written.isascii() and written.isdigit() and int(written) <= _MOST_DECIMALS:
            return int(written)
        self._complain(row.where("Desimal"), f"must be a whole number up to {_MOST_DECIMALS}")
        return 0

    def _figure(
        self, row: _Row, label: str, *, is_percentage: bool = False, is_money: bool = False
    ) -> Decimal:
        value = row.values[label]
        figure = _number(value, is_money=is_money)
        if value.kind == "number" and value.is_percent:
            figure = value.number * 100 if is_percentage else None
        if figure is None or figure < 0 or value.is_date:
            written = shown(value) or "nothing"
            self._complain(
                row.where(label),
                f"{label} must be a number of at least 0, in the satuan of the row; "
                f"it holds {written}",
            )
            return Decimal(0)
        return plain(figure)


def _number(value: Value, *, is_money: bool) -> Decimal | None:
    if value.kind == "number":
        return value.number
    # A target typed as text is read where it has one reading; "1.250" has two and is refused.
    numeral = read_numeral(value.text, decimals=2, is_money=is_money)
    return None if value.kind != "text" or numeral.trouble else numeral.value


def _spelled(value: Value) -> str:
    return f"{value.number:f}" if value.kind == "number" else value.text

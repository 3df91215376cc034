"""A hand-in as some officer or program makes it, and the verdict it must get.

Every variant begins with a form that is filled as it should be and changes one thing about it.
Cells are named by what they hold (``realisasi_2``), so the form may be laid out anew.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from calc import Sitting
from form_filling import fill

from pipeline.adapters.forms.form import input_cells
from pipeline.domain.performance.data import IndicatorRow, Realisation, UnitData
from pipeline.ports.forms import FormPlan


@dataclass(frozen=True)
class Base:
    """A form as it was issued, and what its unit would answer."""

    empty: bytes
    plan: FormPlan
    data: UnitData

    def filled(self, **over: object) -> bytes:
        """The form filled in, with some cells filled otherwise."""
        return fill(self.empty, self.plan, self.data, **over)

    def cell(self, name: str) -> str:
        """The address of ``realisasi_2`` and the like."""
        kind, _, number = name.rpartition("_")
        return input_cells(self.plan)[kind, int(number)]

    def row(self, name: str) -> int:
        """The row of such a cell."""
        return int("".join(each for each in self.cell(name) if each.isdigit()))


@dataclass(frozen=True)
class Variant:
    """One hand-in and its verdict."""

    family: str
    title: str
    make: Callable[[Base], bytes | Sitting]  #: the file, or what somebody does with it in Calc
    codes: tuple[str, ...] = ()  #: why it comes back; none: it is taken
    expect: Callable[[UnitData], UnitData] = field(default=lambda data: data)
    at: str = ""  #: the cell that the finding must name
    name: str = "isian.xlsx"
    door: tuple[str, ...] | None = (
        None  #: the codes in a whole office, where it must be tried there
    )


class Family:
    """Variants of one kind."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.variants: list[Variant] = []

    def add(self, title: str, make: Callable[[Base], bytes | Sitting], **more: object) -> None:
        """A variant made by a function."""
        self.variants.append(Variant(self.title, title, make, **more))

    def typed(self, cell: str, content: object, codes: str = "", **more: object) -> None:
        """A cell that is filled otherwise, and comes back with these codes."""
        title = f"{cell}: {content!r}"
        over = {cell: content}
        named = tuple(codes.split())
        self.add(
            title, lambda base: base.filled(**over), codes=named, at=cell if named else "", **more
        )

    def reads(self, cell: str, content: object, value: str, **more: object) -> None:
        """A realisation or an amount that is filled otherwise, and the figure it is read as."""
        self.typed(cell, content, expect=figure(cell, value), **more)


def figure(cell: str, value: str) -> Callable[[UnitData], UnitData]:
    """The data with another figure in one cell, or ``nihil``."""
    kind, _, number = cell.rpartition("_")

    def change(data: UnitData) -> UnitData:
        if kind == "realisasi":
            return with_row(data, int(number), realisation=_realisation(value))
        place = int(number) - 1
        field_name = {"anggaran_realisasi": "realised", "anggaran_fisik": "physical"}[kind]
        budgets = list(data.budgets)
        budgets[place] = replace(budgets[place], **{field_name: Decimal(value)})
        return replace(data, budgets=tuple(budgets))

    return change


def with_row(data: UnitData, number: int, **over: object) -> UnitData:
    """The data with one indicator answered otherwise."""
    return replace(data, rows=tuple(_changed(data.rows, number, over)))


def _changed(
    rows: tuple[IndicatorRow, ...], number: int, over: dict[str, object]
) -> Iterator[IndicatorRow]:
    for row in rows:
        yield replace(row, **over) if row.indicator.number == number else row


def _realisation(value: str) -> Realisation:
    if value == "nihil":
        return Realisation(status="nihil", value=Decimal(0))
    return Realisation(status="terisi", value=Decimal(value))

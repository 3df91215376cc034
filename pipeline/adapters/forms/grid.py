"""Reads the cells of a workbook: value, stored result, number format, in one bounded pass.

Why not openpyxl (docs/decisions/0006): it gives either formulas or their stored results, so a form
would be opened twice; and a hostile or merely over-formatted sheet can keep it busy for minutes.
Here the sheet is streamed and reading stops at ``_MAX_ROWS`` and ``_MAX_EVENTS``: nothing of ours
lies beyond, and ``Grid.read_to`` says where it stopped.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Literal

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.utils.escape import unescape

from pipeline.adapters.forms.package import BROKEN, Package, safe_parser
from pipeline.errors import Finding, Refused

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL, _FORMULA, _VALUE, _TEXT, _COLUMNS, _MERGED = (
    f"{_MAIN}{tag}" for tag in ("row", "c", "f", "v", "t", "col", "mergeCell")
)
_CONTENTS = frozenset({_FORMULA, _VALUE, _TEXT})
_MAX_ROWS = 2_000
_MAX_EVENTS = 100_000
_MAX_MERGED = 5_000
_CHUNK = 1 << 16
_LAST_COLUMN = 16_384
_LARGEST_POWER = 20
_EXACT_DIGITS = 15  # what a binary double keeps of any decimal
#: A formula's reference to a cell that is gone.
_LOST = "#REF!"
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')

#: First column, first row, last column, last row; of merged cells only the first holds anything.
Range = tuple[int, int, int, int]
Kind = Literal["blank", "number", "text", "error", "boolean"]


@dataclass(frozen=True, slots=True)
class Value:
    """What a cell holds; for a formula, the result stored when the file was saved."""

    kind: Kind = "blank"
    number: Decimal = Decimal(0)
    text: str = ""  #: the text, the error's name, TRUE/FALSE, or a date that was written in ISO
    format: str = "General"
    is_formula: bool = False

    @property
    def is_percent(self) -> bool:
        """Whether the number is shown as per cent, so that 0.755 is seen as 75,5 %."""
        return "%" in _QUOTED.sub("", self.format)

    @property
    def is_date(self) -> bool:
        """Whether the number is shown as a date or a time."""
        return self.kind == "number" and bool(is_date_format(self.format))


BLANK = Value()


@dataclass(frozen=True, slots=True)
class Grid:
    """The first rows of a sheet; rows and columns count from 1."""

    title: str
    cells: Mapping[tuple[int, int], Value]
    is_calculated: bool  #: False where the workbook is set to calculate by hand only
    is_hidden: bool = False  #: the whole sheet
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Range, ...] = ()  #: unknown where the sheet was not read to its end
    read_to: int | None = None  #: the last row read in full; None: the sheet was read to its end

    def at(self, row: int, column: int) -> Value:
        """The value of a cell."""
        return self.cells.get((row, column), BLANK)


def read_grids(package: Package) -> Iterator[Grid]:
    """Read the worksheets of a workbook, in order.

    Raises:
        Refused: its inner parts contradict one another (F03) or it is not plain .xlsx (F01).
    """
    try:
        yield from _Workbook(package).grids()
    except (*BROKEN, InvalidOperation) as error:
        raise Refused(Finding("F03")) from error


class _Workbook:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._path = self._find_workbook()
        self._book = etree.fromstring(package.read(self._path), safe_parser())
        if not self._book.tag.startswith(_MAIN):
            # ISO "strict" files use other names for everything.
            raise Refused(Finding("F01"))
        self._related = {item.id: item for item in package.relationships(self._path)}
        self._texts = self._read_texts()
        self._formats = self._read_formats()

    def grids(self) -> Iterator[Grid]:
        calculation = self._book.find(f"{_MAIN}calcPr")
        mode = "auto" if calculation is None else calculation.get("calcMode", "auto")
        for sheet in self._book.iter(f"{_MAIN}sheet"):
            related = self._related[str(sheet.get(_REL_ID))]
            if not related.kind.endswith("/worksheet"):
                continue  # a chart sheet
            path = _resolve(self._path, related.target)
            seen = self._collect(path)
            yield Grid(
                title=str(sheet.get("name", "")),
                cells=dict(self._values(seen)),
                is_calculated=mode != "manual",
                is_hidden=sheet.get("state", "visible") != "visible",
                hidden_rows=frozenset(seen.hidden_rows),
                hidden_columns=frozenset(seen.hidden_columns),
                merged=tuple(seen.merged),
                read_to=seen.row - 1 if seen.is_full else None,
            )

    def _find_workbook(self) -> str:
        for related in self._package.relationships(""):
            if related.kind.endswith("/officeDocument"):
                return _resolve("", related.target)
        raise KeyError("officeDocument")

    def _part(self, kind: str) -> etree._Element | None:
        for related in self._related.values():
            if related.kind.endswith(f"/{kind}"):
                content = self._package.read(_resolve(self._path, related.target))
                return etree.fromstring(content, safe_parser())
        return None

    def _read_texts(self) -> list[str]:
        shared = self._part("sharedStrings")
        return [] if shared is None else [_text_of(item) for item in shared.iter(f"{_MAIN}si")]

    def _read_formats(self) -> list[str]:
        styles = self._part("styles")
        if styles is None:
            return []
        own = {
            int(item.get("numFmtId", "0")): str(item.get("formatCode", ""))
            for item in styles.iter(f"{_MAIN}numFmt")
        }
        used = styles.find(f"{_MAIN}cellXfs")
        ids = [] if used is None else [int(item.get("numFmtId", "0")) for item in used]
        return [own.get(number) or BUILTIN_FORMATS.get(number, "General") for number in ids]

    def _collect(self, path: str) -> "_Collector":
        collector = _Collector()
        # The stubs demand methods of a target that lxml takes as optional.
        parser = etree.XMLParser(
            target=collector,  # type: ignore[arg-type]
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
        )
        with self._package.stream(path) as stream:
            while not collector.is_full and (chunk := stream.read(_CHUNK)):
                parser.feed(chunk)
        if not collector.is_full:
            parser.close()
        return collector

    def _values(self, seen: "_Collector") -> Iterator[tuple[tuple[int, int], Value]]:
        for raw in seen.cells:
            value = self._value_of(raw)
            if value.kind != "blank" or value.is_formula:
                yield raw.place, value

    def _value_of(self, raw: "_Raw") -> Value:
        shown, is_formula = self._format(raw.style), raw.is_formula
        text = "".join(raw.text)
        if raw.kind == "s" and text:
            text = self._texts[int(text)]
        if not text.strip():
            if _LOST in "".join(raw.formula):
                # It cannot have another result, whatever the program that saved it computes.
                return Value(kind="error", text=_LOST, is_formula=True, format=shown)
            return Value(is_formula=is_formula, format=shown)
        if raw.kind in {"s", "str", "inlineStr"}:
            text = unescape(text)
            return Value(kind="text", text=text, is_formula=is_formula, format=shown)
        if raw.kind == "n":
            number = _exact(text)
            return Value(kind="number", number=number, is_formula=is_formula, format=shown)
        if raw.kind == "d":  # an ISO date, written by few programs
            return Value(kind="number", text=text, format="yyyy-mm-dd", is_formula=is_formula)
        named: Kind = "error" if raw.kind == "e" else "boolean"
        return Value(kind=named, text=text, is_formula=is_formula, format=shown)

    def _format(self, style: int) -> str:
        return self._formats[style] if 0 <= style < len(self._formats) else "General"


@dataclass(slots=True)
class _Raw:
    """A cell as the sheet's XML gives it."""

    place: tuple[int, int]
    kind: str
    style: int
    is_formula: bool = False
    text: list[str] = field(default_factory=list)
    formula: list[str] = field(default_factory=list)


class _Collector:
    """Takes the parser's events, so that no tree is ever built, however much the sheet holds."""

    def __init__(self) -> None:
        self.cells: list[_Raw] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[Range] = []
        self.is_full = False  #: enough has been seen; the rest of the sheet is not ours
        self.row = 0
        self._column = self._columns_seen = self._events = 0
        self._takes_text = self._takes_formula = False
        self._place: str | None = None  #: of the cell that began last, where it says one
        self._cell: Mapping[str, str] | None = None  #: that cell, until it holds something

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._events += 1
        if self._events > _MAX_EVENTS:
            self.is_full = True
        elif tag == _ROW:
            self._begin_row(attributes)
        elif tag == _CELL and not self.is_full:
            self._begin_cell(attributes)
        elif tag in _CONTENTS:
            self._keep_cell()
            if tag == _FORMULA and self.cells:
                self.cells[-1].is_formula = True
        elif tag == _COLUMNS:
            self._take_columns(attributes)
        elif tag == _MERGED and not self.is_full:
            left, top, right, bottom = range_boundaries(attributes.get("ref", ""))
            if left and top and right and bottom:  # whole columns or rows are none of ours
                self.merged.append((left, top, right, bottom))
            self.is_full = len(self.merged) >= _MAX_MERGED
        self._takes_text, self._takes_formula = tag in {_VALUE, _TEXT}, tag == _FORMULA

    def _take_columns(self, attributes: Mapping[str, str]) -> None:
        # They stand in order; what comes again is not counted again, however often that is.
        first = max(int(attributes.get("min", "1")), self._columns_seen + 1)
        last = min(int(attributes.get("max", "1")), _LAST_COLUMN)
        self._columns_seen = max(self._columns_seen, last)
        if _is_true(attributes.get("hidden")):
            self.hidden_columns.update(range(first, last + 1))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self.row, self._column = int(attributes.get("r", self.row + 1)), 0
        self._place = self._cell = None
        self.is_full = self.is_full or self.row > _MAX_ROWS
        if _is_true(attributes.get("hidden")) and not self.is_full:
            self.hidden_rows.add(self.row)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        """A cell begins; most hold a style and nothing else, and are not worth keeping."""
        place = attributes.get("r")
        if place is None:
            self.row, self._column = self._where()
            self._column += 1
        self._place, self._cell = place, attributes

    def _where(self) -> tuple[int, int]:
        """The row and column of the cell that began last."""
        return coordinate_to_tuple(self._place) if self._place else (self.row, self._column)

    def _keep_cell(self) -> None:
        """The cell that began last holds something."""
        if self._cell is None:
            return
        self.row, self._column = self._where()
        self.cells.append(
            _Raw(
                place=(self.row, self._column),
                kind=self._cell.get("t", "n"),
                style=int(self._cell.get("s", "0")),
            )
        )
        self._cell = None

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in _CONTENTS:
            self._takes_text = self._takes_formula = False

    def data(self, text: str) -> None:
        """Text between elements."""
        if self._takes_text and self.cells and not self.is_full:
            self.cells[-1].text.append(text)
        elif self._takes_formula and self.cells and not self.is_full:
            self.cells[-1].formula.append(text)

    def close(self) -> None:
        """The sheet ends."""


def swallows(area: Range, row: int, column: int) -> bool:
    """Whether a cell lies in a merged range and is not the one that holds its value."""
    left, top, right, bottom = area
    is_inside = top <= row <= bottom and left <= column <= right
    return is_inside and (row, column) != (top, left)


def _is_true(written: str | None) -> bool:
    return written in {"1", "true", "on"}


def _resolve(part: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _text_of(item: etree._Element) -> str:
    """The text of a string item: its own or its runs', without phonetic guides."""
    return "".join(
        text.text or ""
        for text in item.iter(f"{_MAIN}t")
        if (parent := text.getparent()) is not None and parent.tag != f"{_MAIN}rPh"
    )


def _exact(text: str) -> Decimal:
    """The number a person sees: 17-digit noise of binary storage taken off, no exponent."""
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > _LARGEST_POWER:
        raise ValueError(text)
    if len(value.as_tuple().digits) > _EXACT_DIGITS:
        value = Decimal(repr(float(text)))
    return plain(value)


def plain(value: Decimal) -> Decimal:
    """The same number with neither trailing zeros nor an exponent."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()

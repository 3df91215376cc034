"""A table on a sheet of the perjanjian kinerja, found by its head, and complaints about its cells.

Nothing that a person would take for a row of the table is left out in silence: hidden rows and
columns, cells merged over several rows, rows below an empty one, and what lies beyond the end of
reading are named.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from pipeline.adapters.forms.answers import shown, squeeze
from pipeline.adapters.forms.arrangement import written
from pipeline.adapters.forms.book import at, clean
from pipeline.adapters.forms.grid import BLANK, Grid, Range, Value, swallows

Place = tuple[int, int]  #: row and column, from 1
_NUMBER_LABELS = frozenset({"no", "nomor"})


@dataclass(slots=True)
class Complaints:
    """What is wrong with one sheet."""

    _found: list[tuple[Place, str]] = field(default_factory=list)

    def sheet(self, what: str) -> None:
        """About the sheet as a whole."""
        self._found.append(((0, 0), f": {what}"))

    def cell(self, where: Place, what: str) -> None:
        """About one cell."""
        self._found.append((where, f", sel {address(where)}: {what}"))

    def in_order(self) -> tuple[str, ...]:
        """The sheet's own first, then from the top to the end."""
        return tuple(text for _, text in sorted(self._found, key=lambda found: found[0]))


def address(where: Place) -> str:
    """A cell as people name it: ``C6``."""
    row, column = where
    return at(column, row)


def spelled(value: Value) -> str:
    """A cell's content as text; a number in plain digits."""
    return f"{value.number:f}" if value.kind == "number" else value.text


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, its cells by label."""

    number: int
    table: "Table"

    def has(self, label: str) -> bool:
        """Whether the table has this column at all; that it lacks one is told at its head."""
        return label in self.table.columns

    def value(self, label: str) -> Value:
        """A cell."""
        column = self.table.columns.get(label)
        return self.table.grid.at(self.number, column) if column else BLANK

    def text(self, label: str) -> str:
        """A cell's text, spaces tidied; a number as plain digits; nothing for an error."""
        value = self.value(label)
        # What no form can hold would make its text differ from the agreement's for ever.
        return squeeze(clean(spelled(value))) if value.kind in {"text", "number"} else ""

    def complain(self, label: str, what: str) -> None:
        """Say what is wrong with a cell."""
        self.table.complaints.cell((self.number, self.table.columns[label]), what)

    def miss(self, label: str, hint: str = "") -> None:
        """Say that a cell is empty, or why it looks full and is not."""
        covering = self.table.covering(self.number, label)
        if covering is None:
            self.complain(label, f"{label} belum diisi{hint}")
            return
        self.complain(
            label,
            f"{label} belum diisi: sel ini tergabung dalam {written(covering)}; lepaskan "
            "penggabungannya dan isi setiap sel",
        )

    def is_sound(self, label: str) -> bool:
        """Whether a cell's content can be taken; complains of errors and of stale formulas."""
        value = self.value(label)
        trouble = ""
        if value.kind == "error":
            trouble = f"memuat kesalahan {shown(value)}"
        elif value.kind == "boolean":
            trouble = f"memuat {shown(value)}, yang bukan teks dan bukan angka"
        elif value.is_formula and value.kind == "blank":
            trouble = "memuat rumus tanpa hasil; biarkan Excel menghitungnya, lalu simpan lagi"
        elif value.is_formula and not self.table.grid.is_calculated:
            trouble = "memuat rumus, padahal buku kerja hanya dihitung bila diminta; tulis nilainya"
        if trouble:
            self.complain(label, trouble)
        return not trouble

    def demand(self, label: str) -> str:
        """The text of a cell that must not be empty."""
        if not self.has(label) or not self.is_sound(label):
            return ""
        text = self.text(label)
        if not text:
            self.miss(label)
        return text

    def check_twin(self, label: str, seen: dict[str, str], what: str) -> None:
        """Complain of a text that stood in an earlier row; ``seen`` is where each first stood."""
        text = self.text(label)
        if not text:
            return
        here = address((self.number, self.table.columns[label]))
        first = seen.setdefault(text.casefold(), here)
        if first != here:
            self.complain(label, f"{what} {text!r} tertulis dua kali; yang pertama di {first}")


@dataclass(slots=True)
class Table:
    """A head and the rows below it."""

    grid: Grid
    head: int  #: the head's row
    columns: Mapping[str, int]
    complaints: Complaints
    rows: set[int] = field(default_factory=set)  #: head and rows, once they are read

    @classmethod
    def find(
        cls,
        grid: Grid,
        labels: tuple[str, ...],
        optional: frozenset[str],
        complaints: Complaints,
    ) -> "Table | None":
        """Find the row that holds most of a table's labels, and complain of those it lacks."""
        wanted = {label.casefold(): label for label in labels}
        found: dict[int, dict[str, int]] = {}
        twice: list[tuple[Place, str]] = []
        for (row, column), value in sorted(grid.cells.items()):
            label = wanted.get(squeeze(value.text).casefold())
            if label and label in found.setdefault(row, {}):
                twice.append(((row, column), label))
            elif label:
                found[row][label] = column
        if not found:
            where = f" dalam {grid.read_to} baris pertama" if grid.read_to is not None else ""
            complaints.sheet(f"tidak ada tabel dengan judul kolom {labels[0]!r} ...{where}")
            return None
        head = max(found, key=lambda candidate: len(found[candidate]))
        table = cls(grid, head, found[head], complaints, {head})
        table._check_head(labels, optional)
        for place, label in twice:
            if place[0] == head:
                complaints.cell(place, f"judul kolom {label!r} tertulis dua kali")
        return table

    def _check_head(self, labels: tuple[str, ...], optional: frozenset[str]) -> None:
        others = {
            squeeze(value.text): (row, column)
            for (row, column), value in self.grid.cells.items()
            if row == self.head and value.kind == "text" and column not in self.columns.values()
        }
        for label in labels:
            if label in self.columns or label in optional:
                continue
            near = get_close_matches(label, list(others), n=1)
            guess = f"; di {address(others[near[0]])} tertulis {near[0]!r}" if near else ""
            self.complaints.sheet(
                f"judul kolom {label!r} tidak ada pada baris {self.head}; judul kolom jangan "
                f"diubah{guess}"
            )
        for label, column in self.columns.items():
            if column in self.grid.hidden_columns:
                where = (self.head, column)
                self.complaints.cell(where, f"kolom {label} tersembunyi; tampilkan")

    def read(self) -> Iterator[Row]:
        """The rows below the head, up to the first empty one."""
        number = self.head + 1
        while True:
            row = Row(number, self)
            if self._is_empty(row):
                covering = self._merged_over(number)
                if covering is None:
                    break
                number = covering[-1]
            else:
                self.rows.add(number)
                if number in self.grid.hidden_rows:
                    where = (number, min(self.columns.values()))
                    self.complaints.cell(where, f"baris {number} tersembunyi; tampilkan atau hapus")
                yield row
            number += 1
        if self.grid.read_to is not None and number > self.grid.read_to:
            self.complaints.sheet(
                f"lembar ini terlalu penuh untuk dibaca sesudah baris {self.grid.read_to}; hapus "
                "format sel-sel kosong"
            )

    def check_strays(self, used: set[int], looks_like_one: Callable[[Row], bool]) -> None:
        """Complain of rows below the table's end that look like its own."""
        end = max(self.rows)
        below = sorted({row for row, _ in self.grid.cells if row > end} - used)
        for number in below:
            row = Row(number, self)
            if looks_like_one(row):
                where = (number, min(self.columns.values()))
                self.complaints.cell(
                    where,
                    f"baris {number} terletak di bawah baris kosong dan tidak akan terbaca; "
                    f"rapatkan sesudah baris {end}",
                )

    def check_numbers(self, rows: Sequence[tuple[Row, int]]) -> None:
        """Numbers out of sequence tell of a row that was lost or moved; none at all are taken.

        ``rows`` are the table's rows, each with its place below its own sasaran.
        """
        column = self._number_column()
        if column is None:
            return
        for place, (row, below) in enumerate(rows, start=1):
            number = spelled(self.grid.at(row.number, column)).strip(" .")
            if number.isdecimal() and int(number) not in {place, below}:
                self.complaints.cell(
                    (row.number, column),
                    f"bernomor {int(number)}, padahal baris ke-{place} dalam tabel; periksa "
                    "apakah ada baris yang hilang, lalu urutkan nomornya",
                )

    def _number_column(self) -> int | None:
        for (row, column), value in self.grid.cells.items():
            label = squeeze(value.text).rstrip(" .").casefold()
            if row == self.head and label in _NUMBER_LABELS:
                return column
        return None

    def covering(self, row: int, label: str) -> Range | None:
        """The merged range that swallows a cell, if one does."""
        column = self.columns[label]
        return next((area for area in self.grid.merged if swallows(area, row, column)), None)

    def _is_empty(self, row: Row) -> bool:
        return all(
            row.value(label).kind == "blank" and not row.value(label).is_formula
            for label in self.columns
        )

    def _merged_over(self, row: int) -> Range | None:
        """The range that merges an empty row into one of the table above it, complained of."""
        for label in self.columns:
            left, top, right, bottom = self.covering(row, label) or (0, 0, 0, 0)
            if top in self.rows and top != self.head:
                self.complaints.cell(
                    (top, left),
                    f"sel ini tergabung dari baris {top} sampai {bottom}; lepaskan "
                    "penggabungannya, satu baris untuk satu isian",
                )
                return left, top, right, bottom
        return None

"""One unit's sheet of the perjanjian kinerja: two tables, and what may be wrong with them.

Tables are found by their heads (``agreement_table``), so the office may restyle the workbook, add
rows and keep notes beside them. ``LABELS`` and ``BUDGET_LABELS`` are those heads;
``tools/sample_agreement.py`` writes a workbook with them.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from pipeline.adapters.forms.agreement_customs import USUAL, Customs
from pipeline.adapters.forms.agreement_table import Complaints, Row, Table, spelled
from pipeline.adapters.forms.answers import shown, squeeze
from pipeline.adapters.forms.grid import Grid, Value, plain
from pipeline.domain.performance.agreement import (
    Budget,
    Indicator,
    Polarity,
    UnitAgreement,
    is_per_cent,
    usual_decimals,
)
from pipeline.domain.performance.numerals import Numeral, read_numeral
from pipeline.wording.indonesian import number

TARGETS = ("Target Tahun", "Target TW I", "Target TW II", "Target TW III", "Target TW IV")
LABELS = ("Sasaran", "Indikator", "Satuan", "Polaritas", *TARGETS, "Desimal")
CEILING = "Pagu (Rp)"
BUDGET_LABELS = ("Kode", "Program", CEILING)
YEAR_LABEL, UNIT_LABEL = "Tahun", "Unit"
_OPTIONAL = frozenset({"Desimal"})
_UNIT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOTHING_DUE = "; tulis 0 bila sampai saat itu belum ada yang ditargetkan"
_TOTALS = frozenset({"jumlah", "total"})
_MOST_DECIMALS = 6
#: A form of more rows could not be read back (``grid`` stops at 2,000 of them).
_MOST_INDICATORS = 500


def read_sheet(
    grid: Grid, unit: str, year: str, customs: Customs = USUAL
) -> tuple[UnitAgreement, tuple[str, ...]]:
    """Read what can be read of a unit's sheet, and what is wrong with it, from top to bottom."""
    sheet = _Sheet(grid, Complaints(), customs)
    part = sheet.read(unit, year)
    return part, sheet.complaints.in_order()


class _Sheet:
    """One sheet being read; its mistakes gather in ``complaints``."""

    def __init__(self, grid: Grid, complaints: Complaints, customs: Customs) -> None:
        self.complaints = complaints
        self._grid = grid
        self._customs = customs

    def read(self, unit: str, year: str) -> UnitAgreement:
        """Read both tables."""
        complaints = self.complaints
        if not _UNIT_ID.fullmatch(unit):
            complaints.sheet("nama lembar harus id unit, misalnya bidang-1")
        if self._grid.is_hidden:
            complaints.sheet("lembar ini tersembunyi, sehingga isinya tidak terlihat; tampilkan")
        if not self._grid.cells:
            complaints.sheet("lembar ini kosong; salin tabel dari lembar unit lain")
            return UnitAgreement(unit=unit, indicators=())
        self._check_unit(unit)
        self._check_year(year)
        table = Table.find(self._grid, LABELS, _OPTIONAL, complaints)
        money = Table.find(self._grid, BUDGET_LABELS, frozenset(), complaints)
        indicators = tuple(self._indicators(table)) if table else ()
        budgets = tuple(self._budgets(money)) if money else ()
        self._check_rest(table, money)
        if table and not indicators:
            complaints.sheet("tidak ada indikator di bawah judul tabel")
        if len(indicators) > _MOST_INDICATORS:
            complaints.sheet(f"indikatornya lebih dari {_MOST_INDICATORS}")
        return UnitAgreement(unit=unit, indicators=indicators, budgets=budgets)

    def _check_unit(self, unit: str) -> None:
        """Sheets that were swapped would give each unit the other's targets."""
        for (row, column), value in self._grid.cells.items():
            if squeeze(value.text).rstrip(" :") == UNIT_LABEL:
                written = squeeze(spelled(self._grid.at(row, column + 1)))
                owner = self._customs.owner(written)
                if owner not in {None, unit}:
                    self.complaints.cell(
                        (row, column + 1),
                        f"tertulis {written!r}, yaitu unit {owner}, padahal ini lembar {unit}; "
                        "perbaiki sel ini, atau beri setiap lembar id unitnya sendiri",
                    )
                return

    def _check_year(self, year: str) -> None:
        for (row, column), value in self._grid.cells.items():
            if squeeze(value.text).rstrip(" :") == YEAR_LABEL:
                beside = self._grid.at(row, column + 1)
                if spelled(beside).strip() != year:
                    says = f"; tertulis {spelled(beside)}" if beside.kind != "blank" else ""
                    self.complaints.cell(
                        (row, column + 1), f"harus {year}, tahun pada nama berkas{says}"
                    )
                return
        self.complaints.sheet(f"sel {YEAR_LABEL!r} dengan tahun di sampingnya tidak ada")

    def _check_rest(self, table: Table | None, money: Table | None) -> None:
        """Rows below a table's end that look like its own would be lost without a word."""
        used = {row for each in (table, money) if each for row in each.rows}
        if table:
            table.check_strays(used, _looks_like_an_indicator)
        if money:
            money.check_strays(used, _looks_like_a_programme)

    def _indicators(self, table: Table) -> Iterator[Indicator]:
        sasaran, below = "", 0
        seen: dict[str, str] = {}
        places: list[tuple[Row, int]] = []
        for order, row in enumerate(table.read(), start=1):
            # An empty sasaran is that of the row above, as in a merged cell.
            before, sasaran = sasaran, row.text("Sasaran") or sasaran
            below = below + 1 if sasaran == before else 1
            places.append((row, below))
            if row.has("Sasaran") and row.is_sound("Sasaran") and not sasaran:
                row.complain("Sasaran", "sasaran belum diisi")
            unit = row.demand("Satuan")
            name = row.demand("Indikator")
            row.check_twin("Indikator", seen, "indikator")
            decimals = self._decimals(row, unit)
            year, first, second, third, fourth = self._targets(row, unit, decimals)
            yield Indicator(
                number=order,
                sasaran=sasaran,
                name=name,
                unit_of_measure=unit,
                polarity=self._polarity(row),
                target_year=year,
                targets=(first, second, third, fourth),
                decimals=decimals,
            )
        table.check_numbers(places)

    def _targets(self, row: Row, unit: str, decimals: int) -> list[Decimal]:
        read = [_figure(row, label, is_percentage=is_per_cent(unit)) for label in TARGETS]
        for label, target in zip(TARGETS, read, strict=True):
            if target is not None and target != round(target, decimals):
                row.complain(
                    label,
                    f"{label} {number(target)} mempunyai lebih banyak desimal daripada yang boleh "
                    f"diisi pada realisasi ({decimals}); bulatkan, atau isi kolom Desimal",
                )
        year, last = read[0], read[-1]
        if None not in {year, last} and year != last:
            row.complain(
                TARGETS[-1],
                "target bersifat kumulatif, maka target TW IV harus sama dengan target tahun",
            )
        # Where less is better, a level (complaints still open) may be promised to fall.
        if row.text("Polaritas").casefold() != "negatif":
            self._check_growth(row, read[1:])
        return [Decimal(0) if target is None else target for target in read]

    @staticmethod
    def _check_growth(row: Row, targets: Sequence[Decimal | None]) -> None:
        for label, (before, after) in zip(TARGETS[2:], pairwise(targets), strict=True):
            if before is not None and after is not None and after < before:
                row.complain(
                    label,
                    f"target bersifat kumulatif (s.d. triwulan), padahal {label} {number(after)}, "
                    f"kurang dari {number(before)} sebelumnya",
                )

    @staticmethod
    def _polarity(row: Row) -> Polarity:
        written = row.text("Polaritas").casefold()
        if written == "negatif":
            return "negatif"
        if written != "positif" and row.has("Polaritas"):
            says = f"; tertulis {written}" if written else ""
            row.complain("Polaritas", f"harus positif atau negatif{says}")
        return "positif"

    @staticmethod
    def _decimals(row: Row, unit: str) -> int:
        written = row.text("Desimal")
        if not written and (not row.has("Desimal") or row.is_sound("Desimal")):
            return usual_decimals(unit)
        if written.isascii() and written.isdigit() and int(written) <= _MOST_DECIMALS:
            return int(written)
        if written:
            row.complain("Desimal", f"harus bilangan bulat paling besar {_MOST_DECIMALS}")
        return _MOST_DECIMALS

    def _budgets(self, table: Table) -> Iterator[Budget]:
        total = Decimal(0)
        seen: dict[str, str] = {}
        places: list[tuple[Row, int]] = []
        for row in table.read():
            if {row.text("Kode").casefold(), row.text("Program").casefold()} & _TOTALS:
                self._check_total(row, total)
                continue
            code, name = row.demand("Kode"), row.demand("Program")
            row.check_twin("Kode", seen, "kode program")
            if code and not self._customs.is_shaped(code):
                shapes = " atau ".join(self._customs.code_shapes)
                row.complain(
                    "Kode",
                    f"kode program {code!r} tidak berbentuk {shapes} (satu angka untuk setiap 0; "
                    "bentuknya diatur dengan kode_program di office.toml)",
                )
            places.append((row, 0))
            ceiling = _figure(row, CEILING, is_money=True) or Decimal(0)
            total += ceiling
            yield Budget(code=code, name=name, ceiling=ceiling)
        table.check_numbers(places)

    @staticmethod
    def _check_total(row: Row, total: Decimal) -> None:
        written = row.value(CEILING)
        if written.kind == "number" and written.number != total:
            row.complain(
                CEILING,
                f"jumlah tertulis {number(written.number)}, padahal pagu semua program "
                f"{number(total)}",
            )


def _looks_like_an_indicator(row: Row) -> bool:
    figures = any(row.value(label).kind == "number" for label in TARGETS)
    is_named = row.value("Indikator").kind == "text" and row.text("Indikator") not in LABELS
    return is_named and (figures or row.text("Polaritas").casefold() in {"positif", "negatif"})


def _looks_like_a_programme(row: Row) -> bool:
    is_total = row.text("Program").casefold() in _TOTALS
    is_figure = row.value(CEILING).kind == "number"
    return is_figure and row.value("Program").kind == "text" and not is_total


def _figure(
    row: Row, label: str, *, is_percentage: bool = False, is_money: bool = False
) -> Decimal | None:
    """A number of at least 0; None where there is none, which is complained of."""
    if not row.has(label) or not row.is_sound(label):
        return None
    value = row.value(label)
    if value.kind == "blank":
        row.miss(label, _NOTHING_DUE if label in TARGETS else "")
        return None
    if value.kind == "number" and value.is_percent:
        figure, trouble = value.number * 100, "" if is_percentage else "satuannya bukan persen"
    else:
        numeral = _numeral(value, is_money=is_money)
        figure, trouble = numeral.value or Decimal(0), _TROUBLES.get(numeral.trouble or "", "")
    if value.is_date:
        trouble = "tampil sebagai tanggal"
    if figure < 0:
        trouble = "negatif"
    if trouble:
        row.complain(
            label,
            f"{label} harus angka 0 atau lebih; isinya {shown(value)} ({trouble})",
        )
        return None
    return plain(figure)


_TROUBLES = {
    "not_a_number": "bukan angka",
    "not_whole": "bukan bilangan bulat",
    "ambiguous": "teks yang dapat berarti ribuan atau desimal; tulis sebagai angka",
}


def _numeral(value: Value, *, is_money: bool) -> Numeral:
    if value.kind == "number":
        return Numeral(value=value.number)
    if value.kind != "text":
        return Numeral(trouble="not_a_number")
    # A target typed as text is read where it has one reading; "1.250" has two and is refused.
    return read_numeral(value.text, decimals=2, is_money=is_money)

"""Where everything lies on the data form: one description for writing it and for reading it back.

A hidden first column and hidden rows hold our own keys (the rows marked ``SIGN`` and
``BUDGET_SIGN``). Reading finds cells by these keys, never by fixed addresses, so that inserted
rows and columns and a re-saving by another program do no harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.ports.forms import FormPlan

SHEET = "Data Kinerja"
GUIDE_SHEET = "Petunjuk"

#: In A1: this sheet is our form, in this layout; its row holds the indicator table's keys.
SIGN = "paraf-data-kinerja-2"
#: In the first column: this row holds the budget table's keys.
BUDGET_SIGN = "kolom-anggaran"
#: With what the key of a programme's row begins.
BUDGET_ROW = "anggaran:"
UNIT_KEY, PERIOD_KEY = "unit", "periode"
#: The column in which the title block's values lie.
TITLE_VALUES = "satuan"

#: Cells a person fills, by what they hold.
InputKind = Literal[
    "realisasi", "bukti", "pendukung", "penghambat", "tindak_lanjut", "keterangan",
    "anggaran_realisasi", "anggaran_fisik", "anggaran_keterangan",
]  # fmt: skip
#: Columns of remarks, by the field of ``IndicatorRow`` that holds what they say.
REMARKS: Mapping[str, InputKind] = {
    "evidence": "bukti",
    "supporting": "pendukung",
    "hindering": "penghambat",
    "follow_up": "tindak_lanjut",
    "remark": "keterangan",
}
INDICATOR_INPUTS: tuple[InputKind, ...] = ("realisasi", *REMARKS.values())
BUDGET_INPUTS: tuple[InputKind, ...] = (
    "anggaran_realisasi", "anggaran_fisik", "anggaran_keterangan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table on the form."""

    key: str
    label: str  #: as findings name it
    index: int
    width: float = 0


#: The table of indicators; widths in characters, chosen to print on A4 landscape at about 70 %.
INDICATOR_COLUMNS = (
    Column("no", "No.", 2, 4.5),
    Column("indikator", "Indikator Kinerja", 3, 31),
    Column("satuan", "Satuan", 4, 9.5),
    Column("polaritas", "Polaritas", 5, 8.5),
    Column("target_tahun", "Target Tahun", 6, 9.5),
    Column("target", "Target Triwulan", 7, 9.5),
    Column("lalu", "Realisasi Triwulan Lalu", 8, 10.5),
    Column("realisasi", "Realisasi", 9, 15),
    Column("ukuran", "Satuan Realisasi", 10, 8.5),
    Column("capaian", "Capaian", 11, 9.5),
    Column("predikat", "Predikat", 12, 10.5),
    Column("bukti", "Sumber Data/Bukti", 13, 16),
    Column("pendukung", "Faktor Pendukung", 14, 16),
    Column("penghambat", "Faktor Penghambat", 15, 16),
    Column("tindak_lanjut", "Tindak Lanjut", 16, 16),
    Column("keterangan", "Keterangan", 17, 17),
    Column("periksa", "Periksa", 18, 28),
)
#: The table of programmes shares the columns' widths; ``BUDGET_SPANS`` are its merged cells.
BUDGET_COLUMNS = (
    Column("no", "No.", 2),
    Column("program", "Program", 3),
    Column("kode", "Kode", 4),
    Column("pagu", "Pagu", 5),
    Column("anggaran_lalu", "Realisasi Triwulan Lalu", 7),
    Column("anggaran_realisasi", "Realisasi", 9),
    Column("anggaran_ukuran", "Satuan Realisasi", 10),
    Column("serapan", "Serapan", 11),
    Column("anggaran_fisik", "Fisik", 12),
    Column("anggaran_keterangan", "Keterangan", 13),
    Column("periksa", "Periksa", 18),
)
INDICATOR = {column.key: column for column in INDICATOR_COLUMNS}
BUDGET = {column.key: column for column in BUDGET_COLUMNS}
FIRST_COLUMN, LAST_PRINTED, LAST_COLUMN = 2, 17, 18
#: Hidden columns behind the table, in which formulas read what was typed (``typed``).
HELPERS = {"tulisan": 19, "digit": 20, "kali": 21, "utuh": 22, "titik": 23, "angka": 24}
REMARK_LAST = 17
#: First and last column of the cells that the table of programmes merges in each row.
BUDGET_SPANS = ((5, 6), (7, 8), (13, REMARK_LAST))

#: Rows of the title block.
KEYS_ROW, LETTERHEAD_ROW, TITLE_ROW = 1, 2, 3
UNIT_ROW, PERIOD_ROW, RESPONSIBLE_ROW, HOLDER_ROW = 4, 5, 6, 7
SECTION_ROW, HEAD_ROW, NUMBERS_ROW = 8, 9, 10
FIRST_ROW = 11


@dataclass(frozen=True, slots=True)
class Rows:
    """The row of each thing on the form of one plan."""

    sasaran: tuple[tuple[int, str], ...]
    indicators: tuple[int, ...]
    mean: int
    budget_title: int
    budget_keys: int
    budget_head: int
    budgets: tuple[int, ...]
    budget_total: int
    note: int


def rows_of(plan: FormPlan) -> Rows:
    """Lay out the rows: a band for each run of the same sasaran, then its indicators."""
    row = FIRST_ROW
    bands: list[tuple[int, str]] = []
    indicators: list[int] = []
    sasaran: str | None = None
    for indicator in plan.agreement.indicators:
        if indicator.sasaran != sasaran:
            sasaran = indicator.sasaran
            bands.append((row, sasaran))
            row += 1
        indicators.append(row)
        row += 1
    budget_title = row + 1
    first_budget = budget_title + 3
    budget_total = first_budget + len(plan.agreement.budgets)
    return Rows(
        sasaran=tuple(bands),
        indicators=tuple(indicators),
        mean=row,
        budget_title=budget_title,
        budget_keys=budget_title + 1,
        budget_head=budget_title + 2,
        budgets=tuple(range(first_budget, budget_total)),
        budget_total=budget_total,
        note=budget_total + 2 if plan.agreement.budgets else budget_title + 1,
    )


def indicator_key(number: int) -> str:
    """The hidden key of an indicator's row."""
    return f"indikator:{number}"


def budget_key(number: int) -> str:
    """The hidden key of a programme's row, by its place in the agreement from 1."""
    return f"{BUDGET_ROW}{number}"

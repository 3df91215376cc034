"""What people do to the sheet itself: to its rows, its columns, its texts, its other sheets."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from form_filling import repack, substitute
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.form import make_form
from pipeline.domain.performance.data import UnitData
from pipeline.domain.period import Period
from tests.filled.catalogue import Base, Family, with_row
from tests.hostile.bases import SHEET

SHEETS = Family("sheets")
TEXTS = Family("texts")
_INJECTIONS = ("=1+1", "=cmd|'/c calc'!A0", "+1", "-2+3", "@SUM(1)", "\t=1", "{{7*7}}", "<b>x</b>")
_FIELDS = {
    "bukti": "evidence", "pendukung": "supporting", "penghambat": "hindering",
    "tindak_lanjut": "follow_up", "keterangan": "remark",
}  # fmt: skip


def edited(base: Base, work: Callable[[Workbook, Worksheet], object]) -> bytes:
    """The filled form after some work on it."""
    workbook = load_workbook(io.BytesIO(base.filled()))
    work(workbook, workbook[lay.SHEET])
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _on_sheet(title: str, work: Callable[[Base, Worksheet], object], **more: object) -> None:
    SHEETS.add(title, lambda base: edited(base, lambda _, sheet: work(base, sheet)), **more)


def _set(column: str, cell: str, content: object) -> Callable[[Base, Worksheet], None]:
    """Write over what the form says in the row of a cell."""

    def work(base: Base, sheet: Worksheet) -> None:
        table = lay.BUDGET if cell.startswith("anggaran") else lay.INDICATOR
        sheet.cell(base.row(cell), table[column].index).value = content

    return work


for _column, _content in (
    ("indikator", "Indikator lain"), ("satuan", "Orang"), ("polaritas", "negatif"),
    ("target_tahun", 99), ("target", 50), ("target", "100"), ("target", None),
):  # fmt: skip
    _on_sheet(
        f"{_column} of indicator 1 is now {_content!r}",
        _set(_column, "realisasi_1", _content),
        codes=("F13",),
        at=f"{_column}_1",
    )
_on_sheet(
    "a ceiling was changed", _set("pagu", "anggaran_realisasi_1", 1), codes=("F13",), at="pagu_1"
)


def _hide(*cells: str) -> Callable[[Base, Worksheet], None]:
    def work(base: Base, sheet: Worksheet) -> None:
        for cell in cells:
            sheet.row_dimensions[base.row(cell)].hidden = True

    return work


_on_sheet("a row is hidden", _hide("realisasi_2"), codes=("F17",), at="realisasi_2")
_on_sheet("two rows are hidden", _hide("realisasi_1", "anggaran_realisasi_1"), codes=("F17",))


_on_sheet(
    "the column of figures is hidden",
    lambda _, sheet: _hide_column(sheet, lay.INDICATOR["realisasi"].index),
    codes=("F36",),
)


def _hide_column(sheet: Worksheet, index: int) -> None:
    sheet.column_dimensions[get_column_letter(index)].hidden = True


def _merge(kind: str, first: int, last: int) -> Callable[[Base, Worksheet], None]:
    return lambda base, sheet: sheet.merge_cells(
        f"{base.cell(f'{kind}_{first}')}:{base.cell(f'{kind}_{last}')}"
    )


_on_sheet(
    "two figures are merged into one", _merge("realisasi", 1, 2), codes=("F16",), at="realisasi_2"
)


def _merging(content: bytes) -> bytes:
    areas = "".join(f'<mergeCell ref="AB{row}:AC{row}"/>' for row in range(200, 20_200))
    return content.replace(b"</mergeCells>", f"{areas}</mergeCells>".encode(), 1)


SHEETS.add(
    "twenty thousand merged cells beside it",
    lambda base: repack(base.filled(), replace={SHEET: _merging}),
)
_on_sheet(
    "a whole row is merged, told once",
    lambda base, sheet: sheet.merge_cells(f"M{base.row('realisasi_2')}:Q{base.row('realisasi_2')}"),
    codes=("F16",),
)
_on_sheet("two reasons are merged into one", _merge("keterangan", 3, 4), codes=("F16",))


def _swap(base: Base, sheet: Worksheet) -> None:
    one, other = base.row("realisasi_1"), base.row("realisasi_2")
    for column in range(2, lay.LAST_COLUMN + 1):
        first, second = sheet.cell(one, column), sheet.cell(other, column)
        first.value, second.value = second.value, first.value


_on_sheet("rows are sorted without their keys", _swap, codes=("F18",))


def _swap_whole(base: Base, sheet: Worksheet) -> None:
    _swap(base, sheet)
    one, other = sheet.cell(base.row("realisasi_1"), 1), sheet.cell(base.row("realisasi_2"), 1)
    one.value, other.value = other.value, one.value


_on_sheet("rows are sorted whole", _swap_whole)


def _unmerged(sheet: Worksheet) -> None:
    # openpyxl moves values but not merged ranges, which a program would move along.
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))


def _insert(base: Base, sheet: Worksheet) -> None:
    _unmerged(sheet)
    sheet.insert_rows(6, 2)
    sheet.insert_cols(lay.INDICATOR["realisasi"].index + 1)


def _delete(base: Base, sheet: Worksheet) -> None:
    _unmerged(sheet)
    sheet.delete_rows(base.row("realisasi_2"))


_on_sheet("rows and a column are inserted", _insert)
_on_sheet("an indicator's row is deleted", _delete, codes=("F14",))
_on_sheet(
    "the column of figures is deleted",
    lambda _, sheet: (_unmerged(sheet), sheet.delete_cols(lay.INDICATOR["realisasi"].index)),
    codes=("F15", ),
)  # fmt: skip
_on_sheet("the hidden column is deleted", lambda _, sheet: sheet.delete_cols(1), codes=("F11",))
_on_sheet("the sheet is renamed", lambda _, sheet: setattr(sheet, "title", "Lembar1"))
_on_sheet("the protection is taken off", lambda _, sheet: sheet.protection.disable())
_on_sheet("the row of keys is shown", lambda _, sheet: _show_keys(sheet))


def _show_keys(sheet: Worksheet) -> None:
    sheet.row_dimensions[lay.KEYS_ROW].hidden = False
    sheet.column_dimensions["A"].hidden = False


SHEETS.add(
    "the sheet was copied within the workbook",
    lambda base: edited(base, lambda book, sheet: book.copy_worksheet(sheet)),
    codes=("F19",),
)
SHEETS.add(
    "sheets of one's own stand before and behind",
    lambda base: edited(
        base, lambda book, _: (book.create_sheet("Hitungan", 0), book.create_sheet("Catatan"))
    ),
)
SHEETS.add(
    "the sheet of figures is deleted",
    lambda base: edited(base, lambda book, sheet: book.remove(sheet)),
    codes=("F11",),
)


def _of_plan(base: Base, **over: object) -> bytes:
    plan = replace(base.plan, **over)
    return replace(base, empty=make_form(plan), plan=plan).filled()


SHEETS.add(
    "the form of the quarter before, under this one's name",
    lambda base: _of_plan(base, period=Period(2026, 2)),
    codes=("F12", "F13"),
)
SHEETS.add(
    "the form of another unit",
    lambda base: _of_plan(base, unit_name="Bidang Lain"),
    codes=("F12",),
)
SHEETS.add(
    "three mistakes are named at once, from top to bottom",
    lambda base: base.filled(realisasi_1="banyak", realisasi_2=None, anggaran_realisasi_1="-"),
    codes=("F21", "F20", "F24"),
)
SHEETS.add("nothing is filled in", lambda base: base.empty, codes=("F20",))


def _calculated(base: Base, kind: str = "", result: str = "215") -> bytes:
    cell = base.cell("realisasi_2")
    return repack(
        base.filled(),
        replace={
            SHEET: substitute(
                rf'(<c r="{cell}"[^>]*?)(?: t="n")?><v>215</v>',
                rf"\1{kind}><f>200+15</f><v>{result}</v>",
            )
        },
    )


SHEETS.add(
    "results wait for a recalculation by hand",
    lambda base: repack(
        _calculated(base),
        replace={"xl/workbook.xml": substitute("<calcPr[^>]*>", '<calcPr calcMode="manual"/>')},
    ),
    codes=("F27",),
    at="realisasi_2",
)
for _cell in ("realisasi_2", "penghambat_1"):
    _on_sheet(
        f"{_cell}: a formula lost the cell it names",
        lambda base, sheet, cell=_cell: _write_formula(base, sheet, cell),
        codes=("F26",),
        at=_cell,
    )


def _write_formula(base: Base, sheet: Worksheet, cell: str) -> None:
    sheet[base.cell(cell)].value = "=Hitungan!#REF!+1"


SHEETS.add("a formula with its stored result", _calculated)
SHEETS.add(
    "a formula whose stored result is an error",
    lambda base: _calculated(base, ' t="e"', "#REF!"),
    codes=("F26",),
    at="realisasi_2",
)


def _saying(data: UnitData, kind: str, said: str) -> UnitData:
    """The data with another text in the first row."""
    if kind in _FIELDS:
        return with_row(data, 1, **{_FIELDS[kind]: said})
    first, *rest = data.budgets
    return replace(data, budgets=(replace(first, remark=said), *rest))


def _as_text(base: Base, cell: str, said: str) -> bytes:
    """Text typed behind an apostrophe, so that the program does not take it for a formula."""

    def write(_: Workbook, sheet: Worksheet) -> None:
        sheet[base.cell(cell)].value = said
        sheet[base.cell(cell)].data_type = "s"

    return edited(base, write)


for _kind in (*_FIELDS, "anggaran_keterangan"):
    for _said in _INJECTIONS:
        TEXTS.add(
            f"{_kind}: {_said!r}",
            lambda base, cell=f"{_kind}_1", said=_said: _as_text(base, cell, said),
            expect=lambda data, kind=_kind, said=_said: _saying(data, kind, said.strip()),
        )
for _kind in (*_FIELDS, "anggaran_keterangan"):
    TEXTS.typed(f"{_kind}_1", "=1+1", "F27")
    TEXTS.typed(f"{_kind}_1", "#N/A", "F26")
TEXTS.add(
    "a date that the program made of a remark",
    lambda base: base.filled(keterangan_1=date(2026, 10, 3)),
    expect=lambda data: with_row(data, 1, remark="3 Oktober 2026"),
)
for _said in ("ada", "Ada.", "terlampir", "Lihat lampiran", "✓"):
    TEXTS.typed("bukti_1", _said, "F42")
for _said in ("Laporan kegiatan", "https://contoh.go.id/data", "rapat 3 Agustus, ada notulen"):
    TEXTS.typed("bukti_1", _said, expect=lambda data, said=_said: with_row(data, 1, evidence=said))
TEXTS.typed("realisasi_1", "=cmd|'/c calc'!A0", "H11")

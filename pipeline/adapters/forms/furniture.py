"""The form's furniture: title block, table heads and notes.

What a program does with the sheet (widths, drop-downs, protection, paper) is ``fittings``.
"""

from collections.abc import Mapping

from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import checks
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import Book, at
from pipeline.ports.forms import FormPlan

_LAST_MONTH = ("Maret", "Juni", "September", "Desember")
_UNDER_LETTERHEAD = Border(bottom=Side(style="double", color="000000"))
_HINT = Alignment(horizontal="right", vertical="center")
#: First and last column of the title block's labels and values, left and right.
_LEFT, _RIGHT = ((2, 3), (4, 10)), ((11, 12), (13, lay.LAST_PRINTED))
_PROGRESS_ROW = lay.RESPONSIBLE_ROW


def write_title(book: Book, sheet: Worksheet, plan: FormPlan, *, finished: int) -> None:
    """Write the hidden keys, letterhead, title and the block that says whose form this is."""
    _write_keys(sheet, lay.KEYS_ROW, lay.SIGN, lay.INDICATOR_COLUMNS)
    _write_line(sheet, lay.LETTERHEAD_ROW, "\n".join(plan.letterhead).upper(), size=11)
    for column in range(lay.FIRST_COLUMN, lay.LAST_PRINTED + 1):
        sheet.cell(row=lay.LETTERHEAD_ROW, column=column).border = _UNDER_LETTERHEAD
    sheet.row_dimensions[lay.LETTERHEAD_ROW].height = 15 * max(1, len(plan.letterhead)) + 5
    title = f"FORMULIR DATA KINERJA {plan.period.long.upper()}"
    _write_line(sheet, lay.TITLE_ROW, title, size=14)
    sheet.row_dimensions[lay.TITLE_ROW].height = 28
    for row, left, right in (
        (lay.UNIT_ROW, ("Unit kerja", plan.unit_name), ("Batas waktu", plan.due)),
        (
            lay.PERIOD_ROW,
            ("Periode", plan.period.long),
            ("Kode dokumen", f"{plan.code} (versi {plan.version})"),
        ),
        (_PROGRESS_ROW, ("Penanggung jawab", plan.responsible), ("Kemajuan", "")),
        (lay.HOLDER_ROW, ("Nama, NIP", plan.responsible_holder), ("Pembanding", _reference(plan))),
    ):
        height = max(_write_pair(sheet, row, _LEFT, *left), _write_pair(sheet, row, _RIGHT, *right))
        sheet.row_dimensions[row].height = ink.height(height)
    Book.say(sheet, at(1, lay.UNIT_ROW), lay.UNIT_KEY)
    Book.say(sheet, at(1, lay.PERIOD_ROW), lay.PERIOD_KEY)
    _write_progress(book, sheet, plan, finished)


def _reference(plan: FormPlan) -> str:
    """Where the figures of the quarter before come from, or why there are none."""
    column = _number_of("lalu")
    if plan.earlier is None:
        before = plan.period.preceding.title
        return f"data {before} belum diterima; kolom ({column}) bertanda –"
    return f"kolom ({column}), data {plan.earlier.period.title} yang telah diterima"


def _write_progress(book: Book, sheet: Worksheet, plan: FormPlan, finished: int) -> None:
    total = len(plan.agreement.indicators) + len(plan.agreement.budgets)
    rows = lay.rows_of(plan)
    last = (*rows.indicators, *rows.budgets)[-1]
    check = get_column_letter(lay.INDICATOR["periksa"].index)
    cell = book.formula(
        sheet,
        at(_RIGHT[1][0], _PROGRESS_ROW),
        checks.progress(check, lay.FIRST_ROW, last, total),
        checks.shown_progress(finished, total),
    )
    cell.font, cell.alignment = ink.font(bold=True), ink.TEXT


def _write_line(sheet: Worksheet, row: int, text: str, *, size: float) -> None:
    ink.merge(sheet, row, lay.FIRST_COLUMN, lay.LAST_PRINTED)
    cell = Book.say(sheet, at(lay.FIRST_COLUMN, row), text)
    cell.font, cell.alignment = ink.font(size, bold=True), ink.CENTRE


def _write_pair(
    sheet: Worksheet,
    row: int,
    columns: tuple[tuple[int, int], tuple[int, int]],
    label: str,
    value: str,
) -> int:
    """Write a label and its value; gives the lines that the value takes."""
    for start, stop in columns:
        ink.frame(sheet, row, start, stop)
        ink.merge(sheet, row, start, stop)
    (label_at, _), (value_at, value_end) = columns
    labelled = Book.say(sheet, at(label_at, row), label)
    labelled.font, labelled.alignment = ink.font(color=ink.QUIET), ink.TEXT
    labelled.fill = ink.BAND_FILL
    cell = Book.say(sheet, at(value_at, row), value)
    cell.font, cell.alignment = ink.font(bold=True), ink.TEXT
    width = sum(c.width for c in lay.INDICATOR_COLUMNS if value_at <= c.index <= value_end)
    return ink.lines(value, width * _BOLD - ink.INDENT)


#: Bold letters are wider than the digit that a width counts in.
_BOLD = 0.92


def _write_keys(sheet: Worksheet, row: int, sign: str, columns: tuple[lay.Column, ...]) -> None:
    Book.say(sheet, at(1, row), sign)
    for column in columns:
        Book.say(sheet, at(column.index, row), column.key)
    sheet.row_dimensions[row].hidden = True


def indicator_heads(plan: FormPlan) -> Mapping[str, str]:
    """Heads of part A that differ from their column's label, by its key."""
    until = _until(plan.period.roman)
    return {
        "target": f"Target {until}",
        "lalu": f"Realisasi {_before(plan)}",
        "realisasi": f"Realisasi {until}",
        "capaian": "Capaian (%)",
    }


def budget_heads(plan: FormPlan) -> Mapping[str, str]:
    """The same of part B."""
    return {
        "pagu": "Pagu (Rp)",
        "anggaran_lalu": f"Realisasi {_before(plan)} (Rp)",
        "anggaran_realisasi": f"Realisasi {_until(plan.period.roman)} (Rp)",
        "serapan": "Serapan (%)",
        "anggaran_fisik": "Fisik (%)",
    }


def write_heads(sheet: Worksheet, plan: FormPlan) -> None:
    """Write both tables' heads."""
    _write_section(sheet, lay.SECTION_ROW, "A.  CAPAIAN KINERJA")
    hint = Book.say(
        sheet,
        at(lay.LAST_PRINTED, lay.SECTION_ROW),
        "Isi sel kuning. Kolom Periksa menyebut apa yang masih kurang.",
    )
    hint.font, hint.alignment = ink.font(9, color=ink.QUIET), _HINT
    labels = indicator_heads(plan)
    for column in lay.INDICATOR_COLUMNS:
        if column.key == "ukuran":
            continue
        _write_head(sheet, lay.HEAD_ROW, column.index, labels.get(column.key, column.label))
        number = f"({_number_of(column.key)})" if column.index <= lay.LAST_PRINTED else ""
        _write_head(sheet, lay.NUMBERS_ROW, column.index, number, small=True)
    for row in (lay.HEAD_ROW, lay.NUMBERS_ROW):
        _join(sheet, row, lay.INDICATOR["realisasi"].index, lay.INDICATOR["ukuran"].index)
    crosses = plan.period.preceding.year != plan.period.year
    sheet.row_dimensions[lay.HEAD_ROW].height = 40 if crosses else 30
    sheet.row_dimensions[lay.NUMBERS_ROW].height = 12
    if plan.agreement.budgets:
        _write_budget_head(sheet, plan)


def _number_of(key: str) -> int:
    """A column's number as printed below its head; realisasi and its satuan have one."""
    keys = [column.key for column in lay.INDICATOR_COLUMNS if column.key != "ukuran"]
    return keys.index(key) + 1


def _until(quarter: str) -> str:
    return f"s.d. TW\N{NO-BREAK SPACE}{quarter}"


def _before(plan: FormPlan) -> str:
    """The quarter before, with its year where that is another."""
    before = plan.period.preceding
    year = "" if before.year == plan.period.year else f" {before.year}"
    return f"{_until(before.roman)}{year}"


def _join(sheet: Worksheet, row: int, first: int, last: int) -> None:
    ink.frame(sheet, row, first, last)
    ink.merge(sheet, row, first, last)


def _write_budget_head(sheet: Worksheet, plan: FormPlan) -> None:
    rows = lay.rows_of(plan)
    _write_section(sheet, rows.budget_title, "B.  REALISASI ANGGARAN")
    _write_keys(sheet, rows.budget_keys, lay.BUDGET_SIGN, lay.BUDGET_COLUMNS)
    labels = budget_heads(plan)
    row = rows.budget_head
    for column in lay.BUDGET_COLUMNS:
        if column.key != "anggaran_ukuran":
            _write_head(sheet, row, column.index, labels.get(column.key, column.label))
    ink.frame(sheet, row, lay.FIRST_COLUMN, lay.LAST_COLUMN)
    realised = lay.BUDGET["anggaran_realisasi"].index, lay.BUDGET["anggaran_ukuran"].index
    for first, last in (*lay.BUDGET_SPANS, realised):
        _join(sheet, row, first, last)
    sheet.row_dimensions[row].height = 30


def _write_section(sheet: Worksheet, row: int, text: str) -> None:
    cell = Book.say(sheet, at(lay.FIRST_COLUMN, row), text)
    cell.font, cell.alignment = ink.font(11, bold=True), ink.NO_WRAP
    sheet.row_dimensions[row].height = 24


def _write_head(
    sheet: Worksheet, row: int, column: int, label: str, *, small: bool = False
) -> None:
    cell = ink.write_head(sheet, at(column, row), label)
    if small:
        cell.font = ink.font(7, color="505050")


def write_note(sheet: Worksheet, plan: FormPlan) -> None:
    """Write the notes below the tables."""
    period = plan.period
    month = _LAST_MONTH[period.quarter - 1]
    cumulative = (
        f"Catatan: target dan realisasi adalah angka kumulatif Januari sampai dengan {month} "
        f"{period.year}, bukan angka satu triwulan saja."
    )
    filling = (
        "Sel kuning diisi; sel lainnya terkunci. Tulis “nihil” bila realisasi nol, atau “belum "
        "ada data” beserta alasannya pada kolom Keterangan. Lihat lembar Petunjuk."
    )
    for row, note in enumerate((cumulative, filling), start=lay.rows_of(plan).note):
        cell = Book.say(sheet, at(lay.FIRST_COLUMN, row), note)
        cell.font, cell.alignment = ink.font(9, color="404040"), ink.NO_WRAP

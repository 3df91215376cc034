"""The form's furniture: title block, table heads, notes, page set-up, protection, help."""

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import formulas
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import Book, at
from pipeline.ports.forms import FormPlan

_ATTENTION = PatternFill("solid", bgColor="FBE0D6")
_FINE = PatternFill("solid", bgColor="E2F0D9")
_ROMAN = ("I", "II", "III", "IV")
_LAST_MONTH = ("Maret", "Juni", "September", "Desember")


def write_title(book: Book, sheet: Worksheet, plan: FormPlan, *, finished: int) -> None:
    """Write the hidden keys, letterhead, title and the block that says whose form this is."""
    _write_keys(sheet, lay.KEYS_ROW, lay.SIGN, lay.INDICATOR_COLUMNS)
    _write_line(sheet, lay.LETTERHEAD_ROW, "\n".join(plan.letterhead).upper(), size=11)
    sheet.row_dimensions[lay.LETTERHEAD_ROW].height = 15 * max(1, len(plan.letterhead))
    title = f"FORMAT ISIAN DATA KINERJA {plan.period.long.upper()}"
    _write_line(sheet, lay.TITLE_ROW, title, size=14)
    sheet.row_dimensions[lay.TITLE_ROW].height = 24
    for row, label, value in (
        (lay.UNIT_ROW, "Unit kerja", plan.unit_name),
        (lay.PERIOD_ROW, "Periode", plan.period.long),
        (lay.RESPONSIBLE_ROW, "Penanggung jawab", plan.responsible),
        (lay.HOLDER_ROW, "", plan.responsible_holder),
    ):
        _write_pair(sheet, row, label, value, first=True)
    for row, label, value in (
        (lay.UNIT_ROW, "Batas waktu", plan.due),
        (lay.PERIOD_ROW, "Kode dokumen", f"{plan.code} (versi {plan.version})"),
        (lay.RESPONSIBLE_ROW, "Kemajuan", ""),
    ):
        _write_pair(sheet, row, label, value, first=False)
    Book.say(sheet, at(1, lay.UNIT_ROW), lay.UNIT_KEY)
    Book.say(sheet, at(1, lay.PERIOD_ROW), lay.PERIOD_KEY)
    total = len(plan.agreement.indicators) + len(plan.agreement.budgets)
    rows = lay.rows_of(plan)
    last = (*rows.indicators, *rows.budgets)[-1]
    check = at(lay.INDICATOR["periksa"].index, 1)[:-1]
    book.formula(
        sheet,
        at(_SECOND_VALUE, lay.RESPONSIBLE_ROW),
        formulas.progress(check, lay.FIRST_ROW, last, total),
        formulas.shown_progress(finished, total),
    ).font = ink.font(bold=True)


_FIRST_VALUE_WIDTH = 64  # characters in bold over columns D to J
_FIRST_LABEL, _FIRST_VALUE, _SECOND_LABEL, _SECOND_VALUE = 2, 4, 11, 13


def _write_line(sheet: Worksheet, row: int, text: str, *, size: float) -> None:
    sheet.merge_cells(
        start_row=row, end_row=row, start_column=lay.FIRST_COLUMN, end_column=lay.LAST_PRINTED
    )
    cell = Book.say(sheet, at(lay.FIRST_COLUMN, row), text)
    cell.font, cell.alignment = ink.font(size, bold=True), ink.CENTRE


def _write_pair(sheet: Worksheet, row: int, label: str, value: str, *, first: bool) -> None:
    label_at, value_at, end = (
        (_FIRST_LABEL, _FIRST_VALUE, 10) if first else (_SECOND_LABEL, _SECOND_VALUE, 15)
    )
    for start, stop in ((label_at, value_at - 1), (value_at, end)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=start, end_column=stop)
    labelled = Book.say(sheet, at(label_at, row), label)
    labelled.font, labelled.alignment = ink.font(color="505050"), ink.TOP
    cell = Book.say(sheet, at(value_at, row), value)
    cell.font, cell.alignment = ink.font(bold=True), ink.TOP
    if first:
        sheet.row_dimensions[row].height = ink.height(ink.lines(value, _FIRST_VALUE_WIDTH))


def _write_keys(sheet: Worksheet, row: int, sign: str, columns: tuple[lay.Column, ...]) -> None:
    Book.say(sheet, at(1, row), sign)
    for column in columns:
        Book.say(sheet, at(column.index, row), column.key)
    sheet.row_dimensions[row].hidden = True


def write_heads(sheet: Worksheet, plan: FormPlan) -> None:
    """Write both tables' heads."""
    quarter = _ROMAN[plan.period.quarter - 1]
    until = f"s.d. TW\N{NO-BREAK SPACE}{quarter}"
    _write_section(sheet, lay.SECTION_ROW, "A.  CAPAIAN KINERJA")
    labels = {
        "target": f"Target {until}",
        "realisasi": f"Realisasi {until}",
        "capaian": "Capaian (%)",
    }
    for number, column in enumerate(lay.INDICATOR_COLUMNS, start=1):
        label = labels.get(column.key, column.label)
        _write_head(sheet, lay.HEAD_ROW, column.index, label)
        _write_head(sheet, lay.NUMBERS_ROW, column.index, f"({number})", small=True)
    sheet.row_dimensions[lay.HEAD_ROW].height = 30
    sheet.row_dimensions[lay.NUMBERS_ROW].height = 12
    if plan.agreement.budgets:
        _write_budget_head(sheet, plan, until)


def _write_budget_head(sheet: Worksheet, plan: FormPlan, until: str) -> None:
    rows = lay.rows_of(plan)
    _write_section(sheet, rows.budget_title, "B.  REALISASI ANGGARAN")
    _write_keys(sheet, rows.budget_keys, lay.BUDGET_SIGN, lay.BUDGET_COLUMNS)
    labels = {
        "pagu": "Pagu (Rp)",
        "anggaran_realisasi": f"Realisasi {until} (Rp)",
        "serapan": "Serapan (%)",
        "anggaran_fisik": "Fisik (%)",
    }
    row = rows.budget_head
    ends = {"pagu": lay.PAGU_LAST, "anggaran_keterangan": lay.REMARK_LAST}
    for column in lay.BUDGET_COLUMNS:
        last = ends.get(column.key, column.index)
        if last > column.index:
            sheet.merge_cells(
                start_row=row, end_row=row, start_column=column.index, end_column=last
            )
        _write_head(sheet, row, column.index, labels.get(column.key, column.label))
    ink.frame(sheet, row, lay.FIRST_COLUMN, lay.LAST_COLUMN)
    sheet.row_dimensions[row].height = 30


def _write_section(sheet: Worksheet, row: int, text: str) -> None:
    cell = Book.say(sheet, at(lay.FIRST_COLUMN, row), text)
    cell.font, cell.alignment = ink.font(11, bold=True), ink.NO_WRAP
    sheet.row_dimensions[row].height = 22


def _write_head(
    sheet: Worksheet, row: int, column: int, label: str, *, small: bool = False
) -> None:
    cell = Book.say(sheet, at(column, row), label)
    cell.font = ink.font(7, color="505050") if small else ink.font(9, bold=True)
    cell.fill, cell.alignment, cell.border = ink.HEAD_FILL, ink.CENTRE, ink.BORDER


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


def furnish(sheet: Worksheet, plan: FormPlan) -> None:
    """Set widths, drop-downs, colours of the check column, protection and the printed page."""
    rows = lay.rows_of(plan)
    ink.widths(sheet, {at(c.index, 1)[:-1]: c.width for c in lay.INDICATOR_COLUMNS})
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = at(lay.INDICATOR["satuan"].index, lay.FIRST_ROW)
    _offer_words(sheet, rows)
    _colour_checks(sheet, rows)
    _protect(sheet)
    _set_page(sheet, plan, rows)


def _offer_words(sheet: Worksheet, rows: lay.Rows) -> None:
    column = lay.INDICATOR["realisasi"].index
    # The list offers the two words; any number may still be typed (no error alert).
    offer = DataValidation(
        type="list", formula1='"nihil,belum ada data"', allow_blank=True, showErrorMessage=False
    )
    offer.promptTitle = "Realisasi"
    offer.prompt = "Tulis angka kumulatif, atau pilih nihil / belum ada data."
    offer.showInputMessage = True
    for row in rows.indicators:
        offer.add(at(column, row))
    sheet.add_data_validation(offer)


def _colour_checks(sheet: Worksheet, rows: lay.Rows) -> None:
    column = lay.INDICATOR["periksa"].index
    last = (*rows.indicators, *rows.budgets)[-1]
    first_cell = at(column, lay.FIRST_ROW)
    span = f"{first_cell}:{at(column, last)}"
    anchor = f"${first_cell}"
    for condition, fill in (
        (f'LEFT({anchor},1)="◄"', _ATTENTION),
        (f"{anchor}={formulas.quoted(formulas.COMPLETE)}", _FINE),
    ):
        rule = Rule(type="expression", dxf=DifferentialStyle(fill=fill), formula=[condition])
        sheet.conditional_formatting.add(span, rule)


def _protect(sheet: Worksheet) -> None:
    protection = sheet.protection
    protection.sheet = True
    # False allows: people may widen what they read, but not change what it says.
    protection.formatColumns = False
    protection.formatRows = False
    protection.selectLockedCells = False


def _set_page(sheet: Worksheet, plan: FormPlan, rows: lay.Rows) -> None:
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page = sheet.page_setup
    page.orientation, page.paperSize = "landscape", sheet.PAPERSIZE_A4
    page.fitToWidth, page.fitToHeight = 1, 0
    sheet.print_area = f"B{lay.LETTERHEAD_ROW}:{at(lay.LAST_PRINTED, rows.note + 1)}"
    sheet.print_title_rows = f"{lay.HEAD_ROW}:{lay.NUMBERS_ROW}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.35
    _write_margins(sheet, plan)


def _write_margins(sheet: Worksheet, plan: FormPlan) -> None:
    footer = sheet.oddFooter
    if footer is None:  # openpyxl gives every new sheet one
        raise TypeError("a new sheet lacks its footer")
    mark = _in_header(f"{plan.code} · versi {plan.version}")
    belongs = _in_header(f"{plan.unit_name} · {plan.period.title}")
    for part, text in (
        (footer.left, mark),
        (footer.center, "Halaman &P dari &N"),
        (footer.right, belongs),
    ):
        part.text, part.font, part.size = text, f"{ink.FONT},Regular", 8


def _in_header(text: str) -> str:
    # "&" begins a code in headers and footers.
    return ink.clean(text).replace("&", "&&").replace("\n", " ")

"""What a spreadsheet program does with the form.

Widths, drop-downs and prompts, colours of the check column, protection, the printed page.
"""

import textwrap

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import checks
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import at
from pipeline.adapters.forms.typed import quoted
from pipeline.ports.forms import FormPlan

_ATTENTION = PatternFill("solid", bgColor="FBE0D6")
_ADVICE = PatternFill("solid", bgColor="FFF2CC")
_FINE = PatternFill("solid", bgColor="E2F0D9")
#: Per cent at which all columns stand side by side on a screen of 1366 points.
_ZOOM = 80
#: What the margins leave of A4 landscape, and a column's width of one character: in points.
_PRINTED_WIDTH, _PRINTED_HEIGHT, _POINTS = 784.0, 509.0, 5.5
_USUAL_ROW = 15.0
#: Excel takes 255 characters in a footer, its codes included.
_LONGEST_IN_FOOTER = 120


def furnish(sheet: Worksheet, plan: FormPlan) -> None:
    """Set everything that is no cell's content."""
    rows = lay.rows_of(plan)
    ink.widths(sheet, {get_column_letter(c.index): c.width for c in lay.INDICATOR_COLUMNS})
    for hidden in (1, *lay.HELPERS.values()):
        sheet.column_dimensions[get_column_letter(hidden)].hidden = True
    _set_view(sheet, rows)
    _offer_words(sheet, rows)
    _prompt(sheet, rows)
    _colour_checks(sheet, rows)
    _protect(sheet)
    _set_page(sheet, plan, rows)


def _set_view(sheet: Worksheet, rows: lay.Rows) -> None:
    """Heads stay in sight, and the first cell to fill is the one selected."""
    sheet.freeze_panes = at(lay.INDICATOR["satuan"].index, lay.FIRST_ROW)
    sheet.sheet_view.zoomScale = sheet.sheet_view.zoomScaleNormal = _ZOOM
    first = at(lay.INDICATOR["realisasi"].index, rows.indicators[0])
    for selection in sheet.sheet_view.selection:
        if selection.pane == "bottomRight":
            selection.activeCell = selection.sqref = first


def _offer_words(sheet: Worksheet, rows: lay.Rows) -> None:
    # The list offers the two words; any number may still be typed (no error alert).
    offer = DataValidation(
        type="list", formula1='"nihil,belum ada data"', allow_blank=True, showErrorMessage=False
    )
    offer.promptTitle = "Realisasi"
    offer.prompt = "Tulis angka kumulatif, atau pilih nihil / belum ada data."
    offer.showInputMessage = True
    for row in rows.indicators:
        offer.add(at(lay.INDICATOR["realisasi"].index, row))
    sheet.add_data_validation(offer)


def _prompt(sheet: Worksheet, rows: lay.Rows) -> None:
    """Say at the cell what goes into it; only fisik warns of what cannot be."""
    evidence = DataValidation(type=None, showInputMessage=True)
    evidence.promptTitle = "Bukti"
    evidence.prompt = "Nama berkasnya, misalnya rekap-peserta.pdf; serahkan bersama formulir ini."
    amount = DataValidation(type=None, showInputMessage=True)
    amount.promptTitle = "Realisasi anggaran"
    amount.prompt = "Rupiah penuh sejak Januari, misalnya 1250000."
    physical = DataValidation(type="decimal", operator="between", formula1="0", formula2="100")
    physical.errorStyle, physical.showErrorMessage = "warning", True
    physical.errorTitle, physical.error = "Fisik", "Fisik adalah angka 0 sampai dengan 100."
    for row in rows.indicators:
        evidence.add(at(lay.INDICATOR["bukti"].index, row))
    for row in rows.budgets:
        amount.add(at(lay.BUDGET["anggaran_realisasi"].index, row))
        physical.add(at(lay.BUDGET["anggaran_fisik"].index, row))
    for each in (evidence, *((amount, physical) if rows.budgets else ())):
        sheet.add_data_validation(each)


def _colour_checks(sheet: Worksheet, rows: lay.Rows) -> None:
    column = lay.INDICATOR["periksa"].index
    last = (*rows.indicators, *rows.budgets)[-1]
    first_cell = at(column, lay.FIRST_ROW)
    anchor = f"${first_cell}"
    complete = quoted(checks.COMPLETE)
    for condition, fill in (
        (f"LEFT({anchor},1)={quoted(checks.MARK)}", _ATTENTION),
        (f"{anchor}={complete}", _FINE),
        (f"LEFT({anchor},{len(checks.COMPLETE)})={complete}", _ADVICE),
        (f"{anchor}={quoted(checks.UNREAD_HERE)}", _ADVICE),
    ):
        rule = Rule(type="expression", dxf=DifferentialStyle(fill=fill), formula=[condition])
        sheet.conditional_formatting.add(f"{first_cell}:{at(column, last)}", rule)


def _protect(sheet: Worksheet) -> None:
    protection = sheet.protection
    protection.sheet = True
    # False allows: people may widen what they read, but not change what it says.
    protection.formatColumns = False
    protection.formatRows = False
    protection.selectLockedCells = False


def _set_page(sheet: Worksheet, plan: FormPlan, rows: lay.Rows) -> None:
    ink.fit_width(sheet, "landscape")
    sheet.page_setup.fitToWidth = 1
    sheet.print_area = f"B{lay.LETTERHEAD_ROW}:{at(lay.LAST_PRINTED, rows.note + 1)}"
    sheet.print_title_rows = f"{lay.HEAD_ROW}:{lay.NUMBERS_ROW}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.5, 0.7, 0.3, 0.35
    if rows.budgets and not _keeps_budgets_together(sheet, rows):
        # Part B has a head of its own, which must not be left behind on the page before.
        sheet.row_breaks.append(Break(id=rows.budget_title - 1))
    _write_footer(sheet, plan)


def _keeps_budgets_together(sheet: Worksheet, rows: lay.Rows) -> bool:
    """Whether part B falls on one page by itself, as the rows' heights say."""
    page = _PRINTED_HEIGHT * sum(c.width for c in lay.INDICATOR_COLUMNS[:-1]) * _POINTS
    page /= _PRINTED_WIDTH
    heads = _height(sheet, lay.HEAD_ROW, lay.NUMBERS_ROW)
    left = page - _height(sheet, lay.LETTERHEAD_ROW, lay.NUMBERS_ROW)
    for row in range(lay.FIRST_ROW, rows.budget_title):
        height = _height(sheet, row, row)
        left = left - height if height <= left else page - heads - height
    return _height(sheet, rows.budget_title, rows.note + 1) <= left


def _height(sheet: Worksheet, first: int, last: int) -> float:
    """The height of some rows in points, hidden ones left out."""
    return sum(
        sheet.row_dimensions[row].height or _USUAL_ROW
        for row in range(first, last + 1)
        if not sheet.row_dimensions[row].hidden
    )


def _write_footer(sheet: Worksheet, plan: FormPlan) -> None:
    unit = textwrap.shorten(plan.unit_name, _LONGEST_IN_FOOTER, placeholder="…")
    ink.write_footer(
        sheet,
        left=ink.in_footer(f"{plan.code} · versi {plan.version}"),
        center="Halaman &P dari &N",
        right=ink.in_footer(f"{unit} · {plan.period.title}"),
    )

"""The recap's workbook: its sheets, its formulas' stored results, and text that stays text."""

import io
import re
import zipfile

import pytest
from lxml import etree
from openpyxl import load_workbook
from recap_books import HOSTILE, book_of, everywhere
from recap_scene import cycle_of, office_of

from pipeline.adapters.forms import recap_sheets
from pipeline.adapters.forms.recap import recap_workbook
from pipeline.domain.performance.achievement import Rules
from pipeline.domain.period import Period
from pipeline.wording.indonesian import number

OURS = re.compile(r"=(IF|IFERROR|SUM|COUNT|COUNTIF)\(")
FOUR = office_of(4)
TABS = tuple(f"Bidang {place}" for place in range(1, 5))


def opened(book, *, data_only=True):
    return load_workbook(io.BytesIO(recap_workbook(book)), data_only=data_only)


def test_a_sheet_for_who_answered_one_for_the_course_and_one_a_unit():
    earlier = cycle_of(FOUR, 3, period=Period(2026, 2))
    _, book = book_of(FOUR, cycle_of(FOUR, 3, u4="missing"), [earlier])
    assert opened(book).sheetnames == ["Rekap", "Penyampaian", "Perkembangan", *TABS]
    _, first = book_of(FOUR, cycle_of(FOUR, 3))
    assert "Perkembangan" not in opened(first).sheetnames


def test_the_stored_results_are_the_printed_ones():
    earlier = cycle_of(FOUR, 3, period=Period(2026, 2))
    cycle = cycle_of(FOUR, 3, u2="late", u3="warned", u4="missing")
    report, book = book_of(FOUR, cycle, [earlier])
    workbook = opened(book)
    delivery = workbook["Penyampaian"]
    assert [delivery.cell(row=row, column=4).value for row in range(5, 9)] == [
        unit.status for unit in report.units
    ]
    assert [delivery.cell(row=row, column=3).value for row in range(10, 14)] == [1, 2, 1, 4]
    course = workbook["Perkembangan"]
    lines = [*report.tren, report.tren_badan, report.tren_serapan]
    for row, line in enumerate(lines, start=5):
        values = [course.cell(row=row, column=column).value for column in (6, 7, 8)]
        shown = ["-" if value is None else number(round(value, 2), 2) for value in values]
        assert shown == [line.lalu_1, line.kini, line.perubahan.lstrip("+")]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_never_a_formula_an_error_or_markup(text):
    office = office_of(1)
    cycle = everywhere(cycle_of(office, 1, text=text), text)
    _, book = book_of(office, cycle, unit_names={"u1": text}, title=text)
    xlsx = recap_workbook(book)
    for sheet in load_workbook(io.BytesIO(xlsx)):
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            if cell.data_type == "f":
                assert OURS.match(cell.value)
            else:
                assert cell.data_type in "sn"
            if cell.data_type == "n":
                assert cell.column in (1, 3, 4, 6, 7, 8, 10)
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                tree = etree.fromstring(package.read(name))
                assert "\u202e" not in "".join(tree.itertext())
                assert not list(tree.iter("{*}hyperlink", "{*}externalReference"))


def test_the_workbook_says_whom_its_totals_leave_out_and_why_a_figure_is_missing():
    _, book = book_of(FOUR, cycle_of(FOUR, 11, text="Menunggu Polres", u4="missing"))
    workbook = opened(book)
    left_out = FOUR.roster.unit("u4").short
    assert workbook["Rekap"]["B13"].value == (
        f"Data {left_out} belum disampaikan: indikator dan pagunya sesuai perjanjian kinerja "
        "dihitung, realisasinya belum diketahui."
    )
    last = workbook["Bidang 1"][15]
    assert (last[8].value, last[16].value) == ("belum ada data", "Menunggu Polres")
    _, whole = book_of(FOUR, cycle_of(FOUR, 11))
    assert opened(whole)["Rekap"]["B13"].value is None


def test_a_row_is_never_taller_than_excel_allows():
    office = office_of(1)
    _, book = book_of(office, cycle_of(office, 1, text="panjang " * 3000))
    heights = [row.height for row in opened(book)["Bidang 1"].row_dimensions.values() if row.height]
    assert max(heights) == 409


@pytest.mark.parametrize(
    ("unit", "tab"),
    [
        ("bidang-1", "bidang-1"), ("a/b:c*d?[e]\\f'g", "a-b-c-d--e--f-g"), ("x" * 60, "x" * 31),
        ("rekap", "rekap -"), ("History", "History -"), (" ", "unit"),
    ],
)  # fmt: skip
def test_every_unit_has_a_sheet_that_excel_can_name(unit, tab):
    assert recap_sheets.tab(unit) == tab


def test_two_units_of_one_short_name_have_a_sheet_each():
    assert recap_sheets.tab("Bidang", ["bidang"]) == "Bidang -"
    assert recap_sheets.tab("Bidang", ["bidang", "Bidang -"]) == "Bidang -2"


def test_a_units_sheet_prints_on_the_width_of_one_page_in_a_size_that_can_be_read():
    _, book = book_of(FOUR, cycle_of(FOUR, 3))
    sheet = opened(book)["Bidang 1"]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    # Some 140 characters of the house font fill A4 on its side; two thirds of it stay legible.
    assert sum(sheet.column_dimensions[letter].width for letter in "ABCDEFGHIJKLMNOPQ") <= 210
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.oddFooter.left.text == "Rincian Data Kinerja - &A"
    assert (sheet["G4"].value, sheet["H4"].value) == ("Target s.d. TW III", "Realisasi s.d. TW III")


def test_a_unit_that_has_not_answered_has_a_sheet_of_what_it_promised():
    report, book = book_of(FOUR, cycle_of(FOUR, 3, u2="missing"))
    workbook = opened(book)
    sheet, recap = workbook["Bidang 2"], workbook["Rekap"]
    assert sheet["A2"].value.endswith("(data belum disampaikan)")
    assert [sheet.cell(row=row, column=17).value for row in (5, 6, 7)] == [
        "data belum disampaikan"
    ] * 3
    assert (sheet["D10"].value, sheet["G10"].value) == (685000002, None)
    assert [recap.cell(row=6, column=column).value for column in (3, 4, 9)] == [3, 0, 685000002]
    assert recap["J6"].value is None
    badan = [recap.cell(row=9, column=column).value for column in (3, 4, 9, 10)]
    assert badan == [12, 9, 2740000010, 1356300000]
    assert report.badan.n_indikator == "12"
    assert (recap["B10"].value, recap["I10"].value) == (
        "Unit yang telah menyampaikan data", 2055000008,
    )  # fmt: skip


def test_the_programmes_of_a_unit_are_added_up_by_a_formula():
    _, book = book_of(FOUR, cycle_of(FOUR, 3))
    sheet = opened(book, data_only=False)["Bidang 1"]
    assert sheet["C11"].value == "Jumlah"
    assert sheet["D11"].value == '=IF(COUNT(D10:D10)=0,"",SUM(D10:D10))'


def test_other_rules_have_other_formulas():
    office = office_of(1, judging=Rules(cap=None, floor=None))
    _, book = book_of(office, cycle_of(office, 5))
    sheet = opened(book, data_only=False)["Bidang 1"]
    assert "MAX" not in sheet["J9"].value
    assert "MIN" not in sheet["K9"].value

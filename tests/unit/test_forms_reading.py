"""The data form read back: every usual way of filling it, and every finding named by its cell."""

import io
import statistics
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from form_filling import fill, repack, substitute, type_into
from kinerja_sample import AGREEMENT, NAMES, REALISED, make_data, make_earlier, make_plan
from openpyxl import load_workbook

from pipeline.adapters.forms.form import input_cells, make_form, refill
from pipeline.adapters.forms.layout import SHEET, SIGN
from pipeline.adapters.forms.reading import is_text_of_form, printed_mark, read_form
from pipeline.domain.performance.achievement import Rules
from pipeline.domain.performance.agreement import Budget, Indicator, UnitAgreement
from pipeline.domain.period import Period
from pipeline.errors import Refused
from pipeline.ports.forms import PrintedMark
from pipeline.reasons.forms import CATALOGUE

PLAN = make_plan()
EMPTY = make_form(PLAN)
DATA = make_data()
CELLS = input_cells(PLAN)
REASONS = {reason.code: reason for reason in CATALOGUE}


def findings_of(xlsx, plan=PLAN):
    with pytest.raises(Refused) as refusal:
        read_form(xlsx, plan)
    for finding in refusal.value.findings:
        reason = REASONS[finding.code]
        for sentence in (reason.what, reason.why, reason.do):
            assert "{" not in sentence.format(**finding.facts)
    return refusal.value.findings


def only_finding(xlsx, plan=PLAN):
    (finding,) = findings_of(xlsx, plan)
    return finding


def sentence(finding):
    return REASONS[finding.code].what.format(**finding.facts)


@pytest.mark.parametrize("unit", REALISED)
def test_a_filled_form_is_read_as_it_was_filled(unit):
    plan, data = make_plan(unit), make_data(unit)
    assert read_form(fill(make_form(plan), plan, data), plan) == data


def test_an_empty_form_names_every_missing_cell_at_once():
    findings = findings_of(EMPTY)
    assert [finding.code for finding in findings] == ["F20"] * 6
    assert sentence(findings[0]) == (
        "Pada sel I12 (baris 12, kolom Realisasi): belum diisi (indikator 1)."
    )
    assert [finding.facts["baris"] for finding in findings] == ["12", "13", "15", "16", "21", "22"]


def realised(number, content, **others):
    data = read_form(fill(EMPTY, PLAN, DATA, **{f"realisasi_{number}": content}, **others), PLAN)
    return data.rows[number - 1]


@pytest.mark.parametrize(
    ("number", "typed", "value"),
    [
        (1, "88,89", "88.89"), (1, "88.89", "88.89"), (1, "88,89%", "88.89"),
        (1, "88,89 %", "88.89"), (1, 88.89, "88.89"), (1, (0.8889, "0.00%"), "88.89"),
        (1, (0.755, "0%"), "75.5"), (1, (0.00755, "0.000%"), "0.755"), (1, "0,755%", "0.755"),
        (1, -3, "-3"), (2, "1.250", "1250"), (2, "1250", "1250"),
        (2, " 215 orang", "215"), (2, 215.0, "215"), (2, "=200+15", None), (4, "6,5", "6.5"),
        (4, "6,5 hari kerja", "6.5"),
    ],
)  # fmt: skip
def test_a_realisation_is_read_however_it_is_typed(number, typed, value):
    if value is None:
        # A formula without a stored result, as a program that does not calculate saves it.
        xlsx = fill(EMPTY, PLAN, DATA, **{f"realisasi_{number}": typed})
        assert only_finding(xlsx).code == "F27"
        return
    realisation = realised(number, typed).realisation
    assert (realisation.status, realisation.value) == ("terisi", Decimal(value))


@pytest.mark.parametrize("typed", ["nihil", "Nihil", "NIHIL ", "nol"])
def test_nihil_is_reported_as_zero(typed):
    realisation = realised(2, typed).realisation
    assert (realisation.status, realisation.value) == ("nihil", 0)


def test_no_data_needs_a_reason_and_keeps_it():
    row = realised(2, "Belum ada data", keterangan_2="menunggu laporan kecamatan")
    assert row.realisation.status == "belum ada data"
    assert row.realisation.reason == row.remark == "menunggu laporan kecamatan"
    row = realised(2, "belum ada data karena survei ditunda", keterangan_2=None)
    assert row.realisation.reason == row.remark == "survei ditunda"


@pytest.mark.parametrize("remark", [None, "", "-", "..."])
def test_no_data_without_a_reason_is_asked_about(remark):
    xlsx = fill(EMPTY, PLAN, DATA, realisasi_2="belum ada data", keterangan_2=remark)
    assert sentence(only_finding(xlsx)) == (
        "Pada sel I13 (baris 13, kolom Realisasi): “belum ada data” belum disertai alasannya "
        "(indikator 2)."
    )


@pytest.mark.parametrize(
    ("number", "typed", "code"),
    [
        (1, "delapan puluh", "F21"), (1, True, "F21"), (1, "tidak ada", "F24"),
        (4, "1.250", "F22"), (1, "1,250", "F22"), (2, "7,5", "F23"), (2, 7.5, "F23"),
        (2, 1.25, "F23"), (1, "-", "F24"), (1, "–", "F24"), (1, "...", "F24"),
        (1, "#REF!", "F26"), (1, date(2026, 3, 4), "F28"), (2, "75%", "F29"),
        (2, (0.75, "0%"), "F29"), (1, 0.8889, "F30"), (2, -3, "F31"), (2, "-3", "F31"),
        (2, "1e400", "F21"), (1, "   ", "F20"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_named_by_its_cell(number, typed, code):
    finding = only_finding(fill(EMPTY, PLAN, DATA, **{f"realisasi_{number}": typed}))
    assert finding.code == code
    row = CELLS["realisasi", number].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    assert f"Pada sel I{row} (baris {row}, kolom Realisasi)" in sentence(finding)


def test_an_ambiguous_number_is_asked_about_with_both_readings():
    finding = only_finding(fill(EMPTY, PLAN, DATA, realisasi_4="1.250"))
    assert (finding.facts["pertama"], finding.facts["kedua"]) == ("1250", "1,25")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Rp 1.580.450.000", "1580450000"), ("1.580.450.000,50", "1580450000.5"),
        (1580450000, "1580450000"), ("Rp 1.250", "1250"), ("nihil", "0"), (0, "0"),
    ],
)  # fmt: skip
def test_an_amount_is_read_however_it_is_typed(typed, value):
    data = read_form(fill(EMPTY, PLAN, DATA, anggaran_realisasi_1=typed), PLAN)
    assert data.budgets[0].realised == Decimal(value)


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("anggaran_realisasi", None, "F20"), ("anggaran_realisasi", "banyak", "F21"),
        ("anggaran_realisasi", "-", "F24"), ("anggaran_realisasi", -1, "F41"),
        ("anggaran_realisasi", (0.9, "0%"), "F29"), ("anggaran_realisasi", "#DIV/0!", "F26"),
        ("anggaran_realisasi", date(2026, 1, 2), "F28"), ("anggaran_fisik", 101, "F31"),
        ("anggaran_fisik", "separuh", "F21"), ("anggaran_fisik", "=A1", "F27"),
    ],
)  # fmt: skip
def test_an_amount_that_cannot_be_read_is_named(kind, typed, code):
    finding = only_finding(fill(EMPTY, PLAN, DATA, **{f"{kind}_2": typed}))
    assert (finding.code, finding.facts["baris"]) == (code, "22")


def test_physical_progress_may_be_written_as_per_cent():
    xlsx = fill(EMPTY, PLAN, DATA, anggaran_fisik_1="75,5%", anggaran_fisik_2=(0.4, "0%"))
    physical = [row.physical for row in read_form(xlsx, PLAN).budgets]
    assert physical == [Decimal("75.5"), Decimal(40)]


def test_all_findings_come_at_once_and_from_top_to_bottom():
    xlsx = fill(
        EMPTY, PLAN, DATA,
        realisasi_1="delapan", realisasi_2=None, realisasi_4="-", anggaran_realisasi_2="?",
    )  # fmt: skip
    found = [(finding.code, finding.facts["baris"]) for finding in findings_of(xlsx)]
    assert found == [("F21", "12"), ("F20", "13"), ("F24", "16"), ("F24", "22")]


@pytest.mark.parametrize(
    ("address", "value", "code", "column"),
    [
        ("C12", "Indikator lain", "F13", "Indikator Kinerja"), ("D12", "Orang", "F13", "Satuan"),
        ("E12", "negatif", "F13", "Polaritas"), ("F13", 100, "F13", "Target Tahun"),
        ("G13", 200, "F13", "Target s.d. TW III"), ("G13", "300", "F13", "Target s.d. TW III"),
        ("E21", 1, "F13", "Pagu"), ("D21", "9.99", "F13", "Kode"),
        ("D4", "Bidang lain", "F12", "Unit kerja"),
        ("D5", "Triwulan II Tahun 2026", "F12", "Periode"),
    ],
)  # fmt: skip
def test_what_the_form_says_may_not_be_changed(address, value, code, column):
    finding = only_finding(type_into(fill(EMPTY, PLAN, DATA), {address: value}))
    assert (finding.code, finding.facts["kolom"]) == (code, column)
    assert (finding.facts["sel"], finding.facts["baris"]) == (address, address[1:])


def test_the_form_of_another_unit_or_period_is_not_taken():
    other = make_plan("bidang-3")
    assert {f.code for f in findings_of(fill(make_form(other), other, make_data("bidang-3")))} == {
        "F12", "F13", "F14",
    }  # fmt: skip
    earlier = make_plan(period=Period(2026, 2))
    codes = {f.code for f in findings_of(fill(EMPTY, PLAN, DATA), earlier)}
    assert codes == {"F12", "F13"}


def test_a_workbook_without_our_form_is_told_so():
    sheet = "xl/worksheets/sheet1.xml"
    xlsx = repack(EMPTY, replace={sheet: substitute("paraf-data-kinerja", "lembar")})
    assert only_finding(xlsx).code == "F11"


def test_a_lost_row_and_a_lost_column_are_named():
    row = type_into(fill(EMPTY, PLAN, DATA), {"A13": None})
    assert only_finding(row).facts == {"bagian": "indikator 2"}
    column = type_into(fill(EMPTY, PLAN, DATA), {f"{CELLS['realisasi', 1][0]}1": None})
    assert only_finding(column).facts == {"kolom": "Realisasi", "bagian": "A"}


def test_inserted_rows_and_columns_do_no_harm():
    workbook = load_workbook(io.BytesIO(fill(EMPTY, PLAN, DATA)))
    sheet = workbook["Data Kinerja"]
    # openpyxl moves values but not merged ranges; the form's cells are what is read.
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    sheet.insert_rows(6, 2)
    sheet.insert_cols(9)
    saved = io.BytesIO()
    workbook.save(saved)
    assert read_form(saved.getvalue(), PLAN) == DATA


def test_results_that_wait_for_a_recalculation_are_not_trusted():
    filled = fill(EMPTY, PLAN, DATA)
    cell = CELLS["realisasi", 2]
    with_formula = repack(
        filled,
        replace={
            "xl/worksheets/sheet1.xml": substitute(
                rf'(<c r="{cell}"[^>]*?)(?: t="n")?><v>215</v>', r"\1><f>200+15</f><v>215</v>"
            )
        },
    )
    assert read_form(with_formula, PLAN) == DATA
    by_hand = repack(
        with_formula,
        replace={"xl/workbook.xml": substitute("<calcPr[^>]*>", '<calcPr calcMode="manual"/>')},
    )
    assert only_finding(by_hand).code == "F27"


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|'/c calc'!A0", "+1", "-x", "@SUM(1)", "＝1", "{{7*7}}", "_x0041_"]
)
def test_what_a_person_writes_stays_text(text):
    remark = replace(DATA.rows[0], remark=text, evidence=f"{text}\nbaris dua")
    data = replace(DATA, rows=(remark, *DATA.rows[1:]))
    assert read_form(refill(PLAN, data), PLAN) == data


def test_a_returned_form_keeps_the_answers():
    assert read_form(refill(PLAN, DATA), PLAN) == DATA
    gone = read_form(
        fill(EMPTY, PLAN, DATA, realisasi_1="belum ada data", realisasi_2="nihil"), PLAN
    )
    assert read_form(refill(PLAN, gone), PLAN) == gone


def test_a_unit_without_programmes_has_a_form_too():
    part = AGREEMENT.of("bidang-3")
    plan = make_plan("bidang-3", agreement=replace(part, budgets=()))
    data = replace(make_data("bidang-3"), budgets=())
    assert read_form(fill(make_form(plan), plan, data), plan) == data


@pytest.mark.parametrize(
    ("number", "typed", "code"),
    [
        (2, 0.215, "F23"), (1, 1, "F30"), (1, "0,8889", "F30"), (1, 88890, "F32"),
        (2, 46115, "F35"), (2, "belum ada", "F24"), (2, "215 (dua ratus)", "F21"),
    ],
)  # fmt: skip
def test_a_figure_that_hardly_anybody_means_is_asked_about(number, typed, code):
    finding = only_finding(fill(EMPTY, PLAN, DATA, **{f"realisasi_{number}": typed}))
    assert finding.code == code


@pytest.mark.parametrize(
    ("number", "said", "value"),
    [
        (1, "0,8889 persen", "0.8889"), (2, "480 (empat ratus delapan puluh)", "480"),
        (2, "1,25 ribu orang", "1250"),
    ],
)  # fmt: skip
def test_a_doubtful_figure_with_its_satuan_is_taken_as_it_stands(number, said, value):
    assert realised(number, said).realisation.value == Decimal(value)


@pytest.mark.parametrize(
    ("number", "typed", "most"),
    [
        (1, 755, "100"), (1, "88890 persen", "100"), (2, 1501, "1.500"),
        (2, "46115 orang", "1.500"), (2, "12,345,678", "1.500"), (4, "1.250,5", "35"),
    ],
)  # fmt: skip
def test_a_figure_far_beyond_its_target_needs_a_word_in_the_remark(number, typed, most):
    said = {f"realisasi_{number}": typed}
    finding = only_finding(fill(EMPTY, PLAN, DATA, **said))
    assert (finding.code, finding.facts["batas"]) == ("F37", most)
    meant = {f"keterangan_{number}": "Benar, ada apel besar"}
    assert realised(number, typed, **meant).realisation.value > Decimal(most.replace(".", ""))


def test_how_far_is_far_is_the_offices_to_say():
    filled = fill(EMPTY, PLAN, DATA, realisasi_2=1501)
    plan = make_plan(rules=Rules(doubted=None))
    assert read_form(filled, plan).rows[1].realisation.value == 1501
    assert (
        only_finding(filled, make_plan(rules=Rules(doubted=Decimal(300)))).facts["batas"] == "900"
    )


@pytest.mark.parametrize(
    ("cell", "typed", "before"),
    [("realisasi_2", 142, "143"), ("realisasi_2", "nihil", "143"),
     ("anggaran_realisasi_1", 948_000_000, "948.270.000")],
)  # fmt: skip
def test_a_count_that_fell_since_the_quarter_before_needs_a_reason(cell, typed, before):
    plan = make_plan(earlier=make_earlier())
    remark = cell.replace("realisasi", "keterangan")
    finding = only_finding(fill(EMPTY, PLAN, DATA, **{cell: typed, remark: None}), plan)
    assert (finding.code, finding.facts["lalu"]) == ("F38", before)
    assert finding.facts["periode"] == "Triwulan II 2026"
    told = fill(EMPTY, PLAN, DATA, **{cell: typed, remark: "pengembalian belanja"})
    assert read_form(told, plan).unit == "bidang-2"
    assert read_form(fill(EMPTY, PLAN, DATA, **{cell: typed, remark: None}), PLAN)


def test_rupiah_where_something_else_is_counted_is_asked_about():
    assert only_finding(fill(EMPTY, PLAN, DATA, realisasi_2="Rp 250")).code == "F39"
    assert only_finding(fill(EMPTY, PLAN, DATA, realisasi_1="Rp 5")).code == "F39"


def test_a_merged_range_is_told_once():
    finding = only_finding(merged("M12:Q13"))
    assert (finding.code, finding.facts["sel"], finding.facts["rentang"]) == (
        "F16", "N12", "M12:Q13",
    )  # fmt: skip


def merged(area):
    workbook = load_workbook(io.BytesIO(fill(EMPTY, PLAN, DATA)))
    workbook["Data Kinerja"].merge_cells(area)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def test_a_reference_to_a_cell_that_is_gone_is_called_an_error():
    for cell in ("realisasi_2", "penghambat_2"):
        assert only_finding(fill(EMPTY, PLAN, DATA, **{cell: "=Lembar!#REF!+1"})).code == "F26"


def test_thousands_that_a_program_took_for_decimals_are_asked_about():
    many = tuple(
        replace(each, target_year=Decimal(4000), targets=(Decimal(3000),) * 4)
        for each in PLAN.agreement.indicators[1:2]
    )
    first, _, *rest = PLAN.agreement.indicators
    part = replace(PLAN.agreement, indicators=(first, *many, *rest))
    plan = make_plan(agreement=part)
    finding = only_finding(fill(make_form(plan), plan, DATA, realisasi_2=2), plan)
    assert (finding.code, finding.facts["isi"], finding.facts["kedua"]) == ("F32", "2", "2000")


@pytest.mark.parametrize(
    ("typed", "remark", "code"),
    [
        ("1.580", None, "F33"),
        (1580, None, "F33"),
        (1_740_500_001, None, "F34"),
        ("1,58 M", "", "F21"),
    ],
)
def test_money_that_is_too_small_or_too_much_is_asked_about(typed, remark, code):
    over = {"anggaran_realisasi_1": typed, "anggaran_keterangan_1": remark}
    assert only_finding(fill(EMPTY, PLAN, DATA, **over)).code == code


def test_spending_over_the_ceiling_is_taken_with_its_reason():
    over = {"anggaran_realisasi_1": 1_740_500_001, "anggaran_keterangan_1": "pergeseran pagu"}
    data = read_form(fill(EMPTY, PLAN, DATA, **over), PLAN)
    assert data.budgets[0].remark == "pergeseran pagu"


def bent(work):
    """The filled form after some work on its sheet."""
    workbook = load_workbook(io.BytesIO(fill(EMPTY, PLAN, DATA)))
    work(workbook, workbook[SHEET])
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def line_of(number):
    return int(CELLS["realisasi", number].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def test_rows_and_columns_that_nobody_sees_are_named():
    def hide(_, sheet):
        for number in (2, 3):
            sheet.row_dimensions[line_of(number)].hidden = True

    assert only_finding(bent(hide)).facts["daftar"] == f"{line_of(2)} dan {line_of(3)}"

    def hide_column(_, sheet):
        sheet.column_dimensions[CELLS["pendukung", 1][0]].hidden = True

    assert only_finding(bent(hide_column)).facts["daftar"] == "Faktor Pendukung"


def test_merged_cells_are_named_by_their_range():
    area = f"{CELLS['realisasi', 1]}:{CELLS['realisasi', 2]}"
    finding = only_finding(bent(lambda _, sheet: sheet.merge_cells(area)))
    assert (finding.code, finding.facts["rentang"]) == ("F16", area)
    assert finding.facts["baris"] == str(line_of(2))


def test_rows_that_changed_places_are_told_once():
    def swap(_, sheet):
        for column in range(2, sheet.max_column + 1):
            one, other = (sheet.cell(line_of(number), column) for number in (1, 2))
            one.value, other.value = other.value, one.value

    finding = only_finding(bent(swap))
    assert (finding.code, finding.facts["daftar"]) == ("F18", f"{line_of(1)} dan {line_of(2)}")


def test_a_copy_of_the_sheet_is_asked_about():
    finding = only_finding(bent(lambda book, sheet: book.copy_worksheet(sheet)))
    assert (finding.code, finding.facts["lembar"]) == (
        "F19", "“Data Kinerja” dan “Data Kinerja Copy”",
    )  # fmt: skip


def test_a_form_shows_which_it_is():
    assert printed_mark(EMPTY) == PrintedMark(code=PLAN.code, version=PLAN.version)
    assert printed_mark(b"PK") is None
    assert is_text_of_form(f"{SIGN};Data Kinerja\r\n".encode("utf-16"))
    assert not is_text_of_form(b"Indikator;Realisasi\r\n")


def test_forty_indicators_are_read_quickly():
    many = UnitAgreement(
        unit="bidang-2",
        indicators=tuple(
            Indicator(
                number=number,
                sasaran=f"Sasaran {number // 4}",
                name=f"Jumlah kegiatan ke-{number}",
                unit_of_measure="Kegiatan",
                polarity="positif",
                target_year=Decimal(8),
                targets=(Decimal(2), Decimal(4), Decimal(6), Decimal(8)),
                decimals=0,
            )
            for number in range(1, 41)
        ),
        budgets=(Budget(code="8.01.03", name="Program", ceiling=Decimal(10)),),
    )
    plan = make_plan(agreement=many, unit_name=NAMES["bidang-2"])
    values = {address: 5 for (kind, _), address in input_cells(plan).items() if "realisasi" in kind}
    xlsx = type_into(make_form(plan), values)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        assert read_form(xlsx, plan).filled == 40
        times.append(time.perf_counter() - start)
    assert statistics.median(times) < 0.06

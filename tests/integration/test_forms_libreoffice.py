"""The workbooks in a real LibreOffice: re-saved forms are read, formulas agree, pages fit."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace

import pytest
from form_filling import fill, repack
from form_trials import FINE, FINE_SPENT, SPENT, WRONG, trial_form, trial_plan
from kinerja_sample import (
    AGREEMENT,
    NAMES,
    ROOT,
    TW3,
    all_data,
    make_data,
    make_earlier,
    make_plan,
)
from openpyxl import load_workbook
from pypdf import PdfReader

from pipeline.adapters.forms import checks
from pipeline.adapters.forms.agreement import read_agreement
from pipeline.adapters.forms.form import input_cells, make_form, refill
from pipeline.adapters.forms.reading import read_form
from pipeline.adapters.forms.recap import recap_workbook
from pipeline.adapters.inspection import ContentInspector
from pipeline.domain.performance.achievement import NOT_ASSESSED, Rules, mean
from pipeline.domain.performance.data import Realisation
from pipeline.domain.performance.recap import recap
from pipeline.domain.period import Period
from pipeline.errors import Refused
from pipeline.ports.forms import RecapBook

SHEET = "Data Kinerja"
PLAN = make_plan()
FIRST = Period(2026, 1)
UNITS = ("sekretariat", "bidang-1", "bidang-2", "bidang-3")


def without_results(xlsx):
    """The workbook with every stored result of a formula taken out, so that none is reused."""
    with zipfile.ZipFile(io.BytesIO(xlsx)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/s")]

    def strip(content):
        return re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)

    return repack(xlsx, replace=dict.fromkeys(sheets, strip))


def convert(folder, kind, **workbooks):
    """Open workbooks in LibreOffice and save them again as ``kind``."""
    for name, content in workbooks.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    done = folder / kind
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
            "--convert-to", kind, "--outdir", done, *folder.glob("*.xlsx"),
        ],
        check=True, capture_output=True, timeout=90,
    )  # fmt: skip
    return {name: (done / f"{name}.{kind}").read_bytes() for name in workbooks}


def figures_of():
    return recap(TW3, all_data(), Rules())


def awkward_plan():
    """Triwulan I of the sekretariat has a target of 0; every way of answering is tried on it."""
    return make_plan("sekretariat", period=FIRST)


def filled_forms():
    forms = {}
    for unit in UNITS:
        plan = make_plan(unit)
        forms[unit] = without_results(fill(make_form(plan), plan, make_data(unit)))
    awkward = make_data("sekretariat")
    forms["awkward"] = without_results(
        fill(
            make_form(awkward_plan()), awkward_plan(), awkward,
            realisasi_1=(0.225, "0.00%"), realisasi_2="belum ada data", realisasi_3=80,
            realisasi_4="nihil", keterangan_1="1+1 bukan rumus",
        )
    )  # fmt: skip
    forms["empty"] = make_form(PLAN)
    forms["fine"] = without_results(trial_form(FINE, trial_plan(FINE)))
    forms["wrong"] = without_results(trial_form(WRONG, trial_plan(WRONG, len(SPENT))))
    unread = fill(make_form(PLAN), PLAN, make_data(), realisasi_2="215 (dua ratus lima belas)")
    forms["unread"] = without_results(unread)
    for name, plan, data in refilled():
        forms[name] = without_results(refill(plan, data))
    return forms


def refilled():
    """Forms that came back with their answers, whose stored results must be what they compute."""
    yield "again", PLAN, make_data()
    yield "compared", make_plan(earlier=make_earlier()), make_data()
    plan = trial_plan(FINE)
    # An error that a formula of the tester left would be no number; FINE has none.
    yield "tried", plan, read_form(trial_form(FINE, plan), plan)


@pytest.fixture(scope="module")
def resaved(tmp_path_factory):
    book = RecapBook(
        title="Rekapitulasi", figures=figures_of(), answers=all_data(), unit_names=NAMES
    )
    return convert(
        tmp_path_factory.mktemp("resave"),
        "xlsx",
        **filled_forms(),
        perjanjian=agreement(),
        rekap=without_results(recap_workbook(book)),
    )


def agreement():
    return (ROOT / "perjanjian-kinerja" / "2026.xlsx").read_bytes()


def values(xlsx, sheet=SHEET):
    return load_workbook(io.BytesIO(xlsx), data_only=True)[sheet]


@pytest.mark.parametrize("unit", UNITS)
def test_a_form_saved_by_libreoffice_is_read_as_it_was_filled(resaved, unit):
    assert read_form(resaved[unit], make_plan(unit)) == make_data(unit)


def test_every_way_of_answering_survives_libreoffice(resaved):
    data = read_form(resaved["awkward"], awkward_plan())
    assert [row.realisation.status for row in data.rows] == [
        "terisi", "belum ada data", "terisi", "nihil",
    ]  # fmt: skip
    assert str(data.rows[0].realisation.value) == "22.5"
    assert data.rows[0].remark == "1+1 bukan rumus"


def test_an_empty_form_saved_by_libreoffice_still_names_its_cells(resaved):
    with pytest.raises(Refused) as refusal:
        read_form(resaved["empty"], PLAN)
    assert [f.facts["baris"] for f in refusal.value.findings] == [
        "12", "13", "15", "16", "21", "22",
    ]  # fmt: skip


def test_the_marks_and_the_protection_survive(resaved):
    workbook = load_workbook(io.BytesIO(resaved["empty"]))
    marks = {item.name: item.value for item in workbook.custom_doc_props.props}
    assert marks["ParafKode"] == PLAN.code
    assert workbook[SHEET].protection.sheet
    assert not workbook[SHEET]["I12"].protection.locked


@pytest.mark.parametrize("unit", UNITS)
def test_the_forms_formulas_agree_with_the_domain(resaved, unit):
    plan, data, sheet = make_plan(unit), make_data(unit), values(resaved[unit])
    cells = input_cells(plan)
    for row, achieved in zip(data.rows, data.achieved(plan.rules), strict=True):
        line = cells["realisasi", row.indicator.number][1:]
        assert sheet[f"K{line}"].value == pytest.approx(float(achieved))
        assert sheet[f"L{line}"].value == plan.rules.scale.predicate(achieved)
        assert sheet[f"R{line}"].value == "Lengkap"
    for number, row in enumerate(data.budgets, start=1):
        line = cells["anggaran_realisasi", number][1:]
        assert sheet[f"K{line}"].value == pytest.approx(float(row.absorption))
    rows = len(data.rows) + len(data.budgets)
    assert sheet["M6"].value == f"{rows} dari {rows} baris lengkap"


def test_the_form_shows_what_is_odd_or_missing(resaved):
    sheet = values(resaved["awkward"])
    shown = [[sheet[f"{column}{row}"].value for column in "KLR"] for row in (12, 13, 14, 15)]
    assert shown[0] == [pytest.approx(90), "Tinggi", "Lengkap"]
    assert shown[1] == ["–", None, "Lengkap"]
    assert shown[2] == [NOT_ASSESSED, None, "Lengkap"]
    assert shown[3] == [200, "Sangat Tinggi", "Lengkap"]
    empty = values(resaved["empty"])
    assert empty["R12"].value == "◄ Isi realisasi"
    assert empty["M6"].value == "0 dari 6 baris lengkap"


def test_every_kind_of_indicator_is_judged_on_the_form_as_in_the_core(resaved):
    plan = trial_plan(FINE)
    data, sheet, rules = read_form(resaved["fine"], plan), values(resaved["fine"]), plan.rules
    cells = input_cells(plan)
    for row, achieved in zip(data.rows, data.achieved(rules), strict=True):
        line = cells["realisasi", row.indicator.number][1:]
        shown, word = sheet[f"K{line}"].value, sheet[f"L{line}"].value
        trial = FINE[row.indicator.number - 1]
        if row.realisation.value is None:
            assert (shown, word) == ("–", None), trial
        elif achieved is None:
            assert (shown, word) == (NOT_ASSESSED, None), trial
        else:
            assert shown == pytest.approx(float(achieved)), trial
            assert word == rules.scale.predicate(achieved), trial
    line = int(line) + 1
    expected = mean(data.achieved(rules), cap=rules.cap)
    assert sheet[f"K{line}"].value == pytest.approx(float(expected))
    assert sheet[f"L{line}"].value == rules.scale.predicate(expected)


def test_money_written_as_text_is_part_of_the_forms_total(resaved):
    plan = trial_plan(FINE)
    data, sheet = read_form(resaved["fine"], plan), values(resaved["fine"])
    line = int(input_cells(plan)["anggaran_realisasi", FINE_SPENT][1:]) + 1
    assert sheet[f"I{line}"].value == pytest.approx(float(data.realised))
    assert sheet[f"K{line}"].value == pytest.approx(float(data.realised / data.ceiling * 100))


def test_a_text_that_only_the_reader_can_read_leaves_no_misleading_mean(resaved):
    sheet = values(resaved["unread"])
    assert read_form(resaved["unread"], PLAN) == make_data()
    assert (sheet["R13"].value, sheet["K13"].value) == (checks.UNREAD_HERE, None)
    assert (sheet["K17"].value, sheet["L17"].value) == ("–", None)
    assert sheet["M6"].value == "5 dari 6 baris lengkap"


def check_column(xlsx, plan):
    """What Periksa says by the row's number."""
    sheet, cells = values(xlsx), input_cells(plan)
    return {
        int(address[1:]): sheet[f"R{address[1:]}"].value
        for (kind, _), address in cells.items()
        if kind.endswith("realisasi")
    }


def test_what_the_check_column_calls_complete_is_accepted(resaved):
    plan = trial_plan(FINE)
    assert len(read_form(resaved["fine"], plan).budgets) == FINE_SPENT
    for row, word in check_column(resaved["fine"], plan).items():
        assert word.startswith("Lengkap"), (row, word)


def test_what_the_check_column_marks_is_sent_back(resaved):
    plan = trial_plan(WRONG, len(SPENT))
    with pytest.raises(Refused) as refusal:
        read_form(resaved["wrong"], plan)
    refused = {int(finding.facts["baris"]) for finding in refusal.value.findings}
    told = check_column(resaved["wrong"], plan)
    assert {row for row, word in told.items() if word.startswith("◄")} == refused
    assert len(refused) == len(WRONG) + len(SPENT) - FINE_SPENT


def formula_cells(xlsx):
    sheet = load_workbook(io.BytesIO(xlsx))[SHEET]
    return [c.coordinate for row in sheet.iter_rows() for c in row if c.data_type == "f"]


@pytest.mark.parametrize("name", ["again", "compared", "tried"])
def test_the_results_we_store_are_those_that_are_computed(resaved, name):
    plan, data = next((plan, data) for each, plan, data in refilled() if each == name)
    xlsx = refill(plan, data)
    written, computed = values(xlsx), values(resaved[name])
    for cell in formula_cells(xlsx):
        expected = written[cell].value
        if isinstance(expected, int | float):
            expected = pytest.approx(expected)
        assert computed[cell].value == expected, cell
    assert read_form(resaved[name], plan) == data


def test_an_agreement_saved_by_libreoffice_is_read_as_it_was(resaved, tmp_path):
    (tmp_path / "2026.xlsx").write_bytes(resaved["perjanjian"])
    assert read_agreement(tmp_path / "2026.xlsx", ContentInspector(), UNITS) == AGREEMENT


def test_the_recaps_totals_recompute_to_the_printed_figures(resaved):
    sheet, figures = values(resaved["rekap"], "Rekap"), figures_of()
    standings = [standing for _, standing in figures.units] + [figures.badan]
    for row, standing in enumerate(standings, start=5):
        shown = [sheet.cell(row=row, column=column).value for column in range(3, 12)]
        assert shown == [
            standing.indicators,
            standing.filled,
            standing.assessed,
            pytest.approx(float(standing.mean)),
            standing.predicate,
            pytest.approx(float(standing.mean_uncapped)),
            float(standing.ceiling),
            float(standing.realised),
            pytest.approx(float(standing.absorption)),
        ]
    assert f"{sheet['F9'].value:.2f} {sheet['H9'].value:.2f}" == "87.84 92.51"


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    data = make_data()
    missing = Realisation(status="belum ada data", reason="Rekap loket belum selesai")
    rows = (*data.rows[:3], replace(data.rows[3], realisation=missing))
    long = trial_plan(FINE + WRONG, 5)
    return convert(
        tmp_path_factory.mktemp("print"),
        "pdf",
        form=refill(PLAN, replace(data, rows=rows)),
        long=make_form(long),
    )


def test_a_long_form_repeats_its_heads_and_keeps_the_budget_with_its_own(printed):
    *form, _ = [page.extract_text() for page in PdfReader(io.BytesIO(printed["long"])).pages]
    assert len(form) > 2
    for number, page in enumerate(form, start=1):
        assert "Indikator Kinerja" in page
        assert f"Halaman {number} dari {len(form) + 1}" in page
    (money,) = [page for page in form if "REALISASI ANGGARAN" in page]
    for wanted in ("Pagu (Rp)", "Program 1", "Program 5", "Jumlah"):
        assert wanted in money


def test_the_form_prints_on_one_page_and_its_guide_on_another(printed):
    form, guide = PdfReader(io.BytesIO(printed["form"])).pages
    assert (round(form.mediabox.width), round(form.mediabox.height)) == (842, 595)
    assert guide.mediabox.width < guide.mediabox.height
    text = " ".join(form.extract_text().split())
    for wanted in (
        "FORMULIR DATA KINERJA TRIWULAN III TAHUN 2026", PLAN.unit_name, PLAN.due, PLAN.code,
        "Sangat Tinggi", "belum ada data", "Halaman 1 dari",
    ):  # fmt: skip
        assert wanted in text
    assert "###" not in text
    assert "PETUNJUK PENGISIAN" in guide.extract_text()

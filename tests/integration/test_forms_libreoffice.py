"""The workbooks in a real LibreOffice: re-saved forms are read, formulas agree, pages fit."""

import io
import re
import subprocess
import zipfile
from dataclasses import replace

import pytest
from form_filling import fill, repack
from kinerja_sample import NAMES, TW3, all_data, make_data, make_plan
from openpyxl import load_workbook
from pypdf import PdfReader

from pipeline.adapters.forms.form import input_cells, make_form, refill
from pipeline.adapters.forms.reading import read_form
from pipeline.adapters.forms.recap import recap_workbook
from pipeline.domain.performance.achievement import NOT_ASSESSED, Rules
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
    return forms


@pytest.fixture(scope="module")
def resaved(tmp_path_factory):
    book = RecapBook(
        title="Rekapitulasi", figures=figures_of(), answers=all_data(), unit_names=NAMES
    )
    return convert(
        tmp_path_factory.mktemp("resave"),
        "xlsx",
        **filled_forms(),
        rekap=without_results(recap_workbook(book)),
    )


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
    assert not workbook[SHEET]["H12"].protection.locked


@pytest.mark.parametrize("unit", UNITS)
def test_the_forms_formulas_agree_with_the_domain(resaved, unit):
    plan, data, sheet = make_plan(unit), make_data(unit), values(resaved[unit])
    cells = input_cells(plan)
    for row, achieved in zip(data.rows, data.achieved(plan.rules), strict=True):
        line = cells["realisasi", row.indicator.number][1:]
        assert sheet[f"I{line}"].value == pytest.approx(float(achieved))
        assert sheet[f"J{line}"].value == plan.rules.scale.predicate(achieved)
        assert sheet[f"P{line}"].value == "Lengkap"
    for number, row in enumerate(data.budgets, start=1):
        line = cells["anggaran_realisasi", number][1:]
        assert sheet[f"I{line}"].value == pytest.approx(float(row.absorption))
    rows = len(data.rows) + len(data.budgets)
    assert sheet["M6"].value == f"{rows} dari {rows} baris lengkap"


def test_the_form_shows_what_is_odd_or_missing(resaved):
    sheet = values(resaved["awkward"])
    shown = [[sheet[f"{column}{row}"].value for column in "IJP"] for row in (12, 13, 14, 15)]
    assert shown[0] == [pytest.approx(90), "Tinggi", "Lengkap"]
    assert shown[1] == [None, None, "Lengkap"]
    assert shown[2] == [NOT_ASSESSED, None, "Lengkap"]
    assert shown[3] == [200, "Sangat Tinggi", "Lengkap"]
    empty = values(resaved["empty"])
    assert empty["P12"].value == "◄ Isi realisasi"
    assert empty["M6"].value == "0 dari 6 baris lengkap"


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


def test_the_form_prints_on_one_page_and_its_guide_on_another(tmp_path):
    data = make_data()
    missing = Realisation(status="belum ada data", reason="Rekap loket belum selesai")
    rows = (*data.rows[:3], replace(data.rows[3], realisation=missing))
    pdf = convert(tmp_path, "pdf", form=refill(PLAN, replace(data, rows=rows)))["form"]
    form, guide = PdfReader(io.BytesIO(pdf)).pages
    assert (round(form.mediabox.width), round(form.mediabox.height)) == (842, 595)
    assert guide.mediabox.width < guide.mediabox.height
    text = " ".join(form.extract_text().split())
    for wanted in (
        "FORMAT ISIAN DATA KINERJA TRIWULAN III TAHUN 2026", PLAN.unit_name, PLAN.due, PLAN.code,
        "Sangat Tinggi", "belum ada data", "Halaman 1 dari",
    ):  # fmt: skip
        assert wanted in text
    assert "###" not in text
    assert "PETUNJUK PENGISIAN" in guide.extract_text()

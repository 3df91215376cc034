"""The perjanjian kinerja read from its workbook, and every mistake named by sheet and cell."""

import io
from decimal import Decimal

import pytest
from form_filling import repack
from kinerja_sample import AGREEMENT, ROOT
from openpyxl import load_workbook

from pipeline.adapters.forms.agreement import read_agreement
from pipeline.adapters.forms.excel import ExcelForms
from pipeline.adapters.inspection import ContentInspector
from pipeline.errors import Misconfigured

SAMPLE = ROOT / "perjanjian-kinerja" / "2026.xlsx"


def changed(tmp_path, change, name="2026.xlsx"):
    workbook = load_workbook(SAMPLE)
    change(workbook)
    path = tmp_path / name
    saved = io.BytesIO()
    workbook.save(saved)
    path.write_bytes(saved.getvalue())
    return path


def put(sheet, **cells):
    def change(workbook):
        for address, value in cells.items():
            workbook[sheet][address] = value

    return change


def problems(path):
    with pytest.raises(Misconfigured) as wrong:
        read_agreement(path, ContentInspector())
    return list(wrong.value.problems)


def test_the_sample_has_the_sixteen_indicators_of_the_dossier():
    assert [part.unit for part in AGREEMENT.units] == [
        "sekretariat", "bidang-1", "bidang-2", "bidang-3",
    ]  # fmt: skip
    assert sum(len(part.indicators) for part in AGREEMENT.units) == 16
    third = [[i.targets[2] for i in part.indicators] for part in AGREEMENT.units]
    assert third == [[75, 75, 82, 4], [450, 45, 9, 2], [100, 300, 60, 7], [100, 12, 0, 1]]
    ceilings = [sum(b.ceiling for b in part.budgets) for part in AGREEMENT.units]
    assert ceilings == [4215600000, 685000000, 2140500000, 512300000]
    assert [i.decimals for i in AGREEMENT.of("bidang-2").indicators] == [2, 0, 2, 2]


def test_the_next_year_is_there_too():
    forms = ExcelForms(agreements=SAMPLE.parent, inspector=ContentInspector())
    assert forms.read_agreement(2027).year == 2027


def test_the_samples_are_what_the_tool_builds():
    from tools.sample_agreement import build  # noqa: PLC0415

    assert build(2026) == SAMPLE.read_bytes()


def test_a_sasaran_left_empty_is_that_of_the_row_above(tmp_path):
    path = changed(tmp_path, put("bidang-1", B7=None))
    assert read_agreement(path, ContentInspector()) == AGREEMENT


def test_targets_may_be_typed_as_text_or_per_cent(tmp_path):
    def change(workbook):
        sheet = workbook["bidang-1"]
        for address in ("F7", "J7"):
            sheet[address] = "60,0"
        sheet["I7"] = 0.45
        sheet["I7"].number_format = "0%"
        sheet["D13"] = "Rp 265.000.000"

    part = read_agreement(changed(tmp_path, change), ContentInspector()).of("bidang-1")
    assert part.indicators[1].targets[2:] == (Decimal(45), Decimal(60))


def test_every_mistake_is_named_by_sheet_and_cell(tmp_path):
    def change(workbook):
        put("bidang-1", E6="naik", F7="banyak", I8=-1, D9=None, K6="x", C7=None)(workbook)
        put("bidang-2", J6=90, C3=2025, C7=workbook["bidang-2"]["C6"].value)(workbook)
        put("bidang-3", B6=None, C12=None, F7="1.250", J7="1.250")(workbook)
        put("sekretariat", D12=None)(workbook)

    found = problems(changed(tmp_path, change))
    folder = tmp_path.name
    for expected in (
        "sheet bidang-1, cell E6: must be positif or negatif",
        "sheet bidang-1, cell F7: Target Tahun must be a number",
        "sheet bidang-1, cell I8: Target TW III must be a number",
        "sheet bidang-1, cell D9: Satuan is missing",
        "sheet bidang-1, cell K6: must be a whole number",
        "sheet bidang-1, cell C7: Indikator is missing",
        "sheet bidang-2, cell J6: targets are cumulative",
        "sheet bidang-2, cell C3: must say 2026",
        "sheet bidang-2: the indicator 'Persentase partai politik",
        "sheet bidang-3, cell B6: the sasaran is missing",
        "sheet bidang-3, cell F7: Target Tahun must be a number",
        "sheet bidang-3, cell C12: Program is missing",
        "sheet sekretariat, cell D12: Pagu (Rp) must be a number",
    ):
        assert any(problem.startswith(f"{folder}/2026.xlsx, {expected}") for problem in found), (
            expected,
            found,
        )


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (put("bidang-1", E5="Arah"), "the table's head in row 5 lacks 'Polaritas'"),
        (put("bidang-1", B3=None), "the cell 'Tahun' with the year beside it is missing"),
        (lambda w: w["bidang-1"].delete_rows(5, 20), "no table with the head 'Sasaran'"),
        (lambda w: w["bidang-1"].delete_rows(6, 4), "there is no indicator below"),
        (lambda w: w.create_sheet("Catatan kami"), "the sheet's name must be a unit's id"),
    ],
)
def test_a_sheet_that_is_no_agreement_is_told_why(tmp_path, change, problem):
    assert any(problem in found for found in problems(changed(tmp_path, change)))


def test_an_agreement_needs_a_sheet(tmp_path):
    def keep_the_guide(workbook):
        for sheet in list(workbook)[:-1]:
            workbook.remove(sheet)

    assert "has no sheet for any unit" in problems(changed(tmp_path, keep_the_guide))[0]


def test_a_missing_or_broken_file_is_the_operators_problem(tmp_path):
    assert "cannot be read (No such file" in problems(tmp_path / "2026.xlsx")[0]
    (tmp_path / "2026.xlsx").write_bytes(b"Indikator;Target")
    assert "is not a plain .xlsx workbook (F01)" in problems(tmp_path / "2026.xlsx")[0]


def test_an_agreement_with_macros_is_not_read(tmp_path):
    hostile = repack(SAMPLE.read_bytes(), add={"xl/vbaProject.bin": b"x"})
    (tmp_path / "2026.xlsx").write_bytes(hostile)
    assert "is not a plain .xlsx workbook (H10)" in problems(tmp_path / "2026.xlsx")[0]

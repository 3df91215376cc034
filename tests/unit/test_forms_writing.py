"""What we write: marks, protection, text that stays text, results that agree with the formulas."""

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal

import pytest
from kinerja_sample import NAMES, ROOT, TW3, all_data, make_data, make_earlier, make_plan
from openpyxl import load_workbook

from pipeline.adapters.forms.excel import ExcelForms
from pipeline.adapters.forms.form import input_cells, make_form, refill
from pipeline.adapters.forms.grid import read_grids
from pipeline.adapters.forms.package import open_package
from pipeline.adapters.forms.reading import read_form
from pipeline.adapters.forms.recap import recap_workbook
from pipeline.adapters.inspection import ContentInspector
from pipeline.domain.performance.achievement import Rules
from pipeline.domain.performance.data import Realisation
from pipeline.domain.performance.recap import recap
from pipeline.domain.period import Period
from pipeline.ports.forms import Forms, RecapBook
from pipeline.reasons.forms import CATALOGUE

PLAN = make_plan()
FORM = make_form(PLAN)
HOSTILE = (
    "=1+1", "=cmd|'/c calc'!A0", '=HYPERLINK("http://x";"y")', "+1+1", "-2+3", "@SUM(1+1)",
    "\t=1", "\r=1", "＝1+1", "#REF!", "{{7*7}}", "{% for x in y %}", "</t></is></c>", "_x000A_",
    "NUL\0\x08", "\ud800",
)  # fmt: skip


def hostile_data():
    data = make_data()
    row = replace(
        data.rows[0],
        evidence=" ".join(HOSTILE[:3]),
        supporting="=1+1",
        hindering="@x",
        follow_up="+1",
        remark="\n".join(HOSTILE),
    )
    return replace(data, rows=(row, *data.rows[1:]))


def recap_book(answers=None, rules=None):
    answers = all_data() if answers is None else answers
    rules = rules or Rules()
    figures = recap(TW3, answers, rules)
    return RecapBook(
        title="Rekapitulasi Data Kinerja",
        figures=figures,
        answers=answers,
        unit_names=NAMES,
        rules=rules,
    )


def test_the_real_thing_is_the_port(tmp_path):
    forms: Forms = ExcelForms(agreements=ROOT / "perjanjian-kinerja", inspector=ContentInspector())
    part = forms.read_agreement(2026, list(NAMES)).of("bidang-2")
    plan, data = make_plan(agreement=part), make_data()
    assert forms.make_form(plan) == FORM
    assert forms.read_form(forms.refill(plan, data), plan) == data
    assert forms.recap_workbook(recap_book()) == recap_workbook(recap_book())


def test_a_form_carries_its_marks_in_properties_and_footer():
    workbook = load_workbook(io.BytesIO(FORM))
    marks = {item.name: item.value for item in workbook.custom_doc_props.props}
    assert marks == {
        "ParafKode": PLAN.code, "ParafVersi": "1", "ParafKantor": "kesbangpol-contoh",
    }  # fmt: skip
    assert PLAN.code in workbook["Data Kinerja"].oddFooter.left.text


def test_the_same_plan_gives_the_same_bytes():
    assert make_form(PLAN) == FORM
    with zipfile.ZipFile(io.BytesIO(FORM)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert b"created" not in archive.read("docProps/core.xml")


def test_only_the_cells_to_fill_are_unlocked():
    sheet = load_workbook(io.BytesIO(FORM))["Data Kinerja"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    # The remarks of the budget are merged cells, whose hidden parts must be unlocked as well.
    hidden = {c for c in unlocked if c[1:] in {"21", "22"} and c[0] in "NOPQ"}
    assert len(hidden) == 8
    assert unlocked - hidden == set(input_cells(PLAN).values())


def test_the_form_prints_on_a4_landscape_one_page_wide():
    sheet = load_workbook(io.BytesIO(FORM))["Data Kinerja"]
    page = sheet.page_setup
    assert (page.orientation, int(page.paperSize), page.fitToWidth, page.fitToHeight) == (
        "landscape", 9, 1, 0,
    )  # fmt: skip
    assert sheet.print_title_rows == "$9:$10"
    assert sheet.column_dimensions["A"].hidden


def test_a_footer_survives_an_ampersand():
    plan = make_plan(unit_name="Bidang A & B &P")
    footer = load_workbook(io.BytesIO(make_form(plan)))["Data Kinerja"].oddFooter.right.text
    assert footer.startswith("Bidang A && B &&P")


@pytest.mark.parametrize(
    "make", [lambda d: refill(PLAN, d), lambda d: recap_workbook(recap_book((d,)))]
)
def test_what_people_wrote_is_never_a_formula(make):
    xlsx = make(hostile_data())
    for sheet in load_workbook(io.BytesIO(xlsx)):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    # Ours name cells or our own words only.
                    assert re.match(r"=(IF|IFERROR|SUM|COUNT|COUNTA|COUNTIF)\(", cell.value)
                assert cell.data_type != "e"
    remark = next(iter(hostile_data().rows)).remark
    texts = [value.text for grid in read_grids(open_package(xlsx)) for value in grid.cells.values()]
    cleaned = re.sub("[\0\x08\ud800]", "", remark).replace("\r", "\n")
    assert cleaned in [text.replace("\r", "\n") for text in texts]


def stored(xlsx):
    """Stored results by sheet and address, as a reader without arithmetic sees them."""
    workbook = load_workbook(io.BytesIO(xlsx), data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in workbook
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_formulas_carry_their_results_for_readers_that_do_not_calculate():
    values = stored(refill(PLAN, make_data()))
    assert values["Data Kinerja", "K12"] == pytest.approx(88.89)
    assert values["Data Kinerja", "L12"] == "Tinggi"
    assert values["Data Kinerja", "R12"] == "Lengkap"
    assert values["Data Kinerja", "M6"] == "6 dari 6 baris lengkap"
    assert values["Data Kinerja", "I23"] == 1926450000
    assert values["Data Kinerja", "K17"] == pytest.approx(float(make_data().mean(PLAN.rules)))
    assert stored(FORM)["Data Kinerja", "R12"] == "◄ Isi realisasi"
    assert {"K12", "L12", "K17", "I23", "K23"}.isdisjoint(address for _, address in stored(FORM))


def test_the_recap_stores_the_printed_figures():
    values = stored(recap_workbook(recap_book()))
    assert values["Rekap", "F9"] == pytest.approx(87.8375694)
    assert values["Rekap", "G9"] == "Tinggi"
    assert values["Rekap", "H9"] == pytest.approx(92.5121847)
    assert (values["Rekap", "C9"], values["Rekap", "J9"]) == (16, 5536318400)
    assert values["bidang-3", "J8"] == 0


@pytest.mark.parametrize(
    "answers",
    [
        (),
        (replace(make_data("bidang-3"), budgets=()),),
        (
            replace(
                make_data("bidang-3"),
                rows=tuple(
                    replace(r, realisation=Realisation(status="belum ada data", reason="x"))
                    for r in make_data("bidang-3").rows
                ),
            ),
        ),
    ],
)
def test_a_recap_of_little_is_still_a_recap(answers):
    values = stored(recap_workbook(recap_book(answers, Rules(cap=None))))
    assert values["Rekap", f"C{5 + len(answers)}"] == sum(len(data.rows) for data in answers)


def test_input_cells_name_every_cell_a_person_fills():
    cells = input_cells(PLAN)
    assert len(cells) == 4 * 6 + 2 * 3
    assert cells["realisasi", 1] == "I12"
    assert cells["anggaran_realisasi", 2] == "I22"


def test_a_refilled_form_shows_nihil_and_missing_data_as_words():
    data = make_data()
    nil = replace(data.rows[0], realisation=Realisation(status="nihil", value=Decimal(0)))
    none = replace(data.rows[1], realisation=Realisation(status="belum ada data", reason="tunda"))
    values = stored(refill(PLAN, replace(data, rows=(nil, none, *data.rows[2:]))))
    assert (values["Data Kinerja", "I12"], values["Data Kinerja", "I13"]) == (
        "nihil", "belum ada data",
    )  # fmt: skip
    assert (values["Data Kinerja", "K12"], values["Data Kinerja", "K13"]) == (0, "–")
    assert ("Data Kinerja", "L13") not in values


def test_the_first_cell_to_fill_is_selected_and_heads_stay_in_sight():
    sheet = load_workbook(io.BytesIO(FORM))["Data Kinerja"]
    assert sheet.freeze_panes == "D11"
    (selected,) = [s for s in sheet.sheet_view.selection if s.pane == "bottomRight"]
    assert selected.activeCell == selected.sqref == "I12"


def test_lists_and_prompts_stand_at_the_cells_to_fill():
    sheet = load_workbook(io.BytesIO(FORM))["Data Kinerja"]
    found = {
        (rule.type, str(rule.sqref), rule.showErrorMessage)
        for rule in sheet.data_validations.dataValidation
    }
    assert found == {
        ("list", "I12 I13 I15 I16", False), (None, "M12 M13 M15 M16", False),
        (None, "I21 I22", False), ("decimal", "L21 L22", True),
    }  # fmt: skip


def test_the_quarter_before_stands_beside_what_is_asked():
    values = stored(make_form(make_plan(earlier=make_earlier())))
    row = [values.get(("Data Kinerja", f"H{line}")) for line in (12, 13, 15, 16)]
    assert row == [59.26, 143, 41, "belum ada data"]
    assert (values["Data Kinerja", "G21"], values["Data Kinerja", "G23"]) == (948270000, 1155870000)
    assert values["Data Kinerja", "J13"] == "Orang"
    empty = stored(FORM)
    assert {empty["Data Kinerja", f"H{line}"] for line in (12, 13, 15, 16)} == {"–"}
    assert ("Data Kinerja", "G23") not in empty


def test_the_first_quarter_is_set_beside_the_last_of_the_year_before():
    plan = make_plan(period=Period(2026, 1))
    values = stored(make_form(plan))
    assert values["Data Kinerja", "H9"] == "Realisasi s.d. TW\N{NO-BREAK SPACE}IV 2025"
    assert values["Data Kinerja", "M7"].startswith("data Triwulan IV 2025 belum diterima")


@pytest.mark.parametrize(
    ("over", "word"),
    [
        ({"evidence": ""}, "Lengkap; bukti belum disebut"),
        ({"remark": ""}, "Lengkap; penghambat belum ditulis"),
        ({"realisation": Realisation(status="terisi", value=Decimal(142))},
         "Lengkap; lebih kecil dari triwulan lalu"),
        ({"realisation": Realisation(status="belum ada data", reason="x")}, "Lengkap"),
        ({"realisation": Realisation(status="nihil", value=Decimal(0))},
         "Lengkap; lebih kecil dari triwulan lalu"),
    ],
)  # fmt: skip
def test_the_check_column_advises_where_nothing_is_wrong(over, word):
    data = make_data()
    rows = (data.rows[0], replace(data.rows[1], **over), *data.rows[2:])
    values = stored(refill(make_plan(earlier=make_earlier()), replace(data, rows=rows)))
    assert values["Data Kinerja", "R13"] == word
    assert values["Data Kinerja", "M6"] == "6 dari 6 baris lengkap"


def test_odd_texts_of_an_agreement_make_a_form_that_opens():
    odd = "\x01=1+1 " + "panjang " * 600
    indicators = [replace(each, name=f"{odd} {each.number}") for each in PLAN.agreement.indicators]
    plan = make_plan(
        unit_name="Bidang " * 60,
        agreement=replace(PLAN.agreement, indicators=tuple(indicators)),
    )
    workbook = load_workbook(io.BytesIO(make_form(plan)))
    sheet = workbook["Data Kinerja"]
    assert sheet["C12"].value.startswith("=1+1 panjang")
    assert sheet["C12"].data_type == "s"
    assert max(row.height or 0 for row in sheet.row_dimensions.values()) == 409
    assert len(sheet.oddFooter.right.text) < 200
    assert workbook.security.lockStructure
    assert workbook.security.workbookPassword is None


def test_answers_follow_their_indicators_into_a_revised_agreement():
    first, second, third, fourth = PLAN.agreement.indicators
    revised = (
        replace(third, number=1),
        replace(second, number=2, name="Indikator baru"),
        replace(first, number=3),
        replace(fourth, number=4, name=f" {fourth.name.upper()} "),
    )
    plan = make_plan(agreement=replace(PLAN.agreement, indicators=revised))
    read = read_form(refill(plan, make_data()), plan)
    assert [str(row.realisation.value) for row in read.rows] == ["61.5", "215", "88.89", "6"]


def test_a_figure_that_would_be_doubted_is_written_so_that_it_is_not():
    data = make_data()
    indicators = (
        PLAN.agreement.indicators[0],
        replace(PLAN.agreement.indicators[1], targets=(Decimal(2000),) * 4),
        PLAN.agreement.indicators[2],
        replace(PLAN.agreement.indicators[3], targets=(Decimal(2),) * 4),
    )
    plan = make_plan(agreement=replace(PLAN.agreement, indicators=indicators))
    told = zip(data.rows, indicators, ("0.755", "2", "1.2", "1250"), strict=True)
    rows = tuple(
        replace(
            row,
            indicator=indicator,
            realisation=Realisation(status="terisi", value=Decimal(value)),
            remark="benar, karena longsor",
        )
        for row, indicator, value in told
    )
    little = replace(data.budgets[0], realised=Decimal(2500))
    data = replace(data, rows=rows, budgets=(little, data.budgets[1]))
    xlsx = refill(plan, data)
    assert read_form(xlsx, plan) == data
    values = stored(xlsx)
    assert [values["Data Kinerja", f"I{line}"] for line in (12, 13, 15, 16, 21)] == [
        0.00755, "2 Orang", 0.012, "1250 Hari kerja", "Rp 2.500",
    ]  # fmt: skip


def test_reasons_are_complete_sentences_with_codes_of_their_own():
    codes = [reason.code for reason in CATALOGUE]
    assert len(set(codes)) == len(codes)
    for reason in CATALOGUE:
        assert re.fullmatch(r"F\d\d", reason.code)
        for text in (reason.what, reason.why, reason.do):
            assert text.endswith(".")
            assert text == " ".join(text.split())

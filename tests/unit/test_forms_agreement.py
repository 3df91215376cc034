"""The perjanjian kinerja read from its workbook, and every mistake named by sheet and cell."""

import io
import re
from datetime import date
from decimal import Decimal

import pytest
from form_filling import repack, substitute
from kinerja_sample import AGREEMENT, NAMES, ROOT
from openpyxl import load_workbook
from openpyxl.cell import MergedCell

from pipeline.adapters.forms import grid
from pipeline.adapters.forms.agreement import read_agreement
from pipeline.adapters.forms.agreement_customs import Customs
from pipeline.adapters.forms.excel import ExcelForms
from pipeline.adapters.inspection import ContentInspector
from pipeline.errors import Misconfigured

SAMPLE = ROOT / "perjanjian-kinerja" / "2026.xlsx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
CROWD = f'<row r="7">{"<c/>" * 1_000}</row>'
UNITS = [part.unit for part in AGREEMENT.units]


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


def stuffed(tmp_path, old, new):
    path = tmp_path / "2026.xlsx"
    sheet = {"xl/worksheets/sheet2.xml": substitute(re.escape(old), new)}
    path.write_bytes(repack(SAMPLE.read_bytes(), replace=sheet))
    return path


def problems(path, units=None):
    with pytest.raises(Misconfigured) as wrong:
        read_agreement(path, ContentInspector(), units)
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
    assert forms.read_agreement(2027, UNITS).year == 2027


def test_a_changed_agreement_is_read_again(tmp_path):
    forms = ExcelForms(agreements=tmp_path, inspector=ContentInspector())
    path = tmp_path / "2026.xlsx"
    path.write_bytes(SAMPLE.read_bytes())
    assert forms.read_agreement(2026, UNITS) is forms.read_agreement(2026, UNITS)
    changed(tmp_path, put("bidang-1", C6="Jumlah lain"))
    assert forms.read_agreement(2026, UNITS).of("bidang-1").indicators[0].name == "Jumlah lain"
    with pytest.raises(Misconfigured, match="has the id 'bidang-1'"):
        forms.read_agreement(2026, ["sekretariat"])


def test_the_samples_are_what_the_tool_builds():
    from tools.sample_agreement import build  # noqa: PLC0415

    assert build(2026) == SAMPLE.read_bytes()


def test_what_no_form_can_hold_is_no_part_of_a_text(tmp_path):
    path = stuffed(tmp_path, "Jumlah peserta", "_x0001_Jumlah _x0008_ peserta")
    assert read_agreement(path, ContentInspector()) == AGREEMENT


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
        put("bidang-2", J6=90, C3=2025, C7=workbook["bidang-2"]["C6"].value.upper())(workbook)
        put("bidang-2", H8=19, I8=None, B13="8.01.03", D13=-5)(workbook)
        put("bidang-3", B6=None, C12=None, F7="1.250", J7="1.250", H8=0.5, G9="#REF!")(workbook)
        put("sekretariat", D12=None, D6="=D7", G6="=A1+1", H7=True, F9=date(2026, 3, 4))(workbook)
        workbook["sekretariat"]["I8"].number_format = "0%"
        workbook["bidang-3"]["A20"] = "catatan kami"

    found = problems(changed(tmp_path, change), UNITS)
    start = f"{tmp_path.name}/2026.xlsx, sheet "
    number = "must be a number of at least 0; it holds"
    expected = (
        "sekretariat, cell D6: holds a formula without a result; let Excel calculate it",
        "sekretariat, cell G6: holds a formula without a result; let Excel calculate it",
        "sekretariat, cell H7: holds ",  # a boolean
        f"sekretariat, cell I8: Target TW III {number} 8.200% (the satuan is no per cent)",
        f"sekretariat, cell F9: Target Tahun {number} 4 Maret 2026 (it is shown as a date)",
        "sekretariat, cell D12: Pagu (Rp) is missing",
        "bidang-1, cell E6: must be positif or negatif; it says naik",
        "bidang-1, cell K6: must be a whole number up to 6",
        "bidang-1, cell C7: Indikator is missing",
        f"bidang-1, cell F7: Target Tahun {number} banyak (no number)",
        f"bidang-1, cell I8: Target TW III {number} -1 (it is negative)",
        "bidang-1, cell D9: Satuan is missing",
        "bidang-2, cell C3: must say 2026, the year of the file; it says 2025",
        "bidang-2, cell J6: targets are cumulative, so that of TW IV must be that of the year",
        "bidang-2, cell J6: targets are cumulative (s.d. triwulan), but Target TW IV is 90, less ",
        "bidang-2, cell C7: the indicator 'PERSENTASE PARTAI POLITIK PENERIMA BANTUAN KEUANGAN",
        "bidang-2, cell H8: targets are cumulative (s.d. triwulan), but Target TW II is 19, less ",
        "bidang-2, cell I8: Target TW III is missing",
        "bidang-2, cell B13: the programme code '8.01.03' stands there twice; first in B12",
        f"bidang-2, cell D13: Pagu (Rp) {number} -5 (it is negative)",
        "bidang-3, cell B6: the sasaran is missing",
        f"bidang-3, cell F7: Target Tahun {number} 1.250 (text that can be read as thousands or",
        f"bidang-3, cell J7: Target TW IV {number} 1.250 (text that can be read as thousands or",
        "bidang-3, cell H8: Target TW II 0,5 has more decimals than a realisasi may have (0)",
        "bidang-3, cell G9: holds the error #REF!",
        "bidang-3, cell C12: Program is missing",
    )
    assert len(found) == len(expected)
    for told, wanted in zip(found, expected, strict=True):
        assert told.startswith(start + wanted)


CUSTOMS = Customs(
    names={**{unit: (name, unit) for unit, name in NAMES.items()}, "bidang-9": ("Bidang IX",)},
    code_shapes=("0.00.00", "0.00.00.0.00"),
)


def test_a_sheet_of_another_unit_lost_rows_and_crooked_codes_are_told(tmp_path):
    def change(workbook):
        put("bidang-1", C2=NAMES["bidang-2"], A9=9, B12="8.01", B13="8.01.05.2.01")(workbook)
        put("bidang-2", C2=NAMES["bidang-1"].upper() + ".", A6=None, A7="2.")(workbook)
        put("bidang-2", A8=1, A9=2, A13="x")(workbook)  # numbered anew below each sasaran
        put("bidang-3", C2="Bidang III", A12=3, B12="8.01.O6")(workbook)

    path = changed(tmp_path, change)
    with pytest.raises(Misconfigured) as wrong:
        read_agreement(path, ContentInspector(), UNITS, CUSTOMS)
    shapes = "is not written as 0.00.00 or 0.00.00.0.00"
    expected = (
        f"bidang-1, cell C2: names '{NAMES['bidang-2']}', which is the unit bidang-2",
        "bidang-1, cell A9: the row's number is 9, but it is row 4 of the table",
        f"bidang-1, cell B12: the programme code '8.01' {shapes}",
        f"bidang-2, cell C2: names '{NAMES['bidang-1'].upper()}.', which is the unit bidang-1",
        "bidang-3, cell A12: the row's number is 3, but it is row 1 of the table",
        f"bidang-3, cell B12: the programme code '8.01.O6' {shapes}",
    )
    for told, wanted in zip(wrong.value.problems, expected, strict=True):
        assert told.startswith(f"{tmp_path.name}/2026.xlsx, sheet {wanted}")


def test_the_sample_keeps_to_the_customs_of_its_office():
    assert read_agreement(SAMPLE, ContentInspector(), UNITS, CUSTOMS) == AGREEMENT


def test_where_less_is_better_a_target_may_fall(tmp_path):
    path = changed(tmp_path, put("sekretariat", G9=7, H9=6, I9=5, J9=4))
    part = read_agreement(path, ContentInspector()).of("sekretariat")
    assert part.indicators[3].targets == (7, 6, 5, 4)


def hide(workbook):
    workbook["bidang-1"].row_dimensions[7].hidden = True
    workbook["bidang-1"].column_dimensions["G"].hidden = True
    workbook["bidang-2"].sheet_state = "veryHidden"


def merge(workbook):
    workbook["bidang-1"].merge_cells("D6:D7")  # one satuan for two indicators
    workbook["bidang-1"].merge_cells("G8:J8")  # one target for four quarters
    sheet = workbook["bidang-2"]
    sheet.insert_rows(7)
    for column in "BCDEFGHIJK":
        sheet.merge_cells(f"{column}6:{column}7")  # one indicator over two rows
    workbook["bidang-3"].merge_cells("B6:B9")  # one sasaran: that is as it should be


def leave_gaps(workbook):
    workbook["bidang-1"].insert_rows(8)
    workbook["bidang-2"].insert_rows(13)
    put("bidang-3", C13="Jumlah", D13=512300001, C15="Catatan", D15=7)(workbook)
    put("sekretariat", B13="Total", D13=4215600000)(workbook)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (hide, [
            "bidang-1, cell G5: the column Target TW I is hidden; unhide it",
            "bidang-1, cell B7: row 7 is hidden; unhide or delete it",
            "bidang-2: the sheet is hidden, so nobody sees what it promises; unhide it",
        ]),
        (merge, [
            ("bidang-1, cell D7: Satuan is missing: the cell is merged into D6:D7; unmerge it and "
            "write every cell"),
            *(f"bidang-1, cell {c}8: Target TW {q} is missing: the cell is merged into G8:J8; "
              "unmerge it and write every cell" for c, q in (("H", "II"), ("I", "III"),
                                                            ("J", "IV"))),
            ("bidang-2, cell B6: the cell is merged over rows 6 to 7; unmerge it, one row for each "
            "entry"),
        ]),
        (leave_gaps, [
            ("bidang-1, cell B9: row 9 stands below an empty row and would not be read; close the "
            "gap after row 7"),
            ("bidang-1, cell B10: row 10 stands below an empty row and would not be read; close the"
            " gap after row 7"),
            ("bidang-2, cell B14: row 14 stands below an empty row and would not be read; close the"
            " gap after row 12"),
            ("bidang-3, cell D13: the total says 512.300.001, but the programmes add up to "
            "512.300.000"),
            ("bidang-3, cell B15: row 15 stands below an empty row and would not be read; close the"
            " gap after row 13"),
        ]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_nothing_of_a_table_is_left_out_in_silence(tmp_path, change, expected):
    named = f"{tmp_path.name}/2026.xlsx, sheet "
    assert problems(changed(tmp_path, change), UNITS) == [named + each for each in expected]


def test_empty_formatted_rows_below_the_tables_do_no_harm(tmp_path):
    rows = b"".join(b'<row r="%d"><c r="B%d" s="1"/></row>' % (n, n) for n in range(100, 50_100))
    path = stuffed(tmp_path, "</sheetData>", rows.decode() + "</sheetData>")
    assert read_agreement(path, ContentInspector(), UNITS) == AGREEMENT


def test_formats_that_crowd_out_the_table_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "_MAX_EVENTS", 1_000)
    path = stuffed(tmp_path, '<row r="8"', CROWD + '<row r="8"')
    named = f"{tmp_path.name}/2026.xlsx, sheet bidang-1: "
    assert problems(path, UNITS) == [
        f"{named}there is no table with the head 'Kode' ... in the first 6 rows",
        f"{named}the sheet is too full to be read beyond row 6; clear the formats of empty cells",
    ]


def test_endless_hidden_columns_and_merged_cells_keep_nobody_waiting(tmp_path):
    columns = "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 30_000
    hidden = problems(stuffed(tmp_path, "<cols>", columns), UNITS)
    assert len([each for each in hidden if " is hidden; unhide it" in each]) == 10 + 3
    merged = "".join(f'<mergeCell ref="B{n}:K{n + 1}"/>' for n in range(100, 30_100))
    path = stuffed(tmp_path, "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
    (problem,) = problems(path, UNITS)
    assert "sheet bidang-1: the sheet is too full to be read beyond row 12;" in problem


def test_a_formula_with_its_result_is_a_value(tmp_path):
    formula = substitute(r'(<c r="F7"[^>]*>)<v>60</v>', r"\1<f>J7</f><v>60</v>")
    by_hand = substitute("<calcPr[^>]*>", '<calcPr calcMode="manual"/>')
    path = tmp_path / "2026.xlsx"
    sheet = "xl/worksheets/sheet2.xml"
    path.write_bytes(repack(SAMPLE.read_bytes(), replace={sheet: formula}))
    assert read_agreement(path, ContentInspector()) == AGREEMENT
    path.write_bytes(
        repack(SAMPLE.read_bytes(), replace={sheet: formula, "xl/workbook.xml": by_hand})
    )
    assert "sheet bidang-1, cell F7: holds a formula, and the workbook" in problems(path)[0]


def test_sheets_are_held_against_the_offices_units(tmp_path):
    def change(workbook):
        workbook["bidang-1"].title = "bidang-l"
        workbook["bidang-3"].title = "lain"  # openpyxl takes the other case for a twin
        workbook["lain"].title = "Bidang-3"
        workbook.create_sheet("Sheet1")
        for row in workbook["bidang-2"].iter_rows():
            for cell in row:
                if not isinstance(cell, MergedCell):
                    cell.value = None

    named = f"{tmp_path.name}/2026.xlsx"
    notes = (
        "; rename the sheet, delete it, or add the unit. Notes may stand on a sheet named Petunjuk"
    )
    assert problems(changed(tmp_path, change), UNITS) == [
        f"{named}, sheet bidang-l: no unit in office.toml has the id 'bidang-l' (is it bidang-1?)"
        + notes,
        (
            f"{named}, sheet bidang-2: the sheet is empty; copy the tables of another unit's sheet "
            "into it"
        ),
        f"{named}, sheet Sheet1: no unit in office.toml has the id 'sheet1'{notes}",
        f"{named}: has no sheet for unit 'bidang-1'; add one of that name",
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            put("bidang-1", E5="Arah", G5="Target Tw. 1"),
            (
                "the table's head in row 5 lacks 'Target TW I'; the heads may not be changed; G5 "
                "says 'Target Tw. 1'"
            ),
        ),
        (put("bidang-1", E5="Arah"), "the table's head in row 5 lacks 'Polaritas'"),
        (put("bidang-1", L5="Satuan"), "cell L5: the head 'Satuan' stands there twice"),
        (put("bidang-1", E5="Arah", J9=None), "cell J9: Target TW IV is missing"),
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
    path = tmp_path / "2026.xlsx"
    assert (
        "does not exist; make it: copy the sample that 'paraf init' lays out" in problems(path)[0]
    )
    (tmp_path / "2025.xlsx").write_bytes(SAMPLE.read_bytes())
    assert f"copy {tmp_path.name}/2025.xlsx to 2026.xlsx, write 2026" in problems(path)[0]
    (tmp_path / "2026.xls").write_bytes(b"")
    assert problems(path)[0].endswith("; there is 2026.xls: save it as 2026.xlsx")
    path.write_bytes(b"Indikator;Target")
    assert "is not a plain .xlsx workbook; open it in Excel" in problems(path)[0]
    path.write_bytes(SAMPLE.read_bytes()[:9000])
    assert "is damaged or cut off" in problems(path)[0]


def test_what_a_workbook_may_not_hold_is_named_with_the_way_out(tmp_path):
    path = tmp_path / "2026.xlsx"
    path.write_bytes(repack(SAMPLE.read_bytes(), add={"xl/vbaProject.bin": b"x"}))
    assert (
        "holds macros; save it as an Excel workbook (.xlsx) without macros (H10, "
        in (problems(path)[0])
    )
    for name, words in (("EncryptedPackage", "is locked with a password"), ("Workbook", "(.xls)")):
        path.write_bytes(OLE + name.encode("utf-16-le") + bytes(512))
        assert words in problems(path)[0]

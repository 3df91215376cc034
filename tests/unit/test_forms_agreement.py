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
    with pytest.raises(Misconfigured, match="unit dengan id 'bidang-1'"):
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
    start = f"{tmp_path.name}/2026.xlsx, lembar "
    number = "harus angka 0 atau lebih; isinya"
    expected = (
        "sekretariat, sel D6: memuat rumus tanpa hasil; biarkan Excel menghitungnya",
        "sekretariat, sel G6: memuat rumus tanpa hasil; biarkan Excel menghitungnya",
        "sekretariat, sel H7: memuat ",  # a boolean
        f"sekretariat, sel I8: Target TW III {number} 8.200% (satuannya bukan persen)",
        f"sekretariat, sel F9: Target Tahun {number} 4 Maret 2026 (tampil sebagai tanggal)",
        "sekretariat, sel D12: Pagu (Rp) belum diisi",
        "bidang-1, sel E6: harus positif atau negatif; tertulis naik",
        "bidang-1, sel K6: harus bilangan bulat paling besar 6",
        "bidang-1, sel C7: Indikator belum diisi",
        f"bidang-1, sel F7: Target Tahun {number} banyak (bukan angka)",
        f"bidang-1, sel I8: Target TW III {number} -1 (negatif)",
        "bidang-1, sel D9: Satuan belum diisi",
        "bidang-2, sel C3: harus 2026, tahun pada nama berkas; tertulis 2025",
        "bidang-2, sel J6: target bersifat kumulatif, maka target TW IV harus sama",
        "bidang-2, sel J6: target bersifat kumulatif (s.d. triwulan), padahal Target TW IV 90",
        "bidang-2, sel C7: indikator 'PERSENTASE PARTAI POLITIK PENERIMA BANTUAN KEUANGAN",
        "bidang-2, sel H8: target bersifat kumulatif (s.d. triwulan), padahal Target TW II 19",
        "bidang-2, sel I8: Target TW III belum diisi",
        "bidang-2, sel B13: kode program '8.01.03' tertulis dua kali; yang pertama di B12",
        f"bidang-2, sel D13: Pagu (Rp) {number} -5 (negatif)",
        "bidang-3, sel B6: sasaran belum diisi",
        f"bidang-3, sel F7: Target Tahun {number} 1.250 (teks yang dapat berarti ribuan atau",
        f"bidang-3, sel J7: Target TW IV {number} 1.250 (teks yang dapat berarti ribuan atau",
        "bidang-3, sel H8: Target TW II 0,5 mempunyai lebih banyak desimal daripada",
        "bidang-3, sel G9: memuat kesalahan #REF!",
        "bidang-3, sel C12: Program belum diisi",
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
    shapes = "tidak berbentuk 0.00.00 atau 0.00.00.0.00"
    expected = (
        f"bidang-1, sel C2: tertulis '{NAMES['bidang-2']}', yaitu unit bidang-2",
        "bidang-1, sel A9: bernomor 9, padahal baris ke-4 dalam tabel",
        f"bidang-1, sel B12: kode program '8.01' {shapes}",
        f"bidang-2, sel C2: tertulis '{NAMES['bidang-1'].upper()}.', yaitu unit bidang-1",
        "bidang-3, sel A12: bernomor 3, padahal baris ke-1 dalam tabel",
        f"bidang-3, sel B12: kode program '8.01.O6' {shapes}",
    )
    for told, wanted in zip(wrong.value.problems, expected, strict=True):
        assert told.startswith(f"{tmp_path.name}/2026.xlsx, lembar {wanted}")


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
            "bidang-1, sel G5: kolom Target TW I tersembunyi; tampilkan",
            "bidang-1, sel B7: baris 7 tersembunyi; tampilkan atau hapus",
            "bidang-2: lembar ini tersembunyi, sehingga isinya tidak terlihat; tampilkan",
        ]),
        (merge, [
            ("bidang-1, sel D7: Satuan belum diisi: sel ini tergabung dalam D6:D7; lepaskan "
            "penggabungannya dan isi setiap sel"),
            *(f"bidang-1, sel {c}8: Target TW {q} belum diisi: sel ini tergabung dalam G8:J8; "
              "lepaskan penggabungannya dan isi setiap sel" for c, q in (("H", "II"), ("I", "III"),
                                                            ("J", "IV"))),
            ("bidang-2, sel B6: sel ini tergabung dari baris 6 sampai 7; lepaskan penggabungannya, "
            "satu baris untuk satu isian"),
        ]),
        (leave_gaps, [
            ("bidang-1, sel B9: baris 9 terletak di bawah baris kosong dan tidak akan terbaca; "
            "rapatkan sesudah baris 7"),
            ("bidang-1, sel B10: baris 10 terletak di bawah baris kosong dan tidak akan terbaca; "
            "rapatkan sesudah baris 7"),
            ("bidang-2, sel B14: baris 14 terletak di bawah baris kosong dan tidak akan terbaca; "
            "rapatkan sesudah baris 12"),
            ("bidang-3, sel D13: jumlah tertulis 512.300.001, padahal pagu semua program "
            "512.300.000"),
            ("bidang-3, sel B15: baris 15 terletak di bawah baris kosong dan tidak akan terbaca; "
            "rapatkan sesudah baris 13"),
        ]),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_nothing_of_a_table_is_left_out_in_silence(tmp_path, change, expected):
    named = f"{tmp_path.name}/2026.xlsx, lembar "
    assert problems(changed(tmp_path, change), UNITS) == [named + each for each in expected]


def test_empty_formatted_rows_below_the_tables_do_no_harm(tmp_path):
    rows = b"".join(b'<row r="%d"><c r="B%d" s="1"/></row>' % (n, n) for n in range(100, 50_100))
    path = stuffed(tmp_path, "</sheetData>", rows.decode() + "</sheetData>")
    assert read_agreement(path, ContentInspector(), UNITS) == AGREEMENT


def test_formats_that_crowd_out_the_table_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "_MAX_EVENTS", 1_000)
    path = stuffed(tmp_path, '<row r="8"', CROWD + '<row r="8"')
    named = f"{tmp_path.name}/2026.xlsx, lembar bidang-1: "
    assert problems(path, UNITS) == [
        f"{named}tidak ada tabel dengan judul kolom 'Kode' ... dalam 6 baris pertama",
        (
            f"{named}lembar ini terlalu penuh untuk dibaca sesudah baris 6; hapus format sel-sel "
            "kosong"
        ),
    ]


def test_endless_hidden_columns_and_merged_cells_keep_nobody_waiting(tmp_path):
    columns = "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 30_000
    hidden = problems(stuffed(tmp_path, "<cols>", columns), UNITS)
    assert len([each for each in hidden if " tersembunyi; tampilkan" in each]) == 10 + 3
    merged = "".join(f'<mergeCell ref="B{n}:K{n + 1}"/>' for n in range(100, 30_100))
    path = stuffed(tmp_path, "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
    (problem,) = problems(path, UNITS)
    assert "lembar bidang-1: lembar ini terlalu penuh untuk dibaca sesudah baris 12;" in problem


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
    assert "lembar bidang-1, sel F7: memuat rumus, padahal buku kerja" in problems(path)[0]


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
        "; ubah nama lembar, hapus lembar, atau tambahkan unitnya. Catatan boleh ditulis pada "
        "lembar bernama Petunjuk"
    )
    assert problems(changed(tmp_path, change), UNITS) == [
        f"{named}, lembar bidang-l: tidak ada unit dengan id 'bidang-l' di office.toml "
        "(maksudnya bidang-1?)" + notes,
        (f"{named}, lembar bidang-2: lembar ini kosong; salin tabel dari lembar unit lain"),
        f"{named}, lembar Sheet1: tidak ada unit dengan id 'sheet1' di office.toml{notes}",
        f"{named}: tidak ada lembar untuk unit 'bidang-1'; tambahkan lembar dengan nama itu",
    ]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            put("bidang-1", E5="Arah", G5="Target Tw. 1"),
            (
                "judul kolom 'Target TW I' tidak ada pada baris 5; judul kolom jangan diubah; di "
                "G5 tertulis 'Target Tw. 1'"
            ),
        ),
        (put("bidang-1", E5="Arah"), "judul kolom 'Polaritas' tidak ada pada baris 5"),
        (put("bidang-1", L5="Satuan"), "sel L5: judul kolom 'Satuan' tertulis dua kali"),
        (put("bidang-1", E5="Arah", J9=None), "sel J9: Target TW IV belum diisi"),
        (put("bidang-1", B3=None), "sel 'Tahun' dengan tahun di sampingnya tidak ada"),
        (
            lambda w: w["bidang-1"].delete_rows(5, 20),
            "tidak ada tabel dengan judul kolom",
        ),
        (lambda w: w["bidang-1"].delete_rows(6, 4), "tidak ada indikator di bawah"),
        (lambda w: w.create_sheet("Catatan kami"), "nama lembar harus id unit"),
    ],
)
def test_a_sheet_that_is_no_agreement_is_told_why(tmp_path, change, problem):
    assert any(problem in found for found in problems(changed(tmp_path, change)))


def test_an_agreement_needs_a_sheet(tmp_path):
    def keep_the_guide(workbook):
        for sheet in list(workbook)[:-1]:
            workbook.remove(sheet)

    assert "tidak ada lembar untuk satu unit pun" in problems(changed(tmp_path, keep_the_guide))[0]


def test_a_missing_or_broken_file_is_the_operators_problem(tmp_path):
    path = tmp_path / "2026.xlsx"
    assert "belum ada; salin contoh dari 'paraf init FOLDER'" in problems(path)[0]
    for year in (2024, 2025, 2027):
        (tmp_path / f"{year}.xlsx").write_bytes(SAMPLE.read_bytes())
    assert f"salin {tmp_path.name}/2025.xlsx menjadi 2026.xlsx, tulis 2026" in problems(path)[0]
    (tmp_path / "2026.xls").write_bytes(b"")
    assert problems(path)[0].endswith("; yang ada 2026.xls: simpan sebagai 2026.xlsx")
    path.write_bytes(b"Indikator;Target")
    assert "bukan buku kerja .xlsx biasa; buka di Excel" in problems(path)[0]
    path.write_bytes(SAMPLE.read_bytes()[:9000])
    assert "rusak atau terpotong" in problems(path)[0]


def test_what_a_workbook_may_not_hold_is_named_with_the_way_out(tmp_path):
    path = tmp_path / "2026.xlsx"
    path.write_bytes(repack(SAMPLE.read_bytes(), add={"xl/vbaProject.bin": b"x"}))
    assert (
        "memuat makro; simpan sebagai buku kerja Excel (.xlsx) tanpa makro (H10, "
        in (problems(path)[0])
    )
    for name, words in (("EncryptedPackage", "terkunci kata sandi"), ("Workbook", "(.xls)")):
        path.write_bytes(OLE + name.encode("utf-16-le") + bytes(512))
        assert words in problems(path)[0]

"""What a bag is called and says, which berkas is meant, and cells that no spreadsheet runs."""

import csv
import io
import re

import pytest
import typer
from archive_samples import make_berkas
from bag_samples import make_entry
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.archive.csv_lists import CsvLists
from pipeline.adapters.archive.list_csv import harmless
from pipeline.adapters.archive.naming import folded, twins
from pipeline.adapters.archive.record import BerkasRecord, format_record
from pipeline.domain.events import BerkasReceived
from pipeline.domain.receiving import decide_receipt, lowest_free
from pipeline.entry.cli.choosing import choose
from pipeline.errors import Refused
from pipeline.wording.sizes import size_words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1500, "1.5 KB"), (2_300_000_000, "2.3 GB")],
)
def test_sizes_are_for_people(size, words):
    assert size_words(size) == words


@pytest.mark.parametrize("cell", ["=1+1", "+62811", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(cell):
    assert harmless(cell) == f"'{cell}"


@given(st.text())
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) in {cell, f"'{cell}"}
    assert len(cell) == 1 or not harmless(cell).startswith(("=", "+", "-", "@"))


def test_the_lists_are_csv_as_the_standard_has_it(tmp_path):
    berkas = make_berkas(title='=HYPERLINK("x"), dua\nbaris')
    folder = tmp_path / "2026" / "000 Kelas" / "004 Judul" / "_meta"
    folder.mkdir(parents=True)
    record = BerkasRecord(
        lokasi="2026/000 Kelas/001 Judul",
        tahun=2026,
        kode_klasifikasi="000",
        nama_klasifikasi="Kelas",
        nomor_berkas=1,
        judul=berkas.title,
        pencipta=berkas.creator,
        unit_pengolah="Sekretariat; Umum",
        retensi="musnah",
        dasar_retensi="",
        akses="terbatas",
        diberkaskan_pada=berkas.filed_at,
        isi=(),
        metadata={},
    )
    (folder / "berkas.json").write_bytes(format_record(record))
    (tmp_path / "2026" / "000 Kelas" / "005 Rusak").mkdir()
    for delimiter in ",;":
        lists = CsvLists(tmp_path, None, delimiter)
        data = lists.berkas()
        assert data.startswith(b"\xef\xbb\xbfNo" + delimiter.encode())
        head, row = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter)
        told = dict(zip(head, row, strict=True))
        assert told["Uraian Informasi Berkas"] == f"'{berkas.title}"
        assert told["Nomor Berkas"] == "004"  # where it stands
        assert told["Unit Pengolah"] == "Sekretariat; Umum"
        assert lists.unreadable == ["2026/000 Kelas/005 Rusak"]
        assert re.sub(rb'"[^"]*(""[^"]*)*"', b"", data).count(b"\n") == data.count(b"\r\n")
    assert CsvLists(tmp_path, 2025).count == 0


ONE, TWO, OLD = (
    make_entry(),
    make_entry(number=2, title="Pengumpulan Data Kinerja Triwulan IV 2026"),
    make_entry(year=2025, number=1, classification_code="000.7", title="Rencana Kerja"),
)
ALL = [OLD, ONE, TWO]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (ONE.path, ONE),
        (f"{ONE.path}/", ONE),
        (f"archive/{ONE.path}", ONE),
        (f"/srv/kantor/archive/{TWO.path}", TWO),
        ("2026/001", ONE),
        ("2026/2", TWO),
        ("000.8.6.3/002", TWO),
        ("000.8.6.3/2026/1", ONE),
        ("000.7/1", OLD),
        ("rencana", OLD),
        ("triwulan iv", TWO),
    ],
)
def test_a_berkas_is_named_as_people_name_it(name, expected):
    assert choose(ALL, [name]) == [expected]


@pytest.mark.parametrize("name", ["", "tidak ada", "2024/001", "2026/003", "triwulan"])
def test_what_fits_none_or_several_is_said(name):
    with pytest.raises(typer.BadParameter):
        choose(ALL, [name])


def test_several_names_give_each_once():
    assert choose(ALL, ["2026/001", "rencana", ONE.path]) == [OLD, ONE]


def test_folders_that_some_system_takes_for_one_another():
    places = ["2026/Kelas/001 Surat", "2026/KELAS/001 surat", "2026/Kelas/002 Cafe\u0301"]
    places.append("2026/Kelas/002 Café")
    assert [{one, other} for one, other in twins(places)] == [
        {"2026/KELAS", "2026/Kelas"},
        {"2026/KELAS/001 surat", "2026/Kelas/001 Surat"},
        {"2026/Kelas/002 Cafe\u0301", "2026/Kelas/002 Café"},
    ]
    assert folded("STRASSE") == folded("straße")


@given(st.sets(st.integers(1, 30)))
def test_the_lowest_free_number_is_free_and_all_below_are_not(taken):
    free = lowest_free(taken)
    assert free not in taken
    assert set(range(1, free)) <= taken


def test_a_taken_number_is_refused_with_one_that_is_free():
    event = BerkasReceived(
        path="2026/000.8.6.3 Kelas/002 Judul",
        manifest_sha256="0" * 64,
        version=1,
        year=2026,
        classification="000.8.6.3",
        number=2,
        title="Judul",
        creator="Badan Lain",
        origin="2026/000.8.6.3 Kelas/002 Judul",
        bag="a.zip",
        by="arsiparis",
    )
    (drawn,) = decide_receipt(event, {1}).taken
    assert (drawn.register, drawn.number, drawn.text) == ("berkas/000.8.6.3/2026", 2, "002")
    with pytest.raises(Refused) as caught:
        decide_receipt(event, {1, 2, 4})
    assert caught.value.findings[0].facts["bebas"] == "3"

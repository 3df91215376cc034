"""Names in the archive: legal on three systems, short, and never the same twice."""

import unicodedata
from datetime import date

import pytest
from archive_samples import PLACE, make_berkas, make_item
from bag_samples import make_entry
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.adapters.archive.bag import bag_name
from pipeline.adapters.archive.contents import place_of
from pipeline.adapters.archive.naming import (
    PATH_ROOM,
    berkas_folder,
    classification_folder,
    clean_suffix,
    is_legal,
    item_name,
    legal_name,
    room_in,
)

#: everything, with what file systems dislike more often
NASTY = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from('\\/:*?"<>|. \t\r\n\0~-_CONcon1\u00b9\u202e\u200b\u0338\u0301e'),
    ),
    max_size=300,
)
DATES = st.dates(date(1990, 1, 1), date(2100, 1, 1))
NUMBERS = st.integers(1, 5000)


def assert_exists_everywhere(name):
    assert unicodedata.normalize("NFC", name) == name
    assert not set(name) & set('\\/:*?"<>|')
    assert all(unicodedata.category(char) not in {"Cc", "Cf", "Cn", "Co", "Cs"} for char in name)
    assert name == name.strip()
    assert not name.endswith(".")
    assert name
    assert len(name.encode()) <= 255
    assert name.split(".")[0].rstrip().upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


@given(NASTY, st.integers(12, 200))
def test_any_text_becomes_a_name_that_exists_everywhere(text, room):
    name = legal_name(text, room)
    assert_exists_everywhere(name)
    assert len(name.encode("utf-16-le")) // 2 <= room


@given(NASTY, st.integers(12, 200))
def test_a_legal_name_stays_as_it_is(text, room):
    name = legal_name(text, room)
    assert legal_name(name, room) == name
    assert is_legal(name)


@example("0" * 42, "0" * 40, "0" * 44, date(2000, 1, 1), 1)
@given(NASTY, st.none() | NASTY, NASTY, DATES, NUMBERS)
def test_number_and_date_are_never_shortened(title, nomor, berkas_title, day, number):
    folder = f"2026/{classification_folder('000.8.6.3', title)}/{berkas_folder(1, berkas_title)}"
    item = make_item(title, number=number, dated_on=day, nomor=nomor)
    name = item_name(item, " - bukti 01.jpg", room_in(folder))
    assert name.startswith(f"{number:03d} {day.isoformat()} ")
    assert name.endswith(" - bukti 01.jpg")
    assert_exists_everywhere(name)
    assert len(f"{folder}/{name}".encode("utf-16-le")) // 2 <= PATH_ROOM


@given(NASTY, NASTY, DATES, DATES, st.lists(NUMBERS, min_size=2, max_size=2, unique=True))
def test_different_item_numbers_give_different_names(one, other, day, later, numbers):
    names = {
        item_name(make_item(title, number=number, dated_on=on), ".pdf", 80).casefold()
        for title, on, number in zip((one, other), (day, later), numbers, strict=True)
    }
    assert len(names) == 2
    assert len({berkas_folder(number, one).casefold() for number in numbers}) == 2


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹", "_COM¹"),
        ("CONTOH", "CONTOH"),
        ('Rapat 3/4: "hasil"?', "Rapat 3-4- -hasil--"),
        ("Laporan. . .", "Laporan"),
        ("...", "Tanpa judul"),
        ("surat\u202efdp.exe", "suratfdp.exe"),
        ("Pe\u0301tani", "P\u00e9tani"),
        ("satu\r\ndua\ttiga", "satu dua tiga"),
        ("~$surat", "$surat"),
    ],
)
def test_known_traps(given_text, expected):
    assert legal_name(given_text, 60) == expected


def test_a_long_title_is_cut_at_a_word():
    name = legal_name("Laporan Rekapitulasi Hasil Pengumpulan Data Kinerja", 40)
    assert name == "Laporan Rekapitulasi Hasil Pengumpulan"


def test_the_nomor_is_readable_in_the_name():
    item = make_item(
        "Surat Permintaan Data Kinerja", number=3, nomor="000.8.6.3 / 12 / KBL / X / 2026"
    )
    expected = "003 2026-10-01 Surat Permintaan Data Kinerja (000.8.6.3-12-KBL-X-2026).pdf"
    assert item_name(item, ".pdf", 80) == expected


def test_the_names_of_the_design_fit_without_being_cut():
    klass = classification_folder("000.8.6.3", "Akuntabilitas Kinerja Instansi Pemerintah")
    assert klass == "000.8.6.3 Akuntabilitas Kinerja Instansi Pemerintah"
    folder = berkas_folder(1, "Pengumpulan Data Kinerja Triwulan III 2026")
    assert folder == "001 Pengumpulan Data Kinerja Triwulan III 2026"


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [(".PDF", ".pdf"), ("xlsx", ".xlsx"), ("", ".bin"), ("../sh", ".bin"), (".p d", ".bin")],
)
def test_suffixes(suffix, expected):
    assert clean_suffix(suffix) == expected


def test_a_long_title_ends_with_a_whole_word():
    report = make_item("Laporan Rekapitulasi", nomor="000.8.6.3 / LAP-01 / KBL / X / 2026")
    whole = item_name(report, " - lampiran 01.xlsx", 76)
    assert " Laporan (000.8.6.3-LAP-01-KBL-X-2026) - lampiran 01.xlsx" in whole
    assert legal_name("Pengumpulan", 5) == "Pengu"


def test_a_berkas_has_its_place():
    assert place_of(make_berkas()) == PLACE


@given(NASTY, NASTY, NASTY, st.integers(1, 5000), st.integers(1, 40))
def test_a_path_in_a_bag_is_about_as_short_as_in_the_archive(code, name, title, number, version):
    each = make_entry(
        classification_code=code,
        classification_name=name,
        title=title,
        number=number,
        version=version,
    )
    bag = bag_name(each)
    assert_exists_everywhere(bag)
    longest = f"{bag}/data/{'x' * room_in(each.path)}"
    assert len(longest.encode("utf-16-le")) // 2 <= PATH_ROOM + 20


def test_an_ordinary_path_in_a_bag_is_shorter_than_in_the_archive():
    each = make_entry()
    assert bag_name(each) == "000.8.6.3-2026-001"
    assert len(f"{bag_name(each)}/data/") < len(f"{each.path}/")

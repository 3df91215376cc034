"""The lists follow the berkas: written later, for all filings at once, and never left behind."""

import io
import os

import pytest
from archive_samples import PLACE, make_addition, make_berkas, make_item, snapshot
from openpyxl import load_workbook
from pypdf import PdfReader

from pipeline.adapters.archive import FolderArchive, lock, room, upkeep, yearly
from pipeline.adapters.disk import LocalDisk
from pipeline.errors import NotYet

XLSX, PDF = "2026/Daftar Berkas 2026.xlsx", "2026/Daftar Berkas 2026.pdf"
LISTS = ("index.html", XLSX, PDF)


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(root):
    return FolderArchive(root, LocalDisk())


def small(number):
    item = make_item(f"Surat {number}")
    return make_berkas(number=number, title=f"Berkas {number}", items=(item,), certificates={})


def listed(root):
    """The titles in the Excel list, which the printed one and the catalogue must agree with."""
    page = load_workbook(io.BytesIO((root / XLSX).read_bytes())).active
    rows = list(page.iter_rows(values_only=True))
    titles = [row[4] for row in rows if isinstance(row[0], int)]
    printed = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO((root / PDF).read_bytes())).pages
    )
    catalogue = "".join(each.read_text("utf-8") for each in (root / "katalog").glob("2026*.js"))
    for title in titles:
        assert title in printed.replace("\n", " ")
        assert title in catalogue
    return titles


def test_filing_marks_and_leaves_the_lists_to_whoever_has_time(archive, root):
    archive.file_away(small(1))
    assert archive.is_behind()
    assert not any((root / name).exists() for name in LISTS)
    archive.file_away(small(2))
    archive.bring_up_to_date()
    assert not archive.is_behind()
    assert listed(root) == ["Berkas 1", "Berkas 2"]
    assert archive.verify() == ()


def test_nothing_is_written_when_nothing_lacks(archive, root):
    archive.file_away(small(1))
    archive.bring_up_to_date()
    before = {name: (root / name).stat().st_ino for name in LISTS}
    archive.bring_up_to_date(everything=True)
    assert {name: (root / name).stat().st_ino for name in LISTS} == before


def test_an_addition_is_followed_too(archive, root):
    archive.file_away(make_berkas())
    archive.bring_up_to_date()
    archive.append(PLACE, make_addition())
    assert archive.is_behind()
    archive.bring_up_to_date()
    page = load_workbook(io.BytesIO((root / XLSX).read_bytes())).active
    assert [row[6] for row in page.iter_rows(values_only=True) if row[0] == 1] == ["4 item"]


def test_what_a_filing_does_to_the_disk_does_not_grow_with_the_archive(root, monkeypatch):
    def steps(number):
        count = [0]

        def hook(_point, _path):
            count[0] += 1

        FolderArchive(root, LocalDisk(hook)).file_away(small(number))
        return count[0]

    first = steps(1)  # makes the folders of year and klasifikasi, too
    second = steps(2)
    for number in range(3, 13):
        FolderArchive(root, LocalDisk()).file_away(small(number))
    for module in (room, upkeep, yearly):  # nobody may ask for everything
        monkeypatch.setattr(module, "berkas_paths", None)
    assert steps(13) == second <= first


def test_only_records_that_changed_are_read_again(archive, root, monkeypatch):
    for number in range(1, 6):
        archive.file_away(small(number))
    archive.bring_up_to_date()
    read = []
    usual = yearly.read_records

    def counting(folder):
        read.append(folder.name)
        return usual(folder)

    monkeypatch.setattr(yearly, "read_records", counting)
    archive.file_away(small(6))
    addition = make_addition(items=(make_item("Susulan"),))
    archive.append(f"{PLACE.rpartition('/')[0]}/002 Berkas 2", addition)
    archive.bring_up_to_date()
    assert sorted(read) == ["002 Berkas 2", "006 Berkas 6"]
    assert len(listed(root)) == 6


@pytest.mark.parametrize("spoil", [b"", b'{"rows": 1}', b"\xff\xfe"])
def test_what_is_remembered_may_be_lost(archive, root, spoil):
    archive.file_away(small(1))
    archive.bring_up_to_date()
    for path in (root / ".paraf-lists").glob("*.json"):
        path.write_bytes(spoil)
    archive.file_away(small(2))
    archive.bring_up_to_date()
    assert listed(root) == ["Berkas 1", "Berkas 2"]
    assert not archive.is_behind()


def test_what_is_filed_meanwhile_keeps_its_mark(root):
    def hook(_point, path):
        if path.endswith("index.html") and not (root / LISTS[0]).exists() and waiting:
            FolderArchive(root, LocalDisk()).file_away(waiting.pop())

    waiting = [small(2)]
    archive = FolderArchive(root, LocalDisk(hook))
    archive.file_away(small(1))
    archive.bring_up_to_date()
    assert waiting == []
    assert archive.is_behind()
    archive.bring_up_to_date()
    assert listed(root) == ["Berkas 1", "Berkas 2"]


def test_only_one_brings_them_up_to_date_and_filing_goes_on(archive, root, monkeypatch):
    archive.file_away(small(1))
    archive.bring_up_to_date()
    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.1)
    with lock.updating(root):
        assert archive.file_away(small(2)).version == 1
        with pytest.raises(NotYet, match="another"):
            archive.bring_up_to_date()
    assert archive.is_behind()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("how", ["edited", "missing"])
def test_a_spoilt_list_is_noticed_and_made_again(archive, root, name, how):
    archive.file_away(small(1))
    archive.bring_up_to_date()
    archive.notice()
    assert not archive.is_behind()
    before = snapshot(root)
    if how == "edited":
        (root / name).write_bytes(b"coret")
    else:
        (root / name).unlink()
    archive.notice()
    assert archive.is_behind()
    archive.bring_up_to_date()
    assert snapshot(root) == before


def test_a_berkas_that_came_or_went_without_us_is_noticed(archive, root, tmp_path):
    archive.file_away(small(1))
    archive.file_away(small(2))
    archive.bring_up_to_date()
    berkas = root / PLACE.rpartition("/")[0] / "002 Berkas 2"
    berkas.chmod(0o755)
    os.rename(berkas, tmp_path / "pindah")  # noqa: PTH104, TID251 - somebody did
    archive.notice()
    archive.bring_up_to_date()
    assert listed(root) == ["Berkas 1"]
    os.rename(tmp_path / "pindah", berkas)  # noqa: PTH104, TID251
    archive.notice()
    archive.bring_up_to_date()
    assert listed(root) == ["Berkas 1", "Berkas 2"]


def test_an_unreadable_berkas_is_left_out_and_marked_once(archive, root):
    archive.file_away(small(1))
    archive.file_away(small(2))
    record = root / PLACE.rpartition("/")[0] / "002 Berkas 2/_meta/berkas.json"
    record.chmod(0o644)
    record.write_bytes(b"{")
    archive.bring_up_to_date()
    assert listed(root) == ["Berkas 1"]
    archive.notice()
    assert not archive.is_behind()


@pytest.mark.parametrize("mark", [b"", b"\xff", b"../..", b"2026/x", b"omong kosong"])
def test_a_mark_that_makes_no_sense_means_everything(archive, root, mark):
    archive.file_away(small(1))
    archive.bring_up_to_date()
    (root / XLSX).write_bytes(b"coret")
    (root / ".paraf-lists/behind/x").write_bytes(mark)
    archive.bring_up_to_date()
    assert listed(root) == ["Berkas 1"]
    assert not archive.is_behind()


def test_an_archive_of_an_older_paraf_gets_its_lists(archive, root):
    archive.file_away(small(1))
    archive.bring_up_to_date()
    for path in sorted((root / ".paraf-lists").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (root / ".paraf-lists").rmdir()
    (root / PDF).unlink()
    assert archive.is_behind()
    archive.bring_up_to_date()
    assert listed(root) == ["Berkas 1"]


def test_one_list_that_cannot_be_written_keeps_back_no_other(archive, root):
    archive.file_away(small(1))
    archive.file_away(make_berkas(year=2027, items=(make_item("Surat"),)))
    (root / XLSX).mkdir()
    with pytest.raises(NotYet, match="Daftar Berkas 2026"):
        archive.bring_up_to_date()
    assert archive.is_behind()
    assert all((root / name).is_file() for name in ("index.html", PDF))
    assert (root / "2027/Daftar Berkas 2027.xlsx").is_file()
    (root / XLSX).rmdir()
    archive.bring_up_to_date()
    assert listed(root) == ["Berkas 1"]
    assert not archive.is_behind()

"""Tunjuk silang and the manifest of contents, on a real disk."""

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from archive_samples import PLACE, codes, make_addition, make_berkas, make_item, snapshot

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.archive.naming import PATH_ROOM, is_legal
from pipeline.adapters.disk import LocalDisk
from pipeline.errors import NotYet, Tampered
from pipeline.ports.archive import Related

OTHER = "000.7.2.8 Laporan Berkala"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(root):
    return FolderArchive(root, LocalDisk())


def pointing(title="Laporan Rekapitulasi", **over):
    return make_item(title, cross_references=(OTHER,), **over)


def pointers(root):
    return sorted(path for path in root.glob(f"*/{OTHER}/*") if path.is_file())


def test_a_pointer_tells_where_the_naskah_lies_and_is_no_copy(archive, root):
    archive.file_away(make_berkas(items=(pointing(nomor="000.8.6.3 / LAP-01 / KBL / X / 2026"),)))
    (pointer,) = pointers(root)
    assert pointer.name.startswith("Tunjuk Silang 000.8.6.3-001-001 2026-10-01 Laporan Rekap")
    text = pointer.read_bytes().decode("utf-8-sig")
    assert "Nomor       : 000.8.6.3 / LAP-01 / KBL / X / 2026\r\n" in text
    (where,) = [line for line in text.split("\r\n") if line.startswith("../")]
    naskah = (pointer.parent / where).resolve()
    assert naskah.parent == root / PLACE
    assert hashlib.sha256(naskah.read_bytes()).hexdigest() in text
    assert oct(pointer.stat().st_mode & 0o777) == "0o444"
    assert archive.verify() == ()


def test_a_long_title_still_gives_a_name_that_exists_everywhere(archive, root):
    long = "Laporan Rekapitulasi Hasil Pengumpulan Data Kinerja Badan Kesatuan Bangsa " * 3
    archive.file_away(make_berkas(items=(pointing(f"{long}?*"), pointing(f"{long}:"))))
    one, two = pointers(root)
    assert one.name.casefold() != two.name.casefold()
    for each in (one, two):
        assert is_legal(each.name)
        assert len(each.relative_to(root).as_posix()) <= PATH_ROOM


def test_filing_again_lays_what_is_missing_and_touches_nothing_else(archive, root):
    berkas = make_berkas(items=(pointing(), pointing("Laporan Lain")))
    archive.file_away(berkas)
    before = snapshot(root)
    kept, gone = pointers(root)
    gone.unlink()
    stamp = kept.stat().st_mtime_ns, kept.stat().st_ino
    archive.file_away(berkas)
    assert snapshot(root) == before
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == stamp


def test_a_pointer_that_somebody_changed_is_named_and_not_written_over(archive, root):
    berkas = make_berkas(items=(pointing(),))
    archive.file_away(berkas)
    (pointer,) = pointers(root)
    pointer.chmod(0o644)
    pointer.write_bytes(b"lain")
    archive.file_away(berkas)
    archive.mend_pointers()
    assert pointer.read_bytes() == b"lain"
    assert codes(archive.verify()) == ["A24"]
    pointer.unlink()
    pointer.symlink_to("/etc/hostname")
    archive.mend_pointers()
    assert codes(archive.verify()) == ["A13"]
    pointer.unlink()
    assert codes(archive.verify()) == ["A23"]
    archive.mend_pointers()
    assert archive.verify() == ()


class _NoPointers(LocalDisk):
    """A disk that fills up after the berkas stands."""

    def write_new(self, path, data, *, mode=None):
        raise OSError(28, "No space left on device")


def test_a_crash_before_the_pointer_is_made_good_by_filing_again(archive, root):
    berkas = make_berkas(items=(pointing(),))
    with pytest.raises(NotYet):
        FolderArchive(root, _NoPointers()).file_away(berkas)
    assert pointers(root) == []
    assert codes(archive.verify()) == ["A23"]
    archive.file_away(berkas)
    assert archive.verify() == ()


def test_an_addition_points_too_and_leaves_the_earlier_pointers_alone(archive, root):
    archive.file_away(make_berkas(items=(pointing(),)))
    (first,) = pointers(root)
    before = first.read_bytes()
    late = pointing("Addendum Laporan", dated_on=date(2026, 10, 20))
    archive.append(PLACE, make_addition(items=(late,)))
    assert len(pointers(root)) == 2
    assert first.read_bytes() == before
    assert archive.verify() == ()


def test_berkas_that_belong_together_are_told_in_the_later_one(archive, root):
    earlier = Related(
        relation="triwulan sebelumnya",
        title="002 Pengumpulan Data Kinerja Triwulan II 2026",
        path="2026/000.8.6.3 AKIP/002 Pengumpulan Data Kinerja Triwulan II 2026",
        manifest_sha256="0" * 64,
    )
    archive.file_away(make_berkas(related=(earlier,)))
    text = (root / PLACE / "_meta/tunjuk-silang.txt").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfTUNJUK SILANG\r\n")
    assert f"{earlier.title} (triwulan sebelumnya)\r\n" in text.decode("utf-8-sig")
    assert earlier.path in (root / PLACE / "_meta/berkas.json").read_text("utf-8")


def test_a_berkas_that_belongs_with_nothing_has_no_such_text(archive, root):
    archive.file_away(make_berkas(items=(make_item(),)))
    assert not (root / PLACE / "_meta/tunjuk-silang.txt").exists()


def test_what_the_berita_acara_names_is_filed_or_nothing_is(archive, root):
    berkas = make_berkas()
    named = archive.contents_manifest(replace(berkas, items=berkas.items[:-1]))
    assert archive.file_away(replace(berkas, contents_manifest=named)).version == 1
    filed = (root / PLACE / "_meta/manifest-isi-sha256.txt").read_bytes()
    assert filed == named
    other = replace(berkas, number=2, items=(make_item("Lain"), *berkas.items[1:]))
    with pytest.raises(Tampered) as refused:
        archive.file_away(replace(other, contents_manifest=named))
    assert codes(refused.value.findings) == ["A22"]
    assert archive.places() == (PLACE,)


def test_names_that_a_berita_acara_told_are_kept_by_a_paraf_that_would_give_others(archive, root):
    berkas = make_berkas()
    named = archive.contents_manifest(replace(berkas, items=berkas.items[:-1]))
    told = named.replace(b"001 2026-10-01 Lembar Disposisi", b"001 2026-10-01 Nama Lama Disposisi")
    assert told != named
    archive.file_away(replace(berkas, contents_manifest=told))
    assert list((root / PLACE).glob("001 2026-10-01 Nama Lama Disposisi*"))
    assert archive.verify() == ()


@pytest.mark.parametrize("obstacle", ["a link", "a file"])
def test_what_stands_in_the_way_of_a_pointer_is_named_and_holds_no_filing_up(
    archive, root, tmp_path, obstacle
):
    (root / "2026").mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if obstacle == "a link":
        (root / "2026" / OTHER).symlink_to(elsewhere)
    else:
        (root / "2026" / OTHER).write_bytes(b"titipan")
    assert archive.file_away(make_berkas(items=(pointing(),))).path == PLACE
    assert list(elsewhere.iterdir()) == []
    assert codes(archive.verify()) == ["A16", "A23"]
    (root / "2026" / OTHER).unlink()
    archive.mend_pointers()
    assert archive.verify() == ()

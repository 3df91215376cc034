"""Filing and adding, on a real disk."""

import errno
import hashlib
import io
import json
import os
import stat
import subprocess
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from archive_samples import (
    PLACE,
    SIGNED,
    codes,
    make_addition,
    make_berkas,
    make_file,
    make_item,
    snapshot,
)
from nasty_names import NAMES
from openpyxl import load_workbook

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.archive.catalogue import Filters, search
from pipeline.adapters.archive.naming import PATH_ROOM, is_legal
from pipeline.adapters.disk import LocalDisk, Point
from pipeline.errors import NotYet, Refused, Tampered
from pipeline.ports.archive import FileRole


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


@pytest.fixture
def archive(root):
    return FolderArchive(root, LocalDisk())


def check_with_coreutils(folder):
    for tool, manifest in (("sha256sum", "sha256"), ("sha512sum", "sha512")):
        command = [tool, "-c", "--quiet", "--strict", f"_meta/manifest-{manifest}.txt"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_filed_berkas_is_checked_with_coreutils_alone(archive, root):
    filed = archive.file_away(make_berkas())
    assert filed.path == PLACE
    assert filed.version == 1
    check_with_coreutils(root / PLACE)
    manifest = (root / PLACE / "_meta/manifest-sha256.txt").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() == filed.manifest_sha256
    listed = {line[66:] for line in manifest.decode().splitlines()}
    assert listed == set(snapshot(root / PLACE)) - {"_meta/manifest-sha256.txt"}
    assert archive.verify() == ()


def test_the_tree_is_the_one_of_the_design(archive, root):
    archive.file_away(make_berkas())
    shown = {name for name in snapshot(root / PLACE) if not name.startswith("_meta/")}
    assert shown == {
        "000 Daftar Isi Berkas.pdf",
        "000 Daftar Isi Berkas.xlsx",
        "001 2026-10-01 Lembar Disposisi Sekretaris.pdf",
        "002 2026-10-01 Surat Permintaan Data Kinerja (000.8.6.3-12-KBL-X-2026).pdf",
        "003 2026-10-06 Data Kinerja Bidang I.pdf",
        "003 2026-10-06 Data Kinerja Bidang I.xlsx",
        "003 2026-10-06 Data Kinerja Bidang I - bukti 01.jpg",
        "003 2026-10-06 Data Kinerja Bidang I - bukti 02.jpg",
    }
    archive.bring_up_to_date()
    ours = {".paraf-lists", ".paraf-lock"}
    assert {path.name for path in root.iterdir()} == {*ours, "2026", "index.html", "katalog"}
    assert {path.name for path in (root / "2026").iterdir() if path.is_file()} == {
        "Daftar Berkas 2026.pdf",
        "Daftar Berkas 2026.xlsx",
    }
    assert archive.verify() == ()


def test_source_and_rendition_of_one_kind_do_not_collide(archive, root):
    files = (
        make_file(b"asli", FileRole.SOURCE, "pdf"),
        make_file(b"naskah", FileRole.RENDITION, "PDF"),
        make_file(b"asli lain", FileRole.SOURCE, "pdf"),
    )
    filed = archive.file_away(make_berkas(items=(make_item("Surat", files=files),)))
    contents = {file.name: (root / PLACE / file.name).read_bytes() for file in filed.items[0].files}
    assert contents == {
        "001 2026-10-01 Surat.pdf": b"naskah",
        "001 2026-10-01 Surat - asli.pdf": b"asli",
        "001 2026-10-01 Surat - asli 2.pdf": b"asli lain",
    }


def catalogued(top):
    """All that the catalogue's chunks say."""
    return "".join(path.read_text("utf-8") for path in sorted((top / "katalog").glob("*.js")))


def test_evidence_of_any_name_is_filed_under_one_that_exists_everywhere(
    archive, root, tmp_path, monkeypatch
):
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # names are tried here, not disks

    def file(archive, names):
        files = [make_file(b"%PDF data", FileRole.RENDITION, ".pdf")] + [
            make_file(b"%d" % at, FileRole.EVIDENCE, PurePosixPath(name).suffix, original_name=name)
            for at, name in enumerate(names)
        ]
        item = make_item(f"Data Kinerja {'Bidang I ' * 30}", files=tuple(files))
        filed = archive.file_away(make_berkas(items=(item,)))
        archive.bring_up_to_date()
        return filed

    filed = file(archive, NAMES)
    assert all(letter.isprintable() or letter == "\n" for letter in catalogued(root))

    (item,) = filed.items
    laid = [file.name for file in item.files]
    assert all(is_legal(name) for name in laid), laid
    assert len({name.casefold() for name in laid}) == len(laid) == len(NAMES) + 1
    assert max(len(f"{filed.path}/{name}".encode("utf-16-le")) // 2 for name in laid) <= PATH_ROOM
    told = (root / filed.path / "_meta" / "001.json").read_text("utf-8")
    assert all(letter.isprintable() or letter == "\n" for letter in told)
    record = json.loads(told)["isi"]["file"]
    by_name = {
        each["nama"]: each["nama_asal"] for each in record if each["peran"] == FileRole.EVIDENCE
    }
    storable = [name.encode("utf-8", "replace").decode() for name in NAMES]
    assert sorted(by_name.values()) == sorted(storable)
    for name, original in by_name.items():
        content = (root / filed.path / name).read_bytes()
        assert storable[int(content)] == original
    check_with_coreutils(root / filed.path)
    assert archive.verify() == ()


def test_what_was_made_with_a_paper_is_no_evidence(archive, root):
    files = (
        make_file(b"rincian", FileRole.ATTACHMENT, "xlsx"),
        make_file(b"laporan", FileRole.RENDITION, "pdf"),
        make_file(b"foto", FileRole.EVIDENCE, "jpg"),
    )
    archive.file_away(make_berkas(items=(make_item("Laporan", files=files),)))
    assert {path.name for path in (root / PLACE).glob("001*")} == {
        "001 2026-10-01 Laporan.pdf",
        "001 2026-10-01 Laporan - lampiran 01.xlsx",
        "001 2026-10-01 Laporan - bukti 01.jpg",
    }
    archive.bring_up_to_date()
    assert "lampiran" in catalogued(root)


def test_each_item_tells_about_itself(archive, root):
    archive.file_away(make_berkas())
    record = json.loads((root / PLACE / "_meta/002.json").read_bytes())
    assert record["isi"]["nomor_naskah"] == "000.8.6.3 / 12 / KBL / X / 2026"
    assert record["metadata"]["penandatangan"] == [{**SIGNED, "penerbit_sertifikat": None}]
    assert record["metadata"]["catatan"] == ["apa pun"]
    (file,) = record["isi"]["file"]
    content = b"%PDF Surat Permintaan Data Kinerja"
    assert file["digest"] == [
        {"algoritma": "SHA-256", "nilai": hashlib.sha256(content).hexdigest()},
        {"algoritma": "SHA-512", "nilai": hashlib.sha512(content).hexdigest()},
    ]


def test_the_list_of_contents_counts_every_item(archive, root):
    archive.file_away(make_berkas())
    data = (root / PLACE / "000 Daftar Isi Berkas.xlsx").read_bytes()
    rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert rows[5] == (
        "No. Berkas",
        "No. Item",
        "Kode Klasifikasi",
        "Uraian Informasi",
        "Tanggal",
        "Jumlah",
        "Keterangan",
    )
    assert [row[1] for row in rows[6:]] == ["001", "002", "003"]
    assert rows[6][5] == "1 halaman"
    assert rows[8][6] == "Asli; elektronik (JPG, PDF, XLSX); 2 bukti dukung"


def test_notepad_can_show_how_to_check(archive, root):
    archive.file_away(make_berkas())
    data = (root / PLACE / "_meta/CARA MEMERIKSA BERKAS INI.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfCARA MEMERIKSA BERKAS INI\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"sha256sum -c --quiet _meta/manifest-sha256.txt" in data
    assert b"{ $d, $n = $_ -split" in data


def test_a_filed_berkas_is_read_only(archive, root):
    archive.file_away(make_berkas())
    modes = {
        (path.is_dir(), stat.S_IMODE(path.stat().st_mode))
        for path in [root / PLACE, *(root / PLACE).rglob("*")]
    }
    assert modes == {(True, 0o555), (False, 0o444)}


def test_the_same_berkas_twice_is_filed_once(archive, root):
    first = archive.file_away(make_berkas())
    before = snapshot(root)
    assert archive.file_away(make_berkas()) == first
    assert snapshot(root) == before


def test_the_same_berkas_gives_the_same_manifest_elsewhere(archive, root, tmp_path):
    other = tmp_path / "lain"
    other.mkdir()
    filed = FolderArchive(other, LocalDisk()).file_away(make_berkas())
    assert archive.file_away(make_berkas()) == filed
    assert snapshot(other / PLACE) == snapshot(root / PLACE)
    for each in (archive, FolderArchive(other, LocalDisk())):
        each.bring_up_to_date()
    for name in ("index.html", "2026/Daftar Berkas 2026.xlsx", "2026/Daftar Berkas 2026.pdf"):
        assert (other / name).read_bytes() == (root / name).read_bytes()


@pytest.mark.parametrize(
    "other", [{"items": (make_item("Lain"),)}, {"title": "Judul Lain"}], ids=["content", "number"]
)
def test_a_taken_place_is_never_written_over(archive, root, other):
    archive.file_away(make_berkas())
    before = snapshot(root)
    with pytest.raises(Tampered) as caught:
        archive.file_away(make_berkas(**other))
    assert codes(caught.value.findings) == ["A19"]
    assert snapshot(root) == before


def test_what_is_filed_is_what_the_ledger_knows(archive, root, tmp_path):
    source = tmp_path / "surat.pdf"
    source.write_bytes(b"%PDF dari file")
    known = hashlib.sha256(b"%PDF dari file").hexdigest()
    file = make_file(b"", content=str(source), sha256=known)
    filed = archive.file_away(make_berkas(items=(make_item(files=(file,)),)))
    assert (root / PLACE / filed.items[0].files[0].name).read_bytes() == b"%PDF dari file"

    source.write_bytes(b"%PDF diganti")
    with pytest.raises(Tampered) as caught:
        archive.file_away(make_berkas(number=2, items=(make_item(files=(file,)),)))
    assert codes(caught.value.findings) == ["A18"]
    source.unlink()
    with pytest.raises(Tampered):
        archive.file_away(make_berkas(number=2, items=(make_item(files=(file,)),)))
    assert len(archive.listing()) == 1
    assert {path.name for path in root.glob(".paraf-*")} == {".paraf-lists", ".paraf-lock"}


def test_a_symlink_is_not_followed(archive, tmp_path):
    secret, link = tmp_path / "rahasia", tmp_path / "surat.pdf"
    secret.write_bytes(b"rahasia")
    link.symlink_to(secret)
    file = make_file(b"rahasia", content=str(link))
    with pytest.raises(NotYet):
        archive.file_away(make_berkas(items=(make_item(files=(file,)),)))


def test_late_data_get_the_next_number_and_a_new_list(archive, root):
    first = archive.file_away(make_berkas())
    before = snapshot(root / PLACE)
    added = archive.append(PLACE, make_addition())
    after = snapshot(root / PLACE)
    assert added.version == 2
    assert [item.number for item in added.items] == [1, 2, 3, 4]
    assert added.items[:3] == first.items
    assert "004 2026-10-20 Data Kinerja Bidang III (susulan).pdf" in after
    replaced = {
        "000 Daftar Isi Berkas.pdf": "_meta/000 Daftar Isi Berkas.v1.pdf",
        "000 Daftar Isi Berkas.xlsx": "_meta/000 Daftar Isi Berkas.v1.xlsx",
        "_meta/manifest-sha256.txt": "_meta/manifest-sha256.v1.txt",
        "_meta/manifest-sha512.txt": "_meta/manifest-sha512.v1.txt",
    }
    for name, data in before.items():
        assert after[replaced.get(name, name)] == data
        assert (after[name] != data) is (name in replaced)
    check_with_coreutils(root / PLACE)
    assert archive.verify(anchors={PLACE: added.manifest_sha256}) == ()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (root / PLACE).rglob("*")}
    assert modes == {0o555, 0o444}


def test_the_same_addition_twice_counts_once(archive, root):
    archive.file_away(make_berkas())
    added = archive.append(PLACE, make_addition())
    before = snapshot(root)
    assert archive.append(PLACE, make_addition()) == added
    assert archive.append(PLACE, make_addition(items=added_with_number(4))) == added
    assert snapshot(root) == before
    # the first filing, repeated by a crash that late, still gives the same answer
    assert archive.file_away(make_berkas()) == added


def added_with_number(number):
    return tuple(replace(item, number=number) for item in make_addition().items)


def test_additions_follow_one_another(archive):
    archive.file_away(make_berkas(contents_pdf=None, certificates={}))
    for at in range(2, 6):
        addition = make_addition(
            items=(make_item(f"Susulan {at}"),),
            contents_pdf=None,
            certificates={"kabid.pem": f"sertifikat {at // 4}".encode()},
        )
        assert archive.append(PLACE, addition).version == at
    assert archive.verify() == ()
    (entry,) = archive.listing()
    assert [item.number for item in entry.items] == list(range(1, 8))
    assert entry.next_number == 8


def test_a_taken_item_number_is_refused(archive, root):
    archive.file_away(make_berkas())
    before = snapshot(root)
    with pytest.raises(Refused) as caught:
        archive.append(PLACE, make_addition(items=added_with_number(2)))
    assert codes(caught.value.findings) == ["A20"]
    with pytest.raises(Refused) as caught:
        archive.append("2026/tidak/ada", make_addition())
    assert codes(caught.value.findings) == ["A21"]
    assert snapshot(root) == before


def test_an_addition_may_not_leave_the_printed_list_behind(archive):
    archive.file_away(make_berkas())
    with pytest.raises(ValueError, match="daftar isi"):
        archive.append(PLACE, make_addition(contents_pdf=None))


def test_an_addition_does_not_launder_what_was_changed_before(archive, root):
    archive.file_away(make_berkas())
    victim = root / PLACE / "001 2026-10-01 Lembar Disposisi Sekretaris.pdf"
    victim.chmod(0o644)
    victim.write_bytes(b"%PDF palsu")
    archive.append(PLACE, make_addition())
    assert codes(archive.verify()) == ["A02"]


def test_a_broken_manifest_is_not_built_upon(archive, root):
    archive.file_away(make_berkas())
    manifest = root / PLACE / "_meta/manifest-sha256.txt"
    manifest.chmod(0o644)
    manifest.write_bytes(b"rusak\n")
    with pytest.raises(Tampered) as caught:
        archive.append(PLACE, make_addition())
    assert codes(caught.value.findings) == ["A06"]


def test_the_catalogue_lists_by_year_and_number(archive, root):
    for year, number in ((2027, 1), (2026, 2), (2026, 1)):
        archive.file_away(make_berkas(year=year, number=number))
    assert [(entry.year, entry.number) for entry in archive.listing()] == [
        (2026, 1),
        (2026, 2),
        (2027, 1),
    ]
    archive.bring_up_to_date()
    assert len(search(root, "disposisi sekretaris", Filters()).found) == 3


def full_after(left):
    """A disk that takes so many changes and is full from then on; removing still works."""
    removing = {Point.REMOVE, Point.REMOVE_FOLDER, Point.MODE, Point.SYNC, Point.SYNC_FOLDER}

    def spend(point, _path):
        nonlocal left
        left -= point not in removing
        if left < 0 and point not in removing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return LocalDisk(spend)


def test_a_full_disk_delays_and_loses_nothing(archive, root):
    failures = 0
    while True:
        try:
            filed = FolderArchive(root, full_after(failures)).file_away(make_berkas())
            break
        except NotYet:
            failures += 7
            assert {path.name for path in root.glob(".paraf-*")} <= {".paraf-lists", ".paraf-lock"}
    assert failures >= 4
    assert archive.verify(anchors={PLACE: filed.manifest_sha256}) == ()
    while True:
        try:
            added = FolderArchive(root, full_after(failures)).append(PLACE, make_addition())
            break
        except NotYet:
            failures += 7
    assert added.version == 2
    assert archive.verify(anchors={PLACE: added.manifest_sha256}) == ()


class LyingDisk(LocalDisk):
    """A disk that returns other bytes than were written."""

    def sync_tree(self, top):
        super().sync_tree(top)
        (victim,) = [
            os.path.join(folder, name)  # noqa: PTH118
            for folder, _, names in os.walk(top)
            for name in names
            if name.startswith("001 ")
        ]
        os.chmod(victim, 0o644)  # noqa: PTH101
        with open(victim, "ab") as file:  # noqa: PTH123
            file.write(b"!")


def test_what_the_disk_returns_is_compared(root):
    with pytest.raises(NotYet, match="other bytes"):
        FolderArchive(root, LyingDisk()).file_away(make_berkas())
    assert sorted(path.name for path in root.iterdir()) == [".paraf-lock"]


def test_an_archive_that_is_away_is_waited_for(tmp_path):
    with pytest.raises(NotYet):
        FolderArchive(tmp_path / "tidak ada", LocalDisk()).file_away(make_berkas())
    with pytest.raises(NotYet):
        FolderArchive(tmp_path / "tidak ada", LocalDisk()).verify()


def test_only_one_writes_at_a_time(archive, root, monkeypatch):
    from pipeline.adapters.archive import lock  # noqa: PLC0415

    monkeypatch.setattr(lock, "PATIENCE_SECONDS", 0.1)
    with lock.writing(root), pytest.raises(NotYet, match="another worker"):
        archive.file_away(make_berkas())
    assert archive.file_away(make_berkas()).version == 1

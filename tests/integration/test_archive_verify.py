"""Whatever is done to a filed berkas behind Paraf's back is found and named."""

import json
import os
import random
import shutil
from pathlib import Path

import pytest
from archive_samples import PLACE, codes, make_addition, make_berkas, sentence, snapshot

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.archive.manifest import digests_of_bytes, format_manifest, parse_manifest
from pipeline.adapters.disk import LocalDisk

ONE = "001 2026-10-01 Lembar Disposisi Sekretaris.pdf"
TWO = "002 2026-10-01 Surat Permintaan Data Kinerja (000.8.6.3-12-KBL-X-2026).pdf"
SHORT, LONG = "_meta/manifest-sha256.txt", "_meta/manifest-sha512.txt"


class Opened:
    """An archive whose rights were taken down, as an administrator with root can."""

    def __init__(self, root):
        self.root = root
        self.archive = FolderArchive(root, LocalDisk())
        self.archive.file_away(make_berkas())
        self.filed = self.archive.append(PLACE, make_addition())
        self.folder = root / PLACE
        for path in [self.folder, *self.folder.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)

    def found(self):
        findings = self.archive.verify(anchors={PLACE: self.filed.manifest_sha256})
        assert all(sentence(finding) for finding in findings)
        return {
            (finding.code, finding.facts["path"].removeprefix(f"{PLACE}/")) for finding in findings
        }

    def rewrite(self, name, change):
        path = self.folder / name
        path.write_bytes(change(path.read_bytes()))

    def rewrite_manifests(self, name):
        """Bring both manifests in line with a file, as a forger would."""
        digests = digests_of_bytes((self.folder / name).read_bytes())
        for manifest, width, digest in (
            (LONG, 128, digests.sha512),
            (SHORT, 64, digests.sha256),
        ):
            lines = parse_manifest((self.folder / manifest).read_bytes(), width)
            lines[name] = digest
            if manifest == SHORT:
                long = (self.folder / LONG).read_bytes()
                lines[LONG] = digests_of_bytes(long).sha256
            (self.folder / manifest).write_bytes(format_manifest(lines))


@pytest.fixture
def opened(tmp_path):
    root = tmp_path / "archive"
    root.mkdir()
    return Opened(root)


def test_an_untouched_archive_has_no_findings(opened):
    before = snapshot(opened.root)
    assert opened.found() == set()
    assert snapshot(opened.root) == before


def test_every_single_changed_byte_is_found(opened):
    chance = random.Random(8)  # noqa: S311 - no secret
    for name, data in snapshot(opened.folder).items():
        at = chance.randrange(len(data))
        spoilt = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        (opened.folder / name).write_bytes(spoilt)
        findings = opened.archive.verify(PLACE)
        assert any(name in finding.facts["path"] for finding in findings), name
        (opened.folder / name).write_bytes(data)
    assert opened.found() == set()


def test_every_missing_file_is_found(opened):
    for name, data in snapshot(opened.folder).items():
        (opened.folder / name).unlink()
        assert any(name == path for _, path in opened.found()), name
        (opened.folder / name).write_bytes(data)
    assert opened.found() == set()


def test_a_changed_file_is_named_once(opened):
    opened.rewrite(ONE, lambda data: data + b" ")
    assert opened.found() == {("A02", ONE)}


def test_a_missing_file_is_named_once(opened):
    (opened.folder / ONE).unlink()
    assert opened.found() == {("A01", ONE)}


def test_a_truncated_file_is_found(opened):
    opened.rewrite(TWO, lambda data: data[:4])
    assert opened.found() == {("A02", TWO)}


def test_an_extra_file_or_folder_is_found(opened):
    (opened.folder / "005 Titipan.pdf").write_bytes(b"%PDF titipan")
    (opened.folder / "_meta/kosong").mkdir()
    assert opened.found() == {("A03", "005 Titipan.pdf"), ("A03", "_meta/kosong/")}


def test_a_renamed_file_is_told_as_renamed(opened):
    (opened.folder / ONE).rename(opened.folder / "001 Disposisi.pdf")
    (finding,) = opened.archive.verify()
    assert finding.code == "A04"
    assert finding.facts["nama_semula"] == ONE


def test_swapped_files_are_told_as_swapped(opened):
    one, two = (opened.folder / ONE).read_bytes(), (opened.folder / TWO).read_bytes()
    (opened.folder / ONE).write_bytes(two)
    (opened.folder / TWO).write_bytes(one)
    (finding,) = opened.archive.verify()
    assert finding.code == "A05"
    assert {finding.facts["path"], finding.facts["nama_lain"]} == {f"{PLACE}/{ONE}", TWO}


@pytest.mark.parametrize("manifest", [SHORT, LONG])
def test_an_edited_manifest_is_told_from_an_edited_file(opened, manifest):
    name, width = ONE, 64 if manifest == SHORT else 128
    lines = parse_manifest((opened.folder / manifest).read_bytes(), width)
    lines[name] = "0" * width
    opened.rewrite(manifest, lambda _: format_manifest(lines))
    assert ("A09", manifest) in opened.found()
    assert ("A02", name) not in opened.found()


def test_a_line_taken_from_one_manifest_is_found(opened):
    opened.rewrite(SHORT, lambda data: b"".join(data.splitlines(keepends=True)[1:]))
    assert ("A09", SHORT) in opened.found()


@pytest.mark.parametrize("manifest", [SHORT, LONG])
@pytest.mark.parametrize("name", [b"Lembar Disposisi", b"sertifikat"])
def test_a_spoilt_name_in_a_manifest_is_blamed_on_that_manifest(opened, manifest, name):
    opened.rewrite(manifest, lambda data: data.replace(name, name.swapcase()))
    assert {path for code, path in opened.found() if code == "A09"} == {manifest}


def test_the_manifest_that_is_not_listed_by_the_other_is_found(opened):
    opened.rewrite(SHORT, lambda data: data.replace(b"manifest-sha512.txt", b"manifect-sha512.txt"))
    assert ("A09", SHORT) in opened.found()


@pytest.mark.parametrize("manifest", [SHORT, LONG])
def test_a_manifest_that_is_none_is_found(opened, manifest):
    opened.rewrite(manifest, lambda data: data.replace(b"  ", b" ", 1))
    assert ("A06", manifest) in opened.found()


def test_lost_manifests_are_found(opened):
    (opened.folder / SHORT).unlink()
    (opened.folder / LONG).unlink()
    assert {("A01", SHORT), ("A01", LONG)} <= opened.found()


def test_a_forger_who_forgets_the_records_is_found_without_the_ledger(opened):
    opened.rewrite(ONE, lambda _: b"%PDF palsu")
    opened.rewrite_manifests(ONE)
    findings = codes(opened.archive.verify())
    assert findings == ["A11", "A17"]


def test_a_forger_who_rewrites_everything_is_found_by_the_ledger(opened):
    shutil.rmtree(opened.folder)
    forged = opened.archive.file_away(make_berkas(ledger_extract=b"palsu\n"))
    assert opened.archive.verify() == ()
    assert opened.found() == {("A07", SHORT)}
    assert opened.archive.verify(anchors={PLACE: forged.manifest_sha256}) == ()


def test_broken_records_are_found(opened):
    opened.rewrite("_meta/002.json", lambda _: b"{")
    assert {("A02", "_meta/002.json"), ("A08", "_meta/002.json")} == opened.found()
    opened.rewrite("_meta/berkas.json", lambda _: b"[]")
    assert ("A08", "_meta/berkas.json") in opened.found()
    assert opened.archive.listing() == ()


def test_a_record_that_tells_another_story_is_found(opened):
    record = json.loads((opened.folder / "_meta/001.json").read_bytes())
    record["isi"]["tanggal"] = "2025-01-01"
    opened.rewrite("_meta/001.json", lambda _: json.dumps(record).encode())
    opened.rewrite_manifests("_meta/001.json")
    assert ("A08", "_meta/001.json") in opened.found()


def test_a_moved_berkas_is_found(opened):
    moved = opened.folder.with_name("002 Pengumpulan Data Kinerja Triwulan III 2026")
    opened.folder.rename(moved)
    assert codes(opened.archive.verify()) == ["A10"]
    everything = codes(opened.archive.verify(anchors={PLACE: opened.filed.manifest_sha256}))
    assert everything == ["A10", "A12"]


def test_a_berkas_taken_away_is_found(opened):
    shutil.rmtree(opened.folder)
    assert opened.found() == {("A12", PLACE), ("A16", str(Path(PLACE).parent))}
    assert codes(opened.archive.verify("../../etc")) == ["A12"]


def test_a_berkas_without_its_metadata_is_found(opened):
    shutil.rmtree(opened.folder / "_meta")
    assert {("A01", SHORT), ("A08", "_meta/berkas.json")} <= opened.found()


@pytest.mark.parametrize(
    "lay",
    [
        lambda path: path.symlink_to("/etc/passwd"),
        os.mkfifo,
        lambda path: path.symlink_to("/"),
    ],
    ids=["symlink", "pipe", "symlink to a folder"],
)
def test_what_is_not_a_file_is_never_opened(opened, lay):
    (opened.folder / ONE).unlink()
    lay(opened.folder / ONE)
    assert opened.found() == {("A13", ONE)}


def test_strange_things_in_the_archive_are_found(opened):
    (opened.root / "catatan.txt").write_text("x")
    (opened.root / "2026/draf.docx").write_text("x")
    (opened.root / "2026/Titipan").mkdir()
    (opened.folder.parent / "tanpa nomor").mkdir()
    (opened.root / ".paraf-0123/berkas").mkdir(parents=True)
    (opened.folder / "_meta/.paraf-x").write_text("x")
    assert {path for code, path in opened.found() if code == "A16"} == {
        "catatan.txt",
        "2026/draf.docx",
        "2026/Titipan",
        f"{Path(PLACE).parent}/tanpa nomor",
    }
    assert {path for code, path in opened.found() if code == "A14"} == {
        ".paraf-0123",
        "_meta/.paraf-x",
    }


def test_names_that_are_no_text_are_found_and_can_be_written_down(opened):
    no_text = b"\xff.txt"
    Path(os.fsdecode(os.fsencode(opened.folder) + b"/" + no_text)).write_text("x")
    for beside in (opened.folder.parent, opened.folder.parent.parent):
        Path(os.fsdecode(os.fsencode(beside) + b"/002 " + no_text)).mkdir()
    found = opened.found()
    assert found == {
        ("A03", "\ufffd.txt"),
        ("A16", f"{Path(PLACE).parent}/002 \ufffd.txt"),
        ("A16", f"{Path(PLACE).parent.parent}/002 \ufffd.txt"),
    }
    assert opened.archive.places() == (PLACE,)


def test_one_berkas_or_all(opened):
    other = opened.archive.file_away(make_berkas(number=2))
    (opened.folder / ONE).unlink()
    assert opened.archive.verify(other.path) == ()
    assert codes(opened.archive.verify(PLACE)) == ["A01"]
    assert codes(opened.archive.verify()) == ["A01"]

"""The archive's second copy: bit by bit, compared on the way, read back from the disk."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from archive_samples import PLACE, make_berkas, make_file, make_item, snapshot

from pipeline.adapters.archive import FolderArchive, SecondCopy, second
from pipeline.adapters.disk import LocalDisk, Point
from pipeline.errors import NotYet


class Copies:
    """An archive with one berkas, and a folder for its second copy."""

    def __init__(self, top):
        self.top = top
        self.root, self.copy = top / "arsip", top / "salinan"
        for folder in (self.root, self.copy):
            folder.mkdir()
        self.archive = FolderArchive(self.root, LocalDisk())
        self.anchor = self.archive.file_away(make_berkas()).manifest_sha256

    def second(self, disk=None):
        return SecondCopy(self.root, self.copy, self.top / "aside", disk or LocalDisk())


@pytest.fixture
def copies(tmp_path):
    return Copies(tmp_path)


def test_a_copy_is_whole_and_a_spoilt_one_is_brought_in_line(copies):
    whole = snapshot(copies.root / PLACE)
    assert set(copies.second().copy(PLACE, copies.anchor)) == set(whole)
    assert snapshot(copies.copy / PLACE) == whole
    for name in ("000 Daftar Isi Berkas.xlsx", "_meta/001.json", "_meta/manifest-sha256.txt"):
        (copies.copy / PLACE / name).chmod(0o644)
        (copies.copy / PLACE / name).write_bytes(b"rusak")
    written = copies.second().copy(PLACE, copies.anchor)
    assert sorted(written) == [
        "000 Daftar Isi Berkas.xlsx",
        "_meta/001.json",
        "_meta/manifest-sha256.txt",
    ]
    assert written[-1] == "_meta/manifest-sha256.txt"
    assert snapshot(copies.copy / PLACE) == whole
    modes = {path.stat().st_mode & 0o777 for path in (copies.copy / PLACE).rglob("*")}
    assert modes == {0o444, 0o555}


def test_a_source_that_changes_while_it_is_read_is_not_copied(copies, monkeypatch):
    read = second.chunks_of

    def changed(path):
        data = b"".join(read(path))
        yield data[:-1] + b"!" if path.name.startswith("001 ") else data

    monkeypatch.setattr(second, "chunks_of", changed)
    with pytest.raises(NotYet, match="changed while it was read"):
        copies.second().copy(PLACE, copies.anchor)
    assert not list((copies.copy / PLACE).glob("001 *"))
    assert not list(copies.copy.rglob("*.part"))


class Lying(LocalDisk):
    """A disk that gives other bytes back than were written."""

    def sync_tree(self, top):
        super().sync_tree(top)
        Path(top).chmod(0o644)
        Path(top).write_bytes(b"lain")


def test_what_the_copy_s_disk_returns_is_compared(copies):
    with pytest.raises(NotYet, match="other bytes"):
        copies.second(Lying()).copy(PLACE, copies.anchor)
    assert [path for path in copies.copy.rglob("*") if path.is_file()] == [
        copies.copy / ".paraf-lock"
    ]


def test_a_full_disk_leaves_no_half_file_and_the_next_try_finishes(copies):
    left = 40

    def spend(point, _path):
        nonlocal left
        left -= 1
        if left < 0 and point in {Point.CREATE, Point.FILL}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(NotYet):
        copies.second(LocalDisk(spend)).copy(PLACE, copies.anchor)
    assert not list(copies.copy.rglob("*.part"))
    copies.second().copy(PLACE, copies.anchor)
    assert snapshot(copies.copy / PLACE) == snapshot(copies.root / PLACE)


_LARGE = """
import resource, sys
from pathlib import Path
from pipeline.adapters.archive import SecondCopy
from pipeline.adapters.disk import LocalDisk
top = Path(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
SecondCopy(top / "arsip", top / "salinan", top / "aside", LocalDisk()).copy(*sys.argv[2:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.long
def test_no_file_is_held_in_memory_whole(tmp_path):
    copies = Copies(tmp_path)
    size = 32 << 20
    item = make_item("Besar", files=(make_file(bytes(size), suffix="bin"),))
    filed = copies.archive.file_away(make_berkas(number=2, items=(item,)))
    command = [sys.executable, "-c", _LARGE, tmp_path, filed.path, filed.manifest_sha256]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(ran.stdout) * 1024 < size / 3

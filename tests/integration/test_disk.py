"""The durable-write module by itself: what a file system may answer, and what must come of it."""

import errno
import os
import stat

import pytest

from pipeline.adapters.disk import LocalDisk, Point, names

DATA = b"surat"


def answering(*answers):
    """A disk that answers errors at points, one after another."""
    left = list(answers)

    def hook(point, _path):
        if left and left[0][0] is point:
            number = left.pop(0)[1]
            raise OSError(number, os.strerror(number))

    return LocalDisk(hook)


def entries(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_write_replaces_whole_or_not_at_all(tmp_path):
    path = tmp_path / "a"
    LocalDisk().write(str(path), DATA, mode=0o444)
    assert stat.S_IMODE(path.stat().st_mode) == 0o444
    for point in (Point.CREATE, Point.FILL, Point.SYNC, Point.REPLACE):
        with pytest.raises(OSError, match="space"):
            answering((point, errno.ENOSPC)).write(str(path), b"baru")
        assert entries(tmp_path) == {"a": DATA}


def test_failed_sync_is_never_repeated_on_the_same_file(tmp_path):
    synced = []

    def hook(point, path):
        if point is Point.SYNC:
            synced.append(path)
            if len(synced) == 1:
                raise OSError(errno.EIO, "I/O error")

    disk = LocalDisk(hook)
    with pytest.raises(OSError, match="I/O"):
        disk.write(str(tmp_path / "a"), DATA)
    disk.write(str(tmp_path / "a"), DATA)
    assert len(set(synced)) == 2


def test_short_writes_are_gone_on_with(tmp_path, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    LocalDisk().write(str(tmp_path / "a"), DATA * 100)
    assert entries(tmp_path) == {"a": DATA * 100}


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EEXIST])
def test_rename_whose_answer_was_lost_is_believed_after_a_look(tmp_path, monkeypatch, number):
    """Over NFS a rename may have happened and still be reported as failed."""
    real = names._rename_noreplace

    def lost(source, target):
        real(source, target)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(names, "_rename_noreplace", lost)
    (tmp_path / "a").write_bytes(DATA)
    LocalDisk().take(str(tmp_path / "a"), str(tmp_path / "b"))
    assert entries(tmp_path) == {"b": DATA}


def test_both_names_of_a_broken_rename_become_one(tmp_path):
    (tmp_path / "a").write_bytes(DATA)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    LocalDisk().take(str(tmp_path / "a"), str(tmp_path / "b"))
    assert entries(tmp_path) == {"b": DATA}


@pytest.mark.parametrize(
    "answers",
    [
        [(Point.RENAME, errno.EINVAL)],
        [(Point.RENAME, errno.EINVAL), (Point.LINK, errno.EPERM)],
        [(Point.RENAME, errno.EXDEV)],
        [(Point.SYNC, errno.EIO)],
    ],
    ids=["no such rename", "no links", "other device", "unsynced"],
)
def test_dropped_file_is_taken_whatever_the_file_system_knows(tmp_path, answers):
    for taken in ("lain", "baru"):
        (tmp_path / "a").write_bytes(DATA)
        (tmp_path / "lain").write_bytes(b"lain")
        if taken == "lain":
            with pytest.raises(FileExistsError):
                answering(*answers).take(str(tmp_path / "a"), str(tmp_path / taken))
            assert entries(tmp_path) == {"a": DATA, "lain": b"lain"}
        else:
            answering(*answers).take(str(tmp_path / "a"), str(tmp_path / taken))
            assert entries(tmp_path) == {"baru": DATA, "lain": b"lain"}


def test_file_that_changes_while_it_is_copied_stays_where_it_is(tmp_path, monkeypatch):
    source = tmp_path / "a"
    source.write_bytes(DATA)
    read = os.read

    def reading(descriptor, size):
        chunk = read(descriptor, size)
        if chunk:
            source.write_bytes(b"berubah")
        return chunk

    monkeypatch.setattr(os, "read", reading)
    with pytest.raises(OSError, match="busy"):
        answering((Point.RENAME, errno.EXDEV)).take(str(source), str(tmp_path / "b"))
    assert entries(tmp_path) == {"a": b"berubah"}


def test_link_and_pipe_move_unopened(tmp_path):
    (tmp_path / "rahasia").write_bytes(DATA)
    (tmp_path / "a").symlink_to("rahasia")
    os.mkfifo(tmp_path / "pipa")
    for name in ("a", "pipa"):
        LocalDisk().take(str(tmp_path / name), str(tmp_path / f"{name} diambil"))
    assert (tmp_path / "a diambil").is_symlink()
    assert stat.S_ISFIFO((tmp_path / "pipa diambil").lstat().st_mode)


def test_tree_is_published_where_no_rename_spares_what_is_there(tmp_path):
    built = tmp_path / "built"
    built.mkdir()
    (built / "isi").write_bytes(DATA)
    disk = answering((Point.RENAME, errno.EINVAL))
    disk.publish(str(built), str(tmp_path / "berkas"))
    assert entries(tmp_path / "berkas") == {"isi": DATA}
    (tmp_path / "lagi").mkdir()
    with pytest.raises(FileExistsError):
        answering((Point.RENAME, errno.EINVAL)).publish(
            str(tmp_path / "lagi"), str(tmp_path / "berkas")
        )


def test_removing_a_tree_follows_no_link_and_takes_the_named_first(tmp_path):
    outside = tmp_path / "luar"
    outside.mkdir()
    (outside / "isi").write_bytes(DATA)
    top = tmp_path / "top"
    (top / "dalam").mkdir(parents=True)
    (top / "dalam" / "pintas").symlink_to(outside)
    (top / "rencana").write_bytes(b"")
    removed = []
    disk = LocalDisk(lambda point, path: removed.append((point, os.path.basename(path))))  # noqa: PTH119
    disk.remove_tree(str(top), first=("rencana",))
    disk.remove_tree(str(top))
    assert removed[0] == (Point.REMOVE, "rencana")
    assert not top.exists()
    assert entries(outside) == {"isi": DATA}

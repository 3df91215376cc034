"""A fault at every point of the disk while a backup is made, restored, or a database swapped.

Death is a forked child that ends with ``_exit``; afterwards the same is done again on a healthy
disk. What must hold in between: nothing half looks whole, and nothing that was there is gone.
"""

import errno
import os
import sqlite3
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fault_points import DEATH, Hook

from pipeline.adapters.backup import Backup, BackupFolder, Laying, find_backup
from pipeline.adapters.backup.lists import ListBroken, format_list, parse_list
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.store.snapshot import snapshot
from pipeline.adapters.store.sql import open_sqlite
from pipeline.adapters.store.swapping import Swap
from pipeline.errors import Misconfigured, NotYet
from pipeline.office.backing_up import back_up

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
FAULTS = [(DEATH, False), (errno.EIO, False), (errno.ENOSPC, True)]
BERKAS = "archive/2026/000.8.6.3 Akuntabilitas/001 Data"
CLAIM = ".paraf/claimed/c1"


@pytest.fixture
def office(tmp_path):
    """An office's folder as far as a backup looks at it, with a real database."""
    root = tmp_path / "kantor"
    files = {
        "office.toml": b"[kantor]\n",
        "sop/a.toml": b"sop",
        "inbox/.paraf.id": b"id",
        "inbox/kabid/surat.pdf": b"%PDF surat",
        "outbox/kabid/nama\nganjil.txt": b"dropped",
        f"{CLAIM}/file": b"claimed",
        f"{CLAIM}/claim.json": b"{}",
        f"{BERKAS}/001 surat.pdf": b"filed",
        "archive/index.html": b"<html>",
    }
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    store = open_sqlite(root / ".paraf" / "office.db")
    store.note("k", NOW, "Begun", {"a": "b"})
    store.close()
    (tmp_path / "cadangan").mkdir()
    return root


def make(root: Path, vault: Path, hook=None):
    room = BackupFolder(
        root,
        vault,
        LocalDisk(hook or Hook({})),
        snapshot=lambda copy: snapshot(root / ".paraf" / "office.db", copy, lambda: False),
        hold=nullcontext,
    )
    with room.begun("kantor-1", is_new=True):
        return back_up(
            room, office_name="Badan", made_at=NOW, paraf="0", demo=False, with_archive=True
        )


def restore(backup: Backup, target: Path, hook=None):
    laying = Laying(backup, target, LocalDisk(hook or Hook({})))
    laying.make_sure()
    laying.lay(lambda: None)


def struck(do, hook) -> bool:
    if hook.number == DEATH:
        child = os.fork()
        if child == 0:
            do(hook)
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    with pytest.raises(NotYet):
        do(hook)
    return True


def tree(top: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()
    }


@contextmanager
def counted(do):
    hook = Hook({})
    do(hook)
    yield hook.calls


def faults(calls: int, every: int):
    return [
        (at, number, lasting) for at in range(1, calls + 1, every) for number, lasting in FAULTS
    ]


def whole(vault: Path) -> list[Path]:
    return [each for each in vault.iterdir() if (each / "backup.json").exists()]


def test_a_fault_while_a_backup_is_made_leaves_no_half_of_one(office, tmp_path):
    with counted(lambda hook: make(office, tmp_path / "cadangan", hook)) as calls:
        assert calls > 60
    before = tree(office)
    for at, number, lasting in faults(calls, 7):
        vault = tmp_path / f"v-{at}-{number}"
        vault.mkdir()
        hook = Hook({}, at, number, lasting)
        if not struck(lambda each, vault=vault: make(office, vault, each), hook):
            continue
        for each in whole(vault):  # it had its name already
            assert Backup(each).faults() == []
        made = make(office, vault)
        assert Backup(Path(made.path)).faults() == []
        assert not [each for each in vault.iterdir() if each.name.startswith(".paraf-backup-")]
    assert tree(office) == before


def test_a_restoration_that_broke_off_is_no_office_and_goes_on(office, tmp_path):
    make(office, tmp_path / "cadangan")
    backup = find_backup(tmp_path / "cadangan")
    assert backup.faults() == []
    with counted(lambda hook: restore(backup, tmp_path / "ganti", hook)) as calls:
        assert calls > 40
    golden = tree(tmp_path / "ganti")
    assert {name for name in golden if "office.db" not in name} == {
        name for name in tree(office) if "office.db" not in name
    }
    for at, number, lasting in faults(calls, 5):
        target = tmp_path / f"r-{at}-{number}"
        hook = Hook({}, at, number, lasting)
        struck(lambda each, target=target: restore(backup, target, each), hook)
        if (target / "office.toml").exists():
            assert tree(target).keys() >= golden.keys()
            continue
        restore(backup, target)
        assert tree(target) == golden


def test_a_surviving_archive_is_never_written_over(office, tmp_path):
    make(office, tmp_path / "cadangan")
    target = tmp_path / "ganti"
    place = target / BERKAS
    (place / "_meta").mkdir(parents=True)
    (place / "_meta" / "manifest-sha256.txt").write_bytes(b"newer\n")
    (place / "001 surat.pdf").write_bytes(b"newer")
    laying = Laying(find_backup(tmp_path / "cadangan"), target, LocalDisk())
    laying.make_sure()
    laying.lay(lambda: None)
    assert laying.kept == [BERKAS]
    assert (place / "001 surat.pdf").read_bytes() == b"newer"
    assert not (target / BERKAS / "claim").exists()


def test_two_backups_at_once_and_a_place_that_is_full_or_strange(office, tmp_path):
    vault = tmp_path / "cadangan"
    room = BackupFolder(office, vault, LocalDisk(), snapshot=lambda _: None, hold=nullcontext)
    with room.begun("kantor-1", is_new=True), pytest.raises(NotYet, match="another backup"):
        make(office, vault)
    with pytest.raises(NotYet, match="another office"), room.begun("kantor-2", is_new=True):
        pass
    with pytest.raises(Misconfigured, match="no backup"):
        find_backup(vault)


def test_a_spoilt_file_in_the_pool_is_written_anew_by_the_next_backup(office, tmp_path):
    vault = tmp_path / "cadangan"
    first = make(office, vault)
    (spoilt,) = [each for each in vault.glob("isi/??/*") if each.read_bytes() == b"claimed"]
    spoilt.write_bytes(b"clbimed")
    assert any(CLAIM in each for each in Backup(Path(first.path)).faults())
    second = make(office, vault)
    assert Path(second.path).name == f"{Path(first.path).name}_2"
    assert Backup(Path(first.path)).faults() == []
    assert list(vault.glob("isi/??/*.rusak-*"))


def test_a_place_that_goes_away_meanwhile_is_noticed(office, tmp_path):
    vault, moved = tmp_path / "cadangan", tmp_path / "dicabut"
    calls = []

    def unplug(_point, _path):
        calls.append(1)
        if len(calls) == 40:
            vault.rename(moved)
            vault.mkdir()

    with pytest.raises(NotYet):
        make(office, vault, unplug)
    assert whole(vault) == whole(moved) == []


def test_only_its_owner_may_read_a_backup(office, tmp_path):
    made = make(office, tmp_path / "cadangan")
    for path in (tmp_path / "cadangan").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert Path(made.path).is_dir()


def test_names_of_any_bytes_survive_a_list():
    names = ["a b", "a\nb", "a\\b", "c\rd", os.fsdecode(b"\xff\xfe")]
    digests = {name: f"{at:064x}" for at, name in enumerate(names)}
    assert parse_list(format_list(digests)) == digests
    with pytest.raises(ListBroken):
        parse_list(format_list(digests)[:-1])
    with pytest.raises(ListBroken):
        parse_list(format_list(digests) * 2)


def exchange(root: Path, keep: Path, hook):
    database = root / ".paraf" / "office.db"
    swap = Swap(database, root / ".paraf" / "rebuilding", keep, LocalDisk(hook))
    with swap.built("kantor-1", from_old=False) as store:
        store.note("new", NOW, "New", {})
    swap.swap()


def keys_in(database: Path) -> list[str]:
    with sqlite3.connect(database) as connection:
        return [row[0] for row in connection.execute("SELECT key FROM ledger ORDER BY seq")]


def test_a_database_is_the_old_one_or_the_new_one_at_every_moment(office, tmp_path):
    database = office / ".paraf" / "office.db"
    old = database.read_bytes()
    with counted(lambda hook: exchange(office, tmp_path / "lama", hook)) as calls:
        assert calls > 10
    assert keys_in(database) == ["new"]
    assert keys_in(tmp_path / "lama" / "office.db") == ["k"]
    for at, number, lasting in faults(calls, 1):
        for each in database.parent.glob("office.db*"):
            each.unlink()
        database.write_bytes(old)
        keep = tmp_path / f"k-{at}-{number}"
        hook = Hook({}, at, number, lasting)
        struck(lambda each, keep=keep: exchange(office, keep, each), hook)
        assert keys_in(database) in (["k"], ["new"])
        exchange(office, tmp_path / f"again-{at}-{number}", Hook({}))
        assert keys_in(database) == ["new"]

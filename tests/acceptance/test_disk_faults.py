"""Full, failing, read-only and vanished disks (faults.md F4-F7, F16): nothing is lost or doubled.

Each fault strikes an office in which people hand in a paper and a file that does not belong. While
it lasts, what they dropped is whole somewhere; when it is over, work goes on by itself.
"""

import contextlib
import errno
import hashlib
import os
import resource
import subprocess
from pathlib import Path
from unittest import mock

import pytest
from disk_trouble import board, mounted, needs_root, rounds
from office_sim import OfficeSim, WarmTools, copy_office

from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.folders import holding
from pipeline.adapters.jail import Jail
from pipeline.adapters.signing import IsolatedExaminer
from pipeline.errors import NotYet
from pipeline.wiring import READING

STRAY = b"%PDF-1.7\n" + os.urandom(150_000).hex().encode() + b"\n%%EOF\n"


def hand_in(sim):
    """Copies, as between shares."""
    name, data = sim.take("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    outbox = sim.root / "outbox"
    (outbox / "sekretaris" / "undangan.pdf").write_bytes(STRAY)
    (outbox / "kasubbag-tu" / name).write_bytes(data)


def assert_whole_somewhere(sim):
    held = {
        hashlib.sha256(path.read_bytes()).digest()
        for path in sim.root.rglob("*")
        if path.is_file() and not path.name.endswith(".part")
    }
    assert hashlib.sha256(STRAY).digest() in held


def assert_recovers(sim):
    """The fault is over: no restart, only time."""
    sim.wait(minutes=30)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "3"
    assert len(sim.inbox("japel-tu")) >= 2
    assert sim.read("sekretaris", "undangan.pdf") == STRAY
    assert "B01" in sim.note("sekretaris", "undangan.pdf")
    sim.assert_sound()


@pytest.fixture
def small(at, stages, warm, tmp_path):
    """An office on a file system of its own, with little room."""
    with contextlib.ExitStack() as stack:

        def office(options):
            place = tmp_path / "kecil"
            place.mkdir()
            stack.enter_context(mounted(place, "-t", "tmpfs", "-o", options, "tmpfs"))
            copy_office(stages.kept("2"), place / "kantor")
            sim = OfficeSim(place / "kantor", warm)
            sim.workplace.office.round()
            stack.callback(sim.close)
            return sim

        yield office


# -- F4: no space, no inodes -----------------------------------------------------------------------


@needs_root
@pytest.mark.parametrize("left", [0, 400_000])
def test_full_disk_delays_and_loses_nothing(small, left):
    sim = small("size=32m")
    hand_in(sim)
    filler = sim.root.parent / "penuh"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))
    os.truncate(filler, max(0, filler.stat().st_size - left))
    troubles = rounds(sim)
    assert any("No space left" in each or "full" in each for each in troubles), troubles
    assert_whole_somewhere(sim)
    filler.unlink()
    assert_recovers(sim)


@needs_root
def test_disk_without_inodes_delays_and_is_told_on_the_board(small):
    sim = small("size=32m,nr_inodes=2000")
    hand_in(sim)
    fillers = sim.root.parent / "banyak"
    fillers.mkdir()
    with contextlib.suppress(OSError):
        for number in range(2000):
            (fillers / str(number)).touch()
    (fillers / "0").unlink()  # for the board's temporary file
    assert any("No space left" in each for each in rounds(sim))
    assert_whole_somewhere(sim)
    assert "kali dicoba" in board(sim)
    for path in fillers.iterdir():
        path.unlink()
    assert_recovers(sim)


# -- F5: input/output errors -----------------------------------------------------------------------


def test_file_that_cannot_be_read_waits_in_our_keeping(at, monkeypatch):
    sim = at("2")
    hand_in(sim)
    usual = holding._read

    def failing(descriptor, limit):
        data = usual(descriptor, limit)
        if data == STRAY:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return data

    with monkeypatch.context() as patched:
        patched.setattr(holding, "_read", failing)
        assert any("cannot be read" in each for each in rounds(sim))
        assert "undangan.pdf" in board(sim)
        assert sim.cycle.open_tasks[0].step == "3"  # nobody else waits for it
    assert_whole_somewhere(sim)
    assert_recovers(sim)


def test_failed_sync_is_answered_with_a_new_file(at, monkeypatch):
    sim = at("2")
    hand_in(sim)
    usual, failures = os.fsync, []

    def failing(descriptor):
        name = str(Path(f"/proc/self/fd/{descriptor}").readlink())
        if len(failures) < 12:
            failures.append(name)
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        assert name not in failures or os.path.isdir(name), f"synced again: {name}"  # noqa: PTH112
        usual(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    for _ in range(20):
        rounds(sim, 1)
        sim.wait(minutes=11)  # what failed is due again
    assert len(failures) == 12
    assert_recovers(sim)


# -- F6, F7: limits of a process -------------------------------------------------------------------


@contextlib.contextmanager
def limited(what, value):
    soft, hard = resource.getrlimit(what)
    resource.setrlimit(what, (value, hard))
    try:
        yield
    finally:
        resource.setrlimit(what, (soft, hard))


def test_short_writes_leave_no_half_file(at):
    sim = at("2")
    sim.workplace.office.round()
    hand_in(sim)
    with limited(resource.RLIMIT_FSIZE, 100_000):
        assert any("too large" in each or "I/O" in each for each in rounds(sim))
    assert_whole_somewhere(sim)
    assert_recovers(sim)


@pytest.mark.parametrize("spare", [0, 3])
def test_no_file_descriptors_left_costs_nothing(at, spare):
    sim = at("2")
    sim.workplace.office.round()
    hand_in(sim)
    lowest_free = os.dup(0)
    os.close(lowest_free)
    with limited(resource.RLIMIT_NOFILE, lowest_free + spare):
        troubles = rounds(sim)
    if spare == 0:
        assert any("Too many open files" in each for each in troubles)
    assert_whole_somewhere(sim)
    assert_recovers(sim)


@pytest.mark.parametrize("number", [errno.EAGAIN])
def test_helper_that_cannot_be_started_is_waited_for(at, monkeypatch, number):
    """The examiner's process; the letter waits in our keeping, others do not."""
    sim = at("4")
    sim.warm = WarmTools.__new__(WarmTools)
    sim.warm.reader = Jail(READING)
    sim.warm.converter = LibreOffice(scratch=sim.root / ".scratch", reader=sim.warm.reader)
    sim.warm.examiner = IsolatedExaminer()
    sim.drop("sekretaris", "undangan.pdf", STRAY)
    sim.hand_in("sekretaris", "Surat Permintaan")
    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "Popen", mock.Mock(side_effect=OSError(number, "no process")))
        told = rounds(sim)
        assert any("cannot be started" in each for each in told), told
        assert "kali dicoba" in board(sim)
    assert_whole_somewhere(sim)
    sim.wait(minutes=30)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "5"
    assert sim.read("sekretaris", "undangan.pdf") == STRAY
    sim.assert_sound()
    sim.warm.close()


# -- F16: read-only, vanished ----------------------------------------------------------------------


@needs_root
def test_read_only_inbox_is_waited_for_and_told_on_the_board(at):
    sim = at("2")
    inbox = sim.root / "inbox"
    sim.workplace.office.round()
    hand_in(sim)
    with mounted(inbox, "--bind", inbox):
        subprocess.run(["mount", "-o", "remount,bind,ro", inbox], check=True)
        troubles = rounds(sim)
        assert any("Read-only" in each for each in troubles), troubles
        assert_whole_somewhere(sim)
        assert "kali dicoba" in board(sim)
    assert_recovers(sim)


@needs_root
@pytest.mark.parametrize("tray", ["inbox", "outbox", "archive"])
def test_vanished_share_is_not_written_into(at, tmp_path, tray):
    """Unmounted under a running daemon, and again before one starts."""
    share, start = tmp_path / "server", at("2")
    start.close()
    place = start.root / tray
    place.rename(share)
    place.mkdir()
    sim = OfficeSim(start.root, start.warm)
    with mounted(place, "--bind", share):
        sim.workplace.office.round()
        hand_in(sim)
        subprocess.run(["umount", "-l", place], check=True)
        rounds(sim)
        assert list(place.iterdir()) == []
        assert f"folder {tray} tidak tersambung" in board(sim)
        sim.reopen()
        sim.work()
        assert list(place.iterdir()) == []
        assert f"folder {tray} tidak tersambung" in board(sim)
        subprocess.run(["mount", "--bind", share, place], check=True)
        assert_recovers(sim)
        assert "tidak tersambung" not in board(sim)
        sim.close()


def test_office_whose_memory_is_away_begins_no_new_one(at):
    sim = at("2")
    sim.workplace.office.round()
    sim.close()
    away = sim.root / ".away"
    (sim.root / ".paraf").rename(away)
    (sim.root / ".paraf").mkdir()
    with pytest.raises(NotYet, match="away"):
        sim.reopen()
    assert list((sim.root / ".paraf").iterdir()) == []
    (sim.root / ".paraf").rmdir()
    away.rename(sim.root / ".paraf")
    hand_in(sim)
    assert_recovers(sim)


def test_board_is_not_written_beside_a_vanished_office(at):
    """The whole office was a share: what is left is an empty folder, and stays one."""
    sim = at("2")
    sim.workplace.office.round()
    real = sim.root.with_name("server")
    sim.root.rename(real)
    sim.root.mkdir()
    assert any("away" in each for each in rounds(sim, 1))
    assert list(sim.root.iterdir()) == []
    sim.root.rmdir()
    real.rename(sim.root)
    hand_in(sim)
    assert_recovers(sim)


# -- the board itself ------------------------------------------------------------------------------


@contextlib.contextmanager
def folder_in_its_place(path):
    path.unlink()
    (path / "dibuat orang").mkdir(parents=True)
    yield
    (path / "dibuat orang").rmdir()
    path.rmdir()


@contextlib.contextmanager
def held_fast(path):
    """Nothing can be put in its place, as while a program on Windows has it open."""
    with mounted(path, "--bind", path):
        yield


@needs_root
@pytest.mark.parametrize("spoiled", [folder_in_its_place, held_fast])
def test_board_that_cannot_be_written_stops_no_work_and_is_told(at, spoiled):
    sim = at("2")
    office = sim.workplace.office
    office.round()
    with spoiled(sim.root / "PAPAN STATUS.html"):
        hand_in(sim)
        for _ in range(4):
            last = office.round()
        assert sim.cycle.open_tasks[0].step == "3"
        assert sim.read("sekretaris", "undangan.pdf") == STRAY
        (trouble,) = office.troubles()
        assert (trouble.code, trouble.tries, last.troubled) == ("T15", 1, 1)  # not at every round
        assert "the board cannot be written" in last.unshown
    office._noticeboard._again = 0.0  # its patience has ended
    assert office.round().unshown == ""
    assert office.troubles() == ()
    assert "Konsep Surat Permintaan" in board(sim)
    sim.assert_sound()

"""After a filing the archive's lists follow by themselves, and nobody waits for them."""

import subprocess
import sys
import time

import pytest
from archive_samples import snapshot
from disk_trouble import board, mounted, needs_root, rounds
from typer.testing import CliRunner

from pipeline.adapters.rereading import UpdatingProcess
from pipeline.entry.cli.app import app
from pipeline.wiring import UPDATING

pytestmark = pytest.mark.timeout(600)  # on a busy machine a program takes its time to start
XLSX, PDF = "2026/Daftar Berkas 2026.xlsx", "2026/Daftar Berkas 2026.pdf"
LISTS = ("index.html", XLSX, PDF)


@pytest.fixture
def filed(at):
    """The berita acara was handed in, and the daemon has done what it does in its rounds."""
    sim = at("13")
    sim.hand_in("japel-tu", "Berita Acara")
    rounds(sim)
    assert sim.cycle.berkas_path
    return sim


def follow(sim):
    """The daemon's quiet moments until the lists have followed; what was said meanwhile."""
    office = sim.workplace.office
    give_up_at = time.monotonic() + 100
    while time.monotonic() < give_up_at:
        office.let_lists_follow()
        if not office.tools.list_writer.is_busy():
            if office.troubles() or not office.tools.archive.is_behind():
                return office.troubles()
            office._upkeep._next = float("-inf")
        time.sleep(0.05)
    raise AssertionError("the lists do not follow")


def archive(sim, *words):
    ran = CliRunner().invoke(app, ["archive", *words, "--office", str(sim.root)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


def test_a_process_of_its_own_writes_them_in_a_quiet_moment(filed):
    top = filed.root / "archive"
    assert not any((top / name).exists() for name in (XLSX, PDF))
    assert follow(filed) == ()
    assert all((top / name).is_file() for name in LISTS)
    chunks = [path.read_text("utf-8") for path in (top / "katalog").glob("2026*.js")]
    assert any(filed.cycle.period.title in each for each in chunks)
    assert filed.findings() == ()


@pytest.mark.long
def test_a_list_that_cannot_be_written_is_told_on_the_board_until_it_can(filed):
    blocking = filed.root / "archive" / XLSX
    blocking.mkdir()
    (trouble,) = follow(filed)
    assert "daftar berkas dan katalog arsip" in trouble.what
    assert XLSX.rpartition("/")[2] in trouble.why
    rounds(filed, 1)
    assert "daftar berkas dan katalog arsip" in board(filed)
    blocking.rmdir()
    filed.workplace.office._upkeep._next = float("-inf")
    filed.workplace.office._upkeep._troubles.clear()
    assert follow(filed) == ()
    assert blocking.is_file()


def test_a_writer_that_dies_is_a_trouble_and_not_silence(filed):
    dying = UpdatingProcess((sys.executable, "-c", "import os; os._exit(9)"), filed.root)
    dying.begin()
    give_up_at = time.monotonic() + 60
    while (outcome := dying.outcome()) is None and time.monotonic() < give_up_at:
        time.sleep(0.02)
    assert (outcome.code, dying.is_busy(), dying.outcome()) == ("T11", False, None)


@pytest.mark.long
def test_a_killed_writer_leaves_the_mark(filed):
    writer = UpdatingProcess(UPDATING, filed.root)
    writer.begin()
    writer.close()
    assert filed.workplace.office.tools.archive.is_behind()
    assert not filed.work().troubled
    assert not filed.workplace.office.tools.archive.is_behind()
    assert (filed.root / "archive" / PDF).is_file()


def test_they_are_made_anew_when_told(filed):
    top = filed.root / "archive"
    assert archive(filed, "refresh").exit_code == 0
    before = snapshot(top)
    (top / XLSX).write_bytes(b"coret")
    (top / "index.html").unlink()
    ran = archive(filed, "refresh")
    assert (ran.exit_code, snapshot(top)) == (0, before), ran.output


@needs_root
def test_an_archive_that_became_read_only_is_read_and_waited_for(at):
    """Filing waits and says so; whoever only looks is not hindered, and tries to write nothing."""
    done = at("selesai")
    top = done.root / "archive"
    done.work()
    done.close()
    with mounted(top, "--bind", top):
        subprocess.run(["mount", "-o", "remount,bind,ro", top], check=True)
        before = snapshot(top)
        for words in (("list",), ("verify",)):
            ran = archive(done, *words)
            assert ran.exit_code == 0, ran.output
        ran = archive(done, "refresh")
        assert (ran.exit_code, "Read-only" in ran.output) == (3, True), ran.output
        assert snapshot(top) == before

    sim = at("13")
    top = sim.root / "archive"
    sim.close()
    with mounted(top, "--bind", top):
        subprocess.run(["mount", "-o", "remount,bind,ro", top], check=True)
        sim.hand_in("japel-tu", "Berita Acara")
        sim.workplace.office.recover()  # a start is none the worse for it
        troubles = rounds(sim)
        assert any("Read-only" in each for each in troubles), troubles
        assert "FileAway" in board(sim)
        assert sim.cycle.berkas_path is None
        assert [each.code for each in sim.workplace.office.troubles()] == ["T04", "T04"]
    sim.wait(minutes=30)
    assert not sim.work().troubled
    assert sim.cycle.berkas_path
    assert (top / PDF).is_file()
    sim.assert_sound()


@needs_root
@pytest.mark.parametrize("left", [0, 400_000])
def test_a_disk_that_is_full_during_filing_delays_and_loses_nothing(at, tmp_path, left):
    sim = at("13")
    top, place = sim.root / "archive", tmp_path / "kecil"
    mark = (top / ".paraf.id").read_bytes()
    sim.close()
    with mounted(top, "-t", "tmpfs", "-o", "size=8m", "tmpfs"):
        (top / ".paraf.id").write_bytes(mark)
        place = top / ".penuh"
        place.write_bytes(bytes((8 << 20) - (1 << 16) - left))
        sim.hand_in("japel-tu", "Berita Acara")
        troubles = rounds(sim)
        assert any("No space" in each for each in troubles), troubles
        assert not list(top.glob("[0-9]*/*/*"))
        assert any(each.code == "T02" for each in sim.workplace.office.troubles())
        place.unlink()
        sim.wait(minutes=30)
        assert not sim.work().troubled
        assert sim.cycle.berkas_path
        assert (top / PDF).is_file()
        assert sim.findings() == ()
        assert {each.name for each in top.iterdir() if each.name.startswith(".paraf-")} == {
            ".paraf-lists",
            ".paraf-lock",
        }
        sim.close()

"""The archive is read again in the background; what is damaged stands on the board until mended."""

import time
from datetime import timedelta

import pytest

from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.rereading import FixityFile, RereadingProcess
from pipeline.office import fixity
from pipeline.office.fixity import RollingCheck
from pipeline.wiring import REREADING


@pytest.fixture
def sim(at):
    return at("selesai")


@pytest.fixture
def rolling(sim, monkeypatch):
    """The office's own, but for a program that does not wait until the machine is idle."""
    monkeypatch.setattr(fixity, "_LOOK_SECONDS", 0.0)
    tools = sim.workplace.office.tools
    command = [word for word in REREADING if word != "--idle"]
    rereader = RereadingProcess(command, sim.root / "archive")
    yield RollingCheck(
        sim.workplace.office.surroundings,
        archive=tools.archive,
        store=tools.store,
        clock=tools.clock,
        watch=tools.watch,
        rereader=rereader,
        memory=FixityFile(sim.root / ".paraf" / "fixity.json", LocalDisk()),
    )
    rereader.close()


def known(sim):
    """What is remembered, as the next start reads it."""
    memory = FixityFile(sim.root / ".paraf" / "fixity.json", LocalDisk())
    (found,) = memory.load().items()
    assert found[0] == sim.cycle.berkas_path
    return found[1]


def is_now(sim, moment):
    return timedelta() <= sim.now - moment < timedelta(minutes=5)


def read_again(sim, rolling):
    """Turns until the berkas was read."""
    before = known(sim).read_at if (sim.root / ".paraf" / "fixity.json").exists() else None
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        rolling.turn()
        if (now := known(sim)).read_at != before:
            return now
        time.sleep(0.05)
    raise AssertionError("nothing was read")


def test_damage_is_found_told_and_forgotten_once_it_is_mended(sim, rolling):
    rolling.turn()
    assert known(sim).read_at is None  # filing itself read it back a moment ago
    sim.wait(days=25)
    good = read_again(sim, rolling)
    assert is_now(sim, good.good_at)
    assert good.findings == ()

    letter = next((sim.root / "archive" / sim.cycle.berkas_path).glob("*Surat Permintaan*.pdf"))
    letter.chmod(0o644)
    data = letter.read_bytes()
    letter.write_bytes(data[:-1] + b"!")
    sim.wait(days=25)
    bad = read_again(sim, rolling)
    assert [each.code for each in bad.findings] == ["A02"]
    assert bad.good_at == good.good_at
    assert is_now(sim, bad.bad_since)
    (trouble,) = rolling.troubles()
    assert trouble.is_standing
    assert sim.cycle.berkas_path in trouble.what
    assert letter.name in trouble.why
    sim.workplace.office.round()
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "terakhir diketahui utuh" in board
    assert "paraf archive verify" in board
    (line,) = sim.ledger("ArchiveDamaged")
    assert letter.name in line["findings"]
    assert [each.code for each in sim.findings()] == ["A02"]

    letter.write_bytes(data)
    sim.wait(days=1)
    assert read_again(sim, rolling).findings == ()
    assert list(rolling.troubles()) == []
    assert len(sim.ledger("ArchiveWhole")) == 1
    assert sim.findings() == ()


def test_a_damaged_archive_is_no_work_that_was_left_undone(sim, rolling):
    (sim.root / "archive" / sim.cycle.berkas_path / "_meta/periksa.py").unlink()
    rolling.turn()
    sim.wait(days=25)
    read_again(sim, rolling)
    assert sim.workplace.office.round().troubled == 0
    assert len(sim.workplace.office.troubles()) == 1


def test_a_spoilt_memory_is_begun_anew(tmp_path):
    path = tmp_path / "fixity.json"
    path.write_bytes(b'{"x": {')
    assert FixityFile(path, LocalDisk()).load() == {}

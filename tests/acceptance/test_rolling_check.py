"""The archive is read again in the background; what is damaged stands on the board until mended."""

import shutil
import time
from datetime import UTC, timedelta

import pytest
from archive_samples import snapshot
from office_sim import reconfigure
from typer.testing import CliRunner

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.fixity import FixityBook
from pipeline.adapters.rereading import RereadingProcess
from pipeline.domain.cycle import Status
from pipeline.entry import daemon
from pipeline.entry.cli.app import app
from pipeline.entry.cli.health import second_copy_lines
from pipeline.office import fixity
from pipeline.office.fixity import RollingCheck
from pipeline.wiring import REREADING, archive_of, reader_of


@pytest.fixture
def sim(at):
    return at("selesai")


@pytest.fixture
def mirror(sim, tmp_path):
    """An empty folder elsewhere, named as the archive's second copy."""
    folder = tmp_path / "salinan"
    folder.mkdir()
    reconfigure(sim.root, "[retensi]", f'[archive]\nmirror = "{folder}"\n\n[retensi]')
    sim.reopen()
    return folder


@pytest.fixture
def rolling(sim, monkeypatch):
    """The office's own, but for a program that does not wait until the machine is idle."""
    monkeypatch.setattr(fixity, "_LOOK_SECONDS", 0.0)
    tools = sim.workplace.office.tools
    command = [word for word in REREADING if word != "--idle"]
    rereader = RereadingProcess(command, sim.root, sim.store.office_id, sim.workplace.config.mirror)
    yield RollingCheck(
        sim.workplace.office.surroundings,
        store=tools.store,
        clock=tools.clock,
        watch=tools.watch,
        rereader=rereader,
        memory=tools.fixity,
    )
    rereader.close()


def known(sim):
    """What is remembered of the office's own berkas."""
    return noticed(sim, sim.cycle.berkas_path)


def noticed(sim, place):
    """What is remembered of a berkas, as another process reads it."""
    memory = FixityBook(sim.root / ".paraf" / "fixity.db", LocalDisk())
    try:
        return memory.of(place)
    finally:
        memory.close()


def turn_until(rolling, is_so):
    give_up_at = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < give_up_at
        rolling.turn()
        time.sleep(0.05)


def is_now(sim, moment):
    return timedelta() <= sim.now - moment < timedelta(minutes=5)


def read_again(sim, rolling):
    """Turns until the berkas was read."""
    before = getattr(known(sim), "read_at", None)
    give_up_at = time.monotonic() + 60
    while time.monotonic() < give_up_at:
        rolling.turn()
        if (now := known(sim)) and now.read_at != before:
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
    told = " ".join(archive(sim, "verify").output.split())
    assert f"was last found whole {good.good_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" in told

    letter.write_bytes(data)
    sim.wait(days=1)
    assert read_again(sim, rolling).findings == ()
    assert list(rolling.troubles()) == []
    assert len(sim.ledger("ArchiveWhole")) == 1
    assert sim.findings() == ()


@pytest.mark.long
def test_a_damaged_archive_is_no_work_that_was_left_undone(sim, rolling):
    (sim.root / "archive" / sim.cycle.berkas_path / "_meta/periksa.py").unlink()
    rolling.turn()
    sim.wait(days=25)
    read_again(sim, rolling)
    assert sim.workplace.office.round().troubled == 0
    assert len(sim.workplace.office.troubles()) == 1


def test_a_berkas_that_nobody_filed_is_on_the_board_until_it_is_moved_out(sim, rolling):
    ours = sim.root / "archive" / sim.cycle.berkas_path
    stray = ours.with_name("009 Titipan")
    shutil.copytree(ours, stray)
    place = stray.relative_to(sim.root / "archive").as_posix()
    turn_until(rolling, lambda: noticed(sim, place))
    sim.wait(days=25)
    turn_until(rolling, lambda: noticed(sim, place).read_at)
    assert "A50" in [each.code for each in noticed(sim, place).findings]
    (trouble,) = rolling.troubles()
    assert trouble.code == "T16"
    assert f'"{place}" tidak tercatat' in trouble.what
    assert trouble.why.startswith("A50")
    assert known(sim).findings == ()
    stray.chmod(0o755)
    stray.rename(sim.root.with_name("titipan"))
    sim.wait(days=2)
    rolling._counted = None
    turn_until(rolling, lambda: noticed(sim, place) is None)
    assert list(rolling.troubles()) == []


def test_what_a_cycle_is_about_to_be_filed_as_is_nobodys_stray(at):
    """Between the berkas' coming into its place and the ledger's line of it; and after a crash."""

    def die(*_):
        raise KeyboardInterrupt

    sim = at("13")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FolderArchive, "_pointed_to", die)
        with pytest.raises(KeyboardInterrupt):
            sim.pass_on("japel-tu", "Berita Acara")
    sim.close()
    assert sim.cycle.status is Status.FILING
    assert archive_of(sim.root).places()
    reading = reader_of(sim.root).read()
    assert [each.code for each in reading.findings if each.code == "A50"] == []
    sim.work()
    sim.assert_sound()


def test_a_bug_in_it_is_logged_and_keeps_nobodys_hand_in_waiting(sim, monkeypatch, caplog):
    def broken(_self):
        raise ZeroDivisionError("uji")

    monkeypatch.setattr(RollingCheck, "turn", broken)
    daemon._see_to_archive("the rolling check", sim.workplace.office.let_check_roll)
    assert "a bug in the rolling check" in caplog.text
    assert "ZeroDivisionError: uji" in caplog.text


def test_a_spoilt_memory_is_begun_anew(tmp_path):
    path = tmp_path / "fixity.db"
    path.write_bytes(b"bukan basis data " * 100)
    memory = FixityBook(path, LocalDisk())
    assert (memory.count(), memory.seen(), memory.troubled()) == (0, (0, ""), {})
    memory.close()


def archive(sim, *words, answer=""):
    ran = CliRunner().invoke(app, ["archive", *words, "--office", str(sim.root)], input=answer)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


def test_a_damaged_berkas_is_restored_from_the_second_copy_once_confirmed(mirror, sim, rolling):
    (line,) = second_copy_lines(sim.workplace)
    assert "copying begins" in line.text
    assert read_again(sim, rolling).copied == sim.cycle.berkas_sha256  # at once, not in 25 days
    (line,) = second_copy_lines(sim.workplace)
    assert (line.fine, line.text) == (True, f"{mirror} is ours")
    (line,) = sim.ledger("ArchiveMirrored")
    assert line["manifest"] == sim.cycle.berkas_sha256
    berkas = sim.root / "archive" / sim.cycle.berkas_path
    assert snapshot(mirror / sim.cycle.berkas_path) == snapshot(berkas)
    whole = snapshot(berkas)

    letter = next(berkas.glob("*Surat Permintaan*.pdf"))
    letter.chmod(0o644)
    letter.write_bytes(b"%PDF rusak")
    (berkas / "_meta/periksa.py").unlink()
    (berkas / "titipan.pdf").write_bytes(b"%PDF titipan")
    spoilt = snapshot(berkas)
    ran = archive(sim, "restore", answer="n\n")
    assert ran.exit_code == 1
    assert snapshot(berkas) == spoilt

    ran = archive(sim, "restore", answer="y\n")
    assert (ran.exit_code, snapshot(berkas)) == (0, whole), ran.output
    assert archive(sim, "verify").exit_code == 0
    (line,) = sim.ledger("ArchiveRestored")
    assert letter.name in line["files"]
    assert "_meta/periksa.py" in line["files"]
    kept = {path.name: path.read_bytes() for path in aside(sim)}
    assert kept == {letter.name: b"%PDF rusak", "titipan.pdf": b"%PDF titipan"}
    assert sim.findings() == ()
    assert archive(sim, "restore").exit_code == 0  # nothing is damaged any more


def aside(sim):
    return [path for path in (sim.root / ".paraf/damaged").rglob("*") if path.is_file()]


@pytest.mark.long
def test_a_copy_that_is_damaged_too_is_never_used(mirror, sim, rolling):
    read_again(sim, rolling)
    berkas = sim.root / "archive" / sim.cycle.berkas_path
    for place in (berkas, mirror / sim.cycle.berkas_path):
        (place / "_meta/periksa.py").unlink()
    before = snapshot(berkas)
    ran = archive(sim, "restore", "--yes")
    assert ran.exit_code == 1
    assert "use a backup" in ran.output
    assert snapshot(berkas) == before


@pytest.mark.long
def test_a_spoilt_copy_is_brought_in_line_by_the_next_reading(mirror, sim, rolling):
    read_again(sim, rolling)
    copy = mirror / sim.cycle.berkas_path
    (copy / "_meta/periksa.py").unlink()
    sim.wait(days=25)
    read_again(sim, rolling)
    assert (copy / "_meta/periksa.py").exists()
    assert len(sim.ledger("ArchiveMirrored")) == 2


@pytest.mark.long
def test_damage_never_spreads_to_the_second_copy(mirror, sim, rolling):
    (sim.root / "archive" / sim.cycle.berkas_path / "_meta/periksa.py").unlink()
    assert read_again(sim, rolling).copied == ""
    assert not (mirror / sim.cycle.berkas_path).exists()


@pytest.mark.long
def test_nothing_is_copied_into_an_empty_mount_point(mirror, sim, rolling):
    read_again(sim, rolling)
    shutil.rmtree(mirror)
    mirror.mkdir()
    sim.wait(days=25)
    found = read_again(sim, rolling)
    assert "is it mounted" in found.copy_trouble
    assert list(mirror.iterdir()) == []
    (trouble,) = rolling.troubles()
    assert (trouble.code, trouble.is_standing) == ("T17", True)
    (line,) = second_copy_lines(sim.workplace)
    assert not line.fine
    assert "Make or mount" in line.text


def test_a_second_copy_within_the_archive_is_refused(sim):
    folder = sim.root / "archive" / "salinan"
    reconfigure(sim.root, "[retensi]", f'[archive]\nmirror = "{folder}"\n\n[retensi]')
    sim.close()
    ran = archive(sim, "verify")
    assert ran.exit_code == 4
    assert "overlaps the archive" in ran.output


def test_without_a_second_copy_the_way_out_is_named(sim):
    (sim.root / "archive" / sim.cycle.berkas_path / "_meta/periksa.py").unlink()
    ran = archive(sim, "restore", "--yes")
    assert ran.exit_code == 4
    assert "use a backup" in ran.output


def test_an_archive_that_is_not_mounted_is_waited_for(mirror, sim, rolling):
    """Neither taken for damaged, nor restored into the empty mount point."""
    read_again(sim, rolling)
    archive_folder = sim.root / "archive"
    archive_folder.rename(sim.root / "archive away")
    archive_folder.mkdir()
    for words in (("verify",), ("restore", "--yes")):
        ran = archive(sim, *words)
        assert (ran.exit_code, list(archive_folder.iterdir())) == (3, [])
        assert "is the share mounted" in ran.output
    sim.wait(days=25)
    office = sim.workplace.office
    office.round()
    office.let_check_roll()
    assert not office.tools.rereader.is_busy()
    assert [each.code for each in office.troubles()] == ["T03"]

"""The long half of the restore drill: a daemon at work, cycles to their end, kills at random."""

import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from drill import backed_up, destroy_database, paraf, restored, told
from office_sim import STAGES, UNITS, OfficeSim, _deliver, _draft, _gather, _order_data

from pipeline.domain.cycle import Status
from pipeline.domain.period import Period
from pipeline.entry.demo.play import Daemon, running_daemon
from pipeline.wiring import check_office
from tools.sample_office import REPOSITORY

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
EARLIER = Period(2026, 2)
REST = (
    lambda sim: sim.pass_on("kasubbag-tu", "Laporan Rekapitulasi", ".pdf"),
    lambda sim: sim.pass_on("sekretaris", "Laporan Rekapitulasi", ".pdf"),
    lambda sim: sim.pass_on("kasubbag-tu", "Lembar Disposisi Pengarsipan"),
    lambda sim: sim.pass_on("japel-tu", "Berita Acara"),
)
WHOLE = (
    STAGES["2"],
    STAGES["3"],
    lambda sim: _draft(sim, "Dalam rangka", "Sehubungan dengan"),
    STAGES["5"],
    STAGES["6"],
    STAGES["7"],
    _order_data,
    lambda sim: _gather(sim, *UNITS),
    lambda sim: _deliver(sim, *UNITS),
    *REST,
)


@pytest.fixture(autouse=True)
def _lent(warm):
    with warm.lent():
        yield


@pytest.fixture
def vault(tmp_path):
    (tmp_path / "cadangan").mkdir()
    return tmp_path / "cadangan"


def play(sim: OfficeSim, scenes) -> None:
    for scene in scenes:
        sim.wait(minutes=4)
        scene(sim)


def test_a_restored_cycle_goes_on_to_its_end(at, vault):
    sim = at("10")
    sim = restored(sim, backed_up(sim, vault))
    play(sim, REST)
    assert sim.cycle.status is Status.FILED
    assert paraf("archive", "verify", "--office", sim.root)[0] == 0
    sim.assert_sound()


def test_a_whole_cycle_after_a_rebuilding_shares_no_number_with_the_one_before(at):
    sim = at("selesai")
    before = {each for each in sim.numbers() if each[0] != "dokumen"}
    codes = {paper.code for paper in sim.cycle.papers}
    destroy_database(sim)
    assert told("rebuild", "--yes", "--office", sim.root)[0] == 0
    sim.workplace.office.open_cycle(EARLIER, "perintah")
    sim.work()
    play(sim, WHOLE)
    fresh, _ = sim.store.cycle(EARLIER.id)
    assert fresh.status is Status.FILED
    assert fresh.berkas_number == 2
    assert not codes & {paper.code for paper in fresh.papers}
    numbers = [each[:2] for each in sim.numbers()]
    assert len(numbers) == len(set(numbers))
    assert before < set(sim.numbers())
    assert paraf("archive", "verify", "--office", sim.root)[0] == 0
    for berkas in sorted((sim.root / "archive" / "2026").glob("*/*/_meta/periksa.py")):
        assert subprocess.run([sys.executable, "-I", berkas], check=False).returncode == 0
    letter = next(sim.root.glob("archive/2026/*/001*/*Surat Permintaan*.pdf"))
    code, answer = told("verify", letter, "--office", sim.root)
    assert code == 0, answer
    sim.assert_sound()


def test_a_cycle_goes_on_across_a_rebuilding_and_its_berkas_proves_itself(at, vault):
    sim = at("8a")
    sim.close()
    backup = backed_up(sim, vault)
    sim.workplace.office.open_cycle(EARLIER, "perintah")
    sim.work()
    sim.close()
    witness = (sim.root / "archive" / ".paraf.head").read_bytes()
    sim = restored(sim, backup)
    sim.close()
    (sim.root / "archive" / ".paraf.head").write_bytes(b"900 " + b"a" * 64 + b"\n")
    assert witness
    assert told("rebuild", "--yes", "--office", sim.root)[0] == 0
    sim.work()
    _deliver(sim, *UNITS[:-1])
    _gather(sim, UNITS[-1])
    _deliver(sim, UNITS[-1])
    play(sim, REST)
    cycle, _ = sim.store.cycle("2026-tw3")
    assert cycle.status is Status.FILED
    (checker,) = (sim.root / "archive").glob("2026/*/*/_meta/periksa.py")
    ran = subprocess.run([sys.executable, "-I", checker], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stdout.decode()
    sim.assert_sound()


def test_everything_of_our_own_is_lost_and_trays_and_archive_remain(at):
    sim = at("selesai")
    state = sim.cycle
    sim.close()
    shutil.rmtree(sim.root / ".paraf")
    code, report = told("rebuild", "--yes", "--office", sim.root)
    assert (code, report["findings"]) == (0, [])
    assert any("in no place any more" in each for each in report["unknown"])
    assert sim.cycle.papers == state.papers
    sim.work()
    letter = next(sim.root.glob("archive/2026/*/001*/*Surat Permintaan*.pdf"))
    code, answer = told("verify", letter, "--office", sim.root)
    assert (code, answer["verdict"]) == (0, "valid"), answer
    sim.assert_sound()


def test_backups_of_a_working_office_are_each_a_whole_office(at, vault, tmp_path):
    """Files come in as fast as they can while backups are made; none is lost, none counts twice."""
    sim = at("8")
    sim.close()
    process = Daemon(sim.root)
    dropped: dict[str, bytes] = {}
    with running_daemon(process):
        for turn in range(6):
            for at_ in range(15):
                name = f"lain {turn}-{at_}.txt"
                dropped[name] = f"Isi {name}\n".encode()
                sim.drop("kasubbag-tu", name, dropped[name])
            time.sleep(0.3 * turn)
            code, made = told("backup", vault, "--office", sim.root)
            assert (code, made["faults"]) == (0, [])
            target = tmp_path / f"dari-{turn}"
            assert told("restore", made["path"], target)[0] in (0, 1)
            again = OfficeSim(target, sim.warm)
            again.work()
            inbox = target / "inbox" / "kasubbag-tu"
            back = [path.read_bytes() for path in inbox.glob("lain *.txt")]
            ours = [data for data in back if data.startswith(b"Isi ")]
            assert sorted(ours) == sorted(dropped.values()), turn
            assert again.outbox() == []
            again.close()
            assert check_office(target, sim.warm.reader).findings == ()


def _command(*arguments) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline", *(str(each) for each in arguments)],
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _killed(moment: float, *arguments) -> None:
    process = _command(*arguments)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_killed_at_random_moments_everything_is_done_by_giving_the_command_again(
    at, vault, tmp_path
):
    sim = at("selesai")
    picture = sim.cycle
    sim.close()
    dice = random.Random(2026)  # noqa: S311 - moments to kill at
    for _ in range(6):
        _killed(dice.uniform(1.0, 5.0), "backup", vault, "--office", sim.root)
    code, made = told("backup", vault, "--office", sim.root)
    assert (code, made["faults"]) == (0, [])
    target = tmp_path / "baru"
    for _ in range(6):
        _killed(dice.uniform(1.0, 5.0), "restore", made["path"], target)
    if not (target / "office.toml").exists():
        assert told("restore", made["path"], target)[0] == 0
    again = OfficeSim(target, sim.warm)
    again.work()
    assert again.cycle == picture
    for _ in range(6):
        destroy_database(again)
        _killed(dice.uniform(1.5, 6.0), "rebuild", "--yes", "--office", target)
        assert told("rebuild", "--yes", "--office", target)[0] == 0
        assert again.cycle.papers == picture.papers
        assert Path(target / ".paraf" / "office.db").exists()
    again.work()
    again.assert_sound()

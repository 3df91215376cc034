"""The daemon and its keepers: service manager, administrator, another machine, a wrong clock."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from patience import lies, until

from pipeline.adapters.heartbeat import read_beat
from pipeline.adapters.lock import Host, Terms, office_lock
from pipeline.entry import daemon
from tools.sample_office import REPOSITORY

ELSEWHERE = Host(name="server-2", machine="b" * 32, boot="other", processes="pid:[2]")
START = (sys.executable, "-m", "pipeline")
IMPATIENT = Terms(beat_seconds=0.1, lease_seconds=1.0, uses_lock=False)
#: A pipe that nobody writes to: whoever opens it waits in the kernel, as in a share that is away.
HANGING = """
import os, sys
from pipeline.adapters.conversion.libreoffice import LibreOffice
from pipeline.adapters.folders.shared import SharedFolders
from pipeline.entry import cli, watchman

def wait_for_ever(*_, **__):
    root = sys.argv[sys.argv.index("--office") + 1]
    open(root + "/hangs", "w").close()
    os.open(root + "/pipe", os.O_RDONLY)

if {hang!r} == "share":
    SharedFolders.scan = wait_for_ever
else:
    LibreOffice.convert = wait_for_ever
watchman.STALLED_SECONDS = 1.5
sys.argv = ["paraf", *sys.argv[1:]]
cli.main()
"""


class Kept:
    """A daemon with a service manager that listens, and a log that programs read."""

    def __init__(self, sim, *program, env=None):
        self.root = sim.root
        self.heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        name = f"@paraf-{os.getpid()}-{time.monotonic_ns()}"
        self.heard.bind(name.replace("@", "\0", 1))
        self.heard.settimeout(0)
        self.log = sim.root / "daemon.log"
        around = {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "1500000", **(env or {})}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*(program or START), "run", "--log-json", "--office", sim.root],
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
                env=os.environ | around,
            )

    def words(self):
        """What the manager heard since the last time."""
        found = []
        while True:
            try:
                found += self.heard.recv(4096).decode().splitlines()
            except BlockingIOError:
                return found

    def await_ready(self):
        heard = []

        def ready():
            heard.extend(self.words())
            return "READY=1" in heard

        until(ready, 60)
        return self

    def events(self, event=None):
        """The log's lines; every one must be JSON."""
        lines = [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]
        return [line for line in lines if event in (None, line["event"])]

    def stop(self, number=signal.SIGTERM, times=1):
        """How long it took to end, and how it exited."""
        began = time.monotonic()
        for _ in range(times):
            self.process.send_signal(number)
            time.sleep(0.3)
        code = self.process.wait(15)
        return time.monotonic() - began, code

    def children(self):
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(word) for each in listed for word in each.read_text().split()]


@contextmanager
def kept(sim, *program, env=None):
    sim.close()
    daemon = Kept(sim, *program, env=env)
    try:
        yield daemon
    finally:
        daemon.process.kill()
        daemon.process.wait()
        daemon.heard.close()


def paraf(*words, root):
    ran = subprocess.run(
        [sys.executable, "-m", "pipeline", *words, "--office", root],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ran.returncode, ran.stdout


@pytest.mark.long
def test_keepers_hear_how_the_daemon_is_from_start_to_end(at):
    sim = at("2")
    with kept(sim) as kept_daemon:
        kept_daemon.await_ready()
        sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
        sim.drop("sekretaris", "undangan\n.txt", b"undangan")
        until(lies(sim, "japel-tu", "Konsep"))
        until(lies(sim, "sekretaris", "ALASAN"))
        until(lambda: "WATCHDOG=1" in kept_daemon.words())
        assert read_beat(sim.root).condition == "working"
        assert "terakhir bekerja" in (sim.root / "PAPAN STATUS.html").read_text("utf-8")
        took, code = kept_daemon.stop(signal.SIGHUP)
        assert (code, took < 10) == (0, True)
        assert "STOPPING=1" in kept_daemon.words()
        first, found, *_ = kept_daemon.events()
        assert first["event"] == f"Paraf works in {sim.root}"
        assert {"version", "pid", "host", "epoch", "database", "converter", "isolation"} <= set(
            first
        )
        assert (found["event"], found["claims"]) == ("found at start", 0)
        taken = {line["file"]: line for line in kept_daemon.events("taken in")}
        refused = taken.pop("undangan\n.txt")
        assert (refused["post"], bool(refused["reasons"])) == ("sekretaris", True)
        (accepted,) = taken.values()
        assert (accepted["post"], accepted["cycle"]) == ("kasubbag-tu", sim.cycle.id)
        assert "reasons" not in accepted
        done = {line["what"] for line in kept_daemon.events("done")}
        assert {"Issue", "Lay", "SendBack", "Release"} <= done
        moments = [datetime.fromisoformat(line["at"]) for line in kept_daemon.events()]
        assert moments == sorted(moments)
        assert all(moment.utcoffset() for moment in moments)
    assert read_beat(sim.root).condition == "stopped"


@pytest.mark.long
def test_share_that_hangs_shows_and_keeps_nobody_from_stopping(at):
    sim = at("2")
    os.mkfifo(sim.root / "pipe")
    with kept(sim, sys.executable, "-c", HANGING.format(hang="share")) as hung:
        hung.await_ready()
        until(lambda: hung.events("does not move: a share may be away"))
        hung.words()
        beat = read_beat(sim.root)
        time.sleep(2)
        assert "WATCHDOG=1" not in hung.words()  # or it would never be killed
        assert read_beat(sim.root) == beat
        took, code = hung.stop()
        assert (code, took < 10) == (0, True)
    sim.assert_sound()


@pytest.mark.long
def test_told_twice_while_the_converter_hangs_it_ends_at_once_and_resumes(at):
    sim = at("3")
    os.mkfifo(sim.root / "pipe")
    with kept(sim, sys.executable, "-c", HANGING.format(hang="converter")) as hung:
        sim.hand_in("japel-tu", "Konsep Surat Permintaan")
        until((sim.root / "hangs").exists, 60)
        helpers = hung.children()
        took, code = hung.stop(signal.SIGINT, times=2)
        assert (code, took < 5) == (128 + signal.SIGINT, True)
        assert helpers
        until(lambda: not [each for each in helpers if Path(f"/proc/{each}").exists()], 5)
    sim.work()
    assert [task.step for task in sim.cycle.open_tasks] == ["4"]
    assert len(sim.ledger("HandedIn")) == len(at("4").ledger("HandedIn"))
    sim.assert_sound()


@pytest.mark.long
def test_daemon_killed_or_never_started_is_told_by_status_and_doctor(at):
    sim = at("2")
    code, told = paraf("status", root=sim.root)
    assert (code, "has not worked here yet" in told) == (0, True)
    with kept(sim) as killed:
        killed.await_ready()
        code, told = paraf("status", "--json", root=sim.root)
        assert (code, json.loads(told)["daemon"]["state"]) == (0, "working")
    code, told = paraf("status", "--json", root=sim.root)
    status = json.loads(told)
    assert (code, status["daemon"]["state"]) == (1, "dead")
    assert status["problems"][0]["what"] == "daemon"
    code, told = paraf("doctor", root=sim.root)
    assert (code, "ended without being told to" in told) == (4, True)


# -- two machines --------------------------------------------------------------------------------


@pytest.mark.long
def test_daemon_suspended_beyond_its_lease_finds_the_office_taken_and_touches_nothing(at):
    """F9, F10: the new holder works while the old one sleeps; waking up, it must only leave."""
    sim = at("2")
    with kept(sim) as sleeper:
        sleeper.await_ready()
        sleeper.process.send_signal(signal.SIGSTOP)
        sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
        workplace, before = sim.workplace, sim.store.head()
        with (
            office_lock(sim.root, host=ELSEWHERE, terms=IMPATIENT) as hold,
            workplace.store.begin_term(hold.epoch),
        ):
            sleeper.process.send_signal(signal.SIGCONT)
            assert sleeper.process.wait(15) == 3
            assert sim.outbox() != []
            assert sim.store.head() == before
            hold.check()
            daemon.run_until(workplace, lambda last: not last.handled and not last.waiting)
        (why,) = [line["why"] for line in sleeper.events("Paraf cannot work")]
        assert f"process {os.getpid()} on server-2 took this office over" in why
    assert [task.step for task in sim.cycle.open_tasks] == ["3"]
    assert len(sim.ledger("HandedIn")) == len(at("3").ledger("HandedIn"))
    sim.assert_sound()


@pytest.mark.long
def test_of_several_started_at_once_one_works_and_the_others_say_why_not(at):
    sim = at("2")
    sim.close()
    logs = [sim.root / f"daemon-{number}.log" for number in range(3)]
    started = []
    for path in logs:
        with path.open("wb") as log:
            started.append(
                subprocess.Popen(
                    [sys.executable, "-m", "pipeline", "run", "--office", sim.root],
                    cwd=REPOSITORY,
                    stdout=log,
                    stderr=log,
                )
            )
    try:
        until(lambda: sum(each.poll() is None for each in started) == 1, 90)
        assert sorted(str(each.poll()) for each in started) == ["3", "3", "None"]
        said = [path.read_text("utf-8") for path in logs]
        assert sum("already works in" in each for each in said) == 2
        assert sum("Paraf works in" in each for each in said) <= 1
    finally:
        for each in started:
            each.kill()
            each.wait()


# -- the clock -----------------------------------------------------------------------------------


@pytest.mark.long
def test_daemon_whose_clock_jumps_ten_years_and_back_loses_and_warns_nobody(at, tmp_path):
    """F15 with the real program: libfaketime moves the wall clock, not the steady one."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    sim = at("9")
    offset = tmp_path / "offset"
    offset.write_text("+0")
    env = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    before = len(sim.ledger("TimePassed"))
    with kept(sim, env=env) as jumping:
        jumping.await_ready()
        offset.write_text("+10y")
        until(lambda: jumping.events("timers held"))
        sim.drop("sekretaris", "jauh.txt", b"ten years later")
        until(lies(sim, "sekretaris", "jauh.txt - ALASAN"))
        offset.write_text("-10y")
        sim.drop("sekretaris", "lalu.txt", b"ten years ago")
        until(lies(sim, "sekretaris", "lalu.txt - ALASAN"))
        offset.write_text("+0")
        sim.drop("sekretaris", "kini.txt", b"now")
        until(lies(sim, "sekretaris", "kini.txt - ALASAN"))
        assert jumping.stop()[1] == 0
    assert len(sim.ledger("TimePassed")) == before
    lines = sim.store.ledger()
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert sim.findings() == ()


@pytest.mark.parametrize(
    "moment",
    ["2038-01-19T10:14:08+07:00", "2100-03-01T08:00:00+07:00", "2009-06-01T08:00:00+07:00"],
)
def test_office_works_in_any_year_and_with_files_from_the_future(at, moment):
    sim = at("2")
    sim.set_clock(datetime.fromisoformat(moment))
    path = sim.paper("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    os.utime(path, (4_102_444_800, 4_102_444_800))  # 2100
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    assert any("Konsep" in name for name in sim.inbox("japel-tu"))
    sim.assert_sound()


def test_set_back_clock_does_not_freeze_what_was_put_off(at):
    """F15: what failed while the clock was wrong is tried again soon after it is right."""
    sim = at("2")
    inbox = sim.root / "inbox" / "japel-tu"
    shutil.rmtree(inbox)
    inbox.write_bytes(b"a file where a folder was")
    right = sim.now
    sim.wait(days=3652)
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    assert [each.trouble for each in sim.store.pending_acts() if each.tries]
    sim.set_clock(right)
    inbox.unlink()
    inbox.mkdir()
    sim.work()
    assert any("Konsep" in name for name in sim.inbox("japel-tu"))
    sim.assert_sound()

"""The daemon as a process of its own: woken by events or by itself, stopped, killed, restarted."""

import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from patience import lies, until

from tools.sample_office import REPOSITORY

WITHOUT_EVENTS = """
import contextlib, sys
from pipeline.entry import cli, daemon
daemon.ring_on_change = lambda folder, bell: contextlib.nullcontext()
sys.argv = ["paraf", *sys.argv[1:]]
cli.main()
"""
#: Its own look would come only after the test's patience has ended.
BY_EVENTS_ALONE = """
import sys
from pipeline.entry import cli, daemon
daemon._PERIOD_SECONDS = 300.0
sys.argv = ["paraf", *sys.argv[1:]]
cli.main()
"""
#: In a user namespace, whose limits are its own.
WITHOUT_WATCHES = """
import os, sys
order = 'echo 0 > /proc/sys/user/{limit} && exec "$@"'
again = (sys.executable, "-m", "pipeline", *sys.argv[1:])
os.execvp("unshare", ("unshare", "--user", "--map-root-user", "sh", "-c", order, "sh", *again))
"""


class Running:
    """A daemon that runs, and what it said."""

    def __init__(self, root, *program):
        self.log = root / "daemon.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *(program or ("-m", "pipeline")), "run", "--office", root],
                cwd=REPOSITORY,
                stdout=log,
                stderr=log,
            )

    def said(self):
        return self.log.read_text("utf-8")

    def await_start(self):
        until(lambda: "Paraf works in" in self.said())
        return self

    def stop(self):
        """Ask it to stop; how long it took and how it exited."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(15)
        return time.monotonic() - began, code


@contextmanager
def running(sim, *program):
    sim.close()
    daemon = Running(sim.root, *program)
    try:
        yield daemon.await_start()
    finally:
        daemon.process.kill()
        daemon.process.wait()


def test_drop_is_taken_at_an_event_and_the_daemon_stops_when_told(at):
    sim = at("2")
    with running(sim, "-c", BY_EVENTS_ALONE) as daemon:
        time.sleep(0.3)  # it has looked once and now sleeps
        sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
        until(lambda: sim.outbox() == [])
        until(lies(sim, "japel-tu", "Konsep"))
        took, code = daemon.stop()
        assert code == 0
        assert took < 10
        assert "Traceback" not in daemon.said()
    sim.assert_sound()


def test_drop_is_taken_without_events_by_looking(at):
    sim = at("2")
    with running(sim, "-c", WITHOUT_EVENTS) as daemon:
        time.sleep(0.3)
        sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
        until(lies(sim, "japel-tu", "Konsep"))
        assert daemon.stop()[1] == 0


@pytest.mark.long
@pytest.mark.parametrize("limit", ["max_inotify_instances", "max_inotify_watches"])
def test_machine_without_watches_is_told_in_the_log_and_drops_are_taken(at, limit):
    sim = at("2")
    with running(sim, "-c", WITHOUT_WATCHES.format(limit=limit)) as daemon:
        until(lambda: "hears of no changes, but looks" in daemon.said())
        sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
        until(lies(sim, "japel-tu", "Konsep"))
        assert daemon.stop()[1] == 0
        assert "Traceback" not in daemon.said()


@pytest.mark.long
def test_what_came_while_it_was_down_is_found_at_start(at):
    sim = at("2")
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.drop("sekretaris", "undangan.txt", b"undangan")
    with running(sim):
        until(lies(sim, "japel-tu", "Konsep"))
        until(lies(sim, "sekretaris", "ALASAN"))
    sim.work()
    sim.assert_sound()


@pytest.mark.long
def test_killed_in_the_middle_it_goes_on_after_a_restart(at):
    sim = at("2")
    with running(sim) as daemon:
        sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
        until(lambda: sim.claimed() or not sim.outbox())
        daemon.process.kill()
    with running(sim):
        until(lies(sim, "japel-tu", "Konsep"))
    sim.work()
    assert [task.step for task in sim.cycle.open_tasks] == ["3"]
    assert len(sim.ledger("HandedIn")) == len(at("3").ledger("HandedIn"))
    sim.assert_sound()


@pytest.mark.long
def test_second_daemon_leaves_with_a_sentence_and_the_first_goes_on(at):
    sim = at("2")
    with running(sim) as first:
        second = subprocess.run(
            [sys.executable, "-m", "pipeline", "run", "--office", sim.root],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert second.returncode == 3
        assert f"process {first.process.pid}" in second.stderr
        sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
        until(lies(sim, "japel-tu", "Konsep"))
        assert first.process.poll() is None


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_while_it_converts_it_finishes_or_resumes(at, number):
    sim = at("3")
    with running(sim) as daemon:
        sim.hand_in("japel-tu", "Konsep Surat Permintaan")
        until(lambda: sim.claimed() or not sim.outbox())
        daemon.process.send_signal(number)
        assert daemon.process.wait(10) == 0
    sim.work()
    assert [task.step for task in sim.cycle.open_tasks] == ["4"]
    sim.assert_sound()


@pytest.mark.long
def test_started_by_hand_while_the_daemon_runs_the_daemon_lays_the_papers(at):
    sim = at("4")
    with running(sim):
        command = ["start", "--period", "Triwulan II 2026", "--office", sim.root]
        ran = subprocess.run(
            [sys.executable, "-m", "pipeline", *command],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        until(lies(sim, "sekretaris", "Triwulan II 2026"))
    assert len(sim.store.cycles()) == 2

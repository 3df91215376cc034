"""The play: who does what when, in a cycle with a return for correction and a late unit.

Every act is a gesture in the folders; the daemon that answers runs as a process of its own. The
clock is the demo office's, moved from scene to scene.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.config.calendar import load_calendar
from pipeline.domain import dates
from pipeline.domain.calendar import Calendar
from pipeline.domain.period import Period
from pipeline.entry.demo.staff import Staff
from pipeline.errors import NotYet
from pipeline.wiring import configured, demo_clock
from pipeline.wiring.demo import demo_keys
from pipeline.wording.indonesian import nip_grouped

#: The post that signs with its own key; the other ones leave that to their agents.
SIGNS_HIMSELF = "kepala-badan"
#: Told to whoever watches: the step's number and what is being done.
Tell = Callable[[str, str], None]
_LATE_UNIT = -1
_MINUTES_A_GESTURE = 4


class Stopped(Exception):
    """The play reached the step it was to stop at."""


@dataclass(slots=True)
class Daemon:
    """The office's daemon as a child process; started again if somebody kills it."""

    root: Path
    restart: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it."""
        command = [sys.executable, "-m", "pipeline", "run", "--office", str(self.root)]
        log = (self.root / ".paraf" / "demo" / "daemon.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, cwd=Path(__file__).parents[3]
            )

    def alive(self) -> None:
        """Raise if it died; or bring it back where that is wanted."""
        if self.process and self.process.poll() is None:
            return
        if not self.restart:
            raise NotYet("the daemon died; see .paraf/demo/daemon.log")
        self.start()

    def stop(self) -> None:
        """Ask it to stop, and insist after a while."""
        if not self.process:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextmanager
def running_daemon(daemon: Daemon) -> Iterator[Daemon]:
    """A daemon for as long as the block runs."""
    daemon.start()
    try:
        yield daemon
    finally:
        daemon.stop()


class Play:
    """One period's cycle in a demo office."""

    def __init__(self, root: Path, period: Period, tell: Tell, until: str | None = None) -> None:
        self._config, self._sop = configured(root)
        self._calendar: Calendar = load_calendar(self._config)
        self._clock = demo_clock(root)
        self._staff = Staff(root, demo_keys(root))
        self._period = period.title
        self._opens = self._calendar.opening(self._calendar.first_working_day(period.day_after))
        self._tell = tell
        self._until = until
        self._now = self._opens

    def perform(self, alive: Callable[[], None]) -> None:
        """Play it to the end, or to the first paper of the step asked for.

        Raises:
            NotYet: the daemon did not answer a gesture.
        """
        self._staff.watch(alive)
        try:
            self._request()
            self._gather()
            self._warn_and_receive_late()
            self._report_and_file()
        except Stopped:
            return
        finally:
            self._staff.go_home()

    # -- scenes ------------------------------------------------------------------------------

    def _request(self) -> None:
        self._set(self._opens)
        self._scene("1", "Sekretaris orders the request letter", "sekretaris", "Lembar Disposisi")
        self._staff.pass_on("sekretaris", "Lembar Disposisi", self._period)
        self._scene("2", "Kasubbag TU passes the order on", "kasubbag-tu", "Kasubbag TU")
        self._staff.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU", self._period)
        self._scene("3", "Japel TU edits the Word draft", "japel-tu", "Konsep Surat Permintaan")
        self._draft("Dalam rangka", "Sehubungan dengan")
        self._scene("4", "Sekretaris returns it for correction", "sekretaris", "Surat Permintaan")
        self._staff.send_back(
            "sekretaris",
            "Mohon kalimat pembuka dikembalikan seperti contoh.",
            "Surat Permintaan",
            self._period,
        )
        self._scene("3", "Japel TU corrects it", "japel-tu", "Konsep Surat Permintaan", repeat=True)
        self._draft("Sehubungan dengan", "Dalam rangka")
        self._scene(
            "4", "Sekretaris gives the paraf", "sekretaris", "Surat Permintaan", repeat=True
        )
        self._staff.pass_on("sekretaris", "Surat Permintaan", self._period)
        self._scene("5", "Kepala Badan signs with his own key", SIGNS_HIMSELF, "Surat Permintaan")
        self._sign_letter("Surat Permintaan")
        self._scene("6", "Kasubbag TU distributes the letter", "kasubbag-tu", "Surat Permintaan")
        self._staff.pass_on("kasubbag-tu", "Surat Permintaan", self._period)

    def _draft(self, old: str, new: str) -> None:
        paper = self._staff.take("japel-tu", "Konsep Surat Permintaan", ".docx")
        self._staff.edit_letter(paper, old, new)
        self._staff.hand_in("japel-tu", paper)

    def _sign_letter(self, name: str) -> None:
        paper = self._staff.take(SIGNS_HIMSELF, name, self._period)
        holder = self._config.holder(SIGNS_HIMSELF, self._now.date())
        self._staff.sign(
            paper,
            SIGNS_HIMSELF,
            "TtdKepalaBadan",
            {
                "kind": "ttd",
                "post": holder.title,
                "holder": holder.name,
                "nip": nip_grouped(holder.nip),
                "number": paper.stem,
                "signed_at": self._now,
            },
        )
        self._staff.hand_in(SIGNS_HIMSELF, paper)

    def _gather(self) -> None:
        due, _ = dates.after_asking(self._calendar, self._sop, self._now)
        units = self._config.units
        for unit in units:
            short = unit.singkat
            self._scene("7", f"{short}: the head orders the data", unit.kepala, "Surat Permintaan")
            self._staff.pass_on(unit.kepala, "Surat Permintaan", self._period)
            self._staff.await_file(unit.staf, "Formulir Data Kinerja", short, self._period)
        for place, unit in enumerate(units[:_LATE_UNIT], start=1):
            self._set(max(self._now, due - timedelta(days=1, hours=4 - place)))
            if place == 1:
                self._forget_a_figure(unit.staf, unit.singkat)
            self._fill(unit.staf, unit.singkat)
            self._deliver(unit.kepala, unit.singkat)

    def _forget_a_figure(self, post: str, unit: str) -> None:
        """One form comes back, since a cell was left empty."""
        self._scene("8", f"{unit}: a figure is forgotten", post, "Formulir Data Kinerja")
        form = self._staff.take(post, "Formulir Data Kinerja", unit, ".xlsx")
        self._staff.fill_form(form, forget_one=True)
        self._staff.hand_in(post, form)
        self._staff.await_file(post, "ALASAN", self._period)

    def _fill(self, post: str, unit: str) -> None:
        name = "Formulir Data Kinerja"
        self._scene("8", f"{unit}: staff fill the Excel form", post, name, unit)
        form = self._staff.take(post, name, unit, ".xlsx")
        self._staff.fill_form(form)
        self._staff.hand_in(post, form)

    def _deliver(self, post: str, unit: str) -> None:
        what = f"{unit}: the head hands the data over"
        self._scene("8a", what, post, "Data Kinerja", unit, ".pdf")
        self._staff.pass_on(post, "Data Kinerja", unit, self._period, ".pdf")
        self._staff.await_file(post, "Tanda Terima", unit, self._period)

    def _warn_and_receive_late(self) -> None:
        unit = self._config.units[_LATE_UNIT]
        _, warn_at = dates.after_asking(self._calendar, self._sop, self._opens)
        self._set(warn_at + timedelta(minutes=5))
        name = "Surat Peringatan"
        self._scene("9a", f"{unit.singkat} is late: a warning is drafted", "kasubbag-tu", "Konsep")
        self._staff.pass_on("kasubbag-tu", "Konsep Surat Peringatan", self._period)
        self._scene("9b", "Sekretaris gives the paraf", "sekretaris", name)
        self._staff.pass_on("sekretaris", name, self._period)
        self._scene("9c", "Kepala Badan signs", SIGNS_HIMSELF, name)
        self._sign_letter(name)
        self._scene("9d", "Kasubbag TU sends the warning", "kasubbag-tu", name)
        self._staff.pass_on("kasubbag-tu", name, self._period)
        self._staff.await_file(unit.kepala, name, self._period)
        self._set(self._now + timedelta(hours=3))
        self._fill(unit.staf, unit.singkat)
        self._deliver(unit.kepala, unit.singkat)

    def _report_and_file(self) -> None:
        report = "Laporan Rekapitulasi"
        self._scene("10", "Kasubbag TU signs the recap", "kasubbag-tu", report)
        self._staff.pass_on("kasubbag-tu", report, self._period)
        self._scene("11", "Sekretaris takes note of it", "sekretaris", report)
        self._staff.pass_on("sekretaris", report, self._period)
        order = "Lembar Disposisi Pengarsipan"
        self._scene("12", "Kasubbag TU orders the filing", "kasubbag-tu", order)
        self._staff.pass_on("kasubbag-tu", order, self._period)
        self._scene("13", "Japel TU files the berkas", "japel-tu", "Berita Acara")
        self._staff.pass_on("japel-tu", "Berita Acara", self._period)
        self._staff.await_gone("japel-tu", self._period)

    # -- time --------------------------------------------------------------------------------

    def _scene(self, step: str, what: str, post: str, *words: str, repeat: bool = False) -> None:
        """Wait until the step's paper lies there; stop here if that was asked for, else go on."""
        self._staff.await_file(post, *words, self._period)
        if step == self._until and not repeat:
            raise Stopped
        self._tell(step, what)
        self._set(self._now + timedelta(minutes=_MINUTES_A_GESTURE))

    def _set(self, moment: datetime) -> None:
        """Move the office's clock, inside office hours, never backwards."""
        day = self._calendar.first_working_day(moment.date())
        if day != moment.date():
            moment = self._calendar.opening(day)
        self._now = max(moment, self._now)
        self._clock.set(self._now)


def wait_until_filed(is_filed: Callable[[], bool], alive: Callable[[], None]) -> None:
    """Wait until the berkas stands in the archive.

    Raises:
        NotYet: it does not come to stand there.
    """
    deadline = time.monotonic() + 60
    while not is_filed():
        if time.monotonic() > deadline:
            raise NotYet("the berkas was not filed")
        alive()
        time.sleep(0.1)

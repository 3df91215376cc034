"""Watches over the office at work: may it go on, what did it do, does it still move at all.

The office asks between two deeds; every question is a sign of life. From these signs come the
heartbeat and what the service manager's watchdog hears: a round that hangs in a dead share lets
both grow old, whatever other threads do.
"""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.adapters.clocks import SystemClock
from pipeline.adapters.heartbeat import Beat, Condition, write_beat
from pipeline.adapters.lock import Hold
from pipeline.adapters.supervisor import Supervisor
from pipeline.entry.logs import say, say_deed
from pipeline.entry.stopping import Stop
from pipeline.errors import NotYet
from pipeline.office.office import Round
from pipeline.ports.watch import Deed, DeedKind

#: The longest that one deed may take: a letter converted twice, by a LibreOffice started anew.
STALLED_SECONDS = 240.0
_BEAT_SECONDS = 1.0
_TROUBLES = frozenset(
    [
        DeedKind.PUT_OFF,
        DeedKind.SET_ASIDE,
        DeedKind.WAITING,
        DeedKind.HELD,
        DeedKind.DAMAGED,
    ]
)


class Watchman:
    """``Watch`` for a way in that runs on its own: a log, a heartbeat, a service manager."""

    def __init__(self, root: Path, supervisor: Supervisor | None = None) -> None:
        self.bell = threading.Event()
        self.stop = Stop(self._on_stop)
        self.supervisor = supervisor or Supervisor()
        self._root = root
        self._clock = SystemClock()
        self._hold: Hold | None = None
        self._moved_at = self._clock.steady()
        self._beaten_at = float("-inf")
        self._condition = Condition.STARTING
        self._handled = self._troubled = 0
        self._unshown = ""
        self._status = ""
        self._said: dict[tuple[str, str, str], int] = {}

    # -- asked and told by the office ----------------------------------------------------------

    def may_go_on(self) -> bool:
        """Whether nobody told us to stop and the office is still ours."""
        self.move()
        if self.stop.told.is_set():
            return False
        try:
            self.check()
        except NotYet:
            return False  # said by whoever runs the rounds
        return True

    def tell(self, deed: Deed) -> None:
        """Write a line about it; a trouble that repeats itself is said again ever more rarely."""
        self._handled += deed.kind in (DeedKind.TAKEN, DeedKind.DONE)
        if deed.kind in _TROUBLES and not self._is_news(deed):
            return
        level = logging.WARNING if deed.kind in _TROUBLES else logging.INFO
        say_deed(deed, level)

    def _is_news(self, deed: Deed) -> bool:
        key = (deed.what, deed.file or deed.code, deed.why)
        times = self._said[key] = self._said.get(key, 0) + 1
        if len(self._said) > 10_000:
            self._said.clear()
        return times & (times - 1) == 0

    # -- the office in hand --------------------------------------------------------------------

    def check(self) -> None:
        """Look whether the office is still ours.

        Raises:
            NotYet: it is not, or that cannot be told now.
        """
        if self._hold is not None:
            self._hold.check()

    def is_dispossessed(self) -> bool:
        """Whether another Paraf certainly took the office."""
        try:
            return self._hold is not None and self._hold.is_lost()
        except NotYet:
            return False

    @contextmanager
    def over(self, hold: Hold) -> Iterator[None]:
        """Watch an office that is in hand."""
        self._hold, self._condition = hold, Condition.WORKING
        ended = threading.Event()
        guard = threading.Thread(target=self._guard, args=(ended,), name="watchdog", daemon=True)
        guard.start()
        try:
            yield
            self._condition = Condition.STOPPED  # who dies of an error does not say so
            self._beat()
        finally:
            ended.set()
            guard.join(timeout=1)

    # -- signs of life -------------------------------------------------------------------------

    def move(self, last: Round | None = None) -> None:
        """We are doing something."""
        self._moved_at = self._clock.steady()
        if last is not None and not self.stop.told.is_set():
            self._troubled, self._unshown = last.troubled, last.unshown
            if not last.troubled:
                self._said.clear()  # the next trouble is news again
            self._say_status(f"{self._handled} done, {last.troubled} put off")
        if self._moved_at - self._beaten_at >= _BEAT_SECONDS:
            self._beat()

    def _say_status(self, status: str) -> None:
        if status != self._status:
            self._status = status
            self.supervisor.status(status)

    def _beat(self) -> None:
        if self.is_dispossessed():
            return  # it is the new one's
        self._beaten_at = self._clock.steady()
        beat = Beat(
            at=self._clock.now(),
            condition=self._condition,
            host=os.uname().nodename,
            pid=os.getpid(),
            handled=self._handled,
            troubled=self._troubled,
            unshown=self._unshown,
        )
        write_beat(self._root, beat)

    def _on_stop(self) -> None:
        self._condition = Condition.STOPPING
        self.supervisor.stopping("told to stop; finishing what is in hand")
        self.bell.set()

    def _guard(self, ended: threading.Event) -> None:
        """Let the watchdog rest for as long as the rounds move."""
        patience = self.supervisor.patience
        stalled = False
        while not ended.wait(min(_BEAT_SECONDS, patience / 3) if patience else _BEAT_SECONDS):
            still = self._clock.steady() - self._moved_at
            if still < STALLED_SECONDS:
                stalled = False
                self.supervisor.alive()
            elif not stalled:
                stalled = True
                say("does not move: a share may be away", logging.ERROR, seconds=round(still))
                self.supervisor.status(f"has not moved for {still:.0f} s; is a share away?")

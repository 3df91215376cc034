"""The daemon: one round after another, woken by events, on its own every second at the latest."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.adapters.lock import office_lock
from pipeline.adapters.watching import ring_on_change
from pipeline.errors import PipelineError
from pipeline.office.office import Round
from pipeline.wiring import Workplace

_log = logging.getLogger("paraf")
#: A file is taken within a second without events, too: looked at twice, since it must stand still.
_PERIOD_SECONDS = 0.8
_SETTLING_SECONDS = 0.03
_ONCE_SECONDS = 20.0
_PAUSE_AFTER_BUG_SECONDS = 5.0
_MOST_BUGS = 20


def run_for_ever(workplace: Workplace) -> None:
    """Work until told to stop (SIGTERM, SIGINT).

    Raises:
        NotYet: another Paraf works in this office.
    """
    stop, bell = threading.Event(), threading.Event()
    with office_lock(workplace.root), _stopping(stop, bell):
        _log.info("Paraf works in %s", workplace.root)
        workplace.office.recover()
        workplace.converter.warm()
        with ring_on_change(workplace.root / "outbox", bell):
            while not stop.is_set():
                bell.clear()
                done = _attempt(workplace)
                if done is None:
                    stop.wait(_PAUSE_AFTER_BUG_SECONDS)
                elif done.waiting:
                    stop.wait(_SETTLING_SECONDS)
                elif not done.handled:
                    bell.wait(_PERIOD_SECONDS)
        _log.info("Paraf stops")


def _attempt(workplace: Workplace) -> Round | None:
    """One round; None when it failed, which is logged and shown, and tried again."""
    try:
        return workplace.office.round()
    except PipelineError as error:
        _log.warning("waiting: %s", error)
    except Exception as error:  # noqa: BLE001 - the one place for bugs: the file is set aside, the rest goes on
        _log.exception("a bug; the file in hand is set aside")
        if workplace.office.blame(error):
            return Round(handled=1, waiting=0, troubled=1)
    return None


@contextmanager
def _stopping(stop: threading.Event, bell: threading.Event) -> Iterator[None]:
    """Set both events on SIGTERM and SIGINT; put the old handlers back afterwards."""

    def on_signal(number: int, _frame: FrameType | None) -> None:
        _log.info("told to stop (signal %d)", number)
        stop.set()
        bell.set()

    before = {each: signal.signal(each, on_signal) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def run_once(workplace: Workplace) -> Round:
    """Handle everything that waits now, timers included, and return the last round.

    Raises:
        NotYet: another Paraf works in this office.
    """
    with office_lock(workplace.root):
        workplace.office.recover()
        return run_until(workplace, lambda last: not last.handled and not last.waiting)


def run_until(workplace: Workplace, enough: Callable[[Round], bool]) -> Round:
    """Rounds until ``enough`` says so; files that never settle are left after a while.

    A bug is raised at the end only, so that one file cannot keep all others waiting.
    """
    started = time.monotonic()
    bugs: list[Exception] = []
    last = _round(workplace, bugs)
    while not enough(last) and (last.handled or time.monotonic() - started < _ONCE_SECONDS):
        if not last.handled:
            time.sleep(_SETTLING_SECONDS)
        last = _round(workplace, bugs)
    if bugs:
        raise bugs[0]
    return last


def _round(workplace: Workplace, bugs: list[Exception]) -> Round:
    try:
        return workplace.office.round()
    except PipelineError:
        raise
    except Exception as error:
        workplace.office.blame(error)
        bugs.append(error)
        if len(bugs) == _MOST_BUGS:
            raise
        return Round(handled=1, waiting=0, troubled=1)

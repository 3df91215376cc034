"""The daemon: one round after another, woken by events, on its own every second at the latest."""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from importlib.metadata import version

from pipeline.adapters import conversion
from pipeline.adapters.lock import Hold, office_lock
from pipeline.adapters.watching import ring_on_change
from pipeline.entry.logs import LOG, say
from pipeline.entry.watchman import Watchman
from pipeline.errors import Misconfigured, NotYet, PipelineError
from pipeline.office.office import Round
from pipeline.ports.watch import Deed, DeedKind
from pipeline.wiring import Workplace

#: A file is taken within a second without events, too: looked at twice, since it must stand still.
_PERIOD_SECONDS = 0.8
_SETTLING_SECONDS = 0.03
_ONCE_SECONDS = 20.0
_PAUSE_AFTER_BUG_SECONDS = 5.0
_MOST_BUGS = 20


def run_for_ever(workplace: Workplace, watchman: Watchman) -> None:
    """Work until told to stop, or until another Paraf has taken the office.

    Raises:
        NotYet: another Paraf works in this office, or took it while this one could not work.
    """
    with holding(workplace) as hold, watchman.over(hold):
        _introduce(workplace, hold)
        workplace.office.recover()
        workplace.warm()
        watchman.supervisor.ready(f"works in {workplace.root}")
        with ring_on_change(workplace.root / "outbox", watchman.bell) as deaf:
            if deaf:
                say("hears of no changes, but looks", logging.WARNING, why=deaf)
            while not watchman.stop.told.is_set():
                _turn(workplace, watchman)
        workplace.office.finish_lists()
    say("Paraf stops")


@contextmanager
def holding(workplace: Workplace) -> Iterator[Hold]:
    """The office in hand: on its folders, and in its database.

    Raises:
        NotYet: another Paraf works in this office.
    """
    with (
        office_lock(workplace.root, above=workplace.store.term()) as hold,
        workplace.store.begin_term(hold.epoch),
    ):
        yield hold


def _introduce(workplace: Workplace, hold: Hold) -> None:
    """The first line of every start: what an administrator would ask first."""
    try:
        office_program = conversion.locate_program()
    except Misconfigured:
        office_program = None
    say(
        f"Paraf works in {workplace.root}",
        version=version("paraf"),
        pid=os.getpid(),
        host=os.uname().nodename,
        epoch=hold.epoch,
        database=str(workplace.root / ".paraf" / "office.db"),
        converter=str(office_program or "none"),
        isolation=workplace.converter.isolation(),
        demo="yes" if workplace.config.demo else "no",
    )


def _turn(workplace: Workplace, watchman: Watchman) -> None:
    """One round, and the pause that it has earned."""
    watchman.bell.clear()
    done = _attempt(workplace, watchman)
    watchman.move(done)
    if watchman.is_dispossessed():
        watchman.check()
    if done is None:
        watchman.stop.told.wait(_PAUSE_AFTER_BUG_SECONDS)
    elif done.waiting:
        watchman.stop.told.wait(_SETTLING_SECONDS)
    elif not done.handled:
        watchman.bell.wait(_PERIOD_SECONDS)
    if done is not None and not done.handled:
        _see_to_archive("the bringing up of lists", workplace.office.let_lists_follow)
        _see_to_archive("the rolling check", workplace.office.let_check_roll)
        _see_to_archive("the renewal of timestamps", workplace.office.let_proof_be_renewed)


def _see_to_archive(what: str, work: Callable[[], None]) -> None:
    """Something for the archive while nothing else is to do; that it cannot be is tried again."""
    try:
        work()
    except (NotYet, OSError) as error:
        LOG.debug("%s waits: %s", what, error)
    except Exception:  # noqa: BLE001 - nobody's hand-in waits because of an old berkas
        LOG.exception("a bug in %s; everything else goes on", what)


def _attempt(workplace: Workplace, watchman: Watchman) -> Round | None:
    """One round; None when it failed, which is logged and shown, and tried again."""
    try:
        watchman.check()
        return workplace.office.round()
    except NotYet as error:
        watchman.tell(Deed(kind=DeedKind.WAITING, why=error.what))
    except PipelineError as error:
        say("cannot work", logging.ERROR, why=str(error))
    except Exception as error:  # noqa: BLE001 - the one place for bugs: the rest goes on
        LOG.exception("a bug; the file in hand is set aside")
        if workplace.office.blame(error):
            return Round(handled=1, waiting=0, troubled=1)
    return None


def run_once(workplace: Workplace, watchman: Watchman | None = None) -> Round:
    """Handle everything that waits now, timers included, and return the last round.

    Raises:
        NotYet: another Paraf works in this office, or took it meanwhile.
    """
    with holding(workplace) as hold:
        with watchman.over(hold) if watchman else nullcontext():
            workplace.office.recover()
            last = run_until(workplace, _is_idle)
            if workplace.office.renew_proof_at_once():  # what came of it is filed, and shown
                last = run_until(workplace, _is_idle)
            hold.check()
            if not workplace.office.finish_lists():
                last = replace(last, troubled=last.troubled + 1)
            if watchman:
                watchman.move(last)
        return last


def _is_idle(last: Round) -> bool:
    return not last.handled and not last.waiting


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

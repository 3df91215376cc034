"""The status board: written anew when something changed, and what is done when it cannot be.

That nobody can read how things stand stops no work: it is a trouble like others, tried again with
patience, and told where the board cannot tell it (log, ``paraf status``, exit code).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipeline.errors import NotYet
from pipeline.office.overview import Overview
from pipeline.office.tools import Tools
from pipeline.office.troubles import Trouble, delay_after
from pipeline.ports.folders import Scan, Waiting
from pipeline.ports.watch import Deed, DeedKind

_WORTH_TELLING = 10.0
#: While more is to be done the board is written no more often than this, and takes no more than a
#: tenth of the time.
_SECONDS = 1.0
_SHARE = 10
#: Whoever has it open looks at it for minutes; then it should be there soon.
_LONGEST_PAUSE = timedelta(minutes=1)


@dataclass(slots=True)
class _Showing:
    """What the board showed last, to rewrite it only when something changed."""

    head: tuple[int, str] | None = None
    rest: object = field(default=None)
    at: datetime | None = None
    written: float = float("-inf")  #: monotonic
    took: float = 0.0  #: seconds, the last time


class Noticeboard:
    """Keeps ``PAPAN STATUS.html`` true.

    Args:
        tools: What it is written with.
        overview: What it says.
        troubles: Everything else that could not be done for now.
    """

    def __init__(
        self, tools: Tools, overview: Overview, troubles: Callable[[], tuple[Trouble, ...]]
    ) -> None:
        self._tools = tools
        self._overview = overview
        self._troubles = troubles
        self._showing = _Showing()
        self._again = float("-inf")  #: monotonic; not tried before
        self._waiting_since: dict[str, tuple[float, datetime]] = {}  #: by path, and by folder
        self.trouble: Trouble | None = None  #: why it could not be written

    def show(self, scan: Scan, *, is_final: bool = True) -> None:
        """Rewrite the board when something changed, or a minute has passed.

        While work goes on (not ``is_final``) it is rewritten each second at most.
        """
        began = time.monotonic()
        pause = max(_SECONDS, _SHARE * self._showing.took)
        if began < self._again or (not is_final and began - self._showing.written < pause):
            return
        now = self._tools.clock.now()
        head = self._tools.store.head()
        scan = replace(scan, waiting=self._lasting(scan, now))
        troubles = self._troubles()
        ignored = tuple((each.path, each.is_lasting) for each in scan.ignored)
        rest = (scan.waiting, ignored, dict(scan.queued), troubles)
        fresh = self._showing.at is not None and abs(now - self._showing.at) < timedelta(minutes=1)
        if fresh and (head, rest) == (self._showing.head, self._showing.rest):
            return
        since = {place: at for place, (_, at) in self._waiting_since.items()}
        board = self._overview.board(scan, troubles, since, now)
        try:
            self._tools.folders.publish_board(self._tools.render_board(board))
        except NotYet as error:
            self._put_off(error, now)
            return
        done = time.monotonic()
        self._showing = _Showing(head=head, rest=rest, at=now, written=done, took=done - began)
        self.trouble = None

    def _put_off(self, error: NotYet, now: datetime) -> None:
        before = self.trouble
        tries = before.tries + 1 if before else 1
        pause = min(delay_after(tries), _LONGEST_PAUSE)
        self._again = time.monotonic() + pause.total_seconds()
        self.trouble = Trouble(
            what="papan status",
            why=error.what,
            since=before.since if before else now,
            code="T15",
            tries=tries,
            next_try=now + pause,
        )
        self._tools.watch.tell(Deed(kind=DeedKind.WAITING, what="board", why=error.what))

    def _lasting(self, scan: Scan, now: datetime) -> tuple[Waiting, ...]:
        """Files that wait for more than the moment every file waits."""
        steady = self._tools.clock.steady()
        self._waiting_since = {
            place: self._waiting_since.get(place, (steady, now))
            for place in (*(each.path for each in scan.waiting), *scan.queued)
        }
        return tuple(
            each
            for each in scan.waiting
            if not each.soon or steady - self._waiting_since[each.path][0] >= _WORTH_TELLING
        )

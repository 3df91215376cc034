"""Whether the clock can be believed: timers must not fire because somebody set it wrong.

While Paraf runs, the clock and the steady seconds must tell the same story. When the clock leaps
ahead of them, timers wait until it has stood by its new time for a while: a wrong one is usually
put right by then, and nobody was warned for being late. When it falls back, timers that have fired
do not fire again, since each is an act that is done once; whatever waits for seconds to pass
measures steady ones (findings/faults.md F15).

Accepted here: what happened to the clock while Paraf was off cannot be known, so missed timers
fire at the start.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.office.troubles import Trouble
from pipeline.ports.clock import Clock
from pipeline.ports.watch import Deed, DeedKind, Watch

#: A clock that is corrected by less than this is only being kept right.
LEAP = timedelta(minutes=10)
#: A new time must hold for so long before timers believe it.
PROBATION_SECONDS = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leap:
    """The clock went ahead of the time that passed."""

    by: timedelta
    seen_at: datetime  #: by the clock as it was before
    until: float  #: steady seconds

    @property
    def why(self) -> str:
        minutes = int(self.by.total_seconds() // 60)
        return (
            f"the clock went ahead by {minutes} minutes at once; timers wait a quarter of an hour "
            "until it is put right or has stood by its new time"
        )


class Timekeeper:
    """Compares the clock with the seconds that really passed."""

    def __init__(self, clock: Clock, watch: Watch) -> None:
        self._clock = clock
        self._watch = watch
        self._began_at = clock.now()
        self._began = clock.steady()
        self._leap: _Leap | None = None

    def holds_timers(self) -> bool:
        """Whether timers must wait; told once for each leap."""
        earlier, now, steady = self._clock.steady(), self._clock.now(), self._clock.steady()
        if steady - earlier < LEAP.total_seconds():  # else a demo was set on just now
            self._compare(now, steady)
        return self._leap is not None

    def troubles(self) -> list[Trouble]:
        """What the board says about it."""
        if self._leap is None:
            return []
        return [
            Trouble(
                what="batas waktu dan pengingat",
                why=self._leap.why,
                since=self._leap.seen_at,
                code="T14",
                tries=0,
                needs_help=True,
            )
        ]

    def _compare(self, now: datetime, steady: float) -> None:
        expected = self._began_at + timedelta(seconds=steady - self._began)
        ahead = now - expected
        if ahead < LEAP:
            self._leap = None
            if ahead < -LEAP:  # set back: what it says now is what counts from here
                self._began_at, self._began = now, steady
        elif self._leap is None or abs(ahead - self._leap.by) >= LEAP:
            self._leap = _Leap(by=ahead, seen_at=expected, until=steady + PROBATION_SECONDS)
            self._watch.tell(Deed(kind=DeedKind.HELD, why=self._leap.why))
        elif steady >= self._leap.until:
            self._leap = None
            self._began_at, self._began = now, steady

"""What happened in a simulated year, written down by whoever made it happen.

Days and minutes are counted here once more, without a line of Paraf's: from the holidays library,
the office's own days and the hours of Perpres 21/2023.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import holidays

_DAY = timedelta(days=1)
#: Minutes of the day: Monday to Thursday, Friday, and both in Ramadan.
_PLAIN, _FRIDAY = ((450, 720), (780, 960)), ((450, 720), (810, 990))
_FASTING, _FASTING_FRIDAY = ((480, 720), (750, 900)), ((480, 690), (750, 930))

#: Period and unit.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """An office's days, counted the slow way."""

    closed: frozenset[date]
    worked: frozenset[date]  #: weekends too
    ramadan: tuple[date, date] | None

    @classmethod
    def of(cls, libur: set[date], masuk: set[date], ramadan: tuple[date, date] | None) -> "Days":
        """National holidays and cuti bersama, with what the office added and took."""
        known = holidays.country_holidays(
            "ID", years=(2026, 2027), categories=("public", "government")
        )
        closed = frozenset((set(known) | libur) - masuk)
        return cls(closed=closed, worked=frozenset(masuk), ramadan=ramadan)

    def is_open(self, day: date) -> bool:
        """Whether anybody works on a day."""
        return (day.weekday() < 5 or day in self.worked) and day not in self.closed

    def between(self, first: date, last: date) -> int:
        """Working days after the first day up to the last."""
        return sum(self.is_open(first + n * _DAY) for n in range(1, (last - first).days + 1))

    def due(self, asked: date) -> date:
        """Four working days later."""
        day = asked
        while self.between(asked, day) < 4:
            day += _DAY
        return day

    def minutes(self, began: datetime, ended: datetime) -> float:
        """Office minutes from one moment to another."""
        total, day = 0.0, began.date()
        while day <= ended.date():
            for opens, closes in self._hours(day):
                start = opens if day > began.date() else max(opens, _of_day(began))
                end = closes if day < ended.date() else min(closes, _of_day(ended))
                total += max(end - start, 0)
            day += _DAY
        return total

    def _hours(self, day: date) -> tuple[tuple[int, int], ...]:
        if not self.is_open(day):
            return ()
        fasting = self.ramadan is not None and self.ramadan[0] <= day <= self.ramadan[1]
        if day.weekday() == 4:
            return _FASTING_FRIDAY if fasting else _FRIDAY
        return _FASTING if fasting else _PLAIN


def _of_day(moment: datetime) -> float:
    return moment.hour * 60 + moment.minute + moment.second / 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A paper that somebody had in the inbox and dealt with."""

    period: str
    step: str
    unit: str
    code: str
    began: datetime
    ended: datetime
    returned: bool


@dataclass(slots=True)
class Accounts:
    """A year as the people saw it."""

    days: Days
    asked: dict[Key, datetime] = field(default_factory=dict)
    received: dict[Key, datetime] = field(default_factory=dict)
    returned: Counter[Key] = field(default_factory=Counter)
    warned: Counter[Key] = field(default_factory=Counter)
    work: list[Work] = field(default_factory=list)
    in_recap: dict[str, frozenset[str]] = field(default_factory=dict)  #: period -> its units
    counts: Counter[str] = field(default_factory=Counter)  #: gestures and what came of them

    def days_late(self, key: Key) -> int:
        """How many working days after its date a unit's data came."""
        due, received = self.days.due(self.asked[key].date()), self.received[key]
        late = self.days.between(due, received.date())
        return late if received.date() > due else 0

    def late(self) -> Iterator[Key]:
        """What came late."""
        return (key for key in self.received if self.days_late(key))

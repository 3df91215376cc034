"""Working time: office hours, working days, and the two dates that the SOP computes.

Pure arithmetic over a ``Calendar`` that says which days are off; where that knowledge comes from
(the holidays library, the office's override file) is somebody else's. All datetimes are aware and
in the office's zone; naive ones are refused.

Sources: Perpres 21/2023 (hours, through domain dossier 6.1); SOP steps 8 and 9; readings 6.3, 6.4.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayHours:
    """One day's office hours with its break."""

    opens: time
    break_from: time
    break_to: time
    closes: time

    def __post_init__(self) -> None:
        if not self.opens < self.break_from <= self.break_to < self.closes:
            raise ValueError("office hours run from opening over the break to closing")


MONDAY_TO_THURSDAY = DayHours(time(7, 30), time(12), time(13), time(16))
FRIDAY = DayHours(time(7, 30), time(12), time(13, 30), time(16, 30))
RAMADAN = DayHours(time(8), time(12), time(12, 30), time(15))
RAMADAN_FRIDAY = DayHours(time(8), time(11, 30), time(12, 30), time(15, 30))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """A count of working days as it can be followed on a wall calendar."""

    first: date  #: day 0, which does not count
    last: date
    working_days: int  #: after ``first`` up to and including ``last``
    off: tuple[tuple[date, str], ...]  #: days between that do not count; a weekend has no name


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What the office knows about its days."""

    zone: tzinfo
    holidays: Mapping[date, str] = field(default_factory=dict)  #: day off -> its Indonesian name
    worked: tuple[date, ...] = ()  #: weekends on which the office works all the same
    ramadan: tuple[tuple[date, date], ...] = ()  #: inclusive spans with shorter hours
    weekday: DayHours = MONDAY_TO_THURSDAY
    friday: DayHours = FRIDAY
    ramadan_weekday: DayHours = RAMADAN
    ramadan_friday: DayHours = RAMADAN_FRIDAY

    def is_working_day(self, day: date) -> bool:
        """Whether the office is open at all on ``day``."""
        return (day.weekday() < 5 or day in self.worked) and day not in self.holidays

    def hours(self, day: date) -> DayHours:
        """The hours of a working day; Fridays and Ramadan have their own."""
        fasting = any(first <= day <= last for first, last in self.ramadan)
        if day.weekday() == 4:
            return self.ramadan_friday if fasting else self.friday
        return self.ramadan_weekday if fasting else self.weekday

    def opening(self, day: date) -> datetime:
        """When the office opens on ``day``."""
        return datetime.combine(day, self.hours(day).opens, self.zone)

    def closing(self, day: date) -> datetime:
        """When the office closes on ``day``."""
        return datetime.combine(day, self.hours(day).closes, self.zone)

    def first_working_day(self, day: date) -> date:
        """``day`` itself if the office is open, else the next day on which it is."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def same_hour_next_working_day(self, moment: datetime) -> datetime:
        """The same time of the day on the next working day; a working day's patience."""
        local = self._local(moment)
        return datetime.combine(
            self.first_working_day(local.date() + _DAY), local.time(), self.zone
        )

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (day 0 is ``day`` itself, open or not)."""
        for _ in range(count):
            day = self.first_working_day(day + _DAY)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and including ``last``; 0 when not later."""
        return sum(self.is_working_day(day) for day in _days(first + _DAY, last))

    def due(self, received: datetime, working_days: int) -> datetime:
        """Closing time of the n-th working day after receipt (SOP step 8; dossier 6.3)."""
        return self.closing(self.add_working_days(self._local(received).date(), working_days))

    def due_on_calendar(self, received: datetime, days: int) -> datetime:
        """Closing time of the n-th calendar day after receipt; of a day off, the next open one."""
        nominal = self._local(received).date() + timedelta(days=days)
        return self.closing(self.first_working_day(nominal))

    def next_monday(self, due: datetime) -> date:
        """The Monday after a moment's week, open or not."""
        day = self._local(due).date()
        return day + timedelta(days=7 - day.weekday())

    def start_of_next_week(self, due: datetime) -> datetime:
        """Opening of the first working day of a week after that of ``due`` (SOP step 9; 6.4)."""
        return self.opening(self.first_working_day(self.next_monday(due)))

    def reminder(self, due: datetime) -> datetime:
        """Opening of the last working day before the due day."""
        day = self._local(due).date() - _DAY
        while not self.is_working_day(day):
            day -= _DAY
        return self.opening(day)

    def working_minutes(self, start: datetime, end: datetime) -> int:
        """Whole office minutes between two moments; 0 when ``end`` is not later."""
        start, end = self._local(start), self._local(end)
        total = timedelta()
        for day in _days(start.date(), end.date()):
            total += self._worked(day, start, end)
        return int(total.total_seconds() // 60)

    def after_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """The first moment by which so many office minutes have passed since ``start``."""
        moment, left = self._local(start), timedelta(minutes=minutes)
        day = moment.date()
        while left > timedelta():
            for begins, ends in self._spans(day):
                free = ends - max(begins, moment)
                if timedelta() < left <= free:
                    return max(begins, moment) + left
                left -= max(free, timedelta())
            day += _DAY
        return moment

    def reckon(self, start: datetime, end: datetime) -> "Reckoning":
        """How the working days from one day to another come about, for people to follow."""
        first, last = self._local(start).date(), self._local(end).date()
        return Reckoning(
            first=first,
            last=last,
            working_days=self.working_days_between(first, last),
            off=tuple(
                (day, self.holidays[day] if day.weekday() < 5 else "")
                for day in _days(first + _DAY, last)
                if not self.is_working_day(day)
            ),
        )

    def _worked(self, day: date, start: datetime, end: datetime) -> timedelta:
        spent = (min(end, ends) - max(start, begins) for begins, ends in self._spans(day))
        return sum((max(each, timedelta()) for each in spent), timedelta())

    def _spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """When the office works on a day: before and after the break."""
        if not self.is_working_day(day):
            return ()
        hours = self.hours(day)
        parts = ((hours.opens, hours.break_from), (hours.break_to, hours.closes))
        return tuple(
            (datetime.combine(day, begins, self.zone), datetime.combine(day, ends, self.zone))
            for begins, ends in parts
        )

    def _local(self, moment: datetime) -> datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone")
        return moment.astimezone(self.zone)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += _DAY

"""A year of the SOP in figures: what was collected, from whom, how late, how long each step took.

A year holds the cycles of its four quarters, wherever they fall: the fourth is collected in
January. Computed from the cycles alone, so that whoever has the ledger can compute it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from pipeline.domain import dates
from pipeline.domain.calendar import Calendar
from pipeline.domain.cycle import Cycle, Outcome, UnitProgress
from pipeline.domain.pace import Pace, Pass, pace, passes
from pipeline.domain.performance.achievement import Rules, share
from pipeline.domain.period import Period
from pipeline.domain.sop import Kind, Sop, Step

#: A cycle with the SOP it was opened with.
Run = tuple[Cycle, Sop]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one unit gave for one period, and when."""

    period: Period
    unit: str
    asked_at: datetime | None
    due: datetime | None
    received_at: datetime | None
    days_late: int  #: working days; of data still owed, those that have passed by now
    warnings: int  #: warning letters that reached the unit
    returned: int  #: how often its data went back for correction
    indicators: int
    filled: int  #: of those, with a figure
    evidence: int  #: files
    mean: Decimal | None = None  #: capaian in per cent, under the office's cap
    absorption: Decimal | None = None  #: serapan in per cent of the ceiling

    @property
    def is_owed(self) -> bool:
        """Whether the data have not come."""
        return self.received_at is None

    @property
    def is_in_time(self) -> bool:
        """Whether the data came, and not after their date."""
        return not self.is_owed and self.days_late == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How one period's cycle went as a whole."""

    period: Period
    opened_at: datetime
    distributed_at: datetime | None
    collected_at: datetime | None
    closed_early: bool  #: with units missing
    acknowledged_at: datetime | None  #: the recap was taken note of
    filed_at: datetime | None
    working_days: int  #: from the day it was opened to the day it was filed, or to now
    minutes: int  #: the same in office minutes
    pace: Pace  #: of all its papers


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures:
    """A year's figures; rows in the order of periods, of the office's units, of the SOP's rows."""

    year: int
    deliveries: tuple[Delivery, ...]
    courses: tuple[Course, ...]
    steps: tuple[tuple[Step, Pace], ...]  #: a row whose standard changed in the year stands twice
    posts: tuple[tuple[str, Pace], ...]
    passes: tuple[tuple[Period, Step, Pass], ...]
    overall: Pace

    @property
    def in_time(self) -> int:
        """How often data came in time."""
        return sum(each.is_in_time for each in self.deliveries)

    @property
    def late(self) -> int:
        """How often they came late."""
        return sum(not each.is_owed and each.days_late > 0 for each in self.deliveries)

    @property
    def owed(self) -> int:
        """How often they have not come."""
        return sum(each.is_owed for each in self.deliveries)


def year_figures(
    year: int, runs: Sequence[Run], calendar: Calendar, rules: Rules, now: datetime
) -> YearFigures:
    """The figures of a year's cycles; what is still under way is counted up to ``now``.

    Achievements are judged by today's ``rules``, as in a recap's trend.
    """
    in_year = sorted(
        (run for run in runs if run[0].period.year == year), key=lambda run: run[0].period
    )
    found = tuple(
        (cycle.period, sop.step(each.step), each)
        for cycle, sop in in_year
        for each in passes(cycle, sop, calendar, now)
    )
    return YearFigures(
        year=year,
        deliveries=tuple(
            _judged(_delivery(cycle, sop, unit, calendar, now), unit, rules)
            for cycle, sop in in_year
            for unit in cycle.units
        ),
        courses=tuple(
            _course(
                cycle, sop, calendar, now, [each for of, _, each in found if of == cycle.period]
            )
            for cycle, sop in in_year
        ),
        steps=_by_step(in_year, found),
        posts=_by_post(found),
        passes=found,
        overall=pace(each for _, _, each in found),
    )


def _delivery(
    cycle: Cycle, sop: Sop, unit: UnitProgress, calendar: Calendar, now: datetime
) -> Delivery:
    late = unit.days_late
    if not unit.has_delivered and unit.due:
        late = dates.days_late(calendar, unit.due, now)
    rows = unit.data.rows if unit.data else ()
    form = cycle.paper(unit.form) if unit.form else None
    return Delivery(
        period=cycle.period,
        unit=unit.unit,
        asked_at=unit.asked_at,
        due=unit.due,
        received_at=unit.received_at,
        days_late=late,
        warnings=sum(each.delivered_at is not None for each in unit.warnings),
        returned=sum(
            task.unit == unit.unit
            and task.outcome is Outcome.RETURNED
            and sop.step(task.step).kind is Kind.RECEIVE
            for task in cycle.tasks
        ),
        indicators=len(rows),
        filled=unit.data.filled if unit.data else 0,
        evidence=len(form.attachments) if form else 0,
    )


def _judged(delivery: Delivery, unit: UnitProgress, rules: Rules) -> Delivery:
    """With what the data come to; those that Kasubbag TU does not have count for nothing."""
    if unit.data is None or not unit.has_delivered:
        return delivery
    absorption = share(unit.data.realised, unit.data.ceiling)
    return replace(delivery, mean=unit.data.mean(rules), absorption=absorption)


def _course(
    cycle: Cycle, sop: Sop, calendar: Calendar, now: datetime, found: Sequence[Pass]
) -> Course:
    ended = cycle.filed_at or now
    acknowledged = [
        task.closed_at
        for task in cycle.tasks
        if sop.step(task.step).kind is Kind.ACKNOWLEDGE
        and task.outcome is Outcome.DONE
        and task.closed_at
    ]
    asked = [unit.asked_at for unit in cycle.units if unit.asked_at]
    return Course(
        period=cycle.period,
        opened_at=cycle.opened_at,
        distributed_at=min(asked, default=None),
        collected_at=cycle.collected_at,
        closed_early=cycle.closed_early,
        acknowledged_at=max(acknowledged, default=None),
        filed_at=cycle.filed_at,
        working_days=calendar.reckon(cycle.opened_at, ended).working_days,
        minutes=calendar.working_minutes(cycle.opened_at, ended),
        pace=pace(found),
    )


def _by_step(
    runs: Iterable[Run], found: Sequence[tuple[Period, Step, Pass]]
) -> tuple[tuple[Step, Pace], ...]:
    """Every row of the SOP, those that nobody passed included, in the SOP's order.

    Rows are told apart by what a table prints of them; a change of the SOP's machine keys makes
    no new row.
    """
    rows: dict[tuple[object, ...], Step] = {}
    places: dict[str, int] = {}
    for _, sop in runs:
        for place, step in enumerate(sop.steps):
            rows[_printed(step)] = step
            places[step.no] = place
    ordered = sorted(rows.values(), key=lambda step: places[step.no])
    return tuple(
        (step, pace(each for _, passed, each in found if _printed(passed) == _printed(step)))
        for step in ordered
    )


def _printed(step: Step) -> tuple[object, ...]:
    return step.no, step.activity, step.actor, step.standard


def _by_post(found: Sequence[tuple[Period, Step, Pass]]) -> tuple[tuple[str, Pace], ...]:
    posts = dict.fromkeys(each.post for _, _, each in found)
    return tuple((post, pace(each for _, _, each in found if each.post == post)) for post in posts)

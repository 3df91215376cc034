"""How long the SOP's steps took, in office minutes, against the time that the SOP states for them.

A paper that waited for a post once is one *pass*; a step that was returned has several. Only a
standard that the SOP itself states is measured against: a proposed one is nobody's duty (domain
dossier A6). The four days of gathering run to the date that the unit was given (dossier 6.3), every
other standard in days to the end of that day, and minutes are counted inside office hours.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from pipeline.domain import dates
from pipeline.domain.calendar import Calendar
from pipeline.domain.cycle import Cycle, Outcome, Task
from pipeline.domain.sop import Kind, Sop, Standard, Step, TimeUnit

#: Office minutes of a working day when a standard in days is put beside minutes (dossier 6.1).
DAY_MINUTES = 450
#: What somebody did with a paper; one that was withdrawn asked nothing of anybody in the end.
_ANSWERED = (Outcome.DONE, Outcome.RETURNED, Outcome.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One paper that waited for one post at one step."""

    step: str
    unit: str | None
    post: str
    paper: str
    began: datetime  #: when it lay in the inbox
    ended: datetime | None  #: None while it waits
    outcome: Outcome
    minutes: int  #: office minutes it took, or waits by now
    has_standard: bool  #: the SOP states a time for it
    is_over: bool  #: and that time was exceeded

    @property
    def is_done(self) -> bool:
        """Whether the post gave its answer."""
        return self.outcome in _ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What several passes come to; of their times only those of finished ones count."""

    done: int
    waiting: int
    returned: int  #: of those done: sent back for correction
    measured: int  #: of those done: with a time that the SOP states
    over: int  #: of those measured: beyond it
    median: int | None  #: office minutes, whole ones
    longest: int | None


def minutes_of(standard: Standard | None) -> int | None:
    """A standard in office minutes; None where there is none, or it is in calendar days."""
    if standard is None:
        return None
    match standard.unit:
        case TimeUnit.MINUTES:
            return standard.amount
        case TimeUnit.HOURS:
            return standard.amount * 60
        case TimeUnit.WORKING_DAYS:
            return standard.amount * DAY_MINUTES
        case TimeUnit.CALENDAR_DAYS:
            return None


def passes(cycle: Cycle, sop: Sop, calendar: Calendar, now: datetime) -> Iterator[Pass]:
    """Every pass of a cycle in the order it began, those that wait measured until ``now``."""
    for task in cycle.tasks:
        if task.laid_at is None or task.outcome is Outcome.WITHDRAWN:
            continue
        step = sop.step(task.step)
        ended = task.closed_at or now
        yield Pass(
            step=step.no,
            unit=task.unit,
            post=task.post,
            paper=task.paper,
            began=task.laid_at,
            ended=task.closed_at,
            outcome=task.outcome,
            minutes=calendar.working_minutes(task.laid_at, ended),
            has_standard=is_stated(step),
            is_over=is_over(cycle, step, task, calendar, ended),
        )


def is_over(cycle: Cycle, step: Step, task: Task, calendar: Calendar, until: datetime) -> bool:
    """Whether a task had taken longer than the SOP states by a certain moment."""
    standard = step.standard
    if standard is None or not is_stated(step) or task.laid_at is None:
        return False
    if step.kind is Kind.GATHER and task.unit:
        due = cycle.unit(task.unit).due
        return due is not None and until > due
    allowed = minutes_of(standard)
    if allowed is None or standard.unit is TimeUnit.WORKING_DAYS:
        return until > dates.due(calendar, task.laid_at, standard)
    return calendar.working_minutes(task.laid_at, until) > allowed


def is_stated(step: Step) -> bool:
    """Whether the SOP itself gives a row its time."""
    return step.standard is not None and not step.standard.proposed


def pace(found: Iterable[Pass]) -> Pace:
    """What passes come to."""
    each = list(found)
    done = [one for one in each if one.is_done]
    times = sorted(one.minutes for one in done)
    measured = [one for one in done if one.has_standard]
    return Pace(
        done=len(done),
        waiting=len(each) - len(done),
        returned=sum(one.outcome is Outcome.RETURNED for one in done),
        measured=len(measured),
        over=sum(one.is_over for one in measured),
        median=int(median(times)) if times else None,
        longest=times[-1] if times else None,
    )

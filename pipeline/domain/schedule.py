"""The dates that the SOP gives for a period, before anything has happened.

Every step is taken to need the whole time that the SOP states for it and to begin when the one
before ends. Where the SOP states no time, nothing later can be dated: proposals make no dates
(domain dossier A6). What does not hang on that: units have their days from the letter's delivery,
and the warning follows from them (dossier 6.3, 6.4).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.domain import dates
from pipeline.domain.calendar import Calendar, Reckoning
from pipeline.domain.pace import is_stated
from pipeline.domain.period import Period
from pipeline.domain.sop import Kind, Sop, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A row of the SOP and when it is done at the latest."""

    step: Step
    until: datetime | None  #: None where the SOP gives no date


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A period's dates."""

    period: Period
    opens: datetime  #: step 1's paper is laid
    opens_after: Reckoning  #: what lies between the quarter's last day and that one
    steps: tuple[PlannedStep, ...]  #: the main line
    distributed: datetime  #: the letter is with the units
    reminder: datetime
    due: datetime
    due_after: Reckoning
    warning: datetime  #: the warning is drafted for whoever is late
    new_due: datetime  #: if that warning is delivered on the same day; not from the SOP
    new_due_after: Reckoning


def schedule(sop: Sop, calendar: Calendar, period: Period) -> Schedule:
    """The dates of a period's run."""
    opens = calendar.opening(calendar.first_working_day(period.day_after))
    ended = datetime.combine(period.day_after - timedelta(days=1), opens.timetz())
    distributed = _distributed(sop, calendar, opens)
    due, warning = dates.after_asking(calendar, sop, distributed)
    new_due = calendar.due(warning, sop.extension_days)
    return Schedule(
        period=period,
        opens=opens,
        opens_after=calendar.reckon(ended, opens),
        steps=_steps(sop, calendar, opens, due),
        distributed=distributed,
        reminder=calendar.reminder(due),
        due=due,
        due_after=calendar.reckon(distributed, due),
        warning=warning,
        new_due=new_due,
        new_due_after=calendar.reckon(warning, new_due),
    )


def _distributed(sop: Sop, calendar: Calendar, opens: datetime) -> datetime:
    """When the letter goes out at the latest; a row without a stated time takes none."""
    moment = opens
    for step in sop.chain(sop.first.no):
        moment = _after(step, calendar, moment) or moment
        if step.kind is Kind.DISTRIBUTE:
            break
    return moment


def _steps(sop: Sop, calendar: Calendar, opens: datetime, due: datetime) -> tuple[PlannedStep, ...]:
    found: list[PlannedStep] = []
    moment: datetime | None = opens
    for step in sop.chain(sop.first.no):
        if step.kind is Kind.GATHER:
            moment = due if is_stated(step) else None
        else:
            moment = _after(step, calendar, moment) if moment else None
        found.append(PlannedStep(step=step, until=moment))
    return tuple(found)


def _after(step: Step, calendar: Calendar, moment: datetime) -> datetime | None:
    """When a step that begins at a moment is done by the SOP's own time; None if it states none."""
    if step.standard is None or not is_stated(step):
        return None
    return dates.due(calendar, moment, step.standard)

"""The dates of one SOP: when its standards run out, and when whoever is late is warned.

The calendar knows days; how the SOP's words are read is its file's to say. The defaults are the
dossier's readings: "4 hari" are working days (6.3), "awal minggu berikutnya" is the opening of the
first working day of the next week (6.4).
"""

from datetime import datetime

from pipeline.domain.calendar import Calendar
from pipeline.domain.sop import Cutoff, Sop, Standard, TimeUnit


def due(calendar: Calendar, began: datetime, standard: Standard) -> datetime:
    """When a standard that began at a moment runs out.

    Days end at closing time; calendar days that end on a day off end on the next working day.
    """
    match standard.unit:
        case TimeUnit.MINUTES:
            return calendar.after_working_minutes(began, standard.amount)
        case TimeUnit.HOURS:
            return calendar.after_working_minutes(began, standard.amount * 60)
        case TimeUnit.WORKING_DAYS:
            return calendar.due(began, standard.amount)
        case TimeUnit.CALENDAR_DAYS:
            return calendar.due_on_calendar(began, standard.amount)


def after_asking(calendar: Calendar, sop: Sop, asked: datetime) -> tuple[datetime, datetime]:
    """When data asked for at a moment are due, and when whoever is late is warned."""
    units_due = due(calendar, asked, sop.time_to_gather)
    return units_due, warned_at(calendar, sop, units_due)


def days_late(calendar: Calendar, units_due: datetime, moment: datetime) -> int:
    """By how many working days a due date is past; 1 already on the same day, 0 in time."""
    if moment <= units_due:
        return 0
    return max(1, calendar.reckon(units_due, moment).working_days)


def warned_at(calendar: Calendar, sop: Sop, units_due: datetime) -> datetime:
    """When the warning of a unit is drafted whose data were due at a moment (SOP step 9)."""
    cutoff = (sop.join.cutoff if sop.join else None) or Cutoff.OPENING
    opening = calendar.start_of_next_week(units_due)
    match cutoff:
        case Cutoff.OPENING:
            return opening
        case Cutoff.CLOSING:
            return calendar.closing(opening.date())
        case Cutoff.MONDAY:
            return calendar.opening(calendar.next_monday(units_due))

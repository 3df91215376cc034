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

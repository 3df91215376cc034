"""A unit's dates explained: why it is due then, since when it is late, what a warning gave it."""

from pipeline.domain.calendar import Calendar
from pipeline.domain.cycle import UnitProgress, Warned
from pipeline.domain.sop import Standard
from pipeline.wording.durations import amount_words
from pipeline.wording.moments import moment_words
from pipeline.wording.reckoning import reckoning_words, standard_reckoned


def due_words(calendar: Calendar, unit: UnitProgress) -> str:
    """When a unit's data are due; a dash for one that was not asked."""
    return moment_words(unit.due, calendar.zone) if unit.due else "-"


def due_explained(calendar: Calendar, unit: UnitProgress, given: Standard) -> str:
    """How that date comes about: the days that count, and the days between that do not.

    Args:
        calendar: as it is today; a date that was given stays when the calendar changes.
        unit: whose date it is.
        given: the time that the SOP gives for gathering.
    """
    if unit.due is None or unit.asked_at is None:
        return ""
    words = standard_reckoned(calendar.reckon(unit.asked_at, unit.due), given)
    changed = "menurut kalender saat surat disampaikan; kalender kemudian diubah"
    return words or f"{amount_words(given)} {changed}"


def standing_words(calendar: Calendar, unit: UnitProgress) -> str:
    """What is to be said beside a unit's state: its warnings and new date, or by how much late."""
    delivered = [each for each in unit.warnings if each.delivered_at]
    parts = [f"peringatan ke-{len(delivered)}"] if delivered else []
    if unit.has_delivered:
        parts = [f"setelah {each}" for each in parts]
        parts += [_late_words(calendar, unit)] if unit.days_late else []
    elif delivered:
        parts += _new_date_words(calendar, delivered[-1])
    return ", ".join(parts)


def _late_words(calendar: Calendar, unit: UnitProgress) -> str:
    if unit.due is None or unit.received_at is None:
        return f"{unit.days_late} hari kerja"
    reckoning = calendar.reckon(unit.due, unit.received_at)
    if reckoning.working_days == unit.days_late:
        return reckoning_words(reckoning)
    return f"{unit.days_late} hari kerja, setelah jam kerja berakhir"


def _new_date_words(calendar: Calendar, warned: Warned) -> list[str]:
    if warned.new_due is None or warned.delivered_at is None:
        return []
    until = moment_words(warned.new_due, calendar.zone)
    why = reckoning_words(calendar.reckon(warned.delivered_at, warned.new_due))
    return [f"batas baru {until} ({why})"]

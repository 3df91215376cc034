"""The office's calendar: the holidays library with the office's own additions and removals.

Cuti bersama are the library's ``government`` category; a year without any is not known yet and is
worth a warning (dossier 6.2).
"""

from datetime import date
from zoneinfo import ZoneInfo

import holidays

from pipeline.config.office import OfficeConfig
from pipeline.domain.calendar import Calendar

FIRST_YEAR, LAST_YEAR = 2020, 2040


def load_calendar(office: OfficeConfig) -> Calendar:
    """Every day off from 2020 to 2040 as far as it is known, with its Indonesian name."""
    categories = ("public", "government") if office.calendar.cuti_bersama_libur else ("public",)
    known = holidays.country_holidays(
        "ID", years=range(FIRST_YEAR, LAST_YEAR + 1), categories=categories, language="id"
    )
    off: dict[date, str] = dict(known.items())
    off |= {each.tanggal: each.nama for each in office.calendar.libur}
    for day in office.calendar.masuk:
        off.pop(day, None)
    return Calendar(
        zone=ZoneInfo(office.identity.zona),
        holidays=off,
        ramadan=tuple((span.dari, span.sampai) for span in office.calendar.ramadan),
    )


def has_shared_leave(year: int) -> bool:
    """Whether the library knows any cuti bersama of a year."""
    return bool(holidays.country_holidays("ID", years=year, categories=("government",)))

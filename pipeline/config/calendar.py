"""The office's calendar: the holidays library with the office's own additions and removals.

Cuti bersama are the library's ``government`` category; a year without any is not known yet and is
worth a warning (dossier 6.2).
"""

from datetime import date
from zoneinfo import ZoneInfo

import holidays

from pipeline.config.office import OfficeConfig
from pipeline.domain.calendar import Calendar
from pipeline.wording.indonesian import date_words, listed

FIRST_YEAR, LAST_YEAR = 2020, 2040
_SHARED_LEAVE = "cuti bersama"
_ESTIMATE = "(perkiraan)"  #: how the library marks dates that hang on the moon


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
    hours = office.calendar.jam_kerja
    return Calendar(
        zone=ZoneInfo(office.identity.zona),
        holidays=off,
        worked=tuple(sorted(office.calendar.masuk)),
        ramadan=tuple((span.dari, span.sampai) for span in office.calendar.ramadan),
        weekday=hours.senin_kamis,
        friday=hours.jumat,
        ramadan_weekday=hours.ramadan,
        ramadan_friday=hours.ramadan_jumat,
    )


def has_shared_leave(office: OfficeConfig, year: int) -> bool:
    """Whether any cuti bersama of a year is known, from the library or from the office itself.

    An office where cuti bersama are worked waits for none.
    """
    if not office.calendar.cuti_bersama_libur:
        return True
    own = (each for each in office.calendar.libur if each.tanggal.year == year)
    if any(_SHARED_LEAVE in each.nama.casefold() for each in own):
        return True
    return bool(holidays.country_holidays("ID", years=year, categories=("government",)))


def doubts(office: OfficeConfig, calendar: Calendar, first: date, last: date) -> list[str]:
    """What keeps dates from being relied on, in the words of whoever reads them.

    Args:
        office: whose additions count.
        calendar: as it was loaded for that office.
        first: the first day that the dates rest on.
        last: the last one.
    """
    found = []
    for year in range(first.year, last.year + 1):
        if not FIRST_YEAR <= year <= LAST_YEAR:
            found.append(
                f"Paraf tidak mengenal hari libur tahun {year}; hanya akhir pekan dan hari pada "
                "bagian [kalender] di office.toml yang diperhitungkan."
            )
        elif not has_shared_leave(office, year):
            found.append(unknown_leave(year))
    estimates = [
        f"{name.replace(_ESTIMATE, '').strip()} pada {date_words(day)}"
        for day, name in sorted(calendar.holidays.items())
        if first <= day <= last and _ESTIMATE in name and day.weekday() < 5
    ]
    if estimates:
        found.append(
            f"Masih perkiraan: {listed(estimates)}. Periksa kembali setelah hari libur nasional "
            "dan cuti bersama ditetapkan."
        )
    return found


def unknown_leave(year: int) -> str:
    """The warning about a year whose cuti bersama are not known."""
    return (
        f"Kalender {year} belum memuat cuti bersama. Periksa bagian [kalender] pada office.toml "
        "sebelum mengandalkan batas waktu."
    )

"""Moments as staff read them: a weekday, a date, office time."""

from datetime import date, datetime, tzinfo

from pipeline.wording.indonesian import clock, date_words, weekday

_ZONES = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA"}


def zone_words(zone: tzinfo) -> str:
    """The zone's Indonesian abbreviation; WIT where neither WIB nor WITA applies."""
    return _ZONES.get(str(zone), "WIT" if str(zone) == "Asia/Jayapura" else "WIB")


def moment_words(moment: datetime, zone: tzinfo) -> str:
    """``Rabu, 7 Oktober 2026 pukul 16.00 WIB``."""
    local = moment.astimezone(zone)
    return f"{day_words(local.date())} pukul {clock(local)} {zone_words(zone)}"


def day_words(day: date) -> str:
    """``Rabu, 7 Oktober 2026``."""
    return f"{weekday(day)}, {date_words(day)}"


def short_moment(moment: datetime, zone: tzinfo) -> str:
    """``07-10-2026 16.00``, for tables."""
    local = moment.astimezone(zone)
    return f"{local:%d-%m-%Y} {clock(local)}"

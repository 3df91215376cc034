"""A count of working days in words, so that nobody has to believe a date.

``4 hari kerja sejak 1 Oktober; 3-4 Oktober akhir pekan``. Days off are called by their names
(domain dossier 9.9).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pipeline.domain.calendar import Reckoning
from pipeline.domain.sop import Standard, TimeUnit
from pipeline.wording.indonesian import date_words, listed, month
from pipeline.wording.visible import visible

_WEEKEND = "akhir pekan"
_DAY = timedelta(days=1)


def reckoning_words(reckoning: Reckoning) -> str:
    """The days that count, since when, and what lay between that does not count."""
    counted = f"{reckoning.working_days} hari kerja sejak {_start(reckoning)}"
    return "; ".join((counted, *off_words(reckoning)))


def standard_reckoned(reckoning: Reckoning, standard: Standard) -> str:
    """How a date comes about that a standard in days gave; empty if it does not come out so.

    Of calendar days only those are named that moved the date.
    """
    if standard.unit is not TimeUnit.CALENDAR_DAYS:
        fits = reckoning.working_days == standard.amount
        return reckoning_words(reckoning) if fits else ""
    nominal = reckoning.first + timedelta(days=standard.amount)
    moved = tuple(each for each in reckoning.off if each[0] >= nominal)
    if (reckoning.last - nominal).days != len(moved):
        return ""
    counted = f"{standard.amount} hari kalender sejak {_start(reckoning)}"
    return "; ".join((counted, *off_words(replace(reckoning, off=moved))))


def off_words(reckoning: Reckoning) -> list[str]:
    """The days that do not count, those with one name together."""
    days: dict[str, list[date]] = {}
    for day, name in reckoning.off:
        days.setdefault(visible(name) or _WEEKEND, []).append(day)
    return [f"{_days_words(each)} {name}" for name, each in days.items()]


def _start(reckoning: Reckoning) -> str:
    """Day 0; its year only where the count goes into another one."""
    first = reckoning.first
    if first.year != reckoning.last.year:
        return date_words(first)
    return f"{first.day} {month(first)}"


def _days_words(days: Sequence[date]) -> str:
    """``3-4 dan 10-11 Oktober``; a month is named once, after the last of its days."""
    spans = list(_spans(days))
    words = []
    for place, (first, last) in enumerate(spans):
        following = spans[place + 1][0] if place + 1 < len(spans) else None
        text = str(first.day)
        if first.month != last.month:
            text += f" {month(first)}"
        if last != first:
            text += f"-{last.day}"
        if following is None or following.month != last.month:
            text += f" {month(last)}"
        words.append(text)
    return listed(words)


def _spans(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Runs of days that follow one another."""
    first = last = days[0]
    for day in days[1:]:
        if day - last > _DAY:
            yield first, last
            first = day
        last = day
    yield first, last

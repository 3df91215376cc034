"""Dates, numbers and names the way Indonesian official letters print them.

Pure functions of their arguments; the locale data are CLDR's (Babel) and num2words'. Nothing here
knows what a letter is. ``pukul`` and ``WIB`` are the caller's: a table prints the bare clock.

Rules: Permendagri 1/2023 custom as gathered in the domain dossier, sections 3.3-3.5 and 9.9.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext

from babel.dates import format_date
from babel.numbers import format_decimal
from num2words import num2words

_LOCALE = "id"
_PLACES = 200
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def date_words(day: date) -> str:
    """A date as letters print it: ``1 Oktober 2026``."""
    return format_date(day, "d MMMM y", locale=_LOCALE)


def span_words(days: Iterable[date]) -> str:
    """From the earliest of some days to the latest: ``1 Oktober 2026 s.d. 16 Oktober 2026``."""
    ordered = sorted(days)
    return " s.d. ".join(dict.fromkeys(map(date_words, (*ordered[:1], *ordered[-1:])))) or "-"


def weekday(day: date) -> str:
    """The day's name, ``Senin`` to ``Minggu`` (``Jumat``, never ``Jum'at``)."""
    return format_date(day, "EEEE", locale=_LOCALE)


def month(day: date) -> str:
    """The month's name: ``Oktober``."""
    return format_date(day, "MMMM", locale=_LOCALE)


def clock(moment: datetime) -> str:
    """Hours and minutes with a point: ``07.30``; in the zone that ``moment`` carries."""
    return moment.strftime("%H.%M")


def number(value: Decimal | int, digits: int | None = None) -> str:
    """A number with thousand points and a decimal comma.

    Args:
        value: what to print.
        digits: so many decimals, rounded half up (dossier 4.3); None prints those that are there,
            without trailing zeros: ``1.250,5``.
    """
    # The usual 28 places are too few for what a stuck key can report.
    with localcontext(prec=_PLACES):
        exact = Decimal(value)
        if digits is None:
            return format_decimal(exact, "#,##0.##########", locale=_LOCALE)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return format_decimal(rounded(exact, digits), pattern, locale=_LOCALE)


def rounded(value: Decimal, digits: int) -> Decimal:
    """A figure as it is printed: so many decimals, half up, however large it is."""
    with localcontext(prec=_PLACES):
        return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def rupiah(amount: Decimal | int) -> str:
    """An amount of money: ``Rp 4.215.600.000``; sen only when there are any."""
    exact = Decimal(amount)
    digits = 0 if exact == exact.to_integral_value() else 2
    sign = "-" if exact < 0 else ""
    return f"{sign}Rp {number(abs(exact), digits)}"


def spelled(count: int) -> str:
    """Terbilang: ``dua puluh satu``, ``dua ribu dua puluh enam``."""
    return str(num2words(count, lang="id"))


def counted(count: int) -> str:
    """A count with its words: ``1 (satu)``."""
    return f"{number(count)} ({spelled(count)})"


def listed(items: list[str] | tuple[str, ...]) -> str:
    """Items in a sentence: ``A``, ``A dan B``, ``A, B, dan C`` (EYD keeps the comma)."""
    if len(items) <= 2:
        return " dan ".join(items)
    return f"{', '.join(items[:-1])}, dan {items[-1]}"


def roman(number_of_month: int) -> str:
    """The month in a letter's number: ``X`` for 10.

    Raises:
        ValueError: not a month, 1 to 12.
    """
    if not 1 <= number_of_month <= 12:
        raise ValueError("not a month")
    return _ROMAN[number_of_month - 1]


def nip_grouped(nip: str) -> str:
    """An employee number in its printed groups of 8, 6, 1 and 3: ``19670923 199303 1 004``.

    Anything that is not 18 digits is printed as it was written: a letter is no place to judge it.
    """
    digits = re.sub(r"\s", "", nip)
    if not re.fullmatch(r"[0-9]{18}", digits):
        return nip
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"

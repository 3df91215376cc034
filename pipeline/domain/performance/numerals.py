"""Numbers as officials type them.

Indonesian writing puts a comma before decimals and points, or spaces, between thousands. Where a
text could be either, nothing is guessed: the reading gives both, and the person is asked.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

#: What stops a reading: no number at all; two readings; decimals where things are counted.
Trouble = Literal["not_a_number", "ambiguous", "not_whole"]

_MONEY = re.compile(r"^(?:rp|idr)\.?\s*(?=[\d−-])", re.IGNORECASE)
_MONEY_WORD = re.compile(r"\s*(?:rupiah|idr)$", re.IGNORECASE)
_MONEY_TAIL = re.compile(r"\s*[.,]\s*[-–—]$")
_PERCENT_TAIL = re.compile(r"\s*(?:%|persen|prosen)$", re.IGNORECASE)
_SCALES = (
    (re.compile(r"\s*(?:ribu|rb)$", re.IGNORECASE), Decimal(10) ** 3),
    (re.compile(r"\s*(?:juta|jt)$", re.IGNORECASE), Decimal(10) ** 6),
    (re.compile(r"\s*(?:miliar|milyar)$", re.IGNORECASE), Decimal(10) ** 9),
    (re.compile(r"\s*(?:triliun|trilyun)$", re.IGNORECASE), Decimal(10) ** 12),
)
_PLAIN = re.compile(r"\d+")
#: Spaces can only stand between thousands.
_SPACED = re.compile(r"(?P<whole>[1-9]\d{0,2}(?: \d{3})+)(?P<rest>,\d+)?")
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+") for mark in ".,"}
_FRACTION = {mark: re.compile(rf"\d+\{mark}\d+") for mark in ".,"}
_MIXED = {
    ",": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+"),  # 1.250,5
    ".": re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+"),  # 1,250.5, from a program set to English
}
#: Longer than any figure an office reports; keeps a pasted page from being read as a number.
_LONGEST = 40
#: More a spreadsheet does not keep of a number, nor does anybody count so far.
_MOST_DIGITS = 15
_SPACES = str.maketrans(
    dict.fromkeys("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}", " ")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """How a text was read: a value, or the trouble with it."""

    value: Decimal | None = None
    trouble: Trouble | None = None
    is_percent: bool = False  #: it was written with a per cent sign
    names_money: bool = False  #: it was written as money: ``Rp``, ``rupiah``
    readings: tuple[Decimal, ...] = ()  #: the two values of an ambiguous text, the larger first


def read_numeral(text: str, *, decimals: int, is_money: bool = False) -> Numeral:
    """Read a number typed as text, in the ways Indonesian offices write one.

    ``1.250`` is 1250 where things are counted (``decimals == 0``) or paid, and ambiguous where
    decimals are allowed or a word like ``juta`` follows; ``1.250,5``, ``75,5``, ``75.5``,
    ``1.250.000``, ``1 250 000``, ``Rp 1.250.000,-``, ``1,25 miliar`` and ``75,5%`` have one
    reading each.
    """
    digits = " ".join(text.translate(_SPACES).split())
    if len(digits) > _LONGEST:
        return Numeral(trouble="not_a_number")
    bare, names_money = _without_money(digits)
    number = _PERCENT_TAIL.sub("", bare)
    is_percent = number != bare
    is_money = is_money or names_money
    number, scale = _without_scale(number)
    sign, number = _split_sign(number)
    if sum(map(str.isdigit, number)) > _MOST_DIGITS:
        return Numeral(trouble="not_a_number")
    points_group = scale == 1 and (is_money or decimals == 0)
    readings = [sign * scale * each for each in _read_digits(number, points_group=points_group)]
    trouble = _trouble_with(readings, is_counted=decimals == 0 and not is_money)
    return Numeral(
        value=None if trouble else readings[0],
        trouble=trouble,
        is_percent=is_percent,
        names_money=names_money,
        readings=tuple(readings) if trouble == "ambiguous" else (),
    )


def _trouble_with(readings: list[Decimal], *, is_counted: bool) -> Trouble | None:
    if not readings:
        return "not_a_number"
    if len(readings) > 1:
        return "ambiguous"
    return "not_whole" if is_counted and readings[0] % 1 != 0 else None


def _without_money(digits: str) -> tuple[str, bool]:
    """A text without what says that it is money, and whether anything did."""
    bare = _MONEY_WORD.sub("", _MONEY.sub("", digits))
    # "1.250.000,-" is money without a word for it.
    bare = _MONEY_TAIL.sub("", bare)
    return bare, bare != digits


def _without_scale(number: str) -> tuple[str, Decimal]:
    for word, scale in _SCALES:
        bare = word.sub("", number)
        if bare != number:
            return bare, scale
    return number, Decimal(1)


def _split_sign(number: str) -> tuple[int, str]:
    if number[:1] in {"-", "−"}:
        return -1, number[1:].lstrip()
    return 1, number.removeprefix("+").lstrip()


def _read_digits(number: str, *, points_group: bool) -> list[Decimal]:
    """Every value these digits may have, the larger first."""
    if not number.isascii():
        return []
    if _PLAIN.fullmatch(number):
        return [Decimal(number)]
    if spaced := _SPACED.fullmatch(number):
        rest = (spaced["rest"] or "").replace(",", ".")
        return [Decimal(spaced["whole"].replace(" ", "") + rest)]
    for decimal_mark, grouping in ((",", "."), (".", ",")):
        if _MIXED[decimal_mark].fullmatch(number):
            return [Decimal(number.replace(grouping, "").replace(decimal_mark, "."))]
    return _read_marked(number, points_group=points_group)


def _read_marked(number: str, *, points_group: bool) -> list[Decimal]:
    """Digits with marks of one kind between them."""
    mark = "." if "." in number else ","
    if _GROUPED[mark].fullmatch(number) is None:
        is_fraction = _FRACTION[mark].fullmatch(number) is not None
        return [Decimal(number.replace(mark, "."))] if is_fraction else []
    # Several groups can only be thousands. One group of three after a single mark is 1250 to
    # one reader and 1,25 to another: the satuan can tell, and only for the Indonesian point.
    thousands = Decimal(number.replace(mark, ""))
    if number.count(mark) > 1 or (mark == "." and points_group):
        return [thousands]
    return [thousands, thousands / 1000]

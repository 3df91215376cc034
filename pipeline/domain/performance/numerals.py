"""Numbers as officials type them.

Indonesian writing puts a comma before decimals and points between thousands. Where a text could
be either, nothing is guessed: the reading says so and the person is asked.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

#: What stops a reading: no number at all; two readings; decimals where things are counted.
Trouble = Literal["not_a_number", "ambiguous", "not_whole"]

_MONEY = re.compile(r"^(?:rp|idr)\.?\s*", re.IGNORECASE)
_MONEY_TAIL = re.compile(r",(?:-|–|—)$")
_PERCENT_TAIL = re.compile(r"\s*(?:%|persen)$", re.IGNORECASE)
_PLAIN = re.compile(r"\d+")
_GROUPED = {mark: re.compile(rf"[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+") for mark in ".,"}
_FRACTION = {mark: re.compile(rf"\d+\{mark}\d+") for mark in ".,"}
_MIXED = {
    ",": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+,\d+"),  # 1.250,5
    ".": re.compile(r"[1-9]\d{0,2}(?:,\d{3})+\.\d+"),  # 1,250.5, from a program set to English
}
#: Longer than any figure an office reports; keeps a pasted page from being read as a number.
_LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """How a text was read: a value, or the trouble with it."""

    value: Decimal | None = None
    trouble: Trouble | None = None
    is_percent: bool = False  #: it was written with a per cent sign


def read_numeral(text: str, *, decimals: int, is_money: bool = False) -> Numeral:
    """Read a number typed as text, in the ways Indonesian offices write one.

    ``1.250`` is 1250 where things are counted (``decimals == 0``) or paid, and ambiguous where
    decimals are allowed; ``1.250,5``, ``75,5``, ``75.5``, ``1.250.000``, ``Rp 1.250.000,-`` and
    ``75,5%`` have one reading each.
    """
    digits = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
    if len(digits) > _LONGEST:
        return Numeral(trouble="not_a_number")
    bare = _MONEY.sub("", digits)
    is_money = is_money or bare != digits
    if is_money:
        bare = _MONEY_TAIL.sub("", bare)
    number = _PERCENT_TAIL.sub("", bare)
    is_percent = number != bare
    sign, number = _split_sign(number)
    points_group = is_money or decimals == 0
    value, trouble = _read_digits(number, points_group=points_group)
    if value is not None and not is_money and decimals == 0 and value % 1 != 0:
        trouble = "not_whole"
    if value is None or trouble:
        return Numeral(trouble=trouble or "not_a_number", is_percent=is_percent)
    return Numeral(value=sign * value, is_percent=is_percent)


def _split_sign(number: str) -> tuple[int, str]:
    if number[:1] in {"-", "−"}:
        return -1, number[1:].lstrip()
    return 1, number


def _read_digits(number: str, *, points_group: bool) -> tuple[Decimal | None, Trouble | None]:
    if not number.isascii():
        return None, None
    if _PLAIN.fullmatch(number):
        return Decimal(number), None
    for decimal_mark, grouping in ((",", "."), (".", ",")):
        if _MIXED[decimal_mark].fullmatch(number):
            return Decimal(number.replace(grouping, "").replace(decimal_mark, ".")), None
    for mark in ".,":
        if _GROUPED[mark].fullmatch(number):
            return _read_grouped(number, mark, points_group=points_group)
        if _FRACTION[mark].fullmatch(number):
            return Decimal(number.replace(mark, ".")), None
    return None, None


def _read_grouped(
    number: str, mark: str, *, points_group: bool
) -> tuple[Decimal | None, Trouble | None]:
    # Several groups can only be thousands. One group of three after a single mark is 1250 to
    # one reader and 1,25 to another: the satuan can tell, and only for the Indonesian point.
    if number.count(mark) > 1 or (mark == "." and points_group):
        return Decimal(number.replace(mark, "")), None
    return None, "ambiguous"

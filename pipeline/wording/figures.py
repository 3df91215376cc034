"""Figures of achievement and money as papers print them; ``-`` where there is none.

The only place where such a figure is rounded: two decimals, half up (domain dossier 4.3).
"""

import textwrap
from decimal import Decimal

from pipeline.domain.performance.achievement import NOT_ASSESSED, Scale
from pipeline.wording.indonesian import number, rounded, rupiah

NONE = "-"
_BRIEF = 260  # characters: some eight lines of a narrow column


def percent(value: Decimal | None) -> str:
    """A percentage without its sign: ``87,84``."""
    return NONE if value is None else number(value, 2)


def change(before: Decimal | None, now: Decimal | None) -> str:
    """How far a printed percentage moved: ``+2,10``, ``-0,35``; ``-`` where one is not known."""
    by = moved(before, now)
    if by is None:
        return NONE
    return f"+{number(by, 2)}" if by > 0 else number(by, 2)


def moved(before: Decimal | None, now: Decimal | None) -> Decimal | None:
    """The difference that a reader finds between two printed percentages."""
    if before is None or now is None:
        return None
    return rounded(now, 2) - rounded(before, 2)


def money(amount: Decimal) -> str:
    """An amount in a column that is headed Rp: ``4.215.600.000``."""
    return rupiah(amount).replace("Rp ", "")


def money_with_rp(amount: Decimal) -> str:
    """An amount in running text, never parted from its Rp at the end of a line."""
    return rupiah(amount).replace(" ", "\N{NO-BREAK SPACE}")


def in_brief(told: str) -> str:
    """What somebody wrote, short enough for a table; the whole of it is in the workbook."""
    return textwrap.shorten(told, _BRIEF, placeholder=" … (selengkapnya dalam lampiran)")


def predicate(value: Decimal | None, achieved: Decimal | None, scale: Scale) -> str:
    """The predikat of an indicator: a word of the scale, not assessed, or ``-`` without data."""
    if achieved is not None:
        return scale.predicate(achieved)
    return NONE if value is None else NOT_ASSESSED

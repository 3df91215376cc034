"""The formulas that live on our sheets, and the results they have when we write them.

Each says the same as ``domain.performance``; tests recompute them with LibreOffice. Rounding to
ten places takes off the noise of binary fractions, which would push 90.00000000000001 over a
bound.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from pipeline.adapters.forms.typed import TWO_WAYS, UNREAD, is_no_data, quoted
from pipeline.domain.performance.achievement import NOT_ASSESSED, Rules, Scale
from pipeline.domain.performance.agreement import Indicator
from pipeline.domain.performance.data import IndicatorRow
from pipeline.domain.period import Period

#: Capaian where there is no data.
NO_DATA = "–"


class Judged(Protocol):
    """What a sheet's achievements are judged by; a ``FormPlan`` is one."""

    @property
    def period(self) -> Period:
        """Whose target counts."""
        ...

    @property
    def rules(self) -> Rules:
        """How the office judges."""
        ...


def achievement(indicator: Indicator, cells: Mapping[str, str], by: Judged) -> str:
    """Capaian on the form: empty until realisasi holds a figure or one of our words.

    ``cells`` are addresses by the column's key; ``angka`` is the helper that reads realisasi.
    """
    worth = _worth(indicator, cells["angka"], cells["target"], by)
    no_data = f'IF({is_no_data(cells["realisasi"])},{quoted(NO_DATA)},"")'
    return f'=IFERROR(IF(ISNUMBER({cells["angka"]}),{worth},{no_data}),"")'


def achievement_of_number(indicator: Indicator, realised: str, target: str, by: Judged) -> str:
    """Capaian where ``realised`` holds a number of ours, or nothing."""
    return f'=IF(ISNUMBER({realised}),{_worth(indicator, realised, target, by)},"")'


def _worth(indicator: Indicator, value: str, target: str, by: Judged) -> str:
    rules = by.rules
    if indicator.target(by.period) == 0:
        if indicator.polarity == "positif":
            return _fixed(rules.zero_positive)
        return f"IF({value}=0,{_fixed(rules.zero_met)},{_fixed(rules.zero_missed)})"
    reached = value if indicator.polarity == "positif" else f"(2*{target}-{value})"
    worth = f"{reached}/{target}*100"
    if rules.floor is not None:
        worth = f"MAX({rules.floor:f},{worth})"
    return f"ROUND({worth},10)"


def _fixed(worth: Decimal | None) -> str:
    return quoted(NOT_ASSESSED) if worth is None else f"{worth:f}"


def shown_achievement(row: IndicatorRow | None, achieved: Decimal | None) -> str | Decimal:
    """What the formula of ``achievement`` shows for an answer."""
    if achieved is not None:
        return achieved
    if row is not None and row.realisation.value is not None:
        return NOT_ASSESSED
    return ""


def predicate(achieved: str, scale: Scale) -> str:
    """The predikat of the cell ``achieved``; empty where that holds no number."""
    nested = quoted(scale.otherwise)
    for bound, word in reversed(scale.bounds):
        nested = f"IF({achieved}>{bound:f},{quoted(word)},{nested})"
    return f'=IF(ISNUMBER({achieved}),{nested},"")'


def mean(achieved: str, cap: Decimal | None, figures: str = "") -> str:
    """The mean of a range of achievements, each held at the cap; empty where there is none.

    ``figures`` is the range of helpers that read what was typed; while one of them could not read
    a text there is no mean, since it would be one of the others only.
    """
    total = f"SUM({achieved})"
    if cap is not None:
        held = f'COUNTIF({achieved},">"&{cap:f})*{cap:f}'
        total = f'(SUMIF({achieved},"<="&{cap:f})+{held})'
    worth = f'IF(COUNT({achieved})=0,"",ROUND({total}/COUNT({achieved}),10))'
    return f"={_unless_unread(worth, figures) if figures else worth}"


def total(amounts: str, figures: str = "") -> str:
    """The sum of a range; empty where it holds no number. ``figures`` as for ``mean``."""
    worth = f'IF(COUNT({amounts})=0,"",SUM({amounts}))'
    return f"={_unless_unread(worth, figures) if figures else worth}"


def _unless_unread(worth: str, figures: str) -> str:
    unread = "+".join(f"COUNTIF({figures},{quoted(each)})" for each in (UNREAD, TWO_WAYS))
    return f"IF({unread}>0,{quoted(NO_DATA)},{worth})"


def absorption(spent: str, ceiling: str) -> str:
    """Spending in per cent of the ceiling; empty until there is a number."""
    both = f"AND(ISNUMBER({spent}),N({ceiling})>0)"
    return f'=IFERROR(IF({both},{spent}/{ceiling}*100,""),"")'

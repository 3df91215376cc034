"""The formulas that live on our sheets, and the results they have when we write them.

Each says the same as ``domain.performance``; tests recompute them with LibreOffice. Rounding to
ten places takes off the noise of binary fractions, which would push 90.00000000000001 over a
bound.
"""

from decimal import Decimal
from typing import Protocol

from pipeline.domain.performance.achievement import NOT_ASSESSED, Rules, Scale, share
from pipeline.domain.performance.agreement import Indicator
from pipeline.domain.performance.data import IndicatorRow
from pipeline.domain.period import Period

#: What the column Periksa says.
COMPLETE = "Lengkap"
EMPTY = "◄ Isi realisasi"
_NEEDS_REASON = "◄ Tulis alasan di Keterangan"
_NEEDS_WHOLE = "◄ Harus bilangan bulat"
_NEGATIVE = "◄ Kurang dari nol"
_NOT_A_NUMBER = "◄ Bukan angka"
_AS_TEXT = "◄ Teks; tulis sebagai angka"
_OVER_CEILING = "◄ Melebihi pagu"


def quoted(text: str) -> str:
    """``text`` as a string inside a formula."""
    return '"' + text.replace('"', '""') + '"'


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


def achievement(indicator: Indicator, realised: str, target: str, by: Judged) -> str:
    """Capaian on the form: empty until ``realised`` holds a number or ``nihil``."""
    value = f"IF(ISNUMBER({realised}),{_number(indicator, realised)},0)"
    answered = f'OR(ISNUMBER({realised}),LOWER(TRIM({realised}))="nihil")'
    return f'=IFERROR(IF({answered},{_worth(indicator, value, target, by)},""),"")'


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


def _number(indicator: Indicator, cell: str) -> str:
    # A figure typed as 75,5% is stored as 0.755 with a per cent format. CELL("format") is not
    # offered by Excel on the web, where the plain number must do.
    if not indicator.is_percentage:
        return cell
    return f'IF(IFERROR(LEFT(CELL("format",{cell}),1)="P",FALSE),{cell}*100,{cell})'


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


def absorption(spent: str, ceiling: str) -> str:
    """Spending in per cent of the ceiling; empty until there is a number."""
    return f'=IF(AND(ISNUMBER({spent}),N({ceiling})>0),{spent}/{ceiling}*100,"")'


def share_or_zero(part: Decimal, whole: Decimal) -> str | Decimal:
    """What the formula of ``absorption`` shows for a total."""
    worth = share(part, whole)
    return "" if worth is None else worth


def check_indicator(indicator: Indicator, realised: str, remark: str) -> str:
    """What is still missing in an indicator's row, in a few words."""
    is_number = f"IF({realised}<0,{quoted(_NEGATIVE)},{quoted(COMPLETE)})"
    if indicator.is_percentage:
        is_number = quoted(COMPLETE)
    if indicator.decimals == 0:
        whole = f"{realised}=INT({realised})"
        is_number = f"IF({whole},{is_number},{quoted(_NEEDS_WHOLE)})"
    words = f"LOWER(TRIM({realised}))"
    is_text = (
        f'IF({words}="nihil",{quoted(COMPLETE)},'
        f'IF({words}="belum ada data",'
        f"IF(LEN(TRIM({remark}))>1,{quoted(COMPLETE)},{quoted(_NEEDS_REASON)}),"
        f"{quoted(_AS_TEXT)}))"
    )
    return (
        f"=IF(ISBLANK({realised}),{quoted(EMPTY)},IF(ISERROR({realised}),"
        f"{quoted(_NOT_A_NUMBER)},IF(ISNUMBER({realised}),{is_number},{is_text})))"
    )


def check_budget(spent: str, ceiling: str) -> str:
    """What is still missing in a programme's row, in a few words."""
    return (
        f"=IF(ISBLANK({spent}),{quoted(EMPTY)},IF(NOT(ISNUMBER({spent})),{quoted(_AS_TEXT)},"
        f"IF({spent}<0,{quoted(_NEGATIVE)},IF({spent}>{ceiling},{quoted(_OVER_CEILING)},"
        f"{quoted(COMPLETE)}))))"
    )


def progress(column: str, first: int, last: int, total: int) -> str:
    """How many rows of the column Periksa are complete."""
    count = f"COUNTIF({column}{first}:{column}{last},{quoted(COMPLETE)})"
    return f'={count}&" dari {total} baris lengkap"'


def shown_progress(finished: int, total: int) -> str:
    """What the formula of ``progress`` shows."""
    return f"{finished} dari {total} baris lengkap"

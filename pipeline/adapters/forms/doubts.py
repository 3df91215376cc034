"""Figures that a spreadsheet stored and hardly anybody meant: they are asked about.

A stored number does not say how it was typed. ``3/4`` may be the third of April, ``2.000`` typed
into a spreadsheet set to English is 2, ``88,89%`` is 0.8889, and money is often written in
thousands or millions. Each doubt has a way on for whoever means the figure: written as text with
its satuan ("2 orang", "2.500 rupiah"), it is taken as it stands. The bounds are public for the
formulas that ask on the form itself (``checks``).
"""

from datetime import date, timedelta
from decimal import Decimal

from pipeline.domain.performance.achievement import Rules
from pipeline.domain.performance.agreement import Indicator

#: What Keterangan must say of a figure far beyond its target.
MEANT = "benar"
#: A stored fraction this small against such a target may be a per cent that lost its sign: into a
#: cell that has a number format, LibreOffice takes ``75%`` for 0.75.
_FRACTION, TARGET_OF_PERCENT = Decimal(1), Decimal(10)
#: So may one up to here whose hundredfold comes within a factor of two of the target.
LARGE_FRACTION = Decimal(2)
_ALL = Decimal(100)
THOUSAND = Decimal(1000)
#: How near to the target a figure is that somebody may have meant.
NEAR = Decimal(4)
#: Below this an indicator's target is written without thousand marks.
TARGET_WITH_THOUSANDS = Decimal(1000)
#: Days as spreadsheets count them: 2000 to 2050.
_DAY_ZERO = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = Decimal(36_526), Decimal(55_152)
#: How far beyond its target a figure must be to look like a day.
FAR = Decimal(10)
#: Hardly any programme spends so little in a quarter, nor has so low a ceiling.
LITTLE_MONEY, LOW_CEILING = Decimal(100_000), Decimal(10_000_000)


def lost_percent(figure: Decimal, target: Decimal) -> Decimal | None:
    """What was meant where a per cent figure looks like its hundredth."""
    if target < TARGET_OF_PERCENT or not 0 < figure <= LARGE_FRACTION:
        return None
    meant = figure * 100
    is_near = target / 2 <= meant <= target * 2
    return meant if figure < _FRACTION or is_near else None


def lost_thousands(figure: Decimal, target: Decimal, *, decimals: int) -> Decimal | None:
    """What was meant where a mark between digits was taken for the other one."""
    if figure <= 0 or target <= 0:
        return None
    larger, smaller = figure * THOUSAND, figure / THOUSAND
    if target >= TARGET_WITH_THOUSANDS and larger % 1 == 0 and _is_near(larger, target):
        return larger
    if decimals and figure % 1 == 0 and figure >= THOUSAND and _is_near(smaller, target):
        return smaller
    return None


def hidden_date(figure: Decimal, target: Decimal) -> date | None:
    """The day that a figure may be.

    LibreOffice keeps the number format of a cell into which a date is typed, so that nothing else
    tells.
    """
    if figure % 1 != 0 or not FIRST_DAY <= figure <= LAST_DAY or figure < target * FAR:
        return None
    return day(figure)


def day(figure: Decimal) -> date | None:
    """The day that a spreadsheet counts so; None below the first.

    Raises:
        OverflowError: no calendar goes that far.
    """
    return _DAY_ZERO + timedelta(days=int(figure)) if figure >= 1 else None


def most_expected(indicator: Indicator, target: Decimal, rules: Rules) -> Decimal | None:
    """The largest realisation that is not asked about; None where nothing tells.

    ``75,5`` typed into a spreadsheet set to English is 755.
    """
    if indicator.is_percentage and target <= _ALL:
        return _ALL
    if rules.doubted is None or target <= 0:
        return None
    return target * rules.doubted / 100


def is_meant(remark: str) -> bool:
    """Whether a remark says that a figure far beyond its target is right."""
    return f" {MEANT}" in f" {remark.casefold()}".replace("\n", " ")


def is_not_in_rupiah(amount: Decimal, ceiling: Decimal) -> bool:
    """Whether an amount looks as if it were written in thousands or millions."""
    return 0 < amount < LITTLE_MONEY and ceiling >= LOW_CEILING


def _is_near(figure: Decimal, target: Decimal) -> bool:
    return target / NEAR <= figure <= target * NEAR

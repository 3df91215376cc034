"""The figures of the laporan rekapitulasi (SOP step 10), from the units' answers alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.domain.performance.achievement import Rules, mean, share
from pipeline.domain.performance.data import IndicatorRow, UnitData
from pipeline.domain.period import Period

#: How many low indicators the report names.
LOWEST_SHOWN = 5
_MET = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Mean achievement and spending of a unit, or of the whole badan."""

    indicators: int
    filled: int  #: those with a figure
    assessed: int  #: those that enter the mean
    mean: Decimal | None  #: under the office's cap
    mean_uncapped: Decimal | None
    predicate: str | None  #: None where there is no mean
    ceiling: Decimal
    realised: Decimal

    @property
    def absorption(self) -> Decimal | None:
        """Serapan in per cent of the ceiling."""
        return share(self.realised, self.ceiling)


@dataclass(frozen=True, slots=True, kw_only=True)
class LowIndicator:
    """An indicator below its target, and what the unit said about it."""

    unit: str
    row: IndicatorRow
    achieved: Decimal
    predicate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingIndicator:
    """An indicator for which the unit has no data yet, with its reason."""

    unit: str
    row: IndicatorRow

    @property
    def reason(self) -> str:
        """Why there is no figure, in the unit's words."""
        return self.row.realisation.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapFigures:
    """Everything the recap prints about achievement and budget."""

    period: Period
    units: tuple[tuple[str, Standing], ...]  #: in the order the answers were given
    badan: Standing  #: over all indicators, not over the units' means
    lowest: tuple[LowIndicator, ...]  #: below target only, the lowest first
    missing: tuple[MissingIndicator, ...]

    def of(self, unit: str) -> Standing:
        """The standing of ``unit``.

        Raises:
            KeyError: it has not answered.
        """
        return dict(self.units)[unit]


def recap(period: Period, answers: Sequence[UnitData], rules: Rules) -> RecapFigures:
    """Add up the units' answers of one period; units that have not answered are not counted.

    Raises:
        ValueError: an answer is of another period, or a unit answers twice.
    """
    units = [data.unit for data in answers]
    if len(set(units)) != len(units) or any(data.period != period for data in answers):
        raise ValueError("a recap takes one answer of its period from each unit")
    return RecapFigures(
        period=period,
        units=tuple((data.unit, _standing((data,), rules)) for data in answers),
        badan=_standing(answers, rules),
        lowest=_lowest(answers, rules),
        missing=tuple(
            MissingIndicator(unit=data.unit, row=row)
            for data in answers
            for row in data.rows
            if row.realisation.value is None
        ),
    )


def _standing(answers: Sequence[UnitData], rules: Rules) -> Standing:
    achieved = [value for data in answers for value in data.achieved(rules)]
    capped = mean(achieved, cap=rules.cap)
    return Standing(
        indicators=len(achieved),
        filled=sum(data.filled for data in answers),
        assessed=sum(value is not None for value in achieved),
        mean=capped,
        mean_uncapped=mean(achieved),
        predicate=None if capped is None else rules.scale.predicate(capped),
        ceiling=_total(data.ceiling for data in answers),
        realised=_total(data.realised for data in answers),
    )


def _total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _lowest(answers: Sequence[UnitData], rules: Rules) -> tuple[LowIndicator, ...]:
    below = [
        LowIndicator(
            unit=data.unit, row=row, achieved=value, predicate=rules.scale.predicate(value)
        )
        for data in answers
        for row, value in zip(data.rows, data.achieved(rules), strict=True)
        if value is not None and value < _MET
    ]
    below.sort(key=lambda low: low.achieved)
    return tuple(below[:LOWEST_SHOWN])

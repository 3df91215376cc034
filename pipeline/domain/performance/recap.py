"""The figures of the laporan rekapitulasi (SOP step 10): what units answered, and what they owe.

A unit that has not answered counts with what it promised: its indicators are missing, its ceiling
is part of the badan's. What it spent is not known, which is not the same as nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.domain.performance.achievement import Rules, mean, share
from pipeline.domain.performance.agreement import UnitAgreement
from pipeline.domain.performance.data import IndicatorRow, Realisation, UnitData
from pipeline.domain.period import Period

#: How many low indicators the report names.
LOWEST_SHOWN = 5
_MET = Decimal(100)
#: Why an indicator of a unit that has not answered is missing.
NOT_SUBMITTED = "data belum disampaikan"


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
    ceiling_reported: Decimal  #: the part of it whose spending is known
    realised: Decimal  #: as far as it is known

    @property
    def is_spending_known(self) -> bool:
        """Whether any unit has said what it spent."""
        return self.ceiling == 0 or self.ceiling_reported > 0

    @property
    def absorption(self) -> Decimal | None:
        """Serapan in per cent of the whole ceiling: at least so much, where spending is owed."""
        return share(self.realised, self.ceiling) if self.is_spending_known else None

    @property
    def absorption_reported(self) -> Decimal | None:
        """Serapan in per cent of the ceiling whose spending is known."""
        return share(self.realised, self.ceiling_reported)


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
    answers: tuple[UnitData, ...]  #: what all this was reckoned from
    rules: Rules
    units: tuple[tuple[str, Standing], ...]  #: in the order the answers were given
    owing: tuple[tuple[str, Standing], ...]  #: units that have not answered
    badan: Standing  #: over all indicators, not over the units' means
    lowest: tuple[LowIndicator, ...]  #: below target only, the lowest first
    missing: tuple[MissingIndicator, ...]

    def of(self, unit: str) -> Standing:
        """The standing of ``unit``.

        Raises:
            KeyError: it has not answered.
        """
        return dict(self.units)[unit]

    def together(self, units: Collection[str]) -> Standing | None:
        """The standing of just these units; None unless each of them has answered."""
        chosen = [data for data in self.answers if data.unit in units]
        return _standing(chosen, (), self.rules) if chosen and len(chosen) == len(units) else None


def recap(
    period: Period, answers: Sequence[UnitData], rules: Rules, owed: Sequence[UnitAgreement] = ()
) -> RecapFigures:
    """Add up the units' answers of one period.

    Args:
        period: what the recap is about.
        answers: one of each unit that has answered.
        rules: how the office judges.
        owed: what the units promised that have not answered.

    Raises:
        ValueError: an answer is of another period, or a unit answers twice.
    """
    units = [*(data.unit for data in answers), *(part.unit for part in owed)]
    if len(set(units)) != len(units) or any(data.period != period for data in answers):
        raise ValueError("a recap takes one answer of its period from each unit")
    gaps = [
        MissingIndicator(unit=data.unit, row=row)
        for data in answers
        for row in data.rows
        if row.realisation.value is None
    ]
    gaps += [MissingIndicator(unit=part.unit, row=row) for part in owed for row in unanswered(part)]
    return RecapFigures(
        period=period,
        answers=tuple(answers),
        rules=rules,
        units=tuple((data.unit, _standing((data,), (), rules)) for data in answers),
        owing=tuple((part.unit, _standing((), (part,), rules)) for part in owed),
        badan=_standing(answers, owed, rules),
        lowest=_lowest(answers, rules),
        missing=tuple(gaps),
    )


def unanswered(part: UnitAgreement) -> tuple[IndicatorRow, ...]:
    """The indicators of a unit that has not answered."""
    gap = Realisation(status="belum ada data", reason=NOT_SUBMITTED)
    return tuple(IndicatorRow(indicator=each, realisation=gap) for each in part.indicators)


def _standing(answers: Sequence[UnitData], owed: Sequence[UnitAgreement], rules: Rules) -> Standing:
    achieved = [value for data in answers for value in data.achieved(rules)]
    capped = mean(achieved, cap=rules.cap)
    reported = _total(data.ceiling for data in answers)
    return Standing(
        indicators=len(achieved) + sum(len(part.indicators) for part in owed),
        filled=sum(data.filled for data in answers),
        assessed=sum(value is not None for value in achieved),
        mean=capped,
        mean_uncapped=mean(achieved),
        predicate=None if capped is None else rules.scale.predicate(capped),
        ceiling=reported + _total(each.ceiling for part in owed for each in part.budgets),
        ceiling_reported=reported,
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

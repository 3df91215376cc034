"""What a unit reports for a period, checked and complete.

These types are stored inside events: plain fields only (text, whole numbers, ``Decimal``,
None and tuples), so that pydantic's ``TypeAdapter(UnitData)`` carries them to JSON and back.
The indicator and budget lie in each row as they were when the unit answered, so an old event
stays readable after the agreement is revised.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.domain.performance.achievement import Rules, achievement, mean, share
from pipeline.domain.performance.agreement import Budget, Indicator, UnitAgreement
from pipeline.domain.period import Period

#: What a unit says of an indicator: a figure; nil (reported as 0); not available, with why.
Status = Literal["terisi", "nihil", "belum ada data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Realisation:
    """A reported figure, or why there is none."""

    status: Status
    value: Decimal | None = None  #: None only for ``belum ada data``
    reason: str = ""  #: why there is none

    def __post_init__(self) -> None:
        if self.status == "belum ada data":
            if self.value is not None or not self.reason.strip():
                raise ValueError("no data needs a reason and carries no value")
        elif self.value is None or (self.status == "nihil" and self.value != 0):
            raise ValueError(f"{self.status} needs its value")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One indicator as a unit answered it."""

    indicator: Indicator
    realisation: Realisation
    evidence: str = ""  #: sumber data/bukti
    supporting: str = ""  #: faktor pendukung
    hindering: str = ""  #: faktor penghambat
    follow_up: str = ""  #: tindak lanjut
    remark: str = ""  #: keterangan

    @property
    def told(self) -> str:
        """Why there is no figure, and the remark; once where they are the same words."""
        return "; ".join(dict.fromkeys(filter(None, (self.realisation.reason, self.remark))))

    def achieved(self, period: Period, rules: Rules) -> Decimal | None:
        """Capaian of the period, uncapped; None without data or where it is not assessed."""
        value = self.realisation.value
        if value is None:
            return None
        target = self.indicator.target(period)
        return achievement(self.indicator.polarity, target=target, realised=value, rules=rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow:
    """One programme's spending as a unit answered it, in rupiah from the year's start."""

    budget: Budget
    realised: Decimal
    physical: Decimal | None = None  #: fisik in per cent
    remark: str = ""

    @property
    def absorption(self) -> Decimal | None:
        """Serapan in per cent of the ceiling."""
        return share(self.realised, self.budget.ceiling)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitData:
    """A unit's whole answer for a period."""

    unit: str
    period: Period
    rows: tuple[IndicatorRow, ...]
    budgets: tuple[BudgetRow, ...] = ()

    def answer_to(self, indicator: Indicator) -> IndicatorRow | None:
        """What the unit answered to an indicator, wherever that stood in its agreement then."""
        return next((row for row in self.rows if row.indicator.is_same_as(indicator)), None)

    def spending_of(self, code: str) -> BudgetRow | None:
        """What the unit reported of a programme."""
        return next((row for row in self.budgets if row.budget.code == code), None)

    @property
    def promised(self) -> UnitAgreement:
        """What the unit had promised, as its answer carries it."""
        return UnitAgreement(
            unit=self.unit,
            indicators=tuple(row.indicator for row in self.rows),
            budgets=tuple(row.budget for row in self.budgets),
        )

    @property
    def filled(self) -> int:
        """How many indicators carry a figure."""
        return sum(row.realisation.value is not None for row in self.rows)

    def achieved(self, rules: Rules) -> tuple[Decimal | None, ...]:
        """Capaian of each row in order, uncapped."""
        return tuple(row.achieved(self.period, rules) for row in self.rows)

    def mean(self, rules: Rules) -> Decimal | None:
        """The unit's mean achievement under the office's cap."""
        return mean(self.achieved(rules), cap=rules.cap)

    @property
    def ceiling(self) -> Decimal:
        """The pagu of all its programmes."""
        return sum((row.budget.ceiling for row in self.budgets), Decimal(0))

    @property
    def realised(self) -> Decimal:
        """The spending of all its programmes."""
        return sum((row.realised for row in self.budgets), Decimal(0))

"""The perjanjian kinerja: indicators, targets and budget ceilings, a set for each unit.

Terminology: *sasaran* the goal an indicator belongs to; *satuan* its unit of measure; *target*
here is always cumulative, "s.d. triwulan" (domain dossier 4.2: mixing cumulative and quarterly
figures is the commonest error).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pipeline.domain.period import Period

#: ``positif``: more is better. ``negatif``: more is worse (complaints, days of waiting).
Polarity = Literal["positif", "negatif"]

_PER_CENT = frozenset({"%", "persen"})
_MEASURED_WITH_DECIMALS = _PER_CENT | frozenset({"indeks", "nilai", "skor", "rasio", "poin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One promise of a unit, as the perjanjian kinerja states it."""

    number: int  #: within the unit, from 1
    sasaran: str
    name: str
    unit_of_measure: str
    polarity: Polarity
    target_year: Decimal
    targets: tuple[Decimal, Decimal, Decimal, Decimal]  #: cumulative at the end of TW I..IV
    decimals: int = 2  #: places a realisation may have; 0 for things that are counted

    def target(self, period: Period) -> Decimal:
        """The cumulative target at the end of ``period``'s quarter."""
        return self.targets[period.quarter - 1]

    def accumulates(self, before: Period, now: Period) -> bool:
        """Whether what was counted up to ``before`` is still part of what is counted now."""
        same_year = before.year == now.year
        return same_year and self.decimals == 0 and self.target(now) > self.target(before)

    def is_same_as(self, other: "Indicator") -> bool:
        """Whether two agreements mean one indicator: the same words in the same satuan."""
        return _words(self.name) == _words(other.name) and _words(self.unit_of_measure) == _words(
            other.unit_of_measure
        )

    @property
    def is_percentage(self) -> bool:
        """Whether the satuan is per cent, so that ``75%`` means 75 of it."""
        return is_per_cent(self.unit_of_measure)

    @property
    def is_money(self) -> bool:
        """Whether the satuan is an amount of rupiah, in whatever thousands."""
        return bool({"rp", "rp.", "idr", "rupiah"} & set(_words(self.unit_of_measure)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """A programme of a unit and its ceiling (pagu) in rupiah."""

    code: str
    name: str
    ceiling: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAgreement:
    """What one unit promised for a year."""

    unit: str  #: the unit's id in the office's configuration
    indicators: tuple[Indicator, ...]
    budgets: tuple[Budget, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The perjanjian kinerja of the whole office for a year."""

    year: int
    units: tuple[UnitAgreement, ...]

    def of(self, unit: str) -> UnitAgreement:
        """The part of ``unit``.

        Raises:
            KeyError: the agreement has no such unit.
        """
        for part in self.units:
            if part.unit == unit:
                return part
        raise KeyError(unit)

    def lacking(self, units: Iterable[str]) -> tuple[str, ...]:
        """Those of ``units`` that the agreement does not mention."""
        known = {part.unit for part in self.units}
        return tuple(unit for unit in units if unit not in known)


def _words(text: str) -> list[str]:
    return text.casefold().split()


def is_per_cent(unit_of_measure: str) -> bool:
    """Whether a satuan is per cent."""
    return unit_of_measure.strip().casefold() in _PER_CENT


def usual_decimals(unit_of_measure: str) -> int:
    """The decimals to allow where the agreement does not say; counted things have none."""
    return 2 if unit_of_measure.strip().casefold() in _MEASURED_WITH_DECIMALS else 0

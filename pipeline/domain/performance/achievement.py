"""Capaian: how far a realisation came towards its target, and the word for it.

Formulas and defaults: domain dossier 4.3; scale: 4.4. Nothing here rounds; figures are rounded
when they are printed, so a mean never carries the error of its parts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from pipeline.domain.performance.agreement import Polarity

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Predikat by achievement: the first bound that is exceeded names it."""

    bounds: tuple[tuple[Decimal, str], ...]  #: (exclusive lower bound, predikat), highest first
    otherwise: str

    def __post_init__(self) -> None:
        limits = [bound for bound, _ in self.bounds]
        if limits != sorted(set(limits), reverse=True):
            raise ValueError("the bounds of a scale must fall strictly from first to last")

    def predicate(self, achieved: Decimal) -> str:
        """The word for an achievement in per cent, judged on the unrounded figure."""
        for bound, word in self.bounds:
            if achieved > bound:
                return word
        return self.otherwise

    @property
    def words(self) -> tuple[str, ...]:
        """Every predikat, best first."""
        return (*(word for _, word in self.bounds), self.otherwise)


#: The five classes in use (dossier 4.4), read with no holes between the printed intervals.
FIVE_CLASSES = Scale(
    bounds=(
        (Decimal(90), "Sangat Tinggi"),
        (Decimal(75), "Tinggi"),
        (Decimal(65), "Sedang"),
        (Decimal(50), "Rendah"),
    ),
    otherwise="Sangat Rendah",
)

#: Printed where an indicator has no achievement because its target in the quarter is nil.
NOT_ASSESSED = "Tidak dinilai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How this office judges; the defaults are the dossier's (4.3), ``[capaian]`` may differ.

    What is None is not assessed, and so enters no mean; ``cap`` and ``floor`` None do not hold.
    """

    scale: Scale = FIVE_CLASSES
    cap: Decimal | None = _HUNDRED  #: per indicator, in means only
    floor: Decimal | None = Decimal(0)  #: no achievement is lower
    zero_positive: Decimal | None = None  #: a positive indicator whose target is 0
    zero_met: Decimal | None = _HUNDRED  #: a negative one whose target is 0, with 0 realised
    zero_missed: Decimal | None = Decimal(0)  #: the same, with anything else realised
    #: A realisation beyond this per cent of its target is asked about.
    doubted: Decimal | None = Decimal(500)


#: The rules of an office that configures none.
USUAL = Rules()


def achievement(
    polarity: Polarity, *, target: Decimal, realised: Decimal, rules: Rules = USUAL
) -> Decimal | None:
    """Capaian in per cent, uncapped, never below the floor; None where it is not assessed."""
    if target == 0:
        if polarity == "positif":
            return rules.zero_positive
        return rules.zero_met if realised == 0 else rules.zero_missed
    reached = realised if polarity == "positif" else 2 * target - realised
    achieved = reached * _HUNDRED / target
    return achieved if rules.floor is None else max(rules.floor, achieved)


def mean(achieved: Iterable[Decimal | None], *, cap: Decimal | None = None) -> Decimal | None:
    """The plain mean of what was assessed, each figure held at ``cap``; None of nothing."""
    assessed = [value for value in achieved if value is not None]
    if not assessed:
        return None
    held = assessed if cap is None else [min(value, cap) for value in assessed]
    return sum(held, Decimal(0)) / len(held)


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """``part`` as per cent of ``whole`` (serapan anggaran); None of an empty whole."""
    return None if whole == 0 else part * _HUNDRED / whole

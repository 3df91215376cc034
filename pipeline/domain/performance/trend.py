"""How achievement and spending moved over the quarters, as far as earlier ones are known.

Targets are cumulative within a year, so the like of a quarter is the same one a year before; the
four quarters before a recap's own show that one and those between. The badan's course is that of
the same units throughout: one that is missing in a quarter would move it by its mere absence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.domain.performance.recap import RecapFigures, Standing
from pipeline.domain.period import Period

#: Quarters before the recap's own that are looked at.
LOOKED_BACK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One unit's standing in each quarter of a trend, None where there is none."""

    standings: tuple[Standing | None, ...]  #: oldest first, the recap's own last

    @property
    def means(self) -> tuple[Decimal | None, ...]:
        """Mean achievement under the cap."""
        return tuple(each.mean if each else None for each in self.standings)

    @property
    def absorptions(self) -> tuple[Decimal | None, ...]:
        """Serapan in per cent of the ceiling."""
        return tuple(each.absorption if each else None for each in self.standings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The quarters up to a recap's own, all judged by today's rules."""

    periods: tuple[Period, ...]  #: oldest first
    units: tuple[tuple[str, Course], ...]
    compared: tuple[str, ...]  #: the units of which the badan's course consists
    badan: Course

    @property
    def left_out(self) -> tuple[str, ...]:
        """The units that are no part of the badan's course."""
        return tuple(unit for unit, _ in self.units if unit not in self.compared)

    @property
    def is_known(self) -> bool:
        """Whether there is anything earlier to compare with."""
        return any(any(course.standings[:-1]) for _, course in self.units)


def looked_back(period: Period) -> tuple[Period, ...]:
    """The quarters before ``period`` that a trend looks at, oldest first."""
    found = [period]
    for _ in range(LOOKED_BACK):
        found.append(found[-1].preceding)
    return tuple(reversed(found[1:]))


def trend(current: RecapFigures, earlier: Iterable[RecapFigures], units: Sequence[str]) -> Trend:
    """Set a recap beside earlier ones.

    Args:
        current: the recap's own figures.
        earlier: those of other quarters, in any order; quarters out of sight are left out.
        units: the units to follow, in the order to print them.
    """
    periods = (*looked_back(current.period), current.period)
    known = {each.period: each for each in (*earlier, current)}
    found = [known.get(period) for period in periods]
    answered = [dict(each.units) if each else {} for each in found]
    *_, before, now = answered
    compared = tuple(unit for unit in units if unit in now and unit in before)
    compared = compared or tuple(unit for unit in units if unit in now)
    return Trend(
        periods=periods,
        units=tuple(
            (unit, Course(standings=tuple(each.get(unit) for each in answered))) for unit in units
        ),
        compared=compared,
        badan=Course(standings=tuple(each.together(compared) if each else None for each in found)),
    )

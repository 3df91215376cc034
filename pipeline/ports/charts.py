"""What the office needs drawn: the recap's charts of achievement and of its course."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from pipeline.domain.performance.achievement import Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One unit's bar; ``mean`` is None for a unit that has not answered."""

    label: str
    mean: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One quarter of a course, in per cent; None where nothing is known."""

    label: str
    mean: Decimal | None  #: achievement
    absorption: Decimal | None  #: serapan anggaran


class Charts(Protocol):
    """Draws for print: 16 cm wide at 200 dpi, readable in grey and by colour-blind readers."""

    def achievement_chart(
        self, bars: Sequence[Bar], *, scale: Scale, badan: Decimal | None = None
    ) -> bytes:
        """A PNG: a horizontal bar per unit against the target of 100; its height follows the units.

        Args:
            bars: the units, drawn from top to bottom in the order given.
            scale: names the class of each bar.
            badan: the mean of the whole badan, drawn as a bar of its own below the units.
        """
        ...

    def trend_chart(self, points: Sequence[Point]) -> bytes:
        """A PNG: the badan's achievement and spending over the quarters, oldest first."""
        ...

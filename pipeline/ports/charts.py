"""What the office needs drawn: the recap's chart of achievement."""

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


class Charts(Protocol):
    """Draws for print."""

    def achievement_chart(
        self, bars: Sequence[Bar], *, scale: Scale, badan: Decimal | None = None
    ) -> bytes:
        """A PNG, 16 cm wide at 200 dpi: a horizontal bar per unit against the target of 100.

        Args:
            bars: the units, drawn from top to bottom in the order given.
            scale: names the class of each bar.
            badan: the mean of the whole badan, drawn as a bar of its own below the units.
        """
        ...

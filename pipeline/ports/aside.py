"""Work that may take long and that nobody waits for: done aside, one piece at a time."""

from collections.abc import Callable
from typing import Protocol, TypeVar

Done = TypeVar("Done")

#: Asked between two parts of the work: whether to go on.
GoOn = Callable[[], bool]


class Aside(Protocol[Done]):
    """Does one piece of work while everything else goes on."""

    def begin(self, work: Callable[[GoOn], Done]) -> None:
        """Begin; only when it is not busy."""
        ...

    def is_busy(self) -> bool:
        """Whether something is under way, or its result was not fetched."""
        ...

    def result(self) -> Done | None:
        """What came of the work, once; None while it is under way. Raises what the work raised."""
        ...

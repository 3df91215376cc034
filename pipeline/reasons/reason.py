"""What a reason is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and three formal Indonesian sentences with ``{gaps}`` for facts."""

    code: str
    what: str
    why: str
    do: str

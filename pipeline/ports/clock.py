"""What time it is, and how much of it has passed.

Two questions with two answers. ``now`` is what a letter prints and a timer waits for; somebody may
set it wrong, by an hour or by ten years. ``steady`` only ever grows, so whoever measures how long
something took or has waited in this process asks for that one (findings/faults.md F15).
"""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The office's clock; a demo's may run in another year."""

    def now(self) -> datetime:
        """The moment, aware."""
        ...

    def steady(self) -> float:
        """Seconds that nobody can set back or forward; they count while the machine sleeps too.

        Only differences within one process mean anything.
        """
        ...

"""What time it is."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The office's clock; a demo's may run in another year."""

    def now(self) -> datetime:
        """The moment, aware."""
        ...

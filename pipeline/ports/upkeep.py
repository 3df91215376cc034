"""What the office needs to have the archive's lists follow what is filed, in nobody's way."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one bringing up to date ended."""

    code: str = ""  #: the kind of trouble, in the catalogue; empty when all is done
    why: str = ""  #: English


class ListWriter(Protocol):
    """Brings lists and catalogue up to date apart from the office's own work; one at a time."""

    def begin(self) -> None:
        """Begin.

        Raises:
            OSError: The machine gives no process.
        """
        ...

    def is_busy(self) -> bool:
        """Whether one is under way."""
        ...

    def outcome(self) -> Outcome | None:
        """How the last one ended, told once; None when none has ended since."""
        ...

    def close(self) -> None:
        """Break off what is under way; it is begun again another time."""
        ...

"""Whoever watches over the office at work: says whether to go on, and hears what was done.

The ledger is the record; this is only told, so that the way in that started the office can write
a log and stop between two deeds. Nothing is decided by what is told here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class DeedKind(StrEnum):
    """What an administrator reads first in a line of the log."""

    RECOVERED = "found at start"  #: what the last run left
    TAKEN = "taken in"  #: a file was examined and what it means is committed
    DONE = "done"  #: an act was performed
    PUT_OFF = "put off"  #: an act could not be performed now
    SET_ASIDE = "set aside"  #: a file could not be dealt with now
    OPENED = "cycle opened"
    WAITING = "waiting"  #: the share, the lease or the database is away
    DAMAGED = "archive damaged"  #: the rolling check found something
    LAPSED = "proof lapsed"  #: a timestamp in the archive ran out before it could be renewed
    HELD = "timers held"  #: the machine's clock jumped


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that the office did, or could not do. English; no contents of any file."""

    kind: DeedKind
    what: str = ""  #: the act's or event's name
    file: str = ""  #: as people named it
    post: str = ""
    cycle: str = ""
    code: str = ""  #: of the paper
    reasons: tuple[str, ...] = ()  #: codes of the catalogue, when it goes back
    why: str = ""  #: what stood in the way
    tries: int = 0  #: that failed so far
    seconds: float | None = None  #: how long it took
    counts: Mapping[str, int] = field(default_factory=dict)


class Watch(Protocol):
    """Asked between two deeds, told after each."""

    def may_go_on(self) -> bool:
        """Whether the office is still ours to work in and nobody wants us to stop."""
        ...

    def tell(self, deed: Deed) -> None:
        """Hear of a deed."""
        ...


class Unwatched:
    """Nobody watches: everything is done to the end, and nothing is said."""

    def may_go_on(self) -> bool:
        """Always."""
        return True

    def tell(self, deed: Deed) -> None:
        """Nobody hears it."""

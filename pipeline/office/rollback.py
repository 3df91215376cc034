"""A database that is older than the archive: noticed before anything is written.

The archive remembers a ledger line (``ports.archive.WITNESS``). A database without that very line
was brought back from a backup, or is another one: going on would draw numbers twice. Nothing but
that one line is read at a start, however large the archive is; ``paraf doctor`` and ``paraf
restore`` also read the newest line of every berkas.
"""

from collections.abc import Iterable
from typing import Protocol

from pipeline.errors import NotYet
from pipeline.ports.clock import Clock
from pipeline.ports.rebuilding import Evidence

#: The archive is told of the newest line no more often than this while nothing is filed.
_TELL_SECONDS = 600.0


class Ledger(Protocol):
    """As much of the store as is asked."""

    def head(self) -> tuple[int, str]:
        """Number and hash of the newest ledger line."""
        ...

    def hash_at(self, seq: int) -> str | None:
        """The hash of a ledger line; None when there is no such line."""
        ...


class Witness(Protocol):
    """As much of the archive as is asked."""

    def witness(self) -> tuple[int, str] | None:
        """The ledger line that the archive remembers."""
        ...

    def bear_witness(self, head: tuple[int, str]) -> None:
        """Let the archive remember a ledger line."""
        ...


def behind(ledger: Ledger, found: Iterable[Evidence]) -> str:
    """Why a ledger is not the newest there was (English); empty when nothing shows that."""
    head = ledger.head()[0]
    for each in found:
        known = ledger.hash_at(each.seq)
        if known == each.hash:
            continue
        if known is None:
            return (
                f"the database ends with ledger line {head}, but {each.where} proves line "
                f"{each.seq}: the database is older than the archive, as after restoring an older "
                "backup. Nothing is issued, taken or numbered, since that would draw numbers "
                "twice. Stop Paraf and run: paraf rebuild"
            )
        return (
            f"ledger line {each.seq} is another one in the database than in {each.where}: the "
            "two tell different histories. Nothing is issued or taken. Stop Paraf and run: paraf "
            "rebuild"
        )
    return ""


def of_witness(archive: Witness) -> tuple[Evidence, ...]:
    """What the archive remembers, as evidence."""
    found = archive.witness()
    return (Evidence(where="the archive", seq=found[0], hash=found[1]),) if found else ()


class Witnessing:
    """Tells the archive, now and then, how far the ledger has come."""

    def __init__(self, ledger: Ledger, archive: Witness, clock: Clock) -> None:
        self._ledger = ledger
        self._archive = archive
        self._clock = clock
        self._told: tuple[int, str] | None = None
        self._at: float | None = None

    def turn(self, *, at_once: bool = False) -> None:
        """Tell it when it is time; a share that is away is told later."""
        steady = self._clock.steady()
        if not at_once and self._at is not None and steady - self._at < _TELL_SECONDS:
            return
        self._at = steady
        head = self._ledger.head()
        if head == self._told or not head[0]:
            return
        try:
            self._archive.bear_witness(head)
        except NotYet:
            return
        self._told = head

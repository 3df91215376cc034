"""The archive's lists and catalogue follow what is filed, and nobody's hand-in waits for them.

Filing leaves a mark of what they lack. In a quiet moment a process of its own writes it, for all
filings since at once; before Paraf ends it is written here and now. What cannot be written is told
on the board and tried again with growing patience.
"""

from collections.abc import Iterator

from pipeline.errors import PipelineError
from pipeline.office.troubles import Trouble, delay_after, kind_of
from pipeline.ports.archive import Archive
from pipeline.ports.clock import Clock
from pipeline.ports.upkeep import ListWriter, Outcome
from pipeline.ports.watch import Deed, DeedKind, Watch

_LOOK_SECONDS = 2.0
_LISTS = "daftar berkas dan katalog arsip"
_LEFTOVERS = "sisa pemberkasan yang terputus di arsip"


class Upkeep:
    """Keeps an archive clean of leftovers and its lists up to date."""

    def __init__(self, *, archive: Archive, writer: ListWriter, clock: Clock, watch: Watch) -> None:
        self._archive = archive
        self._writer = writer
        self._clock = clock
        self._watch = watch
        self._next = float("-inf")  #: steady clock; not looked at before
        self._began = 0.0
        self._troubles: dict[str, Trouble] = {}
        self._recover_at: float | None = None  #: steady clock; None: nothing is left to do

    def recover(self) -> None:
        """Clear away what a crash left in the archive; where that cannot be done it waits."""
        try:
            self._archive.recover()
        except PipelineError as error:
            self._fail(_LEFTOVERS, Outcome(code=kind_of(error), why=str(error)))
            tries = self._troubles[_LEFTOVERS].tries
            self._recover_at = self._clock.steady() + delay_after(tries).total_seconds()
        else:
            self._recover_at = None
            self._troubles.pop(_LEFTOVERS, None)

    def turn(self) -> None:
        """Hear how the last writing went, and begin the next when something lacks. Nobody waits.

        Raises:
            NotYet: The archive cannot be looked at now.
            OSError: No process can be started.
        """
        steady = self._clock.steady()
        if self._recover_at is not None and steady >= self._recover_at:
            self.recover()
        if (outcome := self._writer.outcome()) is not None:
            self._hear(outcome)
        if self._writer.is_busy() or steady < self._next:
            return
        self._next = steady + _LOOK_SECONDS
        if self._archive.is_behind():
            self._began = steady
            self._writer.begin()

    def finish(self) -> bool:
        """Write whatever lacks, before Paraf ends; False when that cannot be done."""
        self._writer.close()
        try:
            if self._archive.is_behind():
                self._archive.bring_up_to_date()
        except PipelineError as error:
            self._fail(_LISTS, Outcome(code=kind_of(error), why=str(error)))
            return False
        self._troubles.pop(_LISTS, None)
        return True

    def troubles(self) -> Iterator[Trouble]:
        """What could not be done, for the board."""
        yield from self._troubles.values()

    def _hear(self, outcome: Outcome) -> None:
        steady = self._clock.steady()
        if outcome.code:
            self._fail(_LISTS, outcome)
            self._next = steady + delay_after(self._troubles[_LISTS].tries).total_seconds()
            return
        self._troubles.pop(_LISTS, None)
        # half of the time at most, however long one takes
        self._next = steady + max(_LOOK_SECONDS, steady - self._began)

    def _fail(self, what: str, outcome: Outcome) -> None:
        before, now = self._troubles.get(what), self._clock.now()
        tries = before.tries + 1 if before else 1
        self._troubles[what] = Trouble(
            what=what,
            why=outcome.why,
            since=before.since if before else now,
            code=outcome.code,
            tries=tries,
            next_try=now + delay_after(tries),
        )
        self._watch.tell(Deed(kind=DeedKind.WAITING, what="archive", why=outcome.why))

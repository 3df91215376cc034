"""A few warm jailed children, and what it means when one of them does not come back.

A file that brings a child down is tried once more in a fresh one; if that falls as well it is
refused, and the next file gets another. A child that cannot be started, or that somebody outside
has killed, says nothing about the file: that is ``NotYet``.
"""

from collections.abc import Callable, Sequence
from typing import Self, TypeVar

from pipeline.adapters.jail.child import ANSWER, HEAVY, LATER, REFUSED
from pipeline.adapters.jail.frames import unpack_findings
from pipeline.adapters.jail.pool import Pool
from pipeline.adapters.jail.process import Child, Fate, Perished
from pipeline.adapters.jail.trade import Trade
from pipeline.adapters.jail.walls import Isolation, isolation
from pipeline.errors import Finding, NotYet, Refused

Answer = TypeVar("Answer")

_TRIES = 2
_LONGEST_DETAIL = 200


class Jail:
    """Up to ``processes`` children of one trade, started when first needed; for several threads.

    Args:
        trade: What they do.
        processes: How many questions may be worked on side by side.
        level: Which walls to build; without it, the best that works here.
    """

    def __init__(self, trade: Trade, *, processes: int = 1, level: Isolation | None = None) -> None:
        self.trade = trade
        self._level = level
        self._pool = Pool(self._start, places=processes, what=trade.what, trouble="T06")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self, name: str, question: Sequence[bytes], read: Callable[[Sequence[bytes]], Answer]
    ) -> Answer:
        """Let a child do a job; a second one if the first does not come back.

        Args:
            name: Of the job.
            question: Frames.
            read: Makes an answer of frames, or raises ``ValueError`` at nonsense.

        Raises:
            Refused: What the job refuses, or two children fell over it.
            NotYet: No child can be started, or the job says so.
        """
        fates = []
        for _ in range(_TRIES):
            try:
                return self.ask_once(name, question, read)
            except Perished as perished:
                fates.append(perished)
        if all(each.fate is Fate.STRUCK for each in fates):
            raise NotYet(f"{self.trade.what} was killed from outside")
        heavy = any(each.fate is Fate.HEAVY for each in fates)
        code = self.trade.too_heavy if heavy else self.trade.unsound
        raise Refused(Finding(code, {"rinci": str(fates[-1])}))

    def ask_once(
        self, name: str, question: Sequence[bytes], read: Callable[[Sequence[bytes]], Answer]
    ) -> Answer:
        """Like ``ask``, but tells of a child that does not come back.

        Raises:
            Perished: It died, was late, or talked nonsense.
            Refused: What the job refuses.
            NotYet: No child can be started, or the job says so.
        """
        with self._pool.place() as place:
            child = place.worker()
            try:
                answer = child.exchange([name.encode(), *question], self.trade.seconds)
                return _understood(answer, read)
            except (Refused, NotYet):
                raise
            except BaseException:  # also when interrupted: its next answer would be a stale one
                place.clear()
                raise

    def warm(self) -> None:
        """Start all idle children in the background and return at once."""
        self._pool.warm()

    def renew(self) -> None:
        """End the children that have nothing to do; the next question gets a fresh one."""
        self._pool.renew()

    def close(self) -> None:
        """Wait for questions under way, then end the children."""
        self._pool.close()

    def _start(self) -> Child:
        return Child(self.trade, self._level or isolation())


def _understood(answer: Sequence[bytes], read: Callable[[Sequence[bytes]], Answer]) -> Answer:
    """What a child's message means.

    Raises:
        Perished: Nothing, or that it is done for.
    """
    kind, *frames = answer or [b""]
    refused = None
    try:
        if kind == ANSWER:
            return read(frames)
        if kind == REFUSED:
            refused = Refused(*unpack_findings(frames[0]))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as nonsense:
        raise Perished(Fate.FELL, "the answer was nonsense") from nonsense
    if refused is not None:
        raise refused
    detail = b" ".join(frames)[:_LONGEST_DETAIL].decode(errors="replace")
    if kind == LATER:
        raise NotYet(detail)
    if kind == HEAVY:
        raise Perished(Fate.HEAVY, "it needs too much memory")
    raise Perished(Fate.FELL, f"it met something unforeseen: {detail}")

"""A few warm jailed children, and what it means when one of them does not come back.

A file that brings a child down is tried once more in a fresh one; if that falls as well it is
refused, and the next file gets another. A child that cannot be started, or that somebody outside
has killed, says nothing about the file: that is ``NotYet``.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Self, TypeVar

from pipeline.adapters.jail.child import ANSWER, HEAVY, LATER, REFUSED
from pipeline.adapters.jail.frames import unpack_findings
from pipeline.adapters.jail.process import Child, Fate, Perished
from pipeline.adapters.jail.trade import Trade
from pipeline.adapters.jail.walls import Isolation, isolation
from pipeline.errors import Finding, NotYet, Refused

Answer = TypeVar("Answer")

_TRIES = 2
_LONGEST_DETAIL = 200


class _Place:
    """Room for one child; held by one thread at a time."""

    def __init__(self) -> None:
        self.child: Future[Child] | None = None


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
        self._closed = False
        self._places = [_Place() for _ in range(processes)]
        self._free: LifoQueue[_Place] = LifoQueue()
        for place in self._places:
            self._free.put(place)
        # The kernel ends a child when the *thread* that started it ends; this one lives as long.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="jail-starter")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
        place = self._free.get()
        try:
            if self._closed:
                raise NotYet(f"{self.trade.what} was stopped")
            child = self._child_at(place)
            try:
                answer = child.exchange([name.encode(), *question], self.trade.seconds)
                result = _understood(answer, read)
            except (Refused, NotYet):
                raise
            except BaseException:  # also when interrupted: its next answer would be a stale one
                self._clear(place)
                raise
            return result
        finally:
            self._free.put(place)

    def warm(self) -> None:
        """Start all idle children in the background and return at once."""
        taken: list[_Place] = []
        try:
            while not self._closed:
                taken.append(self._free.get_nowait())
                self._start_at(taken[-1])
        except (Empty, NotYet):
            return
        finally:
            for place in taken:
                self._free.put(place)

    def renew(self) -> None:
        """End the children that have nothing to do; the next question gets a fresh one."""
        taken: list[_Place] = []
        try:
            while not self._closed:
                taken.append(self._free.get_nowait())
                self._clear(taken[-1])
        except Empty:
            return
        finally:
            for place in taken:
                self._free.put(place)

    def close(self) -> None:
        """Wait for questions under way, then end the children."""
        if self._closed:
            return
        self._closed = True
        for _ in self._places:
            self._clear(self._free.get())
        self._starter.shutdown()
        for place in self._places:  # whoever still waits learns that it is closed
            self._free.put(place)

    def _child_at(self, place: _Place) -> Child:
        if place.child is not None and place.child.done() and not _is_usable(place.child):
            self._clear(place)
        self._start_at(place)
        if place.child is None:
            raise NotYet(f"{self.trade.what} was stopped")
        try:
            return place.child.result()
        except BaseException:
            self._clear(place)
            raise

    def _start_at(self, place: _Place) -> None:
        if place.child is None:
            try:
                place.child = self._starter.submit(self._start)
            except RuntimeError as full:  # the machine gives no more threads
                raise NotYet(f"{self.trade.what} cannot be started: {full}", "T06") from full

    def _start(self) -> Child:
        return Child(self.trade, self._level or isolation())

    def _clear(self, place: _Place) -> None:
        child, place.child = place.child, None
        if child is not None and not child.cancel() and child.exception() is None:
            child.result().end()


def _is_usable(started: Future[Child]) -> bool:
    return started.exception() is None and started.result().is_usable()


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

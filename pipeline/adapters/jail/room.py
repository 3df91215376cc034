"""A few warm jailed children, and what it means when one of them does not come back.

A file that brings a child down is tried once more in a fresh one; if that falls as well it is
refused, and the next file gets another. A child that cannot be started, or that somebody outside
has killed, says nothing about the file: that is ``NotYet``.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Self, TypeVar

from pipeline.adapters.jail.child import ANSWER, HEAVY, LATER, REFUSED, STUMBLED
from pipeline.adapters.jail.frames import unpack_findings
from pipeline.adapters.jail.process import Child, Fate, Perished
from pipeline.adapters.jail.walls import Cell, Isolation, Limits, isolation
from pipeline.errors import Finding, NotYet, Refused

Answer = TypeVar("Answer")

_TRIES = 2
_MEMORY = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """What a jail's children can do, and what for."""

    #: For error texts, English: "the process that reads dropped files".
    what: str
    #: Modules with ``JOBS``, loaded in the child only.
    modules: tuple[str, ...]
    #: Codes of the catalogue: the file took too long or too much; it cannot be read safely.
    too_heavy: str
    unsound: str
    #: Bytes of address space.
    memory: int = _MEMORY
    #: Deadline of one question, in seconds.
    seconds: float = 20.0
    #: The longest answer, in bytes.
    answer: int = 128 * 1024**2
    #: A child is replaced after so many questions, so that no slow leak grows for ever.
    questions: int = 500
    network: bool = False
    #: Folders besides Paraf's own from which modules are loaded.
    paths: tuple[Path, ...] = ()


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
                raise NotYet(f"{self.trade.what} cannot be started: {full}") from full

    def _start(self) -> Child:
        trade = self.trade
        cell = Cell(limits=Limits(memory=trade.memory), network=trade.network)
        return Child(
            cell,
            self._level or isolation(),
            what=trade.what,
            modules=trade.modules,
            paths=trade.paths,
            questions=trade.questions,
            longest=trade.answer,
        )

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
    try:
        match list(answer):
            case [kind, *frames] if kind == ANSWER:
                return read(frames)
            case [kind, findings] if kind == REFUSED:
                refused = Refused(*unpack_findings(findings))
            case [kind, what] if kind == LATER:
                raise NotYet(what.decode(errors="replace"))
            case [kind] if kind == HEAVY:
                raise Perished(Fate.HEAVY, "it needs too much memory")
            case [kind, error] if kind == STUMBLED:
                raise Perished(Fate.FELL, error.decode(errors="replace")[:80])
            case _:
                raise ValueError("no such kind of answer")
    except (ValueError, TypeError, KeyError, RecursionError) as nonsense:
        raise Perished(Fate.FELL, "the answer was nonsense") from nonsense
    raise refused

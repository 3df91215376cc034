"""A few warm processes, each started when first needed and replaced when it is of no more use.

What a process is and how it is asked are its owner's trade; here is only who may use which one, and
that none outlives the pool.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from queue import Empty, LifoQueue
from typing import Generic, Protocol, TypeVar

from pipeline.errors import NotYet


class Warm(Protocol):
    """A process that a pool keeps."""

    def is_usable(self) -> bool:
        """Whether it lives and is not worn out."""
        ...

    def end(self) -> None:
        """Stop it and all it started, at once."""
        ...


Worker = TypeVar("Worker", bound=Warm)


class Place(Generic[Worker]):
    """Room for one process; held by one thread at a time."""

    def __init__(self, start: Callable[[], Future[Worker]]) -> None:
        self._submit = start
        self._started: Future[Worker] | None = None

    @property
    def here(self) -> Worker | None:
        """The process that is running here."""
        started = self._started
        if started is None or not started.done() or started.exception() is not None:
            return None
        return started.result()

    def worker(self) -> Worker:
        """A usable process: the one that is here, or a new one.

        Raises:
            NotYet: The machine gives no thread to start one; and whatever its start raises.
        """
        started = self.start()
        try:
            return started.result()
        except BaseException:
            self.clear()
            raise

    def start(self) -> Future[Worker]:
        """Begin to start one, unless a usable one is here or on its way."""
        if self._started is not None and self._started.done():
            here = self.here
            if here is None or not here.is_usable():
                self.clear()
        if self._started is None:
            self._started = self._submit()
        return self._started

    def clear(self) -> None:
        """End the process that is here, if there is one."""
        started, self._started = self._started, None
        if started is not None and not started.cancel() and started.exception() is None:
            started.result().end()


class Pool(Generic[Worker]):
    """Up to ``places`` processes, for several threads.

    Args:
        start: Starts one; called on one thread that lives as long as the pool, since the kernel
            ends a child when the *thread* that started it ends.
        places: How many may be in use side by side.
        what: What they are, for the sentences of errors.
        trouble: The reason (``T..``) for a pool that is closed or gets no thread.
    """

    def __init__(
        self, start: Callable[[], Worker], *, places: int, what: str, trouble: str
    ) -> None:
        self._start = start
        self._what, self._trouble = what, trouble
        self.is_closed = False
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="warm-starter")
        self.places = [Place(self._submit) for _ in range(places)]
        # The last used first: it is warm, and the rest need not be started at all.
        self._free: LifoQueue[Place[Worker]] = LifoQueue()
        for place in self.places:
            self._free.put(place)

    @contextmanager
    def place(self) -> Iterator[Place[Worker]]:
        """Hold a place; waits for a free one.

        Raises:
            NotYet: The pool was closed.
        """
        self._refuse_closed()
        place = self._free.get()
        try:
            self._refuse_closed()
            yield place
        finally:
            self._free.put(place)

    def warm(self) -> None:
        """Start all idle processes in the background and return at once."""
        try:
            self._with_all_free(Place.start)
        except NotYet:
            return  # no thread for it now; whoever needs one will try again

    def renew(self) -> None:
        """End the processes that have nothing to do; whoever needs one gets a fresh one."""
        self._with_all_free(Place.clear)

    def close(self) -> None:
        """Wait for processes in use, then end all."""
        if self.is_closed:
            return
        self.is_closed = True
        for _ in self.places:
            self._free.get().clear()
        self._starter.shutdown()
        for place in self.places:  # whoever still waits learns that it is closed
            self._free.put(place)

    def _with_all_free(self, do: Callable[[Place[Worker]], object]) -> None:
        taken: list[Place[Worker]] = []
        try:
            while not self.is_closed:
                taken.append(self._free.get_nowait())
                do(taken[-1])
        except Empty:
            return
        finally:
            for place in taken:
                self._free.put(place)

    def _refuse_closed(self) -> None:
        if self.is_closed:
            raise NotYet(f"{self._what} was stopped", self._trouble)

    def _submit(self) -> Future[Worker]:
        try:
            return self._starter.submit(self._start)
        except RuntimeError as full:  # the machine gives no more threads
            raise NotYet(f"{self._what} cannot be started: {full}", self._trouble) from full

"""``Aside`` by a thread: for work that waits for other processes, and computes little itself."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Generic

from pipeline.ports.aside import Done, GoOn


class AsideThread(Generic[Done]):
    """One piece of work at a time, each in a thread of its own."""

    def __init__(self) -> None:
        self._future: Future[Done] | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def begin(self, work: Callable[[GoOn], Done]) -> None:
        """Begin; only when it is not busy."""
        future: Future[Done] = Future()
        thread = threading.Thread(target=self._run, args=(work, future), name="aside", daemon=True)
        thread.start()
        self._future, self._thread = future, thread

    def is_busy(self) -> bool:
        """Whether something is under way, or its result was not fetched."""
        return self._future is not None

    def result(self) -> Done | None:
        """What came of the work, once; None while it is under way. Raises what the work raised."""
        if self._future is None or not self._future.done():
            return None
        future, self._future = self._future, None
        return future.result()

    def close(self) -> None:
        """Let the work end at its next part, and wait for that."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, work: Callable[[GoOn], Done], future: Future[Done]) -> None:
        try:
            future.set_result(work(lambda: not self._stop.is_set()))
        except BaseException as error:  # noqa: BLE001 - raised where the result is fetched
            future.set_exception(error)

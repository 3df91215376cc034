"""The converter: a few warm LibreOffice processes, each replaced when it fails or grows old."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Self

from pipeline.adapters.conversion.comments import without_comments
from pipeline.adapters.conversion.envelope import require_word_package
from pipeline.adapters.conversion.installation import locate_program
from pipeline.adapters.conversion.jail import Isolation, isolation
from pipeline.adapters.conversion.process import Lost, Process, Unreadable
from pipeline.adapters.conversion.scratch import Home
from pipeline.errors import Finding, NotYet, Refused
from pipeline.ports.conversion import Rendition

_TRIES = 2


class _Place:
    """Room for one worker; held by one thread at a time."""

    def __init__(self) -> None:
        self.worker: Future[Process] | None = None


class LibreOffice:
    """Converts through up to ``workers`` LibreOffice processes, started when first needed.

    Args:
        scratch: A folder on a local disk for profiles and jobs; swept of leftovers at start.
        workers: How many documents at once; one per core is best.
        deadline: How long one document may take before its worker is killed.
        recycle_after: A worker is replaced after so many documents, since LibreOffice slowly
            grows (unoserver issue 185 tells of one that died after about 400).
        level: Which walls to build; without it, the best that works here.
    """

    def __init__(
        self,
        *,
        scratch: Path,
        workers: int = 1,
        deadline: timedelta = timedelta(seconds=30),
        recycle_after: int = 200,
        level: Isolation | None = None,
    ) -> None:
        self._scratch = scratch
        self._seconds = deadline.total_seconds()
        self._recycle_after = recycle_after
        self._level = level
        self._home: Home | None = None
        self._closed = False
        self._places = [_Place() for _ in range(workers)]
        # The last used first: it is warm, and the rest need not be started at all.
        self._free: LifoQueue[_Place] = LifoQueue()
        for place in self._places:
            self._free.put(place)
        # Workers are started on one thread that lives as long as they (see ``process``).
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="libreoffice-starter")

    def convert(self, docx: bytes) -> Rendition:
        """Lay out one document; see ``pipeline.ports.conversion.Converter``.

        Raises:
            Refused: It is no Word document (K02), or none that LibreOffice can open (K01).
            NotYet: LibreOffice hung or died on it twice, the disk is full, or this converter
                was closed.
            Misconfigured: LibreOffice is not installed, or does not start.
        """
        require_word_package(docx)
        printed = without_comments(docx)
        place = self._free.get()
        try:
            if self._closed:
                raise NotYet("the converter was closed", "T05")
            return self._convert_at(place, printed)
        except OSError as error:
            raise NotYet(f"conversion has no room to work: {error}") from error
        finally:
            self._free.put(place)

    def warm(self) -> None:
        """Start all idle workers in the background and return at once."""
        taken: list[_Place] = []
        try:
            while not self._closed:
                taken.append(self._free.get_nowait())
                self._start_at(taken[-1])
        except Empty:
            return
        finally:
            for place in taken:
                self._free.put(place)

    def isolation(self) -> str:
        """Return how far its workers are locked in; see ``Isolation``."""
        return self._level or isolation()

    def close(self) -> None:
        """Wait for documents in work, then end the workers and remove their folders."""
        if self._closed:
            return
        self._closed = True
        for _ in self._places:
            self._clear(self._free.get())
        self._starter.shutdown()
        if self._home is not None:
            self._home.close()
        for place in self._places:  # whoever still waits learns that it is closed
            self._free.put(place)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _convert_at(self, place: _Place, docx: bytes) -> Rendition:
        trouble = ""
        for _ in range(_TRIES):
            worker = self._worker_at(place)
            try:
                rendition = worker.convert(docx, within=self._seconds)
            except Lost as lost:
                trouble = str(lost)
            except Unreadable as unreadable:
                if worker.served == 1:
                    raise Refused(Finding("K01")) from unreadable
                # A worker gone bad calls good letters unreadable: a fresh one must agree.
                trouble = str(unreadable)
            except BaseException:  # interrupted in the middle: its next answer would be stale
                self._clear(place)
                raise
            else:
                if worker.served >= self._recycle_after:
                    self._clear(place)
                    self._start_at(place)
                return rendition
            self._clear(place)
        raise NotYet(f"a document could not be converted: {trouble}", "T05")

    def _worker_at(self, place: _Place) -> Process:
        self._start_at(place)
        if place.worker is None:
            raise NotYet("the converter has no worker", "T05")
        try:
            return place.worker.result()
        except BaseException:
            self._clear(place)
            raise

    def _start_at(self, place: _Place) -> None:
        if place.worker is None:
            place.worker = self._starter.submit(self._start)

    def _start(self) -> Process:
        if self._home is None:
            self._home = Home(self._scratch)
        return Process(self._home.path, self._level or isolation(), locate_program())

    def _clear(self, place: _Place) -> None:
        worker, place.worker = place.worker, None
        if worker is not None and not worker.cancel() and worker.exception() is None:
            worker.result().kill()

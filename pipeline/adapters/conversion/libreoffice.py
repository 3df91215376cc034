"""The converter: a few warm LibreOffice processes, each replaced when it fails or grows old."""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from queue import Empty, LifoQueue
from types import TracebackType
from typing import NoReturn, Self

from pipeline.adapters.conversion import jobs
from pipeline.adapters.conversion.installation import locate_program
from pipeline.adapters.conversion.process import Lost, Process, Unreadable
from pipeline.adapters.conversion.scratch import Home
from pipeline.adapters.conversion.worker import rehearsal
from pipeline.adapters.jail import Isolation, Jail, Trade, isolation
from pipeline.errors import Finding, NotYet, Refused
from pipeline.ports.conversion import Rendition

_TRIES = 2
_LONGEST = 300


def _own_trade() -> Trade:
    return Trade(
        what="the process that looks at letters and their PDFs",
        modules=("pipeline.adapters.conversion.jobs",),
        too_heavy="K03",
        unsound="K04",
    )


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
        reader: Who opens what goes in and comes out, with ``conversion.jobs`` among its modules;
            without it, a jail of this converter's own.
    """

    def __init__(  # noqa: PLR0913 - by keyword only, and all but one have a default
        self,
        *,
        scratch: Path,
        workers: int = 1,
        deadline: timedelta = timedelta(seconds=30),
        recycle_after: int = 200,
        level: Isolation | None = None,
        reader: Jail | None = None,
    ) -> None:
        self._own_reader = reader is None
        self._reader = reader or Jail(_own_trade(), processes=workers, level=level)
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
            Refused: It is no Word document (K02), none that LibreOffice can open (K01), or one
                over which it hung or died twice while another letter went well (K03).
            NotYet: LibreOffice fails also with other letters or was killed from outside, the disk
                is full, or this converter was closed.
            Misconfigured: LibreOffice is not installed, or does not start.
        """
        if self._closed:
            raise NotYet("the converter was closed")
        printed = jobs.PREPARE.ask(self._reader, docx, None)
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
        if self._own_reader:
            self._reader.close()
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
        trouble = Lost("nothing was tried")
        for _ in range(_TRIES):
            worker = self._worker_at(place)
            try:
                rendition = self._checked(worker.convert(docx, within=self._seconds))
            except Lost as lost:
                trouble = lost
            except Unreadable as unreadable:
                if worker.served == 1:
                    self._blame(place, "K01", str(unreadable))
                # A worker gone bad calls good letters unreadable: a fresh one must agree.
                trouble = Lost(str(unreadable))
            except BaseException:  # interrupted in the middle: its next answer would be stale
                self._clear(place)
                raise
            else:
                if worker.served >= self._recycle_after:
                    self._clear(place)
                    self._start_at(place)
                return rendition
            self._clear(place)
        if not trouble.struck:
            self._blame(place, "K03", str(trouble))
        raise NotYet(f"a document could not be converted: {trouble}", "T05")

    def _checked(self, pdf: bytes) -> Rendition:
        """Count the pages of what a worker left.

        Raises:
            Lost: It is no PDF, or one without a page.
        """
        try:
            pages = jobs.COUNT.ask(self._reader, pdf, None)
        except Refused as refused:
            raise Lost("LibreOffice left a PDF that cannot be read") from refused
        if pages < 1:
            raise Lost("LibreOffice left no PDF with a page")
        return Rendition(pdf=pdf, pages=pages)

    def _blame(self, place: _Place, code: str, trouble: str) -> NoReturn:
        """Refuse a document, unless LibreOffice fails with a letter that is known to be good.

        Raises:
            Refused: The other letter went well.
            NotYet: It did not: LibreOffice is to blame.
        """
        try:
            self._checked(self._worker_at(place).convert(rehearsal(), within=self._seconds))
        except (Lost, Unreadable) as broken:
            self._clear(place)
            raise NotYet(
                f"LibreOffice converts nothing: {trouble}; then: {broken}", "T05"
            ) from broken
        except BaseException:
            self._clear(place)
            raise
        raise Refused(Finding(code, {"rinci": trouble[:_LONGEST]}))

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

"""The converter: a few warm LibreOffice processes, each replaced when it fails or grows old."""

from datetime import timedelta
from pathlib import Path
from typing import NoReturn, Self

from pipeline.adapters.conversion import jobs
from pipeline.adapters.conversion.installation import locate_program
from pipeline.adapters.conversion.process import Lost, Process, Unreadable
from pipeline.adapters.conversion.scratch import Home
from pipeline.adapters.conversion.worker import rehearsal
from pipeline.adapters.jail import Isolation, Jail, Place, Pool, Trade, isolation
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
        self._pool = Pool(self._start, places=workers, what="the converter", trouble="T05")

    def convert(self, docx: bytes) -> Rendition:
        """Lay out one document; see ``pipeline.ports.conversion.Converter``.

        Raises:
            Refused: It is no Word document (K02), none that LibreOffice can open (K01), or one
                over which it hung or died twice while another letter went well (K03).
            NotYet: LibreOffice fails also with other letters or was killed from outside, the disk
                is full, or this converter was closed.
            Misconfigured: LibreOffice is not installed, or does not start.
        """
        printed = jobs.PREPARE.ask(self._reader, docx, None)
        with self._pool.place() as place:
            try:
                return self._convert_at(place, printed)
            except OSError as error:
                raise NotYet(f"conversion has no room to work: {error}") from error

    def warm(self) -> None:
        """Start all idle workers in the background and return at once."""
        self._pool.warm()

    def isolation(self) -> str:
        """Return how far its workers are locked in; see ``Isolation``."""
        return self._level or isolation()

    def close(self) -> None:
        """Wait for documents in work, then end the workers and remove their folders."""
        if self._pool.is_closed:
            return
        self._pool.close()
        if self._own_reader:
            self._reader.close()
        if self._home is not None:
            self._home.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _convert_at(self, place: Place[Process], docx: bytes) -> Rendition:
        trouble = Lost("nothing was tried")
        for _ in range(_TRIES):
            worker = place.worker()
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
                place.clear()
                raise
            else:
                if worker.served >= self._recycle_after:
                    place.clear()
                    place.start()
                return rendition
            place.clear()
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

    def _blame(self, place: Place[Process], code: str, trouble: str) -> NoReturn:
        """Refuse a document, unless LibreOffice fails with a letter that is known to be good.

        Raises:
            Refused: The other letter went well.
            NotYet: It did not: LibreOffice is to blame.
        """
        try:
            self._checked(place.worker().convert(rehearsal(), within=self._seconds))
        except (Lost, Unreadable) as broken:
            place.clear()
            raise NotYet(
                f"LibreOffice converts nothing: {trouble}; then: {broken}", "T05"
            ) from broken
        except BaseException:
            place.clear()
            raise
        raise Refused(Finding(code, {"rinci": trouble[:_LONGEST]}))

    def _start(self) -> Process:
        if self._home is None:
            self._home = Home(self._scratch)
        return Process(self._home.path, self._level or isolation(), locate_program())

"""Bringing the lists and the catalogue up to date with the berkas; all of it can be made again.

Filing marks what the lists lack and leaves them alone (``behind``): they are written later, for
many filings at once, by whoever has time. What was written is remembered by its digest, so that an
edited or missing list is noticed and made anew.
"""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.adapters.archive import catalogue, lists
from pipeline.adapters.archive.behind import (
    EVERYTHING,
    has_marks,
    lay_mark,
    marks_of,
    remove_mark,
)
from pipeline.adapters.archive.holding import berkas_paths, years_of
from pipeline.adapters.archive.lock import updating
from pipeline.adapters.archive.manifest import digests_of, read_regular
from pipeline.adapters.archive.printed import write_pdf
from pipeline.adapters.archive.sheet import write_sheet
from pipeline.adapters.archive.stage import LISTS, sweep_temporaries
from pipeline.adapters.archive.yearly import remembered_places, rows_of_year, year_sheet
from pipeline.ports.disk import Disk
from pipeline.ports.texts import Texts

#: lists are for everybody to read and for Paraf to write
LIST_MODE = 0o644
_MADE = f"{LISTS}/made.json"


class _Made(BaseModel):
    """What was written, by name."""

    model_config = ConfigDict(extra="forbid")

    sha256: dict[str, str] = {}


def is_behind(root: Path) -> bool:
    """Tell whether anything is known to be lacking, or was filed and never listed here."""
    return has_marks(root) or (not (root / _MADE).exists() and bool(years_of(root)))


def bring_up_to_date(
    root: Path, disk: Disk, texts: Texts | None, *, everything: bool = False
) -> None:
    """Write the lists and the catalogue anew where the marks say that they lack something.

    Args:
        root: The archive.
        disk: Writes.
        texts: Reads the documents' words for the catalogue.
        everything: Whatever the marks say.

    Raises:
        NotYet: Somebody else is at it.
        OSError: The archive cannot be read or written; where it was a single list, perhaps since
            somebody has it open on a share, all others are up to date.
    """
    disk.make_folder(str(root / LISTS))
    with updating(root):
        sweep_temporaries(root / LISTS, disk)
        marks = marks_of(root)
        made = _made(root)
        work = _Work(root, disk, texts, made or _Made())
        if everything or made is None or EVERYTHING in marks.values():
            work.years(years_of(root))
            work.catalogue(None)
        else:
            # the lists first: the catalogue points to those that are there
            work.years(sorted({int(what[:4]) for what in marks.values()}))
            changed = {what for what in marks.values() if "/" in what}
            if changed:
                work.catalogue(changed)
        work.finish()
        for name in marks:
            remove_mark(root, disk, name)


def notice(root: Path, disk: Disk) -> None:
    """Look for lists that are not as they were made, and for berkas that they know nothing of.

    What is found is marked; whoever brings the lists up to date sees to it.
    """
    made = _made(root)
    if made is None:
        return  # everything is made anew anyway
    spoilt = {name for name, digest in made.sha256.items() if not _is_there(root / name, digest)}
    for what in {name[:4] if _is_list(name) else EVERYTHING for name in spoilt}:
        lay_mark(root, disk, what)
    listed = {int(name[:4]) for name in made.sha256 if _is_list(name)}
    remembered: set[str] = set()
    for year in {*years_of(root), *listed}:
        remembered |= remembered_places(root, year)
    for path in sorted(remembered.symmetric_difference(berkas_paths(root))):
        lay_mark(root, disk, path)


class _Work:
    """One bringing up to date."""

    def __init__(self, root: Path, disk: Disk, texts: Texts | None, made: _Made) -> None:
        self._root = root
        self._disk = disk
        self._texts = texts
        self._made = made
        self._failed: OSError | None = None

    def catalogue(self, changed: Collection[str] | None) -> None:
        """Bring the catalogue in line with these berkas, or with all."""
        catalogue.bring_up_to_date(self._root, self._disk, changed, self._texts)
        before, chunks = self._made.sha256, catalogue.chunks_of(self._root)
        kept = {name: digest for name, digest in before.items() if name in chunks or _is_list(name)}
        fresh = {*catalogue.ENTRANCE, *chunks} - set(kept)
        now = kept | {name: digests_of(self._root / name).sha256 for name in fresh}
        self._made.sha256 = dict(sorted(now.items()))

    def years(self, years: Collection[int]) -> None:
        """Write the lists of these years, as Excel files and printed."""
        for year in years:
            if not (self._root / f"{year:04d}").is_dir():
                continue
            rows = rows_of_year(self._root, self._disk, year)
            if rows:
                sheet = year_sheet(year, rows)
                for name, write in zip(
                    lists.year_list_names(year), (write_sheet, write_pdf), strict=True
                ):
                    self._try_to_write(f"{year:04d}/{name}", write(sheet))

    def finish(self) -> None:
        """Remember what was written; what could not be is told now that all else is done.

        Raises:
            OSError: As the disk reported it.
        """
        self._disk.write(str(self._root / _MADE), self._made.model_dump_json().encode())
        if self._failed is not None:
            raise self._failed

    def _try_to_write(self, name: str, data: bytes) -> None:
        try:
            self._write(name, data)
        except OSError as error:
            self._failed = self._failed or error

    def _write(self, name: str, data: bytes) -> None:
        target = self._root / name
        digest = hashlib.sha256(data).hexdigest()
        if not _is_there(target, digest):
            # half written it lies where no filing sweeps: filing goes on meanwhile
            beside = str(self._root / LISTS)
            self._disk.write(str(target), data, mode=LIST_MODE, beside=beside)
        self._made.sha256[name] = digest


def _is_list(name: str) -> bool:
    """Whether it is a year's list; all else that is made belongs to the catalogue."""
    return name[:4].isdigit()


def _made(root: Path) -> _Made | None:
    with suppress(OSError, ValidationError):
        return _Made.model_validate_json(read_regular(root / _MADE))
    return None


def _is_there(path: Path, sha256: str) -> bool:
    try:
        return digests_of(path).sha256 == sha256
    except OSError:
        return False

"""The daftar berkas of a year: its rows, remembered one by one, and its file.

The rows are made from the records of the berkas; reading those of a whole year each time somebody
files would cost more from year to year. So each row is kept with what its berkas' manifest looked
like on the disk, and made anew when that is not so any more. Losing what is kept costs one more
reading of everything.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.adapters.archive.holding import berkas_paths, read_records
from pipeline.adapters.archive.manifest import SHA256_MANIFEST, read_regular
from pipeline.adapters.archive.record import RecordBroken, entry_of
from pipeline.adapters.archive.sheet import Sheet
from pipeline.adapters.archive.stage import LISTS
from pipeline.ports.archive import BerkasEntry
from pipeline.ports.disk import Disk
from pipeline.wording.indonesian import span_words

#: Of a berkas' manifest, by which a row knows that it still holds.
Stamp = tuple[int, int, int]
_NO_STAMP: Stamp = (0, 0, 0)
YEAR_COLUMNS = (
    "No",
    "Klasifikasi Arsip",
    "Nomor Berkas",
    "Unit Pengolah",
    "Uraian Informasi Berkas",
    "Kurun Waktu",
    "Jumlah",
    "Keterangan",
)


class YearRow(BaseModel):
    """One berkas as the yearly list shows it (domain 8.2)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str
    classification: str
    number: int
    unit: str
    title: str
    span: str
    items: int
    remark: str
    creator: str
    changed_at: datetime


class _Kept(BaseModel):
    """What is remembered of a year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rows: tuple[tuple[Stamp, YearRow], ...] = ()
    #: berkas whose records cannot be read; ``paraf archive verify`` names what is wrong
    unreadable: tuple[str, ...] = ()


def row_of(entry: BerkasEntry) -> YearRow:
    """Put together what the list says of a berkas."""
    return YearRow(
        path=entry.path,
        classification=f"{entry.classification_code} {entry.classification_name}",
        number=entry.number,
        unit=entry.unit,
        title=entry.title,
        span=span_words(item.dated_on for item in entry.items),
        items=len(entry.items),
        remark=f"{entry.access}; {entry.retention}",
        creator=entry.creator,
        changed_at=entry.changed_at,
    )


def rows_of_year(root: Path, disk: Disk, year: int) -> list[YearRow]:
    """The rows of a year by klasifikasi and number, as its berkas are now.

    Raises:
        OSError: The archive cannot be read, or what is kept not be written.
    """
    before = _kept(root, year)
    known = {row.path: (stamp, row) for stamp, row in before.rows}
    rows: list[tuple[Stamp, YearRow]] = []
    unreadable: list[str] = []
    for path in berkas_paths(root, year):
        try:
            rows.append(_row(root, path, known))
        except (RecordBroken, OSError):
            unreadable.append(path)
    rows.sort(key=lambda each: (each[1].path.split("/")[1], each[1].number))
    now = _Kept(rows=tuple(rows), unreadable=tuple(unreadable))
    if now != before:
        disk.write(str(_file(root, year)), now.model_dump_json().encode())
    return [row for _, row in rows]


def remembered_places(root: Path, year: int) -> set[str]:
    """The berkas of a year that were there when its list was made last, readable or not."""
    kept = _kept(root, year)
    return {row.path for _, row in kept.rows} | set(kept.unreadable)


def year_sheet(year: int, rows: Sequence[YearRow]) -> Sheet:
    """The daftar berkas of a year (domain 8.2); ``rows`` must not be empty.

    Where berkas of several pencipta arsip lie together, each line says whose it is.
    """
    creators = list(dict.fromkeys(row.creator for row in rows))
    return Sheet(
        name=f"Daftar Berkas {year}",
        heading=(f"DAFTAR BERKAS TAHUN {year}", "; ".join(creators)),
        columns=YEAR_COLUMNS,
        widths=(7, 30, 11, 24, 48, 24, 10, 36),
        rows=[
            cells_of(at, row, tells_creator=len(creators) > 1)
            for at, row in enumerate(rows, start=1)
        ],
        changed_at=max(row.changed_at for row in rows),
    )


def cells_of(at: int, row: YearRow, *, tells_creator: bool = False) -> tuple[str | int, ...]:
    """A line of the list under ``YEAR_COLUMNS``."""
    return (
        at,
        row.classification,
        f"{row.number:03d}",
        row.unit,
        row.title,
        row.span,
        f"{row.items} item",
        (f"pencipta arsip {row.creator}; " if tells_creator else "") + row.remark,
    )


def _row(
    root: Path, path: str, known: Mapping[str, tuple[Stamp, YearRow]]
) -> tuple[Stamp, YearRow]:
    stamp = _stamp(root / path / SHA256_MANIFEST)
    remembered = known.get(path)
    if remembered and remembered[0] == stamp != _NO_STAMP:
        return remembered
    return stamp, row_of(entry_of(path, *read_records(root / path)))


def _stamp(manifest: Path) -> Stamp:
    try:
        found = manifest.lstat()
    except FileNotFoundError:
        return _NO_STAMP
    return found.st_ino, found.st_size, found.st_mtime_ns


def _kept(root: Path, year: int) -> _Kept:
    with suppress(OSError, ValidationError):
        return _Kept.model_validate_json(read_regular(_file(root, year)))
    return _Kept()


def _file(root: Path, year: int) -> Path:
    return root / LISTS / f"{year:04d}.json"

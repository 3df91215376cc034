"""``FixityMemory`` in a small SQLite file of its own, asked by index and never read whole.

Not a table of the office's database: what stands here is no record, and whoever loses or spoils the
file pays with one more reading of the archive.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from pipeline.errors import Finding
from pipeline.ports.disk import Disk
from pipeline.ports.fixity import Fixity

_FINDINGS = TypeAdapter(tuple[Finding, ...])
_COLUMNS = tuple(each.name for each in fields(Fixity))
_MOMENTS = frozenset({"seen_at", "read_at", "good_at", "bad_since", "copy_tried_at"})
_BUSY_SECONDS = 10.0
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS berkas (path TEXT PRIMARY KEY, last REAL NOT NULL,
    {", ".join(f"{name} REAL" if name in _MOMENTS else f"{name} TEXT" for name in _COLUMNS)});
CREATE INDEX IF NOT EXISTS berkas_last ON berkas (last, path);
CREATE INDEX IF NOT EXISTS berkas_read ON berkas (read_at);
CREATE INDEX IF NOT EXISTS berkas_bad ON berkas (last, path) WHERE findings <> '[]';
CREATE INDEX IF NOT EXISTS berkas_copy_trouble ON berkas (path) WHERE copy_trouble <> '';
CREATE INDEX IF NOT EXISTS berkas_uncopied ON berkas (path)
    WHERE anchor IS NOT NULL AND anchor <> copied;
CREATE TABLE IF NOT EXISTS seen (line INTEGER NOT NULL, hash TEXT NOT NULL);
"""
_KEEP = (
    f"INSERT OR REPLACE INTO berkas (path, last, {', '.join(_COLUMNS)}) "  # noqa: S608 - our names
    f"VALUES (?, ?, {', '.join('?' for _ in _COLUMNS)})"
)
_ALL = f"SELECT path, {', '.join(_COLUMNS)} FROM berkas"  # noqa: S608 - our names


class FixityBook:
    """One SQLite file; another process may write to it, too."""

    def __init__(self, path: Path, disk: Disk) -> None:
        self._path = path
        self._disk = disk
        self._base: sqlite3.Connection | None = None

    # -- what the ledger and the archive tell --------------------------------------------------

    def seen(self) -> tuple[int, str]:
        """The newest ledger line whose filings are known here."""
        with self._open() as base:
            row = base.execute("SELECT line, hash FROM seen").fetchone()
            return (int(row[0]), str(row[1])) if row else (0, "")

    def note_filings(
        self, line: tuple[int, str], anchors: Mapping[str, str], now: datetime
    ) -> None:
        """Up to this ledger line these berkas were filed or grew."""
        with self._open() as base:
            for path, anchor in anchors.items():
                base.execute(
                    "INSERT INTO berkas (path, last, seen_at, anchor, findings, copied, "
                    "copy_trouble) VALUES (?, ?, ?, ?, '[]', '', '') "
                    "ON CONFLICT (path) DO UPDATE SET anchor = excluded.anchor",
                    (path, now.timestamp(), now.timestamp(), anchor),
                )
            base.execute("DELETE FROM seen")
            base.execute("INSERT INTO seen VALUES (?, ?)", line)

    def note_places(self, places: frozenset[str], now: datetime) -> None:
        """These are the berkas that stand in the archive; what nothing refers to is forgotten."""
        with self._open() as base:
            known = {row[0]: row[1] for row in base.execute("SELECT path, anchor FROM berkas")}
            gone = [(path,) for path, anchor in known.items() if not (anchor or path in places)]
            base.executemany("DELETE FROM berkas WHERE path = ?", gone)
            new = [_row(path, Fixity(seen_at=now)) for path in sorted(places - known.keys())]
            base.executemany(_KEEP, new)

    def forget_everything(self) -> None:
        """The ledger is another one than before."""
        with self._open() as base:
            base.execute("DELETE FROM berkas")
            base.execute("DELETE FROM seen")

    # -- how each one stands -------------------------------------------------------------------

    def of(self, path: str) -> Fixity | None:
        """How a berkas stood last; None for one that nobody has noticed here."""
        return self._found(f"{_ALL} WHERE path = ?", path).get(path)

    def remember(self, known: Mapping[str, Fixity]) -> None:
        """Remember how these stand."""
        with self._open() as base:
            base.executemany(_KEEP, [_row(path, fixity) for path, fixity in known.items()])

    def troubled(self) -> Mapping[str, Fixity]:
        """Those that are damaged, or lack a second copy for a reason."""
        damaged = self._found(f"{_ALL} WHERE findings <> '[]' ORDER BY path")
        return {**damaged, **self._found(f"{_ALL} WHERE copy_trouble <> '' ORDER BY path")}

    # -- what comes next -----------------------------------------------------------------------

    def count(self) -> int:
        """How many there are."""
        with self._open() as base:
            return int(base.execute("SELECT count(*) FROM berkas").fetchone()[0])

    def last_read(self) -> datetime | None:
        """When anything was read last, or the first one was noticed where nothing ever was."""
        with self._open() as base:
            query = "SELECT coalesce(max(read_at), (SELECT min(last) FROM berkas)) FROM berkas"
            return _moment(base.execute(query).fetchone()[0])

    def longest_unread(self, count: int) -> Mapping[str, Fixity]:
        """Those that were not read, or noticed, for longest."""
        return self._found(f"{_ALL} ORDER BY last, path LIMIT ?", count)

    def damaged_unread_since(self, moment: datetime, count: int) -> Mapping[str, Fixity]:
        """Damaged ones that were not read since then, those unread for longest first."""
        query = f"{_ALL} WHERE findings <> '[]' AND last <= ? ORDER BY last, path LIMIT ?"
        return self._found(query, moment.timestamp(), count)

    def read_after(self, moment: datetime, count: int) -> Mapping[str, Fixity]:
        """Those that were read, or noticed, later than that."""
        query = f"{_ALL} WHERE last > ? ORDER BY last, path LIMIT ?"
        return self._found(query, moment.timestamp(), count)

    def uncopied(self, tried_before: datetime, count: int) -> Mapping[str, Fixity]:
        """Those whose second copy is not what the ledger knows, and was not tried since then."""
        query = (
            f"{_ALL} WHERE anchor IS NOT NULL AND anchor <> copied "
            "AND (copy_tried_at IS NULL OR copy_tried_at <= ?) ORDER BY path LIMIT ?"
        )
        return self._found(query, tried_before.timestamp(), count)

    # -- the file ------------------------------------------------------------------------------

    def _found(self, query: str, *values: str | float) -> dict[str, Fixity]:
        with self._open() as base:
            rows: Sequence[tuple[str, ...]] = base.execute(query, values).fetchall()
        return {path: _fixity(rest) for path, *rest in rows}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The file in one transaction; begun anew where it is spoilt.

        Raises:
            OSError: It cannot be read or written now.
        """
        try:
            with self._connected() as base:
                yield base
        except sqlite3.Error as error:
            self.close()
            if not isinstance(error, sqlite3.OperationalError):
                self._throw_away()
            raise OSError(f"{self._path}: {error}") from error

    def close(self) -> None:
        """Let go of the file."""
        base, self._base = self._base, None
        if base is not None:
            base.close()

    def _connected(self) -> sqlite3.Connection:
        if self._base is None:
            try:
                self._base = self._made()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self._throw_away()
                self._base = self._made()
        return self._base

    def _throw_away(self) -> None:
        for name in ("-journal", ""):
            self._disk.remove(f"{self._path}{name}")

    def _made(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, check_same_thread=False)
        try:
            base.executescript(_SCHEMA)
        except sqlite3.Error:
            base.close()
            raise
        return base


def last_good(book: Path, places: Iterable[str]) -> dict[str, datetime]:
    """When each of these berkas was last read and whole, as far as a book tells; leaves no trace.

    Args:
        book: Where ``FixityBook`` keeps it; it need not be there.
        places: Berkas by where they stand.
    """
    found: dict[str, datetime] = {}
    address = f"{book.as_uri()}?mode=ro"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as base:
        for place in places:
            row = base.execute("SELECT good_at FROM berkas WHERE path = ?", (place,)).fetchone()
            if row and (moment := _moment(row[0])):
                found[place] = moment
    return found


def _row(path: str, fixity: Fixity) -> tuple[str | float | None, ...]:
    values = []
    for name in _COLUMNS:
        value = getattr(fixity, name)
        if name == "findings":
            value = _FINDINGS.dump_json(value).decode()
        values.append(value.timestamp() if isinstance(value, datetime) else value)
    return path, (fixity.read_at or fixity.seen_at).timestamp(), *values


def _fixity(values: Sequence[str]) -> Fixity:
    facts: dict[str, object] = dict(zip(_COLUMNS, values, strict=True))
    facts |= {name: _moment(facts[name]) for name in _MOMENTS}
    facts["findings"] = _FINDINGS.validate_json(str(facts["findings"]))
    return Fixity(**facts)  # type: ignore[arg-type]


def _moment(value: object) -> datetime | None:
    return datetime.fromtimestamp(value, UTC) if isinstance(value, float) else None

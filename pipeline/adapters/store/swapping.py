"""A new database in the place of the old one: built aside, swapped in by one rename.

The old one is kept, never deleted. A log that lies beside a database belongs to it: it must be
gone before another database takes that name, or SQLite would replay it there.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from pipeline.adapters.store.schema import VERSION
from pipeline.adapters.store.schema import fact as facts
from pipeline.adapters.store.snapshot import snapshot
from pipeline.adapters.store.sql import SqlStore, open_sqlite
from pipeline.errors import NotYet
from pipeline.ports.disk import Disk

_LOGS = ("-wal", "-shm", "-journal")


class Swap:
    """One new database being built beside the old one.

    Args:
        database: The office's.
        workshop: A folder on the same device, ours alone.
        keep: Where the old database is kept.
        disk: Moves and syncs.
    """

    def __init__(self, database: Path, workshop: Path, keep: Path, disk: Disk) -> None:
        self._database = database
        self._workshop = workshop
        self._new = workshop / database.name
        self._keep = keep
        self._disk = disk

    @contextlib.contextmanager
    def built(self, office_id: str, *, from_old: bool) -> Iterator[SqlStore]:
        """The new database, to be written to: empty, or a copy of the old one.

        Raises:
            NotYet: the disk is full or read-only.
        """
        with _translated():
            self._disk.remove_tree(str(self._workshop))
            self._disk.make_folder(str(self._workshop), mode=0o700)
            if from_old:
                snapshot(self._database, self._new, lambda: False)
            else:
                _begin(self._new, office_id)
        with closing(open_sqlite(self._new)) as store:
            yield store
        with _translated():
            _make_one_file(self._new)
            self._disk.sync_tree(str(self._new))

    def swap(self) -> None:
        """Keep the old database and put the new one in its place.

        Raises:
            NotYet: the disk refuses; the old one is in its place, or gone as it was before.
        """
        with _translated():
            self._disk.make_folder(str(self._keep), mode=0o700)
            self._keep_old()
            self._disk.supplant(str(self._new), str(self._database))
            self._disk.remove_tree(str(self._workshop))

    def _keep_old(self) -> None:
        """Copy the old one aside as it is, then bring it to one file without logs."""
        for ending in ("", *_LOGS):
            old = self._database.with_name(f"{self._database.name}{ending}")
            kept = self._keep / old.name
            if old.exists() and not kept.exists():
                self._disk.build(str(kept), _chunks(old), mode=0o600)
        self._disk.sync_tree(str(self._keep))
        if self._database.exists():
            with contextlib.suppress(sqlite3.DatabaseError):
                _make_one_file(self._database)
        for ending in _LOGS:
            log = self._database.with_name(f"{self._database.name}{ending}")
            if log.exists():
                self._disk.remove(str(log))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            yield chunk


def _begin(path: Path, office_id: str) -> None:
    """An empty database that knows its office's number."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            f"CREATE TABLE {facts.name} (key VARCHAR PRIMARY KEY, value TEXT NOT NULL)"
        )
        rows = [("schema", VERSION), ("office", office_id)]
        connection.executemany(f"INSERT INTO {facts.name} VALUES (?, ?)", rows)  # noqa: S608


def _make_one_file(path: Path) -> None:
    """Bring what a database's log holds into the database itself, and let the log go."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise NotYet(f"the new database cannot be written: {error}") from error
    except OSError as error:
        raise NotYet(f"the new database cannot be put in its place: {error}") from error

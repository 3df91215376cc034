"""Reading an office's memory without leaving a trace in its folder.

A database in WAL mode cannot be opened on read-only media, and opening it elsewhere leaves files
beside it. So: while a Paraf works, its open database is read through SQLite's own snapshot; while
nobody does, a copy of it is read.
"""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, inspect, select
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.remembered import memory_of
from pipeline.errors import NotYet
from pipeline.ports.store import Memory

_TRIES = 20
_PAUSE_SECONDS = 0.05
_NOTHING = Memory(
    breaks=(),
    head=(0, ""),
    office_id="",
    happened=(),
    told=frozenset(),
    cycles=(),
    acts=(),
    documents=(),
    numbers=(),
    laid=(),
)


def memory_in(database: Path, is_in_use: Callable[[], bool]) -> Memory:
    """What an office remembers; nothing where it has no database yet.

    Raises:
        NotYet: it cannot be read, or does not stand still long enough to be copied.
    """
    for _ in range(_TRIES):
        if not database.exists():
            return _NOTHING
        if is_in_use():
            return _read(f"file:{quote(str(database))}?mode=ro")
        with tempfile.TemporaryDirectory(prefix="paraf-check-") as folder:
            copy = Path(folder, database.name)
            if copied(database, copy):
                return _read(f"file:{quote(str(copy))}")
        time.sleep(_PAUSE_SECONDS)
    raise NotYet("the database does not stand still long enough to be looked at")


def copied(database: Path, copy: Path) -> bool:
    """Copy a database that nobody has open; False when somebody wrote to it meanwhile."""
    log = database.with_name(f"{database.name}-wal")
    before = _state(database), _state(log)
    try:
        shutil.copyfile(database, copy)
        if before[1]:
            shutil.copyfile(log, copy.with_name(f"{copy.name}-wal"))
    except FileNotFoundError:
        return False
    except OSError as error:
        raise NotYet(f"the database cannot be read: {error}") from error
    return before == (_state(database), _state(log))


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _read(source: str) -> Memory:
    """Read a database; one that cannot be made sense of is itself the finding."""
    engine = create_engine("sqlite://", creator=lambda: _connected(source), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            if not inspect(connection).has_table(t.fact.name):
                return _NOTHING
            facts = {row.key: row.value for row in connection.execute(select(t.fact))}
            _refuse_another_version(facts.get("schema", t.VERSION))
            return memory_of(connection, facts.get("office", ""))
    except OperationalError as error:
        raise NotYet(f"the database cannot be read: {error.orig}") from error
    except (DatabaseError, ValueError) as error:
        return replace(_NOTHING, breaks=(f"the database makes no sense: {error}",))
    finally:
        engine.dispose()


def _refuse_another_version(found: str) -> None:
    if found in t.MIGRATIONS:
        raise NotYet(
            f"the database is of an earlier Paraf (schema {found}); "
            "paraf run --once brings it up to date, then look again"
        )
    if found != t.VERSION:
        raise NotYet(f"the database is of a newer Paraf (schema {found}); look at it with that one")


def _connected(source: str) -> sqlite3.Connection:
    return sqlite3.connect(source, uri=True, isolation_level=None)

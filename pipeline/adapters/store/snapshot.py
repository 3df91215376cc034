"""A copy of the database as it stands at one moment, while a Paraf may be writing to it.

Made with SQLite's own online backup: one reading transaction, however long it takes. Where nobody
works the file is copied first, so that nothing is left beside it (``looking``). The copy is one
plain file: no log belongs to it.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from pipeline.adapters.store.looking import copied, memory_in
from pipeline.errors import Misconfigured, NotYet
from pipeline.ports.store import Memory

_TRIES = 20
_PAUSE_SECONDS = 0.05


def snapshot(database: Path, copy: Path, is_in_use: Callable[[], bool]) -> Memory:
    """Copy a database, and tell what the copy remembers.

    Args:
        database: The office's.
        copy: Where to; nothing stands there.
        is_in_use: Whether a Paraf works in the office now.

    Raises:
        Misconfigured: there is none, or it makes no sense.
        NotYet: it cannot be read now, or the place of the copy is full.
    """
    if not database.exists():
        raise Misconfigured(
            [f"{database} is not there: nothing has happened in this office yet, or it was lost"]
        )
    try:
        _copy(database, copy, is_in_use)
    except sqlite3.OperationalError as error:
        raise NotYet(f"the database cannot be copied: {error}") from error
    except sqlite3.DatabaseError as error:
        raise _senseless(database, str(error)) from error
    memory = memory_in(copy, lambda: False)
    if not memory.office_id:
        raise _senseless(database, "; ".join(memory.breaks[:1]) or "it is empty")
    return memory


def _senseless(database: Path, why: str) -> Misconfigured:
    problem = (
        f"{database} cannot be read as a database ({why}). Keep it, use the newest backup "
        "(paraf restore), or build a new one from the archive (paraf rebuild)"
    )
    return Misconfigured([problem])


def _copy(database: Path, copy: Path, is_in_use: Callable[[], bool]) -> None:
    for _ in range(_TRIES):
        if is_in_use():
            _through_sqlite(f"file:{quote(str(database))}?mode=ro", copy)
            return
        still = copy.with_name(f"{copy.name}.still")
        if copied(database, still):
            _through_sqlite(f"file:{quote(str(still))}", copy)
            for each in (still, *still.parent.glob(f"{still.name}-*")):
                each.unlink(missing_ok=True)
            return
        time.sleep(_PAUSE_SECONDS)
    raise NotYet("the database does not stand still long enough to be copied")


def _through_sqlite(source: str, copy: Path) -> None:
    """Copy all pages in one step, and make sure that they are a sound database of one file."""
    with (
        closing(sqlite3.connect(source, uri=True, timeout=20)) as reading,
        closing(sqlite3.connect(copy)) as writing,
    ):
        reading.backup(writing)
        writing.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = writing.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)

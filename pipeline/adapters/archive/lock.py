"""One writer in the archive at a time, on however many machines.

The lock is the operating system's own and falls with its process, so there is no stale lock to
break, and whatever staging folder a lock holder finds belongs to a dead process.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import NotYet

LOCK_NAME = ".paraf-lock"
#: held by whoever brings the lists up to date; filing goes on meanwhile
_LISTS_LOCK = ".paraf-lists/lock"
#: a filing takes about a second; several workers may queue for a moment
PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.05


@contextmanager
def writing(root: Path) -> Iterator[None]:
    """Hold the archive alone.

    Raises:
        NotYet: Somebody else holds it, or the folder is away or cannot be written.
    """
    with _held(root / LOCK_NAME, os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX):
        yield


@contextmanager
def updating(root: Path) -> Iterator[None]:
    """Bring the lists up to date alone.

    Raises:
        NotYet: Somebody else is at it, or the folder is away or cannot be written.
    """
    with _held(root / _LISTS_LOCK, os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX):
        yield


@contextmanager
def reading(root: Path) -> Iterator[None]:
    """Hold writers off while one berkas is examined.

    An archive that was never written to by Paraf, or lies on read-only media, has no lock and
    needs none.

    Raises:
        NotYet: A writer does not finish.
    """
    if not (root / LOCK_NAME).is_file():
        yield
        return
    with _held(root / LOCK_NAME, os.O_RDONLY, fcntl.LOCK_SH):
        yield


@contextmanager
def _held(path: Path, flags: int, kind: int) -> Iterator[None]:
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o664)
    except OSError as error:
        raise NotYet(f"the archive cannot be opened: {error.strerror}: {path.parent}") from error
    try:
        _await(descriptor, kind)
        yield
    finally:
        os.close(descriptor)


def _await(descriptor: int, kind: int) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= give_up_at:
                raise NotYet("another worker is writing in the archive") from error
            time.sleep(PAUSE_SECONDS)
        else:
            return

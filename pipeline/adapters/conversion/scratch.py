"""The folder of one converter among those of others, living and dead.

Each converter keeps its folder locked (``flock``) as long as it lives, and the kernel lifts the
lock however it dies. So an unlocked folder is left over from a killed one, whatever its pid.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

_PREFIX = "conversion-"


class Home:
    """A locked folder under ``scratch``; opening one sweeps what dead converters left."""

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        with _Lock(scratch):  # two starting at once must not sweep each other away
            _sweep(scratch)
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=scratch.resolve()))
            self._lock = _Lock(self.path)

    def close(self) -> None:
        """Remove it."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()


class _Lock:
    """An exclusive lock on a folder, held until released or until the process ends."""

    def __init__(self, folder: Path, *, wait: bool = True) -> None:
        self._handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            os.close(self._handle)
            raise

    def release(self) -> None:
        os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def _sweep(scratch: Path) -> None:
    for folder in scratch.glob(f"{_PREFIX}*"):
        try:
            lock = _Lock(folder, wait=False)
        except OSError:  # its owner lives, or is just removing it
            continue
        with lock:
            shutil.rmtree(folder, ignore_errors=True)

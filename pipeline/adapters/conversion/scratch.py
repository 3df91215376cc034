"""The folder of one converter among those of others, living and dead.

Each converter keeps its folder locked (``flock``) as long as it lives, and the kernel lifts the
lock however it dies. So an unlocked folder is left over from a killed one, whatever its pid.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Self

_PREFIX = "conversion-"
#: LibreOffice nests its profile a few folders deep.
_DEEPEST = 30


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
        remove(self.path)
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

    def __exit__(self, *_: object) -> None:
        self.release()


def _sweep(scratch: Path) -> None:
    for folder in scratch.glob(f"{_PREFIX}*"):
        try:
            lock = _Lock(folder, wait=False)
        except OSError:  # its owner lives, or is just removing it
            continue
        with lock:
            remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder that a hostile program may have furnished.

    It may be locked, or nested deeper than Python's stack reaches. What cannot be removed even so
    is left for the sweep.
    """
    with suppress(OSError, RecursionError):
        shutil.rmtree(folder)
        return
    # Neither program follows a link that it meets below.
    for command in (["rm", "-rf", "--one-file-system"], ["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
        with suppress(OSError):  # the machine gives no more processes
            subprocess.run([*command, "--", str(folder)], capture_output=True, check=False)
        if not folder.exists():
            return


def holds_more_than(folder: Path, *, size: int, files: int) -> bool:
    """Whether so many bytes or entries lie below a folder; stops counting when they do.

    What cannot be looked at, or is nested without sense, counts as too much.
    """
    waiting = [(folder, 0)]
    try:
        while waiting:
            place, depth = waiting.pop()
            with os.scandir(place) as entries:
                for entry in entries:
                    files -= 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((Path(entry.path), depth + 1))
                    else:
                        size -= entry.stat(follow_symlinks=False).st_blocks * 512
                    if size < 0 or files < 0 or depth > _DEEPEST:
                        return True
    except FileNotFoundError:  # removed while it was being looked at
        return False
    except OSError:
        return True
    return False

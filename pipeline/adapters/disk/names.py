"""Giving a file its name: renames that replace nothing, on file systems of every kind.

``renameat2(RENAME_NOREPLACE)`` where there is one, else a second name and the first one taken away
(NFS, old ZFS, 9p answer EINVAL), else a plain rename after a look (folders there, and file systems
without links). Accepted in the last case only: somebody may lay something there between the look
and the rename; a claim's name is unique, and an archive has one writer.

An error is not believed before a look: over NFS a rename may have happened although its answer
got lost (findings/engine.md 4). After a crash between link and unlink both names are there; the
next try finds one file under both and finishes.
"""

import ctypes
import errno
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.adapters.disk.points import Hook, Point

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
#: What a file system answers to a call it does not know.
_UNKNOWN = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
#: What it answers where there can be no second name.
_NO_LINKS = _UNKNOWN | {errno.EPERM, errno.EMLINK}
_BELIED = frozenset({errno.ENOENT, errno.EEXIST})
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class _Move:
    """A file or folder on its way from one name to another."""

    found: os.stat_result  #: what stood at ``source`` when it began
    source: str
    target: str
    hook: Hook

    def by(self, point: Point, rename: Callable[[str, str], None]) -> None:
        """Do it that way; an error that only says that it has been done already is none."""
        try:
            self.hook(point, self.target)
            rename(self.source, self.target)
        except OSError as error:
            is_done = not os.path.lexists(self.source) and self.has_arrived()
            if error.errno not in _BELIED or not is_done:
                raise

    def has_arrived(self) -> bool:
        """Whether the very file that was found stands at ``target``."""
        try:
            there = os.lstat(self.target)
        except OSError:
            return False
        return os.path.samestat(self.found, there)


def rename_new(source: str, target: str, hook: Hook) -> None:
    """Rename without replacing; nothing is synced.

    Raises:
        FileExistsError: something already stands at ``target``.
        OSError: as the system reports it; nothing has moved.
    """
    move = _Move(os.lstat(source), source, target, hook)
    try:
        if _is_known(lambda: move.by(Point.RENAME, _rename_noreplace), _UNKNOWN):
            return
        if not _is_known(lambda: move.by(Point.LINK, _link), _NO_LINKS):
            move.by(Point.PLAIN_RENAME, _rename_after_a_look)
            return
    except FileExistsError:
        if not move.has_arrived():
            raise  # else both names of one file are there: a crash came between link and unlink
    hook(Point.UNLINK, source)
    os.unlink(source)


def rename_over(source: str, target: str, hook: Hook) -> None:
    """Rename over what was there; nothing is synced."""
    _Move(os.lstat(source), source, target, hook).by(Point.REPLACE, os.replace)


def _is_known(do: Callable[[], None], answers: frozenset[int]) -> bool:
    """Do it; False when the file system answers that it knows no such call."""
    try:
        do()
    except OSError as error:
        if error.errno not in answers:
            raise
        return False
    return True


def _rename_noreplace(source: str, target: str) -> None:
    if not hasattr(_LIBC, "renameat2"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), source, None, target)
    names = os.fsencode(source), os.fsencode(target)
    if _LIBC.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_NOREPLACE) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), source, None, target)


def _link(source: str, target: str) -> None:
    if stat.S_ISDIR(os.lstat(source).st_mode):
        raise OSError(errno.EPERM, os.strerror(errno.EPERM), source, None, target)
    os.link(source, target, follow_symlinks=False)


def _rename_after_a_look(source: str, target: str) -> None:
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), source, None, target)
    os.rename(source, target)

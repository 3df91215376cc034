"""The durable-write module: every file that matters is written, published and synced here.

Rules (findings/engine.md 4, findings/faults.md F1-F6): a hidden temporary file in the same
folder, fsync, rename, fsync of the folder. A failed fsync is never retried and believed: the
caller begins again with a new file.
"""

import contextlib
import ctypes
import errno
import os
import uuid
from pathlib import Path

_AT_FDCWD = -100
_RENAME_NOREPLACE = 1
#: Names that begin like this are ours and half made; a start sweeps them away.
PARTIAL = ".paraf-"


class LocalDisk:
    """``Disk`` on a POSIX file system."""

    def write(self, path: str, data: bytes) -> None:
        """Put ``data`` at ``path``, replacing what was there; never partial under that name."""
        final = Path(path)
        built = final.with_name(f"{PARTIAL}{uuid.uuid4().hex}.part")
        try:
            self._write_new(built, data)
            built.replace(final)
        except OSError:
            with contextlib.suppress(OSError):
                built.unlink()
            raise
        sync_folder(final.parent)

    def write_new(self, path: str, data: bytes) -> None:
        """Put ``data`` at ``path``, complete or not at all.

        Raises:
            FileExistsError: something already stands there.
        """
        final = Path(path)
        built = final.with_name(f"{PARTIAL}{uuid.uuid4().hex}.part")
        try:
            self._write_new(built, data)
            self.publish(str(built), path)
        except OSError:
            with contextlib.suppress(OSError):
                built.unlink()
            raise

    def publish(self, built: str, final: str) -> None:
        """Rename the fully fsynced file or tree ``built`` to ``final``, replacing nothing."""
        rename_new(built, final)
        sync_folder(Path(final).parent)
        if Path(built).parent != Path(final).parent:
            sync_folder(Path(built).parent)

    def sync_tree(self, top: str) -> None:
        """Fsync every file and folder at and below ``top``."""
        path = Path(top)
        if not path.is_dir():
            _sync_file(path)
            return
        for folder, _, names in os.walk(path, topdown=False):
            for name in names:
                _sync_file(Path(folder, name))
            sync_folder(Path(folder))

    def _write_new(self, path: Path, data: bytes) -> None:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def rename_new(source: str, target: str) -> None:
    """Rename without replacing: ``renameat2`` where there is one, else link and unlink.

    Raises:
        FileExistsError: something already stands at ``target``.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        names = os.fsencode(source), os.fsencode(target)
        if libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_NOREPLACE) == 0:
            return
        number = ctypes.get_errno()
        if number not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(number, os.strerror(number), source, None, target)
    os.link(source, target, follow_symlinks=False)
    Path(source).unlink()


def sync_folder(path: Path) -> None:
    """Make a folder's entries durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

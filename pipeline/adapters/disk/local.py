"""``Disk`` on a POSIX file system.

Rules (findings/engine.md 4, findings/faults.md F1-F6): a hidden temporary file in the same
folder, fsync, rename, fsync of the folder. A failed fsync is never retried and believed: the
caller begins again with a new file, and a dropped file that cannot be synced is copied.

What follows from it, and what others build on: under a name that is not hidden, bytes that we
wrote were synced before. Only whether the name itself is durable can be open, after a crash
between the rename and the sync of its folder; ``sync_folder`` settles that.
"""

import contextlib
import errno
import os
import stat
import uuid
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.adapters.disk.names import rename_new, rename_over
from pipeline.adapters.disk.points import Hook, Point, pass_by
from pipeline.ports.disk import PARTIAL

#: So many bytes are handed to the kernel at once; between two handfuls lies a fault point.
CHUNK = 1 << 20
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
#: A folder may be named by a handle (``/proc/self/fd/7``), which is a link to the kernel.
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class LocalDisk:
    """The disk of this machine, or a share mounted on it.

    Args:
        hook: Called at every fault point; for tests.
    """

    def __init__(self, hook: Hook = pass_by) -> None:
        self._at = hook

    # -- files of ours -----------------------------------------------------------------------

    def write(
        self, path: str, data: bytes, *, mode: int | None = None, beside: str | None = None
    ) -> None:
        """Put ``data`` at ``path``, replacing what was there; never partial under that name."""
        with self._built(beside or _parent(path), _in_chunks(data), mode) as built:
            rename_over(built, path, self._at)
        self.sync_folder(_parent(path))

    def write_new(self, path: str, data: bytes, *, mode: int | None = None) -> None:
        """Put ``data`` at ``path``, complete or not at all.

        Raises:
            FileExistsError: something already stands there.
        """
        with self._built(_parent(path), _in_chunks(data), mode) as built:
            rename_new(built, path, self._at)
        self.sync_folder(_parent(path))

    def publish(self, built: str, final: str) -> None:
        """Rename the fully fsynced file or tree ``built`` to ``final``, replacing nothing."""
        rename_new(built, final, self._at)
        self._sync_both(built, final)

    def supplant(self, built: str, final: str) -> None:
        """Rename the fully fsynced file ``built`` over what stood at ``final``."""
        rename_over(built, final, self._at)
        self._sync_both(built, final)

    def build(self, path: str, content: Iterable[bytes], *, mode: int | None = None) -> None:
        """Write a new file that counts for nothing yet: durable only after ``sync_tree``."""
        self._at(Point.CREATE, path)
        with _open(path, _CREATE) as descriptor:
            self._fill(path, descriptor, content, mode)

    @contextlib.contextmanager
    def _built(self, folder: str, content: Iterable[bytes], mode: int | None) -> Iterator[str]:
        """A hidden file in a folder with its bytes synced; gone again if anything fails."""
        built = os.path.join(folder, f"{PARTIAL}{uuid.uuid4().hex}.part")
        try:
            self._at(Point.CREATE, built)
            with _open(built, _CREATE) as descriptor:
                self._fill(built, descriptor, content, mode)
                self._at(Point.SYNC, built)
                os.fsync(descriptor)
            yield built
        except OSError:
            with contextlib.suppress(OSError):
                self._at(Point.REMOVE, built)
                os.unlink(built)
            raise

    def _fill(self, path: str, descriptor: int, content: Iterable[bytes], mode: int | None) -> None:
        for chunk in content:
            self._at(Point.FILL, path)
            left = memoryview(chunk)
            while left:  # a write may take less than it was given
                left = left[os.write(descriptor, left) :]
        if mode is not None:
            self._at(Point.MODE, path)
            os.fchmod(descriptor, mode)

    # -- files of others ---------------------------------------------------------------------

    def take(self, source: str, final: str) -> None:
        """Move what somebody else laid at ``source`` to ``final``, replacing nothing."""
        if not (self._is_synced(source) and self._is_moved(source, final)):
            self._copy_over(source, final)
        self._sync_both(source, final)

    def _is_synced(self, source: str) -> bool:
        """Bring a dropped file's bytes to the disk; False when only a copy can be trusted."""
        if not stat.S_ISREG(os.lstat(source).st_mode):
            return True  # what is no file has no bytes
        try:
            with _open(source, _READ) as descriptor:
                self._at(Point.SYNC, source)
                os.fsync(descriptor)
        except PermissionError:
            return True  # it may be moved but not read; whoever reads it will say so
        except OSError as error:
            if error.errno == errno.EIO:
                return False
            raise
        return True

    def _is_moved(self, source: str, final: str) -> bool:
        """Rename it; False when the two places lie on different devices."""
        try:
            rename_new(source, final, self._at)
        except OSError as error:
            if error.errno == errno.EXDEV:
                return False
            raise
        return True

    def _copy_over(self, source: str, final: str) -> None:
        """Copy, sync, name, and only then remove the source, if it is still what was read."""
        with _open(source, _READ) as descriptor:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), source, None, final)
            with self._built(_parent(final), _chunks_of(descriptor), None) as built:
                if identity(os.lstat(source)) != identity(before):
                    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), source)
                rename_new(built, final, self._at)
        self.sync_folder(_parent(final))
        self._at(Point.REMOVE, source)
        os.unlink(source)

    def remove(self, path: str) -> None:
        """Remove a file, durably; nothing happens to one that is gone."""
        self._unlink(path)
        self.sync_folder(_parent(path))

    def remove_tree(self, path: str, *, first: Sequence[str] = ()) -> None:
        """Remove a folder of ours and all in it; after a power cut it may be there again."""
        try:
            names = os.listdir(path)
        except FileNotFoundError:
            return
        for name in sorted(names, key=lambda each: each not in first):
            entry = os.path.join(path, name)
            if _is_folder(entry):
                self.remove_tree(entry)
            else:
                self._unlink(entry)
        with contextlib.suppress(FileNotFoundError):
            self.remove_folder(path)

    def remove_folder(self, path: str) -> None:
        """Remove an empty folder; after a power cut it may be there again."""
        self._at(Point.REMOVE_FOLDER, path)
        os.rmdir(path)

    def _unlink(self, path: str) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._at(Point.REMOVE, path)
            os.unlink(path)

    # -- folders and rights ------------------------------------------------------------------

    def make_folder(self, path: str, *, mode: int | None = None) -> None:
        """Make a folder and those above it, durably; one that is there is left alone."""
        if os.path.isdir(path):
            return
        self.make_folder(_parent(path))
        self._at(Point.MAKE_FOLDER, path)
        with contextlib.suppress(FileExistsError):
            os.mkdir(path, 0o777 if mode is None else mode)
        if mode is not None:
            self._at(Point.MODE, path)
            os.chmod(path, mode)
        self.sync_folder(_parent(path))

    def set_mode(self, path: str, mode: int) -> None:
        """Change the rights of a file or folder, durably; a link is not followed."""
        with _open(path, _READ) as descriptor:
            self._at(Point.MODE, path)
            os.fchmod(descriptor, mode)
            self._at(Point.SYNC, path)
            os.fsync(descriptor)

    def sync_tree(self, top: str) -> None:
        """Fsync every file and folder at and below ``top``."""
        if not _is_folder(top):
            self._sync(Point.SYNC, top)
            return
        for folder, _, names in os.walk(top, topdown=False):
            for name in names:
                self._sync(Point.SYNC, os.path.join(folder, name))
            self.sync_folder(folder)

    def sync_folder(self, path: str) -> None:
        """Make a folder's entries durable."""
        self._sync(Point.SYNC_FOLDER, path, _FOLDER)

    def _sync(self, point: Point, path: str, flags: int = _READ) -> None:
        with _open(path, flags) as descriptor:
            self._at(point, path)
            os.fsync(descriptor)

    def _sync_both(self, source: str, final: str) -> None:
        self.sync_folder(_parent(final))
        if _parent(source) != _parent(final):
            with contextlib.suppress(FileNotFoundError):  # somebody may have removed it by now
                self.sync_folder(_parent(source))


def identity(found: os.stat_result) -> tuple[int, int, int]:
    """What tells a file that stayed as it was: inode, size, moment of the last write."""
    return found.st_ino, found.st_size, found.st_mtime_ns


@contextlib.contextmanager
def _open(path: str, flags: int) -> Iterator[int]:
    descriptor = os.open(path, flags, 0o666)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _in_chunks(data: bytes) -> Iterator[bytes]:
    view = memoryview(data)
    for start in range(0, len(view), CHUNK):
        yield bytes(view[start : start + CHUNK])


def _chunks_of(descriptor: int) -> Iterator[bytes]:
    while chunk := os.read(descriptor, CHUNK):
        yield chunk


def _parent(path: str) -> str:
    return str(Path(path).parent)


def _is_folder(path: str) -> bool:
    return stat.S_ISDIR(os.lstat(path).st_mode)

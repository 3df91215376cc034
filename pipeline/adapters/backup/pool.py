"""Bytes kept once, by their digest: what several backups in one folder share.

A file here is written aside, synced, read back from the disk and only then named, so a name is a
promise. It is not believed for ever: every backup reads again what it rests on.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex

from pipeline.adapters.backup.lists import POOL
from pipeline.errors import NotYet
from pipeline.ports.disk import Disk

_CHUNK = 1 << 20
_TRIES = 5


class NotAFile(OSError):
    """A link, a device or a pipe lies where a file should."""


class Pool:
    """The bytes of all backups in one folder.

    Args:
        destination: The backup folder.
        stage: A folder beside, on the same device, for what is being written.
        disk: Writes and names.
    """

    def __init__(self, destination: Path, stage: Path, disk: Disk) -> None:
        self._top = destination / POOL
        self._stage = stage
        self._disk = disk
        self._sound: dict[str, int] = {}  #: what was read back in this backup, with its size
        self.written = 0  #: bytes that were not there before

    def keep(self, source: Path) -> tuple[str, int]:
        """Keep a file's bytes; gives their SHA-256 and their number.

        Raises:
            NotAFile: It is none.
            FileNotFoundError: It is gone.
            NotYet: It does not stand still, or the pool's disk returns other bytes than written.
        """
        for _ in range(_TRIES):
            sha256, size = digest_of(source)
            if sha256 in self._sound:
                return sha256, size
            if self._holds(sha256) or self._is_copied(source, sha256):
                self._sound[sha256] = size
                return sha256, size
        raise NotYet(f"{source} changes while it is read, or {self._top} returns other bytes")

    def _holds(self, sha256: str) -> bool:
        """Whether the bytes are there and whole; what is there and spoilt makes room."""
        path = path_in(self._top, sha256)
        try:
            if digest_of(path, from_disk=True)[0] == sha256:
                return True
        except FileNotFoundError:
            return False
        except NotAFile:
            pass
        self._disk.take(str(path), f"{path}.rusak-{token_hex(4)}")
        return False

    def _is_copied(self, source: Path, sha256: str) -> bool:
        path, built = path_in(self._top, sha256), self._stage / token_hex(16)
        self._disk.build(str(built), _chunks_of(source))
        self._disk.sync_tree(str(built))
        found, size = digest_of(built, from_disk=True)
        if found != sha256:
            self._disk.remove(str(built))
            return False
        self._disk.make_folder(str(path.parent))
        try:
            self._disk.publish(str(built), str(path))
        except FileExistsError:  # another backup was quicker
            self._disk.remove(str(built))
        self.written += size
        return True


def path_in(top: Path, sha256: str) -> Path:
    """Where bytes lie in a pool."""
    return top / sha256[:2] / sha256


def digest_of(path: Path, *, from_disk: bool = False) -> tuple[str, int]:
    """SHA-256 and size of a regular file, without following a link.

    Args:
        path: The file.
        from_disk: Ask the kernel to forget its copy first; only useful after an fsync.

    Raises:
        NotAFile: It is none.
        OSError: It cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks_of(path, from_disk=from_disk):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _chunks_of(path: Path, *, from_disk: bool = False) -> Iterator[bytes]:
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotAFile(f"{path} is no plain file")
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if from_disk:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := os.read(descriptor, _CHUNK):
            yield chunk
    finally:
        os.close(descriptor)

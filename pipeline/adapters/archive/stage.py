"""A folder beside the archive's own where a filing is put together, out of everybody's sight.

What lies here is nothing yet: a crash leaves a ``.paraf-…`` folder that the next writer sweeps
away, or, when its plan was written, carries through. Bytes are compared with the digest they were
handed over under while they are copied, and once more after the disk has them.
"""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

from pydantic import BaseModel, ConfigDict

from pipeline.adapters.archive.lock import LOCK_NAME
from pipeline.adapters.archive.manifest import (
    CHUNK,
    Digests,
    digests_of,
    digests_of_bytes,
    open_regular,
)
from pipeline.errors import Finding, NotYet, Tampered
from pipeline.ports.disk import Disk

PREFIX = ".paraf-"
PLAN = "plan.json"
#: what is remembered for the lists (``behind``, ``upkeep``, ``yearly``); no staging folder
LISTS = f"{PREFIX}lists"
FILE_MODE = 0o444
FOLDER_MODE = 0o555
OPEN_FOLDER_MODE = 0o755
#: what a disk says that has no room left, or takes no file of that size
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Plan(BaseModel):
    """What a sealed addition will do to a berkas, in this order; repeatable at any point."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    berkas: str
    #: name to SHA-256, published without replacing
    new: dict[str, str]
    #: names written over; the last one, the SHA-256 manifest, makes the addition true
    replaced: tuple[str, ...]


class Stage:
    """One filing being put together."""

    def __init__(self, root: Path, disk: Disk) -> None:
        self._disk = disk
        self.top = root / f"{PREFIX}{token_hex(8)}"
        #: where the berkas' own files lie, named as they will be there
        self.files = self.top / "berkas"
        self.digests: dict[str, Digests] = {}

    def put(self, name: str, data: bytes) -> Digests:
        """Lay bytes that Paraf itself made.

        Raises:
            ValueError: Something has this name already.
        """
        self._disk.build(self._target(name), [data], mode=FILE_MODE)
        self.digests[name] = digests_of_bytes(data)
        return self.digests[name]

    def copy(self, name: str, content: Callable[[], bytes] | str, sha256: str) -> Digests:
        """Lay bytes that were handed over.

        Raises:
            Tampered: A18 they are not there any more or not those recorded under ``sha256``.
        """
        try:
            chunks = chunks_of(Path(content)) if isinstance(content, str) else iter([content()])
            self._disk.build(self._target(name), chunks, mode=FILE_MODE)
        except FileNotFoundError as error:
            raise Tampered(Finding("A18", {"path": name})) from error
        found = digests_of(self.files / name)
        if found.sha256 != sha256.lower():
            raise Tampered(Finding("A18", {"path": name}))
        self.digests[name] = found
        return found

    def seal(self) -> None:
        """Bring everything to the disk and read it back from there.

        Raises:
            NotYet: The disk gave back other bytes; the next try starts afresh.
        """
        self._disk.sync_tree(str(self.top))
        for name, wanted in self.digests.items():
            if digests_of(self.files / name, from_disk=True) != wanted:
                raise NotYet(f"the archive's disk returned other bytes than written: {name}")

    def discard(self) -> None:
        """Remove the folder and whatever is left in it."""
        sweep(self.top, self._disk)

    def _target(self, name: str) -> str:
        if name in self.digests:
            message = f"two things for one name: {name}"
            raise ValueError(message)
        target = self.files / name
        self._disk.make_folder(str(target.parent))
        return str(target)


def make_durably(folder: Path, top: Path, disk: Disk) -> None:
    """Make a folder that is not there: an empty one of a staging folder, published into place."""
    if not folder.is_dir():
        empty = top / "folder"
        disk.make_folder(str(empty), mode=OPEN_FOLDER_MODE)
        disk.publish(str(empty), str(folder))


def sweep(top: Path, disk: Disk) -> None:
    """Remove a staging folder, read-only parts and all; the plan first, lest half of it bind."""
    open_folders(top, disk)
    disk.remove_tree(str(top), first=(PLAN,))


def close_folders(top: Path, disk: Disk) -> None:
    """Take the right to add or rename away from a filed berkas, the topmost folder last.

    Not done before: a folder without it cannot be renamed into place.
    """
    for folder, _, _ in os.walk(top, topdown=False):
        disk.set_mode(folder, FOLDER_MODE)


def open_folders(top: Path, disk: Disk) -> None:
    """Give Paraf that right back while it adds items."""
    for folder, _, _ in os.walk(top):
        disk.set_mode(folder, OPEN_FOLDER_MODE)


def sweep_temporaries(folder: Path, disk: Disk) -> None:
    """Remove half-written files that a crash left in a folder, from ``Disk.write`` too."""
    for path in folder.glob(f"{PREFIX}*"):
        if path.name != LOCK_NAME and (path.is_symlink() or path.is_file()):
            disk.remove(str(path))


def leftovers(root: Path) -> list[Path]:
    """Name the staging folders that lie in the archive; outside a filing, a crash left them."""
    return sorted(
        path
        for path in root.glob(f"{PREFIX}*")
        if path.name != LISTS and path.is_dir() and not path.is_symlink()
    )


def disk_words(error: OSError) -> str:
    """Say what a disk refused, in the words of whoever has to make room or mount something."""
    return "no room left on the disk" if error.errno in _FULL else error.strerror or str(error)


def chunks_of(source: Path) -> Iterator[bytes]:
    """Read a regular file bit by bit, never through a symlink."""
    with os.fdopen(open_regular(source), "rb") as read:
        while chunk := read.read(CHUNK):
            yield chunk

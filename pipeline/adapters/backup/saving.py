"""Making one backup: bytes into the pool, lists into a dated folder that appears whole or not."""

import contextlib
import errno
import fcntl
import os
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from secrets import token_hex

from pipeline.adapters.backup.lists import (
    ABOUT,
    CONTENTS,
    MANIFEST,
    TEXT,
    About,
    ListBroken,
    format_about,
    format_list,
    how_to_restore,
    parse_list,
    pooled,
)
from pipeline.adapters.backup.pool import NotAFile, Pool, digest_of, path_in
from pipeline.errors import NotYet
from pipeline.ports.backup import Contents, Made
from pipeline.ports.disk import PARTIAL, Disk
from pipeline.ports.store import Memory

#: Marks a folder as the place of one office's backups: an empty mount point has none.
MARK = ".paraf-backup.id"
DATABASE = ".paraf/office.db"
_STAGE = f"{PARTIAL}backup-"
_BERKAS_MANIFEST = "_meta/manifest-sha256.txt"
_NO_LOCKS_HERE = frozenset([errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL])
#: Whoever may read a backup may read the office: only its owner may.
_UMASK = 0o077

#: Makes a copy of the database at a path, and tells what it remembers.
Snapshot = Callable[[Path], Memory]


class BackupFolder:
    """One backup of an office, being made in a folder elsewhere.

    Args:
        root: The office.
        destination: The folder of its backups.
        disk: Writes and names.
        snapshot: Copies the database.
        hold: Holds off whoever would add to the archive.
    """

    def __init__(
        self,
        root: Path,
        destination: Path,
        disk: Disk,
        *,
        snapshot: Snapshot,
        hold: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._root = root
        self._destination = destination
        self._disk = disk
        self._snapshot = snapshot
        self._hold = hold
        self._stage = destination / f"{_STAGE}{token_hex(8)}"
        self._pool = Pool(destination, self._stage, disk)
        self._sizes: dict[str, int] = {}
        self._faults: list[str] = []

    @contextlib.contextmanager
    def begun(self, office_id: str, *, is_new: bool) -> Iterator[None]:
        """Hold the destination, in order and swept, for as long as the backup is made.

        Args:
            office_id: Whose backups lie there.
            is_new: No backup was ever made there, so an empty folder may be marked.

        Raises:
            NotYet: It is away, another office's, full, read-only, or another backup goes on there.
        """
        with ExitStack() as ends, _translated(f"{self._destination} cannot be written"):
            ends.enter_context(_private())
            ends.enter_context(_alone_in(self._destination))
            self._claim(office_id, is_new=is_new)
            for left in self._destination.glob(f"{PARTIAL}*"):
                if left.is_dir() and not left.is_symlink():
                    self._disk.remove_tree(str(left))
                elif left.name.endswith(".part"):
                    self._disk.remove(str(left))
            self._disk.make_folder(str(self._stage))
            try:
                yield
            finally:
                with contextlib.suppress(OSError):
                    self._disk.remove_tree(str(self._stage))

    def _claim(self, office_id: str, *, is_new: bool) -> None:
        mark = self._destination / MARK
        if mark.exists():
            if mark.read_bytes().strip() != office_id.encode():
                raise NotYet(f"{self._destination} holds the backups of another office")
            return
        found = [each.name for each in self._destination.iterdir()]
        if found:
            raise NotYet(
                f"{self._destination} is no folder of this office's backups: it holds "
                f"{min(found)!r} and no {MARK}; name an empty folder"
            )
        if not is_new:
            raise NotYet(
                f"{self._destination} is empty, but backups of this office were made there before; "
                "is it mounted? If they were moved away on purpose, name another folder"
            )
        self._disk.write_new(str(mark), office_id.encode())

    # -- what goes in ------------------------------------------------------------------------

    def tree(self, *names: str, skip: Collection[str] = ()) -> dict[str, str]:
        """Keep all plain files at or below these; what vanishes meanwhile is left out."""
        found: dict[str, str] = {}
        for name in names:
            found |= self._below(name, frozenset(skip))
        return found

    def _below(self, name: str, skip: frozenset[str]) -> dict[str, str]:
        """An entry of the office, whatever it is; only the office's own folders may be links."""
        path = self._root / name
        is_top = "/" not in name
        if name in skip or path.name.startswith(PARTIAL):
            return {}
        try:
            kind = (path.stat() if is_top else path.lstat()).st_mode
            if stat.S_ISDIR(kind):
                found: dict[str, str] = {}
                for each in _names_in(path):
                    found |= self._below(f"{name}/{each}", skip)
                return found
            if stat.S_ISREG(kind):
                return self._keep(name)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        self.note(f"{name!r} is no plain file and was left out")
        return {}

    def _keep(self, name: str) -> dict[str, str]:
        try:
            sha256, size = self._pool.keep(self._root / name)
        except (NotAFile, FileNotFoundError) as error:
            if os.path.lexists(self._root / name) or not self._is_there():
                raise NotYet(f"{name} cannot be kept in {self._destination}: {error}") from error
            return {}
        except OSError as error:
            why = error.strerror or error
            raise NotYet(f"{name} cannot be kept in {self._destination}: {why}") from error
        self._sizes[sha256] = size
        return {name: sha256}

    def _is_there(self) -> bool:
        """Whether the destination is still the one that was begun in: a disk may be taken away."""
        return (self._destination / MARK).exists() and self._stage.is_dir()

    def archive(self) -> dict[str, str]:
        """Keep the archive, each berkas while nobody adds to it, and held to its own manifest."""
        found: dict[str, str] = {}
        for name in self._entries("archive"):
            if not (self._root / name).is_dir():
                found |= self._below(name, frozenset())
                continue
            for klass in self._entries(name):
                for berkas in self._entries(klass) or (klass,):
                    with self._hold():
                        kept = self._below(berkas, frozenset())
                    found |= kept
                    self._hold_to_manifest(berkas, kept)
        return found

    def _entries(self, name: str) -> list[str]:
        path = self._root / name
        if (path.is_symlink() and "/" in name) or not path.is_dir():
            return []
        with _translated(f"{name} cannot be read"):
            names = _names_in(path)
        return [f"{name}/{each}" for each in names if not each.startswith(PARTIAL)]

    def _hold_to_manifest(self, berkas: str, kept: dict[str, str]) -> None:
        manifest = f"{berkas}/{_BERKAS_MANIFEST}"
        if manifest not in kept:
            return
        try:
            told = parse_list(self._bytes(kept[manifest]))
        except ListBroken as error:
            self.note(f"{manifest}: {error}")
            return
        for name, sha256 in told.items():
            found = kept.get(f"{berkas}/{name}")
            if found != sha256:
                what = "missing" if found is None else "not as it was filed"
                self.note(f"{berkas}/{name} is {what}")

    def database(self) -> tuple[dict[str, str], Memory]:
        """Keep the database as it stands at one moment, and tell what it remembers there."""
        copy = self._stage / "office.db"
        with _translated(f"the database cannot be copied to {self._destination}"):
            memory = self._snapshot(copy)
            sha256, size = self._pool.keep(copy)
            self._disk.remove(str(copy))
        self._sizes[sha256] = size
        return {DATABASE: sha256}, memory

    def note(self, fault: str) -> None:
        """Remember something that is wrong with the office."""
        self._faults.append(fault)

    def faults(self) -> tuple[str, ...]:
        """What was found wrong with the office so far."""
        return tuple(self._faults)

    def _bytes(self, sha256: str) -> bytes:
        return path_in(self._destination / "isi", sha256).read_bytes()

    # -- the end -----------------------------------------------------------------------------

    def finish(self, contents: Contents) -> Made:
        """Write the lists, read them back, and give the backup its name."""
        if not self._is_there():
            raise NotYet(f"{self._destination} went away while the backup was made")
        with _translated(f"the backup cannot be finished in {self._destination}"):
            return self._finish(contents)

    def _finish(self, contents: Contents) -> Made:
        folder = self._stage / "backup"
        name = f"{contents.made_at:%Y-%m-%dT%H%M%S}"
        while os.path.lexists(self._destination / name):
            name = _next(name)
        self._disk.make_folder(str(folder))
        seq, head = contents.memory.head
        lists = {
            CONTENTS: format_list(contents.files),
            TEXT: how_to_restore(name, contents.office_name, contents.made_at, seq),
        }
        for each, data in lists.items():
            self._disk.build(str(folder / each), [data])
        digests = set(contents.files.values())
        listed = {pooled(sha256): sha256 for sha256 in digests}
        listed |= {each: digest_of(folder / each)[0] for each in lists}
        self._disk.build(str(folder / MANIFEST), [format_list(listed)])
        about = About(
            office=contents.memory.office_id,
            office_name=contents.office_name,
            demo=contents.demo,
            made_at=contents.made_at,
            paraf=contents.paraf,
            ledger_seq=seq,
            ledger_head=head,
            files=len(contents.files),
            bytes=sum(self._sizes[sha256] for sha256 in digests),
            has_archive=contents.has_archive,
            faults=contents.faults,
            manifest_sha256=digest_of(folder / MANIFEST)[0],
        )
        self._disk.build(str(folder / ABOUT), [format_about(about)])
        self._disk.sync_tree(str(folder))
        self._read_back(folder, listed)
        self._disk.publish(str(folder), str(self._destination / name))
        return Made(
            path=str(self._destination / name),
            manifest_sha256=about.manifest_sha256,
            files=about.files,
            bytes=about.bytes,
            written=self._pool.written,
            head=contents.memory.head,
            faults=contents.faults,
        )

    def _read_back(self, folder: Path, listed: dict[str, str]) -> None:
        """What the pool holds was read back when it was written; here are the lists themselves."""
        written = parse_list((folder / MANIFEST).read_bytes())
        own = {name: sha256 for name, sha256 in listed.items() if "/" not in name}
        if written != listed or any(
            digest_of(folder / name, from_disk=True)[0] != sha256 for name, sha256 in own.items()
        ):
            raise NotYet(f"{self._destination} returns other bytes than were written")


def _names_in(folder: Path) -> list[str]:
    """What a folder holds, in the order of the names' bytes: they need not be text."""
    return sorted((each.name for each in folder.iterdir()), key=os.fsencode)


def _next(name: str) -> str:
    stem, dash, number = name.partition("_")
    return f"{stem}_{int(number) + 1 if dash else 2}"


@contextlib.contextmanager
def _private() -> Iterator[None]:
    before = os.umask(_UMASK)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def _alone_in(destination: Path) -> Iterator[None]:
    """The kernel's lock on the folder itself; where a share has none, backups may share it.

    Then nothing is lost either: what is being written has names of its own.
    """
    try:
        descriptor = os.open(destination, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        raise NotYet(
            f"{destination} is not there; make that folder, or mount the disk it is on"
        ) from None
    except NotADirectoryError:
        raise NotYet(f"{destination} is no folder") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotYet(f"another backup is being made in {destination}; wait for it") from None
        except OSError as error:
            if error.errno not in _NO_LOCKS_HERE:
                raise
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotYet(f"{what}: {error.strerror or error}") from error

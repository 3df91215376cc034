"""Examining a backup, and laying an office out from it.

Nothing of a backup is used before all of it was read and found whole. The office is laid out in
place, since its archive may stand there already on a disk of its own: ``office.toml`` comes last,
so that until then no command takes the folder for an office, and a restoration that broke off is
known by its mark and goes on.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from pipeline.adapters.backup.lists import (
    ABOUT,
    CONTENTS,
    MANIFEST,
    OWN_FILES,
    About,
    ListBroken,
    parse_about,
    parse_list,
    pooled,
    stays_inside,
)
from pipeline.adapters.backup.pool import NotAFile, digest_of
from pipeline.adapters.backup.saving import DATABASE
from pipeline.errors import Misconfigured, NotYet
from pipeline.ports.disk import PARTIAL, Disk

OFFICE_FILE = "office.toml"
#: Stands in a folder while an office is being laid out there.
UNFINISHED = "PEMULIHAN BELUM SELESAI.txt"
_ARCHIVE = "archive"
_ARCHIVED_MODE = 0o444
_MANIFEST = "_meta/manifest-sha256.txt"
#: archive, year, klasifikasi, berkas
_DEPTH = 4
_CHUNK = 1 << 20
_HALF_WRITTEN = f"{PARTIAL}*.part"


class Backup:
    """One backup where it lies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def about(self) -> About:
        """What it says of itself.

        Raises:
            Misconfigured: it is no backup, or that cannot be read.
        """
        try:
            return parse_about(self._read(ABOUT))
        except (ListBroken, OSError) as error:
            raise Misconfigured(
                [f"{self.folder} is no backup that can be read: {ABOUT}: {error}"]
            ) from error

    @cached_property
    def files(self) -> dict[str, str]:
        """What the office consists of: name to SHA-256; examine it first."""
        return parse_list(self._read(CONTENTS))

    def faults(self) -> list[str]:
        """Whatever is not as it was written, as English sentences; reads all of it."""
        with _reachable(self.folder):
            found = list(self._own_faults())
            if found:
                return found
            return list(self._pool_faults())

    def _own_faults(self) -> Iterator[str]:
        there = {each.name for each in self.folder.iterdir()}
        yield from (f"{name!r} does not belong there" for name in sorted(there - OWN_FILES))
        missing = sorted(OWN_FILES - there)
        yield from (f"{name} is missing" for name in missing)
        if missing:
            return
        if digest_of(self.folder / MANIFEST)[0] != self.about.manifest_sha256:
            yield f"{MANIFEST} was changed or cut off"
            return
        for name, sha256 in parse_list(self._read(MANIFEST)).items():
            if "/" not in name and digest_of(self.folder / name)[0] != sha256:
                yield f"{name} was changed or cut off"

    def _pool_faults(self) -> Iterator[str]:
        listed = parse_list(self._read(MANIFEST))
        for name in self.files:
            if not stays_inside(name):
                yield f"{CONTENTS} names {name!r}, which leads out of the office"
        if {pooled(sha256) for sha256 in self.files.values()} - set(listed):
            yield f"{CONTENTS} and {MANIFEST} do not say the same"
        known: dict[str, str] = {}
        for name, sha256 in sorted(self.files.items()):
            if sha256 not in known:
                known[sha256] = self._fault_of(sha256)
            if known[sha256]:
                yield f"{name}: its bytes (isi/{sha256[:2]}/{sha256}) {known[sha256]}"

    def _fault_of(self, sha256: str) -> str:
        try:
            found = digest_of(self.folder / pooled(sha256))[0]
        except FileNotFoundError:
            return "are missing"
        except NotAFile:
            return "are no plain file"
        return "" if found == sha256 else "were changed"

    def _read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    def source(self, sha256: str) -> Path:
        """Where bytes of it lie."""
        return self.folder / pooled(sha256)


class Laying:
    """An office being laid out from an examined backup.

    Args:
        backup: The backup.
        target: The office's new folder.
        disk: Writes and names.
    """

    def __init__(self, backup: Backup, target: Path, disk: Disk) -> None:
        self._backup = backup
        self._target = target
        self._disk = disk
        self.kept: list[str] = []  #: what an archive that stood there has otherwise
        self._others: dict[str, bool] = {}  #: berkas: whether it stands there otherwise

    def make_sure(self) -> None:
        """Make sure that nothing stands where the office goes, but perhaps its archive.

        Raises:
            Misconfigured: something does; nothing was touched.
        """
        target, backup = self._target.resolve(), self._backup.folder.resolve().parent
        if target == backup or backup in target.parents or target in backup.parents:
            raise Misconfigured([f"{self._target} and the backup lie within one another"])
        if not os.path.lexists(self._target):
            return
        if not self._target.is_dir():
            raise Misconfigured([f"{self._target} is no folder"])
        if (self._target / OFFICE_FILE).exists():
            raise _refused(
                f"{self._target} already holds an office ({OFFICE_FILE}); nothing is restored "
                "over one. Name a new folder, or move that office away first"
            )
        found = sorted(
            each.name
            for each in self._target.iterdir()
            if each.name != _ARCHIVE and not each.match(_HALF_WRITTEN)
        )
        if UNFINISHED in found:
            self._make_sure_it_was_ours()
        elif found:
            raise _refused(
                f"{self._target} is not empty: {found[0]!r} stands there. Name a new folder; "
                f"only an archive that survived may stand there as {_ARCHIVE!r}"
            )

    def _make_sure_it_was_ours(self) -> None:
        told = (self._target / UNFINISHED).read_text("utf-8", "replace")
        if self._backup.about.manifest_sha256 not in told:
            raise _refused(
                f"in {self._target} another backup began to be restored. Finish that one, or "
                "name a new folder"
            )

    def lay(self, finish: Callable[[], None]) -> None:
        """Lay everything out and read it back; ``office.toml`` last, after ``finish``.

        A file of an archive that stood there is never written over. It may go on where an earlier
        try broke off.

        Raises:
            NotYet: The disk is full or read-only, or returns other bytes than were written.
        """
        with _reachable(self._target):
            self._disk.make_folder(str(self._target))
            mark = f"{self._backup.about.manifest_sha256}\r\n{self._backup.folder}\r\n"
            self._disk.write(str(self._target / UNFINISHED), mark.encode("utf-8", "replace"))
            self._sweep()
            laid = [name for name in self._in_order() if not self._survived(name)]
            for name in laid:
                self._lay(name, self._backup.files[name])
            for name in laid:
                if name not in self.kept:
                    self._read_back(name, self._backup.files[name])
            finish()
            if OFFICE_FILE in self._backup.files:
                self._lay(OFFICE_FILE, self._backup.files[OFFICE_FILE])
            self._disk.remove(str(self._target / UNFINISHED))

    def _sweep(self) -> None:
        """What an earlier try left: a log would be taken for that of the database laid now."""
        for half in list(self._target.rglob(_HALF_WRITTEN)):
            self._disk.remove(str(half))
        for ending in ("-wal", "-shm"):
            log = self._target / f"{DATABASE}{ending}"
            if log.exists():
                self._disk.remove(str(log))

    def _in_order(self) -> list[str]:
        """All names but the last one; of a berkas its manifest last, which makes it one."""
        names = set(self._backup.files) - {OFFICE_FILE}
        return sorted(names, key=lambda name: (_berkas_of(name), name.endswith(_MANIFEST), name))

    def _survived(self, name: str) -> bool:
        """Whether a file is of a berkas that stands in the surviving archive, and in another way.

        Such a berkas is taken whole as it stands, newer or damaged; whoever compares it with the
        ledger says which.
        """
        berkas = _berkas_of(name)
        if not berkas:
            return False
        if berkas not in self._others:
            manifest = f"{berkas}/{_MANIFEST}"
            stands = os.path.lexists(self._target / manifest)
            ours = self._stands(self._target / manifest, self._backup.files.get(manifest, ""))
            self._others[berkas] = stands and not ours
            self.kept += [berkas] if self._others[berkas] else []
        return self._others[berkas]

    def _lay(self, name: str, sha256: str) -> None:
        final = self._target / name
        if self._stands(final, sha256):
            return
        if name.startswith(f"{_ARCHIVE}/") and os.path.lexists(final):
            self.kept.append(name)
            return
        mode = _ARCHIVED_MODE if _berkas_of(name) else None
        self._disk.make_folder(str(final.parent))
        if os.path.lexists(final):  # half of an earlier try
            self._disk.remove(str(final))
        built = final.with_name(f"{PARTIAL}restoring.part")
        if os.path.lexists(built):
            self._disk.remove(str(built))
        self._disk.build(str(built), _chunks(self._backup.source(sha256)), mode=mode)
        self._disk.sync_tree(str(built))
        self._disk.publish(str(built), str(final))

    @staticmethod
    def _stands(final: Path, sha256: str) -> bool:
        try:
            return digest_of(final)[0] == sha256
        except (FileNotFoundError, NotADirectoryError, NotAFile):
            return False

    def _read_back(self, name: str, sha256: str) -> None:
        if digest_of(self._target / name, from_disk=True)[0] != sha256:
            raise NotYet(f"{self._target / name} is read back with other bytes than were written")


def find_backup(named: Path) -> Backup:
    """The backup that is named, or the newest one in the backup folder that is.

    Raises:
        Misconfigured: there is none.
        NotYet: the folder is away, or cannot be read.
    """
    if (named / ABOUT).exists() or (named / MANIFEST).exists():
        return Backup(named)
    with _reachable(named):
        try:
            made = [each for each in named.iterdir() if (each / ABOUT).is_file()]
        except (FileNotFoundError, NotADirectoryError):
            raise NotYet(f"{named} is not there; is its disk mounted?") from None
    whole = [each for each in made if not each.name.startswith(PARTIAL)]
    if not whole:
        raise Misconfigured([f"{named} holds no backup"])
    return max((Backup(each) for each in whole), key=lambda each: each.about.made_at)


def _refused(problem: str) -> Misconfigured:
    return Misconfigured([problem])


def _berkas_of(name: str) -> str:
    """The berkas in which a file of the office lies; empty when it lies in none."""
    parts = name.split("/")
    return "/".join(parts[:_DEPTH]) if parts[0] == _ARCHIVE and len(parts) > _DEPTH else ""


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


@contextmanager
def _reachable(place: Path) -> Iterator[None]:
    try:
        yield
    except ListBroken as error:
        raise Misconfigured([f"{place}: a list of the backup is broken: {error}"]) from error
    except OSError as error:
        raise NotYet(f"{place} cannot be used: {error}") from error

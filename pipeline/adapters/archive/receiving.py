"""Receiving a berkas from another office: judged outside the archive first, then placed like any.

Three judges, none of whom is asked to trust the sender: the reader of the Library of Congress holds
the bag against its manifests; our own examination holds the berkas against its own manifests and
records; the checker that is filed with each berkas walks the ledger's extract. What they judged is
copied into the archive from our own folder, compared again, read back from the disk, and renamed.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.archive.bag import DATA, INFO, MANIFEST_KEY
from pipeline.adapters.archive.bag_reading import opened, unpack
from pipeline.adapters.archive.bag_rules import complaints_of
from pipeline.adapters.archive.behind import lay_mark
from pipeline.adapters.archive.examine import examine_berkas
from pipeline.adapters.archive.holding import (
    Holding,
    berkas_paths,
    is_berkas,
    kept_name,
    open_holding,
)
from pipeline.adapters.archive.lock import writing
from pipeline.adapters.archive.manifest import SHA256_MANIFEST, digests_of, read_regular
from pipeline.adapters.archive.naming import (
    CLASSIFICATION_ROOM,
    berkas_folder,
    folded,
    is_legal,
    legal_name,
)
from pipeline.adapters.archive.periksa import Check
from pipeline.adapters.archive.record import (
    BERKAS_NAME,
    BerkasRecord,
    RecordBroken,
    parse_record,
)
from pipeline.adapters.archive.stage import (
    Stage,
    close_folders,
    disk_words,
    make_durably,
)
from pipeline.errors import Finding, NotYet, Refused, Tampered
from pipeline.ports.archive import BerkasEntry
from pipeline.ports.disk import Disk
from pipeline.wording.sizes import size_words

_DIGEST = re.compile(f"{MANIFEST_KEY}: *([0-9a-f]{{64}}) *\r?$", re.MULTILINE)
_TOLD = 5
#: stays free of a disk for those who work on it
_SPARED = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A berkas out of a bag, found to be whole; it lies in a folder of ours."""

    bag: str  #: name of the folder or file it came in
    ignored: int  #: files in the bag that file managers had left there
    folder: Path
    entry: BerkasEntry  #: as it tells of itself; ``path`` is where it lay at its own office
    manifest_sha256: str
    files: int  #: how many it consists of
    first_manifest_sha256: str  #: of its first filing: the same for all versions of one berkas


class Reception:
    """Takes berkas of other offices into an archive.

    Args:
        archive: The archive's folder.
        room: A folder of ours outside it, where bags are unpacked; emptied each time.
        disk: Writes.
    """

    def __init__(self, archive: Path, room: Path, disk: Disk) -> None:
        self._archive = archive
        self._room = room
        self._disk = disk

    @contextmanager
    def received(self, source: Path) -> Iterator[Received]:
        """Unpack a bag and judge it; what was unpacked is gone at the end.

        Raises:
            Refused: A40-A46, and the findings of our own examination: what is wrong with it.
            NotYet: Somebody else is receiving now, or a disk is full or away.
        """
        with _told(self._room), self._alone():
            self._empty()
            try:
                yield self._judged(source)
            finally:
                self._empty()

    def standing(self, manifest: str) -> tuple[str, ...]:
        """Where a berkas with this manifest, now or as its first version, stands in the archive."""
        return tuple(
            path
            for path in berkas_paths(self._archive)
            if manifest in _manifests_at(self._archive / path)
        )

    def stands(self, place: str) -> bool:
        """Whether anything stands at a place."""
        return os.path.lexists(self._archive / place)

    def place_for(self, received: Received, number: int) -> str:
        """Where it goes under a number: year, klasifikasi, berkas.

        A klasifikasi that stands there in other letters' case is the same one.
        """
        entry = received.entry
        year, klass, _ = entry.path.split("/")
        known = self._archive / year
        there = sorted(each.name for each in known.iterdir()) if known.is_dir() else []
        same = [name for name in there if folded(name) == folded(klass)]
        klass = klass if klass in same or not same else same[0]
        own = entry.path.rpartition("/")[2]
        folder = own if number == entry.number else berkas_folder(number, entry.title)
        return f"{year}/{klass}/{folder}"

    def numbers_in(self, place: str) -> frozenset[int]:
        """The numbers that stand beside a place."""
        folder = (self._archive / place).parent
        found = folder.glob("[0-9][0-9][0-9]* *") if folder.is_dir() else ()
        return frozenset(int(one.name.partition(" ")[0]) for one in found if _is_numbered(one.name))

    def place(self, received: Received, place: str, record: Callable[[], None]) -> None:
        """Put a berkas in its place, read-only, after ``record`` has committed that it is received.

        What is recorded and not there is put there by doing this again.

        Raises:
            Tampered: A19 something stands there already.
            NotYet: Another writer works in the archive, or a disk is full or away.
        """
        with _told(self._archive), writing(self._archive):
            final = self._archive / place
            if final.exists() or final.is_symlink():
                raise Tampered(Finding("A19", {"path": place}))
            stage = Stage(self._archive, self._disk)
            try:
                self._copy(received, stage)
                stage.seal()
                record()
                self._publish(stage, place)
            finally:
                stage.discard()
            close_folders(final, self._disk)

    def close(self, place: str) -> None:
        """Make read-only what stands at a place, should placing it have broken off before that.

        Raises:
            NotYet: Another writer works in the archive, or the disk refuses.
        """
        with _told(self._archive), writing(self._archive):
            close_folders(self._archive / place, self._disk)

    def _judged(self, source: Path) -> Received:
        bag = self._room / "paket"
        with opened(source) as entries:
            self._await_room(sum(each.size for each in entries))
            unpacked = unpack(source, entries, bag, self._disk)
        if complaints := complaints_of(bag):
            facts = [{"nama": source.name, "sebab": each} for each in complaints[:_TOLD]]
            raise Refused(*(Finding("A42", each) for each in facts))
        told = _DIGEST.search(_text(bag / INFO))
        place = self._laid_as_at_home(bag / DATA, source.name)
        findings = examine_berkas(self._room, place, told[1] if told else None)
        if findings:
            raise Refused(*findings[:_TOLD])
        _refuse_unproven(self._room / place, source.name)
        holding = open_holding(self._room, place)
        return Received(
            bag=source.name,
            ignored=unpacked.ignored,
            folder=self._room / place,
            entry=holding.entry,
            manifest_sha256=holding.manifest_sha256,
            files=len(holding.sha256) + 1,
            first_manifest_sha256=_first_manifest(holding),
        )

    def _await_room(self, size: int) -> None:
        """Leave the disks on which the office works some room while a bag is unpacked."""
        for folder in (self._room, self._archive):
            if size + _SPARED > shutil.disk_usage(folder).free:
                needed = size_words(size + _SPARED)
                raise NotYet(f"the bag needs {needed} free in {folder}; make room, then try again")

    def _laid_as_at_home(self, payload: Path, name: str) -> str:
        """Move the payload to where it lay in its own archive; gives that place."""
        try:
            first = parse_record(BerkasRecord, read_regular(payload / BERKAS_NAME))
        except (RecordBroken, OSError):
            why = f"{DATA}/{BERKAS_NAME} tidak ada atau rusak"
            raise Refused(Finding("A45", {"nama": name, "sebab": why})) from None
        place = first.lokasi
        parts = place.split("/")
        is_its_own = (
            len(parts) == 3
            and all(map(is_legal, parts))
            and parts[0] == f"{first.tahun:04d}"
            and parts[1].startswith(legal_name(first.kode_klasifikasi, CLASSIFICATION_ROOM))
            and parts[2].startswith(f"{first.nomor_berkas:03d} ")
        )
        if not is_its_own:
            why = "tempat asalnya tidak sesuai dengan nomor, tahun, dan klasifikasinya"
            raise Refused(Finding("A45", {"nama": name, "sebab": why}))
        self._disk.make_folder(str(self._room / place.rpartition("/")[0]))
        self._disk.publish(str(payload), str(self._room / place))
        if not is_berkas(self._room, place):
            why = "nama foldernya bukan nama berkas"
            raise Refused(Finding("A45", {"nama": name, "sebab": why}))
        return place

    def _copy(self, received: Received, stage: Stage) -> None:
        holding = open_holding(received.folder.parents[2], received.entry.path)
        for name, digest in holding.sha256.items():
            stage.copy(name, str(received.folder / name), digest)
        source = str(received.folder / SHA256_MANIFEST)
        stage.copy(SHA256_MANIFEST, source, received.manifest_sha256)

    def _publish(self, stage: Stage, place: str) -> None:
        final = self._archive / place
        for folder in (final.parent.parent, final.parent):
            make_durably(folder, stage.top, self._disk)
        lay_mark(self._archive, self._disk, place)
        self._disk.publish(str(stage.files), str(final))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One reception at a time, so that what lies in the room is nobody's."""
        self._disk.make_folder(str(self._room))
        descriptor = os.open(self._room, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise NotYet("another berkas is being received in this office") from error
            yield
        finally:
            os.close(descriptor)

    def _empty(self) -> None:
        for each in self._room.iterdir():
            self._disk.remove_tree(str(each))


def unproven(root: Path, path: str, manifest: str) -> str:
    """What speaks against a berkas that stands in an archive under this manifest; empty if nothing.

    The judges of a bag are asked, but for the bag.
    """
    findings = examine_berkas(root, path, manifest or None)
    found = [each.code for each in findings] or _doubts(root / path)
    return ", ".join(found[:_TOLD])


def _doubts(folder: Path) -> list[str]:
    """Ask the checker that is filed with each berkas; our own, not the one in the bag."""
    try:
        return Check(str(folder), "").found
    except RecursionError:  # JSON in JSON in JSON
        return ["keterangan atau buku kejadian tidak dapat dibaca"]


def _refuse_unproven(folder: Path, name: str) -> None:
    if found := _doubts(folder):
        raise Refused(*(Finding("A46", {"nama": name, "sebab": each}) for each in found[:_TOLD]))


def _first_manifest(holding: Holding) -> str:
    kept = kept_name(SHA256_MANIFEST, 1)
    return holding.sha256.get(kept, holding.manifest_sha256)


def _manifests_at(folder: Path) -> set[str]:
    """Digests of a berkas' manifest as it is and as it was first; without what cannot be read."""
    found = set()
    for name in (SHA256_MANIFEST, kept_name(SHA256_MANIFEST, 1)):
        with suppress(OSError):
            found.add(digests_of(folder / name).sha256)
    return found


def _is_numbered(name: str) -> bool:
    return re.match("[0-9]{3,} ", name) is not None


def _text(path: Path) -> str:
    try:
        return read_regular(path).decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"nothing can be received in {folder}: {disk_words(error)}; import the bag again"
        raise NotYet(what) from error

"""Handing a berkas over: a bag built aside, read back from the disk, then given its name.

Nothing is written into the archive, so that one on a read-only share can be handed over from. The
folder of a bag that is being built is locked for as long as its builder lives; what nobody holds is
swept away by whoever builds there next.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from pipeline.adapters.archive.bag import Bag, Sender, bag_name, info_of
from pipeline.adapters.archive.bag_rules import complaints_of
from pipeline.adapters.archive.bag_zip import holds, zipped
from pipeline.adapters.archive.lock import reading
from pipeline.adapters.archive.manifest import digests_of
from pipeline.adapters.archive.stage import PREFIX, disk_words
from pipeline.errors import Finding, NotYet, Refused
from pipeline.ports.archive import BerkasEntry
from pipeline.ports.disk import Disk

_ASIDE = f"{PREFIX}bag-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A bag that stands."""

    bag: Path
    files: int  #: of the payload
    size: int  #: of the payload, in bytes
    tag_manifest: str  #: SHA-256 of ``tagmanifest-sha256.txt``, which stands for the whole bag


class HandOver:
    """Makes bags of an archive's berkas.

    Args:
        archive: The archive's folder.
        output: Where the bags go.
        disk: Writes there.
    """

    def __init__(self, archive: Path, output: Path, disk: Disk) -> None:
        self._archive = archive
        self._output = output
        self._disk = disk

    def target(self, entry: BerkasEntry, *, packed: bool) -> Path:
        """Where the bag of a berkas will stand.

        Raises:
            Refused: A33 something stands there already.
        """
        name = bag_name(entry) + (".zip" if packed else "")
        target = self._output / name
        if target.exists() or target.is_symlink():
            raise Refused(Finding("A33", {"path": str(target)}))
        return target

    def export(self, entry: BerkasEntry, anchor: str, sender: Sender, *, packed: bool) -> Exported:
        """Make the bag of a berkas that was verified, whole or not at all.

        Args:
            entry: The berkas.
            anchor: Digest of its manifest, as the ledger holds it.
            sender: What ``bag-info.txt`` says of us.
            packed: As a zip instead of a folder.

        Raises:
            Refused: A33 something stands where the bag would go; A34 a name no bag can carry.
            NotYet: The disk is full or away, or gave other bytes back, or the berkas changed.
        """
        target = self.target(entry, packed=packed)
        with _told(self._output), _aside(self._output, self._disk) as top:
            bag = Bag(top / bag_name(entry), self._disk)
            with reading(self._archive):
                bag.fill(self._archive / entry.path, anchor)
            bag.describe(info_of(entry, anchor, sender))
            self._prove(bag)
            built = self._packed(bag, entry) if packed else bag.folder
            try:
                self._disk.publish(str(built), str(target))
            except FileExistsError:
                raise Refused(Finding("A33", {"path": str(target)})) from None
        return Exported(
            bag=target,
            files=len(bag.payload),
            size=sum(each.size for each in bag.payload.values()),
            tag_manifest=bag.digests["tagmanifest-sha256.txt"].sha256,
        )

    def _prove(self, bag: Bag) -> None:
        """Bring it to the disk, read it back from there, and have it judged as a bag."""
        self._disk.sync_tree(str(bag.folder))
        for name, wanted in bag.digests.items():
            if digests_of(bag.folder / name, from_disk=True) != wanted:
                raise NotYet(f"the disk returned other bytes than written: {name}")
        if complaints := complaints_of(bag.folder):
            raise NotYet(f"the bag is not valid: {complaints[0]}")

    def _packed(self, bag: Bag, entry: BerkasEntry) -> Path:
        built = bag.folder.with_name(f"{bag.folder.name}.zip")
        self._disk.build(str(built), zipped(bag.folder, bag.digests, entry.changed_at))
        self._disk.sync_tree(str(built))
        digests_of(built, from_disk=True)  # from here on the kernel has what the disk holds
        if not holds(built, bag.folder.name, bag.digests):
            raise NotYet(f"the disk returned another zip than written: {built.name}")
        return built


@contextmanager
def _told(output: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"the bag cannot be made in {output}: {disk_words(error)}; nothing was left there"
        raise NotYet(what) from error


@contextmanager
def _aside(output: Path, disk: Disk) -> Iterator[Path]:
    """A folder of ours in which to build; it goes whatever happens, and those of the dead, too."""
    with ExitStack() as held:
        with _alone(output) as can_lock:
            if can_lock:
                _sweep(output, disk)
            top = output / f"{_ASIDE}{token_hex(8)}"
            disk.make_folder(str(top))
            if can_lock:
                held.enter_context(_held(top))
        try:
            yield top
        finally:
            disk.remove_tree(str(top))


@contextmanager
def _alone(output: Path) -> Iterator[bool]:
    """Keep others from sweeping or beginning for a moment; False where the share has no locks."""
    with ExitStack() as held:
        try:
            held.enter_context(_held(output, fcntl.LOCK_EX))
        except OSError:
            yield False
        else:
            yield True


def _sweep(output: Path, disk: Disk) -> None:
    for left in output.glob(f"{_ASIDE}*"):
        with suppress(OSError), _held(left):  # held by its builder, while that one lives
            disk.remove_tree(str(left))


@contextmanager
def _held(folder: Path, how: int = fcntl.LOCK_EX | fcntl.LOCK_NB) -> Iterator[None]:
    """Hold a folder for ourselves.

    Raises:
        OSError: Somebody else holds it, or it cannot be held here.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)

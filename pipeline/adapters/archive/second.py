"""A second copy of the archive elsewhere, and a berkas brought in line with its sound copy.

The second copy is a tree like the archive's own, checked by the same commands. A berkas is copied
only while it is sound, so that damage never spreads; what does not belong is moved aside, never
thrown away. A copy that broke off is found damaged by the next reading and brought in line again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from pipeline.adapters.archive.bag import HashedReading
from pipeline.adapters.archive.compose import REPLACED
from pipeline.adapters.archive.examine import examine_berkas
from pipeline.adapters.archive.holding import is_berkas
from pipeline.adapters.archive.lock import writing
from pipeline.adapters.archive.manifest import (
    SHA256_MANIFEST,
    digests_of,
    digests_of_bytes,
    parse_manifest,
    read_regular,
)
from pipeline.adapters.archive.stage import (
    FILE_MODE,
    PREFIX,
    chunks_of,
    close_folders,
    open_folders,
    sweep_temporaries,
)
from pipeline.errors import Finding, NotYet, Tampered
from pipeline.ports.disk import Disk
from pipeline.ports.folders import MARK


class SecondCopy:
    """An archive and its second copy.

    Args:
        archive: The archive's folder.
        copy: The second copy's folder.
        aside: Where damaged and foreign files are moved to.
        disk: Writes, moves and makes folders.
    """

    def __init__(self, archive: Path, copy: Path, aside: Path, disk: Disk) -> None:
        self._archive = archive
        self._copy = copy
        self._aside = aside
        self._disk = disk

    def prepare(self, office_id: str, *, is_new: bool) -> None:
        """Make sure that the second copy's folder is the one that we know; marks a new one.

        Args:
            office_id: Stands in the folder's mark.
            is_new: Nothing was ever copied there, so an empty folder may be marked.

        Raises:
            NotYet: It is away, another office's, or not empty.
        """
        if not self.is_marked(office_id, is_new=is_new):
            with _translated("the archive's second copy cannot be reached"):
                self._disk.write(str(self._copy / MARK), office_id.encode())

    def is_marked(self, office_id: str, *, is_new: bool) -> bool:
        """Whether the folder bears our mark, or else may be given it; see ``prepare``."""
        mark = self._copy / MARK
        with _translated("the archive's second copy cannot be reached"):
            if mark.exists():
                if mark.read_bytes().strip() == office_id.encode():
                    return True
                raise NotYet(f"{self._copy} is the second copy of another office")
            if not is_new or any(self._copy.iterdir()):
                raise NotYet(f"{self._copy} lacks its mark {MARK}; is it mounted?")
            return False

    def copy(self, path: str, anchor: str) -> tuple[str, ...]:
        """Bring the second copy of a berkas in line; gives the names that were written.

        Raises:
            Tampered: The berkas itself is damaged.
            NotYet: The second copy cannot be written, or is still not sound.
        """
        return self._bring(self._archive, self._copy, path, anchor)

    def findings(self, path: str, anchor: str) -> tuple[Finding, ...]:
        """What is wrong with the second copy of a berkas."""
        with _translated("the archive's second copy cannot be reached"):
            return tuple(examine_berkas(self._copy, path, anchor))

    def restore(self, path: str, anchor: str) -> tuple[str, ...]:
        """Bring a damaged berkas in line with its second copy; gives the names that were written.

        Raises:
            Tampered: The second copy is damaged, too.
            NotYet: The archive cannot be written, or is still not sound.
        """
        return self._bring(self._copy, self._archive, path, anchor)

    def _bring(self, source: Path, target: Path, path: str, anchor: str) -> tuple[str, ...]:
        with _translated("the archive's second copy cannot be brought in line"), writing(target):
            if spoilt := examine_berkas(source, path, anchor):
                raise Tampered(*spoilt)
            self._disk.make_folder(str(target / path))
            if not is_berkas(target, path):  # a link stands in the way: nothing is written there
                raise Tampered(Finding("A13", {"path": path}))
            open_folders(target / path, self._disk)
            written = self._write(source / path, target / path, path)
            close_folders(target / path, self._disk)
            if examine_berkas(target, path, anchor):
                raise NotYet(f"{target / path} is not as it should be even now")
            return written

    def _write(self, source: Path, target: Path, path: str) -> tuple[str, ...]:
        manifest = read_regular(source / SHA256_MANIFEST)
        wanted = parse_manifest(manifest, 64)
        for folder in sorted({str((target / name).parent) for name in wanted}):
            sweep_temporaries(Path(folder), self._disk)
        self._move_aside(target, path, wanted)
        wanted[SHA256_MANIFEST] = digests_of_bytes(manifest).sha256
        written = []
        # the manifest comes last: until then the berkas is not what it says
        for name in sorted(wanted, key=lambda name: (name == SHA256_MANIFEST, name in REPLACED)):
            if not _is_there(target / name, wanted[name]):
                self._disk.make_folder(str((target / name).parent))
                self._lay(source / name, target / name, wanted[name])
                written.append(name)
        return tuple(written)

    def _lay(self, source: Path, target: Path, digest: str) -> None:
        """Copy one file bit by bit, and give it its name once the disk gives the same bytes back.

        Raises:
            NotYet: The source changed since its manifest was read, or the disk returns other bytes.
        """
        built = target.with_name(f"{PREFIX}{token_hex(8)}.part")
        try:
            self._build_copy(source, built, digest)
            if target.exists():  # a list or a manifest, small: anything else has been moved away
                self._disk.write(str(target), read_regular(built), mode=FILE_MODE)
                self._disk.remove(str(built))
            else:
                self._disk.publish(str(built), str(target))
        except (OSError, NotYet):
            with suppress(OSError):
                self._disk.remove(str(built))
            raise

    def _build_copy(self, source: Path, built: Path, digest: str) -> None:
        copying = HashedReading(chunks_of(source))
        self._disk.build(str(built), copying, mode=FILE_MODE)
        if copying.digests.sha256 != digest:
            raise NotYet(f"{source} changed while it was read")
        self._disk.sync_tree(str(built))
        if digests_of(built, from_disk=True).sha256 != digest:
            raise NotYet(f"the disk returned other bytes than written: {built}")

    def _move_aside(self, target: Path, path: str, wanted: dict[str, str]) -> None:
        """Move away what is not wanted, and what stands spoilt under a wanted name."""
        for found in sorted(target.rglob("*"), reverse=True):
            name = found.relative_to(target).as_posix()
            if found.is_dir() and not found.is_symlink():
                if name in wanted:
                    self._take(found, path, name)
                elif not any(found.iterdir()):
                    self._disk.remove_folder(str(found))
            elif name not in REPLACED and not _is_there(found, wanted.get(name, "")):
                self._take(found, path, name)

    def _take(self, found: Path, path: str, name: str) -> None:
        place = self._aside / path / name
        at = 1
        while place.exists() or place.is_symlink():
            at += 1
            place = self._aside / path / f"{name}.{at}"
        self._disk.make_folder(str(place.parent))
        self._disk.take(str(found), str(place))


@contextmanager
def _translated(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotYet(f"{what}: {error}") from error


def _is_there(path: Path, digest: str) -> bool:
    """Tell whether a regular file with these bytes stands there."""
    try:
        return digests_of(path).sha256 == digest
    except OSError:
        return False

"""``Survey`` on a local disk or a mounted share: reads everything, touches nothing."""

import contextlib
import fnmatch
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from pipeline.adapters.folders.outbox import as_text, is_plain_file
from pipeline.errors import NotYet
from pipeline.ports.disk import PARTIAL
from pipeline.ports.survey import Held, Kept, Lying

_HALF_WRITTEN = f"{PARTIAL}*.part"
_CHUNK = 1 << 20


class FolderSurvey:
    """A look at the folders of one office."""

    def __init__(self, root: Path, folders: frozenset[str]) -> None:
        self._root = root
        self._folders = folders
        self._private = root / ".paraf"
        self._objects = self._private / "objects"

    def claims(self) -> Sequence[Held]:
        """What is in our keeping."""
        with _trouble():
            return [self._held(home) for home in _entries(self._private / "claimed")]

    def _held(self, home: Path) -> Held:
        facts: Mapping[str, object] = {}
        readable = False
        with contextlib.suppress(OSError, ValueError):
            found = json.loads((home / "claim.json").read_text("utf-8"))
            readable = isinstance(found, dict) and {"folder", "name", "at"} <= found.keys()
            facts = found if readable else {}
        return Held(
            id=as_text(home.name),
            path=self._shown(home),
            readable=readable,
            written_for=str(facts.get("claim", "")),
            has_file=os.path.lexists(home / "file"),
            has_returned=os.path.lexists(home / "returned"),
            facts={key: as_text(str(facts.get(key, ""))) for key in ("folder", "name", "at")},
        )

    def inboxes(self) -> Iterator[Lying]:
        """What lies in the inboxes; what vanishes while looking does not."""
        for folder in sorted(self._folders):
            with _trouble():
                found = list(self._inbox(folder))
            yield from found

    def _inbox(self, folder: str) -> Iterator[Lying]:
        for path in _entries(self._root / "inbox" / folder):
            if path.name.startswith(".") or not is_plain_file(path):
                continue
            with contextlib.suppress(FileNotFoundError):
                name = as_text(path.name)
                shown = self._shown(path)
                yield Lying(folder=folder, name=name, path=shown, data=path.read_bytes())

    def record(self) -> Iterator[Kept]:
        """Every file of the record, read once."""
        for shelf in _entries(self._objects):
            for path in _entries(shelf) if shelf.is_dir() else [shelf]:
                if not path.name.startswith(PARTIAL) and (kept := self._read(path)):
                    yield kept

    def kept(self, sha256: str) -> Kept | None:
        """One file of the record, read now; None when it is not there."""
        return self._read(self._objects / sha256[:2] / sha256)

    def _read(self, path: Path) -> Kept | None:
        with _trouble():
            try:
                found = path.lstat()
            except FileNotFoundError:
                return None
            sha256 = _sha256(path) if stat.S_ISREG(found.st_mode) else ""
        return Kept(
            name=as_text(path.name), path=self._shown(path), sha256=sha256, size=found.st_size
        )

    def half_written(self) -> Sequence[str]:
        """Paths of files under a temporary name."""
        places = [self._root.glob(_HALF_WRITTEN), _below(self._private, _HALF_WRITTEN)]
        places += [(self._root / "inbox" / each).glob(_HALF_WRITTEN) for each in self._folders]
        with _trouble():
            return sorted(self._shown(path) for place in places for path in place)

    def object_path(self, sha256: str) -> str:
        """Where bytes of the record lie, or should."""
        return self._shown(self._objects / sha256[:2] / sha256)

    def somebody_works(self) -> bool:
        """Whether the kernel knows of a lock on the office; asking for it would be in the way."""
        try:
            found = (self._private / "lock").stat()
            locks = Path("/proc/locks").read_text("ascii")
        except OSError:
            return False
        major, minor = os.major(found.st_dev), os.minor(found.st_dev)
        return f" {major:02x}:{minor:02x}:{found.st_ino} " in locks

    def _shown(self, path: Path) -> str:
        return as_text(str(path.relative_to(self._root)))


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _entries(folder: Path) -> list[Path]:
    """What a folder holds; a folder that is not there yet holds nothing."""
    try:
        return sorted(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


@contextlib.contextmanager
def _trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotYet(f"the office's folders cannot be read: {error}") from error


def _below(top: Path, pattern: str) -> Iterator[Path]:
    """Files anywhere below a folder in which others make and remove folders meanwhile."""

    def tell(error: OSError) -> None:
        if not isinstance(error, FileNotFoundError):
            raise error

    for folder, _, names in os.walk(top, onerror=tell):
        yield from (Path(folder, name) for name in fnmatch.filter(names, pattern))

"""A bag as one zip: written as a stream, the same bytes for the same bag, one folder on top.

Each entry is deflated and carries its length behind it, since nothing here goes back in a file that
is being written. Names are UTF-8 and marked as such; beyond 4 GB or 65 535 entries the library
writes ZIP64.
"""

import stat
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pipeline.adapters.archive.bag import HashedReading
from pipeline.adapters.archive.manifest import CHUNK, Digests
from pipeline.adapters.archive.stage import chunks_of

_MODE = (stat.S_IFREG | 0o644) << 16
_EARLIEST = 1980  # zip knows no earlier year


class _Pipe:
    """Where the library writes to, and from where we take it."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        return len(data)

    def close(self) -> None:
        """Nothing is held open."""

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> Iterator[bytes]:
        yield from self._written
        self._written.clear()


def zipped(bag: Path, digests: Mapping[str, Digests], at: datetime) -> Iterator[bytes]:
    """Write a bag as a zip, bit by bit.

    Args:
        bag: The folder; its name becomes the one folder on top.
        digests: Its files, by their path in the bag.
        at: The moment that every entry bears.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(digests):
            entry = zipfile.ZipInfo(
                f"{bag.name}/{name}", (max(at.year, _EARLIEST), *at.timetuple()[1:6])
            )
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = _MODE
            entry.file_size = digests[name].size
            with archive.open(entry, "w") as target:
                for chunk in chunks_of(bag / name):
                    target.write(chunk)
                    yield from pipe.take()
    yield from pipe.take()


def holds(packed: Path, top: str, digests: Mapping[str, Digests]) -> bool:
    """Read a zip back, every entry of it, and tell whether it holds exactly these files."""
    try:
        with zipfile.ZipFile(packed) as archive:
            names = {f"{top}/{name}": wanted for name, wanted in digests.items()}
            if sorted(archive.namelist()) != sorted(names):
                return False
            return all(_is(archive, name, wanted) for name, wanted in names.items())
    except zipfile.BadZipFile:
        return False


def _is(archive: zipfile.ZipFile, name: str, wanted: Digests) -> bool:
    with archive.open(name) as entry:
        reading = HashedReading(iter(lambda: entry.read(CHUNK), b""))
        for _ in reading:
            pass
    return reading.digests == wanted

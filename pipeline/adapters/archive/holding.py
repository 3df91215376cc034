"""Reading a filed berkas back: its manifests and records. Nothing here writes."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.archive.manifest import (
    META,
    SHA256_MANIFEST,
    SHA512_MANIFEST,
    ManifestBroken,
    digests_of_bytes,
    parse_manifest,
    read_regular,
)
from pipeline.adapters.archive.record import (
    BERKAS_NAME,
    AdditionRecord,
    BerkasRecord,
    ContentsLine,
    RecordBroken,
    addition_record_name,
    entry_of,
    filed_item,
    parse_record,
)
from pipeline.adapters.archive.stage import PREFIX
from pipeline.errors import Finding, Tampered
from pipeline.ports.archive import BerkasEntry, Filed

_YEAR = re.compile(r"[0-9]{4}")
#: names that are text; whoever gave one of other bytes was not Paraf
_CLASS = re.compile(r"[^\n\ud800-\udfff]+")
_NUMBERED = re.compile(r"[0-9]{3,} [^\n\ud800-\udfff]+")
_ADDITION = re.compile(r"penambahan-([0-9]+)\.json")


def kept_name(name: str, version: int) -> str:
    """Name the copy kept of a file that a later version replaces: ``_meta/x.v1.txt``."""
    stem, dot, suffix = name.rpartition("/")[2].rpartition(".")
    return f"{META}/{stem}.v{version}{dot}{suffix}"


@dataclass(frozen=True, slots=True)
class Holding:
    """A berkas that can be built upon."""

    path: str
    folder: Path
    first: BerkasRecord
    later: tuple[AdditionRecord, ...]
    sha256: dict[str, str]
    sha512: dict[str, str]
    manifest_sha256: str

    @property
    def version(self) -> int:
        """Number of filings so far."""
        return 1 + len(self.later)

    @property
    def lines(self) -> tuple[ContentsLine, ...]:
        """All lines of contents, in the order they came."""
        return self.first.isi + tuple(line for record in self.later for line in record.isi)

    @property
    def entry(self) -> BerkasEntry:
        """The berkas as the catalogue shows it."""
        return entry_of(self.path, self.first, self.later)

    @property
    def filed(self) -> Filed:
        """What a filing answers."""
        return Filed(
            path=self.path,
            version=self.version,
            manifest_sha256=self.manifest_sha256,
            items=tuple(filed_item(line) for line in self.lines),
        )


def open_holding(root: Path, path: str) -> Holding:
    """Read manifests and records of a berkas.

    Raises:
        Tampered: A06 a manifest, or A08 a record, cannot be read; A09 the manifests disagree.
        OSError: The disk does not answer.
    """
    folder = root / path
    sha256 = _manifest(path, folder, SHA256_MANIFEST, 64)
    sha512 = _manifest(path, folder, SHA512_MANIFEST, 128)
    if set(sha256) - {SHA512_MANIFEST} != set(sha512):
        raise Tampered(Finding("A09", {"path": f"{path}/{SHA512_MANIFEST}", "nama": META}))
    try:
        first, later = read_records(folder)
    except (RecordBroken, FileNotFoundError) as error:
        raise Tampered(Finding("A08", {"path": f"{path}/{BERKAS_NAME}"})) from error
    digest = digests_of_bytes(read_regular(folder / SHA256_MANIFEST)).sha256
    return Holding(path, folder, first, later, sha256, sha512, digest)


def _manifest(path: str, folder: Path, name: str, width: int) -> dict[str, str]:
    try:
        return parse_manifest(read_regular(folder / name), width)
    except (ManifestBroken, FileNotFoundError) as error:
        facts = {"path": f"{path}/{name}", "sebab": str(error) if error.args else name}
        raise Tampered(Finding("A06", facts)) from error


def read_records(folder: Path) -> tuple[BerkasRecord, tuple[AdditionRecord, ...]]:
    """Read the record of the berkas and those of its additions.

    Raises:
        RecordBroken: One of them is not what was written.
        OSError: One of them cannot be read.
    """
    first = parse_record(BerkasRecord, read_regular(folder / BERKAS_NAME))
    versions = sorted(
        int(found[1])
        for found in map(_ADDITION.fullmatch, (path.name for path in (folder / META).iterdir()))
        if found
    )
    later = tuple(
        parse_record(AdditionRecord, read_regular(folder / addition_record_name(version)))
        for version in versions
    )
    return first, later


def years_of(root: Path) -> list[int]:
    """The years that have a folder, in order."""
    return [int(year.name) for year in _folders(root, _YEAR)]


def berkas_paths(root: Path, year: int | None = None) -> list[str]:
    """Name every berkas of the archive, or of a year, sorted by year, klasifikasi and number.

    A folder counts by its name and place alone: one whose ``_meta`` was taken away must still be
    found, to be reported.
    """
    years = _folders(root, _YEAR) if year is None else [root / f"{year:04d}"]
    return [
        f"{folder.name}/{klass.name}/{berkas.name}"
        for folder in years
        for klass in _folders(folder, _CLASS)
        for berkas in _folders(klass, _NUMBERED)
    ]


def is_berkas(root: Path, path: str) -> bool:
    """Tell whether a berkas stands at a path, by the rules of ``berkas_paths``."""
    parts = path.split("/")
    if len(parts) != 3 or parts[1] in {".", ".."} or parts[1].startswith(PREFIX):
        return False
    shapes = (_YEAR, _CLASS, _NUMBERED)
    if not all(shape.fullmatch(part) for shape, part in zip(shapes, parts, strict=True)):
        return False
    folders = (root / parts[0], root / parts[0] / parts[1], root / path)
    return all(one.is_dir() and not one.is_symlink() for one in folders)


def entries(root: Path) -> list[BerkasEntry]:
    """Read all berkas but those that cannot be read, by year, klasifikasi and number."""
    readable: list[BerkasEntry] = []
    for path in berkas_paths(root):
        with suppress(RecordBroken, OSError):
            readable.append(entry_of(path, *read_records(root / path)))
    return sorted(readable, key=lambda each: (each.year, each.path.split("/")[1], each.number))


def _folders(parent: Path, pattern: re.Pattern[str]) -> list[Path]:
    """Folders of such a name, links left out; the listing itself tells what each entry is."""
    with os.scandir(parent) as found:
        names = [
            entry.name
            for entry in found
            if pattern.fullmatch(entry.name)
            and not entry.name.startswith(PREFIX)
            and entry.is_dir(follow_symlinks=False)
        ]
    return [parent / name for name in sorted(names)]

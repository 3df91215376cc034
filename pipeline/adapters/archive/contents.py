"""Which files a berkas consists of, by name, and the manifest in which a berita acara names them.

Nothing here reads or writes a file. The manifest of contents: decision 0027.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.adapters.archive.manifest import CONTENTS_MANIFEST, format_manifest
from pipeline.adapters.archive.naming import (
    berkas_folder,
    classification_folder,
    clean_suffix,
    item_name,
    room_in,
)
from pipeline.adapters.archive.record import ContentsLine
from pipeline.errors import Finding, Tampered
from pipeline.ports.archive import Berkas, FileRole, Item, ItemFile


def place_of(berkas: Berkas) -> str:
    """Say where a berkas belongs, relative to the archive's root."""
    klass = classification_folder(berkas.classification_code, berkas.classification_name)
    return f"{berkas.year:04d}/{klass}/{berkas_folder(berkas.number, berkas.title)}"


def numbered(items: tuple[Item, ...], start: int) -> tuple[Item, ...]:
    """Give items without a number the next free ones, from ``start``.

    Raises:
        ValueError: The caller gave one number twice.
    """
    taken = [item.number for item in items if item.number]
    if len(set(taken)) != len(taken):
        message = f"item numbers used twice: {taken}"
        raise ValueError(message)
    upcoming = max([start - 1, *taken])
    result = []
    for item in items:
        upcoming += 0 if item.number else 1
        result.append(item if item.number else replace(item, number=upcoming))
    return tuple(result)


def named_files(item: Item, place: str) -> list[tuple[str, ItemFile]]:
    """The files of an item with the names they get; what people open comes first."""
    room = room_in(place)
    named: list[tuple[str, ItemFile]] = []
    tails: set[str] = set()
    for file in sorted(item.files, key=lambda file: file.role is not FileRole.RENDITION):
        tail = _tail(file, tails)
        tails.add(tail)
        named.append((item_name(item, tail, room), file))
    return named


#: Files of which an item may have many, and what they are called.
_COUNTED = {FileRole.ATTACHMENT: "lampiran", FileRole.EVIDENCE: "bukti"}


def _tail(file: ItemFile, taken: set[str]) -> str:
    """Tell the files of one item apart: ``.pdf``, `` - asli.pdf``, `` - bukti 01.jpg``."""
    suffix = clean_suffix(file.suffix)
    counted = _COUNTED.get(file.role)
    if counted:
        count = sum(tail.startswith(f" - {counted} ") for tail in taken) + 1
        return f" - {counted} {count:02d}{suffix}"
    if suffix not in taken:
        return suffix
    candidates = (f" - asli{f' {at}' if at > 1 else ''}{suffix}" for at in range(1, 1000))
    return next(tail for tail in candidates if tail not in taken)


def contents_manifest(berkas: Berkas) -> bytes:
    """Write the names and digests of all files of a berkas' items, as ``sha256sum`` does."""
    place = place_of(berkas)
    named = [each for item in numbered(berkas.items, 1) for each in named_files(item, place)]
    return format_manifest({name: file.sha256.lower() for name, file in named})


def hold_to_contents(told: Mapping[str, str], lines: Sequence[ContentsLine], place: str) -> None:
    """Make sure that what the berita acara names is what is filed.

    Raises:
        Tampered: A22 something it names is not there, or is something else.
    """
    laid = {file.nama: file.digest[0].nilai for line in lines for file in line.file}
    for name, digest in told.items():
        if laid.get(name) != digest:
            facts = {"path": f"{place}/{CONTENTS_MANIFEST}", "nama": name}
            raise Tampered(Finding("A22", facts))


def as_told(
    named: list[tuple[str, ItemFile]], number: int, told: Mapping[str, str]
) -> list[tuple[str, ItemFile]]:
    """Keep to names that were told, should a Paraf of another version give others by now."""
    free = {name: digest for name, digest in told.items() if name.startswith(f"{number:03d} ")}
    result = []
    for name, file in named:
        same = [each for each, digest in free.items() if digest == file.sha256.lower()]
        kept = name if name in same or not same else same[0]
        free.pop(kept, None)
        result.append((kept, file))
    return result

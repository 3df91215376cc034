"""Marks of what the lists and the catalogue of the archive do not show yet.

A mark is laid before a berkas is put in place or grows, under the archive's lock: a crash leaves at
worst a mark for nothing, never a berkas without its mark. Whoever brings the lists up to date reads
the marks while no writer works, and removes those and no others when everything is written.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex

from pipeline.adapters.archive.lock import reading
from pipeline.adapters.archive.manifest import read_regular
from pipeline.adapters.archive.stage import LISTS, sweep_temporaries
from pipeline.ports.disk import PARTIAL, Disk

#: What a mark says when nothing is known to be right any more.
EVERYTHING = ""
_MARKS = f"{LISTS}/behind"
_SENSE = re.compile(r"[0-9]{4}(/[^/\n]+/[^/\n]+)?")


def lay_mark(root: Path, disk: Disk, what: str) -> None:
    """Say, durably, that the lists lack something.

    Args:
        root: The archive.
        disk: Writes.
        what: The place of a berkas; a year, when only its list is wrong; or ``EVERYTHING``.
    """
    disk.make_folder(str(root / _MARKS))
    disk.write(str(root / _MARKS / token_hex(8)), what.encode())


def marks_of(root: Path) -> Mapping[str, str]:
    """All marks by their names, read while nobody writes in the archive.

    Raises:
        NotYet: A writer does not finish.
    """
    with reading(root):
        return {name: _meant(read_regular(root / _MARKS / name)) for name in _names(root)}


def _meant(mark: bytes) -> str:
    """What a mark says; one that makes no sense says the most."""
    what = mark.decode("utf-8", "replace")
    return what if _SENSE.fullmatch(what) else EVERYTHING


def sweep_marks(root: Path, disk: Disk) -> None:
    """Remove those that a crash left half written; for whoever writes in the archive alone."""
    sweep_temporaries(root / _MARKS, disk)


def remove_mark(root: Path, disk: Disk, name: str) -> None:
    """What it says is in the lists now."""
    disk.remove(str(root / _MARKS / name))


def has_marks(root: Path) -> bool:
    """Whether anything is known to be lacking."""
    return bool(_names(root))


def _names(root: Path) -> list[str]:
    """The marks; one that was half written was not laid."""
    try:
        found = [path.name for path in (root / _MARKS).iterdir()]
    except FileNotFoundError:
        return []
    return [name for name in found if not name.startswith(PARTIAL)]

"""Which berkas is meant: by its folder, its path, its number, or a piece of its title."""

import re
from collections.abc import Sequence
from pathlib import Path

import typer

from pipeline.ports.archive import Archive, BerkasEntry
from pipeline.wording.visible import visible

_YEAR = re.compile(r"[0-9]{4}")
_YEAR_NUMBER = re.compile(r"([0-9]{4})/([0-9]{1,6})")
_CODE_NUMBER = re.compile(r"([^/\s]+)/(?:([0-9]{4})/)?([0-9]{1,6})")
_SHOWN = 8


def choose(entries: Sequence[BerkasEntry], named: Sequence[str]) -> list[BerkasEntry]:
    """The berkas that are named, each once, in the order of the archive.

    Raises:
        typer.BadParameter: a name fits none, or several.
    """
    chosen = {_one(entries, each).path for each in named}
    return [each for each in entries if each.path in chosen]


def place_of(archive: Archive, name: str) -> str:
    """The place of the one berkas that is named; one that cannot be read goes by its path.

    Raises:
        typer.BadParameter: the name fits none, or several.
    """
    by_path = [place for place in archive.places() if _is_path(place, name)]
    return by_path[0] if by_path else _one(archive.listing(), name).path


def _one(entries: Sequence[BerkasEntry], name: str) -> BerkasEntry:
    if _YEAR.fullmatch(name.strip()):
        raise typer.BadParameter(
            f"{name.strip()} is a year; name a berkas of it, such as {name.strip()}/001; "
            "see: paraf archive list",
            param_hint="BERKAS",
        )
    found = _fitting(entries, name.strip())
    if len(found) == 1:
        return found[0]
    if not found:
        raise typer.BadParameter(
            f"no berkas is called '{visible(name)}'; see: paraf archive list", param_hint="BERKAS"
        )
    shown = "\n".join(f"  {visible(each.path)}" for each in found[:_SHOWN])
    more = f"\n  and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise typer.BadParameter(
        f"'{visible(name)}' fits {len(found)} berkas; name one by its path:\n{shown}{more}",
        param_hint="BERKAS",
    )


def _fitting(entries: Sequence[BerkasEntry], name: str) -> list[BerkasEntry]:
    """By path, by year and number, by klasifikasi and number, by title; the first that fits any."""
    if by_path := [each for each in entries if _is_path(each.path, name)]:
        return by_path
    if found := _YEAR_NUMBER.fullmatch(name):
        year, number = int(found[1]), int(found[2])
        return [each for each in entries if (each.year, each.number) == (year, number)]
    if found := _CODE_NUMBER.fullmatch(name):
        return [
            each
            for each in entries
            if each.classification_code == found[1]
            and found[2] in {None, str(each.year)}
            and each.number == int(found[3])
        ]
    words = name.casefold()
    return [each for each in entries if words and words in each.title.casefold()]


def _is_path(place: str, name: str) -> bool:
    """Whether a name is the path of a berkas: from the archive, from here, or from anywhere."""
    return str(Path(name).resolve()).endswith(f"/{place}")

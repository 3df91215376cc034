"""A block: some berkas of one year and klasifikasi, as the page loads them.

A block has two chunks. The first tells of its berkas and items, the second under which words of
their documents they are found. Which berkas belong to a block follows from their numbers, so a
berkas that grows touches its own block and no other.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pipeline.adapters.archive.catalogue.card import Card, card_key
from pipeline.adapters.archive.catalogue.words import tokens
from pipeline.adapters.archive.holding import is_berkas

#: berkas numbers in a block; with twenty items each, a block's chunks stay well under a megabyte
BERKAS = 25
_NUMBER = re.compile("[0-9]+")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True, order=True)
class BlockName:
    """Which berkas: those of a year and a folder of klasifikasi, from a number on."""

    year: str
    folder: str
    first: int

    @property
    def stem(self) -> str:
        """What the names of its chunks begin with."""
        return f"{self.year}-{sha256(self.folder.encode()).hexdigest()[:8]}-{self.first:04d}"


def block_of(path: str) -> BlockName:
    """Name the block of a berkas.

    Args:
        path: Of the berkas, relative to the archive.

    Raises:
        ValueError: No berkas can stand there.
    """
    year, folder, name = path.split("/")
    number = _NUMBER.match(name)
    if number is None:
        raise ValueError(path)
    return BlockName(year, folder, _first(int(number[0])))


def _first(number: int) -> int:
    return max(number - 1, 0) // BERKAS * BERKAS + 1


def members(root: Path, block: BlockName) -> list[str]:
    """Name the berkas that stand in a block now, by their numbers."""
    folder = root / block.year / block.folder
    if not folder.is_dir():
        return []
    found = []
    for each in folder.iterdir():
        path = f"{block.year}/{block.folder}/{each.name}"
        number = _NUMBER.match(each.name)
        if number and _first(int(number[0])) == block.first and is_berkas(root, path):
            found.append((int(number[0]), path))
    return [path for _, path in sorted(found)]


def items_chunk(cards: Sequence[Card]) -> list[object]:
    """Write berkas and items in rows; their order is that of ``page/loading.js``."""
    berkas = [
        [
            head.lokasi,
            head.nomor,
            head.judul,
            head.unit,
            head.retensi,
            head.akses,
            head.versi,
            head.daftar_isi,
            card_key(head.lokasi),
            [list(each) for each in head.berkaitan],
        ]
        for head in (card.berkas for card in cards)
    ]
    items = [
        [
            at,
            item.nomor_item,
            item.tanggal.isoformat(),
            item.hal,
            item.nomor,
            item.kode,
            item.jenis,
            item.unit,
            list(item.penandatangan),
            item.akses,
            item.halaman,
            item.awal,
            [list(each) for each in item.file],
            list(item.tunjuk_silang),
        ]
        for at, card in enumerate(cards)
        for item in card.isi
    ]
    return [berkas, items]


def words_chunk(cards: Sequence[Card]) -> list[str]:
    """Write under which words the documents of a block are found: the words, and where each is.

    Items are counted through the block, in the order of ``items_chunk``.
    """
    found: dict[str, list[int]] = {}
    at = 0
    for card in cards:
        texts = {each.nomor_item: each.teks for each in card.teks}
        for item in card.isi:
            for token in tokens(texts.get(item.nomor_item) or ""):
                found.setdefault(token, []).append(at)
            at += 1
    ordered = sorted(found, key=_as_browsers_order)
    return [" ".join(ordered), " ".join(_written(found[token]) for token in ordered)]


def _as_browsers_order(word: str) -> bytes:
    return word.encode("utf-16-be")


def _written(places: Sequence[int]) -> str:
    """Write places as steps from one to the next, to the base 36; ``~3`` is three more in a row."""
    parts: list[str] = []
    last, run = -1, 0
    for place in places:
        if parts and place == last + 1:
            run += 1
        else:
            parts += [f"~{_base36(run)}"] if run else []
            parts.append(_base36(place - last))
            run = 0
        last = place
    parts += [f"~{_base36(run)}"] if run else []
    return ",".join(parts).replace(",~", "~")


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


class Words:
    """The words of a block, to look in."""

    def __init__(self, chunk: Collection[str]) -> None:
        written, places = chunk
        self._words = written.split(" ") if written else []
        self._places = places.split(" ") if places else []
        if len(self._words) != len(self._places):
            raise ValueError("words and places do not agree")

    def beginning_with(self, start: str) -> set[int]:
        """Give the items of which a word begins so, as they are counted through the block."""
        found: set[int] = set()
        at = bisect_left(self._words, _as_browsers_order(start), key=_as_browsers_order)
        while at < len(self._words) and self._words[at].startswith(start):
            found |= _read(self._places[at])
            at += 1
        return found


def _read(written: str) -> set[int]:
    places: set[int] = set()
    last = -1
    for part in written.split(","):
        step, _, run = part.partition("~")
        last += int(step, 36)
        places.add(last)
        for _ in range(int(run, 36) if run else 0):
            last += 1
            places.add(last)
    return places

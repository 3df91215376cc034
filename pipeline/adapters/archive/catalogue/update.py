"""Bringing the catalogue up to date, at a cost that does not grow with the archive.

Order of writing: cards, then chunks under names that nobody reads yet, then the directory, which
makes them count, then the page. Chunks that the last directory but one named go last. Who reads in
between sees the old catalogue or the new one; a crash anywhere leaves the old one and some files
that the next call uses or removes.
"""

from collections.abc import Collection
from pathlib import Path

from pipeline.adapters.archive.catalogue.block import (
    BlockName,
    block_of,
    items_chunk,
    members,
    words_chunk,
)
from pipeline.adapters.archive.catalogue.card import CARDS, Card, card_key, make_card, read_card
from pipeline.adapters.archive.catalogue.chunk import (
    FOLDER,
    ChunkBroken,
    chunk_name,
    format_chunk,
    named_by_content,
)
from pipeline.adapters.archive.catalogue.directory import (
    KEY,
    Block,
    Directory,
    block_line,
    directory_of,
    format_directory,
    read_directory,
    spelt_out,
)
from pipeline.adapters.archive.catalogue.page import PAGE, catalogue_page
from pipeline.adapters.archive.holding import berkas_paths
from pipeline.adapters.archive.manifest import NotARegularFile, read_regular
from pipeline.adapters.archive.record import RecordBroken
from pipeline.adapters.archive.stage import sweep_temporaries
from pipeline.ports.disk import Disk
from pipeline.ports.texts import Texts

#: for everybody to read and for Paraf to write
_MODE = 0o644


def bring_up_to_date(
    root: Path, disk: Disk, changed: Collection[str] | None, texts: Texts | None
) -> None:
    """Make the catalogue tell what the archive holds. Safe to repeat, and after a crash.

    One at a time: whoever calls sees to it that nobody else does meanwhile.

    Args:
        root: The archive.
        disk: Who writes.
        changed: Paths of the berkas that are new or have grown; None makes everything anew, of
            which only the texts that were read of documents are kept. Also what shares a block
            with one of them is looked at again.
        texts: Who reads documents; without anybody only texts that were read before are there.

    Raises:
        OSError: The disk does not answer.
        NotYet: Nobody can be started who reads documents.
    """
    _Update(root, disk, texts).run(changed)


#: what a reader of the catalogue loads first; all else is named by what is in it
ENTRANCE = (PAGE, chunk_name(KEY))


def chunks_of(root: Path) -> set[str]:
    """Name the chunks that a reader of the catalogue may load; none where it is broken."""
    directory = read_directory(root)
    return {chunk_name(key) for key in directory.chunks} if directory else set()


class _Update:
    def __init__(self, root: Path, disk: Disk, texts: Texts | None) -> None:
        self._root = root
        self._disk = disk
        self._texts = texts

    def run(self, changed: Collection[str] | None) -> None:
        earlier = read_directory(self._root)
        kept = self._blocks(earlier) if changed is not None else None
        if kept is None:
            changed, kept = berkas_paths(self._root), {}
        fresh = frozenset(changed or ())
        self._make_ready({path.partition("/")[0] for path in fresh})
        for name in sorted({block_of(path) for path in fresh}):
            block = self._block(name, fresh)
            if block is None:
                kept.pop(name, None)
            else:
                kept[name] = block
        directory = directory_of(kept.values())
        self._write(chunk_name(KEY), format_directory(directory))
        self._write(PAGE, catalogue_page(self._root, directory))
        if directory != earlier:
            self._sweep(directory, earlier)

    def _blocks(self, earlier: Directory | None) -> dict[BlockName, Block] | None:
        """Give the blocks of the last directory; nothing if it cannot be built upon."""
        if earlier is None:
            return None
        try:
            return {block.name: block for block in spelt_out(earlier)}
        except ChunkBroken:
            return None

    def _block(self, name: BlockName, fresh: Collection[str]) -> Block | None:
        """Write the chunks of a block; nothing if no berkas stands there."""
        cards: list[Card] = []
        unreadable: list[str] = []
        for path in members(self._root, name):
            card = self._card(path, is_fresh=path in fresh)
            if card is None:
                unreadable.append(path)
            else:
                cards.append(card)
        if not cards and not unreadable:
            return None
        items, words = items_chunk(cards), words_chunk(cards)
        keys = []
        for stem, value in ((name.stem, items), (f"{name.stem}k", words)):
            key, data = named_by_content(stem, value)
            self._write(chunk_name(key), data)
            keys.append(key)
        return block_line(name, cards, unreadable, (keys[0], keys[1]))

    def _card(self, path: str, *, is_fresh: bool) -> Card | None:
        """Take the card of a berkas, made anew where it must be; nothing if that cannot be done."""
        earlier = read_card(self._root, path)
        if earlier is not None and not is_fresh:
            return earlier
        try:
            card = make_card(self._root, path, earlier, self._texts)
        except (RecordBroken, OSError):
            return None
        self._write(chunk_name(card_key(path)), format_chunk(card_key(path), _plain(card)))
        return card

    def _write(self, name: str, data: bytes) -> None:
        """Write a file that is not there like this already."""
        target = self._root / name
        try:
            if read_regular(target) == data:
                return
        except FileNotFoundError:
            self._disk.make_folder(str(target.parent))
        # half written it lies where no filing sweeps: filing goes on meanwhile
        beside = str(self._root / FOLDER)
        self._disk.write(str(target), data, mode=_MODE, beside=beside)

    def _make_ready(self, years: Collection[str]) -> None:
        """Sweep what a crash left half written, and follow no link that somebody laid.

        Raises:
            NotARegularFile: A link lies where one of our folders should.
        """
        cards = f"{FOLDER}/{CARDS}"
        for name in (FOLDER, cards, *(f"{cards}/{year}" for year in sorted(years))):
            folder = self._root / name
            if folder.is_symlink():
                raise NotARegularFile(str(folder))
            if folder.is_dir():
                sweep_temporaries(folder, self._disk)

    def _sweep(self, directory: Directory, earlier: Directory | None) -> None:
        """Remove chunks that neither this directory names nor the last one, which may be open."""
        named = directory.chunks | (earlier.chunks if earlier else set()) | {KEY}
        for path in (self._root / FOLDER).glob("*.js"):
            if path.stem not in named:
                self._disk.remove(str(path))


def _plain(card: Card) -> object:
    return card.model_dump(mode="json")

"""The directory: which chunks there are, what they hold, and what can be filtered by.

It is the only file of the catalogue that changes in place, so whoever reads it sees either the old
catalogue or the new one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.adapters.archive.catalogue.block import BlockName
from pipeline.adapters.archive.catalogue.card import Card
from pipeline.adapters.archive.catalogue.chunk import ChunkBroken, format_chunk, read_chunk

KEY = "daftar"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Facets(_Part):
    """What the items of a block can be filtered by; numbers are places in the directory's lists."""

    unit: tuple[int, ...]
    jenis: tuple[int, ...]
    penandatangan: tuple[int, ...]
    akses: tuple[int, ...]


class BlockLine(_Part):
    """One block."""

    tahun: str
    folder: str
    awal: int
    klasifikasi: int
    butir: str
    kata: str
    berkas: int
    item: int
    #: items whose document has no text that can be searched
    tanpa_teks: int
    keadaan: str
    pencipta: str
    tak_terbaca: tuple[str, ...]
    #: klasifikasi to which some of its items point: its place in the list, and how many items
    tunjuk: tuple[tuple[int, int], ...]
    saring: Facets


class Directory(_Part):
    """The whole catalogue at a glance."""

    #: what a page of another form would misread; everything is then made anew
    bentuk: Literal[2] = 2
    klasifikasi: tuple[tuple[str, str], ...] = ()
    unit: tuple[str, ...] = ()
    jenis: tuple[str, ...] = ()
    penandatangan: tuple[str, ...] = ()
    akses: tuple[str, ...] = ()
    blok: tuple[BlockLine, ...] = ()

    @property
    def chunks(self) -> set[str]:
        """Keys of all chunks that it names."""
        return {key for line in self.blok for key in (line.butir, line.kata) if key}

    @property
    def unreadable(self) -> list[str]:
        """Paths of the berkas whose records are broken."""
        return [path for line in self.blok for path in line.tak_terbaca]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block with everything spelt out."""

    name: BlockName
    klasifikasi: tuple[str, str]
    butir: str
    kata: str
    berkas: int
    item: int
    tanpa_teks: int
    keadaan: str
    pencipta: str
    tak_terbaca: tuple[str, ...]
    tunjuk: Mapping[tuple[str, str], int]
    unit: frozenset[str]
    jenis: frozenset[str]
    penandatangan: frozenset[str]
    akses: frozenset[str]


def block_line(
    name: BlockName, cards: Sequence[Card], unreadable: Sequence[str], keys: tuple[str, str]
) -> Block:
    """Sum up a block.

    Args:
        name: Of the block.
        cards: Of its berkas; there may be none.
        unreadable: Paths of its berkas that have no card.
        keys: Of its two chunks.
    """
    items = [item for card in cards for item in card.isi]
    newest = max((card.berkas for card in cards), key=lambda head: head.keadaan, default=None)
    return Block(
        name=name,
        klasifikasi=(newest.kode_klasifikasi, newest.nama_klasifikasi)
        if newest
        else _code_and_name(name.folder),
        butir=keys[0],
        kata=keys[1],
        berkas=len(cards),
        item=len(items),
        tanpa_teks=len(items) - sum(bool(text.teks) for card in cards for text in card.teks),
        keadaan=newest.keadaan if newest else "",
        pencipta=newest.pencipta if newest else "",
        tak_terbaca=tuple(unreadable),
        tunjuk=Counter(_code_and_name(one) for item in items for one in item.tunjuk_silang),
        unit=frozenset(item.unit for item in items),
        jenis=frozenset(item.jenis for item in items),
        penandatangan=frozenset(one for item in items for one in item.penandatangan),
        akses=frozenset(item.akses for item in items),
    )


def _code_and_name(classification: str) -> tuple[str, str]:
    code, _, name = classification.partition(" ")
    return code, name


def spelt_out(directory: Directory) -> list[Block]:
    """Give the blocks of a directory with their words instead of numbers.

    Raises:
        ChunkBroken: A number stands for nothing.
    """
    try:
        return [
            Block(
                name=BlockName(line.tahun, line.folder, line.awal),
                klasifikasi=directory.klasifikasi[line.klasifikasi],
                butir=line.butir,
                kata=line.kata,
                berkas=line.berkas,
                item=line.item,
                tanpa_teks=line.tanpa_teks,
                keadaan=line.keadaan,
                pencipta=line.pencipta,
                tak_terbaca=line.tak_terbaca,
                tunjuk={directory.klasifikasi[at]: count for at, count in line.tunjuk},
                unit=frozenset(directory.unit[at] for at in line.saring.unit),
                jenis=frozenset(directory.jenis[at] for at in line.saring.jenis),
                penandatangan=frozenset(
                    directory.penandatangan[at] for at in line.saring.penandatangan
                ),
                akses=frozenset(directory.akses[at] for at in line.saring.akses),
            )
            for line in directory.blok
        ]
    except IndexError as error:
        raise ChunkBroken(KEY) from error


def directory_of(blocks: Iterable[Block]) -> Directory:
    """Write the directory of some blocks, newest year first."""
    ordered = sorted(blocks, key=lambda one: (-int(one.name.year), one.name.folder, one.name.first))
    classes = sorted({each for one in ordered for each in (one.klasifikasi, *one.tunjuk)})
    lists = {
        name: sorted({value for one in ordered for value in getattr(one, name)})
        for name in Facets.model_fields
    }
    places = {name: {value: at for at, value in enumerate(some)} for name, some in lists.items()}

    def numbered(name: str, values: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted(places[name][value] for value in values))

    return Directory(
        klasifikasi=tuple(classes),
        unit=tuple(lists["unit"]),
        jenis=tuple(lists["jenis"]),
        penandatangan=tuple(lists["penandatangan"]),
        akses=tuple(lists["akses"]),
        blok=tuple(
            BlockLine(
                tahun=one.name.year,
                folder=one.name.folder,
                awal=one.name.first,
                klasifikasi=classes.index(one.klasifikasi),
                butir=one.butir,
                kata=one.kata,
                berkas=one.berkas,
                item=one.item,
                tanpa_teks=one.tanpa_teks,
                keadaan=one.keadaan,
                pencipta=one.pencipta,
                tak_terbaca=one.tak_terbaca,
                tunjuk=tuple(sorted((classes.index(each), n) for each, n in one.tunjuk.items())),
                saring=Facets(
                    unit=numbered("unit", one.unit),
                    jenis=numbered("jenis", one.jenis),
                    penandatangan=numbered("penandatangan", one.penandatangan),
                    akses=numbered("akses", one.akses),
                ),
            )
            for one in ordered
        ),
    )


def format_directory(directory: Directory) -> bytes:
    """Write the directory's file."""
    return format_chunk(KEY, directory.model_dump(mode="json"))


def read_directory(root: Path) -> Directory | None:
    """Read the directory of an archive; nothing where there is none, or one of another form.

    Raises:
        OSError: The disk does not answer.
    """
    try:
        return Directory.model_validate(read_chunk(root, KEY))
    except (FileNotFoundError, ChunkBroken, ValidationError):
        return None

"""The card of one berkas: what the catalogue tells of it, and the text of its documents.

A card is made from the records in ``_meta`` and kept in ``katalog/kartu``. It also keeps what was
read of each document, under the document's digest, so that no document is opened twice.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from os.path import commonprefix
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.adapters.archive.catalogue.chunk import ChunkBroken, read_chunk
from pipeline.adapters.archive.holding import read_records
from pipeline.adapters.archive.lists import CONTENTS_PDF, CONTENTS_XLSX
from pipeline.adapters.archive.manifest import read_regular
from pipeline.adapters.archive.record import (
    AdditionRecord,
    BerkasRecord,
    ContentsLine,
    FileRecord,
    ItemRecord,
    RecordBroken,
    item_record_name,
    parse_record,
)
from pipeline.ports.archive import FileRole
from pipeline.ports.texts import Texts

#: folder of the cards, within the catalogue's
CARDS = "kartu"
#: whose documents' texts may stand in the catalogue; all other words of access keep them out
_OPEN_ACCESS = frozenset({"biasa", "terbuka", "terbatas"})
#: where a document's text is taken from, best first
_READ_FROM = (
    (FileRole.RENDITION, "pdf"),
    (FileRole.RENDITION, "docx"),
    (FileRole.SOURCE, "docx"),
    (FileRole.RENDITION, "xlsx"),
    (FileRole.SOURCE, "xlsx"),
)
#: bytes of a document that is opened for its text
_LARGEST = 64 * 1024**2
_DIGEST_LENGTH = 16


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CardItem(_Part):
    """One item as the catalogue tells it."""

    nomor_item: int
    tanggal: date
    hal: str
    nomor: str
    kode: str
    jenis: str
    unit: str
    penandatangan: tuple[str, ...]
    akses: str
    halaman: int | None
    #: what the names of all files begin with; then the rest of each name with its role
    awal: str
    file: tuple[tuple[str, str], ...]
    #: klasifikasi under which a pointer leads here; cards of an older Paraf do not tell
    tunjuk_silang: tuple[str, ...] = ()


class CardHead(_Part):
    """The berkas itself."""

    lokasi: str
    tahun: int
    kode_klasifikasi: str
    nama_klasifikasi: str
    nomor: int
    judul: str
    pencipta: str
    unit: str
    retensi: str
    akses: str
    #: when it was filed or last added to
    keadaan: str
    versi: int
    daftar_isi: str
    #: berkas that belong with it: title, how, where it lies; likewise
    berkaitan: tuple[tuple[str, str, str], ...] = ()


class CardText(_Part):
    """What was read of one document."""

    nomor_item: int
    #: beginning of the SHA-256 of the file that was read
    digest: str
    #: None where the document has no text that can be read
    teks: str | None


class Card(_Part):
    """What the catalogue knows of one berkas."""

    skema: Literal[1] = 1
    berkas: CardHead
    isi: tuple[CardItem, ...]
    teks: tuple[CardText, ...]


def card_key(path: str) -> str:
    """Name the chunk of a berkas' card; the path itself would be too long for Windows."""
    digest = hashlib.sha256(path.encode()).hexdigest()[:_DIGEST_LENGTH]
    return f"{CARDS}/{path.partition('/')[0]}/{digest}"


def read_card(root: Path, path: str) -> Card | None:
    """Read the card of a berkas; nothing where there is none that can be used."""
    try:
        card = Card.model_validate(read_chunk(root, card_key(path)), by_name=True)
    except (ChunkBroken, ValidationError, OSError):
        return None
    return card if card.berkas.lokasi == path else None


def make_card(root: Path, path: str, earlier: Card | None, texts: Texts | None) -> Card:
    """Make the card of a berkas from its records and documents.

    Args:
        root: The archive.
        path: The berkas.
        earlier: Its last card, whose texts are taken over for files that are the same.
        texts: Who reads documents; without anybody those that were not read yet stay unread.

    Raises:
        RecordBroken: The record of the berkas, or of an addition, cannot be read.
        OSError: The disk does not answer.
        NotYet: Nobody can be started who reads documents.
    """
    folder = root / path
    first, later = read_records(folder)
    lines = [*first.isi, *(line for addition in later for line in addition.isi)]
    records = {line.nomor_item: _record(folder, line) for line in lines}
    known = {each.digest: each.teks for each in earlier.teks} if earlier else {}
    return Card(
        berkas=_head(folder, path, first, later),
        isi=tuple(_item(line, records[line.nomor_item], first) for line in lines),
        teks=tuple(
            text
            for line in lines
            if (record := records[line.nomor_item]) is not None and _is_open(record.akses)
            if (text := _text(folder, line, known, texts)) is not None
        ),
    )


def _record(folder: Path, line: ContentsLine) -> ItemRecord | None:
    """Read an item's own record; without it the line of the berkas' record must do."""
    try:
        return parse_record(ItemRecord, read_regular(folder / item_record_name(line.nomor_item)))
    except (RecordBroken, OSError):
        return None


def _head(
    folder: Path, path: str, first: BerkasRecord, later: Sequence[AdditionRecord]
) -> CardHead:
    contents = next((one for one in (CONTENTS_PDF, CONTENTS_XLSX) if (folder / one).is_file()), "")
    return CardHead(
        lokasi=path,
        tahun=first.tahun,
        kode_klasifikasi=first.kode_klasifikasi,
        nama_klasifikasi=first.nama_klasifikasi,
        nomor=first.nomor_berkas,
        judul=first.judul,
        pencipta=first.pencipta,
        unit=first.unit_pengolah,
        retensi=first.retensi,
        akses=first.akses,
        keadaan=(later[-1] if later else first).diberkaskan_pada.isoformat(),
        versi=1 + len(later),
        daftar_isi=contents,
        berkaitan=tuple((one.judul, one.hubungan, one.lokasi) for one in first.berkas_terkait),
    )


def _item(line: ContentsLine, record: ItemRecord | None, first: BerkasRecord) -> CardItem:
    names = [file.nama for file in line.file]
    start = commonprefix(names)  # noqa: RUF071 - of the names' letters
    signers = record.metadata.penandatangan if record else ()
    return CardItem(
        nomor_item=line.nomor_item,
        tanggal=line.tanggal,
        hal=line.uraian,
        nomor=line.nomor_naskah or "",
        kode=line.kode,
        jenis=_in_words(line.jenis_naskah),
        unit=(record.metadata.unit if record else None) or first.unit_pengolah,
        penandatangan=tuple(dict.fromkeys(f"{one.nama} ({one.jabatan})" for one in signers)),
        akses=record.akses if record else first.akses,
        halaman=line.halaman,
        awal=start,
        file=tuple((file.nama[len(start) :], file.peran.value) for file in line.file),
        tunjuk_silang=line.tunjuk_silang,
    )


def _in_words(kind: str) -> str:
    """Write the name of a kind of paper as people do: ``nota-dinas`` is Nota dinas."""
    spaced = kind.replace("-", " ")
    return spaced[:1].upper() + spaced[1:]


def _is_open(access: str) -> bool:
    return {word.strip() for word in access.casefold().split("/")} <= _OPEN_ACCESS


def _text(
    folder: Path, line: ContentsLine, known: Mapping[str, str | None], texts: Texts | None
) -> CardText | None:
    file = _readable(line)
    if file is None:
        return None
    digest = next(one.nilai for one in file.digest if one.algoritma == "SHA-256")[:_DIGEST_LENGTH]
    if digest in known:
        text = known[digest]
    elif texts is None:
        return None
    elif file.ukuran > _LARGEST:
        text = None
    else:
        try:
            data = read_regular(folder / file.nama)
        except OSError:
            return None  # damaged, which is told elsewhere; it is read when it is there again
        text = texts.text_of(data, _suffix(file))
    return CardText(nomor_item=line.nomor_item, digest=digest, teks=text)


def _readable(line: ContentsLine) -> FileRecord | None:
    for role, suffix in _READ_FROM:
        for file in line.file:
            if file.peran is role and _suffix(file) == suffix:
                return file
    return None


def _suffix(file: FileRecord) -> str:
    return file.nama.rpartition(".")[2].lower()

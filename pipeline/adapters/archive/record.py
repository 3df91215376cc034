"""The JSON kept in ``_meta``: what each berkas, addition and item says about itself.

Keys are Indonesian: an archivist reads these files with a text editor, decades from now. Nothing
here reads or writes a file.
"""

import json
from datetime import date, datetime
from typing import Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue, ValidationError

from pipeline.ports.archive import BerkasEntry, FiledFile, FiledItem, FileRole
from pipeline.wording.visible import visible_json

BERKAS_NAME = "_meta/berkas.json"

Kind = TypeVar("Kind", bound=BaseModel)


def item_record_name(number: int) -> str:
    """Name the JSON of an item, relative to the berkas."""
    return f"_meta/{number:03d}.json"


def addition_record_name(version: int) -> str:
    """Name the JSON of an addition, relative to the berkas."""
    return f"_meta/penambahan-{version}.json"


class RecordBroken(ValueError):
    """A JSON file of ``_meta`` that is not what was written."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    skema: Literal[1] = 1


class DigestRecord(BaseModel):
    """A digest with its algorithm beside it, so that later ones can stand next to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    algoritma: Literal["SHA-256", "SHA-512"]
    nilai: str


class FileRecord(BaseModel):
    """One file of an item."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nama: str
    peran: FileRole
    ukuran: int
    nama_asal: str
    digest: tuple[DigestRecord, ...]


class ContentsLine(BaseModel):
    """One line of the daftar isi berkas."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nomor_item: int
    tanggal: date
    uraian: str
    nomor_naskah: str | None
    kode: str
    jenis_naskah: str
    halaman: int | None
    keterangan: str
    file: tuple[FileRecord, ...]


class ItemRecord(_Record):
    """All that is known of one item (domain 8.5)."""

    isi: ContentsLine
    kode_klasifikasi: str
    pencipta: str
    unit_pengolah: str
    retensi: str
    akses: str
    versi_berkas: int
    diberkaskan_pada: AwareDatetime
    metadata: dict[str, JsonValue]


class BerkasRecord(_Record):
    """All that is known of the berkas at its first filing."""

    lokasi: str
    tahun: int
    kode_klasifikasi: str
    nama_klasifikasi: str
    nomor_berkas: int
    judul: str
    pencipta: str
    unit_pengolah: str
    retensi: str
    akses: str
    diberkaskan_pada: AwareDatetime
    isi: tuple[ContentsLine, ...]
    metadata: dict[str, JsonValue]


class AdditionRecord(_Record):
    """What one addition brought."""

    versi: int
    alasan: str
    diberkaskan_pada: AwareDatetime
    isi: tuple[ContentsLine, ...]


def format_record(record: BaseModel) -> bytes:
    """Write a record; the same record always gives the same bytes.

    What an editor would obey or hide (a file's name may hold it) is written as JSON's escapes.
    """
    value = record.model_dump(mode="json")
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
    return (visible_json(text) + "\n").encode()


def parse_record(kind: type[Kind], data: bytes) -> Kind:
    """Read a record back.

    Raises:
        RecordBroken: It is not one.
    """
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        raise RecordBroken(str(error.error_count())) from error


def entry_of(path: str, first: BerkasRecord, later: tuple[AdditionRecord, ...]) -> BerkasEntry:
    """Put the records of a berkas together as the catalogue shows it."""
    lines = first.isi + tuple(line for addition in later for line in addition.isi)
    changed: datetime = later[-1].diberkaskan_pada if later else first.diberkaskan_pada
    return BerkasEntry(
        path=path,
        year=first.tahun,
        classification_code=first.kode_klasifikasi,
        classification_name=first.nama_klasifikasi,
        number=first.nomor_berkas,
        title=first.judul,
        creator=first.pencipta,
        unit=first.unit_pengolah,
        retention=first.retensi,
        access=first.akses,
        filed_at=first.diberkaskan_pada,
        changed_at=changed,
        version=1 + len(later),
        items=tuple(filed_item(line) for line in lines),
    )


def filed_item(line: ContentsLine) -> FiledItem:
    """Turn a line of contents into what crosses the port."""
    return FiledItem(
        number=line.nomor_item,
        dated_on=line.tanggal,
        title=line.uraian,
        nomor=line.nomor_naskah,
        code=line.kode,
        kind=line.jenis_naskah,
        files=tuple(
            FiledFile(name=file.nama, role=file.peran, size=file.ukuran) for file in line.file
        ),
    )

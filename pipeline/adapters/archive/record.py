"""The JSON kept in ``_meta``: what each berkas, addition and item says about itself.

Keys are Indonesian: an archivist reads these files with a text editor, decades from now. Nothing
here reads or writes a file.
"""

import json
from datetime import date, datetime
from typing import Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pipeline.domain.retention import Fate, Rule
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


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DigestRecord(_Part):
    """A digest with its algorithm beside it, so that later ones can stand next to it."""

    algoritma: Literal["SHA-256", "SHA-512"]
    nilai: str = Field(pattern=r"^([0-9a-f]{64}|[0-9a-f]{128})$", description="heksadesimal")


class FileRecord(_Part):
    """One file of an item."""

    nama: str = Field(description="nama file dalam folder berkas")
    peran: FileRole
    format: str = Field(description="jenis media, menurut IANA")
    profil: str | None = Field(
        default=None, description="profil PDF/A, menurut pernyataan dalam file itu sendiri"
    )
    ukuran: int = Field(ge=0, description="byte")
    nama_asal: str = Field(description="nama pada saat diserahkan; kosong jika dibuat aplikasi")
    digest: tuple[DigestRecord, ...]


class ContentsLine(_Part):
    """One line of the daftar isi berkas."""

    nomor_item: int = Field(ge=1)
    tanggal: date
    uraian: str = Field(description="hal atau isi ringkas")
    nomor_naskah: str | None
    kode: str = Field(description="kode unik dokumen, tercetak pada kaki naskah dan kode QR")
    jenis_naskah: str
    halaman: int | None
    keterangan: str = Field(description="tingkat perkembangan dan media")
    file: tuple[FileRecord, ...]
    tunjuk_silang: tuple[str, ...] = Field(
        default=(), description="klasifikasi lain yang memuat catatan penunjuk ke item ini"
    )


class SignatureRecord(_Part):
    """A paraf or signature as it was accepted."""

    kolom: str = Field(description="nama kolom tanda tangan dalam PDF")
    jabatan: str
    nama: str
    nip: str | None = Field(description="kosong jika pejabatnya tidak lagi tercatat")
    sertifikat_sha256: str = Field(description="lihat _meta/sertifikat")
    penerbit_sertifikat: str | None = None
    waktu: AwareDatetime = Field(description="menurut tanda tangannya")
    jenis: str = Field(description="tingkat PAdES")
    hasil_verifikasi: str = Field(description="pada saat diterima")


class HistoryRecord(_Part):
    """One deed in the life of an item."""

    langkah: str
    kegiatan: str
    jabatan: str
    diterima: AwareDatetime | None
    selesai: AwareDatetime | None
    hasil: str


class RelationRecord(_Part):
    """What an item is to another one (tunjuk silang)."""

    hubungan: str = Field(description="dibaca setelah uraian item ini")
    kode: str = Field(description="kode unik dokumen yang lain")
    nomor_item: int | None = Field(description="dalam berkas ini; kosong jika ditambahkan bersama")
    uraian: str
    nomor_naskah: str | None


class RelatedRecord(_Part):
    """Another berkas that belongs with this one; it was filed before."""

    hubungan: str
    judul: str
    lokasi: str = Field(description="dalam arsip, pada saat diberkaskan")
    manifest_sha256: str = Field(description="nilai manifest berkas itu pada saat diberkaskan")


class RetentionRecord(_Part):
    """Retention as the JRA in force at filing gave it; nothing is deleted by it."""

    kode_jra: str = Field(description="kode klasifikasi pada baris JRA; kosong: ketentuan umum")
    jenis_arsip: str
    aktif_tahun: int = Field(ge=0)
    inaktif_tahun: int = Field(ge=0)
    ditutup_pada: date = Field(description="tanggal berkas ditutup")
    dihitung_sejak: date = Field(description="1 Januari tahun berikutnya")
    aktif_sampai: date = Field(description="hari terakhir retensi aktif")
    inaktif_sampai: date = Field(description="hari terakhir retensi inaktif")
    nasib_akhir: Fate
    keterangan: str = Field(description="bunyi JRA, misalnya: Musnah, kecuali ...")
    dasar: str = Field(description="peraturan tentang JRA")
    asal: Literal["jra", "usulan"] = Field(description="usulan: belum ditetapkan dengan peraturan")


class ItemMetadata(BaseModel):
    """What is told of an item beside its files (domain 8.5); more may stand here."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, JsonValue]

    langkah_sop: str | None = None
    unit: str | None = Field(default=None, description="unit asal data")
    register_naskah: str | None = Field(
        default=None, description="register nomor naskah dan tahunnya"
    )
    keadaan: str | None = None
    tingkat_perkembangan: str | None = None
    catatan_item: str | None = Field(default=None, description="misalnya: ditarik, nomor batal")
    halaman: int | None = None
    penandatangan: tuple[SignatureRecord, ...] = ()
    berkaitan_dengan: str | None = Field(
        default=None, description="kode dokumen yang ditanggapi atau diperingatkan"
    )
    hubungan: tuple[RelationRecord, ...] = ()
    riwayat: tuple[HistoryRecord, ...] = ()


class ItemRecord(_Record):
    """All that is known of one item (domain 8.5)."""

    isi: ContentsLine
    kode_klasifikasi: str
    indeks: str = Field(description="judul berkas")
    lokasi: str = Field(description="folder berkas dalam arsip pada saat diberkaskan")
    pencipta: str
    unit_pengolah: str
    retensi: str = Field(description="aktif, inaktif, nasib akhir")
    dasar_retensi: str = Field(description="JRA yang menjadi dasarnya")
    jadwal_retensi: RetentionRecord | None = Field(
        default=None, description="retensi untuk dibaca program; kosong pada berkas lama"
    )
    akses: str = Field(description="Biasa, Terbatas, Rahasia, atau Sangat Rahasia")
    versi_berkas: int = Field(ge=1, description="pemberkasan pertama 1, tiap penambahan satu lagi")
    diberkaskan_pada: AwareDatetime
    metadata: ItemMetadata


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
    dasar_retensi: str
    jadwal_retensi: RetentionRecord | None = None
    akses: str
    diberkaskan_pada: AwareDatetime
    isi: tuple[ContentsLine, ...]
    berkas_terkait: tuple[RelatedRecord, ...] = ()
    metadata: dict[str, JsonValue]


class AdditionRecord(_Record):
    """What one addition brought."""

    versi: int
    alasan: str
    diberkaskan_pada: AwareDatetime
    isi: tuple[ContentsLine, ...]


def item_schema() -> bytes:
    """Write the JSON Schema (draft 2020-12) of an item's record, as each berkas holds it."""
    schema = ItemRecord.model_json_schema(mode="serialization")
    for part in (schema, *schema["$defs"].values()):
        part.pop("description", None)  # what the code says of itself, in English
    named = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:paraf:skema-item:1",
        "description": "Keterangan satu item arsip: _meta/001.json, 002.json, dan seterusnya.",
        **schema,
        "title": "Keterangan item arsip",
    }
    return (json.dumps(named, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


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
        # one that came from another office may have another number here than its record tells
        number=int(path.rpartition("/")[2].partition(" ")[0]),
        title=first.judul,
        creator=first.pencipta,
        unit=first.unit_pengolah,
        retention=first.retensi,
        retention_rule=_rule(first.jadwal_retensi),
        closed_on=first.jadwal_retensi.ditutup_pada if first.jadwal_retensi else None,
        access=first.akses,
        filed_at=first.diberkaskan_pada,
        changed_at=changed,
        version=1 + len(later),
        items=tuple(filed_item(line) for line in lines),
    )


def retention_record(rule: Rule, closed_on: date) -> RetentionRecord:
    """Write down what a rule means for a berkas closed on a day."""
    term = rule.term(closed_on)
    return RetentionRecord(
        kode_jra=rule.code,
        jenis_arsip=rule.kind,
        aktif_tahun=rule.active,
        inaktif_tahun=rule.inactive,
        ditutup_pada=closed_on,
        dihitung_sejak=term.counted_from,
        aktif_sampai=term.active_until,
        inaktif_sampai=term.inactive_until,
        nasib_akhir=rule.fate,
        keterangan=rule.remark,
        dasar=rule.basis,
        asal="usulan" if rule.proposed else "jra",
    )


def _rule(told: RetentionRecord | None) -> Rule | None:
    if told is None:
        return None
    return Rule(
        code=told.kode_jra,
        kind=told.jenis_arsip,
        active=told.aktif_tahun,
        inactive=told.inaktif_tahun,
        fate=told.nasib_akhir,
        remark=told.keterangan,
        basis=told.dasar,
        proposed=told.asal == "usulan",
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

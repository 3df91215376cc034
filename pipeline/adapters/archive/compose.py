"""Putting a berkas, or an addition to one, together in a staging folder."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from pipeline.adapters.archive import lists, pointers
from pipeline.adapters.archive.contents import (
    as_told,
    hold_to_contents,
    named_files,
    numbered,
)
from pipeline.adapters.archive.holding import Holding, kept_name
from pipeline.adapters.archive.manifest import (
    CONTENTS_MANIFEST,
    META,
    SHA256_MANIFEST,
    SHA512_MANIFEST,
    Digests,
    format_manifest,
    parse_manifest,
    read_regular,
)
from pipeline.adapters.archive.naming import (
    clean_suffix,
    legal_name,
)
from pipeline.adapters.archive.profile import pdf_profile
from pipeline.adapters.archive.record import (
    BERKAS_NAME,
    AdditionRecord,
    BerkasRecord,
    ContentsLine,
    DigestRecord,
    FileRecord,
    ItemMetadata,
    ItemRecord,
    RelatedRecord,
    RetentionRecord,
    addition_record_name,
    format_record,
    item_record_name,
    retention_record,
)
from pipeline.adapters.archive.stage import Plan, Stage
from pipeline.ports.archive import Addition, Berkas, FileRole, Item, Json, Related

#: filed with each berkas, so that it can be checked and read without Paraf
CHECKER, SCHEMA = "periksa.py", "skema-item.json"
#: what belongs together, within the berkas and beyond, as a text
REFERENCES = f"{META}/tunjuk-silang.txt"
_MEDIA = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: an addition replaces these, and keeps the earlier ones itself
REPLACED = (lists.CONTENTS_PDF, lists.CONTENTS_XLSX, SHA512_MANIFEST, SHA256_MANIFEST)


def compose_berkas(stage: Stage, berkas: Berkas, place: str) -> None:
    """Lay everything that belongs to a first filing.

    Raises:
        Tampered: A18 bytes handed over are not those recorded.
    """
    items = numbered(berkas.items, 1)
    told = parse_manifest(berkas.contents_manifest, 64) if berkas.contents_manifest else {}
    lines = tuple(_lay_item(stage, item, place, told) for item in items)
    first = BerkasRecord(
        lokasi=place,
        tahun=berkas.year,
        kode_klasifikasi=berkas.classification_code,
        nama_klasifikasi=berkas.classification_name,
        nomor_berkas=berkas.number,
        judul=berkas.title,
        pencipta=berkas.creator,
        unit_pengolah=berkas.unit,
        retensi=berkas.retention,
        dasar_retensi=berkas.retention_basis,
        jadwal_retensi=_retention(berkas),
        akses=berkas.access,
        diberkaskan_pada=berkas.filed_at,
        isi=lines,
        berkas_terkait=tuple(_related(each) for each in berkas.related),
        metadata=_plain(berkas.metadata),
    )
    stage.put(BERKAS_NAME, format_record(first))
    if berkas.contents_manifest is not None:
        hold_to_contents(told, lines, place)
        stage.put(CONTENTS_MANIFEST, berkas.contents_manifest)
    records = _lay_records(stage, first, items, lines, (1, berkas.filed_at))
    for name, pem in sorted(berkas.certificates.items()):
        stage.put(_certificate_name(name), pem)
    stage.put(f"{META}/buku-kejadian.jsonl", berkas.ledger_extract)
    stage.put(f"{META}/CARA MEMERIKSA BERKAS INI.txt", lists.check_text(first))
    for name in (CHECKER, SCHEMA):
        stage.put(f"{META}/{name}", lists.packaged(name))
    references = pointers.references_text(first, records)
    if references is not None:
        stage.put(REFERENCES, references)
    stage.put(lists.CONTENTS_XLSX, lists.contents_xlsx(first, lines, 1, berkas.filed_at))
    if berkas.contents_pdf is not None:
        stage.put(lists.CONTENTS_PDF, berkas.contents_pdf)
    _lay_manifests(stage, {}, {})


def compose_addition(
    stage: Stage, addition: Addition, items: tuple[Item, ...], holding: Holding
) -> Plan:
    """Lay what an addition brings, and copies of what it replaces; give the plan to apply it.

    Digests of what already lies there are carried over as they were recorded, never taken anew:
    a file that was changed in between still shows.

    Raises:
        Tampered: A18 bytes handed over are not those recorded.
    """
    version = holding.version + 1
    first = holding.first
    lines = tuple(_lay_item(stage, item, holding.path, {}) for item in items)
    record = AdditionRecord(
        versi=version, alasan=addition.reason, diberkaskan_pada=addition.filed_at, isi=lines
    )
    stage.put(addition_record_name(version), format_record(record))
    _lay_records(stage, first, items, lines, (version, addition.filed_at))
    _lay_new_certificates(stage, addition.certificates, holding, version)
    stage.put(f"{META}/buku-kejadian.v{version}.jsonl", addition.ledger_extract)
    for name in REPLACED:
        if name in holding.sha256 or name == SHA256_MANIFEST:
            stage.put(kept_name(name, version - 1), read_regular(holding.folder / name))
    contents = lists.contents_xlsx(first, holding.lines + lines, version, addition.filed_at)
    stage.put(lists.CONTENTS_XLSX, contents)
    if addition.contents_pdf is not None:
        stage.put(lists.CONTENTS_PDF, addition.contents_pdf)
    _lay_manifests(stage, holding.sha256, holding.sha512)
    return Plan(
        berkas=holding.path,
        new={
            name: digests.sha256 for name, digests in stage.digests.items() if name not in REPLACED
        },
        replaced=tuple(name for name in REPLACED if name in stage.digests),
    )


def _lay_item(stage: Stage, item: Item, place: str, told: Mapping[str, str]) -> ContentsLine:
    """Lay an item's files; where the berita acara told names, by those (``told``: to digest)."""
    records: list[FileRecord] = []
    for name, file in as_told(named_files(item, place), item.number, told):
        digests = stage.copy(name, file.content, file.sha256)
        media = _MEDIA.get(clean_suffix(file.suffix)[1:], "application/octet-stream")
        records.append(
            FileRecord(
                nama=name,
                peran=file.role,
                format=media,
                profil=pdf_profile(stage.files / name) if media == _MEDIA["pdf"] else None,
                ukuran=digests.size,
                nama_asal=_storable(file.original_name),
                digest=_digest_records(digests),
            )
        )
    return ContentsLine(
        nomor_item=item.number,
        tanggal=item.dated_on,
        uraian=_storable(item.title),
        nomor_naskah=item.nomor,
        kode=item.code,
        jenis_naskah=item.kind,
        halaman=_pages(item),
        keterangan=_remark(item),
        file=tuple(records),
        tunjuk_silang=item.cross_references,
    )


def _pages(item: Item) -> int | None:
    pages = item.metadata.get("halaman")
    return pages if isinstance(pages, int) else None


def _remark(item: Item) -> str:
    """Write tingkat perkembangan and media, the remarks archivists expect."""
    stage = str(item.metadata.get("tingkat_perkembangan", "Asli")).capitalize()
    kinds = sorted({clean_suffix(file.suffix)[1:].upper() for file in item.files})
    evidence = sum(file.role is FileRole.EVIDENCE for file in item.files)
    attached = f"; {evidence} bukti dukung" if evidence else ""
    note = item.metadata.get("catatan_item")
    told = f"; {note}" if isinstance(note, str) else ""
    return f"{stage}; elektronik ({', '.join(kinds)}){attached}{told}"


def _lay_records(
    stage: Stage,
    first: BerkasRecord,
    items: tuple[Item, ...],
    lines: tuple[ContentsLine, ...],
    filing: tuple[int, datetime],
) -> list[ItemRecord]:
    version, filed_at = filing
    records = []
    for item, line in zip(items, lines, strict=True):
        record = ItemRecord(
            isi=line,
            kode_klasifikasi=first.kode_klasifikasi,
            indeks=first.judul,
            lokasi=first.lokasi,
            pencipta=first.pencipta,
            unit_pengolah=first.unit_pengolah,
            retensi=first.retensi,
            dasar_retensi=first.dasar_retensi,
            jadwal_retensi=first.jadwal_retensi,
            akses=str(item.metadata.get("akses", first.akses)),
            versi_berkas=version,
            diberkaskan_pada=filed_at,
            metadata=ItemMetadata.model_validate(_plain(item.metadata)),
        )
        stage.put(item_record_name(item.number), format_record(record))
        records.append(record)
    return records


def _retention(berkas: Berkas) -> RetentionRecord | None:
    if berkas.retention_rule is None:
        return None
    return retention_record(berkas.retention_rule, berkas.closed_on or berkas.filed_at.date())


def _related(other: Related) -> RelatedRecord:
    return RelatedRecord(
        hubungan=other.relation,
        judul=other.title,
        lokasi=other.path,
        manifest_sha256=other.manifest_sha256,
    )


def _lay_new_certificates(
    stage: Stage, certificates: Mapping[str, bytes], holding: Holding, version: int
) -> None:
    """Lay certificates that are not there yet; another one under a known name is kept beside it."""
    for given, pem in sorted(certificates.items()):
        name = _certificate_name(given)
        if name in holding.sha256:
            if read_regular(holding.folder / name) == pem:
                continue
            stem, dot, suffix = name.rpartition(".")
            name = f"{stem}.v{version}{dot}{suffix}"
        stage.put(name, pem)


def _certificate_name(name: str) -> str:
    stem = name.removesuffix(".pem")
    return f"{META}/sertifikat/{legal_name(stem, 40)}.pem"


def _lay_manifests(stage: Stage, sha256: Mapping[str, str], sha512: Mapping[str, str]) -> None:
    """Write both manifests over everything; the SHA-256 one lists the other, so comes last."""
    new = stage.digests
    long = dict(sha512) | {name: digests.sha512 for name, digests in new.items()}
    stage.put(SHA512_MANIFEST, format_manifest(long))
    short = dict(sha256) | {name: digests.sha256 for name, digests in new.items()}
    stage.put(SHA256_MANIFEST, format_manifest(short))


def _digest_records(digests: Digests) -> tuple[DigestRecord, ...]:
    return (
        DigestRecord(algoritma="SHA-256", nilai=digests.sha256),
        DigestRecord(algoritma="SHA-512", nilai=digests.sha512),
    )


def _storable(text: str) -> str:
    """Replace what is not text: file names may hold bytes that no encoding explains."""
    return text.encode("utf-8", "replace").decode()


def _plain(metadata: Mapping[str, Json]) -> dict[str, JsonValue]:
    return {key: _plain_value(value) for key, value in metadata.items()}


def _plain_value(value: Json) -> JsonValue:
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, Mapping):
        return _plain(value)
    return [_plain_value(one) for one in value]

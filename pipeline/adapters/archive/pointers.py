"""Tunjuk silang: what belongs together, as small texts that point and never copy.

Within a berkas ``_meta/tunjuk-silang.txt`` tells how its items belong together and which berkas
belong with it. Under another klasifikasi a pointer says where an item lies. Pointers follow from
the records in ``_meta`` alone: whoever has those can make every pointer again, and see whether one
that lies there is right. One that lies there is never written over. Source: dossier 8.1, 8.4.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.adapters.archive.naming import CLASSIFICATION_ROOM, item_label, legal_name, room_in
from pipeline.adapters.archive.record import (
    AdditionRecord,
    BerkasRecord,
    ContentsLine,
    FileRecord,
    ItemRecord,
)
from pipeline.adapters.archive.stage import FILE_MODE, OPEN_FOLDER_MODE, sweep_temporaries
from pipeline.ports.archive import FileRole
from pipeline.ports.disk import Disk
from pipeline.wording.indonesian import date_words
from pipeline.wording.visible import visible

#: how the name of every pointer begins
POINTER = "Tunjuk Silang "


def pointers_of(
    first: BerkasRecord, later: Iterable[AdditionRecord] = ()
) -> Iterator[tuple[str, bytes]]:
    """Give the pointers to a berkas' items: where each lies in the archive, and what it says."""
    lines = first.isi + tuple(line for addition in later for line in addition.isi)
    for line in lines:
        for other in line.tunjuk_silang:
            folder = f"{first.tahun:04d}/{legal_name(other, CLASSIFICATION_ROOM)}"
            yield f"{folder}/{_name(first, line, folder)}", _pointer_text(first, line, other)


def lay_pointers(root: Path, disk: Disk, pointers: Iterable[tuple[str, bytes]]) -> None:
    """Lay the pointers that are not there; whatever stands at a pointer's place is left alone.

    So is one whose folder is a link, or no folder: ``examine`` names that, and no filing waits.

    Raises:
        OSError: The disk does not take them.
    """
    for path, text in pointers:
        target = root / path
        way = (target, target.parent, target.parent.parent)
        if target.exists() or any(each.is_symlink() for each in way):
            continue
        with suppress(FileExistsError, NotADirectoryError):
            disk.make_folder(str(target.parent), mode=OPEN_FOLDER_MODE)
            sweep_temporaries(target.parent, disk)
            disk.write_new(str(target), text, mode=FILE_MODE)


def _name(first: BerkasRecord, line: ContentsLine, folder: str) -> str:
    """``Tunjuk Silang 000.8.6.3-001-025 2026-10-15 Laporan ... (nomor).txt``; never one for two."""
    own = f"{first.kode_klasifikasi}-{first.nomor_berkas:03d}-{line.nomor_item:03d}"
    prefix = f"{POINTER}{own} {line.tanggal.isoformat()} "
    return item_label(prefix, line.uraian, line.nomor_naskah, ".txt", room_in(folder))


def _pointer_text(first: BerkasRecord, line: ContentsLine, other: str) -> bytes:
    file = line.file[0]
    klass, berkas = first.lokasi.split("/")[1:]
    return _text(
        [
            "TUNJUK SILANG",
            "",
            f"Naskah ini juga menyangkut klasifikasi {other}, tetapi disimpan pada",
            "berkas yang disebut di bawah. Catatan ini hanya penunjuk, bukan salinan.",
            "",
            f"Naskah      : {line.uraian}",
            f"Nomor       : {line.nomor_naskah or '-'}",
            f"Tanggal     : {date_words(line.tanggal)}",
            f"Kode        : {line.kode}",
            "",
            f"Klasifikasi : {first.kode_klasifikasi} {first.nama_klasifikasi}",
            f"Berkas      : {first.nomor_berkas:03d} {first.judul}",
            f"Nomor item  : {line.nomor_item:03d}",
            "Lokasi      : (dihitung dari folder tempat catatan ini berada)",
            f"../{klass}/{berkas}/{file.nama}",
            "SHA-256     :",
            _sha256(file),
        ]
    )


def references_text(first: BerkasRecord, records: Sequence[ItemRecord]) -> bytes | None:
    """Write what of a berkas belongs together and with what else; None where nothing does."""
    parts = {
        "BERKAS LAIN YANG BERKAITAN": list(_of_other_berkas(first)),
        "HUBUNGAN ANTARITEM": list(_between_items(records)),
        "BUKTI DUKUNG DALAM BENTUK LAIN": list(_evidence(first)),
        "PENUNJUK PADA KLASIFIKASI LAIN": list(_elsewhere(first)),
    }
    if not any(parts.values()):
        return None
    text = [
        "TUNJUK SILANG",
        "",
        f"Berkas      : {first.nomor_berkas:03d} {first.judul}",
        f"Klasifikasi : {first.kode_klasifikasi} {first.nama_klasifikasi}",
        "",
        "Keadaan pada saat berkas ini ditutup. Hubungan dengan dokumen atau berkas yang",
        "datang kemudian disebut pada dokumen atau berkas yang kemudian itu.",
    ]
    for heading, lines in parts.items():
        text += ["", "", heading, "", *(lines or ["Tidak ada."])]
    return _text(text)


def _of_other_berkas(first: BerkasRecord) -> Iterator[str]:
    for other in first.berkas_terkait:
        yield f"{other.judul} ({other.hubungan})"
        yield f"    Lokasi dalam arsip : {other.lokasi}"
        yield f"    Nilai manifest     : {other.manifest_sha256}"


def _between_items(records: Sequence[ItemRecord]) -> Iterator[str]:
    for record in records:
        if record.metadata.hubungan:
            yield _called(record.isi)
        for each in record.metadata.hubungan:
            item = f"item {each.nomor_item:03d} " if each.nomor_item else ""
            nomor = f", nomor {each.nomor_naskah}" if each.nomor_naskah else ""
            yield f"    {each.hubungan} {item}{each.uraian}{nomor}"


def _evidence(first: BerkasRecord) -> Iterator[str]:
    for line in first.isi:
        for file in line.file:
            if file.peran is FileRole.EVIDENCE:
                yield f"{_called(line)}: {file.nama_asal or file.nama}"
                yield f"    {file.nama}"


def _elsewhere(first: BerkasRecord) -> Iterator[str]:
    for line in first.isi:
        for other in line.tunjuk_silang:
            yield f"{_called(line)}: {other}"


def _called(line: ContentsLine) -> str:
    return f"{line.nomor_item:03d} {line.uraian}"


def _sha256(file: FileRecord) -> str:
    return next(each.nilai for each in file.digest if each.algoritma == "SHA-256")


def _text(lines: Iterable[str]) -> bytes:
    """As Notepad shows it right, without what would steer a screen."""
    return "".join(f"{visible(line)}\r\n" for line in lines).encode("utf-8-sig")

"""Daftar berkas and daftar isi berkas as CSV (RFC 4180), for other systems to take in.

The columns of the printed lists come first, in their order; what a program needs besides (year,
dates it can read, where a file lies) follows them. UTF-8 with a byte order mark, since without one
Excel takes it for something else.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.adapters.archive.holding import berkas_paths, read_records
from pipeline.adapters.archive.lists import remark_of, span_in_words
from pipeline.adapters.archive.record import (
    AdditionRecord,
    BerkasRecord,
    RecordBroken,
    entry_of,
)

BERKAS_COLUMNS = (
    "No",
    "Klasifikasi Arsip",
    "Nomor Berkas",
    "Unit Pengolah",
    "Uraian Informasi Berkas",
    "Kurun Waktu",
    "Jumlah",
    "Keterangan",
    "Tahun",
    "Tanggal Awal",
    "Tanggal Akhir",
    "Pencipta Arsip",
    "Akses",
    "Retensi",
    "Lokasi",
)
ITEM_COLUMNS = (
    "No. Berkas",
    "No. Item",
    "Kode Klasifikasi",
    "Uraian Informasi",
    "Tanggal",
    "Jumlah",
    "Keterangan",
    "Tahun",
    "Nomor Naskah",
    "Kode Dokumen",
    "Jenis Naskah",
    "File",
)
#: with these a spreadsheet begins a formula, also after a tab or a line's end (OWASP)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

_Records = tuple[str, BerkasRecord, tuple[AdditionRecord, ...]]


class CsvLists:
    """The lists of an archive, or of one year of it, as CSV.

    Args:
        root: The archive.
        year: Only this one.
        delimiter: A comma; a semicolon for an Excel whose decimal sign is the comma.
    """

    def __init__(self, root: Path, year: int | None, delimiter: str = ",") -> None:
        self._delimiter = delimiter
        self._records: list[_Records] = []
        self.unreadable: list[str] = []  #: berkas whose records are broken; they are in no list
        for path in berkas_paths(root):
            if year is None or path.startswith(f"{year:04d}/"):
                self._read(root, path)

    def _read(self, root: Path, path: str) -> None:
        try:
            self._records.append((path, *read_records(root / path)))
        except (RecordBroken, OSError):
            self.unreadable.append(path)

    @property
    def count(self) -> int:
        """How many berkas are in the lists."""
        return len(self._records)

    def berkas(self) -> bytes:
        """Daftar berkas."""
        listed = [entry_of(*each) for each in self._records]
        rows = []
        for at, each in enumerate(listed, start=1):
            dates = sorted(item.dated_on.isoformat() for item in each.items) or [""]
            rows.append(
                (
                    str(at),
                    f"{each.classification_code} {each.classification_name}",
                    f"{each.number:03d}",
                    each.unit,
                    each.title,
                    span_in_words(each.items) if each.items else "",
                    f"{len(each.items)} item",
                    remark_of(each, tells_creator=False),
                    str(each.year),
                    dates[0],
                    dates[-1],
                    each.creator,
                    each.access,
                    each.retention,
                    each.path,
                )
            )
        return self._written(BERKAS_COLUMNS, rows)

    def items(self) -> bytes:
        """Daftar isi berkas, of all berkas one after the other."""
        rows = []
        for path, first, later in self._records:
            number = entry_of(path, first, later).number
            rows += [
                (
                    f"{number:03d}",
                    f"{line.nomor_item:03d}",
                    first.kode_klasifikasi,
                    line.uraian,
                    line.tanggal.isoformat(),
                    f"{line.halaman} halaman" if line.halaman else "1 naskah",
                    line.keterangan,
                    str(first.tahun),
                    line.nomor_naskah or "",
                    line.kode,
                    line.jenis_naskah,
                    "; ".join(f"{path}/{file.nama}" for file in line.file),
                )
                for line in first.isi + tuple(one for more in later for one in more.isi)
            ]
        return self._written(ITEM_COLUMNS, rows)

    def _written(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self._delimiter, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([harmless(cell) for cell in row] for row in rows)
        return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

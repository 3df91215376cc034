"""Daftar berkas and daftar isi berkas as CSV (RFC 4180), for other systems to take in.

The columns of the printed lists come first, in their order; what a program needs besides (year,
dates it can read, where a file lies) follows them. UTF-8 with a byte order mark, since without one
Excel takes it for something else.
"""

from pathlib import Path

from pipeline.adapters.archive.holding import berkas_paths, read_records
from pipeline.adapters.archive.list_csv import csv_of
from pipeline.adapters.archive.lists import CONTENTS_COLUMNS
from pipeline.adapters.archive.record import (
    AdditionRecord,
    BerkasRecord,
    RecordBroken,
    entry_of,
)
from pipeline.adapters.archive.yearly import YEAR_COLUMNS, cells_of, row_of

BERKAS_COLUMNS = (
    *YEAR_COLUMNS,
    "Tahun",
    "Tanggal Awal",
    "Tanggal Akhir",
    "Pencipta Arsip",
    "Akses",
    "Retensi",
    "Lokasi",
)
ITEM_COLUMNS = (
    *CONTENTS_COLUMNS,
    "Tahun",
    "Nomor Naskah",
    "Kode Dokumen",
    "Jenis Naskah",
    "File",
)
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
                    *cells_of(at, row_of(each)),
                    str(each.year),
                    dates[0],
                    dates[-1],
                    each.creator,
                    each.access,
                    each.retention,
                    each.path,
                )
            )
        return csv_of(BERKAS_COLUMNS, rows, self._delimiter)

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
        return csv_of(ITEM_COLUMNS, rows, self._delimiter)

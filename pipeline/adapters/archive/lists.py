"""The list archivists work by within a berkas: its isi berkas; berkas of a year: ``yearly``.

It is made from the records in ``_meta`` alone, so it can be made again at any time.
"""

from collections.abc import Sequence
from datetime import datetime
from importlib import resources

from pipeline.adapters.archive.record import BerkasRecord, ContentsLine
from pipeline.adapters.archive.sheet import Sheet, write_sheet
from pipeline.wording.indonesian import date_words

CONTENTS_XLSX = "000 Daftar Isi Berkas.xlsx"
CONTENTS_PDF = "000 Daftar Isi Berkas.pdf"
CONTENTS_COLUMNS = (
    "No. Berkas",
    "No. Item",
    "Kode Klasifikasi",
    "Uraian Informasi",
    "Tanggal",
    "Jumlah",
    "Keterangan",
)
_PACKAGE = "pipeline.adapters.archive"


def year_list_names(year: int) -> tuple[str, str]:
    """Name the yearly list as an Excel file and as it is printed."""
    return f"Daftar Berkas {year}.xlsx", f"Daftar Berkas {year}.pdf"


def packaged(name: str) -> bytes:
    """Read a file that lies beside this module and goes along with each berkas as it is."""
    return resources.files(_PACKAGE).joinpath(name).read_bytes()


def check_text(first: BerkasRecord) -> bytes:
    """Write the page that tells how to check a berkas; Notepad shows it right."""
    template = resources.files(_PACKAGE).joinpath("cara-memeriksa.txt").read_text("utf-8")
    text = template.format(
        judul=first.judul,
        nomor=f"{first.nomor_berkas:03d}/{first.tahun}",
        klasifikasi=f"{first.kode_klasifikasi} {first.nama_klasifikasi}",
        pencipta=first.pencipta,
    )
    return text.replace("\n", "\r\n").encode("utf-8-sig")


def contents_xlsx(
    first: BerkasRecord, lines: Sequence[ContentsLine], version: int, changed_at: datetime
) -> bytes:
    """Write the daftar isi berkas as an Excel file, columns as unit kearsipan keep them."""
    changed = f", versi {version}" if version > 1 else ""
    sheet = Sheet(
        name="Daftar Isi Berkas",
        heading=(
            "DAFTAR ISI BERKAS",
            f"{first.nomor_berkas:03d} {first.judul}",
            f"{first.kode_klasifikasi} {first.nama_klasifikasi}, tahun {first.tahun}{changed}",
            f"{first.pencipta}, {first.unit_pengolah}",
        ),
        columns=CONTENTS_COLUMNS,
        widths=(9, 8, 16, 64, 20, 14, 34),
        rows=[
            (
                f"{first.nomor_berkas:03d}",
                f"{line.nomor_item:03d}",
                first.kode_klasifikasi,
                line.uraian + (f", nomor {line.nomor_naskah}" if line.nomor_naskah else ""),
                date_words(line.tanggal),
                f"{line.halaman} halaman" if line.halaman else "1 naskah",
                line.keterangan,
            )
            for line in lines
        ],
        changed_at=changed_at,
    )
    return write_sheet(sheet)

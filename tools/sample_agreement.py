"""Builds the sample perjanjian kinerja: ``python -m tools.sample_agreement [FOLDER]``.

Units, indicators and figures are invented (domain dossier 4.5, which gives the target of the year
and of TW III; the other quarters are made up here). Programme codes are real, ceilings are not.
"""

import sys
from decimal import Decimal
from pathlib import Path

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms.agreement import GUIDE_SHEET
from pipeline.adapters.forms.agreement_sheet import BUDGET_LABELS, LABELS, YEAR_LABEL
from pipeline.adapters.forms.book import Book, at

_YEARS = (2026, 2027)
_WIDTHS = (5, 34, 46, 12, 11, 12, 13, 13, 13, 13, 9)
_TITLE_ROW, _UNIT_ROW, _YEAR_ROW, _HEAD_ROW = 1, 2, 3, 5
_FIRST_FIGURE, _POLARITY, _DECIMALS = 6, 5, 11

#: sasaran, indikator, satuan, polaritas, targets TW I..IV (TW IV is the year's), desimal
Line = tuple[str, str, str, str, tuple[str, str, str, str], int]
#: kode, program, pagu
Programme = tuple[str, str, str]

_SERVICE = "Meningkatnya akuntabilitas dan pelayanan kesekretariatan"
_IDEOLOGY = "Menguatnya ideologi Pancasila dan wawasan kebangsaan masyarakat"
_HARMONY = "Terpeliharanya kerukunan umat beragama dan pembauran kebangsaan"
_POLITICS = "Meningkatnya kualitas partai politik dan pendidikan politik masyarakat"
_SOCIETIES = "Meningkatnya tertib administrasi organisasi kemasyarakatan"
_VIGILANCE = "Meningkatnya kewaspadaan nasional dan penanganan konflik sosial"

_PARTY_REPORTS = (
    "Persentase partai politik penerima bantuan keuangan yang menyampaikan LPJ tepat waktu"
)
_PARTY_PROGRAMME = (
    "Program Peningkatan Peran Partai Politik dan Lembaga Pendidikan melalui "
    "Pendidikan Politik dan Pengembangan Etika serta Budaya Politik"
)
_VIGILANCE_PROGRAMME = (
    "Program Peningkatan Kewaspadaan Nasional dan Peningkatan Kualitas dan Fasilitasi "
    "Penanganan Konflik Sosial"
)

_UNITS: dict[str, tuple[str, tuple[Line, ...], tuple[Programme, ...]]] = {
    "sekretariat": (
        "Sekretariat",
        (
            (
                _SERVICE,
                "Persentase dokumen perencanaan dan pelaporan kinerja yang disusun tepat waktu",
                "%", "positif", ("25", "50", "75", "100"), 2,
            ),
            (
                _SERVICE,
                "Persentase realisasi anggaran perangkat daerah",
                "%", "positif", ("15", "45", "75", "95"), 2,
            ),
            (
                _SERVICE,
                "Indeks kepuasan pegawai atas layanan kesekretariatan",
                "Indeks", "positif", ("0", "82", "82", "82"), 2,
            ),
            (
                _SERVICE,
                "Jumlah temuan administrasi yang belum ditindaklanjuti",
                "Temuan", "negatif", ("4", "4", "4", "4"), 0,
            ),
        ),
        (
            (
                "8.01.01",
                "Program Penunjang Urusan Pemerintahan Daerah Kabupaten/Kota",
                "4215600000",
            ),
        ),
    ),
    "bidang-1": (
        "Bidang Ideologi, Wawasan Kebangsaan, dan Ketahanan Ekonomi, Sosial, Budaya, dan Agama",
        (
            (
                _IDEOLOGY,
                "Jumlah peserta pembinaan ideologi Pancasila dan wawasan kebangsaan",
                "Orang", "positif", ("150", "300", "450", "600"), 0,
            ),
            (
                _IDEOLOGY,
                "Persentase sekolah menengah yang mengikuti pendidikan wawasan kebangsaan",
                "%", "positif", ("15", "30", "45", "60"), 2,
            ),
            (
                _HARMONY,
                "Jumlah fasilitasi kegiatan FKUB dan FPK",
                "Kegiatan", "positif", ("3", "6", "9", "12"), 0,
            ),
            (
                _HARMONY,
                "Jumlah kasus intoleransi yang dilaporkan",
                "Kasus", "negatif", ("1", "1", "2", "2"), 0,
            ),
        ),
        (
            (
                "8.01.02",
                "Program Penguatan Ideologi Pancasila dan Karakter Kebangsaan",
                "420000000",
            ),
            (
                "8.01.05",
                "Program Pembinaan dan Pengembangan Ketahanan Ekonomi, Sosial, dan Budaya",
                "265000000",
            ),
        ),
    ),
    "bidang-2": (
        "Bidang Politik Dalam Negeri dan Organisasi Kemasyarakatan",
        (
            (
                _POLITICS,
                _PARTY_REPORTS,
                "%", "positif", ("100", "100", "100", "100"), 2,
            ),
            (
                _POLITICS,
                "Jumlah peserta pendidikan politik masyarakat",
                "Orang", "positif", ("100", "200", "300", "400"), 0,
            ),
            (
                _SOCIETIES,
                "Persentase ormas terdaftar yang dimonitor",
                "%", "positif", ("20", "40", "60", "80"), 2,
            ),
            (
                _SOCIETIES,
                "Rata-rata waktu penerbitan surat keterangan keberadaan ormas",
                "Hari kerja", "negatif", ("7", "7", "7", "7"), 2,
            ),
        ),
        (
            (
                "8.01.03",
                _PARTY_PROGRAMME,
                "1740500000",
            ),
            (
                "8.01.04",
                "Program Pemberdayaan dan Pengawasan Organisasi Kemasyarakatan",
                "400000000",
            ),
        ),
    ),
    "bidang-3": (
        "Bidang Kewaspadaan Nasional dan Penanganan Konflik",
        (
            (
                _VIGILANCE,
                "Persentase laporan deteksi dini yang ditindaklanjuti",
                "%", "positif", ("100", "100", "100", "100"), 2,
            ),
            (
                _VIGILANCE,
                "Jumlah rapat FKDM dan tim penanganan konflik sosial",
                "Rapat", "positif", ("4", "8", "12", "16"), 0,
            ),
            (
                _VIGILANCE,
                "Jumlah konflik sosial yang tidak tertangani",
                "Kejadian", "negatif", ("0", "0", "0", "0"), 0,
            ),
            (
                _VIGILANCE,
                "Jumlah unjuk rasa yang berujung anarkis",
                "Kejadian", "negatif", ("0", "1", "1", "2"), 0,
            ),
        ),
        (
            (
                "8.01.06",
                _VIGILANCE_PROGRAMME,
                "512300000",
            ),
        ),
    ),
}  # fmt: skip

_GUIDE = (
    "Satu lembar untuk setiap unit; nama lembar adalah kode unit pada office.toml.",
    "Satu baris untuk setiap indikator. Sasaran yang kosong mengikuti baris di atasnya.",
    (
        "Target triwulan adalah angka kumulatif (s.d. triwulan) dan tidak boleh turun; target TW "
        "IV sama dengan target tahun."
    ),
    (
        "Polaritas positif: semakin tinggi semakin baik. Negatif: semakin rendah semakin baik; "
        "hanya di sini target boleh turun."
    ),
    (
        "Desimal: banyaknya angka di belakang koma yang boleh diisi; 0 untuk yang dihitung satuan. "
        "Bila kosong, 2 untuk persen dan indeks, selain itu 0."
    ),
    (
        "Baris dapat ditambah atau dihapus; judul kolom jangan diubah. Jangan menyembunyikan baris "
        "atau kolom, menggabungkan sel antarbaris, atau mengosongkan baris di tengah tabel."
    ),
    "Periksa dengan: paraf doctor. Semua kesalahan disebut dengan lembar dan selnya.",
    "Seluruh isi contoh ini rekaan.",
)


def build(year: int) -> bytes:
    """The sample workbook of a year."""
    book = Book()
    for unit, (name, lines, programmes) in _UNITS.items():
        sheet = book.sheet(unit)
        _write_title(sheet, name, year)
        end = _write_indicators(sheet, lines)
        _write_programmes(sheet, end + 2, programmes)
        _set_page(sheet)
    _write_guide(book)
    book.workbook.properties.title = f"Perjanjian Kinerja {year}"
    return book.to_bytes()


def _write_title(sheet: Worksheet, name: str, year: int) -> None:
    Book.say(sheet, at(1, _TITLE_ROW), "PERJANJIAN KINERJA").font = ink.font(14, bold=True)
    for row, label in ((_UNIT_ROW, "Unit"), (_YEAR_ROW, YEAR_LABEL)):
        Book.say(sheet, at(2, row), label).font = ink.font(color="505050")
    Book.say(sheet, at(3, _UNIT_ROW), name).font = ink.font(bold=True)
    year_cell = Book.put(sheet, at(3, _YEAR_ROW), Decimal(year))
    year_cell.font, year_cell.alignment = ink.font(bold=True), ink.LEFT
    for column, width in enumerate(_WIDTHS, start=1):
        ink.widths(sheet, {at(column, 1)[:-1]: width})
    sheet.freeze_panes = at(4, _HEAD_ROW + 1)


def _write_head(sheet: Worksheet, row: int, labels: dict[int, str]) -> None:
    for column, label in labels.items():
        cell = Book.say(sheet, at(column, row), label)
        cell.font, cell.fill = ink.font(bold=True), ink.HEAD_FILL
        cell.alignment, cell.border = ink.CENTRE, ink.BORDER
    sheet.row_dimensions[row].height = ink.height(2)


def _write_indicators(sheet: Worksheet, lines: tuple[Line, ...]) -> int:
    _write_head(sheet, _HEAD_ROW, {1: "No", **dict(enumerate(LABELS, start=2))})
    row = _HEAD_ROW
    for number, (sasaran, name, unit, polarity, targets, decimals) in enumerate(lines, start=1):
        row += 1
        ink.frame(sheet, row, 1, len(_WIDTHS))
        Book.put(sheet, at(1, row), Decimal(number)).alignment = ink.CENTRE
        for column, text in enumerate((sasaran, name), start=2):
            Book.say(sheet, at(column, row), text).alignment = ink.TEXT
        for column, text in enumerate((unit, polarity), start=4):
            Book.say(sheet, at(column, row), text).alignment = ink.CENTRE
        for column, target in enumerate((targets[-1], *targets), start=_FIRST_FIGURE):
            cell = Book.put(sheet, at(column, row), Decimal(target))
            cell.number_format, cell.alignment = ink.padded_format(decimals), ink.FIGURE
        Book.put(sheet, at(_DECIMALS, row), Decimal(decimals)).alignment = ink.CENTRE
        lines_needed = max(2, ink.lines(name, _WIDTHS[2]), ink.lines(sasaran, _WIDTHS[1]))
        sheet.row_dimensions[row].height = ink.height(lines_needed)
    choice = DataValidation(type="list", formula1='"positif,negatif"', showErrorMessage=True)
    choice.add(f"{at(_POLARITY, _HEAD_ROW + 1)}:{at(_POLARITY, row)}")
    sheet.add_data_validation(choice)
    return row


def _write_programmes(sheet: Worksheet, row: int, programmes: tuple[Programme, ...]) -> None:
    code, name, ceiling = BUDGET_LABELS
    _write_head(sheet, row, {1: "No", 2: code, 3: name, 4: ceiling})
    sheet.merge_cells(start_row=row, end_row=row, start_column=4, end_column=5)
    ink.frame(sheet, row, 1, 5)
    for number, (code, name, ceiling) in enumerate(programmes, start=1):
        at_row = row + number
        sheet.merge_cells(start_row=at_row, end_row=at_row, start_column=4, end_column=5)
        ink.frame(sheet, at_row, 1, 5)
        Book.put(sheet, at(1, at_row), Decimal(number)).alignment = ink.CENTRE
        for column, text in ((2, code), (3, name)):
            Book.say(sheet, at(column, at_row), text).alignment = ink.TEXT
        cell = Book.put(sheet, at(4, at_row), Decimal(ceiling))
        cell.number_format, cell.alignment = ink.padded_format(0), ink.FIGURE
        sheet.row_dimensions[at_row].height = ink.height(max(1, ink.lines(name, _WIDTHS[2])))


def _set_page(sheet: Worksheet) -> None:
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0


def _write_guide(book: Book) -> None:
    sheet = book.sheet(GUIDE_SHEET)
    ink.widths(sheet, {"A": 2, "B": 110})
    Book.say(sheet, "B2", "CARA MENGISI PERJANJIAN KINERJA").font = ink.font(14, bold=True)
    for row, text in enumerate(_GUIDE, start=4):
        Book.say(sheet, at(2, row), text).alignment = ink.MIDDLE
        sheet.row_dimensions[row].height = ink.height(ink.lines(text, 110))


def main() -> None:
    """Write the workbooks into the folder named on the command line."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "perjanjian-kinerja")
    folder.mkdir(parents=True, exist_ok=True)
    for year in _YEARS:
        path = folder / f"{year}.xlsx"
        path.write_bytes(build(year))
        print(path)


if __name__ == "__main__":
    main()

"""The sheet Petunjuk: how to fill the form, on one page."""

from decimal import Decimal

from openpyxl.worksheet.properties import PageSetupProperties

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import Book
from pipeline.ports.forms import FormPlan
from pipeline.wording.indonesian import number

_STEPS = (
    "Isi hanya sel berwarna kuning pada lembar Data Kinerja. Sel lainnya terkunci.",
    "Kolom Realisasi memuat angka kumulatif sejak Januari, dalam satuan yang tertulis.",
    "Capaian dan predikat terhitung sendiri. Kolom Periksa menyebut apa yang masih kurang.",
    "Sebutkan sumber data atau bukti setiap realisasi; berkasnya diserahkan bersama format ini.",
    "Bila capaian di bawah target, tulis faktor penghambat dan tindak lanjutnya.",
    "Simpan sebagai Buku Kerja Excel (.xlsx), lalu pindahkan ke folder outbox Saudara.",
)
_WAYS = (
    ("75,5", "bilangan desimal memakai koma"),
    ("75,5%", "boleh memakai tanda persen bila satuannya %"),
    ("1250  atau  1.250", "bilangan bulat; titik ribuan boleh ditulis"),
    ("1.250.000  atau  Rp 1.250.000", "rupiah"),
    ("nihil", "realisasi nol"),
    ("belum ada data", "datanya belum tersedia; alasan ditulis pada kolom Keterangan"),
)
_FORMULAS = (
    ("Polaritas positif", "realisasi ÷ target × 100 (semakin tinggi semakin baik)"),
    ("Polaritas negatif", "(2 × target − realisasi) ÷ target × 100 (semakin rendah semakin baik)"),
    ("Target nol, positif", "tidak dinilai dan tidak masuk rata-rata"),
    ("Target nol, negatif", "100 bila realisasi nol, selain itu 0"),
)


def write_guide(book: Book, plan: FormPlan) -> None:
    """Add the sheet."""
    sheet = book.sheet(lay.GUIDE_SHEET)
    ink.widths(sheet, {"A": 2, "B": 30, "C": 78})
    row = 2
    Book.say(sheet, f"B{row}", "PETUNJUK PENGISIAN DATA KINERJA").font = ink.font(14, bold=True)
    row += 2
    for order, step in enumerate(_STEPS, start=1):
        sheet.merge_cells(f"B{row}:C{row}")
        cell = Book.say(sheet, f"B{row}", f"{order}.  {step}")
        cell.font, cell.alignment = ink.font(), ink.MIDDLE
        sheet.row_dimensions[row].height = 19
        row += 1
    tables = (
        ("Cara menulis realisasi", _WAYS),
        ("Rumus capaian (tidak kurang dari 0)", (*_FORMULAS, *_cap_line(plan))),
        ("Predikat menurut capaian (%)", _scale_lines(plan)),
    )
    for title, lines in tables:
        row += 1
        Book.say(sheet, f"B{row}", title).font = ink.font(11, bold=True)
        for left, right in lines:
            row += 1
            for column, text in (("B", left), ("C", right)):
                cell = Book.say(sheet, f"{column}{row}", text)
                cell.font, cell.alignment, cell.border = ink.font(), ink.MIDDLE, ink.BORDER
        row += 1
    sheet.protection.sheet = True
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "portrait", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0


def _scale_lines(plan: FormPlan) -> tuple[tuple[str, str], ...]:
    scale = plan.rules.scale
    lines: list[tuple[str, str]] = []
    above: Decimal | None = None
    for bound, word in scale.bounds:
        span = f"di atas {number(bound)}"
        if above is not None:
            span += f" sampai dengan {number(above)}"
        lines.append((word, span))
        above = bound
    if above is not None:
        lines.append((scale.otherwise, f"sampai dengan {number(above)}"))
    return tuple(lines)


def _cap_line(plan: FormPlan) -> tuple[tuple[str, str], ...]:
    cap = plan.rules.cap
    if cap is None:
        return ()
    return (("Rata-rata", f"capaian di atas {number(cap)} dihitung {number(cap)}"),)

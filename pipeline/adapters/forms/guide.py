"""The sheet Petunjuk: how to fill the form, on one page."""

from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms import layout as lay
from pipeline.adapters.forms.book import Book
from pipeline.ports.forms import FormPlan
from pipeline.wording.indonesian import number

_STEPS = (
    (
        "Isi hanya sel berwarna kuning pada lembar Data Kinerja; sel lainnya terkunci. Tombol Tab "
        "berpindah ke sel kuning berikutnya."
    ),
    (
        "Kolom Realisasi memuat angka kumulatif sejak Januari, dalam satuan yang tertulis di "
        "sebelahnya."
    ),
    "Realisasi triwulan sebelumnya tercantum sebagai pembanding; kolom itu tidak diisi.",
    (
        "Capaian, predikat, dan rata-rata terhitung sendiri. Kolom Periksa menyebut apa yang masih "
        "kurang: merah harus diperbaiki, kuning sebaiknya dilengkapi, hijau sudah lengkap."
    ),
    "Sebutkan nama berkas bukti setiap realisasi; berkasnya diserahkan bersama formulir ini.",
    "Bila capaian di bawah target, tulis faktor penghambat dan tindak lanjutnya.",
    "Simpan sebagai Buku Kerja Excel (.xlsx), lalu pindahkan ke folder outbox Saudara.",
)
_WAYS = (
    ("75,5", "bilangan desimal memakai koma"),
    ("75,5%", "boleh memakai tanda persen bila satuannya %"),
    ("1250  atau  1.250", "bilangan bulat; titik ribuan hanya untuk satuan yang dihitung"),
    ("1.250.000  atau  Rp 1.250.000", "rupiah penuh, bukan ribuan atau jutaan"),
    ("nihil", "realisasi nol"),
    (
        "jauh di atas target",
        "ditanyakan; bila benar, tulis kata “benar” dan sebabnya pada kolom Keterangan",
    ),
    ("turun dari triwulan lalu", "ditanyakan; sebabnya ditulis pada kolom Keterangan"),
    ("belum ada data", "datanya belum tersedia; alasan ditulis pada kolom Keterangan"),
    ("tanda -", "tidak dipakai, karena dapat berarti nihil atau belum ada data"),
)
_WIDTH = 110
_FORMULAS = (
    ("Polaritas positif", "realisasi ÷ target × 100 (semakin tinggi semakin baik)"),
    ("Polaritas negatif", "(2 × target − realisasi) ÷ target × 100 (semakin rendah semakin baik)"),
)


def write_guide(book: Book, plan: FormPlan) -> None:
    """Add the sheet."""
    sheet = book.sheet(lay.GUIDE_SHEET)
    ink.widths(sheet, {"A": 2, "B": 32, "C": _WIDTH - 32})
    row = 2
    title = Book.say(sheet, f"B{row}", "PETUNJUK PENGISIAN DATA KINERJA")
    title.font, title.alignment = ink.font(14, bold=True), ink.NO_WRAP
    belongs = Book.say(sheet, f"B{row + 1}", f"{plan.unit_name}, {plan.period.long}")
    belongs.font, belongs.alignment = ink.font(color=ink.QUIET), ink.NO_WRAP
    row += 3
    for order, step in enumerate(_STEPS, start=1):
        sheet.merge_cells(f"B{row}:C{row}")
        cell = Book.say(sheet, f"B{row}", f"{order}.  {step}")
        cell.font, cell.alignment = ink.font(), ink.MIDDLE
        sheet.row_dimensions[row].height = ink.height(ink.lines(step, _WIDTH - 6)) + 4
        row += 1
    for heading, lines in (
        ("Cara menulis realisasi", _WAYS),
        (_formulas_heading(plan), (*_FORMULAS, *_zero_lines(plan), *_cap_line(plan))),
        ("Predikat menurut capaian (%)", _scale_lines(plan)),
    ):
        row = _write_table(sheet, row + 1, heading, lines)
    sheet.protection.sheet = True
    ink.fit_width(sheet, "portrait")


def _write_table(
    sheet: Worksheet, row: int, heading: str, lines: tuple[tuple[str, str], ...]
) -> int:
    """Write a heading with its table from ``row`` on; gives the row after it."""
    cell = Book.say(sheet, f"B{row}", heading)
    cell.font, cell.alignment = ink.font(11, bold=True), ink.NO_WRAP
    sheet.row_dimensions[row].height = 22
    for place, (left, right) in enumerate(lines, start=row + 1):
        for column, text in (("B", left), ("C", right)):
            cell = Book.say(sheet, f"{column}{place}", text)
            cell.font, cell.alignment, cell.border = ink.font(), ink.TEXT, ink.BORDER
        sheet[f"B{place}"].fill = ink.BAND_FILL
        sheet.row_dimensions[place].height = 18
    return row + len(lines) + 1


def _formulas_heading(plan: FormPlan) -> str:
    floor = plan.rules.floor
    return "Rumus capaian" + ("" if floor is None else f" (tidak kurang dari {number(floor)})")


def _zero_lines(plan: FormPlan) -> tuple[tuple[str, str], ...]:
    """How a target of nil is judged."""
    rules = plan.rules
    met, missed = _judged(rules.zero_met), _judged(rules.zero_missed)
    return (
        ("Target nol, positif", _judged(rules.zero_positive)),
        ("Target nol, negatif", f"{met} bila realisasi nol, selain itu {missed}"),
    )


def _judged(worth: Decimal | None) -> str:
    return "tidak dinilai, tidak masuk rata-rata" if worth is None else number(worth)


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

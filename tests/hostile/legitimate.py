"""Files that people really have, written by the programs that people really use; none is refused.

``by_libraries`` costs a second or two; ``by_programs`` runs LibreOffice and poppler.
"""

import csv
import io
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pypdf
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from matplotlib.figure import Figure
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image
from signing_letter import letter as rendered_letter

from pipeline.adapters.word import WordDocuments
from pipeline.wording.papers.samples import SAMPLES
from tests.hostile.bases import (
    BODY,
    BODY_RELS,
    SETTINGS_RELS,
    TYPES,
    into_body,
    letter,
    related,
    relations,
    repack,
    typed,
)
from tests.hostile.bases import field as word_field

_ROOT = Path(__file__).parents[2]
_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

LETTER = rendered_letter()

Named = tuple[str, bytes]


def by_libraries() -> Iterator[Named]:
    """Files of python-docx, openpyxl, docxtpl, matplotlib, Pillow, pypdf, pyHanko, and plain text."""
    yield from _letters()
    yield from _books()
    yield from _pictures()
    yield from _texts()
    yield from _pdfs()


def _saved(document) -> bytes:
    built = io.BytesIO()
    document.save(built)
    return built.getvalue()


def photo(**options) -> bytes:
    """A picture as a telephone or a scanner writes it."""
    shade = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    return picture(shade, **options)


def picture(image, **options) -> bytes:
    """An image saved by Pillow."""
    built = io.BytesIO()
    image.save(built, **options)
    return built.getvalue()


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Samsung", "SM-A146P", "2026:10:05 09:30:00"
    exif.get_ifd(0x8825)[2] = (6.0, 12.0, 30.0)
    return exif


def _letters() -> Iterator[Named]:
    yield "python-docx, kosong.docx", letter()
    yield "python-docx, gambar.docx", _with_picture()
    yield "python-docx, tautan.docx", _with_links()
    yield "python-docx, komentar.docx", _with_comment()
    yield "perubahan terlacak.docx", _tracked()
    yield "dimampatkan program lain.docx", zipped_again(letter())
    yield "nomor halaman dan daftar isi.docx", into_body(
        word_field(" PAGE ") + word_field(' TOC \\o "1-3" \\h ') + word_field("=", "2+3")
        + word_field(' HYPERLINK "https://contoh.go.id/link/database/import" ')
        + word_field(" IF ", " 1 = 1 ", '"DDE" "LINK" ')
    )  # fmt: skip
    yield "grafik seperti dari Word.docx", _with_chart()
    yield "dibuat dari templat sendiri.docx", repack(letter(), add={SETTINGS_RELS: relations(
        "attachedTemplate", "file:///C:\\Users\\Staf\\Kop%20Surat.dotx", external=True)})  # fmt: skip
    yield "gambar wmf lama.docx", repack(letter(), add={
        "word/media/image1.wmf": b"\xd7\xcd\xc6\x9a" + bytes(80),
        "word/media/image2.emf": b"\x01\0\0\0\x58\0\0\0" + bytes(80)})  # fmt: skip
    yield "bahasa dalam komentar xml.docx", repack(letter(), change={
        BODY: lambda body: body.replace(b"?>", b"?><!-- <!DOCTYPE is only a word here -->", 1)
    })  # fmt: skip
    words = WordDocuments(_ROOT / "templates_docx")
    for name, sample in SAMPLES.items():
        yield f"docxtpl, {name}.docx", words.fill(name, sample, properties={"A": "1"}, qr_png=None)


def _with_picture() -> bytes:
    document = docx.Document()
    document.add_picture(io.BytesIO(photo(format="JPEG", exif=_exif())))
    document.add_picture(io.BytesIO(photo(format="PNG")))
    document.sections[0].header.paragraphs[0].text = "Kop surat"
    return _saved(document)


def _with_links() -> bytes:
    document = docx.Document()
    for target in (
        "https://contoh.go.id/a?b=c#d", "mailto:tu@contoh.go.id", "Lampiran%201.pdf",
        "file:///C:\\Users\\Staf\\Lampiran.docx", "../lain/data.xlsx", "tel:+62215550100",
    ):  # fmt: skip
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), document.part.relate_to(
            target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))  # fmt: skip
        document.add_paragraph()._p.append(link)
    return _saved(document)


def _with_comment() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("Mohon diperiksa.")
    document.add_comment(paragraph.runs, text="Sudah benar?", author="Kasubbag", initials="KS")
    return _saved(document)


def _tracked() -> bytes:
    document = docx.Document()
    document.add_paragraph("Semula")._p.append(
        parse_xml(
            f'<w:ins {nsdecls("w")} w:id="1" w:author="Staf" w:date="2026-10-05T09:00:00Z">'
            "<w:r><w:t>menjadi</w:t></w:r></w:ins>"
        )
    )
    return _saved(document)


def _with_chart() -> bytes:
    """As Word writes a chart: the figures lie in a workbook beside it."""
    figures = openpyxl.Workbook()
    figures.active.append(["Triwulan III", 92.5])
    return repack(
        letter(),
        change={
            BODY_RELS: related("chart", "charts/chart1.xml"),
            TYPES: typed("word/charts/chart1.xml", _CHART),
        },
        add={
            "word/charts/chart1.xml": b'<c:chartSpace xmlns:c="c"/>',
            "word/charts/_rels/chart1.xml.rels": relations(
                "package", "../embeddings/Microsoft_Excel_Worksheet.xlsx"
            ),
            "word/embeddings/Microsoft_Excel_Worksheet.xlsx": _saved(figures),
        },
    )


def zipped_again(data: bytes) -> bytes:
    """A package as another ZIP program stores it: with folders, uncompressed."""
    built = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(built, "w") as new:
        for folder in sorted(
            {f"{name.rpartition('/')[0]}/" for name in old.namelist() if "/" in name}
        ):
            new.writestr(folder, b"")
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return built.getvalue()


def _books() -> Iterator[Named]:
    yield "openpyxl, lengkap.xlsx", _rich_book()
    yield "openpyxl, dua puluh ribu baris.xlsx", _long_book()
    yield "openpyxl, rumus dengan garis tegak.xlsx", _piped_book()
    yield "openpyxl, baris kosong berformat.xlsx", _padded_book()
    yield "perjanjian kinerja.xlsx", (_ROOT / "perjanjian-kinerja" / "2026.xlsx").read_bytes()


def _rich_book() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Indikator", "Realisasi"])
    for row in range(2, 30):
        sheet.append([f"Indikator {row}", row * 3.5])
    sheet["C2"] = "=SUM(B2:B29)"
    sheet["C3"].hyperlink = "https://contoh.go.id"
    sheet["C4"].comment = Comment("Sumber: laporan bulanan", "Staf")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=29))
    sheet.add_chart(chart, "E2")
    sheet.add_image(openpyxl.drawing.image.Image(io.BytesIO(photo(format="PNG"))), "E20")
    validation = DataValidation(type="list", formula1='"nihil,belum ada data"')
    sheet.add_data_validation(validation)
    validation.add("D2:D29")
    scale = ColorScaleRule(
        start_type="min", start_color="FFFFFF", end_type="max", end_color="FF0000"
    )
    sheet.conditional_formatting.add("B2:B29", scale)
    workbook.defined_names["Data"] = DefinedName("Data", attr_text="Sheet!$B$2:$B$29")
    sheet.merge_cells("A31:C31")
    sheet.print_title_rows = "1:1"
    workbook.create_sheet("Rekap Bidang & Sekretariat")
    return _saved(workbook)


def _long_book() -> bytes:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("Data")
    for row in range(20_000):
        sheet.append([row, f"Baris {row % 50}", row * 1.5])
    return _saved(workbook)


def _piped_book() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Jan|Feb")
    workbook.active["A1"] = "=B1&\"|\"&'Jan|Feb'!A1"
    workbook.active["A2"] = '=HYPERLINK("https://contoh.go.id","Call center")'
    workbook.active["A3"] = "Hubungi CALL (021) 555 | DDE | WEBSERVICE"
    return _saved(workbook)


def _padded_book() -> bytes:
    rows = "".join(f'<row r="{n}" s="3" customFormat="1"/>' for n in range(30, 300_000))
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = 1
    return repack(_saved(workbook), change={"xl/worksheets/sheet1.xml": lambda sheet: sheet.replace(
        b"</sheetData>", rows.encode() + b"</sheetData>")})  # fmt: skip


def _pictures() -> Iterator[Named]:
    yield "telepon, exif.jpg", photo(format="JPEG", exif=_exif(), quality=90)
    yield (
        "telepon, bergerak.jpg",
        photo(format="JPEG", exif=_exif()) + (b"\0\0\0\x18ftypmp42" + bytes(9_000)),
    )
    yield "progresif.jpeg", photo(format="JPEG", progressive=True)
    yield "pindaian abu-abu.jpg", picture(Image.new("L", (2480, 3508), 255), format="JPEG")
    yield "tangkapan layar.png", photo(format="PNG")
    yield "palet.png", picture(Image.new("P", (1366, 768)), format="PNG")
    yield "gambar.gif", picture(Image.new("P", (300, 200)), format="GIF")
    yield "gambar.bmp", photo(format="BMP")
    yield "gambar.webp", photo(format="WEBP")
    yield "pindaian.tif", photo(format="TIFF", compression="tiff_lzw")
    pages = [Image.new("1", (1240, 1754), 1) for _ in range(3)]
    yield (
        "pindaian tiga halaman.tiff",
        picture(
            pages[0], format="TIFF", save_all=True, append_images=pages[1:], compression="group4"
        ),
    )
    yield "peta besar.png", picture(Image.new("1", (14_000, 14_000)), format="PNG")
    for ending in ("png", "svg"):
        drawn = io.BytesIO()
        _figure().savefig(drawn, format=ending)
        yield f"matplotlib, grafik.{ending}", drawn.getvalue()


def _figure() -> Figure:
    figure = Figure()
    figure.subplots().bar(["TW I", "TW II", "TW III"], [80, 91, 87])
    return figure


def _texts() -> Iterator[Named]:
    text = "Rapat pembahasan:\n- Anggaran | Program!\n= = =\n@Kasubbag: MZ, BM, ID3\n"
    yield "catatan.txt", text.encode()
    yield "BMKG.txt", b"BMKG melaporkan hujan."
    yield "catatan notepad.txt", ("\ufeff" + text.replace("\n", "\r\n")).encode()
    yield "catatan unicode.txt", ("\ufeff" + text).encode("utf-16-le")
    yield "catatan lama.txt", "Rapat di kafé\r\n".encode("cp1252")
    table = io.StringIO()
    csv.writer(table, delimiter=";").writerows(
        [["Indikator", "Nilai"], ["Suhu", "-5,5"], ["Telepon", "+62 21"], ["Rumus", "=A1+B2"]]
    )
    yield "data.csv", table.getvalue().encode()
    yield "Laporan No. 12.5 akhir", b"Laporan tanpa akhiran"
    yield "daftar.md", b"# Daftar\n\n1. satu\n"


def _pdfs() -> Iterator[Named]:
    yield "LibreOffice, surat.pdf", LETTER
    drawn = io.BytesIO()
    _figure().savefig(drawn, format="pdf")
    yield "matplotlib, grafik.pdf", drawn.getvalue()
    yield "Pillow, pindaian.pdf", photo(format="PDF")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(LETTER))
    writer.append(io.BytesIO(drawn.getvalue()))
    writer.add_outline_item(title="Lampiran", page_number=0)
    writer.add_metadata({"/Title": "Uji (dengan) kurung \\ dan /JavaScript"})
    yield "pypdf, gabungan.pdf", _written(writer)
    writer.compress_identical_objects()
    writer.use_object_streams = True
    yield "pypdf, dimampatkan.pdf", _written(writer)
    yield "ada baris kosong di akhir.pdf", LETTER + b"\r\n\r\n" + bytes(30)


def _written(writer: pypdf.PdfWriter) -> bytes:
    built = io.BytesIO()
    writer.write(built)
    return built.getvalue()


# -- other people's programs ---------------------------------------------------------------------


def by_programs(folder: Path) -> Iterator[Named]:
    """The same saved by LibreOffice in its own ways, and PDFs of poppler; ``folder`` is scratch."""
    sources = {
        "surat.docx": _with_picture(), "tautan.docx": _with_links(), "komentar.docx": _with_comment(),
        "terlacak.docx": _tracked(), "tabel.docx": letter(), "buku.xlsx": _rich_book(),
        "panjang.xlsx": _long_book(), "data.csv": b"Indikator,Nilai\nA,1\nB,-2\n",
        "berkop.docx": WordDocuments(_ROOT / "templates_docx").fill(
            "surat-permintaan", SAMPLES["surat-permintaan"], properties={}, qr_png=photo(format="PNG")),
        "halaman.html": b"<html><body><h1>Laporan</h1><p>Isi <a href='https://a.id'>di sini</a></p>"
        b"<table border=1><tr><td>1</td></tr></table></body></html>",
    }  # fmt: skip
    for name, content in sources.items():
        (folder / name).write_bytes(content)
    words = [name for name in sources if name.endswith(("docx", "html"))]
    books = [name for name in sources if name.endswith(("xlsx", "csv"))]
    _convert(folder, "odt", words)
    _convert(folder, "ods", books)
    yield from _read(_convert(folder, "docx", _ended(folder, "odt"), into="docx"), "LibreOffice")
    yield from _read(_convert(folder, "xlsx", _ended(folder, "ods"), into="xlsx"), "LibreOffice")
    yield from _read(_convert(folder, "pdf", words[:6], into="pdf"), "LibreOffice")
    archival = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
    yield from _read(_convert(folder, archival, words[:3], into="pdfa"), "LibreOffice, PDF-A")
    yield from _read(_convert(folder, "pdf:calc_pdf_Export", books[:2], into="cpdf"), "LibreOffice")
    yield from _poppler(folder)


def _convert(folder: Path, to: str, names: list[str], *, into: str = "") -> Path:
    target = folder / into
    target.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--norestore", "--convert-to", to]
    command += ["--outdir", str(target), *(str(folder / name) for name in names)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return target


def _ended(folder: Path, ending: str) -> list[str]:
    return sorted(path.name for path in folder.glob(f"*.{ending}"))


def _read(folder: Path, program: str) -> Iterator[Named]:
    found = sorted(folder.iterdir())
    if not found:
        raise LookupError(f"{program} wrote nothing to {folder}")
    for path in found:
        yield f"{program}, {path.name}", path.read_bytes()


def _poppler(folder: Path) -> Iterator[Named]:
    source = folder / "surat.pdf"
    source.write_bytes(LETTER)
    made = folder / "poppler"
    made.mkdir()
    for command in (
        ["pdfunite", str(source), str(source), str(made / "disatukan.pdf")],
        ["pdfseparate", "-f", "1", "-l", "1", str(source), str(made / "halaman-%d.pdf")],
        ["pdftocairo", "-pdf", str(source), str(made / "cairo.pdf")],
        ["pdftocairo", "-png", "-singlefile", str(source), str(made / "gambar")],
        ["pdftocairo", "-jpeg", "-singlefile", str(source), str(made / "gambar")],
    ):
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    yield from _read(made, "poppler")

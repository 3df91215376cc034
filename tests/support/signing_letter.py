"""The letter that the signing tests sign: written by Word's rules, rendered by LibreOffice.

``signing_letter.pdf`` is what ``render`` gave once; it lies beside this file so that the tests need
not start LibreOffice each time. One test renders it afresh.
"""

import subprocess
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

_FILTER = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)


def letter() -> bytes:
    """The rendered letter, with the bookmarks ParafSekretaris and TtdKepalaBadan."""
    return Path(__file__).with_name("signing_letter.pdf").read_bytes()


def render(folder: Path) -> bytes:
    """Write the letter with python-docx and render it with LibreOffice, as PDF/A-2b."""
    _write(folder / "letter.docx")
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            _FILTER,
            "--outdir",
            str(folder),
            str(folder / "letter.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=90,
    )
    return (folder / "letter.pdf").read_bytes()


def _write(path: Path) -> None:
    document = Document()
    document.core_properties.title = "Permintaan Data Kinerja"
    document.core_properties.author = "Badan Kesatuan Bangsa dan Politik"
    document.styles["Normal"].font.name = "Arial"
    document.add_paragraph("BADAN KESATUAN BANGSA DAN POLITIK").runs[0].bold = True
    document.add_paragraph("Nomor : 000.8.6.3 / 07 / KBL / X / 2026")
    document.add_paragraph(
        "Dengan hormat, mohon menyampaikan data kinerja Triwulan III 2026 kepada Kepala "
        "Subbagian Tata Usaha paling lambat tanggal 16 Oktober 2026."
    )
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    _bookmark(left.paragraphs[0], "ParafSekretaris", 1)
    right.paragraphs[0].add_run("Kepala Badan Kesatuan Bangsa dan Politik,")
    place = right.add_paragraph()
    place.paragraph_format.space_after = Pt(70)
    _bookmark(place, "TtdKepalaBadan", 2)
    right.add_paragraph("Dra. SRI WAHYUNI, M.Si").runs[0].bold = True
    document.save(str(path))


def _bookmark(paragraph, name: str, number: int) -> None:
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        mark = OxmlElement(tag)
        mark.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            mark.set(qn("w:name"), name)
        paragraph._p.append(mark)

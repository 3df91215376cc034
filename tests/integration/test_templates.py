"""The committed templates: built by the builder, printed by LibreOffice, kept through a re-save."""

import dataclasses
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import Destination

from pipeline.adapters.word import WordDocuments
from pipeline.errors import Refused
from pipeline.wording.papers import PAPERS, DaftarIsiBerkas, Paper, SuratPermintaan
from pipeline.wording.papers.samples import SAMPLES

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates_docx"
WORDS = WordDocuments(TEMPLATES)
QR = (ROOT / "tools/templates/assets/qr.png").read_bytes()
PDF = (
    'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
#: How many pages each sample takes; a letter of one page stays a letter of one page.
PAGES = {
    "lembar-disposisi": 1,
    "surat-permintaan": 1,
    "nota-dinas-pengantar": 2,
    "tanda-terima": 1,
    "surat-peringatan": 1,
    "laporan-rekapitulasi": 4,
    "addendum-rekapitulasi": 2,
    "laporan-tahunan": 3,
    "daftar-isi-berkas": 1,
    "berita-acara": 2,
    "lembar-penutupan": 1,
}
SIGNATURE, PARAF = (220.0, 75.0), (100.0, 32.0)


def convert(kind: str, sources: list[Path], folder: Path) -> Path:
    """One run of LibreOffice over all sources, with a profile of its own."""
    target = folder / kind.split(":", maxsplit=1)[0]
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(target),
            *map(str, sources),
        ],
        check=True,
        capture_output=True,
        timeout=100,
    )
    return target


def fill(folder: Path, papers: dict[str, tuple[str, Paper]]) -> list[Path]:
    folder.mkdir()
    paths = []
    for name, (template, paper) in papers.items():
        path = folder / f"{name}.docx"
        path.write_bytes(WORDS.fill(template, paper, properties={"ParafKode": name}, qr_png=QR))
        paths.append(path)
    return paths


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_committed_templates_are_what_the_builder_builds(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "tools.templates", str(tmp_path)],
        check=True,
        cwd=ROOT,
        capture_output=True,
    )
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(PAPERS)
    for path in tmp_path.iterdir():
        assert parts(path) == parts(TEMPLATES / path.name), path.name


def empty_box(page: pypdf.PageObject, place: Destination, size: tuple[float, float]) -> list[str]:
    """Text that starts inside the box whose top left corner the destination gives."""
    found: list[str] = []
    left, top = float(place.left), float(place.top)

    def visit(text: str, ctm: list[float], matrix: list[float], *_: object) -> None:
        x = matrix[4] * ctm[0] + matrix[5] * ctm[2] + ctm[4]
        y = matrix[4] * ctm[1] + matrix[5] * ctm[3] + ctm[5]
        if text.strip() and left - 1 <= x <= left + size[0] and top - size[1] <= y <= top - 1:
            found.append(text.strip())

    page.extract_text(visitor_text=visit)
    return found


def long_letter() -> SuratPermintaan:
    sample = SAMPLES["surat-permintaan"]
    assert isinstance(sample, SuratPermintaan)
    return dataclasses.replace(
        sample, penerima=tuple(f"Kepala Bidang Percobaan Nomor {n}" for n in range(1, 10))
    )


def full_list() -> DaftarIsiBerkas:
    """A list that fills its page to the last line."""
    sample = SAMPLES["daftar-isi-berkas"]
    assert isinstance(sample, DaftarIsiBerkas)
    return dataclasses.replace(sample, item=(*sample.item, *sample.item[:2]))


def test_every_paper_prints_with_empty_boxes_where_its_fields_are(tmp_path):
    papers: dict[str, tuple[str, Paper]] = {name: (name, SAMPLES[name]) for name in PAPERS}
    papers["surat-panjang"] = ("surat-permintaan", long_letter())
    papers["daftar-penuh"] = ("daftar-isi-berkas", full_list())
    folder = convert(PDF, fill(tmp_path / "docx", papers), tmp_path)
    readers = {name: pypdf.PdfReader(folder / f"{name}.pdf") for name in papers}
    assert {name: len(readers[name].pages) for name in PAGES} == PAGES
    for name, (_, paper) in papers.items():
        check_paper(readers[name], paper)
    check_kept_together(readers["surat-panjang"])
    (only,) = readers["daftar-penuh"].pages
    assert "NIP." in only.extract_text()


def check_paper(reader: pypdf.PdfReader, paper: Paper) -> None:
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "id-ID"
    assert "/AcroForm" not in root
    assert {name.lstrip("/") for name in reader.named_destinations} == paper.bookmarks()
    for name, place in reader.named_destinations.items():
        page = reader.pages[reader.get_destination_page_number(place)]
        size = SIGNATURE if name.startswith("/Ttd") else PARAF
        assert empty_box(page, place, size) == []
        if size is SIGNATURE:  # the name stands right below the box: the check does see text
            assert empty_box(page, place, (size[0], size[1] + 30)) != []
        assert 84 < float(place.left) <= float(page.mediabox.width) - 56 - size[0]
        assert 70 + size[1] < float(place.top) < float(page.mediabox.height) - 50
    places = reader.named_destinations.values()
    assert len({reader.get_destination_page_number(place) for place in places}) <= 1
    for number, page in enumerate(reader.pages, start=1):
        text = page.extract_text()
        assert (f"- {number} -" in text) == (number > 1)
        assert paper.kode in re.sub(r"\s+", " ", text)
        assert "{{" not in text
        assert {name for name in page.images.keys() if name}  # noqa: SIM118 - pypdf's own mapping


def check_kept_together(reader: pypdf.PdfReader) -> None:
    """However long the list of addressees, the signature never stands on a page by itself."""
    assert len(reader.pages) == 2
    place = reader.named_destinations["/TtdKepalaBadan"]
    text = reader.pages[reader.get_destination_page_number(place)].extract_text()
    for needed in ("Demikian disampaikan", "Kepala Badan Kesatuan Bangsa dan Politik,", "NIP."):
        assert needed in text


def test_a_draft_saved_by_libreoffice_keeps_fields_controls_and_code(tmp_path):
    kept = ("surat-permintaan", "surat-peringatan", "lembar-disposisi", "lembar-penutupan")
    sources = fill(tmp_path / "asal", {name: (name, SAMPLES[name]) for name in kept})
    folder = convert("docx", sources, tmp_path)
    for name in kept:
        sample = SAMPLES[name]
        saved = (folder / f"{name}.docx").read_bytes()
        assert WORDS.properties(saved) == {"ParafKode": name}
        WORDS.inspect(saved, bookmarks=sample.bookmarks(), controls=type(sample).controls)
        before = WORDS.read_controls((tmp_path / "asal" / f"{name}.docx").read_bytes())
        assert WORDS.read_controls(saved) == before
        tag = min(type(sample).controls)
        written = WORDS.write_controls(saved, {tag: "diisi kemudian"}, {"ParafVersi": "2"})
        assert WORDS.read_controls(written) == {**before, tag: "diisi kemudian"}
        assert WORDS.properties(written) == {"ParafKode": name, "ParafVersi": "2"}
        with pytest.raises(Refused):
            WORDS.inspect(written, bookmarks=frozenset({"TtdOrangLain"}), controls=frozenset())

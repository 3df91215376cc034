"""Templates filled: equal to docxtpl's own output, deterministic, and deaf to hostile values."""

import dataclasses
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from pipeline.adapters.word import WordDocuments
from pipeline.adapters.word.template import environment, values_of
from pipeline.errors import Misconfigured
from pipeline.wording.papers import PAPERS, Penandatangan, SuratPermintaan
from pipeline.wording.papers.samples import SAMPLES

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates_docx"
PIXEL = (ROOT / "tools/templates/assets/qr.png").read_bytes()
PROPERTIES = {"ParafKode": "7K2M-9QXD", "ParafVersi": "1", "ParafKantor": "uji & coba"}


def words() -> WordDocuments:
    return WordDocuments(TEMPLATES)


def parts(docx: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def canonical(xml: bytes) -> bytes:
    """Canonical XML; docxtpl gives pictures new running numbers, which mean nothing."""
    root = etree.fromstring(xml)
    for label in root.iter("{*}docPr"):
        label.set("id", "0")
    return etree.tostring(root, method="c14n")


def text_of(docx: bytes) -> str:
    root = etree.fromstring(parts(docx)["word/document.xml"])
    return "\n".join("".join(p.itertext()) for p in root.iter("{*}p"))


def template_with(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A folder with one template whose body has ``old`` replaced."""
    content = parts((TEMPLATES / f"{name}.docx").read_bytes())
    body = content["word/document.xml"].decode()
    assert old in body
    content["word/document.xml"] = body.replace(old, new).encode()
    with zipfile.ZipFile(tmp_path / f"{name}.docx", "w") as package:
        for part, data in content.items():
            package.writestr(part, data)
    return tmp_path


@pytest.mark.parametrize("name", PAPERS)
def test_a_filled_paper_equals_what_docxtpl_itself_makes(name, tmp_path):
    ours = parts(words().fill(name, SAMPLES[name], properties={}, qr_png=PIXEL))
    theirs = DocxTemplate(TEMPLATES / f"{name}.docx")
    theirs.render(values_of(SAMPLES[name]), jinja_env=environment(), autoescape=True)
    theirs.save(tmp_path / "docxtpl.docx")
    expected = parts((tmp_path / "docxtpl.docx").read_bytes())
    compared = [
        part for part in expected if part.startswith(("word/document", "word/header", "word/foot"))
    ]
    assert len(compared) >= 5
    for part in compared:
        if part.endswith(".xml"):
            assert canonical(ours[part]) == canonical(expected[part]), part


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_paper_has_the_same_bytes_and_opens_in_python_docx(name):
    first = words().fill(name, SAMPLES[name], properties=PROPERTIES, qr_png=PIXEL)
    assert first == words().fill(name, SAMPLES[name], properties=PROPERTIES, qr_png=PIXEL)
    assert Document(io.BytesIO(first)).core_properties.title.count("{") == 0
    assert words().properties(first) == PROPERTIES


def request(**changes: object) -> SuratPermintaan:
    return dataclasses.replace(SAMPLES["surat-permintaan"], **changes)


def test_markup_in_a_value_is_printed_not_obeyed():
    hostile = "a & b <w:p><w:r><w:t>palsu</w:t></w:r></w:p> {{ 7*7 }} x\x0by\x00\ud800"
    filled = words().fill("surat-permintaan", request(lampiran=hostile), properties={}, qr_png=None)
    shown = hostile.replace("\x0b", "").replace("\x00", "").replace("\ud800", "")
    assert shown in text_of(filled)


def test_lines_in_a_value_become_line_breaks():
    filled = words().fill(
        "surat-permintaan", request(lampiran="satu\r\ndua\tduasetengah"), properties={}, qr_png=None
    )
    body = parts(filled)["word/document.xml"].decode()
    assert 'satu</w:t><w:br/><w:t xml:space="preserve">dua' in body
    assert "\n" not in body.split("?>", 1)[1].strip()


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=40))
def test_any_text_gives_a_readable_document(text):
    filled = words().fill(
        "surat-permintaan", request(periode=text), properties={"ParafKode": "A"}, qr_png=None
    )
    for name, data in parts(filled).items():
        if name.endswith(".xml"):
            etree.fromstring(data)


def test_fields_of_the_signers_become_bookmarks_in_empty_boxes():
    signer = dataclasses.replace(SAMPLES["surat-permintaan"].penandatangan, kolom="TtdPltKepala")
    filled = words().fill(
        "surat-permintaan", request(penandatangan=signer), properties={}, qr_png=None
    )
    root = etree.fromstring(parts(filled)["word/document.xml"])
    for mark in root.iter("{*}bookmarkStart"):
        cell = next(mark.iterancestors("{*}tc"))
        assert "".join(cell.itertext()).strip() == ""
        height = next(mark.iterancestors("{*}tr")).find("{*}trPr/{*}trHeight")
        assert height.get(f"{{{root.nsmap['w']}}}hRule") == "exact"
    names = [mark.get(f"{{{root.nsmap['w']}}}name") for mark in root.iter("{*}bookmarkStart")]
    assert sorted(names) == ["ParafSekretaris", "TtdPltKepala"]


@pytest.mark.parametrize("name", ["Ttd_Kepala", "1Ttd", "Ttd Kepala", "T" * 41, '"/><x'])
def test_a_field_name_that_word_or_the_pdf_would_bend_is_refused(name):
    signer = Penandatangan(jabatan="a", nama="b", pangkat="c", nip="d", kolom=name)
    with pytest.raises(Misconfigured, match="field name"):
        words().fill("surat-permintaan", request(penandatangan=signer), properties={}, qr_png=None)


def test_pictures_are_swapped_and_missing_ones_are_blank():
    chart = PIXEL + b"chart"
    sample = SAMPLES["laporan-rekapitulasi"]
    filled = parts(
        words().fill(
            "laporan-rekapitulasi",
            sample,
            properties={},
            qr_png=PIXEL,
            pictures={"grafik-capaian": chart},
        )
    )
    assert filled["word/media/qr.png"] == PIXEL
    assert filled["word/media/grafik-capaian.png"] == chart
    blank = parts(words().fill("laporan-rekapitulasi", sample, properties={}, qr_png=None))
    assert len(blank["word/media/qr.png"]) < 100
    assert blank["word/media/lambang.png"] == filled["word/media/lambang.png"]
    with pytest.raises(ValueError, match="PNG"):
        words().fill("laporan-rekapitulasi", sample, properties={}, qr_png=b"GIF89a")


def png(wide, high):
    image = io.BytesIO()
    Image.new("L", (wide, high)).save(image, "PNG")
    return image.getvalue()


def test_a_chart_keeps_the_templates_width_and_its_own_shape():
    charts = {"grafik-capaian": png(400, 500), "grafik-tren": png(400, 100)}
    filled = words().fill(
        "laporan-rekapitulasi",
        SAMPLES["laporan-rekapitulasi"],
        properties={},
        qr_png=PIXEL,
        pictures=charts | {"lambang": png(10, 90)},
    )
    body = etree.fromstring(parts(filled)["word/document.xml"])
    shapes = {}
    for drawing in body.iter("{*}drawing"):
        sizes = {
            (int(size.get("cx")), int(size.get("cy")))
            for size in drawing.iter("{*}extent", "{*}ext")
            if size.get("cx")
        }
        ((wide, high),) = sizes
        shapes[next(drawing.iter("{*}docPr")).get("name")] = (wide / 360_000, high / wide)
    assert shapes["grafik-capaian"] == pytest.approx((15.5, 1.25), rel=1e-4)
    assert shapes["grafik-tren"] == pytest.approx((15.5, 0.25), rel=1e-4)
    assert shapes["lambang"] == pytest.approx((1.78, 2.15 / 1.78), rel=1e-4)


def test_the_wrong_paper_is_a_bug_and_says_so():
    with pytest.raises(TypeError, match="SuratPermintaan"):
        words().fill("surat-permintaan", SAMPLES["berita-acara"], properties={}, qr_png=None)


def test_a_template_that_asks_too_much_is_the_operators_to_fix(tmp_path):
    folder = template_with(tmp_path, "surat-permintaan", "{{ sifat }}", "{{ sifat }}{{ gelar }}")
    with pytest.raises(Misconfigured, match="gelar"):
        WordDocuments(folder).fill(
            "surat-permintaan", SAMPLES["surat-permintaan"], properties={}, qr_png=None
        )


def test_a_template_cannot_run_code(tmp_path):
    folder = template_with(
        tmp_path,
        "surat-permintaan",
        "{{ sifat }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    )
    with pytest.raises(Misconfigured, match="unsafe"):
        WordDocuments(folder).fill(
            "surat-permintaan", SAMPLES["surat-permintaan"], properties={}, qr_png=None
        )


def test_a_missing_or_broken_template_is_the_operators_to_fix(tmp_path):
    paper = SAMPLES["surat-permintaan"]
    with pytest.raises(Misconfigured, match=r"surat-permintaan\.docx"):
        WordDocuments(tmp_path).fill("surat-permintaan", paper, properties={}, qr_png=None)
    (tmp_path / "surat-permintaan.docx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Misconfigured, match="not a readable Word file"):
        WordDocuments(tmp_path).fill("surat-permintaan", paper, properties={}, qr_png=None)


def test_an_edited_template_is_used_at_once(tmp_path):
    path = tmp_path / "surat-permintaan.docx"
    shutil.copy(TEMPLATES / "surat-permintaan.docx", path)
    office = WordDocuments(tmp_path)
    paper = SAMPLES["surat-permintaan"]
    assert "Demikian" in text_of(office.fill("surat-permintaan", paper, properties={}, qr_png=None))
    template_with(tmp_path, "surat-permintaan", "Demikian disampaikan.", "Sekian.")
    os.utime(path, ns=(1, 1))
    assert "Sekian." in text_of(office.fill("surat-permintaan", paper, properties={}, qr_png=None))


def test_a_template_saved_with_properties_of_its_own_does_not_pass_them_on(tmp_path):
    issued = words().fill(
        "tanda-terima", SAMPLES["tanda-terima"], properties={"ParafKode": "LAMA"}, qr_png=None
    )
    (tmp_path / "tanda-terima.docx").write_bytes(issued)
    filled = WordDocuments(tmp_path).fill(
        "tanda-terima", SAMPLES["tanda-terima"], properties={"ParafVersi": "2"}, qr_png=None
    )
    assert words().properties(filled) == {"ParafVersi": "2"}

"""What ``paraf doctor`` says about templates that somebody changed."""

import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document

from pipeline.adapters.word import WordDocuments
from pipeline.adapters.word.lint import lint_template
from pipeline.adapters.word.placeholders import unknown_placeholders
from pipeline.adapters.word.template import environment
from pipeline.wording.papers import SuratPermintaan

TEMPLATES = Path(__file__).parents[2] / "templates_docx"
LETTER = "surat-permintaan"


def problems(
    tmp_path: Path, part: str, change: Callable[[str], str], name: str = LETTER
) -> list[str]:
    """Lint of a folder in which one part of one template is changed."""
    target = tmp_path / f"{name}.docx"
    with zipfile.ZipFile(TEMPLATES / f"{name}.docx") as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            text = old.read(each)
            if each == part:
                changed = change(text.decode())
                assert changed != text.decode()
                text = changed.encode()
            new.writestr(each, text)
    found = lint_template(tmp_path, name)
    assert all(problem.startswith(f"{target}: ") for problem in found)
    return [problem.removeprefix(f"{target}: ") for problem in found]


def in_body(tmp_path: Path, old: str, new: str) -> list[str]:
    return problems(tmp_path, "word/document.xml", lambda text: text.replace(old, new, 1))


def test_the_sample_templates_are_clean():
    assert WordDocuments(TEMPLATES).lint() == []


def test_all_missing_templates_are_listed(tmp_path):
    found = WordDocuments(tmp_path).lint()
    assert len(found) == 11
    assert all("missing" in problem for problem in found)


def test_a_broken_file_is_named(tmp_path):
    for path in TEMPLATES.glob("*.docx"):
        shutil.copy(path, tmp_path)
    (tmp_path / "berita-acara.docx").write_bytes(b"PK\x03\x04")
    (problem,) = WordDocuments(tmp_path).lint()
    assert "berita-acara.docx: not a readable Word file" in problem


def test_an_unknown_placeholder_is_named_with_its_part(tmp_path):
    found = in_body(tmp_path, "{{ sifat }}", "{{ sifat }} {{ urgensi }}")
    assert found == [
        (
            "word/document.xml: unknown placeholder 'urgensi'; "
            "known ones are the fields of SuratPermintaan"
        ),
        "cannot be filled: 'urgensi' is undefined",
    ]


def test_an_unknown_placeholder_is_found_where_the_sample_never_goes(tmp_path):
    (problem,) = in_body(
        tmp_path,
        "{{ sifat }}",
        "{{ sifat }}{% if nomor == 'x' %}{{ penandatangan.gelar }}{% endif %}",
    )
    assert "unknown placeholder 'penandatangan.gelar'" in problem


def test_a_syntax_error_names_the_part(tmp_path):
    found = in_body(tmp_path, "{{ sifat }}", "{% if sifat %}Segera")
    assert len(found) == 1
    assert found[0].startswith("word/document.xml: ")
    footer = problems(
        tmp_path, "word/footer1.xml", lambda text: text.replace("{{ kode }}", "{{ kode ")
    )
    assert footer[0].startswith("word/footer1.xml: ")


def test_a_paragraph_tag_with_text_beside_it(tmp_path):
    found = in_body(
        tmp_path, "{%p for jabatan in penerima %}", "Kepada {%p for jabatan in penerima %}"
    )
    assert any("must stand alone in its paragraph" in problem for problem in found)


def test_a_row_tag_with_text_beside_it(tmp_path):
    found = in_body(tmp_path, "{%tr for pemberi in paraf %}", "{%tr for pemberi in paraf %} Paraf")
    assert any("must stand alone in its row" in problem for problem in found)


def test_a_lost_control_and_a_lost_field_are_named(tmp_path):
    found = in_body(
        tmp_path, 'w:val="tanggal"/><w:tag w:val="tanggal"', 'w:val="a"/><w:tag w:val="b"'
    )
    assert found == ["the content control with tag 'tanggal' is missing"]
    lost = in_body(tmp_path, "{{r penandatangan.kolom|bookmark }}", "")
    assert len(lost) == 1
    assert "the bookmark of field 'TtdKepalaBadan' is missing" in lost[0]
    assert "{{r" in lost[0]


def test_many_styles_have_a_price(tmp_path):
    style = '<w:style w:type="paragraph" w:styleId="S"/>'
    (problem,) = problems(
        tmp_path,
        "word/styles.xml",
        lambda text: text.replace("</w:styles>", style * 150 + "</w:styles>"),
    )
    assert "165 styles" in problem


def test_a_lost_placeholder_picture(tmp_path):
    blind = tmp_path / "tanpa-gambar.docx"
    document = Document()
    document.save(blind)
    blind.rename(tmp_path / f"{LETTER}.docx")
    found = lint_template(tmp_path, LETTER)
    assert any("placeholder picture 'qr' is missing" in problem for problem in found)
    assert any("164 styles" in problem for problem in found)


def test_a_shared_placeholder_picture(tmp_path):
    for part in ("word/footer1.xml", "word/footer2.xml"):
        found = problems(tmp_path, part, lambda text: text.replace('name="qr"', 'name="Gambar"'))
        assert any("'Gambar' shares its file" in problem for problem in found)
    shared = problems(
        tmp_path, "word/_rels/document.xml.rels", lambda text: text.replace("lambang.png", "qr.png")
    )
    assert any("shares its file" in problem for problem in shared)


@pytest.mark.parametrize(
    ("source", "unknown"),
    [
        ("{{ kop.badan }}{% for b in kop.alamat %}{{ b }}{{ loop.index }}{% endfor %}", []),
        ("{% for p in paraf %}{{ p.jabatan }}{{ p.pangkat }}{% endfor %}", ["p.pangkat"]),
        ("{{ kop.badan.nama }}{{ kop.telepon.nomor }}", ["kop.telepon"]),
        ("{% set x = nomor %}{{ x }}{{ y }}{{ y }}", ["y"]),
        ("{% for a, b in penerima %}{{ a }}{{ b }}{% else %}{{ c }}{% endfor %}", ["c"]),
        ("{{ penandatangan.kolom|bookmark }}{{ tembusan|length }}", []),
    ],
)
def test_placeholders_are_judged_by_the_papers_types(source, unknown):
    assert unknown_placeholders(source, SuratPermintaan, environment()) == unknown


def test_every_problem_is_one_line_of_english(tmp_path):
    for problem in in_body(tmp_path, "{{ sifat }}", "{{ salah }}{{ lagi }}"):
        assert re.fullmatch(r"[^\n]+", problem)

"""Whatever stands in any field of any paper, the document has the shape its template gives it."""

import dataclasses
import io
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from pipeline.adapters.word import WordDocuments
from pipeline.wording.papers import PAPERS
from pipeline.wording.papers.samples import SAMPLES

WORDS = WordDocuments(Path(__file__).parents[2] / "templates_docx")
HOSTILE = (
    "=cmd|'/C calc'!A0",
    "{{ 7*7 }} {{ kop.__class__ }}",
    "{% for x in y %} {% endfor %} {%p if z %} {%tr endif %} {# c #}",
    "</w:t></w:r></w:p><w:p><w:r><w:t>palsu",
    "<w:bookmarkStart w:id='1' w:name='TtdKepalaBadan'/>",
    "&amp; &#65; ]]> <!-- x --> <?php ?>",
    "\u202e12 ribu\u202c \u2067x\u2069 \u200f\u061c",
    "a\x00b\x08c\x1fd\ud800e\ufffef",
    "\\d \\u0041 %s ${nomor_naskah} MERGEFIELD x",
)
#: What no reader sees and no document may hold.
GONE = dict.fromkeys(map(ord, "\x00\x08\x1f\ufffe\u202e\u202c\u2067\u2069\u200f\u061c"))


def with_text_everywhere(part, text):
    """The same paper, with ``text`` in every field that prints; field names stay."""
    if isinstance(part, tuple):
        return tuple(with_text_everywhere(each, text) for each in part)
    if isinstance(part, str):
        return text if part else part
    if dataclasses.is_dataclass(part):
        fields = {f.name: getattr(part, f.name) for f in dataclasses.fields(part)}
        return dataclasses.replace(
            part,
            **{k: with_text_everywhere(v, text) for k, v in fields.items() if k != "kolom"},
        )
    return part


def filled(name, text):
    paper = with_text_everywhere(SAMPLES[name], text)
    docx = WORDS.fill(name, paper, properties={"ParafKode": text}, qr_png=None)
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {
            part: etree.fromstring(package.read(part))
            for part in package.namelist()
            if part.endswith(".xml")
        }


def shape(tree):
    return [(node.tag, sorted(node.attrib)) for node in tree.iter()]


@pytest.mark.parametrize("name", PAPERS)
def test_no_text_changes_a_documents_shape_and_none_is_lost(name):
    text = " ".join(HOSTILE)
    hostile, plain = filled(name, text), filled(name, "teks biasa")
    assert {part: shape(tree) for part, tree in hostile.items()} == {
        part: shape(tree) for part, tree in plain.items()
    }
    printed = text.translate(GONE).replace("\ud800", "")
    body = "".join(hostile["word/document.xml"].itertext())
    usual = "".join(plain["word/document.xml"].itertext())
    assert body.count(printed) >= usual.count("teks biasa") > 0
    assert not any(chr(sign) in body for sign in GONE)

"""File names in the evidence column, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.performance.evidence import folded, is_named, missing


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Laporan kegiatan", ()),
        ("foto rapat.jpg", ("foto rapat.jpg",)),
        ("Foto kegiatan (foto rapat.JPG)", ("foto rapat.JPG",)),
        ("a.pdf; b.docx, c 1.xlsx dan d.png", ("a.pdf", "b.docx", "c 1.xlsx", "d.png")),
        (
            "1. SK Tim.pdf\n2. Notulen.docx\n- hadir.jpg",
            ("SK Tim.pdf", "Notulen.docx", "hadir.jpg"),
        ),
        ("Bukti: rekap.v2.pdf", ("rekap.v2.pdf",)),
        ("bukti\\\\foto.png dan bukti/lain.png", ("foto.png", "lain.png")),
        ("https://drive.google.com/berkas.pdf", ()),
        ("www.contoh.go.id/a.pdf, contoh.go.id/b.pdf", ()),
        ("surel ke tu@contoh.go.id", ()),
        ("data.pdfx dan a.pdf-lama", ()),
        ("a.pdf, A.PDF", ("a.pdf",)),
    ],
)
def test_names_are_found_where_they_have_an_ending(text, names):
    assert missing([text], []) == names


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("Foto Rapat.JPG", "Foto kegiatan (foto rapat.jpg)", True),
        ("a.jpg", "data.jpg", False),
        ("a.jpg", "a.jpgx", False),
        ("Rapat, 3 Okt.pdf", "Rapat, 3 Okt.pdf", True),
        ("Daftar hadir.pdf", "1. Daftar Hadir; 2. Notulen", True),
        ("hadir.pdf", "1. Daftar Hadir; 2. Notulen", False),
        ("re\u0301sume\u0301.pdf", "résumé.pdf", True),
        ("lain.pdf", "Laporan kegiatan", False),
    ],
)
def test_a_file_is_named_by_its_whole_name(name, text, named):
    assert is_named(name, [text]) is named


def test_a_name_with_a_comma_is_whole_once_the_file_is_there():
    assert missing(["Rapat, 3 Okt.pdf"], ["rapat, 3 okt.pdf"]) == ()


@given(st.text(max_size=80), st.text(max_size=20))
def test_no_text_upsets_the_search(text, name):
    is_named(name, [text])
    assert all(folded(each) in folded(text) for each in missing([text], [name]))


@given(st.text(alphabet="ab .-_", min_size=1, max_size=10).map(lambda stem: stem.strip() + "x.pdf"))
def test_what_is_there_is_not_missing(name):
    assert is_named(name, [name])
    assert missing([f"lihat {name}"], [name]) == ()

"""Words that stay Indonesian are explained in one place."""

from pathlib import Path

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
KEPT = [
    "paraf",
    "disposisi",
    "berkas",
    "kabid",
    "japel",
    "kembalikan",
    "nomor",
    "tembusan",
    "klasifikasi",
    "retensi",
    "jabatan",
    "nip",
    "tte",
    "tanda terima",
    "berita acara",
    "hari kerja",
    "cuti bersama",
]


def test_the_glossary_explains_every_word_that_is_kept():
    text = GLOSSARY.read_text("utf-8").lower()
    assert [word for word in KEPT if word not in text] == []

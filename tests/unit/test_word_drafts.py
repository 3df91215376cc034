"""Drafts that staff hand in: read, written, and refused with every reason at once."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.packaging.custom import StringProperty

from pipeline.adapters.word import WordDocuments
from pipeline.errors import Refused
from pipeline.reasons.word import CATALOGUE
from pipeline.wording.papers import SuratPermintaan
from pipeline.wording.papers.samples import SAMPLES

TEMPLATES = Path(__file__).parents[2] / "templates_docx"
FIELDS = frozenset({"TtdKepalaBadan", "ParafSekretaris"})
CONTROLS = SuratPermintaan.controls
WORDS = WordDocuments(TEMPLATES)
DRAFT = WORDS.fill(
    "surat-permintaan", SAMPLES["surat-permintaan"], properties={"ParafKode": "7K2M"}, qr_png=None
)
BODY = "word/document.xml"


def edited(
    changes: dict[str, Callable[[bytes], bytes]], extra: dict[str, bytes] | None = None
) -> bytes:
    """The draft with some parts changed and others added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(DRAFT)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, lambda data: data)(old.read(name)))
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return buffer.getvalue()


def swap(old: str, new: str, count: int = 1) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        text = data.decode()
        assert old in text
        return text.replace(old, new, count).encode()

    return change


def into_body(xml: str) -> bytes:
    return edited({BODY: swap("</w:p>", f"</w:p>{xml}")})


def refusal(docx: bytes) -> list[tuple[str, dict[str, str]]]:
    with pytest.raises(Refused) as caught:
        WORDS.inspect(docx, bookmarks=FIELDS, controls=CONTROLS)
    return [(finding.code, dict(finding.facts)) for finding in caught.value.findings]


def test_an_issued_draft_passes():
    WORDS.inspect(DRAFT, bookmarks=FIELDS, controls=CONTROLS)


def test_everything_missing_is_named_at_once():
    broken = edited(
        {
            BODY: lambda data: (
                data.replace(b"TtdKepalaBadan", b"Lain")
                .replace(b"ParafSekretaris", b"Lagi")
                .replace(b'"nomor"', b'"lain"')
                .replace(b"Segera", b"{{ sifat }} {% if x %}")
            )
        }
    )
    assert refusal(broken) == [
        ("D10", {"nama": "ParafSekretaris"}),
        ("D10", {"nama": "TtdKepalaBadan"}),
        ("D11", {"nama": "nomor"}),
        ("D12", {"teks": "{{ sifat }}"}),
        ("D12", {"teks": "{% if x %}"}),
    ]


@pytest.mark.parametrize(
    ("docx", "code"),
    [
        (b"", "D02"),
        (b"%PDF-1.7 halo", "D02"),
        (b"PK\x03\x04 nonsense", "D02"),
        (DRAFT[: len(DRAFT) // 2], "D02"),
        (edited({BODY: lambda data: data[:-20]}), "D02"),
        (edited({BODY: lambda _: b"<!DOCTYPE a [ broken"}), "D02"),
        (edited({"[Content_Types].xml": swap("document.main", "x")}), "D01"),
    ],
)  # fmt: skip
def test_what_is_no_sound_word_file_is_told_apart(docx, code):
    assert refusal(docx)[0][0] == code


def test_a_damaged_part_is_seen_by_its_checksum():
    harmed = bytearray(DRAFT)
    for place in range(len(DRAFT) // 3, len(DRAFT) // 3 + 40):
        harmed[place] ^= 0x55
    assert refusal(bytes(harmed)) == [("D02", {})]


def test_tracked_changes_are_counted():
    changes = (
        '<w:p><w:ins w:id="1" w:author="a"><w:r><w:t>baru</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>lama</w:delText></w:r></w:del></w:p>'
    )
    assert refusal(into_body(changes)) == [("D13", {"jumlah": "2"})]


def test_every_finding_can_be_said():
    known = {reason.code: reason for reason in CATALOGUE}
    assert sorted(known) == ["D01", "D02", "D10", "D11", "D12", "D13"]
    facts = {"nama": "c", "teks": "d", "jumlah": "3"}
    for reason in CATALOGUE:
        for sentence in (reason.what, reason.why, reason.do):
            said = sentence.format_map(facts)
            assert said.endswith(".")
            assert "{" not in said


def test_controls_are_read_and_written():
    written = WORDS.write_controls(
        DRAFT,
        {"nomor": "000.8.6.3 / 12 / KBL / X / 2026", "tanggal": "1 Oktober 2026", "kode": "AB<&"},
    )
    controls = WORDS.read_controls(written)
    assert controls["nomor"] == "000.8.6.3 / 12 / KBL / X / 2026"
    assert controls["tanggal"] == "1 Oktober 2026"
    assert controls["kode"] == "AB<&"
    assert WORDS.properties(written) == {"ParafKode": "7K2M"}
    WORDS.inspect(written, bookmarks=FIELDS, controls=CONTROLS)
    again = WORDS.write_controls(written, {"nomor": "baru\nlagi\x0b"}, {"ParafVersi": "2"})
    assert WORDS.read_controls(again)["nomor"] == "baru\nlagi"
    assert WORDS.properties(again) == {"ParafKode": "7K2M", "ParafVersi": "2"}
    assert again == WORDS.write_controls(written, {"nomor": "baru\nlagi"}, {"ParafVersi": "2"})


def test_a_missing_control_is_named_when_written():
    with pytest.raises(Refused) as caught:
        WORDS.write_controls(DRAFT, {"nomor": "1", "alasan": "x", "catatan": "y"})
    assert [dict(finding.facts) for finding in caught.value.findings] == [
        {"nama": "alasan"},
        {"nama": "catatan"},
    ]


def test_the_look_of_the_first_run_is_kept():
    bold = edited({BODY: swap("<w:sdtContent><w:r>", "<w:sdtContent><w:r><w:rPr><w:b/></w:rPr>")})
    document = Document(io.BytesIO(WORDS.write_controls(bold, {"nomor": "12"})))
    control = next(document.element.iter(qn("w:sdt")))
    runs = list(control.iter(qn("w:r")))
    assert len(runs) == 1
    assert runs[0].find(qn("w:rPr")).find(qn("w:b")) is not None


def test_a_control_around_paragraphs_and_in_placeholder_state_is_rewritten():
    block = (
        '<w:sdt><w:sdtPr><w:tag w:val="catatan"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'
        '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>satu</w:t><w:tab/><w:t>a</w:t></w:r>'
        "</w:p>"
        "<w:p><w:r><w:t>dua</w:t><w:br/><w:t>tiga</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    draft = into_body(block)
    assert WORDS.read_controls(draft)["catatan"] == "satu\ta\ndua\ntiga"
    written = WORDS.write_controls(draft, {"catatan": "selesai"})
    assert WORDS.read_controls(written)["catatan"] == "selesai"
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        body = package.read(BODY)
    assert b"showingPlcHdr" not in body
    assert b'<w:jc w:val="center"/>' in body


def test_a_draft_edited_with_python_docx_keeps_everything():
    document = Document(io.BytesIO(DRAFT))
    document.paragraphs[-1].insert_paragraph_before("Kalimat tambahan dari staf.")
    buffer = io.BytesIO()
    document.save(buffer)
    saved = buffer.getvalue()
    WORDS.inspect(saved, bookmarks=FIELDS, controls=CONTROLS)
    assert WORDS.properties(saved) == {"ParafKode": "7K2M"}
    written = WORDS.write_controls(saved, {"nomor": "9"}, {"ParafVersi": "3"})
    assert WORDS.read_controls(written)["nomor"] == "9"
    assert WORDS.properties(written) == {"ParafKode": "7K2M", "ParafVersi": "3"}
    assert "Kalimat tambahan dari staf." in [
        p.text for p in Document(io.BytesIO(written)).paragraphs
    ]


def test_properties_of_excel_files_are_read_too():
    book = openpyxl.Workbook()
    book.custom_doc_props.append(StringProperty(name="ParafKode", value="9QXD"))
    buffer = io.BytesIO()
    book.save(buffer)
    assert WORDS.properties(buffer.getvalue()) == {"ParafKode": "9QXD"}
    with pytest.raises(Refused) as caught:
        WORDS.properties(b"%PDF-1.7")
    assert caught.value.findings[0].code == "D02"


def test_a_file_without_properties_has_none():
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    assert WORDS.properties(book.getvalue()) == {}


@settings(max_examples=120)
@given(st.data())
def test_no_harmed_file_does_worse_than_be_refused(data):
    harmed = bytearray(DRAFT)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(harmed) - 1))
        harmed[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.none(), st.integers(0, len(harmed))))
    docx = bytes(harmed[:cut])
    with contextlib.suppress(Refused):
        WORDS.inspect(docx, bookmarks=FIELDS, controls=CONTROLS)
        WORDS.read_controls(docx)
    with contextlib.suppress(Refused):
        WORDS.properties(docx)

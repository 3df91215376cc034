"""Hostile, broken and foreign files: refused before anything opens them, and in bounded time."""

import io
import time
import zipfile

import pytest
from form_filling import fill, repack, substitute
from kinerja_sample import make_data, make_plan

from pipeline.adapters.forms.form import make_form
from pipeline.adapters.forms.reading import read_form
from pipeline.errors import Refused

PLAN = make_plan()
FILLED = fill(make_form(PLAN), PLAN, make_data())
TYPES = "[Content_Types].xml"
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def codes(xlsx):
    with pytest.raises(Refused) as refusal:
        read_form(xlsx, PLAN)
    return [finding.code for finding in refusal.value.findings]


def typed(content_type):
    return substitute(MAIN.replace("+", r"\+"), content_type)


def related(kind, target, mode=""):
    extra = f'<Relationship Id="rIdX" Type="{REL}/{kind}" Target="{target}"{mode}/>'
    return substitute("</Relationships>", f"{extra}</Relationships>")


def zip_of(**parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


OLD_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le")
ENCRYPTED = OLD_XLS + "EncryptedPackage".encode("utf-16-le")
ODS = zip_of(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "F03"), (bytes(4096), "F03"), (b"Indikator;Realisasi\n1;75,5\n", "F01"),
        (b"%PDF-1.7\n", "F01"), (b"<html><table>", "F01"), (b"<?xml version='1.0'?>", "F01"),
        (b"\x89PNG\r\n\x1a\n\0\0", "F01"), (OLD_XLS, "F01"), (ENCRYPTED, "F02"), (ODS, "F01"),
        (zip_of(surat=b"x"), "F01"), (FILLED[: len(FILLED) // 2], "F03"), (b"PK\x03\x04", "F03"),
        (FILLED[:3000] + bytes(200) + FILLED[3200:], "F03"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_whole_xlsx_is_refused(content, code):
    assert codes(content) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({TYPES: typed("application/vnd.ms-excel.sheet.macroEnabled.main+xml")}, "F04"),
        ({TYPES: typed("application/vnd.ms-excel.sheet.binary.main")}, "F01"),
        ({TYPES: typed(MAIN.replace("spreadsheetml.sheet", "wordprocessingml.document"))}, "F01"),
        ({"xl/_rels/workbook.xml.rels": related("externalLink", "x.xml")}, "F05"),
        ({"xl/_rels/workbook.xml.rels": related("image", "file://h/s", ' TargetMode="External"')},
         "F05"),
        ({"xl/_rels/workbook.xml.rels": related("oleObject", "x.bin")}, "F06"),
        ({"xl/_rels/workbook.xml.rels": related("package", "x.docx")}, "F06"),
        ({"xl/workbook.xml": substitute(r"(<\?xml[^>]*>)?\s*<workbook",
          '<!DOCTYPE workbook [<!ENTITY x SYSTEM "file:///etc/hostname">]><workbook')}, "F08"),
        ({"xl/workbook.xml": lambda content: content.decode().encode("utf-16")}, "F08"),
        ({"xl/workbook.xml": lambda content: b"<?xml version='1.0' encoding='cp037'?>" + content},
         "F08"),
        ({"xl/workbook.xml": substitute("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
          "http://purl.oclc.org/ooxml/spreadsheetml/main")}, "F01"),
        ({"xl/workbook.xml": lambda content: content[:-20]}, "F03"),
        ({SHEET: substitute(r't="inlineStr"><is><t>.*?</is>', 't="s"><v>99</v>')}, "F03"),
        ({SHEET: lambda content: content[:-30]}, "F03"),
        ({SHEET: substitute("<v>215</v>", "<v>NaN</v>")}, "F03"),
        ({SHEET: substitute("<v>215</v>", "<v>1E999999</v>")}, "F03"),
    ],
)  # fmt: skip
def test_a_part_that_does_not_belong_is_refused(change, code):
    assert codes(repack(FILLED, replace=change)) == [code]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("xl/vbaProject.bin", "F04"), ("xl/macrosheets/sheet1.xml", "F04"),
        ("xl/externalLinks/externalLink1.xml", "F05"), ("xl/connections.xml", "F05"),
        ("xl/embeddings/oleObject1.bin", "F06"), ("xl/activeX/activeX1.xml", "F06"),
        ("customUI/customUI14.xml", "F06"), ("../../etc/passwd", "F08"), ("/etc/passwd", "F08"),
        ("XL/WORKBOOK.XML", "F08"),
    ],
)  # fmt: skip
def test_a_forbidden_part_is_refused_by_its_name(name, code):
    assert codes(repack(FILLED, add={name: b"<x/>"})) == [code]


def test_several_dangers_are_told_at_once():
    hostile = repack(FILLED, add={"xl/vbaProject.bin": b"x", "xl/connections.xml": b"<x/>"})
    assert codes(hostile) == ["F04", "F05"]


def test_a_web_address_in_a_cell_is_no_danger():
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/hyperlink" Target="https://contoh.go.id/"'
        ' TargetMode="External"/></Relationships>'
    )
    linked = repack(FILLED, add={"xl/worksheets/_rels/sheet1.xml.rels": rels.encode()})
    assert read_form(linked, PLAN) == make_data()


def test_a_zip_bomb_is_refused_while_it_is_being_counted():
    started = time.perf_counter()
    for name, size in (("xl/strings2.xml", 9_000_000), ("xl/worksheets/s9.xml", 151_000_000)):
        bomb = repack(FILLED, add={name: b" " * size})
        assert len(bomb) < 1_000_000
        assert codes(bomb) == ["F07"]
    assert codes(repack(FILLED, add={f"xl/{n}.xml": b"" for n in range(1001)})) == ["F07"]
    assert codes(b"PK" + bytes(21_000_000)) == ["F07"]
    assert time.perf_counter() - started < 10


def test_a_lying_size_does_not_hide_a_bomb():
    bomb = bytearray(repack(FILLED, add={"xl/a.xml": b" " * 5_000_000}))
    real = (5_000_000).to_bytes(4, "little")
    assert bomb.count(real) == 2
    assert codes(bytes(bomb.replace(real, (10).to_bytes(4, "little")))) == ["F03"]


def test_an_encrypted_entry_is_refused():
    packed = bytearray(FILLED)
    at = packed.find(b"PK\x01\x02")
    packed[at + 8] |= 1  # general purpose flag of the first entry in the directory
    assert codes(bytes(packed)) == ["F02"]


def test_a_million_formatted_rows_cost_seconds_at_most():
    rows = "".join(f'<row r="{n}" s="3" customFormat="1" ht="15"/>' for n in range(30, 1_000_000))
    large = repack(FILLED, replace={SHEET: substitute("</sheetData>", f"{rows}</sheetData>")})
    started = time.perf_counter()
    assert read_form(large, PLAN) == make_data()
    assert time.perf_counter() - started < 5


def test_a_row_of_endless_cells_does_not_hold_the_reader():
    junk = substitute("<sheetData>", "<sheetData><row r='1'>" + "<c/>" * 1_000_000 + "</row>")
    started = time.perf_counter()
    assert codes(repack(FILLED, replace={SHEET: junk})) == ["F11"]
    assert time.perf_counter() - started < 5


def test_any_byte_of_a_form_may_break_without_an_unknown_error():
    # One damaged byte in each of many places: read, or refused; nothing else may come out.
    refused = 0
    for at in range(0, len(FILLED), 97):
        broken = bytearray(FILLED)
        broken[at] ^= 0x55
        try:
            read = read_form(bytes(broken), PLAN)
        except Refused:
            refused += 1
        else:
            assert read.unit == PLAN.agreement.unit
    assert refused > 20

"""Broken and foreign workbooks as the reader of forms sees them; what no file may hold at all is
tried in ``test_inspection``."""

import re
import time

import pytest
from form_filling import fill, repack, substitute
from kinerja_sample import make_data, make_plan
from openpyxl.utils import column_index_from_string

from pipeline.adapters.forms.form import make_form
from pipeline.adapters.forms.reading import read_form
from pipeline.errors import Refused

PLAN = make_plan()
FILLED = fill(make_form(PLAN), PLAN, make_data())
SHEET = "xl/worksheets/sheet1.xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def codes(xlsx):
    with pytest.raises(Refused) as refusal:
        read_form(xlsx, PLAN)
    return [finding.code for finding in refusal.value.findings]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "F01"), (bytes(4096), "F01"), (b"Indikator;Realisasi\n1;75,5\n", "F01"),
        (FILLED[: len(FILLED) // 2], "F01"), (b"PK\x03\x04", "F01"),
        (FILLED[:3000] + bytes(200) + FILLED[3200:], "F03"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_whole_xlsx_is_refused(content, code):
    assert codes(content) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"xl/workbook.xml": substitute("http://schemas.openxmlformats.org/spreadsheetml/2006/main",
          "http://contoh.go.id/main")}, "F01"),
        ({"xl/workbook.xml": lambda content: content[:-20]}, "F03"),
        ({SHEET: substitute(r't="inlineStr"><is><t>.*?</is>', 't="s"><v>99</v>')}, "F03"),
        ({SHEET: lambda content: content[:-30]}, "F03"),
        ({SHEET: substitute("<v>215</v>", "<v>NaN</v>")}, "F03"),
        ({SHEET: substitute("<v>215</v>", "<v>1E999999</v>")}, "F03"),
    ],
)  # fmt: skip
def test_parts_that_contradict_one_another_are_refused(change, code):
    assert codes(repack(FILLED, replace=change)) == [code]


def test_a_web_address_in_a_cell_is_no_danger():
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{REL}/hyperlink" Target="https://contoh.go.id/"'
        ' TargetMode="External"/></Relationships>'
    )
    linked = repack(FILLED, add={"xl/worksheets/_rels/sheet1.xml.rels": rels.encode()})
    assert read_form(linked, PLAN) == make_data()


def test_cells_that_do_not_say_where_they_are_follow_one_another():
    # Some libraries leave the addresses out where every cell of a row is written.
    rows = {}

    def bare(found):
        row = rows.setdefault(found[2], [])
        row.append(found[1])
        return f"<c{found[3]}" if column_index_from_string(found[1]) == len(row) else found[0]

    def change(content):
        return re.sub(r'<c r="([A-Z]+)(\d+)"([^>]*>)', bare, content.decode()).encode()

    bent = repack(FILLED, replace={SHEET: change})
    assert any(len(row) > 1 for row in rows.values())
    assert read_form(bent, PLAN) == make_data()


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

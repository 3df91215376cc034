"""The package inspector: every trick is seen, no ordinary file is refused, nothing ever hangs."""

import dataclasses
import json
import socket
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from signing_letter import letter as rendered

from pipeline.adapters.inspection import inspect
from pipeline.entry.cli.setting_up import _unfit_templates
from pipeline.errors import Finding
from pipeline.ports.inspection import FileKind
from pipeline.reasons.catalogue import REASONS
from pipeline.reasons.inspection import CATALOGUE
from tests.hostile.bases import book, letter, pdf, repack
from tests.hostile.every import FAMILIES, TRICKS
from tests.hostile.legitimate import by_libraries, photo

#: What a damaged ordinary file may take at the very most, on a busy machine.
_PATIENCE_SECONDS = 10.0
#: Made or looked at in seconds; ``make hostile`` plays them all.
_SLOW = frozenset(
    {
        "names without end",
        "an object stream of a gigabyte",
        "a table of a gigabyte",
        "a page of a gigabyte",
        "a page packed twice",
        "a picture that is none",
        "many parts unpack to half a gigabyte",
        "one part unpacks to a gigabyte",
        "a sheet of nothing but spaces",
        "a bomb that states ten bytes",
    }
)
BASES = {
    "surat.docx": letter(),
    "data.xlsx": book(),
    "surat.pdf": pdf(),
    "foto.jpg": photo(format="JPEG"),
    "foto.png": photo(format="PNG"),
    "foto.tif": photo(format="TIFF"),
}


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*_, **__):
        raise AssertionError

    monkeypatch.setattr(socket, "socket", refuse)


def codes(data, name):
    """The codes a file comes back with; what is found survives any process boundary."""
    found = inspect(data, name)
    told = found.findings or found.misnamed
    again = json.loads(json.dumps(dataclasses.asdict(found)))
    assert FileKind(again["kind"]) is found.kind
    assert tuple(Finding(**each) for each in again["findings"]) == found.findings
    assert all(text.isprintable() for each in told for text in each.facts.values())
    return [each.code for each in told]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.title)
def test_every_trick_is_seen_for_what_it_is(family):
    wrong = {}
    for trick in family.tricks:
        if trick.title not in _SLOW:
            found = codes(trick.make(), trick.name)
            if trick.code not in found:
                wrong[trick.title] = (trick.code, found)
    assert family.tricks
    assert wrong == {}


def test_the_slow_tricks_are_tricks():
    assert {trick.title for trick in TRICKS} >= _SLOW


def test_every_code_of_the_inspector_has_a_trick():
    assert {trick.code for trick in TRICKS} == {reason.code for reason in CATALOGUE}


def test_no_ordinary_file_is_refused():
    refused = {}
    for name, data in by_libraries():
        found = inspect(data, name.rpartition(", ")[2])
        if found.findings or found.misnamed or found.kind is FileKind.OTHER:
            refused[name] = found
    assert refused == {}


def test_what_is_found_names_the_part():
    nested = repack(letter(), add={"word/media/a.bin": letter()})
    assert inspect(nested).findings == (Finding("H13", {"bagian": "word/media/a.bin"}),)
    two = repack(letter(), add={"word/vbaProject.bin": b"x", "word/activeX/a.bin": b"x"})
    assert [each.code for each in inspect(two).findings] == ["H10", "H14"]


def test_a_paper_of_ours_may_be_called_anything():
    found = inspect(letter(), "laporan.exe")
    assert found.kind is FileKind.WORD
    assert found.findings == ()
    assert [each.code for each in found.misnamed] == ["H01"]


def test_a_signed_letter_is_an_ordinary_pdf():
    assert inspect(rendered(), "surat.pdf").findings == ()


def test_a_template_that_nobody_could_use_is_named(tmp_path):
    (tmp_path / "surat.docx").write_bytes(repack(letter(), add={"word/vbaProject.bin": b"x"}))
    (problem,) = _unfit_templates(tmp_path)
    assert "surat.docx: its papers would be refused with H10" in problem


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.data_too_large])
@given(st.sampled_from(sorted(BASES)), st.data())
def test_any_bytes_end_in_a_verdict(name, data):
    harmed = bytearray(BASES[name])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(harmed) - 1))
        how = data.draw(st.sampled_from(["put", "cut", "twice"]))
        if how == "put":
            harmed[place] = data.draw(st.integers(0, 255))
        elif how == "cut" and len(harmed) > 40:
            del harmed[place : place + data.draw(st.integers(1, 30))]
        else:
            harmed[place:place] = harmed[place : place + data.draw(st.integers(1, 60))]
    started = time.perf_counter()
    found = inspect(bytes(harmed), name)
    assert time.perf_counter() - started < _PATIENCE_SECONDS
    assert all(each.code in REASONS for each in (*found.findings, *found.misnamed))


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(
        [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"BM",
         b"GIF89a", bytes.fromhex("D0CF11E0A1B11AE1"), b"<svg>", b"\0\0\0\0ftypheic", b"RIFF"]
    ),
    st.binary(max_size=600),
    st.text(max_size=40),
)  # fmt: skip
def test_any_beginning_and_any_name_end_in_a_verdict(start, rest, name):
    found = inspect(start + rest, name)
    assert all(each.code in REASONS for each in (*found.findings, *found.misnamed))

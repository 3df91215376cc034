"""Any name a file can have: stored unchanged, shown harmlessly, never obeyed (S12, S20)."""

import io
import json
import os
import unicodedata
from collections import Counter

import lxml.html
import pytest
from nasty_names import NAMES
from office_sim import BOM, STAGES
from office_sim import _gather as gather
from rich.console import Console

from pipeline.adapters.archive.naming import is_legal
from pipeline.adapters.folders import outbox
from pipeline.domain.cycle import Status
from pipeline.entry.cli import showing
from pipeline.errors import NotYet
from pipeline.office import queue

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
#: What an XML file, and so an evidence cell, can hold.


def as_pdf(name: str) -> str:
    """The same name for a PDF, no longer than a file system takes."""
    head = name
    while len(os.fsencode(head)) > 251:
        head = head[:-1]
    return name if name.lower().endswith(".pdf") else f"{head}.pdf"


#: Evidence must be called what it is.
PDF_NAMES = list(dict.fromkeys(map(as_pdf, NAMES)))


def is_typeable(name: str) -> bool:
    """Whether somebody could write it into a cell."""
    return (
        all(each.isprintable() for each in name) and name.strip() == name and "\ufffe" not in name
    )


@pytest.fixture(autouse=True)
def _unsynced(monkeypatch):
    """Names are tried here, not disks."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def drop_all(sim, post, names, data):
    """Every name with bytes of its own; what was dropped."""
    dropped = {}
    for number, name in enumerate(names):
        dropped[name] = data(number)
        sim.drop(post, name, dropped[name])
    return dropped


def lying(sim, post):
    return {path.name: path.read_bytes() for path in (sim.root / "inbox" / post).iterdir()}


def note_is_readable(raw):
    """BOM, CRLF, the code at the end, and no letter that hides, turns round or commands."""
    assert raw.startswith(BOM)
    text = raw.removeprefix(BOM).decode()
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert all(each.isprintable() for each in lines), lines
    assert lines[-2].startswith("(Kode: ")
    assert sum(each.startswith("(Kode: ") for each in lines) == 1
    return lines[-2]


def come_back(sim, post, dropped, *codes):
    """Every file lies in the inbox with its own bytes, and a note for each."""
    found = lying(sim, post)
    files = Counter(data for name, data in found.items() if data in set(dropped.values()))
    assert files == Counter(dropped.values())
    notes = [data for name, data in found.items() if data.startswith(BOM)]
    assert len(notes) == len(dropped)
    assert {note_is_readable(each) for each in notes} <= {f"(Kode: {code})" for code in codes}
    plain = [unicodedata.normalize("NFC", name).casefold().rstrip(". ") for name in found]
    assert len(plain) == len(set(plain))  # no computer takes one for another
    assert sim.outbox() == []
    return found


def test_foreign_file_of_any_name_comes_back_under_it(at):
    sim = at("2")
    before = lying(sim, "kepala-badan")
    dropped = drop_all(
        sim, "kepala-badan", NAMES, lambda number: PDF + b"%% %d\n%%%%EOF\n" % number
    )
    sim.work()
    found = come_back(sim, "kepala-badan", dropped, "B01", "H01", "H02")
    own = [name for name, data in dropped.items() if found.get(name) == data]
    assert before == {}
    assert len(own) > len(NAMES) - 12  # the rest are twins of another
    assert sim.findings() == ()


def test_paper_of_any_name_is_known_by_what_it_is(at):
    sim = at("3")
    draft = sim.read("japel-tu", "Konsep Surat Permintaan")
    some = NAMES[::4]
    for name in some:
        sim.drop("kepala-badan", name, draft)
    sim.work()
    found = lying(sim, "kepala-badan")
    assert sum(data == draft for data in found.values()) == len(some)
    notes = {note_is_readable(data) for data in found.values() if data.startswith(BOM)}
    assert notes == {"(Kode: S01)"}
    name = "\x1b[2J\u202e<b>{nama}\n.docx"
    sim.take("japel-tu", "Konsep Surat Permintaan")
    sim.drop("japel-tu", name, draft)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "4"
    assert [each["event"]["name"] for each in sim.ledger("HandedIn")][-1] == name


def test_form_of_any_name_is_examined_and_then_taken(at):
    sim = at("8")
    _, data = sim.take("japel-bidang-1", "Formulir")
    undone = sim.filled(data, forget_one=True)
    some = NAMES[::45]
    for each in some:
        sim.drop("japel-bidang-1", each, undone)
    sim.work()
    found = lying(sim, "japel-bidang-1")
    assert sum(each == undone for each in found.values()) == len(some)
    sim.drop("japel-bidang-1", "\r\n\x9b\u2067' onload='.xlsx", sim.filled(data))
    sim.work()
    assert sim.inbox("japel-bidang-1") == []


def shape(sim):
    """The board's elements and their attributes, without what they say."""
    page = lxml.html.fromstring((sim.root / "PAPAN STATUS.html").read_text("utf-8"))
    return Counter((each.tag, tuple(sorted(each.attrib))) for each in page.iter()), page


@pytest.mark.long
def test_evidence_of_any_name_waits_on_the_board_and_goes_with_its_form(at):
    tame, sim = at("8"), at("8")
    for each, names in (
        (tame, [f"bukti {number}.pdf" for number in range(len(PDF_NAMES))]),
        (sim, PDF_NAMES),
    ):
        drop_all(each, "japel-bidang-1", names, lambda number: PDF + b"%% %d\n%%%%EOF\n" % number)
        each.work()
    (expected, _), (found, page) = shape(tame), shape(sim)
    assert found == expected
    assert all(letter.isprintable() or letter == "\n" for letter in page.text_content())
    assert len(sim.outbox("japel-bidang-1")) == len(PDF_NAMES)

    _, data = sim.take("japel-bidang-1", "Formulir")
    named = [name for name in PDF_NAMES if is_typeable(name)][::3]
    form = sim.filled(data, evidence="\n".join(named))
    sim.drop("japel-bidang-1", "formulir.xlsx", form)
    sim.work()
    taken = {each.name for each in sim.cycle.paper(sim.cycle.unit("bidang-1").form).attachments}
    assert set(named) <= taken
    assert sim.outbox("japel-bidang-1") == []
    beside = lying(sim, "kabid-bidang-1")
    assert len(beside) == 2 + len(taken)
    plain = [unicodedata.normalize("NFC", name).casefold().rstrip(". ") for name in beside]
    assert len(plain) == len(set(plain))
    sim.assert_sound()


@pytest.mark.long
def test_evidence_of_any_name_is_filed_and_told_without_what_an_editor_obeys(at):
    sim = at("8")
    sealed = drop_all(
        sim, "japel-bidang-1", PDF_NAMES, lambda number: PDF + b"%% %d\n%%%%EOF\n" % number
    )
    sim.work()
    _, data = sim.take("japel-bidang-1", "Formulir")
    named = [name for name in PDF_NAMES if is_typeable(name)]
    form = sim.filled(data, evidence="\n".join(named))
    sim.drop("japel-bidang-1", "formulir.xlsx", form)
    sim.work()
    attached = sim.cycle.paper(sim.cycle.unit("bidang-1").form).attachments
    gather(sim, "sekretariat", "bidang-2")
    for stage in list(STAGES)[list(STAGES).index("9") :]:
        STAGES[stage](sim)
    assert sim.cycle.status is Status.FILED

    berkas = sim.root / "archive" / sim.cycle.berkas_path
    filed = {}
    for told in sorted((berkas / "_meta").glob("[0-9]*.json")):
        text = told.read_text("utf-8")
        assert all(letter.isprintable() or letter == "\n" for letter in text), told.name
        for each in json.loads(text)["isi"]["file"]:
            if each["peran"] == "bukti dukung":
                filed[each["nama_asal"]] = berkas / each["nama"]
    assert set(named) <= {each.name for each in attached}
    assert {each.name.encode("utf-8", "replace").decode() for each in attached} <= set(filed)
    assert all(path.read_bytes() == sealed[name] for name, path in filed.items() if name in sealed)
    assert all(is_legal(path.name) for path in filed.values())
    extracts = [each.read_text("utf-8") for each in (berkas / "_meta").glob("*.jsonl")]
    assert extracts
    assert all(letter.isprintable() or letter == "\n" for each in extracts for letter in each)
    sim.assert_sound()


@pytest.mark.parametrize("as_json", [True, False])
def test_status_shows_names_without_what_a_terminal_obeys(at, monkeypatch, capsys, as_json):
    sim = at("2")
    folders = type(sim.workplace.office.tools.folders)

    def stuck(self, drop, moment):
        raise NotYet(f"{drop.name} cannot be moved")

    monkeypatch.setattr(folders, "claim", stuck)
    monkeypatch.setattr(outbox, "CLOSE_LOOKS", 1000)
    for limit in ("SLICE_FILES", "SLICE_SECONDS", "_MOST_SET_BACK"):
        monkeypatch.setattr(queue, limit, 1000)
    drop_all(sim, "kepala-badan", NAMES, lambda number: b"%d" % number)
    sim.workplace.office.round()
    printed = io.StringIO()
    monkeypatch.setattr(showing, "out", Console(file=printed, soft_wrap=True, highlight=False))
    showing.status(sim.workplace, as_json=as_json)
    text = printed.getvalue() + capsys.readouterr().out
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    assert len(sim.workplace.office.troubles()) == len(NAMES)
    if as_json:
        told = {each["what"] for each in json.loads(text)["problems"]}
        assert told == {f'berkas "{name}"' for name in NAMES}

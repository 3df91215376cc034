"""What people drop is opened in jailed children; Paraf itself only moves and hashes it."""

import contextlib
import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pypdf
from office_sim import UNITS
from pyhanko.pdf_utils import reader as pyhanko_reader

from pipeline.errors import NotYet
from pipeline.wiring import check_office


@contextlib.contextmanager
def opened_here():
    """Digests of all files and parts of files that a parser opens in this process."""
    digests = set()

    def note(source):
        if isinstance(source, str | Path):
            digests.add(hashlib.sha256(Path(source).read_bytes()).hexdigest())
        elif hasattr(source, "read") and hasattr(source, "seek"):
            place = source.tell()
            source.seek(0)
            digests.add(hashlib.sha256(source.read()).hexdigest())
            source.seek(place)

    def zip_init(self, file, mode="r", *rest, **more):
        if mode == "r":
            note(file)
        real_zip(self, file, mode, *rest, **more)

    def pdf_init(self, stream, *rest, **more):
        note(stream)
        real_pdf(self, stream, *rest, **more)

    def hanko_init(self, stream, *rest, **more):
        note(stream)
        real_hanko(self, stream, *rest, **more)

    real_zip, real_pdf = zipfile.ZipFile.__init__, pypdf.PdfReader.__init__
    real_hanko = pyhanko_reader.PdfFileReader.__init__
    with (
        mock.patch.object(zipfile.ZipFile, "__init__", zip_init),
        mock.patch.object(pypdf.PdfReader, "__init__", pdf_init),
        mock.patch.object(pyhanko_reader.PdfFileReader, "__init__", hanko_init),
    ):
        yield digests


def hand_in_watched(sim, post, *words, change=lambda data: data):
    """Hand a paper in; no parser of this process may have opened its bytes."""
    name, data = sim.take(post, *words)
    data = change(data)
    sim.drop(post, name, data)
    with opened_here() as digests:
        sim.work()
    assert sim.outbox() == []
    assert hashlib.sha256(data).hexdigest() not in digests


def test_daemon_opens_no_order_sheet_and_no_draft(at):
    sim = at("1")
    edit = lambda data: sim.edited(data, "Dalam rangka", "Sehubungan dengan")  # noqa: E731
    hand_in_watched(sim, "sekretaris", "Lembar Disposisi")
    hand_in_watched(sim, "kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    hand_in_watched(sim, "japel-tu", "Konsep Surat Permintaan", change=edit)
    assert sim.cycle.open_tasks[0].step == "4"


def test_daemon_opens_no_signed_letter_and_no_form(at):
    sim = at("5")
    hand_in_watched(
        sim,
        "kepala-badan",
        "Surat Permintaan",
        change=lambda data: sim.signed(data, "kepala-badan", "TtdKepalaBadan"),
    )
    sim = at("8")
    unit = next(each for each in sim.workplace.config.units if each.id == UNITS[1])
    hand_in_watched(
        sim, unit.staf, "Formulir Data Kinerja", f"- {unit.singkat} -", ".xlsx", change=sim.filled
    )
    assert sim.paper(unit.kepala, "Data Kinerja", "ND-", ".pdf")


def test_check_opens_nothing_that_lies_in_an_inbox(at):
    sim = at("3")
    sim.close()
    lying = [path.read_bytes() for path in (sim.root / "inbox").rglob("*.docx")]
    copy = sim.root / "inbox" / "sekretaris" / "salinan.docx"
    copy.write_bytes(lying[0])
    with opened_here() as digests:
        report = check_office(sim.root)  # with a child of its own
    assert lying != []
    assert not {hashlib.sha256(data).hexdigest() for data in lying} & digests
    assert [each.code for each in report.findings] == ["C13"]  # and it knows what that is


def test_watch_would_notice(at):
    sim = at("1")
    _, data = sim.take("sekretaris", "Lembar Disposisi")
    with opened_here() as digests:
        sim.edited(data, "Sekretaris", "Sekretaris")
    assert hashlib.sha256(data).hexdigest() in digests


def test_file_that_cannot_be_read_in_time_comes_back_and_work_goes_on(at, warm):
    sim = at("1")
    name, data = sim.take("sekretaris", "Lembar Disposisi")
    sim.drop("sekretaris", name, data)
    trade = warm.reader.trade
    warm.reader.trade = replace(trade, seconds=0)  # a moment would be enough to answer in
    try:
        sim.work()
    finally:
        warm.reader.trade = trade
    note = sim.note("sekretaris", name)
    assert note.endswith("(Kode: K03)\r\n")
    assert (sim.root / "inbox" / "sekretaris" / name).read_bytes() == data
    sim.drop("sekretaris", name, data)
    sim.work()
    assert sim.paper("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.assert_sound()


def test_file_waits_when_no_child_can_be_started(at, warm):
    sim = at("1")
    name, data = sim.take("sekretaris", "Lembar Disposisi")
    sim.drop("sekretaris", name, data)
    full = mock.patch.object(warm.reader, "ask", side_effect=NotYet("no more processes"))
    with full, contextlib.suppress(NotYet):
        sim.work()
    assert sim.inbox("sekretaris") == []  # no word against the file
    sim.wait(minutes=10)
    sim.work()
    assert sim.paper("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.assert_sound()

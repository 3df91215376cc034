"""Evidence files: dropped beside the form that names them, before it or together with it."""

import io
import json

import openpyxl
from PIL import Image
from typer.testing import CliRunner

from pipeline.entry.cli.app import app

_SHOT = io.BytesIO()
Image.new("RGB", (64, 48)).save(_SHOT, format="JPEG")
PHOTO = _SHOT.getvalue()


def _naming(data: bytes, name: str) -> bytes:
    """A filled form whose first indicator names an evidence file."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    head = next(
        cell
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith("Sumber Data")
    )
    row = next(
        row for row in range(head.row, sheet.max_row) if sheet.cell(row, 5).value == "positif"
    )
    sheet.cell(row, head.column).value = f"Foto kegiatan ({name})"
    built = io.BytesIO()
    book.save(built)
    return built.getvalue()


def _filled_form(sim) -> tuple[str, bytes]:
    name, data = sim.take("japel-bidang-1", "Formulir")
    return name, _naming(sim.filled(data), "foto rapat.jpg")


def test_evidence_waits_for_its_form_and_goes_with_it(at):
    sim = at("8")
    sim.drop("japel-bidang-1", "Foto Rapat.jpg", PHOTO)
    sim.work()
    assert sim.outbox("japel-bidang-1") == ["Foto Rapat.jpg"]

    sim.drop("japel-bidang-1", *_filled_form(sim))
    sim.work()
    assert sim.outbox() == []
    assert "Foto Rapat.jpg" in sim.inbox("kabid-bidang-1")
    form = sim.cycle.paper(sim.cycle.unit("bidang-1").form)
    assert [each.name for each in form.attachments] == ["Foto Rapat.jpg"]
    sim.assert_sound()


def test_evidence_dropped_together_with_its_form_goes_with_it(at):
    sim = at("8")
    sim.drop("japel-bidang-1", "foto rapat.jpg", PHOTO)
    sim.drop("japel-bidang-1", *_filled_form(sim))
    sim.work()
    assert sim.inbox("japel-bidang-1") == []
    assert "foto rapat.jpg" in sim.inbox("kabid-bidang-1")
    sim.assert_sound()


def test_evidence_that_no_form_names_comes_back_once_the_form_is_in(at):
    sim = at("8")
    name, data = sim.take("japel-bidang-1", "Formulir")
    sim.drop("japel-bidang-1", "lain.jpg", PHOTO)
    sim.drop("japel-bidang-1", name, _naming(sim.filled(data), "Laporan kegiatan"))
    sim.work()
    assert sim.outbox() == []
    note = sim.note("japel-bidang-1", "lain.jpg")
    assert "tidak disebut pada kolom Sumber Data/Bukti" in note
    assert "(Kode: F43)" in note


def test_board_names_evidence_that_waits(at):
    sim = at("8")
    sim.drop("japel-bidang-1", "foto rapat.jpg", PHOTO)
    sim.work()
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "foto rapat.jpg" in board
    assert "menunggu formulir" in board


# -- a form waits for what it names --------------------------------------------------------------

POST, HEAD, NOTE = "japel-bidang-1", "kabid-bidang-1", "MENUNGGU BUKTI"
NAMED = "foto rapat.jpg; Daftar Hadir.jpg"


def _waiting(at, named=NAMED):
    sim = at("8")
    name, data = sim.take(POST, "Formulir")
    sim.drop(POST, name, sim.filled(data, evidence=named))
    sim.work()
    return sim, name


def _status(sim):
    return json.loads(_status_text(sim, "--json"))


def _status_text(sim, *options):
    with sim.warm.lent():
        ran = CliRunner().invoke(app, ["status", *options, "--office", str(sim.root)])
    return ran.stdout


def _told(sim):
    (note,) = (each for each in sim.inbox(POST) if NOTE in each)
    return (sim.root / "inbox" / POST / note).read_text("utf-8-sig")


def test_a_form_waits_for_the_evidence_it_names_and_says_which_is_missing(at):
    sim, name = _waiting(at)
    assert sim.outbox(POST) == [name]
    assert "foto rapat.jpg dan Daftar Hadir.jpg" in _told(sim)
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "menunggu berkas bukti yang disebutnya: foto rapat.jpg dan Daftar Hadir.jpg" in board

    sim.drop(POST, "Foto Rapat.JPG", PHOTO)
    sim.work()
    assert sim.outbox(POST) == sorted([name, "Foto Rapat.JPG"])
    assert "foto rapat.jpg" not in _told(sim)
    assert "Daftar Hadir.jpg" in _told(sim)

    assert sim.findings() == ()
    sim.reopen()  # what an earlier run told is known again
    sim.work()
    assert "Daftar Hadir.jpg" in _told(sim)
    sim.drop(POST, "daftar hadir.jpg", PHOTO + b"\0")
    sim.work()
    assert sim.inbox(POST) == []
    form = sim.cycle.paper(sim.cycle.unit("bidang-1").form)
    assert {each.name for each in form.attachments} == {"Foto Rapat.JPG", "daftar hadir.jpg"}
    sim.assert_sound()


def test_a_form_whose_evidence_does_not_come_goes_back_after_a_day(at):
    sim, name = _waiting(at)
    sim.drop(POST, "foto rapat.jpg", PHOTO)
    sim.wait(hours=23)
    sim.work()
    assert name in sim.outbox(POST)
    sim.wait(hours=2)
    sim.work()
    note = sim.note(POST, name)
    assert "belum diserahkan: Daftar Hadir.jpg" in note
    assert "(Kode: F40)" in note
    assert not any(NOTE in each for each in sim.inbox(POST))
    assert sim.outbox(POST) == ["foto rapat.jpg"]  # it stays for the form that is put right

    data = sim.read(POST, "Formulir", ".xlsx")
    sim.drop(POST, name, _naming(data, "foto rapat.jpg"))
    sim.work()
    assert [each for each in sim.inbox(POST) if "ALASAN" in each] == []
    assert "foto rapat.jpg" in sim.inbox(HEAD)
    sim.assert_sound()


def test_missing_evidence_is_told_along_with_everything_else(at):
    sim = at("8")
    name, data = sim.take(POST, "Formulir")
    spoilt = openpyxl.load_workbook(io.BytesIO(sim.filled(data, evidence="foto rapat.jpg")))
    spoilt.worksheets[0]["I12"].value = "banyak"
    saved = io.BytesIO()
    spoilt.save(saved)
    sim.drop(POST, name, saved.getvalue())
    sim.work()
    note = sim.note(POST, name)
    assert "Pada sel I12 (baris 12, kolom Realisasi)" in note
    assert "belum diserahkan: foto rapat.jpg" in note
    assert note.index("(Kode: F21)") < note.index("(Kode: F40)")
    sim.assert_sound()


def test_a_form_that_waits_is_told_of_with_its_deadline_wherever_one_looks(at):
    sim, _ = _waiting(at)
    due = "Rabu, 7 Oktober 2026 pukul 16.00 WIB"
    assert f"batas waktunya tetap {due}" in _told(sim)
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    row = "formulir di Japel, menunggu bukti: foto rapat.jpg dan Daftar Hadir.jpg"
    assert row in board
    assert "0</strong> perlu perhatian" not in board
    sim.close()
    (problem,) = _status(sim)["problems"]
    assert problem["code"] == "N07"
    assert "foto rapat.jpg dan Daftar Hadir.jpg" in problem["why"]
    assert due in problem["why"]
    units = {each["unit"]: each["whereabouts"] for each in _status(sim)["cycles"][-1]["units"]}
    assert units["bidang-1"] == row
    assert units["bidang-2"] == "formulir di Japel"
    text = _status_text(sim)
    assert f"sedang dihimpun; {row}" in text
    assert "! Formulir data kinerja" in text

    for missing in ("foto rapat.jpg", "Daftar Hadir.jpg"):
        sim.drop(POST, missing, PHOTO + missing.encode())
    sim.work()
    assert "data di Kabid" in (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    sim.close()
    assert _status(sim)["problems"] == []


def test_who_drafts_the_warning_learns_that_the_form_lies_there(at):
    sim = at("8")
    name, data = sim.take(POST, "Formulir")
    sim.set_clock(sim.now.replace(day=9, hour=15))  # Friday; the warning is due on Monday
    sim.drop(POST, name, sim.filled(data, evidence=NAMED))
    sim.work()
    clerk = "kasubbag-tu"
    assert [each for each in sim.inbox(clerk) if NOTE in each] == []
    sim.set_clock(sim.now.replace(day=12, hour=8))
    sim.work()
    assert any("Konsep Surat Peringatan - Bidang I " in each for each in sim.inbox(clerk))
    (note,) = (each for each in sim.inbox(clerk) if NOTE in each)
    text = (sim.root / "inbox" / clerk / note).read_text("utf-8-sig")
    assert "folder outbox Pelaksana Bidang I;" in text
    assert "foto rapat.jpg dan Daftar Hadir.jpg" in text
    assert "(Kode: N07)" in text

    for missing in ("foto rapat.jpg", "Daftar Hadir.jpg"):
        sim.drop(POST, missing, PHOTO + missing.encode())
    sim.work()
    assert [each for each in sim.inbox(clerk) if NOTE in each] == []
    sim.assert_sound()


def test_a_form_of_friday_does_not_go_back_before_monday(at):
    sim = at("8")
    sim.set_clock(sim.now.replace(day=2, hour=14, minute=0))
    name, data = sim.take(POST, "Formulir")
    sim.drop(POST, name, sim.filled(data, evidence=NAMED))
    sim.work()
    for hours in (25, 46):
        sim.wait(hours=hours)
        sim.work()
        assert sim.outbox(POST) == [name]
    sim.wait(hours=2)
    sim.work()
    assert "(Kode: F40)" in sim.note(POST, name)


def test_a_machine_that_is_off_at_night_makes_no_form_wait_for_ever(at, monkeypatch):
    sim, name = _waiting(at)
    monkeypatch.setattr("pipeline.adapters.folders.outbox._Seen.age", lambda _: 25 * 3600.0)
    sim.reopen()
    sim.work()
    assert "(Kode: F40)" in sim.note(POST, name)
    assert sim.outbox() == []


def test_a_form_that_is_taken_back_from_the_outbox_leaves_no_note(at):
    sim, name = _waiting(at)
    waiting = sim.root / "outbox" / POST / name
    waiting.rename(sim.root / "inbox" / POST / name)
    sim.work()
    assert sim.inbox(POST) == [each for each in sim.inbox(POST) if NOTE not in each]
    sim.drop(POST, name, _naming(sim.take(POST, "Formulir", ".xlsx")[1], "Laporan kegiatan"))
    sim.work()
    assert sim.outbox() == []
    sim.assert_sound()


def test_returned_data_keep_the_evidence_that_came_with_them(at):
    sim, _ = _waiting(at, "foto rapat.jpg")
    sim.drop(POST, "foto rapat.jpg", PHOTO)
    sim.work()
    sim.send_back(HEAD, "Data Kinerja", ".pdf", note="Angka baris 2.")
    sim.work()
    assert "foto rapat.jpg" in sim.inbox(POST)
    sim.hand_in(POST, "Formulir", ".xlsx")
    sim.work()
    assert sim.outbox() == []
    assert "foto rapat.jpg" in sim.inbox(HEAD)
    form = sim.cycle.paper(sim.cycle.unit("bidang-1").form)
    assert [each.name for each in form.attachments] == ["foto rapat.jpg"]
    sim.assert_sound()

"""Evidence files: dropped beside the form that names them, before it or together with it."""

import io

import openpyxl
from PIL import Image

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
    sim.drop("japel-bidang-1", "lain.jpg", PHOTO)
    sim.drop("japel-bidang-1", *_filled_form(sim))
    sim.work()
    assert sim.outbox() == []
    assert "(Kode: B01)" in sim.note("japel-bidang-1", "lain.jpg")


def test_board_names_evidence_that_waits(at):
    sim = at("8")
    sim.drop("japel-bidang-1", "foto rapat.jpg", PHOTO)
    sim.work()
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "foto rapat.jpg" in board
    assert "menunggu formulir" in board

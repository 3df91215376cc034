"""Hostile files at the front door: they come back unchanged with their reason, and work goes on."""

import hashlib

from tests.hostile.bases import RawZip, letter, pdf, repack
from tests.hostile.every import TRICKS
from tests.hostile.legitimate import photo

PHOTO = photo(format="JPEG")

_ROUND = 9  #: every so manieth trick, whatever its family; ``make hostile`` drops many more
_SLOW = ("gigabyte", "without end", "twice", "picture that is none", "half a", "nothing but")
SOME = [
    trick
    for trick in TRICKS[::_ROUND]
    if not any(word in trick.title for word in _SLOW) and trick.name.isprintable()
]


def filled_form(sim, evidence="foto rapat.jpg"):
    """A form that names its evidence."""
    name, data = sim.take("japel-bidang-1", "Formulir")
    return name, sim.filled(data, evidence=evidence)


def test_hostile_files_come_back_with_their_reasons_and_a_good_one_is_taken(at):
    sim = at("2")
    dropped = {}
    for number, trick in enumerate(SOME):
        name = f"{number:02} {trick.name.strip()}"
        dropped[name] = (trick, trick.make())
        sim.drop("sekretaris", name, dropped[name][1])
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.work()
    assert sim.cycle.open_tasks[0].step == "3"
    for name, (trick, data) in dropped.items():
        assert (sim.root / "inbox" / "sekretaris" / name).read_bytes() == data
        note = (sim.root / "inbox" / "sekretaris" / f"{name} - ALASAN.txt").read_text("utf-8-sig")
        assert f"(Kode: {trick.code})" in note, (trick, note)
        assert "Traceback" not in note
    sim.assert_sound()


def test_hostile_draft_of_ours_comes_back_before_word_is_asked(at, monkeypatch):
    sim = at("3")
    name, data = sim.take("japel-tu", "Konsep Surat Permintaan")
    hostile = repack(data, add={"word/vbaProject.bin": b"x"})

    def opened(*_, **__):
        raise AssertionError

    monkeypatch.setattr(type(sim.workplace.office.tools.words), "properties", opened)
    sim.drop("japel-tu", name, hostile)
    sim.work()
    assert "(Kode: H10)" in sim.note("japel-tu", name)
    assert sim.read("japel-tu", name) == hostile
    monkeypatch.undo()
    sim.drop("japel-tu", "perbaikan.docx", data)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "4"


def test_paper_of_ours_finds_its_case_under_any_name(at):
    sim = at("3")
    _, data = sim.take("japel-tu", "Konsep Surat Permintaan")
    sim.drop("japel-tu", "Konsep akhir.pdf", data)
    sim.work()
    assert sim.cycle.open_tasks[0].step == "4"


def test_strange_place_does_not_bring_a_hostile_file_to_the_clerk_without_a_word(at):
    sim = at("2")
    place = sim.root / "outbox" / "bukan-jabatan"
    place.mkdir()
    (place / "laporan.docx").write_bytes(repack(letter(), add={"word/vbaProject.bin": b"x"}))
    sim.work()
    note = sim.note("kasubbag-tu", "laporan.docx")
    assert note.index("(Kode: H10)") < note.index("(Kode: B04)")


HOSTILE_EVIDENCE = {
    "foto 1.jpg": (PHOTO + RawZip().put("a.exe", b"MZ").done(), "H07"),
    "foto 2.jpg": (b"MZ\x90\x00" + bytes(300), "H01"),
    "foto 3.jpg": (pdf(), "H02"),
    "foto 4.jpg.exe": (PHOTO, "H01"),
    "foto 5.zip": (RawZip().put("foto.jpg", PHOTO).done(), "H03"),
}


def test_hostile_evidence_is_never_passed_on(at):
    sim = at("8")
    for name, (data, _) in HOSTILE_EVIDENCE.items():
        sim.drop("japel-bidang-1", name, data)
    sim.drop("japel-bidang-1", "foto 6.jpg", PHOTO)
    name, form = sim.take("japel-bidang-1", "Formulir")
    named = ", ".join([*HOSTILE_EVIDENCE, "foto 6.jpg"])
    sim.drop("japel-bidang-1", name, sim.filled(form, evidence=named))
    sim.work()
    assert sim.outbox("japel-bidang-1") == [name, "foto 6.jpg"]  # it waits for better ones
    sim.drop("japel-bidang-1", name, sim.filled(form, evidence="foto 6.jpg"))
    sim.work()
    for name, (data, code) in HOSTILE_EVIDENCE.items():
        assert (sim.root / "inbox" / "japel-bidang-1" / name).read_bytes() == data
        assert f"(Kode: {code})" in sim.note("japel-bidang-1", f"{name} -")
    form = sim.cycle.paper(sim.cycle.unit("bidang-1").form)
    assert [each.name for each in form.attachments] == ["foto 6.jpg"]
    assert [each for each in sim.inbox("kabid-bidang-1") if "foto" in each] == ["foto 6.jpg"]
    sim.assert_sound()


def test_evidence_swapped_while_it_waits_is_not_passed_on(at):
    sim = at("8")
    waiting = sim.drop("japel-bidang-1", "foto rapat.jpg", PHOTO)
    sim.work()
    assert sim.outbox("japel-bidang-1") == ["foto rapat.jpg"]
    waiting.write_bytes(pdf(root="/OpenAction << /S /Launch /F (cmd.exe) >>"))
    sim.drop("japel-bidang-1", *filled_form(sim))
    sim.work()
    assert sim.cycle.paper(sim.cycle.unit("bidang-1").form).attachments == ()
    assert "(Kode: H19)" in sim.note("japel-bidang-1", "foto rapat.jpg")
    sim.drop("japel-bidang-1", "foto rapat.jpg", PHOTO)
    sim.work()
    (attached,) = sim.cycle.paper(sim.cycle.unit("bidang-1").form).attachments
    assert attached.sha256 == hashlib.sha256(PHOTO).hexdigest()
    sim.assert_sound()

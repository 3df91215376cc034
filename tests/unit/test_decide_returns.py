"""Sending back: to who made it, with the reason, the number kept, what was given since void."""

import pytest
from walks import UNREADABLE, Walk

from pipeline.domain.acts import Issue, Lay, Recipe
from pipeline.domain.cycle import Format, Outcome, PaperState
from pipeline.errors import Finding


def at_row(step):
    walk = Walk()
    walk.until(step)
    return walk


@pytest.mark.parametrize("step", ["4", "5", "6"])
def test_a_returned_letter_comes_back_as_an_editable_draft_with_its_number(step):
    walk = at_row(step)
    letter = walk.cycle.paper(walk.task(step).paper)
    walk.send_back(step, "Salah periode")
    draft = walk.cycle.paper(letter.code)
    assert (draft.format, draft.version) == (Format.WORD, letter.version + 1)
    assert (draft.nomor, draft.signatures) == (letter.nomor, ())
    assert walk.registers.voided == []
    task = walk.task("3")
    assert (task.post, task.paper) == ("japel-tu", letter.code)
    who = walk.roster.titles[{"4": "sekretaris", "5": "kepala-badan", "6": "kasubbag-tu"}[step]]
    facts = {"catatan": "Salah periode", "jabatan": who, "nomor": letter.nomor}
    assert task.reasons == (Finding("S10", facts),)
    assert draft.title.startswith("Konsep Surat Permintaan")


@pytest.mark.parametrize("step", ["4", "5", "6"])
def test_the_whole_chain_signs_again_after_a_return(step):
    walk = at_row(step)
    walk.send_back(step)
    walk.do("3")
    letter = walk.cycle.paper(walk.task("4").paper)
    assert letter.nomor == "000.8.6.3 / 01 / KBL / X / 2026"
    assert (letter.format, letter.signatures) == (Format.PDF, ())
    walk.do("4")
    walk.do("5")
    walk.finish()
    assert walk.is_over
    fields = [each.field for each in walk.cycle.paper(letter.code).signatures]
    assert fields == ["ParafSekretaris", "TtdKepalaBadan"]
    numbers = [each for each in walk.registers.taken if each.register == "surat_keluar/2026"]
    assert len(numbers) == 1


def test_the_reason_lies_beside_the_returned_paper():
    walk = at_row("5")
    walk.promptly = False
    walk.send_back("5", "Perbaiki lampiran")
    assert Recipe.REOPEN in [act.recipe for act in walk.acts if isinstance(act, Issue)]
    while not any(isinstance(act, Lay) for act in walk.acts):
        walk.perform(1)
    notes = [act.note for act in walk.acts if isinstance(act, Lay)]
    assert [[each.code for each in note] for note in notes] == [[], ["S10"]]


def test_a_return_without_a_note_says_so():
    walk = at_row("4")
    walk.send_back("4")
    assert walk.task("3").reasons[0].facts["catatan"] == "tanpa catatan"


def test_a_returned_form_says_who_returned_it_and_nothing_of_a_nomor():
    walk = at_row("8a")
    task = walk.first("8a")
    walk.send_back("8a", "Angka baris 2.", task.unit)
    (why,) = walk.task("8", task.unit).reasons
    who = walk.roster.titles[task.post]
    assert (why.code, why.facts) == ("S14", {"catatan": "Angka baris 2.", "jabatan": who})


def test_a_return_clears_the_inbox_of_who_returned_it_and_is_in_the_record():
    walk = at_row("5")
    task = walk.task("5")
    event = walk.send_back("5")
    assert walk.in_inbox("kepala-badan") == []
    closed = next(each for each in walk.cycle.tasks if each.id == task.id)
    assert (closed.outcome, closed.handed_sha256) == (Outcome.RETURNED, event.sha256)
    assert walk.task("3").origin == next(t for t in walk.cycle.tasks if t.step == "3").origin


def test_what_was_laid_beside_the_draft_lies_there_again():
    walk = at_row("3")
    before = {each.copy.code for each in walk.in_inbox("japel-tu")}
    walk.do("3")
    walk.send_back("4")
    assert {each.copy.code for each in walk.in_inbox("japel-tu")} == before


def test_a_draft_returned_to_who_ordered_it_is_withdrawn():
    walk = at_row("3")
    draft = walk.task("3").paper
    walk.send_back("3", "Belum jelas")
    assert walk.cycle.paper(draft).state is PaperState.WITHDRAWN
    assert walk.registers.voided == []
    sheet = walk.cycle.paper(walk.task("2").paper)
    assert (sheet.version, sheet.format) == (2, Format.WORD)
    walk.do("2")
    assert walk.task("3").paper != draft


def test_a_numbered_draft_that_is_given_up_leaves_its_number_void_with_the_reason():
    walk = at_row("4")
    letter = walk.cycle.paper(walk.task("4").paper)
    walk.send_back("4")
    walk.send_back("3", "Tidak jadi")
    (void,) = walk.registers.voided
    assert (void.text, void.code) == (letter.nomor, letter.code)
    assert void.reason == "dikembalikan: Tidak jadi"
    walk.until("4")
    assert walk.cycle.paper(walk.task("4").paper).nomor == "000.8.6.3 / 02 / KBL / X / 2026"


def test_an_order_sheet_goes_back_to_who_gave_the_first_order():
    walk = at_row("2")
    second = walk.task("2").paper
    walk.send_back("2")
    assert walk.cycle.paper(second).state is PaperState.WITHDRAWN
    assert (walk.task("1").post, walk.cycle.paper(walk.task("1").paper).version) == (
        "sekretaris",
        2,
    )
    walk.finish()
    assert walk.is_over


def test_a_returned_data_form_reopens_that_units_gathering_only():
    walk = at_row("7")
    for unit in ("bidang-1", "bidang-2"):
        walk.do("7", unit)
        walk.do("8", unit)
    others = [task for task in walk.cycle.open_tasks if task.unit != "bidang-1"]
    form = walk.cycle.unit("bidang-1").form
    note = walk.cycle.paper(walk.cycle.unit("bidang-1").data_paper)
    walk.send_back("8a", "Realisasi keliru", unit="bidang-1")
    assert [task for task in walk.cycle.open_tasks if task.unit != "bidang-1"] == others
    task = walk.task("8", "bidang-1")
    assert (task.post, task.paper) == ("japel-bidang-1", form)
    assert walk.cycle.paper(form).version == 2
    assert task.reasons[0].facts["catatan"] == "Realisasi keliru"
    assert walk.cycle.unit("bidang-1").data is not None  # what was answered is filled in again
    walk.do("8", "bidang-1")
    again = walk.cycle.paper(walk.cycle.unit("bidang-1").data_paper)
    assert (again.code, again.nomor, again.version) == (note.code, note.nomor, 2)
    assert walk.registers.voided == []
    walk.finish()
    assert walk.is_over


def test_the_clock_of_a_unit_goes_on_through_a_return():
    walk = at_row("7")
    walk.do("7", "bidang-1")
    walk.do("8", "bidang-1")
    due = walk.cycle.unit("bidang-1").due
    walk.let_time_pass(minutes=2 * 24 * 60)
    walk.send_back("8a", unit="bidang-1")
    assert walk.cycle.unit("bidang-1").due == due


def test_a_returned_report_is_made_anew_with_its_number_and_signed_again():
    walk = at_row("11")
    report = walk.cycle.paper(walk.task("11").paper)
    walk.send_back("11", "Angka keliru")
    again = walk.cycle.paper(walk.task("10").paper)
    assert (again.code, again.nomor, again.version) == (report.code, report.nomor, 2)
    assert again.signatures == ()
    walk.finish()
    assert walk.is_over


def test_a_returned_berita_acara_keeps_the_number_of_the_berkas_and_its_one_list():
    walk = at_row("13")
    record = walk.cycle.paper(walk.task("13").paper)
    contents = walk.cycle.contents
    walk.send_back("13", "Urutan keliru")
    assert walk.cycle.paper(record.code).state is PaperState.WITHDRAWN
    assert [void.text for void in walk.registers.voided] == [record.nomor]
    assert walk.task("12").post == "kasubbag-tu"
    walk.until("13")
    assert walk.cycle.contents == contents
    assert walk.cycle.paper(contents).version == 2
    assert walk.cycle.berkas_number == 1
    walk.finish()
    labels = [walk.cycle.paper(code).label for code in walk.archive]
    assert labels.count("Berita Acara Pengarsipan") == 2  # the void one explains its number
    assert "Daftar Isi Berkas" not in labels
    assert walk.archive == walk.contents
    assert walk.archive[-1] == walk.cycle.berkas_record


@pytest.mark.parametrize(("step", "unit"), [("1", None), ("7", "bidang-1"), ("8", "bidang-1")])
def test_a_row_without_a_way_back_keeps_its_paper(step, unit):
    walk = at_row("7" if unit else step)
    if step == "8":
        walk.do("7", unit)
    before = walk.cycle
    walk.send_back(step, "tidak mau", unit=unit)
    assert walk.cycle == before
    assert walk.sent_back[-1].findings[0].code == "S04"
    assert walk.in_inbox(walk.task(step, unit).post) != []


def test_a_paper_that_does_not_wait_here_cannot_be_returned():
    walk = at_row("5")
    before = walk.cycle
    letter = walk.done_copy(walk.task("5"))
    walk.drop("kabid-bidang-1", letter, back=True)
    assert walk.cycle == before
    assert walk.sent_back[-1].findings[0].code == "S03"


def test_returning_what_lies_beside_a_paper_returns_the_paper():
    walk = at_row("7")
    walk.do("7", "bidang-1")
    walk.do("8", "bidang-1")
    form = walk.cycle.unit("bidang-1").form
    lying = next(each for each in walk.in_inbox("kabid-bidang-1") if each.copy.code == form)
    walk.drop("kabid-bidang-1", lying.copy, back=True, note="Sel kosong", take=True)
    assert walk.task("8", "bidang-1").reasons[0].facts["catatan"] == "Sel kosong"


def test_a_draft_that_cannot_be_made_into_a_letter_returns_with_every_finding():
    walk = at_row("3")
    walk.unconvertible = 1
    walk.do("3")
    task = walk.task("3")
    assert task.reasons == (UNREADABLE,)
    paper = walk.cycle.paper(task.paper)
    assert (paper.format, paper.nomor) == (Format.WORD, "000.8.6.3 / 01 / KBL / X / 2026")
    assert walk.in_inbox("sekretaris") == []
    assert paper.code in {each.copy.code for each in walk.in_inbox("japel-tu")}
    walk.do("3")
    assert walk.task("4").paper == paper.code
    assert walk.cycle.paper(paper.code).nomor == "000.8.6.3 / 01 / KBL / X / 2026"


def test_a_failure_reported_for_an_older_version_changes_nothing():
    walk = at_row("3")
    walk.unconvertible = 1
    walk.do("3")
    failed = walk.decided[-2][1]
    assert failed.type == "IssueFailed"
    walk.do("3")
    before = walk.cycle
    walk.apply(failed)
    assert walk.cycle == before


def test_an_issue_reported_for_an_older_version_changes_nothing():
    walk = at_row("5")
    issued = next(event for _, event, _ in walk.decided if event.type == "Issued")
    before = walk.cycle
    walk.apply(issued)
    assert walk.cycle == before

"""Cancelling a letter: void number with its reason, a new draft, or no warning for now."""

import pytest
from walks import CUTOFF, Walk

from pipeline.domain.acts import Tell
from pipeline.domain.cycle import Format, Outcome, PaperState
from pipeline.errors import Finding

DAY = 24 * 60
WHY = "BATAL: kegiatan ditunda"


def at_row(step):
    walk = Walk()
    walk.until(step)
    return walk


def with_a_warning_at(step):
    walk = at_row("7")
    first, *others = [unit.unit for unit in walk.cycle.units]
    walk.deliver(*others)
    walk.let_time_pass(until=CUTOFF)
    while not any(task.step == step for task in walk.tasks()):
        letter = walk.cycle.unit(first).warnings[-1].paper
        walk._do_one([task for task in walk.tasks() if task.paper == letter])
    return walk, first


def void(walk):
    return [(each.text, each.reason) for each in walk.registers.voided]


@pytest.mark.parametrize("step", ["4", "5", "6"])
def test_a_cancelled_request_is_void_and_its_drafter_begins_anew(step):
    walk = at_row(step)
    letter = walk.cycle.paper(walk.task(step).paper)
    post = walk.roster.titles[walk.task(step).post]
    walk.send_back(step, WHY)
    assert void(walk) == [(letter.nomor, f"dibatalkan oleh {post}: kegiatan ditunda")]
    old = walk.cycle.paper(letter.code)
    assert (old.state, old.nomor) == (PaperState.WITHDRAWN, letter.nomor)
    assert old.label.endswith("(dibatalkan)")
    draft = walk.cycle.paper(walk.task("3").paper)
    assert (draft.version, draft.nomor, draft.format) == (1, None, Format.WORD)
    assert draft.code != letter.code
    facts = {
        "judul": letter.title,
        "jabatan": post,
        "catatan": "kegiatan ditunda",
        "nomor": letter.nomor,
    }
    assert walk.task("3").reasons == (Finding("S13", facts),)
    assert [each.outcome for each in walk.cycle.tasks if each.step == step] == [Outcome.CANCELLED]


def test_the_next_letter_has_the_next_number_and_both_are_filed():
    walk = at_row("5")
    walk.send_back("5", WHY)
    walk.finish()
    assert walk.is_over
    numbers = [each.number for each in walk.registers.taken if each.register == "surat_keluar/2026"]
    assert numbers == [1, 2]
    kind = walk.cycle.paper(walk.cycle.request).kind
    papers = [each for each in walk.cycle.papers if each.kind == kind]
    assert [each.state for each in papers] == [PaperState.WITHDRAWN, PaperState.RECORDED]
    assert {each.code for each in papers} <= set(walk.archive)


@pytest.mark.parametrize("step", ["9b", "9c", "9d"])
def test_a_cancelled_warning_is_not_given_and_the_unit_is_judged_anew(step):
    walk, unit = with_a_warning_at(step)
    before = len(walk.acts)
    walk.promptly = False
    walk.send_back(step, WHY)
    told = [act for act in list(walk.acts)[before:] if isinstance(act, Tell)]
    assert [(act.post, act.finding.code) for act in told] == [("kasubbag-tu", "N04")]
    walk.promptly = True
    walk.perform()
    assert len(void(walk)) == 1
    (warning,) = walk.cycle.unit(unit).warnings
    assert (warning.delivered_at, warning.withdrawn_at) == (None, walk.now)
    assert not [task for task in walk.cycle.open_tasks if task.paper == warning.paper]
    walk.let_time_pass(minutes=6 * DAY)
    assert walk.cycle.closing
    again = walk.cycle.unit(unit).warnings[-1]
    assert again.paper != warning.paper
    assert walk.cycle.paper(again.paper).count == 1
    walk.finish()
    assert walk.is_over
    assert walk.cycle.unit(unit).warnings[0] == warning


@pytest.mark.parametrize("note", ["BATAL", "  BATAL : ", "BATAL\n"])
def test_cancelling_wants_a_reason(note):
    walk = at_row("5")
    before = walk.cycle
    event = walk.send_back("5", note)
    assert walk.cycle == before
    assert [each.findings[0].code for each in walk.sent_back if each.claim == event.claim] == [
        "S12"
    ]


@pytest.mark.parametrize("note", ["Batalkan kalimat kedua.", "BATALKAN saja", "Mohon BATAL"])
def test_a_note_that_only_speaks_of_cancelling_returns(note):
    walk = at_row("5")
    walk.send_back("5", note)
    assert void(walk) == []
    (why,) = walk.task("3").reasons
    assert (why.code, why.facts["catatan"]) == ("S10", note)


@pytest.mark.parametrize("step", ["8a", "11", "13"])
def test_what_is_no_letter_is_returned_whatever_the_note_says(step):
    walk = at_row(step)
    task = walk.first(step)
    walk.send_back(step, WHY, unit=task.unit)
    assert not [why for _, why in void(walk) if why.startswith("dibatalkan")]
    outcomes = {each.outcome for each in walk.cycle.tasks}
    assert Outcome.RETURNED in outcomes
    assert Outcome.CANCELLED not in outcomes


def test_a_letter_that_went_out_cannot_be_cancelled():
    walk = at_row("7")
    before = walk.cycle
    walk.drop("sekretaris", walk.done_copy(walk.first("7")), back=True, note=WHY)
    assert (walk.cycle, void(walk)) == (before, [])
    assert [act.findings[0].code for act in walk.decided[-1][2].acts] == [
        "S04"
    ]  # also head of a unit: the row has no way back

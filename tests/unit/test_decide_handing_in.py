"""Handing in: what is taken, what comes back with which reason, what counts only once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from walks import UNREADABLE, Copy, Walk

from pipeline.domain.acts import Clear, Lay, Release, SendBack, Tell
from pipeline.domain.cycle import Attachment, Outcome
from pipeline.domain.decide import decide_stray
from pipeline.domain.events import HandedIn
from pipeline.domain.performance.data import UnitData
from pipeline.errors import Finding


def current(walk, code):
    paper = walk.cycle.paper(code)
    return Copy(code, paper.version, paper.current_sha256)


def refused(walk, post, copy, **how):
    """Drop a copy that must come back: the finding's code and facts; nothing else changed."""
    before, acts = walk.cycle, len(walk.sent_back)
    event = walk.drop(post, copy, **how)
    assert walk.cycle == before
    (answer,) = walk.sent_back[acts:]
    assert (answer.claim, answer.post, answer.name) == (event.claim, post, event.name)
    return [finding.code for finding in answer.findings], dict(answer.findings[0].facts)


# -- whose turn it is ----------------------------------------------------------------------------


def test_a_paper_that_waits_for_another_post_comes_back_naming_that_post():
    walk = Walk()
    walk.until("4")
    codes, facts = refused(walk, "kabid-bidang-1", current(walk, walk.task("4").paper))
    assert codes == ["S01"]
    assert facts["di"] == "Sekretaris Badan Kesatuan Bangsa dan Politik"
    assert "Kewaspadaan" not in facts["jabatan"]


def test_the_sent_back_file_leaves_the_inbox_together_with_the_paper_it_is_a_copy_of():
    walk = Walk()
    walk.until("4")
    code = walk.task("4").paper
    refused(walk, "sekretaris", current(walk, code))
    assert walk.sent_back[-1].code == code
    walk.do("4")
    assert walk.in_inbox("sekretaris") == []


def test_the_kepala_badan_cannot_sign_before_the_sekretaris_has_parafed():
    walk = Walk()
    walk.until("4")
    code = walk.task("4").paper
    early = replace(current(walk, code), sha256="early", signed="TtdKepalaBadan")
    assert refused(walk, "kepala-badan", early)[0] == ["S01"]


def test_another_units_form_comes_back():
    walk = Walk()
    walk.until("8")
    for unit in ("bidang-1", "bidang-2"):
        if walk.cycle.unit(unit).form not in [task.paper for task in walk.tasks()]:
            walk.do("7", unit)
    form = walk.done_copy(walk.task("8", "bidang-2"))
    codes, facts = refused(walk, "japel-bidang-1", form)
    assert codes == ["S16"]
    assert facts["ditunggu"] == "Formulir Data Kinerja - Bidang I - Triwulan III 2026.xlsx"
    assert facts["unit"] == walk.roster.unit("bidang-2").name
    assert facts["pengisi"] == "Pelaksana Bidang II"
    assert refused(walk, "kabid-bidang-2", form)[0] == ["S01"]  # its own unit's, not its turn

    walk.do("8", "bidang-1")
    assert refused(walk, "japel-bidang-1", form)[0] == ["S17"]
    assert refused(walk, "kasubbag-tu", form)[0] == ["S17"]


def test_a_paper_whose_step_is_done_comes_back_when_its_content_differs():
    walk = Walk()
    walk.until("3")
    code = walk.task("3").paper
    draft = current(walk, code)
    walk.do("3")
    other = replace(draft, sha256="edited once more")
    assert refused(walk, "japel-tu", other)[0] == ["S02"]
    done = walk.task("4").paper
    walk.do("4")
    walk.do("5")
    walk.do("6")
    assert refused(walk, "kepala-badan", replace(current(walk, done), sha256="x"))[0] == ["S01"]


def test_a_recorded_paper_that_waits_nowhere_comes_back():
    walk = Walk()
    walk.until("3")
    sheet = next(paper for paper in walk.cycle.papers if paper.step == "1")
    assert refused(walk, "kabid-bidang-1", current(walk, sheet.code))[0] == ["S09"]


def test_a_withdrawn_paper_comes_back_as_such():
    walk = Walk()
    walk.until("3")
    draft = current(walk, walk.task("3").paper)
    walk.send_back("3")
    assert refused(walk, "japel-tu", replace(draft, sha256="edited"))[0] == ["S08"]


# -- versions and duplicates ---------------------------------------------------------------------


def test_a_stale_version_comes_back_naming_the_version_that_counts():
    walk = Walk()
    walk.until("5")
    code = walk.task("5").paper
    old = current(walk, code)
    walk.send_back("5")
    walk.do("3")
    codes, facts = refused(walk, "sekretaris", replace(old, sha256="signed late"))
    assert codes == ["S02"]
    assert facts["versi"] == "4"


def test_a_stale_version_cannot_send_the_new_one_back():
    walk = Walk()
    walk.until("5")
    old = current(walk, walk.task("5").paper)
    walk.send_back("5")
    walk.do("3")
    assert refused(walk, "sekretaris", old, back=True)[0] == ["S02"]
    assert walk.task("4").post == "sekretaris"


def test_the_same_file_twice_counts_once_and_the_second_gets_a_note_with_the_time():
    walk = Walk()
    walk.until("8")
    task = walk.first("8")
    copy = walk.done_copy(task)
    walk.drop(task.post, copy, take=True)
    first = walk.cycle
    received = walk.now
    walk.let_time_pass(minutes=95)
    event = walk.drop(task.post, copy)
    assert walk.cycle == first
    assert event.claim in walk.released
    (note,) = walk.notes
    assert (note.post, note.finding.code) == (task.post, "N03")
    assert note.finding.facts["diterima_pada"] == received.isoformat()
    assert note.title.endswith("SUDAH DITERIMA")
    assert walk.sent_back == []


def test_the_same_return_twice_counts_once_too():
    walk = Walk()
    walk.until("5")
    letter = current(walk, walk.task("5").paper)
    walk.drop("kepala-badan", letter, back=True, note="salah tanggal", take=True)
    once = walk.cycle
    walk.drop("kepala-badan", letter, back=True)
    walk.drop("kepala-badan", letter)
    assert walk.cycle == once
    assert [note.finding.code for note in walk.notes] == ["N03", "N03"]


def test_the_same_bytes_by_two_posts_are_two_hand_ins():
    """The letter that kasubbag-tu distributed is what each head hands on, byte for byte."""
    walk = Walk()
    walk.until("6")
    shas = {walk.do("6").sha256}
    shas |= {walk.do("7", unit.unit).sha256 for unit in walk.cycle.units}
    assert len(shas) == 1
    assert {task.step for task in walk.tasks()} == {"8"}


# -- companions ----------------------------------------------------------------------------------


def test_a_paper_laid_beside_for_reading_is_not_what_is_waited_for():
    walk = Walk()
    walk.until("3")
    (beside,) = walk.task("3").companions
    codes, facts = refused(walk, "japel-tu", current(walk, beside), take=True)
    assert codes == ["S05"]
    assert facts["utama"].startswith("Konsep Surat Permintaan")


def test_a_companion_moved_along_with_its_paper_is_let_go_quietly():
    walk = Walk()
    walk.until("8")
    task = walk.first("8")
    beside = [current(walk, code) for code in task.companions]
    walk.drop(task.post, walk.done_copy(task), take=True)
    for copy in beside:
        walk.drop(task.post, copy)
    assert walk.sent_back == []
    assert walk.notes == []


def test_a_companion_that_was_edited_comes_back():
    walk = Walk()
    walk.until("8")
    task = walk.first("8")
    order = current(walk, task.companions[0])
    walk.drop(task.post, walk.done_copy(task), take=True)
    assert refused(walk, task.post, replace(order, sha256="scribbled on"))[0] == ["S09"]


def test_a_receipt_that_was_read_may_be_handed_in():
    walk = Walk()
    walk.until("7")
    walk.deliver("bidang-1")
    receipt = current(walk, walk.cycle.unit("bidang-1").receipt)
    before = walk.cycle
    event = walk.drop("kabid-bidang-1", receipt, take=True)
    assert (walk.cycle, walk.sent_back) == (before, [])
    assert event.claim in walk.released
    assert refused(walk, "kabid-bidang-2", receipt)[0] == ["S09"]


# -- what a step demands -------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["4", "5", "10"])
def test_no_row_that_signs_is_passed_without_its_signature(step):
    walk = Walk()
    walk.until(step)
    task = walk.task(step)
    assert refused(walk, task.post, current(walk, task.paper), take=True)[0] == ["S06"]
    assert walk.in_inbox(task.post) != []


def test_a_signature_in_another_field_does_not_pass_the_cores_own_guard():
    walk = Walk()
    walk.until("5")
    task = walk.task("5")
    event = walk.drop("kabid-bidang-1", walk.done_copy(task))
    wrong = replace(event, claim="wrong", post="kepala-badan")
    walk.claims["wrong"] = walk.claims[event.claim]
    right = walk.examined(wrong, walk.done_copy(task))
    paraf = replace(right, signature=replace(right.signature, field="ParafSekretaris"))
    before = walk.cycle
    walk.apply(paraf)
    assert walk.cycle == before
    assert walk.sent_back[-1].findings[0].code == "S06"


def test_a_form_without_answers_that_were_read_does_not_pass():
    walk = Walk()
    walk.until("8")
    task = walk.first("8")
    copy = walk.done_copy(task)
    walk.claims["bare"] = (task.post, copy)
    walk.apply(
        HandedIn(
            claim="bare",
            post=task.post,
            name="x",
            sha256=copy.sha256,
            size=1,
            code=copy.code,
            version=copy.version,
        )
    )
    assert walk.sent_back[-1].findings[0].code == "S07"


def test_every_finding_of_the_examination_comes_back_at_once():
    walk = Walk()
    walk.until("8")
    task = walk.first("8")
    event = walk.drop("kabid-bidang-3", walk.done_copy(task))
    many = (UNREADABLE, Finding("X12", {"kolom": "Realisasi"}))
    walk.claims["many"] = walk.claims[event.claim]
    before = walk.cycle
    walk.apply(replace(event, claim="many", post=task.post, findings=many))
    assert walk.cycle == before
    assert walk.sent_back[-1].findings == many


def test_the_berita_acara_may_be_handed_in_with_or_without_a_signature():
    for signed in (False, True):
        walk = Walk()
        walk.until("13")
        task = walk.task("13")
        copy = current(walk, task.paper)
        if signed:
            copy = replace(copy, sha256="signed", under=copy.sha256, signed="TtdJapelTu")
        walk.drop(task.post, copy, take=True)
        assert walk.is_over
        assert len(walk.cycle.paper(task.paper).signatures) == int(signed)


# -- what an accepted hand-in does ---------------------------------------------------------------


def test_an_accepted_hand_in_lets_the_claim_go_and_clears_the_inbox():
    walk = Walk()
    walk.until("4")
    code = walk.task("4").paper
    walk.promptly = False
    event = walk.do("4")
    assert list(walk.acts) == [
        Release(claim=event.claim),
        Clear(code=code, post="sekretaris"),
        Lay(code=code, version=2, post="kepala-badan"),
    ]
    task = next(task for task in walk.cycle.tasks if task.step == "4")
    assert (task.outcome, task.closed_at) == (Outcome.DONE, walk.now)
    assert task.handed_sha256 == event.sha256


def test_a_copy_left_in_the_inbox_is_cleared_once_the_step_is_done():
    walk = Walk()
    walk.until("4")
    task = walk.task("4")
    walk.drop(task.post, walk.done_copy(task), take=False)
    assert walk.in_inbox("sekretaris") == []


def test_what_a_signing_agent_signed_goes_on_instead_of_what_was_dropped():
    walk = Walk()
    walk.until("4")
    task = walk.task("4")
    copy = walk.done_copy(task)
    event = walk.examined(
        HandedIn(
            claim="agent",
            post=task.post,
            name="x",
            sha256=copy.sha256,
            size=1,
            code=copy.code,
            version=copy.version,
        ),
        copy,
    )
    unsigned = walk.cycle.paper(task.paper).current_sha256
    walk.claims["agent"] = (task.post, copy)
    walk.apply(replace(event, sha256=unsigned, carries_sha256="signed by the agent"))
    assert walk.cycle.paper(task.paper).current_sha256 == "signed by the agent"
    done = next(task for task in walk.cycle.tasks if task.step == "4")
    assert done.handed_sha256 == unsigned


def test_an_order_sheets_wording_and_rendition_are_kept():
    walk = Walk()
    task = walk.task("1")
    copy = replace(walk.done_copy(task), sha256="edited")
    event = HandedIn(
        claim="edited",
        post=task.post,
        name="x",
        sha256="edited",
        size=1,
        code=copy.code,
        version=1,
        order="Segera.",
        rendition_sha256="readable",
        pages=1,
    )
    walk.claims["edited"] = (task.post, copy)
    walk.apply(event)
    paper = walk.cycle.paper(copy.code)
    assert (paper.order, paper.rendition_sha256, paper.pages) == ("Segera.", "readable", 1)
    assert paper.current_sha256 == "edited"


def test_a_units_evidence_stays_with_its_form():
    walk = Walk()
    walk.until("8")
    task = walk.first("8")
    copy = walk.done_copy(task)
    proof = Attachment(name="bukti.pdf", sha256="b")
    data = UnitData(unit=task.unit, period=walk.period, rows=())
    walk.claims["with proof"] = (task.post, copy)
    walk.apply(
        HandedIn(
            claim="with proof",
            post=task.post,
            name="x",
            sha256=copy.sha256,
            size=1,
            code=copy.code,
            version=copy.version,
            data=data,
            attachments=(proof,),
        )
    )
    assert walk.cycle.paper(task.paper).attachments == (proof,)
    assert walk.cycle.unit(task.unit).data == data


def test_one_head_for_two_units_finds_the_letter_again_for_the_second():
    roster = Walk().roster
    first, second, third, fourth = roster.units
    shared = replace(fourth, head=third.head, staff=third.staff)
    walk = Walk(roster=replace(roster, units=(first, second, third, shared)))
    walk.until("7")
    letter = walk.cycle.request
    walk.do("7", third.id)
    assert letter in {each.copy.code for each in walk.in_inbox(third.head)}
    walk.do("7", fourth.id)
    assert walk.in_inbox(third.head) == []
    assert {task.unit for task in walk.tasks() if task.step == "8"} == {third.id, fourth.id}
    walk.finish()
    assert walk.is_over


# -- what belongs to no cycle --------------------------------------------------------------------


def test_a_stray_file_goes_back_with_what_was_found_and_belongs_to_no_cycle():
    event = HandedIn(claim="k", post="sekretaris", name="foto.jpg", sha256="f", size=1)
    decision = decide_stray(event)
    assert decision.cycle is None
    (answer,) = decision.acts
    assert isinstance(answer, SendBack)
    assert [finding.code for finding in answer.findings] == ["S00"]
    assert answer.findings[0].facts == {"nama": "foto.jpg"}
    found = (Finding("B03", {"nama": "x"}), Finding("B06", {}))
    assert decide_stray(replace(event, findings=found)).acts[0].findings == found


def test_the_note_about_a_duplicate_is_about_the_paper_it_repeats():
    walk = Walk()
    task = walk.task("1")
    copy = walk.done_copy(task)
    walk.drop(task.post, copy, take=True)
    walk.promptly = False
    walk.drop(task.post, copy)
    told = [act for act in walk.acts if isinstance(act, Tell)]
    assert [act.code for act in told] == [task.paper]


def test_time_between_hand_ins_is_measured_from_when_a_paper_lay_there():
    walk = Walk()
    walk.promptly = False
    walk.perform()
    walk.do("1")
    walk.now += timedelta(minutes=5)
    walk.perform()
    task = walk.task("2")
    assert task.laid_at - task.opened_at == timedelta(minutes=5)

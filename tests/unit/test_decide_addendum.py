"""What came after the report was signed, as a paper of its own: its number, readers, place."""

from collections import deque

import pytest
from sop_copies import VARIANTS
from walks import CUTOFF, OPENING, Copy, Walk, read_sop

from pipeline.domain.acts import Append, Issue, Lay
from pipeline.domain.cycle import PaperState
from pipeline.office.presence import belongs

LATE = ["bidang-2", "bidang-3"]
NEXT = OPENING.replace(day=14, hour=16)


def signed(*missing, sop=None):
    """A cycle whose report was signed while these units owed their data."""
    walk = Walk(sop=sop) if sop else Walk()
    walk.until("7")
    walk.deliver(*(unit.unit for unit in walk.cycle.units if unit.unit not in missing))
    walk.let_time_pass(until=CUTOFF)
    walk.warn(*missing)
    walk.let_time_pass(until=NEXT)
    walk.close_early()
    walk.do("10")
    return walk


def addendum_of(walk, unit):
    return walk.cycle.paper(walk.cycle.unit(unit).addendum)


def lying(walk, code):
    """The posts in whose inbox a paper lies."""
    return [each.post for each in walk.inbox if each.copy.code == code]


def test_late_data_give_a_numbered_addendum_to_the_report():
    walk = signed("bidang-3")
    report = walk.cycle.paper(walk.cycle.report)
    walk.deliver("bidang-3")
    paper = addendum_of(walk, "bidang-3")
    assert (paper.count, paper.about, paper.unit) == (1, report.code, "bidang-3")
    assert (paper.state, paper.nomor, paper.signatures) == (PaperState.RECORDED, None, ())
    assert paper.label == "Addendum Laporan Rekapitulasi Ke-1 Bidang III"
    assert paper.title == "Addendum Laporan Rekapitulasi Ke-1 - Bidang III - Triwulan III 2026"
    assert walk.cycle.paper(report.code) == report


def test_it_is_laid_before_who_made_the_report_and_who_reads_it_and_waits_for_nobody():
    walk = signed("bidang-3")
    walk.deliver("bidang-3")
    paper = addendum_of(walk, "bidang-3")
    assert paper.readers == ("kasubbag-tu", "sekretaris")
    assert lying(walk, paper.code) == ["kasubbag-tu", "sekretaris"]
    assert paper.code not in {task.paper for task in walk.cycle.tasks}
    assert belongs(walk.cycle, walk.roster, "sekretaris", paper.code)
    assert not belongs(walk.cycle, walk.roster, "kepala-badan", paper.code)


def test_who_has_read_it_may_hand_it_in():
    walk = signed("bidang-3")
    walk.deliver("bidang-3")
    paper = addendum_of(walk, "bidang-3")
    copy = Copy(paper.code, paper.version, paper.current_sha256)
    before = walk.cycle
    event = walk.drop("sekretaris", copy, take=True)
    assert (walk.cycle, walk.sent_back) == (before, [])
    assert event.claim in walk.released
    walk.drop("kepala-badan", copy)
    assert walk.sent_back[-1].findings[0].code == "S09"


@pytest.mark.parametrize(
    ("variant", "readers"),
    [("without step 11", ("kasubbag-tu",)), ("without the archiving order", None)],
)
def test_its_readers_are_those_of_the_sop(tmp_path, variant, readers):
    walk = signed("bidang-3", sop=read_sop(VARIANTS[variant].write(tmp_path)))
    walk.deliver("bidang-3")
    paper = addendum_of(walk, "bidang-3")
    assert paper.readers == (readers or ("kasubbag-tu", "sekretaris"))
    walk.finish()
    assert walk.is_over
    assert walk.archive == walk.contents


def test_addenda_are_numbered_in_the_order_they_came():
    walk = signed(*LATE)
    walk.deliver("bidang-3")  # in the same minute as the other
    walk.deliver("bidang-2")
    assert [addendum_of(walk, unit).count for unit in ("bidang-3", "bidang-2")] == [1, 2]
    assert [walk.cycle.addendum_number(unit) for unit in ("bidang-3", "bidang-2")] == [1, 2]


def test_a_report_made_anew_withdraws_it_and_its_number_is_never_given_again():
    walk = signed(*LATE)
    walk.deliver("bidang-3")
    first = addendum_of(walk, "bidang-3")
    walk.send_back("11")
    assert walk.cycle.paper(first.code).state is PaperState.WITHDRAWN
    assert lying(walk, first.code) == []
    assert walk.cycle.unit("bidang-3").addendum is None
    walk.do("10")
    walk.deliver("bidang-2")
    assert addendum_of(walk, "bidang-2").count == 2
    assert walk.cycle.addenda == ("bidang-2",)
    walk.finish()
    assert first.code in walk.archive  # why there is no addendum 1 must be explainable


def test_one_that_is_not_made_yet_when_the_report_comes_back_is_made_no_more():
    walk = signed("bidang-3")
    walk.promptly = False
    _deliver_without_making(walk, "bidang-3", keep=addendum_issue)
    code = walk.cycle.unit("bidang-3").addendum
    walk.send_back("11")
    walk.perform()
    assert walk.cycle.paper(code).current_sha256 is None
    assert lying(walk, code) == []
    walk.finish()
    assert code not in walk.archive


def addendum_issue(walk, act):
    return isinstance(act, Issue) and act.code == walk.cycle.unit("bidang-3").addendum


def _deliver_without_making(walk, unit, keep):
    """Let a unit deliver; the acts to ``keep`` stay undone and come last."""
    while not walk.cycle.unit(unit).has_delivered:
        walk.perform()
        task = next(t for t in walk.tasks() if t.unit == unit and t.step in ("7", "8", "8a"))
        walk.drop(task.post, walk.done_copy(task), take=True)
    kept = [act for act in walk.acts if keep(walk, act)]
    assert kept
    walk.acts = deque(act for act in walk.acts if not keep(walk, act))
    walk.perform()
    walk.acts += kept


def test_after_filing_it_is_added_with_the_data_and_only_once_it_is_made():
    walk = signed("bidang-3")
    walk.finish_main_line()
    walk.promptly = False
    _deliver_without_making(walk, "bidang-3", keep=addendum_issue)
    assert not [act for act in walk.acts if isinstance(act, Append)]
    filed = list(walk.archive)
    walk.perform()
    paper = addendum_of(walk, "bidang-3")
    assert walk.archive[: len(filed)] == filed
    assert walk.archive[-1] == paper.code
    assert walk.archive == walk.contents
    assert lying(walk, paper.code) == ["kasubbag-tu", "sekretaris"]


@pytest.mark.parametrize("filed_first", [True, False])
def test_one_that_is_made_while_the_berkas_is_being_closed_is_added_to_it(filed_first):
    walk = signed("bidang-3")
    walk.until("12", without_units=True)
    walk.promptly = False
    _deliver_without_making(walk, "bidang-3", keep=addendum_issue)
    (late,) = walk.acts
    walk.acts.clear()
    walk.promptly = True
    walk.do("12")
    paper = addendum_of(walk, "bidang-3")
    assert paper.code not in walk.cycle.items
    assert walk.cycle.unit("bidang-3").data_paper in walk.cycle.items
    if filed_first:
        walk.do("13")
    walk.acts.append(late)
    walk.perform()
    walk.finish()
    assert walk.archive == walk.contents
    assert walk.archive.count(paper.code) == 1
    assert walk.cycle.unit("bidang-3").appended_at


def test_before_filing_it_is_an_item_of_the_berkas_and_leaves_the_inboxes_with_it():
    walk = signed("bidang-3")
    walk.deliver("bidang-3")
    paper = addendum_of(walk, "bidang-3")
    walk.finish()
    assert paper.code in walk.cycle.items
    assert lying(walk, paper.code) == []
    assert walk.cycle.late_units == ()


def test_an_sop_without_an_addendum_works_as_it_did(tmp_path):
    walk = signed(*LATE, sop=read_sop(VARIANTS["without addenda"].write(tmp_path)))
    walk.deliver("bidang-3")
    walk.finish_main_line()
    walk.deliver("bidang-2")
    assert [walk.cycle.unit(unit).addendum for unit in LATE] == [None, None]
    assert [walk.cycle.addendum_number(unit) for unit in ("bidang-3", "bidang-2")] == [1, 2]
    assert not [paper for paper in walk.cycle.papers if paper.readers]
    assert not [act for _, _, decided in walk.decided for act in decided.acts if _told(walk, act)]
    assert walk.is_over
    assert walk.archive == walk.contents


def _told(walk, act):
    return isinstance(act, Lay) and walk.cycle.paper(act.code).kind == "addendum-rekapitulasi"

"""Late data and the berkas: into the unsigned report, beside a signed one, added at last."""

import pytest
from sop_copies import SAMPLE, VARIANTS
from walks import CUTOFF, OPENING, Walk, read_sop

from pipeline.domain.acts import Append, Issue
from pipeline.domain.context import NumberTaken
from pipeline.domain.cycle import PaperState, Status

LATE = ["bidang-2", "bidang-3"]
NEXT = OPENING.replace(day=14, hour=16)


def closed(*missing, sop=None):
    """A cycle that was closed while these units owed their data; its report waits unsigned."""
    walk = Walk(sop=sop) if sop else Walk()
    walk.until("7")
    walk.deliver(*(unit.unit for unit in walk.cycle.units if unit.unit not in missing))
    walk.let_time_pass(until=CUTOFF)
    walk.warn(*missing)
    walk.let_time_pass(until=NEXT)
    walk.close_early()
    return walk


def labels(walk, codes):
    return [walk.cycle.paper(code).label for code in codes]


def test_data_that_come_before_the_report_is_signed_renew_it():
    walk = closed("bidang-3")
    old = walk.done_copy(walk.task("10"))
    walk.deliver("bidang-3")
    report = walk.cycle.paper(walk.cycle.report)
    assert (report.version, report.state) == (2, PaperState.ISSUED)
    assert not walk.cycle.unit("bidang-3").supplement
    lying = [each.copy for each in walk.in_inbox("kasubbag-tu") if each.copy.code == report.code]
    assert [copy.version for copy in lying] == [2]
    walk.drop("kasubbag-tu", old)
    assert walk.sent_back[-1].findings[0].code == "S02"
    walk.finish()
    assert walk.is_over


def test_a_renewed_report_keeps_its_number():
    walk = closed("bidang-3")
    nomor = walk.cycle.paper(walk.cycle.report).nomor
    walk.deliver("bidang-3")
    assert walk.cycle.paper(walk.cycle.report).nomor == nomor
    assert nomor.split()[2] == "LAP-01"


@pytest.mark.parametrize("row", ["11", "12"])
def test_data_that_come_after_the_report_was_signed_are_a_supplement(row):
    walk = closed("bidang-3")
    walk.do("10")
    while not [task for task in walk.tasks() if task.step == row]:
        walk.do("11")
    report = walk.cycle.paper(walk.cycle.report)
    walk.deliver("bidang-3")
    assert walk.cycle.paper(walk.cycle.report) == report
    assert walk.cycle.unit("bidang-3").supplement
    walk.finish()
    assert walk.is_over
    assert "Data Kinerja Bidang III" in labels(walk, walk.archive)
    assert walk.cycle.late_units == ()


def test_data_after_the_signature_are_numbered_addenda_in_the_order_they_came():
    walk = closed(*LATE)
    assert walk.cycle.addenda == ()
    walk.do("10")
    walk.deliver("bidang-3")
    assert walk.cycle.addenda == ("bidang-3",)
    walk.let_time_pass(minutes=30)
    walk.deliver("bidang-2")
    assert walk.cycle.addenda == ("bidang-3", "bidang-2")
    walk.send_back("11")  # the report is made anew, with them in it
    assert walk.cycle.addenda == ()


def test_a_returned_report_takes_in_what_came_meanwhile():
    walk = closed("bidang-3")
    walk.do("10")
    walk.deliver("bidang-3")
    walk.send_back("11")
    assert not walk.cycle.unit("bidang-3").supplement
    assert walk.cycle.missing_units == ()


def test_data_that_come_before_a_later_report_is_made_are_simply_in_it(tmp_path):
    sop = read_sop(VARIANTS["an order before the recap"].write(tmp_path))
    walk = closed("bidang-3", sop=sop)
    assert walk.cycle.report is None
    walk.deliver("bidang-3")
    assert not walk.cycle.unit("bidang-3").supplement
    walk.finish()
    assert walk.is_over


def test_the_main_line_goes_on_once_however_late_the_data_come():
    walk = closed(*LATE)
    walk.deliver(*LATE)
    assert [task.step for task in walk.cycle.open_tasks] == ["10"]


def test_data_that_come_after_filing_are_added_with_a_new_list():
    walk = closed("bidang-3")
    walk.finish_main_line()
    filed = list(walk.archive)
    contents = walk.cycle.paper(walk.cycle.contents)
    walk.deliver("bidang-3")
    added = walk.archive[len(filed) :]
    assert walk.archive[: len(filed)] == filed
    assert labels(walk, added) == [
        "Formulir Data Kinerja Bidang III",
        "Data Kinerja Bidang III",
        "Tanda Terima Data Kinerja Bidang III",
        "Addendum Laporan Rekapitulasi Ke-1 Bidang III",
    ]
    assert walk.cycle.paper(contents.code).version == contents.version + 1
    assert walk.contents == walk.archive
    assert walk.cycle.unit("bidang-3").appended_at == walk.now
    assert walk.cycle.berkas_sha256 == "m2"
    assert walk.is_over


def test_late_units_are_added_one_after_the_other_in_the_order_they_came():
    walk = closed(*LATE)
    walk.finish_main_line()
    walk.promptly = False
    for unit in ("bidang-3", "bidang-2"):
        for _ in range(3):
            walk.perform()
            task = next(t for t in walk.tasks() if t.unit == unit and t.step in ("7", "8", "8a"))
            walk.drop(task.post, walk.done_copy(task), take=True)
    appends = [act.unit for act in walk.acts if isinstance(act, Append)]
    assert len(appends) <= 1
    walk.perform()
    assert walk.cycle.late_units == ("bidang-3", "bidang-2")
    assert walk.archive == walk.contents
    assert walk.is_over


def test_data_that_come_while_the_berita_acara_waits_are_added_after_filing():
    walk = closed("bidang-3")
    walk.until("13", without_units=True)
    items = walk.cycle.items
    walk.deliver("bidang-3")
    assert walk.cycle.items == items
    assert [paper.code for paper in walk.cycle.filed_papers] == list(items)
    assert walk.cycle.late_units == ("bidang-3",)
    walk.do("13")
    assert walk.is_over
    assert walk.archive == walk.contents
    assert labels(walk, walk.archive)[-1] == "Addendum Laporan Rekapitulasi Ke-1 Bidang III"


def test_several_units_that_come_while_the_berita_acara_waits_are_all_added():
    walk = closed(*LATE)
    walk.until("13", without_units=True)
    walk.deliver("bidang-3", "bidang-2")
    walk.do("13")
    assert walk.cycle.late_units == ("bidang-3", "bidang-2")
    assert walk.archive == walk.contents
    assert all(walk.cycle.unit(unit).appended_at for unit in LATE)


def test_a_returned_berita_acara_takes_in_what_came_meanwhile():
    walk = closed("bidang-3")
    walk.until("13", without_units=True)
    walk.deliver("bidang-3")
    walk.send_back("13")
    walk.finish()
    assert walk.cycle.late_units == ()
    assert "Data Kinerja Bidang III" in labels(walk, walk.cycle.items)
    assert walk.is_over


def test_what_the_berkas_holds_does_not_change_under_the_berita_acara():
    walk = closed("bidang-3")  # a second warning is being drafted
    walk.do("9a")
    walk.until("13", without_units=True)
    items = walk.cycle.items
    warning = walk.cycle.unit("bidang-3").warnings[-1].paper
    assert warning not in items
    walk.deliver("bidang-3")  # the numbered draft is withdrawn now
    walk.do("13")
    assert list(items) == walk.archive[: len(items)]
    assert warning in walk.archive[len(items) :]


def test_a_form_that_was_never_filled_is_no_item_of_the_berkas():
    walk = closed("bidang-3")
    walk.finish_main_line()
    assert "Formulir Data Kinerja Bidang III" not in labels(walk, walk.archive)


def test_a_withdrawn_letter_is_kept_only_when_its_number_must_be_explained():
    walk = Walk()
    walk.until("7")
    walk.deliver("sekretariat", "bidang-1")
    walk.let_time_pass(until=CUTOFF)
    walk.do("9a", "bidang-3")
    walk.finish()
    assert "Surat Peringatan Bidang III" in labels(walk, walk.archive)
    assert "Surat Peringatan Bidang II" in labels(walk, walk.archive)
    again = Walk()
    again.until("7")
    again.let_time_pass(until=CUTOFF)
    again.deliver(*(unit.unit for unit in again.cycle.units))
    again.finish()
    assert not [each for each in labels(again, again.archive) if "Peringatan" in each]


def test_the_berkas_is_numbered_in_the_year_the_cycle_was_opened_at_the_office():
    new_year = OPENING.replace(year=2027, month=1, day=1, hour=6).astimezone(tz=None)
    walk = Walk(now=new_year)
    walk.until("13")
    (drawn,) = [each for each in walk.registers.taken if each.register.startswith("berkas/")]
    assert isinstance(drawn, NumberTaken)
    assert drawn.register == "berkas/000.8.6.3/2027"


def test_letters_of_a_new_year_begin_their_register_anew():
    walk = Walk()
    walk.until("7")
    walk.let_time_pass(until=OPENING.replace(year=2027, month=1, day=4))
    walk.warn("bidang-3")
    letter = walk.cycle.paper(walk.cycle.unit("bidang-3").warnings[0].paper)
    assert letter.nomor == "000.8.6.3 / 01 / KBL / I / 2027"


def test_a_berkas_without_receipts_takes_late_data_too(tmp_path):
    sop = read_sop(VARIANTS["without receipts"].write(tmp_path))
    walk = closed("bidang-3", sop=sop)
    walk.finish_main_line()
    walk.deliver("bidang-3")
    assert walk.is_over
    assert walk.archive == walk.contents


def test_filing_is_decided_once(tmp_path):
    walk = Walk(sop=read_sop(SAMPLE.write(tmp_path)))
    walk.until("13")
    task = walk.task("13")
    copy = walk.done_copy(task)
    walk.drop(task.post, copy, take=True)
    assert walk.cycle.status is Status.FILED
    before = walk.cycle
    walk.drop(task.post, copy)
    assert walk.cycle == before
    assert walk.notes[-1].finding.code == "N03"
    assert not [act for act in walk.acts if isinstance(act, Issue)]

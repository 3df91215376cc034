"""What time brings: reminders, warning letters, a new date, the offer to close; each once."""

from datetime import timedelta

import pytest
from real_calendar import real
from sop_copies import VARIANTS
from walks import CUTOFF, OPENING, Walk, read_sop

from pipeline.domain.cycle import Format, Outcome, PaperState, Status
from pipeline.domain.events import TimePassed, Timer
from pipeline.domain.period import Period

DUE = OPENING.replace(day=7, hour=16, minute=0)
LATE = ["bidang-2", "bidang-3"]


def asked():
    walk = Walk()
    walk.until("7")
    return walk


def warned(*missing):
    """A cycle at the morning of the warnings, with these units late."""
    walk = asked()
    walk.deliver(*(unit.unit for unit in walk.cycle.units if unit.unit not in missing))
    walk.let_time_pass(until=CUTOFF)
    return walk


def told(walk, code):
    return [note for note in walk.notes if note.finding.code == code]


# -- reminders and lateness ----------------------------------------------------------------------


def test_a_reminder_lies_beside_the_form_of_whoever_holds_it_the_working_day_before():
    walk = asked()
    walk.do("7", "bidang-1")
    walk.deliver("sekretariat")
    walk.let_time_pass(until=OPENING.replace(day=6))
    assert {note.post for note in told(walk, "N01")} == {
        "japel-bidang-1",
        "kabid-bidang-2",
        "kabid-bidang-3",
    }
    note = told(walk, "N01")[0]
    assert note.finding.facts["batas_waktu"] == DUE.isoformat()
    assert note.finding.facts["sisa"] == "1"
    assert note.title.startswith("PENGINGAT - Formulir Data Kinerja")
    assert note.code in {unit.form for unit in walk.cycle.units}


def test_a_reminder_comes_once():
    walk = asked()
    walk.let_time_pass(until=OPENING.replace(day=6))
    count = len(told(walk, "N01"))
    for unit in walk.cycle.units:
        walk.apply(TimePassed(timer=Timer.REMINDER, unit=unit.unit))
    assert len(told(walk, "N01")) == count == 4


def test_no_reminder_once_the_date_has_passed():
    walk = asked()
    walk.let_time_pass(until=DUE)
    assert told(walk, "N01") == []
    assert all(unit.reminded_at is None for unit in walk.cycle.units)


def test_no_reminder_is_set_when_there_is_no_time_left_for_one(tmp_path):
    sop = read_sop(VARIANTS["as it is"].row("8", waktu='"1 hari"').write(tmp_path))
    walk = Walk(sop=sop)
    walk.until("6")
    walk.let_time_pass(minutes=60)
    walk.do("6")
    assert {timer.timer for timer in walk.timers} == {Timer.DUE, Timer.CUTOFF}


def test_a_unit_is_late_from_the_moment_its_date_passes():
    walk = asked()
    walk.let_time_pass(until=DUE - timedelta(minutes=1))
    assert walk.cycle.unit("bidang-1").overdue_at is None
    walk.let_time_pass(minutes=1)
    assert walk.cycle.unit("bidang-1").overdue_at == DUE
    assert walk.cycle.unit("bidang-1").warnings == ()


@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (DUE, 0),
        (DUE + timedelta(minutes=1), 1),
        (DUE + timedelta(days=1), 1),
        (DUE + timedelta(days=2), 2),
        (DUE + timedelta(days=3), 2),  # Saturday
        (DUE + timedelta(days=5), 3),
    ],
)
def test_days_late_are_working_days_after_the_due_date(moment, days):
    walk = asked()
    walk.let_time_pass(until=moment)
    walk.deliver("bidang-1")
    assert walk.cycle.unit("bidang-1").days_late == days


def test_time_leaves_a_unit_in_peace_that_has_delivered():
    walk = asked()
    walk.deliver("bidang-1")
    before = walk.cycle.unit("bidang-1")
    walk.let_time_pass(until=CUTOFF)
    assert walk.cycle.unit("bidang-1") == before
    for timer in Timer:
        walk.apply(TimePassed(timer=timer, unit="bidang-1", count=1))
    assert walk.cycle.unit("bidang-1") == before
    assert not [task for task in walk.cycle.open_tasks if task.unit == "bidang-1"]


# -- the warning letter --------------------------------------------------------------------------


def test_at_the_opening_of_the_next_week_each_late_unit_gets_a_draft_of_its_own():
    walk = asked()
    walk.deliver("sekretariat", "bidang-1")
    walk.let_time_pass(until=CUTOFF - timedelta(minutes=1))
    assert not any(unit.warnings for unit in walk.cycle.units)
    walk.let_time_pass(minutes=1)
    drafts = [task for task in walk.tasks() if task.step == "9a"]
    assert [(task.unit, task.post) for task in drafts] == [
        ("bidang-2", "kasubbag-tu"),
        ("bidang-3", "kasubbag-tu"),
    ]
    for task in drafts:
        paper = walk.cycle.paper(task.paper)
        assert (paper.format, paper.count, paper.about) == (Format.WORD, 1, walk.cycle.request)
        assert paper.title.startswith("Konsep Surat Peringatan - Bidang ")
        assert walk.cycle.unit(task.unit).warnings[0].drafted_at == CUTOFF


def test_a_warning_is_parafed_signed_and_delivered_with_the_direct_request():
    walk = warned("bidang-3")
    for step, post in (
        ("9a", "kasubbag-tu"),
        ("9b", "sekretaris"),
        ("9c", "kepala-badan"),
        ("9d", "kasubbag-tu"),
    ):
        assert walk.task(step).post == post
        assert walk.task(step).companions == ()
        walk.do(step)
    (letter,) = walk.cycle.unit("bidang-3").warnings
    paper = walk.cycle.paper(letter.paper)
    assert paper.nomor == "000.8.6.3 / 02 / KBL / X / 2026"
    assert [each.field for each in paper.signatures] == ["ParafSekretaris", "TtdKepalaBadan"]
    assert paper.state is PaperState.RECORDED
    assert letter.paper in {each.copy.code for each in walk.in_inbox("kabid-bidang-3")}
    (note,) = told(walk, "N02")
    assert (note.post, note.code) == ("kabid-bidang-3", letter.paper)
    assert note.finding.facts["nomor"] == paper.nomor
    assert note.finding.facts["batas_waktu"] == letter.new_due.isoformat()


def test_a_form_is_never_laid_beside_a_warning():
    walk = warned("bidang-3")
    walk.do("9a")
    assert {each.copy.code for each in walk.in_inbox("sekretaris")} == {
        walk.cycle.unit("bidang-3").warnings[0].paper,
        walk.cycle.unit("sekretariat").receipt,
    }


def test_the_new_date_is_two_working_days_after_delivery():
    walk = warned("bidang-3")
    walk.warn("bidang-3")
    (letter,) = walk.cycle.unit("bidang-3").warnings
    assert letter.delivered_at == CUTOFF
    assert letter.new_due == walk.calendar.due(CUTOFF, 2) == DUE.replace(day=14)


def test_a_warning_is_withdrawn_when_the_data_come_first():
    walk = warned(*LATE)
    walk.do("9a", "bidang-3")
    letter = walk.cycle.unit("bidang-3").warnings[0].paper
    nomor = walk.cycle.paper(letter).nomor
    walk.deliver("bidang-3")
    (each,) = walk.cycle.unit("bidang-3").warnings
    assert each.withdrawn_at == CUTOFF
    assert walk.cycle.paper(letter).state is PaperState.WITHDRAWN
    (void,) = walk.registers.voided
    assert (void.text, void.code, void.reason) == (nomor, letter, "data telah diterima")
    assert letter not in {each.copy.code for each in walk.inbox}
    done = [task for task in walk.cycle.tasks if task.paper == letter]
    assert [task.outcome for task in done] == [Outcome.DONE, Outcome.WITHDRAWN]
    assert {task.unit for task in walk.tasks() if task.step == "9a"} == {"bidang-2"}


def test_who_was_to_deliver_a_signed_warning_is_told_that_the_data_came():
    walk = warned("bidang-3")
    for step in ("9a", "9b", "9c"):
        walk.do(step)
    letter = walk.cycle.paper(walk.task("9d").paper)
    walk.deliver("bidang-3")
    assert walk.cycle.paper(letter.code).state is PaperState.WITHDRAWN
    (note,) = told(walk, "N06")
    assert (note.post, note.code) == ("kasubbag-tu", letter.code)
    assert note.finding.facts["nomor"] == letter.nomor
    assert letter.code not in {each.copy.code for each in walk.inbox}


def test_nobody_is_told_of_a_warning_that_was_not_signed():
    walk = warned("bidang-3")
    walk.do("9a")
    walk.deliver("bidang-3")
    assert told(walk, "N06") == []


def test_a_draft_without_a_number_is_withdrawn_without_a_trace_in_the_register():
    walk = warned("bidang-3")
    walk.deliver("bidang-3")
    assert walk.registers.voided == []
    numbers = [each for each in walk.registers.taken if each.register == "surat_keluar/2026"]
    assert len(numbers) == 1


def test_a_delivered_warning_leaves_the_inbox_when_the_data_come():
    walk = warned("bidang-3")
    walk.warn("bidang-3")
    letter = walk.cycle.unit("bidang-3").warnings[0].paper
    walk.deliver("bidang-3")
    assert letter not in {each.copy.code for each in walk.inbox}
    assert walk.cycle.paper(letter).state is PaperState.RECORDED
    assert walk.registers.voided == []


def test_a_returned_warning_is_drafted_again_for_its_own_unit():
    walk = warned(*LATE)
    walk.do("9a", "bidang-3")
    walk.do("9a", "bidang-2")
    walk.send_back("9b", "Nama keliru", unit="bidang-3")
    task = walk.task("9a", "bidang-3")
    assert task.paper == walk.cycle.unit("bidang-3").warnings[0].paper
    assert task.reasons[0].facts["catatan"] == "Nama keliru"
    assert walk.task("9b", "bidang-2")


def test_a_read_warning_may_be_handed_in():
    walk = warned("bidang-3")
    walk.warn("bidang-3")
    letter = walk.cycle.unit("bidang-3").warnings[0].paper
    lying = next(each for each in walk.in_inbox("kabid-bidang-3") if each.copy.code == letter)
    before = walk.cycle
    walk.drop("kabid-bidang-3", lying.copy, take=True)
    assert (walk.cycle, walk.sent_back) == (before, [])


# -- the second warning and the offer to close ---------------------------------------------------


def second(*missing):
    walk = warned(*missing)
    walk.warn(*missing)
    walk.let_time_pass(until=DUE.replace(day=14))
    return walk


def test_after_the_new_date_a_second_warning_and_the_closing_sheet_lie_before_kasubbag_tu():
    walk = second("bidang-3")
    task = walk.task("9a")
    assert walk.cycle.paper(task.paper).count == 2
    assert task.paper == walk.cycle.unit("bidang-3").warnings[1].paper
    sheet = walk.cycle.paper(walk.cycle.closing)
    assert (sheet.format, walk.task("9").post) == (Format.WORD, "kasubbag-tu")
    assert sheet.title.startswith("Konsep") is False


def test_there_is_one_closing_sheet_for_all_late_units():
    walk = second(*LATE)
    assert len([task for task in walk.cycle.open_tasks if task.step == "9"]) == 1
    assert len([task for task in walk.cycle.open_tasks if task.step == "9a"]) == 2


def test_a_warning_that_nobody_delivers_is_not_repeated():
    walk = warned("bidang-3")
    walk.let_time_pass(minutes=30 * 24 * 60)
    assert len(walk.cycle.unit("bidang-3").warnings) == 1
    assert walk.cycle.closing is None


def test_the_closing_sheet_is_renewed_when_fewer_units_are_missing():
    walk = second(*LATE)
    walk.deliver("bidang-2")
    sheet = walk.cycle.paper(walk.cycle.closing)
    assert (sheet.version, sheet.state) == (2, PaperState.ISSUED)
    lying = [each.copy for each in walk.in_inbox("kasubbag-tu") if each.copy.code == sheet.code]
    assert [copy.version for copy in lying] == [2]


def test_a_renewed_closing_sheet_makes_the_older_one_stale():
    walk = second(*LATE)
    old = walk.done_copy(walk.task("9"))
    walk.deliver("bidang-2")
    walk.drop("kasubbag-tu", old)
    assert walk.sent_back[-1].findings[0].code == "S02"
    assert not walk.cycle.closed_early


def test_the_closing_sheet_is_withdrawn_when_the_last_data_come():
    walk = second("bidang-3")
    sheet = walk.cycle.closing
    walk.deliver("bidang-3")
    assert walk.cycle.closing is None
    assert walk.cycle.paper(sheet).state is PaperState.WITHDRAWN
    assert sheet not in {each.copy.code for each in walk.inbox}
    assert not walk.cycle.closed_early
    assert walk.task("10")


def test_the_closing_sheet_cannot_be_returned():
    walk = second("bidang-3")
    walk.send_back("9")
    assert walk.sent_back[-1].findings[0].code == "S04"
    assert walk.cycle.closing


def test_closing_early_makes_the_report_with_units_missing():
    walk = second("bidang-3")
    walk.close_early()
    assert walk.cycle.closed_early
    assert walk.cycle.collected_at == walk.now
    assert walk.cycle.missing_units == ("bidang-3",)
    assert walk.task("10").paper == walk.cycle.report
    assert walk.task("8" if walk.cycle.unit("bidang-3").data else "7", "bidang-3")


def test_warnings_go_on_after_the_period_was_closed_but_no_second_closing_sheet():
    walk = second("bidang-3")
    walk.close_early()
    walk.warn("bidang-3")
    walk.let_time_pass(minutes=4 * 24 * 60)
    assert len(walk.cycle.unit("bidang-3").warnings) == 3
    assert walk.cycle.closing is None


def test_an_sop_without_warnings_offers_closing_at_once(tmp_path):
    walk = Walk(sop=read_sop(VARIANTS["without warnings"].write(tmp_path)))
    walk.until("7")
    walk.deliver("bidang-1")
    walk.let_time_pass(until=CUTOFF)
    assert walk.task("9").paper == walk.cycle.closing
    walk.close_early()
    assert walk.task("10")


# -- timers that were missed ---------------------------------------------------------------------


def test_timers_missed_while_paraf_was_off_do_their_work_once():
    walk = asked()
    walk.let_time_pass(until=CUTOFF + timedelta(days=40))
    assert told(walk, "N01") == []
    assert [len(unit.warnings) for unit in walk.cycle.units] == [1] * 4
    walk.let_time_pass(minutes=100)
    assert [len(unit.warnings) for unit in walk.cycle.units] == [1] * 4


@pytest.mark.parametrize("delivered", [False, True])
@pytest.mark.parametrize("timer", list(Timer))
def test_a_timer_that_fires_twice_does_nothing_the_second_time(timer, delivered):
    walk = second(*LATE)
    if delivered:
        walk.warn(*LATE)
    before = walk.cycle
    for count in (0, 1):
        walk.apply(TimePassed(timer=timer, unit="bidang-3", count=count))
    assert walk.cycle == before


def test_an_older_extension_does_nothing_once_another_warning_was_delivered():
    walk = second("bidang-3")
    walk.warn("bidang-3")
    before = walk.cycle
    walk.apply(TimePassed(timer=Timer.EXTENSION, unit="bidang-3", count=1))
    assert walk.cycle == before


def test_a_unit_that_is_owed_keeps_a_filed_cycle_awake():
    walk = second("bidang-3")
    walk.close_early()
    walk.finish_main_line()
    assert walk.cycle.status is Status.FILED
    assert not walk.is_over
    assert {task.unit for task in walk.cycle.open_tasks} == {"bidang-3"}


# -- pausing -------------------------------------------------------------------------------------

#: Data are due on the last day before Nyepi and Idulfitri 2026; the office opens again on the 25th.
BEFORE_HOLIDAYS = OPENING.replace(month=3, day=11)
AFTER_HOLIDAYS = OPENING.replace(month=3, day=25)


def over_the_holidays(looks):
    """A cycle whose date falls before a long holiday; Paraf looks at these moments."""
    walk = Walk(now=BEFORE_HOLIDAYS, calendar=real(), period=Period(2025, 4))
    walk.until("7")
    walk.do("7", "bidang-1")
    walk.deliver("bidang-2")
    for moment in looks:
        walk.let_time_pass(until=moment)
    return walk


def test_pausing_over_a_holiday_changes_nothing():
    minutes = int((AFTER_HOLIDAYS - BEFORE_HOLIDAYS).total_seconds() // 60)
    always = over_the_holidays(BEFORE_HOLIDAYS + timedelta(minutes=n + 1) for n in range(minutes))
    last_look = BEFORE_HOLIDAYS.replace(day=17, hour=15, minute=30)
    reminded = BEFORE_HOLIDAYS.replace(day=16)
    paused = over_the_holidays([reminded, last_look, AFTER_HOLIDAYS])
    assert always.cycle.unit("bidang-1").due == BEFORE_HOLIDAYS.replace(day=17, hour=16, minute=0)
    assert [event for _, event, _ in paused.decided] == [event for _, event, _ in always.decided]
    assert paused.cycle == always.cycle
    assert (paused.notes, paused.inbox) == (always.notes, always.inbox)
    late = paused.cycle.unit("bidang-1")
    assert late.overdue_at == late.due
    assert [each.drafted_at for each in late.warnings] == [AFTER_HOLIDAYS]


def test_a_unit_is_late_since_its_date_however_late_paraf_looks():
    walk = asked()
    walk.let_time_pass(until=CUTOFF + timedelta(days=40))
    assert {unit.overdue_at for unit in walk.cycle.units} == {DUE}

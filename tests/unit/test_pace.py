"""Steps measured in office minutes, against the SOP's own standards and no others."""

from datetime import timedelta

import pytest
from sop_copies import VARIANTS
from walks import CUTOFF, OPENING, Walk, read_sop

from pipeline.domain.cycle import Outcome
from pipeline.domain.pace import minutes_of, pace, passes
from pipeline.domain.sop import Standard, TimeUnit
from pipeline.wording.durations import duration_words, standard_words


def measured(walk, step=None):
    found = passes(walk.cycle, walk.sop, walk.calendar, walk.now)
    return [each for each in found if step in (None, each.step)]


def spend(walk, minutes):
    walk.let_time_pass(until=walk.calendar.after_working_minutes(walk.now, minutes))


@pytest.mark.parametrize(("minutes", "over"), [(9, False), (10, False), (11, True)])
def test_a_step_is_over_once_more_minutes_passed_than_the_sop_states(minutes, over):
    walk = Walk()
    spend(walk, minutes)
    walk.do("1")
    (found,) = measured(walk, "1")
    assert (found.minutes, found.has_standard, found.is_over) == (minutes, True, over)
    assert found.is_done


def test_nights_weekends_and_breaks_do_not_count():
    walk = Walk(now=OPENING.replace(day=2, hour=16, minute=25))  # Friday, five minutes to go
    walk.let_time_pass(until=OPENING.replace(day=5, hour=7, minute=34))
    walk.do("1")
    assert (measured(walk, "1")[0].minutes, measured(walk, "1")[0].is_over) == (9, False)


def test_a_paper_that_waits_is_measured_until_now():
    walk = Walk()
    spend(walk, 30)
    (found,) = measured(walk)
    assert (found.ended, found.minutes, found.is_done, found.is_over) == (None, 30, False, True)


def test_every_round_of_a_returned_paper_is_measured_by_itself():
    walk = Walk()
    walk.until("4")
    spend(walk, 5)
    walk.send_back("4")
    spend(walk, 20)
    walk.do("3")
    spend(walk, 12)
    walk.do("4")
    fourth, third = measured(walk, "4"), measured(walk, "3")
    assert [(each.minutes, each.outcome, each.is_over) for each in fourth] == [
        (5, Outcome.RETURNED, False),
        (12, Outcome.DONE, True),
    ]
    assert [each.minutes for each in third] == [0, 20]
    found = pace(fourth)
    assert (found.done, found.returned, found.measured, found.over) == (2, 1, 2, 1)


def test_gathering_is_measured_by_the_date_that_the_unit_was_given():
    walk = Walk()
    walk.until("7")
    due = walk.cycle.unit("bidang-1").due
    walk.now = due - timedelta(minutes=1)
    for unit in ("bidang-1", "bidang-2"):
        walk.do("7", unit)
    walk.do("8", "bidang-1")
    walk.now = due + timedelta(minutes=1)
    walk.do("8", "bidang-2")
    assert [each.is_over for each in measured(walk, "8")] == [False, True]


def test_a_proposal_is_measured_against_by_nobody():
    walk = Walk()
    walk.until("8a")
    spend(walk, 5_000)
    walk.deliver("sekretariat")
    found = measured(walk, "8a")
    assert max(each.minutes for each in found) >= 5_000
    assert not any(each.has_standard or each.is_over for each in found)
    assert pace(found).measured == 0


def test_a_proposed_time_for_gathering_makes_nobody_slow(tmp_path):
    proposal = '{ waktu = "4 hari", asal = "usulan" }'
    walk = Walk(sop=read_sop(VARIANTS["as it is"].row("8", waktu=proposal).write(tmp_path)))
    walk.until("8")
    walk.let_time_pass(until=CUTOFF)
    assert not any(each.is_over for each in measured(walk, "8"))


def test_a_standard_in_days_runs_to_the_end_of_its_last_day(tmp_path):
    walk = Walk(sop=read_sop(VARIANTS["as it is"].row("3", waktu='"2 hari"').write(tmp_path)))
    walk.until("3")
    walk.now = OPENING.replace(day=5, hour=16, minute=0)
    assert not measured(walk, "3")[0].is_over
    walk.now += timedelta(minutes=1)
    assert measured(walk, "3")[0].is_over


def test_what_was_withdrawn_asked_nothing_of_anybody():
    walk = Walk()
    walk.until("7")
    walk.let_time_pass(until=CUTOFF)
    assert len(measured(walk, "9a")) == 4
    walk.deliver("bidang-1")
    assert "bidang-1" not in {each.unit for each in measured(walk, "9a")}


def test_what_passes_come_to():
    assert pace([]) == pace(iter([]))
    assert (pace([]).median, pace([]).longest, pace([]).done) == (None, None, 0)
    walk = Walk()
    for minutes in (4, 20):
        spend(walk, minutes)
        walk.do(str(measured(walk)[-1].step))
    spend(walk, 7)
    found = pace(measured(walk))
    assert (found.done, found.waiting, found.over, found.measured) == (2, 1, 1, 2)
    assert (found.median, found.longest) == (12, 20)


@pytest.mark.parametrize(
    ("standard", "minutes"),
    [
        (None, None),
        (Standard(amount=10, unit=TimeUnit.MINUTES), 10),
        (Standard(amount=3, unit=TimeUnit.HOURS), 180),
        (Standard(amount=4, unit=TimeUnit.WORKING_DAYS), 1_800),
    ],
)
def test_a_standard_in_minutes(standard, minutes):
    assert minutes_of(standard) == minutes


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 menit"),
        (119, "119 menit"),
        (120, "2 jam"),
        (121, "2 jam 1 menit"),
        (450, "1 hari kerja"),
        (509, "1 hari kerja"),
        (510, "1 hari 1 jam kerja"),
        (3_900, "8 hari 5 jam kerja"),
    ],
)
def test_office_time_in_words(minutes, words):
    assert duration_words(minutes) == words


def test_a_proposal_is_called_one_wherever_a_standard_is_shown():
    half_an_hour = Standard(amount=30, unit=TimeUnit.MINUTES, proposed=True)
    assert standard_words(half_an_hour) == "belum ditetapkan (usulan: 30 menit)"
    assert standard_words(None) == "belum ditetapkan"
    assert standard_words(Standard(amount=4, unit=TimeUnit.WORKING_DAYS)) == "4 hari kerja"
    assert standard_words(Standard(amount=4, unit=TimeUnit.CALENDAR_DAYS)) == "4 hari kalender"

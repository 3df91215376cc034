"""The dates that the SOP gives for a period before it begins."""

from datetime import date, timedelta

import pytest
from real_calendar import VECTORS, at, real
from sop_copies import VARIANTS
from walks import JAKARTA, Walk, read_sop, sample_sop

from pipeline.domain import dates
from pipeline.domain.calendar import Calendar
from pipeline.domain.period import Period
from pipeline.domain.schedule import schedule
from pipeline.errors import Misconfigured
from pipeline.wording.reckoning import standard_reckoned

PLAIN = Calendar(zone=JAKARTA)


def until(found):
    return {each.step.no: each.until for each in found.steps}


def test_every_row_with_a_stated_time_has_its_latest_moment():
    found = schedule(sample_sop(), real(), Period(2026, 3))
    clock = {no: moment for no, moment in until(found).items() if moment}
    assert {no: f"{moment:%d %H:%M}" for no, moment in clock.items()} == {
        "1": "01 07:40",
        "2": "01 07:50",
        "3": "01 08:35",
        "4": "01 08:45",
        "5": "01 08:55",
        "6": "01 09:15",
        "7": "01 09:45",
        "8": "07 16:00",
    }


def test_the_key_dates_of_the_dossiers_cycle():
    found = schedule(sample_sop(), real(), Period(2026, 3))
    assert found.opens == at("2026-10-01", "07:30")
    assert found.distributed == at("2026-10-01", "09:15")
    assert found.reminder == at("2026-10-06", "07:30")
    assert found.due == at("2026-10-07", "16:00")
    assert found.warning == at("2026-10-12", "07:30")
    assert found.new_due == at("2026-10-14", "16:00")
    assert found.due_after.working_days == 4


def test_a_proposal_makes_no_date():
    found = until(schedule(sample_sop(), real(), Period(2026, 3)))
    assert [no for no, moment in found.items() if moment is None] == [
        "8a", "9", "10", "11", "12", "13",
    ]  # fmt: skip


def test_a_cycle_opens_on_the_first_working_day_after_the_quarter():
    found = schedule(sample_sop(), real(), Period(2026, 4))
    assert found.opens == at("2027-01-04", "07:30")
    assert [day.isoformat() for day, _ in found.opens_after.off] == [
        "2027-01-01", "2027-01-02", "2027-01-03",
    ]  # fmt: skip


@pytest.mark.parametrize(("received", "due", "warned"), VECTORS)
def test_units_are_due_and_warned_as_in_the_dossier(received, due, warned):
    first = date.fromisoformat(received)
    now = Period.containing(first)
    before = Period(now.year - (now.quarter == 1), (now.quarter + 2) % 4 + 1)
    days = (before.day_after + timedelta(days=n) for n in range((first - before.day_after).days))
    off = dict(real().holidays) | dict.fromkeys(days, "tutup")  # opens on the day of the letter
    found = schedule(sample_sop(), Calendar(zone=JAKARTA, holidays=off), before)
    assert found.due == real().closing(date.fromisoformat(due))
    assert found.warning == at(warned, "07:30")


def test_a_row_without_a_time_leaves_later_rows_undated_but_not_the_units_days(tmp_path):
    sop = read_sop(VARIANTS["as it is"].row("3", waktu='""').write(tmp_path))
    found = schedule(sop, PLAIN, Period(2026, 3))
    assert [no for no, moment in until(found).items() if moment] == ["1", "2", "8"]
    assert found.distributed == at("2026-10-01", "08:30")
    assert found.due == at("2026-10-07", "16:00")


def test_standards_in_hours_and_days_are_dated_too(tmp_path):
    text = VARIANTS["as it is"].row("3", waktu='"2 hari"').row("4", waktu='"3 jam"')
    sop = read_sop(text.write(tmp_path))
    found = until(schedule(sop, PLAIN, Period(2026, 3)))
    assert found["3"] == at("2026-10-05", "16:00")
    assert found["4"] == at("2026-10-06", "10:30")


# -- other readings of the SOP's words -----------------------------------------------------------


def with_row(tmp_path, no, **values):
    return read_sop(VARIANTS["as it is"].row(no, **values).write(tmp_path))


@pytest.mark.parametrize(
    ("first", "due", "explained"),
    [
        ("2026-10-01", "2026-10-05", "4 hari kalender sejak 1 Oktober"),
        ("2026-09-30", "2026-10-05", "4 hari kalender sejak 30 September; 4 Oktober akhir pekan"),
        ("2026-03-16", "2026-03-25", "4 hari kalender sejak 16 Maret; "),
    ],
)
def test_days_may_be_calendar_days_that_end_on_an_open_one(tmp_path, first, due, explained):
    sop = with_row(tmp_path, "8", waktu='"4 hari kalender"')
    found = dates.due(real(), at(first), sop.time_to_gather)
    assert found == real().closing(date.fromisoformat(due))
    words = standard_reckoned(real().reckon(at(first), found), sop.time_to_gather)
    assert words.startswith(explained)


def test_a_unit_is_given_the_days_that_its_sop_counts(tmp_path):
    walk = Walk(sop=with_row(tmp_path, "8", waktu='"4 hari kalender"'))
    walk.until("7")
    assert walk.cycle.unit("bidang-1").due == at("2026-10-05", "16:00")
    assert walk.cycle.unit("bidang-1").warn_at == at("2026-10-12", "07:30")


@pytest.mark.parametrize(
    ("cutoff", "warned"),
    [
        (None, ("2026-10-13", "07:30")),
        ('"opening"', ("2026-10-13", "07:30")),
        ('"closing"', ("2026-10-13", "16:00")),
        ('"monday"', ("2026-10-12", "07:30")),
    ],
)
def test_the_beginning_of_next_week_is_read_as_the_sop_says(tmp_path, cutoff, warned):
    sop = with_row(tmp_path, "9", cutoff=cutoff) if cutoff else sample_sop()
    calendar = Calendar(zone=JAKARTA, holidays={date(2026, 10, 12): "Hari Jadi Kota"})
    walk = Walk(sop=sop, calendar=calendar)
    walk.until("7")
    assert walk.cycle.unit("bidang-1").warn_at == at(*warned)
    assert schedule(sop, calendar, Period(2026, 3)).warning == at(*warned)


@pytest.mark.parametrize(
    ("row", "cutoff", "problem"),
    [
        ("9", '"noon"', "cutoff"),
        ("3", '"opening"', "'cutoff' does nothing in a step of kind 'draft'"),
        ("8a", '"opening"', "'cutoff' does nothing in a 'receive' of a unit"),
    ],
)
def test_a_cutoff_stands_where_units_are_waited_for(tmp_path, row, cutoff, problem):
    with pytest.raises(Misconfigured) as refused:
        with_row(tmp_path, row, cutoff=cutoff)
    assert any(problem in each for each in refused.value.problems)

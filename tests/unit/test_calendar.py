"""Working time: the dossier's vectors, office hours, and what holds for any calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_calendar import VECTORS, at, real
from walks import JAKARTA, REPOSITORY

from pipeline.config.calendar import has_shared_leave, load_calendar
from pipeline.config.office import load_office
from pipeline.domain.calendar import Calendar

PLAIN = Calendar(zone=JAKARTA)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("received", "due", "warned"), VECTORS)
@pytest.mark.parametrize("clock", ["00:00", "07:30", "15:59", "23:59"])
def test_four_days_and_the_week_after_are_counted_as_in_the_dossier(received, due, warned, clock):
    found = real().due(at(received, clock), 4)
    assert found == real().closing(date.fromisoformat(due))
    assert real().start_of_next_week(found) == at(warned, "07:30")


def test_a_moment_is_counted_in_the_offices_zone():
    late_evening = datetime(2026, 9, 30, 18, 0, tzinfo=UTC)  # Thursday 1 October, 01:00 WIB
    assert PLAIN.due(late_evening, 4) == at("2026-10-07", "16:00")
    assert PLAIN.start_of_next_week(at("2026-10-07", "16:00").astimezone(UTC)) == at(
        "2026-10-12", "07:30"
    )


def test_a_friday_ends_later_than_other_days():
    assert PLAIN.due(at("2026-10-05"), 4) == at("2026-10-09", "16:30")
    assert PLAIN.due(at("2026-10-02"), 4) == at("2026-10-08", "16:00")


def test_a_working_day_later_is_the_same_hour_of_the_next_working_day():
    assert PLAIN.same_hour_next_working_day(at("2026-10-01", "14:20")) == at("2026-10-02", "14:20")
    for day in ("2026-10-02", "2026-10-03", "2026-10-04"):  # Friday to Sunday
        found = PLAIN.same_hour_next_working_day(at(day, "18:05").astimezone(UTC))
        assert found == at("2026-10-05", "18:05")


def test_a_whole_week_off_is_rolled_over():
    off = {date(2026, 10, 12) + n * DAY: "libur" for n in range(5)}
    calendar = Calendar(zone=JAKARTA, holidays=off)
    assert calendar.start_of_next_week(at("2026-10-07", "16:00")) == at("2026-10-19", "07:30")


def test_the_reminder_comes_at_opening_of_the_working_day_before():
    assert PLAIN.reminder(at("2026-10-07", "16:00")) == at("2026-10-06", "07:30")
    assert PLAIN.reminder(at("2026-10-12", "16:00")) == at("2026-10-09", "07:30")
    assert real().reminder(real().closing(date(2024, 4, 17))) == at("2024-04-16", "07:30")
    assert real().reminder(real().closing(date(2024, 4, 16))) == at("2024-04-05", "07:30")


def test_the_first_working_day_after_a_quarter_skips_new_year():
    assert real().first_working_day(date(2026, 1, 1)) == date(2026, 1, 2)
    assert real().first_working_day(date(2026, 10, 1)) == date(2026, 10, 1)
    assert real().first_working_day(date(2027, 1, 1)) == date(2027, 1, 4)


# -- minutes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at("2026-10-01", "08:00"), at("2026-10-01", "08:45"), 45),
        (at("2026-10-01", "11:30"), at("2026-10-01", "13:30"), 60),  # break 12.00-13.00
        (at("2026-10-02", "11:30"), at("2026-10-02", "14:00"), 60),  # Friday's is longer
        (at("2026-10-01", "12:10"), at("2026-10-01", "12:50"), 0),
        (at("2026-10-01", "16:05"), at("2026-10-02", "07:40"), 10),  # begins next morning
        (at("2026-10-02", "16:20"), at("2026-10-05", "07:40"), 20),  # over a weekend
        (at("2026-10-03", "08:00"), at("2026-10-04", "16:00"), 0),
        (at("2026-10-01", "00:00"), at("2026-10-02", "00:00"), 450),
        (at("2026-10-05", "00:00"), at("2026-10-10", "00:00"), 5 * 450),
        (at("2026-10-01", "09:00"), at("2026-10-01", "09:00"), 0),
        (at("2026-10-01", "09:00"), at("2026-10-01", "08:00"), 0),
    ],
)
def test_minutes_are_counted_inside_office_hours_only(start, end, minutes):
    assert PLAIN.working_minutes(start, end) == minutes
    assert PLAIN.working_minutes(start.astimezone(UTC), end.astimezone(ZoneInfo("Asia/Tokyo"))) == (
        minutes
    )


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at("2026-10-01", "08:00"), 0, at("2026-10-01", "08:00")),
        (at("2026-10-01", "08:00"), 45, at("2026-10-01", "08:45")),
        (at("2026-10-01", "11:30"), 60, at("2026-10-01", "13:30")),  # over the break
        (at("2026-10-01", "11:30"), 30, at("2026-10-01", "12:00")),
        (at("2026-10-01", "15:30"), 45, at("2026-10-02", "07:45")),
        (at("2026-10-02", "16:20"), 20, at("2026-10-05", "07:40")),  # over a weekend
        (at("2026-10-03", "12:00"), 1, at("2026-10-05", "07:31")),
        (at("2026-10-01", "06:00"), 450, at("2026-10-01", "16:00")),
    ],
)
def test_minutes_are_added_inside_office_hours_only(start, minutes, end):
    assert PLAIN.after_working_minutes(start, minutes) == end
    assert PLAIN.after_working_minutes(start.astimezone(UTC), minutes) == end


def test_seconds_make_no_minute():
    start = at("2026-10-01", "08:00")
    assert PLAIN.working_minutes(start, start + timedelta(seconds=59)) == 0
    assert PLAIN.working_minutes(start, start + timedelta(seconds=119)) == 1


def test_a_holiday_counts_nothing():
    calendar = Calendar(zone=JAKARTA, holidays={date(2026, 10, 1): "Hari Jadi Kota"})
    assert calendar.working_minutes(at("2026-10-01"), at("2026-10-02", "07:45")) == 15


def test_ramadan_days_are_shorter_with_their_own_fridays():
    calendar = Calendar(zone=JAKARTA, ramadan=((date(2026, 2, 18), date(2026, 3, 19)),))
    assert calendar.working_minutes(at("2026-02-18", "00:00"), at("2026-02-19", "00:00")) == 390
    assert calendar.working_minutes(at("2026-02-20", "00:00"), at("2026-02-21", "00:00")) == 390
    assert calendar.working_minutes(at("2026-02-20", "11:00"), at("2026-02-20", "13:00")) == 60
    assert calendar.opening(date(2026, 3, 19)).time() == time(8)
    assert calendar.opening(date(2026, 3, 20)).time() == time(7, 30)
    assert calendar.closing(date(2026, 2, 20)).time() == time(15, 30)


def test_a_working_week_has_the_hours_of_the_perpres():
    assert PLAIN.working_minutes(at("2026-10-05", "00:00"), at("2026-10-12", "00:00")) == 37.5 * 60
    fasting = Calendar(zone=JAKARTA, ramadan=((date(2026, 10, 5), date(2026, 10, 9)),))
    assert fasting.working_minutes(at("2026-10-05", "00:00"), at("2026-10-12", "00:00")) == (
        32.5 * 60
    )


def test_a_moment_without_a_zone_is_refused():
    naive = datetime(2026, 10, 1, 9)  # noqa: DTZ001 - that is the point
    for call in (
        lambda: PLAIN.due(naive, 4),
        lambda: PLAIN.start_of_next_week(naive),
        lambda: PLAIN.reminder(naive),
        lambda: PLAIN.after_working_minutes(naive, 1),
        lambda: PLAIN.reckon(naive, at("2026-10-01")),
        lambda: PLAIN.working_minutes(naive, at("2026-10-01")),
        lambda: PLAIN.working_minutes(at("2026-10-01"), naive),
    ):
        with pytest.raises(ValueError, match="without a zone"):
            call()


# -- the real calendar ---------------------------------------------------------------------------


def test_holidays_and_shared_leave_have_their_indonesian_names():
    holidays = real().holidays
    assert "Kemerdekaan" in holidays[date(2026, 8, 17)]
    assert date(2026, 3, 20) in holidays  # cuti bersama Idulfitri
    assert "Cuti Bersama" in " ".join(holidays.values())
    assert not real().is_working_day(date(2026, 12, 24))


def test_the_office_adds_and_takes_days():
    office = load_office(REPOSITORY)
    entry = type(office.calendar).model_validate(
        {
            "libur": [{"tanggal": date(2026, 4, 24), "nama": "Hari Jadi Kota"}],
            "masuk": [date(2026, 12, 24)],
            "ramadan": [{"dari": date(2026, 2, 18), "sampai": date(2026, 3, 19)}],
        }
    )
    calendar = load_calendar(replace(office, calendar=entry))
    assert calendar.holidays[date(2026, 4, 24)] == "Hari Jadi Kota"
    assert calendar.is_working_day(date(2026, 12, 24))
    assert calendar.hours(date(2026, 2, 19)).opens == time(8)


def test_an_office_may_work_on_a_weekend_that_it_names():
    office = load_office(REPOSITORY)
    entry = type(office.calendar).model_validate({"masuk": [date(2026, 10, 3)]})
    calendar = load_calendar(replace(office, calendar=entry))
    assert calendar.is_working_day(date(2026, 10, 3))
    assert not calendar.is_working_day(date(2026, 10, 4))
    assert calendar.due(at("2026-10-01"), 4) == at("2026-10-06", "16:00")
    assert calendar.working_minutes(at("2026-10-03", "00:00"), at("2026-10-05", "00:00")) == 450


def test_the_office_may_fix_its_own_hours():
    office = load_office(REPOSITORY)
    hours = {"senin_kamis": "08.00-12.15, 13.00-16.15", "ramadan_jumat": "8:00-11:30,13:00-15:30"}
    entry = type(office.calendar).model_validate({"jam_kerja": hours})
    calendar = load_calendar(replace(office, calendar=entry))
    assert calendar.opening(date(2026, 10, 1)).time() == time(8)
    assert calendar.due(at("2026-10-01"), 4) == at("2026-10-07", "16:15")
    assert calendar.working_minutes(at("2026-10-01", "12:00"), at("2026-10-01", "13:30")) == 45
    assert calendar.friday == PLAIN.friday
    assert calendar.ramadan_friday.break_to == time(13)
    assert load_calendar(office).hours(date(2026, 10, 1)) == PLAIN.weekday


def test_shared_leave_may_be_worked_where_the_office_says_so():
    office = load_office(REPOSITORY)
    entry = type(office.calendar)(cuti_bersama_libur=False)
    assert load_calendar(replace(office, calendar=entry)).is_working_day(date(2026, 12, 24))
    assert not load_calendar(replace(office, calendar=entry)).is_working_day(date(2026, 12, 25))


def test_a_year_without_shared_leave_is_known_as_such():
    office = load_office(REPOSITORY)
    assert [has_shared_leave(office, year) for year in (2024, 2025, 2026, 2027)] == [True] * 4
    assert not has_shared_leave(office, 2035)


def test_shared_leave_may_come_from_the_office_itself_or_not_be_waited_for():
    office = load_office(REPOSITORY)
    written = {"libur": [{"tanggal": date(2035, 12, 24), "nama": "Cuti Bersama Natal"}]}
    own = type(office.calendar).model_validate(written)
    assert has_shared_leave(replace(office, calendar=own), 2035)
    assert not has_shared_leave(replace(office, calendar=own), 2034)
    worked = type(office.calendar)(cuti_bersama_libur=False)
    assert has_shared_leave(replace(office, calendar=worked), 2035)


# -- what always holds ---------------------------------------------------------------------------

days = st.dates(date(2024, 1, 1), date(2027, 12, 31))
moments = st.builds(
    lambda day, minute, zone: (at(day.isoformat(), "00:00") + minute * MINUTE).astimezone(zone),
    st.dates(date(2024, 1, 1), date(2027, 11, 30)),
    st.integers(0, 24 * 60 - 1),
    st.sampled_from([JAKARTA, UTC]),
)
calendars = st.builds(
    Calendar,
    zone=st.just(JAKARTA),
    holidays=st.dictionaries(days, st.just("libur"), max_size=40),
    ramadan=st.lists(days.map(lambda day: (day, day + 29 * DAY)), max_size=3).map(tuple),
)


@given(calendar=st.one_of(calendars, st.builds(real)), received=moments, count=st.integers(1, 15))
def test_a_due_date_is_a_working_day_and_grows_with_the_days(calendar, received, count):
    due = calendar.due(received, count)
    assert calendar.is_working_day(due.date())
    assert due > received
    assert calendar.due(received, count + 1) > due
    assert calendar.working_days_between(received.astimezone(JAKARTA).date(), due.date()) == count


@given(calendar=calendars, received=moments, later=st.integers(0, 5000), count=st.integers(1, 9))
def test_who_receives_later_is_never_due_earlier(calendar, received, later, count):
    assert calendar.due(received + timedelta(minutes=later), count) >= calendar.due(received, count)


@given(calendar=st.one_of(calendars, st.builds(real)), received=moments, count=st.integers(1, 9))
def test_reminder_before_due_before_warning(calendar, received, count):
    due = calendar.due(received, count)
    warned = calendar.start_of_next_week(due)
    reminded = calendar.reminder(due)
    assert reminded < due < warned
    assert calendar.is_working_day(warned.date())
    assert calendar.is_working_day(reminded.date())
    assert warned.isocalendar()[:2] > due.isocalendar()[:2]
    assert not any(
        calendar.is_working_day(reminded.date() + n * DAY)
        for n in range(1, (due.date() - reminded.date()).days)
    )


@given(calendar=calendars, start=moments, parts=st.lists(st.integers(0, 20_000), max_size=4))
def test_working_minutes_add_up(calendar, start, parts):
    total, moment = 0, start
    for part in parts:
        total += calendar.working_minutes(moment, moment + timedelta(minutes=part))
        moment += timedelta(minutes=part)
    assert calendar.working_minutes(start, moment) == total
    assert 0 <= total <= sum(parts)


# -- zones that change their clocks (F15) --------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "before", "after", "earlier", "later"),
    [
        ("Europe/Berlin", date(2026, 10, 23), date(2026, 10, 26), "05:30", "06:30"),
        ("Europe/Berlin", date(2027, 3, 26), date(2027, 3, 29), "06:30", "05:30"),
        ("America/New_York", date(2026, 10, 30), date(2026, 11, 2), "11:30", "12:30"),
        ("Asia/Jakarta", date(2026, 10, 23), date(2026, 10, 26), "00:30", "00:30"),
    ],
)
def test_office_opens_by_the_clock_on_its_wall_and_hours_stay_hours(
    zone, before, after, earlier, later
):
    """From a Friday to the Monday after the clocks changed; Friday's break is 1.5 hours."""
    there = Calendar(zone=ZoneInfo(zone))
    opened = [there.opening(day).astimezone(UTC) for day in (before, after)]
    assert [f"{moment:%H:%M}" for moment in opened] == [earlier, later]
    assert there.working_minutes(*opened) == 9 * 60 - 90
    assert there.due(opened[0], 1) == there.closing(after)
    assert there.reminder(there.closing(after)) == opened[0]
    assert there.start_of_next_week(opened[0]) == opened[1]
    handed_in = opened[1] + timedelta(minutes=30)
    assert there.working_minutes(opened[0], handed_in) == 9 * 60 - 90 + 30


@given(calendar=st.one_of(calendars, st.builds(real)), start=moments, minutes=st.integers(1, 3000))
def test_adding_minutes_undoes_counting_them(calendar, start, minutes):
    end = calendar.after_working_minutes(start, minutes)
    assert calendar.working_minutes(start, end) == minutes
    assert calendar.working_minutes(start, end - MINUTE) == minutes - 1


@given(calendar=st.one_of(calendars, st.builds(real)), start=moments, count=st.integers(1, 15))
def test_a_reckoning_accounts_for_every_day(calendar, start, count):
    end = calendar.due(start, count)
    found = calendar.reckon(start, end)
    assert found.working_days == count
    assert found.working_days + len(found.off) == (found.last - found.first).days
    assert not any(calendar.is_working_day(day) for day, _ in found.off)
    assert all(name == calendar.holidays.get(day) for day, name in found.off if name)

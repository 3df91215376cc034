"""Dates explained in words: what counts, what does not, and what it is called."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from real_calendar import at, real
from walks import CUTOFF, JAKARTA, OPENING, REPOSITORY, Walk

from pipeline.config.calendar import doubts, load_calendar
from pipeline.config.office import load_office
from pipeline.domain.calendar import Calendar
from pipeline.domain.sop import Standard, TimeUnit
from pipeline.office.deadlines import due_explained, due_words, standing_words
from pipeline.wording.reckoning import off_words, reckoning_words

FOUR_DAYS = Standard(amount=4, unit=TimeUnit.WORKING_DAYS)


def words(received, days=4):
    start = at(received)
    return reckoning_words(real().reckon(start, real().due(start, days)))


@pytest.mark.parametrize(
    ("received", "expected"),
    [
        ("2026-10-01", "4 hari kerja sejak 1 Oktober; 3-4 Oktober akhir pekan"),
        ("2026-10-05", "4 hari kerja sejak 5 Oktober"),
        ("2026-10-29", "4 hari kerja sejak 29 Oktober; 31 Oktober-1 November akhir pekan"),
        (
            "2026-04-01",
            "4 hari kerja sejak 1 April; 3 April Wafat Yesus Kristus; 4-5 April akhir pekan",
        ),
        (
            "2025-12-30",
            (
                "4 hari kerja sejak 30 Desember 2025; 1 Januari Tahun Baru Masehi; "
                "3-4 Januari akhir pekan"
            ),
        ),
        (
            "2024-04-03",
            (
                "4 hari kerja sejak 3 April; 6-7 dan 13-14 April akhir pekan; 8-9, 12, dan 15 "
                "April Cuti Bersama Hari Raya Idul Fitri; 10 April Hari Raya Idul Fitri; 11 April "
                "Hari kedua dari Hari Raya Idul Fitri"
            ),
        ),
    ],
)
def test_working_days_are_told_with_the_days_that_do_not_count(received, expected):
    assert words(received) == expected


def test_the_office_s_own_day_off_is_called_by_its_name():
    calendar = Calendar(zone=JAKARTA, holidays={date(2026, 10, 2): "Hari Jadi Kota"})
    found = calendar.reckon(at("2026-10-01"), at("2026-10-06"))
    assert off_words(found) == ["2 Oktober Hari Jadi Kota", "3-4 Oktober akhir pekan"]


def test_a_holiday_on_a_weekend_is_a_weekend():
    calendar = Calendar(zone=JAKARTA, holidays={date(2026, 10, 3): "Hari Besar"})
    assert off_words(calendar.reckon(at("2026-10-01"), at("2026-10-05"))) == [
        "3-4 Oktober akhir pekan"
    ]


# -- beside a unit -------------------------------------------------------------------------------


def asked():
    walk = Walk()
    walk.until("7")
    return walk


def test_a_unit_that_is_asked_sees_why_its_date_is_that_date():
    unit = asked().cycle.unit("bidang-1")
    calendar = Walk().calendar
    assert due_words(calendar, unit) == "Rabu, 7 Oktober 2026 pukul 16.00 WIB"
    explained = "4 hari kerja sejak 1 Oktober; 3-4 Oktober akhir pekan"
    assert due_explained(calendar, unit, FOUR_DAYS) == explained
    assert standing_words(calendar, unit) == ""


def test_a_date_that_was_given_before_the_calendar_changed_says_so():
    unit = asked().cycle.unit("bidang-1")
    changed = Calendar(zone=JAKARTA, holidays={date(2026, 10, 5): "Hari Jadi"})
    assert "kalender kemudian diubah" in due_explained(changed, unit, FOUR_DAYS)


def test_a_warned_unit_sees_its_new_date_explained():
    walk = asked()
    walk.let_time_pass(until=CUTOFF)
    walk.warn("bidang-3")
    assert standing_words(walk.calendar, walk.cycle.unit("bidang-3")) == (
        "peringatan ke-1, batas baru Rabu, 14 Oktober 2026 pukul 16.00 WIB "
        "(2 hari kerja sejak 12 Oktober)"
    )


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (OPENING.replace(day=9), "2 hari kerja sejak 7 Oktober"),
        (
            OPENING.replace(day=12),
            "3 hari kerja sejak 7 Oktober; 10-11 Oktober akhir pekan",
        ),
        (
            OPENING.replace(day=7, hour=18),
            "1 hari kerja, setelah jam kerja berakhir",
        ),
        (OPENING.replace(day=6), ""),
    ],
)
def test_late_data_say_how_late_and_why(moment, expected):
    walk = asked()
    walk.now = moment
    walk.deliver("bidang-1")
    assert standing_words(walk.calendar, walk.cycle.unit("bidang-1")) == expected


# -- what makes dates doubtful -------------------------------------------------------------------


def doubted(first, last, **entry):
    office = load_office(REPOSITORY)
    office = replace(office, calendar=type(office.calendar).model_validate(entry))
    return doubts(office, load_calendar(office), first, last)


def test_a_year_whose_shared_leave_is_unknown_is_named():
    (found,) = doubted(date(2035, 10, 1), date(2035, 10, 30))
    assert found.startswith("Kalender 2035 belum memuat cuti bersama.")
    assert doubted(date(2026, 10, 1), date(2026, 10, 30)) == []


def test_a_year_beyond_the_library_is_named_as_such():
    (found,) = doubted(date(2041, 4, 1), date(2041, 4, 30))
    assert "tidak mengenal hari libur tahun 2041" in found


def test_days_that_hang_on_the_moon_are_named_once_together():
    (found,) = doubted(date(2027, 3, 4), date(2027, 3, 22))
    assert found.startswith("Masih perkiraan: Hari Raya Idul Fitri pada 10 Maret 2027 dan Hari")
    assert "(perkiraan)" not in found


def test_a_span_over_new_year_asks_for_both_years():
    own = [{"tanggal": date(2034, 12, 26), "nama": "Cuti Bersama Natal"}]
    found = doubted(date(2034, 12, 20), date(2035, 1, 9), libur=own)
    assert [each[:13] for each in found] == ["Kalender 2035"]


def test_a_moment_late_in_the_evening_belongs_to_its_own_day():
    start = datetime(2026, 10, 1, 23, 59, tzinfo=JAKARTA)
    found = Calendar(zone=JAKARTA).reckon(start, start + timedelta(minutes=2))
    assert (found.first, found.last, found.working_days) == (
        date(2026, 10, 1),
        date(2026, 10, 2),
        1,
    )

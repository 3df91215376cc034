"""A quarter: how people write it, what follows it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.period import Period, read_period

periods = st.builds(Period, st.integers(2000, 2199), st.integers(1, 4))


@pytest.mark.parametrize(
    "text",
    [
        "Triwulan III 2026",
        "triwulan iii 2026",
        "  Triwulan  III   2026 ",
        "Triwulan III Tahun 2026",
        "Triwulan 3 2026",
        "TW 3 2026",
        "TW III 2026",
        "Tw. III Tahun 2026",
        "TW3 2026",
        "2026-tw3",
        "2026-TW3",
    ],
)
def test_a_period_is_read_as_people_write_it(text):
    assert read_period(text) == Period(2026, 3)


@pytest.mark.parametrize(
    "text",
    ["", "2026", "Triwulan V 2026", "Triwulan IIII 2026", "Triwulan 0 2026", "TW 5 2026",
     "Semester I 2026", "Triwulan III", "Triwulan III 26", "2026-tw5", "2026-tw0", "III 2026",
     "Triwulan III 2026 2027"],
)  # fmt: skip
def test_what_is_no_quarter_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="write for example 'Triwulan III 2026'"):
        read_period(text)


@pytest.mark.parametrize("text", ["Triwulan I 1999", "2200-tw1"])
def test_a_year_that_cannot_be_meant_is_refused(text):
    with pytest.raises(ValueError, match="no such quarter"):
        read_period(text)


@given(periods)
def test_every_way_of_writing_a_period_reads_back(period):
    assert read_period(period.id) == period
    assert read_period(period.title) == period
    assert read_period(period.long) == period


@given(periods)
def test_the_day_after_a_quarter_belongs_to_the_next(period):
    if period < Period(2199, 4):
        assert Period.containing(period.day_after) == period.following
        assert period < period.following
    assert Period.containing(period.day_after - timedelta(days=1)) == period


def test_the_day_after_each_quarter_of_2026():
    assert [Period(2026, quarter).day_after for quarter in (1, 2, 3, 4)] == [
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2026, 10, 1),
        date(2027, 1, 1),
    ]


@pytest.mark.parametrize(("year", "quarter"), [(2026, 0), (2026, 5), (1999, 1), (2200, 1)])
def test_there_are_four_quarters_in_a_year(year, quarter):
    with pytest.raises(ValueError, match="no such quarter"):
        Period(year, quarter)


@given(st.builds(Period, st.integers(2001, 2198), st.integers(1, 4)))
def test_the_quarter_before_is_the_one_that_this_one_follows(period):
    assert period.preceding.following == period.following.preceding == period
    assert period.title == f"Triwulan {period.roman} {period.year}"

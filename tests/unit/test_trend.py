"""The course of achievement over the quarters: which are looked at, what stands where."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from kinerja_sample import TW3, all_data
from recap_scene import data_of

from pipeline.domain.performance.achievement import USUAL
from pipeline.domain.performance.recap import recap
from pipeline.domain.performance.trend import looked_back, trend
from pipeline.domain.period import Period
from pipeline.wording.figures import change, moved
from pipeline.wording.indonesian import number

UNITS = ("u1", "u2", "u3")


def figures(period, *units):
    return recap(period, [data_of(unit, period, 4) for unit in units], USUAL)


def test_the_four_quarters_before_are_looked_at_oldest_first():
    assert looked_back(TW3) == (
        Period(2025, 3), Period(2025, 4), Period(2026, 1), Period(2026, 2),
    )  # fmt: skip


def test_a_quarter_without_data_and_a_unit_without_an_answer_leave_gaps():
    now, before = figures(TW3, "u1", "u2"), figures(Period(2026, 2), "u2", "u3")
    too_early, empty = figures(Period(2024, 1), "u1"), recap(Period(2026, 1), (), USUAL)
    known = trend(now, [before, too_early, empty], UNITS)
    assert known.is_known
    assert known.periods == (*looked_back(TW3), TW3)
    courses = dict(known.units)
    assert [value is None for value in courses["u1"].means] == [True, True, True, True, False]
    assert [value is None for value in courses["u3"].means] == [True, True, True, False, True]
    assert courses["u2"].means[3] == before.of("u2").mean
    # Only u2 is in both of the last two quarters.
    assert (known.compared, known.left_out) == (("u2",), ("u1", "u3"))
    assert known.badan.means == (None, None, None, before.of("u2").mean, now.of("u2").mean)
    assert known.badan.absorptions[-1] == now.of("u2").absorption


def test_a_quarter_that_lacks_one_of_the_compared_units_is_a_gap():
    now, before = figures(TW3, "u1", "u2"), figures(Period(2026, 2), "u1", "u2")
    partly = figures(Period(2026, 1), "u1")
    known = trend(now, [before, partly], UNITS)
    assert known.compared == ("u1", "u2")
    assert known.badan.standings[2:] == (None, before.badan, now.badan)


def test_a_first_recap_has_no_course():
    only = recap(TW3, all_data(), USUAL)
    assert not trend(only, [], ("bidang-1",)).is_known
    assert not trend(only, [recap(Period(2026, 2), (), USUAL)], ("bidang-1",)).is_known


def test_a_change_is_the_difference_of_what_is_printed():
    # 90,004 and 91,006 are printed as 90,00 and 91,01.
    assert change(Decimal("90.004"), Decimal("91.006")) == "+1,01"
    assert change(Decimal("90.01"), Decimal("89.99")) == "-0,02"
    assert change(Decimal("90.001"), Decimal("90.004")) == "0,00"
    assert change(None, Decimal(90)) == change(Decimal(90), None) == "-"


@given(*[st.decimals(min_value=0, max_value=1000, places=5)] * 2)
def test_a_reader_who_subtracts_finds_the_printed_change(before, now):
    def printed(value):
        return Decimal(number(value, 2).replace(".", "").replace(",", "."))

    assert printed(now) - printed(before) == moved(before, now)

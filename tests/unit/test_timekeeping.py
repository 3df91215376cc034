"""F15: what a clock that is set forward or back does to timers."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.office.timekeeping import PROBATION_SECONDS, Timekeeper
from pipeline.ports.watch import DeedKind

START = datetime(2026, 10, 1, tzinfo=UTC)


class Bent:
    """A clock that can be set, and seconds that cannot."""

    def __init__(self):
        self.passed = 0.0
        self.wrong_by = timedelta()

    def now(self):
        return START + timedelta(seconds=self.passed) + self.wrong_by

    def steady(self):
        return self.passed


class Ear:
    def __init__(self):
        self.heard = []

    def may_go_on(self):
        return True

    def tell(self, deed):
        self.heard.append(deed.kind)


@pytest.fixture
def clock():
    return Bent()


@pytest.fixture
def ear():
    return Ear()


@pytest.fixture
def keeper(clock, ear):
    return Timekeeper(clock, ear)


def test_time_that_passes_is_no_leap_however_long_the_machine_slept(clock, keeper, ear):
    for seconds in (1, 60, 86_400, 40 * 86_400):
        clock.passed += seconds
        assert not keeper.holds_timers()
    assert ear.heard == []


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(days=3652)])
def test_clock_that_leaps_forward_and_is_put_right_fires_nothing(clock, keeper, ear, by):
    clock.wrong_by = by
    assert keeper.holds_timers()
    clock.passed += PROBATION_SECONDS / 2
    assert keeper.holds_timers()
    (trouble,) = keeper.troubles()
    assert trouble.since == START
    clock.wrong_by = timedelta()
    assert not keeper.holds_timers()
    assert keeper.troubles() == []
    assert ear.heard == [DeedKind.HELD]


def test_clock_that_stands_by_its_new_time_is_believed_after_a_while(clock, keeper):
    clock.wrong_by = timedelta(days=30)
    assert keeper.holds_timers()
    clock.passed += PROBATION_SECONDS - 1
    assert keeper.holds_timers()
    clock.passed += 2
    assert not keeper.holds_timers()
    clock.passed += 5
    assert not keeper.holds_timers()


def test_second_leap_begins_a_second_while(clock, keeper, ear):
    clock.wrong_by = timedelta(days=30)
    assert keeper.holds_timers()
    clock.passed += PROBATION_SECONDS - 1
    clock.wrong_by = timedelta(days=60)
    assert keeper.holds_timers()
    clock.passed += 2
    assert keeper.holds_timers()
    assert ear.heard == [DeedKind.HELD] * 2


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(days=-3652)])
def test_clock_that_falls_back_holds_nothing(clock, keeper, by):
    clock.wrong_by = by
    assert not keeper.holds_timers()
    clock.passed += 60
    assert not keeper.holds_timers()
    clock.wrong_by = timedelta()  # and when it is put right, that is a leap like any other
    assert keeper.holds_timers()


def test_small_corrections_pass(clock, keeper):
    for minutes in (1, -2, 5, -5, 9):
        clock.wrong_by = timedelta(minutes=minutes)
        assert not keeper.holds_timers()

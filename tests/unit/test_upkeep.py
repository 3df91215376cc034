"""When the archive's lists are written: seldom enough, soon enough, and never silently not."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from pipeline.errors import NotYet
from pipeline.office.upkeep import Upkeep
from pipeline.ports.upkeep import Outcome
from pipeline.ports.watch import Unwatched

START = datetime(2026, 10, 1, tzinfo=UTC)


class Clock:
    seconds = 0.0

    def now(self):
        return START + timedelta(seconds=self.seconds)

    def steady(self):
        return self.seconds


class Archive:
    """Lacks something until it was written."""

    def __init__(self):
        self.behind, self.refuses = True, None
        self.looked = self.recovered = 0

    def is_behind(self):
        self.looked += 1
        return self.behind

    def bring_up_to_date(self, *, everything=False):
        if self.refuses:
            raise self.refuses
        self.behind = False

    def recover(self):
        if self.refuses:
            raise self.refuses
        self.recovered += 1


class Writer:
    """Takes so long as the test likes."""

    def __init__(self):
        self.begun, self.busy, self.told = 0, False, None

    def begin(self):
        self.begun, self.busy = self.begun + 1, True

    def is_busy(self):
        return self.busy

    def outcome(self):
        told, self.told = self.told, None
        return told

    def close(self):
        self.busy = False

    def ends(self, **facts):
        self.busy, self.told = False, Outcome(**facts)


@pytest.fixture
def scene():
    archive, writer, clock = Archive(), Writer(), Clock()
    upkeep = Upkeep(archive=archive, writer=writer, clock=clock, watch=Unwatched())
    return upkeep, archive, writer, clock


def test_one_writing_serves_all_filings_since_and_nobody_waits(scene):
    upkeep, archive, writer, clock = scene
    upkeep.turn()
    for _ in range(50):
        clock.seconds += 1
        upkeep.turn()
    assert writer.begun == 1
    writer.ends()
    archive.behind = False
    upkeep.turn()
    assert list(upkeep.troubles()) == []


def test_what_takes_long_is_done_half_of_the_time_at_most(scene):
    upkeep, _, writer, clock = scene
    upkeep.turn()
    clock.seconds = 60
    writer.ends()
    for second in range(60, 120):
        clock.seconds = second
        upkeep.turn()
        assert writer.begun == 1
    clock.seconds = 121
    upkeep.turn()
    assert writer.begun == 2


def test_the_archive_is_looked_at_every_other_second(scene):
    upkeep, archive, _, clock = scene
    archive.behind = False
    for tenth in range(100):
        clock.seconds = tenth / 10
        upkeep.turn()
    assert archive.looked == 5


def test_a_failure_is_told_and_tried_again_with_growing_patience(scene):
    upkeep, _, writer, clock = scene
    begun = []
    while writer.begun < 6:
        upkeep.turn()
        if writer.busy:
            begun.append(clock.seconds)
            writer.ends(code="T02", why="no space")
        clock.seconds += 1
    pauses = [after - before for before, after in pairwise(begun)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > 4 * pauses[0]
    (trouble,) = upkeep.troubles()
    assert (trouble.code, trouble.why, trouble.since) == ("T02", "no space", upkeep_since(begun))
    clock.seconds += 1000
    upkeep.turn()
    writer.ends()
    upkeep.turn()
    assert list(upkeep.troubles()) == []


def upkeep_since(begun):
    """The first failure is heard in the turn after it."""
    return START + timedelta(seconds=begun[0] + 1)


def test_before_paraf_ends_it_is_done_here_and_now(scene):
    upkeep, archive, writer, _ = scene
    upkeep.turn()
    assert upkeep.finish()
    assert (writer.busy, archive.behind) == (False, False)


def test_what_cannot_be_done_at_the_end_is_told(scene):
    upkeep, archive, _, _ = scene
    archive.refuses = NotYet("read-only", "T04")
    assert not upkeep.finish()
    (trouble,) = upkeep.troubles()
    assert (trouble.code, trouble.why) == ("T04", "read-only")


def test_leftovers_that_cannot_be_cleared_now_hold_up_no_start_and_are_cleared_later(scene):
    upkeep, archive, _, clock = scene
    archive.behind = False
    archive.refuses = NotYet("read-only", "T04")
    upkeep.recover()
    assert [each.code for each in upkeep.troubles()] == ["T04"]
    archive.refuses = None
    clock.seconds = 10
    upkeep.turn()
    assert archive.recovered == 1
    assert list(upkeep.troubles()) == []

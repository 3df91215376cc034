"""The rolling check: nothing stays unread for longer than thirty days, whatever happens between."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import Finding
from pipeline.office.fixity import LONGEST, after, due, noticed
from pipeline.ports.fixity import Reread

START = datetime(2026, 10, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPOILT = (Finding("A02", {"path": "x/y/001 z/surat.pdf"}),)


def oldest(known, now):
    return max(now - (each.read_at or each.seen_at) for each in known.values())


def read(known, path, now, findings=()):
    known[path] = after(known[path], Reread(path=path, findings=findings), now)


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 30), st.integers(0, 10), st.integers(0, 4))
def test_everything_is_read_again_within_thirty_days(berkas, more, days_off):
    """A berkas comes every other day; the machine is off for some days in the middle."""
    places = {f"{number:04d}" for number in range(berkas)}
    known, now, batches = {}, START, []
    while now < START + 75 * DAY:
        days = (now - START).days
        places |= {f"baru {number:04d}" for number in range(min(more, days // 2))}
        known = noticed(known, places, now)
        chosen = due(known, now)
        for path in chosen:
            read(known, path, now)
        batches.append(len(chosen))
        assert oldest(known, now) <= LONGEST
        now += days_off * DAY if days == 40 and days_off else 4 * HOUR
    # spread, not in bursts: no look takes much more than its share, unless it catches up
    assert days_off or max(batches) <= 2


def test_a_large_archive_is_caught_up_with_in_batches():
    known = noticed({}, {f"{number:05d}" for number in range(2_000)}, START)
    now, batches = START + 60 * DAY, 0
    while chosen := due(known, now):
        assert len(chosen) <= 50
        for path in chosen:
            read(known, path, now)
        batches += 1
    assert batches == 40


def test_damage_is_told_with_the_time_it_was_last_good_and_read_again_the_next_day():
    known = noticed({}, {"a", "b"}, START)
    read(known, "a", START + DAY)
    read(known, "b", START + DAY)
    read(known, "a", START + 2 * DAY, SPOILT)
    assert known["a"].good_at == START + DAY
    assert due(known, START + 3 * DAY) == ("a",)
    read(known, "a", START + 3 * DAY, SPOILT)
    assert known["a"].bad_since == START + 2 * DAY
    read(known, "a", START + 4 * DAY)
    whole = known["a"]
    assert (whole.read_at, whole.good_at) == (START + 4 * DAY, START + 4 * DAY)
    assert (whole.bad_since, whole.findings) == (None, ())


def test_a_berkas_that_the_ledger_does_not_know_and_is_gone_is_forgotten():
    known = noticed({}, {"a", "b"}, START)
    assert set(noticed(known, {"b"}, START + DAY)) == {"b"}
    assert due({}, START) == ()


@pytest.mark.parametrize("hours", [0, 1, 24])
def test_a_clock_set_back_reads_nothing_and_breaks_nothing(hours):
    known = noticed({}, {"a"}, START)
    assert due(known, START - hours * HOUR) == ()


def test_what_was_read_by_a_clock_far_ahead_is_read_again():
    known = noticed({}, {"a", "b"}, START + 400 * DAY)
    read(known, "a", START + 400 * DAY)
    assert due(known, START) == ("a", "b")

"""The rolling check: nothing stays unread for longer than thirty days, whatever happens between."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.fixity import FixityBook
from pipeline.errors import Finding
from pipeline.office.fixity import LONGEST, after, due, last
from pipeline.ports.fixity import Reread

START = datetime(2026, 10, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPOILT = (Finding("A02", {"path": "x/y/001 z/surat.pdf"}),)


@contextmanager
def memory(places=(), now=START):
    """The real one, in memory."""
    book = FixityBook(Path(":memory:"), LocalDisk())
    book.note_places(frozenset(places), now)
    try:
        yield book
    finally:
        book.close()


def oldest(known, now):
    return now - last(next(iter(known.longest_unread(1).values())))


def read(known, path, now, findings=()):
    known.remember({path: after(known.of(path), Reread(path=path, findings=findings), now)})


@settings(max_examples=6, deadline=None)
@given(st.integers(1, 30), st.integers(0, 10), st.integers(0, 4))
def test_everything_is_read_again_within_thirty_days(berkas, more, days_off):
    """A berkas comes every other day; the machine is off for some days in the middle."""
    places = {f"{number:04d}" for number in range(berkas)}
    now, batches = START, []
    with memory() as known:
        while now < START + 75 * DAY:
            days = (now - START).days
            places |= {f"baru {number:04d}" for number in range(min(more, days // 2))}
            known.note_places(frozenset(places), now)
            chosen = due(known, now)
            for path in chosen:
                read(known, path, now)
            batches.append(len(chosen))
            assert oldest(known, now) <= LONGEST
            now += days_off * DAY if days == 40 and days_off else 4 * HOUR
    # spread, not in bursts: no look takes much more than its share, unless it catches up
    assert days_off or max(batches) <= 2


def test_a_large_archive_is_caught_up_with_in_batches():
    with memory(f"{number:05d}" for number in range(2_000)) as known:
        now, batches = START + 60 * DAY, 0
        while chosen := due(known, now):
            assert len(chosen) <= 50
            for path in chosen:
                read(known, path, now)
            batches += 1
    assert batches == 40


def test_damage_is_told_with_the_time_it_was_last_good_and_read_again_the_next_day():
    with memory({"a", "b"}) as known:
        read(known, "a", START + DAY)
        read(known, "b", START + DAY)
        assert known.troubled() == {}
        read(known, "a", START + 2 * DAY, SPOILT)
        assert known.of("a").good_at == START + DAY
        assert set(known.troubled()) == {"a"}
        assert list(due(known, START + 3 * DAY)) == ["a"]
        read(known, "a", START + 3 * DAY, SPOILT)
        assert known.of("a").bad_since == START + 2 * DAY
        assert known.of("a").findings == SPOILT
        read(known, "a", START + 4 * DAY)
        whole = known.of("a")
    assert (whole.read_at, whole.good_at) == (START + 4 * DAY, START + 4 * DAY)
    assert (whole.bad_since, whole.findings) == (None, ())


def test_a_berkas_that_the_ledger_does_not_know_and_is_gone_is_forgotten():
    with memory({"a", "b"}) as known:
        known.note_filings((7, "hash"), {"c": "digest"}, START)
        known.note_places(frozenset({"b"}), START + DAY)
        assert (known.of("a"), known.count(), known.seen()) == (None, 2, (7, "hash"))
        assert known.of("c").anchor == "digest"
    with memory() as nothing:
        assert due(nothing, START) == {}


def test_what_grew_is_copied_again():
    with memory() as known:
        known.note_filings((1, "hash"), {"a": "first"}, START)
        assert set(known.uncopied(START, 9)) == {"a"}
        copied = Reread(path="a", findings=(), copied=True)
        known.remember({"a": after(known.of("a"), copied, START, "first")})
        assert known.uncopied(START + DAY, 9) == {}
        known.note_filings((2, "hash"), {"a": "second"}, START + DAY)
        assert set(known.uncopied(START + DAY, 9)) == {"a"}
        failed = Reread(path="a", findings=(), copy_trouble="away")
        known.remember({"a": after(known.of("a"), failed, START + DAY, "second")})
        assert known.uncopied(START + DAY - HOUR, 9) == {}
        assert set(known.troubled()) == set(known.uncopied(START + DAY, 9)) == {"a"}


@pytest.mark.parametrize("hours", [0, 1, 24])
def test_a_clock_set_back_reads_nothing_and_breaks_nothing(hours):
    with memory({"a"}) as known:
        assert due(known, START - hours * HOUR) == {}


def test_what_was_read_by_a_clock_far_ahead_is_read_again():
    with memory({"a", "b"}, START + 400 * DAY) as known:
        read(known, "a", START + 400 * DAY)
        assert list(due(known, START)) == ["a", "b"]


def test_what_is_asked_each_round_and_each_minute_is_found_by_index():
    with memory() as known:
        base = known._connected()
        asked = []
        base.set_trace_callback(asked.append)
        known.troubled()
        known.uncopied(START, 9)
        due(known, START)
        base.set_trace_callback(None)
        plans = {
            query: [row[3] for row in base.execute(f"EXPLAIN QUERY PLAN {query}")]
            for query in asked
            if query.startswith("SELECT path")
        }
    assert len(plans) >= 5
    for query, plan in plans.items():
        assert all("INDEX" in step for step in plan), (query, plan)

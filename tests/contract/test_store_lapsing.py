"""What a store remembers of when filed proof lapses: derived, asked for often, safe to lose."""

from datetime import timedelta

import pytest
from store_events import NOW, judge, open_one

from pipeline.adapters.store.sql import open_sqlite
from pipeline.domain.events import Filed
from pipeline.ports.store import Happening, Reckoned

DAY = timedelta(days=1)


@pytest.fixture
def store(tmp_path):
    opened = open_sqlite(tmp_path / "office.db")
    yield opened
    opened.close()


def file_one(store, cycle_id="c1"):
    open_one(store, cycle_id)
    event = Filed(path=f"2026/x/{cycle_id}", manifest_sha256="m", items=1)
    store.apply(
        Happening(key=f"filed:{cycle_id}", at=NOW, event=event, cycle=cycle_id), judge(event)
    )


def reckon(store, cycle_id="c1", *, due=NOW, ends=NOW + 9 * DAY, **more):
    values = {"v": 2, "policy": "p", "due": due, "ends": ends} | more
    store.reckon(Reckoned(cycle=cycle_id, **values))


def test_a_cycle_is_reckoned_once_it_is_filed_and_again_when_it_or_the_rules_change(store):
    open_one(store)
    assert store.unreckoned("p", 0, 9) == []
    file_one(store, "c2")
    assert store.unreckoned("p", 0, 9) == [("c2", 2)]
    reckon(store, "c2")
    assert store.unreckoned("p", 0, 9) == []
    assert store.unreckoned("other rules", 0, 9) == [("c2", 2)]
    reckon(store, "c2", v=1)
    assert store.unreckoned("p", 0, 9) == [("c2", 2)]


def test_only_what_changed_since_a_line_is_looked_at(store):
    file_one(store, "c1")
    seq, _ = store.head()
    file_one(store, "c2")
    assert sorted(store.unreckoned("p", 0, 9)) == [("c1", 2), ("c2", 2)]
    assert store.unreckoned("p", seq, 9) == [("c2", 2)]


def test_what_lapses_first_comes_first_and_what_is_not_due_not_at_all(store):
    reckon(store, "late", ends=NOW + 30 * DAY)
    reckon(store, "soon", ends=NOW + 3 * DAY)
    reckon(store, "not yet", due=NOW + DAY)
    reckon(store, "never", due=None, ends=None)
    found = store.lapsing(NOW)
    assert (found.cycle, found.count) == ("soon", 2)
    assert store.lapsing(NOW, below=NOW + 3 * DAY) is None
    assert store.lapsing(NOW - DAY) is None


def test_what_is_put_off_waits_is_told_and_is_forgotten_once_reckoned_anew(store):
    reckon(store)
    store.put_off_renewal("c1", NOW + DAY, "T07 silent")
    assert store.lapsing(NOW) is None
    assert store.lapsing(NOW + DAY).cycle == "c1"
    owed = store.unrenewed(NOW, NOW)
    assert (owed.owed, owed.tries, owed.trouble, owed.missed) == (1, 1, "T07 silent", 0)
    reckon(store, due=NOW + DAY)
    assert store.unrenewed(NOW, NOW).owed == 0


def test_a_clock_that_was_far_ahead_makes_nothing_wait_for_years(store):
    reckon(store)
    store.put_off_renewal("c1", NOW + 9000 * DAY, "T07 silent")
    assert store.lapsing(NOW).cycle == "c1"


def test_what_was_missed_is_told_for_a_while(store):
    reckon(store, due=None, ends=None, missed_at=NOW)
    reckon(store, v=3)  # reckoned anew
    assert store.unrenewed(NOW, NOW - DAY).missed == 1
    assert store.unrenewed(NOW, NOW + DAY).missed == 0

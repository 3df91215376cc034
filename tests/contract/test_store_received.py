"""Berkas of other offices in the store: a line once, a number from the register of our own."""

import sqlite3
from contextlib import closing

import pytest
from bag_samples import make_entry
from store_events import NOW, STRAY

from pipeline.adapters.store.sql import open_sqlite
from pipeline.domain.context import Decision
from pipeline.domain.events import BerkasReceived
from pipeline.errors import Refused
from pipeline.office.integrity.archived import anchors, anchors_of
from pipeline.office.receiving import enter, numbers_taken
from pipeline.ports.store import Happening

REGISTER = "berkas/000.8.6.3/2026"


@pytest.fixture
def store(tmp_path):
    opened = open_sqlite(tmp_path / "office.db")
    yield opened
    opened.close()


def received(number, digest="a"):
    each = make_entry(number=number)
    return BerkasReceived(
        path=each.path,
        manifest_sha256=digest * 64,
        version=1,
        year=each.year,
        classification=each.classification_code,
        number=number,
        title=each.title,
        creator=each.creator,
        origin=each.path,
        bag="paket.zip",
        by="arsiparis",
    )


def next_number(store):
    seen = {}

    def look(_cycle, _sop, registers):
        seen.update(registers)
        return Decision(cycle=None)

    store.apply(Happening(key=f"look {len(store.ledger())}", at=NOW, event=STRAY, cycle=None), look)
    return seen.get(REGISTER, 1)


def test_what_came_is_remembered_and_anchors_its_place(store):
    event = received(3)
    enter(store, event, NOW)
    assert list(store.received()) == [event]
    assert anchors(store.cycles(), store.received()) == {event.path: "a" * 64}
    assert anchors_of(store.memory()) == {event.path: "a" * 64}
    assert store.memory().breaks == ()
    assert numbers_taken(store, REGISTER) == {3}


def test_after_a_rebuilding_it_is_remembered_as_before(store, tmp_path):
    event = received(3)
    enter(store, event, NOW)
    enter(store, received(1, "b"), NOW)
    with closing(sqlite3.connect(tmp_path / "office.db")) as base, base:
        columns = "seq, at, cycle, key, type, body, '', previous, hash"
        base.execute(f"INSERT INTO recovered SELECT {columns} FROM ledger")  # noqa: S608
        base.execute("DELETE FROM ledger")
    assert [each.number for each in store.received()] == [3, 1]
    assert next_number(store) == 2


def test_the_same_one_is_written_down_once(store):
    enter(store, received(3), NOW)
    enter(store, received(4), NOW)  # the same manifest
    assert len(store.received()) == 1
    assert numbers_taken(store, REGISTER) == {3}


def test_a_number_is_given_once_and_a_refusal_leaves_nothing(store):
    enter(store, received(3), NOW)
    before = store.head()
    with pytest.raises(Refused):
        enter(store, received(3, "b"), NOW)
    assert store.head() == before


def test_our_own_fill_what_is_free_below(store):
    assert next_number(store) == 1
    enter(store, received(1), NOW)
    assert next_number(store) == 2
    enter(store, received(4, "b"), NOW)
    assert next_number(store) == 2
    enter(store, received(2, "c"), NOW)
    enter(store, received(3, "d"), NOW)
    assert next_number(store) == 5

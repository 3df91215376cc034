"""What is asked of the store in each round costs the same however much it remembers."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from old_schemas import VERSION_3
from store_events import NOW, issue, open_one

from pipeline.adapters.store.registers import next_numbers
from pipeline.adapters.store.sql import open_sqlite
from pipeline.ports.archive import Filed
from tools.old_office import fill_store


def opened(path, closed):
    """A store with one open cycle and so many closed ones."""
    store = open_sqlite(path)
    open_one(store)
    issue(store)
    filed = [
        Filed(path=f"2026/x/{at:05d} y", version=1, manifest_sha256=f"{at:064x}", items=())
        for at in range(closed)
    ]
    with closing(sqlite3.connect(path)) as base, base:
        fill_store(base, filed)
    return store


@pytest.fixture(scope="module")
def young(tmp_path_factory):
    store = opened(tmp_path_factory.mktemp("muda") / "office.db", 20)
    yield store
    store.close()


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    store = opened(tmp_path_factory.mktemp("tua") / "office.db", 400)
    yield store
    store.close()


def forget(path):
    """As after a rebuilding: all lines but the newest are of before, every tenth is sealed."""
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TEMP TABLE newest AS SELECT max(seq) AS seq FROM ledger")
        base.execute(
            "INSERT INTO recovered SELECT seq, at, cycle, key, type, "
            "CASE WHEN seq % 10 = 0 THEN NULL ELSE body END, '', previous, hash "
            "FROM ledger WHERE seq < (SELECT seq FROM newest)"
        )
        base.execute("DELETE FROM ledger WHERE seq < (SELECT seq FROM newest)")


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory):
    """The same two, each after a rebuilding."""
    folder = tmp_path_factory.mktemp("ulang")
    stores = [opened(folder / f"{closed}.db", closed) for closed in (20, 400)]
    for each in (20, 400):
        forget(folder / f"{each}.db")
    yield stores
    for store in stores:
        store.close()


def steps(store, ask):
    """Instructions of SQLite's machine that a question takes."""
    count = [0]

    def tick():
        count[0] += 1

    with closing(store._engine.raw_connection()) as connection:
        base = connection.driver_connection
    base.set_progress_handler(tick, 1)
    try:
        ask(store)
    finally:
        base.set_progress_handler(None, 0)
    return count[0]


def numbers(store):
    with store._read() as connection:
        return next_numbers(connection)


QUESTIONS = [
    numbers,
    lambda store: store.cycles(closed=False),
    lambda store: store.last_closed(4),
    lambda store: store.last_moved(20),
    lambda store: store.filings(store.head()[0] - 12, store.head()[0]),
    lambda store: store.ledger(kind="HolderChanged"),
    lambda store: store.due_acts(NOW),
    lambda store: store.ledger("c1", "HandedIn"),
    lambda store: store.received(),
    lambda store: store.unreckoned("p", store.head()[0] - 1, 9),
    lambda store: store.head(),
    lambda store: store.filed_between(NOW - timedelta(days=700), NOW - timedelta(days=400)),
]


@pytest.mark.parametrize("ask", QUESTIONS)
def test_no_question_of_a_round_grows_with_what_is_remembered(young, old, ask):
    assert steps(old, ask) <= 1.2 * steps(young, ask)


@pytest.mark.parametrize("ask", QUESTIONS)
def test_nor_does_one_after_a_rebuilding(rebuilt, ask):
    young, old = rebuilt
    assert steps(old, ask) <= 1.2 * steps(young, ask)


def test_after_a_rebuilding_the_lines_of_before_are_asked_too(rebuilt, old):
    _, store = rebuilt
    head, _ = store.head()
    found, before = store.filings(0, head), old.filings(0, head)
    assert 300 < len(found) < 400  # without the sealed ones
    assert found.items() <= before.items()
    known = {line.seq: line.body for line in old.ledger(kind="Filed")}
    lines = [(line.seq, line.body) for line in store.ledger(kind="Filed")]
    assert len(lines) == len(found)
    assert lines == [(seq, known[seq]) for seq, _ in lines]
    assert len(store.unreckoned("p", 0, 1000)) == 400


def test_the_next_number_of_each_register_is_one_above_the_highest(old):
    highest = {}
    for register, number, *_ in old.numbers():
        highest[register] = max(number, highest.get(register, 0))
    assert numbers(old) == {register: number + 1 for register, number in highest.items()}
    assert highest["dokumen"] == 400_001


def test_a_store_without_numbers_has_no_registers(tmp_path):
    store = open_sqlite(tmp_path / "office.db")
    assert numbers(store) == {}
    store.close()


def test_what_the_board_shows_are_open_cycles_and_the_newest_closed_ones(old):
    assert [each.id for each in old.cycles(closed=False)] == ["c1"]
    closed = [each.id for each in old.last_closed(3)]
    assert closed == ["0001-000399", "0001-000398", "0001-000397"]
    assert {each.id for each in old.last_moved(5)} == {"c1", "0001-000399"}


def test_filings_between_two_lines_are_told_by_place(old):
    head, _ = old.head()
    assert len(old.filings(0, head)) == 400
    assert old.filings(head - 3, head) == {"2026/x/00399 y": f"{399:064x}"}
    assert old.filings(head, head) == {}


def test_the_cycles_in_which_bytes_play_a_part(old):
    (cycle,) = old.holding(f"{7:064x}")
    assert cycle.berkas_path == "2026/x/00007 y"
    assert old.holding("f" * 64) == ()


def test_berkas_are_counted_by_when_they_were_filed(old):
    (filed_at,) = {each.filed_at for each in old.cycles() if each.filed_at}
    year = timedelta(days=365)
    assert old.filed_between(filed_at, filed_at + year) == {"x": 400}
    assert old.filed_between(filed_at - year, filed_at) == {}
    assert old.filed_between(filed_at + timedelta(seconds=1), filed_at + year) == {}


def test_what_an_older_paraf_filed_is_counted_alike(tmp_path):
    path = tmp_path / "office.db"
    store = opened(path, 3)
    (filed_at,) = {each.filed_at for each in store.cycles() if each.filed_at}
    store.close()
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(VERSION_3)
    with closing(open_sqlite(path)) as store:
        moments = filed_at - timedelta(seconds=1), filed_at + timedelta(seconds=1)
        assert store.filed_between(*moments) == {"x": 3}


def test_a_chain_that_was_copied_holds(old):
    assert [each for each in old.verify_ledger() if "ledger line" in each] == []

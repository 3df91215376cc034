"""What every store promises, tried on real SQLite files: all or nothing, once, and for good."""

import multiprocessing
import os
import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest
from store_events import NOW, OPENED, STRAY, everything, issue, judge, open_one
from walks import Walk, sample_sop

from pipeline.adapters.store.sql import open_sqlite
from pipeline.domain.acts import Clear, Lay, Release, SendBack, SetTimer, Sweep, Tell
from pipeline.domain.context import Decision, NumberTaken
from pipeline.domain.cycle import Status
from pipeline.domain.decide import decide_stray
from pipeline.domain.events import HandedIn, Issued, Timer
from pipeline.errors import Finding, Misconfigured, NotYet
from pipeline.ports.store import LONGEST_WAIT, Happening, LaidFile


@pytest.fixture
def path(tmp_path):
    return tmp_path / "office.db"


@pytest.fixture
def store(path):
    opened = open_sqlite(path)
    yield opened
    opened.close()


# -- one event, one transaction ------------------------------------------------------------------


def test_an_event_brings_state_numbers_acts_and_a_ledger_line_together(store):
    decision = open_one(store)
    cycle, sop = store.cycle("c1")
    assert cycle == decision.cycle
    assert sop == sample_sop()
    assert [each.act for each in store.pending_acts()] == list(decision.acts)
    assert store.numbers() == [("dokumen", 1, cycle.papers[0].code, cycle.papers[0].code, "")]
    (line,) = store.ledger()
    assert (line.seq, line.cycle, line.key, line.type) == (1, "c1", "open:c1", "CycleOpened")
    assert store.head() == (1, line.hash)
    assert store.verify_ledger() == []


def test_an_event_counts_once(store):
    open_one(store)
    before = everything(store)
    assert open_one(store) is None
    assert everything(store) == before


def test_a_known_event_is_not_even_judged(store):
    open_one(store)

    def never(*_):
        raise AssertionError

    happening = Happening(key="open:c1", at=NOW, event=OPENED, cycle="c1", opens=sample_sop())
    assert store.apply(happening, never) is None


def test_an_event_that_was_known_still_ends_the_act_it_reports(store):
    open_one(store)
    _, event = issue(store)
    act = store.pending_acts()[0]
    happening = Happening(
        key=f"issued:{event.code}:1", at=NOW, event=event, cycle="c1", completes=act.id
    )
    assert store.apply(happening, judge(event)) is None
    assert act.id not in [each.id for each in store.pending_acts()]


def test_an_event_ends_the_act_whose_performance_it_reports(store):
    open_one(store)
    (act,) = store.pending_acts()
    cycle, _ = store.cycle("c1")
    event = Issued(code=cycle.papers[0].code, version=1, sha256="x", size=1)
    happening = Happening(key="issued", at=NOW, event=event, cycle="c1", completes=act.id)
    decision = store.apply(happening, judge(event))
    assert [each.act for each in store.pending_acts()] == list(decision.acts)


def test_a_decision_that_fails_leaves_nothing_behind(store):
    open_one(store)
    before = everything(store)

    def breaks(cycle, sop, registers):
        judge(OPENED)(None, sop, registers)
        raise RuntimeError("a bug")

    happening = Happening(key="k", at=NOW, event=STRAY, cycle="c1")
    with pytest.raises(RuntimeError):
        store.apply(happening, breaks)
    assert everything(store) == before
    assert store.apply(happening, lambda *_: decide_stray(STRAY)) is not None


def test_a_decision_that_cannot_be_kept_leaves_nothing_behind(store):
    open_one(store)
    before = everything(store)
    cycle, _ = store.cycle("c1")
    twice = NumberTaken(register="dokumen", number=1, text="AAAA-AAAA", code="AAAA-AAAA")
    decision = Decision(
        cycle=replace(cycle, status=Status.FILED),
        acts=(Release(claim="k"),),
        taken=(twice,),
    )
    happening = Happening(key="k", at=NOW, event=STRAY, cycle="c1")
    with pytest.raises(Exception, match="UNIQUE"):
        store.apply(happening, lambda *_: decision)
    assert everything(store) == before


def test_a_stray_file_is_in_the_ledger_and_in_no_cycle(store):
    happening = Happening(key="claim:k1", at=NOW, event=STRAY, cycle=None)
    decision = store.apply(happening, judge(STRAY))
    assert decision.cycle is None
    assert store.cycles() == ()
    (act,) = store.pending_acts()
    assert isinstance(act.act, SendBack)
    assert act.cycle is None
    assert store.verify_ledger() == []


def test_cycles_have_seen_as_many_events_as_the_ledger_has_lines_for_them(store, path):
    open_one(store)
    open_one(store, "c2")
    issue(store)
    store.note("n", NOW, "Started", {"version": "1"})
    store.apply(Happening(key="claim:k1", at=NOW, event=STRAY, cycle=None), judge(STRAY))
    with sqlite3.connect(path) as raw:
        (seen,) = raw.execute("SELECT SUM(v) FROM cycle").fetchone()
        (lines,) = raw.execute("SELECT COUNT(*) FROM ledger WHERE cycle IS NOT NULL").fetchone()
    assert seen == lines == 3
    assert store.verify_ledger() == []
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE cycle SET v = v + 1 WHERE id = 'c2'")
    assert store.verify_ledger() == ["cycles have seen 4 events, the ledger has 3"]


def test_a_whole_cycle_is_the_same_after_the_store_as_before(path):
    """Every event of a walk goes through the store; what is read back decides the same."""
    walk = Walk()
    walk.until("5")
    walk.send_back("5", "salah")
    walk.finish()
    first = open_sqlite(path)
    open_one(first)
    for number, (_, event, decision) in enumerate(walk.decided):
        happening = Happening(key=f"e{number}", at=NOW, event=event, cycle="c1")
        assert first.apply(happening, judge(event)) == decision
    first.close()
    again = open_sqlite(path)
    assert again.cycle("c1")[0] == walk.cycle
    assert len(again.ledger("c1")) == len(walk.decided) + 1
    assert again.verify_ledger() == []
    assert again.cycles(closed=False) == ()
    again.close()


# -- cycles --------------------------------------------------------------------------------------


def test_an_unknown_cycle_is_a_key_error(store):
    with pytest.raises(KeyError):
        store.cycle("c9")


def test_a_cycle_is_closed_when_it_is_filed_and_nothing_waits(store):
    open_one(store)
    cycle, _ = store.cycle("c1")
    filed = replace(cycle, status=Status.FILED)
    for key, state, still in (
        ("a", filed, 1),
        ("b", replace(filed, tasks=()), 0),
        ("c", replace(filed, tasks=(), status=Status.FILING), 1),
    ):
        happening = Happening(key=key, at=NOW, event=STRAY, cycle="c1")
        store.apply(happening, lambda *_, state=state: Decision(cycle=state))
        assert len(store.cycles(closed=False)) == still
        assert len(store.cycles()) == 1


def test_a_cycle_keeps_the_definition_it_was_opened_with(store):
    open_one(store)
    changed = replace(sample_sop(), steps=sample_sop().steps[:-1])
    event = HandedIn(claim="k", post="x", name="x", sha256="x", size=1, code="x")
    happening = Happening(key="k", at=NOW, event=event, cycle="c1", opens=changed)
    store.apply(happening, lambda cycle, _sop, _numbers: Decision(cycle=cycle))
    assert store.cycle("c1")[1] == sample_sop()


# -- acts ----------------------------------------------------------------------------------------


def decided(store, *acts, key="k", at=NOW):
    happening = Happening(key=key, at=at, event=STRAY, cycle=None)
    store.apply(happening, lambda *_: Decision(cycle=None, acts=acts))


def test_acts_are_due_in_the_order_they_were_decided(store):
    decided(store, Release(claim="1"), Release(claim="2"), key="a")
    decided(store, Release(claim="3"), key="b", at=NOW + timedelta(seconds=1))
    decided(store, Release(claim="4"), key="c", at=NOW + timedelta(seconds=1))
    later = NOW + timedelta(seconds=2)
    assert [each.act.claim for each in store.due_acts(later)] == ["1", "2", "3", "4"]
    assert [each.act.claim for each in store.due_acts(later, limit=3)] == ["1", "2", "3"]


def test_acts_keep_their_order_and_are_due_at_once_whatever_the_clock_says(store):
    """F15: the clock went back by ten years between two events."""
    decided(store, Release(claim="1"), key="a")
    decided(store, Release(claim="2"), key="b", at=NOW - timedelta(days=3652))
    for moment in (NOW - timedelta(days=9000), NOW, NOW + timedelta(days=9000)):
        assert [each.act.claim for each in store.due_acts(moment)] == ["1", "2"]
    assert [each.act.claim for each in store.pending_acts()] == ["1", "2"]


def test_an_act_put_off_by_a_clock_that_was_wrong_is_not_stuck_for_years(store):
    decided(store, Release(claim="1"))
    (act,) = store.pending_acts()
    store.postpone_act(act.id, NOW + timedelta(days=3652), "decided when the clock was wrong")
    assert [each.id for each in store.due_acts(NOW)] == [act.id]
    store.postpone_act(act.id, NOW + LONGEST_WAIT, "the clock is right again")
    assert store.due_acts(NOW) == []
    assert [each.id for each in store.due_acts(NOW + LONGEST_WAIT)] == [act.id]


def test_a_timer_is_due_at_its_time_and_not_before(store):
    due = NOW + timedelta(days=6)
    decided(store, SetTimer(timer=Timer.DUE, unit="bidang-1", due=due), Release(claim="1"))
    assert [type(each.act) for each in store.due_acts(NOW)] == [Release]
    assert [each.act for each in store.due_acts(due - timedelta(seconds=1))] == [Release(claim="1")]
    timer = store.due_acts(due)[0]
    assert (timer.act.unit, timer.due, timer.tries) == ("bidang-1", due, 0)
    assert len(store.pending_acts()) == 2


def test_a_finished_act_is_gone_and_finishing_twice_does_no_harm(store):
    decided(store, Release(claim="1"), Release(claim="2"))
    first = store.pending_acts()[0]
    store.finish_act(first.id)
    store.finish_act(first.id)
    assert [each.act.claim for each in store.pending_acts()] == ["2"]


def test_a_postponed_act_waits_says_why_and_keeps_its_place(store):
    decided(store, Lay(code="A", version=1, post="x"), Release(claim="2"))
    first = store.pending_acts()[0]
    until = NOW + timedelta(seconds=2)
    store.postpone_act(first.id, until, "the share is away")
    assert [each.act for each in store.due_acts(NOW)] == [Release(claim="2")]
    again = store.due_acts(until)[0]
    assert (again.id, again.tries, again.trouble, again.next_try) == (
        first.id,
        1,
        "the share is away",
        until,
    )
    assert again.due == NOW
    store.postpone_act(first.id, until, "still away")
    assert store.pending_acts()[0].tries == 2


def lanes(store):
    """Two papers, two inboxes, in the order decided; what waits for none is among them."""
    acts = [
        Clear(code="A", post="x"),
        Lay(code="A", version=2, post="x"),
        Lay(code="A", version=2, post="y"),
        Tell(post="x", title="catatan", finding=Finding("N03", {}), code="A"),
        Lay(code="B", version=1, post="x"),
        Release(claim="1"),
    ]
    cycle, _ = store.cycle("c1")
    happening = Happening(key="lanes", at=NOW, event=STRAY, cycle="c1")
    store.apply(happening, lambda *_: Decision(cycle=cycle, acts=tuple(acts)))
    return acts


def test_what_follows_a_failed_act_in_its_lane_waits_and_nothing_else_does(store):
    open_one(store)
    store.finish_act(store.pending_acts()[0].id)
    acts = lanes(store)
    clear, lay, elsewhere, note, other, release = store.pending_acts()
    until = NOW + timedelta(seconds=2)
    store.postpone_act(clear.id, until, "the share is away")
    assert [each.act for each in store.due_acts(NOW)] == [elsewhere.act, other.act, release.act]
    assert [each.act for each in store.due_acts(NOW, limit=2)] == [elsewhere.act, other.act]
    assert [each.act for each in store.due_acts(until)] == acts
    store.postpone_act(lay.id, until + LONGEST_WAIT, "its own trouble")
    assert note.act not in [each.act for each in store.due_acts(until)]
    store.wake_acts(NOW)
    assert [each.act for each in store.due_acts(NOW)] == acts


def test_every_inbox_of_a_cycle_waits_for_what_sweeps_them(store):
    open_one(store)
    open_one(store, "c2")
    for act in store.pending_acts():
        store.finish_act(act.id)
    cycle, _ = store.cycle("c1")
    happening = Happening(key="sweep", at=NOW, event=STRAY, cycle="c1")
    store.apply(happening, lambda *_: Decision(cycle=cycle, acts=(Sweep(),)))
    (sweep,) = store.pending_acts()
    lanes(store)
    other, _ = store.cycle("c2")
    theirs = Lay(code="C", version=1, post="x")
    happening = Happening(key="theirs", at=NOW, event=STRAY, cycle="c2")
    store.apply(happening, lambda *_: Decision(cycle=other, acts=(theirs,)))
    store.postpone_act(sweep.id, NOW + timedelta(seconds=2), "the share is away")
    assert [each.act for each in store.due_acts(NOW)] == [Release(claim="1"), theirs]


def test_the_number_of_an_act_is_never_used_again(store):
    """``act:<id>`` is the key of what it reports; a number used twice would lose an event."""
    decided(store, Release(claim="1"), key="a")
    (first,) = store.pending_acts()
    store.finish_act(first.id)
    decided(store, Release(claim="2"), key="b")
    (second,) = store.pending_acts()
    assert second.id > first.id


# -- the file ------------------------------------------------------------------------------------


def test_what_was_acknowledged_is_meant_to_survive_a_power_cut(path, store):
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    with store._read() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    with store._write() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_everything_is_there_after_opening_the_file_again(path):
    first = open_sqlite(path)
    open_one(first)
    first.note("started", NOW, "Started", {})
    first.lay(LaidFile(post="x", name="y", cycle=None, code=None, sha256="z"), "laid")
    before, office = everything(first), first.office_id
    first.close()
    again = open_sqlite(path)
    assert everything(again) == before
    assert again.office_id == office
    again.close()


def test_another_offices_ledger_does_not_begin_like_ours(tmp_path):
    stores = [open_sqlite(tmp_path / name) for name in ("a.db", "b.db")]
    for store in stores:
        store.note("k", NOW, "Started", {})
    first, second = (store.ledger()[0] for store in stores)
    assert first.previous != second.previous
    for store in stores:
        store.close()


def test_a_database_of_another_version_is_not_touched(path):
    open_sqlite(path).close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE fact SET value = '99' WHERE key = 'schema'")
    with pytest.raises(Misconfigured, match="schema 99"):
        open_sqlite(path)


def test_a_database_that_cannot_be_opened_is_tried_again_later(tmp_path):
    with pytest.raises(NotYet, match="the database cannot be"):
        open_sqlite(tmp_path)


# -- several processes ---------------------------------------------------------------------------

SPAWN = multiprocessing.get_context("spawn")


def _write_many(path, who, count, barrier):
    store = open_sqlite(path)
    barrier.wait()
    for number in range(count):
        open_one(store, f"{who}-{number}")
        open_one(store, f"shared-{number}")
        store.note(f"{who}-note-{number}", NOW, "Note", {"who": who})
        for act in store.pending_acts()[:1]:
            store.finish_act(act.id)
    store.close()


def test_two_processes_that_write_at_once_lose_nothing(path):
    count, names = 12, ("a", "b")
    barrier = SPAWN.Barrier(len(names))
    processes = [
        SPAWN.Process(target=_write_many, args=(path, name, count, barrier)) for name in names
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    store = open_sqlite(path)
    assert len(store.cycles()) == 3 * count  # of a shared one only one opening counts
    numbers = [row[1] for row in store.numbers() if row[0] == "dokumen"]
    assert numbers == list(range(1, 3 * count + 1))
    assert len({row[3] for row in store.numbers()}) == 3 * count
    assert len(store.ledger()) == 5 * count
    assert store.verify_ledger() == []
    store.close()


def _die_while_deciding(path):
    store = open_sqlite(path)

    def dies(*_):
        os._exit(9)

    store.apply(Happening(key="k", at=NOW, event=STRAY, cycle=None), dies)


def test_a_process_that_dies_in_the_middle_leaves_nothing_and_blocks_nobody(path, store):
    open_one(store)
    before = everything(store)
    process = SPAWN.Process(target=_die_while_deciding, args=(path,))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert everything(store) == before
    store.note("after", NOW, "Note", {})
    assert store.verify_ledger() == []


def test_a_reader_is_not_held_up_by_a_writer(path, store):
    open_one(store)
    other = open_sqlite(path)

    def looks(cycle, sop, _registers):
        assert len(other.ledger()) == 1
        assert other.cycle("c1")[0].id == "c1"
        return Decision(cycle=cycle)

    store.apply(Happening(key="k", at=NOW, event=STRAY, cycle="c1"), looks)
    assert len(other.ledger()) == 2
    other.close()


# -- terms ---------------------------------------------------------------------------------------


def test_who_was_superseded_writes_nothing_any_more(store, path):
    """F9: the last wall behind the lease; a process stopped between the look and the deed."""
    newcomer = open_sqlite(path)
    with store.begin_term(4):
        decided(store, Release(claim="1"), key="a")
        with newcomer.begin_term(5):
            lines = newcomer.head()
            (act,) = store.pending_acts()  # looking is still allowed
            for write in (
                lambda: decided(store, Release(claim="2"), key="b"),
                lambda: store.finish_act(act.id),
                lambda: store.note("n", NOW, "NoteHandedBack", {}),
                lambda: store.postpone_act(act.id, NOW, "late"),
                lambda: store.fact("new", "x"),
            ):
                with pytest.raises(NotYet, match="taken this office over"):
                    write()
            assert newcomer.head() == lines
            assert newcomer.pending_acts() == [act]
            decided(newcomer, Release(claim="3"), key="c")
    with pytest.raises(NotYet), store.begin_term(4):
        pass
    assert store.term() == 5
    newcomer.close()


def test_commands_without_a_term_write_beside_the_one_who_has_it(store, path):
    other = open_sqlite(path)
    with store.begin_term(1):
        other.note("n", NOW, "Enrolled", {})
        store.note("m", NOW, "NoteHandedBack", {})
    assert len(store.ledger()) == 2
    other.close()


# -- the queue -----------------------------------------------------------------------------------


def test_acts_that_failed_may_be_woken_and_timers_stay_asleep(store):
    later = NOW + timedelta(hours=1)
    timer = SetTimer(timer=Timer.DUE, unit="x", due=later)
    decided(store, Release(claim="1"), Release(claim="2"), timer)
    store.postpone_act(store.pending_acts()[0].id, NOW + timedelta(minutes=30), "T03 away")
    assert [each.act.claim for each in store.due_acts(NOW)] == ["2"]
    store.wake_acts(NOW)
    assert [each.act.claim for each in store.due_acts(NOW)] == ["1", "2"]
    assert store.pending_acts()[0].tries == 1


def test_what_went_back_is_remembered_with_its_first_reason(store):
    findings = (Finding("B01", {"nama": "x"}), Finding("B02", {"nama": "x"}))
    for number in range(3):
        back = SendBack(claim=str(number), post="p", name=f"{number}.pdf", findings=findings)
        decided(store, back, key=str(number))
    total, newest = store.refusals(NOW - timedelta(days=7), 2)
    assert total == 3
    assert [each.name for each in newest] == ["2.pdf", "1.pdf"]
    assert newest[0].finding == findings[0]
    assert newest[0].at == NOW
    assert store.refusals(NOW + timedelta(seconds=1), 2) == (0, [])
    assert store.refusals(NOW - timedelta(days=7), 2, code="B02")[0] == 0

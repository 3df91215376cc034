"""What a store remembers besides cycles: numbers, documents, certificates, notes and facts."""

import contextlib
import hashlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from old_schemas import VERSION_1, VERSION_2, VERSION_3
from store_events import NOW, STRAY, issue, judge, open_one
from walks import Walk

from pipeline.adapters.store.looking import memory_in
from pipeline.adapters.store.sql import open_sqlite
from pipeline.domain.acts import Clear, Issue, Lay, Recipe, SendBack, Sweep
from pipeline.domain.context import Decision, NumberTaken, NumberVoided
from pipeline.errors import Finding, Misconfigured, NotYet
from pipeline.ports.store import Binding, Enrolled, Happening, LaidFile


@pytest.fixture
def path(tmp_path):
    return tmp_path / "office.db"


@pytest.fixture
def store(path):
    opened = open_sqlite(path)
    yield opened
    opened.close()


# -- registers, documents, inboxes, certificates, notes, facts -----------------------------------


def take(store, number, text, code, key, *, register="surat_keluar/2026"):
    taken = NumberTaken(register=register, number=number, text=text, code=code)
    happening = Happening(key=key, at=NOW, event=STRAY, cycle=None)
    store.apply(happening, lambda *_: Decision(cycle=None, taken=(taken,)))


def test_a_number_is_drawn_once_and_a_nomor_stands_once_in_its_register(store):
    take(store, 1, "01/X", "A", "a")
    for number, text in ((1, "01/XI"), (2, "01/X")):
        with pytest.raises(Exception, match="UNIQUE"):
            take(store, number, text, "B", f"again {number}")
    take(store, 1, "01/X", "C", "c", register="nota_dinas/2026")
    assert [row[:3] for row in store.numbers()] == [
        ("nota_dinas/2026", 1, "01/X"),
        ("surat_keluar/2026", 1, "01/X"),
    ]


def test_a_decision_is_told_the_number_each_register_gives_next(store):
    take(store, 1, "01", "A", "a")
    take(store, 2, "02", "B", "b")
    seen = {}

    def look(_cycle, _sop, registers):
        seen.update(registers)
        return Decision(cycle=None)

    store.apply(Happening(key="look", at=NOW, event=STRAY, cycle=None), look)
    assert seen == {"surat_keluar/2026": 3}


def test_a_void_number_stays_with_its_reason_and_touches_no_other(store):
    take(store, 1, "01", "A", "a")
    take(store, 1, "01", "B", "b", register="nota_dinas/2026")
    voided = NumberVoided(text="01", code="A", reason="data telah diterima")
    happening = Happening(key="v", at=NOW, event=STRAY, cycle=None)
    store.apply(happening, lambda *_: Decision(cycle=None, voided=(voided,)))
    assert {row[3]: row[4] for row in store.numbers()} == {"A": "data telah diterima", "B": ""}
    again = replace(voided, reason="lain")
    happening = replace(happening, key="v2")
    store.apply(happening, lambda *_: Decision(cycle=None, voided=(again,)))
    assert {row[3]: row[4] for row in store.numbers()}["A"] == "data telah diterima"
    assert '"voided":[["01","data telah diterima"]]' in store.ledger()[2].body


def test_an_issued_version_is_in_the_register_of_documents(store):
    open_one(store)
    _, event = issue(store, head_sha256="h1")
    (found,) = store.documents(event.code)
    paper = store.cycle("c1")[0].paper(event.code)
    assert (found.code, found.version, found.cycle, found.step) == (event.code, 1, "c1", "1")
    assert (found.kind, found.title, found.format) == (paper.kind, paper.title, "docx")
    assert (found.sha256, found.size, found.issued_at) == (event.sha256, 7, NOW)
    assert store.documents_by_head("h1") == [found]
    assert store.documents_by_head("h2") == []
    assert store.documents("XXXX-XXXX") == []


def test_versions_of_a_paper_come_oldest_first(path):
    walk = Walk()
    walk.until("5")
    walk.send_back("5")
    walk.until("5")
    store = open_sqlite(path)
    open_one(store)
    for number, (_, event, _) in enumerate(walk.decided):
        store.apply(Happening(key=f"e{number}", at=NOW, event=event, cycle="c1"), judge(event))
    code = walk.task("5").paper
    assert [each.version for each in store.documents(code)] == [1, 2, 3, 4]
    assert [each.format for each in store.documents(code)] == ["docx", "pdf"] * 2
    store.close()


def test_what_lies_in_an_inbox_is_remembered_replaced_and_forgotten(store):
    note = LaidFile(post="sekretaris", name="a.txt", cycle="c1", code="A", sha256="1")
    other = LaidFile(post="kasubbag-tu", name="a.txt", cycle=None, code=None, sha256="2")
    store.lay(note, "laid:1")
    store.lay(other, "laid:2")
    assert sorted(each.post for each in store.laid()) == ["kasubbag-tu", "sekretaris"]
    assert store.laid(post="sekretaris") == [note]
    assert store.laid(cycle="c1") == [note]
    store.lay(replace(note, sha256="3"), "laid:3")
    assert store.laid(post="sekretaris") == [replace(note, sha256="3")]
    store.forget_laid("sekretaris", "a.txt")
    store.forget_laid("sekretaris", "a.txt")
    assert store.laid() == [other]


C1 = hashlib.sha256(b"\x30\x00").hexdigest()


def certificate(post="sekretaris", sha256=C1, at=NOW):
    return Enrolled(
        sha256=sha256,
        post=post,
        holder="Dra. Contoh Kedua, M.AP.",
        subject="CN=Contoh",
        der=b"\x30\x00",
        issuer_der=b"\x30\x01",
        valid_from=NOW - timedelta(days=1),
        valid_to=NOW + timedelta(days=700),
        enrolled_at=at,
    )


def test_a_certificate_is_bound_to_a_post_once_and_stands_in_the_ledger(store):
    store.enrol(certificate())
    store.enrol(replace(certificate(), holder="Lain"))
    assert store.certificates() == [certificate()]
    assert store.certificates("sekretaris") == [certificate()]
    assert store.certificates("kepala-badan") == []
    assert [line.type for line in store.ledger()] == ["CertificateEnrolled"]
    assert f'"sha256":"{C1}"' in store.ledger()[0].body


def test_a_revoked_certificate_is_kept_with_the_moment(store):
    store.enrol(certificate())
    assert store.revoke(C1, NOW + timedelta(days=1))
    assert not store.revoke(C1, NOW + timedelta(days=2))
    assert not store.revoke("c9", NOW)
    (kept,) = store.certificates()
    assert kept.revoked_at == NOW + timedelta(days=1)
    assert [line.type for line in store.ledger()] == ["CertificateEnrolled", "CertificateRevoked"]


def test_a_certificate_of_two_posts_can_be_revoked_for_each_in_turn(store):
    store.enrol(certificate())
    assert store.revoke(C1, NOW)
    store.enrol(certificate(post="kepala-badan"))
    assert store.revoke(C1, NOW + timedelta(days=1))
    assert all(each.revoked_at for each in store.certificates())
    assert store.verify_ledger() == []


def bound(**over):
    values = {
        "id": "b1",
        "post": "sekretaris",
        "holder": "Dra. Contoh Kedua, M.AP.",
        "ca_der": b"\x30\x01",
        "number_seal": "scrypt:00:00",
        "number_ends": "0001",
        "valid_from": NOW,
        "valid_to": NOW + timedelta(days=700),
        "enrolled_at": NOW,
    }
    return Binding(**(values | over))


def test_a_binding_is_kept_once_and_ends_with_a_line_of_its_own(store):
    store.bind(bound())
    store.bind(bound(holder="Lain"))
    assert store.bindings() == store.bindings("sekretaris") == [bound()]
    assert store.bindings("kepala-badan") == []
    assert store.unbind("b1", NOW + timedelta(days=1))
    assert not store.unbind("b1", NOW + timedelta(days=2))
    assert store.bindings() == [bound(revoked_at=NOW + timedelta(days=1))]
    assert [line.type for line in store.ledger()] == ["IssuerBound", "IssuerUnbound"]
    assert [line.type for line in store.ledger(kind="IssuerUnbound")] == ["IssuerUnbound"]
    assert store.verify_ledger() == []


def test_a_certificate_that_comes_in_by_another_binding_takes_it_unless_it_is_revoked(store):
    store.enrol(certificate())
    store.enrol(replace(certificate(), binding="b1"))
    store.enrol(replace(certificate(), binding="b1"))
    assert [each.binding for each in store.certificates()] == ["b1"]
    store.revoke(C1, NOW)
    store.enrol(replace(certificate(), binding="b2"))
    (kept,) = store.certificates()
    assert (kept.binding, kept.revoked_at) == ("b1", NOW)
    assert store.verify_ledger() == []


def test_another_period_changes_the_row_and_stands_in_the_ledger(store):
    store.enrol(certificate())
    store.bind(bound())
    span = (NOW, NOW + timedelta(days=9))
    store.set_period("sekretaris", C1, span, NOW)
    store.set_period("sekretaris", "b1", span, NOW)
    assert [(each.valid_from, each.valid_to) for each in store.certificates()] == [span]
    assert [(each.valid_from, each.valid_to) for each in store.bindings()] == [span]
    assert store.verify_ledger() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificate SET revoked_at = NULL",
        "UPDATE certificate SET valid_to = '2099-01-01T00:00:00+07:00'",
        "UPDATE certificate SET der = x'3100'",
        "UPDATE certificate SET post = 'kepala-badan'",
        "UPDATE certificate SET binding = 'b1'",
        "DELETE FROM certificate",
        "UPDATE binding SET number_seal = 'scrypt:11:11'",
        "UPDATE binding SET ca_der = x'3100'",
        "UPDATE binding SET id = 'b2'",
    ],
)
def test_a_register_that_was_changed_behind_the_ledger_shows(store, path, statement):
    store.enrol(certificate())
    store.bind(bound())
    store.revoke(C1, NOW)
    assert store.verify_ledger() == []
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)
    assert store.verify_ledger() != []


def test_an_office_of_version_1_is_opened_and_goes_on(path):
    with contextlib.closing(open_sqlite(path)) as store:
        store.enrol(certificate())
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        (row,) = connection.execute("SELECT * FROM certificate").fetchall()
        connection.executescript(VERSION_3 + VERSION_2 + VERSION_1)
        insert = "INSERT INTO certificate VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        connection.execute(insert, row[:-1])
    for _ in range(2):
        with contextlib.closing(open_sqlite(path)) as store:
            assert store.fact("schema") == "4"
            assert store.certificates() == [certificate()]
            store.bind(bound())
            assert store.bindings() == [bound()]
            assert store.verify_ledger() == []


@pytest.mark.parametrize(("version", "told"), [("2", "earlier Paraf"), ("99", "newer Paraf")])
def test_a_look_at_a_database_of_another_version_says_so(path, version, told):
    with contextlib.closing(open_sqlite(path)) as store:
        store.apply(
            Happening(key="k", at=NOW, event=STRAY, cycle=None), lambda *_: Decision(cycle=None)
        )
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE fact SET value = ? WHERE key = 'schema'", (version,))
    with pytest.raises(NotYet, match=told):
        memory_in(path, lambda: False)


def test_acts_that_version_2_decided_keep_their_order_too(path):
    decided = (
        Clear(code="A", post="x"),
        Lay(code="A", version=2, post="x"),
        Issue(code="A", version=3, recipe=Recipe.FILL),
        SendBack(claim="k", post="x", name="n", findings=(Finding("B01", {}),)),
        Sweep(),
    )

    def rows():
        with contextlib.closing(sqlite3.connect(path)) as connection:
            columns = [row[1:3] for row in connection.execute("PRAGMA table_info(act)")]
            return columns, connection.execute("SELECT lane FROM act ORDER BY id").fetchall()

    with contextlib.closing(open_sqlite(path)) as store:
        happening = Happening(key="k", at=NOW, event=STRAY, cycle=None)
        store.apply(happening, lambda *_: Decision(cycle=None, acts=decided))
    as_made = rows()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(VERSION_3 + VERSION_2)
    with contextlib.closing(open_sqlite(path)) as store:
        assert [each.act for each in store.pending_acts()] == list(decided)
    assert rows() == as_made
    assert as_made[1] == [("x/A",), ("x/A",), (None,), (None,), ("*",)]


def test_an_office_of_a_newer_paraf_is_left_as_it_is(path):
    open_sqlite(path).close()
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript("DROP TABLE binding; UPDATE fact SET value = '9'")
    with pytest.raises(Misconfigured, match="schema 9"):
        open_sqlite(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert "binding" not in names


def test_a_note_is_written_once(store):
    store.note("start:1", NOW, "Started", {"version": "1"})
    store.note("start:1", NOW, "Started", {"version": "2"})
    (line,) = store.ledger()
    assert (line.type, line.body, line.cycle) == ("Started", '{"version":"1"}', None)


def test_a_fact_is_set_once(store):
    assert store.fact("began") is None
    assert store.fact("began", "2026-10-01") == "2026-10-01"
    assert store.fact("began", "2026-11-01") == "2026-10-01"
    assert store.fact("began") == "2026-10-01"


def test_the_ledger_of_one_cycle_is_its_lines_in_order(store):
    open_one(store)
    open_one(store, "c2")
    issue(store)
    assert [line.seq for line in store.ledger("c1")] == [1, 3]
    assert [line.seq for line in store.ledger()] == [1, 2, 3]


def test_moments_keep_their_zone_through_the_store(store):
    open_one(store, at=NOW.astimezone(UTC))
    assert store.cycle("c1")[0].opened_at == NOW
    assert datetime.fromisoformat(store.ledger()[0].at) == NOW

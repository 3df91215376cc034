"""``paraf check``: every fault made by hand is named, and nothing else; people's ways are none."""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from office_sim import OfficeSim, copy_office
from picture import assert_invariants, picture

from pipeline.adapters.folders.survey import FolderSurvey
from pipeline.domain.events import HandedIn
from pipeline.domain.period import Period
from pipeline.entry.demo.play import Daemon, running_daemon
from pipeline.errors import Finding
from pipeline.office.integrity.findings import ERRORS, NOTES
from pipeline.ports.archive import WITNESS
from pipeline.ports.folders import MARK
from pipeline.ports.store import Happening
from pipeline.wiring import check_office
from tools.sample_office import REPOSITORY

DATABASE = ".paraf/office.db"
STRAY = b"Daftar belanja.\n"
LETTER = "Surat Permintaan"


def codes(root: Path) -> list[str]:
    return [each.code for each in check_office(root).findings]


def notes(root: Path) -> set[str]:
    return {each.code for each in check_office(root).notes}


@pytest.fixture(autouse=True)
def _lent(warm):
    """Every check asks the same warm child."""
    with warm.lent():
        yield


@pytest.fixture(scope="module")
def sound(stages, warm, tmp_path_factory):
    """An office amid its cycle, in which a stray file was sent back and a cycle waits to be made.

    Closed, as a stopped daemon leaves it; every test changes a copy.
    """
    root = tmp_path_factory.mktemp("utuh") / "kantor"
    copy_office(stages.kept("8a"), root)
    sim = OfficeSim(root, warm)
    sim.wait(minutes=5)
    sim.drop("kasubbag-tu", "belanja.txt", STRAY)
    time.sleep(0.2)
    sim.work()
    sim.workplace.office.open_cycle(Period(2026, 2), "perintah")
    hold_a_claim(sim)
    sim.close()
    assert codes(root) == []
    return root


def hold_a_claim(sim: OfficeSim) -> None:
    """A file that was taken and not decided about when the daemon died."""
    sim.drop("kepala-badan", "terpegang.txt", b"Dipegang Paraf.\n")
    folders = sim.workplace.office.tools.folders
    time.sleep(0.2)
    folders.scan()
    time.sleep(0.2)
    (drop,) = folders.scan().ready
    folders.claim(drop, sim.now)


@pytest.fixture
def root(sound, tmp_path):
    copy_office(sound, tmp_path / "kantor")
    return tmp_path / "kantor"


# -- tools of the saboteur -----------------------------------------------------------------------


def sql(root: Path, statement: str, *values: object) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(root / DATABASE)) as database, database:
        return database.execute(statement, values).fetchall()


def inbox_file(root: Path, post: str, *words: str) -> Path:
    files = sorted((root / "inbox" / post).iterdir())
    return next(path for path in files if all(word in path.name for word in words))


def issued(root: Path, kind: str) -> Path:
    """The record's file of a paper's first version."""
    query = "SELECT sha256 FROM document WHERE kind = ? ORDER BY version"
    (sha256,) = sql(root, query, kind)[0]
    return root / ".paraf" / "objects" / sha256[:2] / sha256


def the_claim(root: Path) -> Path:
    (home,) = (root / ".paraf" / "claimed").iterdir()
    return home


def flip_a_byte(root):
    path = issued(root, "surat-permintaan")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def rename_an_object(root):
    path = issued(root, "surat-permintaan")
    path.rename(path.with_name("0" * 64))


def put_a_file_into_the_record(root):
    (root / ".paraf" / "objects" / "ab").mkdir(exist_ok=True)
    (root / ".paraf" / "objects" / "ab" / ("ab" + "0" * 62)).write_bytes(b"asing")


def edit_a_state(root):
    ((state,),) = sql(root, "SELECT state FROM cycle WHERE id = '2026-tw3'")
    cycle = json.loads(state)
    cycle["papers"][0]["title"] = "Lembar Lain"
    sql(root, "UPDATE cycle SET state = ? WHERE id = '2026-tw3'", json.dumps(cycle))


def edit_a_state_and_its_digest(root):
    """As a bug would: the ledger knows this state, but no event leads to it."""
    ((state,),) = sql(root, "SELECT state FROM cycle WHERE id = '2026-tw3'")
    cycle = json.loads(state)
    cycle["tasks"][0]["outcome"] = "dikembalikan"
    text = json.dumps(cycle)
    sql(root, "UPDATE cycle SET state = ? WHERE id = '2026-tw3'", text)
    line = "SELECT seq, at, cycle, key, type, body, previous FROM ledger ORDER BY seq"
    rows = sql(root, line)
    last = max(row[0] for row in rows if row[2] == "2026-tw3")
    rechain(root, rows, last, hashlib.sha256(text.encode()).hexdigest())


def rechain(root: Path, rows: list[tuple], changed: int, digest: str) -> None:
    """Write another state's digest into a line, and all hashes after it anew."""
    from pipeline.adapters.store.chain import canonical, line_hash  # noqa: PLC0415

    previous = None
    for seq, at, cycle, key, kind, body, before in rows:
        if seq == changed:
            body = canonical(json.loads(body) | {"state": digest})  # noqa: PLW2901
        linked = before if previous is None else previous
        facts = {"cycle": cycle, "key": key, "type": kind, "body": body}
        previous = line_hash(linked, seq, at, facts)
        change = "UPDATE ledger SET body = ?, previous = ?, hash = ? WHERE seq = ?"
        sql(root, change, body, linked, previous, seq)


def cut_the_tail(root):
    sql(root, "DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)")


def delete_an_order(root):
    sql(root, "DELETE FROM act WHERE body LIKE '%\"Issue\"%'")


def delete_a_timer(root):
    sql(root, "DELETE FROM act WHERE id = (SELECT min(id) FROM act WHERE body LIKE '%SetTimer%')")


def copy_the_claim(root):
    shutil.copytree(the_claim(root), root / ".paraf" / "claimed" / ("f" * 32))


def bring_a_decided_claim_back(root):
    """The stray file of the fixture again, as if it had never been let go."""
    query = "SELECT body FROM ledger WHERE type = 'HandedIn' AND cycle IS NULL"
    event = json.loads(sql(root, query)[0][0])["event"]
    home = root / ".paraf" / "claimed" / event["claim"]
    home.mkdir()
    facts = {"claim": event["claim"], "folder": event["post"], "name": event["name"], "back": False}
    facts |= {"note": "", "note_path": "", "at": "2026-10-06T10:00:00+07:00"}
    (home / "claim.json").write_text(json.dumps(facts))
    (home / "file").write_bytes(STRAY)


def spoil(name: str, data: bytes):
    def fault(root):
        (the_claim(root) / name).write_bytes(data)

    return fault


def empty_the_claim(root):
    (the_claim(root) / "file").unlink()


def lay_again(post: str, *words: str):
    def fault(root):
        path = inbox_file(root, post, *words)
        shutil.copyfile(path, path.with_name(f"Salinan {path.name}"))

    return fault


def lay_what_is_done(root):
    (root / "inbox" / "japel-tu" / "Disposisi.docx").write_bytes(
        issued(root, "lembar-disposisi").read_bytes()
    )


def lay_what_is_superseded(root):
    """The first draft of the letter, of which there are later versions."""
    (root / "inbox" / "japel-tu" / "Konsep.docx").write_bytes(
        issued(root, "surat-permintaan").read_bytes()
    )


def cut_off(post: str, *words: str, to: int):
    def fault(root):
        path = inbox_file(root, post, *words)
        path.write_bytes(path.read_bytes()[:to])

    return fault


def edit_the_note(root):
    note = inbox_file(root, "kasubbag-tu", "ALASAN")
    note.write_bytes(note.read_bytes() + b"Tidak apa-apa.")


def lose_the_note(root):
    inbox_file(root, "kasubbag-tu", "ALASAN").unlink()
    sql(root, "DELETE FROM laid WHERE name LIKE '%ALASAN%'")


def leave_half_a_file(root):
    (root / "inbox" / "kasubbag-tu" / ".paraf-0123.part").write_bytes(b"%PDF-1.7")


def damage_the_archive_s_neighbour(root):
    shutil.rmtree(root / ".paraf" / "objects")
    (root / DATABASE).unlink()
    for more in ("-wal", "-shm"):
        (root / (DATABASE + more)).unlink(missing_ok=True)


def see_a_later_line(root):
    (root / "archive" / WITNESS).write_text(f"900 {'a' * 64}\n", "ascii")


FAULTS = {
    "a cut tail of the ledger": (cut_the_tail, "C01"),
    "a lost database": (lambda root: (root / DATABASE).unlink(), "C01"),
    "a database of garbage": (lambda root: (root / DATABASE).write_bytes(b"garbage" * 999), "C01"),
    "an act that nobody can read": (lambda root: sql(root, "UPDATE act SET body = '{'"), "C01"),
    "a number that vanished": (
        lambda root: sql(root, "DELETE FROM number WHERE register = 'surat_keluar/2026'"),
        "C02",
    ),
    "a number called void": (
        lambda root: sql(root, "UPDATE number SET void = 'x' WHERE register LIKE 'surat%'"),
        "C02",
    ),
    "a flipped byte in the record": (flip_a_byte, "C03"),
    "bytes deleted from the record": (
        lambda root: issued(root, "surat-permintaan").unlink(),
        "C03",
    ),
    "a foreign file in the record": (put_a_file_into_the_record, "C04"),
    "an edited state": (edit_a_state, "C05"),
    "a state that does not follow from its events": (edit_a_state_and_its_digest, "C05"),
    "a state nobody can read": (
        lambda root: sql(root, "UPDATE cycle SET state = '{' WHERE id = '2026-tw3'"),
        "C05",
    ),
    "another digest in the register of documents": (
        lambda root: sql(root, "UPDATE document SET size = size + 1 WHERE kind = 'data-kinerja'"),
        "C06",
    ),
    "a document gone from its register": (
        lambda root: sql(root, "DELETE FROM document WHERE kind = 'lembar-disposisi'"),
        "C06",
    ),
    "a copied claim": (copy_the_claim, "C08"),
    "a claim whose facts are broken": (spoil("claim.json", b"{"), "C08"),
    "a claim without its file": (empty_the_claim, "C08"),
    "a decided claim that came back": (bring_a_decided_claim_back, "C09"),
    "a paper that nothing will make": (delete_an_order, "C10"),
    "a timer that will never ring": (delete_a_timer, "C10"),
    "a half-written file": (leave_half_a_file, "C11"),
    "an empty paper": (cut_off("japel-bidang-3", LETTER, to=0), "I02"),
    "a paper cut off": (cut_off("kabid-bidang-1", "Data Kinerja -", "ND", to=5000), "C12"),
    "an empty paper that waits": (cut_off("kabid-bidang-1", "Data Kinerja -", "ND", to=0), "C12"),
    "a form cut off": (cut_off("japel-bidang-3", "Formulir", to=5000), "C12"),
    "a paper that is done": (lay_what_is_done, "C13"),
    "a superseded paper": (lay_what_is_superseded, "C13"),
    "an edited note": (edit_the_note, "C14"),
    "a reason never given": (lose_the_note, "C15"),
    "a doubled paper": (lay_again("kabid-bidang-1", "Data Kinerja -", "ND"), "C16"),
    "an archive that saw more": (see_a_later_line, "C17"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_made_by_hand_is_named_and_no_other(root, name):
    fault, code = FAULTS[name]
    fault(root)
    found = check_office(root)
    assert {each.code for each in found.findings} == {code} & ERRORS.keys(), found
    assert code in {each.code for each in (*found.findings, *found.notes)}
    assert all(each.path and each.text for each in found.findings)


def test_a_hand_in_with_two_effects_is_named(root, warm):
    """No crash does this: a second event of one claim under another key."""
    sim = OfficeSim(root, warm)
    line = next(each for each in sim.store.ledger(kind="HandedIn") if each.cycle is None)
    told = json.loads(line.body)["event"]
    event = HandedIn(
        claim=told["claim"],
        post=told["post"],
        name=told["name"],
        sha256=told["sha256"],
        size=told["size"],
        findings=(Finding("B01", {"nama": told["name"]}),),
    )
    sim.workplace.office._commit(Happening(key="claim:twice", at=sim.now, event=event, cycle=None))
    sim.close()
    assert codes(root) == ["C07"]


def test_every_code_of_the_check_is_made_by_some_fault():
    tried = {code for _, code in FAULTS.values()} | {"C07"}
    assert ERRORS.keys() <= tried


def test_the_table_of_codes_is_the_documented_one():
    text = (REPOSITORY / "docs" / "check-findings.md").read_text("utf-8")
    for code, meaning in {**ERRORS, **NOTES}.items():
        assert f"| {code} | {meaning.what} | {meaning.todo} |" in text


# -- what is no fault ----------------------------------------------------------------------------


def take_a_paper(root):
    inbox_file(root, "japel-bidang-3", "Formulir").unlink()


def put_something_in(root):
    (root / "inbox" / "sekretaris" / "titipan.txt").write_text("Untuk Bapak.")


def throw_the_note_away(root):
    inbox_file(root, "kasubbag-tu", "ALASAN").unlink()


def keep_bytes_of_a_crash(root):
    data = b"dibuat sebelum listrik padam"
    sha256 = hashlib.sha256(data).hexdigest()
    (root / ".paraf" / "objects" / sha256[:2]).mkdir(exist_ok=True)
    (root / ".paraf" / "objects" / sha256[:2] / sha256).write_bytes(data)


@pytest.mark.parametrize(
    ("what", "note"),
    [
        (take_a_paper, "I01"),
        (put_something_in, "I02"),
        (throw_the_note_away, "I03"),
        (keep_bytes_of_a_crash, "I04"),
        (lambda _: None, "I03"),
    ],
)
def test_what_people_and_crashes_may_do_is_told_and_is_no_fault(root, what, note):
    what(root)
    assert codes(root) == []
    assert note in notes(root)
    assert note in NOTES


def test_another_configuration_leaves_the_digest_as_proof(root):
    """Past decisions are not made again under titles that are others by now."""
    text = (root / "office.toml").read_text("utf-8")
    (root / "office.toml").write_text(text.replace('sebutan = "Sekretaris', 'sebutan = "Sek'))
    assert codes(root) == []
    assert "I05" in notes(root)
    edit_a_state(root)
    assert codes(root) == ["C05"]


def test_an_office_that_never_worked_has_nothing_wrong(at):
    assert codes(at(None).root) == []


def test_after_a_crash_it_comes_to_rest_by_itself_and_stays_there(root, warm):
    """The invariants as every test of faults asks for them."""
    sim = OfficeSim(root, warm)
    assert_invariants(sim)
    assert sim.claimed() == []
    assert "I03" not in notes(root)


# -- it changes nothing, and nothing disturbs it -------------------------------------------------


def test_the_check_changes_nothing_not_even_after_a_crash(root):
    """The database of a killed daemon, with its log beside it, is left as it is."""
    kept = root.with_name("copy")
    with contextlib.closing(sqlite3.connect(root / DATABASE)) as open_still:
        open_still.execute("PRAGMA journal_mode=WAL")
        open_still.execute("INSERT INTO fact VALUES ('titipan', '1')")
        open_still.commit()
        copy_office(root, kept)
    assert (kept / f"{DATABASE}-wal").stat().st_size > 0
    before = picture(kept)
    assert codes(kept) == []
    assert picture(kept) == before


@pytest.mark.long
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a folder read-only")
def test_an_office_on_read_only_media_can_be_checked(root):
    script = (
        f"mount --bind '{root}' '{root}' && mount -o remount,ro,bind '{root}' "
        f"&& ! touch '{root}/x' 2>/dev/null "
        f"&& exec '{sys.executable}' -m pipeline check --office '{root}' --json"
    )
    ran = subprocess.run(
        ["unshare", "-m", "sh", "-c", script], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout) == {"ok": True, "findings": []}


@pytest.mark.long
def test_a_letter_laid_again_after_it_was_once_sent_back_needs_no_reason(stages, warm, tmp_path):
    """Its note went when the form was handed in; the reopened step lays the same bytes anew."""
    root = tmp_path / "kantor"
    copy_office(stages.kept("8"), root)
    sim = OfficeSim(root, warm)
    sim.hand_in("japel-bidang-1", LETTER)
    sim.work()
    assert sim.note("japel-bidang-1", LETTER)
    sim.fill_and_hand_in("japel-bidang-1", "Formulir")
    sim.work()
    sim.send_back("kabid-bidang-1", "Formulir", note="Angka indikator 2 keliru.")
    sim.work()
    sim.close()
    assert inbox_file(root, "japel-bidang-1", LETTER)
    assert codes(root) == []


@pytest.mark.long
def test_a_busy_daemon_raises_no_false_alarm(root):
    """Files come and go, claims are taken and let go, papers are made while it looks."""
    (root / ".paraf" / "demo").mkdir(exist_ok=True)
    with running_daemon(Daemon(root)) as daemon:
        for number in range(12):
            place = root / "outbox" / ("kasubbag-tu", "sekretaris")[number % 2]
            (place / f"titipan {number}.txt").write_text(f"nomor {number}")
        path = inbox_file(root, "kabid-bidang-1", "Data Kinerja -", "ND")
        path.rename(root / "outbox" / "kabid-bidang-1" / path.name)
        end = time.monotonic() + 120
        looks = 0
        await_lock(root)
        while looks < 3 or (any(outboxes(root)) and time.monotonic() < end):
            assert codes(root) == []
            looks += 1
        daemon.alive()
    assert list(outboxes(root)) == []
    assert codes(root) == []


def await_lock(root: Path) -> None:
    """The kernel tells that a daemon works, without being asked for the lock."""
    end = time.monotonic() + 60
    while not FolderSurvey(root, frozenset()).somebody_works():
        assert time.monotonic() < end
        time.sleep(0.1)


def outboxes(root: Path):
    found = (root / "outbox").rglob("*")
    return (path for path in found if path.is_file() and path.name != MARK)

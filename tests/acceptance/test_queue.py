"""The queue of dropped files: fair between posts, patient with trouble, done with poison."""

import contextlib
import dataclasses
import hashlib
import sys
import time

import pytest

from pipeline import wiring
from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.folders.shared import SharedFolders
from pipeline.errors import NotYet
from pipeline.office import office as rounds
from pipeline.office import queue, troubles
from pipeline.office.intake import Intake

POISON = b"racun"
DIES = (sys.executable, "-c", "import os; os.abort()")


def board(sim):
    return (sim.root / "PAPAN STATUS.html").read_text("utf-8")


def section(sim, title):
    """What the board says below a heading."""
    _, found, rest = board(sim).partition(f">{title}")
    return rest.partition("</section>")[0] if found else ""


def flood(sim, post, files):
    for number in range(files):
        sim.drop(post, f"kiriman {number:03}.txt", f"isi {number}".encode())


def until_decided(sim):
    """Work until nothing is in our keeping: a rehearsal takes its time."""
    end = time.monotonic() + 60
    while sim.claimed() and time.monotonic() < end:
        time.sleep(0.2)
        sim.work()
    assert sim.claimed() == []


def go_on(sim):
    """A daemon's rounds until all is quiet; unlike a start they wake nothing that was put off."""
    while sim.workplace.office.round().handled:
        pass


class _Died(BaseException):
    """What no handler catches: the process is gone."""


@pytest.fixture
def deadly(monkeypatch):
    """The examination of poison ends the program."""
    usual = Intake.receive

    def receive(intake, claim, now):
        if claim.name.startswith("racun"):
            raise _Died
        return usual(intake, claim, now)

    monkeypatch.setattr(Intake, "receive", receive)


# -- fairness ------------------------------------------------------------------------------------


def test_one_post_s_flood_does_not_keep_another_post_waiting(at, monkeypatch):
    monkeypatch.setattr(queue, "SLICE_FILES", 8)
    sim = at("2")
    office = sim.workplace.office
    office.recover()
    flood(sim, "kabid-bidang-1", 40)
    office.round()
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    office.round()
    assert sim.cycle.open_tasks[0].step == "3"
    assert len(sim.outbox("kabid-bidang-1")) > 20
    sim.work()
    sim.assert_sound()
    assert len([name for name in sim.inbox("kabid-bidang-1") if "ALASAN" in name]) == 40


def test_every_folder_has_its_turn_though_a_slice_is_smaller_than_their_number(at, monkeypatch):
    monkeypatch.setattr(queue, "SLICE_FILES", 2)
    sim = at("2")
    posts = ("japel-bidang-1", "kabid-bidang-1", "kabid-bidang-2", "kepala-badan", "sekretaris")
    for post in posts:
        flood(sim, post, 4)
    for _ in range(3):
        sim.workplace.office.round()
    taken = {post: 4 - len(sim.outbox(post)) for post in posts}
    assert all(1 <= each <= 2 for each in taken.values()), taken


def test_timers_wait_for_files_that_lay_there_before_but_not_for_ever(at, monkeypatch):
    monkeypatch.setattr(queue, "SLICE_FILES", 4)
    sim = at("7")
    flood(sim, "kabid-bidang-1", 20)
    sim.wait(days=30)
    late = next(unit for unit in sim.cycle.units if not unit.has_delivered).unit
    office = sim.workplace.office
    office.round()
    assert sim.cycle.unit(late).overdue_at is None
    monkeypatch.setattr(rounds, "_TIMERS_WAIT_SECONDS", 0.0)
    office.round()
    assert sim.cycle.unit(late).overdue_at is not None
    assert sim.outbox("kabid-bidang-1") != []


# -- trouble -------------------------------------------------------------------------------------


def test_trouble_is_retried_patiently_then_stands_on_the_board_with_what_to_do(at, monkeypatch):
    sim = at("2")

    def down(*_):
        raise NotYet("the converter has no worker", "T05")

    monkeypatch.setattr(LibreOffice, "convert", down)
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    flood(sim, "sekretaris", 1)
    sim.work()
    assert "1 kali dicoba, berikutnya" in section(sim, "Sedang dicoba lagi")
    assert "LibreOffice" not in section(sim, "Perlu perhatian")
    assert "kiriman 000.txt - ALASAN.txt" in sim.inbox("sekretaris")  # nobody else waits
    for _ in range(troubles.PATIENT_TRIES):
        sim.wait(minutes=11)
        sim.workplace.office.round()
    standing = section(sim, "Perlu perhatian")
    assert "Pengubah naskah menjadi PDF tidak bekerja." in standing
    assert "paraf doctor" in standing
    assert "Sedang dicoba lagi" not in board(sim)
    (trouble,) = sim.workplace.office.troubles()
    assert trouble.is_standing

    tries = trouble.tries
    sim.reopen()
    (trouble,) = sim.workplace.office.troubles()  # what ``paraf status`` says without the daemon
    assert (trouble.tries, trouble.code) == (tries, "T05")
    monkeypatch.undo()
    sim.work()  # a start tries at once, however long the delay had grown
    assert sim.workplace.office.troubles() == ()
    assert sim.cycle.open_tasks[0].step == "3"
    assert "LibreOffice" not in board(sim)


def test_an_act_s_trouble_is_shown_by_kind_and_tried_at_once_after_a_start(at, monkeypatch):
    sim = at("2")
    inbox = sim.root / "inbox" / "sekretaris"
    inbox.rmdir()
    inbox.write_bytes(b"a file where a folder was")
    flood(sim, "sekretaris", 1)
    sim.work()
    (trouble,) = sim.workplace.office.troubles()
    assert trouble.code == "T03"
    assert "Folder kantor tidak dapat dijangkau." in section(sim, "Sedang dicoba lagi")
    inbox.unlink()
    inbox.mkdir()
    sim.work()
    assert "kiriman 000.txt" in sim.inbox("sekretaris")


def test_what_follows_on_a_paper_waits_for_what_failed_before_and_others_do_not(at, monkeypatch):
    """The old draft must not be cleared away after the new one was laid: the task would be lost."""
    sim = at("3")
    usual = SharedFolders.take_out

    def locked(folders, folder, name):
        if folder == "japel-tu":
            raise NotYet("somebody has it open", "T04")
        usual(folders, folder, name)

    monkeypatch.setattr(SharedFolders, "take_out", locked)
    draft = sim.paper("japel-tu", "Konsep Surat Permintaan")
    old = draft.read_bytes()
    sim.drop("japel-tu", draft.name, old)  # a copy; the paper itself is left
    go_on(sim)
    sim.send_back("sekretaris", "Surat Permintaan", note="Pembukanya.")
    go_on(sim)
    monkeypatch.undo()
    go_on(sim)  # the clock stands still: what was put off is not due
    assert {trouble.code for trouble in sim.workplace.office.troubles()} == {"T04"}
    assert draft.read_bytes() == old
    assert not any("ALASAN" in name for name in sim.inbox("japel-tu"))
    sim.wait(minutes=1)
    go_on(sim)
    (task,) = sim.cycle.open_tasks
    current = sim.store.documents(task.paper)[-1]
    assert (task.step, current.version) == ("3", 3)
    (laid,) = [path for path in draft.parent.iterdir() if path.suffix == ".docx"]
    assert hashlib.sha256(laid.read_bytes()).hexdigest() == current.sha256
    assert any("ALASAN" in name for name in sim.inbox("japel-tu"))
    sim.assert_sound()


def test_one_inbox_that_cannot_be_reached_keeps_no_other_waiting_for_the_same_letter(at):
    sim = at("6")
    away = sim.root / "inbox" / "kabid-bidang-1"
    away.rmdir()
    away.write_bytes(b"a file where a folder was")
    sim.pass_on("kasubbag-tu", "Surat Permintaan")
    for post in ("kabid-bidang-2", "kabid-bidang-3", "sekretaris"):
        assert sim.paper(post, "Surat Permintaan"), post
    away.unlink()
    away.mkdir()
    sim.work()
    assert sim.paper("kabid-bidang-1", "Surat Permintaan")
    sim.assert_sound()


# -- poison --------------------------------------------------------------------------------------


def test_poison_that_kills_three_times_is_given_back_and_told_to_the_administrator(
    at, monkeypatch, deadly
):
    monkeypatch.setattr(wiring, "REHEARSAL", DIES)
    sim = at("2")
    sim.drop("kabid-bidang-1", "racun.pdf", POISON)
    for _ in range(3):
        with pytest.raises(_Died):
            sim.work()
        assert len(sim.claimed()) == 1
        sim.reopen()
    until_decided(sim)
    note = sim.note("kabid-bidang-1", "racun.pdf")
    assert note.splitlines()[-1] == "(Kode: B09)"
    assert "percobaan: 3 kali" in note
    assert (sim.root / "inbox" / "kabid-bidang-1" / "racun.pdf").read_bytes() == POISON
    assert "menghentikan Paraf" in section(sim, "Perlu perhatian")
    sim.assert_sound()


@pytest.mark.long
def test_file_that_was_in_hand_when_others_killed_the_daemon_is_not_poison(at, monkeypatch):
    sim = at("2")
    usual = Intake.receive

    def killed(*_):
        raise _Died

    sim.drop("kabid-bidang-1", "racun.pdf", POISON)
    monkeypatch.setattr(Intake, "receive", killed)
    for _ in range(3):
        with pytest.raises(_Died):
            sim.work()
        sim.reopen()
    monkeypatch.setattr(Intake, "receive", usual)
    sim.work()
    assert len(sim.claimed()) == 1  # examined apart, by a real process
    until_decided(sim)
    assert sim.note("kabid-bidang-1", "racun.pdf").splitlines()[-1] == "(Kode: H02)"


def test_poison_in_front_of_the_queue_stops_nobody(at, monkeypatch, deadly):
    """It is taken up first after every start; once it is being examined apart, work goes on."""
    monkeypatch.setattr(wiring, "REHEARSAL", (sys.executable, "-c", "import time; time.sleep(60)"))
    sim = at("2")
    sim.drop("kabid-bidang-1", "racun.pdf", POISON)
    for _ in range(3):
        with pytest.raises(_Died):
            sim.work()
        sim.reopen()
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    assert sim.cycle.open_tasks[0].step == "3"
    assert "racun.pdf" in section(sim, "Sedang dicoba lagi")
    assert len(sim.claimed()) == 1


def test_file_that_breaks_the_examination_three_times_is_given_back(at, monkeypatch):
    usual = Intake.receive

    def receive(intake, claim, now):
        if claim.name.startswith("racun"):
            raise ZeroDivisionError
        return usual(intake, claim, now)

    monkeypatch.setattr(Intake, "receive", receive)
    sim = at("2")
    for number in range(2):
        sim.drop("kabid-bidang-1", f"racun {number}.pdf", POISON)
    flood(sim, "kabid-bidang-1", 3)
    for _ in range(8):
        with contextlib.suppress(ZeroDivisionError):
            sim.work()
        sim.wait(minutes=1)
    for number in range(2):
        assert "(Kode: B09)" in sim.note("kabid-bidang-1", f"racun {number}.pdf")
    assert len([name for name in sim.inbox("kabid-bidang-1") if "ALASAN" in name]) == 5
    sim.assert_sound()


def test_a_machine_without_memory_makes_no_file_poison(at, monkeypatch):
    sim = at("2")

    def receive(*_):
        raise MemoryError

    sim.drop("kabid-bidang-1", "undangan.txt", b"undangan")
    with monkeypatch.context() as poor:
        poor.setattr(Intake, "receive", receive)
        for _ in range(5):
            with pytest.raises(MemoryError):
                sim.work()
    sim.work()
    assert "(Kode: B01)" in sim.note("kabid-bidang-1", "undangan.txt")


# -- the board -----------------------------------------------------------------------------------


def test_the_board_lists_what_went_back_with_reason_and_says_how_many(at):
    sim = at("2")
    flood(sim, "sekretaris", 25)
    sim.work()
    told = section(sim, "Dikembalikan dalam tujuh hari terakhir")
    assert "· 25" in told
    assert told.count("<small>B01</small>") == 20
    assert "tidak dikenali" in told


def test_the_board_counts_what_is_ignored_and_marks_what_stays(at, monkeypatch):
    sim = at("2")
    sim.drop("sekretaris", "~$Lembar.docx", b"x")
    sim.work()
    assert "lebih dari satu hari" not in section(sim, "Berkas sementara yang diabaikan")
    usual = sim.workplace.office.tools.folders.scan

    def aged(aside=()):
        scan = usual(aside)
        old = tuple(dataclasses.replace(each, age_seconds=90_000.0) for each in scan.ignored)
        return dataclasses.replace(scan, ignored=old)

    monkeypatch.setattr(sim.workplace.office.tools.folders, "scan", aged)
    sim.work()
    told = section(sim, "Berkas sementara yang diabaikan")
    assert "~$Lembar.docx" in told
    assert "lebih dari satu hari" in told


def test_half_a_paper_comes_back_as_incomplete(at):
    sim = at("5")
    name, data = sim.take("kepala-badan", "Surat Permintaan")
    sim.drop("kepala-badan", name, data[: len(data) // 2])
    sim.work()
    assert "(Kode: H06)" in sim.note("kepala-badan", name)
    (sim.root / "inbox" / "kepala-badan" / name).unlink()
    sim.drop("kepala-badan", "kosong.txt", bytes(5000))
    sim.work()
    assert "(Kode: B08)" in sim.note("kepala-badan", "kosong.txt")

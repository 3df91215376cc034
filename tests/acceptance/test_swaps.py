"""Swapped between look and claim, approval and signing, record and archive: one file throughout.

Sources: findings/faults.md F13, F14, S14.
"""

import hashlib
from pathlib import Path

import pytest

from pipeline.adapters.folders.shared import SharedFolders
from pipeline.adapters.signing.room import PdfSigningRoom
from pipeline.office.recognition import Recognition

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def sha(data):
    return hashlib.sha256(data).hexdigest()


def claimed_files(sim):
    return list((sim.root / ".paraf" / "claimed").glob("*/file"))


def recorded(sim, digest):
    return (sim.root / ".paraf" / "objects" / digest[:2] / digest).read_bytes()


def last_hand_in(sim):
    return sim.ledger("HandedIn")[-1]["event"]


def test_letter_replaced_after_approval_is_signed_as_it_was_approved(at, monkeypatch):
    """What was examined, what was signed and what goes on have one and the same beginning."""
    sim = at("5")
    name, approved = sim.take("kepala-badan", "Surat Permintaan")
    sim.drop("kepala-badan", name, approved)
    forged = approved.replace(b"%PDF", b"%PDF", 1) + b"% disisipkan\n"
    usual, replaced = PdfSigningRoom.sign, []

    def replace_first(self, data, **more):
        for file in claimed_files(sim):
            file.write_bytes(forged)
            replaced.append(file)
        return usual(self, data, **more)

    monkeypatch.setattr(PdfSigningRoom, "sign", replace_first)
    sim.work()
    assert len(replaced) == 1
    event = last_hand_in(sim)
    assert event["sha256"] == sha(approved)
    signed = recorded(sim, event["carries_sha256"])
    assert signed.startswith(approved)
    assert sha(signed[: event["size"]]) == event["sha256"]
    assert sim.read("kasubbag-tu", "Surat Permintaan") == signed
    assert recorded(sim, sha(forged)) == forged  # nor is what came later lost
    sim.assert_sound()


def test_three_hashes_of_a_letter_are_equal_in_ledger_record_and_archive(at):
    sim = at("selesai")
    letters = [each for each in sim.cycle.papers if each.code == sim.cycle.request]
    (letter,) = letters
    handed = [
        each["event"]
        for each in sim.ledger("HandedIn")
        if each["event"]["code"] == letter.code and each["event"]["post"] == "kepala-badan"
    ]
    agreed = handed[-1]["carries_sha256"] or handed[-1]["sha256"]
    filed = [
        path for path in (sim.root / "archive").rglob("*.pdf") if "Surat Permintaan" in path.name
    ]
    assert letter.current_sha256 == agreed
    assert [sha(path.read_bytes()) for path in filed] == [agreed]
    manifest = next((sim.root / "archive").rglob("manifest-sha256.txt")).read_text("utf-8")
    assert f"{agreed}  {filed[0].name}\n" in manifest


def test_bytes_replaced_in_the_record_are_never_filed(at):
    sim = at("13")
    letter = sim.cycle.paper(sim.cycle.request)
    stored = sim.root / ".paraf" / "objects" / letter.current_sha256[:2] / letter.current_sha256
    right = stored.read_bytes()
    stored.chmod(0o644)
    stored.write_bytes(right.replace(b"/Type", b"/type", 1))
    sim.hand_in("japel-tu", "Berita Acara")
    sim.work()
    assert sim.cycle.filed_at is None
    assert [each.what for each in sim.workplace.office.troubles()] != []
    stored.write_bytes(right)
    sim.wait(minutes=30)
    sim.work()
    assert sim.cycle.filed_at is not None
    sim.assert_sound()


@pytest.mark.parametrize("moment", ["before the look", "after the look"])
def test_writer_with_the_file_still_open_is_waited_for(at, monkeypatch, moment):
    """F13: nothing is decided on bytes that somebody can still change."""
    sim = at("2")
    path = sim.drop("sekretaris", "undangan.pdf", PDF)
    writer, usual = [], SharedFolders.claim
    if moment == "before the look":
        writer.append(path.open("r+b"))

    def open_it_first(self, drop, now):
        writer.append(Path(drop.path).open("r+b"))  # noqa: SIM115 - closed below
        return usual(self, drop, now)

    with monkeypatch.context() as patch:
        if moment == "after the look":
            patch.setattr(SharedFolders, "claim", open_it_first)
        sim.workplace.office.round()
    assert sim.inbox("sekretaris") == []
    writer[0].seek(0, 2)
    writer[0].write(b"% tambahan\n%%EOF\n")
    writer[0].close()
    sim.wait(minutes=1)
    sim.work()
    whole = PDF + b"% tambahan\n%%EOF\n"
    assert sim.read("sekretaris", "undangan.pdf") == whole
    assert recorded(sim, last_hand_in(sim)["sha256"]) == whole
    sim.assert_sound()


@pytest.mark.parametrize("gesture", ["overwritten", "deleted", "renamed"])
def test_file_changed_between_look_and_claim_is_taken_as_it_is_then(at, monkeypatch, gesture):
    sim = at("2")
    path = sim.drop("sekretaris", "undangan.pdf", PDF)
    usual = SharedFolders.claim

    def change_it_first(self, drop, now):
        if gesture == "overwritten":
            sim.drop("sekretaris", "undangan.pdf", PDF + PDF)
        elif gesture == "deleted":
            path.unlink()
        elif path.exists():
            path.rename(path.with_name("rapat.pdf"))
        monkeypatch.setattr(SharedFolders, "claim", usual)
        return usual(self, drop, now)

    monkeypatch.setattr(SharedFolders, "claim", change_it_first)
    sim.work()
    sim.work()  # what got another name is found by the next look
    found = [name for name in sim.inbox("sekretaris") if not name.endswith("ALASAN.txt")]
    assert (
        found
        == {
            "overwritten": ["undangan.pdf"],
            "deleted": [],
            "renamed": ["rapat.pdf"],
        }[gesture]
    )
    for name in found:
        data = PDF + PDF if gesture == "overwritten" else PDF
        assert sim.read("sekretaris", name, ".pdf") == data
    sim.assert_sound()


def test_claimed_file_that_changes_during_examination_is_judged_as_it_was_read(at, monkeypatch):
    sim = at("2")
    sim.drop("sekretaris", "undangan.pdf", PDF)
    usual = Recognition.identify

    def scribble(self, data, name=""):
        for file in claimed_files(sim):
            file.write_bytes(b"coretan")
        return usual(self, data, name)

    monkeypatch.setattr(Recognition, "identify", scribble)
    sim.work()
    assert last_hand_in(sim)["sha256"] == sha(PDF)
    assert recorded(sim, sha(PDF)) == PDF
    assert sim.read("sekretaris", "undangan.pdf") == b"coretan"  # back as it is by now


def test_same_name_other_bytes_and_other_name_same_bytes_by_two_people_at_once(at):
    """F14: each of them is answered; nothing is laid over anything."""
    sim = at("2")
    sim.drop("sekretaris", "Scan.pdf", PDF)
    sim.drop("kepala-badan", "Scan.pdf", PDF + b"%2\n%%EOF\n")
    sim.drop("kepala-badan", "Scan lagi.pdf", PDF)
    sim.work()
    sim.drop("sekretaris", "Scan.pdf", PDF + b"%3\n%%EOF\n")
    sim.work()
    files = {
        post: sorted(
            (name, (sim.root / "inbox" / post / name).read_bytes())
            for name in sim.inbox(post)
            if not name.endswith("ALASAN.txt")
        )
        for post in ("sekretaris", "kepala-badan")
    }
    assert files["sekretaris"] == [("Scan (2).pdf", PDF + b"%3\n%%EOF\n"), ("Scan.pdf", PDF)]
    assert files["kepala-badan"] == [("Scan lagi.pdf", PDF), ("Scan.pdf", PDF + b"%2\n%%EOF\n")]
    assert len(sim.ledger("HandedIn")) == 5  # the order sheet of step 1 among them
    sim.assert_sound()


def test_one_paper_handed_in_by_two_posts_at_once_counts_once(at):
    sim = at("2")
    name, data = sim.take("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.drop("kasubbag-tu", name, data)
    sim.drop("kasubbag-tu", "salinan.docx", data)
    sim.drop("kepala-badan", name, data)
    sim.work()
    assert [task.step for task in sim.cycle.open_tasks] == ["3"]
    (told,) = sim.inbox("kasubbag-tu")
    assert told.endswith(" - SUDAH DITERIMA.txt")
    assert name in sim.inbox("kepala-badan")
    sim.assert_sound()

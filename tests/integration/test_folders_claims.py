"""Claims, returns and deliveries: nothing is lost, doubled or overwritten, crash or not."""

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.folders import outbox
from pipeline.adapters.folders.shared import SharedFolders
from pipeline.errors import NotYet, Tampered
from pipeline.ports.folders import Trial

NOW = datetime(2026, 10, 1, tzinfo=UTC)
DATA = b"%PDF-1.7 surat\n%%EOF\n"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    for name in ("SETTLE_SECONDS", "NOTE_SECONDS", "PATIENCE_SECONDS"):
        monkeypatch.setattr(outbox, name, 0.0)


@pytest.fixture
def office(tmp_path):
    return SharedFolders(tmp_path, frozenset({"kabid"}))


def drop(root, name, data=DATA, *, back=False):
    place = root / "outbox" / "kabid" / ("kembalikan" if back else "")
    (place / name).write_bytes(data)


def take(office):
    return [office.claim(each, NOW) for each in office.scan().ready]


def inbox(root):
    return {path.name: path.read_bytes() for path in (root / "inbox" / "kabid").iterdir()}


# -- claims --------------------------------------------------------------------------------------


def test_claim_survives_a_restart_with_all_it_knew(office, tmp_path):
    drop(tmp_path, "surat.pdf", back=True)
    drop(tmp_path, "surat.txt", "Mohon dicek.\r\n".encode("utf-16"), back=True)
    (claim,) = [each for each in take(office) if each]
    again = SharedFolders(tmp_path, frozenset({"kabid"}))
    assert list(again.claims()) == [claim]
    assert (claim.note, claim.back, claim.folder) == ("Mohon dicek.", True, "kabid")
    assert Path(claim.path).read_bytes() == DATA


def test_claims_come_oldest_first(office, tmp_path):
    for day, name in enumerate(("c", "a", "b"), start=1):
        drop(tmp_path, name)
        office.claim(office.scan().ready[0], NOW.replace(day=day))
    assert [each.name for each in office.claims()] == ["c", "a", "b"]


def test_note_is_the_namesake_s_or_the_only_one(office, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        drop(tmp_path, name, back=True)
    drop(tmp_path, "a.pdf.txt", b"untuk a", back=True)
    drop(tmp_path, "b.txt", b"untuk b", back=True)
    notes = {each.name: each.note for each in take(office) if each and each.name.endswith(".pdf")}
    assert notes == {"a.pdf": "untuk a", "b.pdf": "untuk b"}


def test_droppings_of_a_mac_are_no_note(office, tmp_path):
    drop(tmp_path, "a.pdf", back=True)
    drop(tmp_path, "._catatan.txt", b"\0\x05\x16\x07", back=True)
    drop(tmp_path, "catatan.txt", b"Salah.", back=True)
    (claim,) = [each for each in take(office) if each]
    assert claim.note == "Salah."


def test_note_written_anew_meanwhile_is_not_fetched_after_a_crash(office, tmp_path):
    drop(tmp_path, "a.pdf", back=True)
    drop(tmp_path, "catatan.txt", b"Pertama.", back=True)
    (claim,) = [each for each in take(office) if each]
    (tmp_path / ".paraf" / "claimed" / claim.id / "note").unlink()
    drop(tmp_path, "catatan.txt", b"Kedua, untuk yang lain.", back=True)
    assert [each.note for each in SharedFolders(tmp_path, frozenset({"kabid"})).claims()] == [
        "Pertama."
    ]
    assert (tmp_path / "outbox" / "kabid" / "kembalikan" / "catatan.txt").exists()


def test_half_removed_claim_is_no_claim(office, tmp_path):
    drop(tmp_path, "a.pdf")
    (claim,) = take(office)
    Path(claim.path).unlink()
    assert list(office.claims()) == []
    assert list((tmp_path / ".paraf" / "claimed").iterdir()) == []


def test_release_twice_is_no_harm(office, tmp_path):
    drop(tmp_path, "a.pdf")
    (claim,) = take(office)
    office.release(claim.id)
    office.release(claim.id)
    assert list(office.claims()) == []


def test_claim_whose_slip_is_spoiled_belongs_to_nobody_but_is_not_forgotten(office, tmp_path):
    drop(tmp_path, "a.pdf")
    (claim,) = take(office)
    (tmp_path / ".paraf" / "claimed" / claim.id / "claim.json").write_bytes(b"")
    (found,) = office.claims()
    assert (found.id, found.folder) == (claim.id, "")
    assert Path(found.path).read_bytes() == DATA


def test_folder_that_goes_as_its_last_file_is_taken_costs_nothing(office, tmp_path, monkeypatch):
    place = tmp_path / "outbox" / "kabid" / "map"
    place.mkdir()
    (place / "a.pdf").write_bytes(DATA)
    (found,) = office.scan().ready
    usual = LocalDisk.sync_folder

    def sync(disk, path):
        if place.exists() and not list(place.iterdir()):
            place.rmdir()  # by whoever dropped it
        usual(disk, path)

    monkeypatch.setattr(LocalDisk, "sync_folder", sync)
    claim = office.claim(found, NOW)
    assert claim is not None
    assert Path(claim.path).read_bytes() == DATA
    assert not place.exists()


# -- into inboxes ----------------------------------------------------------------------------------


def test_delivery_overwrites_nothing_and_repeats_nothing(office, tmp_path):
    assert office.deliver("kabid", "a.docx", b"1") == "a.docx"
    assert office.deliver("kabid", "a.docx", b"1") == "a.docx"
    assert office.deliver("kabid", "a.docx", b"2") == "a (2).docx"
    assert office.deliver("kabid", "a.docx", b"2") == "a (2).docx"
    assert inbox(tmp_path) == {"a.docx": b"1", "a (2).docx": b"2"}


def test_delivery_beside_a_link_follows_nothing(office, tmp_path):
    target = tmp_path / "rahasia"
    target.write_bytes(b"1")
    (tmp_path / "inbox" / "kabid" / "a.docx").symlink_to(target)
    assert office.deliver("kabid", "a.docx", b"1") == "a (2).docx"
    assert target.read_bytes() == b"1"


@pytest.mark.parametrize("letter", ["x", "é", "漢"])
def test_name_that_is_too_long_is_cut_and_keeps_its_end(office, tmp_path, letter):
    name = letter * 250 + ".pdf - ALASAN.txt"
    used = office.deliver("kabid", name, b"1")
    again = office.deliver("kabid", name, b"2")
    assert used.endswith(".pdf - ALASAN.txt")
    assert again.endswith("- ALASAN (2).txt")
    assert len(os.fsencode(again)) <= 255
    assert set(inbox(tmp_path)) == {used, again}


def test_file_whose_name_is_no_text_goes_back_under_it(office, tmp_path):
    name = os.fsdecode(b"rusak\xff.pdf")
    drop(tmp_path, name)
    (claim,) = take(office)
    assert claim.name == "rusak\ufffd.pdf"
    assert office.send_back(claim.id, "kabid") == "rusak\ufffd.pdf"
    assert inbox(tmp_path) == {name: DATA}
    office.publish_board(f"<p>{name}</p>")


def test_returned_file_never_replaces_another(office, tmp_path):
    drop(tmp_path, "a.pdf")
    (tmp_path / "inbox" / "kabid" / "a.pdf").write_bytes(b"lain")
    (claim,) = take(office)
    assert office.send_back(claim.id, "kabid") == "a (2).pdf"
    assert office.send_back(claim.id, "kabid") == "a (2).pdf"
    assert inbox(tmp_path) == {"a.pdf": b"lain", "a (2).pdf": DATA}


def test_directory_in_the_way_is_stepped_around(office, tmp_path):
    (tmp_path / "inbox" / "kabid" / "a.pdf").mkdir()
    assert office.deliver("kabid", "a.pdf", b"1") == "a (2).pdf"


def test_missing_inbox_is_trouble_for_later(office, tmp_path):
    (tmp_path / "inbox" / "kabid").rmdir()
    with pytest.raises(NotYet):
        office.deliver("kabid", "a.pdf", b"1")
    drop(tmp_path, "a.pdf")
    (claim,) = take(office)
    with pytest.raises(NotYet):
        office.send_back(claim.id, "kabid")
    assert [each.id for each in office.claims()] == [claim.id]
    (tmp_path / "inbox" / "kabid").mkdir()
    assert office.send_back(claim.id, "kabid") == "a.pdf"


# -- the record ----------------------------------------------------------------------------------


def test_record_keeps_bytes_once_and_tells_when_they_changed(office):
    sha256 = office.keep(DATA)
    assert office.keep(DATA) == sha256 == hashlib.sha256(DATA).hexdigest()
    assert office.object(sha256) == DATA
    Path(office.object_path(sha256)).write_bytes(b"lain")
    with pytest.raises(Tampered):
        office.object(sha256)
    Path(office.object_path(sha256)).unlink()
    with pytest.raises(Tampered):
        office.object(sha256)


def test_object_that_a_power_cut_emptied_is_written_again(office):
    sha256 = office.keep(DATA)
    Path(office.object_path(sha256)).write_bytes(b"")
    assert office.keep(DATA) == sha256
    assert office.object(sha256) == DATA


def test_sweep_leaves_a_signing_that_is_under_way(office, tmp_path):
    new, old = (tmp_path / "outbox" / "kabid" / f".paraf-{age}.part" for age in ("new", "old"))
    for path in (new, old):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))
    office.sweep()
    assert (new.exists(), old.exists()) == (True, False)


def test_sweep_removes_only_what_is_ours_and_half_written(office, tmp_path):
    half = [
        tmp_path / "inbox" / "kabid" / ".paraf-0.part",
        tmp_path / ".paraf" / "objects" / ".paraf-1.part",
        tmp_path / ".paraf-2.part",
    ]
    others = [tmp_path / "inbox" / "kabid" / "unduhan.part", tmp_path / "archive.part"]
    for path in half + others:
        path.write_bytes(b"x")
    office.sweep()
    assert [path.exists() for path in half + others] == [False] * 3 + [True] * 2


# -- many ----------------------------------------------------------------------------------------


def test_a_name_is_free_however_many_files_of_it_lie_there(office, tmp_path):
    for number in range(130):
        drop(tmp_path, "pindaian.pdf", DATA + str(number).encode())
        (claim,) = take(office)
        office.send_back(claim.id, "kabid")
        office.release(claim.id)
    found = inbox(tmp_path)
    assert sorted(found.values()) == sorted(DATA + str(number).encode() for number in range(130))
    assert "pindaian (130).pdf" in found


def test_a_delivery_done_twice_lies_there_once_among_many_of_its_name(office, tmp_path):
    for number in range(5):
        assert office.deliver("kabid", "a.txt", str(number).encode()).startswith("a")
    assert office.deliver("kabid", "a.txt", b"4") == "a (5).txt"
    assert office.deliver("kabid", "a.txt", b"0") == "a.txt"
    assert len(inbox(tmp_path)) == 5


def test_how_attempts_went_lies_beside_the_claim_and_outlives_a_restart(office, tmp_path):
    drop(tmp_path, "a.pdf")
    (claim,) = take(office)
    assert office.claims()[0].trial is None
    trial = Trial(is_open=True, strikes=2, tries=1, since=NOW, code="T01", why="busy")
    office.note_trial(claim.id, trial)
    again = SharedFolders(tmp_path, frozenset({"kabid"}))
    assert [each.trial for each in again.claims()] == [trial]
    assert [each.trial for each in again.kept()] == [trial]
    (tmp_path / ".paraf" / "claimed" / claim.id / "trial.json").write_text("{half")
    assert again.claims()[0].trial is None
    office.release(claim.id)
    assert list((tmp_path / ".paraf" / "claimed").iterdir()) == []


def test_who_only_asks_what_is_kept_sweeps_nothing_away(office, tmp_path):
    half = tmp_path / ".paraf" / "claimed" / "half"
    half.mkdir()
    assert list(office.kept()) == []
    assert half.is_dir()

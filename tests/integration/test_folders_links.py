"""Links, specials and swaps: nothing outside is ever opened, followed, moved or lost (S13, S14)."""

import contextlib
import hashlib
import os
import socket
import stat
import threading
import time
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.adapters.folders import holding, outbox
from pipeline.adapters.folders.shared import SharedFolders
from pipeline.errors import NotYet, Refused

NOW = datetime(2026, 10, 1, tzinfo=UTC)
DATA = b"%PDF-1.7 surat\n%%EOF\n"
SECRET = b"rahasia di luar kantor"
LIMIT = 50_000_000


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    for name in ("SETTLE_SECONDS", "NOTE_SECONDS", "PATIENCE_SECONDS"):
        monkeypatch.setattr(outbox, name, 0.0)


@pytest.fixture
def root(tmp_path):
    place = tmp_path / "kantor"
    place.mkdir()
    return place


@pytest.fixture
def office(root):
    return SharedFolders(root, frozenset({"kabid"}))


@pytest.fixture
def unsynced(monkeypatch):
    """Races are about names, not about disks."""
    monkeypatch.setattr(
        "pipeline.adapters.disk.local.LocalDisk.sync_folder", lambda self, path: None
    )
    monkeypatch.setattr("os.fsync", lambda descriptor: None)


@pytest.fixture
def outside(tmp_path):
    """A folder that is none of Paraf's business."""
    place = tmp_path / "luar"
    place.mkdir()
    (place / "rahasia.pdf").write_bytes(SECRET)
    return place


def drop(root, name, data=DATA, *, back=False):
    path = root / "outbox" / "kabid" / ("kembalikan" if back else "") / name
    path.write_bytes(data)
    return path


def take(office):
    return [claim for each in office.scan().ready if (claim := office.claim(each, NOW))]


def recorded(root):
    return [path.read_bytes() for path in (root / ".paraf" / "objects").rglob("*") if _plain(path)]


def _plain(path):
    return stat.S_ISREG(path.lstat().st_mode)


def inbox(root):
    return sorted(path.name for path in (root / "inbox" / "kabid").iterdir())


# -- what is no file -----------------------------------------------------------------------------


def link(path, outside):
    path.symlink_to(outside / "rahasia.pdf")


def link_to_folder(path, outside):
    path.symlink_to(outside)


def dangling(path, outside):
    path.symlink_to(outside / "tidak ada")


def circle(path, outside):
    path.symlink_to(path)


def hard_link(path, outside):
    path.hardlink_to(outside / "rahasia.pdf")


def pipe(path, outside):
    os.mkfifo(path)


def listening(path, outside):
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's path may not be long
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


@pytest.mark.parametrize(
    "make", [link, link_to_folder, dangling, circle, hard_link, pipe, listening]
)
@pytest.mark.parametrize("name", ["surat.pdf", "kembalikan/surat.pdf"])
def test_what_is_no_file_is_moved_back_unopened(office, root, outside, make, name):
    path = root / "outbox" / "kabid" / name
    make(path, outside)
    kind = stat.S_IFMT(path.lstat().st_mode)
    (claim,) = take(office)
    with pytest.raises(Refused) as refusal:
        office.read(claim.id, LIMIT)
    assert [each.code for each in refusal.value.findings] == ["B03"]
    assert office.send_back(claim.id, "kabid") == "surat.pdf"
    office.release(claim.id)
    assert stat.S_IFMT((root / "inbox" / "kabid" / "surat.pdf").lstat().st_mode) == kind
    assert recorded(root) == []
    assert list(office.inbox("kabid")) == []
    assert (outside / "rahasia.pdf").read_bytes() == SECRET


def test_device_is_moved_back_unopened(office, root):
    if os.geteuid() != 0:
        pytest.skip("only root makes devices")
    try:
        os.mknod(root / "outbox" / "kabid" / "pita", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("this machine's root makes no devices")
    (claim,) = take(office)
    with pytest.raises(Refused):
        office.read(claim.id, LIMIT)


def test_sparse_terabyte_costs_nothing(office, root):
    for name in ("besar.pdf", "catatan.txt"):
        with drop(root, name, back=name.endswith("txt")).open("r+b") as file:
            file.truncate(1 << 40)
    drop(root, "surat.pdf", back=True)
    began = time.monotonic()
    for claim in take(office):
        with contextlib.suppress(Refused):
            office.read(claim.id, LIMIT)
        office.send_back(claim.id, "kabid")
        with contextlib.suppress(NotYet):  # a terabyte of a note is not let go
            office.release(claim.id)
    assert len(list(office.inbox("kabid"))) == 1
    assert time.monotonic() - began < 5
    assert "besar.pdf" in inbox(root)


# -- folders that became links -------------------------------------------------------------------


def moved_outside(folder, outside):
    """The folder itself is elsewhere now, and a link leads there."""
    folder.rename(outside / folder.name)
    folder.symlink_to(outside / folder.name)


@pytest.mark.parametrize("name", ["kabid", "kabid/kembalikan"])
def test_outbox_that_became_a_link_is_told_and_not_entered(office, root, outside, name):
    drop(root, "surat.pdf")
    drop(root, "kembali.pdf", back=True)
    folder = root / "outbox" / name
    moved_outside(folder, outside)
    scan = office.scan()
    assert "kembali.pdf" not in [each.name for each in scan.ready]
    told = [(each.path, each.soon) for each in scan.waiting if "tidak mengikutinya" in each.reason]
    assert told == [(str(folder), False)]
    folder.unlink()
    (outside / folder.name).rename(folder)
    assert "kembali.pdf" in [each.name for each in office.scan().ready]


def test_folder_of_claims_that_became_a_link_stops_claiming(office, root, outside):
    path = drop(root, "surat.pdf")
    (ready,) = office.scan().ready
    moved_outside(root / ".paraf" / "claimed", outside)
    with pytest.raises(NotYet, match="claimed was replaced"):
        office.claim(ready, NOW)
    with pytest.raises(NotYet, match="claimed was replaced"):
        office.claims()
    assert path.read_bytes() == DATA
    assert list((outside / "claimed").iterdir()) == []


def test_inbox_that_became_a_link_is_not_written_nor_cleared(office, root, outside):
    office.deliver("kabid", "surat.pdf", DATA)
    moved_outside(root / "inbox" / "kabid", outside)
    for act in (
        lambda: office.deliver("kabid", "lain.pdf", DATA),
        lambda: list(office.inbox("kabid")),
        lambda: office.take_out("kabid", "surat.pdf"),
    ):
        with pytest.raises(NotYet, match="kabid was replaced"):
            act()
    assert [path.name for path in (outside / "kabid").iterdir()] == ["surat.pdf"]


def test_offices_may_keep_their_folders_behind_a_link(root, tmp_path):
    for name in ("outbox", "inbox", ".paraf"):
        (tmp_path / f"pindah {name}").mkdir()
        (root / name).symlink_to(tmp_path / f"pindah {name}")
    office = SharedFolders(root, frozenset({"kabid"}))
    drop(root, "surat.pdf")
    (claim,) = take(office)
    assert office.read(claim.id, LIMIT) == DATA
    assert office.send_back(claim.id, "kabid") == "surat.pdf"


# -- races ---------------------------------------------------------------------------------------


class Racer(threading.Thread):
    """Puts files and links under one name in turn, as fast as it can, and destroys no file."""

    def __init__(self, name: Path, away: Path, targets: list[Path], swaps: int) -> None:
        super().__init__()
        self.name_, self.away, self.targets, self.swaps = name, away, targets, swaps
        self.put: set[bytes] = set()

    def run(self):
        for number in range(self.swaps):
            self.remove(number)
            if number % 2:
                built = self.away / "pintasan"
                built.symlink_to(self.targets[number // 2 % len(self.targets)])
                built.rename(self.name_)
            else:
                data = b"isi %d" % number
                self.put.add(data)
                built = self.away / f"baru {number}"
                built.write_bytes(data)
                built.rename(self.name_)  # nothing of ours lies there: it was moved away

    def remove(self, number):
        with contextlib.suppress(FileNotFoundError):
            self.name_.rename(self.away / f"diambil {number}")


def work_off(office, root):
    """What intake does with whatever it gets hold of."""
    for claim in take(office):
        try:
            office.keep(office.read(claim.id, LIMIT))
        except (Refused, NotYet):
            office.send_back(claim.id, "kabid")
        office.release(claim.id)


def files_below(*places):
    return [path.read_bytes() for place in places for path in place.rglob("*") if _plain(path)]


def test_file_swapped_for_links_all_the_time_is_never_followed_and_never_lost(
    office, root, tmp_path, outside, unsynced
):
    away = tmp_path / "di tangan orang"
    away.mkdir()
    os.mkfifo(outside / "pipa")
    targets = [outside / "rahasia.pdf", outside / "pipa", outside]
    racer = Racer(root / "outbox" / "kabid" / "surat.pdf", away, targets, 2500)
    racer.start()
    rounds = 0
    while racer.is_alive():
        work_off(office, root)
        rounds += 1
    work_off(office, root)
    kept = files_below(root / ".paraf" / "objects", root / "inbox", away)
    assert SECRET not in kept
    assert set(kept) == racer.put
    assert rounds > 20
    assert sorted(path.name for path in outside.iterdir()) == ["pipa", "rahasia.pdf"]
    assert (outside / "rahasia.pdf").stat().st_nlink == 1


def test_folder_swapped_for_a_link_all_the_time_is_never_walked(
    office, root, tmp_path, outside, unsynced
):
    place = root / "outbox" / "kabid" / "map"
    real, other = tmp_path / "map asli", tmp_path / "pintasan"
    real.mkdir()
    (real / "rahasia.pdf").write_bytes(DATA)  # the same name as outside
    done = threading.Event()

    def swap():
        for _ in range(1000):
            with contextlib.suppress(OSError):
                real.rename(place)
            with contextlib.suppress(OSError):
                place.rename(real)
            with contextlib.suppress(OSError):
                other.symlink_to(outside)
            with contextlib.suppress(OSError):
                other.rename(place)
            with contextlib.suppress(OSError):
                place.unlink()
            real.mkdir(exist_ok=True)
            if not any(real.iterdir()):
                (real / "rahasia.pdf").write_bytes(DATA)
        done.set()

    thread = threading.Thread(target=swap)
    thread.start()
    while not done.is_set():
        work_off(office, root)
    thread.join()
    assert (outside / "rahasia.pdf").read_bytes() == SECRET
    assert SECRET not in files_below(root)


def test_link_that_takes_a_file_s_place_between_look_and_claim_leads_nowhere(office, root, outside):
    path = drop(root, "surat.pdf")
    (ready,) = office.scan().ready
    path.unlink()
    path.symlink_to(outside / "rahasia.pdf")
    assert office.claim(ready, NOW) is None  # the next look finds what it is by now
    (link,) = office.scan().ready
    claim = office.claim(link, NOW)
    with pytest.raises(Refused):
        office.read(claim.id, LIMIT)


def test_folder_that_becomes_a_link_between_look_and_claim_gives_no_claim(office, root, outside):
    folder = root / "outbox" / "kabid" / "map"
    folder.mkdir()
    (folder / "rahasia.pdf").write_bytes(DATA)
    (ready,) = office.scan().ready
    folder.rename(root / "sudah pindah")
    folder.symlink_to(outside)
    with pytest.raises(NotYet):
        office.look(ready, LIMIT)
    assert office.claim(ready, NOW) is None
    assert (outside / "rahasia.pdf").read_bytes() == SECRET


# -- whoever holds it open -----------------------------------------------------------------------


def held_file(root, claim):
    """What somebody holds who opened it while it was being moved."""
    return root / ".paraf" / "claimed" / claim.id / "file"


def test_claim_is_read_only_when_nobody_can_write_into_it_any_more(office, root):
    drop(root, "surat.pdf")
    (ready,) = office.scan().ready
    claim = office.claim(ready, NOW)
    with held_file(root, claim).open("r+b") as writer:
        with pytest.raises(NotYet, match="open for writing"):
            office.read(claim.id, LIMIT)
        writer.seek(0, os.SEEK_END)
        writer.write(b"% tambahan\n%%EOF\n")
    assert office.read(claim.id, LIMIT) == DATA + b"% tambahan\n%%EOF\n"


def test_what_is_written_after_reading_is_in_the_record_before_the_claim_goes(
    office, root, monkeypatch
):
    """Where no lease tells of writers (a share, another owner), nothing is lost all the same."""
    monkeypatch.setattr(holding, "is_held_for_writing", lambda descriptor: False)
    drop(root, "surat.pdf")
    (ready,) = office.scan().ready
    claim = office.claim(ready, NOW)
    with held_file(root, claim).open("r+b") as writer:
        first = office.keep(office.read(claim.id, LIMIT))
        writer.write(b"coret")
        writer.flush()
        office.release(claim.id)
    assert first == hashlib.sha256(DATA).hexdigest()
    assert sorted(recorded(root)) == sorted([DATA, b"coret" + DATA[5:]])


def test_file_that_changes_while_it_is_read_is_read_again_later(office, root, monkeypatch):
    drop(root, "surat.pdf")
    (claim,) = take(office)
    usual = os.read

    def grows(descriptor, count):
        if os.fstat(descriptor).st_size == len(DATA):
            with Path(claim.path).open("ab") as writer:
                writer.write(b"+")
        return usual(descriptor, count)

    with monkeypatch.context() as patch:
        patch.setattr(os, "read", grows)
        with pytest.raises(NotYet, match="changed while"):
            office.read(claim.id, LIMIT)
    assert office.read(claim.id, LIMIT) == DATA + b"+"


def test_file_saved_in_the_inbox_at_the_last_moment_is_kept(office, root):
    office.deliver("kabid", "konsep.docx", b"terbit")
    ((name, _),) = office.inbox("kabid")
    (root / "inbox" / "kabid" / name).write_bytes(b"baru saja disimpan")
    office.take_out("kabid", name)
    assert inbox(root) == []
    assert recorded(root) == [b"baru saja disimpan"]


def test_sweep_keeps_what_a_crash_left_on_its_way_out(office, root):
    (root / ".paraf" / "taken" / "x").write_bytes(b"setengah jalan")
    office.sweep()
    assert recorded(root) == [b"setengah jalan"]
    assert list((root / ".paraf" / "taken").iterdir()) == []


# -- notes of returned papers --------------------------------------------------------------------


def test_note_goes_back_with_the_paper_it_came_with(office, root):
    drop(root, "surat.pdf", back=True)
    drop(root, "catatan.txt", b"Salah alamat.", back=True)
    (claim,) = take(office)
    assert office.send_back(claim.id, "kabid") == "surat.pdf"
    assert inbox(root) == ["catatan.txt", "surat.pdf"]
    assert office.send_back(claim.id, "kabid") == "surat.pdf"  # once more after a crash
    office.release(claim.id)
    assert inbox(root) == ["catatan.txt", "surat.pdf"]


def test_accepted_note_is_in_the_record_whole(office, root):
    long = ("Alasan yang panjang sekali. " * 500).encode("utf-16")
    drop(root, "surat.pdf", back=True)
    drop(root, "catatan.txt", long, back=True)
    (claim,) = take(office)
    office.keep(office.read(claim.id, LIMIT))
    office.release(claim.id)
    assert sorted(recorded(root)) == sorted([DATA, long])


def test_link_is_nobody_s_note(office, root, outside):
    drop(root, "surat.pdf", back=True)
    (root / "outbox" / "kabid" / "kembalikan" / "catatan.txt").symlink_to(outside / "rahasia.pdf")
    assert sorted(each.note for each in take(office)) == ["", ""]


# -- twins ---------------------------------------------------------------------------------------

ACUTE = "Résumé.pdf"
TWINS = [
    ("Surat.pdf", "SURAT.PDF"),
    (unicodedata.normalize("NFC", ACUTE), unicodedata.normalize("NFD", ACUTE)),
    ("surat.txt", "surat.txt."),
    ("straße.pdf", "STRASSE.pdf"),
]


@pytest.mark.parametrize(("first", "second"), TWINS)
def test_twins_both_come_back_and_neither_hides_the_other(office, root, first, second):
    drop(root, first, b"satu")
    drop(root, second, b"dua")
    for claim in take(office):
        office.send_back(claim.id, "kabid")
        office.release(claim.id)
    lying = {path.name: path.read_bytes() for path in (root / "inbox" / "kabid").iterdir()}
    assert sorted(lying.values()) == [b"dua", b"satu"]
    plain = {unicodedata.normalize("NFC", name).casefold().rstrip(". ") for name in lying}
    assert len(plain) == 2


@pytest.mark.parametrize(("first", "second"), TWINS)
def test_delivery_does_not_hide_what_lies_there_under_a_twin_s_name(office, root, first, second):
    (root / "inbox" / "kabid" / first).write_bytes(b"milik orang")
    used = office.deliver("kabid", second, DATA)
    assert used != second
    assert office.deliver("kabid", second, DATA) == used
    office.take_out("kabid", first)
    assert office.deliver("kabid", first, DATA) == first


def test_a_hundred_files_of_one_name_all_come_back(office, root, unsynced):
    for number in range(105):
        drop(root, "Scan.pdf", b"lembar %d" % number)
        (claim,) = take(office)
        office.send_back(claim.id, "kabid")
        office.release(claim.id)
    assert len(inbox(root)) == 105
    assert "Scan (105).pdf" in inbox(root)

"""What is taken from an outbox and when: complete files only, at once, whatever people do."""

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.adapters.folders import outbox
from pipeline.adapters.folders.outbox import IGNORED
from pipeline.adapters.folders.shared import SharedFolders

NOW = datetime(2026, 10, 1, tzinfo=UTC)
WHOLE = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def office(tmp_path):
    return SharedFolders(tmp_path, frozenset({"kabid"}))


@pytest.fixture
def drop(tmp_path):
    def write(name, data=WHOLE):
        path = tmp_path / "outbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    return write


def ready(office):
    return [each.name for each in office.scan().ready]


def reasons(office):
    return [each.reason for each in office.scan().waiting]


def settle():
    time.sleep(outbox.SETTLE_SECONDS * 1.3)


def soon(office, name, within=2.0):
    """Wait until a scan finds that file ready."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if name in ready(office):
            return True
        time.sleep(0.01)
    return False


@contextmanager
def another_process(program, *arguments):
    """Python code that runs beside the test and is told to go on by a line."""
    child = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "ready\n"

    def go_on():
        child.stdin.write("\n")
        child.stdin.flush()
        return child.stdout.readline().strip()

    try:
        yield go_on
    finally:
        child.communicate("\n" * 9, timeout=10)


KILOBYTES = """
import sys, time
with open(sys.argv[1], "wb", buffering=0) as out:
    while piece := sys.stdin.buffer.read(1024):
        out.write(piece)
        time.sleep(1)
"""
SLOW_WRITER = """
import os, sys
out = open(sys.argv[1], "wb")
def pause(word):
    out.flush(); print(word, flush=True); sys.stdin.readline()
out.write(b"%PDF-1.7 half"); pause("ready")
out.write(b" more"); pause("more")
out.write(b"\\n%%EOF\\n"); pause("whole")
out.close(); print("closed", flush=True); sys.stdin.readline()
"""


def test_file_is_ready_once_it_stood_still(office, drop):
    drop("kabid/a.pdf")
    assert ready(office) == []
    settle()
    assert ready(office) == ["a.pdf"]


def test_growing_file_begins_to_settle_anew(office, drop):
    path = drop("kabid/a.txt", b"a")
    office.scan()
    settle()
    with path.open("ab") as file:
        file.write(b"b")
    assert ready(office) == []
    settle()
    assert ready(office) == ["a.txt"]


def test_slow_writer_is_never_taken_half_written(office, tmp_path):
    target = tmp_path / "outbox" / "kabid" / "a.pdf"
    with another_process(SLOW_WRITER, target) as go_on:
        for expected in ("more", "whole", "closed"):
            office.scan()
            settle()
            assert ready(office) == []
            assert reasons(office) == ["sedang ditulis"]
            assert go_on() == expected
        assert soon(office, "a.pdf")


def test_writer_who_pauses_longer_than_patience_is_waited_for(office, tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", 0.05)
    target = tmp_path / "outbox" / "kabid" / "a.pdf"
    with another_process(SLOW_WRITER, target):
        office.scan()
        time.sleep(0.3)
        assert ready(office) == []


def test_preallocated_file_of_full_size_is_not_taken_while_it_is_open(office, tmp_path):
    target = tmp_path / "outbox" / "kabid" / "besar.pdf"
    with target.open("wb") as file:
        file.write(WHOLE + bytes(5000))
        file.flush()
        office.scan()
        settle()
        assert ready(office) == []
    assert soon(office, "besar.pdf", within=5)  # without its end it is given some patience


@pytest.mark.parametrize("start", [b"%PDF-1.7 ...", b"PK\x03\x04...", b""])
def test_file_that_looks_cut_off_is_given_time_then_taken_as_it_is(
    office, drop, monkeypatch, start
):
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", 0.4)
    drop("kabid/a.docx", start)
    office.scan()
    settle()
    assert reasons(office) == ["belum lengkap"]
    time.sleep(0.4)
    assert ready(office) == ["a.docx"]


def test_file_renamed_into_place_settles_anew(office, drop, tmp_path):
    drop("kabid/a.txt", b"x")
    office.scan()
    settle()
    other = tmp_path / "b.txt"
    other.write_bytes(b"y")
    other.replace(tmp_path / "outbox" / "kabid" / "a.txt")
    assert ready(office) == []
    settle()
    assert ready(office) == ["a.txt"]


def test_looking_at_a_file_never_harms_its_writer_nor_us(tmp_path):
    """A writer that comes while we look breaks our lease; the signal must not end us."""
    program = """
import sys, threading, time, os
from pathlib import Path
from pipeline.adapters.folders.holding import is_held_for_writing, opened_file
path, end = Path(sys.argv[1]), time.monotonic() + 1.5
while time.monotonic() < end:
    with opened_file(path) as descriptor:
        is_held_for_writing(descriptor)
print("alive")
"""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    root = Path(__file__).parents[2]
    child = subprocess.Popen([sys.executable, "-c", program, path], cwd=root, stdout=-1)
    opened = 0
    while child.poll() is None:
        os.close(os.open(path, os.O_WRONLY))
        opened += 1
    assert child.communicate()[0] == b"alive\n"
    assert child.returncode == 0
    assert opened > 100


@pytest.mark.parametrize(
    "name",
    [
        "~$x.docx",
        ".~lock.x.docx#",
        "~WRL0001.tmp",
        "~wrl1.TMP",
        "x.part",
        "x.pdf.crdownload",
        "x.partial",
        "x.filepart",
        "Thumbs.db",
        "THUMBS.DB",
        "desktop.ini",
        ".DS_Store",
        "._x.pdf",
        ".gitkeep",
        ".~x",
    ],
)
def test_droppings_of_programs_are_ignored(office, drop, name):
    path = drop(f"kabid/{name}", b"x")
    settle()
    scan = office.scan()
    assert (scan.ready, scan.waiting) == ((), ())
    assert [each.path for each in scan.ignored] == [str(path)]


@pytest.mark.parametrize(
    "name", ["x~$.docx", "part", "surat.part.pdf", "thumbs.db.pdf", "a.tmp.docx"]
)
def test_names_that_only_look_alike_are_not_ignored(name):
    assert not IGNORED.fullmatch(name)


# -- folders -------------------------------------------------------------------------------------


def test_every_file_knows_whose_folder_it_lies_in(office, drop):
    for name in (
        "a.txt",
        "kabid/b.txt",
        "kabid/map/c.txt",
        "asing/d.txt",
        "asing/kembalikan/e.txt",
    ):
        drop(name, b"x")
    for name in (
        "kabid/kembalikan/f.pdf",
        "kabid/kembalikan/map/g.pdf",
        "kabid/map/kembalikan/h.txt",
    ):
        drop(name)
    office.scan()
    time.sleep(outbox.NOTE_SECONDS + 0.1)
    found = {each.name: (each.folder, each.back) for each in office.scan().ready}
    assert found == {
        "a.txt": ("", False),
        "b.txt": ("kabid", False),
        "c.txt": ("kabid", False),
        "d.txt": ("", False),
        "e.txt": ("", False),
        "f.pdf": ("kabid", True),
        "g.pdf": ("kabid", True),
        "h.txt": ("kabid", False),
    }


def test_folder_that_is_about_to_be_filled_is_left_alone(office, tmp_path):
    folder = tmp_path / "outbox" / "kabid" / "map"
    folder.mkdir()
    for _ in range(3):
        office.scan()
        settle()
    (folder / "a.pdf").write_bytes(WHOLE)  # what "cp -r" does a moment after "mkdir"
    assert soon(office, "a.pdf")


def test_emptied_folder_is_swept_away_after_a_while(office, drop, monkeypatch):
    monkeypatch.setattr(outbox, "EMPTY_FOLDER_SECONDS", 0.1)
    drop("kabid/map/dalam/a.pdf").unlink()
    for _ in range(4):
        office.scan()
        time.sleep(0.11)
    assert [path.name for path in (drop("x").parent / "kabid").iterdir()] == ["kembalikan"]


def test_folders_of_posts_are_never_swept_away(office, tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "EMPTY_FOLDER_SECONDS", 0.0)
    office.scan()
    office.scan()
    assert (tmp_path / "outbox" / "kabid" / "kembalikan").is_dir()


def test_copying_a_tree_slowly_loses_nothing(office, tmp_path):
    """Scans race with somebody who copies a folder with twenty files."""
    target = tmp_path / "outbox" / "kabid" / "banyak"

    def copy():
        target.mkdir()
        for number in range(20):
            time.sleep(0.01)
            (target / f"{number}.txt").write_bytes(b"x" * 1000)

    writer = threading.Thread(target=copy)
    writer.start()
    taken = []
    end = time.monotonic() + 5
    while len(taken) < 20 and time.monotonic() < end:
        for each in office.scan().ready:
            claim = office.claim(each, NOW)
            if claim:
                taken.append(claim)
        time.sleep(0.005)
    writer.join()
    assert sorted(each.name for each in taken) == sorted(f"{n}.txt" for n in range(20))
    assert all(Path(each.path).stat().st_size == 1000 for each in taken)


# -- returned papers -----------------------------------------------------------------------------


def test_returned_paper_waits_a_moment_for_its_note(office, drop):
    drop("kabid/kembalikan/a.pdf")
    office.scan()
    settle()
    assert reasons(office) == ["menunggu catatan pengembalian"]
    assert soon(office, "a.pdf", within=outbox.NOTE_SECONDS + 1)


def test_lone_note_does_not_keep_the_scan_awake(office, drop):
    drop("kabid/kembalikan/a.txt", b"x")
    office.scan()
    settle()
    (waiting,) = office.scan().waiting
    assert not waiting.soon
    assert "catatan" in waiting.reason


def test_file_that_vanishes_between_look_and_claim_is_no_claim(office, drop):
    path = drop("kabid/a.pdf")
    office.scan()
    settle()
    (found,) = office.scan().ready
    path.unlink()
    assert office.claim(found, NOW) is None
    assert list(office.claims()) == []
    assert list((path.parents[2] / ".paraf" / "claimed").iterdir()) == []


def test_vanished_outbox_is_told_and_found_again(office, tmp_path):
    (tmp_path / "outbox").rename(tmp_path / "away")
    assert office.scan().ready == ()
    (tmp_path / "away").rename(tmp_path / "outbox")
    (tmp_path / "outbox" / "kabid" / "a.pdf").write_bytes(WHOLE)
    assert soon(office, "a.pdf")


def test_folders_without_end_go_back_whole(office, tmp_path):
    folder = tmp_path / "outbox" / "kabid"
    for _ in range(300):
        folder /= "d"
        folder.mkdir()
    (folder / "a.pdf").write_bytes(WHOLE)
    settle()
    (deep,) = office.scan().ready
    claim = office.claim(deep, NOW)
    assert Path(claim.path).is_dir()
    assert office.send_back(claim.id, "kabid") == "d"
    assert (tmp_path / "inbox" / "kabid" / "d").is_dir()


def test_folder_that_cannot_be_opened_is_told_and_stops_nobody(office, drop, monkeypatch):
    drop("kabid/terkunci/a.pdf")
    drop("kabid/b.pdf")
    usual = outbox.opened_folder

    def closed(path):
        if path.name == "terkunci":
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path)

    monkeypatch.setattr(outbox, "opened_folder", closed)
    office.scan()
    settle()
    scan = office.scan()
    assert [each.name for each in scan.ready] == ["b.pdf"]
    assert [(each.path[-8:], each.soon) for each in scan.waiting] == [("terkunci", False)]


def test_file_left_open_for_hours_does_not_keep_the_scan_awake(office, tmp_path, monkeypatch):
    monkeypatch.setattr(outbox, "SOON_SECONDS", 0.1)
    with (tmp_path / "outbox" / "kabid" / "a.docx").open("wb"):
        assert [each.soon for each in office.scan().waiting] == [True]
        time.sleep(0.15)
        assert [each.soon for each in office.scan().waiting] == [False]


# -- many, and strange writers -------------------------------------------------------------------


def test_a_look_at_many_files_examines_the_first_and_counts_the_rest(office, drop, monkeypatch):
    monkeypatch.setattr(outbox, "CLOSE_LOOKS", 5)
    for number in range(12):
        drop(f"kabid/{number:02}.txt", b"x")
    drop("kabid/kembalikan/z.pdf")
    drop("kabid/~$kunci.docx", b"x")
    drop("asing/lain.txt", b"x")
    office.scan()
    time.sleep(outbox.NOTE_SECONDS + 0.1)
    scan = office.scan()
    names = [each.name for each in scan.ready]
    assert names == ["lain.txt", *(f"{number:02}.txt" for number in range(5)), "z.pdf"]
    assert scan.queued == {"kabid": 7}
    assert len(scan.ignored) == 1


def test_files_that_are_left_lying_keep_no_place_among_the_first(office, drop, monkeypatch):
    monkeypatch.setattr(outbox, "CLOSE_LOOKS", 3)
    for number in range(8):
        drop(f"kabid/{number}.txt", b"x")
    office.scan()
    settle()
    aside = {each.path for each in office.scan().ready}
    office.scan(aside)
    settle()
    assert [each.name for each in office.scan(aside).ready] == [f"{n}.txt" for n in range(6)]


def test_what_is_taken_comes_closer_until_all_is_taken(office, drop, monkeypatch):
    monkeypatch.setattr(outbox, "CLOSE_LOOKS", 4)
    for number in range(30):
        drop(f"kabid/map {number // 7}/{number}.txt", b"x")
    taken = []
    end = time.monotonic() + 20
    while len(taken) < 30 and time.monotonic() < end:
        taken += [office.claim(each, NOW) for each in office.scan().ready]
        time.sleep(0.02)
    assert sorted(each.name for each in taken) == sorted(f"{n}.txt" for n in range(30))


def test_everything_of_one_folder_is_looked_at_where_that_is_asked(office, drop, monkeypatch):
    monkeypatch.setattr(outbox, "CLOSE_LOOKS", 2)
    for number in range(9):
        drop(f"kabid/{number}.txt", b"x")
    office.look_into("kabid")
    settle()
    assert len(office.look_into("kabid").ready) == 9


@pytest.mark.parametrize("change", ["written", "replaced", "opened", "gone"])
def test_what_changed_between_look_and_claim_is_not_taken(office, drop, tmp_path, change):
    path = drop("kabid/a.txt", b"isi")
    office.scan()
    settle()
    (found,) = office.scan().ready
    writer = None
    match change:
        case "written":
            path.write_bytes(b"isi lain")
        case "replaced":
            (tmp_path / "b").write_bytes(b"baru")
            (tmp_path / "b").replace(path)
        case "opened":
            writer = path.open("ab")
        case "gone":
            path.unlink()
    assert office.claim(found, NOW) is None
    if writer:
        writer.close()
    if change != "gone":
        assert soon(office, "a.txt")


def test_reserved_space_without_content_is_given_time(office, drop, monkeypatch):
    """Where no lease tells of the writer: the size is right, the content is zeros."""
    monkeypatch.setattr(outbox, "is_held_for_writing", lambda path: None)
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(outbox, "BLIND_SETTLE_SECONDS", 0.1)
    path = drop("kabid/a.bin", bytes(5000))
    office.scan()
    time.sleep(0.2)
    assert reasons(office) == ["belum lengkap"]
    path.write_bytes(b"isi" * 100)
    assert soon(office, "a.bin")


def test_blind_to_writers_a_half_file_is_waited_for_ten_times_as_long(office, drop, monkeypatch):
    monkeypatch.setattr(outbox, "PATIENCE_SECONDS", 0.1)
    path = drop("kabid/a.pdf", b"%PDF-1.7 half")
    blind = False

    def told(_):
        return None if blind else False

    monkeypatch.setattr(outbox, "is_held_for_writing", told)
    blind = True
    office.scan()
    time.sleep(0.5)
    assert reasons(office) == ["belum lengkap"]
    assert soon(office, "a.pdf", within=3)
    path.unlink()


def test_writer_who_dies_half_way_leaves_a_file_that_is_taken_after_a_while(office, tmp_path):
    target = tmp_path / "outbox" / "kabid" / "a.pdf"
    program = "import sys, os; f = open(sys.argv[1], 'wb'); f.write(b'%PDF-1.7 half'); os._exit(9)"
    subprocess.run([sys.executable, "-c", program, target], check=False)
    target.write_bytes(b"%PDF-1.7 half")
    office.scan()
    settle()
    assert reasons(office) == ["belum lengkap"]
    assert soon(office, "a.pdf", within=outbox.PATIENCE_SECONDS + 2)


#: Again and again it opens, writes a piece, closes, and sets the time back: pieces, pause, mode.
FORGETFUL_WRITER = """
import os, sys, time
path, pieces, pause, mode = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
print("ready", flush=True)
for number in range(pieces):
    with open(path, mode) as out:
        out.seek(number * 1024 if mode == "r+b" else 0, mode != "r+b" and 2)
        out.write(bytes([65 + number]) * 1024)
    os.utime(path, (1e9, 1e9))
    time.sleep(pause)
print("closed", flush=True)
"""


@pytest.mark.parametrize("mode", ["ab", "r+b"])
def test_file_whose_time_stands_still_while_it_is_written_is_left_alone(office, drop, mode):
    """Appended to, or filled in place at its full size: neither size nor time need change."""
    path = drop("kabid/foto.jpg", b"" if mode == "ab" else b"." * 8 * 1024)
    with another_process(FORGETFUL_WRITER, path, 8, outbox.SETTLE_SECONDS / 2, mode):
        while True:
            found = office.scan().ready
            if found:
                break
            time.sleep(0.005)
        assert path.read_bytes() == b"".join(bytes([65 + each]) * 1024 for each in range(8))
        assert path.stat().st_mtime == 1e9
        settle()
        assert office.claim(found[0], NOW) is not None


@pytest.mark.long
@pytest.mark.parametrize("tells_writers", [True, False])
@pytest.mark.parametrize("name", ["foto.jpg", "surat.pdf"])
def test_writer_of_a_kilobyte_a_second_is_left_alone(
    office, tmp_path, monkeypatch, name, tells_writers
):
    """Held open all the time, or, where nobody tells of that, only ever growing."""
    if not tells_writers:
        monkeypatch.setattr(outbox, "is_held_for_writing", lambda descriptor: None)
    data = (b"%PDF-1.7\n" if name.endswith("pdf") else b"\xff\xd8") + bytes(6 * 1024) + b"%%EOF"
    path = tmp_path / "outbox" / "kabid" / name
    writer = subprocess.Popen([sys.executable, "-c", KILOBYTES, path], stdin=subprocess.PIPE)
    writer.stdin.write(data)
    writer.stdin.close()
    while writer.poll() is None:
        found = office.scan().ready
        assert not found or path.read_bytes() == data
        time.sleep(0.05)
    assert soon(office, name, within=outbox.BLIND_SETTLE_SECONDS + 2)
    assert path.read_bytes() == data


def test_thousands_of_files_are_all_seen_in_one_look(office, tmp_path):
    """F11: what came while nobody listened is found by looking; names are enough to count."""
    place = tmp_path / "outbox" / "kabid"
    for number in range(4_000):
        (place / f"{number}.txt").touch()
    scan = office.scan()
    assert sum(scan.queued.values()) + len(scan.waiting) + len(scan.ready) == 4_000

"""Every gesture of folders and archive, with a fault at every point of the disk in turn.

Run as a program: ``fault_points.py FOLDER EVERY ACT…`` tries every n-th point and prints one JSON
line. A fault is death
(a forked child ends with ``_exit``, so that no ``finally`` runs, exactly as after SIGKILL) or an
error of the disk, once or from then on. Afterwards the gesture is done again on a healthy disk, as
the next start does, and the world must be what it would have been. A second fault may strike that
next start (findings/faults.md F23).

File systems differ: ``bare`` knows no rename that replaces nothing, ``linkless`` no second names
either, and in ``apart`` no two folders lie on one device.
"""

import contextlib
import errno
import json
import os
import shutil
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archive_samples import PLACE, make_addition, make_berkas, make_item, snapshot

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.disk import LocalDisk, Point
from pipeline.adapters.folders import outbox
from pipeline.adapters.folders.shared import SharedFolders
from pipeline.errors import NotYet

NOW = datetime(2026, 10, 1, tzinfo=UTC)
DATA, NOTE = b"%PDF-1.7 surat\n%%EOF\n", b"Mohon diperbaiki."
DEATH = 0
FAULTS = [
    (number, lasting)
    for number in (DEATH, errno.EIO, errno.ENOSPC)
    for lasting in (False, True)
    if number or not lasting
]
#: What each kind of file system answers to which call.
WORLDS = {
    "usual": {},
    "bare": {Point.RENAME: errno.EINVAL},
    "linkless": {Point.RENAME: errno.EINVAL, Point.LINK: errno.EPERM},
    "apart": {Point.RENAME: errno.EXDEV},
}


@dataclass
class Hook:
    """Counts the points, and strikes at one of them."""

    world: dict
    at: int = 0
    number: int = DEATH
    lasting: bool = False
    calls: int = 0
    reached: set = field(default_factory=set)

    def __call__(self, point, path):
        if point in self.world and not (self.world[point] == errno.EXDEV and _is_near(path)):
            self.reached.add(point)
            raise OSError(self.world[point], os.strerror(self.world[point]))
        self.calls += 1
        self.reached.add(point)
        if self.at and (self.calls == self.at or (self.lasting and self.calls > self.at)):
            if self.number == DEATH:
                os._exit(9)
            raise OSError(self.number, os.strerror(self.number))


def _is_near(path):
    """Whether a rename stays in its folder: what was just written beside it gets its name."""
    return any(each.suffix == ".part" for each in Path(path).parent.iterdir())


# -- folders -------------------------------------------------------------------------------------


def hurry():
    outbox.SETTLE_SECONDS = outbox.NOTE_SECONDS = 0.0
    outbox.LONE_NOTE_SECONDS = 999.0


def office(root, hook):
    return SharedFolders(root, frozenset({"kabid"}), LocalDisk(hook))


def prepare_folders(root, act):
    """The state of the world before the act."""
    folders = office(root, Hook({}))
    place = root / "outbox" / "kabid" / ("kembalikan" if act == "return" else "")
    (place / "surat.pdf").write_bytes(DATA)
    if act == "return":
        (place / "catatan.txt").write_bytes(NOTE)
    if act in ("refuse", "record"):
        folders.claim(folders.scan().ready[0], NOW)
    if act == "refuse":
        (root / "inbox" / "kabid" / "surat.pdf").write_bytes(b"already there")
    if act == "clear":
        folders.deliver("kabid", "naskah.docx", DATA)


def perform_in_folders(root, act, hook):
    """What the office does, once or again after a crash."""
    folders = office(root, hook)
    folders.sweep()
    claims = list(folders.claims())
    if act in ("claim", "return") and not claims:
        drops = [each for each in folders.scan().ready if each.name == "surat.pdf"]
        claims = [folders.claim(each, NOW) for each in drops]
    elif act == "refuse":
        for home in (root / ".paraf" / "claimed").iterdir():
            name = folders.send_back(home.name, "kabid")
            if name:
                folders.deliver("kabid", f"{name} - ALASAN.txt", NOTE)
                folders.release(home.name)
    elif act == "record":
        for claim in claims:
            folders.keep(Path(claim.path).read_bytes())
            folders.release(claim.id)
    elif act == "lay":
        folders.deliver("kabid", "naskah.docx", DATA)
        folders.publish_board("<html>")
    elif act == "clear":
        for name, data in folders.inbox("kabid"):
            folders.keep(data)
            folders.take_out("kabid", name)
    return [
        [each.name, each.note, each.back, Path(each.path).read_bytes().hex()]
        for each in claims
        if act in ("claim", "return")
    ]


def state_of_folders(root):
    """Every file people or we would see, with its bytes; claims by what they hold."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_dir() or name.endswith("claim.json"):
            continue
        parts = Path(name).parts
        if parts[:2] == (".paraf", "claimed"):
            name = "/".join((*parts[:2], *parts[3:]))
        found[name] = path.read_bytes().hex()
    return found


def copies(root):
    """In how many places that count the dropped file is; two names of one file are one."""
    held = {path.stat().st_ino for path in root.rglob("*") if _holds_the_drop(path)}
    recorded = set((root / ".paraf" / "objects").rglob("?" * 64))
    return len(held - {path.stat().st_ino for path in recorded}), bool(recorded)


def _holds_the_drop(path):
    is_ours = path.suffix == ".part" or path.name == "claim.json"
    return path.is_file() and not is_ours and path.read_bytes() == DATA


def faults_in_folders(root, act, world):
    """What must hold between the fault and the next start."""
    held, recorded = copies(root)
    most = 2 if world == "apart" else 1  # copied whole, and its source about to go
    if act in ("lay", "clear"):
        return []
    if held == 0 and not recorded:
        return ["the file is lost"]
    return [f"{held} copies"] if held > most else []


# -- the archive ---------------------------------------------------------------------------------


def archive(root, hook):
    return FolderArchive(root, LocalDisk(hook))


def small_berkas():
    return make_berkas(items=(make_item("Surat"),), certificates={})


def prepare_archive(root, act):
    root.mkdir()
    room = archive(root, Hook({}))
    if act in ("append", "follow"):
        room.file_away(small_berkas())
        room.bring_up_to_date()
    if act == "follow":
        room.file_away(make_berkas(number=2, items=(make_item("Lain"),), certificates={}))


def perform_in_archive(root, act, hook):
    room = archive(root, hook)
    if act == "follow":
        return room.bring_up_to_date()
    if act == "append":
        return room.append(PLACE, make_addition(certificates={"kabid.pem": b"sertifikat"}))
    return room.file_away(small_berkas())


def faults_in_archive(root, _act, _world):
    seen = [path for path in root.glob("[0-9]*/*/*") if not (path / "_meta").is_dir()]
    return [f"partial {path}" for path in seen]


def state_of_archive(root):
    """Everything that lies there once the lists follow, which they do where a mark says so."""
    room = archive(root, Hook({}))
    if room.is_behind():
        room.bring_up_to_date()
    found = snapshot(root)
    found.pop(".paraf-lists/2026.json", None)  # tells when its files were written
    return [[str(one) for one in room.verify()], repr(found)]


# -- the walk ------------------------------------------------------------------------------------

IN_ARCHIVE = ("file_away", "append", "follow")


def struck(do, hook):
    """Perform with a fault; whether it struck."""
    if hook.number == DEATH:
        child = os.fork()
        if child == 0:
            do(hook)
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    with contextlib.suppress(NotYet):
        do(hook)
    return hook.calls >= hook.at


def walk(top, act, world, every):
    """One gesture in one world: faults tried, what went wrong, points reached, the end."""
    in_archive = act in IN_ARCHIVE
    prepare = prepare_archive if in_archive else prepare_folders
    perform = perform_in_archive if in_archive else perform_in_folders
    state = state_of_archive if in_archive else state_of_folders
    faults = faults_in_archive if in_archive else faults_in_folders
    base, root = top / "base", top / "root"
    prepare(base, act)
    shutil.copytree(base, root)
    counting = Hook(WORLDS[world])
    golden = [perform(root, act, counting), state(root)]
    cases, problems = 0, []
    for at in range(1, counting.calls + 1, every):
        for number, lasting in FAULTS:
            clear(root)
            shutil.copytree(base, root)
            hook = Hook(WORLDS[world], at, number, lasting)
            what = f"{world} {at} {errno.errorcode.get(number, 'death')} {lasting}"
            if not struck(lambda each: perform(root, act, each), hook):
                problems.append(f"{what}: the fault did not strike")
            problems += [f"{what}: {each}" for each in faults(root, act, world)]
            told = perform(root, act, Hook(WORLDS[world]))
            if not in_archive and perform(root, act, Hook(WORLDS[world])) != told:
                problems.append(f"{what}: a third look sees something else")
            found = [told, state(root)]
            if found != golden:
                problems.append(f"{what}: {found} instead of {golden}")
            cases += 1
    clear(root)
    clear(base)
    return cases, problems, counting.reached, golden


def compound(top, act, every):
    """Death at a point, and another fault while the next start recovers from it."""
    base, root = top / "base", top / "root"
    prepare_folders(base, act)
    shutil.copytree(base, root)
    counting = Hook({})
    golden = [perform_in_folders(root, act, counting), state_of_folders(root)]
    cases, problems = 0, []
    for first in range(1, counting.calls + 1, every):
        for second in range(1 + first % every, counting.calls + 1, every):
            for number, lasting in FAULTS:
                clear(root)
                shutil.copytree(base, root)
                struck(lambda each: perform_in_folders(root, act, each), Hook({}, first))
                hook = Hook({}, second, number, lasting)
                struck(lambda each: perform_in_folders(root, act, each), hook)
                what = f"{act} compound {first} {second} {number} {lasting}"
                problems += [f"{what}: {each}" for each in faults_in_folders(root, act, "usual")]
                found = [perform_in_folders(root, act, Hook({})), state_of_folders(root)]
                if found != golden:
                    problems.append(f"{what}: {found} instead of {golden}")
                cases += 1
    clear(root)
    clear(base)
    return cases, problems


def clear(top):
    for folder, _, _ in os.walk(top):
        Path(folder).chmod(0o755)
    shutil.rmtree(top, ignore_errors=True)


def run(top, acts, every):
    """All acts in all worlds, where every world must come to the same end."""
    hurry()
    told = {"cases": 0, "problems": [], "reached": set()}
    for act in acts:
        usual = None
        for world in WORLDS:
            if act in IN_ARCHIVE and world == "apart":
                continue  # a berkas is put together on the archive's own device
            cases, problems, reached, end = walk(top, act, world, every)
            usual = usual or end
            told["cases"] += cases
            told["problems"] += [f"{act} {each}" for each in problems]
            told["reached"] |= reached
            if end != usual:
                told["problems"].append(f"{act} {world}: {end} instead of {usual}")
        if act not in IN_ARCHIVE:
            cases, problems = compound(top, act, every + 2)
            told["cases"] += cases
            told["problems"] += problems
    return told | {"reached": sorted(told["reached"])}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), sys.argv[3:], int(sys.argv[2]))))

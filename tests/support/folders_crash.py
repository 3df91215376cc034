"""Dies at each change of the file system in turn, for real, and looks at what the next start does.

Run as a program: ``folders_crash.py FOLDER claim|return|refuse|record|lay``. It prints one JSON
line. A child is forked for every n; an audit hook ends it with ``_exit`` at its n-th change, so
that no ``finally`` runs, exactly as after SIGKILL.
"""

import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from archive_crash import die_at

from pipeline.adapters import disk
from pipeline.adapters.folders import outbox, shared
from pipeline.adapters.folders.shared import SharedFolders

NOW = datetime(2026, 10, 1, tzinfo=UTC)
DATA, NOTE = b"%PDF-1.7 surat\n%%EOF\n", b"Mohon diperbaiki."


def audited_rename(source, target):
    """The same as ours, but through Python, where the hook sees it."""
    if os.path.lexists(target):
        raise FileExistsError(target)
    Path(source).rename(target)


def hurry():
    outbox.SETTLE_SECONDS = outbox.NOTE_SECONDS = 0.0
    outbox.LONE_NOTE_SECONDS = 999.0
    disk.rename_new = shared.rename_new = audited_rename
    disk.sync_folder = shared.sync_folder = lambda path: None


def office(root):
    return SharedFolders(root, frozenset({"kabid"}))


def prepare(root, act):
    """The state of the world before the act."""
    folders = office(root)
    place = root / "outbox" / "kabid" / ("kembalikan" if act == "return" else "")
    (place / "surat.pdf").write_bytes(DATA)
    if act == "return":
        (place / "catatan.txt").write_bytes(NOTE)
    if act in ("refuse", "record"):
        folders.claim(folders.scan().ready[0], NOW)
    if act == "refuse":
        (root / "inbox" / "kabid" / "surat.pdf").write_bytes(b"already there")


def perform(root, act):
    """What the office does, once or again after a crash."""
    folders = office(root)
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
    return [
        [each.name, each.note, each.back, Path(each.path).read_bytes().hex()]
        for each in claims
        if act in ("claim", "return")
    ]


def state(root):
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
    """How often the dropped bytes exist in a place that counts."""
    return sum(
        path.is_file() and path.read_bytes() == DATA and "objects" not in path.parts
        for path in root.rglob("*")
    ) or any(path.read_bytes() == DATA for path in (root / ".paraf" / "objects").rglob("?" * 64))


def run(top, act):
    hurry()
    golden, problems, number, died = None, [], 0, True
    while died:
        number += 1
        root = top / str(number)
        prepare(root, act)
        child = os.fork()
        if child == 0:
            die_at(number)
            perform(root, act)
            os._exit(0)
        died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        if act != "lay" and copies(root) != 1:
            problems.append(f"{number}: {copies(root)} copies after the crash")
        told = perform(root, act)
        if perform(root, act) != told:
            problems.append(f"{number}: a third look sees something else")
        result = [told, state(root)]
        golden = golden or result
        if result != golden:
            problems.append(f"{number}: {result} instead of {golden}")
        shutil.rmtree(root)
    return {"changes": number - 1, "problems": problems, "end": golden}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), sys.argv[2])))

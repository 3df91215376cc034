"""Dies at each change of the file system in turn, for real, and looks at what the next start does.

Run as a program: ``archive_crash.py FOLDER file_away|append``. It prints one JSON line. A child
is forked for every n; an audit hook ends it with ``_exit`` at its n-th change, so that no
``finally`` runs, exactly as after SIGKILL.
"""

import json
import os
import shutil
import sys
from pathlib import Path

from archive_samples import PLACE, make_addition, make_berkas, make_item, snapshot

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.disk import LocalDisk


class QuickDisk(LocalDisk):
    """Without fsync, which a killed process does not need, and with a rename that is audited."""

    def publish(self, built, final):
        if os.path.lexists(final):
            raise FileExistsError(final)
        Path(built).rename(final)

    def sync_tree(self, top):
        pass


CHANGES = {
    "os.chmod",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "shutil.rmtree",
}


def die_at(number):
    count = 0

    def hook(event, arguments):
        nonlocal count
        written = event == "open" and isinstance(arguments[2], int) and arguments[2] & 3
        if event in CHANGES or written:
            count += 1
            if count == number:
                os._exit(9)

    sys.addaudithook(hook)


def small_berkas():
    return make_berkas(items=(make_item("Surat"),), certificates={})


def small_addition():
    return make_addition(certificates={"kabid.pem": b"sertifikat"})


ACTS = {
    "file_away": lambda archive: archive.file_away(small_berkas()),
    "append": lambda archive: archive.append(PLACE, small_addition()),
}


def crash(archive, act, number):
    """Tell whether the act died at that change."""
    child = os.fork()
    if child == 0:
        die_at(number)
        ACTS[act](archive)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def open_all(top):
    for folder, _, _ in os.walk(top):
        Path(folder).chmod(0o755)


def run(top, act):
    golden = None
    number = 0
    problems = []
    base = top / "base"
    base.mkdir()
    if act == "append":
        FolderArchive(base, QuickDisk()).file_away(small_berkas())
    while True:
        number += 1
        root = top / "archive"
        shutil.copytree(base, root)
        archive = FolderArchive(root, QuickDisk())
        died = crash(archive, act, number)
        seen = [path for path in root.glob("[0-9]*/*/*") if not (path / "_meta").is_dir()]
        problems += [f"{number}: partial {path}" for path in seen]
        if number % 2:
            archive.recover()
        filed = ACTS[act](archive)
        problems += [f"{number}: {one}" for one in archive.verify()]
        if number % 5 == 0 and ACTS[act](archive) != filed:
            problems.append(f"{number}: the second run changes something")
        result = snapshot(root)
        golden = golden or result
        if result != golden:
            problems.append(f"{number}: another result")
        open_all(root)
        shutil.rmtree(root)
        if not died:
            return {"changes": number - 1, "problems": problems}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), sys.argv[2])))

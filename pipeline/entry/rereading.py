"""Read berkas again, or list them, and print a line of JSON for each.

Started by the daemon (``adapters.rereading``) for its rolling check; changes no berkas in the
archive, and brings its second copy in line where there is to be one. Whoever else wants the
processor, or the disk, goes first when ``--idle`` is given.
"""

import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from pipeline.adapters.archive import FolderArchive, SecondCopy
from pipeline.adapters.disk import LocalDisk
from pipeline.entry.tether import end_with_the_daemon
from pipeline.errors import NotYet, Tampered
from pipeline.ports.fixity import Reread

_REREAD = TypeAdapter(Reread)


def main() -> int:
    """``python -m pipeline.entry.rereading [--idle] OFFICE``; the order is JSON on stdin."""
    if "--idle" in sys.argv:
        with suppress(OSError):  # idle for the processor is idle for the disk, too
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    order = json.loads(_line(0))
    end_with_the_daemon()
    office, disk = Path(sys.argv[-1]), LocalDisk()
    archive = FolderArchive(office / "archive", disk)
    if order.get("census"):
        return _census(archive)
    second = _second_copy(office, order["mirror"], disk)
    for path, anchor in order["berkas"].items():
        with suppress(NotYet):  # it stays due
            findings = archive.glance(path, anchor)
            if findings:  # an addition under way looks like this; hold writers off for a look
                findings = archive.verify(path, anchors={path: anchor} if anchor else {})
            reread = Reread(path=path, findings=findings)
            if second and anchor and not findings:
                reread = _copied(second, order["mirror"], reread, anchor)
            sys.stdout.buffer.write(_REREAD.dump_json(reread) + b"\n")
            sys.stdout.flush()
    return 0


def _census(archive: FolderArchive) -> int:
    """List all berkas; lists that are not as they were made are marked on the way."""
    with suppress(NotYet):  # it stays due
        for place in archive.places():
            print(json.dumps({"place": place}))  # noqa: T201 - to the daemon
        print(json.dumps({"done": True}), flush=True)  # noqa: T201
        archive.notice()
    return 0


def _second_copy(office: Path, mirror: dict[str, Any] | None, disk: LocalDisk) -> SecondCopy | None:
    if mirror is None:
        return None
    aside = office / ".paraf" / "damaged" / "copy"
    return SecondCopy(office / "archive", Path(mirror["folder"]), aside, disk)


def _copied(second: SecondCopy, mirror: dict[str, Any], reread: Reread, anchor: str) -> Reread:
    """A sound berkas, with what came of its second copy."""
    try:
        second.prepare(mirror["office"], is_new=mirror["is_new"])
        is_sound = not second.findings(reread.path, anchor)
        written = () if is_sound else second.copy(reread.path, anchor)
    except (NotYet, Tampered) as error:
        return replace(reread, copy_trouble=str(error))
    return replace(reread, copied=True, written=len(written))


def _line(descriptor: int) -> bytes:
    """One line, and not a byte more than came with it."""
    read = b""
    while not read.endswith(b"\n"):
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            break
        read += chunk
    return read


if __name__ == "__main__":
    sys.exit(main())

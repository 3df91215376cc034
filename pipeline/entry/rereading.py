"""Read berkas again and print a line of JSON for each: what was found, or nothing.

Started by the daemon (``adapters.rereading``) for its rolling check; changes nothing in the
archive, and brings its second copy in line where there is to be one. Whoever else wants the
processor, or the disk, goes first when ``--idle`` is given.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.adapters.archive import FolderArchive, SecondCopy
from pipeline.adapters.disk import LocalDisk
from pipeline.errors import NotYet, Tampered


def main() -> int:
    """``python -m pipeline.entry.rereading [--idle] OFFICE``; the order is JSON on stdin."""
    if "--idle" in sys.argv:
        with suppress(OSError):  # idle for the processor is idle for the disk, too
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    order = json.loads(_line(0))
    threading.Thread(target=_end_with_the_daemon, daemon=True).start()
    office, disk = Path(sys.argv[-1]), LocalDisk()
    archive = FolderArchive(office / "archive", disk)
    second = _second_copy(office, order["mirror"], disk)
    for path, anchor in order["berkas"].items():
        with suppress(NotYet):  # it stays due
            findings = archive.glance(path, anchor)
            if findings:  # an addition under way looks like this; hold writers off for a look
                findings = archive.verify(path, anchors={path: anchor} if anchor else {})
            told = [{"code": each.code, "facts": dict(each.facts)} for each in findings]
            copied = second(path, anchor) if anchor and not findings else _NOT_COPIED
            sys.stdout.write(json.dumps({"path": path, "findings": told, **copied}) + "\n")
            sys.stdout.flush()
    return 0


_NOT_COPIED = {"copied": False, "written": 0, "copy_trouble": ""}


def _second_copy(
    office: Path, mirror: dict[str, Any] | None, disk: LocalDisk
) -> Callable[[str, str], dict[str, Any]]:
    """Who copies a berkas and tells what came of it."""
    if mirror is None:
        return lambda _path, _anchor: _NOT_COPIED
    second = SecondCopy(
        office / "archive", Path(mirror["folder"]), office / ".paraf" / "damaged" / "copy", disk
    )

    def copy(path: str, anchor: str) -> dict[str, Any]:
        try:
            second.prepare(mirror["office"], is_new=mirror["is_new"])
            sound = not second.findings(path, anchor)
            written = () if sound else second.copy(path, anchor)
        except (NotYet, Tampered) as error:
            return {**_NOT_COPIED, "copy_trouble": str(error)}
        return {"copied": True, "written": len(written), "copy_trouble": ""}

    return copy


def _line(descriptor: int) -> bytes:
    """One line, and not a byte more than came with it."""
    read = b""
    while not read.endswith(b"\n"):
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            break
        read += chunk
    return read


def _end_with_the_daemon() -> None:
    """The daemon holds our input open and writes nothing more."""
    os.read(0, 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())

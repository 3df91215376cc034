"""Read berkas again and print a line of JSON for each: what was found, or nothing.

Started by the daemon (``adapters.rereading``) for its rolling check; changes nothing. Whoever else
wants the processor, or the disk, goes first when ``--idle`` is given.
"""

import json
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.disk import LocalDisk
from pipeline.errors import NotYet


def main() -> int:
    """``python -m pipeline.entry.rereading [--idle] ARCHIVE``; the berkas come as JSON on stdin."""
    if "--idle" in sys.argv:
        with suppress(OSError):  # idle for the processor is idle for the disk, too
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    berkas = json.loads(_line(0))
    threading.Thread(target=_end_with_the_daemon, daemon=True).start()
    archive = FolderArchive(Path(sys.argv[-1]), LocalDisk())
    for path, anchor in berkas.items():
        try:
            findings = archive.glance(path, anchor)
            if findings:  # an addition under way looks like this; hold writers off for a look
                findings = archive.verify(path, anchors={path: anchor} if anchor else {})
        except NotYet:
            continue  # it stays due
        told = [{"code": each.code, "facts": dict(each.facts)} for each in findings]
        sys.stdout.write(json.dumps({"path": path, "findings": told}) + "\n")
        sys.stdout.flush()
    return 0


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

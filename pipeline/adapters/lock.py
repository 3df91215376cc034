"""One daemon an office: a lock that the kernel lets go of when its holder dies."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import NotYet


@contextlib.contextmanager
def office_lock(root: Path) -> Iterator[None]:
    """Hold the office for as long as the block runs.

    Raises:
        NotYet: another Paraf works in this office.
    """
    path = root / ".paraf" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise NotYet(
                f"another Paraf (process {holder}) already works in {root}; "
                "stop it first, or let it do the work"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)

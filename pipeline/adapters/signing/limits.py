"""Keeps a hostile file from taking the whole machine's memory while it is being signed.

A few kilobytes of packed zeros unpack to gigabytes. Files from the outboxes are looked at in
processes of their own (``isolation``); whoever signs on his own machine does so in this one.
"""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import Finding, Refused

_TOO_HEAVY = "P47"
#: More than any honest paper of the largest accepted size needs.
_ROOM = 1024**3


@contextmanager
def bounded_memory(room: int = _ROOM) -> Iterator[None]:
    """Let the block take only so much more memory; for programs with one thread.

    Raises:
        Refused: It wanted more (P47).
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _taken() + room
    if soft != resource.RLIM_INFINITY:
        limit = min(limit, soft)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    except MemoryError:
        raise Refused(Finding(_TOO_HEAVY)) from None
    except Refused as refused:
        if isinstance(refused.__cause__, MemoryError):
            raise Refused(Finding(_TOO_HEAVY)) from None
        raise
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _taken() -> int:
    """Bytes of address space this process has now."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[0]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")

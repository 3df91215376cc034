"""Taking an office, and letting go of it."""

import contextlib
import errno
import fcntl
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from pipeline.adapters.lock.host import Host
from pipeline.adapters.lock.lease import (
    Hold,
    Terms,
    newest,
    numbers_in,
    read_holder,
    words_for,
)
from pipeline.errors import NotYet

_NO_LOCKS_HERE = frozenset([errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL])
_LOOK_SECONDS = 0.25


@contextlib.contextmanager
def office_lock(
    root: Path, *, above: int = 0, host: Host | None = None, terms: Terms | None = None
) -> Iterator[Hold]:
    """Hold the office for as long as the block runs.

    Args:
        root: The office folder.
        above: The new epoch must be higher than this one, too; the database remembers it.
        host: Which machine this is; only a test is another one than it is.
        terms: How it is held.

    Raises:
        NotYet: another Paraf works in this office, or its folder cannot be written.
    """
    here, terms = host or Host.here(), terms or Terms()
    folder = root / ".paraf" / "lease"
    with contextlib.ExitStack() as ends:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if terms.uses_lock:
                ends.enter_context(_locked(root))
        except OSError as error:
            raise NotYet(f"the office cannot be locked: {error}") from error
        _await_end_of_lease(root, here, terms)
        epoch = max(above, *numbers_in(folder), 0) + 1
        hold = Hold(folder, epoch, here, terms)
        hold.take()
        ends.enter_context(_beating(hold, terms))
        yield hold


@contextlib.contextmanager
def _locked(root: Path) -> Iterator[None]:
    """The kernel's lock; where the file system has none, the lease must do alone."""
    descriptor = os.open(root / ".paraf" / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            said = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip()
            raise _held_by(root, f"process {said or 'unknown'}") from None
        except OSError as error:
            if error.errno not in _NO_LOCKS_HERE:
                raise
        else:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()} on {os.uname().nodename}".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _await_end_of_lease(root: Path, here: Host, terms: Terms) -> None:
    """Return once nobody holds the lease; watch another machine's beat for as long as it takes.

    Raises:
        NotYet: somebody does.
    """
    seen, since = newest(root), time.monotonic()
    while seen is not None:
        holder = read_holder(root)
        gone = holder.is_gone(here) if holder else None
        if gone or time.monotonic() - since >= terms.lease_seconds:
            return
        if gone is False and terms.uses_lock is False:
            raise _held_by(root, words_for(holder))
        time.sleep(_LOOK_SECONDS)
        if newest(root) != seen:
            raise _held_by(root, words_for(read_holder(root)))


@contextlib.contextmanager
def _beating(hold: Hold, terms: Terms) -> Iterator[None]:
    """Write a beat every few seconds; at the end say that the office is free."""
    over = threading.Event()

    def keep_on() -> None:
        while not over.wait(terms.beat_seconds):
            with contextlib.suppress(NotYet):
                if not hold.is_lost():  # noticed and said by whoever works
                    hold.beat()

    keeper = threading.Thread(target=keep_on, name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(timeout=terms.lease_seconds)
        with contextlib.suppress(NotYet):
            if not hold.is_lost():
                hold.beat(released=True)


def _held_by(root: Path, who: str) -> NotYet:
    return NotYet(
        f"another Paraf ({who}) already works in {root}; stop it first, or let it do the work"
    )

"""Touching what strangers can swap while we look: by handles, never by a name twice.

A name in an outbox may be a file at one moment and a link to somewhere else at the next. So a
folder is opened once and everything in it is reached through that handle; a file is opened as a
mere place first (``O_PATH`` opens no device, waits for no pipe, follows no link), looked at, and
only then read through the same handle. Sources: findings/faults.md S13, S14; docs of
open(2), "O_PATH", and proc(5), "/proc/pid/fd".

Accepted here: who may write below ``.paraf`` can do anything; that is what its access rights and
``paraf check`` are for.
"""

import contextlib
import fcntl
import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Finding, NotYet, Refused

#: What is read at once.
_CHUNK = 1 << 20
_PLACE = os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class NotAFile(OSError):
    """A link, folder, device, pipe or socket lies there, or a file with several names."""


class IsLink(OSError):
    """A folder of the office's own was replaced by a link or something else."""


@contextlib.contextmanager
def opened_folder(path: Path) -> Iterator[Path]:
    """A folder as a path that stays this very folder, whatever becomes of its name meanwhile.

    Raises:
        NotADirectoryError: it is something else, a link to a folder among others.
        FileNotFoundError: there is none.
    """
    descriptor = os.open(path, os.O_RDONLY | _FOLDER)
    try:
        yield _by_handle(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def opened_below(top: Path, *steps: str) -> Iterator[Path]:
    """The same for a folder that is reached from ``top`` through no link.

    Only ``top`` itself may be one: where an office keeps its folders is the office's decision.

    Raises:
        NotADirectoryError: one of the steps is no folder any more.
        FileNotFoundError: one of the steps is gone.
    """
    with contextlib.ExitStack() as handles:
        place = handles.enter_context(opened_folder(top.resolve()))
        for step in steps:
            place = handles.enter_context(opened_folder(place / step))
        yield place


@contextlib.contextmanager
def own_folder(top: Path, *steps: str) -> Iterator[Path]:
    """A folder that Paraf made itself, which must still be there and be no link.

    Raises:
        IsLink: it was replaced; nothing is written or read through it.
        FileNotFoundError: it is gone.
    """
    with contextlib.ExitStack() as handles:
        try:
            place = handles.enter_context(opened_below(top, *steps))
        except NotADirectoryError:
            shown = "/".join(steps)
            raise IsLink(f"{shown} was replaced by something that is no folder") from None
        yield place


@contextlib.contextmanager
def opened_file(path: Path) -> Iterator[int]:
    """A regular file with one name, open for reading.

    Raises:
        NotAFile: it is anything else; it was not opened.
        FileNotFoundError: it is gone.
    """
    place = os.open(path, os.O_RDONLY | _PLACE)
    try:
        found = os.fstat(place)
        if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1:
            raise NotAFile(f"{path.name} is no plain file")
        descriptor = os.open(_by_handle(place), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    finally:
        os.close(place)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def is_held_for_writing(descriptor: int) -> bool | None:
    """Whether some process has the file open for writing; None where no lease can tell."""
    try:
        # Who opens it meanwhile makes the kernel signal us; SIGIO, the default, would kill.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None  # no leases here (network mount, other owner): standing still must do
    return False


def read_start(path: Path, limit: int) -> bytes:
    """At most ``limit`` first bytes of a plain file; a sparse terabyte costs no more.

    Raises:
        NotAFile: it is anything else.
        OSError: it cannot be read.
    """
    with opened_file(path) as descriptor:
        return _read(descriptor, limit)


def read_within(path: Path, limit: int) -> bytes | None:
    """All bytes of a plain file; None when they are more than ``limit``.

    Raises:
        NotAFile: it is anything else.
        OSError: it cannot be read.
    """
    with opened_file(path) as descriptor:
        if os.fstat(descriptor).st_size > limit:
            return None
        data = _read(descriptor, limit + 1)
    return data if len(data) <= limit else None


def read_dropped(path: Path, limit: int) -> bytes:
    """All bytes of what somebody dropped.

    Raises:
        Refused: it is no plain file, empty, or larger than ``limit`` bytes.
        NotYet: it is gone, held open for writing, or changed while it was read.
        OSError: it cannot be read.
    """
    try:
        with opened_file(path) as descriptor:
            if is_held_for_writing(descriptor):
                raise NotYet("some program still has it open for writing")
            return _read_whole(descriptor, limit)
    except NotAFile:
        raise Refused(Finding("B03", {})) from None
    except FileNotFoundError:
        raise NotYet(f"{path.name!r} is gone") from None


def _read_whole(descriptor: int, limit: int) -> bytes:
    before = os.fstat(descriptor)
    if before.st_size == 0:
        raise Refused(Finding("B02", {}))
    if before.st_size > limit:
        size = {"ukuran": str(before.st_size // 1_000_000), "batas": str(limit // 1_000_000)}
        raise Refused(Finding("B06", size))
    data = _read(descriptor, limit + 1)
    after = os.fstat(descriptor)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or len(data) != after.st_size:
        raise NotYet("it changed while it was read")
    return data


def _read(descriptor: int, limit: int) -> bytes:
    found: list[bytes] = []
    left = limit
    while left and (piece := os.read(descriptor, min(left, _CHUNK))):
        found.append(piece)
        left -= len(piece)
    return b"".join(found)


def _by_handle(descriptor: int) -> Path:
    """A path that means what the handle is open on, whatever its name is by now."""
    return Path(f"/proc/self/fd/{descriptor}")

"""Looking at the outboxes: what was dropped, is it complete, is it a file at all.

The scan is the authority; whatever wakes it early is only a hint (findings/engine.md 3). A file
is ready when nobody has it open for writing (a read lease tells, on a local disk), when it has
stood still for a moment, and when it looks whole (a PDF's end, a ZIP's directory).

Accepted here: a writer may open the file again between the look and the claim; the claim is
hashed afterwards, so what is examined is what is kept.
"""

import contextlib
import fcntl
import os
import re
import signal
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.ports.disk import Disk
from pipeline.ports.folders import MARK, Drop, Scan, Waiting

RETURN_FOLDER = "kembalikan"
#: How long a file must have stood still; on a share whose server is elsewhere, longer.
SETTLE_SECONDS = 0.1
#: A file that looks cut off is given this long to grow before it is taken as it is.
PATIENCE_SECONDS = 3.0
#: A returned paper's note may come a moment after it.
NOTE_SECONDS = 1.0
#: A note whose paper does not come goes back after this.
LONE_NOTE_SECONDS = 900.0
#: A folder somebody dropped is swept away once it has stood empty this long.
EMPTY_FOLDER_SECONDS = 30.0
#: What has stood still this long and is still not ready needs no looking again in a moment.
SOON_SECONDS = 10.0
#: Folders deeper than this are not walked but go back whole.
DEEPEST = 20
_UNREADABLE = "folder ini tidak dapat dibuka oleh Paraf"
_LONE_NOTE = "catatan pengembalian yang menunggu dokumennya"
_TAIL = 66_000

#: Lock files, partial downloads and the droppings of file managers (design, section 6).
IGNORED = re.compile(
    r"""
    ~\$.* | \.~lock\..*\# | ~wrl.*\.tmp | \.~.* | .*\.(part|crdownload|partial|filepart)
    | thumbs\.db | desktop\.ini | \.ds_store | \._.* | \.gitkeep | \..*
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


@dataclass(slots=True)
class _Seen:
    signature: tuple[int, int, int]
    since: float  #: monotonic, when it was first seen like this


class Outboxes:
    """The tree below ``outbox``; remembers how long each file has stood still."""

    def __init__(self, top: Path, folders: frozenset[str], disk: Disk) -> None:
        self._top = top
        self._disk = disk
        self._folders = folders
        self._seen: dict[str, _Seen] = {}
        self._closed: list[str] = []  #: folders that could not be opened in the last look

    def scan(self) -> Scan:
        """Look once."""
        ready: list[Drop] = []
        waiting: list[Waiting] = []
        ignored: list[str] = []
        seen: dict[str, _Seen] = {}
        for path, folder, back in self._walk(seen):
            if IGNORED.fullmatch(path.name):
                ignored.append(as_text(str(path)))
                continue
            state = self._look(path, seen)
            if state is None:
                continue
            reason = _not_ready(path, state, back=back)
            if reason:
                still = time.monotonic() - state.since
                soon = reason != _LONE_NOTE and still < SOON_SECONDS
                waiting.append(Waiting(path=as_text(str(path)), reason=reason, soon=soon))
            else:
                ready.append(Drop(path=str(path), name=path.name, folder=folder, back=back))
        waiting += [
            Waiting(path=as_text(path), reason=_UNREADABLE, soon=False) for path in self._closed
        ]
        self._seen = seen
        return Scan(ready=tuple(ready), waiting=tuple(waiting), ignored=tuple(ignored))

    def _walk(self, seen: dict[str, _Seen]) -> Iterator[tuple[Path, str, bool]]:
        """Every entry that is no folder, with its post's folder; dropped folders are walked."""
        self._closed = []
        for entry in self._entries(self._top):
            if not _is_folder(entry):
                if entry.name != MARK:
                    yield entry, "", False
                continue
            owner = entry.name if entry.name in self._folders else ""
            for path, back in self._below(entry, seen, back=False, keep=bool(owner)):
                yield path, owner, back

    def _entries(self, folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []
        except PermissionError:
            self._closed.append(str(folder))
            return []

    def _below(
        self, folder: Path, seen: dict[str, _Seen], *, back: bool, keep: bool
    ) -> Iterator[tuple[Path, bool]]:
        empty = True
        depth = len(folder.parts) - len(self._top.parts)
        for entry in self._entries(folder):
            empty = False
            if _is_folder(entry) and depth < DEEPEST:
                returns = keep and entry.name == RETURN_FOLDER
                yield from self._below(entry, seen, back=back or returns, keep=returns)
            else:
                yield entry, back
        if empty and not keep:
            self._clear_away(folder, seen)

    def _clear_away(self, folder: Path, seen: dict[str, _Seen]) -> None:
        """Remove a dropped folder, but not one that is about to be filled."""
        state = self._look(folder, seen)
        if state and time.monotonic() - state.since >= EMPTY_FOLDER_SECONDS:
            # somebody put something in, or still holds it: the next look decides again
            with contextlib.suppress(OSError):
                self._disk.remove_folder(str(folder))

    def _look(self, path: Path, seen: dict[str, _Seen]) -> _Seen | None:
        """How long an entry has stood still; None when it is gone."""
        try:
            found = path.lstat()
        except FileNotFoundError:
            return None
        signature = (found.st_ino, found.st_size, found.st_mtime_ns)
        before = self._seen.get(str(path))
        if before is None or before.signature != signature:
            before = _Seen(signature, time.monotonic())
        seen[str(path)] = before
        return before


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def as_text(name: str) -> str:
    """A name as text that can be written anywhere; bytes that are no text become marks."""
    return os.fsencode(name).decode("utf-8", "replace")


def _not_ready(path: Path, state: _Seen, *, back: bool) -> str:
    """Why a file is not taken for now; empty when it is ready."""
    still = time.monotonic() - state.since
    if not is_plain_file(path):
        return ""  # a link, device or pipe is claimed at once and sent back unopened
    if _is_open_for_writing(path) or still < SETTLE_SECONDS:
        return "sedang ditulis"
    if not _looks_whole(path) and still < PATIENCE_SECONDS:
        return "belum lengkap"
    if back and path.suffix.lower() == ".txt" and still < LONE_NOTE_SECONDS:
        return _LONE_NOTE
    if back and still < NOTE_SECONDS:
        return "menunggu catatan pengembalian"
    return ""


def is_plain_file(path: Path) -> bool:
    """Whether this is a regular file with one name; nothing is followed."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _is_open_for_writing(path: Path) -> bool:
    """Whether some process has the file open for writing, as far as a lease can tell."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return True
    try:
        # Who opens it meanwhile makes the kernel signal us; SIGIO, the default, would kill.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False  # no leases here (network mount, other owner): standing still must do
    finally:
        os.close(descriptor)
    return False


def _looks_whole(path: Path) -> bool:
    """Whether a PDF has its end and a ZIP its directory; other kinds cannot be told."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            tail = file.read()
    except OSError:
        return False
    if start.startswith(b"%PDF-"):
        return b"%%EOF" in tail[-2048:]
    if start.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" in tail
    return bool(start)

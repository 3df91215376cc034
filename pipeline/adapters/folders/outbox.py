"""Looking at the outboxes: what was dropped, is it complete, is it a file at all.

The scan is the authority; whatever wakes it early is only a hint (findings/engine.md 3). A file
is ready when nobody has it open for writing (a read lease tells, on a local disk), when it has
stood still for a moment, and when it looks whole (a PDF's end, a ZIP's directory).

Folders are walked by handles and files opened by them (``holding``): a name that becomes a link
while we look leads nowhere.

Accepted here: a writer may open the file again between the look and the claim; a claim is read
when nobody holds it open for writing, and hashed, so what is examined is what is kept.
"""

import contextlib
import os
import re
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.folders.holding import (
    NotAFile,
    is_held_for_writing,
    opened_below,
    opened_file,
    opened_folder,
)
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
_BEING_WRITTEN = "sedang ditulis"
_CLOSED_FILE = "berkas ini tidak dapat dibuka oleh Paraf"
_REPLACED = "folder ini diganti dengan pintasan atau berkas; Paraf tidak mengikutinya"
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


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something in an outbox."""

    real: Path  #: through the handle of its folder
    shown: Path  #: as people know it

    @property
    def name(self) -> str:
        return self.shown.name


@dataclass(slots=True)
class _Seen:
    signature: tuple[int, int, int]
    since: float  #: monotonic, when it was first seen like this


class Outboxes:
    """The tree below ``outbox``; remembers how long each file has stood still."""

    def __init__(self, top: Path, folders: frozenset[str], disk: Disk) -> None:
        self._top = top
        self._disk = disk
        self._real_top = top.resolve()  #: the office may keep its outboxes elsewhere
        self._folders = folders
        self._seen: dict[str, _Seen] = {}
        self._barred: list[tuple[Path, str]] = []  #: folders not entered in the last look, and why

    def scan(self) -> Scan:
        """Look once."""
        ready: list[Drop] = []
        waiting: list[Waiting] = []
        ignored: list[str] = []
        seen: dict[str, _Seen] = {}
        for entry, folder, back in self._walk(seen):
            shown = str(entry.shown)
            if IGNORED.fullmatch(entry.name):
                ignored.append(as_text(shown))
                continue
            state = self._look(entry, seen)
            if state is None:
                continue
            reason = _not_ready(entry.real, state, back=back)
            if reason:
                still = time.monotonic() - state.since
                soon = reason != _LONE_NOTE and still < SOON_SECONDS
                waiting.append(Waiting(path=as_text(shown), reason=reason, soon=soon))
            else:
                ready.append(Drop(path=shown, name=entry.name, folder=folder, back=back))
        waiting += [
            Waiting(path=as_text(str(path)), reason=reason, soon=False)
            for path, reason in self._barred
        ]
        self._seen = seen
        return Scan(ready=tuple(ready), waiting=tuple(waiting), ignored=tuple(ignored))

    @contextlib.contextmanager
    def place_of(self, path: str) -> Iterator[Path]:
        """The folder in which a drop lies, reached through no link.

        Raises:
            NotADirectoryError: something on the way is no folder any more.
            FileNotFoundError: something on the way is gone.
        """
        steps = Path(path).relative_to(self._top).parts[:-1]
        with opened_below(self._real_top, *steps) as place:
            yield place

    def _walk(self, seen: dict[str, _Seen]) -> Iterator[tuple[_Entry, str, bool]]:
        """Every entry that is no folder, with its post's folder; dropped folders are walked."""
        self._barred = []
        for entry in self._entries(_Entry(self._real_top, self._top)):
            owner = entry.name if entry.name in self._folders else ""
            if not _is_folder(entry.real):
                if owner:
                    self._barred.append((entry.shown, _REPLACED))
                elif entry.name != MARK:
                    yield entry, "", False
                continue
            for below, back in self._below(entry, seen, back=False, keep=bool(owner)):
                yield below, owner, back

    def _entries(self, folder: _Entry) -> Iterator[_Entry]:
        """What a folder holds, by name; its handle stays open while they are looked at."""
        with contextlib.ExitStack() as handles:
            try:
                place = handles.enter_context(opened_folder(folder.real))
                found = sorted(place.iterdir())
            except (FileNotFoundError, NotADirectoryError):
                return
            except PermissionError:
                self._barred.append((folder.shown, _UNREADABLE))
                return
            for path in found:
                yield _Entry(path, folder.shown / path.name)

    def _below(
        self, folder: _Entry, seen: dict[str, _Seen], *, back: bool, keep: bool
    ) -> Iterator[tuple[_Entry, bool]]:
        empty = True
        depth = len(folder.shown.parts) - len(self._top.parts)
        for entry in self._entries(folder):
            empty = False
            returns = keep and entry.name == RETURN_FOLDER
            if _is_folder(entry.real) and depth < DEEPEST:
                yield from self._below(entry, seen, back=back or returns, keep=returns)
            elif returns:
                self._barred.append((entry.shown, _REPLACED))
            else:
                yield entry, back
        if empty and not keep:
            self._clear_away(folder, seen)

    def _clear_away(self, folder: _Entry, seen: dict[str, _Seen]) -> None:
        """Remove a dropped folder, but not one that is about to be filled."""
        state = self._look(folder, seen)
        if state and time.monotonic() - state.since >= EMPTY_FOLDER_SECONDS:
            # somebody put something in, or still holds it: the next look decides again
            with contextlib.suppress(OSError):
                self._disk.remove_folder(str(folder.real))

    def _look(self, entry: _Entry, seen: dict[str, _Seen]) -> _Seen | None:
        """How long an entry has stood still; None when it is gone."""
        try:
            found = entry.real.lstat()
        except FileNotFoundError:
            return None
        signature = (found.st_ino, found.st_size, found.st_mtime_ns)
        before = self._seen.get(str(entry.shown))
        if before is None or before.signature != signature:
            before = _Seen(signature, time.monotonic())
        seen[str(entry.shown)] = before
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
    try:
        with opened_file(path) as descriptor:
            unfinished = _unfinished(descriptor, still)
    except NotAFile:
        return ""  # a link, device or pipe is claimed at once and sent back unopened
    except PermissionError:
        return _CLOSED_FILE
    except OSError:
        return _BEING_WRITTEN
    if unfinished or not back:
        return unfinished
    if path.suffix.lower() == ".txt" and still < LONE_NOTE_SECONDS:
        return _LONE_NOTE
    return "menunggu catatan pengembalian" if still < NOTE_SECONDS else ""


def _unfinished(descriptor: int, still: float) -> str:
    """What a file's state says against taking it: a writer, or a missing end."""
    if is_held_for_writing(descriptor) or still < SETTLE_SECONDS:
        return _BEING_WRITTEN
    if still < PATIENCE_SECONDS and not _looks_whole(descriptor):
        return "belum lengkap"
    return ""


def is_plain_file(path: Path) -> bool:
    """Whether this is a regular file with one name; nothing is followed."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _looks_whole(descriptor: int) -> bool:
    """Whether a PDF has its end and a ZIP its directory; other kinds cannot be told."""
    size = os.fstat(descriptor).st_size
    start = os.pread(descriptor, 8, 0)
    tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
    if start.startswith(b"%PDF-"):
        return b"%%EOF" in tail[-2048:]
    if start.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" in tail
    return bool(start)

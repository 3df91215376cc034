"""Looking at the outboxes: what was dropped, is it complete, is it a file at all.

The scan is the authority; whatever wakes it early is only a hint (findings/engine.md 3). A file
is ready when nobody has it open for writing (a read lease tells, on a local disk), when it has
stood still for a moment, and when it looks whole (a PDF's end, a ZIP's directory).

Accepted here: a writer may open the file again between the look and the claim; the claim is
hashed afterwards, so what is examined is what is kept.

A look costs the same however many files lie there: every name is listed, but only the first ones
of each folder (``CLOSE_LOOKS``) are examined; the others come closer as those are taken.
"""

import contextlib
import fcntl
import os
import re
import signal
import stat
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.ports.disk import Disk
from pipeline.ports.folders import Drop, Ignored, Scan, Waiting

RETURN_FOLDER = "kembalikan"
#: How long a file must have stood still; on a share whose server is elsewhere, longer.
SETTLE_SECONDS = 0.1
#: A file that looks cut off is given this long to grow before it is taken as it is.
PATIENCE_SECONDS = 3.0
#: ... and so much longer where nobody can tell whether its writer still has it open.
BLIND_PATIENCE = 10
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
#: So many files of each folder are looked at closely; more than a round of work takes of one.
CLOSE_LOOKS = 64
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
    is_plain: bool
    is_whole: bool = False  #: it looked whole once, which does not change while it stands still
    is_ready: bool = False  #: nothing spoke against taking it; asked again when it is taken

    def still(self) -> float:
        """For how many seconds it has stood still."""
        return time.monotonic() - self.since


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder that is being walked."""

    path: str
    owner: str  #: the post's folder, empty where no post owns the place
    depth: int
    back: bool = False
    is_kept: bool = False  #: one of the office's own, never swept away


@dataclass(slots=True)
class _Look:
    """What one look has found so far."""

    aside: Collection[str]
    most: float  #: so many files of each folder are examined
    ready: list[Drop] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    queued: dict[str, int] = field(default_factory=dict)
    seen: dict[str, _Seen] = field(default_factory=dict)
    counted: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def is_full(self, place: _Place) -> bool:
        return self.counted[place.owner, place.back] >= self.most

    def count(self, place: _Place) -> None:
        self.counted[place.owner, place.back] += 1

    def put_off(self, place: _Place) -> None:
        self.queued[place.owner] = self.queued.get(place.owner, 0) + 1

    def scan(self) -> Scan:
        return Scan(
            ready=tuple(self.ready),
            waiting=tuple(self.waiting),
            ignored=tuple(self.ignored),
            queued=self.queued,
        )


class Outboxes:
    """The tree below ``outbox``; remembers how long each file has stood still."""

    def __init__(self, top: Path, folders: frozenset[str], disk: Disk) -> None:
        self._top = str(top)
        self._disk = disk
        self._folders = folders
        self._seen: dict[str, _Seen] = {}

    def scan(self, aside: Collection[str] = ()) -> Scan:
        """Look once."""
        look = _Look(aside, CLOSE_LOOKS)
        strangers = []
        for entry in self._entries(look, _Place(self._top, "", 0)):
            if not _is_folder(entry):
                strangers.append(entry)
                continue
            owner = entry.name if entry.name in self._folders else ""
            self._walk(look, _Place(entry.path, owner, 1, is_kept=bool(owner)))
        self._take_note(look, strangers, _Place(self._top, "", 0, is_kept=True))
        self._seen = look.seen
        return look.scan()

    def look_into(self, folder: str) -> Scan:
        """Look at everything in one post's outbox, however much it is."""
        look = _Look((), float("inf"))
        self._walk(look, _Place(f"{self._top}/{folder}", folder, 1, is_kept=True))
        self._seen |= look.seen
        return look.scan()

    def is_unchanged(self, drop: Drop) -> bool:
        """Whether a drop is still what it was when it was looked at, and nobody writes it."""
        try:
            found = Path(drop.path).lstat()
        except OSError:
            return False
        if _signature(found) != drop.mark:
            return False
        if _is_plain(found) and _is_open_for_writing(drop.path):
            self._seen.pop(drop.path, None)
            return False
        return True

    def _entries(self, look: _Look, place: _Place) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(place.path) as entries:
                return sorted(entries, key=_name)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except PermissionError:
            path = as_text(place.path)
            closed = Waiting(
                path=path, reason=_UNREADABLE, soon=False, folder=place.owner, needs_help=True
            )
            look.waiting.append(closed)
            return []

    def _walk(self, look: _Look, place: _Place) -> None:
        """Everything in a folder; folders that somebody dropped are walked as well."""
        before = len(look.waiting)
        entries = self._entries(look, place)
        if not entries and not place.is_kept and len(look.waiting) == before:
            self._clear_away(look, place.path)
        self._take_note(look, entries, place)

    def _take_note(self, look: _Look, entries: list[os.DirEntry[str]], place: _Place) -> None:
        for entry in entries:
            if place.depth < DEEPEST and _is_folder(entry):
                returns = place.is_kept and entry.name == RETURN_FOLDER
                back = place.back or returns
                inner = _Place(entry.path, place.owner, place.depth + 1, back, returns)
                if returns or not look.is_full(place):
                    self._walk(look, inner)
                else:
                    look.put_off(place)
            elif IGNORED.fullmatch(entry.name):
                look.ignored.append(_ignored(entry, place.owner))
            elif entry.path in look.aside or not look.is_full(place):
                self._examine(look, entry, place)
            else:
                look.put_off(place)

    def _examine(self, look: _Look, entry: os.DirEntry[str], place: _Place) -> None:
        path = entry.path
        state = self._state(path, look.seen)
        if state is None:
            return
        reason = _not_ready(path, state, back=place.back)
        still = state.still()
        if path not in look.aside and (not reason or still < SETTLE_SECONDS):
            look.count(place)
        if reason:
            soon = reason != _LONE_NOTE and still < SOON_SECONDS
            text = as_text(path)
            look.waiting.append(Waiting(path=text, reason=reason, soon=soon, folder=place.owner))
            return
        drop = Drop(
            path=path, name=entry.name, folder=place.owner, back=place.back, mark=state.signature
        )
        look.ready.append(drop)

    def _clear_away(self, look: _Look, path: str) -> None:
        """Remove a dropped folder, but not one that is about to be filled."""
        state = self._state(path, look.seen)
        if state and state.still() >= EMPTY_FOLDER_SECONDS:
            # somebody put something in, or still holds it: the next look decides again
            with contextlib.suppress(OSError):
                self._disk.remove_folder(path)

    def _state(self, path: str, seen: dict[str, _Seen]) -> _Seen | None:
        """How long an entry has stood still; None when it is gone."""
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            return None
        signature = _signature(found)
        before = self._seen.get(path)
        if before is None or before.signature != signature:
            before = _Seen(signature, time.monotonic(), _is_plain(found))
        seen[path] = before
        return before


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except FileNotFoundError:
        return False


def _ignored(entry: os.DirEntry[str], owner: str) -> Ignored:
    try:
        changed = entry.stat(follow_symlinks=False).st_ctime
    except FileNotFoundError:
        changed = time.time()
    age = max(0.0, time.time() - changed)
    return Ignored(path=as_text(entry.path), age_seconds=age, folder=owner)


def _signature(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_ino, found.st_size, found.st_mtime_ns


def as_text(name: str) -> str:
    """A name as text that can be written anywhere; bytes that are no text become marks."""
    return os.fsencode(name).decode("utf-8", "replace")


def _not_ready(path: str, state: _Seen, *, back: bool) -> str:
    """Why a file is not taken for now; empty when it is ready."""
    if not state.is_plain or state.is_ready:
        return ""  # a link, device or pipe is claimed at once and sent back unopened
    still = state.still()
    is_open = _is_open_for_writing(path)
    if is_open or still < SETTLE_SECONDS:
        return "sedang ditulis"
    state.is_whole = state.is_whole or _looks_whole(path)
    patience = PATIENCE_SECONDS * (BLIND_PATIENCE if is_open is None else 1)
    if not state.is_whole and still < patience:
        return "belum lengkap"
    if back and path.lower().endswith(".txt") and still < LONE_NOTE_SECONDS:
        return _LONE_NOTE
    if back and still < NOTE_SECONDS:
        return "menunggu catatan pengembalian"
    state.is_ready = True
    return ""


def is_plain_file(path: Path) -> bool:
    """Whether this is a regular file with one name; nothing is followed."""
    try:
        return _is_plain(path.lstat())
    except FileNotFoundError:
        return False


def _is_plain(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _is_open_for_writing(path: str) -> bool | None:
    """Whether some process has the file open for writing; None where no lease can tell."""
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
        return None  # no leases here (network mount, other owner): standing still must do
    finally:
        os.close(descriptor)
    return False


def _looks_whole(path: str) -> bool:
    """Whether a PDF has its end and a ZIP its directory; other kinds cannot be told.

    What begins with nothing but zeros was given its size before its content.
    """
    try:
        with Path(path).open("rb") as file:
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
    return any(start)

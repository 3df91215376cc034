"""Looking at the outboxes: what was dropped, is it complete, is it a file at all.

The scan is the authority; whatever wakes it early is only a hint (findings/engine.md 3). A file
is ready when nobody has it open for writing (a read lease tells, on a local disk), when it has
stood still for a moment, and when it looks whole (a PDF's end, a ZIP's directory).

Folders are walked by handles and files opened by them (``holding``): a name that becomes a link
while we look leads nowhere.

Accepted here: a writer may open the file again between the look and the claim; a claim is read
when nobody holds it open for writing, and hashed, so what is examined is what is kept.

A look costs the same however many files lie there: every name is listed, but only the first ones
of each folder (``CLOSE_LOOKS``) are examined; the others come closer as those are taken.
"""

import contextlib
import os
import re
import stat
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.adapters.folders.holding import (
    NotAFile,
    is_held_for_writing,
    opened_below,
    opened_file,
    opened_folder,
)
from pipeline.ports.disk import Disk
from pipeline.ports.folders import MARK, Drop, Ignored, Scan, Waiting

RETURN_FOLDER = "kembalikan"
#: How long a file must have stood still; on a share whose server is elsewhere, longer.
SETTLE_SECONDS = 0.1
#: A file that looks cut off is given this long to grow before it is taken as it is.
PATIENCE_SECONDS = 3.0
#: ... and so much longer where nobody can tell whether its writer still has it open.
BLIND_PATIENCE = 10
#: There, a file whose end cannot be told must have stood still this long: its writer may be slow.
BLIND_SETTLE_SECONDS = 3.0
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


@dataclass(slots=True)
class _Seen:
    signature: tuple[int, int, int, int]
    since: float  #: monotonic, when it was first seen like this
    is_plain: bool
    came: float  #: when it was put there or changed last, by the disk's own clock
    is_whole: bool = False  #: it looked whole once, which does not change while it stands still
    is_ready: bool = False  #: nothing spoke against taking it; asked again when it is taken

    def still(self) -> float:
        """For how many seconds it has stood still."""
        return time.monotonic() - self.since

    def age(self) -> float:
        """For how many seconds it has been there, before we began to look included."""
        return max(0.0, time.time() - self.came)


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder that is being walked."""

    real: str  #: through the handle of the folder it lies in
    shown: str  #: as people know it
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

    def bar(self, shown: str, owner: str, reason: str) -> None:
        """A folder that is not entered."""
        text = as_text(shown)
        self.waiting.append(
            Waiting(path=text, reason=reason, soon=False, folder=owner, needs_help=True)
        )

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
        self._top = top
        self._disk = disk
        self._real_top = top.resolve()  #: the office may keep its outboxes elsewhere
        self._folders = folders
        self._seen: dict[str, _Seen] = {}

    def scan(self, aside: Collection[str] = ()) -> Scan:
        """Look once."""
        look = _Look(aside, CLOSE_LOOKS)
        top = _Place(str(self._real_top), str(self._top), "", 0)
        with _entries(look, top) as entries:
            strangers = []
            for entry in entries:
                owner = entry.name if entry.name in self._folders else ""
                shown = f"{top.shown}/{entry.name}"
                if _is_folder(entry):
                    self._walk(look, _Place(entry.path, shown, owner, 1, is_kept=bool(owner)))
                elif owner:
                    look.bar(shown, owner, _REPLACED)
                elif entry.name != MARK:
                    strangers.append(entry)
            self._take_note(look, strangers, top)
        self._seen = look.seen
        return look.scan()

    def look_into(self, folder: str) -> Scan:
        """Look at everything in one post's outbox, however much it is."""
        look = _Look((), float("inf"))
        real, shown = self._real_top / folder, self._top / folder
        self._walk(look, _Place(str(real), str(shown), folder, 1, is_kept=True))
        self._seen |= look.seen
        return look.scan()

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

    def is_unchanged(self, drop: Drop, source: Path) -> bool:
        """Whether a drop is still what it was when it was looked at, and nobody writes it.

        Args:
            drop: As the look found it.
            source: Where it lies, through the handle of its folder.
        """
        if _signature(source.lstat()) != drop.mark:
            return False
        try:
            with opened_file(source) as descriptor:
                is_held = is_held_for_writing(descriptor)
        except NotAFile:
            return True  # goes back unopened
        except FileNotFoundError:
            return False
        except OSError:
            is_held = True
        if is_held:
            self._seen.pop(drop.path, None)
        return not is_held

    def _walk(self, look: _Look, place: _Place) -> None:
        """Everything in a folder; folders that somebody dropped are walked as well."""
        before = len(look.waiting)
        with _entries(look, place) as entries:
            self._take_note(look, entries, place)
            is_empty = not entries and len(look.waiting) == before
        if is_empty and not place.is_kept:
            self._clear_away(look, place)

    def _take_note(self, look: _Look, entries: Sequence[os.DirEntry[str]], place: _Place) -> None:
        for entry in entries:
            shown = f"{place.shown}/{entry.name}"
            returns = place.is_kept and entry.name == RETURN_FOLDER
            if place.depth < DEEPEST and _is_folder(entry):
                back = place.back or returns
                inner = _Place(entry.path, shown, place.owner, place.depth + 1, back, returns)
                if returns or not look.is_full(place):
                    self._walk(look, inner)
                else:
                    look.put_off(place)
            elif returns:
                look.bar(shown, place.owner, _REPLACED)
            elif IGNORED.fullmatch(entry.name):
                look.ignored.append(_ignored(entry, shown, place.owner))
            elif shown in look.aside or not look.is_full(place):
                self._examine(look, entry, place)
            else:
                look.put_off(place)

    def _examine(self, look: _Look, entry: os.DirEntry[str], place: _Place) -> None:
        shown = f"{place.shown}/{entry.name}"
        state = self._state(entry.path, shown, look.seen)
        if state is None:
            return
        reason = _not_ready(Path(entry.path), state, back=place.back)
        still = state.still()
        if shown not in look.aside and (not reason or still < SETTLE_SECONDS):
            look.count(place)
        if reason:
            soon = reason != _LONE_NOTE and still < SOON_SECONDS
            text = as_text(shown)
            look.waiting.append(Waiting(path=text, reason=reason, soon=soon, folder=place.owner))
            return
        drop = Drop(
            path=shown,
            name=entry.name,
            folder=place.owner,
            back=place.back,
            mark=state.signature,
            age_seconds=state.age(),
        )
        look.ready.append(drop)

    def _clear_away(self, look: _Look, place: _Place) -> None:
        """Remove a dropped folder, but not one that is about to be filled."""
        state = self._state(place.real, place.shown, look.seen)
        if state and state.still() >= EMPTY_FOLDER_SECONDS:
            # somebody put something in, or still holds it: the next look decides again
            with contextlib.suppress(OSError):
                self._disk.remove_folder(place.real)

    def _state(self, real: str, shown: str, seen: dict[str, _Seen]) -> _Seen | None:
        """How long an entry has stood still; None when it is gone."""
        try:
            found = os.lstat(real)
        except FileNotFoundError:
            return None
        signature = _signature(found)
        before = self._seen.get(shown)
        if before is None or before.signature != signature:
            before = _Seen(signature, time.monotonic(), _is_plain(found), found.st_ctime)
        seen[shown] = before
        return before


@contextlib.contextmanager
def _entries(look: _Look, place: _Place) -> Iterator[Sequence[os.DirEntry[str]]]:
    """What a folder holds, by name; its handle stays open while they are looked at."""
    with contextlib.ExitStack() as handles:
        found: list[os.DirEntry[str]] = []
        try:
            folder = handles.enter_context(opened_folder(Path(place.real)))
            with os.scandir(folder) as entries:
                found = sorted(entries, key=_name)
        except (FileNotFoundError, NotADirectoryError):
            pass
        except PermissionError:
            look.bar(place.shown, place.owner, _UNREADABLE)
        yield found


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except FileNotFoundError:
        return False


def _ignored(entry: os.DirEntry[str], shown: str, owner: str) -> Ignored:
    try:
        changed = entry.stat(follow_symlinks=False).st_ctime
    except FileNotFoundError:
        changed = time.time()
    age = max(0.0, time.time() - changed)
    return Ignored(path=as_text(shown), age_seconds=age, folder=owner)


def _signature(found: os.stat_result) -> tuple[int, int, int, int]:
    """What changes with every write, also of a writer who sets the file's time back."""
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def as_text(name: str) -> str:
    """A name as text that can be written anywhere; bytes that are no text become marks."""
    return os.fsencode(name).decode("utf-8", "replace")


def _not_ready(path: Path, state: _Seen, *, back: bool) -> str:
    """Why a file is not taken for now; empty when it is ready."""
    if not state.is_plain or state.is_ready:
        return ""  # a link, device or pipe is claimed at once and sent back unopened
    try:
        with opened_file(path) as descriptor:
            reason = _unfinished(descriptor, state)
    except NotAFile:
        return ""
    except PermissionError:
        return _CLOSED_FILE
    except OSError:
        return _BEING_WRITTEN
    if not reason and back:
        reason = _lacks_companion(path, state.still())
    state.is_ready = not reason
    return reason


def _unfinished(descriptor: int, state: _Seen) -> str:
    """What a file's state says against taking it: a writer, or a missing end."""
    still = state.still()
    is_held = is_held_for_writing(descriptor)
    if is_held or still < SETTLE_SECONDS:
        return _BEING_WRITTEN
    if not state.is_whole:
        whole = _looks_whole(descriptor)
        is_quiet = is_held is not None or still >= BLIND_SETTLE_SECONDS
        state.is_whole = is_quiet if whole is None else whole
    patience = PATIENCE_SECONDS * (BLIND_PATIENCE if is_held is None else 1)
    return "" if state.is_whole or still >= patience else "belum lengkap"


def _lacks_companion(path: Path, still: float) -> str:
    """What a returned paper, or the note to one, waits for."""
    if path.suffix.lower() == ".txt" and still < LONE_NOTE_SECONDS:
        return _LONE_NOTE
    return "menunggu catatan pengembalian" if still < NOTE_SECONDS else ""


def is_plain_file(path: Path) -> bool:
    """Whether this is a regular file with one name; nothing is followed."""
    try:
        return _is_plain(path.lstat())
    except FileNotFoundError:
        return False


def _is_plain(found: os.stat_result) -> bool:
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1


def _looks_whole(descriptor: int) -> bool | None:
    """Whether a PDF has its end and a ZIP its directory; None for kinds that cannot be told.

    What begins with nothing but zeros was given its size before its content.
    """
    size = os.fstat(descriptor).st_size
    start = os.pread(descriptor, 8, 0)
    tail = os.pread(descriptor, _TAIL, max(0, size - _TAIL))
    if start.startswith(b"%PDF-"):
        return b"%%EOF" in tail[-2048:]
    if start.startswith(b"PK\x03\x04"):
        return b"PK\x05\x06" in tail
    return None if any(start) else False

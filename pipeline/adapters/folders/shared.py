"""``Folders`` on a local disk or a mounted share: claims, record, inboxes, board.

At any instant each dropped byte sequence is in exactly one of: outbox, claimed, returned,
recorded. The claim is one rename; the record is written before anything is decided; a claim goes
away only after the decision about it is committed, and not before what it holds by then is in the
record. Folders and files are reached by handles (``holding``), so that no link is ever followed.
"""

import contextlib
import hashlib
import json
import os
import time
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.folders.holding import (
    NotAFile,
    own_folder,
    read_dropped,
    read_within,
)
from pipeline.adapters.folders.leftovers import half_written
from pipeline.adapters.folders.marks import Marks
from pipeline.adapters.folders.names import fitting, free_name
from pipeline.adapters.folders.outbox import (
    IGNORED,
    RETURN_FOLDER,
    Outboxes,
    as_text,
    is_plain_file,
)
from pipeline.adapters.folders.slips import SLIP, TRIAL, read_note, read_trial, slip_of
from pipeline.adapters.folders.twins import Twins
from pipeline.errors import Finding, NotYet, Tampered
from pipeline.ports.disk import PARTIAL, Disk
from pipeline.ports.folders import Claim, Drop, Scan, Trial

_BOARD = "PAPAN STATUS.html"
#: What lies in a claim's folder beside its slips: the file, its note, their names in an inbox.
_FILE, _NOTE = "file", "note"
_RETURNED, _NOTE_RETURNED = "returned", "note-returned"
#: So often somebody may take a name before us until something must be wrong with the inbox.
_MOST_RACES = 100
#: Half a file in an outbox is of ``paraf sign`` on any machine; this old, it was broken off.
_LEFT_SECONDS = 3600.0
#: Nothing that Paraf issued or accepted is larger; more is not read out of an inbox or a claim.
_LARGEST = 200_000_000


class SharedFolders:
    """The folders of one office."""

    def __init__(
        self,
        root: Path,
        folders: frozenset[str],
        disk: Disk | None = None,
        marks: Marks | None = None,
    ) -> None:
        self._root = root
        self._folders = folders
        self._disk = disk or LocalDisk()
        self._marks = marks
        self._private = root / ".paraf"
        self._claimed = self._private / "claimed"
        self._objects = self._private / "objects"
        self._taken = self._private / "taken"  #: on their way out of an inbox
        with _trouble("the office's folders cannot be made"):
            for private in (self._claimed, self._objects, self._taken):
                self._disk.make_folder(str(private))
            if not self.away():
                self._make_posts_folders()
        self._outboxes = Outboxes(root / "outbox", folders, self._disk)
        #: An office may keep these elsewhere; what they are is settled here, once.
        self._real_private = self._private.resolve()
        self._real_inboxes = (root / "inbox").resolve()
        self._twins = Twins()
        self._read: dict[str, list[int]] = {}  #: what a claim's file was when it was read

    def _make_posts_folders(self) -> None:
        for folder in self._folders:
            self._disk.make_folder(str(self._root / "inbox" / folder))
            self._disk.make_folder(str(self._root / "outbox" / folder / RETURN_FOLDER))

    def away(self) -> tuple[str, ...]:
        """The folders that are not mounted now; nothing may be done until they are."""
        private = () if self._objects.is_dir() else (self._private.name,)
        return private + (self._marks.away() if self._marks else ())

    def sweep(self) -> int:
        """Remove what a crash left half written; only for whoever holds the office's lock.

        A crash may also have come between a name and the sync of its folder. What is about to
        be built upon, the claims and the folders of the record, is synced here once. Returns
        how many files were removed.
        """
        swept = 0
        with _trouble("leftovers cannot be swept"):
            self._make_posts_folders()
            for place in (self._root, *(self._root / "inbox").iterdir()):
                for path in place.glob(f"{PARTIAL}*.part"):
                    self._disk.remove(str(path))
                    swept += 1
            for path in half_written(self._private, record=self._objects):
                self._disk.remove(str(path))
                swept += 1
            for path in self._taken.iterdir():
                self._remove_kept(path)
            for path in (self._root / "outbox").rglob(f"{PARTIAL}*.part"):
                if time.time() - path.lstat().st_mtime > _LEFT_SECONDS:
                    self._disk.remove(str(path))
                    swept += 1
            for folder in (self._private, self._claimed, *self._claimed.iterdir(), self._objects):
                self._disk.sync_folder(str(folder))
        return swept

    # -- outboxes and claims -----------------------------------------------------------------

    def scan(self, aside: Collection[str] = ()) -> Scan:
        """Look at every outbox; the authority on what was dropped."""
        with _trouble("the outboxes cannot be read"):
            return self._outboxes.scan(aside)

    def look_into(self, folder: str) -> Scan:
        """Look closely at everything in one post's outbox."""
        with _trouble("an outbox cannot be read"):
            return self._outboxes.look_into(folder)

    def claim(self, drop: Drop, at: datetime) -> Claim | None:
        """Take a drop; None when it is gone or became something else meanwhile."""
        with _trouble("a file cannot be claimed"), self._claims_folder() as claimed:
            home = claimed / uuid.uuid4().hex
            try:
                # gone again, or below a folder that is none any more; what we hold, we hold
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    self._take(drop, home, at)
            except OSError:
                with contextlib.suppress(OSError):
                    self._read_claim(home)  # sweeps away what was made in vain
                raise
            return self._read_claim(home)

    def _take(self, drop: Drop, home: Path, at: datetime) -> None:
        with self._outboxes.place_of(drop.path) as place:
            source = place / drop.name
            if not self._outboxes.is_unchanged(drop, source):
                return
            facts = self._described(drop, source, at) | {"claim": home.name}
            self._disk.make_folder(str(home))
            self._disk.write(str(home / SLIP), json.dumps(facts).encode())
            self._disk.take(str(source), str(home / _FILE))

    def _claims_folder(self) -> AbstractContextManager[Path]:
        return own_folder(self._real_private, "claimed")

    def _inbox(self, folder: str) -> AbstractContextManager[Path]:
        return own_folder(self._real_inboxes, folder)

    def look(self, drop: Drop, limit: int) -> bytes:
        """The bytes of a drop that stays where it is."""
        with _trouble("a dropped file cannot be read"):
            try:
                with self._outboxes.place_of(drop.path) as place:
                    return read_dropped(place / drop.name, limit)
            except (FileNotFoundError, NotADirectoryError):
                raise NotYet(f"{drop.name!r} is gone") from None

    def _described(self, drop: Drop, source: Path, at: datetime) -> dict[str, Any]:
        """What is written down about a drop before it is taken."""
        note = self._returned_with(source) if drop.back else None
        return {
            "folder": drop.folder,
            "name": drop.name,
            "back": drop.back,
            "note": read_note(note),
            "note_path": str(Path(drop.path).with_name(note.name)) if note else "",
            "at": at.isoformat(),
            "source": drop.path,
            "identity": _identity(source),
            "note_identity": _identity(note) if note else [],
        }

    def _returned_with(self, paper: Path) -> Path | None:
        """The text dropped together with a returned paper: its namesake, or the only one."""
        if paper.suffix.lower() == ".txt":
            return None
        texts = [
            path
            for path in paper.parent.iterdir()
            if path.suffix.lower() == ".txt"
            and not IGNORED.fullmatch(path.name)
            and is_plain_file(path)
        ]
        named = [path for path in texts if path.stem in (paper.stem, paper.name)]
        if named or len(texts) == 1:
            return (named or texts)[0]
        return None

    def claims(self) -> Sequence[Claim]:
        """What is in our keeping, oldest first; finds what a crash left."""
        with _trouble("the claimed files cannot be read"), self._claims_folder() as claimed:
            found = [each for each in map(self._read_claim, list(claimed.iterdir())) if each]
        return sorted(found, key=lambda each: each.taken_at)

    def kept(self) -> Sequence[Claim]:
        """What is in our keeping, as it stands; for those who do not hold the office's lock."""
        found = []
        with _trouble("the claimed files cannot be read"), self._claims_folder() as claimed:
            for home in sorted(claimed.iterdir()):
                with contextlib.suppress(FileNotFoundError):  # the daemon was quicker
                    (home / _FILE).lstat()
                    found.append(self._claim_of(home, slip_of(home)))
        return found

    def _claim_of(self, home: Path, facts: Mapping[str, Any]) -> Claim:
        return Claim(
            id=home.name,
            folder=facts["folder"],
            name=as_text(facts["name"]),
            back=facts["back"],
            note=facts["note"],
            path=str(self._claimed / home.name / _FILE),
            taken_at=datetime.fromisoformat(facts["at"]),
            trial=read_trial(home),
        )

    def _read_claim(self, home: Path) -> Claim | None:
        """A claim from its folder; one that never got its file is swept away.

        What a crash left undone is done: a note behind in the outbox is fetched, a file that is
        there under both names, or was copied from another device, leaves its first place.
        """
        if not os.path.lexists(home / _FILE):
            if not os.path.lexists(home / _RETURNED):
                self._disk.remove_tree(str(home))
            return None
        facts = slip_of(home)
        self._let_go(facts["source"], facts["identity"])
        self._take_note(home, facts)
        return self._claim_of(home, facts)

    def _let_go(self, path: str, identity: Sequence[int]) -> None:
        """Take away the first place of what we hold, if it is still the same file."""
        if not path:
            return
        gone = (FileNotFoundError, NotADirectoryError, ValueError)
        with contextlib.suppress(*gone), self._outboxes.place_of(path) as place:
            entry = place / Path(path).name
            if _identity(entry) == identity:
                self._disk.remove(str(entry))

    def _take_note(self, home: Path, facts: Mapping[str, Any]) -> None:
        """Move a returned paper's note beside the claimed paper, if it is still the one we read."""
        path = facts["note_path"]
        if os.path.lexists(home / _NOTE):
            self._let_go(path, facts["note_identity"])
            return
        if not path or os.path.lexists(home / _NOTE_RETURNED):
            return
        gone = (FileNotFoundError, FileExistsError, NotADirectoryError)
        with contextlib.suppress(*gone), self._outboxes.place_of(path) as place:
            note = place / Path(path).name
            if is_plain_file(note) and read_note(note) == facts["note"]:
                self._disk.take(str(note), str(home / _NOTE))

    def read(self, claim_id: str, limit: int) -> bytes:
        """The bytes of a claim's file, read once and whole."""
        with _trouble("a claimed file cannot be read"), self._claims_folder() as claimed:
            file = claimed / claim_id / _FILE
            before = _stamp(file)
            data = read_dropped(file, limit)
            if before and before == _stamp(file):
                self._read[claim_id] = before
            return data

    def note_trial(self, claim_id: str, trial: Trial) -> None:
        """Write down beside a claim how the attempts go, durably."""
        facts = asdict(trial) | {"since": trial.since.isoformat() if trial.since else ""}
        with _trouble("an attempt cannot be noted"), self._claims_folder() as claimed:
            self._disk.write(str(claimed / claim_id / TRIAL), json.dumps(facts).encode())

    def release(self, claim_id: str) -> None:
        """Let go of a claim. Nothing happens if it is gone.

        Who held the file open may have written into it since it was read: what it holds now goes
        into the record first. The file goes before the rest: a claim without one is no claim,
        should a crash leave the rest.
        """
        with _trouble("a claimed file cannot be released"), self._claims_folder() as claimed:
            home = claimed / claim_id
            if _stamp(home / _FILE) != self._read.pop(claim_id, None):
                self._keep_file(home / _FILE)
            self._keep_file(home / _NOTE)
            self._disk.remove_tree(str(home), first=(_FILE,))

    def _keep_file(self, path: Path) -> None:
        """Put a file of a person's into the record as it is now, if it is one."""
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, NotAFile):
            data = read_within(path, _LARGEST)
            if data is None:
                raise NotYet("what is to be let go is too large to be kept")
            if data:
                self.keep(data)

    # -- the record --------------------------------------------------------------------------

    def keep(self, data: bytes) -> str:
        """Put bytes into the record, durably, and return their SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = Path(self.object_path(sha256))
        with _trouble("bytes cannot be recorded"):
            self._disk.make_folder(str(path.parent))
            if _holds(path, data):
                self._disk.sync_folder(str(path.parent))  # a crash may have come before that
            else:
                self._disk.write(str(path), data, beside=str(self._objects))
            self._disk.sync_folder(str(self._objects))
        return sha256

    def object(self, sha256: str) -> bytes:
        """Bytes of the record; Tampered when they are missing or changed."""
        try:
            data = Path(self.object_path(sha256)).read_bytes()
        except FileNotFoundError:
            raise Tampered(Finding("B20", {"sha256": sha256})) from None
        except OSError as error:
            raise NotYet(f"the record cannot be read: {error}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Tampered(Finding("B21", {"sha256": sha256}))
        return data

    def object_path(self, sha256: str) -> str:
        """Where bytes of the record lie."""
        return str(self._objects / sha256[:2] / sha256)

    # -- inboxes -----------------------------------------------------------------------------

    def deliver(self, folder: str, name: str, data: bytes) -> str:
        """Put a file into an inbox under that name, or a numbered one if it is taken."""
        with _trouble("an inbox cannot be written"), self._inbox(folder) as place:
            for _ in range(_MOST_RACES):
                last, free = self._free_name(folder, place, name)
                for taken in dict.fromkeys((fitting(name), last)):
                    if taken and _holds(place / taken, data):
                        self._disk.sync_folder(str(place))  # it may be of a try that broke off
                        return taken
                with contextlib.suppress(FileExistsError):  # somebody took the name: find another
                    self._disk.write_new(str(place / free), data)
                    self._twins.added(folder, place, free)
                    return free
        raise NotYet(f"no free name for {name!r} in the inbox of {folder}")

    def _free_name(self, folder: str, place: Path, name: str) -> tuple[str, str]:
        """The last name in use before a free one, and the free one, which hides nothing there."""

        def is_taken(candidate: str) -> bool:
            there = os.path.lexists(place / candidate)
            return there or self._twins.hides(folder, place, candidate)

        return free_name(name, is_taken)

    def send_back(self, claim_id: str, folder: str) -> str | None:
        """Move a claim's file, unchanged, into an inbox; its name there, None if it is gone.

        The name is written down before the move, so that a crash in between forgets nothing; the
        claim stays until it is released. The note that came with a paper goes back with it.
        """
        with (
            _trouble("a file cannot be returned"),
            self._claims_folder() as claimed,
            self._inbox(folder) as inbox,
        ):
            home = claimed / claim_id
            name = self._move_back(home, (_FILE, _RETURNED), folder, inbox)
            if name is not None:
                self._move_back(home, (_NOTE, _NOTE_RETURNED), folder, inbox)
            return name if name is None else as_text(name)

    def _move_back(
        self, home: Path, names: tuple[str, str], folder: str, inbox: Path
    ) -> str | None:
        """Move one file of a claim into an inbox; its name there, None if there is none."""
        file, chosen = (home / name for name in names)
        before = os.fsdecode(chosen.read_bytes()) if chosen.exists() else None
        if before is not None and self._has_arrived(file, inbox / before):
            return before
        if not os.path.lexists(file):
            return None
        slip = slip_of(home)
        name = slip["name"] if file.name == _FILE else Path(slip["note_path"]).name
        for _ in range(_MOST_RACES):
            _, free = self._free_name(folder, inbox, name or "catatan.txt")
            self._disk.write(str(chosen), os.fsencode(free))
            with contextlib.suppress(FileExistsError):  # somebody took the name: find another
                self._disk.take(str(file), str(inbox / free))
                self._twins.added(folder, inbox, free)
                return free
        raise NotYet(f"no free name for {name!r} in the inbox of {folder}")

    def _has_arrived(self, file: Path, place: Path) -> bool:
        """Whether a returned file is where an earlier try wanted it; finishes a broken copy."""
        if not os.path.lexists(file):
            self._disk.sync_folder(str(place.parent))
            return True
        if not (_is_one_file(file, place) or _is_copy(file, place)):
            return False
        self._disk.remove(str(file))
        return True

    def inbox(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of the regular files in an inbox."""
        with _trouble("an inbox cannot be read"), self._inbox(folder) as place:
            for path in sorted(place.iterdir()):
                if path.name.startswith(PARTIAL):
                    continue
                with contextlib.suppress(NotAFile, FileNotFoundError):
                    data = read_within(path, _LARGEST)
                    if data is not None:
                        yield path.name, data

    def take_out(self, folder: str, name: str) -> None:
        """Remove a file from an inbox, putting what it holds by then into the record.

        Somebody may save it at this very moment: it is moved away first, then kept, then removed.
        """
        with _trouble("an inbox cannot be written"), self._inbox(folder) as place:
            moved = self._taken / uuid.uuid4().hex
            with contextlib.suppress(FileNotFoundError):
                self._disk.take(str(place / name), str(moved))
            self._twins.removed(folder, place, name)
            self._remove_kept(moved)

    def _remove_kept(self, path: Path) -> None:
        self._keep_file(path)
        self._disk.remove(str(path))

    def publish_board(self, html: str) -> None:
        """Replace the status board."""
        if not self._objects.is_dir():
            raise NotYet(f"{self._private} is away; nothing is written beside it")
        with _trouble("the board cannot be written"):
            self._disk.write(str(self._root / _BOARD), html.encode("utf-8", "replace"))


@contextlib.contextmanager
def _trouble(what: str) -> Iterator[None]:
    """Say what could not be done when the file system refuses; trying again later may work."""
    try:
        yield
    except OSError as error:
        raise NotYet(f"{what}: {error}") from error


def _identity(path: Path) -> list[int]:
    """What tells a file that stayed as it was, as JSON gives it back."""
    found = path.lstat()
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def _stamp(path: Path) -> list[int]:
    """What tells whether a file is still as it was; empty when there is none."""
    try:
        return _identity(path)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_one_file(one: Path, other: Path) -> bool:
    """Whether two names are of one file: a move by link and unlink broke off in between."""
    try:
        return os.path.samestat(one.lstat(), other.lstat())
    except FileNotFoundError:
        return False


def _is_copy(one: Path, other: Path) -> bool:
    """Whether two files hold the same bytes."""
    try:
        data = read_within(one, _LARGEST)
    except NotAFile:
        return False
    return data is not None and _holds(other, data)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a plain file with these bytes stands there."""
    try:
        return read_within(path, len(data)) == data
    except (NotAFile, FileNotFoundError):
        return False

"""``Folders`` on a local disk or a mounted share: claims, record, inboxes, board.

At any instant each dropped byte sequence is in exactly one of: outbox, claimed, returned,
recorded. The claim is one rename; the record is written before anything is decided; a claim goes
away only after the decision about it is committed.
"""

import codecs
import contextlib
import hashlib
import json
import os
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.folders.outbox import (
    IGNORED,
    RETURN_FOLDER,
    Outboxes,
    as_text,
    is_plain_file,
)
from pipeline.errors import Finding, NotYet, Tampered
from pipeline.ports.disk import PARTIAL, Disk
from pipeline.ports.folders import Claim, Drop, Scan, Trial

_BOARD = "PAPAN STATUS.html"
#: What lies in a claim's folder: the file, what is known of it, its note, its name in an inbox, how
#: the attempts to deal with it went.
_FILE, _SLIP, _NOTE, _RETURNED, _TRIAL = "file", "claim.json", "note", "returned", "trial.json"
_NOTE_BYTES = 20_000
_NAME_BYTES = 255
#: So many letters at the end of a name that is too long are kept: `` (99).pdf - ALASAN.txt``.
_TAIL_LETTERS = 30


class SharedFolders:
    """The folders of one office."""

    def __init__(self, root: Path, folders: frozenset[str], disk: Disk | None = None) -> None:
        self._root = root
        self._disk = disk or LocalDisk()
        self._private = root / ".paraf"
        self._claimed = self._private / "claimed"
        self._objects = self._private / "objects"
        with _trouble("the office's folders cannot be made"):
            for private in (self._claimed, self._objects):
                self._disk.make_folder(str(private))
            for folder in folders:
                self._disk.make_folder(str(root / "inbox" / folder))
                self._disk.make_folder(str(root / "outbox" / folder / RETURN_FOLDER))
        self._outboxes = Outboxes(root / "outbox", folders, self._disk)

    def sweep(self) -> None:
        """Remove what a crash left half written; only for whoever holds the office's lock.

        A crash may also have come between a name and the sync of its folder. What is about to
        be built upon, the claims and the folders of the record, is synced here once.
        """
        with _trouble("leftovers cannot be swept"):
            for place in (self._root, *(self._root / "inbox").iterdir()):
                for path in place.glob(f"{PARTIAL}*.part"):
                    self._disk.remove(str(path))
            for path in self._private.rglob(f"{PARTIAL}*.part"):
                self._disk.remove(str(path))
            for folder in (self._private, self._claimed, *self._claimed.iterdir(), self._objects):
                self._disk.sync_folder(str(folder))

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
        source = Path(drop.path)
        if not self._outboxes.is_unchanged(drop):
            return None
        home = self._claimed / uuid.uuid4().hex
        with _trouble("a file cannot be claimed"):
            with contextlib.suppress(FileNotFoundError):  # gone again; what we hold, we hold
                facts = self._described(drop, source, at)
                self._disk.make_folder(str(home))
                self._disk.write(str(home / _SLIP), json.dumps(facts).encode())
                self._disk.take(str(source), str(home / _FILE))
            return self._read_claim(home)

    def _described(self, drop: Drop, source: Path, at: datetime) -> dict[str, Any]:
        """What is written down about a claim before it is taken."""
        note = self._returned_with(source) if drop.back else None
        return {
            "folder": drop.folder,
            "name": drop.name,
            "back": drop.back,
            "note": _read_note(note),
            "note_path": str(note) if note else "",
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
        with _trouble("the claimed files cannot be read"):
            homes = list(self._claimed.iterdir())
            found = [each for each in map(self._read_claim, homes) if each]
        return sorted(found, key=lambda each: each.taken_at)

    def kept(self) -> Sequence[Claim]:
        """What is in our keeping, as it stands; for those who do not hold the office's lock."""
        found = []
        with _trouble("the claimed files cannot be read"):
            for home in sorted(self._claimed.iterdir()):
                with contextlib.suppress(FileNotFoundError):  # the daemon was quicker
                    (home / _FILE).lstat()
                    found.append(_claim_of(home, _slip(home)))
        return found

    def _read_claim(self, home: Path) -> Claim | None:
        """A claim from its folder; one that never got its file is swept away.

        What a crash left undone is done: a note behind in the outbox is fetched, a file that is
        there under both names, or was copied from another device, leaves its first place.
        """
        if not os.path.lexists(home / _FILE):
            if not os.path.lexists(home / _RETURNED):
                self._disk.remove_tree(str(home))
            return None
        facts = _slip(home)
        self._let_go(Path(facts["source"]), facts["identity"])
        self._take_note(home, facts)
        return _claim_of(home, facts)

    def _let_go(self, place: Path, identity: Sequence[int]) -> None:
        """Take away the first place of what we hold, if it is still the same file."""
        if os.path.lexists(place) and _identity(place) == identity:
            self._disk.remove(str(place))

    def _take_note(self, home: Path, facts: Mapping[str, Any]) -> None:
        """Move a returned paper's note beside the claimed paper, if it is still the one we read."""
        note = Path(facts["note_path"] or home / _NOTE)
        if os.path.lexists(home / _NOTE):
            self._let_go(note, facts["note_identity"])
            return
        if not is_plain_file(note) or _read_note(note) != facts["note"]:
            return
        with contextlib.suppress(FileNotFoundError, FileExistsError):
            self._disk.take(str(note), str(home / _NOTE))

    def note_trial(self, claim_id: str, trial: Trial) -> None:
        """Write down beside a claim how the attempts go, durably."""
        facts = asdict(trial) | {"since": trial.since.isoformat() if trial.since else ""}
        with _trouble("an attempt cannot be noted"):
            self._disk.write(str(self._claimed / claim_id / _TRIAL), json.dumps(facts).encode())

    def release(self, claim_id: str) -> None:
        """Let go of a claim whose bytes are in the record. Nothing happens if it is gone.

        The file goes first: a claim without one is no claim, should a crash leave the rest.
        """
        with _trouble("a claimed file cannot be released"):
            self._disk.remove_tree(str(self._claimed / claim_id), first=(_FILE,))

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
                self._disk.write(str(path), data)
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
        with _trouble("an inbox cannot be written"):
            inbox = self._root / "inbox" / folder
            while True:
                last, free = _free_name(inbox, name)
                for taken in dict.fromkeys((_fitting(name), last)):
                    if taken and _holds(inbox / taken, data):
                        self._disk.sync_folder(str(inbox))  # it may be of a try that broke off
                        return taken
                with contextlib.suppress(FileExistsError):  # somebody took the name: find another
                    self._disk.write_new(str(inbox / free), data)
                    return free

    def send_back(self, claim_id: str, folder: str) -> str | None:
        """Move a claim's file, unchanged, into an inbox; its name there, None if it is gone.

        The name is written down before the move, so that a crash in between forgets nothing; the
        claim stays until it is released.
        """
        home, inbox = self._claimed / claim_id, self._root / "inbox" / folder
        chosen = home / _RETURNED
        with _trouble("a file cannot be returned"):
            before = os.fsdecode(chosen.read_bytes()) if chosen.exists() else None
            if before is not None and self._has_arrived(home / _FILE, inbox / before):
                return as_text(before)
            if not os.path.lexists(home / _FILE):
                return None
            name = _slip(home)["name"]
            while True:
                _, free = _free_name(inbox, name)
                self._disk.write(str(chosen), os.fsencode(free))
                with contextlib.suppress(FileExistsError):  # somebody took the name: find another
                    self._disk.take(str(home / _FILE), str(inbox / free))
                    return as_text(free)

    def _has_arrived(self, file: Path, place: Path) -> bool:
        """Whether a returned file is where an earlier try wanted it; finishes a broken copy."""
        if not os.path.lexists(file):
            self._disk.sync_folder(str(place.parent))
            return True
        if is_plain_file(file) and _holds(place, file.read_bytes()):
            self._disk.remove(str(file))
            return True
        return False

    def inbox(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of the regular files in an inbox."""
        top = self._root / "inbox" / folder
        with _trouble("an inbox cannot be read"):
            for path in sorted(top.iterdir()):
                if not path.name.startswith(PARTIAL) and is_plain_file(path):
                    yield path.name, path.read_bytes()

    def take_out(self, folder: str, name: str) -> None:
        """Remove a file from an inbox; its bytes must be in the record."""
        path = self._root / "inbox" / folder / name
        with _trouble("an inbox cannot be written"):
            self._disk.remove(str(path))

    def publish_board(self, html: str) -> None:
        """Replace the status board."""
        with _trouble("the board cannot be written"):
            self._disk.write(str(self._root / _BOARD), html.encode("utf-8", "replace"))


@contextlib.contextmanager
def _trouble(what: str) -> Iterator[None]:
    """Say what could not be done when the file system refuses; trying again later may work."""
    try:
        yield
    except OSError as error:
        raise NotYet(f"{what}: {error}") from error


def _free_name(inbox: Path, name: str) -> tuple[str, str]:
    """The last name in use before a free one, empty if none is, and that free name.

    The name itself, else ``name (2)`` and so on before its ending. A free number is found by
    doubling and halving, so that the thousandth file of one name costs no more than the tenth; of
    numbers that were freed in between it may take any.
    """

    def numbered(number: int) -> str:
        stem, dot, ending = name.rpartition(".")
        if number == 1:
            return _fitting(name)
        return _fitting(f"{stem} ({number}).{ending}" if dot else f"{name} ({number})")

    def is_taken(number: int) -> bool:
        return os.path.lexists(inbox / numbered(number))

    taken, free = 0, 1
    while is_taken(free):
        taken, free = free, 2 * free
    while free - taken > 1:
        middle = (taken + free) // 2
        taken, free = (middle, free) if is_taken(middle) else (taken, middle)
    return numbered(taken) if taken else "", numbered(free)


def _holds(path: Path, data: bytes) -> bool:
    """Whether exactly these bytes lie there already."""
    try:
        found = path.lstat()
        return is_plain_file(path) and found.st_size == len(data) and path.read_bytes() == data
    except FileNotFoundError:
        return False


def _fitting(name: str) -> str:
    """A name that the file system takes: what is too much is left out before its last part."""
    if len(os.fsencode(name)) <= _NAME_BYTES:
        return name
    head, tail = name[:-_TAIL_LETTERS], "…" + name[-_TAIL_LETTERS:]
    while len(os.fsencode(head + tail)) > _NAME_BYTES:
        head = head[:-1]
    return head + tail


def _slip(home: Path) -> dict[str, Any]:
    """What was written down about a claim; a file whose slip is spoiled belongs to nobody."""
    unknown = {
        "folder": "",
        "name": "berkas tanpa nama",
        "back": False,
        "note": "",
        "note_path": "",
        "at": datetime.fromtimestamp((home / _FILE).lstat().st_mtime, UTC).isoformat(),
        "source": "",
        "identity": [],
        "note_identity": [],
    }
    try:
        known: dict[str, Any] = unknown | json.loads((home / _SLIP).read_bytes())
    except (FileNotFoundError, ValueError, TypeError):
        return unknown
    return known


def _claim_of(home: Path, facts: Mapping[str, Any]) -> Claim:
    return Claim(
        id=home.name,
        folder=facts["folder"],
        name=as_text(facts["name"]),
        back=facts["back"],
        note=facts["note"],
        path=str(home / _FILE),
        taken_at=datetime.fromisoformat(facts["at"]),
        trial=_read_trial(home),
    )


def _read_trial(home: Path) -> Trial | None:
    try:
        facts = json.loads((home / _TRIAL).read_bytes())
        since = facts.pop("since")
        return Trial(**facts, since=datetime.fromisoformat(since) if since else None)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def _identity(path: Path) -> list[int]:
    """What tells a file that stayed as it was, as JSON gives it back."""
    found = path.lstat()
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def _read_note(path: Path | None) -> str:
    """The text of a note in whatever encoding Notepad chose; cut at a sane length.

    Without a mark at the beginning almost anything reads as UTF-16, so it needs one.
    """
    if path is None:
        return ""
    try:
        raw = path.read_bytes()[:_NOTE_BYTES]
    except OSError:
        return ""
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252", "latin-1"):
        with contextlib.suppress(UnicodeDecodeError):
            return " ".join(raw.decode(encoding).split())[:1000]
    return ""

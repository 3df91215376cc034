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
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.adapters.disk import PARTIAL, LocalDisk, rename_new, sync_folder
from pipeline.adapters.folders.outbox import (
    IGNORED,
    RETURN_FOLDER,
    Outboxes,
    as_text,
    is_plain_file,
)
from pipeline.errors import Finding, NotYet, Tampered
from pipeline.ports.folders import Claim, Drop, Scan

_BOARD = "PAPAN STATUS.html"
_NOTE_BYTES = 20_000
_NAME_BYTES = 255
#: So many letters at the end of a name that is too long are kept: `` (99).pdf - ALASAN.txt``.
_TAIL_LETTERS = 30


class SharedFolders:
    """The folders of one office."""

    def __init__(self, root: Path, folders: frozenset[str]) -> None:
        self._root = root
        self._disk = LocalDisk()
        self._private = root / ".paraf"
        self._claimed = self._private / "claimed"
        self._objects = self._private / "objects"
        with _trouble("the office's folders cannot be made"):
            for private in (self._claimed, self._objects):
                private.mkdir(parents=True, exist_ok=True)
            for folder in folders:
                (root / "inbox" / folder).mkdir(parents=True, exist_ok=True)
                (root / "outbox" / folder / RETURN_FOLDER).mkdir(parents=True, exist_ok=True)
        self._outboxes = Outboxes(root / "outbox", folders)

    def sweep(self) -> None:
        """Remove what a crash left half written; only for whoever holds the office's lock."""
        with _trouble("leftovers cannot be swept"):
            for place in (self._root, *(self._root / "inbox").iterdir()):
                for path in place.glob(f"{PARTIAL}*.part"):
                    path.unlink(missing_ok=True)
            for path in self._private.rglob(f"{PARTIAL}*.part"):
                path.unlink(missing_ok=True)

    # -- outboxes and claims -----------------------------------------------------------------

    def scan(self) -> Scan:
        """Look at every outbox; the authority on what was dropped."""
        with _trouble("the outboxes cannot be read"):
            return self._outboxes.scan()

    def claim(self, drop: Drop, at: datetime) -> Claim | None:
        """Take a drop; None when it is gone or became something else meanwhile."""
        source = Path(drop.path)
        home = self._claimed / uuid.uuid4().hex
        note = self._returned_with(source) if drop.back else None
        facts = {
            "folder": drop.folder,
            "name": drop.name,
            "back": drop.back,
            "note": _read_note(note),
            "note_path": str(note) if note else "",
            "at": at.isoformat(),
        }
        with _trouble("a file cannot be claimed"):
            home.mkdir()
            self._disk.write(str(home / "claim.json"), json.dumps(facts).encode())
            sync_folder(self._claimed)
            try:
                rename_new(str(source), str(home / "file"))
            except FileNotFoundError:
                shutil.rmtree(home)
                return None
            sync_folder(home)
            sync_folder(source.parent)
            _take_note(home, facts)
        return self._read_claim(home)

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

    def _read_claim(self, home: Path) -> Claim | None:
        """A claim from its folder; one that never got its file is swept away.

        A note that a crash left behind in the outbox is fetched.
        """
        file = home / "file"
        try:
            facts = json.loads((home / "claim.json").read_text("utf-8"))
            file.lstat()
        except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
            if not os.path.lexists(file) and not os.path.lexists(home / "returned"):
                shutil.rmtree(home, ignore_errors=True)
            return None
        _take_note(home, facts)
        return Claim(
            id=home.name,
            folder=facts["folder"],
            name=as_text(facts["name"]),
            back=facts["back"],
            note=facts["note"],
            path=str(file),
            taken_at=datetime.fromisoformat(facts["at"]),
        )

    def release(self, claim_id: str) -> None:
        """Let go of a claim whose bytes are in the record. Nothing happens if it is gone.

        The file goes first: a claim without one is no claim, should a crash leave the rest.
        """
        home = self._claimed / claim_id
        with _trouble("a claimed file cannot be released"):
            (home / "file").unlink(missing_ok=True)
            shutil.rmtree(home, ignore_errors=True)

    # -- the record --------------------------------------------------------------------------

    def keep(self, data: bytes) -> str:
        """Put bytes into the record, durably, and return their SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = Path(self.object_path(sha256))
        with _trouble("bytes cannot be recorded"):
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                self._disk.write(str(path), data)
                sync_folder(self._objects)
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
            for candidate in _numbered(name):
                path = self._root / "inbox" / folder / candidate
                try:
                    self._disk.write_new(str(path), data)
                except FileExistsError:
                    if is_plain_file(path) and path.read_bytes() == data:
                        return candidate
                    continue
                return candidate
        raise NotYet(f"no free name for {name!r} in the inbox of {folder}")

    def send_back(self, claim_id: str, folder: str) -> str | None:
        """Move a claim's file, unchanged, into an inbox; its name there, None if it is gone.

        The name is written down before the move, so that a crash in between forgets nothing; the
        claim stays until it is released.
        """
        home = self._claimed / claim_id
        chosen = home / "returned"
        with _trouble("a file cannot be returned"):
            if not os.path.lexists(home / "file"):
                return as_text(os.fsdecode(chosen.read_bytes())) if chosen.exists() else None
            name = json.loads((home / "claim.json").read_text("utf-8"))["name"]
            inbox = self._root / "inbox" / folder
            for candidate in _numbered(name):
                self._disk.write(str(chosen), os.fsencode(candidate))
                try:
                    rename_new(str(home / "file"), str(inbox / candidate))
                except FileExistsError:
                    continue
                sync_folder(inbox)
                return as_text(candidate)
        raise NotYet(f"no free name for {name!r} in the inbox of {folder}")

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
            path.unlink(missing_ok=True)
            sync_folder(path.parent)

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


def _numbered(name: str) -> Iterator[str]:
    """The name itself, then ``name (2)`` to ``name (99)`` before its ending; none too long."""
    yield _fitting(name)
    stem, dot, ending = name.rpartition(".")
    for number in range(2, 100):
        yield _fitting(f"{stem} ({number}).{ending}" if dot else f"{name} ({number})")


def _fitting(name: str) -> str:
    """A name that the file system takes: what is too much is left out before its last part."""
    if len(os.fsencode(name)) <= _NAME_BYTES:
        return name
    head, tail = name[:-_TAIL_LETTERS], "…" + name[-_TAIL_LETTERS:]
    while len(os.fsencode(head + tail)) > _NAME_BYTES:
        head = head[:-1]
    return head + tail


def _take_note(home: Path, facts: Mapping[str, Any]) -> None:
    """Move a returned paper's note beside the claimed paper, if it is still the one we read."""
    note = Path(facts.get("note_path") or home / "note")
    if note.parent == home or not is_plain_file(note) or _read_note(note) != facts["note"]:
        return
    with contextlib.suppress(FileNotFoundError, FileExistsError):
        rename_new(str(note), str(home / "note"))


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

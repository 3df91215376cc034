"""What the office needs from the shared folders.

Terminology:
    drop: a file that people laid in an outbox and nobody has taken yet.
    claim: a drop that Paraf took into its own keeping; it is there until it is released or sent
        back, and after a crash it is found again.
    object: bytes kept by their digest; the record.

Paths of this port are plain text. All methods raise ``NotYet`` when a folder is away, full or
read-only.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

#: In each of the trays lies a file of this name with the office's number: the tray is mounted.
MARK = ".paraf.id"
#: Within an office's folder: Paraf's own, not for people.
PRIVATE = ".paraf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A file in an outbox."""

    path: str
    name: str
    folder: str  #: the post's folder, empty when it lies where no post owns the place
    back: bool  #: below ``kembalikan``
    mark: tuple[int, int, int, int] = (0, 0, 0, 0)  #: what told its state when it was looked at
    age_seconds: float = field(default=0.0, compare=False)  #: since it came, by the disk's clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file in an outbox that is not taken for now, and why (Indonesian, for the board)."""

    path: str
    reason: str
    soon: bool = True  #: whether looking again in a moment may find it ready
    folder: str = ""  #: the post's folder, as far as one owns the place
    needs_help: bool = False  #: it will not go on by itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A lock file, a partial download, a dropping of a file manager."""

    path: str
    age_seconds: float  #: since it came or changed last, by the disk's own clock
    folder: str = ""

    @property
    def is_lasting(self) -> bool:
        """Whether it has lain there for a day (design 6)."""
        return self.age_seconds >= 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """One look at all outboxes: every name is seen, the first ones of each folder closely."""

    ready: tuple[Drop, ...]
    waiting: tuple[Waiting, ...]  #: being written, or a note whose paper has not come yet
    ignored: tuple[Ignored, ...]
    queued: Mapping[str, int] = field(default_factory=dict)  #: by folder: entries behind the first


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How the attempts to deal with a claim went; written beside it, so that it outlives a crash.

    An attempt that began and never ended took the program with it: that is a strike. A claim
    without a trial, found at a start, was being examined for the first time.
    """

    is_open: bool  #: an attempt began and has not ended
    strikes: int = 0  #: attempts that ended the program
    cleared: int = 0  #: so many of them were laid to other causes by a rehearsal
    breaks: int = 0  #: attempts that ended in a bug
    tries: int = 0  #: attempts that failed for now, bugs included
    since: datetime | None = None  #: when the first of those failed
    code: str = ""  #: the kind of trouble (``T..``)
    why: str = ""  #: the last one in English


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A dropped file in Paraf's keeping."""

    id: str
    folder: str
    name: str
    back: bool
    note: str  #: the text that was dropped with a returned paper
    path: str
    taken_at: datetime
    trial: Trial | None = None  #: as far as one was written down


class Folders(Protocol):
    """Outboxes, inboxes, claims and the record of bytes."""

    def away(self) -> tuple[str, ...]:
        """The folders that are not mounted now; nothing may be done until they are."""
        ...

    def sweep(self) -> int:
        """Remove what a crash left half written; only for whoever holds the office's lock.

        Returns how many files that were.
        """
        ...

    def scan(self, aside: Collection[str] = ()) -> Scan:
        """Look at every outbox; the authority on what was dropped.

        Args:
            aside: Paths of drops that are known and left lying for now; they keep no place among
                the first of their folder.
        """
        ...

    def look_into(self, folder: str) -> Scan:
        """Look closely at everything in one post's outbox."""
        ...

    def claim(self, drop: Drop, at: datetime) -> Claim | None:
        """Take a drop; None when it is gone or became something else meanwhile."""
        ...

    def claims(self) -> Sequence[Claim]:
        """What is in our keeping, oldest first; finds what a crash left."""
        ...

    def read(self, claim_id: str, limit: int) -> bytes:
        """The bytes of a claim's file, read once; nothing is followed, nothing can block.

        Raises:
            Refused: it is no plain file (B03), empty (B02), or larger than ``limit`` bytes (B06).
            NotYet: it is held open for writing, or changed while it was read.
        """
        ...

    def look(self, drop: Drop, limit: int) -> bytes:
        """The same for a drop that stays where it is."""
        ...

    def kept(self) -> Sequence[Claim]:
        """What is in our keeping, as it stands; for those who do not hold the office's lock."""
        ...

    def note_trial(self, claim_id: str, trial: Trial) -> None:
        """Write down beside a claim how the attempts go, durably."""
        ...

    def release(self, claim_id: str) -> None:
        """Let go of a claim; what it holds by then is put into the record first.

        Nothing happens if it is gone.
        """
        ...

    def keep(self, data: bytes) -> str:
        """Put bytes into the record, durably, and return their SHA-256."""
        ...

    def object(self, sha256: str) -> bytes:
        """Bytes of the record.

        Raises:
            Tampered: they are missing or not what their digest says.
        """
        ...

    def object_path(self, sha256: str) -> str:
        """Where bytes of the record lie."""
        ...

    def deliver(self, folder: str, name: str, data: bytes) -> str:
        """Put a file into an inbox under that name, or a numbered one if it is taken.

        A name is taken, too, when a computer that knows no case or another spelling of accents
        could not tell it from one that lies there. The same bytes under the same name are left
        alone. Returns the name used.
        """
        ...

    def send_back(self, claim_id: str, folder: str) -> str | None:
        """Move a claim's file, unchanged, into an inbox; its name there, None if it is gone.

        A note that came with it goes along. Repeatable until the claim is released.
        """
        ...

    def inbox(self, folder: str) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of the regular files in an inbox."""
        ...

    def take_out(self, folder: str, name: str) -> None:
        """Remove a file from an inbox; what it holds by then is put into the record."""
        ...

    def publish_board(self, html: str) -> None:
        """Replace the status board."""
        ...

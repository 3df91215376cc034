"""What an office's lost database is built anew from, and what is built.

Terminology:
    testimony: what one berkas of the archive says by itself: its extracts of the ledger, its
        records, the certificates filed with it.
    stretch: ledger lines without a gap, each proved by its hash.
    sealed: a line that is there without its body; its hash holds all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.domain.acts import Act
from pipeline.domain.cycle import Cycle
from pipeline.domain.sop import Sop
from pipeline.ports.archive import FiledItem
from pipeline.ports.store import Binding, DocumentVersion, Enrolled, Happened, NumberRow

#: The fact that papers which wait are to be laid again where they lie nowhere.
LAY_AGAIN = "lay-again"
#: The fact of the newest rebuilding: number of its ledger line, moment, where its report lies.
REBUILT_FACT = "rebuilt"
#: Begins the fact of a PDF of ours that nobody remembers; then the digest of its first bytes.
LOST_PAPER = "lost:"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredLine:
    """One ledger line that holds by its own hash."""

    seq: int
    at: str
    cycle: str | None
    key: str
    type: str
    body: str | None  #: canonical JSON; None of a sealed line
    body_sha256: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Ledger lines without a gap: where they begin and end."""

    first: int
    previous: str  #: the hash that its first line names as the one before it
    last: int
    hash: str  #: of its last line


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A ledger line that is proved to have been."""

    where: str  #: what proves it
    seq: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """What one berkas says by itself."""

    path: str
    year: int
    classification_code: str
    number: int  #: under which it stands here
    title: str
    creator: str
    cycle: str  #: the cycle it is of
    filed_at: datetime
    version: int  #: 1, and one more for each addition
    origin: str  #: where it stood when it was filed
    manifest_sha256: str
    extracts: Mapping[str, bytes]  #: the ledger's extracts by name, first filing first
    certificates: Mapping[str, bytes]  #: DER by name; that of an issuer begins ``penerbit-``
    items: tuple[FiledItem, ...]
    digests: Mapping[str, str]  #: by name: SHA-256 of everything its manifest lists
    faults: tuple[str, ...]  #: why it cannot be relied on, as codes with paths


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """What can be read of a database, sound or not."""

    office_id: str
    is_there: bool
    is_sound: bool  #: every table agrees with a ledger whose chain holds
    lines: tuple[RecoveredLine, ...]
    certificates: tuple[Enrolled, ...]
    bindings: tuple[Binding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The ledger lines that are proved, from every source together."""

    lines: tuple[RecoveredLine, ...]
    stretches: tuple[Stretch, ...]
    happened: tuple[Happened, ...]  #: the events among the lines
    sops: Mapping[str, Sop]  #: by cycle: the definition it was opened with, where a line tells
    beginning: str  #: what this office's first line names as the hash before it
    #: berkas whose extract does not hold, or tells another history: path -> why
    faults: Mapping[str, str]
    foreign: frozenset[str]  #: those of them that are of another office

    @property
    def head(self) -> tuple[int, str]:
        """The newest line that is proved."""
        return (self.stretches[-1].last, self.stretches[-1].hash) if self.stretches else (0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Established:
    """One cycle as far as it is proved."""

    cycle: Cycle
    sop: Sop
    events: int  #: of its events that are known
    is_proved: bool  #: its state has the digest that the ledger gives it
    documents: tuple[DocumentVersion, ...] = ()
    #: what was decided and is still to be done; timers with their moment
    acts: tuple[tuple[Act, datetime], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilding:
    """Everything that is written into the new database, in one transaction."""

    office_id: str
    at: datetime
    seq: int  #: of the line that tells of the rebuilding; those before it may be unknown
    previous: str
    body: Mapping[str, object]
    lines: tuple[RecoveredLine, ...]  #: that the database does not have
    cycles: tuple[Established, ...]
    numbers: tuple[NumberRow, ...]  #: all that are known
    certificates: tuple[Enrolled, ...]
    bindings: tuple[Binding, ...]
    facts: Mapping[str, str]

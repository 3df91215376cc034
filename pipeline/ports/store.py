"""What the office remembers: cycles, the ledger, acts still to do, registers, certificates.

One transaction per event: the event is new or it is not; the decision, the state, the acts, the
numbers and the ledger line become true together or not at all.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pipeline.domain.acts import Act, Lay
from pipeline.domain.context import Decision
from pipeline.domain.cycle import Cycle
from pipeline.domain.events import BerkasReceived, Event
from pipeline.domain.sop import Sop
from pipeline.errors import Finding

#: An act that failed is tried again after this at the latest.
LONGEST_WAIT = timedelta(minutes=30)

#: Given the cycle with its SOP (None for what belongs to no cycle) and the registers, decides.
Decide = Callable[[Cycle | None, Sop | None, Mapping[str, int]], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAct:
    """An act that is committed and not done yet."""

    id: int
    cycle: str | None
    due: datetime
    act: Act
    tries: int  #: attempts that failed
    next_try: datetime
    trouble: str  #: why the last attempt failed, English; empty if none did


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event on its way into the store."""

    key: str  #: what makes it this event and no other; a second one with this key is ignored
    at: datetime
    event: Event
    cycle: str | None
    opens: Sop | None = None  #: the definition with which a new cycle is opened
    completes: int | None = None  #: the act whose performance it reports
    surroundings: str = ""  #: digest of what the decision looks at besides the cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVersion:
    """A row of the register of documents: one version's issued bytes."""

    code: str
    version: int
    cycle: str
    kind: str
    step: str
    unit: str | None
    format: str
    title: str
    sha256: str
    size: int
    head_sha256: str  #: digest of the first bytes, to find a PDF's candidates by
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """One line of the ledger as stored."""

    seq: int
    at: str
    cycle: str | None
    key: str
    type: str
    body: str  #: canonical JSON
    previous: str  #: hash of the line before
    hash: str


#: A ledger line as a berkas takes it along: the fields of ``LedgerLine`` by name; a line of another
#: matter has ``body_sha256`` in place of ``body``.
ExtractLine = dict[str, str | int | None]

#: The key of a ledger line that tells of a berkas received begins like this; its manifest's digest
#: follows, so that the same one comes in once.
RECEIVED = "received:"

#: Under this name the register keeps the authorities whose timestamps count; it is no post.
TIME_AUTHORITY = "stempel-waktu"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A certificate bound to a post for a period of time."""

    sha256: str
    post: str
    holder: str
    subject: str
    der: bytes
    issuer_der: bytes
    valid_from: datetime
    valid_to: datetime
    enrolled_at: datetime
    revoked_at: datetime | None = None
    binding: str | None = None  #: the binding that let it in; None where it was enrolled itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Certificates of one issuer that may sign for a post: those that carry a person's number."""

    id: str
    post: str
    holder: str
    ca_der: bytes
    number_seal: str
    number_ends: str  #: the number's last four digits, for people
    valid_from: datetime
    valid_to: datetime
    enrolled_at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidFile:
    """Something Paraf put into an inbox besides papers: notes and returned files."""

    post: str
    name: str
    cycle: str | None
    code: str | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """One number of a register as stored."""

    register: str
    number: int
    text: str
    code: str
    void: str  #: why it is void; empty when it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRow:
    """One cycle as stored; without ``cycle`` and ``sop`` where they cannot be read."""

    id: str
    events: int  #: how many it has seen
    state_sha256: str  #: of its state as written
    cycle: Cycle | None
    sop: Sop | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event as the ledger tells it."""

    seq: int
    at: datetime
    cycle: str | None
    key: str
    event: Event
    taken: tuple[tuple[str, int, str, str], ...]  #: register, number, text, code
    voided: tuple[tuple[str, str], ...]  #: text, reason
    surroundings: str  #: digest of what the decision looked at; empty in an older ledger
    state_sha256: str  #: of the cycle's state as written with it; empty in an older ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A rebuilding of the database as the ledger tells it."""

    seq: int
    at: datetime
    taken: tuple[tuple[str, int, str, str], ...]  #: numbers that no known event draws
    voided: tuple[tuple[str, str], ...]
    states: Mapping[str, str]  #: by cycle: the digest of the state that was established
    gone: tuple[str, ...] = ()  #: digests of bytes that were in no place any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Everything the store remembers, as it stood at one moment."""

    office_id: str
    breaks: tuple[str, ...]  #: what does not hold in the chain, or between it and the tables
    head: tuple[int, str]  #: number and hash of the newest ledger line
    happened: tuple[Happened, ...]  #: the ledger's events; its other lines are in ``told`` only
    told: frozenset[str]  #: the keys of all ledger lines
    cycles: tuple[CycleRow, ...]
    acts: tuple[PendingAct, ...]
    documents: tuple[DocumentVersion, ...]
    numbers: tuple[NumberRow, ...]
    laid: tuple[LaidFile, ...]
    rebuilt: tuple[Rebuilt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A dropped file that went back, and the first reason for it."""

    at: datetime
    post: str
    name: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """When the proof of a filed cycle's papers is to be renewed."""

    cycle: str
    v: int  #: the cycle's version of which it is true
    policy: str  #: by which rules of the office
    due: datetime | None  #: when it may be renewed; None: never
    ends: datetime | None  #: when it will have lapsed
    missed_at: datetime | None = None  #: when some of it was found to have lapsed unrenewed


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsing:
    """What is to be renewed now."""

    cycle: str  #: whose proof lapses first
    v: int  #: its version, as it was reckoned
    ends: datetime
    count: int  #: of all these cycles


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrenewed:
    """What could not be renewed."""

    owed: int  #: cycles that wait for a service; 0 while it answers
    since: datetime | None
    next_try: datetime | None
    tries: int
    trouble: str  #: as ``PendingAct.trouble``
    missed: int  #: cycles with a proof that lapsed before it could be renewed
    missed_since: datetime | None


class Store(Protocol):
    """The office's memory. Every method raises ``NotYet`` while the database is busy or full."""

    def apply(self, happening: Happening, decide: Decide) -> Decision | None:
        """Commit an event with everything that follows from it; None if it was known already."""
        ...

    def note(self, key: str, at: datetime, kind: str, body: Mapping[str, str]) -> None:
        """Write a ledger line that changes no cycle (start, enrolment, office events)."""
        ...

    def cycle(self, cycle_id: str) -> tuple[Cycle, Sop]:
        """A cycle and the definition it runs by; KeyError when there is none."""
        ...

    def cycles(self, *, closed: bool = True) -> tuple[Cycle, ...]:
        """All cycles, or only those where something still waits, oldest first."""
        ...

    def last_closed(self, count: int) -> tuple[Cycle, ...]:
        """So many of the cycles where nothing waits, newest first."""
        ...

    def filed_between(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """How many berkas were filed from one moment until before another, by klasifikasi."""
        ...

    def last_moved(self, lines: int) -> tuple[Cycle, ...]:
        """The cycles of which the newest so many lines of the ledger tell."""
        ...

    def holding(self, sha256: str) -> tuple[Cycle, ...]:
        """The cycles in which bytes of that digest play a part."""
        ...

    def due_acts(self, now: datetime, limit: int = 200) -> Sequence[PendingAct]:
        """Acts whose time has come, in the order they were decided.

        Only timers and what failed before wait for a time; what comes after a failed act in its
        lane (``domain.acts.lane``) waits with it. What would have to wait longer than
        ``LONGEST_WAIT`` after a failure is due, too: the clock was set back meanwhile.
        """
        ...

    def pending_acts(self) -> Sequence[PendingAct]:
        """Every act not done yet, timers included."""
        ...

    def finish_act(self, act_id: int) -> None:
        """An act is done and reports nothing."""
        ...

    def postpone_act(self, act_id: int, until: datetime, trouble: str) -> None:
        """An act failed for now; it is tried again at ``until``."""
        ...

    def wake_acts(self, now: datetime) -> None:
        """Acts that failed for now may be tried again at once."""
        ...

    def refusals(
        self, since: datetime, limit: int, code: str = ""
    ) -> tuple[int, Sequence[Refusal]]:
        """How many files went back since then (for that reason), and the newest of them."""
        ...

    def documents(self, code: str) -> Sequence[DocumentVersion]:
        """The issued versions of a paper, oldest first; empty when the code is not ours."""
        ...

    def documents_by_head(self, head_sha256: str) -> Sequence[DocumentVersion]:
        """Issued versions whose bytes begin like this."""
        ...

    def lay(self, laid: LaidFile, mark: str) -> None:
        """Remember that a note or a returned file lies in an inbox.

        Args:
            laid: What lies where.
            mark: The fact (``fact``) that says for good of which paper these bytes are.
        """
        ...

    def laid(self, post: str | None = None, cycle: str | None = None) -> Sequence[LaidFile]:
        """What lies in a post's inbox, or anywhere for a cycle."""
        ...

    def forget_laid(self, post: str, name: str) -> None:
        """It does not lie there any more."""
        ...

    def enrol(self, certificate: Enrolled) -> None:
        """Bind a certificate to a post and write it into the ledger; known ones are left alone.

        One that another binding lets in takes that binding; a revoked one stays revoked.
        """
        ...

    def set_period(
        self, post: str, key: str, span: tuple[datetime, datetime], at: datetime
    ) -> None:
        """Bind a certificate (by SHA-256) or a binding (by id) to a post for another period."""
        ...

    def bind(self, binding: Binding) -> None:
        """Let in certificates by issuer and person, and write it into the ledger."""
        ...

    def unbind(self, binding: str, at: datetime) -> bool:
        """End a binding, and with it what it let in; False when there is none."""
        ...

    def bindings(self, post: str | None = None) -> Sequence[Binding]:
        """Bindings of a post, or all, revoked ones included."""
        ...

    def revoke(self, sha256: str, at: datetime) -> bool:
        """End a certificate's enrolment; False when it is not enrolled."""
        ...

    def certificates(self, post: str | None = None) -> Sequence[Enrolled]:
        """Enrolled certificates of a post, or all, revoked ones included."""
        ...

    def unreckoned(self, policy: str, since: int, limit: int) -> Sequence[tuple[str, int]]:
        """Filed cycles of which nobody has worked out, as they are now, when their proof lapses.

        Args:
            policy: The office's rules for it.
            since: Only cycles of which the ledger tells something after this line; 0 for all, which
                takes a look at each.
            limit: No more than so many.

        Returns:
            Each with its version.
        """
        ...

    def reckon(self, reckoned: Reckoned) -> None:
        """Remember when a cycle's proof is to be renewed; no record, and safe to lose."""
        ...

    def lapsing(self, now: datetime, below: datetime | None = None) -> Lapsing | None:
        """What is to be renewed now (of what ends before ``below``); None where nothing is."""
        ...

    def put_off_renewal(self, cycle: str, until: datetime, trouble: str) -> None:
        """A cycle's proof could not be renewed for now."""
        ...

    def unrenewed(self, now: datetime, missed_since: datetime) -> Unrenewed:
        """What waits for a service that failed, and what was found missed since then."""
        ...

    def ledger(self, cycle: str | None = None, kind: str | None = None) -> Sequence[LedgerLine]:
        """The ledger, or a cycle's lines of it, or those of a kind, in order."""
        ...

    def filings(self, after: int, until: int) -> Mapping[str, str]:
        """What was filed or grew between two ledger lines: the manifest's digest, by place."""
        ...

    def extract(self, cycle: str, until: int | None = None) -> Sequence[ExtractLine]:
        """The ledger without a gap, from a cycle's first line to its last, or to line ``until``.

        What lies in between of other matters is there without its body: enough to walk the chain.
        """
        ...

    def received(self) -> Sequence[BerkasReceived]:
        """The berkas that came from other offices, in order."""
        ...

    #: Why nothing may be written into the ledger (English): it is older than the archive.
    behind: str

    def hash_at(self, seq: int) -> str | None:
        """The hash of a ledger line; None when there is no such line."""
        ...

    def lay_again(self, acts: Sequence[tuple[str, Lay]], at: datetime) -> None:
        """Have papers laid that wait and lie nowhere; after that the question is answered."""
        ...

    def head(self) -> tuple[int, str]:
        """Number and hash of the newest ledger line."""
        ...

    def verify_ledger(self) -> Sequence[str]:
        """What does not hold in the chain, as English sentences; empty when it does."""
        ...

    def memory(self) -> Memory:
        """Everything at one moment, however busy others are; what cannot be read is named."""
        ...

    def numbers(self) -> Sequence[tuple[str, int, str, str, str]]:
        """All numbers drawn: register, number, text, code, reason it is void (or empty)."""
        ...

    def fact(self, key: str, value: str | None = None) -> str | None:
        """A small lasting fact; given a value it is set if it was not."""
        ...

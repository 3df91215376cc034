"""What happens to a cycle. Past tense; facts only; each is one line of the ledger."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pipeline.domain.cycle import Attachment, Signature
from pipeline.domain.performance.data import UnitData
from pipeline.domain.period import Period
from pipeline.errors import Finding


class Timer(StrEnum):
    """What a timer is for."""

    REMINDER = "pengingat"  #: one working day before a unit's data are due
    DUE = "batas_waktu"  #: the unit's data are due
    CUTOFF = "awal_minggu"  #: SOP step 9: the warning is drafted
    EXTENSION = "batas_baru"  #: the warned unit's new date has passed


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleOpened:
    """A period's run begins, by the calendar or by ``paraf start``."""

    type: Literal["CycleOpened"] = "CycleOpened"
    period: Period
    by: str  #: ``kalender`` or ``perintah``


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """The bytes of a paper's version were made and frozen."""

    type: Literal["Issued"] = "Issued"
    code: str
    version: int
    sha256: str
    size: int
    head_sha256: str = ""  #: digest of the first bytes, by which a PDF is found again
    source_sha256: str | None = None
    attachments: tuple[Attachment, ...] = ()  #: files made with it, laid and filed beside it
    pages: int = 0  #: of a PDF
    contents_sha256: str | None = None  #: of a berita acara: the manifest of contents it prints


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFailed:
    """What was handed in cannot be made into a paper (a draft that does not convert)."""

    type: Literal["IssueFailed"] = "IssueFailed"
    code: str
    version: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A file was taken from a post's outbox, identified and examined."""

    type: Literal["HandedIn"] = "HandedIn"
    claim: str  #: which claimed file; one claim is one event
    post: str
    name: str  #: as dropped
    sha256: str
    size: int
    code: str | None = None  #: None: not a paper of ours
    version: int | None = None
    back: bool = False  #: through ``kembalikan``
    note: str = ""  #: the reason that came with it
    findings: tuple[Finding, ...] = ()  #: what examination found wrong
    carries_sha256: str | None = None  #: the bytes that go on, where a signing agent signed
    signature: Signature | None = None
    data: UnitData | None = None
    attachments: tuple[Attachment, ...] = ()
    attachment_claims: tuple[str, ...] = ()  #: the claims whose files these are
    order: str = ""  #: an order sheet's wording
    rendition_sha256: str | None = None  #: a readable PDF of an order sheet
    pages: int = 0  #: of that PDF
    awaited_form: str = ""  #: of a form that is not awaited: the file name of the one that is


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePassed:
    """A timer fell due."""

    type: Literal["TimePassed"] = "TimePassed"
    timer: Timer
    unit: str
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """The berkas stands in the archive, re-read and compared."""

    type: Literal["Filed"] = "Filed"
    path: str
    manifest_sha256: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplemented:
    """A late unit's data were added to a filed berkas."""

    type: Literal["Supplemented"] = "Supplemented"
    unit: str
    path: str
    manifest_sha256: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prolonged:
    """A signed paper has validation data under a timestamp behind its signatures now."""

    type: Literal["Prolonged"] = "Prolonged"
    code: str
    version: int
    signed_sha256: str  #: the bytes that were prolonged; an exact prefix of what they are now
    sha256: str
    level: str  #: of its weakest signature, e.g. ``B-LTA``


@dataclass(frozen=True, slots=True, kw_only=True)
class ProlongOwed:
    """A service did not answer: the paper goes on without, and the debt is written down."""

    type: Literal["ProlongOwed"] = "ProlongOwed"
    code: str
    version: int
    why: str  #: English


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A filed paper has one more timestamp over all that it held."""

    code: str  #: of the paper whose bytes were renewed
    signed_sha256: str  #: those bytes; an exact prefix of what they are now
    sha256: str
    level: str  #: of its weakest signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """The proof of papers in a filed berkas was renewed before it lapsed."""

    type: Literal["Renewed"] = "Renewed"
    papers: tuple[Renewal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFiled:
    """Papers prolonged when their berkas was closed already were added to it."""

    type: Literal["ProofFiled"] = "ProofFiled"
    code: str
    beside: tuple[str, ...] = ()  #: codes of further ones, in the same addition
    path: str
    manifest_sha256: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BerkasReceived:
    """A berkas of another office, out of a bag that was found whole, belongs to this archive now.

    It belongs to no cycle; what is written here is all that is known of how it came.
    """

    type: Literal["BerkasReceived"] = "BerkasReceived"
    path: str  #: in this archive; the folder's name has the number it was given here
    manifest_sha256: str
    version: int  #: 1, and one more for each addition it had when it came
    year: int
    classification: str  #: code
    number: int  #: here; drawn from the same register as those of our own
    title: str
    creator: str  #: pencipta arsip, as the berkas tells
    origin: str  #: where it lay in the archive it came from
    bag: str  #: name of the folder or zip it came in; empty where a rebuilding found it here
    by: str  #: account of the machine on which it was received


Event = (
    CycleOpened
    | Issued
    | IssueFailed
    | HandedIn
    | TimePassed
    | Filed
    | Supplemented
    | Prolonged
    | ProlongOwed
    | Renewed
    | ProofFiled
    | BerkasReceived
)

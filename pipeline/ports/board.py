"""What the status board shows. All text arrives ready to print, in Indonesian.

The board names people and posts and nothing else about them: no NIP, no address, no figures.
"""

from dataclasses import dataclass
from enum import StrEnum

#: in the office folder
BOARD_NAME = "PAPAN STATUS.html"


class StepState(StrEnum):
    """How a step of a cycle stands; the value is the word on the board."""

    DONE = "selesai"
    WAITING = "menunggu"
    LATE = "terlambat"
    RETURNED = "dikembalikan"
    COMING = "belum"
    SKIPPED = "tidak diperlukan"


class UnitState(StrEnum):
    """How a unit's data stand; the value is the word on the board."""

    COMING = "belum diminta"
    COLLECTING = "sedang dihimpun"
    RETURNED = "dikembalikan"
    RECEIVED = "diterima"
    RECEIVED_LATE = "diterima terlambat"
    LATE = "terlambat"
    WARNED = "diperingatkan"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemView:
    """Something a person must see to, and what to do about it."""

    text: str
    advice: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardView:
    """The time a step may take. A proposed one is shown as a proposal, never as a standard."""

    text: str
    is_proposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step of a cycle."""

    no: str
    label: str
    post_title: str
    state: StepState
    since: str = ""
    done_at: str = ""
    standard: StandardView | None = None
    elapsed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """One unit that must give data."""

    name: str
    state: UnitState
    #: due date in words
    due: str
    #: how that date comes about: working days, weekends, holidays by name
    reckoning: str = ""
    received_at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleView:
    """One period's run of the SOP."""

    period: str
    #: in words: "Pengumpulan", "Selesai"
    state: str
    is_closed: bool
    steps: tuple[StepView, ...]
    units: tuple[UnitView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingView:
    """One paper in one inbox."""

    post_title: str
    file: str
    #: Paraf's code of the paper
    document: str
    #: number and label
    step: str
    period: str
    since: str
    elapsed: str
    standard: StandardView | None = None
    #: only ever against a standard that the SOP itself states
    is_overdue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A dropped file that was not taken: yet, for now, or at all."""

    name: str
    place: str  #: whose outbox
    reason: str
    since: str
    note: str = ""  #: attempts and the next one; the reason's code
    is_lasting: bool = False  #: longer than a day


@dataclass(frozen=True, slots=True, kw_only=True)
class FileList:
    """The first of many files, and how many there are."""

    total: int = 0
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentView:
    """Something that happened."""

    at: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything on the page, each part in the order it is to be shown."""

    office_name: str
    generated_at: str
    problems: tuple[ProblemView, ...] = ()
    waiting: tuple[WaitingView, ...] = ()
    cycles: tuple[CycleView, ...] = ()
    arriving: FileList = FileList()  #: dropped and not taken yet: being written, waiting its turn
    retried: FileList = FileList()  #: could not be dealt with for now
    refused: FileList = FileList()  #: went back lately
    ignored: FileList = FileList()  #: lock files, partial downloads
    recent: tuple[RecentView, ...] = ()
    remark: str = ""  #: worth knowing, and nobody has to hurry

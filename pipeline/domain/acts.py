"""What is to be done to the world after a decision is committed.

Plain values in the imperative. Every act is repeatable: done twice it leaves what it left once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pipeline.domain.events import Timer
from pipeline.errors import Finding


class Recipe(StrEnum):
    """How a paper's bytes are made."""

    FILL = "fill"  #: the Word template, filled
    REOPEN = "reopen"  #: the Word source as last handed in, as a new version
    FREEZE = "freeze"  #: number and date into the draft, PDF/A, signature fields
    RENDER = "render"  #: the Word template, filled, as PDF/A
    FORM = "form"  #: the unit's data form
    REFILL = "refill"  #: the form with what was answered before


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Make the bytes of a paper's version, keep them, and say so (``Issued``)."""

    type: Literal["Issue"] = "Issue"
    code: str
    version: int
    recipe: Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Lay:
    """Put a paper's current bytes into a post's inbox, with a note beside it if there is one."""

    type: Literal["Lay"] = "Lay"
    code: str
    version: int
    post: str
    to_read: bool = False  #: it lies beside another paper; its readable form will do
    note: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """Take every copy of a paper, and the notes about it, out of a post's inbox."""

    type: Literal["Clear"] = "Clear"
    code: str
    post: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """Take whatever the cycle still has in any inbox out of it."""

    type: Literal["Sweep"] = "Sweep"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack:
    """Put a dropped file, unchanged, into a post's inbox with its reasons beside it."""

    type: Literal["SendBack"] = "SendBack"
    claim: str
    post: str
    name: str
    findings: tuple[Finding, ...]
    code: str | None = None  #: the paper it is a copy of; leaves the inbox together with it


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Let go of a claimed file; its bytes are in the record."""

    type: Literal["Release"] = "Release"
    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Lay a note in a post's inbox; cleared together with the paper it is about."""

    type: Literal["Tell"] = "Tell"
    post: str
    title: str  #: the note's file name without ending
    finding: Finding
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimer:
    """Let ``TimePassed`` happen at ``due``."""

    type: Literal["SetTimer"] = "SetTimer"
    timer: Timer
    unit: str
    due: datetime
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAway:
    """Write the berkas into the archive and say so (``Filed``)."""

    type: Literal["FileAway"] = "FileAway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Add a late unit's data to the filed berkas and say so (``Supplemented``)."""

    type: Literal["Append"] = "Append"
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prolong:
    """Put validation data and a timestamp under a paper's signatures and say so (``Prolonged``).

    It waits for services elsewhere, and nothing waits for it: what it owes is said once
    (``ProlongOwed``) and paid later.
    """

    type: Literal["Prolong"] = "Prolong"
    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendProof:
    """Add prolonged papers to the berkas that was filed without them (``ProofFiled``)."""

    type: Literal["AppendProof"] = "AppendProof"
    code: str
    beside: tuple[str, ...] = ()  #: codes of further ones, in the same addition


#: Acts whose performance is itself an event.
Telling = Issue | SetTimer | FileAway | Append | Prolong | AppendProof
#: Acts that only move files.
Moving = Lay | Clear | Sweep | SendBack | Release | Tell
Act = Telling | Moving

#: The lane of what touches every inbox of its cycle.
EVERY_INBOX = "*"


def lane(act: Act) -> str | None:
    """Within what an act keeps its order: one paper in one inbox; None where its order is free.

    Of a cycle's acts in one lane the later waits until the earlier is done, however often that is
    tried: clearing a paper away after its next version was laid would lose the task. All wait for
    what touches every inbox. What makes or files something needs no lane: it looks at the cycle.
    """
    match act:
        case Sweep():
            return EVERY_INBOX
        case Lay() | Clear() | SendBack() | Tell() if act.code is not None:
            return f"{act.post}/{act.code}"
        case _:
            return None

"""What the report of an examination shows. All text arrives ready to print, in Indonesian."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How a conclusion or a check is shown; the word beside it says the same."""

    GOOD = "baik"
    OPEN = "belum"
    BAD = "buruk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A name and what it stands for."""

    name: str
    value: str
    is_code: bool = False  #: shown with letters of equal width


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRow:
    """One paraf or signature."""

    kind: str
    post: str
    holder: str
    capacity: str
    signed_at: str
    level: str
    proof: str  #: when the file itself proves it, and until when; empty where it does not
    holds: tuple[str, ...]  #: what still holds, where time took something; else empty
    certificate: str  #: name on the certificate
    fingerprint: str  #: SHA-256 in groups
    remark: str  #: whether it fits the document
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One thing that was looked at."""

    text: str
    result: str
    tone: Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReport:
    """What was found out about one file."""

    file: str
    verdict: str
    explanation: str
    tone: Tone
    facts: tuple[Fact, ...]
    signatures: tuple[SignatureRow, ...]
    checks: tuple[CheckRow, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One page about one or several files."""

    office: str  #: empty where there was no office folder
    made_at: str
    papers: tuple[PaperReport, ...]

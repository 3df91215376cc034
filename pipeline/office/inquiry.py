"""Questions about papers; changes nothing.

``verify`` answers for one file (design, section 14), ``look_up`` for a document code. The record as
a whole is proved by ``integrity``.
"""

from dataclasses import dataclass
from datetime import date

from pipeline.domain.cycle import PaperState, Signature
from pipeline.office.intake import Intake
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.office.verification import Answer, Verification
from pipeline.ports.store import DocumentVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """What the register says of a document code."""

    code: str
    title: str
    period: str
    nomor: str
    dated: date | None
    void: str  #: why its nomor is void; empty when it is not
    state: PaperState
    waits_for: tuple[str, ...]  #: posts in whose inbox it lies
    versions: tuple[DocumentVersion, ...]
    signatures: tuple[Signature, ...]
    current_sha256: str  #: the bytes as they stand, signatures included


class Inquiry:
    """Answers questions for one office."""

    def __init__(self, office: Surroundings, tools: Tools, intake: Intake) -> None:
        self._office = office
        self._tools = tools
        self._papers = Verification(office, tools, intake)

    def verify(self, data: bytes, name: str = "-") -> Answer:
        """Is this paper ours, who signed it, is it whole."""
        return self._papers.verify(data, name)

    # -- one code ----------------------------------------------------------------------------

    def look_up(self, code: str) -> RegisterEntry | None:
        """What the register says of a document code; None when it was never given out."""
        versions = tuple(self._tools.store.documents(code))
        if not versions:
            return None
        cycle, _ = self._tools.store.cycle(versions[-1].cycle)
        paper = cycle.paper(code)
        void = [
            reason
            for _, _, text, owner, reason in self._tools.store.numbers()
            if (owner, text) == (code, paper.nomor)
        ]
        return RegisterEntry(
            code=code,
            title=paper.title,
            period=cycle.period.title,
            nomor=paper.nomor or "",
            dated=paper.dated,
            void=void[0] if void else "",
            state=paper.state,
            waits_for=tuple(
                self._office.roster.titles[task.post]
                for task in cycle.open_tasks
                if task.paper == code
            ),
            versions=versions,
            signatures=paper.signatures,
            current_sha256=paper.current_sha256 or "",
        )

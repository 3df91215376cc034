"""Questions about papers and about the office's own record; changes nothing.

``verify`` answers for one file (design, section 14), ``look_up`` for a document code; ``check``
proves the record as a whole (section 13): chain, registers, issued bytes, archive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.domain.cycle import Cycle, PaperState, Signature
from pipeline.errors import Tampered
from pipeline.office.intake import Intake
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.office.verification import Answer, Verification
from pipeline.ports.store import DocumentVersion
from pipeline.wording.notes import line


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFinding:
    """Something that does not hold in the office's own record."""

    code: str
    text: str
    path: str


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

    # -- the whole record --------------------------------------------------------------------

    def check(self) -> tuple[CheckFinding, ...]:
        """Everything that does not hold in the record; empty when all is well."""
        return (
            *self._check_ledger(),
            *self._check_numbers(),
            *self._check_objects(),
            *self._check_archive(),
        )

    def _check_ledger(self) -> Iterator[CheckFinding]:
        for text in self._tools.store.verify_ledger():
            yield CheckFinding(code="C01", text=text, path=".paraf/office.db")

    def _check_numbers(self) -> Iterator[CheckFinding]:
        last: dict[str, int] = {}
        for register, number, text, _, _ in self._tools.store.numbers():
            if number != last.get(register, 0) + 1:
                yield CheckFinding(
                    code="C02",
                    text=f"register {register} has a gap before {text}",
                    path=".paraf/office.db",
                )
            last[register] = number

    def _check_objects(self) -> Iterator[CheckFinding]:
        for cycle in self._tools.store.cycles():
            for sha256 in sorted(_digests_of(cycle)):
                try:
                    self._tools.folders.object(sha256)
                except Tampered as error:
                    yield CheckFinding(
                        code="C03",
                        text=line(error.findings[0], self._office.calendar.zone),
                        path=self._tools.folders.object_path(sha256),
                    )

    def _check_archive(self) -> Iterator[CheckFinding]:
        anchors = {
            cycle.berkas_path: cycle.berkas_sha256
            for cycle in self._tools.store.cycles()
            if cycle.berkas_path and cycle.berkas_sha256
        }
        for finding in self._tools.archive.verify(anchors=anchors):
            yield CheckFinding(
                code=finding.code,
                text=line(finding, self._office.calendar.zone),
                path=finding.facts.get("path", ""),
            )


def _digests_of(cycle: Cycle) -> set[str]:
    """The digests of all bytes that a cycle refers to."""
    found = set()
    for paper in cycle.papers:
        found |= {
            paper.issued_sha256,
            paper.current_sha256,
            paper.source_sha256,
            paper.rendition_sha256,
            *(each.sha256 for each in paper.attachments),
        }
    return {each for each in found if each}

"""Questions about papers and about the office's own record; changes nothing.

``verify`` answers for one file (design, section 14); ``check`` proves the record as a whole
(section 13): chain, registers, issued bytes, archive.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain.cycle import Cycle, Format, Paper
from pipeline.domain.sop import Sop, field_name
from pipeline.errors import Finding, Refused, Tampered
from pipeline.office.intake import Intake
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.signing import ExpectedSignature, SignatureFact
from pipeline.ports.store import DocumentVersion
from pipeline.wording.notes import line


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureAnswer:
    """One signature, and whose it is as far as we know."""

    post: str
    holder: str
    capacity: str
    certificate_sha256: str
    signed_at: str
    timestamp: str | None
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be said of one file."""

    verdict: str  #: valid | incomplete | refused | unknown
    document: str | None
    title: str
    signatures: tuple[SignatureAnswer, ...]
    findings: tuple[Finding, ...]


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
        self._intake = intake

    # -- one file ----------------------------------------------------------------------------

    def verify(self, data: bytes) -> Answer:
        """Is this paper ours, who signed it, is it whole."""
        try:
            known = self._intake.identify(data)
        except Refused as refusal:
            return _answer("refused", findings=refusal.findings)
        if known is None:
            return self._rendition(data) or self._stranger(data)
        if known.format != Format.PDF.value:
            return _answer("incomplete", document=known.code, title=known.title)
        return self._judge(known, data)

    def _rendition(self, data: bytes) -> Answer | None:
        """A readable PDF that we made of an order sheet; nobody signs those."""
        sha256 = hashlib.sha256(data).hexdigest()
        for cycle in self._tools.store.cycles():
            for paper in cycle.papers:
                if paper.rendition_sha256 == sha256:
                    return _answer("valid", paper.code, paper.title)
        return None

    def _stranger(self, data: bytes) -> Answer:
        """A file that is not ours; its signatures are told, and vouched for by nobody."""
        facts: tuple[SignatureFact, ...] = ()
        if data.startswith(b"%PDF-"):
            try:
                facts = self._tools.examiner.describe(data)
            except Refused as refusal:
                return _answer("refused", findings=refusal.findings)
        return _answer("unknown", signatures=tuple(self._tell(fact, "") for fact in facts))

    def _judge(self, known: DocumentVersion, data: bytes) -> Answer:
        cycle, sop = self._tools.store.cycle(known.cycle)
        paper = cycle.paper(known.code)
        posts = self._posts_by_field(sop, paper)
        try:
            facts = self._tools.examiner.describe(data)
        except Refused as refusal:
            return _answer("refused", known.code, known.title, findings=refusal.findings)
        verdict = self._tools.examiner.examine(
            data,
            issued=self._tools.folders.object(known.sha256),
            expected=tuple(self._expected(fact, posts, paper) for fact in facts),
            at=self._tools.clock.now(),
        )
        signatures = tuple(self._tell(fact, posts.get(fact.field, "")) for fact in facts)
        if verdict.findings:
            return _answer("refused", known.code, known.title, signatures, verdict.findings)
        complete = {fact.field for fact in facts} >= set(posts)
        return _answer("valid" if complete else "incomplete", known.code, known.title, signatures)

    def _posts_by_field(self, sop: Sop, paper: Paper) -> dict[str, str]:
        made_by = sop.step(paper.step)
        if paper.kind != made_by.paper:
            return {}
        return {
            field_name(step): self._office.roster.resolve(step.post, paper.unit)
            for step in sop.signing_steps(made_by)
        }

    def _expected(
        self, fact: SignatureFact, posts: dict[str, str], paper: Paper
    ) -> ExpectedSignature:
        """Accept the certificate that the record names, else those enrolled for the post."""
        post = posts.get(fact.field, "")
        recorded = {
            each.certificate_sha256 for each in paper.signatures if each.field == fact.field
        }
        enrolled = [
            each
            for each in self._tools.store.certificates(post)
            if post and (not recorded or each.sha256 in recorded)
        ]
        return ExpectedSignature(
            field=fact.field,
            label=self._office.roster.titles.get(post, fact.field),
            certificates=tuple(each.sha256 for each in enrolled),
            trust=tuple(dict.fromkeys(each.issuer_der for each in enrolled)),
        )

    def _tell(self, fact: SignatureFact, post: str) -> SignatureAnswer:
        known = [
            each
            for each in self._tools.store.certificates()
            if each.sha256 == fact.certificate_sha256 and post in (each.post, "")
        ]
        day = (fact.signed_at or self._tools.clock.now()).astimezone(self._office.calendar.zone)
        holder = self._office.config.holder(post, day.date()) if post else None
        return SignatureAnswer(
            post=post,
            holder=known[0].holder if known else fact.subject,
            capacity=holder.title if holder else "",
            certificate_sha256=fact.certificate_sha256,
            signed_at=fact.signed_at.isoformat() if fact.signed_at else "",
            timestamp=None,
            level=fact.level,
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


def _answer(
    verdict: str,
    document: str | None = None,
    title: str = "",
    signatures: tuple[SignatureAnswer, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Answer:
    return Answer(
        verdict=verdict,
        document=document,
        title=title,
        signatures=signatures,
        findings=findings,
    )

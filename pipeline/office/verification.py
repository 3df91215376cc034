"""What one file is: ours or not, signed by whom, whole or not; changes nothing.

Accepting a hand-in is another matter (``intake``): that is about one step and one signature, this
about a paper as it stands, years later too.
"""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import zip_longest

from pipeline.domain.cycle import Cycle, Format, Paper, PaperState, Signature
from pipeline.domain.proof import renewals_of
from pipeline.domain.sop import Kind, Sop, Step, field_name
from pipeline.errors import Finding, Refused
from pipeline.office.authority import (
    Rights,
    entitled,
    holder_of,
    moment_of,
    register_of,
    time_trust,
)
from pipeline.office.intake import Intake
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.signing import (
    PROGRAM_PROFILES,
    Anchors,
    CertificateFacts,
    Examiner,
    ExpectedSignature,
    FieldKind,
    SignatureFact,
)
from pipeline.ports.store import DocumentVersion, Enrolled


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
    kind: FieldKind | None  #: None where it is none of ours
    subject: str  #: who the certificate says it belongs to
    moment: datetime | None  #: ``signed_at`` as a value
    is_intact: bool
    covers_whole_file: bool
    held_at: datetime | None = None  #: when it was judged by what the file holds, and held
    proof_until: datetime | None = None
    fact: SignatureFact  #: as the file tells of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What can be said of one file."""

    verdict: str  #: valid | incomplete | refused | unknown
    document: str | None = None
    title: str = ""
    version: int = 0
    nomor: str = ""
    dated: date | None = None
    signatures: tuple[SignatureAnswer, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningPlace:
    """A field of a paper that a post fills."""

    field: str
    kind: FieldKind
    nomor: str
    document: str = ""  #: the paper's code


class Verification:
    """Looks at files for one office."""

    def __init__(self, office: Surroundings, tools: Tools, intake: Intake) -> None:
        self._office = office
        self._tools = tools
        self._intake = intake
        self._batch: dict[str, tuple[Cycle, Sop]] = {}

    def verify(self, data: bytes, name: str = "-") -> Answer:
        """Is this paper ours, who signed it, is it whole.

        Args:
            data: The file.
            name: What it is called, for the sentences.
        """
        try:
            known = self._intake.recognition.recognise(data)
        except Refused as refusal:
            findings = tuple(Finding(f.code, {"nama": name, **f.facts}) for f in refusal.findings)
            return Answer(verdict="refused", findings=findings)
        if known is None:
            unknown = Finding("B01", {"nama": name})
            return self._rendition(data) or stranger(self._tools.examiner, data, name, unknown)
        cycle, sop = self._tools.store.cycle(known.cycle)
        paper = cycle.paper(known.code)
        if known.format != Format.PDF.value:
            return _about(known, paper, "incomplete")
        return self._judge(known, sop, paper, data)

    def _rendition(self, data: bytes) -> Answer | None:
        """A readable PDF that we made of an order sheet; nobody signs those."""
        sha256 = hashlib.sha256(data).hexdigest()
        for cycle in self._tools.store.holding(sha256):
            for paper in cycle.papers:
                if paper.rendition_sha256 == sha256:
                    return Answer(verdict="valid", document=paper.code, title=paper.title)
        return None

    def _judge(self, known: DocumentVersion, sop: Sop, paper: Paper, data: bytes) -> Answer:
        steps = self._fields(sop, paper)
        standing = tuple(_standing(known, paper))
        if len(data) == known.size:  # exactly what was issued: there is nothing to examine
            as_it_is = "incomplete" if steps else "valid"
            return _about(known, paper, "refused" if standing else as_it_is, findings=standing)
        try:
            described = self._tools.examiner.describe(data, self._anchors(steps, paper))
            facts = _in_turn(described, steps)
        except Refused as refusal:
            return _about(known, paper, "refused", findings=refusal.findings)
        now = self._tools.clock.now()
        recorded = {(each.field, each.certificate_sha256): each for each in paper.signatures}
        if known.version != paper.version:
            recorded = {}
        places = list(steps)
        in_order = sorted(
            facts, key=lambda fact: places.index(fact.field) if fact.field in places else -1
        )
        examined = self._tools.examiner.examine(
            data,
            issued=self._tools.folders.object(known.sha256),
            expected=tuple(self._expected(fact, steps, paper, known, now) for fact in in_order),
            at=self._moment(facts, recorded, now),
            time_trust=time_trust(self._tools.store),
            renewals=renewals_of(self._tools.store.cycle(known.cycle)[0], paper),
        )
        findings = (*standing, *examined.findings)
        sound = not examined.findings
        told = tuple(self._tell(fact, steps, paper, known, sound=sound) for fact in facts)
        if findings:
            return _about(known, paper, "refused", told, findings)
        complete = {fact.field for fact in facts} >= set(steps)
        return _about(known, paper, "valid" if complete else "incomplete", told)

    @staticmethod
    def _moment(
        facts: tuple[SignatureFact, ...],
        recorded: dict[tuple[str, str], Signature],
        now: datetime,
    ) -> datetime:
        """When the certificates must have been valid: when the last of them was accepted.

        A certificate that has run out since then takes nothing from an old letter.
        """
        known = [recorded.get((fact.field, fact.certificate_sha256)) for fact in facts]
        times = [each.signed_at for each in known if each is not None]
        return max(times) if times and len(times) == len(known) else now

    def _fields(self, sop: Sop, paper: Paper) -> dict[str, Step]:
        """The signature fields of a paper in their order, each with the step that fills it."""
        made_by = sop.step(paper.step)
        if paper.kind != made_by.paper:
            return {}
        return {field_name(step): step for step in sop.signing_steps(made_by)}

    def _anchors(self, steps: dict[str, Step], paper: Paper) -> Anchors:
        """Whom this office trusts about this paper: its signers' issuers, and its authorities."""
        posts = dict.fromkeys(self._post(step, paper) for step in steps.values())
        enrolled = [each for post in posts for each in self._tools.store.certificates(post)]
        return Anchors(
            signers=tuple(dict.fromkeys(each.issuer_der for each in enrolled)),
            times=time_trust(self._tools.store),
        )

    def _post(self, step: Step | None, paper: Paper) -> str:
        """Whose field it is: as recorded, since an office is another one after decades."""
        if step is None:
            return ""
        signed_by = {each.field: each.post for each in paper.signatures}
        known = signed_by.get(field_name(step))
        return known or self._office.roster.resolve(step.post, paper.unit)

    def _expected(
        self,
        fact: SignatureFact,
        steps: dict[str, Step],
        paper: Paper,
        known: DocumentVersion,
        now: datetime,
    ) -> ExpectedSignature:
        """The certificate that the record names, else those entitled when it was signed."""
        post = self._post(steps.get(fact.field), paper)
        before = [each for each in paper.signatures if each.field == fact.field]
        if before and known.version == paper.version:
            recorded = {each.certificate_sha256 for each in before}
            enrolled = self._tools.store.certificates(post) if post else ()
            rights = Rights(
                certificates=tuple(each for each in enrolled if each.sha256 in recorded)
            )
            profiles = PROGRAM_PROFILES  # what was accepted stays accepted
        else:
            profiles = self._office.config.profiles
            rights = self._entitled(post, fact, known, now)
        return rights.expect(fact.field, self._office.roster.titles.get(post, fact.field), profiles)

    def _entitled(
        self, post: str, fact: SignatureFact, known: DocumentVersion, now: datetime
    ) -> Rights:
        made_at = moment_of(fact.timestamp or fact.signed_at, known.issued_at, now)
        register = register_of(self._tools.store, post)
        zone = self._office.calendar.zone
        return entitled(self._office.config, register, at=made_at, now=now, zone=zone)

    def _tell(
        self,
        fact: SignatureFact,
        steps: dict[str, Step],
        paper: Paper,
        known: DocumentVersion,
        *,
        sound: bool,
    ) -> SignatureAnswer:
        """Whose signature it is: as recorded, else by who held the post when it was made."""
        step = steps.get(fact.field)
        post = self._post(step, paper)
        for each in paper.signatures:
            if (each.field, each.certificate_sha256) == (fact.field, fact.certificate_sha256):
                return _told(fact, post, each.holder, each.capacity, step)
        now = self._tools.clock.now()
        rights = self._entitled(post, fact, known, now)
        if not sound:  # a binding lets in only what was examined and accepted
            rights = replace(rights, bindings=())
        admitted = rights.admit(fact.certificate, self._tools.signing, now)
        if step is None or admitted is None:
            return _told(fact, post, fact.subject, "", step)
        made_at = moment_of(fact.timestamp or fact.signed_at, known.issued_at, now)
        names, day = (admitted.holder, admitted.subject), self._office.today(made_at)
        holder = holder_of(self._office.config, post, names, day)
        return _told(fact, post, holder.name, holder.title, step)

    def places_for(self, post: str, data: bytes) -> tuple[SigningPlace, ...] | None:
        """The fields that a post fills in this paper; None when the paper is not known.

        For batches: a cycle is read once, since the fields and the nomor of a letter that was
        issued stay what they are.

        Raises:
            Refused: it is ours, and that post does not sign it (P20).
        """
        known = self._intake.recognition.issued_pdf(data)
        if known is None:
            return None
        if known.cycle not in self._batch or not self._batch[known.cycle][0].has_paper(known.code):
            self._batch[known.cycle] = self._tools.store.cycle(known.cycle)
        cycle, sop = self._batch[known.cycle]
        paper = cycle.paper(known.code)
        found = tuple(
            SigningPlace(
                field=field, kind=_kind(step), nomor=paper.nomor or "", document=paper.code
            )
            for field, step in self._fields(sop, paper).items()
            if self._post(step, paper) == post
        )
        if not found:
            raise Refused(Finding("P20", {"field": self._office.roster.titles[post]}))
        return found

    def may_sign(self, post: str, certificate: CertificateFacts) -> Enrolled | None:
        """The certificate as enrolled, if a signature of it would be accepted for that post now."""
        now = self._tools.clock.now()
        register = register_of(self._tools.store, post)
        zone = self._office.calendar.zone
        rights = entitled(self._office.config, register, at=now, now=now, zone=zone)
        return rights.admit(certificate.der, self._tools.signing, now)


def _in_turn(
    facts: tuple[SignatureFact, ...], places: Collection[str]
) -> tuple[SignatureFact, ...]:
    """The facts, with the place named whose turn it was where a program made its own field.

    Whether it may stand for that place is the examination's business.
    """
    filled = {fact.field for fact in facts}
    return tuple(
        replace(fact, field=place)
        if place is not None and fact.field not in places and place not in filled
        else fact
        for fact, place in zip_longest(facts, list(places)[: len(facts)])
    )


def stranger(examiner: Examiner, data: bytes, name: str, unknown: Finding) -> Answer:
    """A file that no register here knows; its signatures are told, and vouched for by nobody.

    Args:
        examiner: Who looks at it.
        data: The file.
        name: What it is called, for the sentences.
        unknown: Why nobody knows it.
    """
    if not data:
        return Answer(verdict="unknown", findings=(Finding("B02", {"nama": name}),))
    facts: tuple[SignatureFact, ...] = ()
    if data.startswith(b"%PDF-"):
        try:
            facts = examiner.describe(data)
        except Refused as refusal:
            return Answer(verdict="refused", findings=refusal.findings)
    broken = [Finding("P41", {"label": fact.subject}) for fact in facts if not fact.is_intact]
    if facts and not facts[-1].is_followed_well:
        broken.append(Finding("P38", {"label": facts[-1].subject}))
    return Answer(
        verdict="unknown",
        signatures=tuple(_told(fact, "", fact.subject, "", None) for fact in facts),
        findings=(unknown, *broken),
    )


def _standing(known: DocumentVersion, paper: Paper) -> Iterator[Finding]:
    """What speaks against a paper as a whole, however well it is signed."""
    if known.version != paper.version:
        yield Finding("S02", {"nama": paper.title, "versi": str(paper.version)})
    if paper.state is PaperState.WITHDRAWN:
        yield Finding("S08", {"judul": paper.title})


def _kind(step: Step) -> FieldKind:
    return "paraf" if step.kind is Kind.PARAF else "ttd"


def _told(
    fact: SignatureFact, post: str, holder: str, capacity: str, step: Step | None
) -> SignatureAnswer:
    return SignatureAnswer(
        post=post,
        holder=holder,
        capacity=capacity,
        certificate_sha256=fact.certificate_sha256,
        signed_at=fact.signed_at.isoformat() if fact.signed_at else "",
        timestamp=fact.timestamp.isoformat() if fact.timestamp else None,
        level=fact.level,
        kind=_kind(step) if step else None,
        subject=fact.subject,
        moment=fact.signed_at,
        is_intact=fact.is_intact,
        covers_whole_file=fact.covers_whole_file,
        held_at=fact.held_at,
        proof_until=fact.proof_until,
        fact=fact,
    )


def _about(
    known: DocumentVersion,
    paper: Paper,
    verdict: str,
    signatures: tuple[SignatureAnswer, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Answer:
    return Answer(
        verdict=verdict,
        document=known.code,
        title=known.title,
        version=known.version,
        nomor=paper.nomor or "",
        dated=paper.dated,
        signatures=signatures,
        findings=findings,
    )

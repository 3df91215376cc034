"""From a claimed file to an event: what is it, and is it what the step asks for.

Nothing is decided here. A file is known by what it is, never by its name (design, section 8): Word
and Excel files carry their code, a PDF begins with the bytes we issued.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipeline.domain.cycle import Cycle, Format, Paper, Signature
from pipeline.domain.events import HandedIn
from pipeline.domain.handin import Expectation, awaited_forms, expectation
from pipeline.domain.performance.data import UnitData
from pipeline.domain.sop import Kind, Sop
from pipeline.errors import Finding, Refused
from pipeline.office.authority import (
    Rights,
    conceivable,
    entitled,
    holder_of,
    moment_of,
    register_of,
    time_trust,
)
from pipeline.office.footers import Footers
from pipeline.office.letters import giver_mark
from pipeline.office.maker import Maker
from pipeline.office.recognition import HEAD_BYTES, Recognition
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.folders import Claim
from pipeline.ports.rebuilding import LOST_PAPER
from pipeline.ports.signing import (
    PROGRAM_PROFILES,
    Credential,
    ExpectedSignature,
    SignatureFact,
    Stamp,
)
from pipeline.ports.store import DocumentVersion, Enrolled, Store
from pipeline.wording.indonesian import date_words, nip_grouped
from pipeline.wording.papers import PAPERS

LARGEST = 50_000_000
_ORDER_CONTROL = "isi-disposisi"
_GIVER_CONTROL, _GIVEN_CONTROL = "paraf", "tanggal-paraf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A claim as an event, and the cycle it belongs to."""

    event: HandedIn
    cycle: str | None
    is_own_note: bool = False  #: a note or attachment that Paraf itself had laid there
    #: What the evidence column of a data form says that is sent back.
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedForm:
    """A filled form that its step waits for."""

    cycle: str
    paper: Paper
    data: UnitData


class Intake:
    """Identifies and examines what was dropped."""

    def __init__(self, office: Surroundings, tools: Tools, maker: Maker) -> None:
        self._office = office
        self._tools = tools
        self._maker = maker
        self._footers = Footers(office, tools)
        #: Tells which of our papers a file is.
        self.recognition = Recognition(
            inspector=tools.inspector,
            words=tools.words,
            register=tools.store,
            office_id=office.office_id,
            printed_mark=tools.forms.printed_mark,
        )
        self._posts = {office.config.folder(post): post for post in office.config.posts}

    def receive(self, claim: Claim, now: datetime) -> Received:
        """Look at a claimed file; its bytes are in the record afterwards.

        Raises:
            NotYet: the record or a tool is busy or down; the claim stays as it is.
        """
        post = self._posts.get(claim.folder, "")
        event = self._event(claim)
        try:
            data = self._tools.folders.read(claim.id, LARGEST)
        except Refused as refusal:
            named = tuple(_named(each, claim.name) for each in refusal.findings)
            return Received(event=replace(event, findings=named), cycle=None)
        event = replace(event, sha256=self._tools.folders.keep(data), size=len(data))
        if not post:
            # It goes to somebody who did not drop it, so what is in it is told first.
            hidden = self._tools.inspector.inspect(data, claim.name)
            told = (*hidden.findings, *hidden.misnamed, Finding("B04", {}))
            return self._stray(event, *told)
        try:
            known = self._identified(data, claim.name)
        except Refused as refusal:
            return self._stray(event, *refusal.findings)
        if known is None:
            about = self.own_note_about(data, claim.folder)
            if about and not claim.back and not self._is_read_beside(about, data, event.post):
                return Received(event=event, cycle=None, is_own_note=True)
            known = next(reversed(self._tools.store.documents(about or "")), None)
        if known is None:
            lone_note = claim.back and claim.name.lower().endswith(".txt")
            is_staff = any(unit.staff == post for unit in self._office.roster.units)
            unnamed = "F43" if is_staff and not claim.back else "B01"
            stray = Finding("B07" if lone_note else unnamed, {})
            if self._tools.forms.is_text_of_form(data):
                stray = Finding("F10", {})
            program = self._tools.examiner.rewritten_by(data)
            return self._stray(event, *(each for each in (program, stray) if each is not None))
        return self._examined(event, known, data, now)

    def _identified(self, data: bytes, name: str) -> DocumentVersion | None:
        """Which of our papers a dropped file is, if any.

        Raises:
            Refused: it is one that nobody should open, another office's, still without content, or
                ours from a time that is lost.
        """
        if _is_reserved(data):
            raise Refused(Finding("B08", {}))
        known = self.recognition.identify(data, name)
        if known is None and self._is_lost_paper(data):
            raise Refused(Finding("B10", {}))
        return known

    def _is_lost_paper(self, data: bytes) -> bool:
        """Whether a PDF begins with one of ours that a rebuilding found and could not place."""
        if not data.startswith(b"%PDF-"):
            return False
        told = self._tools.store.fact(f"{LOST_PAPER}{_sha256(data[:HEAD_BYTES])}")
        size, _, sha256 = (told or "").partition(" ")
        return bool(told) and _sha256(data[: int(size)]) == sha256

    def _event(self, claim: Claim) -> HandedIn:
        return HandedIn(
            claim=claim.id,
            post=self._posts.get(claim.folder, "") or self._office.config.identity.juru_berkas,
            name=claim.name,
            sha256="",
            size=0,
            back=claim.back,
            note=claim.note,
        )

    def unread(self, claim: Claim, finding: Finding) -> Received:
        """A claim that goes back without being opened."""
        return self._stray(self._event(claim), finding)

    def _stray(self, event: HandedIn, *findings: Finding) -> Received:
        """A file that belongs to no cycle, and why."""
        named = tuple(_named(each, event.name) for each in findings)
        return Received(event=replace(event, findings=named), cycle=None)

    def own_note_about(self, data: bytes, folder: str) -> str | None:
        """The code of the paper beside which these bytes were laid before this folder's post.

        ``-`` where a note was about no paper; None where we never laid them there.
        """
        return own_note_of(self._tools.store, self._posts.get(folder, ""), data)

    def _is_read_beside(self, code: str, data: bytes, post: str) -> bool:
        """Whether this is a reading copy that lies beside a paper still awaited from that post."""
        issued = self._tools.store.documents(code)
        if not issued or not data.startswith(b"%PDF-"):
            return False
        cycle, _ = self._tools.store.cycle(issued[-1].cycle)
        return any(task.post == post and code in task.companions for task in cycle.open_tasks)

    def _examined(
        self, event: HandedIn, known: DocumentVersion, data: bytes, now: datetime
    ) -> Received:
        cycle, sop = self._tools.store.cycle(known.cycle)
        event = replace(event, code=known.code, version=known.version)
        expected = expectation(cycle, sop, event.post, known.code)
        current = expected is not None and expected.paper.version == known.version
        if event.back or expected is None or not current:
            awaited = self._form_instead(cycle, event.post, known.code)
            return Received(event=replace(event, awaited_form=awaited), cycle=cycle.id)
        try:
            found = self._examine(cycle, sop, expected, data, now)
        except Refused as refusal:
            told = tuple(_named(each, event.name) for each in refusal.findings)
            texts = self._evidence_texts(cycle, expected, data)
            event = replace(event, findings=told)
            return Received(event=event, cycle=cycle.id, evidence=texts)
        return Received(event=replace(event, **found), cycle=cycle.id)

    def _evidence_texts(self, cycle: Cycle, expected: Expectation, data: bytes) -> tuple[str, ...]:
        """What a form that is sent back says of its evidence, so that all is told at once."""
        if expected.step.kind is not Kind.GATHER:
            return ()
        try:
            plan = self._maker.form_plan(cycle, expected.paper)
            return self._tools.forms.evidence_texts(data, plan)
        except Refused:
            return ()

    def _form_instead(self, cycle: Cycle, post: str, code: str) -> str:
        """The file name of the form that a post is to fill, where it handed in another one."""
        if all(each.form != code for each in cycle.units):
            return ""
        running = self._tools.store.cycles(closed=False)
        forms = [
            paper
            for each in running
            for paper in awaited_forms(each, self._tools.store.cycle(each.id)[1], post)
        ]
        if not forms or any(paper.code == code for paper in forms):
            return ""
        return f"{forms[-1].title}.{forms[-1].format.value}"

    def awaited_form(self, data: bytes, name: str, folder: str) -> AwaitedForm | None:
        """The data form that a file is, and what it says, if its hand-in by that post would do.

        Raises:
            NotYet: a tool is busy or down.
        """
        try:
            known = self._identified(data, name)
            if known is None:
                return None
            cycle, sop = self._tools.store.cycle(known.cycle)
            expected = expectation(cycle, sop, self._posts.get(folder, ""), known.code)
            if expected is None or expected.step.kind is not Kind.GATHER:
                return None
            if expected.paper.version != known.version:
                return None
            plan = self._maker.form_plan(cycle, expected.paper)
            return AwaitedForm(
                cycle=cycle.id, paper=expected.paper, data=self._tools.forms.read_form(data, plan)
            )
        except Refused:
            return None

    def _examine(
        self, cycle: Cycle, sop: Sop, expected: Expectation, data: bytes, now: datetime
    ) -> dict[str, Any]:
        """The facts that a hand-in of this kind adds to its event."""
        paper = expected.paper
        if expected.field:
            return self._examine_signed(expected, data, now)
        if expected.step.kind is Kind.GATHER:
            plan = self._maker.form_plan(cycle, paper)
            return {"data": self._tools.forms.read_form(data, plan)}
        if paper.format is Format.PDF:
            return _unchanged(paper, data)
        if expected.step.kind is Kind.DRAFT:
            bookmarks = frozenset(plan.name for plan in self._maker.fields(sop, paper))
            controls = PAPERS[sop.papers[paper.kind].template].controls
            self._tools.words.inspect(data, bookmarks=bookmarks, controls=controls)
            return {}
        self._tools.words.inspect(data, bookmarks=frozenset(), controls=frozenset())
        rendition = self._tools.converter.convert(self._marked(data, expected, now))
        return {
            "order": self._tools.words.read_controls(data).get(_ORDER_CONTROL, ""),
            "rendition_sha256": self._tools.folders.keep(rendition.pdf),
            "pages": rendition.pages,
        }

    def _marked(self, data: bytes, expected: Expectation, now: datetime) -> bytes:
        """An order sheet as it is filed to be read: with who handed it in, and when."""
        if _GIVER_CONTROL not in self._tools.words.read_controls(data):
            return data
        marks = {
            _GIVER_CONTROL: giver_mark(self._office, expected.task.post, now),
            _GIVEN_CONTROL: date_words(self._office.today(now)),
        }
        return self._tools.words.write_controls(data, marks)

    def _examine_signed(self, expected: Expectation, data: bytes, now: datetime) -> dict[str, Any]:
        """A PDF that this post signs: checked against what we issued, or signed by an agent."""
        paper = expected.paper
        facts: dict[str, Any] = {}
        if _sha256(data) == paper.current_sha256:
            credential = self._tools.agents.credential(expected.task.post, now)
            if credential is None:
                return {}  # the core asks for the signature where the step needs one
            data = self._signed_by_agent(expected, data, credential, now)
            facts["carries_sha256"] = self._tools.folders.keep(data)
        verdict = self._tools.examiner.examine(
            data,
            issued=self._tools.folders.object(paper.issued_sha256 or ""),
            expected=self.expected_signatures(expected, now),
            at=now,
            time_trust=time_trust(self._tools.store),
        )
        if verdict.findings:
            raise Refused(*verdict.findings)
        fact = verdict.signatures[-1]
        made_at = moment_of(fact.timestamp or fact.signed_at, expected.task.opened_at, now)
        admitted = self._admit(expected, fact, made_at, now)
        label = self._office.roster.titles[expected.task.post]
        self._footers.hold_to(paper, expected.step.kind, admitted.issuer_der, label)
        return facts | {"signature": self._signature(expected, fact, made_at, admitted)}

    def _admit(
        self, expected: Expectation, fact: SignatureFact, made_at: datetime, now: datetime
    ) -> Enrolled:
        """The certificate's holder held the post, or acted for it, when it signed.

        A certificate that a binding lets in for the first time is enrolled here, so that
        everything later finds it by its own hash.
        """
        post = expected.task.post
        register = register_of(self._tools.store, post)
        zone = self._office.calendar.zone
        rights = entitled(self._office.config, register, at=made_at, now=now, zone=zone)
        admitted = rights.admit(fact.certificate, self._tools.signing, now)
        if admitted is None:
            label = self._office.roster.titles[post]
            raise Refused(Finding("P40", {"label": label, "nama": fact.subject}))
        if admitted not in register.certificates:
            self._tools.store.enrol(admitted)
        return admitted

    def _signed_by_agent(
        self, expected: Expectation, data: bytes, credential: Credential, now: datetime
    ) -> bytes:
        stamp = self._stamp(expected, credential.certificate.subject, now)
        return self._tools.signing.sign(
            data, field=expected.field or "", credential=credential, stamp=stamp
        )

    def _stamp(self, expected: Expectation, subject: str, now: datetime) -> Stamp:
        """What a post's paraf or signature shows on a paper."""
        post, today = expected.task.post, self._office.today(now)
        holder = holder_of(self._office.config, post, (subject,), today)
        return Stamp(
            kind="paraf" if expected.step.kind is Kind.PARAF else "ttd",
            post=holder.title,
            holder=holder.name,
            nip=nip_grouped(holder.nip),
            number=expected.paper.nomor or "",
            signed_at=now.astimezone(self._office.calendar.zone),
        )

    def given_signatures(self, paper: Paper) -> tuple[ExpectedSignature, ...]:
        """The signatures a paper carries already, as they were accepted."""
        titles = self._office.roster.titles
        return tuple(
            # What was accepted stays accepted, whatever program the office allows by now.
            self._recorded(each).expect(
                each.field, titles.get(each.post, each.capacity), PROGRAM_PROFILES
            )
            for each in paper.signatures
        )

    def expected_signatures(
        self, expected: Expectation, now: datetime
    ) -> tuple[ExpectedSignature, ...]:
        """The signatures the paper must carry once this step is done, first to last."""
        given = self.given_signatures(expected.paper)
        post = expected.task.post
        register = register_of(self._tools.store, post)
        due = conceivable(register, since=expected.task.opened_at, now=now)
        title, profiles = self._office.roster.titles[post], self._office.config.profiles
        return (*given, due.expect(expected.field or "", title, profiles))

    def _recorded(self, signature: Signature) -> Rights:
        """The certificate of a signature accepted before, whatever became of it since."""
        enrolled = self._tools.store.certificates(signature.post)
        return Rights(
            certificates=tuple(
                each for each in enrolled if each.sha256 == signature.certificate_sha256
            )
        )

    def _signature(
        self, expected: Expectation, fact: SignatureFact, made_at: datetime, admitted: Enrolled
    ) -> Signature:
        post, names = expected.task.post, (admitted.holder, admitted.subject)
        holder = holder_of(self._office.config, post, names, self._office.today(made_at))
        return Signature(
            field=fact.field,
            post=post,
            holder=holder.name,
            capacity=holder.title,
            certificate_sha256=fact.certificate_sha256,
            signed_at=fact.signed_at or made_at,
        )


def own_note_of(store: Store, post: str, data: bytes) -> str | None:
    """The code of the paper beside which these bytes were laid before a post, ``-`` for none."""
    return store.fact(own_note(post, _sha256(data)))


def own_note(post: str, sha256: str) -> str:
    """The key under which the office remembers that it laid these bytes before a post."""
    return f"laid:{post}:{sha256}"


def _unchanged(paper: Paper, data: bytes) -> dict[str, Any]:
    """A paper that goes on as it is must be, byte for byte, what was laid.

    That is the paper as it was last signed, where its validation data came after it was laid. What
    goes on is what is in the record.
    """
    if _sha256(data) == paper.current_sha256:
        return {}
    if _sha256(data) == paper.signed_sha256:
        return {"carries_sha256": paper.current_sha256}
    raise Refused(Finding("S11", {"judul": paper.title}))


def _is_reserved(data: bytes) -> bool:
    """Whether a writer died before the first byte: nothing but the space it had reserved."""
    return not any(data[:8]) and not any(data)


def _named(finding: Finding, name: str) -> Finding:
    """A finding that also knows the file's name."""
    return Finding(finding.code, {"nama": name, **finding.facts})


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

"""Performing acts: what was decided and committed is now done to the world.

Every act may be done twice: what exists is left alone, what is gone stays gone. An act that cannot
be done now is tried again with growing patience and is a problem on the board meanwhile; what comes
after it in its lane waits with it (here, and in ``Store.due_acts``), and nothing else does.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime

from pipeline.domain.acts import (
    EVERY_INBOX,
    Append,
    AppendProof,
    Clear,
    FileAway,
    Issue,
    Lay,
    Moving,
    Prolong,
    Release,
    SendBack,
    SetTimer,
    Sweep,
    Tell,
    lane,
)
from pipeline.domain.cycle import Cycle, Paper, PaperState
from pipeline.domain.events import (
    Event,
    Filed,
    Issued,
    IssueFailed,
    Prolonged,
    ProlongOwed,
    ProofFiled,
    Supplemented,
    TimePassed,
)
from pipeline.domain.sop import Sop
from pipeline.errors import Misconfigured, NotYet, PipelineError, Refused, Tampered
from pipeline.office.authority import time_trust
from pipeline.office.filing import Filing
from pipeline.office.intake import Intake, own_note
from pipeline.office.maker import Maker
from pipeline.office.presence import belongs
from pipeline.office.recognition import HEAD_BYTES
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.office.troubles import delay_after, kind_of, labelled
from pipeline.ports.signing import LEVELS
from pipeline.ports.store import LaidFile, PendingAct
from pipeline.ports.watch import Deed, DeedKind
from pipeline.wording.notes import line, note

#: Commits an event that an act's performance brought about.
Report = Callable[[PendingAct, Event], None]


class Runner:
    """Performs acts for one office."""

    def __init__(
        self,
        office: Surroundings,
        tools: Tools,
        rooms: tuple[Maker, Intake, Filing],
        report: Report,
        report_debt: Report,
    ) -> None:
        self._report_debt = report_debt
        self._office = office
        self._tools = tools
        self._maker, self._intake, self._filing = rooms
        self._report = report
        self._was_struck = False

    def was_struck(self) -> bool:
        """Whether a bug struck an act since this was asked last; that act is postponed."""
        struck, self._was_struck = self._was_struck, False
        return struck

    def perform(self, pending: Sequence[PendingAct], now: datetime) -> int:
        """Perform acts in order; returns how many were done."""
        done = 0
        held: set[tuple[str | None, str | None]] = set()
        for each in pending:
            if not self._tools.watch.may_go_on():
                break
            began = self._tools.clock.steady()
            own = lane(each.act)
            if own and held & {(each.cycle, own), (each.cycle, EVERY_INBOX)}:
                continue
            try:
                self._perform(each, now)
            except (NotYet, Misconfigured, Tampered, Refused) as error:
                held.add((each.cycle, own))
                self._postpone(each, now, began, error, self._why(error))
            except Exception as error:
                # Or it would stop all others for good.
                self._postpone(each, now, began, error, f"bug: {error!r}")
                self._was_struck = True
                raise
            else:
                done += 1
                self._tell(each, DeedKind.DONE, self._tools.clock.steady() - began)
        return done

    def _tell(self, pending: PendingAct, kind: DeedKind, seconds: float, why: str = "") -> None:
        act = pending.act
        deed = Deed(
            kind=kind,
            what=act.type,
            post=getattr(act, "post", ""),
            cycle=pending.cycle or "",
            code=getattr(act, "code", None) or "",
            reasons=tuple(dict.fromkeys(each.code for each in getattr(act, "findings", ()))),
            why=why,
            tries=pending.tries + bool(why),
            seconds=seconds,
        )
        self._tools.watch.tell(deed)

    def _why(self, error: PipelineError) -> str:
        if isinstance(error, Refused):
            return "; ".join(line(each, self._office.calendar.zone) for each in error.findings)
        return str(error)

    def _postpone(
        self, pending: PendingAct, now: datetime, began: float, error: Exception, why: str
    ) -> None:
        until = now + delay_after(pending.tries + 1)
        self._tools.store.postpone_act(pending.id, until, labelled(kind_of(error), why))
        self._tell(pending, DeedKind.PUT_OFF, self._tools.clock.steady() - began, why)

    def _perform(self, pending: PendingAct, now: datetime) -> None:
        """Acts that make something report it as an event; the others are simply done."""
        match pending.act:
            case Issue():
                self._issue(pending, pending.act, now)
            case SetTimer():
                timer = pending.act
                event = TimePassed(timer=timer.timer, unit=timer.unit, count=timer.count)
                self._report(pending, event)
            case FileAway():
                self._file_away(pending)
            case Append():
                self._append(pending, pending.act)
            case Prolong():
                self._prolong(pending, pending.act)
            case AppendProof():
                self._append_proof(pending, pending.act)
            case act:
                self._move(pending, act)
                self._tools.store.finish_act(pending.id)

    def _move(self, pending: PendingAct, act: Moving) -> None:
        """The acts that only move files in and out of inboxes."""
        match act:
            case Lay():
                self._lay(pending, act)
            case Clear():
                self._clear(act)
            case Sweep():
                self._sweep(pending.cycle or "")
            case SendBack():
                self._send_back(pending, act)
            case Release():
                self._tools.folders.release(act.claim)
            case Tell():
                self._lay_message(pending, act)

    def _cycle(self, pending: PendingAct) -> tuple[Cycle, Sop]:
        return self._tools.store.cycle(pending.cycle or "")

    def _issue(self, pending: PendingAct, act: Issue, now: datetime) -> None:
        cycle, sop = self._cycle(pending)
        paper = cycle.paper(act.code)
        if paper.version != act.version or paper.state is not PaperState.ORDERED:
            self._tools.store.finish_act(pending.id)
            return
        try:
            made = self._maker.make(cycle, sop, act, now)
        except Refused as refusal:
            failed = IssueFailed(code=act.code, version=act.version, findings=refusal.findings)
            self._report(pending, failed)
            return
        keep = self._tools.folders.keep
        issued = Issued(
            code=act.code,
            version=act.version,
            sha256=keep(made.data),
            size=len(made.data),
            head_sha256=hashlib.sha256(made.data[:HEAD_BYTES]).hexdigest(),
            source_sha256=keep(made.source) if made.source else None,
            attachments=made.attachments,
            pages=made.pages,
            contents_sha256=keep(made.contents) if made.contents else None,
        )
        self._report(pending, issued)

    def _lay(self, pending: PendingAct, act: Lay) -> None:
        """Lay a paper and what belongs to it, unless it has moved on meanwhile."""
        cycle, _ = self._cycle(pending)
        paper = cycle.paper(act.code)
        if paper.version != act.version or paper.current_sha256 is None:
            return
        if not belongs(cycle, self._office.roster, act.post, act.code):
            return
        folder = self._office.config.folder(act.post)
        if act.to_read and paper.rendition_sha256:
            data = self._tools.folders.object(paper.rendition_sha256)
            self._lay_beside(act.post, f"{paper.title}.pdf", data, cycle.id, paper.code)
        else:
            data = self._tools.folders.object(paper.current_sha256)
            self._tools.folders.deliver(folder, f"{paper.title}.{paper.format.value}", data)
        for attached in paper.attachments:
            content = self._tools.folders.object(attached.sha256)
            self._lay_beside(act.post, attached.name, content, cycle.id, paper.code)
        if act.note:
            name = f"{paper.title}.{paper.format.value} - ALASAN.txt"
            text = note(act.note, self._office.calendar.zone)
            self._lay_beside(act.post, name, text, cycle.id, paper.code)

    def _lay_beside(
        self, post: str, name: str, data: bytes, cycle: str | None, code: str | None
    ) -> None:
        """Deliver something that is no paper and remember it, so that it can be cleared."""
        used = self._tools.folders.deliver(self._office.config.folder(post), name, data)
        sha256 = hashlib.sha256(data).hexdigest()
        laid = LaidFile(post=post, name=used, cycle=cycle, code=code, sha256=sha256)
        self._tools.store.lay(laid, own_note(post, sha256))

    def _clear(self, act: Clear) -> None:
        """Take a paper's copies and notes out of an inbox; what was edited there is kept."""
        folder = self._office.config.folder(act.post)
        beside = {
            each.name for each in self._tools.store.laid(post=act.post) if each.code == act.code
        }
        for name, data in self._tools.folders.inbox(folder):
            if name in beside or self._is_copy(data, act.code, folder):
                self._tools.folders.keep(data)
                self._tools.folders.take_out(folder, name)
        for name in beside:
            self._tools.store.forget_laid(act.post, name)

    def _is_copy(self, data: bytes, code: str, folder: str) -> bool:
        """Whether these bytes are that paper, or lay beside it here, under whatever name."""
        if self._intake.own_note_about(data, folder) == code:
            return True
        try:
            known = self._intake.recognition.recognise(data)
        except Refused:
            return False
        return known is not None and known.code == code

    def _sweep(self, cycle_id: str) -> None:
        """A filed cycle leaves nothing in any inbox but what still waits there.

        Raises:
            NotYet: an inbox cannot be reached; all others were swept.
        """
        cycle, _ = self._tools.store.cycle(cycle_id)
        unreached: NotYet | None = None
        waiting = {
            (task.post, code)
            for task in cycle.open_tasks
            for code in (task.paper, *task.companions)
        }
        for post in self._office.config.posts:
            lying = (paper for paper in cycle.papers if self._may_lie(cycle, post, paper))
            try:
                for paper in lying:
                    if (post, paper.code) not in waiting:
                        self._clear(Clear(code=paper.code, post=post))
            except NotYet as error:
                unreached = error
        if unreached is not None:
            raise unreached

    def _may_lie(self, cycle: Cycle, post: str, paper: Paper) -> bool:
        """Whether a paper was ever laid before a post."""
        if post in paper.readers:
            return True
        if paper.unit and self._office.roster.unit(paper.unit).head == post:
            return True
        return any(
            task.post == post and paper.code in (task.paper, *task.companions)
            for task in cycle.tasks
        )

    def _send_back(self, pending: PendingAct, act: SendBack) -> None:
        folder = self._office.config.folder(act.post)
        name = self._tools.folders.send_back(act.claim, folder)
        if name is None:
            return
        text = note(act.findings, self._office.calendar.zone)
        self._lay_beside(act.post, f"{name} - ALASAN.txt", text, pending.cycle, act.code)
        self._tools.folders.release(act.claim)

    def _lay_message(self, pending: PendingAct, act: Tell) -> None:
        text = note([act.finding], self._office.calendar.zone)
        self._lay_beside(act.post, f"{act.title}.txt", text, pending.cycle, act.code)

    def _file_away(self, pending: PendingAct) -> None:
        cycle, sop = self._cycle(pending)
        filed = self._filing.file_away(cycle, sop)
        event = Filed(
            path=filed.path, manifest_sha256=filed.manifest_sha256, items=len(filed.items)
        )
        self._report(pending, event)

    def _append(self, pending: PendingAct, act: Append) -> None:
        cycle, sop = self._cycle(pending)
        filed = self._filing.append(cycle, sop, act.unit)
        event = Supplemented(
            unit=act.unit,
            path=filed.path,
            manifest_sha256=filed.manifest_sha256,
            items=len(filed.items),
        )
        self._report(pending, event)

    def _append_proof(self, pending: PendingAct, act: AppendProof) -> None:
        cycle, sop = self._cycle(pending)
        filed = self._filing.append_proof(cycle, sop, (act.code, *act.beside))
        event = ProofFiled(
            code=act.code,
            beside=act.beside,
            path=filed.path,
            manifest_sha256=filed.manifest_sha256,
            items=len(filed.items),
        )
        self._report(pending, event)

    def _prolong(self, pending: PendingAct, act: Prolong) -> None:
        """Put proof under a paper's signatures; a first failure is written down as a debt."""
        cycle, _ = self._cycle(pending)
        paper = cycle.paper(act.code)
        if paper.version != act.version or not paper.signatures or paper.level:
            self._tools.store.finish_act(pending.id)
            return
        try:
            event = self._prolonged(paper)
        except (NotYet, Refused) as error:
            if paper.owed_since is None:
                owed = ProlongOwed(code=act.code, version=act.version, why=self._why(error))
                self._report_debt(pending, owed)
            raise
        self._report(pending, event)

    def _prolonged(self, paper: Paper) -> Prolonged:
        if self._tools.timestamps is None:
            raise NotYet(
                "office.toml names no timestamping authority any more ([stempel_waktu])", "T09"
            )
        signed = paper.current_sha256 or ""
        given = self._intake.given_signatures(paper)
        trust = tuple(dict.fromkeys(der for each in given for der in each.trust))
        data = self._tools.timestamps.prolong(self._tools.folders.object(signed), trust)
        verdict = self._tools.examiner.examine(
            data,
            issued=self._tools.folders.object(paper.issued_sha256 or ""),
            expected=given,
            at=max(each.signed_at for each in paper.signatures),
            time_trust=time_trust(self._tools.store),
        )
        if verdict.findings:
            raise Refused(*verdict.findings)
        return Prolonged(
            code=paper.code,
            version=paper.version,
            signed_sha256=signed,
            sha256=self._tools.folders.keep(data),
            level=min((each.level for each in verdict.signatures), key=LEVELS.index),
        )

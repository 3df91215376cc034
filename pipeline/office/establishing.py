"""Cycles from their events: decided again, and proved by the digests that the ledger gives.

A state is never guessed. Every event says which numbers it drew and which digest it left; the core
decides it again, and where both come out the same the state is the one that was. Where the core,
the office or its calendar have changed since, a filed cycle is told from its berkas instead; an
open one cannot be told.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.domain.acts import (
    Act,
    Append,
    AppendProof,
    FileAway,
    Issue,
    Prolong,
    Release,
    SendBack,
    SetTimer,
)
from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import Cycle, Format, Paper, PaperState, Signature, Status
from pipeline.domain.decide import decide, open_cycle
from pipeline.domain.events import (
    CycleOpened,
    Filed,
    HandedIn,
    Issued,
    IssueFailed,
    Prolonged,
    ProofFiled,
    Supplemented,
    TimePassed,
)
from pipeline.domain.period import Period
from pipeline.domain.sop import Sop
from pipeline.office.surroundings import Surroundings
from pipeline.ports.archive import FiledItem, FileRole
from pipeline.ports.rebuilding import Established, Gathered, Testimony
from pipeline.ports.store import DocumentVersion, Happened

_CYCLE_ID = re.compile(r"(?P<year>\d{4})-tw(?P<quarter>[1-4])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishing:
    """What cycles are established with."""

    office: Surroundings
    gathered: Gathered
    digest: Callable[[Cycle], str]  #: by which the ledger knows a state
    held: frozenset[str]  #: claims that are in our keeping
    prolongs: bool  #: whether signed papers get validation data now

    def events(self, cycle_id: str) -> tuple[Happened, ...]:
        """A cycle's events in order, up to the first one of which only the seal is known."""
        sealed = [
            line.seq for line in self.gathered.lines if line.cycle == cycle_id and line.body is None
        ]
        end = min(sealed, default=1 << 62)
        return tuple(
            each for each in self.gathered.happened if each.cycle == cycle_id and each.seq < end
        )

    def replayed(self, cycle_id: str) -> Established | None:
        """A cycle decided again from its events; None where that cannot be done."""
        events = self.events(cycle_id)
        if not events or not isinstance(events[0].event, CycleOpened):
            return None
        sop = self.gathered.sops.get(cycle_id, self.office.sop)
        tries = [
            self._replay(events, sop, prolongs=each) for each in (self.prolongs, not self.prolongs)
        ]
        whole = [each for each in tries if each is not None]
        return next((each for each in whole if each.is_proved), None) or next(iter(whole), None)

    def _replay(
        self, events: tuple[Happened, ...], sop: Sop, *, prolongs: bool
    ) -> Established | None:
        found = _Course(sop=sop, held=self.held)
        for happened in events:
            context = Context(
                now=happened.at,
                sop=sop,
                roster=self.office.roster,
                calendar=self.office.calendar,
                next_number=_as_drawn(happened),
                prolongs=prolongs,
            )
            try:
                decision = _decided(context, found.cycle, happened)
            except (LookupError, AssertionError, StopIteration, ValueError, TypeError):
                return None
            if _drawn(decision) != (happened.taken, happened.voided) or decision.cycle is None:
                return None
            found.take(happened, decision)
            if happened.state_sha256 not in ("", self.digest(decision.cycle)):
                found.is_proved = False
        return found.established(len(events))

    def from_berkas(self, testimony: Testimony) -> Established:
        """A filed cycle as its berkas and the events that are known tell it."""
        events = self.events(testimony.cycle)
        opened = next((each for each in events if isinstance(each.event, CycleOpened)), None)
        issued = [each for each in events if isinstance(each.event, Issued)]
        sop = self.gathered.sops.get(testimony.cycle, self.office.sop)
        papers = tuple(_paper(each, testimony, events, sop) for each in testimony.items)
        by_code = {paper.code: paper for paper in papers}
        cycle = Cycle(
            id=testimony.cycle,
            period=_period(testimony, opened),
            opened_at=opened.at if opened else testimony.filed_at,
            status=Status.FILED,
            papers=papers,
            items=tuple(by_code),
            berkas_number=testimony.number,
            berkas_path=testimony.path,
            berkas_sha256=testimony.manifest_sha256,
            filed_at=testimony.filed_at,
        )
        documents = tuple(
            _document(each, by_code[each.event.code], cycle.id)
            for each in issued
            if isinstance(each.event, Issued) and each.event.code in by_code
        )
        return Established(
            cycle=cycle, sop=sop, events=len(events), is_proved=False, documents=documents
        )


@dataclass(slots=True)
class _Course:
    """A cycle on its way through its events."""

    sop: Sop
    held: frozenset[str]
    cycle: Cycle | None = None
    documents: list[DocumentVersion] = field(default_factory=list)
    acts: list[tuple[Act, datetime]] = field(default_factory=list)
    is_proved: bool = True

    def take(self, happened: Happened, decision: Decision) -> None:
        """Go one event further."""
        self.cycle = decision.cycle
        self.acts = [each for each in self.acts if not _is_done(each[0], happened)]
        for act in decision.acts:
            due = act.due if isinstance(act, SetTimer) else happened.at
            if _is_to_do(act, self.held):
                self.acts.append((act, due))
        if isinstance(happened.event, Issued) and decision.cycle:
            paper = decision.cycle.paper(happened.event.code)
            self.documents.append(_document(happened, paper, decision.cycle.id))

    def established(self, events: int) -> Established | None:
        """Where it led."""
        if self.cycle is None:
            return None
        return Established(
            cycle=self.cycle,
            sop=self.sop,
            events=events,
            is_proved=self.is_proved,
            documents=tuple(self.documents),
            acts=tuple(self.acts),
        )


def filed_again(established: Established, testimony: Testimony) -> Established:
    """A cycle whose berkas stands in the archive need not be filed: only the event is missing."""
    acts = tuple(each for each in established.acts if not isinstance(each[0], FileAway))
    cycle = established.cycle
    if cycle.status is Status.FILED and not any(isinstance(act, _ADDS) for act, _ in acts):
        cycle = replace(cycle, berkas_sha256=testimony.manifest_sha256)
    proved = established.is_proved and cycle == established.cycle
    return replace(established, cycle=cycle, acts=acts, is_proved=proved)


_ADDS = (Append, AppendProof)


def filing_event(testimony: Testimony) -> Filed:
    """That the berkas stands there."""
    return Filed(
        path=testimony.path,
        manifest_sha256=testimony.manifest_sha256,
        items=len(testimony.items),
    )


def _decided(context: Context, cycle: Cycle | None, happened: Happened) -> Decision:
    if cycle is None:
        if not isinstance(happened.event, CycleOpened):
            raise LookupError(f"line {happened.seq} comes before the cycle was opened")
        return open_cycle(context, happened.cycle or "", happened.event)
    return decide(context, cycle, happened.event)


def _as_drawn(happened: Happened) -> Mapping[str, int]:
    """The registers as they stood: each gave the number that the event drew first."""
    found: dict[str, int] = {}
    for register, number, _, _ in happened.taken:
        found[register] = min(found.get(register, number), number)
    return found


def _drawn(decision: Decision) -> tuple[tuple[object, ...], tuple[object, ...]]:
    taken = tuple((each.register, each.number, each.text, each.code) for each in decision.taken)
    return taken, tuple((each.text, each.reason) for each in decision.voided)


def _is_to_do(act: Act, held: Iterable[str]) -> bool:
    """Whether an act is to be done again: what moves files only where a claim is still there."""
    match act:
        case SendBack() | Release():
            return act.claim in held
        case SetTimer() | Issue() | FileAway() | Append() | AppendProof() | Prolong():
            return True
        case _:
            return False


def _is_done(act: Act, happened: Happened) -> bool:  # noqa: PLR0911 - a table
    """Whether an event tells that an act was done."""
    match act, happened.event:
        case SetTimer(), TimePassed() as event:
            key = event.timer, event.unit, event.count
            return (act.timer, act.unit, act.count) == key
        case Issue(), (Issued() | IssueFailed()) as event:
            return (act.code, act.version) == (event.code, event.version)
        case Prolong(), Prolonged() as event:
            return (act.code, act.version) == (event.code, event.version)
        case FileAway(), Filed():
            return True
        case Append(), Supplemented() as event:
            return act.unit == event.unit
        case AppendProof(), ProofFiled() as event:
            return act.code == event.code
        case _:
            return False


def _document(happened: Happened, paper: Paper, cycle_id: str) -> DocumentVersion:
    event = happened.event
    if not isinstance(event, Issued):
        raise TypeError(f"line {happened.seq} issues nothing")
    return DocumentVersion(
        code=event.code,
        version=event.version,
        cycle=cycle_id,
        kind=paper.kind,
        step=paper.step,
        unit=paper.unit,
        format=paper.format.value,
        title=paper.title,
        sha256=event.sha256,
        size=event.size,
        head_sha256=event.head_sha256,
        issued_at=happened.at,
    )


def _paper(item: FiledItem, testimony: Testimony, events: tuple[Happened, ...], sop: Sop) -> Paper:
    """An item of a berkas as the paper it was."""
    main = next((each for each in item.files if each.role is FileRole.RENDITION), item.files[0])
    versions = [
        each.event.version
        for each in events
        if isinstance(each.event, Issued) and each.event.code == item.code
    ]
    makers = [step.no for step in sop.steps if step.paper == item.kind]
    ending = main.name.rpartition(".")[2].lower()
    known = ending in [each.value for each in Format]
    return Paper(
        code=item.code,
        kind=item.kind,
        step=makers[0] if makers else sop.first.no,
        version=max(versions, default=1),
        format=Format(ending) if known else Format.PDF,
        state=PaperState.RECORDED,
        label=item.title,
        title=item.title,
        current_sha256=testimony.digests.get(main.name),
        nomor=item.nomor,
        dated=item.dated_on,
        signatures=tuple(_signatures(item.code, events)),
    )


def _signatures(code: str, events: Iterable[Happened]) -> Iterable[Signature]:
    for each in events:
        if isinstance(each.event, HandedIn) and each.event.code == code and each.event.signature:
            yield each.event.signature


def _period(testimony: Testimony, opened: Happened | None) -> Period:
    if opened and isinstance(opened.event, CycleOpened):
        return opened.event.period
    found = _CYCLE_ID.fullmatch(testimony.cycle)
    if found:
        return Period(int(found["year"]), int(found["quarter"]))
    return Period.containing(testimony.filed_at.date())

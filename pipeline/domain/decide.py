"""The one place where a cycle changes: (cycle, event, surroundings) -> (cycle, acts, numbers).

No clock, disk, network, database or library; the moment comes in with the context. Rules that hold
after every decision, tried by random walks in the tests:

* a letter is signed only with every paraf before it, and by each post once;
* a unit that was asked is never forgotten until its data are in;
* a nomor is drawn once and never used again, void or not;
* while a cycle runs, something lies in some inbox or an act is on its way.
"""

from pipeline.domain import collection, handin, lateness, proof, routing
from pipeline.domain.acts import SendBack, Sweep
from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import Cycle, PaperState, Status
from pipeline.domain.events import (
    BerkasReceived,
    CycleOpened,
    Event,
    Filed,
    HandedIn,
    Issued,
    IssueFailed,
    Prolonged,
    ProlongOwed,
    ProofFiled,
    Renewed,
    Supplemented,
    TimePassed,
)
from pipeline.domain.turn import Turn
from pipeline.errors import Finding


def decide(context: Context, cycle: Cycle, event: Event) -> Decision:
    """What follows from an event in a cycle that exists."""
    turn = Turn(context, cycle)
    match event:
        case CycleOpened():
            routing.enter(turn, context.sop.first, None, None, None)
        case HandedIn():
            handin.receive(turn, event)
        case Issued():
            _issued(turn, event)
        case IssueFailed():
            _issue_failed(turn, event)
        case TimePassed():
            lateness.time_passed(turn, event)
        case Filed():
            _filed(turn, event)
        case Supplemented():
            turn.change(berkas_sha256=event.manifest_sha256)
            turn.change_unit(event.unit, appended_at=turn.now)
            collection.append_next(turn)
        case Prolonged() | ProlongOwed() | Renewed() | ProofFiled():
            proof.happened(turn, event)
        case BerkasReceived():
            raise LookupError("a berkas of another office belongs to no cycle")
    return turn.decision()


def open_cycle(context: Context, cycle_id: str, event: CycleOpened) -> Decision:
    """The decision that begins a cycle."""
    cycle = Cycle(id=cycle_id, period=event.period, opened_at=context.now)
    return decide(context, cycle, event)


def decide_stray(event: HandedIn) -> Decision:
    """What to do with a file that belongs to no cycle: back, with the reasons found."""
    findings = event.findings or (Finding("S00", {"nama": event.name}),)
    back = SendBack(claim=event.claim, post=event.post, name=event.name, findings=findings)
    return Decision(cycle=None, acts=(back,))


def _issued(turn: Turn, event: Issued) -> None:
    """A version's bytes exist: lay every task that was waiting for them."""
    paper = turn.cycle.paper(event.code)
    if event.version != paper.version or paper.state is not PaperState.ORDERED:
        return
    turn.change_paper(
        event.code,
        state=PaperState.ISSUED,
        issued_sha256=event.sha256,
        current_sha256=event.sha256,
        source_sha256=event.source_sha256 or paper.source_sha256,
        attachments=event.attachments or paper.attachments,
        pages=event.pages or paper.pages,
        contents_sha256=event.contents_sha256,
    )
    collection.reading_issued(turn, event)
    for task in turn.cycle.open_tasks:
        if event.code in (task.paper, *task.companions):
            turn.lay_when_ready(task)


def _issue_failed(turn: Turn, event: IssueFailed) -> None:
    """A handed-in draft could not be made into a letter: back to its drafter, number kept."""
    paper = turn.cycle.paper(event.code)
    if event.version != paper.version or paper.state is not PaperState.ORDERED:
        return
    for task in turn.cycle.open_tasks:
        if task.paper == event.code:
            routing.redraft(turn, task, event)


def _filed(turn: Turn, event: Filed) -> None:
    turn.change(
        status=Status.FILED,
        berkas_path=event.path,
        berkas_sha256=event.manifest_sha256,
        filed_at=turn.now,
    )
    turn.acts.append(Sweep())
    collection.append_next(turn)

"""Events for a store to keep, and how the office judges them."""

from walks import JAKARTA, OPENING, PERIOD, sample_roster, sample_sop

from pipeline.domain.calendar import Calendar
from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import PaperState
from pipeline.domain.decide import decide, decide_stray, open_cycle
from pipeline.domain.events import CycleOpened, HandedIn, Issued
from pipeline.ports.store import Decide, Happening, Store

NOW = OPENING
OPENED = CycleOpened(period=PERIOD, by="perintah")
STRAY = HandedIn(claim="k1", post="sekretaris", name="foto.jpg", sha256="f", size=1)


def judge(event, at=NOW, cycle_id="c1") -> Decide:
    """The decision as the office takes it."""

    def decided(cycle, sop, registers):
        if sop is None:
            return decide_stray(event)
        context = Context(
            now=at,
            sop=sop,
            roster=sample_roster(),
            calendar=Calendar(zone=JAKARTA),
            next_number=registers,
        )
        if cycle is None:
            return open_cycle(context, cycle_id, event)
        return decide(context, cycle, event)

    return decided


def open_one(store: Store, cycle_id="c1", at=NOW) -> Decision | None:
    happening = Happening(
        key=f"open:{cycle_id}", at=at, event=OPENED, cycle=cycle_id, opens=sample_sop()
    )
    return store.apply(happening, judge(OPENED, at, cycle_id))


def issue(store: Store, cycle_id="c1", at=NOW, **more):
    """Report the first paper that is being made as issued."""
    cycle, _ = store.cycle(cycle_id)
    paper = next(paper for paper in cycle.papers if paper.state == PaperState.ORDERED)
    facts = {"sha256": f"{paper.code} v{paper.version}", "size": 7, "head_sha256": "head"} | more
    event = Issued(code=paper.code, version=paper.version, **facts)
    key = f"issued:{paper.code}:{paper.version}"
    happening = Happening(key=key, at=at, event=event, cycle=cycle_id)
    return store.apply(happening, judge(event, at)), event


def everything(store: Store):
    """All that the store holds, to see that nothing of it changed."""
    return (
        store.cycles(),
        store.ledger(),
        store.pending_acts(),
        store.numbers(),
        store.laid(),
        store.certificates(),
    )

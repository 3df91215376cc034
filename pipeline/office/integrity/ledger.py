"""The ledger against everything the database says beside it: numbers, papers, states, acts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from pipeline.domain.acts import FileAway, Issue, Prolong, SetTimer
from pipeline.domain.cycle import Cycle, PaperState, Status
from pipeline.domain.events import BerkasReceived, HandedIn, Issued
from pipeline.domain.receiving import BERKAS
from pipeline.office.integrity.findings import DATABASE, CheckFinding
from pipeline.office.integrity.scene import Scene
from pipeline.ports.store import CycleRow, DocumentVersion, Happened, Rebuilt


def _wrong(code: str, text: str) -> CheckFinding:
    return CheckFinding(code=code, text=text, path=DATABASE)


def chain(scene: Scene) -> Iterator[CheckFinding]:
    """The chain itself (I5)."""
    for text in scene.memory.breaks:
        yield _wrong("C01", text)
    is_gone = not scene.memory.office_id and not scene.memory.breaks
    if is_gone and (scene.record.files or scene.held):
        yield _wrong("C01", "there is a record of bytes and no ledger")


def gaps(scene: Scene) -> Iterator[CheckFinding]:
    """A register counts 1, 2, 3; whatever the ledger says of it.

    A berkas of another office keeps its number, however far ahead; our own fill what is before it.
    """
    events = (each.event for each in scene.memory.happened)
    received = {event.path for event in events if isinstance(event, BerkasReceived)}
    last: dict[str, int] = {}
    for row in scene.memory.numbers:
        is_ahead = row.register.startswith(BERKAS) and row.code in received
        if row.number != last.get(row.register, 0) + 1 and not is_ahead:
            yield _wrong("C02", f"register {row.register} has a gap before {row.text}")
        if row.number == last.get(row.register, 0) + 1 or not is_ahead:
            last[row.register] = row.number


def numbers(scene: Scene) -> Iterator[CheckFinding]:
    """Every number drawn was drawn by an event, once; every void one was voided by one."""
    told = Counter(each for happened in scene.memory.happened for each in happened.taken)
    told += Counter(each for rebuilt in scene.memory.rebuilt for each in rebuilt.taken)
    stored = Counter((r.register, r.number, r.text, r.code) for r in scene.memory.numbers)
    for each in sorted((stored - told) + (told - stored)):
        yield _wrong("C02", f"the ledger does not say the same of {each[0]} {each[1]}, {each[2]}")
    drawn = Counter((register, text) for register, _, text, _ in told.elements())
    for (register, printed), count in drawn.items():
        if count > 1:
            yield _wrong("C02", f"{register} {printed} was drawn {count} times")
    voided = {each for happened in scene.memory.happened for each in happened.voided}
    voided |= {each for rebuilt in scene.memory.rebuilt for each in rebuilt.voided}
    void = {(row.text, row.void) for row in scene.memory.numbers if row.void}
    for text, _ in sorted(voided ^ void):
        yield _wrong("C02", f"the ledger does not say the same of whether {text} is void")
    for happened in scene.replay.otherwise:
        yield _wrong("C02", f"ledger line {happened.seq} should have drawn other numbers")


def papers(scene: Scene) -> Iterator[CheckFinding]:
    """Each version in the register was issued by one event, with these very bytes."""
    told = Counter(
        _issued(happened, happened.event)
        for happened in scene.memory.happened
        if isinstance(happened.event, Issued)
    )
    stored = Counter(map(_registered, scene.memory.documents))
    for each in sorted({key[:2] for key in (told - stored) + (stored - told)}):
        yield _wrong("C06", f"paper {each[0]} version {each[1]} is not as it was issued")


def _issued(happened: Happened, event: Issued) -> tuple[str, int, str, int, str, str]:
    return (
        event.code,
        event.version,
        event.sha256,
        event.size,
        event.head_sha256,
        happened.cycle or "",
    )


def _registered(row: DocumentVersion) -> tuple[str, int, str, int, str, str]:
    return row.code, row.version, row.sha256, row.size, row.head_sha256, row.cycle


def hand_ins(scene: Scene) -> Iterator[CheckFinding]:
    """Each claim had one event and one effect, and its bytes are as long as the event says (I1)."""
    events = [each.event for each in scene.memory.happened if isinstance(each.event, HandedIn)]
    for claim, count in Counter(event.claim for event in events).items():
        if count > 1:
            yield _wrong("C07", f"claim {claim} was handed in {count} times")
    for event in scene.replay.effectless:
        yield _wrong("C07", f"claim {event.claim} ({event.name}) has not exactly one way out")
    for event in events:
        kept = scene.record.at(event.sha256) if event.sha256 else None
        if kept and kept.sha256 == event.sha256 and kept.size != event.size:
            text = f"claim {event.claim} is told to have {event.size} bytes, and has {kept.size}"
            yield _wrong("C07", text)


def states(scene: Scene) -> Iterator[CheckFinding]:
    """Each cycle's state is the one its last event left, and follows from all of them (I2)."""
    last = {each.cycle: each for each in scene.memory.happened if each.cycle}
    for row in scene.memory.cycles:
        newest = last.get(row.id)
        again = scene.replay.states.get(row.id)
        rebuilt = _rebuilt_since(scene, row, newest)
        if rebuilt:
            if row.state_sha256 != rebuilt.states[row.id]:
                text = f"the state of cycle {row.id} is not as line {rebuilt.seq} established it"
                yield _wrong("C05", text)
            continue
        if row.cycle is None:
            yield _wrong("C05", f"the state of cycle {row.id} cannot be read")
        elif newest is None:
            yield _wrong("C05", f"no event tells of cycle {row.id}")
        elif newest.state_sha256 not in ("", row.state_sha256):
            text = f"the state of cycle {row.id} is not as line {newest.seq} left it"
            yield _wrong("C05", text + _difference(row.cycle, again))
        elif row.id in scene.replay.impossible:
            yield _wrong("C05", f"cycle {row.id}: {scene.replay.impossible[row.id]}")
        elif again and again != row.cycle:
            text = f"the state of cycle {row.id} does not follow from its events"
            yield _wrong("C05", text + _difference(row.cycle, again))
    for cycle in sorted(each for each in last if each and each not in scene.cycles):
        yield _wrong("C05", f"cycle {cycle} is gone")


def _rebuilt_since(scene: Scene, row: CycleRow, newest: Happened | None) -> Rebuilt | None:
    """The rebuilding that established a cycle, if no event came to it since."""
    found = [each for each in scene.memory.rebuilt if row.id in each.states]
    return found[-1] if found and (newest is None or newest.seq < found[-1].seq) else None


def not_decided_again(scene: Scene) -> Iterator[CheckFinding]:
    """Cycles whose state only its digest proves."""
    for cycle in sorted(scene.replay.left_out):
        yield _wrong("I05", f"cycle {cycle} was not decided again from its events")


def _difference(stored: Cycle, again: Cycle | None) -> str:
    """Where two states part, for whoever looks for the cause."""
    if again is None:
        return ""
    for name in (each.name for each in fields(Cycle)):
        mine, theirs = getattr(stored, name), getattr(again, name)
        if mine == theirs:
            continue
        if isinstance(mine, tuple) and len(mine) == len(theirs):
            return next(
                f": {name} {place + 1}: {_fields(one, other)}"
                for place, (one, other) in enumerate(zip(mine, theirs, strict=True))
                if one != other
            )
        return f": {name} {_short(mine)} instead of {_short(theirs)}"
    return ""


def _fields(stored: Any, again: Any) -> str:
    for name in getattr(type(stored), "__dataclass_fields__", ()):
        mine, theirs = getattr(stored, name), getattr(again, name)
        if mine != theirs:
            return f"{name} {_short(mine)} instead of {_short(theirs)}"
    return f"{_short(stored)} instead of {_short(again)}"


def _short(value: object) -> str:
    return repr(value)[:60]


def unfinished(scene: Scene) -> Iterator[CheckFinding]:
    """What a state waits for must be on its way: an act without which it would wait for ever."""
    for row in scene.memory.cycles:
        if row.cycle:
            yield from _unmade(scene, row, row.cycle)
    set_now = {
        (each.cycle or "", each.act.timer.value, each.act.unit, each.act.count)
        for each in scene.memory.acts
        if isinstance(each.act, SetTimer)
    }
    for cycle, timer, unit, _ in sorted(scene.replay.timers - set_now):
        if cycle not in scene.replay.left_out:
            yield _wrong("C10", f"the timer '{timer}' of {unit} in cycle {cycle} is gone")


def _unmade(scene: Scene, row: CycleRow, cycle: Cycle) -> Iterator[CheckFinding]:
    acts = [each.act for each in scene.memory.acts if each.cycle == row.id]
    ordered = {(act.code, act.version) for act in acts if isinstance(act, Issue)}
    for paper in cycle.papers:
        is_ordered = paper.state is PaperState.ORDERED
        if is_ordered and (paper.code, paper.version) not in ordered:
            yield _wrong("C10", f"nothing will make {paper.title} (version {paper.version})")
    files = any(isinstance(act, FileAway | Prolong) for act in acts)
    if cycle.status is Status.FILING and not files:
        yield _wrong("C10", f"nothing will file the berkas of cycle {row.id}")

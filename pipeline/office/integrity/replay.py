"""Deciding everything again: each cycle must follow from its events, and nothing else (I2).

The core is pure, so the ledger's events through ``decide`` give the states that are stored, the
numbers that were drawn, and what had to be done with every dropped file. Events that were decided
under another configuration, or by another Paraf, are not decided again; of those cycles the
ledger still knows the digest of the state.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType

from pipeline.domain.acts import Act, Release, SendBack, SetTimer
from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import Cycle
from pipeline.domain.decide import decide, decide_stray, open_cycle
from pipeline.domain.events import CycleOpened, HandedIn, TimePassed
from pipeline.office.surroundings import Surroundings
from pipeline.ports.store import Happened, Memory

#: A timer as it was set: cycle, what for, unit, count.
Set = tuple[str, str, str, int]


@dataclass(slots=True)
class Replay:
    """What the events come to."""

    states: dict[str, Cycle] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)  #: cycles that cannot be decided again
    impossible: dict[str, str] = field(default_factory=dict)  #: cycle -> why its events cannot be
    otherwise: list[Happened] = field(default_factory=list)  #: events that drew other numbers
    effectless: list[HandedIn] = field(default_factory=list)  #: neither accepted nor sent back
    sent_back: dict[str, SendBack] = field(default_factory=dict)  #: by claim
    timers: set[Set] = field(default_factory=set)  #: set and not passed


def replay(memory: Memory, office: Surroundings, *, prolongs: bool) -> Replay:
    """Decide every event again that can be."""
    found = Replay()
    digest = office.digest(prolongs=prolongs)
    taken = _given_by_rebuildings(memory)
    registers = {register: max(numbers) + 1 for register, numbers in taken.items()}
    # What was drawn and decided before a rebuilding is known in part only; digests prove it.
    since = memory.rebuilt[-1].seq if memory.rebuilt else 0
    found.left_out |= {each.cycle for each in memory.happened if each.cycle and each.seq < since}
    sops = {row.id: row.sop for row in memory.cycles}
    for happened in memory.happened:
        if happened.cycle is None:
            if isinstance(happened.event, HandedIn):
                _note_acts(found, happened, decide_stray(happened.event))
            _count(registers, taken, happened)
            continue
        sop = sops.get(happened.cycle)
        if happened.surroundings != digest or sop is None:
            found.left_out.add(happened.cycle)
        elif happened.cycle not in found.left_out | found.impossible.keys():
            context = Context(
                now=happened.at,
                sop=sop,
                roster=office.roster,
                calendar=office.calendar,
                next_number=MappingProxyType(dict(registers)),
                prolongs=prolongs,
            )
            _decide_again(found, happened, context)
        _count(registers, taken, happened)
    for cycle in found.left_out:
        found.states.pop(cycle, None)
    return found


def _count(registers: dict[str, int], taken: dict[str, set[int]], happened: Happened) -> None:
    """Move each register on to the lowest number that is free."""
    for register, number, _, _ in happened.taken:
        taken[register].add(number)
        while registers.setdefault(register, 1) in taken[register]:
            registers[register] += 1


def _given_by_rebuildings(memory: Memory) -> defaultdict[str, set[int]]:
    """The numbers of each register that no known event drew."""
    taken: defaultdict[str, set[int]] = defaultdict(set)
    for rebuilt in memory.rebuilt:
        for register, number, _, _ in rebuilt.taken:
            taken[register].add(number)
    return taken


def _decide_again(found: Replay, happened: Happened, context: Context) -> None:
    cycle_id = happened.cycle or ""
    before = found.states.get(cycle_id)
    try:
        if isinstance(happened.event, CycleOpened) and before is None:
            decision = open_cycle(context, cycle_id, happened.event)
        elif before is None:
            found.impossible[cycle_id] = f"line {happened.seq} comes before the cycle was opened"
            return
        else:
            decision = decide(context, before, happened.event)
    except (LookupError, AssertionError, StopIteration, ValueError, TypeError) as error:
        found.impossible[cycle_id] = f"line {happened.seq} cannot follow: {error!r}"
        found.states.pop(cycle_id, None)
        return
    if decision.cycle:
        found.states[cycle_id] = decision.cycle
    taken = tuple((each.register, each.number, each.text, each.code) for each in decision.taken)
    voided = tuple((each.text, each.reason) for each in decision.voided)
    if (taken, voided) != (happened.taken, happened.voided):
        found.otherwise.append(happened)
    _note_acts(found, happened, decision)


def _note_acts(found: Replay, happened: Happened, decision: Decision) -> None:
    event = happened.event
    for act in decision.acts:
        if isinstance(act, SendBack):
            found.sent_back[act.claim] = act
        elif isinstance(act, SetTimer):
            found.timers.add((happened.cycle or "", act.timer.value, act.unit, act.count))
    if isinstance(event, TimePassed):
        found.timers.discard((happened.cycle or "", event.timer.value, event.unit, event.count))
    if isinstance(event, HandedIn) and not _lets_go(decision.acts, event.claim):
        found.effectless.append(event)


def _lets_go(acts: tuple[Act, ...], claim: str) -> bool:
    ways = [act for act in acts if isinstance(act, SendBack | Release) and act.claim == claim]
    return len(ways) == 1

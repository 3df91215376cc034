"""The power fails before the n-th change that the office makes through its tools, for every n.

``PowerCut`` is no ``Exception``: nothing in the house catches it, as nothing catches SIGKILL. What
was in memory is thrown away, the office is opened anew, and whatever was under way must end as if
nothing had happened. Calls that only look are not counted: between two changes the world outside
memory is the same, so one cut stands for all of them.
"""

import pickle
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

from office_sim import OfficeSim, WarmTools, copy_office

from pipeline.office.office import Office

FRAGILE = ("store", "folders", "converter", "archive")
LOOKS = frozenset(
    {
        *("cycle", "cycles", "due_acts", "pending_acts", "documents", "documents_by_head", "laid"),
        *("certificates", "bindings", "ledger", "head", "verify_ledger", "numbers"),
        *("scan", "claims", "read", "look", "object", "object_path", "inbox"),
    }
)
#: Tools that make the same of the same: their work is remembered from one cut to the next.
PURE = {
    "words": ("fill", "write_controls", "properties", "inspect", "read_controls", "text", "reword"),
    "converter": ("convert",),
    "signing": ("prepare", "sign"),
    "examiner": ("examine",),
    "forms": ("make_form", "read_form", "recap_workbook", "read_agreement"),
    "qr": ("png",),
    "charts": ("achievement_chart",),
}
#: What tells one run's signature from another's; a remembered one serves as well.
PASSING = frozenset({"at", "stamp", "credential"})
_MOST_ROUNDS = 60


class PowerCut(BaseException):
    """Everything stops here."""


class Fuse:
    """Burns through at the n-th change; 0 never does."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.calls = 0

    def call(self) -> None:
        self.calls += 1
        if self.calls == self.at:
            raise PowerCut


class Fragile:
    """A tool whose every change goes through the fuse first."""

    def __init__(self, tool, fuse: Fuse) -> None:
        self._tool = tool
        self._fuse = fuse

    def __getattr__(self, name):
        found = getattr(self._tool, name)
        if not callable(found) or name in LOOKS:
            return found

        def call(*arguments, **named):
            if name != "fact" or len(arguments) > 1:
                self._fuse.call()
            return found(*arguments, **named)

        return call


class Remembering:
    """A tool that does the same work only once, so that hundreds of cuts take seconds."""

    def __init__(self, tool, names: tuple[str, ...], memory: dict) -> None:
        self._tool = tool
        self._names = names
        self._memory = memory

    def __getattr__(self, name):
        found = getattr(self._tool, name)
        if name not in self._names:
            return found

        def call(*arguments, **named):
            lasting = sorted((word, named[word]) for word in named.keys() - PASSING)
            key = pickle.dumps((name, arguments, lasting))
            if key not in self._memory:
                self._memory[key] = found(*arguments, **named)
            return self._memory[key]

        return call


def work(sim: OfficeSim, memory: dict, fuse: Fuse) -> bool:
    """Let Paraf work until it rests; tell whether the power failed."""
    usual = sim.workplace.office
    tools = usual.tools
    for name, methods in PURE.items():
        quick = Remembering(getattr(tools, name), methods, memory)
        tools = replace(tools, **{name: quick})
    for name in FRAGILE:
        tools = replace(tools, **{name: Fragile(getattr(tools, name), fuse)})
    office = Office(usual.surroundings, tools)
    try:
        office.recover()
        for _ in range(_MOST_ROUNDS):
            last = office.round()
            if not last.handled and not last.waiting:
                return False
    except PowerCut:
        return True
    raise AssertionError("the office finds no rest")


def picture(sim: OfficeSim):
    """What an office looks like, in words that do not depend on the moment."""
    return {
        "inboxes": sim.everything(),
        "papers": [
            (p.kind, p.unit, p.version, p.nomor, p.state, len(p.signatures), p.attachments)
            for p in sim.cycle.papers
        ],
        "tasks": [(t.step, t.unit, t.post, t.outcome, len(t.reasons)) for t in sim.cycle.tasks],
        "numbers": sim.numbers(),
        "ledger": Counter(line.type for line in sim.store.ledger()),
        "acts": sorted(each.act.type for each in sim.store.pending_acts()),
        "archive": sorted(path.name for path in (sim.root / "archive").rglob("*.pdf")),
    }


def cut_everywhere(
    stage: Path,
    place: Path,
    warm: WarmTools,
    gesture: Callable[[OfficeSim], None],
    *,
    every: int = 1,
) -> tuple[int, list[str]]:
    """Cut the power at every n-th change that follows a gesture; how often, and what went wrong."""
    golden, problems, memory, cuts = None, [], {}, 0
    start = OfficeSim(place / "start", warm)
    copy_office(stage, start.root)
    gesture(start)
    start.close()
    for number in chain([0], count(1, every)):
        sim = OfficeSim(place / str(number), warm)
        copy_office(start.root, sim.root)
        cut = work(sim, memory, Fuse(number))
        cuts += cut
        sim.reopen()
        work(sim, memory, Fuse(0))
        found = picture(sim)
        golden = golden or found
        try:
            sim.assert_sound()
        except AssertionError as error:
            problems.append(f"cut at change {number}: {error}")
        problems += [
            f"cut at change {number}: {what}: {found[what]} instead of {golden[what]}"
            for what in golden
            if found[what] != golden[what]
        ]
        sim.close()
        if number and not cut:
            break
    return cuts, problems

"""A cycle walked without disk or clock: what is decided is done to plain collections.

A walk stands in for the store (an event counts once), the runner (acts in order, at once or when
told), the folders (copies of papers in inboxes) and whoever examines what is handed in. It knows
nothing of what follows what; that is the core's, and under test.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from pipeline.config.office import load_office
from pipeline.config.sop import load_sop
from pipeline.domain.acts import (
    Act,
    Append,
    AppendProof,
    Clear,
    FileAway,
    Issue,
    Lay,
    Prolong,
    Recipe,
    Release,
    SendBack,
    SetTimer,
    Sweep,
    Tell,
)
from pipeline.domain.calendar import Calendar
from pipeline.domain.context import Context, Decision, NumberTaken, NumberVoided, Roster, Unit
from pipeline.domain.cycle import Cycle, Format, Paper, PaperState, Signature, Status, Task
from pipeline.domain.decide import decide, open_cycle
from pipeline.domain.events import (
    CycleOpened,
    Event,
    Filed,
    HandedIn,
    Issued,
    IssueFailed,
    Prolonged,
    ProlongOwed,
    ProofFiled,
    Supplemented,
    TimePassed,
)
from pipeline.domain.handin import awaited_forms, expectation
from pipeline.domain.performance.data import UnitData
from pipeline.domain.period import Period
from pipeline.domain.sop import Kind, Sop
from pipeline.errors import Finding

REPOSITORY = Path(__file__).parents[2]
SOP_FILE = REPOSITORY / "sop" / "pengumpulan-data-kinerja.toml"
JAKARTA = ZoneInfo("Asia/Jakarta")
PERIOD = Period(2026, 3)
#: Thursday at opening; the SOP's four days end on Wednesday the 7th, warnings begin on the 12th.
OPENING = datetime(2026, 10, 1, 7, 30, tzinfo=JAKARTA)
CUTOFF = datetime(2026, 10, 12, 7, 30, tzinfo=JAKARTA)
TEMPLATES = frozenset(path.stem for path in (REPOSITORY / "templates_docx").glob("*.docx"))
UNREADABLE = Finding("W99", {"nama": "x"})


@cache
def sample_sop() -> Sop:
    """The SOP of the sample office."""
    return read_sop(SOP_FILE)


def read_sop(path: Path) -> Sop:
    """An SOP read for the sample office."""
    office = load_office(REPOSITORY)
    return load_sop(path, frozenset(office.posts), TEMPLATES, frozenset(office.number_formats))


@cache
def sample_roster() -> Roster:
    """The units and titles of the sample office."""
    office = load_office(REPOSITORY)
    return Roster(
        units=tuple(
            Unit(id=u.id, name=u.nama, head=u.kepala, staff=u.staf, short=u.singkat)
            for u in office.units
        ),
        titles={post: entry.sebutan for post, entry in office.posts.items()},
        number_formats=office.number_formats,
        unit_code=office.identity.kode_unit,
    )


@dataclass(frozen=True, slots=True)
class Copy:
    """A file as somebody holds it: which version's bytes, and what was done to them."""

    code: str
    version: int
    sha256: str
    under: str = ""  #: the bytes that a signature was put on
    signed: str = ""  #: the field that was signed
    filled: bool = False  #: a data form with answers


@dataclass(frozen=True, slots=True)
class InInbox:
    """A copy in an inbox, laid by Paraf or sent back to whoever dropped it."""

    post: str
    copy: Copy
    sent_back: bool = False


@dataclass
class Registers:
    """The office's registers of numbers; all its cycles draw from them."""

    taken: list[NumberTaken] = field(default_factory=list)
    voided: list[NumberVoided] = field(default_factory=list)

    def following(self) -> dict[str, int]:
        """The number that each register gives next."""
        return {each.register: each.number + 1 for each in self.taken}


@dataclass
class Walk:
    """A cycle and the folders it acts on."""

    sop: Sop = field(default_factory=sample_sop)
    roster: Roster = field(default_factory=sample_roster)
    calendar: Calendar = field(default_factory=lambda: Calendar(zone=JAKARTA))
    now: datetime = OPENING
    registers: Registers = field(default_factory=Registers)
    name: str = "c1"
    period: Period = PERIOD
    promptly: bool = True  #: acts are done as soon as they are decided
    prolongs: bool = False  #: the office has a timestamping authority
    authority_answers: bool = True

    def __post_init__(self) -> None:
        self.inbox: list[InInbox] = []
        self.copies: list[Copy] = []  #: every copy there ever was; people keep things
        self.acts: deque[Act] = deque()
        self.timers: list[SetTimer] = []
        self.claims: dict[str, tuple[str, Copy]] = {}
        self.sent_back: list[SendBack] = []
        self.released: list[str] = []
        self.notes: list[Tell] = []
        self.archive: list[str] = []  #: codes of the berkas' items
        self.contents: list[str] = []  #: what the newest list of contents names
        self.debts: list[Prolong] = []  #: acts that wait for the authority
        self.unconvertible = 0  #: so many drafts cannot be made into a letter
        self.last: tuple[str, Event] | None = None
        self.decided: list[tuple[Cycle, Event, Decision]] = []  #: the cycle before, and after
        self._seen: set[str] = set()
        self._step = 0
        opened = CycleOpened(period=self.period, by="perintah")
        decision = open_cycle(self.context(), self.name, opened)
        assert decision.cycle is not None
        self.cycle: Cycle = decision.cycle
        self._keep("open", opened, decision)

    # -- the store ---------------------------------------------------------------------------

    def context(self) -> Context:
        """The surroundings of a decision that is taken now."""
        return Context(
            now=self.now,
            sop=self.sop,
            roster=self.roster,
            calendar=self.calendar,
            next_number=self.registers.following(),
            prolongs=self.prolongs,
        )

    def apply(self, event: Event, key: str | None = None) -> Decision | None:
        """Decide on an event and keep what follows; None when it was known already."""
        self._step += 1
        key = key or f"event {self._step}"
        if key in self._seen:
            return None
        decision = decide(self.context(), self.cycle, event)
        assert decision.cycle is not None
        self.decided.append((self.cycle, event, decision))
        self.cycle = decision.cycle
        self._keep(key, event, decision)
        return decision

    def retry(self) -> Decision | None:
        """Report the latest event once more, as after a crash."""
        assert self.last is not None
        key, event = self.last
        return self.apply(event, key)

    def _keep(self, key: str, event: Event, decision: Decision) -> None:
        self._seen.add(key)
        self.last = (key, event)
        self.registers.taken += decision.taken
        self.registers.voided += decision.voided
        self.acts += decision.acts
        if self.promptly:
            self.perform()

    # -- the runner and the folders ----------------------------------------------------------

    def perform(self, limit: int | None = None) -> None:
        """Do what was decided, in order, with everything that follows from it."""
        while self.acts and limit != 0:
            promptly, self.promptly = self.promptly, False
            self._do(self.acts.popleft())
            self.promptly = promptly
            limit = None if limit is None else limit - 1

    def _do(self, act: Act) -> None:  # noqa: C901, PLR0912 - one case an act
        match act:
            case Issue():
                self._issue(act)
            case Lay():
                self._lay(act)
            case Clear():
                self._clear(act.post, act.code)
            case Sweep():
                self._sweep()
            case SendBack():
                self.sent_back.append(act)
                post, copy = self.claims[act.claim]
                self.inbox.append(InInbox(act.post or post, copy, sent_back=True))
            case Release():
                self.released.append(act.claim)
            case Tell():
                self.notes.append(act)
            case SetTimer():
                self.timers.append(act)
            case FileAway():
                self.archive = [paper.code for paper in self.cycle.filed_papers]
                self.apply(Filed(path="p", manifest_sha256="m", items=len(self.archive)), "filed")
            case Append():
                self._append(act)
            case AppendProof():
                self._append_proof(act)
            case Prolong():
                self._prolong(act)
            case _:
                assert_never(act)

    def _issue(self, act: Issue) -> None:
        paper = self.cycle.paper(act.code)
        if paper.version != act.version or paper.state is not PaperState.ORDERED:
            return
        key = f"issued:{act.code}:{act.version}"
        if act.recipe is Recipe.FREEZE and self.unconvertible:
            self.unconvertible -= 1
            failed = IssueFailed(code=act.code, version=act.version, findings=(UNREADABLE,))
            self.apply(failed, key)
            return
        if act.code == self.cycle.contents:
            self.contents = self._listed()
        issued = Issued(
            code=act.code, version=act.version, sha256=f"{act.code} v{act.version}", size=1
        )
        self.apply(issued, key)

    def _listed(self) -> list[str]:
        """What a list of contents names; the berita acara is still being made with it."""
        items = [*self.cycle.filed_papers, *self.cycle.supplements]
        return [paper.code for paper in items]

    def _lay(self, act: Lay) -> None:
        paper = self.cycle.paper(act.code)
        if paper.version != act.version or paper.current_sha256 is None:
            return
        copy = Copy(act.code, paper.version, paper.current_sha256)
        if copy not in [each.copy for each in self.in_inbox(act.post)]:
            self.inbox.append(InInbox(act.post, copy))
        self.copies.append(copy)

    def _clear(self, post: str, code: str) -> None:
        self.inbox = [each for each in self.inbox if (each.post, each.copy.code) != (post, code)]

    def _sweep(self) -> None:
        waiting = self.waiting()
        self.inbox = [
            each for each in self.inbox if each.sent_back or (each.post, each.copy.code) in waiting
        ]

    def _append(self, act: Append) -> None:
        contents = self.cycle.contents
        if contents and self.cycle.paper(contents).state is PaperState.ORDERED:
            self.acts.append(act)  # the list is being made anew
            return
        self.archive += [paper.code for paper in self.cycle.supplement_of(act.unit)]
        added = Supplemented(unit=act.unit, path="p", manifest_sha256="m2", items=3)
        self.apply(added, f"supplemented {act.unit}")

    def _append_proof(self, act: AppendProof) -> None:
        contents = self.cycle.contents
        if contents and self.cycle.paper(contents).state is PaperState.ORDERED:
            self.acts.append(act)  # the list is being made anew
            return
        self.archive += [act.code, *act.beside]
        added = ProofFiled(
            code=act.code, beside=act.beside, path="p", manifest_sha256="m3", items=1
        )
        self.apply(added, f"proof {act.code}")

    def _prolong(self, act: Prolong) -> None:
        paper = self.cycle.paper(act.code)
        if paper.version != act.version or not paper.signatures or paper.level:
            return
        if not self.authority_answers:
            self.debts.append(act)
            owed = ProlongOwed(code=act.code, version=act.version, why="silent")
            self.apply(owed, f"owed {act.code} {act.version}")
            return
        signed = paper.current_sha256 or ""
        prolonged = Prolonged(
            code=act.code,
            version=act.version,
            signed_sha256=signed,
            sha256=f"{signed} prolonged",
            level="B-LTA",
        )
        self.apply(prolonged, f"prolonged {act.code} {act.version}")

    def pay(self) -> None:
        """The authority answers again."""
        self.authority_answers = True
        self.acts += self.debts
        self.debts = []
        self.perform()

    # -- people ------------------------------------------------------------------------------

    def in_inbox(self, post: str) -> list[InInbox]:
        """What lies in a post's inbox."""
        return [each for each in self.inbox if each.post == post]

    def waiting(self) -> set[tuple[str, str]]:
        """Post and code of every paper that waits, those laid beside it included."""
        return {
            (task.post, code)
            for task in self.cycle.open_tasks
            for code in (task.paper, *task.companions)
        }

    def tasks(self, *, closing: bool = False) -> list[Task]:
        """Open tasks whose papers lie in the inbox; without the closing sheet unless asked."""
        return [
            task
            for task in self.cycle.open_tasks
            if task.laid_at and (closing or task.paper != self.cycle.closing)
        ]

    def task(self, step: str, unit: str | None = None) -> Task:
        """The one open task of a row."""
        (found,) = [
            each
            for each in self.cycle.open_tasks
            if each.step == step and unit in (None, each.unit)
        ]
        return found

    def first(self, step: str) -> Task:
        """The first of the open tasks of a row."""
        return next(task for task in self.cycle.open_tasks if task.step == step)

    def done_copy(self, task: Task) -> Copy:
        """The paper of a task as somebody hands it in who has done what the row asks for."""
        paper = self.cycle.paper(task.paper)
        copy = Copy(paper.code, paper.version, paper.current_sha256 or "")
        expected = expectation(self.cycle, self.sop, task.post, task.paper)
        assert expected is not None, f"{task.paper} does not wait for {task.post}"
        if expected.signature_required:
            return self._signed(copy, expected.field or "")
        if expected.step.kind is Kind.GATHER:
            return replace(copy, sha256=f"{copy.sha256} filled {self._step}", filled=True)
        return copy

    def _signed(self, copy: Copy, name: str) -> Copy:
        return replace(
            copy, sha256=f"{copy.sha256} + {name} {self._step}", under=copy.sha256, signed=name
        )

    def do(self, step: str, unit: str | None = None) -> HandedIn:
        """Let the post of a row do what it asks for and hand its paper in."""
        task = self.task(step, unit)
        return self.drop(task.post, self.done_copy(task), take=True)

    def send_back(self, step: str, note: str = "", unit: str | None = None) -> HandedIn:
        """Let the post of a row return its paper for correction."""
        task = self.task(step, unit)
        paper = self.cycle.paper(task.paper)
        copy = Copy(paper.code, paper.version, paper.current_sha256 or "")
        return self.drop(task.post, copy, back=True, note=note, take=True)

    def drop(
        self, post: str, copy: Copy, *, back: bool = False, note: str = "", take: bool = False
    ) -> HandedIn:
        """Lay a copy in a post's outbox; ``take``: out of its inbox, where one lies there."""
        if take:
            mine = [each for each in self.in_inbox(post) if each.copy.code == copy.code]
            if mine:
                self.inbox.remove(mine[0])
        claim = f"claim {self.name} {len(self.claims) + 1}"
        self.claims[claim] = (post, copy)
        self.copies.append(copy)
        event = HandedIn(
            claim=claim,
            post=post,
            name=self.cycle.paper(copy.code).title,
            sha256=copy.sha256,
            size=1,
            code=copy.code,
            version=copy.version,
            back=back,
            note=note,
        )
        event = self.examined(event, copy)
        self.apply(event, claim)
        return event

    def _with_the_form_awaited(self, event: HandedIn) -> HandedIn:
        """A form that is not awaited comes with the name of the one that is."""
        forms = awaited_forms(self.cycle, self.sop, event.post)
        is_form = any(each.form == event.code for each in self.cycle.units)
        if not is_form or any(each.code == event.code for each in forms):
            return event
        return replace(event, awaited_form="".join(f"{form.title}.xlsx" for form in forms))

    def examined(self, event: HandedIn, copy: Copy) -> HandedIn:
        """What the office finds in a file before the core hears of it."""
        expected = expectation(self.cycle, self.sop, event.post, copy.code)
        if event.back or expected is None or expected.paper.version != copy.version:
            return self._with_the_form_awaited(event)
        paper = expected.paper
        if expected.field:
            return self._examined_signature(event, copy, paper, expected.field)
        if expected.step.kind is Kind.GATHER:
            if not copy.filled:
                return replace(event, findings=(UNREADABLE,))
            unit = expected.task.unit or ""
            return replace(event, data=UnitData(unit=unit, period=self.period, rows=()))
        if paper.format is not Format.PDF or copy.sha256 == paper.current_sha256:
            return event
        return self._examined_copy(event, copy, paper)

    def _examined_copy(self, event: HandedIn, copy: Copy, paper: Paper) -> HandedIn:
        """A PDF that goes on as it is; as last signed will do, where proof came later."""
        if copy.sha256 == paper.signed_sha256:
            return replace(event, carries_sha256=paper.current_sha256)
        return replace(event, findings=(Finding("S11", {"judul": paper.title}),))

    def _examined_signature(self, event: HandedIn, copy: Copy, paper: Paper, name: str) -> HandedIn:
        if copy.sha256 == paper.current_sha256:
            return event
        if (copy.under, copy.signed) != (paper.current_sha256, name):
            return replace(event, findings=(UNREADABLE,))
        signature = Signature(
            field=name,
            post=event.post,
            holder="x",
            capacity="x",
            certificate_sha256="0",
            signed_at=self.now.astimezone(UTC),
        )
        return replace(event, signature=signature)

    # -- time --------------------------------------------------------------------------------

    def let_time_pass(self, *, minutes: int = 0, until: datetime | None = None) -> None:
        """Let the clock go on and every timer that falls due fire, in order."""
        self.now = until or self.now + timedelta(minutes=minutes)
        due = sorted(
            (timer for timer in self.timers if timer.due <= self.now), key=lambda each: each.due
        )
        self.timers = [timer for timer in self.timers if timer.due > self.now]
        for timer in due:
            self.apply(TimePassed(timer=timer.timer, unit=timer.unit, count=timer.count))

    # -- whole ways --------------------------------------------------------------------------

    def until(self, step: str, *, without_units: bool = False, limit: int = 400) -> None:
        """Everybody does what waits, until something waits at a row."""
        for _ in range(limit):
            tasks = self.tasks()
            if any(task.step == step for task in tasks):
                return
            self._do_one([each for each in tasks if not (without_units and each.unit)])
        raise AssertionError(f"row {step} is never reached")

    def deliver(self, *units: str) -> None:
        """Everybody in these units does what waits, until their data are in."""
        for unit in units:
            while not self.cycle.unit(unit).has_delivered:
                self._do_one([task for task in self.tasks() if self._asks(task, unit)])

    def warn(self, *units: str) -> None:
        """The warning letters to these units go round and are delivered."""
        for unit in units:
            while not self.cycle.unit(unit).warnings[-1].delivered_at:
                letter = self.cycle.unit(unit).warnings[-1].paper
                self._do_one([task for task in self.tasks() if task.paper == letter])

    def close_early(self) -> HandedIn:
        """The closing sheet is handed in."""
        (task,) = [each for each in self.tasks(closing=True) if each.paper == self.cycle.closing]
        return self.drop(task.post, self.done_copy(task), take=True)

    def finish_main_line(self) -> None:
        """Everybody does what waits outside the units, until the berkas is filed."""
        while self.cycle.status is not Status.FILED:
            self._do_one([task for task in self.tasks() if task.unit is None])

    def _asks(self, task: Task, unit: str) -> bool:
        warnings = [each.paper for each in self.cycle.unit(unit).warnings]
        return task.unit == unit and task.paper not in warnings

    def _do_one(self, tasks: list[Task]) -> None:
        assert tasks, "nothing waits"
        self.drop(tasks[0].post, self.done_copy(tasks[0]), take=True)

    def finish(self, *, limit: int = 600) -> None:
        """Everybody does what waits, in order, until nothing does."""
        self.unconvertible = 0
        self.promptly = True
        self.perform()
        for _ in range(limit):
            tasks = self.tasks()
            if not tasks:
                return
            self._do_one(tasks)
        raise AssertionError("never ends")

    @property
    def is_over(self) -> bool:
        """Whether the berkas is filed and every unit's data are in."""
        return self.cycle.status is Status.FILED and not self.cycle.missing_units

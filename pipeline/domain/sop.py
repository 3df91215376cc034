"""The SOP as a definition: rows of the official table plus what the interpreter needs to run them.

The kinds of step are the interpreter's only vocabulary; nothing here or in ``decide`` knows this
SOP, a role's name or a paper's wording. Reading the TOML file is ``pipeline.config``'s trade.

Terminology:
    post: a chair's id such as ``sekretaris``; ``unit.kepala`` and ``unit.staf`` stand for the head
        and the staff of whichever unit the step is about.
    scope: a step about one unit is *per unit*; it lies between a fork (distribute) and a join
        (a receive that is not per unit).
    branch: steps that only a timer enters (the warning letter), per unit.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

UNIT_HEAD = "unit.kepala"
UNIT_STAFF = "unit.staf"
END = "selesai"


class Kind(StrEnum):
    """What a step does. The set is closed: a new kind is new code."""

    INSTRUCT = "instruct"  #: an order sheet is laid, handed in, and goes on with the work
    DRAFT = "draft"  #: a letter is drafted in Word; handing it in numbers and freezes it
    PARAF = "paraf"  #: the letter needs this post's paraf
    SIGN = "sign"  #: the letter needs this post's signature
    DISTRIBUTE = "distribute"  #: hand-in delivers the letter to units and starts the clock
    GATHER = "gather"  #: a unit's staff fill the data form
    RECEIVE = "receive"  #: per unit: the head passes data on; otherwise: wait for every unit
    REPORT = "report"  #: a report is made and needs this post's signature
    ACKNOWLEDGE = "acknowledge"  #: a paper is taken note of, unchanged
    FILE = "file"  #: the list and berita acara; hand-in files the berkas and ends the cycle


class TimeUnit(StrEnum):
    """Units in which the SOP states its time standards."""

    MINUTES = "menit"
    HOURS = "jam"
    WORKING_DAYS = "hari"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A row's *mutu baku waktu*; working time. ``proposed`` ones are never shown as the SOP's."""

    amount: int
    unit: TimeUnit
    proposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the SOP with its machine keys."""

    no: str
    activity: str
    actor: str  #: the column of the printed table, e.g. ``Kasubbag TU``
    requirements: tuple[str, ...] = ()
    standard: Standard | None = None
    output: tuple[str, ...] = ()
    remark: str = ""
    proposed: bool = False  #: the row itself is ours (``asal = "usulan"``)
    kind: Kind
    post: str
    per_unit: bool = False
    paper: str | None = None  #: the naskah this step makes
    incoming: bool = False  #: instruct: the paper that arrived is handed in, the order follows it
    order: str = ""  #: wording of the order on an order sheet; ``{periode} {unit} {batas_waktu}``
    form: str | None = None  #: distribute: the naskah each unit is asked to fill
    contents: str | None = None  #: file: the naskah that lists the berkas' items
    receipt: str | None = None  #: receive: the naskah given to whoever delivered
    warning: str | None = None  #: receive (join): first step of the branch for late units
    closing: str | None = None  #: receive (join): naskah that closes collection with units missing
    next: str | None = None
    back: str | None = None  #: where a returned paper goes


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A naskah the SOP produces: how it is called, filled and numbered."""

    id: str
    title: str  #: as filed, e.g. ``Surat Permintaan Data Kinerja``
    draft_title: str = ""  #: as laid in the drafter's inbox
    template: str = ""
    register: str | None = None  #: which register of numbers it draws from


@dataclass(frozen=True, slots=True, kw_only=True)
class Sop:
    """One SOP: its identity as printed, its rows, its papers."""

    id: str
    number: str
    name: str
    unit_name: str
    created: str
    revised: str
    effective: str
    legal_basis: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    classification: str
    classification_name: str
    extension_days: int = 2  #: working days a warned unit is given; not from the SOP
    steps: tuple[Step, ...]
    papers: Mapping[str, PaperKind]

    def step(self, no: str) -> Step:
        """The row numbered ``no``; KeyError when there is none."""
        for step in self.steps:
            if step.no == no:
                return step
        raise KeyError(no)

    @property
    def first(self) -> Step:
        """The row that opens a cycle."""
        return self.steps[0]

    @property
    def join(self) -> Step | None:
        """The row that waits for every unit."""
        return next(
            (step for step in self.steps if step.kind is Kind.RECEIVE and not step.per_unit),
            None,
        )

    def chain(self, no: str) -> Iterator[Step]:
        """The rows from ``no`` on, in the order they follow each other, each once."""
        seen: set[str] = set()
        following: str | None = no
        while following and following != END and following not in seen:
            seen.add(following)
            step = self.step(following)
            yield step
            following = step.next

    def signing_steps(self, draft: Step) -> tuple[Step, ...]:
        """The paraf and sign rows that follow a draft, in order; empty for other rows.

        A report signs itself, so it is its own signing step.
        """
        if draft.kind in (Kind.REPORT, Kind.FILE):
            return (draft,)
        found: list[Step] = []
        for step in list(self.chain(draft.no))[1:]:
            if step.kind not in (Kind.PARAF, Kind.SIGN):
                break
            found.append(step)
        return tuple(found)


def field_name(step: Step) -> str:
    """The bookmark and signature field of a step, e.g. ``ParafSekretaris``, ``TtdKepalaBadan``."""
    post = "".join(part.capitalize() for part in step.post.replace(".", "-").split("-"))
    return ("Paraf" if step.kind is Kind.PARAF else "Ttd") + post


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a definition cannot work: the row (empty for the file as a whole) and a sentence."""

    row: str
    text: str


def faults(sop: Sop, posts: frozenset[str], templates: frozenset[str]) -> tuple[Fault, ...]:
    """Everything that keeps the definition from working in an office with these posts.

    Args:
        sop: the definition.
        posts: ids of the posts that somebody holds.
        templates: names of the Word templates at hand, without ending.
    """
    if not sop.steps:
        return (Fault("", "the SOP has no rows"),)
    numbers = [step.no for step in sop.steps]
    twice = [Fault(no, "two rows carry this number") for no in {*numbers} if numbers.count(no) > 1]
    if twice:
        return tuple(twice)
    found: list[Fault] = []
    for step in sop.steps:
        found += _row_faults(sop, step, posts, templates)
    if not found:
        found += _flow_faults(sop)
    return tuple(found)


_NEEDS_PAPER = {Kind.INSTRUCT, Kind.DRAFT, Kind.GATHER, Kind.REPORT, Kind.FILE}


def _row_faults(
    sop: Sop, step: Step, posts: frozenset[str], templates: frozenset[str]
) -> Iterator[Fault]:
    if step.post not in posts | {UNIT_HEAD, UNIT_STAFF}:
        yield Fault(step.no, f"post '{step.post}' is held by nobody in office.toml")
    if step.post in (UNIT_HEAD, UNIT_STAFF) and not step.per_unit:
        yield Fault(step.no, f"post '{step.post}' needs per_unit = true")
    yield from _reference_faults(step, {each.no for each in sop.steps})
    if step.kind in _NEEDS_PAPER and not step.paper:
        yield Fault(step.no, f"a step of kind '{step.kind}' needs its paper")
    for name in filter(None, (step.paper, step.form, step.receipt, step.closing, step.contents)):
        yield from _paper_faults(sop, step, name, templates)
    if step.kind is Kind.DISTRIBUTE and not step.per_unit and not step.form:
        yield Fault(step.no, "distributes to units without the form they should fill")
    if step.kind is Kind.FILE and not step.contents:
        yield Fault(step.no, "files a berkas without the list of its contents")


def _reference_faults(step: Step, known: set[str]) -> Iterator[Fault]:
    if step.next is None:
        yield Fault(step.no, f'says nothing of what follows; write next = "{END}" to end')
    elif step.next != END and step.next not in known:
        yield Fault(step.no, f"is followed by row '{step.next}', which does not exist")
    if step.back is not None and step.back not in known:
        yield Fault(step.no, f"returns to row '{step.back}', which does not exist")
    if step.warning is not None and step.warning not in known:
        yield Fault(step.no, f"warns through row '{step.warning}', which does not exist")


def _paper_faults(sop: Sop, step: Step, name: str, templates: frozenset[str]) -> Iterator[Fault]:
    paper = sop.papers.get(name)
    if paper is None:
        yield Fault(step.no, f"uses the paper '{name}', which is not under [naskah]")
        return
    if paper.template and paper.template not in templates:
        yield Fault(step.no, f"needs templates_docx/{paper.template}.docx, which is missing")
    if not paper.template and step.kind is not Kind.GATHER and name != step.form:
        yield Fault(step.no, f"the paper '{name}' has no template")
    if step.kind is Kind.DRAFT and not paper.register:
        yield Fault(step.no, f"drafts '{name}', which has no register for its number")


def _flow_faults(sop: Sop) -> Iterator[Fault]:
    main = list(sop.chain(sop.first.no))
    join = sop.join
    branch = list(sop.chain(join.warning)) if join and join.warning else []
    reached = {step.no for step in main} | {step.no for step in branch}
    for step in sop.steps:
        if step.no not in reached:
            yield Fault(step.no, "nothing leads to this row")
    if main[-1].next != END:
        yield Fault(main[-1].no, "goes round in a circle and never ends")
    if main[-1].kind is not Kind.FILE:
        yield Fault(main[-1].no, "a cycle must end with a step of kind 'file'")
    yield from _order_faults(main)
    yield from _order_faults(branch)
    yield from _scope_faults(sop, main, branch)


def _order_faults(chain: list[Step]) -> Iterator[Fault]:
    """Parafs come before the signature, both after the draft; returns go backwards."""
    drafted = signed = False
    seen: set[str] = set()
    fields: set[str] = set()
    for step in chain:
        if step.kind is Kind.DRAFT:
            drafted, signed, fields = True, False, set()
        if step.kind in (Kind.PARAF, Kind.SIGN):
            if not drafted:
                yield Fault(step.no, f"a step of kind '{step.kind}' has no draft before it")
            if signed:
                yield Fault(step.no, f"a step of kind '{step.kind}' follows the signature")
            if field_name(step) in fields:
                yield Fault(step.no, f"post '{step.post}' already has this field in the letter")
            fields.add(field_name(step))
            signed = signed or step.kind is Kind.SIGN
        if step.kind is Kind.DISTRIBUTE and not signed:
            yield Fault(step.no, "distributes a letter that nobody has signed")
        if step.back is not None and step.back not in seen:
            yield Fault(step.no, f"returns to row '{step.back}', which does not come before it")
        seen.add(step.no)


def _scope_faults(sop: Sop, main: list[Step], branch: list[Step]) -> Iterator[Fault]:
    """Per-unit rows of the main line stand between the fork and the join, gathering included."""
    forks = [step for step in main if step.kind is Kind.DISTRIBUTE]
    joins = [step for step in main if step.kind is Kind.RECEIVE and not step.per_unit]
    if len(forks) != 1 or len(joins) != 1:
        yield Fault("", "a cycle needs one 'distribute' and one 'receive' that is not per unit")
        return
    inside = False
    gathered = False
    for step in main:
        if step is joins[0]:
            inside = False
        if step.per_unit != inside:
            yield Fault(step.no, "per_unit rows stand between distribution and the join only")
        if step is forks[0]:
            inside = True
        gathered = gathered or step.kind is Kind.GATHER
    if not gathered:
        yield Fault(forks[0].no, "units are asked, but no row of kind 'gather' follows")
    yield from _branch_faults(branch)
    if sop.first.per_unit:
        yield Fault(sop.first.no, "a cycle cannot open with a row per unit")


def _branch_faults(branch: list[Step]) -> Iterator[Fault]:
    for step in branch:
        if not step.per_unit:
            yield Fault(step.no, "a row of the warning branch needs per_unit = true")
    if branch and branch[-1].kind is not Kind.DISTRIBUTE:
        yield Fault(branch[-1].no, "the warning branch must end by distributing the letter")

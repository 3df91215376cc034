"""Why a definition cannot work: every row is named with what keeps it from working.

Checked when an SOP is read, so that a cycle never stands still on a row that cannot be run. What
the kinds of step do is ``routing``'s; here is only what they need around them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.domain.sop import END, UNIT_HEAD, UNIT_STAFF, Kind, Sop, Step, TimeUnit, field_name


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
    twice = [
        Fault(no, "two rows carry this number")
        for no in dict.fromkeys(numbers)
        if numbers.count(no) > 1
    ]
    if twice:
        return tuple(twice)
    found: list[Fault] = []
    dangling: list[Fault] = []
    for step in sop.steps:
        found += _row_faults(sop, step, posts, templates)
        dangling += _reference_faults(step, set(numbers))
    found += dangling or _flow_faults(sop)
    return tuple(found)


_NEEDS_PAPER = {Kind.INSTRUCT, Kind.DRAFT, Kind.GATHER, Kind.REPORT, Kind.FILE}
#: Kinds that can only go on with a paper which the row before hands over.
_NEEDS_ARRIVAL = {Kind.PARAF, Kind.SIGN, Kind.DISTRIBUTE, Kind.ACKNOWLEDGE, Kind.RECEIVE}
_PER_UNIT = {Kind.INSTRUCT, Kind.ACKNOWLEDGE, Kind.GATHER, Kind.RECEIVE}
_KEYS_OF = {
    "incoming": Kind.INSTRUCT,
    "order": Kind.INSTRUCT,
    "form": Kind.DISTRIBUTE,
    "contents": Kind.FILE,
    "receipt": Kind.RECEIVE,
    "addendum": Kind.REPORT,
    "warning": Kind.RECEIVE,
    "closing": Kind.RECEIVE,
    "cutoff": Kind.RECEIVE,
}


def _row_faults(
    sop: Sop, step: Step, posts: frozenset[str], templates: frozenset[str]
) -> Iterator[Fault]:
    if step.post not in posts | {UNIT_HEAD, UNIT_STAFF}:
        yield Fault(step.no, f"post '{step.post}' is held by nobody in office.toml")
    if step.post in (UNIT_HEAD, UNIT_STAFF) and not step.per_unit:
        yield Fault(step.no, f"post '{step.post}' needs per_unit = true")
    yield from _key_faults(step)
    made = (step.paper, step.form, step.receipt, step.addendum, step.closing, step.contents)
    for name in filter(None, made):
        yield from _paper_faults(sop, step, name, templates)


def _key_faults(step: Step) -> Iterator[Fault]:
    """Keys that a row of this kind lacks, or that would do nothing there."""
    if step.kind in _NEEDS_PAPER and not step.paper:
        yield Fault(step.no, f"a step of kind '{step.kind}' needs its paper")
    if step.kind is Kind.DISTRIBUTE and not step.per_unit and not step.form:
        yield Fault(step.no, "distributes to units without the form they should fill")
    if step.kind is Kind.FILE and not step.contents:
        yield Fault(step.no, "files a berkas without the list of its contents")
    if (
        step.kind is Kind.GATHER
        and step.standard
        and step.standard.unit not in (TimeUnit.WORKING_DAYS, TimeUnit.CALENDAR_DAYS)
    ):
        yield Fault(step.no, "gives units a time that is not in days; write for example '4 hari'")
    for key, kind in _KEYS_OF.items():
        if getattr(step, key) and step.kind is not kind:
            yield Fault(step.no, f"'{key}' does nothing in a step of kind '{step.kind}'")
    if step.kind is Kind.RECEIVE:
        for key in ("warning", "closing", "cutoff") if step.per_unit else ("receipt",):
            if getattr(step, key):
                where = "of a unit" if step.per_unit else "that waits for all units"
                yield Fault(step.no, f"'{key}' does nothing in a 'receive' {where}")


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
    if not paper.template and name != step.form:
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
    for step in main[:-1]:
        if step.kind is Kind.FILE:
            yield Fault(step.no, "a step of kind 'file' ends the cycle; no row can follow it")
    for chain in (main, branch):
        yield from _order_faults(chain)
        yield from _return_faults(chain)
    yield from _scope_faults(sop, main)
    yield from _branch_faults(branch)


def _order_faults(chain: list[Step]) -> Iterator[Fault]:
    """Parafs come before the signature, both after the draft."""
    drafted = signed = False
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


def _return_faults(chain: list[Step]) -> Iterator[Fault]:
    """Returns go backwards, to a row whose paper can be corrected, and stay in their scope.

    What went out to the units is not called back by one of them, nor by what follows the join.
    """
    seen: dict[str, Step] = {}
    scope: set[str] = set()
    for step in chain:
        if step.kind is Kind.RECEIVE and not step.per_unit:
            scope = set()
        target = seen.get(step.back or "")
        if step.back is not None and target is None:
            yield Fault(step.no, f"returns to row '{step.back}', which does not come before it")
        elif target and target.no not in scope:
            yield Fault(step.no, f"returns to row '{step.back}', from which units have gone on")
        elif target and not _makes_a_correctable_paper(target):
            yield Fault(step.no, f"returns to row '{step.back}', which makes no paper to correct")
        seen[step.no] = step
        scope.add(step.no)
        if step.kind is Kind.DISTRIBUTE:
            scope = set()


def _makes_a_correctable_paper(step: Step) -> bool:
    return step.kind in (Kind.DRAFT, Kind.GATHER, Kind.REPORT) or (
        step.kind is Kind.INSTRUCT and not step.incoming
    )


def _scope_faults(sop: Sop, main: list[Step]) -> Iterator[Fault]:
    """Per-unit rows of the main line stand between the fork and the join, gathering included."""
    forks = [step for step in main if step.kind is Kind.DISTRIBUTE]
    joins = [step for step in main if step.kind is Kind.RECEIVE and not step.per_unit]
    if len(forks) != 1 or len(joins) != 1:
        yield Fault("", "a cycle needs one 'distribute' and one 'receive' that is not per unit")
        return
    fork, join = main.index(forks[0]), main.index(joins[0])
    inside = main[fork + 1 : join]
    for step in main:
        if step.per_unit != (step in inside):
            yield Fault(step.no, "per_unit rows stand between distribution and the join only")
    for step in (sop.first, *main[join + 1 : join + 2]):
        if step.kind in _NEEDS_ARRIVAL or step.incoming:
            yield Fault(step.no, f"a step of kind '{step.kind}' cannot begin without a paper")
    for step in main[:join]:
        if step.kind is Kind.REPORT:
            yield Fault(step.no, "reports on data that are gathered only later")
    yield from _unit_faults(forks[0], inside, main)


def _unit_faults(fork: Step, inside: list[Step], main: list[Step]) -> Iterator[Fault]:
    """A unit's rows: orders, then one that gathers, then one that passes the data on."""
    for step in inside:
        if step.kind not in _PER_UNIT:
            yield Fault(step.no, f"a step of kind '{step.kind}' cannot be per unit here")
    gathers = [step for step in main if step.kind is Kind.GATHER]
    if not gathers:
        yield Fault(fork.no, "units are asked, but no row of kind 'gather' follows")
    for step in gathers:
        if step not in inside or step is not gathers[0]:
            yield Fault(step.no, "units gather their data once, between distribution and the join")
    if gathers and (not inside or inside[-1].kind is not Kind.RECEIVE):
        yield Fault(gathers[-1].no, "no row of kind 'receive' per unit passes the data on")
    for place, step in enumerate(inside):
        gathered = any(each.kind is Kind.GATHER for each in inside[:place])
        if step.kind is Kind.RECEIVE and (not gathered or step is not inside[-1]):
            yield Fault(step.no, "a unit's data are received last, after they were gathered")
        if step.kind is Kind.INSTRUCT and gathered:
            yield Fault(step.no, "orders to a unit come before its data are gathered")


def _branch_faults(branch: list[Step]) -> Iterator[Fault]:
    """Rows of the warning letter: one draft, its parafs and signature, its delivery."""
    for place, step in enumerate(branch):
        if not step.per_unit:
            yield Fault(step.no, "a row of the warning branch needs per_unit = true")
        if (step.kind is Kind.DRAFT) != (place == 0) or step.kind not in (
            Kind.DRAFT,
            Kind.PARAF,
            Kind.SIGN,
            Kind.DISTRIBUTE,
        ):
            yield Fault(step.no, "the warning branch drafts one letter, then parafs and signs it")
        if step.kind is Kind.DISTRIBUTE and step is not branch[-1]:
            yield Fault(step.no, "the warning branch ends when the letter is distributed")
    if branch and branch[-1].kind is not Kind.DISTRIBUTE:
        yield Fault(branch[-1].no, "the warning branch must end by distributing the letter")
    if branch and branch[-1].next != END:
        yield Fault(branch[-1].no, "goes round in a circle and never ends")

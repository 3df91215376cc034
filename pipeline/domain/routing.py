"""What follows what: entering a step, completing it, going back from it.

Knows the kinds of step and nothing of units' clocks, which are ``collection``'s.
"""

from collections.abc import Callable
from dataclasses import replace

from pipeline.domain import collection, proof
from pipeline.domain.acts import FileAway, Recipe
from pipeline.domain.cycle import Outcome, PaperState, Status, Task
from pipeline.domain.events import HandedIn, IssueFailed
from pipeline.domain.sop import Kind, Step
from pipeline.domain.titles import with_nomor
from pipeline.domain.turn import Turn
from pipeline.errors import Finding

#: Rows where a letter goes round by itself; a warned unit's form is not laid beside its warning.
_ABOUT_A_LETTER = {Kind.PARAF, Kind.SIGN, Kind.DISTRIBUTE}


def enter(
    turn: Turn, step: Step, unit: str | None, arrived: str | None, origin: Task | None
) -> None:
    """Begin a step: make its paper if it makes one, and let it wait for its post.

    Args:
        turn: the decision in the making.
        step: the row that begins.
        unit: the unit it is about, for rows per unit.
        arrived: code of the paper that the previous step hands over.
        origin: the task that led here.
    """
    if step.kind is Kind.RECEIVE and not step.per_unit:
        _join(turn, step)
        return
    came_from = origin.id if origin else None
    main, companions = _papers_for(turn, step, unit, arrived)
    turn.open_task(step, unit, main, companions, origin=came_from)


def follow(
    turn: Turn, step: Step, unit: str | None, arrived: str | None, origin: Task | None
) -> None:
    """Go on to the row that follows ``step``; the end of the SOP needs nothing more."""
    following = turn.context.sop.after(step)
    if following is not None:
        enter(turn, following, unit, arrived, origin)


def _join(turn: Turn, step: Step) -> None:
    """Wait for every unit; the last one in lets the main line go on (SOP step 9)."""
    if turn.cycle.collected_at is None and not turn.cycle.missing_units:
        turn.change(collected_at=turn.now)
        collection.withdraw_closing(turn)
        follow(turn, step, None, None, None)


def _close_early(turn: Turn, step: Step) -> None:
    """Kasubbag TU closed the period with units missing (dossier A5)."""
    turn.change(collected_at=turn.now, closed_early=True, closing=None)
    follow(turn, step, None, None, None)


def _papers_for(
    turn: Turn, step: Step, unit: str | None, arrived: str | None
) -> tuple[str, tuple[str, ...]]:
    """The paper that waits at a step and those laid beside it."""
    beside = (arrived,) if arrived else ()
    form = None if step.kind in _ABOUT_A_LETTER else _form_of(turn, unit)
    match step.kind:
        case Kind.INSTRUCT if not step.incoming:
            return _new_paper(turn, step, unit, Recipe.FILL), beside
        case Kind.DRAFT:
            return _new_paper(turn, step, unit, Recipe.FILL), beside
        case Kind.REPORT:
            code = _new_paper(turn, step, unit, Recipe.RENDER)
            turn.change(report=code)
            return code, ()
        case Kind.FILE:
            return _filing_papers(turn, step, arrived), (turn.cycle.contents or "", *beside)
        case Kind.GATHER if form:
            return form, tuple(code for code in (arrived, turn.cycle.request) if code)
        case _ if arrived:
            return arrived, (form,) if form else ()
        case _:
            raise AssertionError(f"step {step.no} is entered without a paper")


def _filing_papers(turn: Turn, step: Step, arrived: str | None) -> str:
    """The berita acara and the daftar isi beside it; what the berkas will hold is fixed now.

    A second berita acara, after a return, keeps the berkas' number and renews its list.
    """
    cycle = turn.cycle
    number = cycle.berkas_number or turn.take_berkas_number(arrived or cycle.id)
    items = tuple(paper.code for paper in cycle.filed_papers)
    record = _new_paper(turn, step, None, Recipe.RENDER)
    turn.change(berkas_number=number, berkas_record=record, items=(*items, record))
    if cycle.contents:
        turn.order_version(cycle.contents, Recipe.RENDER)
    else:
        contents = turn.order_paper(step, step.contents or "", None, Recipe.RENDER)
        turn.change(contents=contents.code)
    return record


def _form_of(turn: Turn, unit: str | None) -> str | None:
    """The data form of a unit that is asked for its data."""
    if unit is None:
        return None
    return next((each.form for each in turn.cycle.units if each.unit == unit), None)


def _new_paper(
    turn: Turn, step: Step, unit: str | None, recipe: Recipe, about: str | None = None
) -> str:
    """The paper a row makes; one that is not a draft gets its nomor and date at once."""
    paper = turn.order_paper(step, step.paper or "", unit, recipe, about=about)
    register = turn.context.sop.papers[paper.kind].register
    if register and recipe is not Recipe.FILL:
        nomor = turn.take_nomor(register, paper.code)
        turn.change_paper(paper.code, nomor=nomor, title=with_nomor(paper.title, nomor))
    return paper.code


def complete(turn: Turn, task: Task, event: HandedIn) -> None:
    """A step's hand-in was accepted: record it, and go on."""
    step = turn.step(task.step)
    handed = event.carries_sha256 or event.sha256
    turn.change_task(task, handed_sha256=event.sha256)
    task = next(each for each in turn.cycle.tasks if each.id == task.id)
    turn.close_task(task, Outcome.DONE)
    if task.paper == turn.cycle.closing:
        _record(turn, task, replace(event, carries_sha256=handed))
        _close_early(turn, step)
        return
    _COMPLETIONS[step.kind](turn, step, task, replace(event, carries_sha256=handed))


def _order_given(turn: Turn, step: Step, task: Task, event: HandedIn) -> None:
    if step.incoming:
        _record(turn, task, event)
        code = _new_paper(turn, step, task.unit, Recipe.RENDER)
        follow(turn, step, task.unit, code, task)
        return
    turn.change_paper(task.paper, order=event.order)
    _record(turn, task, event)
    follow(turn, step, task.unit, task.paper, task)


def _draft_handed_in(turn: Turn, step: Step, task: Task, event: HandedIn) -> None:
    """Number and date are fixed now, before the first paraf (dossier 3.10)."""
    paper = turn.cycle.paper(task.paper)
    kind = turn.context.sop.papers[paper.kind]
    nomor = paper.nomor or turn.take_nomor(kind.register or "", paper.code)
    turn.order_version(
        paper.code,
        Recipe.FREEZE,
        nomor=nomor,
        dated=turn.today,
        source_sha256=event.carries_sha256,
        current_sha256=None,
    )
    follow(turn, step, task.unit, paper.code, task)


def _letter_endorsed(turn: Turn, step: Step, task: Task, event: HandedIn) -> None:
    _record(turn, task, event, recorded=False)
    proof.prolong(turn, task.paper)
    follow(turn, step, task.unit, task.paper, task)


def _letter_distributed(turn: Turn, step: Step, task: Task, event: HandedIn) -> None:
    _record(turn, task, event)
    if step.per_unit:
        collection.deliver_warning(turn, task)
        return
    turn.change(request=task.paper)
    for unit in turn.context.roster.units:
        collection.ask(turn, step, unit)
        follow(turn, step, unit.id, task.paper, task)


def _data_gathered(turn: Turn, step: Step, task: Task, event: HandedIn) -> None:
    _record(turn, task, event, recorded=False)
    turn.change_paper(task.paper, attachments=event.attachments)
    unit = task.unit or ""
    earlier = turn.cycle.unit(unit).data_paper
    if earlier:
        turn.order_version(earlier, Recipe.RENDER)
        code = earlier
    else:
        code = _new_paper(turn, step, unit, Recipe.RENDER, about=task.paper)
    turn.change_unit(unit, data=event.data, data_paper=code)
    follow(turn, step, unit, code, task)


def _data_passed_on(turn: Turn, step: Step, task: Task, event: HandedIn) -> None:
    unit = task.unit or ""
    turn.change_paper(turn.cycle.unit(unit).form or "", state=PaperState.RECORDED)
    _record(turn, task, event)
    if collection.receive(turn, step, unit):
        follow(turn, step, unit, None, task)


def _report_signed(turn: Turn, step: Step, task: Task, event: HandedIn) -> None:
    _record(turn, task, event)
    proof.prolong(turn, task.paper)
    follow(turn, step, task.unit, task.paper, task)


def _acknowledged(turn: Turn, step: Step, task: Task, _event: HandedIn) -> None:
    follow(turn, step, task.unit, task.paper, task)


def _filing_ordered(turn: Turn, _step: Step, task: Task, event: HandedIn) -> None:
    _record(turn, task, event)
    turn.change(status=Status.FILING)
    if not proof.prolong(turn, task.paper):
        turn.acts.append(FileAway())


def _record(turn: Turn, task: Task, event: HandedIn, *, recorded: bool = True) -> None:
    """A paper's bytes are now those that were handed in."""
    paper = turn.cycle.paper(task.paper)
    signatures = (*paper.signatures, event.signature) if event.signature else paper.signatures
    turn.change_paper(
        task.paper,
        current_sha256=event.carries_sha256,
        rendition_sha256=event.rendition_sha256 or paper.rendition_sha256,
        pages=event.pages or paper.pages,
        signatures=signatures,
        state=PaperState.RECORDED if recorded else paper.state,
    )


_COMPLETIONS: dict[Kind, Callable[[Turn, Step, Task, HandedIn], None]] = {
    Kind.INSTRUCT: _order_given,
    Kind.DRAFT: _draft_handed_in,
    Kind.PARAF: _letter_endorsed,
    Kind.SIGN: _letter_endorsed,
    Kind.DISTRIBUTE: _letter_distributed,
    Kind.GATHER: _data_gathered,
    Kind.RECEIVE: _data_passed_on,
    Kind.REPORT: _report_signed,
    Kind.ACKNOWLEDGE: _acknowledged,
    Kind.FILE: _filing_ordered,
}


def go_back(turn: Turn, task: Task, event: HandedIn) -> None:
    """A paper was returned: void what it gathered since, and let its maker have it again.

    The row's ``back`` says where to; whoever calls has made sure there is one.
    """
    target = turn.step(turn.step(task.step).back or "")
    turn.change_task(task, handed_sha256=event.sha256)
    task = next(each for each in turn.cycle.tasks if each.id == task.id)
    turn.close_task(task, Outcome.RETURNED)
    earlier = _task_at(turn, target, task)
    nomor = turn.cycle.paper(earlier.paper).nomor
    note = event.note or "tanpa catatan"
    facts = {"catatan": note, "jabatan": turn.context.roster.titles[event.post]}
    why = Finding("S10", {**facts, "nomor": nomor}) if nomor else Finding("S14", facts)
    _reissue(turn, target, earlier)
    if turn.cycle.paper(task.paper).step != target.no:
        turn.withdraw_paper(task.paper, f"dikembalikan: {note}")
    if task.paper == turn.cycle.berkas_record:
        turn.change(berkas_record=None, items=(), late_units=(), late_proofs=())
    if target.kind is Kind.REPORT:
        collection.take_in_supplements(turn)
    turn.open_task(
        target,
        earlier.unit,
        earlier.paper,
        earlier.companions,
        origin=earlier.origin,
        reasons=(why,),
    )


def draft_anew(turn: Turn, task: Task, why: Finding) -> None:
    """The row that drafted a cancelled letter begins a new one, with what lay beside the old."""
    target = turn.step(turn.cycle.paper(task.paper).step)
    earlier = _task_at(turn, target, task)
    code = _new_paper(turn, target, earlier.unit, Recipe.FILL)
    turn.open_task(
        target, earlier.unit, code, earlier.companions, origin=earlier.origin, reasons=(why,)
    )


def redraft(turn: Turn, task: Task, event: IssueFailed) -> None:
    """A draft that could not be made into a letter goes back to its drafter with the findings."""
    target = turn.step(turn.cycle.paper(task.paper).step)
    earlier = _task_at(turn, target, task)
    turn.close_task(task, Outcome.RETURNED)
    _reissue(turn, target, earlier)
    turn.open_task(
        target,
        earlier.unit,
        earlier.paper,
        earlier.companions,
        origin=earlier.origin,
        reasons=event.findings,
    )


def _task_at(turn: Turn, target: Step, task: Task) -> Task:
    """The latest task at the target row for the same unit."""
    for each in reversed(turn.cycle.tasks):
        if each.step == target.no and each.unit in (task.unit, None):
            return each
    raise AssertionError(f"row {target.no} was never passed")


def _reissue(turn: Turn, target: Step, earlier: Task) -> None:
    """A new version of the target row's paper, with what people had already written in it."""
    recipe = {
        Kind.DRAFT: Recipe.REOPEN,
        Kind.INSTRUCT: Recipe.REOPEN,
        Kind.GATHER: Recipe.REFILL,
        Kind.REPORT: Recipe.RENDER,
    }[target.kind]
    paper = turn.cycle.paper(earlier.paper)
    source = paper.source_sha256 if target.kind is Kind.DRAFT else paper.current_sha256
    turn.order_version(
        paper.code,
        recipe,
        source_sha256=source,
        current_sha256=None,
        signatures=(),
        signed_sha256=None,
        level="",
        owed_since=None,
    )

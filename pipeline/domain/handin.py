"""Judging a hand-in against the cycle: whose turn it is, which version, once or twice.

Whether the file itself is sound (signatures, cells, bookmarks) was found out before and comes with
the event; here is only what the SOP says about it.
"""

import re
from dataclasses import dataclass

from pipeline.domain import cancelling, routing
from pipeline.domain.acts import Release, SendBack, Tell
from pipeline.domain.context import Unit
from pipeline.domain.cycle import Cycle, Outcome, Paper, PaperState, Task
from pipeline.domain.events import HandedIn
from pipeline.domain.sop import Kind, Sop, Step, field_name
from pipeline.domain.turn import Turn
from pipeline.errors import Finding

_SIGNED = {Kind.PARAF, Kind.SIGN, Kind.REPORT}
#: A note that does not return a letter but cancels it; the rest of it is why (decision 0017).
_CANCEL = re.compile(r"\s*BATAL\b\W*(?P<why>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a hand-in of a paper at a post should be, for whoever examines the file."""

    task: Task
    step: Step
    paper: Paper
    field: str | None  #: the signature field this step fills
    signature_required: bool


def expectation(cycle: Cycle, sop: Sop, post: str, code: str) -> Expectation | None:
    """What is expected of this paper from this post now; None when it does not wait there."""
    for task in cycle.open_tasks:
        if task.post == post and task.paper == code and task.laid_at:
            step = sop.step(task.step)
            signed = step.kind in _SIGNED and code != cycle.closing
            may_sign = signed or step.kind is Kind.FILE
            return Expectation(
                task=task,
                step=step,
                paper=cycle.paper(code),
                field=field_name(step) if may_sign else None,
                signature_required=signed,
            )
    return None


def awaited_forms(cycle: Cycle, sop: Sop, post: str) -> tuple[Paper, ...]:
    """The forms that lie in a post's inbox to be filled."""
    return tuple(
        cycle.paper(task.paper)
        for task in cycle.open_tasks
        if task.post == post and task.laid_at and sop.step(task.step).kind is Kind.GATHER
    )


def receive(turn: Turn, event: HandedIn) -> None:
    """Accept a hand-in, send it back with a reason, or note that it was received before."""
    code = event.code or ""
    task = _waiting_task(turn, event.post, code)
    if event.back:
        _return(turn, task or _companion_task(turn, event.post, code), event)
    elif task is None:
        _explain(turn, event)
    elif event.version != turn.cycle.paper(code).version:
        _refuse(turn, event, Finding("S02", _facts(turn, event)))
    elif event.findings:
        _refuse(turn, event, *event.findings)
    elif lacking := _lacking(turn, task, event):
        _refuse(turn, event, Finding(lacking, _facts(turn, event)))
    else:
        for claim in (event.claim, *event.attachment_claims):
            turn.acts.append(Release(claim=claim))
        routing.complete(turn, task, event)


def _waiting_task(turn: Turn, post: str, code: str) -> Task | None:
    for task in turn.cycle.open_tasks:
        if task.post == post and task.paper == code and task.laid_at:
            return task
    return None


def _companion_task(turn: Turn, post: str, code: str) -> Task | None:
    for task in turn.cycle.open_tasks:
        if task.post == post and code in task.companions and task.laid_at:
            return task
    return None


def _lacking(turn: Turn, task: Task, event: HandedIn) -> str | None:
    """A last guard of the core's own: no step passes without what its kind demands."""
    step = turn.step(task.step)
    if task.paper == turn.cycle.closing:
        return None
    if step.kind in _SIGNED:
        right = event.signature is not None and event.signature.field == field_name(step)
        return None if right else "S06"
    if step.kind is Kind.GATHER and event.data is None:
        return "S07"
    return None


def _return(turn: Turn, task: Task | None, event: HandedIn) -> None:
    if task is None and _received_before(turn, event):
        _explain(turn, event)
        return
    if task is None:
        _refuse(turn, event, Finding("S03", _facts(turn, event)))
        return
    if event.version != turn.cycle.paper(event.code or "").version:
        _refuse(turn, event, Finding("S02", _facts(turn, event)))
        return
    if turn.step(task.step).back is None or task.paper == turn.cycle.closing:
        _refuse(turn, event, Finding("S04", _facts(turn, event)))
        return
    asked = _CANCEL.fullmatch(event.note) if cancelling.is_letter(turn, task) else None
    if asked and not asked["why"]:
        _refuse(turn, event, Finding("S12", _facts(turn, event)))
        return
    turn.acts.append(Release(claim=event.claim))
    if asked:
        cancelling.cancel(turn, task, event, asked["why"].strip())
    else:
        routing.go_back(turn, task, event)


def _explain(turn: Turn, event: HandedIn) -> None:
    """No task of this post waits for the paper: say why, and lose nothing."""
    code = event.code or ""
    paper = turn.cycle.paper(code)
    before = _received_before(turn, event)
    if before and before.closed_at:
        facts = _facts(turn, event) | {"diterima_pada": before.closed_at.isoformat()}
        told = Finding("N08" if event.awaited_form else "N03", facts)
        turn.acts.append(Release(claim=event.claim))
        title = f"{event.name} - SUDAH DITERIMA"
        turn.acts.append(Tell(post=event.post, title=title, finding=told, code=code))
    elif _companion_task(turn, event.post, code):
        main = _companion_task(turn, event.post, code)
        facts = _facts(turn, event) | {"utama": turn.cycle.paper(main.paper).title if main else ""}
        _refuse(turn, event, Finding("S05", facts))
    elif _was_companion(turn, event):
        turn.acts.append(Release(claim=event.claim))
    elif misplaced := _misplaced_form(turn, event):
        _refuse(turn, event, Finding(misplaced, _facts(turn, event) | _form_facts(turn, event)))
    elif event.version != paper.version:
        _refuse(turn, event, Finding("S02", _facts(turn, event)))
    elif paper.state is PaperState.WITHDRAWN:
        _refuse(turn, event, Finding("S08", _facts(turn, event)))
    elif any(task.paper == code and task.is_open for task in turn.cycle.tasks):
        _refuse(turn, event, Finding("S01", _facts(turn, event)))
    else:
        _refuse(turn, event, Finding("S09", _facts(turn, event)))


def _misplaced_form(turn: Turn, event: HandedIn) -> str | None:
    """Why a form is not the one that this post is to fill: another unit's, another period's."""
    unit = _unit_of_form(turn, event)
    if unit is None:
        return None
    if event.post not in (unit.head, unit.staff):
        return "S16" if event.awaited_form else "S17"
    return "S15" if event.awaited_form else None


def _unit_of_form(turn: Turn, event: HandedIn) -> Unit | None:
    for each in turn.cycle.units:
        if each.form == event.code:
            return turn.context.roster.unit(each.unit)
    return None


def _form_facts(turn: Turn, event: HandedIn) -> dict[str, str]:
    unit = _unit_of_form(turn, event)
    titles = turn.context.roster.titles
    return {
        "unit": unit.name if unit else "",
        "periode": turn.cycle.period.long,
        "pengisi": titles[unit.staff] if unit else "",
    }


def _received_before(turn: Turn, event: HandedIn) -> Task | None:
    for task in turn.cycle.tasks:
        if task.post == event.post and task.handed_sha256 == event.sha256:
            return task
    return None


def _was_companion(turn: Turn, event: HandedIn) -> bool:
    """An unchanged reading copy that was moved along with the paper it lay beside."""
    paper = turn.cycle.paper(event.code or "")
    unchanged = event.sha256 in (paper.issued_sha256, paper.signed_sha256, paper.current_sha256)
    beside = any(
        task.post == event.post
        and task.outcome is not Outcome.OPEN
        and event.code in task.companions
        for task in turn.cycle.tasks
    )
    laid_for_reading = event.post in paper.readers or any(
        event.code in (each.receipt, *(warned.paper for warned in each.warnings))
        for each in turn.cycle.units
        if turn.context.roster.unit(each.unit).head == event.post
    )
    return unchanged and (beside or laid_for_reading)


def _refuse(turn: Turn, event: HandedIn, *findings: Finding) -> None:
    turn.acts.append(
        SendBack(
            claim=event.claim,
            post=event.post,
            name=event.name,
            findings=findings,
            code=event.code,
        )
    )


def _facts(turn: Turn, event: HandedIn) -> dict[str, str]:
    code = event.code or ""
    paper = turn.cycle.paper(code)
    titles = turn.context.roster.titles
    holder = next((task for task in turn.cycle.open_tasks if task.paper == code), None)
    return {
        "nama": event.name,
        "judul": paper.title,
        "versi": str(paper.version),
        "jabatan": titles.get(event.post, event.post),
        "di": titles.get(holder.post, holder.post) if holder else "-",
        "ditunggu": event.awaited_form,
    }

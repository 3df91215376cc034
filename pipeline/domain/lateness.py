"""What passing time brings: reminders, lateness, warning letters, the offer to close.

Sources: SOP step 9; readings A4, A5 and 6.4 of the domain dossier. Every timer is judged by how
things stand when it fires, so one that was missed while Paraf was off does its work once, late.
"""

from datetime import datetime

from pipeline.domain import routing
from pipeline.domain.acts import Recipe, Tell
from pipeline.domain.collection import unit_facts
from pipeline.domain.cycle import UnitProgress, Warned
from pipeline.domain.events import TimePassed, Timer
from pipeline.domain.turn import Turn
from pipeline.errors import Finding


def time_passed(turn: Turn, event: TimePassed) -> None:
    """A timer fell due; a unit that has delivered is left in peace."""
    progress = turn.cycle.unit(event.unit)
    if progress.has_delivered:
        return
    match event.timer:
        case Timer.REMINDER:
            _remind(turn, progress)
        case Timer.DUE:
            turn.change_unit(event.unit, overdue_at=_overdue_since(turn, progress))
        case Timer.CUTOFF:
            if not progress.warnings:
                _warn(turn, progress)
        case Timer.EXTENSION:
            if event.count == len(progress.warnings):
                _offer_closing(turn)
                _warn(turn, progress)


def _remind(turn: Turn, progress: UnitProgress) -> None:
    """A note beside the papers of whoever holds them (once; a late start skips it)."""
    if progress.due is None or progress.reminded_at or turn.now >= progress.due:
        return
    turn.change_unit(progress.unit, reminded_at=turn.now)
    for task in turn.cycle.open_tasks:
        if task.unit == progress.unit and progress.form in (task.paper, *task.companions):
            left = turn.context.calendar.reckon(turn.now, progress.due).working_days
            facts = unit_facts(turn, progress.unit) | {
                "batas_waktu": progress.due.isoformat(),
                "sisa": str(left),
            }
            turn.acts.append(
                Tell(
                    post=task.post,
                    title=f"PENGINGAT - {turn.cycle.paper(progress.form or '').title}",
                    finding=Finding("N01", facts),
                    code=progress.form,
                )
            )


def _warn(turn: Turn, progress: UnitProgress) -> None:
    """Draft a warning letter for one unit (SOP step 9; one letter per late unit).

    Where the SOP knows no warnings, closing without the late units is offered right away.
    """
    join = turn.context.sop.join
    if join is None:
        return
    if join.warning is None:
        _offer_closing(turn)
        return
    step = turn.step(join.warning)
    before = len(turn.cycle.tasks)
    routing.enter(turn, step, progress.unit, None, None)
    task = turn.cycle.tasks[before]
    count = sum(each.withdrawn_at is None for each in progress.warnings) + 1
    turn.change_paper(task.paper, count=count, about=turn.cycle.request)
    warned = Warned(paper=task.paper, drafted_at=turn.now)
    turn.change_unit(
        progress.unit,
        warnings=(*progress.warnings, warned),
        overdue_at=_overdue_since(turn, progress),
    )


def _overdue_since(turn: Turn, progress: UnitProgress) -> datetime:
    """A unit is late from its date on, however long after that Paraf came to look."""
    return progress.overdue_at or progress.due or turn.now


def _offer_closing(turn: Turn) -> None:
    """Lay the closing sheet: handing it in makes the recap without the missing units."""
    step = turn.context.sop.join
    if step is None or not step.closing or turn.cycle.closing or turn.cycle.collected_at:
        return
    paper = turn.order_paper(step, step.closing, None, Recipe.FILL)
    turn.change(closing=paper.code)
    turn.open_task(step, None, paper.code, ())

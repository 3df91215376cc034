"""Units and their data: asking, warning, receiving, supplements.

What a passing date brings is ``lateness``'s; what follows a step is ``routing``'s.

Sources: SOP steps 6 to 10; readings A3 to A5 and 6.3, 6.4 of the domain dossier.
"""

from dataclasses import replace
from itertools import takewhile

from pipeline.domain import dates
from pipeline.domain.acts import Append, AppendProof, Clear, Lay, Recipe, SetTimer, Tell
from pipeline.domain.context import Unit
from pipeline.domain.cycle import LateProof, Outcome, PaperState, Task, UnitProgress, Warned
from pipeline.domain.events import Issued, Timer
from pipeline.domain.sop import Kind, Step
from pipeline.domain.titles import label, numbered, title
from pipeline.domain.turn import Turn
from pipeline.errors import Finding


def ask(turn: Turn, step: Step, unit: Unit) -> None:
    """Order a unit's form and start its clock; day 0 is today (dossier 6.3)."""
    calendar = turn.context.calendar
    due, warn_at = dates.after_asking(calendar, turn.context.sop, turn.now)
    form = turn.order_paper(step, step.form or "", unit.id, Recipe.FORM)
    progress = UnitProgress(
        unit=unit.id, asked_at=turn.now, due=due, warn_at=warn_at, form=form.code
    )
    turn.change(units=(*turn.cycle.units, progress))
    remind_at = calendar.reminder(due)
    if remind_at > turn.now:
        turn.acts.append(SetTimer(timer=Timer.REMINDER, unit=unit.id, due=remind_at))
    turn.acts.append(SetTimer(timer=Timer.DUE, unit=unit.id, due=due))
    turn.acts.append(SetTimer(timer=Timer.CUTOFF, unit=unit.id, due=warn_at))


def unit_facts(turn: Turn, unit: str) -> dict[str, str]:
    """What a note about a unit always says."""
    return {
        "unit": turn.context.roster.unit(unit).name,
        "periode": turn.cycle.period.long,
    }


def deliver_warning(turn: Turn, task: Task) -> None:
    """Lay the signed warning and the direct request before the unit's head; give a new date."""
    progress = turn.cycle.unit(task.unit or "")
    calendar = turn.context.calendar
    head = turn.context.roster.unit(progress.unit).head
    new_due = calendar.due(turn.now, turn.context.sop.extension_days)
    delivered = replace(progress.warnings[-1], delivered_at=turn.now, new_due=new_due)
    turn.change_unit(progress.unit, warnings=(*progress.warnings[:-1], delivered))
    paper = turn.cycle.paper(task.paper)
    facts = unit_facts(turn, progress.unit) | {
        "nomor": paper.nomor or "",
        "tanggal_surat": paper.dated.isoformat() if paper.dated else "",
        "batas_waktu": new_due.isoformat(),
        "jabatan": turn.context.roster.titles[head],
        "dari": turn.context.roster.titles[task.post],
    }
    turn.acts.append(Lay(code=paper.code, version=paper.version, post=head))
    turn.acts.append(
        Tell(
            post=head,
            title=f"PERMINTAAN LANGSUNG - {turn.cycle.paper(progress.form or '').title}",
            finding=Finding("N02", facts),
            code=paper.code,
        )
    )
    count = len(progress.warnings)
    turn.acts.append(SetTimer(timer=Timer.EXTENSION, unit=progress.unit, due=new_due, count=count))


def warning_cancelled(turn: Turn, unit: str) -> None:
    """A warning is not given: its unit has the days it would have had, then it is judged anew."""
    progress = turn.cycle.unit(unit)
    cancelled = replace(progress.warnings[-1], withdrawn_at=turn.now)
    turn.change_unit(unit, warnings=(*progress.warnings[:-1], cancelled))
    due = turn.context.calendar.due(turn.now, turn.context.sop.extension_days)
    count = len(progress.warnings)
    turn.acts.append(SetTimer(timer=Timer.EXTENSION, unit=unit, due=due, count=count))


def receive(turn: Turn, step: Step, unit: str) -> bool:
    """A unit's data are with Kasubbag TU: receipt, end of warnings.

    Returns:
        Whether the main line goes on: False when the period was closed without this unit.
    """
    progress = turn.cycle.unit(unit)
    due = progress.due or turn.now
    late = dates.days_late(turn.context.calendar, due, turn.now)
    turn.change_unit(unit, received_at=turn.now, days_late=late)
    _end_warnings(turn, progress)
    if step.receipt:
        receipt = turn.order_paper(
            step, step.receipt, unit, Recipe.RENDER, about=progress.data_paper
        )
        turn.change_unit(unit, receipt=receipt.code)
    if turn.cycle.collected_at is None:
        _refresh_closing(turn)
        return True
    _supplement(turn, unit)
    return False


def reading_issued(turn: Turn, event: Issued) -> None:
    """A receipt or an addendum exists: lay it before its readers; it waits for no hand-in."""
    for progress in turn.cycle.units:
        if progress.receipt == event.code:
            readers: tuple[str, ...] = (turn.context.roster.unit(progress.unit).head,)
        elif progress.addendum == event.code:
            readers = turn.cycle.paper(event.code).readers
            _catch_up_with_filing(turn, progress)
        else:
            continue
        turn.change_paper(event.code, state=PaperState.RECORDED)
        for post in readers:
            turn.acts.append(Lay(code=event.code, version=event.version, post=post))
        if next_to_append(turn) == progress.unit:
            append_next(turn)


def _catch_up_with_filing(turn: Turn, progress: UnitProgress) -> None:
    """What the berkas holds was fixed while the addendum was being made: it is added later."""
    if turn.cycle.items and progress.unit not in turn.cycle.late_units:
        turn.change(late_units=(*turn.cycle.late_units, progress.unit))


def _end_warnings(turn: Turn, progress: UnitProgress) -> None:
    """Withdraw a warning that is not delivered yet; clear one that is (dossier A4)."""
    kept: list[Warned] = []
    head = turn.context.roster.unit(progress.unit).head
    for warned in progress.warnings:
        if warned.delivered_at:
            turn.acts.append(Clear(code=warned.paper, post=head))
        if warned.delivered_at or warned.withdrawn_at:
            kept.append(warned)
            continue
        for task in turn.cycle.open_tasks:
            if task.paper == warned.paper:
                turn.close_task(task, Outcome.WITHDRAWN)
                _tell_of_signed(turn, task)
        turn.withdraw_paper(warned.paper, "data telah diterima")
        kept.append(replace(warned, withdrawn_at=turn.now))
    turn.change_unit(progress.unit, warnings=tuple(kept))


def _tell_of_signed(turn: Turn, task: Task) -> None:
    """A warning that was signed and is not delivered now does not vanish without a word."""
    letter = turn.cycle.paper(task.paper)
    if turn.step(task.step).kind is not Kind.DISTRIBUTE or task.unit is None:
        return
    facts = unit_facts(turn, task.unit) | {
        "judul": letter.title,
        "nomor": letter.nomor or "",
        "diterima_pada": turn.now.isoformat(),
    }
    turn.acts.append(
        Tell(
            post=task.post,
            title=f"TIDAK JADI DISAMPAIKAN - {letter.title}",
            finding=Finding("N06", facts),
            code=letter.code,
        )
    )


def _refresh_closing(turn: Turn) -> None:
    """The closing sheet names the units still missing; fewer of them need a new version."""
    code = turn.cycle.closing
    if code and turn.cycle.missing_units:
        _renew(turn, code, Recipe.FILL)


def withdraw_closing(turn: Turn) -> None:
    """Every unit has delivered: the closing sheet is not wanted any more."""
    code = turn.cycle.closing
    if not code:
        return
    for task in turn.cycle.open_tasks:
        if task.paper == code:
            turn.close_task(task, Outcome.WITHDRAWN)
    turn.withdraw_paper(code, "semua data telah diterima")
    turn.change(closing=None)


def _supplement(turn: Turn, unit: str) -> None:
    """Data that come after the join: into the report if it is still unsigned, else beside it."""
    report = turn.cycle.report
    waiting = [task for task in turn.cycle.open_tasks if task.paper == report]
    kinds = {turn.step(task.step).kind for task in waiting}
    if report and Kind.REPORT in kinds:
        _renew(turn, report, Recipe.RENDER)
        return
    if report is None and any(step.kind is Kind.REPORT for step in turn.context.sop.steps):
        return
    turn.change_unit(unit, supplement=True)
    if report:
        _order_addendum(turn, report, unit)
    if turn.cycle.items:
        turn.change(late_units=(*turn.cycle.late_units, unit))
    if next_to_append(turn) == unit:
        append_next(turn)


def _order_addendum(turn: Turn, report: str, unit: str) -> None:
    """The paper that tells the report's maker and reader what came after it was signed.

    Its number is its own for ever, also when the report is made anew and it is withdrawn.
    """
    step = turn.step(turn.cycle.paper(report).step)
    if not step.addendum:
        return
    told = (step, turn.context.sop.after(step))
    before = [each.count for each in turn.cycle.papers if each.kind == step.addendum]
    number = max(before, default=0) + 1
    kind = numbered(turn.context.sop.papers[step.addendum], number)
    paper = turn.order_paper(
        step,
        step.addendum,
        unit,
        Recipe.RENDER,
        about=report,
        count=number,
        readers=tuple(dict.fromkeys(each.post for each in told if each)),
    )
    roster = turn.context.roster
    turn.change_paper(
        paper.code,
        label=label(roster, kind, step, unit),
        title=title(roster, turn.cycle, kind, step, unit),
    )
    turn.change_unit(unit, addendum=paper.code)


def take_in_supplements(turn: Turn) -> None:
    """The report is made anew: what came after the older one is in it now."""
    for progress in turn.cycle.units:
        if progress.addendum:
            for post in turn.cycle.paper(progress.addendum).readers:
                turn.acts.append(Clear(code=progress.addendum, post=post))
            turn.withdraw_paper(progress.addendum, "data termuat dalam laporan")
        turn.change_unit(progress.unit, supplement=False, addendum=None)


def append_next(turn: Turn) -> None:
    """Add what came next, a late unit's data or proofs, to the filed berkas with its new list.

    One after the other, a unit with its receipt and addendum, or all proofs that came before the
    next unit, so that the items get the numbers which the list gives them.
    """
    late = next_to_append(turn)
    if late is None or turn.cycle.filed_at is None:
        return
    if isinstance(late, str) and _is_still_making(turn, turn.cycle.unit(late)):
        return
    if turn.cycle.contents:
        turn.order_version(turn.cycle.contents, Recipe.RENDER)
    if isinstance(late, str):
        turn.acts.append(Append(unit=late))
    else:
        beside = tuple(each.code for each in _proofs_from(turn, late)[1:])
        turn.acts.append(AppendProof(code=late.code, beside=beside))


def _proofs_from(turn: Turn, first: LateProof) -> list[LateProof]:
    """A proof and those right behind it, up to the next unit."""
    late = turn.cycle.latecomers
    following = late[late.index(first) :]
    return list(takewhile(lambda each: isinstance(each, LateProof), following))  # type: ignore[arg-type]


def _is_still_making(turn: Turn, progress: UnitProgress) -> bool:
    """Whether a paper that is told of a unit's data has no bytes yet."""
    codes = filter(None, (progress.receipt, progress.addendum))
    return any(turn.cycle.paper(code).state is PaperState.ORDERED for code in codes)


def next_to_append(turn: Turn) -> str | LateProof | None:
    """The first late unit or proof that does not lie in the berkas yet."""
    for late in turn.cycle.latecomers:
        appended = turn.cycle.unit(late).appended_at if isinstance(late, str) else late.appended_at
        if appended is None:
            return late
    return None


def _renew(turn: Turn, code: str, recipe: Recipe) -> None:
    """Replace a paper that lies in an inbox by a version with today's facts."""
    for task in turn.cycle.open_tasks:
        if task.paper == code:
            turn.acts.append(Clear(code=code, post=task.post))
            turn.change_task(task, laid_at=None)
    turn.order_version(code, recipe)

"""``paraf status`` and ``paraf check``."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import tzinfo
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.domain.calendar import Calendar
from pipeline.domain.cycle import Cycle, Task, UnitProgress
from pipeline.domain.pace import is_stated, minutes_of
from pipeline.domain.sop import Sop, Step, TimeUnit
from pipeline.entry.cli.standing import standing
from pipeline.entry.cli.telling import out, print_json
from pipeline.errors import Finding
from pipeline.office.awaiting import lacking_evidence
from pipeline.office.deadlines import due_explained, due_words, standing_words
from pipeline.office.integrity.findings import ERRORS, CheckFinding
from pipeline.office.overview import WaitingPaper, stage, unit_state
from pipeline.office.troubles import Trouble
from pipeline.office.whereabouts import whereabouts
from pipeline.reasons.catalogue import REASONS
from pipeline.wiring import Workplace, check_office
from pipeline.wording.notes import sentences
from pipeline.wording.visible import visible

_UNITS = {
    TimeUnit.MINUTES: "min",
    TimeUnit.HOURS: "h",
    TimeUnit.WORKING_DAYS: "working days",
    TimeUnit.CALENDAR_DAYS: "calendar days",
}


def status(workplace: Workplace, *, as_json: bool) -> bool:
    """Print how things stand; returns whether Paraf itself is in trouble."""
    office = workplace.office
    now = office.tools.clock.now()
    waiting = list(office.overview.waiting(now))
    calendar = office.surroundings.calendar
    zone = calendar.zone
    problems = [_problem_facts(each) for each in office.troubles()]
    problems += [_form_facts(each, zone) for each in office.overview.waiting_forms()]
    daemon = standing(workplace.root)
    if daemon.unshown:
        do = REASONS["T15"].do
        problems.insert(0, {"what": "papan status", "why": daemon.unshown, "code": "T15", "do": do})
    if daemon.is_wrong:
        problems.insert(0, {"what": "daemon", "why": daemon.words(zone)})
    is_wrong = daemon.is_wrong or bool(daemon.unshown)
    lacking = lacking_evidence(workplace.store)
    cycles = [(cycle, workplace.store.cycle(cycle.id)[1]) for cycle in workplace.store.cycles()]
    if as_json:
        print_json(
            {
                "cycles": [_cycle_facts(cycle, sop, calendar, lacking) for cycle, sop in cycles],
                "waiting": [_waiting_facts(each) for each in waiting],
                "problems": problems,
                "daemon": daemon.facts(),
            }
        )
        return is_wrong
    for cycle, sop in cycles:
        owing = (
            f", {len(cycle.missing_units)} unit belum menyampaikan data"
            if cycle.missing_units
            else ""
        )
        out.print(f"{cycle.period.title}: {stage(cycle, sop)}{owing}")
        if cycle.missing_units:
            _print_units(workplace, cycle, sop, lacking)
    _print_waiting(waiting)
    for problem in problems:
        what = problem["what"]
        out.print(Text(visible(f"! {what}{'' if what.endswith('.') else ':'} {problem['why']}")))
    if not daemon.is_wrong:
        out.print(Text(daemon.words(zone)))
    return is_wrong


def _problem_facts(trouble: Trouble) -> dict[str, Any]:
    return {
        "what": trouble.what,
        "why": trouble.why,
        "code": trouble.code,
        "do": REASONS[trouble.code].do,
        "since": trouble.since.isoformat(),
        "tries": trouble.tries,
        "next_try": trouble.next_try.isoformat() if trouble.next_try else None,
        "standing": trouble.is_standing,
    }


def _form_facts(finding: Finding, zone: tzinfo) -> dict[str, Any]:
    """A form that waits for its evidence."""
    what, why, todo = sentences(finding, zone)
    return {"what": what, "why": why, "code": finding.code, "do": todo}


def _print_units(workplace: Workplace, cycle: Cycle, sop: Sop, lacking: Mapping[str, str]) -> None:
    """Units by their date, how that comes about, what happened since, where they are; in lines."""
    calendar = workplace.office.surroundings.calendar
    by_date: dict[str, list[UnitProgress]] = {}
    for unit in cycle.units:
        explained = due_explained(calendar, unit, sop.time_to_gather)
        date = f"{due_words(calendar, unit)} ({explained})"
        by_date.setdefault(date, []).append(unit)
    roster = workplace.office.surroundings.roster
    for date, units in by_date.items():
        out.print(Text(visible(f"  batas waktu {date}")))
        for unit in units:
            told = [unit_state(unit).value, standing_words(calendar, unit)]
            told.append(whereabouts(cycle, sop, unit, lacking))
            words = "; ".join(filter(None, told))
            out.print(Text(visible(f"    {roster.unit(unit.unit).name}: {words}")))


def _print_waiting(waiting: list[WaitingPaper]) -> None:
    if not waiting:
        out.print("Nothing waits for anybody.")
        return
    table = Table("post", "file", "step", "waits", "standard")
    for each in waiting:
        standard = each.standard
        text = f"{standard.amount} {_UNITS[standard.unit]}" if standard else "-"
        proposed = " (proposed)" if standard and standard.proposed else ""
        elapsed = _office_time(each.elapsed_minutes) + (" !" if each.is_overdue else "")
        table.add_row(
            each.task.post, Text(visible(each.file)), each.step.no, elapsed, text + proposed
        )
    out.print(table)


def _office_time(minutes: int) -> str:
    """Working time in English; a working day has 7.5 hours."""
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 450:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes // 450} d {minutes % 450 // 60} h"


def _waiting_facts(each: WaitingPaper) -> dict[str, Any]:
    return {
        "post": each.task.post,
        "file": each.file,
        "document": each.task.paper,
        "step": each.step.no,
        "since": each.task.laid_at.isoformat() if each.task.laid_at else None,
        "standard_minutes": _stated_minutes(each.step),
        "elapsed_minutes": each.elapsed_minutes,
    }


def _stated_minutes(step: Step) -> int | None:
    """The SOP's own standard; a proposal is none."""
    return minutes_of(step.standard) if is_stated(step) else None


def _cycle_facts(
    cycle: Cycle, sop: Sop, calendar: Calendar, lacking: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "id": cycle.id,
        "period": cycle.period.title,
        "state": cycle.status.value,
        "stage": stage(cycle, sop),
        "berkas": cycle.berkas_path,
        "steps": [_step_facts(task, sop, calendar) for task in cycle.tasks],
        "units": [
            _unit_facts(unit, sop, calendar)
            | {"whereabouts": whereabouts(cycle, sop, unit, lacking)}
            for unit in cycle.units
        ],
    }


def _unit_facts(unit: UnitProgress, sop: Sop, calendar: Calendar) -> dict[str, Any]:
    return {
        "unit": unit.unit,
        "state": unit_state(unit).value,
        "due": unit.due.isoformat() if unit.due else None,
        "due_explained": due_explained(calendar, unit, sop.time_to_gather),
        "received_at": unit.received_at.isoformat() if unit.received_at else None,
        "days_late": unit.days_late,
        "warnings": sum(bool(each.delivered_at) for each in unit.warnings),
        "remark": standing_words(calendar, unit),
    }


def _step_facts(task: Task, sop: Sop, calendar: Calendar) -> dict[str, Any]:
    began, ended = task.laid_at, task.closed_at
    return {
        "step": task.step,
        "unit": task.unit,
        "post": task.post,
        "document": task.paper,
        "state": task.outcome.value,
        "since": began.isoformat() if began else None,
        "done_at": ended.isoformat() if ended else None,
        "standard_minutes": _stated_minutes(sop.step(task.step)),
        "elapsed_minutes": calendar.working_minutes(began, ended) if began and ended else None,
    }


def check(root: Path, *, as_json: bool) -> bool:
    """Print everything that does not hold in an office; returns whether anything was found."""
    report = check_office(root)
    findings = report.findings
    if as_json:
        print_json({"ok": not findings, "findings": [asdict(each) for each in findings]})
        return bool(findings)
    for each in findings:
        out.print(Text("✗ ", style="red") + Text(_told(each)))
    for code, meaning in ERRORS.items():
        if any(each.code == code for each in findings):
            out.print(f"  {code} {meaning.what}. {meaning.todo}")
    for each in report.notes:
        out.print(Text(f"· {_told(each)}", style="dim"))
    seq, head = report.head
    if not findings:
        out.print(f"[green]✓[/green] nothing wrong; ledger line {seq}, head {head}")
    return bool(findings)


def _told(finding: CheckFinding) -> str:
    where = "" if finding.path in finding.text else f"{finding.path}: "
    return visible(f"{finding.code} {where}{finding.text}")

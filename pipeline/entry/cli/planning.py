"""``paraf plan``: the dates that the SOP gives for a period. Reads configuration only."""

from datetime import datetime
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from pipeline.config.calendar import doubts, load_calendar
from pipeline.domain.calendar import Calendar
from pipeline.domain.pace import is_stated, minutes_of
from pipeline.domain.period import Period
from pipeline.domain.schedule import PlannedStep, Schedule, schedule
from pipeline.domain.sop import Standard
from pipeline.entry.cli.telling import out, print_json
from pipeline.wiring import configured
from pipeline.wording.durations import standard_words
from pipeline.wording.indonesian import listed
from pipeline.wording.moments import moment_words, short_moment
from pipeline.wording.reckoning import off_words, reckoning_words, standard_reckoned
from pipeline.wording.visible import visible


def plan(root: Path, period: Period, *, as_json: bool) -> None:
    """Print a period's dates and what keeps them from being relied on.

    Raises:
        Misconfigured: the office or its SOP cannot be read.
    """
    config, sop = configured(root)
    calendar = load_calendar(config)
    dates = schedule(sop, calendar, period)
    warnings = doubts(config, calendar, dates.opens.date(), dates.new_due.date())
    agreement = Path("perjanjian-kinerja", f"{period.year}.xlsx")
    if not (root / agreement).is_file():
        warnings.append(f"{agreement} belum ada; siklus baru dapat dibuka setelah berkas itu ada.")
    if as_json:
        print_json(_facts(dates, sop.time_to_gather, warnings))
        return
    _print(dates, sop.time_to_gather, calendar, warnings)


def _print(dates: Schedule, given: Standard, calendar: Calendar, warnings: list[str]) -> None:
    def at(moment: datetime) -> str:
        return moment_words(moment, calendar.zone)

    out.print(f"Rencana pengumpulan data kinerja {dates.period.long} menurut SOP")
    opens = "; ".join(("hari kerja pertama setelah triwulan", *off_words(dates.opens_after)))
    for what, moment, why in (
        ("Siklus dibuka", dates.opens, opens),
        ("Surat permintaan didistribusikan", dates.distributed, "jumlah standar waktu SOP"),
        ("Pengingat kepada unit", dates.reminder, "satu hari kerja sebelum batas waktu"),
        ("Batas waktu data", dates.due, standard_reckoned(dates.due_after, given)),
        ("Konsep surat peringatan", dates.warning, "awal minggu berikutnya"),
        (
            "Batas baru dalam peringatan",
            dates.new_due,
            f"{reckoning_words(dates.new_due_after)}; usulan, bukan dari SOP",
        ),
    ):
        out.print(Text(visible(f"  {what}: {at(moment)} ({why})")))
    _print_steps(dates.steps, calendar)
    for warning in warnings:
        out.print(Text("! ", style="yellow") + Text(visible(warning)))


def _print_steps(steps: tuple[PlannedStep, ...], calendar: Calendar) -> None:
    table = Table()
    for head in ("no", "pelaksana", "standar", "paling lambat"):
        table.add_column(head, no_wrap=True)
    table.add_column("kegiatan")
    for each in steps:
        if each.until:
            table.add_row(
                each.step.no,
                Text(visible(each.step.actor)),
                standard_words(each.step.standard),
                short_moment(each.until, calendar.zone),
                Text(visible(each.step.activity)),
            )
    out.print(table)
    undated = [each.step.no for each in steps if each.until is None]
    if undated:
        out.print(f"Langkah {listed(undated)}: SOP tidak menetapkan waktunya.")


def _facts(dates: Schedule, given: Standard, warnings: list[str]) -> dict[str, Any]:
    return {
        "period": dates.period.title,
        "opens_at": dates.opens.isoformat(),
        "distributed_at": dates.distributed.isoformat(),
        "reminder_at": dates.reminder.isoformat(),
        "due_at": dates.due.isoformat(),
        "due_explained": standard_reckoned(dates.due_after, given),
        "warning_at": dates.warning.isoformat(),
        "new_due_at": dates.new_due.isoformat(),
        "new_due_explained": reckoning_words(dates.new_due_after),
        "steps": [_step_facts(each) for each in dates.steps],
        "warnings": warnings,
    }


def _step_facts(each: PlannedStep) -> dict[str, Any]:
    return {
        "step": each.step.no,
        "activity": each.step.activity,
        "actor": each.step.actor,
        "standard_minutes": minutes_of(each.step.standard) if is_stated(each.step) else None,
        "until": each.until.isoformat() if each.until else None,
    }

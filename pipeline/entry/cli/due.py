"""``paraf archive due``: what an archivist may propose on a day; deletes nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline.adapters.archive import Sheet, csv_of, write_sheet
from pipeline.adapters.disk import LocalDisk
from pipeline.config.calendar import load_calendar
from pipeline.config.office import load_office
from pipeline.entry.cli.options import JsonOption, NowOption, OfficeOption, office_at
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, err, out, print_json, telling
from pipeline.errors import NotYet
from pipeline.office.retention import (
    COLUMNS,
    MUST_KNOW,
    WIDTHS,
    Appraisal,
    Due,
    Proposal,
    must_words,
    other_words,
    proposal_lists,
)
from pipeline.ports.archive import BerkasEntry
from pipeline.ports.folders import MARK, PRIVATE
from pipeline.wiring import archive_of, clock_of
from pipeline.wording.indonesian import date_words
from pipeline.wording.retention import NEVER_DELETES, basis_words, retention_words
from pipeline.wording.visible import visible


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write for example 2029-01-02") from None


def due(  # noqa: PLR0913, PLR0917 - the options of a command
    on: Annotated[
        date | None,
        typer.Option("--on", parser=_day, metavar="DATE", help="As of this day; default: today."),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(min=1900, max=9000, help="Only what becomes due within this year."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Write the lists into this folder, as Excel files and CSV."),
    ] = None,
    office: OfficeOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what is due by the JRA: for transfer, destruction, hand-over or appraisal.

    Nothing is ever deleted or moved: these are proposals for people to decide on.
    """
    with telling():
        root = office_at(office, now)
        config = load_office(root)
        zone = load_calendar(config).zone
        moment = clock_of(config, now).now().astimezone(zone)
        day = on or (date(year, 12, 31) if year else moment.date())
        archive = archive_of(root)
        _must_be_mounted(root)
        entries = archive.listing()
        broken = sorted(set(archive.places()) - {each.path for each in entries})

        def closed_on(entry: BerkasEntry) -> date:
            return entry.filed_at.astimezone(zone).date()

        appraisal = Appraisal(config.retention, closed_on)
        found = appraisal.due(entries, day, year)
        written = _write(found, day, moment, output) if output else []
        later = appraisal.next_change(entries, day)
    if as_json:
        print_json(_told(found, day, broken, written))
    else:
        _print(found, day, len(entries), later)
        for each in written:
            out.print(Text(visible(f"✓ {each}")))
    for path in broken:
        err.print(Text(f"✗ {visible(path)} cannot be read; see: paraf archive verify"))
    raise typer.Exit(EXIT_WRONG if broken else EXIT_FINE)


def _must_be_mounted(root: Path) -> None:
    """An office that has worked has marked its archive; nothing is due in one that is away."""
    folder = root / "archive"
    if (root / PRIVATE / "office.db").exists() and not (folder / MARK).exists():
        raise NotYet(f"{folder} lacks its mark {MARK}; is the share mounted?", "T03")


def _told(
    found: Sequence[Due], day: date, broken: list[str], written: list[Path]
) -> dict[str, Any]:
    return {
        "on": day.isoformat(),
        "due": [_facts(each) for each in found],
        "unreadable": broken,
        "written": [str(path) for path in written],
    }


def _facts(due: Due) -> dict[str, Any]:
    return {
        "proposal": due.proposal.name.lower(),
        "since": due.since.isoformat(),
        "path": due.entry.path,
        "title": due.entry.title,
        "classification": due.entry.classification_code,
        "active_years": due.rule.active,
        "inactive_years": due.rule.inactive,
        "active_until": due.term.active_until.isoformat(),
        "inactive_until": due.term.inactive_until.isoformat(),
        "fate": due.rule.fate.value,
        "remark": due.rule.remark,
        "basis": due.rule.basis,
        "decreed": not due.rule.proposed,
        "required": must_words(due),
        "filed_otherwise": due.filed_otherwise or None,
    }


def _print(found: Sequence[Due], day: date, count: int, later: date | None) -> None:
    if not found:
        words = f"Tidak ada yang jatuh tempo pada {date_words(day)}: {count} berkas dalam arsip"
        out.print(Text(words + (f"; berikutnya {date_words(later)}." if later else ".")))
        return
    for proposal in Proposal:
        group = [each for each in found if each.proposal is proposal]
        if not group:
            continue
        table = Table("sejak", "berkas", "retensi", "yang harus dipenuhi", show_lines=True)
        for each in group:
            table.add_row(
                each.since.isoformat(),
                Text(visible(each.entry.path)),
                Text(visible(f"{retention_words(each.rule)}{other_words(each)}. {_basis(each)}")),
                Text(visible(must_words(each))),
            )
        out.print(f"[bold]{proposal}[/bold] ({len(group)} berkas)")
        out.print(table)
        out.print(Text(MUST_KNOW[proposal]))
    out.print(Text(NEVER_DELETES))


def _basis(due: Due) -> str:
    return "" if due.rule.proposed else f"Dasar: {basis_words(due.rule)}"


def _write(found: Sequence[Due], day: date, moment: datetime, folder: Path) -> list[Path]:
    """Write each list twice; what stands there already is left, and ours gets another name."""
    if folder.exists() and not folder.is_dir():
        raise typer.BadParameter(f"{folder} is no folder", param_hint="--output")
    disk = LocalDisk()
    written = []
    for each in proposal_lists(found, day):
        made = {
            "xlsx": write_sheet(
                Sheet(
                    name=each.sheet,
                    heading=each.heading,
                    columns=COLUMNS,
                    widths=WIDTHS,
                    rows=each.rows,
                    changed_at=moment,
                )
            ),
            "csv": csv_of(COLUMNS, each.rows),
        }
        try:
            disk.make_folder(str(folder.resolve()))
            written += [_placed(disk, folder, each.name, *one) for one in made.items()]
        except OSError as error:
            raise NotYet(f"{folder} cannot be written to: {error.strerror}") from error
    return written


def _placed(disk: LocalDisk, folder: Path, name: str, ending: str, data: bytes) -> Path:
    number = 1
    while True:
        path = folder / f"{name}{f' ({number})' if number > 1 else ''}.{ending}"
        try:
            disk.write_new(str(path), data)
        except FileExistsError:
            number += 1
        else:
            return path

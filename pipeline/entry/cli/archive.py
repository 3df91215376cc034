"""``paraf archive``: what is filed, whether it is still as it was filed, and mending it."""

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline.entry.cli import restoring, searching
from pipeline.entry.cli.options import JsonOption, OfficeOption, find_office
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, err, out, print_json, telling
from pipeline.ports.archive import BerkasEntry
from pipeline.wiring import archive_of, reader_of
from pipeline.wording.visible import visible

app = typer.Typer(no_args_is_help=True, help="The archive of filed berkas.")
app.command("search")(searching.search_archive)


@app.command("list")
def list_berkas(
    year: Annotated[int | None, typer.Option(help="Only this year.")] = None,
    office: OfficeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List all berkas by year, klasifikasi and number."""
    with telling():
        archive = archive_of(find_office(office))
        entries = archive.listing()
        broken = sorted(set(archive.places()) - {each.path for each in entries})
    entries = tuple(each for each in entries if year in {None, each.year})
    if as_json:
        print_json({"berkas": [_facts(each) for each in entries], "unreadable": broken})
    else:
        _print(entries)
        for path in broken:
            err.print(Text(f"✗ {visible(path)} cannot be read; see: paraf archive verify"))
    raise typer.Exit(EXIT_WRONG if broken else EXIT_FINE)


def _print(entries: tuple[BerkasEntry, ...]) -> None:
    if not entries:
        out.print("Nothing is filed.")
        return
    table = Table("year", "klasifikasi", "no", "berkas", "items", "filed", "version")
    for each in entries:
        table.add_row(
            str(each.year),
            Text(visible(each.classification_code)),
            f"{each.number:03d}",
            Text(visible(each.title)),
            str(len(each.items)),
            f"{each.filed_at:%Y-%m-%d}",
            str(each.version),
        )
    out.print(table)


def _facts(entry: BerkasEntry) -> dict[str, Any]:
    return {
        "path": entry.path,
        "year": entry.year,
        "classification": f"{entry.classification_code} {entry.classification_name}",
        "number": entry.number,
        "title": entry.title,
        "unit": entry.unit,
        "retention": entry.retention,
        "access": entry.access,
        "filed_at": entry.filed_at.isoformat(),
        "changed_at": entry.changed_at.isoformat(),
        "version": entry.version,
        "items": [
            {
                "number": each.number,
                "date": each.dated_on.isoformat(),
                "title": each.title,
                "nomor": each.nomor,
                "document": each.code,
                "files": [file.name for file in each.files],
            }
            for each in entry.items
        ],
    }


@app.command()
def verify(
    sample: Annotated[
        int | None, typer.Option(min=1, help="Only so many berkas, picked at random.")
    ] = None,
    office: OfficeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Re-read the archive and name whatever is not as it was filed; changes nothing.

    Every file is held against both manifests, the manifests against each other, the earlier ones
    and the ledger, and the records against the files.
    """
    with telling():
        reading = reader_of(find_office(office)).read(sample)
    findings = reading.findings
    if as_json:
        print_json(
            {
                "ok": not findings,
                "berkas": len(reading.berkas),
                "findings": [asdict(each) for each in findings],
            }
        )
    else:
        for each in findings:
            out.print(Text("✗ ", style="red") + Text(visible(each.text)))
        if not findings:
            out.print(f"[green]✓[/green] {len(reading.berkas)} berkas, all as they were filed")
    raise typer.Exit(EXIT_WRONG if findings else EXIT_FINE)


@app.command()
def restore(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before each berkas.")] = False,
    office: OfficeOption = None,
) -> None:
    """Restore what is damaged from the archive's second copy, the mirror that office.toml names.

    Only a copy that is as the ledger says is used; what was damaged is moved to .paraf/damaged.
    """
    with telling():
        raise typer.Exit(restoring.restore(find_office(office), may_ask=not yes))

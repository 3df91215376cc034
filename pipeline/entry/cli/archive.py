"""``paraf archive``: what is filed, whether it is still as it was filed, and mending it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline.adapters.archive import twins
from pipeline.entry.cli import exporting, importing, lasting, restoring, searching
from pipeline.entry.cli.choosing import choose, place_of
from pipeline.entry.cli.due import due
from pipeline.entry.cli.options import (
    JsonOption,
    NowOption,
    OfficeOption,
    find_office,
    office_at,
)
from pipeline.entry.cli.telling import (
    EXIT_FINE,
    EXIT_LATER,
    EXIT_WRONG,
    err,
    out,
    print_json,
    telling,
)
from pipeline.office.integrity.archived import place_in
from pipeline.ports.archive import BerkasEntry
from pipeline.reasons.catalogue import REASONS
from pipeline.wiring import archive_of, last_good_of, reader_of, update_lists
from pipeline.wording.visible import visible

app = typer.Typer(no_args_is_help=True, help="The archive of filed berkas.")
app.command()(due)
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
        places = archive.places()
        broken = sorted(set(places) - {each.path for each in entries})
        alike = [list(pair) for pair in twins(places)]
    entries = tuple(each for each in entries if year in {None, each.year})
    if as_json:
        listed = [_facts(each) for each in entries]
        print_json({"berkas": listed, "unreadable": broken, "twins": alike})
    else:
        _print(entries)
        for path in broken:
            err.print(Text(f"✗ {visible(path)} cannot be read; see: paraf archive verify"))
        for one, other in alike:
            err.print(Text(visible(f"✗ {one} and {other} differ in letters' case only")))
    raise typer.Exit(EXIT_WRONG if broken or alike else EXIT_FINE)


def _print(entries: tuple[BerkasEntry, ...]) -> None:
    if not entries:
        out.print("Nothing is filed.")
        return
    table = Table("berkas, as its folder lies in archive/", "items", "filed", "version")
    for each in entries:
        table.add_row(
            Text(visible(each.path)),
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
def verify(  # noqa: PLR0913, PLR0917 - the options of a command
    berkas: Annotated[
        str | None,
        typer.Argument(
            metavar="[BERKAS]",
            help="Only this one: its folder, 2026/001, 000.8.6.3/001, or a piece of its title.",
        ),
    ] = None,
    sample: Annotated[
        int | None, typer.Option(min=1, help="Only so many berkas, picked at random.")
    ] = None,
    signatures: Annotated[
        bool,
        typer.Option("--signatures", help="Also say what each signature still proves, and why."),
    ] = False,
    office: OfficeOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Re-read the archive and name whatever is not as it was filed; changes nothing.

    Every file is held against both manifests, the manifests against each other, the earlier ones
    and the ledger, and the records against the files.
    """
    with telling():
        root = office_at(office, now)
        reader = reader_of(root)
        if berkas:
            reading = reader.read_one(place_of(archive_of(root), berkas))
        else:
            reading = reader.read(sample)
        if signatures:
            raise typer.Exit(lasting.report(root, now, reading, as_json=as_json))
    findings = reading.findings
    good = last_good_of(root, sorted({place_in(each.path) for each in findings}))
    if as_json:
        print_json(
            {
                "ok": not findings,
                "berkas": len(reading.berkas),
                "findings": [asdict(each) for each in findings],
                "last_good": {place: moment.isoformat() for place, moment in good.items()},
            }
        )
    else:
        for each in findings:
            out.print(Text("✗ ", style="red") + Text(visible(each.text)))
        for place, moment in good.items():
            out.print(Text(f"  {visible(place)} was last found whole {moment:%Y-%m-%d %H:%M} UTC"))
        for what in dict.fromkeys(REASONS[each.code].do for each in findings):
            out.print(Text(f"→ {what}"))
        if not findings:
            out.print(f"[green]✓[/green] {len(reading.berkas)} berkas, all as they were filed")
    raise typer.Exit(EXIT_WRONG if findings else EXIT_FINE)


@app.command()
def refresh(office: OfficeOption = None) -> None:
    """Make the lists and the catalogue anew; they follow by themselves, so this is never a must."""
    with telling():
        outcome = update_lists(find_office(office), everything=True)
    if outcome.code:
        err.print(Text(visible(f"! {outcome.why}")))
        raise typer.Exit(EXIT_LATER)
    out.print("[green]✓[/green] lists and catalogue are up to date")


@app.command()
def export(  # noqa: PLR0913, PLR0917 - the options of a command
    berkas: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="BERKAS",
            help="Its path, 2026/001, 000.8.6.3/001, or a piece of its title.",
        ),
    ] = None,
    bagit: Annotated[bool, typer.Option("--bagit", help="As BagIt 1.0 bags (default).")] = False,
    packed: Annotated[bool, typer.Option("--zip", help="Each bag as one zip.")] = False,
    lists: Annotated[
        bool, typer.Option("--csv", help="The lists of berkas and items as CSV instead.")
    ] = False,
    semicolon: Annotated[
        bool, typer.Option("--semicolon", help="CSV for an Indonesian Excel: parted by ;")
    ] = False,
    year: Annotated[int | None, typer.Option(help="Everything of this year.")] = None,
    output: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="Where it goes; default: here.")
    ] = Path(),
    office: OfficeOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hand berkas over to another archive, or the lists to another system.

    A berkas is read again before, its bag after; nothing that exists is written over. The ledger
    gets a line of each bag.
    """
    with telling():
        root = office_at(office, now)
        wish = exporting.Wish(root=root, output=output, packed=packed, now=now, as_json=as_json)
        if lists:
            if berkas or bagit or packed:
                raise typer.BadParameter("--csv makes the lists only, of all berkas or a --year")
            raise typer.Exit(exporting.export_lists(wish, year, semicolon=semicolon))
        if not berkas and year is None:
            raise typer.BadParameter("name a berkas, or a --year", param_hint="BERKAS")
        archive = archive_of(root)
        entries = [each for each in archive.listing() if year in {None, each.year}]
        if berkas:
            raise typer.Exit(exporting.export_bags(wish, choose(entries, berkas)))
        places = [each for each in archive.places() if each.startswith(f"{year:04d}/")]
        if not places:
            raise typer.BadParameter(f"nothing is filed in {year}", param_hint="--year")
        unreadable = sorted(set(places) - {each.path for each in entries})
        raise typer.Exit(exporting.export_bags(wish, entries, unreadable))


@app.command("import")
def import_(  # noqa: PLR0913, PLR0917 - the options of a command
    bag: Annotated[
        Path, typer.Argument(metavar="BAG", exists=True, help="The bag: a folder or a zip.")
    ],
    number: Annotated[
        int | None, typer.Option(min=1, help="The number it gets here, where its own is in use.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it is placed.")] = False,
    office: OfficeOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a berkas of another office into this archive, once all of it is proved.

    Nothing reaches the archive before the bag, the berkas and its ledger's extract were checked.
    """
    with telling():
        root = office_at(office, now)
        wish = importing.Wish(
            root=root, source=bag, number=number, asks=not yes, now=now, as_json=as_json
        )
        raise typer.Exit(importing.import_bag(wish))


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

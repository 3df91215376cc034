"""``paraf archive search``: finds filed papers by the rules of the catalogue's page."""

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from pipeline.adapters.archive.catalogue import Filters, Findings, Found, search, snippet_of
from pipeline.entry.cli.options import JsonOption, OfficeOption, find_office
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_WRONG, err, out, print_json, telling
from pipeline.wording.visible import visible

_DAY = ["%Y-%m-%d"]


def search_archive(  # noqa: PLR0913, PLR0917 - one parameter an option
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="What to look for, as on the page; quote a phrase twice: '\"data kinerja\"'."
        ),
    ] = None,
    year: Annotated[int | None, typer.Option(help="Only berkas of this year.")] = None,
    classification: Annotated[
        str, typer.Option(help="Only this klasifikasi and those below, e.g. 000.8.6.3.")
    ] = "",
    unit: Annotated[str, typer.Option(help="Only units whose name holds this.")] = "",
    kind: Annotated[str, typer.Option(help="Only kinds of paper whose name holds this.")] = "",
    signer: Annotated[str, typer.Option(help="Only with a signer whose name holds this.")] = "",
    access: Annotated[str, typer.Option(help="Only this level of access.")] = "",
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=_DAY, help="Only papers dated then or later."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=_DAY, help="Only papers dated then or before."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Show at most so many.")] = 20,
    office: OfficeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find filed papers by words, nomor, date, signer and the text of the documents.

    All words must be there; the last letters of each may be missing. The same catalogue and the
    same rules as archive/index.html. What a paper's own description has comes first, then what
    only its text has; within each the newest first.
    """
    query = " ".join(words or ())
    filters = Filters(
        year=year,
        classification=classification,
        unit=unit,
        kind=kind,
        signer=signer,
        access=access,
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    if not query.strip() and filters == Filters():
        raise typer.BadParameter("say at least one word or one filter", param_hint="WORDS")
    with telling():
        root = find_office(office) / "archive"
        findings = search(root, query, filters)
        shown = [
            (each, snippet_of(root, each, query) if "isi" in each.matched else "")
            for each in findings.found[:limit]
        ]
    if as_json:
        print_json(_facts(query, findings, shown))
    else:
        _print(findings, shown)
    for path in findings.unreadable:
        err.print(Text(f"✗ {visible(path)} cannot be read; see: paraf archive verify"))
    raise typer.Exit(EXIT_WRONG if findings.unreadable else EXIT_FINE)


def _print(findings: Findings, shown: list[tuple[Found, str]]) -> None:
    if not findings.found:
        out.print("Nothing was found. Check the spelling, or use fewer words.")
        return
    for each, snippet in shown:
        nomor = f", nomor {visible(each.nomor)}" if each.nomor else ""
        out.print(Text(visible(each.title), style="bold") + Text(f"  {each.dated_on}{nomor}"))
        if snippet:
            out.print(Text(f"    {visible(snippet)}"))
        for file in each.files:
            out.print(Text(f"    archive/{visible(file)}", style="dim"))
        for pointer in each.pointers:
            out.print(Text(f"    tunjuk silang: {visible(pointer)}", style="dim"))
    total = len(findings.found)
    if len(shown) < total:
        out.print(f"{len(shown)} of {total} shown; narrow the search, or use --limit {total}")
    else:
        out.print(f"{total} found")


def _facts(query: str, findings: Findings, shown: list[tuple[Found, str]]) -> dict[str, Any]:
    return {
        "query": query,
        "total": len(findings.found),
        "results": [
            {
                "berkas": each.berkas,
                "item": each.number,
                "date": each.dated_on.isoformat(),
                "title": each.title,
                "nomor": each.nomor or None,
                "document": each.code,
                "kind": each.kind,
                "unit": each.unit,
                "signers": list(each.signers),
                "access": each.access,
                "matched": list(each.matched),
                "snippet": snippet or None,
                "files": list(each.files),
                "cross_references": list(each.pointers),
            }
            for each, snippet in shown
        ],
        "unreadable": list(findings.unreadable),
    }

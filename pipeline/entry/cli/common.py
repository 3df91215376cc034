"""What every command shares: finding the office, options, exit codes, output."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from pipeline.config.office import FILE_NAME, load_office
from pipeline.errors import Misconfigured, NotYet, PipelineError, Refused, Tampered
from pipeline.wiring import Workplace, open_workplace
from pipeline.wording.notes import sentences
from pipeline.wording.visible import visible

EXIT_FINE, EXIT_WRONG, EXIT_USAGE, EXIT_LATER, EXIT_MISCONFIGURED, EXIT_BUG = 0, 1, 2, 3, 4, 70

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write for example 2026-10-12T08:00+07:00") from None
    if moment.tzinfo is None:
        raise typer.BadParameter("the zone is missing; write for example 2026-10-12T08:00+07:00")
    return moment


OfficeOption = Annotated[
    Path | None,
    typer.Option(
        "--office", help="The office folder; default: here, or above, where office.toml is."
    ),
]
NowOption = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        parser=_moment,
        metavar="MOMENT",
        help="Set the clock for this command (demo offices only), e.g. 2026-10-12T08:00+07:00.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def check_clock(root: Path, now: datetime | None) -> None:
    """Refuse to set the clock anywhere but in a demo office.

    Raises:
        typer.BadParameter: this is no demo office.
        Misconfigured: its office.toml cannot be read.
    """
    if now is not None and not load_office(root).demo:
        raise typer.BadParameter("only a demo office's clock can be set", param_hint="--now")


def find_office(given: Path | None) -> Path:
    """The office folder: the one given, or the nearest at or above where we stand.

    Raises:
        Misconfigured: there is none.
    """
    if given is not None:
        if not (given / FILE_NAME).is_file():
            raise Misconfigured(
                [f"{given} holds no {FILE_NAME}; make an office with: paraf init DIR"]
            )
        return given.resolve()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / FILE_NAME).is_file():
            return folder
    raise Misconfigured(
        [f"no {FILE_NAME} here or above; use --office DIR, or make one with: paraf init DIR"]
    )


@contextmanager
def opened(office: Path | None, now: datetime | None = None) -> Iterator[Workplace]:
    """An open office; the demo-only clock is a matter of usage."""
    root = find_office(office)
    check_clock(root, now)
    with open_workplace(root, now) as workplace:
        yield workplace


@contextmanager
def telling() -> Iterator[None]:
    """Turn our errors into a sentence and an exit code; the only place that does."""
    try:
        yield
    except (Refused, Tampered) as error:
        _tell_findings(error)
        raise typer.Exit(error.exit_code) from None
    except Misconfigured as error:
        for problem in error.problems:
            err.print(f"[red]✗[/red] {_escaped(problem)}")
        raise typer.Exit(error.exit_code) from None
    except NotYet as error:
        err.print(f"[yellow]![/yellow] {_escaped(error.what)}")
        raise typer.Exit(error.exit_code) from None
    except PipelineError as error:
        err.print(f"[red]✗[/red] {_escaped(str(error))}")
        raise typer.Exit(error.exit_code) from None


def _tell_findings(error: Refused | Tampered) -> None:
    for finding in error.findings:
        what, why, do = sentences(finding, ZoneInfo("Asia/Jakarta"))
        err.print(f"[red]✗[/red] {_escaped(f'{what} {why} {do} ({finding.code})')}")


def _escaped(text: str) -> str:
    """Text that is neither markup to our printer nor a command to the terminal."""
    return escape(visible(text))


def print_json(value: Any) -> None:
    """Print a value as JSON on standard output, whole and unwrapped.

    What a terminal would obey or hide is written as JSON's escapes; letters stay letters.
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    shown = "".join(
        each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text
    )
    sys.stdout.write(shown + "\n")

"""Telling the outcome: exit codes, the terminal, JSON, and errors as sentences."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape

from pipeline.errors import Misconfigured, NotYet, PipelineError, Refused, Tampered
from pipeline.wording.notes import sentences
from pipeline.wording.visible import visible, visible_json

EXIT_FINE, EXIT_WRONG, EXIT_USAGE, EXIT_LATER, EXIT_MISCONFIGURED, EXIT_BUG = 0, 1, 2, 3, 4, 70

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def telling() -> Iterator[None]:
    """Turn our errors into a sentence and an exit code; the only place that does."""
    try:
        yield
    except PipelineError as error:
        tell(error)
        raise typer.Exit(error.exit_code) from None


def tell(error: PipelineError) -> None:
    """Tell of an error in sentences, on standard error."""
    match error:
        case Refused() | Tampered():
            _tell_findings(error)
        case Misconfigured():
            for problem in error.problems:
                err.print(f"[red]✗[/red] {_escaped(problem)}")
        case NotYet():
            err.print(f"[yellow]![/yellow] {_escaped(error.what)}")
        case _:
            err.print(f"[red]✗[/red] {_escaped(str(error))}")


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
    sys.stdout.write(visible_json(text) + "\n")

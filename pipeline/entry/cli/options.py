"""The options that several commands share, and the office they are for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.config.office import FILE_NAME, load_office
from pipeline.errors import Misconfigured
from pipeline.wiring import Workplace, open_workplace


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
LibraryOption = Annotated[
    Path | None, typer.Option(help="Instead of --key: the PKCS#11 library of a token.")
]
TokenOption = Annotated[
    str | None, typer.Option(help="With --pkcs11: the token's label or serial number.")
]
KeyLabelOption = Annotated[
    str | None, typer.Option(help="With --pkcs11: which key, where the token holds several.")
]
PassphraseOption = Annotated[
    int | None, typer.Option(help="Read the passphrase or PIN from this file descriptor.")
]


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


def office_at(given: Path | None, now: datetime | None) -> Path:
    """The office folder, of a demo office if the clock is to be set.

    Raises:
        typer.BadParameter: this is no demo office.
        Misconfigured: there is none, or its office.toml cannot be read.
    """
    root = find_office(given)
    if now is not None and not load_office(root).demo:
        raise typer.BadParameter("only a demo office's clock can be set", param_hint="--now")
    return root


@contextmanager
def opened(office: Path | None, now: datetime | None = None) -> Iterator[Workplace]:
    """An open office; the demo-only clock is a matter of usage."""
    with open_workplace(office_at(office, now), now) as workplace:
        yield workplace

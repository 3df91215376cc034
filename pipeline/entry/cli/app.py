"""The commands and their options; what they do is next door."""

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.config.office import load_office
from pipeline.domain.period import Period, read_period
from pipeline.entry import daemon
from pipeline.entry.cli import (
    archive,
    backing,
    desk,
    keys,
    papers,
    planning,
    posts_table,
    rebuilding,
    remote,
    reporting,
    restoring_office,
    running,
    setting_up,
    showing,
    signing,
)
from pipeline.entry.cli.options import (
    JsonOption,
    KeyLabelOption,
    LibraryOption,
    NowOption,
    OfficeOption,
    PassphraseOption,
    TokenOption,
    find_office,
    office_at,
    opened,
)
from pipeline.entry.cli.service import unit
from pipeline.entry.cli.telling import EXIT_BUG, EXIT_WRONG, out, telling
from pipeline.entry.demo import show
from pipeline.errors import NotYet

app = typer.Typer(
    name="paraf",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Paraf: an e-office that lives in shared folders.",
)
app.add_typer(archive.app, name="archive")
app.add_typer(keys.app, name="keys")
app.add_typer(remote.app, name="remote")
app.command()(backing.backup)
app.command()(restoring_office.restore)
app.command()(rebuilding.rebuild)


@app.command()
def init(directory: Annotated[Path, typer.Argument(help="Where the new office goes.")]) -> None:
    """Lay out a new office with sample configuration."""
    with telling():
        setting_up.init(directory)


@app.command()
def doctor(  # noqa: PLR0913, PLR0917 - a command's options are its arguments
    key: Annotated[
        Path | None, typer.Option(help="Also try this key (.p12 or .pfx) for --post.")
    ] = None,
    pkcs11: LibraryOption = None,
    token: TokenOption = None,
    key_label: KeyLabelOption = None,
    post: Annotated[
        str | None, typer.Option(help="With --key or --pkcs11: the post it signs for.")
    ] = None,
    passphrase_fd: PassphraseOption = None,
    office: OfficeOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check configuration, templates, programs, fonts, rights, certificates and free space.

    Every key that office.toml configures, and the one named here, really signs a blank page.
    """
    source = signing.key_source(key, pkcs11, token, key_label) if post or key or pkcs11 else None
    if source is not None and post is None:
        raise typer.BadParameter("--key and --pkcs11 go with --post")
    with telling():
        root = office_at(office, now)
        named = None
        if source is not None and post is not None:
            desk.check_post(load_office(root), post)
            named = signing.NamedKey(post=post, key=source, passphrase_fd=passphrase_fd)
        raise typer.Exit(setting_up.doctor(root, now, as_json=as_json, named=named))


@app.command()
def posts(office: OfficeOption = None, now: NowOption = None, as_json: JsonOption = False) -> None:
    """Show who holds which post today, acting holders (Plt., Plh.) with their dates."""
    with telling(), opened(office, now) as workplace:
        posts_table.show(workplace, as_json=as_json)


@app.command()
def demo(
    office: OfficeOption = None,
    until: Annotated[
        str | None, typer.Option(help="Stop with this step's paper in its inbox, e.g. 4.")
    ] = None,
) -> None:
    """Play one whole cycle in a demo office and say what to open."""
    with telling():
        show.demo(find_office(office), until)


@app.command()
def run(
    office: OfficeOption = None,
    now: NowOption = None,
    once: Annotated[bool, typer.Option("--once", help="Handle what waits now, then exit.")] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Write the log as JSON, one object a line.")
    ] = False,
) -> None:
    """Run the daemon, or with --once handle everything that waits now (timers too).

    It stops within ten seconds on SIGTERM, SIGINT or SIGHUP, and at once on a second one.
    """
    with telling():
        root = office_at(office, now)
        raise typer.Exit(running.run(root, now, once=once, log_json=log_json))


@app.command()
def service(
    user: Annotated[
        str, typer.Option(help="The account it runs as; it must own the office's folders.")
    ] = "paraf",
    office: OfficeOption = None,
) -> None:
    """Print the systemd unit that runs this office's daemon."""
    with telling():
        sys.stdout.write(unit(find_office(office), user))


@app.command()
def start(
    period: Annotated[str, typer.Option(help='For example "Triwulan III 2026".')],
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Open a period's cycle: step 1's paper in the inbox."""
    wanted = _period(period)
    with telling(), opened(office, now) as workplace:
        fresh = workplace.office.open_cycle(wanted, "perintah")
        try:
            daemon.run_once(workplace)
        except NotYet:
            out.print("The running Paraf lays the papers.")
        out.print(f"{wanted.title}: {'opened' if fresh else 'was opened before'}.")


@app.command()
def plan(
    period: Annotated[str, typer.Option(help='For example "Triwulan I 2027".')],
    office: OfficeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the dates that the SOP gives for a period, and what makes them doubtful."""
    wanted = _period(period)
    with telling():
        planning.plan(find_office(office), wanted, as_json=as_json)


@app.command()
def status(office: OfficeOption = None, now: NowOption = None, as_json: JsonOption = False) -> None:
    """Show cycles, what waits where, since when, and against which standard.

    Exits with 1 when the daemon died or hangs, or cannot write the status board.
    """
    with telling(), opened(office, now) as workplace:
        raise typer.Exit(EXIT_WRONG if showing.status(workplace, as_json=as_json) else 0)


@app.command()
def report(
    year: Annotated[int, typer.Option(help="Whose four quarters, e.g. 2026.")],
    output: Annotated[
        Path | None, typer.Option(help="Where to write the two files; default: here.")
    ] = None,
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Write a year's report (xlsx and PDF): what came from whom, how late, every step's time.

    Times are office hours; only standards that the SOP itself states are measured against.
    """
    with telling(), opened(office, now) as workplace:
        reporting.report(workplace, year, output or Path.cwd())


@app.command()
def check(office: OfficeOption = None, now: NowOption = None, as_json: JsonOption = False) -> None:
    """Prove the record: ledger, cycles, issued bytes, folders, archive. Changes nothing."""
    with telling():
        root = office_at(office, now)
        raise typer.Exit(EXIT_WRONG if showing.check(root, as_json=as_json) else 0)


@app.command()
def sign(  # noqa: PLR0913, PLR0917 - a command's options are its arguments
    files: Annotated[list[Path], typer.Argument(help="PDFs to paraf or sign.")],
    post: Annotated[str, typer.Option(help="As which post, e.g. kepala-badan.")],
    key: Annotated[
        Path | None, typer.Option(help="PKCS#12 file with the key (.p12 or .pfx).")
    ] = None,
    pkcs11: LibraryOption = None,
    token: TokenOption = None,
    key_label: KeyLabelOption = None,
    output: Annotated[
        Path | None, typer.Option(help="Where to write; default: the post's outbox.")
    ] = None,
    passphrase_fd: PassphraseOption = None,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="With --key: how many sign side by side; default: by the batch."),
    ] = None,
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Sign or paraf PDFs as a post, on this machine, with a key that stays here."""
    if output is not None and len(files) > 1:
        raise typer.BadParameter("--output goes with one file")
    source = signing.key_source(key, pkcs11, token, key_label)
    with telling():
        root = office_at(office, now)
        order = signing.SigningOrder(
            post=post,
            key=source,
            output=output,
            passphrase_fd=passphrase_fd,
            processes=processes,
        )
        raise typer.Exit(signing.sign(root, files, order, now))


@app.command()
def verify(  # noqa: PLR0913, PLR0917 - a command's options are its arguments
    files: Annotated[list[Path] | None, typer.Argument(help="Papers to look at.")] = None,
    code: Annotated[
        str | None, typer.Option(help="Instead of files: look up a document code, XXXX-XXXX.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write a printable report (HTML, Indonesian).")
    ] = None,
    office: OfficeOption = None,
    now: NowOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say whether a paper is ours, who signed it, and whether it is whole.

    Works without an office folder too; then it tells what the signatures say of themselves.
    """
    if bool(files) == (code is not None):
        raise typer.BadParameter("name the files to look at, or one document code (--code)")
    if code is not None and report is not None:
        raise typer.BadParameter("--report goes with files")
    with telling():
        if code is not None:
            raise typer.Exit(papers.look_up(office, now, code, as_json=as_json))
        raise typer.Exit(
            papers.verify(office, now, files or [], as_json=as_json, report_file=report)
        )


def _period(text: str) -> Period:
    try:
        return read_period(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def main() -> None:
    """Run the command line; a bug is the only thing that shows a stack trace."""
    try:
        app()
    except Exception:  # the one place for bugs of commands
        logging.getLogger("paraf").exception("this is a bug in Paraf; please report it")
        sys.exit(EXIT_BUG)

"""``paraf keys``: the certificates that may sign for posts."""

from datetime import date, tzinfo
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from pipeline.adapters.signing import name_and_print, read_authority
from pipeline.config.office import load_office
from pipeline.entry.cli.binding import Clerk, Wish
from pipeline.entry.cli.inputs import read_file
from pipeline.entry.cli.keyring import (
    NO_REASON,
    REASON_NOTED,
    Entry,
    Keyring,
    beginning_with,
    issuer_of,
    key_of,
    span_words,
)
from pipeline.entry.cli.options import JsonOption, NowOption, OfficeOption, find_office, opened
from pipeline.entry.cli.telling import EXIT_WRONG, err, out, print_json, telling
from pipeline.errors import Misconfigured
from pipeline.ports.store import TIME_AUTHORITY, Enrolled
from pipeline.wiring import Workplace
from pipeline.wiring.demo import demo_keys
from pipeline.wording.visible import visible

_SHORTEST_FINGERPRINT = 8

app = typer.Typer(
    no_args_is_help=True,
    help="Certificates of posts, and authorities: enrol, list, trust, revoke, demo.",
)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a day as 2026-10-01") from None


@app.command("list")
def list_keys(
    office: OfficeOption = None, now: NowOption = None, as_json: JsonOption = False
) -> None:
    """List enrolled certificates, revoked ones included, and who may sign with them now."""
    with telling(), opened(office, now) as workplace:
        keyring = Keyring(workplace, workplace.office.tools.clock.now())
        if as_json:
            print_json(keyring.facts())
        elif keyring.entries():
            out.print(keyring.table())
        else:
            out.print("No certificate is enrolled. Enrol one: paraf keys enrol POST FILE")


@app.command()
def enrol(  # noqa: PLR0913, PLR0917 - a command's options are its arguments
    post: Annotated[str, typer.Argument(help="For which post.")],
    certificate: Annotated[
        Path | None, typer.Argument(help="Certificate (.pem, .crt) or key (.p12).")
    ] = None,
    chain: Annotated[
        Path | None, typer.Option(help="Certificates of its issuers, where they lie elsewhere.")
    ] = None,
    ca: Annotated[
        Path | None,
        typer.Option(help="Instead of FILE: let in what this issuer certifies for --nik."),
    ] = None,
    nik: Annotated[
        str | None,
        typer.Option(help="With --ca: the holder's NIK or NIP in the subject; asked if left out."),
    ] = None,
    first: Annotated[
        date | None,
        typer.Option("--from", parser=_day, metavar="DATE", help="First day, e.g. 2026-10-01."),
    ] = None,
    last: Annotated[
        date | None,
        typer.Option("--until", parser=_day, metavar="DATE", help="Last day, included."),
    ] = None,
    holder: Annotated[
        str | None, typer.Option(help="Whose it is, where office.toml names several holders.")
    ] = None,
    also: Annotated[
        bool, typer.Option("--also", help="Allow it though it is bound to another post.")
    ] = False,
    passphrase_fd: Annotated[
        int | None,
        typer.Option(help="Read a key file's passphrase, or the NIK, from this file descriptor."),
    ] = None,
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Bind a certificate to a post; recorded in the ledger.

    With --ca and --nik, every certificate of that issuer for that person, renewed ones too.
    """
    if (certificate is None) == (ca is None):
        raise typer.BadParameter("name a certificate (FILE), or its issuer (--ca and --nik)")
    if (nik is not None and ca is None) or (chain is not None and ca is not None):
        raise typer.BadParameter("--nik goes with --ca, --chain with a certificate")
    with telling(), opened(office, now) as workplace:
        wish = Wish(post=post, holder=holder, also=also, first=first, last=last)
        clerk = Clerk(workplace, wish)
        bound: tuple[Entry, str]
        if ca is not None:
            bound = clerk.binding(ca, nik, passphrase_fd)
        else:
            bound = clerk.certificate(certificate or Path(), chain, passphrase_fd)
        _tell_enrolled(workplace, *bound)


def _tell_enrolled(workplace: Workplace, each: Entry, how: str) -> None:
    zone: tzinfo = workplace.office.surroundings.calendar.zone
    keyring = Keyring(workplace, workplace.office.tools.clock.now())
    each = next(
        one for one in keyring.entries() if (key_of(one), one.post) == (key_of(each), each.post)
    )
    issuer, issuer_sha256 = name_and_print(issuer_of(each))
    bsre = " (BSrE)" if issuer_sha256 in workplace.config.bsre_issuers else ""
    certificate = each.subject if isinstance(each, Enrolled) else f"number …{each.number_ends}"
    name = "SHA-256" if isinstance(each, Enrolled) else "binding"
    out.print(Text("✓ ", style="green") + Text(visible(f"{each.post}: {how}")))
    out.print(Text(visible(f"    holder       {each.holder}")))
    out.print(Text(visible(f"    certificate  {certificate}")))
    out.print(f"    valid        {span_words(each, zone)} ({keyring.state(each)})")
    out.print(f"    {name:<12} {key_of(each)}")
    if isinstance(each, Enrolled) and each.issuer_der == each.der:
        text = "its issuer did not come along (--chain); only this very certificate is trusted"
        err.print(Text(f"! {text}", style="yellow"))
    else:
        out.print(Text(visible(f"    issuer       {issuer}{bsre}, SHA-256 {issuer_sha256}")))


@app.command()
def trust(
    certificate: Annotated[
        Path, typer.Argument(help="Certificate of a timestamping authority (.pem, .crt).")
    ],
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Let an authority's timestamps count here; recorded in the ledger, ended by revoke."""
    with telling(), opened(office, now) as workplace:
        at = workplace.office.tools.clock.now()
        facts = read_authority(read_file(certificate), at)
        trusted = Enrolled(
            sha256=facts.sha256,
            post=TIME_AUTHORITY,
            holder=facts.subject,
            subject=facts.subject,
            der=facts.der,
            issuer_der=facts.issuer_der,
            valid_from=facts.not_before,
            valid_to=facts.not_after,
            enrolled_at=at,
        )
        known = [
            each
            for each in workplace.store.certificates(TIME_AUTHORITY)
            if each.sha256 == facts.sha256
        ]
        if any(each.revoked_at for each in known):
            text = "this authority was revoked and cannot be trusted again"
            err.print(Text(f"✗ {text}", style="red"))
            raise typer.Exit(EXIT_WRONG)
        workplace.store.enrol(trusted)
        _tell_enrolled(workplace, trusted, "was trusted before" if known else "trusted")


@app.command()
def revoke(
    fingerprint: Annotated[
        str, typer.Argument(help="SHA-256 of the certificate, or a binding's id; or its start.")
    ],
    reason: Annotated[str, typer.Option(help="Why; recorded in the ledger.")] = NO_REASON,
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """End a certificate's enrolment from now on; earlier signatures stay valid.

    A revoked certificate is never let in again. Revoking a binding ends what it let in.
    """
    wanted = fingerprint.lower().replace(":", "").replace(" ", "")
    if len(wanted) < _SHORTEST_FINGERPRINT:
        raise typer.BadParameter(f"give at least {_SHORTEST_FINGERPRINT} signs of the fingerprint")
    with telling(), opened(office, now) as workplace:
        at = workplace.office.tools.clock.now()
        found = beginning_with(Keyring(workplace, at).entries(), wanted)
        if len({key_of(each) for each in found}) != 1:
            text = f"{len(found)} certificates begin with {wanted}; see: paraf keys list"
            err.print(Text(visible(f"✗ {text}"), style="red"))
            raise typer.Exit(EXIT_WRONG)
        key, own = key_of(found[0]), isinstance(found[0], Enrolled)
        posts = ", ".join(each.post for each in found)
        if all(each.revoked_at for each in found):
            out.print(f"{posts}: was revoked before")
            return
        # The reason goes first: after a crash in between, the command is simply given again.
        why = " ".join(reason.split()) or NO_REASON
        body = {"sha256" if own else "binding": key, "reason": why}
        workplace.store.note(f"revoke-reason:{key}", at, REASON_NOTED, body)
        (workplace.store.revoke if own else workplace.store.unbind)(key, at)
        out.print(Text("✓ ", style="green") + Text(visible(f"{posts}: revoked ({why})")))


@app.command()
def demo(office: OfficeOption = None) -> None:
    """Make and enrol the demo office's CA and keys (passphrase: demo)."""
    with telling():
        root = find_office(office)
        if not load_office(root).demo:
            raise Misconfigured(["demo keys are for a demo office only (demo = true)"])
        with opened(root):
            out.print(f"Demo keys lie in {demo_keys(root)}, passphrase: demo")

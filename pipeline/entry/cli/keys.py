"""``paraf keys``: the certificates that may sign for posts."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline.adapters.signing import PdfSigningRoom, subject_numbers
from pipeline.config.office import Holder, load_office
from pipeline.entry.cli.common import (
    EXIT_WRONG,
    JsonOption,
    NowOption,
    OfficeOption,
    err,
    find_office,
    opened,
    out,
    print_json,
    telling,
)
from pipeline.entry.cli.inputs import ask_secret, read_file
from pipeline.errors import Finding, Misconfigured, Refused
from pipeline.office.authority import entitled, persons, same_name
from pipeline.ports.signing import CertificateFacts
from pipeline.ports.store import Enrolled
from pipeline.wiring import Workplace, demo_keys
from pipeline.wording.indonesian import date_words
from pipeline.wording.visible import visible

_SOON = timedelta(days=30)
_NO_REASON = "tanpa keterangan"
_REASON_NOTED = "CertificateRevocationReason"
_SHORTEST_FINGERPRINT = 8
_SHOWN = 8

app = typer.Typer(no_args_is_help=True, help="Certificates of posts: enrol, list, revoke, demo.")


@app.command("list")
def list_keys(
    office: OfficeOption = None, now: NowOption = None, as_json: JsonOption = False
) -> None:
    """List enrolled certificates, revoked ones included, and who may sign with them now."""
    with telling(), opened(office, now) as workplace:
        at = workplace.office.tools.clock.now()
        zone = workplace.office.surroundings.calendar.zone
        reasons = _reasons(workplace)
        found = workplace.store.certificates()
        states = [_state(workplace, each, at) for each in found]
        if as_json:
            print_json(
                [
                    _facts(each, state, reasons.get(each.sha256))
                    for each, state in zip(found, states, strict=True)
                ]
            )
            return
        if not found:
            out.print("No certificate is enrolled. Enrol one: paraf keys enrol POST FILE")
            return
        out.print(_table(found, states, reasons, zone))


def _facts(each: Enrolled, state: str, reason: str | None) -> dict[str, Any]:
    return {
        "post": each.post,
        "holder": each.holder,
        "subject": each.subject,
        "certificate_sha256": each.sha256,
        "valid_from": each.valid_from.isoformat(),
        "valid_to": each.valid_to.isoformat(),
        "enrolled_at": each.enrolled_at.isoformat(),
        "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
        "revoked_reason": reason,
        "state": state,
    }


def _table(
    found: Sequence[Enrolled], states: list[str], reasons: dict[str, str], zone: tzinfo
) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for head in ("post", "holder", "valid", "state", "SHA-256"):
        table.add_column(head, no_wrap=head in ("post", "valid", "SHA-256"))
    for each, state in zip(found, states, strict=True):
        colour = {"valid": "green", "expires soon": "yellow"}.get(state, "red")
        text = Text(state, style=colour)
        if each.revoked_at:
            at = f"{each.revoked_at.astimezone(zone):%Y-%m-%d}"
            text = Text(visible(f"revoked {at}: {reasons.get(each.sha256, _NO_REASON)}"), "red")
        table.add_row(
            each.post, Text(visible(each.holder)), _span(each, zone), text, each.sha256[:_SHOWN]
        )
    return table


def _span(each: Enrolled, zone: tzinfo) -> str:
    first, last = each.valid_from.astimezone(zone), each.valid_to.astimezone(zone)
    return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"


def _state(workplace: Workplace, each: Enrolled, at: datetime) -> str:
    zone = workplace.office.surroundings.calendar.zone
    if each.revoked_at is not None:
        return "revoked"
    if each.valid_to < at:
        return "expired"
    if each.valid_from > at:
        return "not yet valid"
    if not entitled(workplace.config, [each], at=at, now=at, zone=zone):
        return "does not hold the post now"
    return "expires soon" if each.valid_to - at < _SOON else "valid"


def _reasons(workplace: Workplace) -> dict[str, str]:
    """Why certificates were revoked, from the ledger."""
    bodies = (
        json.loads(each.body) for each in workplace.store.ledger() if each.type == _REASON_NOTED
    )
    return {body["sha256"]: body["reason"] for body in bodies}


@app.command()
def enrol(  # noqa: PLR0913, PLR0917 - a command's options are its arguments
    post: Annotated[str, typer.Argument(help="For which post.")],
    certificate: Annotated[Path, typer.Argument(help="Certificate (.pem, .crt) or key (.p12).")],
    chain: Annotated[
        Path | None, typer.Option(help="Certificates of its issuers, where they lie elsewhere.")
    ] = None,
    holder: Annotated[
        str | None, typer.Option(help="Whose it is, where office.toml names several holders.")
    ] = None,
    also: Annotated[
        bool, typer.Option("--also", help="Allow it though it is bound to another post.")
    ] = False,
    passphrase_fd: Annotated[
        int | None, typer.Option(help="Read a key file's passphrase from this file descriptor.")
    ] = None,
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Bind a certificate to a post; recorded in the ledger."""
    with telling(), opened(office, now) as workplace:
        _check_post(workplace, post)
        facts = _read(certificate, chain, passphrase_fd)
        at = workplace.office.tools.clock.now()
        zone = workplace.office.surroundings.calendar.zone
        if facts.not_after < at:
            end = date_words(facts.not_after.astimezone(zone).date())
            raise Refused(Finding("P14", {"nama": facts.subject, "sampai": end}))
        enrolled = Enrolled(
            sha256=facts.sha256,
            post=post,
            holder=_holder(workplace, post, facts, holder, at).name,
            subject=facts.subject,
            der=facts.der,
            issuer_der=facts.issuer_der,
            valid_from=facts.not_before,
            valid_to=facts.not_after,
            enrolled_at=at,
        )
        known = [each for each in workplace.store.certificates() if each.sha256 == facts.sha256]
        obstacle = _obstacle(known, post, also=also)
        if obstacle:
            err.print(Text(visible(f"✗ {obstacle}"), style="red"))
            raise typer.Exit(EXIT_WRONG)
        fresh = all(each.post != post for each in known)
        workplace.store.enrol(enrolled)
        _tell_enrolled(enrolled, _state(workplace, enrolled, at), zone, fresh=fresh)


def _check_post(workplace: Workplace, post: str) -> None:
    if post not in workplace.config.posts:
        raise typer.BadParameter(
            f"no post '{post}' in office.toml; there are: {', '.join(workplace.config.posts)}"
        )


def _read(certificate: Path, chain: Path | None, passphrase_fd: int | None) -> CertificateFacts:
    data = read_file(certificate)
    issuers = read_file(chain) if chain else b""
    passphrase = None
    if certificate.suffix.lower() in (".p12", ".pfx"):
        passphrase = ask_secret("Passphrase", passphrase_fd)
    return PdfSigningRoom().enrol(data, passphrase, chain=issuers)


def _holder(
    workplace: Workplace, post: str, facts: CertificateFacts, wanted: str | None, at: datetime
) -> Holder:
    """Whose certificate it is: as told, as it says itself, else whoever holds the post today."""
    people = persons(workplace.config, post)
    if wanted is not None:
        for each in people:
            if same_name(each.name, wanted):
                return each
        names = ", ".join(each.name for each in people)
        raise typer.BadParameter(f"office.toml names for '{post}': {names}", param_hint="--holder")
    numbers = subject_numbers(facts.der)
    for each in people:
        if same_name(each.name, facts.subject) or each.nip in numbers:
            return each
    day = at.astimezone(workplace.office.surroundings.calendar.zone).date()
    return workplace.config.holder(post, day)


def _obstacle(known: list[Enrolled], post: str, *, also: bool) -> str:
    """Why a certificate cannot be bound to a post; empty when it can."""
    revoked = [each for each in known if each.revoked_at]
    if revoked:
        return "this certificate was revoked and cannot be enrolled again; enrol a new one"
    others = sorted({each.post for each in known} - {post})
    if others and not also and all(each.post != post for each in known):
        return (
            f"this certificate is bound to {', '.join(others)} already; "
            f"add --also if its holder signs for '{post}' too"
        )
    return ""


def _tell_enrolled(enrolled: Enrolled, state: str, zone: tzinfo, *, fresh: bool) -> None:
    how = "enrolled" if fresh else "was enrolled before"
    out.print(Text("✓ ", style="green") + Text(visible(f"{enrolled.post}: {how}")))
    out.print(Text(visible(f"    holder       {enrolled.holder}")))
    out.print(Text(visible(f"    certificate  {enrolled.subject}")))
    out.print(f"    valid        {_span(enrolled, zone)} ({state})")
    out.print(f"    SHA-256      {enrolled.sha256}")
    if enrolled.issuer_der == enrolled.der:
        text = "its issuer did not come along (--chain); only this very certificate is trusted"
        err.print(Text(f"! {text}", style="yellow"))


@app.command()
def revoke(
    fingerprint: Annotated[str, typer.Argument(help="SHA-256 of the certificate, or its start.")],
    reason: Annotated[str, typer.Option(help="Why; recorded in the ledger.")] = _NO_REASON,
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """End a certificate's enrolment from now on; earlier signatures stay valid."""
    wanted = fingerprint.lower().replace(":", "").replace(" ", "")
    if len(wanted) < _SHORTEST_FINGERPRINT:
        raise typer.BadParameter(f"give at least {_SHORTEST_FINGERPRINT} signs of the fingerprint")
    with telling(), opened(office, now) as workplace:
        found = [each for each in workplace.store.certificates() if each.sha256.startswith(wanted)]
        if len({each.sha256 for each in found}) != 1:
            text = f"{len(found)} certificates begin with {wanted}; see: paraf keys list"
            err.print(Text(visible(f"✗ {text}"), style="red"))
            raise typer.Exit(EXIT_WRONG)
        sha256 = found[0].sha256
        at = workplace.office.tools.clock.now()
        posts = ", ".join(each.post for each in found)
        if all(each.revoked_at for each in found):
            out.print(f"{posts}: was revoked before")
            return
        # The reason goes first: after a crash in between, the command is simply given again.
        why = " ".join(reason.split()) or _NO_REASON
        workplace.store.note(
            f"revoke-reason:{sha256}", at, _REASON_NOTED, {"sha256": sha256, "reason": why}
        )
        workplace.store.revoke(sha256, at)
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

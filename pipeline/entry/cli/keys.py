"""``paraf keys``: the certificates that may sign for posts."""

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from pipeline.adapters.signing import PdfSigningRoom
from pipeline.config.office import load_office
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
from pipeline.errors import Misconfigured
from pipeline.ports.store import Enrolled
from pipeline.wiring import demo_keys

app = typer.Typer(no_args_is_help=True, help="Certificates of posts: enrol, list, revoke, demo.")


@app.command("list")
def list_keys(office: OfficeOption = None, as_json: JsonOption = False) -> None:
    """List enrolled certificates, revoked ones included."""
    with telling(), opened(office) as workplace:
        found = workplace.store.certificates()
        if as_json:
            print_json(
                [
                    {
                        "post": each.post,
                        "holder": each.holder,
                        "subject": each.subject,
                        "certificate_sha256": each.sha256,
                        "valid_from": each.valid_from.isoformat(),
                        "valid_to": each.valid_to.isoformat(),
                        "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
                    }
                    for each in found
                ]
            )
            return
        table = Table("post", "holder", "valid", "SHA-256", "")
        for each in found:
            valid = f"{each.valid_from:%Y-%m-%d} – {each.valid_to:%Y-%m-%d}"
            state = f"revoked {each.revoked_at:%Y-%m-%d}" if each.revoked_at else ""
            table.add_row(each.post, each.holder, valid, each.sha256[:16], state)
        out.print(table)


@app.command()
def enrol(
    post: Annotated[str, typer.Argument(help="For which post.")],
    certificate: Annotated[Path, typer.Argument(help="Certificate (.pem, .crt) or key (.p12).")],
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Bind a certificate to a post; recorded in the ledger."""
    with telling(), opened(office, now) as workplace:
        config = workplace.config
        if post not in config.posts:
            raise Misconfigured([f"no post '{post}' in office.toml"])
        passphrase = None
        if certificate.suffix.lower() in (".p12", ".pfx"):
            passphrase = getpass.getpass("Passphrase: ").encode()
        facts = PdfSigningRoom().enrol(certificate.read_bytes(), passphrase)
        workplace.store.enrol(
            Enrolled(
                sha256=facts.sha256,
                post=post,
                holder=config.posts[post].nama,
                subject=facts.subject,
                der=facts.der,
                issuer_der=facts.issuer_der,
                valid_from=facts.not_before,
                valid_to=facts.not_after,
                enrolled_at=workplace.office.tools.clock.now(),
            )
        )
        out.print(f"{post}: {facts.subject}, valid until {facts.not_after:%Y-%m-%d}")


@app.command()
def revoke(
    fingerprint: Annotated[str, typer.Argument(help="SHA-256 of the certificate, or its start.")],
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """End a certificate's enrolment from now on; earlier signatures stay valid."""
    with telling(), opened(office, now) as workplace:
        wanted = fingerprint.lower().replace(":", "")
        found = [each for each in workplace.store.certificates() if each.sha256.startswith(wanted)]
        if len({each.sha256 for each in found}) != 1:
            err.print(f"✗ {len(found)} certificates begin with {wanted}; see: paraf keys list")
            raise typer.Exit(EXIT_WRONG)
        at = workplace.office.tools.clock.now()
        fresh = workplace.store.revoke(found[0].sha256, at)
        out.print(f"{found[0].post}: {'revoked' if fresh else 'was revoked before'}")


@app.command()
def demo(office: OfficeOption = None) -> None:
    """Make and enrol the demo office's CA and keys (passphrase: demo)."""
    with telling():
        root = find_office(office)
        if not load_office(root).demo:
            raise Misconfigured(["demo keys are for a demo office only (demo = true)"])
        with opened(root):
            out.print(f"Demo keys lie in {demo_keys(root)}, passphrase: demo")

"""``paraf sign`` and ``paraf verify``."""

import getpass
import io
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.signing import PdfSigningRoom
from pipeline.config.calendar import load_calendar
from pipeline.config.office import OfficeConfig, load_office
from pipeline.entry.cli.common import EXIT_FINE, EXIT_USAGE, EXIT_WRONG, err, out, print_json
from pipeline.errors import Finding, Refused
from pipeline.office.inquiry import Answer, Inquiry
from pipeline.ports.signing import Credential, Stamp
from pipeline.wiring import Workplace, clock_of
from pipeline.wording.indonesian import nip_grouped
from pipeline.wording.notes import line

_WORDS = {
    "valid": "[green]valid[/green]",
    "incomplete": "[yellow]incomplete[/yellow]",
    "refused": "[red]refused[/red]",
    "unknown": "[red]unknown[/red]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOrder:
    """As whom to sign, with what, and where to."""

    post: str
    key: Path
    output: Path | None
    passphrase_fd: int | None


def sign(root: Path, files: list[Path], order: SigningOrder, now: datetime | None) -> int:
    """Sign files one by one and print a result for each; returns the exit code.

    Raises:
        Refused: the key cannot be used.
    """
    config = load_office(root)
    if order.post not in config.posts:
        err.print(f"✗ no post '{order.post}' in office.toml; there are: {', '.join(config.posts)}")
        return EXIT_USAGE
    at = clock_of(config, now).now().astimezone(load_calendar(config).zone)
    room = PdfSigningRoom()
    key = room.open_p12(_read(order.key), _passphrase(order.passphrase_fd), at=at)
    worst = EXIT_FINE
    for file in files:
        try:
            target = _sign_one(config, file, order, key, at)
        except Refused as refusal:
            zone = load_calendar(config).zone
            reasons = "; ".join(line(each, zone) for each in refusal.findings)
            err.print(f"✗ {file}: {reasons}".replace("[", r"\["))
            worst = EXIT_WRONG
        else:
            out.print(f"[green]✓[/green] {file} → {target}")
    return worst


def _sign_one(
    config: OfficeConfig, file: Path, order: SigningOrder, key: Credential, at: datetime
) -> Path:
    data = _read(file)
    field, kind = _field_for(order.post, data, file.name)
    holder = config.holder(order.post, at.date())
    stamp = Stamp(
        kind="paraf" if kind == "Paraf" else "ttd",
        post=holder.title,
        holder=holder.name,
        nip=nip_grouped(holder.nip),
        number=file.stem,
        signed_at=at,
    )
    signed = PdfSigningRoom().sign(data, field=field, credential=key, stamp=stamp)
    folder = config.root / "outbox" / config.folder(order.post)
    target = order.output or folder / file.name
    LocalDisk().write(str(target), signed)
    return target


def _field_for(post: str, data: bytes, name: str) -> tuple[str, str]:
    """The post's empty field in the PDF.

    Raises:
        Refused: there is none.
    """
    words = "".join(part.capitalize() for part in post.split("-"))
    for kind in ("Paraf", "Ttd"):
        if f"{kind}{words}" in _empty_fields(data):
            return f"{kind}{words}", kind
    raise Refused(Finding("S03", {"judul": name, "jabatan": post}))


def _empty_fields(data: bytes) -> set[str]:
    """Names of the signature fields that nobody has filled yet."""
    try:
        fields = PdfReader(io.BytesIO(data)).get_fields() or {}
    except (PyPdfError, ValueError, KeyError, TypeError):
        return set()
    return {
        name for name, field in fields.items() if field.get("/FT") == "/Sig" and "/V" not in field
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        err.print(f"✗ {path}: {error.strerror}")
        raise SystemExit(EXIT_USAGE) from None


def _passphrase(descriptor: int | None) -> bytes:
    """Typed at a prompt, or read from a file descriptor; never from argv or the environment."""
    if descriptor is None:
        return getpass.getpass("Passphrase: ").encode()
    with os.fdopen(descriptor, "rb") as source:
        return source.readline().rstrip(b"\r\n")


def verify(workplace: Workplace, files: list[Path], *, as_json: bool) -> int:
    """Say of each file what it is; returns the exit code."""
    office = workplace.office
    inquiry = Inquiry(office.surroundings, office.tools, office.intake)
    answers = [(file, inquiry.verify(_read(file))) for file in files]
    zone = office.surroundings.calendar.zone
    if as_json:
        facts = [_facts(file, answer, workplace) for file, answer in answers]
        print_json(facts if len(facts) > 1 else facts[0])
    else:
        for file, answer in answers:
            out.print(f"{_WORDS[answer.verdict]}  {file}  {answer.title}")
            for each in answer.signatures:
                who = f"{each.capacity or each.post}: {each.holder}"
                out.print(f"    {who}, {each.signed_at} ({each.level})")
            for finding in answer.findings:
                out.print(f"    {line(finding, zone)}".replace("[", r"\["))
    return EXIT_FINE if all(a.verdict == "valid" for _, a in answers) else EXIT_WRONG


def _facts(file: Path, answer: Answer, workplace: Workplace) -> dict[str, Any]:
    zone = workplace.office.surroundings.calendar.zone
    return {
        "file": str(file),
        "verdict": answer.verdict,
        "document": answer.document,
        "signatures": [asdict(each) for each in answer.signatures],
        "reasons": [{"code": each.code, "text": line(each, zone)} for each in answer.findings],
    }

"""``paraf sign``: a paraf or signature on this machine, with a key that stays here.

One result per file, and each file's result is whole or not there: a signed PDF is written under a
hidden name and renamed. The register is asked for the field and the nomor where it is at hand; it
is not needed.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

import typer
from rich.text import Text

from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.signing import PdfSigningRoom, TokenChoice, open_token
from pipeline.config.calendar import load_calendar
from pipeline.config.office import Holder, OfficeConfig, load_office
from pipeline.entry.cli.common import EXIT_FINE, EXIT_LATER, EXIT_USAGE, EXIT_WRONG, err, out
from pipeline.entry.cli.inputs import Unusable, ask_pin, ask_secret, read_file
from pipeline.errors import Finding, Misconfigured, NotYet, PipelineError, Refused
from pipeline.office.authority import holder_of
from pipeline.office.verification import SigningPlace, Verification
from pipeline.ports.signing import Credential, Stamp
from pipeline.wiring import PRIVATE, clock_of, open_workplace
from pipeline.wording.indonesian import nip_grouped
from pipeline.wording.notes import line
from pipeline.wording.visible import visible

_NO_SUCH_FIELD, _FIELD_IS_FILLED = "P20", "P21"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedKey:
    """A key as named on the command line, and the post it is for."""

    post: str
    key: Path | TokenChoice
    passphrase_fd: int | None

    @contextmanager
    def open(self, at: datetime) -> Iterator[Credential]:
        """The key, ready to sign; a token's session lasts as long as the context.

        Raises:
            typer.BadParameter: no passphrase.
            PipelineError: it cannot be used.
        """
        if isinstance(self.key, TokenChoice):
            with open_token(self.key, lambda: ask_pin(self.passphrase_fd), at=at) as key:
                yield key
            return
        data = read_file(self.key)
        yield PdfSigningRoom().open_p12(data, ask_secret("Passphrase", self.passphrase_fd), at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningOrder(NamedKey):
    """As whom to sign, with what, and where to."""

    output: Path | None


def key_source(
    key: Path | None, library: Path | None, token: str | None, key_label: str | None
) -> Path | TokenChoice:
    """A key file or a key on a token, one of the two.

    Raises:
        typer.BadParameter: neither, both, or half of one.
    """
    if (key is None) == (library is None):
        raise typer.BadParameter("name a key file (--key) or a token (--pkcs11 and --token)")
    if key is not None:
        if token is not None or key_label is not None:
            raise typer.BadParameter("--token and --key-label go with --pkcs11")
        return key
    if token is None:
        raise typer.BadParameter("--pkcs11 needs --token, the token's label or serial number")
    return TokenChoice(library=str(library), token=token, key_label=key_label)


def check_post(config: OfficeConfig, post: str) -> None:
    """Make sure that a post named with ``--post`` is one.

    Raises:
        typer.BadParameter: it is none.
    """
    if post not in config.posts:
        raise typer.BadParameter(
            f"no post '{post}' in office.toml; there are: {', '.join(config.posts)}",
            param_hint="--post",
        )


@dataclass(slots=True)
class _Tally:
    """What came of a batch."""

    signed: int = 0
    failures: set[int] = field(default_factory=set)
    failed: int = 0

    def fail(self, exit_code: int) -> None:
        self.failed += 1
        self.failures.add(exit_code)

    @property
    def exit_code(self) -> int:
        """What is wrong with a file weighs more than a wrong name, that more than bad luck."""
        for code in (EXIT_WRONG, EXIT_USAGE, EXIT_LATER):
            if code in self.failures:
                return code
        return max(self.failures, default=EXIT_FINE)


def sign(root: Path, files: list[Path], order: SigningOrder, now: datetime | None) -> int:
    """Sign files one by one and print a result for each; returns the exit code.

    Raises:
        typer.BadParameter: no such post, or no passphrase.
        PipelineError: the key cannot be used.
    """
    config = load_office(root)
    check_post(config, order.post)
    zone = load_calendar(config).zone
    at = clock_of(config, now).now().astimezone(zone)
    tally = _Tally()
    with ExitStack() as open_things:
        key = open_things.enter_context(order.open(at))
        register = open_things.enter_context(_register(root, now))
        holder = _holder(config, register, order.post, key, at)
        desk = _Desk(config=config, order=order, key=key, register=register, holder=holder, at=at)
        for file in _each_once(files):
            try:
                target = desk.sign(file)
            except PipelineError as error:
                err.print(Text(visible(f"✗ {file}: {_why(error, zone)}"), style="red"))
                tally.fail(error.exit_code)
            else:
                out.print(Text("✓ ", style="green") + Text(visible(f"{file} → {target}")))
                tally.signed += 1
    if tally.signed + tally.failed > 1:
        out.print(f"{tally.signed} signed, {tally.failed} not")
    return tally.exit_code


def _why(error: PipelineError, zone: tzinfo) -> str:
    if isinstance(error, Refused):
        return "; ".join(line(each, zone) for each in error.findings)
    return error.what if isinstance(error, NotYet | Unusable) else str(error)


@contextmanager
def _register(root: Path, now: datetime | None) -> Iterator[Verification | None]:
    """The office's register, where this machine has it; signing works without."""
    with ExitStack() as open_things:
        register = None
        if (root / PRIVATE / "office.db").is_file():
            try:
                workplace = open_things.enter_context(open_workplace(root, now))
            except (NotYet, Misconfigured) as error:
                text = f"the register cannot be read, signatures carry no nomor: {error}"
                err.print(Text(f"! {text}", style="yellow"))
            else:
                office = workplace.office
                register = Verification(office.surroundings, office.tools, office.intake)
        yield register


def _holder(
    config: OfficeConfig, register: Verification | None, post: str, key: Credential, at: datetime
) -> Holder:
    """As whom the key signs for the post; warns where it may not."""
    certificate = key.certificate
    enrolled = register.may_sign(post, certificate) if register else None
    if register and enrolled is None:
        text = (
            f"the certificate of {certificate.subject} is not enrolled for '{post}' now; "
            "what it signs will come back from the outbox (see: paraf keys list)"
        )
        err.print(Text(visible(f"! {text}"), style="yellow"))
    names = (enrolled.holder, certificate.subject) if enrolled else (certificate.subject,)
    return holder_of(config, post, names, at.date())


def _each_once(files: list[Path]) -> Iterator[Path]:
    """The files without those named twice: a second signature of the same paper is of no use."""
    seen = set()
    for file in files:
        if file.resolve() not in seen:
            yield file
        seen.add(file.resolve())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Signs as one post with one key."""

    config: OfficeConfig
    order: SigningOrder
    key: Credential
    register: Verification | None
    holder: Holder
    at: datetime

    def sign(self, file: Path) -> Path:
        """Sign one file; gives the place of the result.

        Raises:
            PipelineError: it was not signed, and nothing was written.
        """
        data = read_file(file)
        if not data:
            raise Refused(Finding("B02", {"nama": file.name}))
        signed = self._signed(data)
        if self.order.output is not None:
            return _replace(self.order.output, signed)
        return _add(self.config.root / "outbox" / self.config.folder(self.order.post), file, signed)

    def _signed(self, data: bytes) -> bytes:
        """The paper with the post's first empty field filled."""
        places = self.register.places_for(self.order.post, data) if self.register else None
        refusal = None
        for place in _usual_places(self.order.post) if places is None else places:
            try:
                return PdfSigningRoom().sign(
                    data, field=place.field, credential=self.key, stamp=self._stamp(place)
                )
            except Refused as error:
                codes = {finding.code for finding in error.findings}
                if not codes <= {_NO_SUCH_FIELD, _FIELD_IS_FILLED}:
                    raise
                if refusal is None or _FIELD_IS_FILLED in codes:
                    refusal = error
        if refusal is None or refusal.findings[0].code == _NO_SUCH_FIELD:
            title = self.config.posts[self.order.post].sebutan
            raise Refused(Finding(_NO_SUCH_FIELD, {"field": title}))
        raise refusal

    def _stamp(self, place: SigningPlace) -> Stamp:
        holder = self.holder
        return Stamp(
            kind=place.kind,
            post=holder.title,
            holder=holder.name,
            nip=nip_grouped(holder.nip),
            number=place.nomor,
            signed_at=self.at,
        )


def _usual_places(post: str) -> tuple[SigningPlace, ...]:
    """The fields a post has by custom, where no register tells."""
    words = "".join(part.capitalize() for part in post.split("-"))
    return (
        SigningPlace(field=f"Paraf{words}", kind="paraf", nomor=""),
        SigningPlace(field=f"Ttd{words}", kind="ttd", nomor=""),
    )


def _replace(target: Path, data: bytes) -> Path:
    if target.is_dir():
        raise Unusable(target, "this is a folder; name a file")
    try:
        LocalDisk().write(str(target), data)
    except OSError as error:
        raise Unusable(target, f"cannot be written: {error.strerror}") from None
    return target


def _add(folder: Path, file: Path, data: bytes) -> Path:
    """Lay a result into an outbox without replacing what waits there under the same name."""
    names = [file.name, *(f"{file.stem} ({number}){file.suffix}" for number in range(2, 100))]
    for name in names:
        try:
            LocalDisk().write_new(str(folder / name), data)
        except FileExistsError:
            continue
        except OSError as error:
            raise NotYet(f"cannot write into {folder}: {error.strerror}") from None
        return folder / name
    raise NotYet(f"{folder} holds too many files called {file.name}; they wait for Paraf")

"""What ``paraf sign`` and ``paraf remote`` share: which field, with which stamp, and where to.

The register is asked for the field and the nomor where it is at hand; it is not needed. A result
is whole or not there: it is written under a hidden name and renamed.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TypeVar

import typer
from rich.text import Text

from pipeline.adapters.disk import LocalDisk
from pipeline.config.calendar import load_calendar
from pipeline.config.office import Holder, OfficeConfig, load_office
from pipeline.entry.cli.inputs import Unusable, read_file
from pipeline.entry.cli.telling import err
from pipeline.errors import Finding, Misconfigured, NotYet, Refused
from pipeline.office.authority import holder_of
from pipeline.office.verification import SigningPlace, Verification
from pipeline.ports.folders import PRIVATE
from pipeline.ports.signing import CertificateFacts, Stamp
from pipeline.wiring import clock_of, open_workplace
from pipeline.wording.indonesian import nip_grouped
from pipeline.wording.visible import visible

Made = TypeVar("Made")

_NO_SUCH_FIELD, _FIELD_IS_FILLED = "P20", "P21"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The fields of one paper that a post may fill, first one first, each with its stamp."""

    title: str  #: the post's, for the sentence
    document: str  #: the paper's code; empty where no register knows it
    fields: tuple[tuple[str, Stamp], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a post signs: an office, a moment, and the register if there is one."""

    config: OfficeConfig
    post: str
    at: datetime
    zone: tzinfo

    @property
    def outbox(self) -> Path:
        """Where the post hands in."""
        return self.config.root / "outbox" / self.config.folder(self.post)

    def holder(self, register: Verification | None, certificate: CertificateFacts) -> Holder:
        """As whom a certificate signs for the post; warns where it may not."""
        enrolled = register.may_sign(self.post, certificate) if register else None
        if register and enrolled is None:
            text = (
                f"the certificate of {certificate.subject} is not enrolled for '{self.post}' now; "
                "what it signs will come back from the outbox (see: paraf keys list)"
            )
            err.print(Text(visible(f"! {text}"), style="yellow"))
        names = (enrolled.holder, certificate.subject) if enrolled else (certificate.subject,)
        return holder_of(self.config, self.post, names, self.at.date())

    def places(self, register: Verification | None, data: bytes, holder: Holder) -> Places:
        """The fields of this paper that the post may fill, with that holder's stamp.

        Raises:
            Refused: it is ours, and that post does not sign it (P20).
        """
        found = register.places_for(self.post, data) if register else None
        return Places(
            title=self.config.posts[self.post].sebutan,
            document=found[0].document if found else "",
            fields=tuple(
                (place.field, self._stamp(place, holder))
                for place in (_usual_places(self.post) if found is None else found)
            ),
        )

    def _stamp(self, place: SigningPlace, holder: Holder) -> Stamp:
        return Stamp(
            kind=place.kind,
            post=holder.title,
            holder=holder.name,
            nip=nip_grouped(holder.nip),
            number=place.nomor,
            signed_at=self.at,
        )


def desk_of(root: Path, post: str, now: datetime | None) -> Desk:
    """The desk of a post in an office.

    Raises:
        typer.BadParameter: no such post.
        Misconfigured: the office's files cannot be read.
    """
    config = load_office(root)
    check_post(config, post)
    zone = load_calendar(config).zone
    at = clock_of(config, now).now().astimezone(zone)
    return Desk(config=config, post=post, at=at, zone=zone)


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


def in_first_empty(places: Places, fill: Callable[[str, Stamp], Made]) -> Made:
    """Fill the first of the fields that is there and empty.

    Raises:
        Refused: none is there (P20), all are filled (P21), or the paper cannot be signed.
    """
    refusal = None
    for name, stamp in places.fields:
        try:
            return fill(name, stamp)
        except Refused as error:
            codes = {finding.code for finding in error.findings}
            if not codes <= {_NO_SUCH_FIELD, _FIELD_IS_FILLED}:
                raise
            if refusal is None or _FIELD_IS_FILLED in codes:
                refusal = error
    if refusal is None or refusal.findings[0].code == _NO_SUCH_FIELD:
        raise Refused(Finding(_NO_SUCH_FIELD, {"field": places.title}))
    raise refusal


@contextmanager
def register_of(root: Path, now: datetime | None) -> Iterator[Verification | None]:
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


def read_paper(file: Path) -> bytes:
    """The bytes of a paper.

    Raises:
        Unusable: it cannot be read.
        Refused: it is empty (B02) or too large (B06).
    """
    data = read_file(file)
    if not data:
        raise Refused(Finding("B02", {"nama": file.name}))
    return data


def zone_of(root: Path) -> tzinfo:
    """The office's time zone.

    Raises:
        Misconfigured: the office's files cannot be read.
    """
    return load_calendar(load_office(root)).zone


def each_once(files: list[Path]) -> list[Path]:
    """The files without those named twice: a second signature of the same paper is of no use."""
    found: dict[Path, Path] = {}
    for file in files:
        found.setdefault(file.resolve(), file)
    return list(found.values())


def _usual_places(post: str) -> tuple[SigningPlace, ...]:
    """The fields a post has by custom, where no register tells."""
    words = "".join(part.capitalize() for part in post.split("-"))
    return (
        SigningPlace(field=f"Paraf{words}", kind="paraf", nomor=""),
        SigningPlace(field=f"Ttd{words}", kind="ttd", nomor=""),
    )


def replace(target: Path, data: bytes) -> Path:
    """Write a result where the caller said.

    Raises:
        Unusable: it cannot be written there.
    """
    if target.is_dir():
        raise Unusable(target, "this is a folder; name a file")
    try:
        LocalDisk().write(str(target), data)
    except OSError as error:
        raise Unusable(target, f"cannot be written: {error.strerror}") from None
    return target


def add(folder: Path, file: Path, data: bytes, *, again: bool = False) -> Path:
    """Lay a result into a folder without replacing what lies there under the same name.

    Args:
        folder: Where to.
        file: What it is called, if that name is free.
        data: The result.
        again: A file of that name with these very bytes is the result of an earlier try.

    Raises:
        NotYet: the folder cannot be written to.
    """
    names = [file.name, *(f"{file.stem} ({number}){file.suffix}" for number in range(2, 100))]
    for name in names:
        target = folder / name
        try:
            LocalDisk().write_new(str(target), data)
        except FileExistsError:
            if again and target.is_file() and target.read_bytes() == data:
                return target
            continue
        except OSError as error:
            raise NotYet(f"cannot write into {folder}: {error.strerror}") from None
        return target
    raise NotYet(f"{folder} holds too many files called {file.name}; they wait for Paraf")

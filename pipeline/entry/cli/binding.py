"""What ``paraf keys enrol`` works out before it writes: whose, from when to when, whether it may.

A certificate is enrolled itself, or by its issuer and the number of its holder, so that a renewed
one needs no enrolment.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from pathlib import Path

import typer
from rich.text import Text

from pipeline.adapters.signing import (
    PdfSigningRoom,
    fits,
    read_authority,
    read_number,
    seal,
    subject_numbers,
)
from pipeline.config.office import Holder
from pipeline.entry.cli.inputs import ask_secret, read_file
from pipeline.entry.cli.telling import EXIT_WRONG, err
from pipeline.errors import Finding, Refused
from pipeline.office.authority import persons, same_name
from pipeline.ports.signing import CertificateFacts
from pipeline.ports.store import Binding, Enrolled
from pipeline.wiring import Workplace
from pipeline.wording.indonesian import date_words
from pipeline.wording.visible import visible

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """For whom to enrol, as asked for on the command line."""

    post: str
    holder: str | None
    also: bool
    first: date | None
    last: date | None


class Clerk:
    """Enrols in one office, at one moment."""

    def __init__(self, workplace: Workplace, wish: Wish) -> None:
        self._workplace = workplace
        self._wish = wish
        self._at = workplace.office.tools.clock.now()
        self._zone = workplace.office.surroundings.calendar.zone
        if wish.post not in workplace.config.posts:
            posts = ", ".join(workplace.config.posts)
            raise typer.BadParameter(f"no post '{wish.post}' in office.toml; there are: {posts}")

    # -- one certificate ---------------------------------------------------------------------

    def certificate(self, file: Path, chain: Path | None, fd: int | None) -> tuple[Enrolled, str]:
        """Enrol a certificate itself; gives it and what was done."""
        facts = _read(file, chain, fd)
        if facts.not_after < self._at:
            end = date_words(facts.not_after.astimezone(self._zone).date())
            raise Refused(Finding("P14", {"nama": facts.subject, "sampai": end}))
        whole = (facts.not_before, facts.not_after)
        span = period(self._wish, whole, self._zone, default=whole)
        store = self._workplace.store
        known = [each for each in store.certificates() if each.sha256 == facts.sha256]
        self._may_be_bound("certificate", [(each.post, each.revoked_at) for each in known])
        if any(each.revoked_at for each in known):
            _refuse("this certificate was revoked and cannot be enrolled again; enrol a new one")
        enrolled = Enrolled(
            sha256=facts.sha256,
            post=self._wish.post,
            holder=self._holder(facts.subject, subject_numbers(facts.der)).name,
            subject=facts.subject,
            der=facts.der,
            issuer_der=facts.issuer_der,
            valid_from=span[0],
            valid_to=span[1],
            enrolled_at=self._at,
        )
        before = next((each for each in known if each.post == self._wish.post), None)
        if before is None:
            store.enrol(enrolled)
            return enrolled, "enrolled"
        return enrolled, self._again(facts.sha256, (before.valid_from, before.valid_to), span)

    # -- whatever an issuer gives a person ---------------------------------------------------

    def binding(self, ca: Path, number: str | None, fd: int | None) -> tuple[Binding, str]:
        """Let in what an issuer certifies for a person; gives the binding and what was done."""
        authority = read_authority(read_file(ca), self._at)
        digits = _digits(number, fd)
        today = datetime.combine(self._at.astimezone(self._zone).date(), time.min, self._zone)
        whole = (authority.not_before, authority.not_after)
        default = (max(today, whole[0]), whole[1])
        span = period(self._wish, whole, self._zone, default=default)
        store = self._workplace.store
        known = [
            each
            for each in store.bindings()
            if each.revoked_at is None
            and each.number_ends == digits[-4:]
            and each.ca_der == authority.der
            and fits(digits, each.number_seal)
        ]
        self._may_be_bound("person's number", [(each.post, None) for each in known])
        before = next((each for each in known if each.post == self._wish.post), None)
        if before is not None:
            old = (before.valid_from, before.valid_to)
            return before, self._again(before.id, old, span)
        sealed = seal(digits)
        mark = f"{self._wish.post}:{authority.sha256}:{sealed}"
        bound = Binding(
            id=hashlib.sha256(mark.encode()).hexdigest()[:16],
            post=self._wish.post,
            holder=self._holder("", frozenset({digits})).name,
            ca_der=authority.der,
            number_seal=sealed,
            number_ends=digits[-4:],
            valid_from=span[0],
            valid_to=span[1],
            enrolled_at=self._at,
        )
        store.bind(bound)
        return bound, "bound"

    # -- both --------------------------------------------------------------------------------

    def _again(self, key: str, old: Span, new: Span) -> str:
        """What enrolling the same for the same post does: another period, if one was named."""
        named = self._wish.first is not None or self._wish.last is not None
        if not named or new == old:
            return "was enrolled before"
        self._workplace.store.set_period(self._wish.post, key, new, self._at)
        return "period changed"

    def _may_be_bound(self, what: str, known: list[tuple[str, datetime | None]]) -> None:
        post = self._wish.post
        others = sorted({each for each, revoked in known if revoked is None} - {post})
        if others and not self._wish.also and all(each != post for each, _ in known):
            _refuse(
                f"this {what} is bound to {', '.join(others)} already; "
                f"add --also if its holder signs for '{post}' too"
            )

    def _holder(self, subject: str, numbers: frozenset[str]) -> Holder:
        """Whose it is: as told, as the certificate says, else whoever holds the post then."""
        config, post = self._workplace.config, self._wish.post
        people = persons(config, post)
        if self._wish.holder is not None:
            for each in people:
                if same_name(each.name, self._wish.holder):
                    return each
            names = ", ".join(each.name for each in people)
            raise typer.BadParameter(
                f"office.toml names for '{post}': {names}", param_hint="--holder"
            )
        for each in people:
            if same_name(each.name, subject) or each.nip in numbers:
                return each
        today = self._at.astimezone(self._zone).date()
        return config.holder(post, max(today, self._wish.first or today))


def period(wish: Wish, whole: Span, zone: tzinfo, *, default: Span) -> Span:
    """The days asked for, the last one included, as moments.

    Raises:
        typer.Exit: they run backwards, or leave the certificate's own time.
    """
    begins, ends = (each.astimezone(zone).date() for each in whole)
    first, last = wish.first, wish.last
    if first and last and last < first:
        _refuse(f"--until {last} lies before --from {first}")
    for name, day in (("--from", first), ("--until", last)):
        if day and not begins <= day <= ends:
            _refuse(f"{name} {day} lies outside the certificate's own time ({begins} – {ends})")
    start = max(datetime.combine(first, time.min, zone), whole[0]) if first else default[0]
    end = min(datetime.combine(last, time.max, zone), whole[1]) if last else default[1]
    if end < start:
        _refuse(f"--until {last} lies before the period's first day ({start:%Y-%m-%d})")
    return start, end


def _refuse(text: str) -> None:
    err.print(Text(visible(f"✗ {text}"), style="red"))
    raise typer.Exit(EXIT_WRONG)


def _digits(number: str | None, fd: int | None) -> str:
    """The number as given, or typed unseen: an argument stays in the shell's history."""
    text = ask_secret("NIK or NIP", fd).decode("ascii", "replace") if number is None else number
    try:
        return read_number(text)
    except ValueError as error:
        message = str(error)
    # Outside the handler: nothing that quotes the number stays attached.
    raise typer.BadParameter(message, param_hint="--nik")


def _read(certificate: Path, chain: Path | None, passphrase_fd: int | None) -> CertificateFacts:
    data = read_file(certificate)
    issuers = read_file(chain) if chain else b""
    passphrase = None
    if certificate.suffix.lower() in (".p12", ".pfx"):
        passphrase = ask_secret("Passphrase", passphrase_fd)
    return PdfSigningRoom().enrol(data, passphrase, chain=issuers)

"""The doctor's lines, and those about certificates: sound, in time, and enough for the SOP."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pipeline.adapters.archive.testimony import testimonies
from pipeline.adapters.store.recovery import evidence_of
from pipeline.entry.cli.keyring import SOON, Keyring
from pipeline.errors import NotYet
from pipeline.office.authority import entitled
from pipeline.office.backups_known import OLD, newest_backup
from pipeline.office.fixity import copied_fact
from pipeline.office.rollback import behind, of_witness
from pipeline.ports.store import TIME_AUTHORITY, Binding, Enrolled
from pipeline.wiring import Workplace, archive_of, second_copy_of
from pipeline.wording.notes import line

_LET_IN = "what its issuer renews is let in by itself"
_NOT_NEEDED = "none; only needed to paraf or sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the doctor's report."""

    subject: str
    fine: bool
    text: str  #: what is wrong and how to fix it, or what was found
    warning: bool = False  #: works today; somebody should act before it does not

    @property
    def mark(self) -> str:
        """The sign before it."""
        if not self.fine:
            return "✗"
        return "!" if self.warning else "✓"

    @property
    def colour(self) -> str:
        """The colour of the sign."""
        return {"✗": "red", "!": "yellow", "✓": "green"}[self.mark]

    @property
    def words(self) -> str:
        """What is said, and of what."""
        return f"{self.subject}: {self.text}"


def certificate_lines(workplace: Workplace, at: datetime) -> Iterator[Line]:
    """Of each post: its certificates looked at again, and whether it can sign where it must."""
    keyring = Keyring(workplace, at)
    surroundings = workplace.office.surroundings
    signing = surroundings.roster.signing(surroundings.sop)
    for post in workplace.config.posts:
        yield from _unsound(workplace, keyring, post)
        yield _standing(workplace, keyring, post, at, must=post in signing)


def timestamp_lines(workplace: Workplace, at: datetime) -> Iterator[Line]:
    """Whether the configured timestamping authority really stamps, and is trusted."""
    timestamps = workplace.office.tools.timestamps
    if timestamps is None:
        return
    subject = "timestamps"
    known = [
        each
        for each in workplace.store.certificates(TIME_AUTHORITY)
        if each.revoked_at is None and each.valid_from <= at <= each.valid_to
    ]
    if not known:
        text = "no authority is trusted. Trust one: paraf keys trust FILE"
        yield Line(subject=subject, fine=False, text=text)
        return
    try:
        timestamps.token(hashlib.sha256(b"paraf doctor").digest(), "sha256")
    except NotYet as error:
        text = f"{error.what}. Letters go on without; what is owed is asked for again by itself"
        yield Line(subject=subject, fine=True, text=text, warning=True)
    else:
        yield Line(subject=subject, fine=True, text="one was asked for, and it holds")


def second_copy_lines(workplace: Workplace) -> Iterator[Line]:
    """Whether the archive's second copy is where office.toml says, where it names one."""
    second = second_copy_of(workplace.config, "")
    if second is None:
        return
    subject, mirror = "second copy of the archive", workplace.config.mirror
    is_new = workplace.store.fact(copied_fact(mirror)) is None
    try:
        is_marked = second.is_marked(workplace.store.office_id, is_new=is_new)
    except NotYet as error:
        text = f"{error.what}. Make or mount that folder; copying goes on by itself"
        yield Line(subject=subject, fine=False, text=text)
    else:
        text = (
            f"{mirror} is ours"
            if is_marked
            else f"{mirror} is empty; copying begins with paraf run"
        )
        yield Line(subject=subject, fine=True, text=text)


def ledger_lines(workplace: Workplace) -> Iterator[Line]:
    """Whether the archive proves ledger lines that the database does not have."""
    told = testimonies(workplace.root / "archive")
    creator = workplace.office.surroundings.creator
    evidence = *of_witness(archive_of(workplace.root)), *evidence_of(told, creator)
    why = behind(workplace.store, evidence)
    text = why or f"it knows all {len(told)} berkas of the archive"
    yield Line(subject="database", fine=not why, text=text)


def backup_lines(workplace: Workplace, at: datetime) -> Iterator[Line]:
    """When the newest backup was made, as the ledger knows it."""
    newest = newest_backup(workplace.store)
    subject = "backup"
    if newest is None:
        text = "none was ever made. Make one: paraf backup FOLDER"
        yield Line(subject=subject, fine=True, text=text, warning=True)
        return
    old = at - newest.at > OLD
    when = newest.at.astimezone(workplace.office.surroundings.calendar.zone)
    text = f"the newest is of {when:%Y-%m-%d %H:%M}, {newest.path}"
    text += f". Make another: paraf backup {newest.folder}" if old else ""
    yield Line(subject=subject, fine=True, text=text, warning=old)


def _unsound(workplace: Workplace, keyring: Keyring, post: str) -> Iterator[Line]:
    """Enrolled certificates whose key, usage or issuer would not be accepted today."""
    zone = workplace.office.surroundings.calendar.zone
    for each in keyring.register(post).certificates:
        if each.revoked_at is None and each.valid_to > keyring.at:
            findings = workplace.signing.recheck(each.der, each.issuer_der)
            if findings:
                why = "; ".join(line(one, zone) for one in findings)
                text = (
                    f"{each.sha256[:8]} of {each.holder}: {why} Revoke it (paraf keys revoke "
                    f"{each.sha256[:8]}) and enrol another: paraf keys enrol {post} FILE"
                )
                yield Line(subject=f"certificate of {post}", fine=False, text=text)


def _standing(
    workplace: Workplace, keyring: Keyring, post: str, at: datetime, *, must: bool
) -> Line:
    """Whether somebody can sign for a post now, and for how long."""
    subject, remedy = f"certificate of {post}", f"paraf keys enrol {post} FILE"
    zone = workplace.office.surroundings.calendar.zone
    register = keyring.register(post)
    rights = entitled(workplace.config, register, at=at, now=at, zone=zone)
    ends = [each.valid_to for each in rights.certificates if not each.binding]
    ends += [_end_of(each, register.certificates) for each in rights.bindings]
    if ends:
        until = max(ends)
        if until < at:
            text = f"expired on {until.astimezone(zone):%Y-%m-%d}. Renew it with its issuer; "
            return Line(subject=subject, fine=not must, text=text + _LET_IN, warning=not must)
        text = f"valid until {until.astimezone(zone):%Y-%m-%d}"
        if until - at >= SOON:
            return Line(subject=subject, fine=True, text=text)
        text = f"{text}; renew it soon: {_LET_IN if rights.bindings else remedy}"
        return Line(subject=subject, fine=True, text=text, warning=True)
    entries: list[Enrolled | Binding] = [*register.certificates, *register.bindings]
    known = [each for each in entries if each.revoked_at is None]
    if known:
        fine, text = _why_not_now(workplace, post, known, at)
        fine = fine or not must
        return Line(subject=subject, fine=fine, text=f"{text}: {remedy}", warning=fine)
    text = "none, and by the SOP this post must paraf or sign" if must else _NOT_NEEDED
    return Line(subject=subject, fine=True, text=f"{text}. Enrol: {remedy}", warning=must)


def _end_of(binding: Binding, certificates: Iterable[Enrolled]) -> datetime:
    """Until when a binding serves: its own end, or that of the newest certificate it let in."""
    let_in = [each.valid_to for each in certificates if each.binding == binding.id]
    return min(binding.valid_to, max(let_in)) if let_in else binding.valid_to


def _why_not_now(
    workplace: Workplace, post: str, known: list[Enrolled | Binding], at: datetime
) -> tuple[bool, str]:
    """Why none of these may sign now, and whether that is as it should be."""
    zone = workplace.office.surroundings.calendar.zone
    if all(each.valid_to < at for each in known):
        last = max(each.valid_to for each in known).astimezone(zone)
        return False, f"expired on {last:%Y-%m-%d}. Enrol a new one"
    coming = [each.valid_from for each in known if each.valid_from > at]
    if coming:
        first = min(coming).astimezone(zone)
        return True, f"none before {first:%Y-%m-%d}. For the time until then"
    names = ", ".join(sorted({each.holder for each in known}))
    holder = workplace.config.holder(post, at.astimezone(zone).date()).name
    return True, f"bound to {names}, but {holder} holds the post today. Enrol the holder's"

"""Who may sign for a post at a moment: a post is a chair, and its holder changes.

A certificate is enrolled for a post in somebody's name: itself, or by its issuer and the person's
number, so that a renewed one needs no enrolment (a binding). It signs for that post while that
person holds it: the holder named in office.toml, or an acting one (Plt., Plh.) within his dates. So
an acting holder's certificate needs no revoking on his last day, and a predecessor's stops counting
when the name in office.toml changes. What was accepted before stays accepted; the record says so.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from pipeline.config.office import Holder, OfficeConfig
from pipeline.ports.signing import ExpectedSignature, IssuedBy, ProgramProfile, SigningRoom
from pipeline.ports.store import TIME_AUTHORITY, Binding, Enrolled, Store

#: Clocks of signers' machines may differ from ours by this much.
_TOLERANCE = timedelta(minutes=5)


def time_trust(store: Store) -> tuple[bytes, ...]:
    """DER of the authorities whose timestamps count in this office."""
    known = store.certificates(TIME_AUTHORITY)
    return tuple(each.der for each in known if each.revoked_at is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the register says of a post, whatever the day."""

    certificates: tuple[Enrolled, ...] = ()
    bindings: tuple[Binding, ...] = ()
    #: Every revoked certificate of the office: no binding of any post lets it in again.
    revoked: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What may sign for a post at a moment: certificates, and bindings that let others in."""

    certificates: tuple[Enrolled, ...] = ()
    bindings: tuple[Binding, ...] = ()
    revoked: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.certificates or self.bindings)

    @property
    def issuers(self) -> tuple[bytes, ...]:
        """DER of whoever issued what may sign; a certificate that came without is its own."""
        found = [each.issuer_der for each in self.certificates]
        return tuple(dict.fromkeys(found + [each.ca_der for each in self.bindings]))

    def expect(
        self, signature_field: str, label: str, profiles: tuple[ProgramProfile, ...] = ()
    ) -> ExpectedSignature:
        """These rights as what is expected of a signature."""
        return ExpectedSignature(
            field=signature_field,
            label=label,
            certificates=tuple(each.sha256 for each in self.certificates),
            trust=self.issuers,
            issuers=tuple(
                IssuedBy(ca_der=each.ca_der, number_seal=each.number_seal) for each in self.bindings
            ),
            revoked=self.revoked,
            profiles=profiles,
        )

    def admit(self, der: bytes, signing: SigningRoom, now: datetime) -> Enrolled | None:
        """A certificate as enrolled, if it is among these; a binding may let it in.

        Give only what comes from us, or from a signature that was examined and accepted.
        """
        sha256 = hashlib.sha256(der).hexdigest()
        for each in self.certificates:
            if each.sha256 == sha256:
                return each
        if sha256 in self.revoked:
            return None
        for binding in self.bindings:
            wanted = IssuedBy(ca_der=binding.ca_der, number_seal=binding.number_seal)
            if signing.issuer_of(der, (wanted,)):
                facts = signing.read_certificate(der, binding.ca_der)
                return Enrolled(
                    sha256=facts.sha256,
                    post=binding.post,
                    holder=binding.holder,
                    subject=facts.subject,
                    der=facts.der,
                    issuer_der=facts.issuer_der,
                    valid_from=facts.not_before,
                    valid_to=facts.not_after,
                    enrolled_at=now,
                    binding=binding.id,
                )
        return None


def moment_of(claimed: datetime | None, since: datetime, now: datetime) -> datetime:
    """When a signature counts as made.

    Signers say so themselves (no timestamp vouches for it), so their word is taken only within the
    time in which it can be true: after the paper came to them, before now.
    """
    if claimed is None or not since - _TOLERANCE <= claimed <= now + _TOLERANCE:
        return now
    return claimed


def register_of(store: Store, post: str) -> Register:
    """What the register says of a post; of nothing, for a post that is none."""
    everything = store.certificates() if post else ()
    return Register(
        certificates=tuple(each for each in everything if each.post == post),
        bindings=tuple(store.bindings(post)) if post else (),
        revoked={each.sha256: each.revoked_at for each in everything if each.revoked_at},
    )


def entitled(
    config: OfficeConfig, register: Register, *, at: datetime, now: datetime, zone: tzinfo
) -> Rights:
    """What may sign for a post at a moment, as known now.

    Revocation counts from when we know of it, whatever time a signature claims.
    """

    def timely(each: Enrolled | Binding) -> bool:
        return each.valid_from <= at <= each.valid_to

    def held(each: Enrolled | Binding) -> bool:
        return any(_is(each, name) for name in _holders(config, each.post, at, zone))

    return _rights(register, now, timely, held)


def conceivable(register: Register, *, since: datetime, now: datetime) -> Rights:
    """What may have signed for a post at some moment from ``since`` on.

    For looking at a file before it is known when it was signed; ``entitled`` judges after that.
    """

    def overlaps(each: Enrolled | Binding) -> bool:
        return each.valid_from <= now + _TOLERANCE and each.valid_to >= since - _TOLERANCE

    return _rights(register, now, overlaps, lambda _: True)


def _rights(
    register: Register,
    now: datetime,
    timely: Callable[[Enrolled | Binding], bool],
    held: Callable[[Enrolled | Binding], bool],
) -> Rights:
    """A certificate that a binding let in stands and falls with a binding's rights."""
    bindings = tuple(
        each
        for each in register.bindings
        if _stands(each.revoked_at, now) and timely(each) and held(each)
    )
    live = {each.id for each in bindings}
    return Rights(
        certificates=tuple(
            each
            for each in register.certificates
            if _stands(register.revoked.get(each.sha256), now)
            and timely(each)
            and (each.binding in live if each.binding else held(each))
        ),
        bindings=bindings,
        revoked=tuple(sha256 for sha256, at in register.revoked.items() if not _stands(at, now)),
    )


def _stands(revoked_at: datetime | None, now: datetime) -> bool:
    return revoked_at is None or revoked_at > now


def persons(config: OfficeConfig, post: str) -> tuple[Holder, ...]:
    """Everybody office.toml names for a post, its own holder first."""
    entry = config.posts[post]
    acting = (config.holder(post, each.dari) for each in entry.pelaksana_sementara)
    own = Holder(name=entry.nama, rank=entry.pangkat, nip=entry.nip, title=entry.sebutan)
    return (own, *acting)


def holder_of(config: OfficeConfig, post: str, names: Iterable[str], day: date) -> Holder:
    """As whom a certificate signs for a post on a day: its holder, or whoever acts for him.

    While somebody acts, the own holder may sign too, and then he does not sign as ``Plh.``

    Args:
        config: The office.
        post: The post.
        names: In whose name the certificate is.
        day: When it signs.
    """
    today, own = config.holder(post, day), persons(config, post)[0]
    wanted = tuple(names)
    for each in (today, own):
        if any(same_name(each.name, name) for name in wanted):
            return each
    return today


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: capitals, points and blanks make no difference."""
    return _letters(one) == _letters(other) != ""


def _holders(config: OfficeConfig, post: str, at: datetime, zone: tzinfo) -> tuple[str, ...]:
    """The post's own holder and whoever acts for him that day.

    The own one keeps his right while somebody acts: he may be back before the appointment ends.
    """
    if post not in config.posts:
        return ()
    day = at.astimezone(zone).date()
    return (config.posts[post].nama, config.holder(post, day).name)


def _is(each: Enrolled | Binding, name: str) -> bool:
    """Whether a certificate or binding is in somebody's name."""
    subject = each.subject if isinstance(each, Enrolled) else ""
    return same_name(each.holder, name) or same_name(subject, name)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))

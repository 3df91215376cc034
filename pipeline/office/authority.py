"""Who may sign for a post at a moment: a post is a chair, and its holder changes.

A certificate is enrolled for a post in somebody's name. It signs for that post while that person
holds it: the holder named in office.toml, or an acting one (Plt., Plh.) within his dates. So an
acting holder's certificate needs no revoking on his last day, and a predecessor's stops counting
when the name in office.toml changes. What was accepted before stays accepted; the record says so.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from pipeline.config.office import Holder, OfficeConfig
from pipeline.ports.store import Enrolled, Store

#: Clocks of signers' machines may differ from ours by this much.
_TOLERANCE = timedelta(minutes=5)


#: Under this name the register keeps the authorities whose timestamps count; it is no post.
TIME_AUTHORITY = "stempel-waktu"


def time_trust(store: Store) -> tuple[bytes, ...]:
    """DER of the authorities whose timestamps count in this office."""
    known = store.certificates(TIME_AUTHORITY)
    return tuple(each.der for each in known if each.revoked_at is None)


def moment_of(claimed: datetime | None, since: datetime, now: datetime) -> datetime:
    """When a signature counts as made.

    Signers say so themselves (no timestamp vouches for it), so their word is taken only within the
    time in which it can be true: after the paper came to them, before now.
    """
    if claimed is None or not since - _TOLERANCE <= claimed <= now + _TOLERANCE:
        return now
    return claimed


def entitled(
    config: OfficeConfig,
    certificates: Iterable[Enrolled],
    *,
    at: datetime,
    now: datetime,
    zone: tzinfo,
) -> tuple[Enrolled, ...]:
    """Those certificates that may sign for their post at a moment, as known now.

    Revocation counts from when we know of it, whatever time a signature claims.
    """
    return tuple(
        each
        for each in certificates
        if each.valid_from <= at <= each.valid_to
        and (each.revoked_at is None or each.revoked_at > now)
        and any(_is(each, name) for name in _holders(config, each.post, at, zone))
    )


def persons(config: OfficeConfig, post: str) -> tuple[Holder, ...]:
    """Everybody office.toml names for a post, its own holder first."""
    entry = config.posts[post]
    acting = (config.holder(post, each.dari) for each in entry.pelaksana_sementara)
    own = Holder(name=entry.nama, rank=entry.pangkat, nip=entry.nip, title=entry.sebutan)
    return (own, *acting)


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


def _is(certificate: Enrolled, name: str) -> bool:
    return same_name(certificate.holder, name) or same_name(certificate.subject, name)


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))

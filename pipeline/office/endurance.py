"""How long a signed paper proves itself, and what of it holds at a moment, decades later.

Judged by what the file holds (``SignatureFact``), whose timestamps follow each other: each seals
what was there before it, and is itself proven by the next one (ETSI EN 319 142-1, 5.4.3). Nothing
here opens a file or asks anybody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from pipeline.errors import Finding
from pipeline.ports.signing import SignatureFact, StampFact
from pipeline.wording.indonesian import date_words

#: What says that something holds; the other codes of this room say what does not.
HOLDING = frozenset({"W01", "W02", "W03", "W10"})
#: Levels at which the file holds what the issuer says of the signer's certificate.
_SPOKEN_OF = frozenset({"B-LT", "B-LTA"})
#: What is to be said of a signature even while its certificate lives.
_AGED = frozenset({"W06", "W07", "W08", "W09", "W11"})


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalRules:
    """When the office renews a timestamp."""

    margin: timedelta  #: so long before it lapses
    digests: tuple[str, ...]  #: those that still count


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How long a paper proves itself, and from when on that is to be renewed."""

    due: datetime | None = None  #: None: there is nothing to be done
    ends: datetime | None = None  #: when it lapses; now, where that cannot wait
    is_stamped: bool = False  #: a timestamp over the whole file is there
    is_weak: bool = False  #: it rests on a digest that does not count any more
    missed: str = ""  #: why it cannot be renewed any more, English or a sentence


def standing(facts: Sequence[SignatureFact], now: datetime, rules: RenewalRules) -> Standing:
    """How long a paper's own proof reaches.

    A paper without a timestamp over it gets one as soon as possible, while its signers'
    certificates live; a certificate that lives shorter than usual is renewed in its last quarter.
    """
    newest = newest_over_file(facts)
    if newest is None:
        alive = [each.certificate_until for each in facts if each.certificate_until]
        if not alive or min(alive) <= now:
            return Standing()
        return Standing(due=now, ends=now)
    if newest.until <= now:
        return Standing(missed=f"its timestamp by {newest.authority} lapsed {newest.until}")
    if not newest.holds:
        return Standing(missed=f"its timestamp by {newest.authority} is not trusted")
    is_weak = newest.digest not in rules.digests
    margin = min(rules.margin, (newest.until - newest.at) / 4)
    if is_weak:
        return Standing(due=now, ends=now, is_stamped=True, is_weak=True)
    return Standing(due=newest.until - margin, ends=newest.until, is_stamped=True)


def newest_over_file(facts: Sequence[SignatureFact]) -> StampFact | None:
    """The newest timestamp over the whole file."""
    stamps = [one for each in facts for one in each.stamps if not one.is_own]
    return max(stamps, key=lambda one: one.at, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """From when, and by which rules, a signature is looked at."""

    now: datetime
    zone: tzinfo
    #: Digests that the office still counts; None where no office is asked.
    digests: tuple[str, ...] | None = None


def of_signature(fact: SignatureFact, label: str, at: Moment) -> tuple[Finding, ...]:
    """What is shown of a signature itself: whether its certificate was valid when it was made.

    Args:
        fact: The signature, as the file tells of it.
        label: Who signed, as the sentences name him.
        at: From when it is looked at.
    """
    if not fact.is_intact:
        return (Finding("P41", {"label": label}),)
    return tuple(_of_certificate(fact, label, at))


def of_stamps(fact: SignatureFact, at: Moment) -> tuple[Finding, ...]:
    """How the timestamps over the file follow each other, and whether the newest still lives."""
    return tuple(_of_chain(fact, at)) if fact.is_intact else ()


def what_holds(fact: SignatureFact, label: str, at: Moment) -> tuple[Finding, ...]:
    """Both: what of a signature still holds and why, and what can no longer be known."""
    return (*of_signature(fact, label, at), *of_stamps(fact, at))


def has_aged(fact: SignatureFact, found: Sequence[Finding], now: datetime) -> bool:
    """Whether time took something from a signature's proof, so that there is something to say."""
    ended = fact.certificate_until is not None and fact.certificate_until <= now
    return ended or not _AGED.isdisjoint(one.code for one in found)


def _of_certificate(fact: SignatureFact, label: str, at: Moment) -> Iterator[Finding]:
    certificate_until = fact.certificate_until or at.now
    facts = {"label": label, "sertifikat_sampai": _day(certificate_until, at)}
    if fact.held_at is not None and fact.level in _SPOKEN_OF:
        speaking = next((one for one in fact.stamps if one.at == fact.held_at), None)
        authority = speaking.authority if speaking else "-"
        yield Finding("W01", {**facts, "saat": _day(fact.held_at, at), "penerbit": authority})
    elif fact.is_revoked:
        yield Finding("W07", facts)
    elif fact.timestamp is None:
        yield Finding("W04", facts)
    elif all(one.holds for one in fact.stamps):
        authority = fact.stamps[0].authority if fact.stamps else "-"
        yield Finding("W05", {**facts, "saat": _day(fact.timestamp, at), "penerbit": authority})


def _of_chain(fact: SignatureFact, at: Moment) -> Iterator[Finding]:
    chain = [one for one in fact.stamps if not one.is_own]
    for one in chain:
        if not one.holds:
            yield Finding("W08" if _lapsed_between(one) else "W09", _stamp_facts(one, at))
    if not chain:
        return
    if len(chain) > 1 and all(one.holds for one in chain):
        days = "; ".join(_day(one.at, at) for one in chain)
        yield Finding("W02", {"kali": str(len(chain) - 1), "tanggal": days})
    newest = chain[-1]
    if newest.until <= at.now:
        yield Finding("W06", _stamp_facts(newest, at))
    elif newest.holds:
        yield Finding("W03", _stamp_facts(newest, at))
    if at.digests is not None and newest.digest not in at.digests:
        yield Finding("W11", {"cara": newest.digest.upper(), **_stamp_facts(newest, at)})


def _lapsed_between(one: StampFact) -> bool:
    return one.sealed_at is not None and one.sealed_at >= one.until


def _stamp_facts(one: StampFact, at: Moment) -> dict[str, str]:
    return {
        "penerbit": one.authority,
        "saat": _day(one.at, at),
        "sampai": _day(one.until, at),
        "berikutnya": _day(one.sealed_at, at) if one.sealed_at else "-",
    }


def _day(moment: datetime, at: Moment) -> str:
    return date_words(moment.astimezone(at.zone).date())

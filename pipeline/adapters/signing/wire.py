"""What crosses to the jailed processes of this room: frames of JSON and bytes, never pickles.

The child reads hostile files, and what it says back is checked value by value.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.adapters.jail import read_finding
from pipeline.errors import Finding
from pipeline.ports.signing import (
    Anchors,
    ExpectedSignature,
    IssuedBy,
    SignatureFact,
    StampFact,
    Verdict,
)

_MOMENTS = ("signed_at", "timestamp", "held_at", "proof_until", "certificate_until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One file to look at; without ``expected`` it is described, with it examined."""

    pdf: bytes
    issued: bytes = b""
    expected: tuple[ExpectedSignature, ...] | None = None
    at: datetime | None = None
    time_trust: tuple[bytes, ...] = ()
    renewals: int = 0
    #: Only where the file is described.
    anchors: Anchors | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something to be asked of a timestamping authority.

    With an algorithm ``data`` is a digest to be stamped, without one a signed PDF to be prolonged.
    """

    data: bytes
    url: str
    #: DER of the certificates that the authority's, and the signers', lead to.
    time_trust: tuple[bytes, ...]
    trust: tuple[bytes, ...] = ()
    algorithm: str = ""
    #: Of the digest to be stamped where a PDF is prolonged.
    digest: str = "sha256"
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an errand: bytes, or why there are none."""

    data: bytes = b""
    findings: tuple[Finding, ...] = ()
    #: What a service did wrong, English; empty if nothing.
    trouble: str = ""


def pack_request(request: Request) -> list[bytes]:
    """The frames of a request."""
    expected = None
    if request.expected is not None:
        expected = [
            {
                "field": one.field,
                "label": one.label,
                "certificates": one.certificates,
                "trust": _texts(one.trust),
                "issuers": [[*_texts([each.ca_der]), each.number_seal] for each in one.issuers],
                "revoked": one.revoked,
                "profiles": one.profiles,
            }
            for one in request.expected
        ]
    head = {
        "expected": expected,
        "at": request.at.isoformat() if request.at else None,
        "time_trust": _texts(request.time_trust),
        "renewals": request.renewals,
        "anchors": _packed_anchors(request.anchors),
    }
    return [json.dumps(head).encode(), request.pdf, request.issued]


def pack_errand(errand: Errand) -> list[bytes]:
    """The frames of an errand."""
    head = {
        "url": errand.url,
        "time_trust": _texts(errand.time_trust),
        "trust": _texts(errand.trust),
        "algorithm": errand.algorithm,
        "digest": errand.digest,
        "at": errand.at.isoformat(),
    }
    return [json.dumps(head).encode(), errand.data]


def unpack_errand(frames: Sequence[bytes]) -> Errand:
    """An errand from its frames; they come from the parent, who is trusted."""
    head, data = frames
    values = json.loads(head)
    return Errand(
        data=data,
        url=values["url"],
        time_trust=_ders(values["time_trust"]),
        trust=_ders(values["trust"]),
        algorithm=values["algorithm"],
        digest=values["digest"],
        at=datetime.fromisoformat(values["at"]),
    )


def unpack_request(frames: Sequence[bytes]) -> Request:
    """A request from its frames; they come from the parent, who is trusted."""
    head, pdf, issued = frames
    values = json.loads(head)
    expected = values["expected"]
    return Request(
        pdf=pdf,
        issued=issued,
        at=datetime.fromisoformat(values["at"]) if values["at"] else None,
        expected=None if expected is None else tuple(_expected(one) for one in expected),
        time_trust=_ders(values["time_trust"]),
        renewals=int(values["renewals"]),
        anchors=_anchors(values["anchors"]),
    )


def _packed_anchors(anchors: Anchors | None) -> dict[str, list[str]] | None:
    if anchors is None:
        return None
    return {"signers": _texts(anchors.signers), "times": _texts(anchors.times)}


def _anchors(value: dict[str, list[str]] | None) -> Anchors | None:
    if value is None:
        return None
    return Anchors(signers=_ders(value["signers"]), times=_ders(value["times"]))


def _texts(ders: Iterable[bytes]) -> list[str]:
    return [base64.b64encode(der).decode() for der in ders]


def _ders(texts: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(text) for text in texts)


def _expected(value: dict[str, Any]) -> ExpectedSignature:
    return ExpectedSignature(
        field=value["field"],
        label=value["label"],
        certificates=tuple(value["certificates"]),
        trust=_ders(value["trust"]),
        issuers=tuple(
            IssuedBy(ca_der=base64.b64decode(der), number_seal=seal)
            for der, seal in value["issuers"]
        ),
        revoked=tuple(value["revoked"]),
        profiles=tuple(value["profiles"]),
    )


def pack_verdict(verdict: Verdict) -> bytes:
    """A verdict as JSON."""
    value = {
        "findings": [{"code": one.code, "facts": dict(one.facts)} for one in verdict.findings],
        "signatures": [_packed_fact(one) for one in verdict.signatures],
    }
    return json.dumps(value).encode()


def unpack_verdict(content: bytes) -> Verdict:
    """A verdict from JSON; every value is checked for its type, since a hostile file made it.

    Raises:
        ValueError: It is not a verdict.
    """
    try:
        value = json.loads(content)
        return Verdict(
            findings=tuple(read_finding(one) for one in value["findings"]),
            signatures=tuple(_fact(one) for one in value["signatures"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a verdict") from error


def pack_outcome(outcome: Outcome) -> list[bytes]:
    """The frames of an errand's outcome."""
    head = {
        "findings": [{"code": one.code, "facts": dict(one.facts)} for one in outcome.findings],
        "trouble": outcome.trouble,
    }
    return [json.dumps(head).encode(), outcome.data]


def unpack_outcome(frames: Sequence[bytes]) -> Outcome:
    """An errand's outcome from its frames.

    Raises:
        ValueError: It is none.
    """
    try:
        value = json.loads(frames[0])
        return Outcome(
            data=frames[1],
            findings=tuple(read_finding(one) for one in value["findings"]),
            trouble=str(value["trouble"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("not an outcome") from error


def _packed_fact(fact: SignatureFact) -> dict[str, Any]:
    return {
        "field": fact.field,
        "certificate_sha256": fact.certificate_sha256,
        "subject": fact.subject,
        **{name: _text(getattr(fact, name)) for name in _MOMENTS},
        "level": fact.level,
        "covers_whole_file": fact.covers_whole_file,
        "is_followed_well": fact.is_followed_well,
        "is_intact": fact.is_intact,
        "is_revoked": fact.is_revoked,
        "stamps": [_packed_stamp(one) for one in fact.stamps],
        "certificate": base64.b64encode(fact.certificate).decode(),
    }


def _packed_stamp(stamp: StampFact) -> dict[str, Any]:
    return {
        "at": stamp.at.isoformat(),
        "authority": stamp.authority,
        "until": stamp.until.isoformat(),
        "digest": stamp.digest,
        "is_own": stamp.is_own,
        "sealed_at": _text(stamp.sealed_at),
        "holds": stamp.holds,
    }


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _fact(value: dict[str, Any]) -> SignatureFact:
    return SignatureFact(
        field=str(value["field"]),
        certificate_sha256=str(value["certificate_sha256"]),
        subject=str(value["subject"]),
        **{name: _moment(value[name]) for name in _MOMENTS},
        level=str(value["level"]),
        covers_whole_file=value["covers_whole_file"] is True,
        is_followed_well=value["is_followed_well"] is True,
        is_intact=value["is_intact"] is True,
        is_revoked=value["is_revoked"] is True,
        stamps=tuple(_stamp(one) for one in value["stamps"]),
        certificate=base64.b64decode(str(value["certificate"]), validate=True),
    )


def _stamp(value: dict[str, Any]) -> StampFact:
    return StampFact(
        at=datetime.fromisoformat(value["at"]),
        authority=str(value["authority"]),
        until=datetime.fromisoformat(value["until"]),
        digest=str(value["digest"]),
        is_own=value["is_own"] is True,
        sealed_at=_moment(value["sealed_at"]),
        holds=value["holds"] is True,
    )

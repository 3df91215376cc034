"""How a request and its answer cross to the examining process: length-prefixed frames.

Plain JSON and bytes, never pickles: the child reads hostile files, and what it says back must not
be able to run anything here.
"""

import base64
import json
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from pipeline.errors import Finding
from pipeline.ports.signing import ExpectedSignature, SignatureFact, Verdict

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One file to look at; without ``expected`` it is described, with it examined."""

    pdf: bytes
    issued: bytes = b""
    expected: tuple[ExpectedSignature, ...] | None = None
    at: datetime | None = None


def send_frame(stream: IO[bytes], content: bytes) -> None:
    """Write one frame."""
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def receive_frame(stream: IO[bytes]) -> bytes:
    """Read one frame.

    Raises:
        EOFError: The other side is gone.
    """
    (size,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    return _exactly(stream, size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    content = stream.read(size)
    if len(content) != size:
        raise EOFError
    return content


def send_request(stream: IO[bytes], request: Request) -> None:
    """Write a request."""
    expected = None
    if request.expected is not None:
        expected = [
            {
                "field": one.field,
                "label": one.label,
                "certificates": one.certificates,
                "trust": [base64.b64encode(der).decode() for der in one.trust],
                "profiles": one.profiles,
            }
            for one in request.expected
        ]
    head = {"expected": expected, "at": request.at.isoformat() if request.at else None}
    for part in (json.dumps(head).encode(), request.pdf, request.issued):
        send_frame(stream, part)


def receive_request(stream: IO[bytes]) -> Request:
    """Read a request.

    Raises:
        EOFError: The other side is gone.
    """
    head, pdf, issued = (receive_frame(stream) for _ in range(3))
    values = json.loads(head)
    expected = values["expected"]
    return Request(
        pdf=pdf,
        issued=issued,
        at=datetime.fromisoformat(values["at"]) if values["at"] else None,
        expected=None if expected is None else tuple(_expected(one) for one in expected),
    )


def _expected(value: dict[str, Any]) -> ExpectedSignature:
    return ExpectedSignature(
        field=value["field"],
        label=value["label"],
        certificates=tuple(value["certificates"]),
        trust=tuple(base64.b64decode(der) for der in value["trust"]),
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
            findings=tuple(
                Finding(str(one["code"]), {str(k): str(v) for k, v in one["facts"].items()})
                for one in value["findings"]
            ),
            signatures=tuple(_fact(one) for one in value["signatures"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a verdict") from error


def _packed_fact(fact: SignatureFact) -> dict[str, Any]:
    return {
        "field": fact.field,
        "certificate_sha256": fact.certificate_sha256,
        "subject": fact.subject,
        "signed_at": fact.signed_at.isoformat() if fact.signed_at else None,
        "level": fact.level,
        "covers_whole_file": fact.covers_whole_file,
        "is_intact": fact.is_intact,
    }


def _fact(value: dict[str, Any]) -> SignatureFact:
    signed_at = value["signed_at"]
    return SignatureFact(
        field=str(value["field"]),
        certificate_sha256=str(value["certificate_sha256"]),
        subject=str(value["subject"]),
        signed_at=datetime.fromisoformat(signed_at) if signed_at else None,
        level=str(value["level"]),
        covers_whole_file=value["covers_whole_file"] is True,
        is_intact=value["is_intact"] is True,
    )

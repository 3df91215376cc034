"""The small file that carries a signature to be made to where the key lies: JSON, nothing secret.

It says what is to be signed and with which certificate, and how to find the place in the prepared
PDF again. Whoever brings the answer is believed nothing of it: when the signature is put in, all
is worked out anew from the prepared PDF (``remote``) and must agree.
"""

import base64
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pipeline.errors import Finding, Refused

VERSION = 1
_UNREADABLE = "P80"
_KINDS = ("sha256", "sha384", "sha512")
#: No request of ours is longer; certificates are most of it.
_LONGEST = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What became of a request."""

    at: datetime
    sha256: str  #: of the signed PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningRequest:
    """A signature to be made elsewhere."""

    #: Name of the paper as it was given; the signed one gets it too.
    file: str
    #: The paper's code in the register; empty where no register was at hand.
    document: str
    post: str
    field: str
    digest_algorithm: str
    document_digest: bytes
    #: DER; what the key signs.
    signed_attributes: bytes
    #: DER of the signer's certificate first, then of its issuers.
    chain: tuple[bytes, ...]
    #: Bytes of the paper before this signature.
    source_size: int
    #: Where in the prepared PDF the message goes, brackets included.
    start: int
    end: int
    prepared_sha256: str
    prepared_at: datetime
    finished: Finished | None = None

    @property
    def certificate_sha256(self) -> str:
        """The certificate's fingerprint."""
        return hashlib.sha256(self.chain[0]).hexdigest()

    def done(self, at: datetime, signed: bytes) -> "SigningRequest":
        """The same, answered."""
        finished = Finished(at=at, sha256=hashlib.sha256(signed).hexdigest())
        return replace(self, finished=finished)


def pack_request(request: SigningRequest) -> bytes:
    """A request as JSON."""
    attributes = request.signed_attributes
    algorithm = request.digest_algorithm
    value = {
        "version": VERSION,
        "file": request.file,
        "document": request.document,
        "post": request.post,
        "field": request.field,
        "prepared_at": request.prepared_at.isoformat(),
        "certificate_sha256": request.certificate_sha256,
        "digest_algorithm": algorithm,
        "document_digest": request.document_digest.hex(),
        "signed_attributes": _text(attributes),
        "signed_attributes_sha256": hashlib.sha256(attributes).hexdigest(),
        # What a service that only takes digests is to sign.
        "signed_attributes_digest": hashlib.new(algorithm, attributes).hexdigest(),
        "prepared_sha256": request.prepared_sha256,
        "gap": [request.start, request.end],
        "source_size": request.source_size,
        "certificates": [_text(der) for der in request.chain],
    }
    if request.finished is not None:
        finished = request.finished
        value["finished"] = {"at": finished.at.isoformat(), "sha256": finished.sha256}
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def unpack_request(content: bytes, name: str) -> SigningRequest:
    """A request from JSON; every value is checked for its kind.

    Args:
        content: The file.
        name: What it is called, for the sentence.

    Raises:
        Refused: It is no request, or another version's (P80).
    """
    try:
        return _request(json.loads(content[: _LONGEST + 1]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(Finding(_UNREADABLE, {"nama": name})) from error


def _request(value: dict[str, Any]) -> SigningRequest:
    start, end = map(_size, value["gap"])
    finished = value.get("finished")
    chain = tuple(map(_bytes, value["certificates"]))
    if value["version"] != VERSION or value["digest_algorithm"] not in _KINDS or not chain:
        raise ValueError("another kind of request")
    request = SigningRequest(
        file=_name(value["file"]),
        document=str(value["document"]),
        post=str(value["post"]),
        field=str(value["field"]),
        digest_algorithm=str(value["digest_algorithm"]),
        document_digest=bytes.fromhex(value["document_digest"]),
        signed_attributes=_bytes(value["signed_attributes"]),
        chain=chain,
        source_size=_size(value["source_size"]),
        start=start,
        end=end,
        prepared_sha256=str(value["prepared_sha256"]),
        prepared_at=_moment(value["prepared_at"]),
        finished=None
        if finished is None
        else Finished(at=_moment(finished["at"]), sha256=str(finished["sha256"])),
    )
    if request.certificate_sha256 != value["certificate_sha256"]:
        raise ValueError("the fingerprint is another certificate's")
    return request


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _size(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise ValueError("not a size")
    return number


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    return moment


def _name(text: Any) -> str:
    """A file name that leads nowhere else."""
    if not isinstance(text, str) or not text or text.startswith(".") or set(text) & set("/\\\0"):
        raise ValueError("not a file name")
    return text

"""Signatures by keys that lie elsewhere: prepared here, signed there, put in here.

The other side may be an HSM, a signing service or another machine with a smart card. It gets the
signed attributes of the CMS message (their digest suffices) and gives back either the raw signature
over them or a complete message of its own. Either is checked against certificate and document
before it goes into the PDF; a complete message must also stand before the rules that every
handed-in signature stands before, so that nothing is finished here that the office would refuse.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from asn1crypto import cms, pem
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from typing_extensions import override

from pipeline.adapters.signing.cms import assemble, digest_name, signed_attributes
from pipeline.adapters.signing.credentials import (
    Family,
    KeyCredential,
    credential_for,
    enrol,
    has_signed,
    read_certificates,
    unfit_to_sign,
)
from pipeline.adapters.signing.evidence import Parsed, parse
from pipeline.adapters.signing.request import SigningRequest
from pipeline.adapters.signing.rules import coverage, message, signer
from pipeline.adapters.signing.signature import Prepared, prepare_signature
from pipeline.adapters.signing.surprise import refusing
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import ExpectedSignature, Stamp

#: Bytes left for a message made elsewhere, which may bring more certificates than ours do.
ROOM = 16 * 1024
_ALTERED, _UNREADABLE_ANSWER, _DOES_NOT_FIT = "P81", "P82", "P83"
_OTHER_CERTIFICATE, _OTHER_DOCUMENT, _TOO_LARGE = "P84", "P85", "P86"
#: Of the rules, those about the message and its place; the rest of the paper is our own writing.
_RULES: tuple[Callable[[Parsed], Iterable[Finding]], ...] = (
    coverage.byte_ranges_are_whole,
    coverage.nothing_follows,
    signer.certificate_is_enrolled,
    signer.signature_is_valid,
    signer.format_is_ours,
    message.message_is_written_one_way,
    message.message_holds_no_more,
    signer.time_is_within_certificate,
)
#: The object identifier of signed data (RFC 5652), which stands at the very beginning of a message.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")


@dataclass(frozen=True, slots=True)
class RemoteKey:
    """The public half of a key that lies elsewhere."""

    public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey

    @property
    def family(self) -> Family:
        """The kind of its signatures."""
        return "rsa" if isinstance(self.public, rsa.RSAPublicKey) else "ecdsa"

    @property
    def bits(self) -> int:
        """Its size."""
        return self.public.key_size

    def sign(self, data: bytes, digest: str) -> bytes:
        """Not here."""
        raise TypeError(f"{digest} of {len(data)} bytes is signed elsewhere, by a request")

    def fits(self, signature: bytes, data: bytes, digest: str) -> bool:
        """Whether the raw signature is this key's over the data."""
        return has_signed(self.public, signature, data, digest)


def open_certificate(certificate: bytes, chain: bytes = b"", *, at: datetime) -> KeyCredential:
    """A credential whose key lies elsewhere.

    Args:
        certificate: PEM or DER; a PEM file may hold the issuers too.
        chain: Further certificates of issuers.
        at: When it must be valid.

    Raises:
        Refused: Not readable (P10), expired (P14), not yet valid (P15), not for signing (P16), key
            too weak (P17), or the issuer has not issued it (P18).
    """
    enrol(certificate, chain=chain)
    own, others = read_certificates(certificate, chain)
    return _credential(own, others, at)


class _Newest(Parsed):
    """What the rules look at here: the new signature, not those that the paper came with."""

    @cached_property
    @override
    def sealed(self) -> tuple[EmbeddedPdfSignature, ...]:
        own = {each.field for each in self.expected}
        return tuple(each for each in super().sealed if each.fq_name in own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a request says of the paper, for whoever reads it."""

    file: str
    document: str
    post: str


def prepare_remote(
    pdf: bytes, *, field: str, credential: KeyCredential, stamp: Stamp, paper: Paper
) -> tuple[bytes, SigningRequest]:
    """A PDF with all but its signature, and the request for that.

    Raises:
        Refused: The field does not exist or is signed already, or the file is damaged.
    """
    prepared = prepare_signature(pdf, field=field, credential=credential, stamp=stamp, room=ROOM)
    request = SigningRequest(
        file=paper.file,
        document=paper.document,
        post=paper.post,
        field=field,
        digest_algorithm=digest_name(credential),
        document_digest=prepared.digest,
        signed_attributes=signed_attributes(credential, prepared.digest),
        chain=credential.chain,
        source_size=len(pdf),
        start=prepared.start,
        end=prepared.end,
        prepared_sha256=hashlib.sha256(prepared.pdf).hexdigest(),
        prepared_at=stamp.signed_at,
    )
    return prepared.pdf, request


def finish_remote(
    request: SigningRequest, prepared: bytes, answer: bytes, *, label: str, at: datetime
) -> bytes:
    """The finished PDF.

    Args:
        request: What was asked for.
        prepared: The prepared PDF.
        answer: The raw signature over the signed attributes, or a complete CMS message; binary,
            PEM, base64 or hexadecimal.
        label: Whose signature it is, for the sentences.
        at: When the certificate must still be valid.

    Raises:
        Refused: The prepared PDF or the request was altered (P81), the answer is none (P82), was
            made by another key or over something else (P83), names another certificate (P84) or
            another document (P85), or does not fit into the room left for it (P86); the
            certificate cannot sign any more (P14 to P17); or the rules refuse what it makes.
    """
    with refusing(_ALTERED, nama=request.file):
        own, *others = (x509.load_der_x509_certificate(der) for der in request.chain)
        credential = _credential(own, others, at)
        hole = _hole(request, prepared, credential)
    with refusing(_UNREADABLE_ANSWER, nama=request.file):
        content = _unwrapped(answer)
        if len(content) > hole.room:  # before anything reads it
            sizes = {"ukuran": str(len(content)), "batas": str(hole.room)}
            raise Refused(Finding(_TOO_LARGE, {"nama": request.file, **sizes}))
        finished = hole.filled(_message(request, credential, content))
        _examine(request, credential, finished, label, at)
    return finished


def _credential(
    own: x509.Certificate, others: Iterable[x509.Certificate], at: datetime
) -> KeyCredential:
    findings = unfit_to_sign(own, at)
    if findings:
        raise Refused(*findings)
    public = own.public_key()
    if not isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise TypeError("a key that no rule lets through")
    return credential_for(RemoteKey(public), own, tuple(others))


def _hole(request: SigningRequest, prepared: bytes, credential: KeyCredential) -> Prepared:
    """The prepared PDF as it was written, every statement about it worked out anew."""
    start, end = request.start, request.end
    content = memoryview(prepared)
    digest = hashlib.new(request.digest_algorithm, content[:start])
    digest.update(content[end:])
    hole = Prepared(pdf=prepared, start=start, end=end, digest=digest.digest())
    if (
        hashlib.sha256(prepared).hexdigest() != request.prepared_sha256
        or not request.source_size < start < end <= len(prepared)
        or prepared[start:end] != b"<" + b"0" * (2 * hole.room) + b">"
        or hole.digest != request.document_digest
        or digest_name(credential) != request.digest_algorithm
        or credential.chain != request.chain
        or signed_attributes(credential, hole.digest) != request.signed_attributes
    ):
        raise Refused(Finding(_ALTERED, {"nama": request.file}))
    return hole


def _message(request: SigningRequest, credential: KeyCredential, content: bytes) -> bytes:
    """The message that goes into the PDF: as it came, or around the raw signature that came."""
    if _SIGNED_DATA in content[:24]:
        _compare(request, content)
        return content
    key = credential.key
    if not isinstance(key, RemoteKey):
        raise TypeError("this key lies here")
    attributes, digest = request.signed_attributes, request.digest_algorithm
    for signature in (content, _as_pair(key, content)):
        if signature is not None and key.fits(signature, attributes, digest):
            return assemble(credential, attributes, signature)
    raise Refused(Finding(_DOES_NOT_FIT, {"nama": request.file}))


def _unwrapped(answer: bytes) -> bytes:
    """An answer's bytes without the text that may be around them."""
    if b"-----BEGIN" in answer:
        _, _, content = pem.unarmor(answer)
        return bytes(content)
    text = b"".join(answer.split())
    for read in (binascii.unhexlify, lambda text: base64.b64decode(text, validate=True)):
        try:
            return read(text) or answer
        except binascii.Error:
            continue
    return answer


def _as_pair(key: RemoteKey, content: bytes) -> bytes | None:
    """Two bare numbers, as tokens and some services give them, in the form that documents hold."""
    half = -(-key.bits // 8)
    if key.family == "rsa" or len(content) != 2 * half:
        return None
    return encode_dss_signature(
        int.from_bytes(content[:half], "big"), int.from_bytes(content[half:], "big")
    )


def _compare(request: SigningRequest, content: bytes) -> None:
    """Tell apart what may be wrong with a message; the rules would call it all not valid."""
    signed = cms.ContentInfo.load(content, strict=True)["content"]
    (info,) = signed["signer_infos"]
    name = {"nama": request.file}
    certificates = [one.chosen.dump() for one in signed["certificates"]]
    if request.chain[0] not in certificates:
        raise Refused(Finding(_OTHER_CERTIFICATE, name))
    digest = find_unique_cms_attribute(info["signed_attrs"], "message_digest").native
    if digest != request.document_digest:
        raise Refused(Finding(_OTHER_DOCUMENT, name))


def _examine(
    request: SigningRequest,
    credential: KeyCredential,
    finished: bytes,
    label: str,
    at: datetime,
) -> None:
    facts = credential.certificate
    expected = ExpectedSignature(
        field=request.field,
        label=label,
        certificates=(facts.sha256,),
        trust=(facts.issuer_der,),
    )
    parsed = _Newest(**vars(parse(finished, finished[: request.source_size], (expected,), at)))
    if not parsed.signatures:
        raise Refused(Finding(_ALTERED, {"nama": request.file}))
    findings: list[Finding] = []
    for rule in _RULES:
        findings += [one for one in rule(parsed) if one not in findings]
    if findings:
        raise Refused(*findings)

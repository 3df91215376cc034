"""The document security store (DSS): certificates, OCSP responses and revocation lists in a PDF.

What an authority says of its certificates, kept beside the signatures so that they can be judged
when the authority is gone (ETSI EN 319 142-1, 5.4.2). Read strictly: each stream is one such
statement to its last byte. Whether anybody trusts it is asked elsewhere (``rules.validation``).
"""

# mypy: disable-error-code="no-untyped-call"
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from asn1crypto import parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic

from pipeline.adapters.signing.credentials import has_signed, is_authority
from pipeline.adapters.signing.fields import DIGESTS
from pipeline.adapters.signing.plain_cms import is_issued_by_one_of
from pipeline.adapters.signing.revision import entry

#: Keys of the store, and of the part that belongs to one signature.
STORE_KEYS = frozenset({"/Type", "/Certs", "/OCSPs", "/CRLs", "/VRI"})
PART_KEYS = frozenset({"/Type", "/Cert", "/OCSP", "/CRL", "/TU"})
#: Each list of the store, and what a part calls its share of it.
_LISTS = {"/Certs": "/Cert", "/OCSPs": "/OCSP", "/CRLs": "/CRL"}
#: All that a stream of a statement says of itself.
_STREAM_KEYS = frozenset({"/Length", "/Filter"})
_CODINGS = ("/FlateDecode", ["/FlateDecode"])
#: Bytes of the longest statement: a revocation list of a large authority.
_LONGEST = 1 << 20
_MOMENT = re.compile(r"D:\d{4,14}(?:Z|[-+]\d\d(?:'\d\d'?)?)?")
_FOR_OCSP = ExtendedKeyUsageOID.OCSP_SIGNING


class ValidationData:
    """A store, read."""

    def __init__(self, store: generic.DictionaryObject) -> None:
        """Take the store's dictionary; nothing is parsed yet."""
        self._store = store

    @cached_property
    def certificates(self) -> tuple[x509.Certificate, ...]:
        """The certificates, each a whole stream."""
        return tuple(x509.load_der_x509_certificate(der) for der in self._ders("/Certs"))

    @cached_property
    def responses(self) -> tuple[ocsp.OCSPResponse, ...]:
        """The OCSP responses."""
        return tuple(ocsp.load_der_ocsp_response(der) for der in self._ders("/OCSPs"))

    @cached_property
    def lists(self) -> tuple[x509.CertificateRevocationList, ...]:
        """The revocation lists."""
        return tuple(x509.load_der_x509_crl(der) for der in self._ders("/CRLs"))

    @cached_property
    def statements(self) -> frozenset[bytes]:
        """DER of everything it holds, of whatever kind."""
        return frozenset(der for key in _LISTS for der in self._ders(key))

    def _ders(self, key: str) -> Iterator[bytes]:
        seen = set()
        for stream in entry(self._store, key, ()):
            item = stream.get_object()
            if not isinstance(item, generic.StreamObject):
                raise TypeError("validation data are streams")
            der = _unpacked(item)
            if parser.peek(der) != len(der):
                raise ValueError("something follows the validation data")
            if der in seen:
                raise ValueError("said twice")
            seen.add(der)
            yield der

    @property
    def names_of_parts(self) -> tuple[str, ...]:
        """The signatures for which the store says which of its data are theirs."""
        return tuple(entry(self._store, "/VRI", generic.DictionaryObject()))

    def is_orderly(self) -> bool:
        """Whether it holds something, under known keys, and its parts refer to what it lists."""
        listed = {key: self._references(self._store, key) for key in _LISTS}
        if (
            not any(listed.values())
            or set(self._store) - STORE_KEYS
            or entry(self._store, "/Type", "/DSS") != "/DSS"
        ):
            return False
        for name in self.names_of_parts:
            part = entry(self._store, "/VRI")[name]
            if name == "/Type" or not isinstance(part, generic.DictionaryObject):
                return False
            if (
                set(part) - PART_KEYS
                or entry(part, "/Type", "/VRI") != "/VRI"
                or _MOMENT.fullmatch(str(entry(part, "/TU", "D:2000"))) is None
                or any(self._references(part, own) - listed[key] for key, own in _LISTS.items())
            ):
                return False
        return True

    def _references(self, holder: generic.DictionaryObject, key: str) -> set[generic.Reference]:
        array = entry(holder, key, generic.ArrayObject())
        return {self._reference(array.raw_get(place)) for place in range(len(array))}

    @staticmethod
    def _reference(item: generic.PdfObject) -> generic.Reference:
        if not isinstance(item, generic.IndirectObject):
            raise TypeError("validation data are objects of their own")
        return item.reference

    # -- authenticity ------------------------------------------------------------------------

    def is_authentic(self, known: Iterable[x509.Certificate]) -> bool:
        """Whether every statement is signed by somebody whose certificate leads to a known one."""
        vouched = _vouched_for(known, self.certificates)
        return (
            all(one in vouched for one in self.certificates)
            and all(_is_answered_by(one, vouched) for one in self.responses)
            and all(_is_list_of(one, vouched) for one in self.lists)
        )

    # -- what is said ------------------------------------------------------------------------

    def revoked_at(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> datetime | None:
        """Since when a certificate is revoked, as far as the store knows; the earliest moment."""
        entries = [
            each.get_revoked_certificate_by_serial_number(certificate.serial_number)
            for each in self.lists
            if each.issuer == issuer.subject
        ]
        moments = [one.revocation_date_utc for one in entries if one is not None]
        moments += [
            one.revocation_time_utc
            for one in self._answers_about(certificate, issuer)
            if one.revocation_time_utc is not None
        ]
        return min(moments, default=None)

    def speaks_of(self, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Whether the store holds any statement about a certificate."""
        listed = any(each.issuer == issuer.subject for each in self.lists)
        return listed or next(self._answers_about(certificate, issuer), None) is not None

    def _answers_about(
        self, certificate: x509.Certificate, issuer: x509.Certificate
    ) -> Iterator[ocsp.OCSPSingleResponse]:
        for response in self.responses:
            for one in response.responses:
                is_same = one.serial_number == certificate.serial_number
                if is_same and _is_about_issued_by(one, issuer):
                    yield one


def _unpacked(item: generic.StreamObject) -> bytes:
    """What a stream holds: as it is, or packed once, and nothing else said of it or behind it."""
    coding = entry(item, "/Filter")
    if set(item) - _STREAM_KEYS or (coding is not None and coding not in _CODINGS):
        raise ValueError("validation data are plain streams")
    data = bytes(item.encoded_data)
    if coding is None:
        return data
    unpacking = zlib.decompressobj()
    whole = unpacking.decompress(data, _LONGEST)
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("validation data do not unpack to their end")
    return whole


def issuer_of(
    certificate: x509.Certificate, candidates: Iterable[x509.Certificate]
) -> x509.Certificate | None:
    """Whoever of them has issued the certificate; None for one that nobody here did."""
    others = (one for one in candidates if one != certificate)
    return next((one for one in others if is_issued_by_one_of(certificate, [one])), None)


def _vouched_for(
    known: Iterable[x509.Certificate], found: Sequence[x509.Certificate]
) -> list[x509.Certificate]:
    """The known ones, whom the authorities among them have issued, and the roots above.

    A signer's key is no authority's: whom he certifies with it is nobody here.
    """
    vouched = list(known)
    waiting = [one for one in found if one not in vouched]
    while True:
        above = [one for one in vouched if is_authority(one)]
        fresh = [
            one for one in waiting if is_issued_by_one_of(one, above) or _is_root(one, vouched)
        ]
        if not fresh:
            return vouched
        vouched += fresh
        waiting = [one for one in waiting if one not in fresh]


def _is_root(certificate: x509.Certificate, below: Iterable[x509.Certificate]) -> bool:
    """Self-signed, so that its holder has the key with which one of those below was issued."""
    is_own_issuer = is_authority(certificate) and is_issued_by_one_of(certificate, [certificate])
    return is_own_issuer and any(is_issued_by_one_of(one, [certificate]) for one in below)


def _is_answered_by(response: ocsp.OCSPResponse, vouched: list[x509.Certificate]) -> bool:
    """Signed by the authority it speaks for, or by whom that one appointed (RFC 6960, 4.2.2.2).

    Nobody else's word counts: neither another authority's nor a signer's.
    """
    if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return False
    answers = list(response.responses)
    speakers = [
        one
        for one in vouched
        if is_authority(one) and all(_is_about_issued_by(each, one) for each in answers)
    ]
    return bool(answers) and any(_speaks_for(response, one, vouched) for one in speakers)


def _speaks_for(
    response: ocsp.OCSPResponse, issuer: x509.Certificate, vouched: list[x509.Certificate]
) -> bool:
    if not all(
        one == issuer or is_issued_by_one_of(one, [issuer]) for one in response.certificates
    ):
        return False
    appointed = [
        one
        for one in (*response.certificates, *vouched)
        if _may_answer(one) and is_issued_by_one_of(one, [issuer])
    ]
    digest = response.signature_hash_algorithm
    return any(
        _has_signed(one, response.signature, response.tbs_response_bytes, digest)
        for one in (issuer, *appointed)
    )


def _is_about_issued_by(answer: ocsp.OCSPSingleResponse, issuer: x509.Certificate) -> bool:
    key = asn1_x509.Certificate.load(issuer.public_bytes(Encoding.DER)).public_key
    return bool(answer.issuer_key_hash == getattr(key, answer.hash_algorithm.name, None))


def _may_answer(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return _FOR_OCSP in usage


def _has_signed(
    certificate: x509.Certificate,
    signature: bytes,
    data: bytes,
    digest: hashes.HashAlgorithm | None,
) -> bool:
    key = certificate.public_key()
    return (
        digest is not None
        and digest.name in DIGESTS
        and isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
        and has_signed(key, signature, data, digest.name)
    )


def _is_list_of(found: x509.CertificateRevocationList, vouched: Iterable[x509.Certificate]) -> bool:
    """Signed by an authority of that name."""
    for one in vouched:
        key = one.public_key()
        if (
            one.subject == found.issuer
            and is_authority(one)
            and isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
            and found.is_signature_valid(key)
        ):
            return True
    return False

"""Opens keys and reads certificates; tells people apart what is wrong with either.

The passphrase is used here once and kept nowhere: not in the credential, not in an error. The
library's own errors may quote input, so they are never chained to ours.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12

from pipeline.adapters.signing.keyfile import encryption_of, seal_fits
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import CertificateFacts
from pipeline.wording.indonesian import date_words

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

#: Below this an RSA key is refused (BSI TR-02102, NIST SP 800-57: 112 bit strength).
SMALLEST_RSA = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareCredential:
    """A private key in memory, parsed once, with the certificates that go into a signature."""

    certificate: CertificateFacts
    key: PrivateKey = field(repr=False)
    #: DER of the signer's certificate first, then of its issuers.
    chain: tuple[bytes, ...] = field(repr=False)


def open_p12(data: bytes, passphrase: bytes, *, at: datetime) -> SoftwareCredential:
    """Open a PKCS#12 file.

    Raises:
        Refused: Not such a file (P10), wrong passphrase (P11), outdated encryption (P12), no key
            (P13), certificate expired (P14), not yet valid (P15), not for signing (P16), or key
            too weak (P17).
    """
    key, certificate, others = _unlock(data, passphrase)
    if key is None or certificate is None or not _belong_together(key, certificate):
        raise Refused(Finding("P13"))
    findings = [*_key_findings(certificate), *_time_findings(certificate, at)]
    if findings or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise Refused(*(findings or [_weak_key(certificate, type(key).__name__)]))
    chain = (certificate, *others)
    return SoftwareCredential(
        certificate=_facts(certificate, others),
        key=key,
        chain=tuple(one.public_bytes(Encoding.DER) for one in chain),
    )


def enrol(data: bytes, passphrase: bytes | None = None) -> CertificateFacts:
    """Read the certificate that shall sign for a post: PEM, DER, or a PKCS#12 file.

    Raises:
        Refused: Not readable (P10 to P13), not for signing (P16), or key too weak (P17).
    """
    certificate, others = _read_certificates(data, passphrase)
    findings = _key_findings(certificate)
    if findings:
        raise Refused(*findings)
    return _facts(certificate, others)


def common_name(name: x509.Name) -> str:
    """The CN of a name, else the whole name."""
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def usable_for_signing(certificate: x509.Certificate) -> bool:
    """Whether the key usage allows signatures on documents and the holder is no authority."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        is_authority = basic.ca
    except x509.ExtensionNotFound:
        is_authority = False
    return (usage.digital_signature or usage.content_commitment) and not is_authority


def key_weakness(certificate: x509.Certificate) -> str | None:
    """What is wrong with the public key, or None."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return None if key.key_size >= SMALLEST_RSA else f"RSA {key.key_size}"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return None if isinstance(key.curve, CURVES) else f"kurva {key.curve.name}"
    return type(key).__name__


def _unlock(
    data: bytes, passphrase: bytes
) -> tuple[object | None, x509.Certificate | None, tuple[x509.Certificate, ...]]:
    try:
        loaded = pkcs12.load_key_and_certificates(data, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        pass
    else:
        return loaded[0], loaded[1], tuple(loaded[2])
    # Outside the handler on purpose: no library error, which may quote input, stays attached.
    raise Refused(_why_locked(data, passphrase))


def _why_locked(data: bytes, passphrase: bytes) -> Finding:
    """Why a file did not open. A seal that fits means that the passphrase was right."""
    try:
        if not seal_fits(data, passphrase):
            return Finding("P11")
        return Finding("P12", {"cara": ", ".join(sorted(encryption_of(data)))})
    except (ValueError, TypeError, KeyError, AttributeError):
        return Finding("P10")


def _read_certificates(
    data: bytes, passphrase: bytes | None
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    if passphrase is not None:
        _, certificate, others = _unlock(data, passphrase)
        if certificate is None:
            raise Refused(Finding("P13"))
        return certificate, others
    try:
        if b"-----BEGIN" in data:
            first, *rest = x509.load_pem_x509_certificates(data)
            return first, tuple(rest)
        return x509.load_der_x509_certificate(data), ()
    except ValueError as error:
        raise Refused(Finding("P10")) from error


def _belong_together(key: object, certificate: x509.Certificate) -> bool:
    def public(of: object) -> bytes:
        return of.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined, no-any-return]

    return public(key.public_key()) == public(certificate.public_key())  # type: ignore[attr-defined]


def _key_findings(certificate: x509.Certificate) -> list[Finding]:
    findings = []
    weakness = key_weakness(certificate)
    if weakness is not None:
        findings.append(_weak_key(certificate, weakness))
    if not usable_for_signing(certificate):
        findings.append(Finding("P16", {"nama": common_name(certificate.subject)}))
    return findings


def _weak_key(certificate: x509.Certificate, weakness: str) -> Finding:
    return Finding("P17", {"nama": common_name(certificate.subject), "kunci": weakness})


def _time_findings(certificate: x509.Certificate, at: datetime) -> list[Finding]:
    name = common_name(certificate.subject)
    zone = at.tzinfo
    if at > certificate.not_valid_after_utc:
        end = certificate.not_valid_after_utc.astimezone(zone)
        return [Finding("P14", {"nama": name, "sampai": date_words(end.date())})]
    if at < certificate.not_valid_before_utc:
        start = certificate.not_valid_before_utc.astimezone(zone)
        return [Finding("P15", {"nama": name, "mulai": date_words(start.date())})]
    return []


def _facts(certificate: x509.Certificate, others: tuple[x509.Certificate, ...]) -> CertificateFacts:
    der = certificate.public_bytes(Encoding.DER)
    issuer = next((one for one in others if one.subject == certificate.issuer), certificate)
    return CertificateFacts(
        sha256=hashlib.sha256(der).hexdigest(),
        der=der,
        subject=common_name(certificate.subject),
        issuer_der=issuer.public_bytes(Encoding.DER),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )

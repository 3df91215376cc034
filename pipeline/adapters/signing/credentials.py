"""Opens keys and reads certificates; tells people apart what is wrong with either.

The passphrase is used here once and kept nowhere: not in the credential, not in an error. The
library's own errors may quote input, so they are never chained to ours. Keys on tokens are opened
next door (``token``) and judged by the same rules.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, pkcs12

from pipeline.adapters.signing.keyfile import encryption_of, seal_fits
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import CertificateFacts
from pipeline.wording.indonesian import date_words

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

#: Below this an RSA key is refused (BSI TR-02102, NIST SP 800-57: 112 bit strength).
SMALLEST_RSA = 2048
CURVES = (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1)


#: More issuers above one another than any real certificate has.
_LONGEST_PATH = 10

#: Protection that a desktop computer breaks. Triple DES is old, and not among them.
_OUTDATED = frozenset({"rc2", "rc4", "des"})
#: Where issuers put a person's number.
NUMBER_KINDS = (x509.NameOID.SERIAL_NUMBER, x509.NameOID.USER_ID)
_NIK = re.compile(r"(?<![0-9])[0-9]{12}([0-9]{4})(?![0-9])")

Family = Literal["rsa", "ecdsa"]


class SigningKey(Protocol):
    """What signs, wherever the private key lies."""

    @property
    def family(self) -> Family:
        """The kind of its signatures."""
        ...

    @property
    def bits(self) -> int:
        """Its size."""
        ...

    def sign(self, data: bytes, digest: str) -> bytes:
        """The raw signature over the data: PKCS#1 v1.5, or a DER pair of numbers.

        Raises:
            Refused: The device does not do it.
            NotYet: The device is gone.
        """
        ...


@dataclass(frozen=True, slots=True)
class SoftwareKey:
    """A private key in memory, parsed once."""

    key: PrivateKey = field(repr=False)

    @property
    def family(self) -> Family:
        """The kind of its signatures."""
        return "rsa" if isinstance(self.key, rsa.RSAPrivateKey) else "ecdsa"

    @property
    def bits(self) -> int:
        """Its size."""
        return self.key.key_size

    def sign(self, data: bytes, digest: str) -> bytes:
        """The raw signature over the data."""
        algorithm = digest_algorithm(digest)
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(data, padding.PKCS1v15(), algorithm)
        return self.key.sign(data, ec.ECDSA(algorithm))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCredential:
    """A key that signs, with the certificates that go into a signature."""

    certificate: CertificateFacts
    key: SigningKey = field(repr=False)
    #: DER of the signer's certificate first, then of its issuers.
    chain: tuple[bytes, ...] = field(repr=False)


def digest_algorithm(name: str) -> hashes.HashAlgorithm:
    """The digest of that name: ``sha256``, ``sha384`` or ``sha512``."""
    algorithm: hashes.HashAlgorithm = getattr(hashes, name.upper())()
    return algorithm


def has_signed(
    public: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, signature: bytes, data: bytes, digest: str
) -> bool:
    """Whether a raw signature over the data is by the key of this public half."""
    algorithm = digest_algorithm(digest)
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), algorithm)
        else:
            public.verify(signature, data, ec.ECDSA(algorithm))
    except InvalidSignature:
        return False
    return True


def credential_for(
    key: SigningKey, certificate: x509.Certificate, others: Sequence[x509.Certificate]
) -> KeyCredential:
    """A key with its certificate and those of its issuers, nobody else's."""
    chain = (certificate, *_issuers(certificate, others))
    return KeyCredential(
        certificate=facts_of(chain),
        key=key,
        chain=tuple(one.public_bytes(Encoding.DER) for one in chain),
    )


def unfit_to_sign(certificate: x509.Certificate, at: datetime) -> list[Finding]:
    """Why a certificate cannot sign at a moment (P14 to P17); empty when it can."""
    return [*_key_findings(certificate), *time_findings(certificate, at)]


def open_p12(data: bytes, passphrase: bytes, *, at: datetime) -> KeyCredential:
    """Open a PKCS#12 file.

    Raises:
        Refused: Not such a file (P10), wrong passphrase (P11), outdated encryption (P12), no key
            (P13), certificate expired (P14), not yet valid (P15), not for signing (P16), or key
            too weak (P17).
    """
    key, certificate, others = _unlock(data, passphrase)
    outdated = _outdated(data)
    if outdated:
        raise Refused(Finding("P12", {"cara": ", ".join(sorted(outdated))}))
    if key is None or certificate is None or not _belong_together(key, certificate):
        raise Refused(Finding("P13"))
    findings = unfit_to_sign(certificate, at)
    if findings or not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise Refused(*(findings or [_weak_key(certificate, type(key).__name__)]))
    return credential_for(SoftwareKey(key), certificate, others)


def enrol(data: bytes, passphrase: bytes | None = None, chain: bytes = b"") -> CertificateFacts:
    """Read the certificate that shall sign for a post: PEM, DER, or a PKCS#12 file.

    Args:
        data: The certificate; a PEM file may hold its issuers too.
        passphrase: For a PKCS#12 file only.
        chain: Further certificates of issuers, PEM or DER.

    Raises:
        Refused: Not readable (P10 to P13), not for signing (P16), key too weak (P17), or the
            issuer that came along has not issued it (P18).
    """
    certificate, others = _read_certificates(data, passphrase)
    others += parse_certificates(chain) if chain else ()
    findings = _key_findings(certificate)
    path = (certificate, *_issuers(certificate, others))
    pretenders = [one for one in others if one.subject == path[-1].issuer and one not in path]
    if pretenders and not _is_self_issued(path[-1]):
        findings.append(Finding("P18", {"nama": common_name(certificate.subject)}))
    if findings:
        raise Refused(*findings)
    return facts_of(path)


def recheck(der: bytes, issuer_der: bytes) -> list[Finding]:
    """What speaks against an enrolled certificate (P16 to P18); empty when nothing does."""
    certificate = x509.load_der_x509_certificate(der)
    findings = _key_findings(certificate)
    if issuer_der != der and not has_issued(
        x509.load_der_x509_certificate(issuer_der), certificate
    ):
        findings.append(Finding("P18", {"nama": common_name(certificate.subject)}))
    return findings


def read_certificates(
    data: bytes, chain: bytes = b""
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The signer's certificate, and whatever others came along; nothing is judged.

    Raises:
        Refused: Not readable (P10).
    """
    certificate, others = _read_certificates(data, None)
    return certificate, (*others, *(parse_certificates(chain) if chain else ()))


def common_name(name: x509.Name) -> str:
    """The CN of a name, else the rest of it; a NIK in it is shown by its end only.

    What is told of a certificate goes into notes, reports and the register, a NIK must not.
    """
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    if found:
        text = str(found[0].value)
    else:
        text = x509.Name([each for each in name if each.oid not in NUMBER_KINDS]).rfc4514_string()
    return _NIK.sub(r"…\1", text)


def usable_for_signing(certificate: x509.Certificate) -> bool:
    """Whether the key usage allows signatures on documents and the holder is no authority."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return (usage.digital_signature or usage.content_commitment) and not is_authority(certificate)


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether its holder may issue certificates."""
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return basic.ca


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


def _outdated(data: bytes) -> set[str]:
    """Broken ciphers in a file that opened; whether it opens depends on the machine's OpenSSL."""
    try:
        return encryption_of(data) & _OUTDATED
    except (ValueError, TypeError, KeyError, AttributeError):
        return set()  # the library reads more than we do


def _read_certificates(
    data: bytes, passphrase: bytes | None
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    if passphrase is not None:
        _, certificate, others = _unlock(data, passphrase)
        if certificate is None:
            raise Refused(Finding("P13"))
        return certificate, others
    found = parse_certificates(data)
    # Some files name the authority first; the one who signs is no authority.
    own = next((one for one in found if not is_authority(one)), found[0])
    return own, tuple(one for one in found if one is not own)


def parse_certificates(data: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM or DER file, at least one."""
    try:
        if b"-----BEGIN" in data:
            return tuple(x509.load_pem_x509_certificates(data))
        return (x509.load_der_x509_certificate(data),)
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


def time_findings(certificate: x509.Certificate, at: datetime) -> list[Finding]:
    """Whether a certificate is past its time (P14) or before it (P15)."""
    name = common_name(certificate.subject)
    zone = at.tzinfo
    if at > certificate.not_valid_after_utc:
        end = certificate.not_valid_after_utc.astimezone(zone)
        return [Finding("P14", {"nama": name, "sampai": date_words(end.date())})]
    if at < certificate.not_valid_before_utc:
        start = certificate.not_valid_before_utc.astimezone(zone)
        return [Finding("P15", {"nama": name, "mulai": date_words(start.date())})]
    return []


def _issuers(
    certificate: x509.Certificate, others: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The issuers that came along, nearest first, as far as each has really signed the one below.

    What else lies in a key file has no place in a signature (it would be refused, rule R7).
    """
    found: list[x509.Certificate] = []
    last = certificate
    for _ in range(_LONGEST_PATH):
        issuer = next((one for one in others if one != last and has_issued(one, last)), None)
        if issuer is None or issuer in found:
            break
        found.append(issuer)
        last = issuer
    return tuple(found)


def has_issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether an authority's own key has signed a certificate."""
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return is_authority(issuer)


def _is_self_issued(certificate: x509.Certificate) -> bool:
    return certificate.subject == certificate.issuer


def facts_of(path: Sequence[x509.Certificate]) -> CertificateFacts:
    """What the register keeps of the first certificate of a path."""
    certificate = path[0]
    der = certificate.public_bytes(Encoding.DER)
    issuer = path[1] if len(path) > 1 else certificate
    return CertificateFacts(
        sha256=hashlib.sha256(der).hexdigest(),
        der=der,
        subject=common_name(certificate.subject),
        issuer_der=issuer.public_bytes(Encoding.DER),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )

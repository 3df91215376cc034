"""Keys for the demo office: a local authority and one key per post, passphrase ``demo``.

For play only. The keys are valid long enough for a demo whose clock stands in another year.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from pipeline.adapters.signing.credentials import enrol
from pipeline.ports.signing import CertificateFacts

PASSPHRASE = b"demo"
_NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
_NOT_AFTER = datetime(2040, 12, 31, 23, 59, 59, tzinfo=UTC)
_AUTHORITY = "Paraf Demo CA (bukan untuk dinas)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a post in the demo office."""

    post: str
    name: str
    nip: str
    title: str


def make_demo_pki(
    directory: Path, holders: Sequence[Holder], organisation: str
) -> dict[str, CertificateFacts]:
    """Lay out the demo keys: ``ca.pem``, ``ca.key``, ``<post>.p12`` and ``<post>.pem``.

    What is there already stays, unless the post's holder has changed; then that post gets a new
    key from the same authority.

    Returns:
        The certificate of each post, by post.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority_key, authority = _authority(directory, organisation)
    issuer = authority.public_bytes(Encoding.PEM)
    certificates = {}
    for holder in holders:
        p12, pem = directory / f"{holder.post}.p12", directory / f"{holder.post}.pem"
        if not (p12.exists() and pem.exists() and _is_of(pem.read_bytes(), holder)):
            key = ec.generate_private_key(ec.SECP256R1())
            certificate = _certify(key, holder, organisation, authority_key, authority)
            _write_private(
                p12,
                pkcs12.serialize_key_and_certificates(
                    holder.post.encode(),
                    key,
                    certificate,
                    [authority],
                    BestAvailableEncryption(PASSPHRASE),
                ),
            )
            pem.write_bytes(certificate.public_bytes(Encoding.PEM) + issuer)
        certificates[holder.post] = enrol(pem.read_bytes())
    return certificates


def _authority(
    directory: Path, organisation: str
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key_file, certificate_file = directory / "ca.key", directory / "ca.pem"
    if key_file.exists() and certificate_file.exists():
        key = load_pem_private_key(key_file.read_bytes(), None)
        if isinstance(key, ec.EllipticCurvePrivateKey):
            return key, x509.load_pem_x509_certificate(certificate_file.read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(_AUTHORITY, organisation)
    certificate = (
        _builder(name, name, key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(for_authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoded = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write_private(key_file, encoded)
    certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    return key, certificate


def _certify(
    key: ec.EllipticCurvePrivateKey,
    holder: Holder,
    organisation: str,
    authority_key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
) -> x509.Certificate:
    name = _name(
        holder.name,
        organisation,
        (NameOID.TITLE, holder.title),
        (NameOID.SERIAL_NUMBER, holder.nip),
    )
    return (
        _builder(name, authority.subject, key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(for_authority=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _usage(*, for_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not for_authority,
        content_commitment=not for_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=for_authority,
        crl_sign=for_authority,
        encipher_only=False,
        decipher_only=False,
    )


def _name(common: str, organisation: str, *more: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    # X.520 bounds a common name, a title and an organisation to 64 characters.
    parts = [
        (NameOID.COUNTRY_NAME, "ID"),
        (NameOID.ORGANIZATION_NAME, organisation),
        *more,
        (NameOID.COMMON_NAME, common),
    ]
    return x509.Name([x509.NameAttribute(oid, value[:64]) for oid, value in parts if value])


def _is_of(pem: bytes, holder: Holder) -> bool:
    subject = x509.load_pem_x509_certificates(pem)[0].subject

    def value(oid: x509.ObjectIdentifier) -> str:
        found = subject.get_attributes_for_oid(oid)
        return str(found[0].value) if found else ""

    return (value(NameOID.COMMON_NAME), value(NameOID.TITLE), value(NameOID.SERIAL_NUMBER)) == (
        holder.name[:64],
        holder.title[:64],
        holder.nip[:64],
    )


def _write_private(path: Path, content: bytes) -> None:
    """Write so that nobody but the owner can ever read it, not even for a moment."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)

"""Authorities and certificates for tests: a BSrE of one's own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)

BEGINS, ENDS = datetime(2025, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
SERIAL = x509.NameOID.SERIAL_NUMBER
USER_ID = x509.NameOID.USER_ID


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority,
        key_encipherment=False, data_encipherment=False, key_agreement=False,
        key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(common, *more):
    parts = [(x509.NameOID.COMMON_NAME, common), *more]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


@dataclass(frozen=True)
class Issuer:
    """An authority; two of the same name have different keys."""

    folder: Path
    name: str = "OSD LU Kelas 2"
    is_authority: bool = True

    @cached_property
    def key(self):
        return ec.generate_private_key(ec.SECP256R1())

    @cached_property
    def certificate(self):
        name = _name(self.name)
        return self._sign(name, self.key.public_key(), authority=self.is_authority, ends=ENDS)

    @cached_property
    def pem(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{id(self)}-ca.pem"
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path

    @property
    def sha256(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    def _sign(self, subject, public_key, *, authority, ends):
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(_name(self.name))
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(BEGINS)
            .not_valid_after(ends)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(_usage(authority=authority), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def card(self, common, number="", *, kind=SERIAL, ends=ENDS) -> Path:
        """A fresh key and certificate as a PKCS#12 file, passphrase ``demo``; ``.pem`` beside."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(common, *([(kind, number)] if number else []))
        certificate = self._sign(subject, key.public_key(), authority=False, ends=ends)
        path = self.pem.with_name(f"{certificate.serial_number}.p12")
        path.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"x", key, certificate, [self.certificate], BestAvailableEncryption(b"demo")
            )
        )
        path.with_suffix(".pem").write_bytes(
            certificate.public_bytes(Encoding.PEM) + self.pem.read_bytes()
        )
        return path


def sha256_of(card: Path) -> str:
    pem = card.with_suffix(".pem").read_bytes()
    return x509.load_pem_x509_certificates(pem)[0].fingerprint(hashes.SHA256()).hex()

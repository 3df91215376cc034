"""A letter that waits for one signature, and everything an attacker could have beside it.

Generators work on any such letter: on those of a demo office, whose files then go through the
folders, and on those made here in memory. Keys and letters are new in every run.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from pipeline.adapters.signing.fields import prepare
from pipeline.ports.signing import ExpectedSignature, FieldPlan, Stamp

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2040, 1, 1, tzinfo=UTC)
PASSPHRASE = b"demo"


@dataclass(frozen=True)
class Key:
    """A private key with its certificate and those above it."""

    private: object
    chain: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        return self.chain[0]

    @cached_property
    def ders(self) -> tuple[bytes, ...]:
        return tuple(one.public_bytes(Encoding.DER) for one in self.chain)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.ders[0]).hexdigest()

    @cached_property
    def p12(self) -> bytes:
        """As a file with the passphrase ``demo``."""
        return pkcs12.serialize_key_and_certificates(
            b"uji",
            self.private,
            self.certificate,
            self.chain[1:] or None,
            BestAvailableEncryption(PASSPHRASE),
        )

    @property
    def foreign(self) -> signers.SimpleSigner:
        """For pyHanko's own signer."""
        store = SimpleCertificateStore()
        store.register_multiple([asn1.Certificate.load(der) for der in self.ders[1:]])
        pem = self.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return signers.SimpleSigner(
            signing_cert=asn1.Certificate.load(self.ders[0]),
            signing_key=load_private_key_from_pemder_data(pem, None),
            cert_registry=store,
        )


def usage(**allowed: bool) -> x509.KeyUsage:
    names = [
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ]
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


SIGNING = usage(digital_signature=True, content_commitment=True)
ISSUING = usage(key_cert_sign=True, crl_sign=True)


def certify(
    private,
    name: x509.Name,
    issuer: Key | None = None,
    *,
    of_usage: x509.KeyUsage | None = SIGNING,
    is_authority: bool = False,
    since: datetime = LONG_AGO,
    until: datetime = FAR_AHEAD,
    purposes: tuple = (),
    digest=None,
) -> Key:
    """A certificate for a key, self-signed without an issuer."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), False)
    )
    if of_usage is not None:
        builder = builder.add_extension(of_usage, critical=True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=True)
    hand = issuer.private if issuer else private
    is_odd = isinstance(hand, ed25519.Ed25519PrivateKey)
    certificate = builder.sign(hand, None if is_odd else digest or hashes.SHA256())
    return Key(private, (certificate, *(issuer.chain if issuer else ())))


def named(common: str, *, organisation: str = "Badan Uji", **more: str) -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "ID"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.COMMON_NAME, common),
    ]
    if "title" in more:
        parts.insert(2, (NameOID.TITLE, more["title"]))
    return x509.Name([x509.NameAttribute(oid, value[:64]) for oid, value in parts])


def authority(common: str = "CA Uji") -> Key:
    return certify(
        ec.generate_private_key(ec.SECP256R1()), named(common), of_usage=ISSUING, is_authority=True
    )


def p256():
    return ec.generate_private_key(ec.SECP256R1())


def enrolled_badly(like: x509.Certificate, issuer: Key, at: datetime) -> dict[str, Key]:
    """Keys that a careless register has enrolled for the post, each with one thing wrong."""
    name = like.subject
    day = timedelta(days=1)
    return {
        #: Nothing wrong with this one, for attacks that need RSA.
        "rsa baik": certify(rsa.generate_private_key(65537, 2048), name, issuer),
        #: As good as that one, and taken back in the register.
        "dicabut": certify(rsa.generate_private_key(65537, 2048), name, issuer),
        "rsa-1024": certify(rsa.generate_private_key(65537, 1024), name, issuer),
        "kurva lain": certify(ec.generate_private_key(ec.SECP256K1()), name, issuer),
        "kurva pendek": certify(ec.generate_private_key(ec.SECP192R1()), name, issuer),
        "habis masa": certify(p256(), name, issuer, until=at - day),
        "belum berlaku": certify(p256(), name, issuer, since=at + day),
        "hanya enkripsi": certify(
            p256(), name, issuer, of_usage=usage(key_encipherment=True, key_agreement=True)
        ),
        "tanpa peruntukan": certify(p256(), name, issuer, of_usage=None),
        "penerbit": certify(p256(), name, issuer, of_usage=ISSUING, is_authority=True),
        "ed25519": certify(ed25519.Ed25519PrivateKey.generate(), name, issuer),
    }


def never_enrolled(like: x509.Certificate, real: Key | None, other: Key) -> dict[str, Key]:
    """Keys nobody has enrolled for the post, each of which looks like the right one."""
    name = like.subject
    common = str(name.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)
    twin = certify(p256(), like.issuer, of_usage=ISSUING, is_authority=True)
    keys = {
        "nama sama, tanda tangan sendiri": certify(p256(), name),
        "nama mirip": certify(p256(), named(common.replace("a", "а", 1)), other),
        "penerbit kembar": certify(p256(), name, twin),
        "penerbit lain": certify(p256(), name, other),
        "RSA asing": certify(rsa.generate_private_key(65537, 2048), name, other),
        "stempel waktu": certify(
            p256(), name, other, purposes=(ExtendedKeyUsageOID.TIME_STAMPING,)
        ),
    }
    if real is not None:
        keys["penerbit sama, kunci baru"] = certify(p256(), name, real)
    return keys


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter at the desk of one signer."""

    #: Which signature is due: ``paraf`` (the first) or ``ttd`` (the last).
    stage: str
    issued: bytes
    #: What lies in the signer's inbox: the issued bytes with the signatures given so far.
    before: bytes
    field: str
    expected: tuple[ExpectedSignature, ...]
    at: datetime
    stamp: Stamp
    key: Key
    #: The other signer's key, who is honest or not as an attack wants.
    colleague: Key
    #: Enrolled for this post, with something wrong; taken back by now under ``dicabut``.
    careless: Mapping[str, Key]
    strangers: Mapping[str, Key]
    #: The rendered letter before its fields, and how they are laid out.
    base: bytes
    plans: tuple[FieldPlan, ...]
    #: The same letter's field signed properly, once, by the one who should.
    signed: bytes
    #: Issued letters that are not this one, with the same fields.
    others: Mapping[str, bytes]
    sign: Callable[..., bytes]
    #: DER of the authorities whose timestamps count.
    time_trust: tuple[bytes, ...] = ()

    def again(self, **settings) -> bytes:
        """This letter signed by our own signer, with whatever is different."""
        values = {"pdf": self.before, "field": self.field, "key": self.key, "stamp": self.stamp}
        return self.sign(**(values | settings))

    @property
    def added(self) -> bytes:
        """The revision of the proper signature."""
        return self.signed[len(self.before) :]

    @property
    def later(self) -> list[str]:
        """Fields that stay empty at this stage."""
        due = {one.field for one in self.expected}
        return [plan.name for plan in self.plans if plan.name not in due]

    def with_key(self, key: Key) -> "Letter":
        return replace(self, key=key)


def reissued(base: bytes, plans: tuple[FieldPlan, ...]) -> bytes:
    """The same letter issued once more: equal to the eye, other bytes."""
    return prepare(base, plans)

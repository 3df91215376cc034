"""Certificates known by who issued them and for whom, so that a renewed one needs no enrolment.

The person is the number in the certificate's subject: a NIK (16 digits) or a NIP (18). A NIK is
personal data, so only its seal is kept: scrypt with a salt of its own. That keeps it out of sight,
searches and copies; it does not keep it from somebody who holds the database and tries all numbers
of a town, since a NIK is mostly a place and a birth date.
"""

import hashlib
import hmac
import os
import re
from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pipeline.adapters.signing.credentials import (
    NUMBER_KINDS,
    common_name,
    facts_of,
    has_issued,
    is_authority,
    key_weakness,
    parse_certificates,
    time_findings,
)
from pipeline.errors import Finding, Refused
from pipeline.ports.signing import CertificateFacts, IssuedBy

#: As ETSI EN 319 412-1 writes an identity (``PNOID-``, ``IDCID-``), as some issuers do, or bare.
_NUMBER = re.compile(r"(?:[A-Z]{5}-|NIK[:. -]?|NIP[:. -]?)?([0-9]{16}|[0-9]{18})")
_KIND = "scrypt"
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


def read_number(text: str) -> str:
    """The digits of a NIK or NIP as typed.

    Raises:
        ValueError: it has neither 16 nor 18 digits.
    """
    digits = re.sub(r"[ .-]", "", text)
    if not re.fullmatch(r"[0-9]{16}|[0-9]{18}", digits):
        raise ValueError("a NIK has 16 digits, a NIP 18")
    return digits


def subject_numbers(der: bytes) -> frozenset[str]:
    """The identity numbers in a certificate's subject: in its serial number or user id."""
    subject = x509.load_der_x509_certificate(der).subject
    found = set()
    for kind in NUMBER_KINDS:
        for each in subject.get_attributes_for_oid(kind):
            match = _NUMBER.fullmatch(str(each.value).replace(" ", ""))
            if match:
                found.add(match[1])
    return frozenset(found)


def seal(number: str) -> str:
    """What is kept of a number: enough to recognise it, not to read it."""
    salt = os.urandom(16)
    return f"{_KIND}:{salt.hex()}:{_digest(number, salt).hex()}"


def fits(number: str, sealed: str) -> bool:
    """Whether a number is the sealed one."""
    kind, salt, digest = sealed.split(":")
    return kind == _KIND and hmac.compare_digest(
        _digest(number, bytes.fromhex(salt)), bytes.fromhex(digest)
    )


def _digest(number: str, salt: bytes) -> bytes:
    return hashlib.scrypt(number.encode(), salt=salt, **_COST)


def issuer_of(der: bytes, issuers: Sequence[IssuedBy]) -> IssuedBy | None:
    """The first of these that has issued a certificate, for the person it is bound to."""
    if not issuers:
        return None
    try:
        certificate = x509.load_der_x509_certificate(der)
        numbers = subject_numbers(der)
    except ValueError:
        return None
    for each in issuers:
        authority = x509.load_der_x509_certificate(each.ca_der)
        if (
            may_issue(authority)
            and has_issued(authority, certificate)
            and any(fits(number, each.number_seal) for number in numbers)
        ):
            return each
    return None


def may_issue(certificate: x509.Certificate) -> bool:
    """Whether it is an authority whose key signs certificates."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return is_authority(certificate) and usage.key_cert_sign


def read_authority(data: bytes, at: datetime) -> CertificateFacts:
    """Read the certificate of an issuer, PEM or DER; of a chain the first authority counts.

    Raises:
        Refused: Not readable (P10), no authority (P90), expired or not yet valid (P14, P15), or
            its key is too weak (P17).
    """
    found = parse_certificates(data)
    authority = next((each for each in found if is_authority(each)), found[0])
    name = common_name(authority.subject)
    findings = []
    if not may_issue(authority):
        findings.append(Finding("P90", {"nama": name}))
    weakness = key_weakness(authority)
    if weakness is not None:
        findings.append(Finding("P17", {"nama": name, "kunci": weakness}))
    findings += time_findings(authority, at)
    if findings:
        raise Refused(*findings)
    return facts_of((authority,))


def read_bound(der: bytes, issuer_der: bytes) -> CertificateFacts:
    """What the register keeps of a certificate whose issuer is known."""
    pair = (x509.load_der_x509_certificate(der), x509.load_der_x509_certificate(issuer_der))
    return facts_of(pair)


def name_and_print(der: bytes) -> tuple[str, str]:
    """An issuer as people meet it: its common name, and its SHA-256 in hex."""
    certificate = x509.load_der_x509_certificate(der)
    sha256 = hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
    return common_name(certificate.subject), sha256

"""R9: validation data are what authorities say of the certificates in this file, and nothing else.

They may come at any time after a signature and are covered by none, so whoever adds them could add
anything. Hence every statement must be authentic and orderly, and what it says is listened to: a
certificate that its issuer had taken back before it signed has signed nothing.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from asn1crypto.parser import peek
from cryptography import x509
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.revision import entry
from pipeline.adapters.signing.rules.coverage import adds_validation_data
from pipeline.adapters.signing.rules.signer import pairs
from pipeline.adapters.signing.surprise import refusing
from pipeline.adapters.signing.timestamp import Timestamp, token_of
from pipeline.adapters.signing.validation_data import ValidationData, issuer_of
from pipeline.errors import Finding


def validation_data_are_authentic(parsed: Parsed) -> Iterator[Finding]:
    """R9: streams parse to the last byte, and lead to certificates that are known here.

    What was said once stays said: a later store that keeps silent about it would hide it from
    whoever reads the file as it stands, a revocation too.
    """
    said: set[bytes] = set()
    last = parsed.reader.total_revisions - 1
    for revision in parsed.new_revisions:
        if revision != last and not adds_validation_data(parsed, revision):
            continue
        store = entry(parsed.reader.get_historical_resolver(revision).root, "/DSS")
        if store is None:
            continue
        data = ValidationData(store)
        with refusing("P51"):
            is_right = (
                data.is_orderly()
                and _names_signatures(parsed, data)
                and data.is_authentic(_known(parsed))
                and said <= data.statements
            )
            said |= data.statements
        if not is_right:
            yield Finding("P51")


def nobody_was_revoked(parsed: Parsed) -> Iterator[Finding]:
    """R9: by the data in the file, nobody in it was revoked when he signed or stamped.

    Nor was an authority above him, whose word would then be worth nothing.
    """
    store = entry(parsed.reader.root, "/DSS")
    if store is None:
        return
    data = ValidationData(store)
    known = [*_known(parsed), *data.certificates]
    for signature, expected in pairs(parsed):
        own = _loaded(signature.signer_cert.dump())
        if _was_revoked(own, known, data, _signed_at(parsed, signature)):
            yield Finding("P52", {"label": expected.label})
        token = token_of(signature)
        if token is not None and _was_revoked(_server_of(token), known, data, token.at):
            yield Finding("P49", {"label": expected.label, "penerbit": token.authority})
    for stamp in parsed.timestamps:
        token = Timestamp(stamp.pkcs7_content)
        if _was_revoked(_server_of(token), known, data, token.at):
            yield Finding("P50", {"penerbit": token.authority})


def _was_revoked(
    own: x509.Certificate, known: list[x509.Certificate], data: ValidationData, at: datetime
) -> bool:
    """Whether the certificate, or one that it leads to, was revoked by then."""
    passed: list[x509.Certificate] = []
    current: x509.Certificate | None = own
    while current is not None and current not in passed:
        passed.append(current)
        issuer = issuer_of(current, known)
        revoked = data.revoked_at(current, issuer) if issuer is not None else None
        if revoked is not None and revoked <= at:
            return True
        current = issuer
    return False


def _server_of(token: Timestamp) -> x509.Certificate:
    return _loaded(token.certificate.dump())


def _signed_at(parsed: Parsed, signature: EmbeddedPdfSignature) -> datetime:
    """What a timestamp proves, else no earlier than now."""
    token = token_of(signature)
    if token is not None:
        return token.at
    later = [
        Timestamp(one.pkcs7_content).at
        for one in parsed.timestamps
        if one.signed_revision > signature.signed_revision
    ]
    return min(later, default=parsed.at)


def _names_signatures(parsed: Parsed, data: ValidationData) -> bool:
    """Parts belong to signatures of this file, named by SHA-1 (ETSI EN 319 142-1, 5.4.2.3).

    Programs differ in what they hash: the message with its filling, without, or (pyHanko) its
    digits.
    """
    own = set()
    for one in parsed.sealed:
        message = one.pkcs7_content
        digits = message.hex().encode()
        for spelled in (message, message[: peek(message)], digits, digits.upper()):
            own.add("/" + hashlib.sha1(spelled, usedforsecurity=False).hexdigest().upper())
    return set(data.names_of_parts) <= own


def _known(parsed: Parsed) -> list[x509.Certificate]:
    """The signers' certificates and their anchors, those of timestamps and theirs."""
    ders = [one.signer_cert.dump() for one in parsed.signatures]
    ders += [der for one in parsed.expected for der in one.trust]
    ders += parsed.time_trust
    tokens = [Timestamp(one.pkcs7_content) for one in parsed.timestamps]
    tokens += [token for one in parsed.signatures if (token := token_of(one)) is not None]
    ders += [token.certificate.dump() for token in tokens]
    return [_loaded(der) for der in dict.fromkeys(ders)]


def _loaded(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)

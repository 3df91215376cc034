"""R7: the signature holds, is made in our format, and by a certificate enrolled for the post.

pyHanko's verdict on message, certificate path and key usage is needed here, but it knows neither
posts nor enrolments; the pin on the certificate's own hash is ours.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import find_cms_attribute_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel

from pipeline.adapters.signing.bound import issuer_of
from pipeline.adapters.signing.credentials import (
    common_name,
    key_weakness,
    usable_for_signing,
)
from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.fields import DIGESTS
from pipeline.adapters.signing.offline import context, finish
from pipeline.adapters.signing.revision import entry, names
from pipeline.errors import Finding
from pipeline.ports.signing import ExpectedSignature

_USAGE = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"})
_DICTIONARY = names(
    "/Type /Filter /SubFilter /Contents /ByteRange /M /Name /Reason /Location /ContactInfo "
    "/Reference /Prop_Build /Prop_AuthTime /Prop_AuthType"
)
_CERTIFIES = 2  # DocMDP: forms and signatures may follow, nothing else


def certificate_is_enrolled(parsed: Parsed) -> Iterator[Finding]:
    """R7: the certificate is enrolled for the post: by its own hash, or by issuer and person."""
    for signature, expected in pairs(parsed):
        der = signature.signer_cert.dump()
        sha256 = hashlib.sha256(der).hexdigest()
        if sha256 not in expected.certificates and (
            sha256 in expected.revoked or issuer_of(der, expected.issuers) is None
        ):
            name = common_name(load_der_x509_certificate(der).subject)
            yield Finding("P40", {"label": expected.label, "nama": name})


def signature_is_valid(parsed: Parsed) -> Iterator[Finding]:
    """R7: digest, signature, certificate path at that moment, algorithms, key usage, coverage."""
    for signature, expected in pairs(parsed):
        label = {"label": expected.label}
        certificate = load_der_x509_certificate(signature.signer_cert.dump())
        weakness = key_weakness(certificate)
        if signature.md_algorithm not in DIGESTS:
            weakness = signature.md_algorithm
        if weakness is not None:
            yield Finding("P43", {**label, "cara": weakness})
        if not usable_for_signing(certificate):
            yield Finding("P44", label)
        status = _pyhanko_status(parsed, signature, expected)
        parsed.intact[signature] = bool(status.intact and status.valid)
        if not parsed.intact[signature]:
            yield Finding("P41", label)
        elif not status.trusted:
            yield Finding("P42", label)
        elif not (_is_well_made(signature, status) and _covers_enough(status)):
            yield Finding("P41", label)


def format_is_ours(parsed: Parsed) -> Iterator[Finding]:
    """R7: PAdES, bound to its certificate, with no permissions but those we give."""
    for place, (signature, expected) in enumerate(pairs(parsed)):
        content, profile = signature.sig_object, parsed.profile_of(signature)
        if (
            entry(content, "/SubFilter") not in profile.formats
            or entry(content, "/Type") != "/Sig"
            or not isinstance(entry(content, "/Filter"), generic.NameObject)
            or set(content) - _DICTIONARY - profile.more_keys
            or not _is_bound_to_certificate(signature)
            or not _permissions_are_ours(signature, is_first=place == 0)
        ):
            yield Finding("P45", {"label": expected.label})


def time_is_within_certificate(parsed: Parsed) -> Iterator[Finding]:
    """R7: the signer claims a time, and the certificate was valid then."""
    for signature, expected in pairs(parsed):
        claimed = signature.self_reported_timestamp
        certificate = signature.signer_cert
        if claimed is None or not (
            certificate.not_valid_before <= claimed <= certificate.not_valid_after
        ):
            yield Finding("P42", {"label": expected.label})


def pairs(parsed: Parsed) -> list[tuple[EmbeddedPdfSignature, ExpectedSignature]]:
    """Each expected signature that is there, with what is expected of it."""
    expected = {one.field: one for one in parsed.expected}
    return [
        (signature, expected[parsed.field_of(signature)])
        for signature in parsed.signatures
        if parsed.field_of(signature) in expected
    ]


def _pyhanko_status(
    parsed: Parsed, signature: EmbeddedPdfSignature, expected: ExpectedSignature
) -> PdfSignatureStatus:
    status = finish(
        async_validate_pdf_signature(
            signature,
            signer_validation_context=context(expected.trust, parsed.at),
            ts_validation_context=context(parsed.time_trust, parsed.at),
            key_usage_settings=_USAGE,
            skip_diff=True,  # R6 has taken the difference, and more strictly
        )
    )
    # Its timestamp is judged by R8, in words of its own.
    return replace(status, timestamp_validity=None)


def _is_well_made(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> bool:
    """The last word of pyHanko, but for the format the field asks for where another is allowed."""
    if entry(signature.sig_object, "/SubFilter") == SigSeedSubFilter.PADES.value:
        return bool(status.bottom_line)
    # The field asks for format and digest; both are held to our own lists.
    others = replace(status, seed_value_constraint_error=None)
    return bool(others.bottom_line)


def _covers_enough(status: PdfSignatureStatus) -> bool:
    return bool(status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION)


def _is_bound_to_certificate(signature: EmbeddedPdfSignature) -> bool:
    """The signed attributes name the certificate, so that it cannot be exchanged."""
    signed = signature.signer_info["signed_attrs"]
    return len(list(find_cms_attribute_iter(signed, "signing_certificate_v2"))) == 1


def _permissions_are_ours(signature: EmbeddedPdfSignature, *, is_first: bool) -> bool:
    """No lock but the field's own; certified as the first signature, for forms and signatures.

    A paraf that locked more would be broken, in some programs, by the signature after it.
    """
    lock = _lock(entry(signature.sig_field, "/Lock"))
    for reference in entry(signature.sig_object, "/Reference", ()):
        rule = reference.get_object()
        method = entry(rule, "/TransformMethod")
        parameters = entry(rule, "/TransformParams", {})
        if method == "/FieldMDP":
            if lock is None or _lock(parameters) != lock:
                return False
        elif method != "/DocMDP" or not is_first or entry(parameters, "/P") != _CERTIFIES:
            return False
    return True


def _lock(spoken: generic.DictionaryObject | None) -> tuple[str, tuple[str, ...]] | None:
    """Which fields a lock is about, and how."""
    if spoken is None:
        return None
    return str(entry(spoken, "/Action")), tuple(map(str, entry(spoken, "/Fields", ())))

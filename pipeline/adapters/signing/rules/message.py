"""R7, the CMS message around the signature: nothing in it speaks that the signature does not cover.

A CMS message protects its signed attributes and the certificate they name, not the list of
digests, further certificates or unsigned attributes beside them. Those may not say anything of
their own, or two files could carry the same signature and differ.
"""

from collections.abc import Iterator

from asn1crypto import algos, cms, core, parser, x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pipeline.adapters.signing.evidence import Parsed
from pipeline.adapters.signing.rules.signer import pairs
from pipeline.errors import Finding

_UNSIGNED = {"signature_time_stamp_token"}
#: Both versions say how the signer's certificate is named (RFC 5652, 5.1 and 5.3).
_VERSIONS = {"issuer_and_serial_number": "v1", "subject_key_identifier": "v3"}
_NO_PARAMETERS = (b"", b"\x05\x00")


def message_is_written_one_way(parsed: Parsed) -> Iterator[Finding]:
    """R7: distinguished encoding, lengths that fit, versions that agree with the content."""
    for signature, expected in pairs(parsed):
        if not _is_distinguished(signature):
            yield Finding("P45", {"label": expected.label})


def message_holds_no_more(parsed: Parsed) -> Iterator[Finding]:
    """R7: one digest, vouched-for certificates, and nothing unsigned but a timestamp."""
    for signature, expected in pairs(parsed):
        content, signer = signature.signed_data, signature.signer_info
        digests = [one["algorithm"].native for one in _digests(content)]
        unsigned = {one["type"].native for one in signer["unsigned_attrs"] or ()}
        if (
            digests != [signer["digest_algorithm"]["algorithm"].native]
            or bool(content["crls"])
            or unsigned - _UNSIGNED
            or signature.embedded_attr_certs
            or not _is_one_path(content, signature.signer_cert)
            or not _all_vouched_for(signature.other_embedded_certs, expected.trust)
        ):
            yield Finding("P45", {"label": expected.label})


def _is_distinguished(signature: EmbeddedPdfSignature) -> bool:
    message = signature.pkcs7_content[: parser.peek(signature.pkcs7_content)]
    content, signer = signature.signed_data, signature.signer_info
    return (
        _is_der(memoryview(message))
        and content["version"].native == signer["version"].native == _VERSIONS[signer["sid"].name]
        and all(map(_has_plain_parameters, (signer["digest_algorithm"], *_digests(content))))
        and _has_plain_parameters(signer["signature_algorithm"])
    )


def _is_der(message: memoryview) -> bool:
    """Whether all lengths are the shortest possible and the parts fill their wholes exactly."""
    position = 0
    while position < len(message):
        if len(message) - position < 2:
            return False
        tag, size = message[position], message[position + 1]
        position += 2
        if tag == 0 or tag & 0x1F == 0x1F:
            return False  # filling, or tags above 30, which occur nowhere in a signature
        if size >= 0x80:
            digits = bytes(message[position : position + size - 0x80])
            position += len(digits)
            size = int.from_bytes(digits, "big")
            if not 1 <= len(digits) <= 4 or digits[0] == 0 or size < 0x80:
                return False
        inside = message[position : position + size]
        position += size
        if len(inside) != size or (tag & 0x20 and not _is_der(inside)):
            return False
    return True


def _digests(content: cms.SignedData) -> list[algos.DigestAlgorithm]:
    return list(content["digest_algorithms"])


def _has_plain_parameters(algorithm: core.Sequence) -> bool:
    """No parameters, or the NULL that stands for none; only PSS has some, and they are used."""
    if algorithm["algorithm"].native == "rsassa_pss":
        return True
    return bytes(algorithm.contents).removeprefix(algorithm["algorithm"].dump()) in _NO_PARAMETERS


def _all_vouched_for(embedded: list[x509.Certificate], trust: tuple[bytes, ...]) -> bool:
    """Every further certificate is trusted to the letter, or signed by one that came along."""
    others = [one for one in embedded if one.dump() not in trust]
    issuers = [load_der_x509_certificate(der) for der in trust]
    issuers += [load_der_x509_certificate(one.dump()) for one in others]
    return all(
        one["signature_algorithm"].dump() == one["tbs_certificate"]["signature"].dump()
        and one["signature_value"].contents.startswith(b"\0")  # no unused bits
        and _is_issued_by_one_of(load_der_x509_certificate(one.dump()), issuers)
        for one in others
    )


def _is_one_path(content: cms.SignedData, signer: x509.Certificate) -> bool:
    """The certificates are the signer's, his issuer's, and so on upwards; each once."""
    ders = [one.chosen.dump() for one in content["certificates"]]
    waiting = {der: load_der_x509_certificate(der) for der in ders}
    own = waiting.pop(signer.dump(), None)
    while waiting and own is not None:
        above = next((der for der in waiting if _is_issued_by_one_of(own, [waiting[der]])), None)
        own = waiting.pop(above) if above is not None else None
    return own is not None and len(set(ders)) == len(ders)


def _is_issued_by_one_of(certificate: Certificate, issuers: list[Certificate]) -> bool:
    for issuer in issuers:
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return True
    return False

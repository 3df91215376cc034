"""What makes a CMS message say one thing in one way, whether it is a signature or a timestamp.

A CMS message protects its signed attributes and the certificate they name, not the list of
digests, further certificates or unsigned attributes beside them. Those may not say anything of
their own, or two files could carry the same signature and differ.
"""

from collections.abc import Iterable

from asn1crypto import algos, cms, core, parser, x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate, load_der_x509_certificate

#: Both versions say how the signer's certificate is named (RFC 5652, 5.3).
_VERSIONS = {"issuer_and_serial_number": "v1", "subject_key_identifier": "v3"}
#: A message about anything but plain data is of version 3 (RFC 5652, 5.1).
_OF_OTHER_CONTENT = "v3"
_NO_PARAMETERS = (b"", b"\x05\x00")


def is_written_one_way(message: bytes, content: cms.SignedData, signer: cms.SignerInfo) -> bool:
    """Distinguished encoding, lengths that fit, versions that agree with the content."""
    named = _VERSIONS[signer["sid"].name]
    is_plain = content["encap_content_info"]["content_type"].native == "data"
    return (
        _is_der(memoryview(message[: parser.peek(message)]))
        and signer["version"].native == named
        and content["version"].native == (named if is_plain else _OF_OTHER_CONTENT)
        and all(map(_has_plain_parameters, (signer["digest_algorithm"], *_digests(content))))
        and _has_plain_parameters(signer["signature_algorithm"])
    )


def holds_no_more(
    content: cms.SignedData,
    signer: cms.SignerInfo,
    certificate: x509.Certificate,
    trust: Iterable[bytes],
) -> bool:
    """One digest, no revocation lists, and certificates that are one path and vouched for."""
    trusted = tuple(trust)
    digests = [one["algorithm"].native for one in _digests(content)]
    own = certificate.dump()
    others = [one.chosen for one in content["certificates"] if one.chosen.dump() != own]
    return (
        digests == [signer["digest_algorithm"]["algorithm"].native]
        and not content["crls"]
        and _is_one_path(content, certificate)
        and are_vouched_for(others, trusted)
    )


def are_vouched_for(certificates: Iterable[x509.Certificate], trust: Iterable[bytes]) -> bool:
    """Every certificate is trusted to the letter, or signed by one that is or came along."""
    trusted = tuple(trust)
    others = [one for one in certificates if one.dump() not in trusted]
    issuers = [load_der_x509_certificate(der) for der in trusted]
    issuers += [load_der_x509_certificate(one.dump()) for one in others]
    return all(
        one["signature_algorithm"].dump() == one["tbs_certificate"]["signature"].dump()
        and one["signature_value"].contents.startswith(b"\0")  # no unused bits
        and is_issued_by_one_of(load_der_x509_certificate(one.dump()), issuers)
        for one in others
    )


def is_issued_by_one_of(certificate: Certificate, issuers: Iterable[Certificate]) -> bool:
    """Whether one of them has really signed the certificate."""
    for issuer in issuers:
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return True
    return False


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


def _is_one_path(content: cms.SignedData, signer: x509.Certificate) -> bool:
    """The certificates are the signer's, his issuer's, and so on upwards; each once."""
    ders = [one.chosen.dump() for one in content["certificates"]]
    waiting = {der: load_der_x509_certificate(der) for der in ders}
    own = waiting.pop(signer.dump(), None)
    while waiting and own is not None:
        above = next((der for der in waiting if is_issued_by_one_of(own, [waiting[der]])), None)
        own = waiting.pop(above) if above is not None else None
    return own is not None and len(set(ders)) == len(ders)

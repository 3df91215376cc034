"""Builds the CMS message of a PAdES baseline signature (B-B).

pyHanko's own signers parse the private key anew for every signature and run an event loop to
collect attributes that are known beforehand. The message is small and fixed, so it is put together
here; what depends on the certificate alone is kept with the credential.

Format: ETSI EN 319 142-1 section 6.3: content type, message digest and signing-certificate-v2 are
signed; the time stands in the signature dictionary (``/M``), which the digest covers.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from asn1crypto import algos, cms, core, tsp, x509

from pipeline.adapters.signing.credentials import KeyCredential

#: Room for the signed attributes and the frame around certificates and signature, in bytes.
_FRAME = 900


@dataclass(frozen=True, slots=True)
class _Parts:
    """What every signature of one certificate has in common."""

    certificates: cms.CertificateSet
    signer: cms.SignerIdentifier
    signing_certificate: cms.CMSAttribute


def room_needed(credential: KeyCredential) -> int:
    """Hexadecimal digits to reserve in the PDF for a signature of this credential."""
    return 2 * (_FRAME + sum(map(len, credential.chain)) + _signature_size(credential))


def digest_name(credential: KeyCredential) -> str:
    """The digest that matches the key's strength: ``sha256`` up to ``sha512``."""
    key = credential.key
    if key.family == "rsa":
        return "sha256" if key.bits < 3072 else "sha384"
    return {256: "sha256", 384: "sha384"}.get(key.bits, "sha512")


def sign_digest(credential: KeyCredential, digest: bytes) -> bytes:
    """The DER of the CMS message over a document digest made with ``digest_name``."""
    attributes = signed_attributes(credential, digest)
    signature = credential.key.sign(attributes, digest_name(credential))
    return assemble(credential, attributes, signature)


def signed_attributes(credential: KeyCredential, digest: bytes) -> bytes:
    """The DER of what the key signs: the document's digest, bound to the certificate."""
    attributes = [
        cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
        cms.CMSAttribute({"type": "message_digest", "values": [digest]}),
        _parts(credential.chain).signing_certificate,
    ]
    return bytes(cms.CMSAttributes(attributes).dump())


def assemble(credential: KeyCredential, attributes: bytes, signature: bytes) -> bytes:
    """The DER of the message from ``signed_attributes`` and the raw signature over them."""
    parts = _parts(credential.chain)
    name = digest_name(credential)
    digest_algorithm = cms.DigestAlgorithm({"algorithm": name})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": parts.signer,
            "digest_algorithm": digest_algorithm,
            "signature_algorithm": _mechanism(credential, name),
            "signed_attrs": cms.CMSAttributes.load(attributes),
            "signature": signature,
        }
    )
    message = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [digest_algorithm],
            "encap_content_info": {"content_type": "data"},
            "certificates": parts.certificates,
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": message}).dump())


@lru_cache(maxsize=64)
def _parts(chain: tuple[bytes, ...]) -> _Parts:
    certificates = [x509.Certificate.load(der) for der in chain]
    own = certificates[0]
    issuer_serial = tsp.IssuerSerial(
        {
            "issuer": [x509.GeneralName({"directory_name": own.issuer})],
            "serial_number": own.serial_number,
        }
    )
    identifier = tsp.ESSCertIDv2(
        {"cert_hash": hashlib.sha256(chain[0]).digest(), "issuer_serial": issuer_serial}
    )
    return _Parts(
        certificates=cms.CertificateSet(
            [cms.CertificateChoices(name="certificate", value=one) for one in certificates]
        ),
        signer=cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": own.issuer, "serial_number": own.serial_number}
                )
            }
        ),
        signing_certificate=cms.CMSAttribute(
            {
                "type": "signing_certificate_v2",
                "values": [tsp.SigningCertificateV2({"certs": [identifier]})],
            }
        ),
    )


def _signature_size(credential: KeyCredential) -> int:
    size = -(-credential.key.bits // 8)
    # An ECDSA signature is two numbers of the key's size in a DER sequence.
    return size if credential.key.family == "rsa" else 2 * size + 16


def _mechanism(credential: KeyCredential, digest: str) -> algos.SignedDigestAlgorithm:
    family = credential.key.family
    parameters = {"parameters": core.Null()} if family == "rsa" else {}
    return algos.SignedDigestAlgorithm({"algorithm": f"{digest}_{family}", **parameters})

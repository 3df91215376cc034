"""CMS messages made by hand: a proper PAdES message when nothing is bent, anything else on demand."""

import hashlib
from collections.abc import Callable

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

from tests.attacks.letters import Key


def message(
    key: Key,
    data: bytes,
    *,
    digest: str = "sha256",
    attributes: Callable[[list], list] = lambda given: given,
    certificates: tuple[bytes, ...] | None = None,
    named: Key | None = None,
    signer: dict | None = None,
    content: dict | None = None,
    sign: Callable[[bytes], bytes] | None = None,
    padding_pss: bool = False,
    hashed: bytes | None = None,
    unsigned: Callable[[bytes], list] | None = None,
    finish: Callable[[bytes], bytes] = lambda der: der,
) -> bytes:
    """The DER of a detached SignedData over ``data``.

    ``named`` is the certificate the message points to, when it is not the key's own.
    """
    shown = named or key
    own = x509.Certificate.load(shown.ders[0])
    value = hashed if hashed is not None else hashlib.new(digest, data).digest()
    listed = attributes(
        [
            cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
            cms.CMSAttribute({"type": "message_digest", "values": [value]}),
            signing_certificate(shown.ders[0]),
        ]
    )
    signed = cms.CMSAttributes(listed) if listed else None
    algorithm = cms.DigestAlgorithm({"algorithm": digest})
    raw = sign or (lambda what: _raw(key, what, digest, pss=padding_pss))
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier(
            {
                "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                    {"issuer": own.issuer, "serial_number": own.serial_number}
                )
            }
        ),
        "digest_algorithm": algorithm,
        "signature_algorithm": _mechanism(key, digest, pss=padding_pss),
        "signature": raw(signed.dump() if signed is not None else data),
    }
    if signed is not None:
        info["signed_attrs"] = signed
    if unsigned is not None:
        info["unsigned_attrs"] = unsigned(info["signature"])
    ders = shown.ders if certificates is None else certificates
    wrapped = {
        "version": "v1",
        "digest_algorithms": [algorithm],
        "encap_content_info": {"content_type": "data"},
        "certificates": [
            cms.CertificateChoices(name="certificate", value=x509.Certificate.load(der))
            for der in ders
        ],
        "signer_infos": [cms.SignerInfo(info | (signer or {}))],
    }
    data_object = cms.SignedData(wrapped | (content or {}))
    return finish(cms.ContentInfo({"content_type": "signed_data", "content": data_object}).dump())


def signing_certificate(der: bytes) -> cms.CMSAttribute:
    identifier = tsp.ESSCertIDv2({"cert_hash": hashlib.sha256(der).digest()})
    return cms.CMSAttribute(
        {
            "type": "signing_certificate_v2",
            "values": [tsp.SigningCertificateV2({"certs": [identifier]})],
        }
    )


def _mechanism(key: Key, digest: str, *, pss: bool) -> algos.SignedDigestAlgorithm:
    if isinstance(key.private, ed25519.Ed25519PrivateKey):
        return algos.SignedDigestAlgorithm({"algorithm": "ed25519"})
    if pss:
        inner = algos.DigestAlgorithm({"algorithm": digest})
        parameters = algos.RSASSAPSSParams(
            {
                "hash_algorithm": inner,
                "mask_gen_algorithm": algos.MaskGenAlgorithm(
                    {"algorithm": "mgf1", "parameters": inner}
                ),
                "salt_length": 32,
            }
        )
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})
    is_rsa = isinstance(key.private, rsa.RSAPrivateKey)
    parameters = {"parameters": core.Null()} if is_rsa else {}
    return algos.SignedDigestAlgorithm(
        {"algorithm": f"{digest}_{'rsa' if is_rsa else 'ecdsa'}", **parameters}
    )


def _raw(key: Key, data: bytes, digest: str, *, pss: bool) -> bytes:
    kind = getattr(hashes, digest.upper())()
    if isinstance(key.private, ed25519.Ed25519PrivateKey):
        return key.private.sign(data)
    if isinstance(key.private, rsa.RSAPrivateKey):
        scheme = padding.PSS(padding.MGF1(kind), 32) if pss else padding.PKCS1v15()
        return key.private.sign(data, scheme, kind)
    return key.private.sign(data, ec.ECDSA(kind))

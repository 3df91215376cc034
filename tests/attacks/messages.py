"""The CMS message: what it says besides the signature, and how it is encoded."""

import hashlib
from collections.abc import Callable

from asn1crypto import cms, core, tsp, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.cms import message, signing_certificate
from tests.attacks.letters import FAR_AHEAD, LONG_AGO, Key, Letter, authority, certify, named, p256
from tests.attacks.raw import Signed, by_hand, swap

Make = Callable[[Letter], bytes]
#: The object identifier of SHA-256.
_SHA256 = bytes.fromhex("0609608648016503040201")


def said(**settings) -> Make:
    """A signature whose message is bent in this way."""
    return lambda letter: by_hand(letter, Signed(cms=settings))


def built(build: Callable[[Letter], dict]) -> Make:
    return lambda letter: by_hand(letter, Signed(cms=build(letter)))


def rewritten(change: Callable[[bytes], bytes]) -> Make:
    """The DER of a proper message, changed."""
    return said(finish=change)


def reparsed(change: Callable[[cms.ContentInfo], None]) -> Make:
    """A proper message, changed in its unsigned parts."""

    def finish(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        change(info)
        return info.dump(force=True)

    return said(finish=finish)


def attribute(name: str, *values) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": name, "values": list(values)})


_ATTRIBUTES = {
    "nothing signed but the file": said(attributes=lambda given: []),
    "no digest": said(attributes=lambda given: [given[0], given[2]]),
    "two digests": said(attributes=lambda given: [*given, given[1]]),
    "digest of something else": said(hashed=bytes(32)),
    "digest too short": said(hashed=bytes(20)),
    "no kind of content": said(attributes=lambda given: given[1:]),
    "another kind of content": said(
        attributes=lambda given: [attribute("content_type", "tst_info"), *given[1:]]
    ),
    "certificate not named": said(attributes=lambda given: given[:2]),
    "another certificate named": built(
        lambda letter: {
            "attributes": lambda given: [*given[:2], signing_certificate(letter.colleague.ders[0])]
        }
    ),
    "two certificates named": built(
        lambda letter: {
            "attributes": lambda given: [*given, signing_certificate(letter.colleague.ders[0])]
        }
    ),
    "certificate named in the old way": built(
        lambda letter: {
            "attributes": lambda given: [
                *given[:2],
                attribute(
                    "signing_certificate",
                    tsp.SigningCertificate({"certs": [tsp.ESSCertID({"cert_hash": bytes(20)})]}),
                ),
            ]
        }
    ),
}
_DIGESTS = {
    "SHA-1": said(digest="sha1"),
    "SHA-224": said(digest="sha224"),
}


def rsa_digest(name: str) -> Make:
    """A digest that ECDSA has no name for, with an enrolled RSA key of the proper size."""
    return lambda letter: by_hand(
        letter, Signed(key=letter.careless["rsa baik"], cms={"digest": name})
    )


_ALGORITHMS = {
    "signature of zeros": said(sign=lambda data: bytes(64)),
    "no signature": said(sign=lambda data: b""),
    "signature r and s zero": said(sign=lambda data: bytes.fromhex("3006020100020100")),
    "algorithm of another family": reparsed(
        lambda info: info["content"]["signer_infos"][0]["signature_algorithm"].__setitem__(
            "algorithm", "sha256_rsa"
        )
    ),
    "digest renamed": reparsed(
        lambda info: info["content"]["signer_infos"][0]["digest_algorithm"].__setitem__(
            "algorithm", "sha512"
        )
    ),
    "parameters of no use": said(
        finish=lambda der: swap(der, _SHA256 + b"\x05\x00", _SHA256 + b"\x04\x00")
    ),
}


def _signed(info: cms.ContentInfo) -> cms.SignedData:
    return info["content"]


def _put(holder, key: str, item) -> None:
    holder[key] = item


def more_certificates(extra: Callable[[Letter], tuple[bytes, ...]]) -> Make:
    return built(lambda letter: {"certificates": (*letter.key.ders, *extra(letter))})


_BESIDE = {
    "content inside": built(
        lambda letter: {
            "content": {
                "encap_content_info": cms.ContentInfo({"content_type": "data", "content": b"lain"})
            }
        }
    ),
    "second signer": built(lambda letter: _two_signers(letter)),
    "no signer": reparsed(lambda info: _put(_signed(info), "signer_infos", [])),
    "more digests": reparsed(
        lambda info: _put(
            _signed(info),
            "digest_algorithms",
            [{"algorithm": "sha256"}, {"algorithm": "sha512"}],
        )
    ),
    "no digests": reparsed(lambda info: _put(_signed(info), "digest_algorithms", [])),
    "same certificate twice": more_certificates(lambda letter: (letter.key.ders[0],)),
    "issuer twice": more_certificates(lambda letter: (letter.key.ders[-1],)),
    "a colleague's certificate": more_certificates(lambda letter: (letter.colleague.ders[0],)),
    "a stranger's certificate": more_certificates(
        lambda letter: (letter.strangers["nama sama, tanda tangan sendiri"].ders[0],)
    ),
    "no certificates": said(certificates=()),
    "only the issuer's certificate": built(lambda letter: {"certificates": letter.key.ders[1:]}),
    "revocations beside": built(lambda letter: {"content": {"crls": _revocations(letter)}}),
    "words in a timestamp's place": said(
        unsigned=lambda signature: [attribute("signature_time_stamp_token", *_tokens())]
    ),
    "counter-signature": said(unsigned=lambda signature: _countersigned()),
    "timestamp of another signature": built(
        lambda letter: {
            "unsigned": lambda signature: [
                attribute(
                    "signature_time_stamp_token", time_token(_time_authority(), b"lain", letter)
                )
            ]
        }
    ),
    "unknown words unsigned": said(
        unsigned=lambda signature: [
            cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(b"lunas")]})
        ]
    ),
    "timestamp of a stranger": built(lambda letter: _stamped_by_stranger(letter)),
    "another version": reparsed(lambda info: _put(_signed(info), "version", "v3")),
    "version from the future": reparsed(lambda info: _put(_signed(info), "version", "v5")),
    "signer's version": reparsed(
        lambda info: _put(_signed(info)["signer_infos"][0], "version", "v3")
    ),
}


def _tokens() -> list:
    return [cms.ContentInfo({"content_type": "data", "content": b"bukan stempel waktu"})]


def _two_signers(letter: Letter) -> dict:
    def finish(der: bytes) -> bytes:
        info = cms.ContentInfo.load(der)
        one = info["content"]["signer_infos"][0]
        info["content"]["signer_infos"] = cms.SignerInfos([one, one.copy()])
        return info.dump(force=True)

    return {"finish": finish}


def _revocations(letter: Letter) -> list:
    issuer = authority()
    builder = (
        pyca.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(LONG_AGO)
        .next_update(FAR_AHEAD)
    )
    der = builder.sign(issuer.private, hashes.SHA256()).public_bytes(Encoding.DER)
    return [cms.RevocationInfoChoice(name="crl", value=cms.CertificateList.load(der))]


def _countersigned() -> list:
    return [
        attribute(
            "counter_signature",
            cms.SignerInfo(
                {
                    "version": "v1",
                    "sid": cms.SignerIdentifier(
                        {
                            "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                                {
                                    "issuer": x509.Name.build({"common_name": "x"}),
                                    "serial_number": 1,
                                }
                            )
                        }
                    ),
                    "digest_algorithm": {"algorithm": "sha256"},
                    "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                    "signature": b"x",
                }
            ),
        )
    ]


def _stamped_by_stranger(letter: Letter) -> dict:
    """A well-made timestamp over the right signature, by an authority nobody knows."""
    stranger = _time_authority()

    def unsigned(signature: bytes) -> list:
        return [attribute("signature_time_stamp_token", time_token(stranger, signature, letter))]

    return {"unsigned": unsigned}


def _time_authority() -> Key:
    above = authority("CA Stempel")
    return certify(
        p256(),
        named("Stempel Waktu"),
        above,
        purposes=(pyca.oid.ExtendedKeyUsageOID.TIME_STAMPING,),
    )


def time_token(key: Key, signature: bytes, letter: Letter) -> cms.ContentInfo:
    """An RFC 3161 token over a signature."""
    info = tsp.TSTInfo(
        {
            "version": "v1",
            "policy": "1.2.3.4",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(signature).digest(),
            },
            "serial_number": 1,
            "gen_time": letter.at,
        }
    )
    content = {
        "version": "v3",
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(info.dump()),
        },
    }
    der = message(
        key,
        info.dump(),
        attributes=lambda given: [attribute("content_type", "tst_info"), *given[1:]],
        content=content,
    )
    return cms.ContentInfo.load(der)


def _long_length(der: bytes) -> bytes:
    """The outermost length in five bytes where three would do."""
    size = int.from_bytes(der[2:4], "big")
    return der[:1] + b"\x84" + size.to_bytes(4, "big") + der[4:]


def _endless(der: bytes) -> bytes:
    """Of indefinite length, as BER allows."""
    return der[:1] + b"\x80" + der[4:] + b"\x00\x00"


_ENCODED = {
    "long length": rewritten(_long_length),
    "indefinite length": rewritten(_endless),
    "not a signature": rewritten(lambda der: core.OctetString(b"lunas").dump()),
    "another content": rewritten(
        lambda der: cms.ContentInfo({"content_type": "data", "content": b"x"}).dump()
    ),
    "cut": rewritten(lambda der: der[:-10]),
    "length too long": rewritten(lambda der: der[:3] + bytes([(der[3] + 9) % 256]) + der[4:]),
    "nested without end": rewritten(lambda der: _nested(600)),
    "garbage": rewritten(lambda der: bytes(range(256)) * 4),
    "half of it twice": rewritten(lambda der: der[: len(der) // 2] * 2),
}


def _nested(depth: int) -> bytes:
    der = b""
    for _ in range(depth):
        size = len(der)
        length = bytes([size]) if size < 0x80 else b"\x82" + size.to_bytes(2, "big")
        der = b"\x30" + length + der
    return der


def shown_as(letter: Letter, key: Key) -> bytes:
    """Signed with one key, with another's certificate shown."""
    return by_hand(letter, Signed(key=key, cms={"named": letter.key}))


_SHOWN = {
    "the right certificate, another key": lambda letter: shown_as(
        letter, letter.strangers["nama sama, tanda tangan sendiri"]
    ),
    "the right certificate, the colleague's key": lambda letter: shown_as(letter, letter.colleague),
    "signature of something else": lambda letter: by_hand(
        letter,
        Signed(covered=lambda pdf, span: letter.issued),
    ),
    "digest right, signature of another file": lambda letter: _mixed(letter),
}


def _mixed(letter: Letter) -> bytes:
    other = message(letter.key, b"berkas lain")
    signature = cms.ContentInfo.load(other)["content"]["signer_infos"][0]["signature"].native
    return by_hand(letter, Signed(cms={"sign": lambda data: signature}))


def weak_padding(letter: Letter) -> bytes:
    """PSS with SHA-1 inside, by an enrolled RSA key."""
    key = letter.careless["rsa baik"]
    assert isinstance(key.private, rsa.RSAPrivateKey)

    def sign(data: bytes) -> bytes:
        return key.private.sign(data, padding.PSS(padding.MGF1(hashes.SHA1()), 20), hashes.SHA1())

    return by_hand(letter, Signed(key=key, cms={"padding_pss": True, "sign": sign}))


def all_messages() -> list[Attack]:
    return [
        *attacks("attributes", "P41 P45 P46", _ATTRIBUTES),
        *attacks("digest", "P43", _DIGESTS),
        *attacks("digest", "P43", {"MD5": rsa_digest("md5"), "SHA-1 with RSA": rsa_digest("sha1")}),
        *attacks(
            "algorithm", "P41 P42 P43 P45 P46", _ALGORITHMS | {"PSS with SHA-1": weak_padding}
        ),
        *attacks("beside the signature", "P41 P42 P45 P46 P49", _BESIDE),
        *attacks("encoding", "P41 P45 P46", _ENCODED),
        *attacks("shown", "P41", _SHOWN),
    ]

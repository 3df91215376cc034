"""Timestamps, in signatures and in fields of their own: false, borrowed, bent, dressed up."""

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

from asn1crypto import cms, core, x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.signers import PdfTimeStamper

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.cms import signing_certificate
from tests.attacks.edits import COVER, EDITS, Edit, Writer, new
from tests.attacks.letters import (
    ISSUING,
    Key,
    Letter,
    authority,
    certify,
    named,
    p256,
    usage,
)
from tests.attacks.messages import attribute
from tests.attacks.raw import Signed, by_hand, numbers, object_text, reader_of, stream, swap
from tests.attacks.services import (
    HandStamper,
    Make,
    Stamped,
    by_pyhanko,
    carrying,
    house_key,
    other_letter,
    stamped,
    statements,
    timed,
    token,
    unsigned,
)

_STAMPING = (ExtendedKeyUsageOID.TIME_STAMPING,)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_HOUSE = named("Stempel Waktu Uji", organisation="Balai Stempel Waktu Uji")


# -- authorities nobody asked --------------------------------------------------------------------


def _by_house(**settings) -> Key:
    """One more certificate of the trusted house."""
    private = settings.pop("private", None) or p256()
    values = {"of_usage": usage(digital_signature=True), "purposes": _STAMPING} | settings
    return certify(private, _HOUSE, house_key("tsa-root"), **values)


@cache
def stampers() -> dict[str, Callable[[Letter], Key]]:
    """Who may not stamp here, each made once."""
    twin = certify(
        p256(), house_key("tsa-root").certificate.subject, of_usage=ISSUING, is_authority=True
    )
    settings = {"of_usage": usage(digital_signature=True), "purposes": _STAMPING}
    unknown = certify(p256(), _HOUSE, authority("CA Stempel"), **settings)
    by_twin = certify(p256(), _HOUSE, twin, **settings)
    self_made = certify(p256(), _HOUSE, **settings)
    plain = _by_house(purposes=())
    many = _by_house(purposes=(*_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING))
    other_use = _by_house(purposes=(ExtendedKeyUsageOID.CODE_SIGNING,))
    by_leaf = certify(p256(), _HOUSE, house_key("tsa"), **settings)
    weak = _by_house(private=rsa.generate_private_key(65537, 1024))
    office = certify(p256(), _HOUSE, house_key("ca"), **settings)
    return {
        "by an unknown authority": lambda letter: unknown,
        "by the authority's namesake": lambda letter: by_twin,
        "by a self-made certificate": lambda letter: self_made,
        "by a certificate not for timestamps": lambda letter: plain,
        "by a certificate for something else": lambda letter: other_use,
        "by a certificate for other things too": lambda letter: many,
        "by the authority itself": lambda letter: house_key("tsa-root"),
        "by whom a stamping server certified": lambda letter: by_leaf,
        "by a short key of the authority": lambda letter: weak,
        "by whom the signers' issuer certified": lambda letter: office,
        "by the signer": lambda letter: letter.key,
        "by the colleague": lambda letter: letter.colleague,
        "by the answering service": lambda letter: house_key("ocsp"),
    }


def _expired(letter: Letter) -> Key:
    return _by_house(until=letter.at - _HOUR)


def _not_yet(letter: Letter) -> Key:
    return _by_house(since=letter.at + _HOUR, until=letter.at + 400 * _DAY)


# -- tokens in signatures ------------------------------------------------------------------------


def with_token(build: Callable[[bytes, Letter], bytes]) -> Make:
    return carrying(lambda signature, letter: unsigned(build(signature, letter)))


def bent(**settings) -> Make:
    return with_token(lambda signature, letter: token(signature, letter.at, **settings))


def reparsed(change: Callable[[cms.ContentInfo, Letter], object]) -> Make:
    """A proper token, changed where its own signature does not look."""

    def build(signature: bytes, letter: Letter) -> bytes:
        info = cms.ContentInfo.load(token(signature, letter.at))
        change(info, letter)
        return bytes(info.dump(force=True))

    return with_token(build)


def _other_token(letter: Letter) -> bytes:
    """The token in the colleague's or the same signer's signature on another letter."""
    signature = reader_of(other_letter(letter).signed).embedded_signatures[-1]
    return bytes(signature.signer_info["unsigned_attrs"][0]["values"][0].dump())


def _put(holder, key: str, item) -> None:
    holder[key] = item


def _content(info: cms.ContentInfo) -> cms.SignedData:
    return info["content"]


def _add_certificate(info: cms.ContentInfo, der: bytes) -> None:
    listed = [one.chosen.dump() for one in _content(info)["certificates"]]
    _content(info)["certificates"] = [
        cms.CertificateChoices(name="certificate", value=x509.Certificate.load(one))
        for one in (*listed, der)
    ]


def _crl() -> list[cms.RevocationInfoChoice]:
    found = cms.CertificateList.load(statements().crls[0])
    return [cms.RevocationInfoChoice(name="crl", value=found)]


def _long_length(der: bytes) -> bytes:
    size = int.from_bytes(der[2:4], "big")
    return der[:1] + b"\x84" + size.to_bytes(4, "big") + der[4:]


def _endless(der: bytes) -> bytes:
    return der[:1] + b"\x80" + der[4:] + b"\x00\x00"


def _exchanged(letter: Letter) -> bytes:
    """A well-stamped signature, its digits re-used with a token about another one."""
    return by_hand(letter, Signed(cms={"unsigned": lambda _: unsigned(_other_token(letter))}))


def _copied_to_next(letter: Letter) -> bytes:
    """The paraf's own token in the signature that follows it."""
    first = reader_of(letter.before).embedded_signatures[0]
    der = first.signer_info["unsigned_attrs"][0]["values"][0].dump()
    return by_hand(letter, Signed(cms={"unsigned": lambda _: unsigned(der)}))


def _over_document(letter: Letter) -> bytes:
    """The token is about the bytes that are signed, as a document timestamp's would be."""
    kept: list[bytes] = []

    def covered(pdf: bytes, span) -> bytes:
        kept.append(pdf[: span[1]] + pdf[span[2] : span[2] + span[3]])
        return kept[-1]

    return by_hand(
        letter,
        Signed(
            covered=covered,
            cms={"unsigned": lambda _: unsigned(token(kept[-1], letter.at))},
        ),
    )


def _in_zeros(letter: Letter) -> bytes:
    """A second token in the zeros behind the message."""
    more = token(b"lain", letter.at).hex().encode()
    return by_hand(
        letter,
        Signed(cms=timed(letter), hole=lambda der: der.hex().encode() + more),
    )


_SHA256 = bytes.fromhex("0609608648016503040201")

_TOKENS: dict[str, Make] = {
    "of the same signer on another letter": _exchanged,
    "over the document instead of the signature": _over_document,
    "over the digest of the signature": with_token(
        lambda signature, letter: token(
            signature, letter.at, imprint=hashlib.sha256(hashlib.sha256(signature).digest()).digest()
        )
    ),
    "about nothing": bent(imprint=bytes(32)),
    "with a short digest": bent(imprint=bytes(20)),
    "with SHA-1": with_token(
        lambda signature, letter: token(
            signature, letter.at, info={"message_imprint": {
                "hash_algorithm": {"algorithm": "sha1"},
                "hashed_message": hashlib.sha1(signature, usedforsecurity=False).digest(),
            }}
        )
    ),
    "signed with SHA-1": bent(digest="sha1"),
    "expired server": with_token(lambda s, letter: token(s, letter.at, key=_expired(letter))),
    "server of tomorrow": with_token(lambda s, letter: token(s, letter.at, key=_not_yet(letter))),
    "server expired since": with_token(
        lambda s, letter: token(s, letter.at - 2 * _HOUR, key=_expired(letter))
    ),
    "before the signer's own word": with_token(lambda s, letter: token(s, letter.at - _HOUR)),
    "years before": with_token(lambda s, letter: token(s, letter.at - 400 * _DAY)),
    "in the future": with_token(lambda s, letter: token(s, letter.at + _HOUR)),
    "two": carrying(
        lambda s, letter: unsigned(token(s, letter.at), token(s, letter.at, info={
            "serial_number": 2}))
    ),
    "two, the second a stranger's": carrying(
        lambda s, letter: unsigned(
            token(s, letter.at),
            token(s, letter.at, key=stampers()["by an unknown authority"](letter)),
        )
    ),
    "two attributes": carrying(
        lambda s, letter: [*unsigned(token(s, letter.at)), *unsigned(token(s, letter.at))]
    ),
    "none in its attribute": carrying(lambda s, letter: unsigned()),
    "words beside it": carrying(
        lambda s, letter: [
            *unsigned(token(s, letter.at)),
            cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(b"lunas")]}),
        ]
    ),
    "archive timestamp beside it": carrying(
        lambda s, letter: [
            *unsigned(token(s, letter.at)),
            cms.CMSAttribute(
                {"type": "0.4.0.1733.2.4", "values": [core.OctetString(token(s, letter.at))]}
            ),
        ]
    ),
    "stranger's certificate in it": reparsed(
        lambda info, letter: _add_certificate(
            info, letter.strangers["nama sama, tanda tangan sendiri"].ders[0])
    ),
    "the signer's certificate in it": reparsed(
        lambda info, letter: _add_certificate(info, letter.key.ders[0])
    ),
    "same certificate twice in it": reparsed(
        lambda info, letter: _add_certificate(info, house_key().ders[0])
    ),
    "without certificates": bent(certificates=()),
    "only the authority's certificate": with_token(
        lambda s, letter: token(s, letter.at, certificates=house_key().ders[1:])
    ),
    "revocations in it": reparsed(lambda info, letter: _put(_content(info), "crls", _crl())),
    "words unsigned in it": reparsed(
        lambda info, letter: _put(
            _content(info)["signer_infos"][0],
            "unsigned_attrs",
            [cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(b"x")]})],
        )
    ),
    "token upon the token": with_token(
        lambda s, letter: token(
            s, letter.at, unsigned=lambda inner: unsigned(token(inner, letter.at))
        )
    ),
    "two digests in it": reparsed(
        lambda info, letter: _put(
            _content(info), "digest_algorithms",
            [{"algorithm": "sha256"}, {"algorithm": "sha512"}],
        )
    ),
    "no digests in it": reparsed(
        lambda info, letter: _put(_content(info), "digest_algorithms", [])
    ),
    "another version": reparsed(lambda info, letter: _put(_content(info), "version", "v1")),
    "signer's version": reparsed(
        lambda info, letter: _put(_content(info)["signer_infos"][0], "version", "v3")
    ),
    "two signers in it": reparsed(
        lambda info, letter: _put(
            _content(info), "signer_infos", [_content(info)["signer_infos"][0]] * 2
        )
    ),
    "no signer in it": reparsed(lambda info, letter: _put(_content(info), "signer_infos", [])),
    "parameters of no use": bent(
        finish=lambda der: swap(der, _SHA256 + b"\x05\x00", _SHA256 + b"\x04\x00")
        if _SHA256 + b"\x05\x00" in der else swap(der, _SHA256, _SHA256[:-1] + b"\x02", 1)
    ),
    "long length": bent(finish=_long_length),
    "cut": bent(finish=lambda der: der[:3] + bytes([(der[3] - 9) % 256]) + der[4:-9]),
    "names no certificate": bent(bend=lambda given: given[:2]),
    "names another certificate": bent(
        bend=lambda given: [
            *given[:2],
            signing_certificate(house_key("tsa-baru").ders[0]),
        ]
    ),
    "of another kind": bent(bend=lambda given: [attribute("content_type", "data"), *given[1:]]),
    "signature of zeros": bent(sign=lambda data: bytes(64)),
    "with another's certificate": with_token(
        lambda s, letter: token(
            s, letter.at, key=stampers()["by an unknown authority"](letter), named=house_key())
    ),
    "not over a time": with_token(
        lambda s, letter: cms.ContentInfo({"content_type": "data", "content": b"x"}).dump()
    ),
    "in the zeros behind": _in_zeros,
}  # fmt: skip


# -- document timestamps -------------------------------------------------------------------------


def made(build: Callable[[Letter], Stamped], base: Callable[[Letter], bytes] | None = None) -> Make:
    return lambda letter: stamped(letter, build(letter), base=base(letter) if base else None)


def boxed(change: Callable[[bytes], bytes]) -> Make:
    return made(lambda letter: Stamped(box=change))


def valued(change: Callable[[bytes], bytes]) -> Make:
    return made(lambda letter: Stamped(value=change))


def _with_look(letter: Letter) -> Stamped:
    number = numbers(letter.signed, letter.field).free + 8
    look = stream(COVER, b"/Type /XObject /Subtype /Form /BBox [0 0 600 850]")
    return Stamped(objects={number: look}, box=lambda text: text + b" /AP << /N %d 0 R >>" % number)


def _over_text(letter: Letter) -> Stamped:
    """A visible field over the text, on the page like any note."""
    known = numbers(letter.signed, letter.field)
    number = known.free + 8
    look = stream(COVER, b"/Type /XObject /Subtype /Form /BBox [0 0 520 400]")
    return Stamped(
        objects={number: look},
        box=lambda text: (
            swap(text, b"[0 0 0 0]", b"[40 300 560 700]")
            + b" /AP << /N %d 0 R >> /P %d 0 R" % (number, known.page)
        ),
    )


def _copied(letter: Letter) -> bytes:
    """The whole revision of another letter's document timestamp."""
    other = other_letter(letter)
    whole = stamped(other)
    return letter.signed + whole[len(other.signed) :]


def _token_of_other(letter: Letter) -> Stamped:
    whole = stamped(other_letter(letter))
    return Stamped(token=reader_of(whole).embedded_timestamp_signatures[-1].pkcs7_content)


def _instead(letter: Letter) -> bytes:
    """A timestamp sits where the signature should be: nobody signed."""
    known = numbers(letter.before, letter.field)
    return stamped(letter, Stamped(widget=known.widget), base=letter.before)


def _instead_with_look(letter: Letter) -> bytes:
    known = numbers(letter.before, letter.field)
    number = known.free + 8
    look = stream(b"0 g", b"/Type /XObject /Subtype /Form /BBox [0 0 100 30]")
    bent_ = Stamped(
        widget=known.widget,
        objects={number: look},
        box=lambda text: text + b" /AP << /N %d 0 R >>" % number,
    )
    return stamped(letter, bent_, base=letter.before)


def _in_empty_field(letter: Letter) -> Stamped:
    """In the field of the signer who is still to come."""
    widget = numbers(letter.signed, letter.field).fields[letter.later[0]]
    return Stamped(widget=widget)


def _dressed_signature(letter: Letter) -> bytes:
    """The signer's own signature, said to be a timestamp."""
    return by_hand(
        letter,
        Signed(
            cms=timed(letter), value=lambda text: swap(text, b"/Type /Sig", b"/Type /DocTimeStamp")
        ),
    )


def _dressed_fully(letter: Letter) -> bytes:
    def value(text: bytes) -> bytes:
        text = swap(text, b"/Type /Sig", b"/Type /DocTimeStamp")
        return swap(text, b"/ETSI.CAdES.detached", b"/ETSI.RFC3161")

    return by_hand(letter, Signed(cms=timed(letter), value=value))


def _signature_in_new_field(letter: Letter) -> Stamped:
    """A signature by the signer in a timestamp's field."""

    def value(text: bytes) -> bytes:
        text = swap(text, b"/Type /DocTimeStamp", b"/Type /Sig")
        return swap(text, b"/ETSI.RFC3161", b"/ETSI.CAdES.detached")

    return Stamped(value=value, name=b"Tambahan")


def _shares_value(letter: Letter) -> Stamped:
    """A field beside it has the signer's own value."""
    known = numbers(letter.signed, letter.field)
    value = reader_of(letter.signed).embedded_signatures[-1].sig_field.raw_get("/V").idnum
    return Stamped(box=lambda text: text + b" /Lain %d 0 R" % known.free, name=b"S%d" % value)


def _field_takes_signature(letter: Letter) -> bytes:
    """A stamped field, which a later revision points to the signer's value."""
    once = stamped(letter)
    known = numbers(once, letter.field)
    reader = reader_of(once)
    value = reader.embedded_regular_signatures[-1].sig_field.raw_get("/V").idnum
    own = known.fields["Stempel1"]
    return stamped(
        letter,
        Stamped(
            name=b"Stempel2",
            objects={
                own: b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Stempel1) /F 132 "
                b"/Rect [0 0 0 0] /V %d 0 R >>" % value
            },
        ),
        base=once,
    )


def _two_in_one(letter: Letter) -> bytes:
    """One more field in the same revision, which stays empty."""
    writer = Writer(io.BytesIO(letter.signed))
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(
        new(writer, b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Kembar) /Rect [0 0 0 0] >>")
    )
    writer.update_container(fields)
    stamper = PdfTimeStamper(HandStamper(letter.at), field_name="Waktu1")
    return bytes(stamper.timestamp_pdf(writer, "sha256").getvalue())


def _enlarged(letter: Letter) -> Stamped:
    """The signer's own box, grown while the letter is stamped."""
    known = numbers(letter.signed, letter.field)
    text = object_text(letter.signed, known.widget)
    box = re.sub(rb"/Rect\s*\[[^]]*\]", b"/Rect [0 0 595 842]", text, count=1)
    return Stamped(objects={known.widget: box})


def _again_in_same_field(letter: Letter) -> bytes:
    """The field of the first timestamp takes another one."""
    once = stamped(letter)
    own = numbers(once, letter.field).fields["Stempel1"]
    body = b"/Type /Annot /Subtype /Widget /FT /Sig /T (Stempel1) /F 132 /Rect [0 0 0 0]"
    return stamped(
        letter, Stamped(widget=own, box=lambda text: body + text[text.rindex(b" /V") :]), base=once
    )


def _short(a: int, b: int, size: int) -> tuple[int, int, int, int]:
    return (0, a, b, size - b - 30)


def truncated(cut: Callable[[int, int, int], tuple[int, int, int, int]]) -> Make:
    return made(lambda letter: Stamped(span=cut))


def _followed(tail: bytes) -> Make:
    return lambda letter: stamped(letter) + tail


def _sealed(tail: bytes) -> Make:
    return lambda letter: stamped(letter, base=letter.signed + tail)


def _before_all(letter: Letter) -> bytes:
    """Before anybody has signed."""
    start = stamped(letter, base=letter.issued)
    first = replace(letter, before=letter.issued, field=letter.plans[0].name)
    if letter.stage == "ttd":
        first = replace(first, key=letter.colleague)
        start = by_hand(first, Signed(cms=timed(first)), base=start)
    return by_hand(letter, Signed(cms=timed(letter)), base=start)


_STAMPS: dict[str, Make] = {
    "ends before the end": truncated(_short),
    "begins later": truncated(lambda a, b, size: (9, a - 9, b, size - b)),
    "only the issued letter": truncated(lambda a, b, size: (0, a // 2, b, size - b)),
    "leaves a larger gap": truncated(lambda a, b, size: (0, a - 40, b, size - b)),
    "covers its own hole": truncated(lambda a, b, size: (0, b, b, size - b)),
    "of another letter": _copied,
    "token of another letter": made(_token_of_other),
    "about the letter before it": made(lambda letter: Stamped(about=letter.signed)),
    "about nothing": made(lambda letter: Stamped(about=b"")),
    "in the signer's field": _instead,
    "in the signer's field, drawn": _instead_with_look,
    "visible": boxed(lambda text: swap(text, b"[0 0 0 0]", b"[40 300 560 700]")),
    "visible over the text": made(_over_text),
    "very thin": boxed(lambda text: swap(text, b"[0 0 0 0]", b"[40 300 560 300.01]")),
    "upside down": boxed(lambda text: swap(text, b"[0 0 0 0]", b"[560 700 40 300]")),
    "box of two numbers": boxed(lambda text: swap(text, b"[0 0 0 0]", b"[0 0]")),
    "drawn without a size": made(_with_look),
    "with a caption": boxed(lambda text: text + b" /MK << /CA (Lunas) >>"),
    "with an action": boxed(lambda text: text + b" /A << /S /URI /URI (http://x.invalid) >>"),
    "acts": boxed(lambda text: text + b" /AA << /E << /S /JavaScript /JS (x) >> >>"),
    "with a lock": boxed(lambda text: text + b" /Lock << /Type /SigFieldLock /Action /All >>"),
    "with wishes": boxed(lambda text: text + b" /SV << /Type /SV >>"),
    "with children": boxed(lambda text: text + b" /Kids []"),
    "with a parent": made(
        lambda letter: Stamped(
            box=lambda text: (
                text + b" /Parent %d 0 R" % numbers(letter.signed, letter.field).widget
            )
        )
    ),
    "with a key of its own": boxed(lambda text: text + b" /Catatan (Lunas)"),
    "as a text field": boxed(lambda text: swap(text, b"/FT /Sig", b"/FT /Tx")),
    "named like the signer's field": made(lambda letter: Stamped(name=letter.field.encode())),
    "named below the signer's field": made(
        lambda letter: Stamped(name=letter.field.encode() + b".Waktu")
    ),
    "without a name": boxed(lambda text: swap(text, b"/T (Stempel1)", b"/TU (x)")),
    "reason in it": valued(lambda text: text + b" /Reason (Lunas)"),
    "place in it": valued(lambda text: text + b" /Location (Medan)"),
    "build note in it": valued(lambda text: text + b" /Prop_Build << /App << /Name /X >> >>"),
    "rules in it": valued(
        lambda text: (
            text + b" /Reference [ << /Type /SigRef /TransformMethod /DocMDP "
            b"/TransformParams << /Type /TransformParams /P 3 /V /1.2 >> >> ]"
        )
    ),
    "changes in it": valued(lambda text: text + b" /Changes [0 0 0]"),
    "certificate in it": valued(lambda text: text + b" /Cert <3000>"),
    "called a signature": valued(lambda text: swap(text, b"/DocTimeStamp", b"/Sig")),
    "of no type": valued(lambda text: swap(text, b"/Type /DocTimeStamp ", b"")),
    "in a signature's format": valued(
        lambda text: swap(text, b"/ETSI.RFC3161", b"/ETSI.CAdES.detached")
    ),
    "in the oldest format": valued(
        lambda text: swap(text, b"/ETSI.RFC3161", b"/adbe.pkcs7.detached")
    ),
    "in no format": valued(lambda text: swap(text, b"/SubFilter /ETSI.RFC3161 ", b"")),
    "both: a signature without a signer": made(_signature_in_new_field),
    "the signature dressed as one": _dressed_signature,
    "the signature dressed as one, format too": _dressed_fully,
    "with the number of a value": made(_shares_value),
    "its field takes the signature": _field_takes_signature,
    "an empty field beside it": _two_in_one,
    "twice in one field": _again_in_same_field,
    "before anybody signed": _before_all,
    "expired server": made(lambda letter: Stamped(token_settings={"key": _expired(letter)})),
    "server of tomorrow": made(lambda letter: Stamped(token_settings={"key": _not_yet(letter)})),
    "server expired since": made(
        lambda letter: Stamped(
            at=letter.at - 2 * _HOUR, token_settings={"key": _expired(letter)}
        )
    ),
    "older than the one before": lambda letter: stamped(
        letter, Stamped(name=b"Stempel2", at=letter.at - _HOUR), base=stamped(letter)
    ),
    "older than the signature's": made(lambda letter: Stamped(at=letter.at - _HOUR)),
    "signed with SHA-1": made(lambda letter: Stamped(token_settings={"digest": "sha1"})),
    "stranger's certificate in it": made(
        lambda letter: Stamped(
            token_settings={
                "certificates": (
                    *house_key().ders,
                    letter.strangers["nama sama, tanda tangan sendiri"].ders[0],
                )
            }
        )
    ),
    "long length": made(lambda letter: Stamped(token_settings={"finish": _long_length})),
    "indefinite length": made(lambda letter: Stamped(token_settings={"finish": _endless})),
    "words unsigned": made(
        lambda letter: Stamped(
            token_settings={
                "unsigned": lambda signature: [
                    cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.OctetString(b"x")]})
                ]
            }
        )
    ),
    "words behind the message": made(
        lambda letter: Stamped(token_settings={"finish": lambda der: der + b"lunas"})
    ),
    "followed by words": _followed(b"% lunas\n"),
    "followed by white space": _followed(b" " * 400),
    "followed by another end": _followed(b"%%EOF\n"),
    "sealing words": _sealed(b"% lunas\n"),
    "sealing an unlisted object": _sealed(b"9 0 obj\n<< >>\nendobj\n"),
    "comment between its objects": made(lambda letter: Stamped(update={"between": b"% x\n"})),
    "table told twice": made(
        lambda letter: Stamped(update={"before_end": b"xref\n0 0\ntrailer\n<< >>\n"})
    ),
    "hybrid": made(
        lambda letter: Stamped(update={"trailer": lambda text: text + b" /XRefStm 17"})
    ),
    "content rewritten with it": made(
        lambda letter: Stamped(
            objects={numbers(letter.signed, letter.field).content: stream(COVER)}
        )
    ),
    "object without use": made(
        lambda letter: Stamped(
            objects={numbers(letter.signed, letter.field).free + 5: b"<< /Type /Page >>"}
        )
    ),
    "signer's box enlarged with it": made(_enlarged),
}  # fmt: skip


# -- edits in a timestamp's revision -------------------------------------------------------------

#: pyHanko's stamper puts these right again by itself, so that nothing has changed.
UNDONE = {"appearances asked for", "flags of the form lowered"}


def in_stamp(edit: Edit) -> Make:
    return lambda letter: by_pyhanko(letter.signed, letter.at, edit)


def between(edit: Edit) -> Make:
    """Stamped after the paraf, then signed over by the honest second signer."""
    return lambda letter: by_hand(
        letter, Signed(cms=timed(letter)), base=by_pyhanko(letter.before, letter.at, edit)
    )


def all_times() -> Iterator[Attack]:
    edits = {name: edit for name, edit in EDITS.items() if name not in UNDONE}
    edits.pop("pages dropped")  # pyHanko's stamper wants one
    yield from attacks("token", "P37 P41 P45 P46 P49", _TOKENS)
    yield from attacks("token", "P49", {"of the paraf": _copied_to_next}, stages=("ttd",))
    yield from attacks(
        "token", "P49 P46",
        {
            name: with_token(lambda s, letter, who=who: token(s, letter.at, key=who(letter)))
            for name, who in _lazily(_NAMES)
        },
    )  # fmt: skip
    yield from attacks("time", "P32 P34 P35 P37 P38 P39 P41 P45 P46 P50", _STAMPS)
    yield from attacks(
        "time", "P34 P35 P39", {"in the field still to come": made(_in_empty_field)},
        stages=("paraf",),
    )  # fmt: skip
    yield from attacks(
        "time", "P50 P46",
        {
            name: made(lambda letter, who=who: Stamped(token_settings={"key": who(letter)}))
            for name, who in _lazily(_NAMES)
        },
    )  # fmt: skip
    changed = "P32 P34 P35 P36 P37 P39 P46 P51"
    yield from attacks(
        "in a timestamp", changed, {name: in_stamp(edit) for name, edit in edits.items()}
    )
    yield from attacks(
        "stamped, then signed", changed,
        {name: between(edit) for name, edit in list(edits.items())[::4]},
        stages=("ttd",),
    )  # fmt: skip


#: Known before any key is made, so that collecting the attacks costs nothing.
_NAMES = (
    "by an unknown authority",
    "by the authority's namesake",
    "by a self-made certificate",
    "by a certificate not for timestamps",
    "by a certificate for something else",
    "by a certificate for other things too",
    "by the authority itself",
    "by whom a stamping server certified",
    "by a short key of the authority",
    "by whom the signers' issuer certified",
    "by the signer",
    "by the colleague",
    "by the answering service",
)


def _lazily(names: tuple[str, ...]) -> Iterator[tuple[str, Callable[[Letter], Key]]]:
    for name in names:
        yield name, lambda letter, name=name: stampers()[name](letter)

"""Validation data: false, borrowed, bent, hidden in, taken away, and what came in with them."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.pdf_utils import generic

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.edits import (
    EDITS,
    Edit,
    Writer,
    new,
    new_stream,
    on_root,
    page,
    put,
    said,
)
from tests.attacks.letters import ISSUING, Key, Letter, certify, named, p256
from tests.attacks.raw import (
    Signed,
    Update,
    by_hand,
    numbers,
    object_stream,
    object_text,
    reader_of,
    stream,
    written,
)
from tests.attacks.services import (
    Make,
    house_key,
    loaded,
    name_of_part,
    revised,
    services,
    signer,
    stamped,
    statements,
    store,
    timed,
)

_DAY = timedelta(days=1)


def der_of(item) -> bytes:
    return item.public_bytes(Encoding.DER)


# -- statements of others ------------------------------------------------------------------------


def answer(
    key: Key,
    about: x509.Certificate,
    issuer: x509.Certificate,
    at: datetime,
    *,
    revoked: datetime | None = None,
    shown: Iterable[x509.Certificate] = (),
) -> bytes:
    """An OCSP response by a key about a certificate."""
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=about,
        issuer=issuer,
        algorithm=hashes.SHA1(),
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
        this_update=at,
        next_update=at + _DAY,
        revocation_time=revoked,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.NAME, key.certificate)
    if shown:
        builder = builder.certificates(list(shown))
    return der_of(builder.sign(key.private, hashes.SHA256()))


def revocations(
    key: Key, at: datetime, *serials: int, since: datetime | None = None, name=None
) -> bytes:
    """A revocation list by a key."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name or key.certificate.subject)
        .last_update(at)
        .next_update(at + 30 * _DAY)
    )
    for serial in serials:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(serial)
            .revocation_date(since or at)
            .build()
        )
    return der_of(builder.sign(key.private, hashes.SHA256()))


@dataclass(frozen=True)
class Impostors:
    """Certificates that look as if they belonged, each made once."""

    alone: Key
    #: With the issuing authority's name.
    namesake: Key
    #: With its name and its key identifier.
    twin: Key
    by_twin: Key
    root_twin: Key
    #: For answers, by the twin.
    answering: Key


@cache
def impostors() -> Impostors:
    ca, root = loaded("ca"), loaded("root")
    twin = certify(p256(), ca.subject, of_usage=ISSUING, is_authority=True)
    like = (
        x509.CertificateBuilder()
        .subject_name(ca.subject)
        .issuer_name(ca.issuer)
        .public_key(twin.private.public_key())
        .serial_number(ca.serial_number)
        .not_valid_before(ca.not_valid_before_utc)
        .not_valid_after(ca.not_valid_after_utc)
    )
    for one in ca.extensions:
        like = like.add_extension(one.value, critical=one.critical)
    exact = Key(twin.private, (like.sign(twin.private, hashes.SHA256()),))
    return Impostors(
        alone=certify(p256(), named("Lain"), of_usage=ISSUING, is_authority=True),
        namesake=twin,
        twin=exact,
        by_twin=certify(p256(), named("Anak"), twin),
        root_twin=certify(p256(), root.subject, of_usage=ISSUING, is_authority=True),
        answering=certify(
            p256(), named("OCSP Uji"), twin, purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,)
        ),
    )


@cache
def certified_by_leaf(stage: str) -> dict[str, Key]:
    """What an enrolled signer can certify with his own key, which is no authority's."""
    own = signer("sekretaris" if stage == "paraf" else "kepala-badan")
    ca = loaded("ca")
    return {
        "certificate": certify(p256(), named("Anak buah"), own),
        "authority": certify(p256(), ca.subject, own, of_usage=ISSUING, is_authority=True),
        "answering": certify(
            p256(), named("OCSP Uji"), own, purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,)
        ),
    }


# -- one revision with a store -------------------------------------------------------------------


def behind(build: Callable[[Letter], Edit]) -> Make:
    return lambda letter: revised(letter.signed, build(letter))


def with_certs(more: Callable[[Letter], Iterable[bytes]], **settings) -> Make:
    return behind(lambda letter: store(certs=(*statements().certs, *more(letter)), **settings))


def with_ocsps(more: Callable[[Letter], Iterable[bytes]]) -> Make:
    return behind(lambda letter: store(ocsps=(*statements().ocsps, *more(letter))))


def with_crls(more: Callable[[Letter], Iterable[bytes]]) -> Make:
    return behind(lambda letter: store(crls=(*statements().crls, *more(letter))))


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("lunas.txt", "lunas")
    return out.getvalue()


_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40) + b"\xff\xd9"
_PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\nstartxref\n0\n%%EOF\n"

_CERTIFICATES: dict[str, Make] = {
    "self-made certificate": with_certs(lambda _: impostors().alone.ders),
    "namesake of the issuer": with_certs(lambda _: impostors().namesake.ders),
    "twin of the issuer": with_certs(lambda _: impostors().twin.ders),
    "certificate by the namesake": with_certs(lambda _: impostors().by_twin.ders),
    "namesake of the root": with_certs(lambda _: impostors().root_twin.ders),
    "a stranger's certificate": with_certs(
        lambda letter: letter.strangers["penerbit lain"].ders[:1]
    ),
    "certified by the signer": with_certs(
        lambda letter: certified_by_leaf(letter.stage)["certificate"].ders[:1]
    ),
    "authority by the signer": with_certs(
        lambda letter: certified_by_leaf(letter.stage)["authority"].ders[:1]
    ),
    "five hundred certificates": behind(
        lambda letter: store(certs=statements().certs * 90)
    ),
    "five hundred namesakes": behind(
        lambda letter: store(certs=(*statements().certs, *impostors().namesake.ders * 400))
    ),
    "a certificate among the answers": with_ocsps(lambda _: statements().certs[:1]),
    "an answer among the certificates": with_certs(lambda _: statements().ocsps[:1]),
    "bytes behind a certificate": with_certs(lambda _: (statements().certs[0] + b"\0",)),
    "words behind a certificate": with_certs(lambda _: (statements().certs[0] + b"lunas",)),
    "bytes behind an answer": with_ocsps(lambda _: (statements().ocsps[0] + b"\0",)),
    "bytes behind a list": with_crls(lambda _: (statements().crls[0] + b"\0",)),
    "a changed certificate": with_certs(
        lambda _: (statements().certs[0].replace(b"Uji", b"Ujo", 1),)
    ),
    "a cut certificate": with_certs(lambda _: (statements().certs[0][:-1],)),
    "nothing in a stream": with_certs(lambda _: (b"",)),
    "a web page": with_certs(lambda _: (b"<html><script>alert(1)</script></html>",)),
    "an archive": with_certs(lambda _: (_archive(),)),
    "a picture": with_certs(lambda _: (_JPEG,)),
    "a PDF": with_crls(lambda _: (_PDF,)),
    "a certificate, then a PDF": with_certs(lambda _: (statements().certs[0] + _PDF,)),
    "a PDF, then a certificate": with_certs(lambda _: (_PDF + statements().certs[0],)),
    "lengths longer than needed": with_certs(
        lambda _: (
            b"\x30\x84\x00\x00" + statements().certs[0][2:4] + statements().certs[0][4:],
        )
    ),
    "PEM instead of DER": with_certs(lambda _: (b"-----BEGIN CERTIFICATE-----\nMA==\n",)),
}  # fmt: skip


def _leaf(letter: Letter) -> x509.Certificate:
    return letter.key.certificate


_ANSWERS: dict[str, Make] = {
    "answer of a stranger": with_ocsps(
        lambda one: (answer(impostors().alone, _leaf(one), loaded("ca"), one.at),)
    ),
    "answer of a stranger, certificate beside it": with_ocsps(
        lambda one: (
            answer(
                impostors().answering, _leaf(one), loaded("ca"), one.at,
                shown=impostors().answering.chain[:1],
            ),
        )
    ),
    "answer of the signer himself": with_ocsps(
        lambda one: (answer(one.key, _leaf(one), loaded("ca"), one.at),)
    ),
    "answer of the colleague, shown": with_ocsps(
        lambda one: (
            answer(one.colleague, _leaf(one), loaded("ca"), one.at,
                   shown=one.colleague.chain[:1]),
        )
    ),
    "answer of whom the signer appointed": with_ocsps(
        lambda one: (
            answer(
                certified_by_leaf(one.stage)["answering"], _leaf(one), loaded("ca"), one.at,
                shown=certified_by_leaf(one.stage)["answering"].chain[:1],
            ),
        )
    ),
    "answer of an authority the signer made": behind(
        lambda one: store(
            certs=(*statements().certs, certified_by_leaf(one.stage)["authority"].ders[0]),
            ocsps=(
                *statements().ocsps,
                answer(
                    certified_by_leaf(one.stage)["authority"], _leaf(one), loaded("ca"), one.at
                ),
            ),
        )
    ),
    "answer of another house's authority": with_ocsps(
        lambda one: (answer(house_key("tsa-root"), _leaf(one), loaded("ca"), one.at),)
    ),
    "answer of a stamping server": with_ocsps(
        lambda one: (
            answer(house_key("tsa"), _leaf(one), loaded("ca"), one.at,
                   shown=house_key("tsa").chain[:1]),
        )
    ),
    "answer in the issuer's name, another key": with_ocsps(
        lambda one: (answer(impostors().namesake, _leaf(one), loaded("ca"), one.at),)
    ),
    "answer that is an error": with_ocsps(
        lambda one: (
            der_of(ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)),
        )
    ),
    "answer with another signature": with_ocsps(
        lambda one: (statements().ocsps[0][:-3] + bytes(3),)
    ),
    "list of a stranger": with_crls(lambda one: (revocations(impostors().alone, one.at),)),
    "list in the issuer's name": with_crls(
        lambda one: (revocations(impostors().namesake, one.at),)
    ),
    "list of the signer, in the issuer's name": with_crls(
        lambda one: (revocations(one.key, one.at, name=loaded("ca").subject),)
    ),
    "list of an authority the signer made": behind(
        lambda one: store(
            certs=(*statements().certs, certified_by_leaf(one.stage)["authority"].ders[0]),
            crls=(
                *statements().crls,
                revocations(
                    certified_by_leaf(one.stage)["authority"], one.at,
                    one.colleague.certificate.serial_number,
                    name=loaded("ca").subject,
                ),
            ),
        )
    ),
    "list of the signer in his own name": with_crls(lambda one: (revocations(one.key, one.at),)),
    "list with another signature": with_crls(lambda one: (statements().crls[0][:-3] + bytes(3),)),
}  # fmt: skip

_REVOKED: dict[str, Make] = {
    "by an answer": with_ocsps(
        lambda one: (
            answer(house_key("ca"), _leaf(one), loaded("ca"), one.at, revoked=one.at - _DAY),
        )
    ),
    "by whom the issuer appointed": with_ocsps(
        lambda one: (
            answer(
                house_key("ocsp"), _leaf(one), loaded("ca"), one.at, revoked=one.at - _DAY,
                shown=house_key("ocsp").chain[:1],
            ),
        )
    ),
    "by a list": with_crls(
        lambda one: (
            revocations(
                house_key("ca"), one.at, _leaf(one).serial_number, since=one.at - _DAY
            ),
        )
    ),
    "by a list among a hundred": with_crls(
        lambda one: (
            revocations(
                house_key("ca"), one.at, *range(1, 100), _leaf(one).serial_number,
                since=one.at - _DAY,
            ),
        )
    ),
    "by a list under a timestamp": lambda one: stamped(
        one,
        base=revised(
            one.signed,
            store(crls=(revocations(
                house_key("ca"), one.at, _leaf(one).serial_number, since=one.at - _DAY),)),
        ),
    ),
    "the issuer": behind(
        lambda one: store(
            certs=tuple(dict.fromkeys((*statements().certs, services().der("root")))),
            crls=(
                *statements().crls,
                revocations(
                    house_key("root"), one.at, loaded("ca").serial_number, since=one.at - _DAY
                ),
            ),
        )
    ),
}  # fmt: skip

_STAMPER_REVOKED: dict[str, Make] = {
    "the stamping server": with_crls(
        lambda one: (
            revocations(
                house_key("tsa-root"), one.at, loaded("tsa").serial_number, since=one.at - _DAY
            ),
        )
    ),
    "the stamping server of the whole letter": lambda one: stamped(
        one,
        base=revised(
            one.signed,
            store(crls=(revocations(
                house_key("tsa-root"), one.at, loaded("tsa").serial_number,
                since=one.at - _DAY),)),
        ),
    ),
}  # fmt: skip


# -- how the store is built ----------------------------------------------------------------------


def built(more: bytes = b"", part: bytes = b"", **settings) -> Make:
    return behind(lambda letter: store(more=more, part=part, **settings))


def of_part(text: bytes) -> Make:
    """The data of the newest signature, said in some way."""
    return behind(
        lambda letter: store(part=name_of_part(letter.signed) + b" << /Cert [@] " + text + b" >>")
    )


def _bomb(writer: Writer) -> None:
    zeros = zlib.compress(zlib.compress(bytes(200_000_000), 9), 9)
    bomb = generic.StreamObject(
        {
            generic.pdf_name("/Filter"): generic.ArrayObject(
                [generic.pdf_name("/FlateDecode"), generic.pdf_name("/FlateDecode")]
            )
        },
        encoded_data=zeros,
    )
    put(writer, writer.root, b"/DSS << /Certs [%s] >>" % said(writer.add_object(bomb)))


def _inline(writer: Writer) -> None:
    """A dictionary where a stream should be."""
    put(writer, writer.root, b"/DSS << /Certs [ << /Data <3000> >> ] >>")


def _strings(writer: Writer) -> None:
    text = statements().certs[0].hex().encode()
    put(writer, writer.root, b"/DSS << /Certs [ <%s> ] >>" % text)


def _is_page(writer: Writer) -> None:
    reference = page(writer).raw_get("/Contents")
    put(writer, writer.root, b"/DSS << /Certs [ %s ] >>" % said(reference))


def _twice(writer: Writer) -> None:
    one = new_stream(writer, statements().certs[0])
    put(writer, writer.root, b"/DSS << /Certs [ %s ] >>" % b" ".join([said(one)] * 50))


def _in_list_object(writer: Writer, references) -> bytes:
    return said(new(writer, b"[ " + b" ".join(references) + b" ]"))


def _nested(writer: Writer, references) -> bytes:
    return b"[ [ " + b" ".join(references) + b" ] ]"


_BUILT: dict[str, Make] = {
    "more keys": built(b"/HTML [@]"),
    "a key of words": built(b"/Catatan (Lunas)"),
    "an attachment": built(b"/EF << /F @ >>"),
    "of another type": built(b"/Type /Catalog"),
    "type a reference": built(b"/Type @"),
    "nothing in it": behind(lambda letter: store(certs=(), ocsps=(), crls=())),
    "only an index": behind(
        lambda letter: store(
            certs=(), ocsps=(), crls=(), part=name_of_part(letter.signed) + b" << >>"
        )
    ),
    "data of no signature of ours": built(part=b"/" + b"0" * 40 + b" << /Cert [@] >>"),
    "data under words": built(part=b"/LUNAS << /Cert [@] >>"),
    "data named in small letters": behind(
        lambda letter: store(part=name_of_part(letter.signed).lower() + b" << /Cert [@] >>")
    ),
    "index with a type": built(part=b"/Type /VRI"),
    "part with more keys": of_part(b"/Catatan (Lunas)"),
    "part with a picture": of_part(b"/Foto @"),
    "part of another type": of_part(b"/Type /Catalog"),
    "part with lists in lists": of_part(b"/OCSP [[@]]"),
    "part with words for a list": of_part(b"/OCSP (Lunas)"),
    "part with a certificate among the answers": of_part(b"/OCSP [@]"),
    "part with a dictionary for a time": of_part(b"/TU << /Catatan (Lunas) >>"),
    "part with words for a time": of_part(b"/TU (Lunas dibayar)"),
    "part with a stream nobody lists": behind(
        lambda letter: (
            lambda writer: (
                store(
                    part=name_of_part(letter.signed)
                    + b" << /Cert [%s] >>" % said(new_stream(writer, statements().certs[1]))
                )(writer)
            )
        )
    ),
    "part a list": behind(lambda letter: store(part=name_of_part(letter.signed) + b" [@]")),
    "part a stream": behind(lambda letter: store(part=name_of_part(letter.signed) + b" @")),
    "dictionaries for streams": behind(lambda letter: _inline),
    "strings for streams": behind(lambda letter: _strings),
    "the page's content": behind(lambda letter: _is_page),
    "lists in lists": behind(lambda letter: store(listing=_nested)),
    "a bomb": behind(lambda letter: _bomb),
    "streams that say more": built(of_stream=b"<< /Catatan (Lunas) >>"),
    "streams of another type": built(of_stream=b"<< /Type /XObject /Subtype /Form >>"),
    "streams from another file": built(of_stream=b"<< /F (http://contoh.invalid) >>"),
    "a number": behind(lambda letter: on_root(b"/DSS 5")),
    "a list": behind(lambda letter: on_root(b"/DSS []")),
    "the catalog": behind(
        lambda letter: lambda writer: put(
            writer, writer.root, b"/DSS %d 0 R" % writer.root_ref.idnum
        )
    ),
}  # fmt: skip


# -- when it comes, and goes ---------------------------------------------------------------------


def _before_all(letter: Letter) -> bytes:
    """Before anybody has signed."""
    start = revised(letter.issued, store())
    if letter.stage == "ttd":
        first = replace(
            letter, before=letter.issued, field=letter.plans[0].name, key=letter.colleague
        )
        start = by_hand(first, Signed(cms=timed(first)), base=start)
    return by_hand(letter, Signed(cms=timed(letter)), base=start)


def _with_signature(letter: Letter) -> bytes:
    """In the signer's own revision."""
    known = numbers(letter.before, letter.field)
    data, held = known.free + 5, known.free + 6
    root = _root_with(letter.before, held)
    return by_hand(
        letter,
        Signed(
            cms=timed(letter),
            objects={
                data: stream(statements().certs[0]),
                held: b"<< /Certs [ %d 0 R ] >>" % data,
                known.root: root,
            },
        ),
    )


def _root_with(pdf: bytes, held: int | None) -> bytes:
    root = _root(pdf)
    text = b" ".join(
        key.encode() + b" " + written(root.raw_get(key)) for key in root if key != "/DSS"
    )
    return b"<< " + text + (b" /DSS %d 0 R" % held if held else b"") + b" >>"


def _root(pdf: bytes):
    return reader_of(pdf).root


def then(*edits: Callable[[Letter], Edit]) -> Make:
    """Each in a revision of its own."""

    def make(letter: Letter) -> bytes:
        pdf = letter.signed
        for edit in edits:
            pdf = revised(pdf, edit(letter))
        return pdf

    return make


def then_stamped(*edits: Callable[[Letter], Edit]) -> Make:
    return lambda letter: stamped(letter, base=then(*edits)(letter))


def then_signed(*edits: Callable[[Letter], Edit]) -> Make:
    """After the paraf; the honest second signer signs it over."""

    def make(letter: Letter) -> bytes:
        pdf = letter.before
        for edit in edits:
            pdf = revised(pdf, edit(letter))
        return by_hand(letter, Signed(cms=timed(letter)), base=pdf)

    return make


def good(_: Letter) -> Edit:
    return store()


def in_lists_of_their_own(_: Letter) -> Edit:
    return store(listing=_in_list_object)


def _remove(writer: Writer) -> None:
    del writer.root["/DSS"]
    writer.update_root()


def _first_stream(writer: Writer) -> generic.StreamObject:
    return writer.root["/DSS"]["/Certs"][0]


def _replace_stream(data: Callable[[], bytes]) -> Edit:
    def edit(writer: Writer) -> None:
        one = _first_stream(writer)
        one._data, one._encoded_data = data(), None
        writer.update_container(one)

    return edit


def _grow_list(data: Callable[[], bytes]) -> Edit:
    """Where the lists are objects of their own, nothing else need change."""

    def edit(writer: Writer) -> None:
        listed = writer.root["/DSS"]["/Certs"]
        listed.append(new_stream(writer, data()))
        writer.update_container(listed)

    return edit


def _say_more(text: bytes) -> Edit:
    return lambda writer: put(writer, writer.root["/DSS"], text)


def _alone() -> bytes:
    return impostors().alone.ders[0]


def _known() -> bytes:
    return statements().certs[1]


def _stamped_over_growth(letter: Letter) -> bytes:
    """The list grows in the very revision of the timestamp, then is put right again."""
    known = revised(letter.signed, store(listing=_in_list_object))
    grown = revised(known, _grow_list(_alone))
    return stamped(letter, base=revised(grown, _shrink))


def _shrink(writer: Writer) -> None:
    listed = writer.root["/DSS"]["/Certs"]
    del listed[-1]
    writer.update_container(listed)


_LATER: dict[str, Make] = {
    "before anybody signed": _before_all,
    "in the signer's own revision": _with_signature,
    "removed": then(good, lambda _: _remove),
    "removed under a timestamp": then_stamped(good, lambda _: _remove),
    "emptied": then(good, lambda _: on_root(b"/DSS << >>")),
    "replaced by a stranger's": then(good, lambda _: store(certs=(_alone(),), ocsps=(), crls=())),
    "a stranger's first, then ours": then(
        lambda _: store(certs=(_alone(),), ocsps=(), crls=()), good
    ),
    "a stranger's first, then ours, stamped": then_stamped(
        lambda _: store(certs=(_alone(),), ocsps=(), crls=()), good
    ),
    "a stream replaced in place": then(good, lambda _: _replace_stream(_alone)),
    "a stream replaced by one of ours": then(good, lambda _: _replace_stream(_known)),
    "a stream replaced, stamped": then_stamped(good, lambda _: _replace_stream(_alone)),
    "a list grows": then(in_lists_of_their_own, lambda _: _grow_list(_alone)),
    "a list grows, stamped": then_stamped(in_lists_of_their_own, lambda _: _grow_list(_alone)),
    "a list grows and shrinks, stamped": _stamped_over_growth,
    "says more": then(good, lambda _: _say_more(b"/Catatan (Lunas)")),
    "the same once more": then(good, lambda _: lambda writer: put(writer, writer.root, b"")),
    "the page's content with it": behind(
        lambda _: lambda writer: (store()(writer), EDITS["page content rewritten in place"](writer))
    ),
}  # fmt: skip
_BETWEEN: dict[str, Make] = {
    "in the paraf's time, a stranger's": then_signed(
        lambda _: store(certs=(_alone(),), ocsps=(), crls=())
    ),
    "taken away before the signature": then_signed(good, lambda _: _remove),
    "stream replaced before the signature": then_signed(good, lambda _: _replace_stream(_alone)),
    "list grown before the signature": then_signed(
        in_lists_of_their_own, lambda _: _grow_list(_alone)
    ),
    "list grown with the signature": lambda letter: _grown_with_signature(letter),
    "stream replaced with the signature": lambda letter: _replaced_with_signature(letter),
    "permissions of another signature": then_signed(
        lambda _: lambda writer: (
            store()(writer), put(writer, writer.root, b"/Perms << /UR3 << /Type /Sig >> >>")
        )
    ),
}  # fmt: skip


def _grown_with_signature(letter: Letter) -> bytes:
    start = revised(letter.before, store(listing=_in_list_object))
    known = numbers(start, letter.field)
    listed = _root(start)["/DSS"].raw_get("/Certs")
    inside = written(listed.get_object())
    extra = known.free + 5
    return by_hand(
        letter,
        Signed(
            cms=timed(letter),
            objects={
                extra: stream(statements().certs[1]),
                listed.idnum: inside[: inside.rindex(b"]")] + b" %d 0 R ]" % extra,
            },
        ),
        base=start,
    )


def _replaced_with_signature(letter: Letter) -> bytes:
    start = revised(letter.before, store())
    one = _root(start)["/DSS"]["/Certs"].raw_get(0)
    return by_hand(
        letter,
        Signed(cms=timed(letter), objects={one.idnum: stream(statements().certs[1])}),
        base=start,
    )


# -- the bytes of a revision that nothing covers -------------------------------------------------


def bare(**settings) -> Make:
    """A revision with a store, byte for byte, with something wrong in how it is written."""
    return lambda letter: _bare(letter, **settings)


def _bare(letter: Letter, *, more: dict[int, bytes] | None = None, **settings) -> bytes:
    known = numbers(letter.signed, letter.field)
    data, held = known.free, known.free + 1
    objects = {
        data: stream(statements().certs[0]),
        held: b"<< /Certs [ %d 0 R ] >>" % data,
        known.root: _root_with(letter.signed, held),
        **(more or {}),
    }
    return Update(letter.signed, objects, **settings).finish()


def _hybrid(letter: Letter) -> bytes:
    return _bare(letter, trailer=lambda text: text + b" /XRefStm 17")


def _in_object_stream(letter: Letter) -> bytes:
    """The page among the members of an object stream that brings the store."""
    known = numbers(letter.signed, letter.field)
    holder = known.free + 5
    return _bare(
        letter,
        more={holder: object_stream({known.page: object_text(letter.signed, known.page)})},
        as_stream=True,
        in_streams={known.page: (holder, 0)},
    )


def _hidden_member(letter: Letter) -> bytes:
    known = numbers(letter.signed, letter.field)
    holder, held = known.free + 5, known.free + 6
    return _bare(
        letter,
        more={holder: object_stream({held: b"<< /Type /Page >>"})},
        as_stream=True,
    )


_BYTES: dict[str, Make] = {
    "comment between objects": bare(between=b"% lunas\n"),
    "words between objects": bare(between=b"lunas\n"),
    "comment before the table": bare(before_table=b"% lunas\n"),
    "unlisted object": bare(before_table=b"99 0 obj\n<< >>\nendobj\n"),
    "comment before the end": bare(before_end=b"% lunas\n"),
    "comment behind the end": bare(after=b"% lunas\n"),
    "white space behind the end": bare(after=b" " * 300),
    "line ends behind the end": bare(after=b"\n" * 30),
    "zeros behind the end": bare(after=b"\0" * 30),
    "words behind the end": bare(eof=b"%%EOF lunas\n"),
    "an archive behind": lambda letter: _bare(letter) + _archive(),
    "a second end": bare(after=b"startxref\n0\n%%EOF\n"),
    "comment in the trailer": bare(trailer=lambda text: text + b" % lunas\n"),
    "key in the trailer": bare(trailer=lambda text: text + b" /Catatan (Lunas)"),
    "comment in the table": bare(table=lambda text: text.replace(b"xref\n", b"xref % x\n", 1)),
    "hybrid": _hybrid,
    "page in an object stream": _in_object_stream,
    "member nobody lists": _hidden_member,
    "size too large": bare(size=5000),
    "content freed": lambda letter: _bare(
        letter, freed=(numbers(letter.signed, letter.field).content,)
    ),
    "content points elsewhere": lambda letter: _bare(
        letter, pointers={numbers(letter.signed, letter.field).content: (
            letter.signed.index(b"\n%d 0 obj" % numbers(letter.signed, letter.field).font) + 1, 0)}
    ),
}  # fmt: skip


# -- edits in the revision of a store ------------------------------------------------------------


def smuggled(edit: Edit) -> Make:
    def both(writer: Writer) -> None:
        store()(writer)
        edit(writer)

    return lambda letter: revised(letter.signed, both)


def smuggled_before(edit: Edit) -> Make:
    """The same after the paraf, signed over."""

    def both(writer: Writer) -> None:
        store()(writer)
        edit(writer)

    return then_signed(lambda _: both)


def all_stores() -> Iterator[Attack]:
    yield from attacks("store", "P51 P46 P31 P32", _CERTIFICATES)
    yield from attacks("statement", "P51 P46", _ANSWERS)
    yield from attacks("taken back", "P52", _REVOKED)
    yield from attacks("taken back", "P49 P50", _STAMPER_REVOKED)
    yield from attacks("store built", "P51 P46 P39 P55 P38 P32", _BUILT)
    yield from attacks("store and time", "P51 P46 P39 P38 P32", _LATER)
    yield from attacks("store and time", "P51 P46 P39 P38 P32", _BETWEEN, stages=("ttd",))
    yield from attacks("bytes of a store", "P32 P38 P39 P46 P51", _BYTES)
    changed = "P32 P34 P35 P36 P37 P38 P39 P46 P51"
    yield from attacks(
        "in a store", changed, {name: smuggled(edit) for name, edit in EDITS.items()}
    )
    yield from attacks(
        "stored, then signed",
        changed,
        {name: smuggled_before(edit) for name, edit in list(EDITS.items())[1::4]},
        stages=("ttd",),
    )

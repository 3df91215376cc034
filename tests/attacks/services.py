"""Timestamps and validation data made by hand, with the keys of real services (certomancer).

The services run once a process, on a loopback port; the keys of theirs sign here whatever they are
told to. Everything works on any letter whose signers the services' authority has certified: the one
made here in memory, and that of a demo office which has enrolled them.
"""

import atexit
import hashlib
import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache

import signing_letter
from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from level_scene import LevelScene, make_level_scene
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import TimeStamper
from signing_scene import AT, KEPALA, PARAF, SEKRETARIS, TTD, stamp
from trust_services import TrustServices, trust_services

from pipeline.ports.signing import ExpectedSignature
from tests.attacks.cms import message
from tests.attacks.edits import Edit, Writer, finished, new, new_stream, put, said
from tests.attacks.letters import Key, Letter, authority, enrolled_badly, never_enrolled, reissued
from tests.attacks.messages import attribute
from tests.attacks.raw import Signed, Update, by_hand, numbers, object_of, reader_of, written
from tests.attacks.scenes import key_from_p12, sign_with_room

_STACK = ExitStack()
_NOON = AT + timedelta(minutes=30)
Make = Callable[[Letter], bytes]


@cache
def services() -> TrustServices:
    """The services, for as long as the process lives."""
    atexit.register(_STACK.close)
    return _STACK.enter_context(trust_services(_NOON))


@cache
def levels() -> LevelScene:
    """A letter at every level, made by the honest."""
    services().at = _NOON
    return make_level_scene(services())


def loaded(label: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(services().der(label))


@cache
def house_key(label: str = "tsa") -> Key:
    """A key of the services, with its certificate and those above it."""
    above = {"tsa": ("tsa-root",), "tsa-baru": ("tsa-root",), "ca": ("root",)}
    above |= {"ocsp": ("ca", "root"), "root": (), "tsa-root": ()}
    private = load_pem_private_key(services()._pems[label], None)
    return Key(private, tuple(loaded(one) for one in (label, *above[label])))


@dataclass(frozen=True)
class Statements:
    """What the authorities say of the certificates of a letter that is fully proven."""

    certs: tuple[bytes, ...]
    ocsps: tuple[bytes, ...]
    crls: tuple[bytes, ...]


@cache
def statements() -> Statements:
    return statements_in(levels().letters["B-LTA"])


def statements_in(pdf: bytes) -> Statements:
    store = reader_of(pdf).root["/DSS"]

    def ders(key: str) -> tuple[bytes, ...]:
        return tuple(bytes(one.get_object().data) for one in store[key]) if key in store else ()

    return Statements(ders("/Certs"), ders("/OCSPs"), ders("/CRLs"))


# -- letters -------------------------------------------------------------------------------------


def expecting(field_name: str, label: str, *keys: Key) -> ExpectedSignature:
    """As an office expects whose register knows the issuer of each."""
    return ExpectedSignature(
        field=field_name,
        label=label,
        certificates=tuple(key.sha256 for key in keys),
        trust=tuple(dict.fromkeys(key.ders[1] for key in keys)),
    )


@cache
def signer(post: str) -> Key:
    return key_from_p12(services().p12(post))


@cache
def time_letters() -> dict[str, Letter]:
    """The letter before each of two signers whom the services know; stamped as it is signed."""
    scene = levels()
    sekretaris, kepala = signer("sekretaris"), signer("kepala-badan")
    letters = {}
    before = scene.issued
    for stage, plan, holder, key, colleague, minutes in (
        ("paraf", PARAF, SEKRETARIS, sekretaris, kepala, 0),
        ("ttd", TTD, KEPALA, kepala, sekretaris, 30),
    ):
        outsider = authority("CA Lain")
        given = [expecting(PARAF.name, PARAF.label, sekretaris)] if stage == "ttd" else []
        letter = Letter(
            stage=stage,
            issued=scene.issued,
            before=before,
            field=plan.name,
            expected=(*given, expecting(plan.name, plan.label, key)),
            at=AT + timedelta(hours=1),
            stamp=stamp(holder, plan.kind, minutes),
            key=key,
            colleague=colleague,
            careless=enrolled_badly(key.certificate, outsider, AT),
            strangers=never_enrolled(key.certificate, None, outsider),
            base=signing_letter.letter(),
            plans=(PARAF, TTD),
            signed=b"",
            others={},
            sign=sign_with_room,
            time_trust=scene.time_trust,
        )
        letters[stage] = of_levels(letter)
        before = letters[stage].signed
    return letters


def of_levels(letter: Letter) -> Letter:
    """The same letter, signed with a timestamp in it."""
    return replace(letter, signed=by_hand(letter, Signed(cms=timed(letter))))


def other_letter(letter: Letter) -> Letter:
    """Another letter, as far on its way, with the same signers."""
    issued = reissued(letter.base, letter.plans)
    given = issued
    if letter.stage == "ttd":
        first = replace(letter, before=issued, field=letter.plans[0].name, key=letter.colleague)
        given = by_hand(first, Signed(cms=timed(first)))
    return of_levels(replace(letter, issued=issued, before=given))


# -- tokens --------------------------------------------------------------------------------------


def token(
    data: bytes,
    at: datetime,
    *,
    key: Key | None = None,
    digest: str = "sha256",
    info: dict | None = None,
    imprint: bytes | None = None,
    bend: Callable[[list], list] = lambda given: given,
    content: dict | None = None,
    **more,
) -> bytes:
    """An RFC 3161 token over ``data``, by the services' key if by nobody else's."""
    values = {
        "version": "v1",
        "policy": "1.2.3.4",
        "message_imprint": {
            "hash_algorithm": {"algorithm": digest},
            "hashed_message": imprint or hashlib.new(digest, data).digest(),
        },
        "serial_number": 1,
        "gen_time": at.replace(microsecond=0),
    }
    told = tsp.TSTInfo(values | (info or {})).dump()
    wrapped = {
        "version": "v3",
        "encap_content_info": {
            "content_type": "tst_info",
            "content": core.ParsableOctetString(told),
        },
    }
    return message(
        key or house_key(),
        told,
        attributes=lambda given: bend([attribute("content_type", "tst_info"), *given[1:]]),
        content=wrapped | (content or {}),
        **more,
    )


def unsigned(*ders: bytes) -> list[cms.CMSAttribute]:
    """The attribute that carries tokens in a signature."""
    return [attribute("signature_time_stamp_token", *map(cms.ContentInfo.load, ders))]


def timed(letter: Letter, at: datetime | None = None, **settings) -> dict:
    """Settings of a message that carries a token over its own signature."""
    return {"unsigned": lambda signature: unsigned(token(signature, at or letter.at, **settings))}


def carrying(build: Callable[[bytes, Letter], list]) -> Make:
    """The letter signed well, with these unsigned attributes, given the signature."""
    return lambda letter: by_hand(
        letter, Signed(cms={"unsigned": lambda signature: build(signature, letter)})
    )


# -- document timestamps -------------------------------------------------------------------------

_ROOM = 4096
_GAP = b"<" + b"0" * 2 * _ROOM + b">"
_RANGE = b"/ByteRange [0 ########## ########## ##########]"


@dataclass
class Stamped:
    """What a document timestamp is made of; every part may be bent."""

    name: bytes = b"Stempel1"
    box: Callable[[bytes], bytes] = lambda text: text
    value: Callable[[bytes], bytes] = lambda text: text
    #: Object number of an existing field that takes the timestamp.
    widget: int | None = None
    objects: dict[int, bytes] = field(default_factory=dict)
    update: dict = field(default_factory=dict)
    span: Callable[[int, int, int], tuple[int, int, int, int]] | None = None
    #: What the token is about, when not what the byte range says.
    about: bytes | None = None
    at: datetime | None = None
    #: A message from elsewhere.
    token: bytes | None = None
    token_settings: dict = field(default_factory=dict)


def stamped(letter: Letter, bent: Stamped | None = None, *, base: bytes | None = None) -> bytes:
    """One more revision with a document timestamp in it."""
    bent = bent or Stamped()
    start = letter.signed if base is None else base
    known = numbers(start, letter.field)
    free = max([known.free - 1, *bent.objects]) + 1
    own, value_number = bent.widget or free + 1, free
    value = bent.value(
        b"/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161 "
        + _RANGE + b" /Contents " + _GAP
    )  # fmt: skip
    objects = {value_number: b"<< " + value + b" >>", **bent.objects}
    if bent.widget is None:
        form = object_of(start, known.form)
        listed = b"".join(
            written(form["/Fields"].raw_get(place)) + b" " for place in range(len(form["/Fields"]))
        )
        rest = b" ".join(
            key.encode() + b" " + written(form.raw_get(key)) for key in form if key != "/Fields"
        )
        objects[known.form] = b"<< %s /Fields [ %s%d 0 R ] >>" % (rest, listed, own)
        text = b"/Type /Annot /Subtype /Widget /FT /Sig /T (%s) /F 132 /Rect [0 0 0 0]" % bent.name
    else:
        widget = object_of(start, own)
        text = b" ".join(key.encode() + b" " + written(widget.raw_get(key)) for key in widget)
    objects[own] = b"<< " + bent.box(text + b" /V %d 0 R" % value_number) + b" >>"
    pdf = Update(start, objects, **bent.update).finish()
    gap = pdf.index(_GAP, len(start))
    resume = gap + len(_GAP)
    span = (bent.span or (lambda a, b, size: (0, a, b, size - b)))(gap, resume, len(pdf))
    place = pdf.find(_RANGE, len(start))
    if place >= 0:
        said_range = (b"%d %d %d %d" % span).ljust(len(_RANGE) - len(b"/ByteRange []"))
        pdf = pdf[:place] + b"/ByteRange [" + said_range + b"]" + pdf[place + len(_RANGE) :]
    data = pdf[span[0] : span[0] + span[1]] + pdf[span[2] : span[2] + span[3]]
    der = bent.token or token(
        data if bent.about is None else bent.about, bent.at or letter.at, **bent.token_settings
    )
    return pdf[: gap + 1] + der.hex().encode().ljust(2 * _ROOM, b"0") + pdf[resume - 1 :]


class HandStamper(TimeStamper):
    """For pyHanko: tokens by the services' keys, without a service."""

    def __init__(self, at: datetime, label: str = "tsa", **settings) -> None:
        super().__init__(include_nonce=False)
        self._at, self._settings = at, {"key": house_key(label), **settings}

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        der = token(
            b"", self._at, imprint=message_digest, digest=md_algorithm, **self._settings
        )  # fmt: skip
        return cms.ContentInfo.load(der)


def by_pyhanko(
    pdf: bytes, at: datetime, edit: Edit | None = None, *, label: str = "tsa", name: str = "Waktu1"
) -> bytes:
    """pyHanko's document timestamp, with an edit in the very same revision."""
    writer = Writer(io.BytesIO(pdf))
    if edit is not None:
        edit(writer)
    out = PdfTimeStamper(HandStamper(at, label), field_name=name).timestamp_pdf(writer, "sha256")
    return bytes(out.getvalue())


# -- validation data -----------------------------------------------------------------------------


def store(
    *,
    certs: Iterable[bytes] | None = None,
    ocsps: Iterable[bytes] | None = None,
    crls: Iterable[bytes] | None = None,
    more: bytes = b"",
    part: bytes = b"",
    of_stream: bytes = b"<< >>",
    listing: Callable[[Writer, Sequence[bytes]], bytes] | None = None,
) -> Edit:
    """A store with these data; with all that is true of the letter where nothing is said.

    ``@`` in ``more`` and ``part`` is a reference to the first certificate.
    """
    known = statements()
    lists = {
        b"/Certs": known.certs if certs is None else certs,
        b"/OCSPs": known.ocsps if ocsps is None else ocsps,
        b"/CRLs": known.crls if crls is None else crls,
    }

    def edit(writer: Writer) -> None:
        text, first = b"", b"null"
        for key, ders in lists.items():
            references = [said(new_stream(writer, der, of_stream)) for der in ders]
            if references and first == b"null":
                first = references[0]
            inside = b"[ " + b" ".join(references) + b" ]"
            if references:
                text += b" " + key + b" " + (listing(writer, references) if listing else inside)
        if part:
            text += b" /VRI << " + part.replace(b"@", first) + b" >>"
        text += b" " + more.replace(b"@", first)
        put(writer, writer.root, b"/DSS " + said(new(writer, b"<<" + text + b" >>")))

    return edit


def revised(pdf: bytes, *edits: Edit) -> bytes:
    """One more revision with all of these."""
    writer = Writer(io.BytesIO(pdf))
    for edit in edits:
        edit(writer)
    return finished(writer)


def name_of_part(pdf: bytes, place: int = -1) -> bytes:
    """Under which a store keeps the data of a signature."""
    signature = reader_of(pdf).embedded_signatures[place]
    return (
        b"/"
        + hashlib.sha1(signature.pkcs7_content, usedforsecurity=False).hexdigest().upper().encode()
    )

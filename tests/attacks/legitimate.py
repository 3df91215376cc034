"""Letters that must be accepted: other papers, signers, keys, stamps, moments and programs."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

import signing_letter
from asn1crypto import cms as asn1_cms
from asn1crypto import core
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from PIL import Image
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.stamp import TextStampStyle
from signing_scene import AT, PARAF, TTD

from pipeline.ports.signing import ExpectedSignature, FieldPlan, Stamp
from tests.attacks.letters import ISSUING, Key, Letter, authority, certify, named, p256, reissued
from tests.attacks.programs import (
    Own,
    as_endesive,
    own_field,
    permissive,
    place_of,
    posing,
    visible,
)
from tests.attacks.raw import Signed, by_hand, numbers, object_stream, stream, swap
from tests.attacks.scenes import expecting, make_letters, sign_with_room

WIB = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Handed:
    """A file that must be accepted, and against what."""

    pdf: bytes
    issued: bytes
    expected: tuple[ExpectedSignature, ...]
    at: datetime
    time_trust: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Variant:
    name: str
    make: Callable[[], Handed]


# -- papers --------------------------------------------------------------------------------------


def paper(
    *,
    pages: int = 1,
    box: tuple[float, float, float, float] = (0, 0, 595.28, 841.89),
    extra: bytes = b"",
    names: tuple[str, ...] = (PARAF.name, TTD.name),
    at_top: float = 0.5,
) -> bytes:
    """A drawing without letters, on pages of any size, with places to sign on the last one."""
    left, bottom, right, top = box
    bodies = {1: b"<< /Type /Catalog /Pages 2 0 R /Dests << %s >> >>"}
    leaves = [10 + 2 * number for number in range(pages)]
    kids = b" ".join(b"%d 0 R" % leaf for leaf in leaves)
    bodies[2] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids)
    for leaf in leaves:
        bodies[leaf] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%.2f %.2f %.2f %.2f] /Resources << >> "
            b"/Contents %d 0 R %s >>" % (left, bottom, right, top, leaf + 1, extra)
        )
        drawing = b"0.8 0.2 0.2 rg %.2f %.2f %.2f %.2f re f" % (
            left + 20,
            bottom + 20,
            (right - left) / 3,
            (top - bottom) / 20,
        )
        bodies[leaf + 1] = stream(drawing)
    step = (right - left - 20) / max(2, len(names))
    places = b" ".join(
        b"/%s [%d 0 R /XYZ %.3f %.3f 0]"
        % (
            name.encode(),
            leaves[-1],
            left + 10 + step * place,
            bottom + (top - bottom) * at_top,
        )
        for place, name in enumerate(names)
    )
    bodies[1] %= places
    bodies[3] = b"<< /Title (Gambar) >>"
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    where = {}
    for number, body in sorted(bodies.items()):
        where[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(where.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    identity = b"<%s>" % (b"0123456789abcdef" * 2)
    out += (
        b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R /ID [%s %s] >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            max(where) + 1,
            identity,
            identity,
            start,
        )
    )
    return bytes(out)


# -- signers -------------------------------------------------------------------------------------


@cache
def office() -> Key:
    return authority("CA Kantor Uji")


@cache
def keys() -> dict[str, Key]:
    def key(private, name: str) -> Key:
        return certify(private, named(f"Pejabat {name}"), office())

    return {
        "RSA 2048": key(rsa.generate_private_key(65537, 2048), "RSA 2048"),
        "RSA 3072": key(rsa.generate_private_key(65537, 3072), "RSA 3072"),
        "P-256": key(p256(), "P-256"),
        "P-384": key(ec.generate_private_key(ec.SECP384R1()), "P-384"),
        "P-521": key(ec.generate_private_key(ec.SECP521R1()), "P-521"),
    }


def stamp_for(plan: FieldPlan, **changed) -> Stamp:
    values = {
        "kind": plan.kind,
        "post": "Kepala Badan Kesatuan Bangsa dan Politik",
        "holder": "Dra. SRI WAHYUNI, M.Si",
        "nip": "196805121993032002",
        "number": "000.8.6.3 / 07 / KBL / X / 2026",
        "signed_at": AT,
    }
    return Stamp(**(values | changed))


def signed_by(
    signers_: list[tuple[FieldPlan, Key]],
    *,
    base: bytes | None = None,
    plans: tuple[FieldPlan, ...] = (PARAF, TTD),
    at: datetime = AT,
    **of_stamp,
) -> Handed:
    """A letter, issued afresh, that these have signed in turn with our own signer."""
    issued = reissued(base or signing_letter.letter(), plans)
    pdf = issued
    for plan, key in signers_:
        moment = {"signed_at": at} | of_stamp
        pdf = sign_with_room(pdf=pdf, field=plan.name, key=key, stamp=stamp_for(plan, **moment))
    return Handed(pdf, issued, _due(signers_), at)


def _due(signers_: list[tuple[FieldPlan, Key]]) -> tuple[ExpectedSignature, ...]:
    return tuple(
        replace(expecting(plan.name, plan.label, key), trust=(key.ders[min(1, len(key.ders) - 1)],))
        for plan, key in signers_
    )


def both(name: str = "P-256", **settings) -> Handed:
    return signed_by([(PARAF, keys()["RSA 2048"]), (TTD, keys()[name])], **settings)


def three() -> Handed:
    plans = tuple(
        FieldPlan(name=name, label=name, kind=kind, width=100, height=40)
        for name, kind in (("ParafA", "paraf"), ("ParafB", "paraf"), ("TtdC", "ttd"))
    )
    names = tuple(plan.name for plan in plans)
    chosen = [keys()[name] for name in ("P-256", "RSA 2048", "P-384")]
    return signed_by(list(zip(plans, chosen, strict=True)), base=paper(names=names), plans=plans)


def self_made() -> Handed:
    key = certify(p256(), named("Tanda tangan sendiri"))
    return signed_by([(TTD, key)], plans=(TTD,))


def long_path() -> Handed:
    """The signer's issuer has an issuer above it."""
    root = authority("Induk")
    middle = certify(
        p256(),
        named("Berinduk"),
        root,
        of_usage=ISSUING,
        is_authority=True,
    )
    return signed_by([(TTD, certify(p256(), named("Pejabat"), middle))], plans=(TTD,))


def one_of_two_keys() -> Handed:
    handed = both()
    other = keys()["P-384"].sha256
    first = handed.expected[0]
    more = replace(first, certificates=(other, *first.certificates))
    return replace(handed, expected=(more, handed.expected[1]))


# -- other programs ------------------------------------------------------------------------------


def letter_at(stage: str) -> Letter:
    return make_letters()[stage]


def judged(letter: Letter, pdf: bytes) -> Handed:
    return Handed(pdf, letter.issued, letter.expected, letter.at)


def by_pyhanko(stage: str, *, style=None, **settings) -> Callable[[], Handed]:
    """pyHanko's own signer, in our field."""

    def make() -> Handed:
        letter = letter_at(stage)
        metadata = signers.PdfSignatureMetadata(
            **{
                "field_name": letter.field,
                "subfilter": SigSeedSubFilter.PADES,
                "md_algorithm": "sha256",
                **settings,
            }
        )
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

        writer = IncrementalPdfFileWriter(io.BytesIO(letter.before))
        signer = signers.PdfSigner(
            metadata, signer=letter.key.foreign, stamp_style=style() if style else None
        )
        return judged(letter, signer.sign_pdf(writer).getvalue())

    return make


def _text() -> TextStampStyle:
    return TextStampStyle(stamp_text="Ditandatangani oleh %(signer)s\n%(ts)s")


def _bordered() -> TextStampStyle:
    return TextStampStyle(
        stamp_text="%(signer)s", border_width=2, text_box_style=TextBoxStyle(font_size=6)
    )


def _pictured() -> TextStampStyle:
    picture = Image.new("RGB", (200, 80), (20, 60, 140))
    return TextStampStyle(stamp_text="%(signer)s", background=PdfImage(picture))


def by_own_hand(
    stage: str, build: Callable[[Letter], Signed] | None = None
) -> Callable[[], Handed]:
    """A program unlike pyHanko and unlike ours."""

    def make() -> Handed:
        letter = letter_at(stage)
        return judged(letter, by_hand(letter, build(letter) if build else None))

    return make


def bent(stage: str, **settings) -> Callable[[], Handed]:
    return by_own_hand(stage, lambda letter: Signed(**settings))


def _font_in_stream(letter: Letter) -> Signed:
    known = numbers(letter.before, letter.field)
    holder, font = known.free + 5, known.free + 6
    body = object_stream({font: b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"})
    look = stream(
        b"BT /F 9 Tf 2 9 Td (Paraf) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 110 34] "
        b"/Resources << /Font << /F %d 0 R >> >>" % font,
    )
    return Signed(
        look=look,
        objects={holder: body},
        update={"as_stream": True, "in_streams": {font: (holder, 0)}},
    )


def _by_key_identifier(letter: Letter) -> Signed:
    from cryptography.x509 import SubjectKeyIdentifier

    digest = SubjectKeyIdentifier.from_public_key(letter.careless["rsa baik"].private.public_key())
    sid = asn1_cms.SignerIdentifier(
        name="subject_key_identifier", value=core.OctetString(digest.digest)
    )
    return Signed(
        key=letter.careless["rsa baik"],
        cms={"signer": {"sid": sid, "version": "v3"}, "content": {"version": "v3"}},
    )


_PHOTO = io.BytesIO()
Image.new("RGB", (120, 40), (200, 200, 250)).save(_PHOTO, "JPEG")


def _photographed(letter: Letter) -> Signed:
    known = numbers(letter.before, letter.field)
    image = known.free + 9
    data = stream(
        _PHOTO.getvalue(),
        b"/Type /XObject /Subtype /Image /Width 120 /Height 40 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceRGB /Filter /DCTDecode",
    )
    look = stream(
        b"q 100 0 0 30 0 0 cm /X Do Q",
        b"/Type /XObject /Subtype /Form /BBox [0 0 100 30] "
        b"/Resources << /XObject << /X %d 0 R >> >>" % image,
    )
    return Signed(objects={image: data}, look=look)


def allowed(stage: str, make: Callable[[Letter], bytes]) -> Callable[[], Handed]:
    """What a program does that an office allows beside the strict rules."""

    def handed() -> Handed:
        letter = permissive(letter_at(stage))
        return judged(letter, make(letter))

    return handed


def paraf_in_own_field() -> Handed:
    """The paraf in a field of the program's own, the signature in ours."""
    letter = permissive(letter_at("ttd"))
    first = replace(letter, before=letter.issued, field=PARAF.name)
    given = own_field(first, visible(place_of(letter, PARAF.name)), key=letter.colleague)
    return judged(letter, by_hand(letter, base=given))


def both_in_own_fields() -> Handed:
    letter = permissive(letter_at("ttd"))
    first = replace(letter, before=letter.issued, field=PARAF.name)
    given = own_field(first, key=letter.colleague)
    return judged(letter, own_field(letter, Own(name=b"Lain"), start=given))


def _allowed() -> Iterator[Variant]:
    empty = stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 0 0]")
    for stage in ("paraf", "ttd"):
        ways = {
            "own field, invisible": own_field,
            "own field, invisible, on no page": lambda letter: own_field(
                letter, Own(is_on_page=False)
            ),
            "own field, invisible, with an empty drawing": lambda letter: own_field(
                letter, Own(look=empty)
            ),
            "own field, hidden": lambda letter: own_field(letter, Own(flags=6)),
            "own field, in its place": lambda letter: own_field(letter, visible(place_of(letter))),
            "own field, smaller than its place": lambda letter: own_field(
                letter, visible(inset(place_of(letter)))
            ),
            "as endesive, by hand": as_endesive,
            "as endesive, by pyHanko": posing(),
        }
        for name, make in ways.items():
            yield Variant(f"{name}, {stage}", allowed(stage, make))
    yield Variant("paraf in a field of the program's own", paraf_in_own_field)
    yield Variant("both in fields of their programs' own", both_in_own_fields)


def inset(box: tuple[float, ...]) -> tuple[float, ...]:
    return (box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3)


def _programs() -> Iterator[Variant]:
    first = {"certify": True, "docmdp_permissions": MDPPerm.FILL_FORMS}
    for stage in ("paraf", "ttd"):
        ways = {
            "plainly": by_pyhanko(stage),
            "with SHA-384": by_pyhanko(stage, md_algorithm="sha384"),
            "with SHA-512": by_pyhanko(stage, md_algorithm="sha512"),
            "with text": by_pyhanko(stage, style=_text),
            "with a border": by_pyhanko(stage, style=_bordered),
            "with a picture": by_pyhanko(stage, style=_pictured),
            "with reason and place": by_pyhanko(
                stage, reason="Disetujui", location="Pematangsiantar", contact_info="-", name="X"
            ),
        }
        for name, make in ways.items():
            yield Variant(f"pyHanko, {stage}, {name}", make)
        hands = {
            "with a table": by_own_hand(stage),
            "with a table in a stream": bent(stage, update={"as_stream": True}),
            "with an object stream": by_own_hand(stage, _font_in_stream),
            "with a photograph": by_own_hand(stage, _photographed),
            "lines ended the other way": bent(
                stage, update={"table": lambda text: swap(text, b" n \n", b" n\r\n")}
            ),
            # ISO 32000-1, 14.4: the first half stays, the second changes with each revision.
            "second half of the identity renewed": bent(
                stage, update={"trailer": lambda text: swap(text, b"> ]", b"00> ]")}
            ),
            "no last line end": bent(stage, update={"eof": b"%%EOF"}),
            "in small letters": bent(stage, hole=lambda der: der.hex().lower().encode()),
            "in capitals": bent(stage, hole=lambda der: der.hex().upper().encode()),
            "with a build note": bent(
                stage, value=lambda text: text + b" /Prop_Build << /App << /Name /Uji >> >>"
            ),
            "without the issuer": by_own_hand(
                stage, lambda letter: Signed(cms={"certificates": letter.key.ders[:1]})
            ),
            "RSA": by_own_hand(stage, lambda letter: Signed(key=letter.careless["rsa baik"])),
            "RSA with PSS": by_own_hand(
                stage,
                lambda letter: Signed(key=letter.careless["rsa baik"], cms={"padding_pss": True}),
            ),
            "named by key": by_own_hand(stage, _by_key_identifier),
            "more room": bent(stage, room=30_000),
            "time in UTC": bent(
                stage,
                value=lambda text: swap(
                    text, b"/M (D:20261012090000+07'00')", b"/M (D:20261012020000Z)"
                ),
            ),
        }
        for name, make in hands.items():
            yield Variant(f"by hand, {stage}, {name}", make)
    yield Variant("pyHanko, certified", by_pyhanko("paraf", **first))


def _papers() -> Iterator[Variant]:
    def on(**settings) -> Callable[[], Handed]:
        return lambda: both(base=paper(**settings))

    sizes = {
        "A4": (0, 0, 595.28, 841.89),
        "Letter": (0, 0, 612, 792),
        "F4": (0, 0, 609.4, 935.4),
        "A3 across": (0, 0, 1190.55, 841.89),
        "A4 across": (0, 0, 841.89, 595.28),
        "not from nought": (-100, 50, 495.28, 891.89),
    }
    for name, box in sizes.items():
        yield Variant(f"paper {name}", on(box=box))
    for pages in (2, 5, 20):
        yield Variant(f"{pages} pages", on(pages=pages))
    for turn in (90, 180, 270):
        yield Variant(f"page turned by {turn}", on(extra=b"/Rotate %d" % turn))
    yield Variant("page cropped", on(extra=b"/CropBox [30 30 565 800]"))
    yield Variant("page cropped and turned", on(extra=b"/CropBox [30 90 565 800] /Rotate 90"))
    yield Variant("places at the top", on(at_top=0.95))


def _people() -> Iterator[Variant]:
    for name in keys():
        yield Variant(f"key {name}", lambda name=name: both(name))
        yield Variant(
            f"first key {name}",
            lambda name=name: signed_by([(PARAF, keys()[name]), (TTD, keys()["P-256"])]),
        )
    yield Variant("one signer", lambda: signed_by([(TTD, keys()["P-256"])], plans=(TTD,)))
    yield Variant("one of two, so far", lambda: signed_by([(PARAF, keys()["P-256"])]))
    yield Variant("three signers", three)
    yield Variant(
        "one person in two chairs",
        lambda: signed_by([(PARAF, keys()["P-256"]), (TTD, keys()["P-256"])]),
    )
    yield Variant("any of two keys", one_of_two_keys)
    yield Variant("self-made certificate", self_made)
    yield Variant("issuer above the issuer", long_path)
    yield Variant("nothing due", lambda: signed_by([]))


def _stamps() -> Iterator[Variant]:
    stamps = {
        "long names": {
            "holder": "Prof. Dr. Ir. " + "Sebastianus Partogi " * 7,
            "post": "Plt. " * 20,
        },
        "no NIP": {"nip": ""},
        "acting": {"post": "Plh. Kepala Badan Kesatuan Bangsa dan Politik"},
        "accents": {"holder": "José Éamonn Müller"},
        "letters of other scripts": {"holder": "ꦱꦿꦶ ᯘᯒᯪ 🖋"},
        "brackets": {"holder": "(A) \\ <B> /C % D", "number": "((1)) % \\ (2"},
        "no number": {"number": ""},
        "one word": {"holder": "X", "post": "Y"},
    }
    for name, values in stamps.items():
        yield Variant(f"stamp, {name}", lambda values=values: both(**values))


def _moments() -> Iterator[Variant]:
    moments = {
        "WITA": datetime(2026, 10, 12, 9, 0, tzinfo=timezone(timedelta(hours=8))),
        "WIT": datetime(2026, 10, 12, 10, 0, tzinfo=timezone(timedelta(hours=9))),
        "UTC": datetime(2026, 10, 12, 1, 0, tzinfo=UTC),
        "half an hour off": datetime(2026, 10, 12, 6, 30, tzinfo=timezone(timedelta(hours=5.5))),
        "west of Greenwich": datetime(2026, 10, 11, 20, 0, tzinfo=timezone(timedelta(hours=-5))),
        "midnight": datetime(2026, 10, 12, 0, 0, tzinfo=WIB),
        "leap day": datetime(2028, 2, 29, 23, 59, 59, tzinfo=WIB),
        "turn of the year": datetime(2027, 1, 1, 0, 0, tzinfo=WIB),
    }
    for name, moment in moments.items():
        yield Variant(f"signed at {name}", lambda moment=moment: both(at=moment))


def all_variants() -> list[Variant]:
    return [*_people(), *_papers(), *_stamps(), *_moments(), *_programs(), *_allowed()]

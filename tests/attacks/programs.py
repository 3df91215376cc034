"""What somebody could do who lies about his signing program, where an office allows such programs.

The field that a program makes for itself is the widest door: everything about it is bent here. The
rest signs as endesive or in an own field and does, in the same revision, what no signer may.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.pdf_byterange import BuildProps

from pipeline.ports.signing import PROGRAM_PROFILES
from tests.attacks.catalogue import Attack, attacks
from tests.attacks.edits import EDITS
from tests.attacks.letters import Key, Letter
from tests.attacks.placements import UNDONE, together
from tests.attacks.raw import (
    Edit,
    Signed,
    Update,
    by_hand,
    fill,
    numbers,
    object_of,
    object_text,
    pdf_time,
    size_of,
    stream,
    unchanged,
)

Make = Callable[[Letter], bytes]
Box = tuple[float, float, float, float]
_NOWHERE = (0.0, 0.0, 0.0, 0.0)
_RANGE = b"/ByteRange [0 ########## ########## ##########]"


def permissive(letter: Letter) -> Letter:
    """The same letter in an office that allows all programs there are."""
    expected = tuple(replace(one, profiles=PROGRAM_PROFILES) for one in letter.expected)
    return replace(letter, expected=expected)


@dataclass(frozen=True)
class Own:
    """A signature in a field of the program's own; every part may be bent."""

    name: bytes = b"Signature1"
    box: Box = _NOWHERE
    rect: bytes = b""
    flags: int = 132
    kind: bytes = b"/Sig"
    more: bytes = b""
    #: The drawing; none when None.
    look: bytes | None = None
    #: Entries of the look beside or instead of ``/N``.
    looks: bytes = b""
    is_on_page: bool = True
    page: Edit = unchanged
    form: Edit = unchanged
    #: How page and form name the field.
    said: bytes = b"%d 0 R"
    objects: dict[int, bytes] = field(default_factory=dict)
    subfilter: bytes = b"/ETSI.CAdES.detached"


def place_of(letter: Letter, name: str = "") -> Box:
    """Where a field of ours lies."""
    own = numbers(letter.issued, name or letter.field).widget
    return tuple(float(edge) for edge in object_of(letter.issued, own)["/Rect"])


def own_field(
    letter: Letter, bent: Own | None = None, *, start: bytes | None = None, key: Key | None = None
) -> bytes:
    """Sign in a new field, flawlessly but for what is bent."""
    bent, start = bent or Own(), letter.before if start is None else start
    known = numbers(start, letter.field)
    free = max([size_of(start) - 1, *bent.objects]) + 1
    value, widget, look = free, free + 1, free + 2
    said = bent.said % widget if b"%" in bent.said else bent.said
    rect = bent.rect or b" ".join(b"%.2f" % edge for edge in bent.box)
    body = b"/Type /Annot /Subtype /Widget /FT %s /T (%s) /F %d /Rect [%s] /V %d 0 R /P %d 0 R " % (
        bent.kind,
        bent.name,
        bent.flags,
        rect,
        value,
        known.page,
    )
    if bent.look is not None or bent.looks:
        shown = b"/N %d 0 R " % look if bent.look is not None else b""
        body += b"/AP << " + shown + bent.looks % dict.fromkeys([b"look"], look) + b" >> "
    objects = {
        value: b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter %s /M (%s) %s /Contents <%s> >>"
        % (bent.subfilter, pdf_time(letter), _RANGE, b"00" * 8192),
        widget: b"<< " + body + bent.more + b" >>",
        known.form: bent.form(_listed(object_text(start, known.form), b"Fields", said)),
        **bent.objects,
    }
    if bent.is_on_page:
        objects[known.page] = bent.page(_listed(object_text(start, known.page), b"Annots", said))
    if bent.look is not None:
        objects[look] = bent.look
    pdf = Update(start, objects).finish()
    return fill(pdf, len(start), key or letter.key, Signed())


def _listed(body: bytes, key: bytes, said: bytes) -> bytes:
    """A dictionary whose list has one more entry."""
    return re.sub(rb"(/%s\s*\[[^\]]*)\]" % key, lambda found: found[1] + b" " + said + b" ]", body)


def drawing(box: Box, content: bytes = b"0.9 g 0 0 900 900 re f") -> bytes:
    left, bottom, right, top = box
    return stream(
        content,
        b"/Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f]" % (right - left, top - bottom),
    )


def visible(box: Box, **more) -> Own:
    return Own(box=box, look=drawing(box), **more)


def at(change: Callable[[Box], Box], **more) -> Make:
    """A visible own field, its box made from the one that was meant for it."""

    def make(letter: Letter) -> bytes:
        box = change(place_of(letter))
        return own_field(letter, visible(box, **more))

    return make


def unseen(**bent) -> Make:
    return lambda letter: own_field(letter, Own(**bent))


def seen(**bent) -> Make:
    """In its place, with something else bent."""
    return lambda letter: own_field(letter, replace(visible(place_of(letter)), **bent))


_SQUARE = stream(b"0 0 1 rg 0 0 99 99 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 99 99]")
_PLACES = {
    "over the text": at(lambda box: (60, 60, 300, 300)),
    "half outside": at(lambda box: (box[0] - 40, *box[1:])),
    "a point too wide": at(lambda box: (*box[:2], box[2] + 1, box[3])),
    "a point too low": at(lambda box: (box[0], box[1] - 1, *box[2:])),
    "corners exchanged, over the text": at(lambda box: (300, 300, 60, 60)),
    "a line across the page": at(lambda box: (300, 20, 300, 700)),
    "not on the page it claims": at(lambda box: box, is_on_page=False),
    "in its place, out of sight": at(lambda box: box, flags=2),
    "in its place, not printed": at(lambda box: box, flags=0),
    "in its place, for the screen only": at(lambda box: box, flags=32),
    "endless": unseen(rect=b"-1000000 -1000000 1000000 1000000", look=_SQUARE),
    "of five numbers": unseen(rect=b"0 0 0 0 500"),
    "of names": unseen(rect=b"/A /B /C /D"),
    "of no numbers": unseen(rect=b" "),
    "no room, and a drawing": unseen(look=_SQUARE),
    "no room, and a drawing elsewhere": unseen(rect=b"300 300 300 300", look=_SQUARE),
    "no room, and a drawing under the mouse": unseen(
        look=stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1]"),
        looks=b"/R %(look)d 0 R",
    ),
    "no room, and a drawing by state": unseen(looks=b"/N << /On 2 0 R >>"),
    "no drawing where there is room": lambda letter: own_field(letter, Own(box=place_of(letter))),
}
_FIELDS = {
    "with an action": unseen(more=b"/A << /S /URI /URI (http://contoh.invalid) >>"),
    "with a script": unseen(more=b"/AA << /E << /S /JavaScript /JS (app.alert(1)) >> >>"),
    "with a caption": seen(more=b"/MK << /CA (LUNAS) /BG [1 1 1] >>"),
    "with a border": seen(more=b"/BS << /W 300 >>"),
    "with a lock": unseen(more=b"/Lock << /Type /SigFieldLock /Action /All >>"),
    "with wishes": unseen(more=b"/SV << /Type /SV /Ff 1 >>"),
    "with letters": unseen(more=b"/DA (/Helv 0 Tf)"),
    "with a parent": lambda letter: own_field(
        letter, Own(more=b"/Parent %d 0 R" % numbers(letter.before, letter.field).widget)
    ),
    "with children": lambda letter: own_field(
        letter, Own(more=b"/Kids [%d 0 R]" % numbers(letter.before, letter.field).widget)
    ),
    "with no children": unseen(more=b"/Kids []"),
    "in a layer": seen(more=b"/OC << /Type /OCG /Name (x) >>"),
    "for another page": lambda letter: own_field(
        letter, Own(more=b"/StructParent 1 /P2 %d 0 R" % numbers(letter.before, letter.field).pages)
    ),
    "of text": unseen(kind=b"/Tx"),
    "of buttons": unseen(kind=b"/Btn"),
    "with flags of text": unseen(more=b"/Ff 4096"),
    "named like ours": lambda letter: own_field(letter, Own(name=letter.field.encode())),
    "named like another of ours": lambda letter: own_field(
        letter, Own(name=next(p.name for p in letter.plans if p.name != letter.field).encode())
    ),
    "named as ours begins": lambda letter: own_field(letter, Own(name=letter.field[:3].encode())),
    "named as ours and more": lambda letter: own_field(
        letter, Own(name=letter.field.encode() + b"2")
    ),
    "named below ours": lambda letter: own_field(letter, Own(name=letter.field.encode() + b".a")),
    "named with a dot": unseen(name=b"a.b"),
    "named with a sentence": unseen(name=b"telah disetujui oleh Wali Kota"),
    "named with letters that turn round": unseen(name=b"\\376\\377\\040\\056x"),
    "without a name": unseen(name=b""),
    "with a long name": unseen(name=b"x" * 5000),
}
_PAGES = {
    "our fields gone from it": unseen(
        page=lambda body: re.sub(rb"/Annots\s*\[\s*\d+ 0 R", b"/Annots [", body)
    ),
    "our fields in another order": unseen(
        page=lambda body: re.sub(rb"(\d+ 0 R)(\s+)(\d+ 0 R)(\s+)(\d+ 0 R)", rb"\3 \1 \5", body)
    ),
    "new field below ours": unseen(
        page=lambda body: re.sub(rb"/Annots\s*\[(.*?)(\d+ 0 R)\s*\]", rb"/Annots [\2 \1]", body)
    ),
    "new field twice on it": unseen(
        page=lambda body: re.sub(rb"(\d+ 0 R)\s*\]", rb"\1 \1 ]", body, count=1)
    ),
    "a note beside": unseen(
        page=lambda body: body.replace(
            b"/Annots [", b"/Annots [ << /Type /Annot /Subtype /Text /Rect [9 9 99 99] >> ", 1
        )
    ),
    "turned": unseen(page=lambda body: body.rstrip()[:-2] + b" /Rotate 180 >>"),
    "cut": unseen(page=lambda body: body.rstrip()[:-2] + b" /CropBox [0 0 300 300] >>"),
    "other content": unseen(
        page=lambda body: re.sub(rb"/Contents \d+ 0 R", b"/Contents 2990 0 R", body),
        objects={2990: stream(b"1 1 1 rg 0 0 600 850 re f")},
    ),
}
_FORMS = {
    "ours not listed": unseen(
        form=lambda body: re.sub(rb"/Fields\s*\[\s*\d+ 0 R", b"/Fields [", body)
    ),
    "new field listed first": unseen(
        form=lambda body: re.sub(rb"/Fields\s*\[(.*?)(\d+ 0 R)\s*\]", rb"/Fields [\2 \1]", body)
    ),
    "new field listed twice": unseen(
        form=lambda body: re.sub(rb"(\d+ 0 R)\s*\]", rb"\1 \1 ]", body, count=1)
    ),
    "two new fields": unseen(
        form=lambda body: re.sub(rb"(\d+ 0 R)\s*\]", rb"\1 2990 0 R ]", body, count=1),
        objects={2990: b"<< /FT /Sig /T (Lain) /Type /Annot /Subtype /Widget /Rect [0 0 0 0] >>"},
    ),
    "a text field beside": unseen(
        form=lambda body: re.sub(rb"(\d+ 0 R)\s*\]", rb"\1 2990 0 R ]", body, count=1),
        objects={2990: b"<< /FT /Tx /T (Lain) /V (Lunas) >>"},
    ),
    "other letters": unseen(
        form=lambda body: re.sub(rb"/ParafRegular \d+ 0 R", b"/ParafRegular 2990 0 R", body),
        objects={2990: b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"},
    ),
    "letters gone": unseen(
        form=lambda body: re.sub(rb"/DR\s*<<.*>>\s*>>\s*>>", b">>", body, flags=re.DOTALL)
    ),
    "looks asked for": unseen(form=lambda body: body.rstrip()[:-2] + b" /NeedAppearances true >>"),
    "a script": unseen(
        form=lambda body: body.rstrip()[:-2] + b" /XFA 2990 0 R >>",
        objects={2990: stream(b"<xdp/>")},
    ),
    "flags lowered": unseen(form=lambda body: body.replace(b"/SigFlags 3", b"/SigFlags 1")),
}


def _twice(letter: Letter) -> bytes:
    return own_field(letter, Own(name=b"Kedua"), start=own_field(letter))


def _both(letter: Letter) -> bytes:
    """In our field, and then in one of his own."""
    return own_field(letter, start=by_hand(letter))


def _own_and_ours(letter: Letter) -> bytes:
    return by_hand(letter, base=own_field(letter))


def _made_ahead(letter: Letter) -> bytes:
    """The field comes in a revision that nobody signs, empty; the next one fills it."""
    known = numbers(letter.before, letter.field)
    widget = size_of(letter.before)
    body = b"/FT /Sig /T (Signature1) /Type /Annot /Subtype /Widget /F 132 /Rect [0 0 0 0]"
    said = b"%d 0 R" % widget
    ahead = Update(
        letter.before,
        {
            widget: b"<< " + body + b" >>",
            known.form: _listed(object_text(letter.before, known.form), b"Fields", said),
            known.page: _listed(object_text(letter.before, known.page), b"Annots", said),
        },
    ).finish()
    return together(replace(letter, before=ahead), lambda writer: None, field_name="Signature1")


def _one_signature_in_two(letter: Letter) -> bytes:
    """The signature in his own field is ours too."""
    known = numbers(letter.before, letter.field)
    value = max(size_of(letter.before) - 1, 2990) + 1
    ours = object_text(letter.before, known.widget).rstrip()[:-2] + b" /V %d 0 R >>" % value
    return own_field(letter, Own(objects={known.widget: ours, 2990: b"null"}))


def _moved_later(letter: Letter) -> bytes:
    """The signer moves the field in which the paraf was given, with his own signature."""
    first = letter.plans[0].name
    before = replace(letter, before=letter.issued, field=first)
    box = place_of(letter, first)
    given = own_field(before, visible(box), key=letter.colleague)
    widget = size_of(letter.issued) + 1
    moved = re.sub(rb"/Rect\s*\[[^\]]*\]", b"/Rect [60 60 500 500]", object_text(given, widget))
    return by_hand(letter, Signed(objects={widget: moved}), base=given)


def _painted_later(letter: Letter) -> bytes:
    """The same with the drawing."""
    first = letter.plans[0].name
    before = replace(letter, before=letter.issued, field=first)
    given = own_field(before, visible(place_of(letter, first)), key=letter.colleague)
    look = size_of(letter.issued) + 2
    return by_hand(letter, Signed(objects={look: _SQUARE}), base=given)


_TURNS = {
    "two of one signer": _twice,
    "ours and his own": _both,
    "his own and ours": _own_and_ours,
    "made ahead of the signature": _made_ahead,
    "one signature in two fields": _one_signature_in_two,
    "by the colleague": lambda letter: own_field(letter, key=letter.colleague),
    "by the colleague, seen": lambda letter: own_field(
        letter, visible(place_of(letter)), key=letter.colleague
    ),
    "by a namesake": lambda letter: own_field(
        letter, key=letter.strangers["nama sama, tanda tangan sendiri"]
    ),
    "by a key taken back": lambda letter: own_field(letter, key=letter.careless["dicabut"]),
    "older format": unseen(subfilter=b"/adbe.pkcs7.detached"),
    "oldest format": unseen(subfilter=b"/adbe.x509.rsa_sha1"),
    "a timestamp's format": unseen(subfilter=b"/ETSI.RFC3161"),
}
_LATER = {"moved by the next signer": _moved_later, "painted by the next signer": _painted_later}


def posing(edit=lambda writer: None, **settings) -> Make:
    """pyHanko's signer, which says that it is endesive and uses its format."""
    told = {
        "app_build_props": BuildProps(name="endesive"),
        "subfilter": SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
        **settings,
    }
    return lambda letter: together(letter, edit, **told)


def _posing_by_hand(*, subfilter: bytes = b"/adbe.pkcs7.detached", **bent) -> Make:
    def value(text: bytes) -> bytes:
        changed = text.replace(b"/ETSI.CAdES.detached", subfilter)
        return changed + b" /Prop_Build << /App << /Name /endesive >> >> /Contact (-)"

    return lambda letter: by_hand(letter, Signed(value=value, **bent))


as_endesive = _posing_by_hand()
_POSING = {
    "digest only": _posing_by_hand(subfilter=b"/adbe.pkcs7.sha1"),
    "bare RSA": _posing_by_hand(subfilter=b"/adbe.x509.rsa_sha1"),
    "a timestamp": _posing_by_hand(subfilter=b"/ETSI.RFC3161"),
    "certificate not named": _posing_by_hand(cms={"attributes": lambda given: given[:2]}),
    "nothing signed but the file": _posing_by_hand(cms={"attributes": lambda given: []}),
    "SHA-1": _posing_by_hand(cms={"digest": "sha1"}),
    "digest of something else": _posing_by_hand(cms={"hashed": bytes(32)}),
    "no certificates": _posing_by_hand(cms={"certificates": ()}),
    "by the colleague": lambda letter: _posing_by_hand(key=letter.colleague)(letter),
    "half the file": _posing_by_hand(span=lambda gap, resume, size: (0, gap, resume, 10)),
}


def all_programs() -> list[Attack]:
    """Attacks that only an office which allows these programs could fall for."""
    edits = {name: edit for name, edit in EDITS.items() if name not in UNDONE}
    edits.pop("field with children")  # pyHanko's signer gives up on it
    own = {name: edit for name, edit in edits.items() if name != "pages dropped"}  # nowhere to sign
    codes = "P30 P32 P34 P35 P36 P39 P45 P46 P55 P56 P74 P76"
    return [
        *attacks("own field, its place", codes, _PLACES),
        *attacks("own field, the field", codes, _FIELDS),
        *attacks("own field, the page", codes, _PAGES),
        *attacks("own field, the form", codes, _FORMS),
        *attacks("own field, turns", codes + " P38 P40 P41", _TURNS),
        *attacks("own field, turns", codes, _LATER, stages=("ttd",)),
        *attacks(
            "own field, with",
            codes,
            {
                name: lambda letter, edit=edit: together(letter, edit, field_name="Kolom1")
                for name, edit in own.items()
            },
        ),
        *attacks("as endesive, with", codes, {name: posing(edit) for name, edit in edits.items()}),
        *attacks("as endesive", "P37 P38 P40 P41 P43 P45 P46", _POSING),
    ]

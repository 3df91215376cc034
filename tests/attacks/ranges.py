"""What a signature covers: lies about the byte range, and signatures wrapped, forged or outlived.

Names as in the literature: ISA incremental saving, SWA signature wrapping, USF universal signature
forgery (Mladenov et al. 2019); EAA evil annotation, SSA sneaky signature (2021).
"""

from collections.abc import Callable

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.edits import COVER
from tests.attacks.letters import Letter
from tests.attacks.raw import (
    Signed,
    Update,
    by_hand,
    numbers,
    object_of,
    object_text,
    size_of,
    stream,
    swap,
    unchanged,
)

Make = Callable[[Letter], bytes]


def bent(**settings) -> Make:
    return lambda letter: by_hand(letter, Signed(**settings))


def told(text: Callable[[tuple[int, int, int, int]], bytes]) -> Make:
    """Another text between the brackets than what was signed."""
    return bent(range_text=text)


def covering(span) -> Make:
    """What is declared is what is signed, but it is not the whole revision."""
    return bent(span=span)


_DECLARED = {
    "empty": told(lambda span: b""),
    "zeros": told(lambda span: b"0 0 0 0"),
    "null": bent(value=lambda text: swap(text, b"/ByteRange [", b"/ByteRange null /X [")),
    "missing": bent(value=lambda text: swap(text, b"/ByteRange [", b"/ByteRang [")),
    "three numbers": told(lambda span: b"%d %d %d" % span[:3]),
    "two numbers": told(lambda span: b"%d %d" % span[:2]),
    "five numbers": told(lambda span: b"%d %d %d %d 0" % span),
    "six numbers": told(lambda span: b"%d %d %d %d 1 1" % span),
    "negative start": told(lambda span: b"-1 %d %d %d" % span[1:]),
    "negative length": told(lambda span: b"0 -%d %d %d" % span[1:]),
    "negative rest": told(lambda span: b"0 %d %d -%d" % span[1:]),
    "beyond the end": told(lambda span: b"0 %d %d %d" % (span[1], span[2], span[3] + 1000)),
    "far beyond the end": told(lambda span: b"0 %d %d 99999999" % span[1:3]),
    "second part first": told(lambda span: b"%d %d 0 %d" % (span[2], span[3], span[1])),
    "overlap": told(lambda span: b"0 %d %d %d" % (span[1] + 100, span[2] - 100, span[3] + 100)),
    "the same part twice": told(lambda span: b"0 %d 0 %d" % (span[1], span[1])),
    "fractions": told(lambda span: b"0.0 %d.0 %d.0 %d.0" % span[1:]),
    "strings": told(lambda span: b"(0) (%d) (1) (2)" % span[1]),
    "names": told(lambda span: b"/0 /%d /1 /2" % span[1]),
    "nested": told(lambda span: b"[0 %d] [%d %d]" % span[1:]),
    "null inside": told(lambda span: b"null %d %d %d" % span[1:]),
    "gap one byte wider": told(lambda span: b"0 %d %d %d" % (span[1] - 1, span[2], span[3])),
    "gap of nothing": told(lambda span: b"0 %d %d %d" % (span[1], span[1], span[3])),
    "huge": told(lambda span: b"0 99999999999 9 9"),
}
_SIGNED = {
    "starts late": covering(lambda gap, resume, end: (9, gap - 9, resume, end - resume)),
    "ends early": covering(lambda gap, resume, end: (0, gap, resume, end - resume - 30)),
    "ends before the table": covering(lambda gap, resume, end: (0, gap, resume, 20)),
    "nothing behind the gap": covering(lambda gap, resume, end: (0, gap, resume, 0)),
    "first part only": covering(lambda gap, resume, end: (0, gap, end, 0)),
    "gap takes in the range": covering(
        lambda gap, resume, end: (0, gap - 100, resume, end - resume)
    ),
    "gap takes in what follows": covering(
        lambda gap, resume, end: (0, gap, resume + 60, end - resume - 60)
    ),
    "gap takes in all that was added": covering(
        lambda gap, resume, end: (0, gap - 400, end - 40, 40)
    ),
    "gap inside the hole": covering(
        lambda gap, resume, end: (0, gap + 1, resume - 1, end - resume + 1)
    ),
}


def gap_in_issued(letter: Letter) -> bytes:
    """The signature covers everything but the page's content, in the part that was issued."""
    place = letter.issued.index(b"endstream") - 200
    return by_hand(
        letter, Signed(span=lambda gap, resume, end: (0, place, place + 100, end - place - 100))
    )


def hole(make: Callable[[bytes], bytes]) -> Make:
    return bent(hole=make)


_HOLES = {
    "blanks in the hole": hole(
        lambda der: b" ".join([der.hex().encode()[:60], der.hex().encode()[60:]])
    ),
    "line breaks in the hole": hole(
        lambda der: b"\n".join([der.hex().encode()[:60], der.hex().encode()[60:]])
    ),
    "letters that are no digits": hole(lambda der: der.hex().encode() + b"ZZZZ"),
    "a second string in the hole": hole(lambda der: der.hex().encode() + b"><00"),
    "an entry in the hole": hole(lambda der: der.hex().encode() + b">/Name(Wali)/X<00"),
    "an object in the hole": hole(
        lambda der: der.hex().encode() + b">>>endobj 1 0 obj<</Type/Page>>endobj 9 0 obj<</X<00"
    ),
    "words behind the message": hole(lambda der: der.hex().encode() + b"DEADBEEF"),
    "a second message behind": hole(lambda der: der.hex().encode() * 2),
    "comment in the hole": hole(lambda der: der.hex().encode() + b"%00"),
}
_FORGED = {
    "no contents": bent(value=lambda text: swap(text, b"/Contents <", b"/Content <")),
    "contents null": bent(value=lambda text: swap(text, b"/Contents <", b"/Contents null /X <")),
    "contents empty": bent(value=lambda text: swap(text, b"/Contents <", b"/Contents <> /X <")),
    "contents zero": bent(value=lambda text: swap(text, b"/Contents <", b"/Contents <00> /X <")),
    "contents elsewhere": bent(
        value=lambda text: swap(text, b"/Contents <", b"/Contents 5 0 R /X <")
    ),
    "contents twice": bent(
        value=lambda text: swap(text, b"/Contents <", b"/Contents <00> /Contents <")
    ),
    "contents twice, escaped": bent(
        value=lambda text: swap(text, b"/Contents <", b"/Content#73 <00> /Contents <")
    ),
    "only zeros": bent(hole=lambda der: b"00"),
    "message cut": bent(hole=lambda der: der.hex().encode()[:-40]),
    "no filter": bent(value=lambda text: swap(text, b"/Filter /Adobe.PPKLite", b"")),
    "no format": bent(value=lambda text: swap(text, b"/SubFilter /ETSI.CAdES.detached", b"")),
    "format without digest": bent(
        value=lambda text: swap(text, b"ETSI.CAdES.detached", b"adbe.x509.rsa_sha1")
    ),
    "format with inner digest": bent(
        value=lambda text: swap(text, b"ETSI.CAdES.detached", b"adbe.pkcs7.sha1")
    ),
    "older format": bent(
        value=lambda text: swap(text, b"ETSI.CAdES.detached", b"adbe.pkcs7.detached")
    ),
    "format of a timestamp": bent(
        value=lambda text: swap(text, b"ETSI.CAdES.detached", b"ETSI.RFC3161")
    ),
    "timestamp by type": bent(
        value=lambda text: swap(text, b"/Type /Sig ", b"/Type /DocTimeStamp ")
    ),
    "no type": bent(value=lambda text: swap(text, b"/Type /Sig ", b"")),
    "certificate beside the message": bent(value=lambda text: text + b" /Cert (x)"),
    "number of changes": bent(value=lambda text: text + b" /Changes [0 0 0]"),
    "handler's own entry": bent(value=lambda text: text + b" /XHal << /Lunas true >>"),
    "value is no dictionary": lambda letter: by_hand(
        letter, Signed(widget=lambda text: swap(text, b"/V ", b"/V (x) /VV "))
    ),
}


def _place(text: bytes, mark: bytes, since: int) -> int:
    return text.index(mark, since)


def wrapped(*, copied: bool = False, honest: bool = False) -> Make:
    """SWA: the signed second part is moved back, and a page put into the room made before it."""

    def make(letter: Letter) -> bytes:
        good = letter.signed
        start = _place(good, b"/ByteRange", len(letter.before))
        text = good[start : good.index(b"]", start) + 1]
        first, gap, resume, rest = (int(one) for one in text[text.index(b"[") + 1 : -1].split())
        known = numbers(letter.before, letter.field)
        evil = b">> endobj %d 0 obj " % known.content + stream(COVER) + b" endobj "
        if copied:
            evil += b"%d 0 obj << /Contents " % size_of(letter.before) + good[gap:resume]
        moved = resume + len(evil)
        said = resume if honest else moved
        now = b"/ByteRange [%d %d %d %d]" % (first, gap, said, rest)
        head = good[:start] + now.ljust(len(text)) + good[start + len(text) : resume]
        return head + evil + good[resume:]

    return make


def saved_again(*, table: bool = True, end: bool = True, signature: bool = False) -> Make:
    """ISA: one more revision behind, with or without the parts that make a revision proper."""

    def make(letter: Letter) -> bytes:
        known = numbers(letter.before, letter.field)
        body = b"%d 0 obj\n" % known.content + stream(COVER) + b"\nendobj\n"
        if signature:
            value = object_of(letter.signed, known.widget).raw_get("/V").idnum
            body += b"%d 0 obj\n" % value + object_text(letter.signed, value) + b"\nendobj\n"
        if table:
            return Update(letter.signed, {known.content: stream(COVER)}).finish()
        return letter.signed + body + (b"trailer\n<< /Root 1 0 R >>\n%%EOF\n" if end else b"")

    return make


def resaved_over(letter: Letter) -> bytes:
    """ISA from inside: the changed object stands before the signature, listed behind it."""
    known = numbers(letter.before, letter.field)
    evil = b"%d 0 obj\n" % known.content + stream(COVER) + b"\nendobj\n"
    return Update(
        letter.signed,
        pointers={known.content: (len(letter.before), 0)},
        before_table=evil,
    ).finish()


def sneaked(letter: Letter) -> bytes:
    """SSA: a second, invisible signature of another key over a change of the page."""
    known = numbers(letter.before, letter.field)
    form = object_text(letter.before, known.form)
    field = size_of(letter.before) + 20
    listed = swap(form, b"/Fields [", b"/Fields [ %d 0 R " % field)
    return by_hand(
        letter.with_key(letter.colleague),
        Signed(
            objects={
                field: b"<< /FT /Sig /T (Diam) /Rect [0 0 0 0] /F 132 >>",
                known.form: listed,
                known.content: stream(COVER),
            },
            widget=unchanged,
        ),
    )


def first_part_reused(letter: Letter) -> bytes:
    """The range of the older signature in the newer one's place."""
    return by_hand(
        letter,
        Signed(
            span=lambda gap, resume, end: (0, len(letter.issued) - 10, len(letter.issued), 0),
        ),
    )


def ends_with_prior(letter: Letter) -> bytes:
    """The signed bytes end where the letter ended before this revision."""
    size = len(letter.before)
    return by_hand(letter, Signed(span=lambda gap, resume, end: (0, size - 40, size - 30, 30)))


_WRAPPED = {
    "wrapped": wrapped(),
    "wrapped, with a copy": wrapped(copied=True),
    "wrapped, range untouched": wrapped(honest=True),
    "saved again": saved_again(),
    "saved again without a table": saved_again(table=False),
    "saved again without an end": saved_again(table=False, end=False),
    "saved again with the signature": saved_again(table=False, signature=True),
    "saved over": resaved_over,
    "sneaked in with another signature": sneaked,
    "range of an older revision": first_part_reused,
    "range ends before this revision": ends_with_prior,
}


def all_ranges() -> list[Attack]:
    odd = "P37 P41 P46"
    return [
        *attacks("range", odd, _DECLARED),
        *attacks("range", odd, _SIGNED),
        *attacks("range", odd, {"gap in the issued part": gap_in_issued}),
        *attacks("hole", "P32 P37 P46", _HOLES),
        *attacks("forged", "P34 P37 P41 P45 P46", _FORGED),
        *attacks("wrapped", "P32 P34 P37 P38 P39 P40 P41 P46", _WRAPPED),
    ]

"""Files that shall keep a reader busy: bombs, circles, depths and crowds."""

import zlib
from collections.abc import Callable
from functools import lru_cache

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.letters import Letter
from tests.attacks.raw import (
    Numbers,
    Signed,
    by_hand,
    last_table,
    numbers,
    object_stream,
    object_text,
    packed,
    stream,
    swap,
    trailer_entries,
)

Make = Callable[[Letter], bytes]
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 100 30]"


def bomb(size: int) -> bytes:
    """So many zeros, packed."""
    return inflating(b"", size)


def inflating(data: bytes, zeros: int) -> bytes:
    """Data and so many zeros behind them, packed; the zeros a megabyte at a time, packed once."""
    head, block = _flushed(zlib.compressobj(9), data), _megabyte()
    # Adler-32 of zeros: the first sum stays, the second grows by it at every byte (RFC 1950).
    sums = zlib.adler32(data)
    low, high = sums & 0xFFFF, sums >> 16
    count = zeros // len(_BLOCK)
    high = (high + count * len(_BLOCK) * low) % 65521
    return head + block * count + b"\x03\x00" + (high << 16 | low).to_bytes(4, "big")


_BLOCK = bytes(1_000_000)


@lru_cache
def _megabyte() -> bytes:
    packer = zlib.compressobj(9)
    start = _flushed(packer, b"x")
    return _flushed(packer, _BLOCK) if start else b""


def _flushed(packer, data: bytes) -> bytes:
    """Packed to a whole byte, with nothing that later data could refer to."""
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


def looking(look: bytes, *, more: Callable[[Numbers], dict] = lambda known: {}) -> Make:
    """A signature whose picture is this stream; ``<@>`` stands for the next free number plus 9."""

    def make(letter: Letter) -> bytes:
        known = numbers(letter.before, letter.field)
        text = look.replace(b"<@>", b"%d" % (known.free + 9))
        return by_hand(letter, Signed(look=text, objects=more(known)))

    return make


def showing(body: bytes) -> Make:
    """A picture that shows another object."""
    look = stream(b"/X Do", _FORM + b" /Resources << /XObject << /X <@> 0 R >> >>")
    return looking(look, more=lambda known: {known.free + 9: body})


def image(width: int, height: int, data: bytes, coding: bytes = b"/FlateDecode") -> bytes:
    return stream(
        data,
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
        b"/ColorSpace /DeviceGray /Filter %s" % (width, height, coding),
    )


def _self_shown(letter: Letter) -> bytes:
    known = numbers(letter.before, letter.field)
    look = stream(
        b"/X Do /X Do", _FORM + b" /Resources << /XObject << /X %d 0 R >> >>" % (known.free)
    )
    return by_hand(letter, Signed(look=look, look_number=known.free, value_number=known.free + 1))


def _circle(letter: Letter) -> bytes:
    known = numbers(letter.before, letter.field)
    first = known.free + 10
    bodies = {
        first + place: stream(
            b"/X Do",
            _FORM + b" /Resources << /XObject << /X %d 0 R >> >>" % (first + (place + 1) % 3),
        )
        for place in range(3)
    }
    look = stream(b"/X Do", _FORM + b" /Resources << /XObject << /X %d 0 R >> >>" % first)
    return by_hand(letter, Signed(look=look, objects=bodies))


def _pattern_circle(letter: Letter) -> bytes:
    known = numbers(letter.before, letter.field)
    own = known.free + 10
    pattern = stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 1 "
        b"/YStep 1 /Resources << /Pattern << /P %d 0 R >> >>" % own,
    )
    look = stream(
        b"/Pattern cs /P scn 0 0 9 9 re f",
        _FORM + b" /Resources << /Pattern << /P %d 0 R >> >>" % own,
    )
    return by_hand(letter, Signed(look=look, objects={own: pattern}))


_JPEG = bytes.fromhex("ffd8ffc0001108ffffffff03012200021101031101ffd9")

_PICTURES = {
    "picture of 400 megabytes": looking(
        stream(bomb(400_000_000), _FORM + b" /Filter /FlateDecode")
    ),
    "picture packed twice": looking(
        stream(zlib.compress(bomb(400_000_000), 9), _FORM + b" /Filter [/FlateDecode /FlateDecode]")
    ),
    "image of 400 megabytes": showing(image(20_000, 20_000, bomb(400_000_000))),
    "image that claims much": showing(image(60_000, 60_000, zlib.compress(b"x"))),
    "image of negative size": showing(image(-5, 7, zlib.compress(b"x"))),
    "image as a vast photograph": showing(image(9, 9, _JPEG, b"/DCTDecode")),
    "image as no photograph": showing(image(9, 9, b"lunas", b"/DCTDecode")),
    "image few can read (JBIG2)": showing(image(9, 9, b"x", b"/JBIG2Decode")),
    "image few can read (JPEG 2000)": showing(image(9, 9, b"x", b"/JPXDecode")),
    "image as a fax": showing(image(9, 9, b"x", b"/CCITTFaxDecode")),
    "packed in an old way": showing(image(9, 9, b"x", b"/LZWDecode")),
    "packed in runs": showing(image(9, 9, b"x", b"/RunLengthDecode")),
    "packed in secret": showing(image(9, 9, b"x", b"/Crypt")),
    "packed as nobody knows": showing(image(9, 9, b"x", b"/Lunas")),
    "PostScript": showing(stream(b"showpage", b"/Type /XObject /Subtype /PS")),
    "picture from elsewhere": showing(
        stream(b"", _FORM + b" /Ref << /F (http://contoh.invalid) /Page 0 >>")
    ),
    "picture in a layer": looking(stream(b"0 g", _FORM + b" /OC << /Type /OCG /Name (x) >>")),
    "picture shows itself": _self_shown,
    "pictures in a circle": _circle,
    "patterns in a circle": _pattern_circle,
    "frame of no size": looking(stream(b"0 g", b"/Type /XObject /Subtype /Form /BBox [0 0 0 0]")),
    "frame missing": looking(stream(b"0 0 900 900 re f", b"/Type /XObject /Subtype /Form")),
    "frame of words": looking(
        stream(b"0 g", b"/Type /XObject /Subtype /Form /BBox [(a) (b) (c) (d)]")
    ),
    "frame without end": looking(
        stream(b"0 g", b"/Type /XObject /Subtype /Form /BBox [-9%s 0 9%s 9]" % ((b"9" * 40,) * 2))
    ),
    "picture flattened to a line": looking(stream(b"0 g", _FORM + b" /Matrix [0 0 0 0 0 0]")),
    "picture is no picture": looking(b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] >>"),
    "picture is an image": looking(image(9, 9, zlib.compress(bytes(81)))),
}


def _table_bomb(letter: Letter) -> bytes:
    def blow(text: bytes) -> bytes:
        head, _, rest = text.partition(b"/Length ")
        size, _, body = rest.partition(b" >>\nstream\n")
        kept = body[: int(size)]
        data = inflating(kept, 400_000_000)
        return (
            head
            + b"/Filter /FlateDecode /Length %d >>\nstream\n" % len(data)
            + data
            + (b"\nendstream\nendobj\n")
        )

    return by_hand(letter, Signed(update={"as_stream": True, "table": blow}))


def _member_bomb(letter: Letter) -> bytes:
    known = numbers(letter.before, letter.field)
    holder, font = known.free + 5, known.free + 6
    head = b"%d 0 " % font
    data = inflating(head + b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >> ", 400_000_000)
    body = stream(data, b"/Type /ObjStm /N 1 /First %d /Filter /FlateDecode" % len(head))
    look = stream(b"0 g", _FORM + b" /Resources << /Font << /F %d 0 R >> >>" % font)
    return by_hand(
        letter,
        Signed(
            look=look,
            objects={holder: body},
            update={"as_stream": True, "in_streams": {font: (holder, 0)}},
        ),
    )


def _metadata_bomb(letter: Letter) -> bytes:
    known = numbers(letter.before, letter.field)
    stream_number = known.free + 9
    root = object_text(letter.before, known.root)
    other = swap(root, b"/Metadata %d 0 R" % known.metadata, b"/Metadata %d 0 R" % stream_number)
    body = stream(bomb(400_000_000), b"/Type /Metadata /Subtype /XML /Filter /FlateDecode")
    return by_hand(letter, Signed(objects={known.root: other, stream_number: body}))


def _laughing_metadata(letter: Letter) -> bytes:
    known = numbers(letter.before, letter.field)
    stream_number = known.free + 9
    root = object_text(letter.before, known.root)
    other = swap(root, b"/Metadata %d 0 R" % known.metadata, b"/Metadata %d 0 R" % stream_number)
    lol = b"".join(
        b'<!ENTITY l%d "%s">' % (level, b"&l%d;" % (level - 1) * 10) for level in range(1, 10)
    )
    text = b'<!DOCTYPE x [<!ENTITY l0 "ha">' + lol + b"]><x>&l9;</x>"
    body = stream(text, b"/Type /Metadata /Subtype /XML")
    return by_hand(letter, Signed(objects={known.root: other, stream_number: body}))


def revisions(count: int) -> Make:
    """So many empty revisions behind."""

    def make(letter: Letter) -> bytes:
        text = b" ".join(
            key + b" " + said
            for key, said in trailer_entries(letter.signed).items()
            if key == b"/Root"
        )
        out = bytearray(letter.signed)
        before = last_table(letter.signed)
        for _ in range(count):
            here = len(out)
            out += b"xref\n0 0\ntrailer\n<</Size 999 %s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
                text,
                before,
                here,
            )
            before = here
        return bytes(out)

    return make


def valued(extra: bytes) -> Make:
    return lambda letter: by_hand(letter, Signed(value=lambda text: text + extra))


def crowd(count: int) -> Make:
    def make(letter: Letter) -> bytes:
        known = numbers(letter.before, letter.field)
        return by_hand(
            letter, Signed(objects={known.free + place: b"0" for place in range(2, count)})
        )

    return make


def _crowded_stream(letter: Letter) -> bytes:
    known = numbers(letter.before, letter.field)
    holder = known.free + 5
    members = {known.free + 6 + place: b"0" for place in range(20_000)}
    body = object_stream(members)
    return by_hand(
        letter,
        Signed(
            objects={holder: packed(body.split(b"stream\n", 1)[1], b"")},
            update={"as_stream": True},
        ),
    )


_CROWDS = {
    "table of 400 megabytes": _table_bomb,
    "object stream of 400 megabytes": _member_bomb,
    "metadata of 400 megabytes": _metadata_bomb,
    "metadata that multiply": _laughing_metadata,
    "10,000 revisions": revisions(10_000),
    "2,500 revisions": revisions(2_500),
    "40 revisions": revisions(40),
    "20,000 objects": crowd(20_000),
    "4,000 objects": crowd(4_000),
    "20,000 members": _crowded_stream,
    "arrays 50,000 deep": valued(b" /Prop_Build << /X " + b"[" * 50_000 + b"]" * 50_000 + b" >>"),
    "dictionaries 900 deep": valued(b" /Prop_Build " + b"<< /X " * 900 + b"1" + b" >>" * 900),
    "half a megabyte of reasons": valued(b" /Location (" + b"A" * 1_200_000 + b")"),
    "number of 100,000 digits": valued(b" /Prop_AuthTime " + b"9" * 100_000),
    "name of 100,000 letters": valued(b" /Prop_AuthType /" + b"A" * 100_000 + b" /Lunas 1"),
    "references by the thousand": valued(b" /Reference [" + b"<< /Type /SigRef >> " * 5_000 + b"]"),
    "growth": lambda letter: letter.signed + bytes(2_000_000),
    "growth inside": lambda letter: by_hand(letter, Signed(room=600_000)),
}


def _messages_at_length(letter: Letter) -> bytes:
    """A message that carries the same certificate a hundred times."""
    return by_hand(letter, Signed(room=200_000, cms={"certificates": letter.key.ders[:1] * 200}))


def all_heavy() -> list[Attack]:
    return [
        *attacks("picture", "P32 P39 P46 P55", _PICTURES),
        *attacks("crowd", "P31 P32 P35 P38 P39 P45 P46 P47", _CROWDS),
        *attacks("crowd", "P45", {"200 certificates": _messages_at_length}),
    ]

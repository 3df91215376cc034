"""PDF revisions written by hand, byte for byte, by a program that obeys whatever it is told.

Libraries repair, refuse or tidy up; an attacker does not. An ``Update`` is one incremental update
with every number in it open to lies; ``by_hand`` is a signer's program built on it, which makes a
flawless signature when nothing is bent.
"""

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from asn1crypto.cms import ContentInfo
from pyhanko.pdf_utils.generic import PdfObject, Reference
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.attacks.cms import message
from tests.attacks.letters import Key, Letter

Number = int | tuple[int, int]
Edit = Callable[[bytes], bytes]


def unchanged(text: bytes) -> bytes:
    return text


def swap(text: bytes, old: bytes, new: bytes, count: int = -1) -> bytes:
    """Replace, where there is something to replace: an attack that changes nothing is none.

    Raises:
        ValueError: The text does not say ``old``.
    """
    if old not in text:
        raise ValueError(f"nothing to swap: {old!r} is not in {text[:200]!r}")
    return text.replace(old, new, count)


# -- reading -------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def reader_of(pdf: bytes) -> PdfFileReader:
    """The file read; whoever asks must not change what it says."""
    return PdfFileReader(io.BytesIO(pdf), strict=True)


def written(item: PdfObject) -> bytes:
    """An object as text."""
    out = io.BytesIO()
    item.write_to_stream(out)
    return out.getvalue()


def last_table(pdf: bytes) -> int:
    """Where the newest cross-reference section is said to begin."""
    return int(re.findall(rb"startxref\s+(\d+)\s+%%EOF", pdf)[-1])


def size_of(pdf: bytes) -> int:
    """The newest /Size: the first number that is free."""
    return int(re.findall(rb"/Size (\d+)", pdf)[-1])


def trailer_entries(pdf: bytes) -> dict[bytes, bytes]:
    """Root, Info and ID of the newest trailer, as text."""
    trailer = reader_of(pdf).trailer.flatten()
    entries = {key.encode(): written(trailer.raw_get(key)) for key in ("/Root", "/Info")}
    # In digits: a half that happens to read as text would be written as such.
    halves = b" ".join(b"<%s>" % half.original_bytes.hex().encode() for half in trailer["/ID"])
    return entries | {b"/ID": b"[ %s ]" % halves}


def object_of(pdf: bytes, number: int) -> PdfObject:
    """An object as it is now."""
    reader = reader_of(pdf)
    return reader.get_object(Reference(number, 0, reader))


def object_text(pdf: bytes, number: int) -> bytes:
    return written(object_of(pdf, number))


@dataclass(frozen=True)
class Numbers:
    """Which object of a letter is what."""

    root: int
    info: int
    pages: int
    page: int
    content: int
    font: int
    resources: int | None
    form: int
    widget: int
    #: The widgets of all fields by name.
    fields: dict[str, int]
    free: int
    metadata: int


def numbers(pdf: bytes, name: str) -> Numbers:
    reader = reader_of(pdf)
    root = reader.root
    kids = root["/Pages"]["/Kids"]
    page = kids.raw_get(0)
    leaf = page.get_object()
    contents = leaf.raw_get("/Contents")
    resources = leaf.raw_get("/Resources")
    fonts = resources.get_object()["/Font"]
    widgets = {str(one.get_object()["/T"]): one.idnum for one in root["/AcroForm"]["/Fields"]}
    return Numbers(
        root=reader.root_ref.idnum,
        info=reader.trailer.raw_get("/Info").idnum,
        pages=root.raw_get("/Pages").idnum,
        page=page.idnum,
        content=contents.idnum,
        font=fonts.raw_get(sorted(fonts)[0]).idnum,
        resources=getattr(resources, "idnum", None),
        form=root.raw_get("/AcroForm").idnum,
        widget=widgets[name],
        fields=widgets,
        free=size_of(pdf),
        metadata=root.raw_get("/Metadata").idnum,
    )


# -- writing -------------------------------------------------------------------------------------


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream's body, not compressed."""
    head = b"<< %s/Length %d >>" % (entries + b" " if entries else b"", len(data))
    return head + b"\nstream\n" + data + b"\nendstream"


def packed(data: bytes, entries: bytes = b"") -> bytes:
    """A stream's body, compressed."""
    return stream(zlib.compress(data, 9), entries + b" /Filter /FlateDecode")


@dataclass
class Update:
    """One incremental update in the making."""

    base: bytes
    objects: dict[Number, bytes] = field(default_factory=dict)
    #: Lines of the table that point wherever they please: number -> (offset, generation).
    pointers: dict[int, tuple[int, int]] = field(default_factory=dict)
    freed: tuple[int, ...] = ()
    #: Numbers whose object is written and not listed.
    unlisted: frozenset[int] = frozenset()
    between: bytes = b""
    before_table: bytes = b""
    before_end: bytes = b""
    after: bytes = b""
    size: int | None = None
    prev: bytes | None = None
    start: int | None = None
    as_stream: bool = False
    #: Entries of a cross-reference stream of type 2: number -> (object stream, index).
    in_streams: dict[int, tuple[int, int]] = field(default_factory=dict)
    trailer: Edit = unchanged
    table: Edit = unchanged
    eof: bytes = b"%%EOF\n"

    def finish(self) -> bytes:
        out = bytearray(self.base)
        where: dict[int, tuple[int, int]] = dict(self.pointers)
        for key, body in self.objects.items():
            number, generation = key if isinstance(key, tuple) else (key, 0)
            out += self.between
            if number not in self.unlisted:
                where[number] = (len(out), generation)
            out += b"%d %d obj\n" % (number, generation) + body + b"\nendobj\n"
        out += self.before_table
        highest = max([size_of(self.base) - 1, *where, *self.in_streams])
        prev = str(last_table(self.base)).encode() if self.prev is None else self.prev
        start = len(out)
        if self.as_stream:
            number = highest + 1
            where[number] = (start, 0)
            size = self.size if self.size is not None else number + 1
            out += self.table(self._stream(number, where, size, prev))
        else:
            size = self.size if self.size is not None else highest + 1
            out += self.table(self._table(where))
            entries = b"/Size %d %s%s" % (
                size,
                _joined(trailer_entries(self.base)),
                b" /Prev " + prev if prev else b"",
            )
            out += b"trailer\n<< " + self.trailer(entries) + b" >>\n"
        out += self.before_end
        shown = start if self.start is None else self.start
        return bytes(out + b"startxref\n%d\n" % shown + self.eof + self.after)

    def _table(self, where: dict[int, tuple[int, int]]) -> bytes:
        lines = {number: b"%010d %05d n \n" % place for number, place in where.items()}
        lines |= dict.fromkeys(self.freed, b"0000000000 00001 f \n")
        parts = [b"xref\n"]
        for number in sorted(lines):
            parts.append(b"%d 1\n" % number + lines[number])
        return b"".join(parts)

    def _stream(self, own: int, where: dict[int, tuple[int, int]], size: int, prev: bytes) -> bytes:
        rows = {number: (1, *place) for number, place in where.items()}
        rows |= {number: (2, *place) for number, place in self.in_streams.items()}
        rows |= dict.fromkeys(self.freed, (0, 0, 1))
        data = b"".join(
            kind.to_bytes(1, "big") + first.to_bytes(5, "big") + second.to_bytes(2, "big")
            for _, (kind, first, second) in sorted(rows.items())
        )
        index = b" ".join(b"%d 1" % number for number in sorted(rows))
        entries = b"/Type /XRef /W [1 5 2] /Index [%s] /Size %d %s%s" % (
            index,
            size,
            _joined(trailer_entries(self.base)),
            b" /Prev " + prev if prev else b"",
        )
        return b"%d 0 obj\n" % own + stream(data, self.trailer(entries)) + b"\nendobj\n"


def _joined(entries: dict[bytes, bytes]) -> bytes:
    return b" ".join(key + b" " + value for key, value in entries.items())


def object_stream(objects: dict[int, bytes], entries: bytes = b"") -> bytes:
    """The body of an object stream with these objects in it."""
    head, data = [], b""
    for number, body in objects.items():
        head.append(b"%d %d" % (number, len(data)))
        data += body + b" "
    first = b" ".join(head) + b" "
    return stream(
        first + data, b"/Type /ObjStm /N %d /First %d" % (len(objects), len(first)) + entries
    )


# -- a signer's program --------------------------------------------------------------------------

_HOLE = b"0" * 2
_RANGE = b"/ByteRange [0 ########## ########## ##########]"


def plain_look(width: float, height: float, drawing: bytes = b"") -> bytes:
    content = drawing or b"0.9 g 0 0 %.2f %.2f re f" % (width, height)
    return stream(
        content,
        b"/Type /XObject /Subtype /Form /BBox [0 0 %.2f %.2f]" % (width, height),
    )


@dataclass
class Signed:
    """What a hand-made signature is made of; every field may be bent."""

    key: Key | None = None
    objects: dict[Number, bytes] = field(default_factory=dict)
    #: Numbers of signature dictionary and look; the next free ones when None.
    value_number: Number | None = None
    look_number: Number | None = None
    look: bytes | None = None
    widget: Edit = unchanged
    value: Edit = unchanged
    update: dict = field(default_factory=dict)
    room: int = 8192
    #: The declared byte range from (gap start, gap end, file size).
    span: Callable[[int, int, int], tuple[int, int, int, int]] | None = None
    range_text: Callable[[tuple[int, int, int, int]], bytes] | None = None
    #: The bytes that are digested from (file, declared span).
    covered: Callable[[bytes, tuple[int, int, int, int]], bytes] | None = None
    cms: dict = field(default_factory=dict)
    hole: Callable[[bytes], bytes] | None = None


def by_hand(letter: Letter, bent: Signed | None = None, *, base: bytes | None = None) -> bytes:
    """Sign the letter's field; whatever ``bent`` says is done without a second thought."""
    bent = bent or Signed()
    key = bent.key or letter.key
    start = letter.before if base is None else base
    own = numbers(letter.before, letter.field).widget
    taken = [number if isinstance(number, int) else number[0] for number in bent.objects]
    taken += bent.update.get("in_streams", {})
    free = max([size_of(start) - 1, *taken]) + 1
    value_number = bent.value_number or free
    look_number = bent.look_number or free + 1
    widget = object_of(start, own)
    left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
    entries = {name: written(widget.raw_get(name)) for name in widget if name not in ("/V", "/AP")}
    text = b" ".join(name.encode() + b" " + body for name, body in entries.items())
    text += b" /V %d %d R" % _pair(value_number) + b" /AP << /N %d %d R >>" % _pair(look_number)
    value = (
        b"/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached "
        b"/M (%s) /Reason (Uji) " % pdf_time(letter) + _RANGE
    )
    value = bent.value(value + b" /Contents <" + _HOLE * bent.room + b">")
    objects: dict[Number, bytes] = {
        own: b"<< " + bent.widget(text) + b" >>",
        value_number: b"<< " + value + b" >>",
        look_number: bent.look or plain_look(right - left, top - bottom),
        **bent.objects,
    }
    pdf = Update(start, objects, **bent.update).finish()
    return fill(pdf, len(start), key, bent)


def fill(pdf: bytes, start: int, key: Key, bent: Signed) -> bytes:
    """Put byte range and message into the placeholders behind ``start``."""
    hole = pdf.index(b"<" + _HOLE * bent.room + b">", start)
    gap, resume = hole, hole + 2 * bent.room + 2
    span = (0, gap, resume, len(pdf) - resume)
    if bent.span:
        span = bent.span(gap, resume, len(pdf))
    place = pdf.find(_RANGE, start)
    if place >= 0:
        said = bent.range_text(span) if bent.range_text else b"%d %d %d %d" % span
        room = len(_RANGE) - len(b"/ByteRange []")
        pdf = pdf[:place] + b"/ByteRange [" + said.ljust(room) + b"]" + pdf[place + len(_RANGE) :]
    data = (
        bent.covered(pdf, span)
        if bent.covered
        else (pdf[span[0] : span[0] + span[1]] + pdf[span[2] : span[2] + span[3]])
    )
    der = message(key, data, **bent.cms)
    digits = (bent.hole or _digits)(der)
    assert len(digits) <= 2 * bent.room, "the hole is too small"
    digits = digits.ljust(2 * bent.room, b"0")
    return pdf[: gap + 1] + digits + pdf[resume - 1 :]


def _digits(der: bytes) -> bytes:
    return der.hex().encode()


def pdf_time(letter: Letter) -> bytes:
    zone = letter.at.strftime("%z")
    return letter.at.strftime("D:%Y%m%d%H%M%S").encode() + f"{zone[:3]}'{zone[3:]}'".encode()


def _pair(number: Number) -> tuple[int, int]:
    return number if isinstance(number, tuple) else (number, 0)


def message_in(signature) -> bytes:
    """The CMS message of a signature, without the zeros that fill up its room.

    A message may itself end with zeros, so its own length tells where it ends.
    """
    return ContentInfo.load(signature.pkcs7_content).dump()

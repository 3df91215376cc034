"""How a file is put together: tables, streams of objects, numbers, generations, chains."""

import io
import subprocess
import zlib
from collections.abc import Callable

import pypdf
from pyhanko.pdf_utils import writer as pyhanko_writer
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.edits import COVER
from tests.attacks.letters import Letter
from tests.attacks.raw import (
    Numbers,
    Signed,
    Update,
    by_hand,
    last_table,
    numbers,
    object_stream,
    object_text,
    plain_look,
    reader_of,
    stream,
    swap,
    trailer_entries,
)

Make = Callable[[Letter], bytes]
_FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 100 30]"


def made(build: Callable[[Letter, Numbers], Signed]) -> Make:
    """A signature by hand, with knowledge of the letter's numbers."""
    return lambda letter: by_hand(letter, build(letter, numbers(letter.before, letter.field)))


def updated(**settings) -> Make:
    return lambda letter: by_hand(letter, Signed(update=settings))


def first_offset(letter: Letter, number: int) -> int:
    """Where an object's oldest body stands."""
    mark = b"\n%d 0 obj" % number
    return letter.before.index(mark) + 1


def look_with(extra: bytes) -> bytes:
    return stream(b"/X Do", _FORM + b" /Resources << " + extra + b" >>")


def tabled_twice(*, old_first: bool) -> Make:
    """Two lines for the field: one to its new body, one to the empty box."""

    def make(letter: Letter) -> bytes:
        widget = numbers(letter.before, letter.field).widget
        line = b"%d 1\n%010d 00000 n \n" % (widget, first_offset(letter, widget))
        table = (
            (lambda text: swap(text, b"xref\n", b"xref\n" + line, 1))
            if old_first
            else (lambda text: text + line)
        )
        return by_hand(letter, Signed(update={"table": table}))

    return make


def pointing(what: str, *, as_stream: bool = False) -> Make:
    """The new table sends an object back to a body that was replaced at issue or later."""
    return made(
        lambda letter, known: Signed(
            update={
                "pointers": {getattr(known, what): (first_offset(letter, getattr(known, what)), 0)},
                "as_stream": as_stream,
            }
        )
    )


def exchanged(*, as_stream: bool = False) -> Make:
    """The page's content is where another object is."""
    return made(
        lambda letter, known: Signed(
            update={
                "pointers": {known.content: (first_offset(letter, known.font), 0)},
                "as_stream": as_stream,
            }
        )
    )


def member(extra: Callable[[Numbers], dict[int, bytes]], *, extends: bytes = b"") -> Make:
    """A font in an object stream, and others that no table names beside it."""

    def build(letter: Letter, known: Numbers) -> Signed:
        holder, font = known.free + 5, known.free + 6
        body = object_stream(
            {font: b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>", **extra(known)}, extends
        )
        return Signed(
            look=look_with(b"/Font << /F %d 0 R >>" % font),
            objects={holder: body},
            update={"as_stream": True, "in_streams": {font: (holder, 0)}},
        )

    return made(build)


def members_of_page(letter: Letter) -> bytes:
    """The page itself, rewritten inside an object stream."""
    known = numbers(letter.before, letter.field)
    holder = known.free + 5
    text = swap(object_text(letter.before, known.page), b"/Type", b"/Rotate 90 /Type", 1)
    return by_hand(
        letter,
        Signed(
            objects={holder: object_stream({known.page: text})},
            update={"as_stream": True, "in_streams": {known.page: (holder, 0)}},
        ),
    )


def hybrid(letter: Letter) -> bytes:
    """Old programs read the table, new ones the stream it mentions."""
    known = numbers(letter.before, letter.field)
    hidden = Update(letter.before, {known.content: stream(COVER)}, as_stream=True).finish()
    place = last_table(hidden)
    return by_hand(
        letter, Signed(update={"trailer": lambda text: text + b" /XRefStm %d" % place}), base=hidden
    )


def hybrid_to_nothing(letter: Letter) -> bytes:
    return by_hand(letter, Signed(update={"trailer": lambda text: text + b" /XRefStm 17"}))


def unclosed(letter: Letter) -> bytes:
    good = by_hand(letter)
    size = len(letter.before)
    return good[:size] + swap(good[size:], b">>\nendobj\n", b">>\nendobx\n")


_TABLES = {
    "two lines for one object, old first": tabled_twice(old_first=True),
    "two lines for one object, old last": tabled_twice(old_first=False),
    "page as it was before the fields": pointing("page"),
    "catalog as it was before the fields": pointing("root"),
    "catalog of old, by stream": pointing("root", as_stream=True),
    "content points to a font": exchanged(),
    "content points to a font, by stream": exchanged(as_stream=True),
    "points beyond the end": made(
        lambda letter, known: Signed(update={"pointers": {known.free + 9: (99_999_999, 0)}})
    ),
    "points into a string": made(
        lambda letter, known: Signed(update={"pointers": {known.free + 9: (20, 0)}})
    ),
    "content freed": made(lambda letter, known: Signed(update={"freed": (known.content,)})),
    "content freed by stream": made(
        lambda letter, known: Signed(update={"freed": (known.content,), "as_stream": True})
    ),
    "unknown object freed": made(lambda letter, known: Signed(update={"freed": (known.free + 7,)})),
    "lines too long": updated(table=lambda text: swap(text, b" n \n", b" n  \n")),
    "lines too short": updated(table=lambda text: swap(text, b" n \n", b" n\n")),
    "lines with words": updated(table=lambda text: swap(text, b" n \n", b" nx\n", 1)),
    "table with a comment": updated(table=lambda text: swap(text, b"xref\n", b"xref % x\n", 1)),
    "table ends early": updated(table=lambda text: text[:-20]),
    "size too small": updated(size=5),
    "size nothing": updated(size=0),
    "size negative": updated(size=-1),
    "size enormous": updated(size=2**31 - 1),
    "hybrid": hybrid,
    "hybrid to nothing": hybrid_to_nothing,
}
_CHAINS = {
    "no previous table": updated(prev=b""),
    "previous table at nothing": updated(prev=b"0"),
    "previous table negative": updated(prev=b"-5"),
    "previous table itself": lambda letter: by_hand(
        letter, Signed(update={"prev": b"%d" % (len(letter.before) + 17_000)})
    ),
    "previous table a fraction": lambda letter: by_hand(
        letter, Signed(update={"prev": b"%d.5" % last_table(letter.before)})
    ),
    "previous table a reference": made(
        lambda letter, known: Signed(
            objects={known.free + 3: b"%d" % last_table(letter.before)},
            update={"prev": b"%d 0 R" % (known.free + 3)},
        )
    ),
    "previous table skips the issue": lambda letter: by_hand(
        letter,
        Signed(
            update={"prev": b"%d" % reader_of(letter.issued).xrefs.get_startxref_for_revision(0)}
        ),
    ),
    "end points to the middle": updated(start=17),
    "end points to nothing": updated(start=0),
    "end points to the older table": lambda letter: by_hand(
        letter, Signed(update={"start": last_table(letter.before)})
    ),
    "end points beyond": updated(start=99_999_999),
    "table loops back": lambda letter: _looped(letter),
}


def _looped(letter: Letter) -> bytes:
    """Two revisions behind that name each other."""
    text = b" ".join(key + b" " + said for key, said in trailer_entries(letter.signed).items())
    part = b"xref\n0 0\ntrailer\n<< /Size 999 %s /Prev %010d >>\nstartxref\n%d\n%%%%EOF\n"
    first = len(letter.signed)
    second = first + len(part % (text, 0, first))
    return letter.signed + part % (text, second, first) + part % (text, first, second)


_TRAILERS = {
    "key of its own": updated(trailer=lambda text: text + b" /Catatan (x)"),
    "root twice": updated(trailer=lambda text: text + b" /Root 1 0 R"),
    "other root": updated(trailer=lambda text: swap(text, b"/Root ", b"/Root 1 0 R /X ")),
    "no root": updated(trailer=lambda text: swap(text, b"/Root ", b"/Ruut ")),
    "root of another generation": updated(
        trailer=lambda text: swap(text, b" 0 R /Info", b" 1 R /Info")
    ),
    "table from another file": updated(
        as_stream=True, trailer=lambda text: text + b" /F (http://contoh.invalid)"
    ),
    "sum that acts": updated(trailer=lambda text: text + b" /DocChecksum << /JS (x) >>"),
    "other identity": updated(trailer=lambda text: swap(text, b"/ID [ <", b"/ID [ <00")),
    "no identity": updated(trailer=lambda text: swap(text, b"/ID ", b"/IX ")),
    "information elsewhere": updated(
        trailer=lambda text: swap(text, b"/Info ", b"/Info 1 0 R /X ")
    ),
    "encrypted in name": updated(
        trailer=lambda text: (
            text + b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
            b"/O (" + b"x" * 32 + b") /U (" + b"x" * 32 + b") >>"
        )
    ),
    "comment in the trailer": updated(trailer=lambda text: text + b" % x\n"),
}
_NUMBERS = {
    "look is the content's next generation": made(
        lambda letter, known: Signed(look_number=(known.content, 1))
    ),
    "value is the content's next generation": made(
        lambda letter, known: Signed(value_number=(known.content, 1))
    ),
    "look uses the content's next generation": made(
        lambda letter, known: Signed(
            objects={(known.content, 1): stream(COVER)},
            look=look_with(b"/XObject << /X %d 1 R >>" % known.content),
        )
    ),
    "generation of 65535": made(lambda letter, known: Signed(look_number=(known.free + 3, 65535))),
    "look takes the content's number": made(
        lambda letter, known: Signed(look_number=known.content)
    ),
    "value takes the content's number": made(
        lambda letter, known: Signed(value_number=known.content)
    ),
    "value takes the page's number": made(lambda letter, known: Signed(value_number=known.page)),
    "look takes a font's number": made(lambda letter, known: Signed(look_number=known.font)),
    "look uses the content, rewritten": made(
        lambda letter, known: Signed(
            objects={known.content: stream(COVER)},
            look=look_with(b"/XObject << /X %d 0 R >>" % known.content),
        )
    ),
    "same number twice": made(
        lambda letter, known: Signed(
            update={
                "before_table": b"%d 0 obj\n" % known.widget
                + object_text(letter.before, known.widget)
                + b"\nendobj\n"
            }
        )
    ),
    "page rewritten as it was": made(
        lambda letter, known: Signed(objects={known.page: object_text(letter.before, known.page)})
    ),
    "unlisted content": made(
        lambda letter, known: Signed(
            objects={known.content: stream(COVER)},
            update={"unlisted": frozenset({known.content})},
        )
    ),
}
_BETWEEN = {
    "comment between objects": updated(between=b"% x\n"),
    "words between objects": updated(between=b"lunas\n"),
    "comment before the table": updated(before_table=b"% x\n"),
    "unlisted object before the table": updated(before_table=b"9 0 obj\n<< >>\nendobj\n"),
    "comment before the end": updated(before_end=b"% x\n"),
    "second table before the end": updated(before_end=b"xref\n0 0\ntrailer\n<< >>\n"),
    "comment inside an object": made(
        lambda letter, known: Signed(widget=lambda text: text + b" % /MK << >>\n")
    ),
    "comment to one reader": made(
        lambda letter, known: Signed(widget=lambda text: text + b" %\r/MK << >>\n")
    ),
    "stream after a lone return": made(
        lambda letter, known: Signed(look=swap(plain_look(100, 30), b"\nstream\n", b"\nstream\r"))
    ),
    "stream longer than said": made(
        lambda letter, known: Signed(look=b"<< %s /Length 2 >>\nstream\n0 g 0 G\nendstream" % _FORM)
    ),
    "stream shorter than said": made(
        lambda letter, known: Signed(look=b"<< %s /Length 90 >>\nstream\n0 g\nendstream" % _FORM)
    ),
    "stream of no length": made(
        lambda letter, known: Signed(look=b"<< %s >>\nstream\n0 g\nendstream" % _FORM)
    ),
    "stream of negative length": made(
        lambda letter, known: Signed(look=b"<< %s /Length -1 >>\nstream\n0 g\nendstream" % _FORM)
    ),
    "stream in another file": made(
        lambda letter, known: Signed(look=stream(b"0 g", _FORM + b" /F (http://contoh.invalid)"))
    ),
    "entry twice": made(
        lambda letter, known: Signed(widget=lambda text: text + b" /Rect [0 0 9 9]")
    ),
    "entry twice, escaped": made(
        lambda letter, known: Signed(widget=lambda text: text + b" /#52ect [0 0 9 9]")
    ),
    "object not closed": lambda letter: unclosed(letter),
    "number before the close": made(
        lambda letter, known: Signed(objects={known.free + 9: b"<< >> 5"})
    ),
}
_STREAMS = {
    "unlisted member": member(lambda known: {known.free + 7: b"<< /Type /Catalog >>"}),
    "unlisted member of the page's number": member(
        lambda known: {known.page: b"<< /Type /Page >>"}
    ),
    "stream that extends another": member(lambda known: {}, extends=b" /Extends 5 0 R"),
    "page inside a stream": members_of_page,
    "stream nobody uses": made(
        lambda letter, known: Signed(
            objects={known.free + 5: object_stream({known.free + 6: b"<< >>"})},
            update={"as_stream": True},
        )
    ),
    "member of no stream": made(
        lambda letter, known: Signed(
            update={"as_stream": True, "in_streams": {known.free + 6: (known.content, 0)}}
        )
    ),
}


# -- written anew --------------------------------------------------------------------------------


def by_pypdf(letter: Letter) -> bytes:
    out = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(letter.signed))
    writer.write(out)
    return out.getvalue()


def by_pypdf_behind(letter: Letter) -> bytes:
    out = io.BytesIO()
    writer = pypdf.PdfWriter(io.BytesIO(letter.signed), incremental=True)
    writer.pages[0].rotate(90)
    writer.write(out)
    return out.getvalue()


def squeezed(letter: Letter) -> bytes:
    out = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(letter.signed))
    writer.compress_identical_objects()
    writer.write(out)
    return out.getvalue()


def locked(letter: Letter) -> bytes:
    out = io.BytesIO()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(letter.signed))
    writer.encrypt("", "rahasia", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def by_pyhanko(letter: Letter) -> bytes:
    copy = pyhanko_writer.copy_into_new_writer(PdfFileReader(io.BytesIO(letter.signed)))
    out = io.BytesIO()
    copy.write(out)
    return out.getvalue()


def by_pyhanko_in_streams(letter: Letter) -> bytes:
    copy = pyhanko_writer.copy_into_new_writer(
        PdfFileReader(io.BytesIO(letter.signed)), writer_kwargs={"stream_xrefs": True}
    )
    out = io.BytesIO()
    copy.write(out)
    return out.getvalue()


def printed(letter: Letter) -> bytes:
    """Printed to a new PDF."""
    return subprocess.run(
        ["pdftocairo", "-pdf", "-", "-"], input=letter.signed, capture_output=True, check=True
    ).stdout


def linearised(letter: Letter) -> bytes:
    """The first page first, as web servers like it; the old order kept behind."""
    head = b"%PDF-1.7\n1 0 obj\n<< /Linearized 1 /L 0 /H [0 0] /O 1 /E 0 /N 1 /T 0 >>\nendobj\n"
    return head + letter.signed[9:]


def unpacked(letter: Letter) -> bytes:
    """Every stream of the issued part unpacked in place, where it fits."""
    out = letter.signed
    place = out.index(b"stream\n") + 7
    end = out.index(b"endstream", place)
    text = zlib.decompressobj().decompress(out[place:end])[: end - place]
    return out[:place] + text.ljust(end - place) + out[end:]


def issued_again(letter: Letter) -> bytes:
    """Fields of the same names made anew on the rendered letter."""
    other = letter.others["terbitan lain"]
    return letter.again(pdf=other)


_WRITTEN_ANEW = {
    "by pypdf": by_pypdf,
    "by pypdf, squeezed": squeezed,
    "locked by pypdf": locked,
    "by pyHanko": by_pyhanko,
    "by pyHanko, in streams": by_pyhanko_in_streams,
    "printed": printed,
    "linearised": linearised,
    "a stream unpacked": unpacked,
    "fields made anew": issued_again,
}


def all_structures() -> list[Attack]:
    return [
        *attacks("table", "P32 P39 P46", _TABLES),
        *attacks("chain", "P32 P38 P46", _CHAINS),
        *attacks("trailer", "P32 P33 P39 P46", _TRAILERS),
        *attacks("number", "P32 P39 P46", _NUMBERS),
        *attacks("between", "P32 P39 P46", _BETWEEN),
        *attacks("object stream", "P32 P39 P46", _STREAMS),
        *attacks("written anew", "P30", _WRITTEN_ANEW),
        *attacks("written anew", "P38 P39", {"by pypdf, behind": by_pypdf_behind}),
    ]

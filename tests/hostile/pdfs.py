"""PDFs that act, carry, lock, loop or grow (faults.md S7, S8, S9)."""

import base64
import zlib

from tests.hostile.bases import RawZip, packed_objects, pdf, pdf_of, stream, zeros
from tests.hostile.catalogue import Family
from tests.hostile.pictures import jpeg

PDFS = Family("pdf")
_PDF = "laporan.pdf"
_JS = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def _annotation(rest: str) -> bytes:
    """A page with one annotation."""
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>"
    return pdf_of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            f"<< /Type /Annot /Rect [0 0 9 9] {rest} >>",
        ]
    )


PDFS.each(
    "H18",
    _PDF,
    [
        ("a script on opening", lambda: pdf(root=f"/OpenAction {_JS}")),
        ("a script on opening, elsewhere", lambda: pdf(_JS, root="/OpenAction 5 0 R")),
        ("a script by name", lambda: pdf(root=f"/Names << /JavaScript << /Names [(a) {_JS}] >> >>")),
        ("a script with an escaped name", lambda: pdf(
            root="/OpenAction << /S /J#61vaScript /J#53 (x) >>")),
        ("a script with a fully escaped name", lambda: pdf(
            root="/OpenAction << /S /#4a#61#76#61#53#63#72#69#70#74 /#4a#53 (x) >>")),
        ("a script whose kind stands elsewhere", lambda: pdf(
            "/JavaScript", root="/OpenAction << /S 5 0 R /JS (x) >>")),
        ("a script in an object stream", lambda: pdf(packed_objects(_JS), root="/OpenAction 50 0 R")),
        ("a script in an object stream without type", lambda: pdf(
            packed_objects(_JS).replace(b"/Type /ObjStm ", b""), root="/OpenAction 50 0 R")),
        ("a script in an object stream with an escaped type", lambda: pdf(
            packed_objects(_JS).replace(b"/ObjStm", b"/#4fbjStm"), root="/OpenAction 50 0 R")),
        ("a script in an object stream packed as text", lambda: pdf(
            _text_packed(), root="/OpenAction 50 0 R")),
        ("a script in the data of another stream", lambda: pdf(
            stream("", f"x 9 0 obj {_JS} endobj".encode(), packed=False), root="/OpenAction 9 0 R")),
        ("a script in a string", lambda: pdf(
            f"(x 9 0 obj {_JS} endobj)", root="/OpenAction 9 0 R")),
        ("a script in a comment", lambda: pdf(
            f"null % 9 0 obj {_JS} endobj", root="/OpenAction 9 0 R")),
        ("a script behind an open parenthesis", lambda: pdf("(((", f"{_JS}")),
        ("a script behind a stream that lies about its length", lambda: pdf(
            f"<< /Length 100000 >>\nstream\nabc\nendstream\nendobj\n9 0 obj\n{_JS}")),
        ("a script in a field of a form", lambda: _annotation(
            f"/Subtype /Widget /FT /Tx /T (a) /AA << /K {_JS} >>")),
        ("a script of a button", lambda: _annotation(f"/Subtype /Link /A {_JS}")),
        ("a script without white space", lambda: pdf(root="/OpenAction<</S/JavaScript/JS(x)>>")),
        ("a script over many lines", lambda: pdf(root="/OpenAction\n<<\n/S\n/JavaScript\n/JS\n5 0 R\n>>")),
    ],
)  # fmt: skip


def _text_packed() -> bytes:
    raw = packed_objects(_JS)
    head, _, data = raw.partition(b"\nstream\n")
    packed = base64.a85encode(data.removesuffix(b"\nendstream")) + b"~>"
    head = head.replace(b"/FlateDecode", b"[/ASCII85Decode /FlateDecode]")
    head = head[: head.index(b"/Length")] + b"/Length %d >>" % len(packed)
    return head + b"\nstream\n" + packed + b"\nendstream"


PDFS.each(
    "H19",
    _PDF,
    [
        ("a program to start", lambda: pdf(root="/OpenAction << /S /Launch /F (cmd.exe) >>")),
        ("a program to start, escaped", lambda: pdf(root="/OpenAction << /S /L#61unch /F (a) >>")),
        ("a program to start by click", lambda: _annotation(
            "/Subtype /Link /A << /S /Launch /Win << /F (cmd.exe) >> >>")),
        ("a form that is sent", lambda: _annotation(
            "/Subtype /Widget /A << /S /SubmitForm /F (http://192.0.2.1) >>")),
        ("data that are fetched", lambda: _annotation(
            "/Subtype /Widget /A << /S /ImportData /F (a.fdf) >>")),
        ("another file that is opened", lambda: pdf(
            root="/OpenAction << /S /GoToR /F (\\\\\\\\192.0.2.1\\\\a.pdf) /D [0 /Fit] >>")),
        ("an inner file that is opened", lambda: pdf(
            root="/OpenAction << /S /GoToE /D [0 /Fit] >>")),
        ("an address that opens by itself", lambda: pdf(
            root="/OpenAction << /S /URI /URI (http://192.0.2.1) >>")),
        ("an address that opens by itself, elsewhere", lambda: pdf(
            "<< /S /URI /URI (http://192.0.2.1) >>", root="/OpenAction 5 0 R")),
        ("an address when a page is turned", lambda: _annotation(
            "/Subtype /Screen0 /AA << /PO << /S /URI /URI (http://192.0.2.1) >> >>")),
        ("actions that stand elsewhere", lambda: pdf(
            "<< /WC << /S /Named /N /Print >> >>", root="/AA 5 0 R")),
        ("a stream whose data lie elsewhere", lambda: pdf(
            "<< /F (http://192.0.2.1/a) /Length 0 >>\nstream\n\nendstream")),
        ("a stream whose data a table names", lambda: pdf(
            "<< /F << /Type /Filespec /FS /URL /F (http://a) >> /Length 0 >>\nstream\n\nendstream")),
        ("a programme to play", lambda: _annotation(
            "/Subtype /Widget /A << /S /Rendition /OP 0 >>")),
    ],
)  # fmt: skip

PDFS.each(
    "H20",
    _PDF,
    [
        ("a file inside", lambda: pdf(
            stream("/Type /EmbeddedFile", b"MZ"),
            root="/Names << /EmbeddedFiles << /Names [(a.exe) << /EF << /F 5 0 R >> >>] >> >>")),
        ("a file inside, escaped", lambda: pdf(
            stream("", b"MZ"), root="/Names << /X << /Names [(a) << /#45F << /F 5 0 R >> >>] >> >>")),
        ("a file pinned to the page", lambda: _annotation(
            "/Subtype /FileAttachment /FS << /F (a.exe) >>")),
        ("a flash film", lambda: _annotation("/Subtype /RichMedia /RichMediaContent << >>")),
        ("a film", lambda: _annotation("/Subtype /Movie /Movie << /F (a.avi) >>")),
        ("a sound", lambda: _annotation("/Subtype /Sound /Sound 5 0 R")),
        ("a screen", lambda: _annotation("/Subtype /Screen /MK << >>")),
        ("a model in three dimensions", lambda: _annotation("/Subtype /3D /3DD 5 0 R")),
    ],
)  # fmt: skip

PDFS.each(
    "H21",
    _PDF,
    [
        ("a form that draws itself", lambda: pdf(
            stream("", b"<xdp/>"), root="/AcroForm << /Fields [] /XFA 5 0 R >>")),
        ("a form that draws itself, escaped", lambda: pdf(
            root="/AcroForm << /Fields [] /X#46A [(a) 5 0 R] >>")),
    ],
)  # fmt: skip

PDFS.each(
    "H05",
    _PDF,
    [
        ("locked for everybody", lambda: _locked("/V 2 /R 3 /Length 128 /P -44")),
        ("locked for printing only", lambda: _locked("/V 4 /R 4 /Length 128 /P -3904")),
        ("locked for certain certificates", lambda: _locked(
            "/V 5 /R 6 /SubFilter /adbe.pkcs7.s5", "/Adobe.PubSec")),
    ],
)  # fmt: skip


def _locked(how: str, handler: str = "/Standard") -> bytes:
    return pdf_of(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [] /Count 0 >>",
            f"<< /Filter {handler} {how} /O ({'o' * 32}) /U ({'u' * 32}) >>",
        ],
        trailer="/Encrypt 3 0 R",
    )


def _revisions_round() -> bytes:
    whole = pdf()
    at = whole.rindex(b"xref\n0")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % at)


PDFS.each(
    "H22",
    _PDF,
    [
        ("pages that contain themselves", lambda: pdf_of(
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"])),
        ("pages that go round", lambda: pdf_of(
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
             "<< /Type /Pages /Kids [4 0 R] >>", "<< /Type /Pages /Kids [2 0 R] >>"])),
        ("pages that go round by a list elsewhere", lambda: pdf_of(
            ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids 3 0 R /Count 1 >>",
             "[2 0 R]"])),
        ("bookmarks that go round", lambda: pdf(
            "<< /Title (a) /Next 6 0 R >>", "<< /Title (b) /Next 5 0 R >>")),
        ("a length that is its own stream", lambda: pdf(
            "<< /Length 5 0 R >>\nstream\nx\nendstream")),
        ("object streams that extend one another", lambda: pdf(
            stream("/Type /ObjStm /N 0 /First 0 /Extends 6 0 R", b""),
            stream("/Type /ObjStm /N 0 /First 0 /Extends 5 0 R", b""))),
        ("revisions that go round", _revisions_round),
        ("lists in lists", lambda: pdf("[" * 20_000 + "]" * 20_000)),
        ("tables in tables", lambda: pdf("<< /A " * 20_000 + ">>" * 20_000)),
        ("lists in lists in an object stream", lambda: pdf(packed_objects("[" * 5_000))),
        ("an object stream of a gigabyte", lambda: pdf(_bomb("/Type /ObjStm /N 2 /First 10"))),
        ("a table of a gigabyte", lambda: pdf(_bomb("/Type /XRef /W [1 4 2] /Size 4"))),
        ("a page of a gigabyte", lambda: pdf(_bomb(""))),
        ("a page packed twice", lambda: pdf(_twice())),
        ("a picture that is none", lambda: pdf(
            _bomb("/Type /XObject /Subtype /Image /Width 9 /Height 9"))),
        ("a page packed twenty times", lambda: pdf(_many_times())),
        ("an object stream packed in a way of its own", lambda: pdf(
            packed_objects("null").replace(b"/FlateDecode", b"/LZWDecode"))),
        ("names without end", lambda: pdf("[" + "/A " * 1_100_000 + "]")),
        ("three hundred hiding places", lambda: pdf(*["(7 0 obj null)"] * 300)),
        ("one string in another without end", lambda: pdf("(1 0 obj " * 300_000)),
        ("a stream of objects without end", lambda: pdf(stream(
            "/Type /ObjStm /N 9 /First 4000000", b"1 0 " * 1_000_000))),
    ],
)  # fmt: skip


def _packed(head: str, data: bytes, filters: str) -> bytes:
    about = f"<< {head} /Filter {filters} /Length {len(data)} >>\nstream\n".encode()
    return about + data + b"\nendstream"


def _bomb(head: str) -> bytes:
    return _packed(head, zeros(600_000_000), "/FlateDecode")


def _twice() -> bytes:
    return _packed("", zlib.compress(zeros(300_000_000), 9), "[/FlateDecode /FlateDecode]")


def _many_times() -> bytes:
    data = b"x"
    for _ in range(20):
        data = zlib.compress(data)
    return _packed("", data, "[" + "/FlateDecode " * 20 + "]")


PDFS.each(
    "H16",
    _PDF,
    [
        ("a picture of a gigapixel", lambda: pdf(stream(
            "/Type /XObject /Subtype /Image /Width 30000 /Height 40000", b"x"))),
        ("a jpeg larger than the table around it says", lambda: pdf(_packed(
            "/Subtype /Image /Width 10 /Height 10", jpeg(60_001, 60_001), "/DCTDecode"))),
        ("a picture of a gigapixel in jbig2", lambda: pdf(
            _packed("/Subtype /Image /Width 60001 /Height 60001", b"x", "/JBIG2Decode"))),
    ],
)  # fmt: skip

PDFS.each(
    "H06",
    _PDF,
    [
        ("cut off in the middle", lambda: pdf(stream("", b"x" * 9_000, packed=False))[:6_000]),
        ("cut off at the end", lambda: pdf()[:-20]),
    ],
)

PDFS.each(
    "H07",
    _PDF,
    [
        ("also a zip", lambda: pdf() + RawZip().put("a.exe", b"MZ" * 99).done()),
        ("also a zip that hides the end", lambda: pdf()[:-7] + RawZip().put("a", b"b").done(
            comment=b"\n%%EOF\n")),
        ("also a page of the web", lambda: pdf() + b"<html><script>" + b"x" * 200 + b"</script>"),
        ("also much else", lambda: pdf() + bytes(range(1, 256)) * 300),
    ],
)  # fmt: skip

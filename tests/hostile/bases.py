"""The ordinary files that tricks are played on, and the tools to bend them."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache

import docx
import openpyxl

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "[Content_Types].xml"
BODY = "word/document.xml"
BODY_RELS = "word/_rels/document.xml.rels"
SETTINGS_RELS = "word/_rels/settings.xml.rels"
BOOK = "xl/workbook.xml"
BOOK_RELS = "xl/_rels/workbook.xml.rels"
SHEET = "xl/worksheets/sheet1.xml"

Change = Callable[[bytes], bytes]


@cache
def letter() -> bytes:
    """A letter of a few paragraphs, a heading and a table."""
    document = docx.Document()
    document.add_heading("Laporan Kegiatan", level=1)
    for number in range(5):
        document.add_paragraph(f"Paragraf {number}: kegiatan telah dilaksanakan.")
    document.add_table(3, 3)
    built = io.BytesIO()
    document.save(built)
    return built.getvalue()


@cache
def book() -> bytes:
    """A workbook with figures and formulas."""
    workbook = openpyxl.Workbook()
    for row in range(1, 20):
        workbook.active.append([f"Indikator {row}", row * 7, f"=B{row}*2"])
    built = io.BytesIO()
    workbook.save(built)
    return built.getvalue()


def repack(
    data: bytes,
    *,
    change: Mapping[str, Change] | None = None,
    add: Mapping[str, bytes] | None = None,
) -> bytes:
    """The package with parts changed and others added."""
    built = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(built, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, (change or {}).get(name, _same)(old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return built.getvalue()


def _same(content: bytes) -> bytes:
    return content


def swap(old: str, new: str) -> Change:
    """A change that puts one text for another, which must be there."""

    def change(content: bytes) -> bytes:
        text = content.decode("utf-8")
        if old not in text:
            raise LookupError(old)
        return text.replace(old, new, 1).encode()

    return change


def related(kind: str, target: str, *, external: bool = False, full: str = "") -> Change:
    """One more relationship in a part's list."""
    mode = ' TargetMode="External"' if external else ""
    line = f'<Relationship Id="rIdX9" Type="{full or f"{REL}/{kind}"}" Target="{target}"{mode}/>'
    return swap("</Relationships>", f"{line}</Relationships>")


def relations(kind: str, target: str, *, external: bool = False) -> bytes:
    """A list of relationships with one line."""
    empty = f'<?xml version="1.0"?><Relationships xmlns="{RELS}"></Relationships>'
    return related(kind, target, external=external)(empty.encode())


def typed(name: str, content_type: str) -> Change:
    """A part announced with its content type."""
    line = f'<Override PartName="/{name}" ContentType="{content_type}"/>'
    return swap("</Types>", f"{line}</Types>")


def into_body(xml: str) -> bytes:
    """The letter with something more at its beginning."""
    return repack(letter(), change={BODY: swap("<w:body>", f"<w:body>{xml}")})


def field(*runs: str) -> str:
    """A field whose command is cut into these runs."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    cut = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    end = (
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>x</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    return f"<w:p>{begin}{cut}{end}</w:p>"


class RawZip:
    """A ZIP written by hand, whose headers may say anything."""

    def __init__(self) -> None:
        self.body = b""
        self.lines: list[bytes] = []

    def put(  # one argument for each thing a header can lie about
        self,
        name: bytes | str,
        content: bytes,
        *,
        local_name: bytes | None = None,
        says_size: int | None = None,
        says_local: int | None = None,
        method: int = 8,
        says_method: int | None = None,
        flags: int = 0,
        at: int | None = None,
        crc: int | None = None,
        extra: bytes = b"",
    ) -> "RawZip":
        """Add an entry."""
        raw = name.encode() if isinstance(name, str) else name
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush() if method == 8 else content
        sum_ = zlib.crc32(content) if crc is None else crc
        stated = len(content) if says_size is None else says_size
        here = stated if says_local is None else says_local
        method_said = method if says_method is None else says_method
        place = len(self.body) if at is None else at
        first = local_name if local_name is not None else raw
        if at is None:
            self.body += struct.pack(
                "<4s5H3L2H", b"PK\x03\x04", 20, flags, method_said, 0, 33, sum_, len(packed), here,
                len(first), len(extra),
            ) + first + extra + packed  # fmt: skip
        self.lines.append(
            struct.pack(
                "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, flags, method_said, 0, 33, sum_, len(packed),
                stated, len(raw), len(extra), 0, 0, 0, 0, place,
            ) + raw + extra
        )  # fmt: skip
        return self

    def done(self, *, count: int | None = None, comment: bytes = b"", shift: int = 0) -> bytes:
        """The finished file."""
        lines = b"".join(self.lines)
        many = len(self.lines) if count is None else count
        return self.body + lines + struct.pack(
            "<4s4H2LH", b"PK\x05\x06", 0, 0, many, many, len(lines), len(self.body) + shift,
            len(comment),
        ) + comment  # fmt: skip

    def like(self, data: bytes, *, without: str = "") -> "RawZip":
        """Put every part of a real package first."""
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            for name in old.namelist():
                if name != without:
                    self.put(name, old.read(name))
        return self


def pdf(*objects: str | bytes, root: str = "", header: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of one page, whose catalog says this and which holds these further objects from 5."""
    page = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        "<< /Length 0 >>\nstream\n\nendstream",
    ]
    return pdf_of([*page, *objects], header=header)


def pdf_of(
    objects: list[str | bytes], *, header: bytes = b"%PDF-1.7\n", trailer: str = ""
) -> bytes:
    """A PDF of these objects, numbered from 1, the first one its catalog."""
    body, places = header, []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        content = each if isinstance(each, bytes) else each.encode("latin-1")
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(body)}\n"
    return body + table + tail.encode() + b"%%EOF\n"


def stream(head: str, content: bytes, *, packed: bool = True) -> bytes:
    """A stream object."""
    data = zlib.compress(content, 9) if packed else content
    how = "/Filter /FlateDecode " if packed else ""
    return f"<< {head} {how}/Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def packed_objects(*objects: str) -> bytes:
    """An object stream that holds these objects, numbered from 50."""
    places, text = [], ""
    for number, each in enumerate(objects, start=50):
        places.append(f"{number} {len(text)}")
        text += each + " "
    head = " ".join(places) + " "
    about = f"/Type /ObjStm /N {len(objects)} /First {len(head)}"
    return stream(about, (head + text).encode())


def zeros(size: int) -> bytes:
    """So many zero bytes, deflated in pieces."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(1_000_000)) for _ in range(size // 1_000_000)]
    return b"".join(parts) + packer.flush()

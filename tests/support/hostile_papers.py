"""PDFs that shall bring a reader down: revisions without end, bombs, byte ranges that are none."""

import io
import re
import struct
import zlib

from pyhanko.pdf_utils.reader import PdfFileReader

_CHUNK = 10_000_000
_ADLER = 65521


def zeros(size: int) -> bytes:
    """So many zeros, packed (in steps of ten million); made in no time, whatever the size."""
    packer = zlib.compressobj(9, wbits=-15)
    chunk = packer.compress(bytes(_CHUNK)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = struct.pack(">I", (size % _ADLER) << 16 | 1)
    return b"\x78\xda" + chunk * (size // _CHUNK) + packer.flush() + end


def packed_table(size: int) -> bytes:
    """A PDF whose cross-reference stream unpacks to so much."""
    data = zeros(size)
    body = (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    )
    head = b"/Type /XRef /W [1 4 2] /Size 4 /Root 1 0 R"
    return body + _stream(3, head, data) + _end(len(body))


def packed_objects(size: int) -> bytes:
    """A PDF whose catalog lies in an object stream that unpacks to so much."""
    body = b"%PDF-1.7\n"
    place = len(body)
    body += _stream(1, b"/Type /ObjStm /N 2 /First 10", zeros(size))
    rows = [(0, 0, 65535), (1, place, 0), (2, 1, 0), (2, 1, 1), (1, len(body), 0)]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    head = b"/Type /XRef /W [1 4 2] /Size 5 /Root 2 0 R"
    return body + _stream(4, head, table) + _end(len(body))


def _stream(number: int, head: bytes, data: bytes) -> bytes:
    about = b"%d 0 obj\n<< %s /Filter /FlateDecode /Length %d >>" % (number, head, len(data))
    return about + b"\nstream\n" + data + b"\nendstream\nendobj\n"


def _end(table: int) -> bytes:
    return b"startxref\n%d\n%%%%EOF\n" % table


def revised(pdf: bytes, times: int) -> bytes:
    """The PDF with so many more revisions, each with one object that nothing uses."""
    trailer = PdfFileReader(io.BytesIO(pdf)).trailer
    root, number = trailer.raw_get("/Root").idnum, int(trailer["/Size"])
    before = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    parts, place = [pdf], len(pdf)
    for _ in range(times):
        body = b"%d 0 obj\n<< >>\nendobj\n" % number
        table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (
            number, place, number + 1, root, before,
        )  # fmt: skip
        before = place + len(body)
        parts.append(body + table + _end(before))
        place += len(parts[-1])
    return b"".join(parts)


def without_range(signed: bytes, before: bytes) -> bytes:
    """The last signature's byte range as ``null``."""
    found = re.search(rb"/ByteRange \[[^\]]*\]", signed[len(before) :])
    assert found is not None
    return signed.replace(found[0], b"/ByteRange null".ljust(len(found[0])))

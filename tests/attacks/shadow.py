"""Attacks prepared before anybody signs: the letter itself holds what comes out later.

Signed in this shape they validate everywhere, so such a base must not be issued (P04, P05); and a
letter that was not issued by us is not taken back, whoever signed it.
"""

import io
from collections.abc import Callable
from dataclasses import replace

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from pipeline.errors import Refused
from tests.attacks import edits
from tests.attacks.catalogue import Attack, attacks
from tests.attacks.edits import Edit, behind, finished, new, new_stream, page, put, said
from tests.attacks.letters import Letter, reissued
from tests.attacks.raw import by_hand


def replace_by_field(writer) -> None:
    """A text field whose value, and not the page, says the amount."""
    form = new(writer, b"<< /Fields [] /DA (/Helv 9 Tf) >>")
    put(writer, writer.root, b"/AcroForm " + said(form))
    edits.add_text_field(writer)


def hide_under_image(writer) -> None:
    """A picture in an annotation over a paragraph, to be taken away later."""
    edits.annotation(b"/Subtype /Stamp")(writer)


def hide_and_replace(writer) -> None:
    """Two page trees, one of them waiting."""
    leaf = new(writer, b"<< /Type /Page /MediaBox [0 0 595 842] /AA << /O " + edits.JS + b" >> >>")
    put(writer, writer.root, b"/Tersembunyi " + said(leaf))


def two_fonts(writer) -> None:
    """Text in a font that is not there, so that each machine takes its own."""
    font = new(writer, b"<< /Type /Font /Subtype /TrueType /BaseFont /Lunas >>")
    resources = page(writer)["/Resources"]
    put(writer, resources["/Font"], b"/Lain " + said(font))
    writer.update_container(resources)


def alternative_image(writer) -> None:
    layer = new(writer, b"<< /Type /OCG /Name (Cetak) >>")
    look = new_stream(
        writer,
        edits.COVER,
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /OC %s >>" % said(layer),
    )
    resources = page(writer)["/Resources"]
    put(writer, resources, b"/XObject << /Lain %s >>" % said(look))
    writer.update_container(page(writer))


def unused_layer(writer) -> None:
    new(writer, b"<< /Type /OCG /Name (Menunggu) /OC << >> >>")


def unused_script(writer) -> None:
    new(writer, b"<< /Pesan (menunggu) /Kerja " + edits.JS + b" >>")


#: What may not be in a letter when it is issued.
PREPARED: dict[str, Edit] = {
    "hide: annotation over the text": hide_under_image,
    "hide: layer": edits.hide_in_layer,
    "hide: form in a layer": alternative_image,
    "hide: unused layer": unused_layer,
    "replace: value of a field": replace_by_field,
    "replace: font that is not there": two_fonts,
    "replace: form of another kind": lambda writer: put(
        writer, writer.root, b"/AcroForm " + said(new(writer, b"<< /Fields [] /XFA (x) >>"))
    ),
    "hide and replace: second page tree": hide_and_replace,
    "hide and replace: unused script": unused_script,
    **{
        name: edits.EDITS[name]
        for name in (
            "script when opened",
            "program when opened",
            "document acts",
            "scripts by name",
            "page acts",
            "file attached",
            "file associated",
            "portfolio",
            "threads",
            "needs rendering",
            "usage rights",
            "note over the text",
            "square over the text",
            "redaction",
            "file on the page",
            "hidden note",
        )
    },
}


def prepared(letter: Letter, edit: Edit) -> bytes:
    """The rendered letter with the trap in it, written whole: nothing shows what was done."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(letter.base)))
    edit(writer)
    return finished(writer)


def in_two_revisions(letter: Letter) -> bytes:
    return behind(letter.base, edits.replace_content)


def is_issued(letter: Letter, base: bytes) -> list[str]:
    """Reasons why our own inspection does not issue this base; none means it would."""
    try:
        reissued(base, letter.plans)
    except Refused as refused:
        return [one.code for one in refused.findings]
    return []


def prepared_bases(letter: Letter) -> dict[str, bytes]:
    """Rendered letters with a trap in each; none may be issued."""
    bases = {name: prepared(letter, edit) for name, edit in PREPARED.items()}
    return bases | {"second revision": in_two_revisions(letter)}


def _with_fields(base: bytes, letter: Letter) -> bytes:
    """Fields like ours, made by somebody else's program."""
    writer = edits.Writer(io.BytesIO(base))
    for place, plan in enumerate(letter.plans):
        left = 60 + 240 * place
        box = (left, 120, left + 200, 190)
        append_signature_field(writer, SigFieldSpec(plan.name, on_page=0, box=box))
    return finished(writer)


def _placed(pdf: bytes, letter: Letter) -> bytes:
    """Our own letter's bytes are not in it; only its name for the field is."""
    return by_hand(replace(letter, before=pdf, field=letter.plans[-1].name))


def all_shadows() -> list[Attack]:
    """Signed by the right people, and not our letter."""
    some = list(PREPARED.items())[:12]

    def make(edit: Edit) -> Callable[[Letter], bytes]:
        return lambda letter: _placed(_with_fields(prepared(letter, edit), letter), letter)

    return attacks("shadow", "P30", {name: make(edit) for name, edit in some})

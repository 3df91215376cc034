"""Changes to a letter, each one function on an open revision; where it goes is decided elsewhere.

Every edit can stand behind the newest signature, inside a signer's own revision, or before it.
"""

import io
from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field


class Writer(IncrementalPdfFileWriter):
    """One that does nothing of its own accord."""

    def _update_meta(self) -> None:
        pass


Edit = Callable[[Writer], None]

COVER = b"1 1 1 rg 0 0 600 850 re f"


# -- tools ---------------------------------------------------------------------------------------


def value(writer: Writer, text: bytes) -> generic.PdfObject:
    """An object written as it looks in a file."""
    holder = generic.Reference(writer.root_ref.idnum, 0, writer)
    return generic.read_object(io.BytesIO(text + b" "), holder)


def new(writer: Writer, text: bytes) -> generic.IndirectObject:
    return writer.add_object(value(writer, text))


def new_stream(writer: Writer, data: bytes, text: bytes = b"<< >>") -> generic.IndirectObject:
    return writer.add_object(generic.StreamObject(dict(value(writer, text)), stream_data=data))


def said(reference: generic.IndirectObject) -> bytes:
    return b"%d %d R" % (reference.idnum, reference.generation)


def page(writer: Writer) -> generic.DictionaryObject:
    return writer.root["/Pages"]["/Kids"][0]


def field(writer: Writer, place: int) -> generic.DictionaryObject:
    """The first field is the paraf's, the last the signature's."""
    return writer.root["/AcroForm"]["/Fields"][place]


def put(writer: Writer, holder: generic.DictionaryObject, text: bytes) -> None:
    """Set entries written as in a file: ``/Rotate 90``."""
    for key, item in value(writer, b"<< " + text + b" >>").items():
        holder[pdf_name(key)] = item
    writer.update_container(holder)


def on_root(text: bytes) -> Edit:
    return lambda writer: put(writer, writer.root, text)


def on_page(text: bytes) -> Edit:
    return lambda writer: put(writer, page(writer), text)


def on_form(text: bytes) -> Edit:
    return lambda writer: put(writer, writer.root["/AcroForm"], text)


def on_field(place: int, text: bytes) -> Edit:
    return lambda writer: put(writer, field(writer, place), text)


def on_info(text: bytes) -> Edit:
    return lambda writer: put(writer, writer.trailer["/Info"], text)


def annotation(text: bytes, *, drawn: bool = True) -> Edit:
    def edit(writer: Writer) -> None:
        body = b"<< /Type /Annot /Rect [40 300 560 700] /F 4 " + text
        if drawn:
            look = new_stream(
                writer, COVER, b"<< /Type /XObject /Subtype /Form /BBox [0 0 520 400] >>"
            )
            body += b" /AP << /N %s >>" % said(look)
        note = new(writer, body + b" >>")
        if "/Annots" not in page(writer):
            return put(writer, page(writer), b"/Annots [%s]" % said(note))
        notes = page(writer)["/Annots"]
        notes.append(note)
        writer.update_container(notes)
        return writer.update_container(page(writer))

    return edit


def behind(pdf: bytes, edit: Edit) -> bytes:
    """One more revision behind ``pdf``, with this edit in it."""
    writer = Writer(io.BytesIO(pdf))
    edit(writer)
    return finished(writer)


def finished(writer: Writer) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# -- what the page shows -------------------------------------------------------------------------


def replace_content(writer: Writer) -> None:
    put(writer, page(writer), b"/Contents " + said(new_stream(writer, COVER)))


def append_content(writer: Writer) -> None:
    old = page(writer).raw_get("/Contents")
    put(writer, page(writer), b"/Contents [%s %s]" % (said(old), said(new_stream(writer, COVER))))


def rewrite_content(writer: Writer) -> None:
    content = page(writer)["/Contents"]
    content._data, content._encoded_data = COVER, None
    writer.update_container(content)


def some_font(writer: Writer) -> generic.DictionaryObject:
    fonts = page(writer)["/Resources"]["/Font"]
    return fonts[sorted(fonts)[0]]


def rewrite_font(writer: Writer) -> None:
    """The letters of a font take each other's places."""
    put(writer, some_font(writer), b"/Encoding << /Differences [49 /seven 55 /one] >>")


def rewrite_character_map(writer: Writer) -> None:
    put(writer, some_font(writer), b"/ToUnicode " + said(new_stream(writer, b"% nothing")))


def replace_resources(writer: Writer) -> None:
    put(writer, page(writer), b"/Resources << /Font << >> >>")


def rewrite_image(writer: Writer) -> None:
    """Any stream of the page's resources; the emblem where there is one."""
    resources = page(writer)["/Resources"]
    images = resources["/XObject"] if "/XObject" in resources else {}
    if not images:
        return rewrite_content(writer)
    image = images[sorted(images)[0]]
    image._data, image._encoded_data = None, bytes(10)
    return writer.update_container(image)


def put_page_first(writer: Writer) -> None:
    pages = writer.root["/Pages"]
    extra = new(
        writer,
        b"<< /Type /Page /Parent %s /MediaBox [0 0 595 842] /Contents %s >>"
        % (said(writer.root.raw_get("/Pages")), said(new_stream(writer, COVER))),
    )
    pages["/Kids"].insert(0, extra)
    put(writer, pages, b"/Count %d" % len(pages["/Kids"]))


def add_page(writer: Writer) -> None:
    pages = writer.root["/Pages"]
    text = b"<< /Type /Page /Parent %s /MediaBox [0 0 595 842] >>"
    pages["/Kids"].append(new(writer, text % said(writer.root.raw_get("/Pages"))))
    put(writer, pages, b"/Count %d" % len(pages["/Kids"]))


def repeat_page(writer: Writer) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(pages["/Kids"].raw_get(0))
    put(writer, pages, b"/Count %d" % len(pages["/Kids"]))


def drop_pages(writer: Writer) -> None:
    put(writer, writer.root["/Pages"], b"/Kids [] /Count 0")


def other_page_tree(writer: Writer) -> None:
    leaf = new(writer, b"<< /Type /Page /MediaBox [0 0 595 842] >>")
    tree = new(writer, b"<< /Type /Pages /Count 1 /Kids [%s] >>" % said(leaf))
    put(writer, writer.root, b"/Pages " + said(tree))


# -- what acts, hides or is carried along --------------------------------------------------------


def attach_file(writer: Writer) -> None:
    data = new_stream(writer, b"MZ", b"<< /Type /EmbeddedFile >>")
    name = new(writer, b"<< /Type /Filespec /F (a.exe) /EF << /F %s >> >>" % said(data))
    text = b"/Names << /EmbeddedFiles << /Names [(a) %s] >> >>"
    put(writer, writer.root, text % said(name))


def associate_file(writer: Writer) -> None:
    data = new_stream(writer, b"MZ", b"<< /Type /EmbeddedFile >>")
    text = b"/AF [<< /Type /Filespec /F (a.xml) /EF << /F %s >> >>]"
    put(writer, writer.root, text % said(data))


def hide_in_layer(writer: Writer) -> None:
    layer = new(writer, b"<< /Type /OCG /Name (Lapisan) >>")
    text = b"/OCProperties << /OCGs [%s] /D << /OFF [%s] >> >>"
    put(writer, writer.root, text % (said(layer), said(layer)))


def outline(writer: Writer) -> None:
    item = new(writer, b"<< /Title (Lunas) /A << /S /URI /URI (http://contoh.invalid) >> >>")
    put(writer, writer.root, b"/Outlines << /First %s /Last %s /Count 1 >>" % ((said(item),) * 2))


def fill_in_xfa(writer: Writer) -> None:
    form = writer.root["/AcroForm"]
    put(writer, form, b"/XFA " + said(new_stream(writer, b"<xdp/>")))


def replace_metadata(writer: Writer) -> None:
    """One statement more about the letter."""
    more = (
        b"<rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        b"<dc:rights>Lunas</dc:rights></rdf:Description></rdf:RDF>"
    )
    packet = writer.root["/Metadata"].data.replace(b"</rdf:RDF>", more, 1)
    stream = new_stream(writer, packet, b"<< /Type /Metadata /Subtype /XML >>")
    put(writer, writer.root, b"/Metadata " + said(stream))


def drop_metadata(writer: Writer) -> None:
    del writer.root["/Metadata"]
    writer.update_root()


def rewrite_metadata(writer: Writer) -> None:
    stream = writer.root["/Metadata"]
    stream._data, stream._encoded_data = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", None
    writer.update_container(stream)


def validation_store(entries: bytes) -> Edit:
    def edit(writer: Writer) -> None:
        stream = new_stream(writer, b"<html><script>alert(1)</script></html>")
        store = new(writer, b"<< " + entries.replace(b"@", said(stream)) + b" >>")
        put(writer, writer.root, b"/DSS " + said(store))

    return edit


def store_with_page(writer: Writer) -> None:
    validation_store(b"/Certs [@]")(writer)
    replace_content(writer)


# -- the form ------------------------------------------------------------------------------------


def add_signature_field(writer: Writer) -> None:
    append_signature_field(writer, SigFieldSpec("Tambahan"))


def add_visible_field(writer: Writer) -> None:
    append_signature_field(writer, SigFieldSpec("Tambahan", on_page=0, box=(20, 20, 580, 820)))


def add_text_field(writer: Writer) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(new(writer, b"<< /FT /Tx /T (Isian) /V (10 miliar) >>"))
    writer.update_container(fields)


def add_namesake(writer: Writer) -> None:
    """A second field with the name of the first."""
    fields = writer.root["/AcroForm"]["/Fields"]
    name = str(field(writer, 0)["/T"]).encode()
    fields.append(new(writer, b"<< /FT /Sig /T (%s) /Rect [0 0 600 800] >>" % name))
    writer.update_container(fields)


def list_twice(writer: Writer) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.append(fields.raw_get(0))
    writer.update_container(fields)


def drop_last_field(writer: Writer) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    del fields[-1]
    writer.update_container(fields)


def turn_fields_round(writer: Writer) -> None:
    fields = writer.root["/AcroForm"]["/Fields"]
    fields.reverse()
    writer.update_container(fields)


def redraw_empty_box(writer: Writer) -> None:
    """The box of a signature still to come is painted over now."""
    look = new_stream(writer, COVER, b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] >>")
    put(writer, field(writer, -1), b"/AP << /N %s >>" % said(look))


def lend_other_letters(writer: Writer) -> None:
    """Stamps of later signers come out in a font whose letters say something else."""
    font = new(writer, b"<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>")
    text = b"/DR << /Font << /ParafRegular %s /ParafBold %s >> >>"
    put(writer, writer.root["/AcroForm"], text % (said(font), said(font)))


def rewrite_stamp_font(writer: Writer) -> None:
    fonts = writer.root["/AcroForm"]["/DR"]["/Font"]
    put(writer, fonts["/ParafRegular"], b"/Encoding << /Differences [65 /Z] >>")


def smuggle_by_resources(writer: Writer) -> None:
    """The page's own content, listed among the form's resources and changed there."""
    content = page(writer).raw_get("/Contents")
    put(writer, writer.root["/AcroForm"], b"/DR << /XObject << /X %s >> >>" % said(content))
    rewrite_content(writer)


def leave_orphan(writer: Writer) -> None:
    new(writer, b"<< /Type /Page >>")


def touch_nothing(writer: Writer) -> None:
    writer.update_root()


JS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
URI = b"<< /S /URI /URI (http://contoh.invalid) >>"

#: What every placement is tried with.
EDITS: dict[str, Edit] = {
    "page content replaced": replace_content,
    "page content covered": append_content,
    "page content rewritten in place": rewrite_content,
    "font encodes other letters": rewrite_font,
    "font tells other text": rewrite_character_map,
    "page resources emptied": replace_resources,
    "picture rewritten": rewrite_image,
    "page added": add_page,
    "page put first": put_page_first,
    "page repeated": repeat_page,
    "pages dropped": drop_pages,
    "page tree replaced": other_page_tree,
    "page turned": on_page(b"/Rotate 180"),
    "page cropped": on_page(b"/CropBox [0 600 595 842]"),
    "page enlarged": on_page(b"/MediaBox [0 0 2000 2000]"),
    "page unit changed": on_page(b"/UserUnit 10"),
    "page acts": on_page(b"/AA << /O " + JS + b" >>"),
    "note over the text": annotation(b"/Subtype /FreeText /Contents (Lunas) /DA (/Helv 9 Tf)"),
    "square over the text": annotation(b"/Subtype /Square"),
    "stamp annotation": annotation(b"/Subtype /Stamp"),
    "link over the text": annotation(b"/Subtype /Link /A " + URI, drawn=False),
    "redaction": annotation(b"/Subtype /Redact", drawn=False),
    "file on the page": annotation(b"/Subtype /FileAttachment", drawn=False),
    "hidden note": annotation(b"/Subtype /Text /Contents (x)", drawn=False),
    "widget without field": annotation(b"/Subtype /Widget /FT /Btn"),
    "notes removed": on_page(b"/Annots []"),
    "script when opened": on_root(b"/OpenAction " + JS),
    "program when opened": on_root(b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "document acts": on_root(b"/AA << /WC " + JS + b" >>"),
    "scripts by name": on_root(b"/Names << /JavaScript << /Names [(a) " + JS + b"] >> >>"),
    "destinations emptied": on_root(b"/Dests << >>"),
    "file attached": attach_file,
    "file associated": associate_file,
    "portfolio": on_root(b"/Collection << /View /H >>"),
    "layers": hide_in_layer,
    "outlines": outline,
    "language changed": on_root(b"/Lang (nn-NO)"),
    "viewer told to hide": on_root(b"/ViewerPreferences << /HideMenubar true >>"),
    "opens with attachments": on_root(b"/PageMode /UseAttachments"),
    "structure dropped": on_root(b"/StructTreeRoot << >>"),
    "threads": on_root(b"/Threads []"),
    "base address": on_root(b"/URI << /Base (http://contoh.invalid) >>"),
    "output intents emptied": on_root(b"/OutputIntents []"),
    "needs rendering": on_root(b"/NeedsRendering true"),
    "version lowered": on_root(b"/Version /1.2"),
    "extension acts": on_root(b"/Extensions << /ADBE << /BaseVersion /1.7 /JS (x) >> >>"),
    "usage rights": on_root(b"/Perms << /UR3 << /Type /Sig >> >>"),
    "title changed": on_info(b"/Title (Surat Perintah Membayar)"),
    "information added": on_info(b"/Catatan (Lunas)"),
    "metadata say more": replace_metadata,
    "metadata dropped": drop_metadata,
    "metadata rewritten in place": rewrite_metadata,
    "signature field added": add_signature_field,
    "visible field added": add_visible_field,
    "text field with a value": add_text_field,
    "namesake of a field": add_namesake,
    "field listed twice": list_twice,
    "field dropped": drop_last_field,
    "fields turned round": turn_fields_round,
    "box enlarged": on_field(-1, b"/Rect [0 0 600 842]"),
    "box moved": on_field(-1, b"/Rect [20 700 240 775]"),
    "box hidden": on_field(-1, b"/F 2"),
    "box captioned": on_field(-1, b"/MK << /CA (Lunas) >>"),
    "field renamed": on_field(-1, b"/T (Lain)"),
    "field acts": on_field(-1, b"/A " + URI),
    "field retitled": on_field(-1, b"/TU (Wali Kota)"),
    "field with children": on_field(-1, b"/Kids []"),
    "lock lifted": on_field(-1, b"/Lock << /Type /SigFieldLock /Action /Include /Fields [] >>"),
    "wishes of the field changed": on_field(-1, b"/SV << /Type /SV >>"),
    "box still empty painted": redraw_empty_box,
    "appearances asked for": on_form(b"/NeedAppearances true"),
    "flags of the form lowered": on_form(b"/SigFlags 0"),
    "form of another kind": fill_in_xfa,
    "order of calculation": on_form(b"/CO []"),
    "typefaces of later stamps": lend_other_letters,
    "typeface of stamps rewritten": rewrite_stamp_font,
    "content smuggled by resources": smuggle_by_resources,
    "store of web pages": validation_store(b"/Certs [@]"),
    "store with strange keys": validation_store(b"/Certs [@] /HTML @"),
    "store with a false index": validation_store(b"/VRI << /LAIN << /Cert [@] >> >>"),
    "store by the way": store_with_page,
    "object without use": leave_orphan,
}

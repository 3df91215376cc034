"""Letters that somebody has tampered with: each attack is one function from scene to bytes.

Attacks come in two kinds: revisions put *behind* a good signature, and revisions that a real
signer's own program makes *together* with a good signature, which no validator objects to.
"""

import io
from collections.abc import Callable

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from signing_scene import KEPALA, PARAF, ROOM, SEKRETARIS, TTD, Scene, stamp

Edit = Callable[[IncrementalPdfFileWriter], None]


def behind(pdf: bytes, edit: Edit) -> bytes:
    """One more revision behind ``pdf``, with this edit in it."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    edit(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


class Stubborn(signers.PdfSigner):
    """A program that does not read what a field asks for."""

    def _retrieve_seed_value_spec(self, sig_field):
        return None


def together(scene: Scene, edit: Edit, **settings) -> bytes:
    """The paraf, properly made by another program, with this edit in the very same revision."""
    writer = IncrementalPdfFileWriter(io.BytesIO(scene.issued))
    edit(writer)
    metadata = signers.PdfSignatureMetadata(
        **{
            "field_name": PARAF.name,
            "subfilter": SigSeedSubFilter.PADES,
            "md_algorithm": "sha256",
            **settings,
        }
    )
    signer = Stubborn(metadata, signer=scene.foreign_signer("sekretaris"))
    return signer.sign_pdf(writer).getvalue()


def change_text(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    cover = generic.StreamObject(stream_data=b"1 1 1 rg 0 0 600 800 re f")
    page[pdf_name("/Contents")] = writer.add_object(cover)
    writer.update_container(page)


def swap_content_in_place(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    content = page["/Contents"]
    content._data = b"1 1 1 rg 0 0 600 800 re f"
    content._encoded_data = None
    writer.update_container(content)


def annotate(writer) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject(
                generic.NumberObject(one) for one in (50, 600, 500, 700)
            ),
            pdf_name("/Contents"): generic.pdf_string("Lunas"),
            pdf_name("/DA"): generic.pdf_string("/Helv 12 Tf"),
        }
    )
    page["/Annots"].append(writer.add_object(note))
    writer.update_container(page["/Annots"])
    writer.update_container(page)


def add_page(writer) -> None:
    pages = writer.root["/Pages"]
    first = pages["/Kids"][0]
    page = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Page"),
            pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            pdf_name("/MediaBox"): first["/MediaBox"],
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages[pdf_name("/Count")] = generic.NumberObject(2)
    writer.update_container(pages)


def add_field(writer) -> None:
    append_signature_field(writer, SigFieldSpec("Tambahan"))


def add_text_field(writer) -> None:
    form = writer.root["/AcroForm"]
    field = generic.DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.pdf_string("Isian"),
            pdf_name("/V"): generic.pdf_string("10 miliar"),
        }
    )
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form["/Fields"])


def move_field(writer) -> None:
    field = _field(writer, TTD.name)
    field[pdf_name("/Rect")] = generic.ArrayObject(
        generic.NumberObject(one) for one in (0, 0, 600, 800)
    )
    writer.update_container(field)


def empty_field(writer) -> None:
    field = _field(writer, PARAF.name)
    del field["/V"]
    writer.update_container(field)


def redraw_stamp(writer) -> None:
    field = _field(writer, PARAF.name)
    form = generic.StreamObject(
        {
            pdf_name("/Type"): pdf_name("/XObject"),
            pdf_name("/Subtype"): pdf_name("/Form"),
            pdf_name("/BBox"): field["/Rect"],
        },
        stream_data=b"0 0 600 800 re f",
    )
    field[pdf_name("/AP")] = generic.DictionaryObject({pdf_name("/N"): writer.add_object(form)})
    writer.update_container(field)


def add_script(writer) -> None:
    writer.root[pdf_name("/OpenAction")] = generic.DictionaryObject(
        {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("x")}
    )
    writer.update_root()


def retitle(writer) -> None:
    information = writer.trailer["/Info"]
    information[pdf_name("/Title")] = generic.pdf_string("Surat Perintah Membayar")
    writer.update_container(information)


def retitle_metadata(writer) -> None:
    packet = writer.root["/Metadata"].data.replace(b"Permintaan", b"Pembayaran")
    stream = generic.StreamObject(
        {pdf_name("/Type"): pdf_name("/Metadata"), pdf_name("/Subtype"): pdf_name("/XML")},
        stream_data=packet,
    )
    writer.root[pdf_name("/Metadata")] = writer.add_object(stream)
    writer.update_root()


def leave_orphan(writer) -> None:
    writer.add_object(generic.DictionaryObject({pdf_name("/Type"): pdf_name("/Page")}))


def change_destinations(writer) -> None:
    writer.root[pdf_name("/Dests")] = generic.DictionaryObject()
    writer.update_root()


def add_store(writer) -> None:
    writer.root[pdf_name("/DSS")] = writer.add_object(generic.DictionaryObject())
    writer.update_root()


def touch_nothing(writer) -> None:
    writer.update_root()


def ask_for_appearances(writer) -> None:
    form = writer.root["/AcroForm"]
    form[pdf_name("/NeedAppearances")] = generic.BooleanObject(value=True)
    writer.update_container(form)


def _field(writer, name: str):
    fields = (one.get_object() for one in writer.root["/AcroForm"]["/Fields"])
    return next(field for field in fields if field["/T"] == name)


EDITS: tuple[Edit, ...] = (
    change_text,
    swap_content_in_place,
    annotate,
    add_page,
    add_field,
    add_text_field,
    move_field,
    add_script,
    retitle,
    leave_orphan,
    change_destinations,
    add_store,
)
#: Those that make no difference, or another one, beside a signature in the same revision.
ALONE: tuple[Edit, ...] = (touch_nothing, retitle_metadata, ask_for_appearances)
#: Those that need a signature to work on.
ON_SIGNED: tuple[Edit, ...] = (empty_field, redraw_stamp)


def initialled_after(scene: Scene, edit: Edit) -> bytes:
    """The paraf on top of a revision with this edit."""
    return ROOM.sign(
        behind(scene.issued, edit),
        field=PARAF.name,
        credential=scene.credentials["sekretaris"],
        stamp=stamp(SEKRETARIS, "paraf"),
    )


def two_fields_one_signature(scene: Scene) -> bytes:
    """The second field points to the first one's signature."""

    def share(writer) -> None:
        _field(writer, TTD.name)[pdf_name("/V")] = _field(writer, PARAF.name).raw_get("/V")
        writer.update_container(_field(writer, TTD.name))

    return behind(scene.initialled, share)


def changed_between(scene: Scene) -> bytes:
    """A revision between paraf and signature, which the second signer signs unknowingly."""
    return ROOM.sign(
        behind(scene.initialled, annotate),
        field=TTD.name,
        credential=scene.credentials["kepala-badan"],
        stamp=stamp(KEPALA, "ttd"),
    )


def too_lax(scene: Scene) -> bytes:
    """A certification that allows annotations afterwards (DocMDP 3)."""
    return together(scene, lambda _: None, certify=True, docmdp_permissions=MDPPerm.ANNOTATE)


def unlisted_object(scene: Scene) -> bytes:
    """An object that no table lists, before the signature, for programs that search for objects.

    The signed bytes are moved by its length and the offsets made to fit before signing, so that
    digest and signature are good.
    """

    class Smuggler(IncrementalPdfFileWriter):
        def _write_objects(self, stream, positions) -> None:
            stream.write(b"5 0 obj\n<< /Type /Page >>\nendobj\n")
            super()._write_objects(stream, positions)

    writer = Smuggler(io.BytesIO(scene.issued))
    metadata = signers.PdfSignatureMetadata(
        field_name=PARAF.name, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    return signers.sign_pdf(writer, metadata, signer=scene.foreign_signer("sekretaris")).getvalue()


def replayed(scene: Scene) -> bytes:
    """The good signature of one letter put behind another issue of the same letter."""
    other = ROOM.prepare(scene.base, (PARAF, TTD))
    signed = ROOM.sign(
        other,
        field=PARAF.name,
        credential=scene.credentials["sekretaris"],
        stamp=stamp(SEKRETARIS, "paraf"),
    )
    return scene.issued + signed[len(other) :]

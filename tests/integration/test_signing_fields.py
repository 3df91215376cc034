"""Preparing a rendered letter: fields where the bookmarks lie, and nothing in it that may act."""

import io

import pypdf
import pytest
import signing_letter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject
from signing_scene import PARAF, ROOM, TTD, codes_of, make_scene

from pipeline.errors import Misconfigured, Refused
from pipeline.ports.signing import FieldPlan


def plan(name: str, width: float = 100, height: float = 40) -> FieldPlan:
    return FieldPlan(
        name=name, label=f"Tanda tangan {name}", kind="ttd", width=width, height=height
    )


def changed(edit) -> bytes:
    """The letter written anew by another program, with one thing put in."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_scene().base))
    edit(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def test_each_field_hangs_from_its_bookmark():
    scene = make_scene()
    places = pypdf.PdfReader(io.BytesIO(scene.base)).named_destinations
    reader = pypdf.PdfReader(io.BytesIO(scene.issued))
    widgets = {one.get_object()["/T"]: one.get_object() for one in reader.pages[0]["/Annots"]}
    for field in (PARAF, TTD):
        left, bottom, right, top = map(float, widgets[field.name]["/Rect"])
        place = places[f"/{field.name}"]
        assert (left, top) == (float(place["/Left"]), float(place["/Top"]))
        assert (right - left, top - bottom) == (field.width, field.height)
        assert widgets[field.name]["/TU"] == field.label


def test_rendered_bytes_stay_and_flags_are_set_at_issue():
    scene = make_scene()
    assert scene.issued.startswith(scene.base)
    form = pypdf.PdfReader(io.BytesIO(scene.issued)).trailer["/Root"]["/AcroForm"]
    assert form["/SigFlags"] == 3
    locks = {one.get_object()["/T"]: one.get_object().get("/Lock") for one in form["/Fields"]}
    assert locks[PARAF.name] is None
    assert locks[TTD.name].get_object()["/Action"] == "/All"


def test_letter_rendered_now_by_libreoffice_can_be_prepared(tmp_path):
    issued = ROOM.prepare(signing_letter.render(tmp_path), (PARAF, TTD))
    assert set(pypdf.PdfReader(io.BytesIO(issued)).get_fields()) == {PARAF.name, TTD.name}


def test_every_missing_bookmark_is_named_at_once():
    with pytest.raises(Refused) as caught:
        ROOM.prepare(make_scene().base, (PARAF, plan("TtdSekda"), plan("ParafKabid")))
    assert [one.facts["bookmark"] for one in caught.value.findings] == ["TtdSekda", "ParafKabid"]
    assert set(codes_of(caught.value)) == {"P02"}


def test_field_that_leaves_the_page_is_refused():
    with pytest.raises(Refused) as caught:
        ROOM.prepare(make_scene().base, (plan(TTD.name, width=400),))
    assert codes_of(caught.value) == ["P03"]
    assert caught.value.findings[0].facts["halaman"] == "1"


def test_names_that_begin_alike_are_a_mistake_of_the_office():
    with pytest.raises(Misconfigured) as caught:
        ROOM.prepare(make_scene().base, (plan("Ttd"), plan(TTD.name)))
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("names", [(), ("Ttd_Kepala",), ("Ttd.Kepala",)])
def test_plans_that_cannot_work_are_a_mistake_of_the_office(names):
    with pytest.raises(Misconfigured):
        ROOM.prepare(make_scene().base, [plan(name) for name in names])


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7\n", b"PK\x03\x04 not a pdf", b"%PDF" * 1000])
def test_what_is_no_pdf_is_refused(pdf):
    with pytest.raises(Refused) as caught:
        ROOM.prepare(pdf, (PARAF, TTD))
    assert codes_of(caught.value) == ["P01"]


def test_truncated_letter_is_refused():
    base = make_scene().base
    with pytest.raises(Refused) as caught:
        ROOM.prepare(base[: len(base) // 2], (PARAF, TTD))
    assert codes_of(caught.value) == ["P01"]


def add_script(writer):
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    writer._root_object[NameObject("/Names")] = DictionaryObject(
        {NameObject("/JavaScript"): DictionaryObject(script)}
    )


def add_attachment(writer):
    writer.add_attachment("data.txt", b"x")


def add_note(writer):
    writer.add_annotation(0, FreeText(text="dibayar", rect=(50, 50, 200, 90)))


def add_layer(writer):
    layer = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/OCG")}))
    properties = DictionaryObject({NameObject("/OCGs"): ArrayObject([layer])})
    writer._root_object[NameObject("/OCProperties")] = properties


def add_form(writer):
    writer._root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject()}
    )


def add_launch(writer):
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )


def add_page_action(writer):
    action = DictionaryObject({NameObject("/S"): NameObject("/Named")})
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})


def add_unused_script(writer):
    """A shadow object: nothing refers to it yet."""
    writer._add_object(
        DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
        )
    )


def add_link_to_program(writer):
    action = DictionaryObject({NameObject("/S"): NameObject("/SubmitForm")})
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject([NumberObject(one) for one in (0, 0, 9, 9)]),
            NameObject("/A"): action,
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(link)])


@pytest.mark.parametrize(
    "edit",
    [
        add_script,
        add_attachment,
        add_note,
        add_layer,
        add_form,
        add_launch,
        add_page_action,
        add_unused_script,
        add_link_to_program,
    ],
)
def test_what_can_act_or_hide_is_refused_before_issue(edit):
    with pytest.raises(Refused) as caught:
        ROOM.prepare(changed(edit), (PARAF, TTD))
    assert set(codes_of(caught.value)) == {"P04"}


def test_letter_written_anew_without_change_is_still_fit_to_sign():
    assert ROOM.prepare(changed(lambda writer: None), (PARAF, TTD))


def test_font_that_is_not_embedded_is_named():
    def borrow_font(writer):
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        writer.pages[0]["/Resources"]["/Font"][NameObject("/Fx")] = writer._add_object(font)

    with pytest.raises(Refused) as caught:
        ROOM.prepare(changed(borrow_font), (PARAF, TTD))
    assert [(one.code, dict(one.facts)) for one in caught.value.findings] == [
        ("P05", {"huruf": "Helvetica"})
    ]


def test_document_that_was_prepared_already_is_not_prepared_again():
    with pytest.raises(Refused) as caught:
        ROOM.prepare(make_scene().issued, (PARAF, TTD))
    assert set(codes_of(caught.value)) == {"P04"}


def test_encrypted_letter_is_refused():
    with pytest.raises(Refused) as caught:
        ROOM.prepare(changed(lambda writer: writer.encrypt("", "x")), (PARAF, TTD))
    assert set(codes_of(caught.value)) <= {"P01", "P04"}

"""Who signs, when, in which field, on which letter."""

from collections.abc import Callable
from dataclasses import replace

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.edits import annotation, behind, put, said, value
from tests.attacks.letters import Letter
from tests.attacks.raw import Signed, by_hand, numbers, object_of, object_text, swap, written

Make = Callable[[Letter], bytes]
_M = b"/M ("


def with_stranger(name: str) -> Make:
    return lambda letter: by_hand(letter, Signed(key=letter.strangers[name]))


def with_careless(name: str) -> Make:
    return lambda letter: by_hand(letter, Signed(key=letter.careless[name]))


_STRANGERS = (
    "nama sama, tanda tangan sendiri",
    "nama mirip",
    "penerbit kembar",
    "penerbit lain",
    "RSA asing",
    "stempel waktu",
    "jabatan lain",
)
_WEAK = ("rsa-1024", "kurva lain", "kurva pendek", "ed25519")
_USELESS = ("hanya enkripsi", "tanpa peruntukan", "penerbit")
_TIMELESS = ("habis masa", "belum berlaku")


# -- the moment ----------------------------------------------------------------------------------


def at_moment(text: bytes) -> Make:
    def change(given: bytes) -> bytes:
        start = given.index(_M)
        return given[:start] + text + given[given.index(b")", start) + 1 :]

    return lambda letter: by_hand(letter, Signed(value=change))


_MOMENTS = {
    "no moment": at_moment(b""),
    "moment before the certificate": at_moment(b"/M (D:20120101080000+07'00')"),
    "moment after the certificate": at_moment(b"/M (D:20990101080000+07'00')"),
    "month thirteen": at_moment(b"/M (D:20261332080000+07'00')"),
    "moment in words": at_moment(b"/M (kemarin)"),
    "moment a number": at_moment(b"/M 20261012"),
}


# -- permissions ---------------------------------------------------------------------------------


def permitting(reference: bytes) -> Make:
    text = b" /Reference [<< /Type /SigRef " + reference + b" >>]"
    return lambda letter: by_hand(letter, Signed(value=lambda given: given + text))


def _doc_mdp(permission: bytes) -> bytes:
    return (
        b"/TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 %s >>"
        % permission
    )


_PERMISSIONS = {
    "nothing may follow (P 1)": permitting(_doc_mdp(b"/P 1")),
    "notes may follow (P 3)": permitting(_doc_mdp(b"/P 3")),
    "anything may follow (P 9)": permitting(_doc_mdp(b"/P 9")),
    "may follow what the program thinks": permitting(_doc_mdp(b"")),
    "usage rights": permitting(b"/TransformMethod /UR3 /TransformParams << /V /2.2 >>"),
    "identity": permitting(b"/TransformMethod /Identity"),
    "no method": permitting(b""),
    "locks a field of its own choice": permitting(
        b"/TransformMethod /FieldMDP /TransformParams << /V /1.2 /Action /Include "
        b"/Fields [(TtdKepalaBadan)] >>"
    ),
}
_FIRST_LOCK = permitting(b"/TransformMethod /FieldMDP /TransformParams << /V /1.2 /Action /All >>")


def certified_again(letter: Letter) -> bytes:
    """The second signer certifies too."""
    return permitting(_doc_mdp(b"/P 2"))(letter)


NOTE = annotation(b"/Subtype /FreeText /Contents (Lunas) /DA (/Helv 9 Tf)")


def noted_after_certifying(letter: Letter) -> bytes:
    """EAA: certified so that notes may follow, then a note over the text."""
    return behind(_PERMISSIONS["notes may follow (P 3)"](letter), NOTE)


def noted_between(letter: Letter) -> bytes:
    """EAA: the same, and the second signer signs it all."""
    paraf = replace(letter, field="ParafSekretaris", key=letter.colleague, before=letter.issued)
    return by_hand(letter, base=noted_after_certifying(paraf))


# -- fields --------------------------------------------------------------------------------------


def field_of(letter: Letter, name: str, **settings) -> bytes:
    """A signature in a field of that name, whatever is due."""
    return by_hand(replace(letter, field=name), **settings)


def in_the_later_field(letter: Letter) -> bytes:
    return field_of(letter, letter.later[0])


def in_both_fields(letter: Letter) -> bytes:
    return field_of(letter, letter.later[0], base=by_hand(letter))


def one_for_both(letter: Letter) -> bytes:
    """The other field points to the signature of this one, in the same revision."""
    known = numbers(letter.before, letter.field)
    other = next(number for name, number in known.fields.items() if name != letter.field)
    text = object_text(letter.before, other)
    shared = b"/V %d 0 R " % known.free
    return by_hand(
        letter,
        Signed(
            value_number=known.free,
            look_number=known.free + 1,
            objects={other: swap(text, b"/FT", shared + b"/FT", 1)},
        ),
    )


def borrowed(letter: Letter) -> bytes:
    """The field shows the colleague's signature instead of one of its own."""
    known = numbers(letter.before, letter.field)
    given = object_of(letter.before, known.fields["ParafSekretaris"]).raw_get("/V")

    def edit(writer) -> None:
        fields = writer.root["/AcroForm"]["/Fields"]
        put(writer, fields[-1], b"/V " + written(given))

    return behind(letter.before, edit)


def copied(letter: Letter) -> bytes:
    """A copy of the colleague's signature in this field."""
    known = numbers(letter.before, letter.field)
    given = object_of(letter.before, known.fields["ParafSekretaris"]).raw_get("/V")
    text = object_text(letter.before, given.idnum)

    def edit(writer) -> None:
        copy = writer.add_object(value(writer, text))
        put(writer, writer.root["/AcroForm"]["/Fields"][-1], b"/V " + said(copy))

    return behind(letter.before, edit)


def exchanged(letter: Letter) -> bytes:
    """Both signatures are there, in each other's fields."""

    def edit(writer) -> None:
        first, last = (writer.root["/AcroForm"]["/Fields"][place] for place in (0, -1))
        one, other = first.raw_get("/V"), last.raw_get("/V")
        put(writer, first, b"/V " + written(other))
        put(writer, last, b"/V " + written(one))

    return behind(letter.signed, edit)


def emptied(letter: Letter) -> bytes:
    def edit(writer) -> None:
        for field in writer.root["/AcroForm"]["/Fields"]:
            widget = field.get_object()
            if "/V" in widget:
                del widget["/V"]
                writer.update_container(widget)

    return behind(letter.signed, edit)


def signed_twice(letter: Letter) -> bytes:
    return by_hand(letter, base=letter.signed)


def only_the_last(letter: Letter) -> bytes:
    """Signed on the letter as issued, the paraf left out."""
    return by_hand(letter, base=letter.issued)


def in_wrong_order(letter: Letter) -> bytes:
    first = by_hand(letter, base=letter.issued)
    paraf = replace(letter, field="ParafSekretaris", key=letter.colleague)
    return by_hand(paraf, base=first)


def paraf_of_another(letter: Letter) -> bytes:
    """The paraf itself made anew with a strange key."""
    stranger = letter.strangers["jabatan lain"]
    paraf = replace(letter, field="ParafSekretaris", key=stranger, before=letter.issued)
    return by_hand(letter, base=by_hand(paraf))


def by_the_colleague(letter: Letter) -> bytes:
    return by_hand(letter, Signed(key=letter.colleague))


def without_picture(letter: Letter) -> bytes:
    return by_hand(letter, Signed(widget=lambda text: text[: text.rindex(b"/AP <<")]))


# -- another letter ------------------------------------------------------------------------------


def of(name: str) -> Make:
    return lambda letter: letter.again(pdf=letter.others[name])


def spliced(letter: Letter) -> bytes:
    """The signature of another issue put behind this one."""
    other = letter.others["terbitan lain"]
    return letter.before + letter.again(pdf=other)[len(other) :]


def spliced_to_fit(letter: Letter) -> bytes:
    """The same, with blanks or cuts so that offsets may meet."""
    other = letter.others["terbitan lain"]
    signed = letter.again(pdf=other)
    missing = len(other) - len(letter.before)
    return letter.before + b" " * max(0, missing) + signed[len(other) :]


def all_identities() -> list[Attack]:
    paraf, ttd = ("paraf",), ("ttd",)
    return [
        *attacks("stranger", "P40", {name: with_stranger(name) for name in _STRANGERS}),
        *attacks("stranger", "P40", {"taken back": with_careless("dicabut")}),
        *attacks("stranger", "P40", {"the colleague": by_the_colleague}),
        *attacks("weak key", "P43", {name: with_careless(name) for name in _WEAK}),
        *attacks("key for other things", "P44", {name: with_careless(name) for name in _USELESS}),
        *attacks("key out of its time", "P42", {name: with_careless(name) for name in _TIMELESS}),
        *attacks("moment", "P42 P46", _MOMENTS),
        *attacks("permission", "P45", _PERMISSIONS),
        *attacks("permission", "P45", {"the first locks all": _FIRST_LOCK}, stages=paraf),
        *attacks("permission", "P45", {"certified again": certified_again}, stages=ttd),
        *attacks("certified", "P38 P45", {"for notes, then a note": noted_after_certifying}),
        *attacks("certified", "P39 P45", {"for notes, a note between": noted_between}, stages=ttd),
        *attacks(
            "field",
            "P34 P48 S24",
            {"not signed": lambda letter: letter.before},
        ),
        *attacks("field", "P34 P35", {"later field signed": in_the_later_field}, stages=paraf),
        *attacks("field", "P35", {"later field signed too": in_both_fields}, stages=paraf),
        *attacks("field", "P35 P36 P39", {"one signature for both": one_for_both}, stages=paraf),
        *attacks("field", "P38 P39 P46 P41 P34", {"emptied": emptied}),
        *attacks("field", "P39", {"signed twice": signed_twice}),
        *attacks("field", "P39", {"no picture": without_picture}),
        *attacks(
            "field",
            "P34 P35 P36 P37 P38 P39 P46",
            {
                "colleague's signature borrowed": borrowed,
                "colleague's signature copied": copied,
                "signatures exchanged": exchanged,
                "only the last": only_the_last,
                "in the wrong order": in_wrong_order,
            },
            stages=ttd,
        ),
        *attacks("field", "P40", {"paraf of another": paraf_of_another}, stages=ttd),
        *attacks("letter", "P30", {"another issue": of("terbitan lain")}),
        *attacks(
            "letter",
            "P32 P37 P41 P46",
            {"signature of another issue": spliced, "the same, made to fit": spliced_to_fit},
        ),
    ]

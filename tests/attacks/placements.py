"""Every edit in every place: behind the newest signature, inside it, before it."""

import io
from collections.abc import Callable

from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.edits import EDITS, Edit, Writer, behind
from tests.attacks.letters import Letter
from tests.attacks.raw import by_hand


class Stubborn(signers.PdfSigner):
    """A program that does not read what a field asks for."""

    def _retrieve_seed_value_spec(self, sig_field):
        return None


def together(letter: Letter, edit: Edit, **settings) -> bytes:
    """The signature, flawless, by another program, with this edit in the very same revision."""
    writer = Writer(io.BytesIO(letter.before))
    edit(writer)
    metadata = signers.PdfSignatureMetadata(
        **{
            "field_name": letter.field,
            "subfilter": SigSeedSubFilter.PADES,
            "md_algorithm": "sha256",
            **settings,
        }
    )
    return Stubborn(metadata, signer=letter.key.foreign).sign_pdf(writer).getvalue()


def after(edit: Edit) -> Callable[[Letter], bytes]:
    return lambda letter: behind(letter.signed, edit)


def within(edit: Edit) -> Callable[[Letter], bytes]:
    return lambda letter: together(letter, edit)


def ahead(edit: Edit) -> Callable[[Letter], bytes]:
    """A revision of its own that the signer then signs, knowingly or not."""
    return lambda letter: by_hand(letter, base=behind(letter.before, edit))


#: pyHanko's signer puts these right again by itself, so that nothing has changed.
UNDONE = {"appearances asked for", "flags of the form lowered", "version lowered"}


def all_placed() -> list[Attack]:
    """Both signers may tamper within their own revision; before the first, and after the last."""
    inside = {name: within(edit) for name, edit in EDITS.items() if name not in UNDONE}
    inside.pop("field with children")  # pyHanko's signer gives up on it
    # Validation data may come behind a signature; these are none.
    stores = {name: edit for name, edit in EDITS.items() if name.startswith("store ")}
    others = {name: edit for name, edit in EDITS.items() if name not in stores}
    return [
        *attacks("behind", "P38", {name: after(edit) for name, edit in others.items()}),
        *attacks("behind", "P39 P51", {name: after(edit) for name, edit in stores.items()}),
        *attacks("within", "P39", inside),
        *attacks("before", "P39", {name: ahead(edit) for name, edit in others.items()}),
        *attacks("before", "P39 P51", {name: ahead(edit) for name, edit in stores.items()}),
    ]

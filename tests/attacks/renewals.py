"""Forged renewals: behind a letter whose proof is whole, one more timestamp that is none.

Years later nobody looks at the signers' certificates any more, but at the newest timestamp; whoever
can slip one in can make an old letter say something else.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from tests.attacks.catalogue import Attack, attacks
from tests.attacks.edits import EDITS, Edit, Writer
from tests.attacks.letters import Letter
from tests.attacks.raw import message_in, reader_of
from tests.attacks.services import (
    Make,
    Stamped,
    by_pyhanko,
    other_letter,
    revised,
    stamped,
    statements,
    store,
)
from tests.attacks.stores import impostors, revocations
from tests.attacks.times import stampers

_DAY = timedelta(days=1)
_SECOND = b"Stempel2"


def proven(letter: Letter) -> bytes:
    """The letter with validation data under a first timestamp, all of it honest."""
    return stamped(letter, base=revised(letter.signed, store()))


def renewed(letter: Letter, bent: Stamped | None = None, *, base: bytes | None = None) -> bytes:
    """With a second timestamp over that."""
    second = replace(bent, name=_SECOND) if bent else Stamped(name=_SECOND)
    return stamped(letter, second, base=proven(letter) if base is None else base)


def _by(who: str) -> Make:
    return lambda letter: renewed(letter, Stamped(token_settings={"key": stampers()[who](letter)}))


def _later(letter: Letter, base: bytes) -> bytes:
    return renewed(letter, Stamped(at=letter.at + 900 * _DAY), base=base)


def _below(change: Callable[[Letter, bytes], bytes]) -> Make:
    """A renewal over bytes that somebody has changed below it."""

    def make(letter: Letter) -> bytes:
        base = proven(letter)
        return _later(letter, change(letter, base))

    return make


def _other_issued_text(letter: Letter, base: bytes) -> bytes:
    """One byte of what was issued."""
    place = base.index(b"/Producer")
    return base[:place] + b"/Producex" + base[place + 9 :]


def _other_moment(letter: Letter, base: bytes) -> bytes:
    """The first timestamp's digits, one of them changed."""
    sealed = reader_of(base).embedded_timestamp_signatures[-1]
    gap = list(sealed.byte_range)[1]
    place = gap + 1 + 2 * (len(message_in(sealed)) - 4)
    digit = b"0" if base[place : place + 1] != b"0" else b"1"
    return base[:place] + digit + base[place + 1 :]


def _of_another_letter(letter: Letter) -> bytes:
    """The second timestamp of another letter, revision and all."""
    other = other_letter(letter)
    base = proven(other)
    return proven(letter) + renewed(other)[len(base) :]


def _token_of_another(letter: Letter) -> bytes:
    whole = renewed(other_letter(letter))
    token = reader_of(whole).embedded_timestamp_signatures[-1].pkcs7_content
    return renewed(letter, Stamped(token=token))


def _first_token_again(letter: Letter) -> bytes:
    """The first timestamp's own token, said to be about all that came after it."""
    token = reader_of(proven(letter)).embedded_timestamp_signatures[-1].pkcs7_content
    return renewed(letter, Stamped(token=token))


def _first_field_again(letter: Letter) -> bytes:
    """The new token takes the place of the old one in its very field."""
    base = proven(letter)
    own = reader_of(base).embedded_timestamp_signatures[-1].sig_field
    number = own.container_ref.idnum
    return stamped(letter, Stamped(widget=number), base=base)


def _data(edit: Edit, *, sealed: bool) -> Make:
    """Validation data behind the first timestamp, with or without a second one over them."""

    def make(letter: Letter) -> bytes:
        base = revised(proven(letter), edit)
        return _later(letter, base) if sealed else base

    return make


def _smuggled(edit: Edit) -> Make:
    """An edit within the revision of the renewal."""
    return lambda letter: by_pyhanko(proven(letter), letter.at, edit, name="Waktu2")


def _span_of_first(letter: Letter) -> bytes:
    """A second timestamp that covers only what the first one did."""
    base = proven(letter)
    first = list(reader_of(base).embedded_timestamp_signatures[-1].byte_range)
    return renewed(letter, Stamped(span=lambda *_: tuple(first)), base=base)


def _foreign_list(writer: Writer) -> None:
    """What somebody else says of revocation."""
    key = impostors().alone
    moment = key.certificate.not_valid_before_utc + _DAY
    store(crls=(*statements().crls, revocations(key, moment, 1)))(writer)


def _foreign_certificate(writer: Writer) -> None:
    store(certs=(*statements().certs, impostors().alone.ders[0]))(writer)


#: Data that are not about this letter, or no longer say what they said.
_FOREIGN: dict[str, Edit] = {
    "a stranger's revocation list": _foreign_list,
    "a stranger's certificate": _foreign_certificate,
    "the first data dropped": store(ocsps=(), crls=()),
    "nothing but a page's bytes": store(crls=(b"BT (Lunas) Tj ET",)),
}
_EDITS = (
    "page content replaced",
    "page added",
    "note over the text",
    "script when opened",
    "file attached",
    "metadata say more",
    "field dropped",
)


def all_renewals() -> Iterator[Attack]:
    """Each with the reasons that are right answers."""
    yield from attacks(
        "renewal",
        "P50",
        {
            "older than the timestamp below": lambda letter: renewed(
                letter, Stamped(at=letter.at - _DAY)
            ),
            "about another letter": lambda letter: renewed(
                letter, Stamped(about=proven(other_letter(letter)))
            ),
            "about the letter before its proof": lambda letter: renewed(
                letter, Stamped(about=letter.signed)
            ),
            "token of another letter": _token_of_another,
            "the first token once more": _first_token_again,
            **{
                who: _by(who)
                for who in (
                    "by an unknown authority",
                    "by the authority's namesake",
                    "by a self-made certificate",
                    "by whom the signers' issuer certified",
                    "by a short key of the authority",
                    "by the signer",
                )
            },
        },
    )
    yield from attacks(
        "renewal",
        "B01 P30 P32 P37 P39 P41 P46 P50",
        {
            "over changed bytes of the letter": _below(_other_issued_text),
            "over a changed first timestamp": _below(_other_moment),
            "revision of another letter's": _of_another_letter,
            "in the field of the first": _first_field_again,
            "over what the first one covered only": _span_of_first,
        },
    )
    yield from attacks(
        "renewal",
        "P39 P51",
        {
            f"{what}, {how}": _data(edit, sealed=sealed)
            for what, edit in _FOREIGN.items()
            for how, sealed in (("sealed", True), ("not sealed", False))
        },
    )
    yield from attacks(
        "renewal",
        "P32 P35 P38 P39",
        {f"with {name}": _smuggled(EDITS[name]) for name in _EDITS},
    )

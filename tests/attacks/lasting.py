"""Letters with timestamps and validation data that must be accepted, by us and by pyHanko."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko_certvalidator import ValidationContext

from tests.attacks.edits import Writer, new, said
from tests.attacks.legitimate import Handed, Variant
from tests.attacks.letters import ISSUING, Key, Letter, certify, named, p256, usage
from tests.attacks.placements import Stubborn
from tests.attacks.raw import Signed, by_hand, reader_of
from tests.attacks.services import (
    HandStamper,
    Stamped,
    by_pyhanko,
    house_key,
    levels,
    revised,
    services,
    stamped,
    store,
    time_letters,
    timed,
)

_DIGEST = "sha256"


def judged(letter: Letter, pdf: bytes) -> Handed:
    return Handed(pdf, letter.issued, letter.expected, letter.at, letter.time_trust)


def at(stage: str, make: Callable[[Letter], bytes]) -> Callable[[], Handed]:
    return lambda: judged(time_letters()[stage], make(time_letters()[stage]))


def of_level(name: str) -> Callable[[], Handed]:
    """By our own signer and our own prolonger; B-LT with pyHanko's data."""
    return lambda: judged(time_letters()["ttd"], levels().letters[name])


def now(stage: str, make: Callable[[Letter], bytes]) -> Callable[[], Handed]:
    """pyHanko's signer takes the moment from the machine's clock, and so must its timestamps."""

    def handed() -> Handed:
        letter = time_letters()[stage]
        moment = datetime.now(letter.at.tzinfo)  # noqa: TID251 - pyHanko asks it too
        letter = replace(letter, at=moment)
        return judged(letter, make(letter))

    return handed


def _signed_over(letter: Letter, base: bytes) -> bytes:
    return by_hand(letter, Signed(cms=timed(letter)), base=base)


def _fetching(letter: Letter) -> ValidationContext:
    services().at = letter.at
    ders = [services().der(one) for one in ("root", "tsa-root")]
    return ValidationContext(
        trust_roots=[x509.Certificate.load(der) for der in ders],
        other_certs=[x509.Certificate.load(services().der("ca"))],
        moment=letter.at,
        allow_fetching=True,
        revocation_mode="hard-fail",
        time_tolerance=timedelta(minutes=5),
    )


def at_one_go(letter: Letter, *, lta: bool = True) -> bytes:
    """pyHanko signs, stamps, adds validation data and, for B-LTA, stamps once more."""

    async def sign() -> bytes:
        context = _fetching(letter)
        metadata = signers.PdfSignatureMetadata(
            field_name=letter.field,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm=_DIGEST,
            validation_context=context,
            embed_validation_info=True,
            use_pades_lta=lta,
        )
        signer = Stubborn(metadata, signer=letter.key.foreign, timestamper=HandStamper(letter.at))
        out = await signer.async_sign_pdf(Writer(io.BytesIO(letter.before)))
        await context.aclose()
        return bytes(out.getvalue())

    return asyncio.run(sign())


def renewed_by_pyhanko(letter: Letter) -> bytes:
    """pyHanko's own renewal: another timestamp, and data for it in a revision behind.

    Refused (P39): it replaces the index entry of the timestamp before, which pyHanko's own strict
    difference does not allow either. Kept to notice should that change.
    """

    async def renew(pdf: bytes) -> bytes:
        context = _fetching(letter)
        out = await PdfTimeStamper(HandStamper(letter.at)).async_update_archival_timestamp_chain(
            reader_of(pdf), context
        )
        await context.aclose()
        return bytes(out.getvalue())

    return asyncio.run(renew(at_one_go(letter)))


def _prolonged_twice(letter: Letter) -> bytes:
    services().at = letter.at
    return levels().stamps.prolong(levels().letters["B-LTA"], [services().der("ca")])


@cache
def stampers() -> dict[str, Key]:
    """Honest servers of the trusted house."""
    settings = {
        "of_usage": usage(digital_signature=True),
        "purposes": (ExtendedKeyUsageOID.TIME_STAMPING,),
    }
    root = house_key("tsa-root")
    middle = certify(p256(), named("Stempel Antara"), root, of_usage=ISSUING, is_authority=True)
    return {
        "RSA": certify(
            rsa.generate_private_key(65537, 3072), named("Stempel RSA"), root, **settings
        ),
        "with a chain": certify(p256(), named("Stempel Berantai"), middle, **settings),
    }


def all_lasting() -> list[Variant]:
    found = [Variant(f"{name}, ours", of_level(name)) for name in ("B-B", "B-T", "B-LT", "B-LTA")]
    for stage in ("paraf", "ttd"):
        ways: dict[str, Callable[[Letter], bytes]] = {
            "B-T by hand": lambda letter: letter.signed,
            "stamped by hand": stamped,
            "stamped by pyHanko": lambda letter: by_pyhanko(letter.signed, letter.at),
            "stamped twice": lambda letter: by_pyhanko(
                by_pyhanko(letter.signed, letter.at), letter.at, name="Waktu2"
            ),
            "stamped by two houses' servers": lambda letter: by_pyhanko(
                letter.signed, letter.at, label="tsa-baru"
            ),
            "validation data only": lambda letter: revised(letter.signed, store()),
            "validation data under a timestamp": lambda letter: stamped(
                letter, base=revised(letter.signed, store())
            ),
            "validation data with a timestamp": lambda letter: by_pyhanko(
                letter.signed, letter.at, store()
            ),
            "in lists of their own": lambda letter: revised(
                letter.signed, store(listing=in_list_object)
            ),
        }
        found += [
            Variant(
                f"B-LT by pyHanko at one go, {stage}", now(stage, partial(at_one_go, lta=False))
            ),
            Variant(f"B-LTA by pyHanko at one go, {stage}", now(stage, at_one_go)),
        ]
        for kind in ("RSA", "with a chain"):
            ways[f"token of a server, {kind}"] = lambda letter, kind=kind: by_hand(
                letter, Signed(room=16384, cms=timed(letter, key=stampers()[kind]))
            )
            ways[f"stamped by a server, {kind}"] = lambda letter, kind=kind: stamped(
                letter, Stamped(token_settings={"key": stampers()[kind]})
            )
        found += [Variant(f"{name}, {stage}", at(stage, make)) for name, make in ways.items()]
    later: dict[str, Callable[[Letter], bytes]] = {
        "timestamp only after the paraf": lambda letter: _signed_over(
            letter, by_pyhanko(letter.before, letter.at)
        ),
        "validation data only after the paraf": lambda letter: _signed_over(
            letter, revised(letter.before, store())
        ),
        "both after the paraf": lambda letter: _signed_over(
            letter, by_pyhanko(letter.before, letter.at, store())
        ),
        "prolonged twice": _prolonged_twice,
    }
    return [*found, *(Variant(name, at("ttd", make)) for name, make in later.items())]


def in_list_object(writer: Writer, references) -> bytes:
    return said(new(writer, b"[ " + b" ".join(references) + b" ]"))

"""Letters in memory for the attacks, made from the signing tests' own rendered letter."""

from datetime import timedelta
from functools import cache

import signing_letter
from cryptography.hazmat.primitives.serialization import pkcs12
from signing_scene import AT, KEPALA, PARAF, ROOM, SEKRETARIS, TTD, make_scene, stamp

from pipeline.ports.signing import ExpectedSignature
from tests.attacks.letters import (
    PASSPHRASE,
    Key,
    Letter,
    authority,
    enrolled_badly,
    never_enrolled,
    reissued,
)


def key_from_p12(data: bytes, passphrase: bytes = PASSPHRASE) -> Key:
    private, certificate, others = pkcs12.load_key_and_certificates(data, passphrase)
    return Key(private, (certificate, *others))


def sign_with_room(*, pdf: bytes, field: str, key: Key, stamp) -> bytes:
    credential = ROOM.open_p12(key.p12, PASSPHRASE, at=stamp.signed_at)
    return ROOM.sign(pdf, field=field, credential=credential, stamp=stamp)


def expecting(field: str, label: str, *keys: Key) -> ExpectedSignature:
    return ExpectedSignature(
        field=field,
        label=label,
        certificates=tuple(key.sha256 for key in keys),
        trust=tuple(dict.fromkeys(key.ders[-1] for key in keys)),
    )


@cache
def make_letters() -> dict[str, Letter]:
    """The letter in front of the paraf giver, and the same in front of the signer."""
    scene = make_scene()
    keys = {post: key_from_p12(data) for post, data in scene.p12.items()}
    base, plans = signing_letter.letter(), (PARAF, TTD)
    outsider = authority("CA Lain")
    letters = {}
    for stage, before, plan, holder, own, colleague in (
        ("paraf", scene.issued, PARAF, SEKRETARIS, "sekretaris", "kepala-badan"),
        ("ttd", scene.initialled, TTD, KEPALA, "kepala-badan", "sekretaris"),
    ):
        key = keys[own]
        careless = enrolled_badly(key.certificate, outsider, AT)
        valid = [one for name, one in careless.items() if name != "dicabut"]
        due = expecting(plan.name, plan.label, key, *valid)
        given = [expecting(PARAF.name, PARAF.label, keys["sekretaris"])]
        of_stamp = stamp(holder, plan.kind, 40)
        other = reissued(base, plans)
        if stage == "ttd":
            other = sign_with_room(
                pdf=other, field=PARAF.name, key=keys["sekretaris"], stamp=of_stamp
            )
        letters[stage] = Letter(
            stage=stage,
            issued=scene.issued,
            before=before,
            field=plan.name,
            expected=(*(given if stage == "ttd" else []), due),
            at=AT + timedelta(hours=1),
            stamp=of_stamp,
            key=key,
            colleague=keys[colleague],
            careless=careless,
            strangers={
                **never_enrolled(key.certificate, None, outsider),
                "jabatan lain": keys["kabid-1"],
            },
            base=base,
            plans=plans,
            signed=sign_with_room(pdf=before, field=plan.name, key=key, stamp=of_stamp),
            others={"terbitan lain": other},
            sign=sign_with_room,
        )
    return letters


def reasons(letter: Letter, pdf: bytes) -> list[str]:
    """What our examination says of a file handed in for this letter; nothing means accepted."""
    verdict = ROOM.examine(
        pdf,
        issued=letter.issued,
        expected=letter.expected,
        at=letter.at,
        time_trust=letter.time_trust,
    )
    return [one.code for one in verdict.findings]

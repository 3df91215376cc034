"""Signatures by other people's real programs: accepted under a named profile, or refused by name.

pyHanko's command line, endesive, @signpdf and poppler sign our letter, first as the post that gives
the paraf, then as the one that signs after it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
import signing_letter
from cryptography.hazmat.primitives.asymmetric import rsa
from other_programs import Workbench
from signing_scene import KEPALA, PARAF, ROOM, SEKRETARIS, TTD, stamp

from pipeline.adapters.signing.profiles import PROFILES
from pipeline.ports.signing import PROGRAM_PROFILES
from pipeline.reasons.catalogue import REASONS
from tests.attacks.letters import ISSUING, Key, certify, named, p256
from tests.attacks.scenes import expecting, sign_with_room

pytestmark = pytest.mark.programs
NOW = datetime.now(UTC) + timedelta(minutes=30)  # noqa: TID251 - the programs ask the machine too
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Desk:
    """A letter before its next signer, and what it must carry when he is done."""

    pdf: bytes
    issued: bytes
    field: str
    box: Box
    key: Key
    expected: tuple

    def codes(self, signed: bytes, *profiles: str) -> list[str]:
        verdict = ROOM.examine(
            signed,
            issued=self.issued,
            expected=tuple(replace(one, profiles=profiles) for one in self.expected),
            at=NOW,
        )
        if verdict.is_accepted:
            assert [one.field for one in verdict.signatures] == [one.field for one in self.expected]
        return [one.code for one in verdict.findings]


@cache
def keys() -> dict[str, Key]:
    above = certify(
        rsa.generate_private_key(65537, 2048), named("CA"), of_usage=ISSUING, is_authority=True
    )
    private = {
        "sekretaris": rsa.generate_private_key(65537, 2048),
        "kepala": rsa.generate_private_key(65537, 2048),
        "kurva eliptik": p256(),
    }
    return {name: certify(key, named(name), above) for name, key in private.items()}


@cache
def desk(stage: str, key: str = "") -> Desk:
    issued = ROOM.prepare(signing_letter.letter(), (PARAF, TTD))
    first, second = keys()[key or "sekretaris"], keys()[key or "kepala"]
    expected = (
        expecting(PARAF.name, PARAF.label, first),
        expecting(TTD.name, TTD.label, second),
    )
    if stage == "paraf":
        return Desk(issued, issued, PARAF.name, (90, 598, 200, 632), first, expected[:1])
    told = replace(stamp(SEKRETARIS, "paraf"), signed_at=NOW - timedelta(hours=1))
    pdf = sign_with_room(pdf=issued, field=PARAF.name, key=first, stamp=told)
    return Desk(pdf, issued, TTD.name, (306, 531, 496, 593), second, expected)


Way = Callable[[Workbench, Desk], bytes]


def spot(box: Box) -> str:
    left, bottom, right, top = box
    return f"1/{left},{bottom},{right},{top}/TandaTangan"


PYHANKO = ("--use-pades", "--field")
ACCEPTED: dict[str, tuple[str, Way]] = {
    "pyHanko, our field": (
        "ketat",
        lambda bench, desk: bench.pyhanko(desk.pdf, *PYHANKO, desk.field, "--existing-only"),
    ),
    "pyHanko, an invisible field of its own": (
        "kolom-sendiri",
        lambda bench, desk: bench.pyhanko(desk.pdf, *PYHANKO, "Signature1"),
    ),
    "pyHanko, a field of its own in the place meant for it": (
        "kolom-sendiri",
        lambda bench, desk: bench.pyhanko(desk.pdf, *PYHANKO, spot(desk.box)),
    ),
    "endesive, our field": (
        "endesive",
        lambda bench, desk: bench.endesive(
            desk.pdf, signform=True, sigfield=desk.field, signature="Paraf"
        ),
    ),
}
REFUSED: dict[str, tuple[str, Way]] = {
    "@signpdf, placeholder-plain": (
        "P70",
        lambda bench, desk: bench.signpdf(desk.pdf, "plain", "pades"),
    ),
    "@signpdf, placeholder-plain, older format": (
        "P70",
        lambda bench, desk: bench.signpdf(desk.pdf, "plain", "legacy"),
    ),
    "@signpdf, placeholder-pdf-lib": (
        "P70",
        lambda bench, desk: bench.signpdf(desk.pdf, "pdf-lib", "pades"),
    ),
    "endesive, an invisible field of its own": (
        "P71",
        lambda bench, desk: bench.endesive(desk.pdf, sigfield="Signature1"),
    ),
    "endesive, a visible field of its own": (
        "P71",
        lambda bench, desk: bench.endesive(
            desk.pdf, sigfield="Signature1", signaturebox=desk.box, signature="Paraf"
        ),
    ),
    "pyHanko, its own field, not PAdES": (
        "P73",
        lambda bench, desk: bench.pyhanko(desk.pdf, "--field", "Signature1"),
    ),
    "pyHanko, its own field over the text": (
        "P73",
        lambda bench, desk: bench.pyhanko(desk.pdf, *PYHANKO, spot((90, 100, 200, 160))),
    ),
    "poppler, our field": (
        "P72",
        lambda bench, desk: bench.pdfsig(desk.pdf, "-sign", desk.field),
    ),
    "poppler, our field, PAdES": (
        "P72",
        lambda bench, desk: bench.pdfsig(desk.pdf, "-sign", desk.field, "-etsi"),
    ),
    "poppler, a field of its own": (
        "P72",
        lambda bench, desk: bench.pdfsig(desk.pdf, "-add-signature"),
    ),
}
#: How the sentences name the programs.
NAMES = {"P70": "@signpdf", "P71": "endesive", "P72": "pdfsig", "P73": "pyHanko"}


@pytest.mark.parametrize("stage", ["paraf", "ttd"])
@pytest.mark.parametrize("name", ACCEPTED)
def test_a_program_is_accepted_under_its_profile_and_no_other(tmp_path, name, stage):
    profile, sign = ACCEPTED[name]
    at = desk(stage)
    signed = sign(Workbench(tmp_path, at.key.p12), at)
    assert at.codes(signed, profile) == []
    assert at.codes(signed, *PROGRAM_PROFILES) == []
    others = [one for one in PROGRAM_PROFILES if one != profile]
    if profile != "ketat":
        assert at.codes(signed)[0] in {"P73", "P75"}
        assert at.codes(signed, *others)[0] in {"P73", "P75"}


@pytest.mark.parametrize("stage", ["paraf", "ttd"])
@pytest.mark.parametrize("name", REFUSED)
def test_a_program_that_cannot_be_accepted_is_named_with_the_way_out(tmp_path, name, stage):
    code, sign = REFUSED[name]
    at = desk(stage)
    signed = sign(Workbench(tmp_path, at.key.p12), at)
    found = at.codes(signed, *PROGRAM_PROFILES)
    assert found[0] == code
    assert len(found) > 1  # and what is wrong with the file
    assert NAMES[code] in REASONS[code].what
    assert "paraf sign" in REASONS[code].do
    assert at.codes(signed)[0] in {code, "P75"}


def test_endesive_certifies_where_our_certification_is_expected(tmp_path):
    at = desk("paraf")
    signed = Workbench(tmp_path, at.key.p12).endesive(
        at.pdf, signform=True, sigfield=at.field, signature="Paraf", sigandcertify=True, sigflags=2
    )
    assert at.codes(signed, *PROGRAM_PROFILES)[0] == "P71"


def test_endesive_names_the_wrong_algorithm_for_elliptic_curves(tmp_path):
    at = desk("paraf", "kurva eliptik")
    signed = Workbench(tmp_path, at.key.p12).endesive(
        at.pdf, signform=True, sigfield=at.field, signature="Paraf"
    )
    assert at.codes(signed, *PROGRAM_PROFILES)[0] == "P71"


def test_two_signers_may_use_two_programs(tmp_path):
    """The paraf in a field of pyHanko's own, the signature by endesive in ours."""
    first, second = desk("paraf"), desk("ttd")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    paraf = Workbench(tmp_path / "a", first.key.p12).pyhanko(first.pdf, *PYHANKO, "Signature1")
    whole = Workbench(tmp_path / "b", second.key.p12).endesive(
        paraf, signform=True, sigfield=TTD.name, signature="Ttd"
    )
    at = replace(second, issued=first.issued)
    assert at.codes(whole, "endesive", "kolom-sendiri") == []
    again = Workbench(tmp_path / "b", second.key.p12).pyhanko(paraf, *PYHANKO, "Signature2")
    assert at.codes(again, "kolom-sendiri") == []


def test_our_own_signature_may_follow_a_field_of_a_program(tmp_path):
    at, later = desk("paraf"), desk("ttd")
    paraf = Workbench(tmp_path, at.key.p12).pyhanko(at.pdf, *PYHANKO, spot(at.box))
    told = replace(stamp(KEPALA, "ttd"), signed_at=NOW)
    whole = sign_with_room(pdf=paraf, field=TTD.name, key=later.key, stamp=told)
    assert replace(later, issued=at.issued).codes(whole, "kolom-sendiri") == []


def test_a_field_of_its_own_does_not_let_anyone_sign_for_another(tmp_path):
    """The signer of the whole letter cannot give the paraf, in whatever field."""
    at = desk("paraf")
    signed = Workbench(tmp_path, keys()["kepala"].p12).pyhanko(at.pdf, *PYHANKO, "Signature1")
    assert "P40" in at.codes(signed, *PROGRAM_PROFILES)


def test_a_program_is_not_blamed_for_what_the_next_signer_did(tmp_path):
    """The paraf by pyHanko was fine; that the signature is missing has nothing to do with it."""
    first, later = desk("paraf"), desk("ttd")
    paraf = Workbench(tmp_path, first.key.p12).pyhanko(
        first.pdf, *PYHANKO, first.field, "--existing-only"
    )
    assert replace(later, issued=first.issued).codes(paraf, *PROGRAM_PROFILES) == ["P34"]


def test_every_profile_has_a_name_that_the_office_may_write():
    assert tuple(profile.name for profile in PROFILES) == PROGRAM_PROFILES

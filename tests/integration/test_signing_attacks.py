"""Tampered letters: none is accepted, whatever a general validator would say of it."""

import random

import pytest
import signing_attacks as attacks
from pyhanko.sign.fields import SigSeedSubFilter
from signing_scene import AT, ROOM, make_scene

from pipeline.adapters.signing.evidence import parse, span


@pytest.mark.parametrize("edit", attacks.EDITS + attacks.ALONE + attacks.ON_SIGNED)
def test_nothing_may_follow_a_signature(edit):
    scene = make_scene()
    tampered = attacks.behind(scene.initialled, edit)
    assert tampered.startswith(scene.initialled)
    assert set(scene.reasons(tampered, 1)) & {"P34", "P35", "P38", "P39", "P51"}


@pytest.mark.parametrize("edit", attacks.EDITS + attacks.ALONE)
def test_nothing_may_change_before_the_first_signature(edit):
    """A revision of its own before the paraf, which the paraf then covers."""
    scene = make_scene()
    tampered = attacks.initialled_after(scene, edit)
    assert set(scene.reasons(tampered, 1)) & {"P32", "P35", "P39"}


@pytest.mark.parametrize("edit", attacks.EDITS)
def test_a_signer_may_change_nothing_along_with_his_signature(edit):
    scene = make_scene()
    tampered = attacks.together(scene, edit)
    (fact,) = [one for one in ROOM.describe(tampered) if one.field == attacks.PARAF.name]
    assert fact.is_intact  # the signature itself is flawless
    assert set(scene.reasons(tampered, 1)) & {"P35", "P39"}


def test_change_between_two_signatures_is_found():
    scene = make_scene()
    assert "P39" in scene.reasons(attacks.changed_between(scene))


def test_one_signature_cannot_fill_two_fields():
    scene = make_scene()
    assert scene.reasons(attacks.two_fields_one_signature(scene))


def test_certification_that_allows_notes_is_refused():
    scene = make_scene()
    assert scene.reasons(attacks.too_lax(scene), 1) == ["P45"]


def test_object_that_no_table_lists_is_found():
    scene = make_scene()
    tampered = attacks.unlisted_object(scene)
    assert ROOM.describe(tampered)[0].is_intact
    assert scene.reasons(tampered, 1) == ["P32"]


def test_signature_of_another_issue_does_not_fit():
    scene = make_scene()
    assert scene.reasons(attacks.replayed(scene), 1)


def test_older_format_is_refused():
    scene = make_scene()
    signed = attacks.together(
        scene, lambda _: None, subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    )
    assert "P45" in scene.reasons(signed, 1)


@pytest.mark.parametrize("tail", [b"\n", b" ", b"%", b"%%EOF\n", b"\x00" * 100, b"x" * 5000])
def test_bytes_after_the_end_are_refused(tail):
    scene = make_scene()
    assert scene.reasons(scene.signed + tail)


@pytest.mark.parametrize("head", [b"\n", b"%PDF-1.4\n"])
def test_bytes_before_the_beginning_are_refused(head):
    scene = make_scene()
    assert scene.reasons(head + scene.signed) == ["P30"]


def test_changed_byte_of_the_issued_letter_is_refused():
    scene = make_scene()
    for place in (0, 9, 1000, len(scene.issued) // 2, len(scene.issued) - 1):
        assert scene.reasons(flipped(scene.signed, place)) == ["P30"]


def test_truncated_letters_are_refused():
    scene = make_scene()
    start = len(scene.initialled)
    for end in (start + 1, start + 500, len(scene.signed) - 8, len(scene.signed) - 1):
        assert scene.reasons(scene.signed[:end])


def test_growth_has_a_limit():
    scene = make_scene()
    assert "P31" in scene.reasons(scene.signed + bytes(2 * 512 * 1024))


def test_flipped_bytes_are_never_accepted():
    """Any byte of what the signers added; only the filling behind a signature may differ."""
    scene = make_scene()
    holes = signature_holes(scene)
    added = range(len(scene.issued), len(scene.signed))
    places = random.Random(20261012).sample(added, 60)  # noqa: S311 - any places will do
    for place in places:
        tampered = flipped(scene.signed, place)
        assert scene.reasons(tampered), f"byte {place}, in a hole: {place in holes}"


def test_filling_of_a_signature_cannot_carry_anything():
    scene = make_scene()
    for signature in parse(scene.signed, scene.issued, scene.expected, AT).signatures:
        _, _, resume, _ = span(signature)
        tampered = bytearray(scene.signed)
        tampered[resume - 5 : resume - 1] = b"DEAD"
        assert "P37" in scene.reasons(bytes(tampered))


def flipped(pdf: bytes, place: int) -> bytes:
    changed = bytearray(pdf)
    changed[place] ^= 1
    return bytes(changed)


def signature_holes(scene) -> set[int]:
    parsed = parse(scene.signed, scene.issued, scene.expected, AT)
    return {place for one in parsed.signatures for place in range(*span(one)[1:3])}

"""What the office accepts back: the issued letter plus exactly the signatures that are due."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from signing_scene import (
    AT,
    KEPALA,
    PARAF,
    ROOM,
    SEKRETARIS,
    TTD,
    codes_of,
    expect,
    make_scene,
    stamp,
)

from pipeline.adapters.signing.evidence import parse
from pipeline.adapters.signing.rules import OF_STRUCTURE
from pipeline.adapters.signing.typeface import load_typeface
from pipeline.errors import Refused
from pipeline.reasons.signing import CATALOGUE


def test_paraf_alone_is_accepted_when_only_it_is_due():
    scene = make_scene()
    verdict = ROOM.examine(
        scene.initialled, issued=scene.issued, expected=scene.expected[:1], at=AT
    )
    assert verdict.is_accepted
    (fact,) = verdict.signatures
    assert fact.field == PARAF.name
    assert fact.subject == SEKRETARIS.name
    assert fact.certificate_sha256 == scene.certificates["sekretaris"].sha256
    assert (fact.signed_at, fact.level) == (AT, "B-B")
    assert fact.covers_whole_file
    assert fact.is_intact


def test_paraf_and_signature_are_accepted_together():
    scene = make_scene()
    verdict = ROOM.examine(scene.signed, issued=scene.issued, expected=scene.expected, at=AT)
    assert verdict.is_accepted
    assert [one.field for one in verdict.signatures] == [PARAF.name, TTD.name]
    assert [one.covers_whole_file for one in verdict.signatures] == [False, True]


def test_single_signature_document_is_certified_and_locked_at_once():
    scene = make_scene()
    issued = ROOM.prepare(scene.base, (TTD,))
    signed = ROOM.sign(
        issued,
        field=TTD.name,
        credential=scene.credentials["kepala-badan"],
        stamp=stamp(KEPALA, "ttd"),
    )
    verdict = ROOM.examine(signed, issued=issued, expected=scene.expected[1:], at=AT)
    assert verdict.is_accepted
    assert b"/DocMDP" in signed[len(issued) :]
    assert b"/FieldMDP" in signed[len(issued) :]


def test_issued_letter_with_nothing_due_is_accepted_as_it_is():
    scene = make_scene()
    assert scene.reasons(scene.issued, 0) == []


def test_signing_keeps_the_given_bytes_and_adds_little():
    scene = make_scene()
    assert scene.initialled.startswith(scene.issued)
    assert scene.signed.startswith(scene.initialled)
    assert len(scene.signed) - len(scene.initialled) < 12_000


def test_unsigned_letter_is_told_apart_from_a_wrong_one():
    scene = make_scene()
    assert scene.reasons(scene.issued) == ["P48"]


def test_letter_before_the_second_signature_lacks_it():
    scene = make_scene()
    verdict = ROOM.examine(scene.initialled, issued=scene.issued, expected=scene.expected, at=AT)
    assert [(one.code, one.facts["label"]) for one in verdict.findings] == [("P34", "Kepala Badan")]


def test_signature_that_is_not_due_yet_is_refused():
    scene = make_scene()
    assert scene.reasons(scene.signed, 1) == ["P35"]


def test_signing_out_of_order_is_refused():
    scene = make_scene()
    first = ROOM.sign(
        scene.issued,
        field=TTD.name,
        credential=scene.credentials["kepala-badan"],
        stamp=stamp(KEPALA, "ttd"),
    )
    both = ROOM.sign(
        first,
        field=PARAF.name,
        credential=scene.credentials["sekretaris"],
        stamp=stamp(SEKRETARIS, "paraf"),
    )
    assert "P36" in scene.reasons(both)


def test_certificate_of_another_post_is_named():
    scene = make_scene()
    wrong = ROOM.sign(
        scene.issued,
        field=PARAF.name,
        credential=scene.credentials["kabid-1"],
        stamp=stamp(SEKRETARIS, "paraf"),
    )
    verdict = ROOM.examine(wrong, issued=scene.issued, expected=scene.expected[:1], at=AT)
    (finding,) = verdict.findings
    assert finding.code == "P40"
    assert dict(finding.facts) == {"label": "Sekretaris", "nama": "RINA MARLINA, S.Sos"}


def test_right_certificate_in_the_wrong_field_is_refused():
    scene = make_scene()
    wrong = ROOM.sign(
        scene.issued,
        field=TTD.name,
        credential=scene.credentials["sekretaris"],
        stamp=stamp(SEKRETARIS, "paraf"),
    )
    assert set(scene.reasons(wrong, 1)) == {"P34", "P35"}


def test_any_of_several_enrolled_certificates_may_sign():
    scene = make_scene()
    acting = scene.certificates["kabid-1"]
    expected = replace(
        scene.expected[0],
        certificates=(scene.certificates["sekretaris"].sha256, acting.sha256),
    )
    signed = ROOM.sign(
        scene.issued,
        field=PARAF.name,
        credential=scene.credentials["kabid-1"],
        stamp=stamp(SEKRETARIS, "paraf"),
    )
    assert ROOM.examine(signed, issued=scene.issued, expected=(expected,), at=AT).is_accepted


def test_unknown_issuer_is_refused_even_when_the_certificate_is_enrolled():
    scene = make_scene()
    expected = replace(scene.expected[0], trust=(scene.certificates["kepala-badan"].der,))
    verdict = ROOM.examine(scene.initialled, issued=scene.issued, expected=(expected,), at=AT)
    assert [one.code for one in verdict.findings] == ["P42"]


def test_certificate_may_itself_be_the_trust():
    scene = make_scene()
    own = scene.certificates["sekretaris"]
    expected = replace(scene.expected[0], trust=(own.der,))
    assert ROOM.examine(
        scene.initialled, issued=scene.issued, expected=(expected,), at=AT
    ).is_accepted


@pytest.mark.parametrize("year", [2019, 2041])
def test_certificate_outside_its_time_is_refused(year):
    scene = make_scene()
    verdict = ROOM.examine(
        scene.initialled,
        issued=scene.issued,
        expected=scene.expected[:1],
        at=datetime(year, 1, 2, tzinfo=UTC),
    )
    assert "P42" in [one.code for one in verdict.findings]


def test_claimed_time_outside_the_certificate_is_refused():
    scene = make_scene()
    early = replace(stamp(SEKRETARIS, "paraf"), signed_at=datetime(2015, 1, 1, tzinfo=UTC))
    signed = ROOM.sign(
        scene.issued,
        field=PARAF.name,
        credential=scene.credentials["sekretaris"],
        stamp=early,
    )
    assert scene.reasons(signed, 1) == ["P42"]


def test_field_is_signed_only_once():
    scene = make_scene()
    with pytest.raises(Refused) as caught:
        ROOM.sign(
            scene.initialled,
            field=PARAF.name,
            credential=scene.credentials["sekretaris"],
            stamp=stamp(SEKRETARIS, "paraf"),
        )
    assert codes_of(caught.value) == ["P21"]


def test_field_that_does_not_exist_cannot_be_signed():
    scene = make_scene()
    with pytest.raises(Refused) as caught:
        ROOM.sign(
            scene.issued,
            field="TtdWaliKota",
            credential=scene.credentials["sekretaris"],
            stamp=stamp(SEKRETARIS, "paraf"),
        )
    assert codes_of(caught.value) == ["P20"]


def test_letter_of_another_case_is_not_this_one():
    scene = make_scene()
    other = ROOM.prepare(scene.base, (PARAF, TTD))  # same text, issued again
    assert other != scene.issued
    assert scene.reasons(scene.signed, issued=other) == ["P30"]


def test_two_signers_may_hold_one_certificate():
    """One person in two chairs signs both fields with the same key."""
    scene = make_scene()
    both = ROOM.sign(
        scene.initialled,
        field=TTD.name,
        credential=scene.credentials["sekretaris"],
        stamp=stamp(SEKRETARIS, "ttd"),
    )
    own = scene.certificates["sekretaris"]
    expected = (scene.expected[0], expect(TTD.name, "Kepala Badan", own))
    assert ROOM.examine(both, issued=scene.issued, expected=expected, at=AT).is_accepted


def test_description_says_the_same_as_the_verdict():
    scene = make_scene()
    verdict = ROOM.examine(scene.signed, issued=scene.issued, expected=scene.expected, at=AT)
    assert ROOM.describe(scene.signed) == verdict.signatures
    assert ROOM.describe(scene.issued) == ()
    assert ROOM.describe(scene.base) == ()


def test_description_tells_a_broken_signature():
    scene = make_scene()
    broken = scene.initialled.replace(b"/Reason (Paraf", b"/Reason (PARAF")
    assert broken != scene.initialled
    assert [one.is_intact for one in ROOM.describe(broken)] == [False]


@pytest.mark.parametrize("pdf", [b"", b"halo", b"%PDF-1.7 tetapi bukan", bytes(5000)])
def test_description_of_anything_else_is_a_refusal(pdf):
    with pytest.raises(Refused) as caught:
        ROOM.describe(pdf)
    assert codes_of(caught.value) == ["P01"]


def test_every_reason_has_its_own_code_and_three_sentences():
    codes = [reason.code for reason in CATALOGUE]
    assert len(set(codes)) == len(codes)
    for reason in CATALOGUE:
        assert reason.code.startswith("P")
        assert all(text.endswith((".", "}.")) for text in (reason.what, reason.why, reason.do))


def test_structure_rules_find_nothing_in_what_we_sign():
    scene = make_scene()
    parsed = parse(scene.signed, scene.issued, scene.expected, AT)
    assert [list(rule(parsed)) for rule in OF_STRUCTURE] == [[]] * len(OF_STRUCTURE)


def test_examination_works_inside_a_running_event_loop():
    scene = make_scene()

    async def ask():
        return scene.reasons(scene.signed)

    assert asyncio.run(ask()) == []


def test_stamp_letters_have_a_width_each():
    for weight in ("Regular", "Bold"):
        face = load_typeface(weight)
        assert face.width_of("Kepala Badan, S.Sos.", 10) > 60
        assert face.width_of("é’–", 10) > 5

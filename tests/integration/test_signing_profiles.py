"""What an office opens when it allows other people's programs, and what stays shut all the same."""

from dataclasses import replace

import pytest
from signing_scene import ROOM

from pipeline.adapters.signing import IsolatedExaminer
from pipeline.ports.signing import PROGRAM_PROFILES, ProgramProfile
from tests.attacks.legitimate import all_variants
from tests.attacks.programs import all_programs, own_field, permissive, place_of, visible
from tests.attacks.scenes import make_letters, reasons

#: The edits in another program's revision are tried by tools/attack_signatures.py.
ATTACKS = {
    f"{attack.title}, {stage}": (attack, stage)
    for attack in all_programs()
    if not attack.family.endswith("with")
    for stage in attack.stages
}
VARIANTS = {one.name: one for one in all_variants() if "own" in one.name or "endesive" in one.name}


@pytest.mark.long
@pytest.mark.parametrize("name", list(ATTACKS)[::3])
def test_nobody_gets_more_by_lying_about_his_program(name):
    attack, stage = ATTACKS[name]
    letter = permissive(make_letters()[stage])
    assert set(reasons(letter, attack.make(letter))) & attack.codes


@pytest.mark.parametrize("name", VARIANTS)
def test_what_an_allowed_program_does_is_accepted(name):
    handed = VARIANTS[name].make()
    found = ROOM.examine(
        handed.pdf, issued=handed.issued, expected=handed.expected, at=handed.at
    ).findings
    assert found == ()


@pytest.mark.parametrize("stage", ["paraf", "ttd"])
def test_the_strict_profile_is_the_default(stage):
    letter = make_letters()[stage]
    assert reasons(letter, own_field(letter))[0] == "P75"
    assert reasons(letter, own_field(letter, visible(place_of(letter))))[0] == "P75"


def test_an_own_field_counts_as_the_one_that_was_due():
    letter = permissive(make_letters()["ttd"])
    pdf = own_field(letter)
    verdict = ROOM.examine(pdf, issued=letter.issued, expected=letter.expected, at=letter.at)
    assert [one.field for one in verdict.signatures] == [one.field for one in letter.expected]
    assert [one.field for one in ROOM.describe(pdf)][1] == "Signature1"


def test_each_signature_has_profiles_of_its_own():
    """Allowing a program for the second signature does not allow it for the first."""
    letter = permissive(make_letters()["ttd"])
    paraf = replace(letter, before=letter.issued, field=letter.plans[0].name)
    pdf = own_field(letter, start=own_field(paraf, key=letter.colleague))
    first, second = letter.expected
    strict: tuple[ProgramProfile, ...] = ()
    assert reasons(replace(letter, expected=(replace(first, profiles=strict), second)), pdf)
    assert reasons(replace(letter, expected=(first, replace(second, profiles=strict))), pdf)


def test_profiles_reach_the_examining_process():
    letter = permissive(make_letters()["paraf"])
    pdf = own_field(letter)
    question = {"issued": letter.issued, "at": letter.at}
    strict = tuple(replace(one, profiles=()) for one in letter.expected)
    with IsolatedExaminer() as examiner:
        assert examiner.examine(pdf, expected=letter.expected, **question).is_accepted
        assert not examiner.examine(pdf, expected=strict, **question).is_accepted


def test_strict_is_among_the_names():
    assert PROGRAM_PROFILES[0] == "ketat"

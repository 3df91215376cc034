"""Tampered letters: none is accepted, whatever a general validator would say of it.

The same generators as ``make attack-signatures`` hands in through folders, all of them; here every
sixth attack in memory, at one of the two desks, and half of the legitimate variants.
"""

import pytest
from signing_scene import ROOM

from tests.attacks.every import all_attacks, all_of_services
from tests.attacks.examples import ACCEPTED, Examples
from tests.attacks.in_office import of_folders
from tests.attacks.lasting import all_lasting, now, renewed_by_pyhanko
from tests.attacks.legitimate import all_variants
from tests.attacks.raw import swap
from tests.attacks.scenes import make_letters, reasons
from tests.attacks.services import time_letters
from tests.attacks.shadow import PREPARED, in_two_revisions, is_issued, prepared
from tests.attacks.topics import TOPICS, answers
from tools.mutate_signatures import Mutator, objection, subjects

ATTACKS = all_attacks()
OF_SERVICES = all_of_services()
#: Families in which one edit after the other is tried; ``make attack-signatures`` tries each.
_LONG = ("in a timestamp", "stamped, then signed", "in a store", "stored, then signed")
_SAMPLED = [
    attack
    for place, attack in enumerate(OF_SERVICES)
    if place % (48 if attack.family in _LONG else 10) == 0
]


@pytest.mark.parametrize(
    ("attack", "place"),
    [pytest.param(one, place, id=one.title) for place, one in enumerate(ATTACKS[::6])],
)
def test_no_attacked_letter_is_accepted(attack, place):
    # Every other one at the second desk, where there is more to spoil and more to look at.
    stage = attack.stages[place % len(attack.stages)]
    letter = make_letters()[stage]
    codes = reasons(letter, attack.make(letter))
    assert codes, "accepted"
    assert attack.codes.intersection(codes), f"refused for {codes}, expected {attack.codes}"


@pytest.mark.parametrize("attack", [pytest.param(one, id=one.title) for one in _SAMPLED])
def test_no_attack_on_timestamps_or_validation_data_is_accepted(attack):
    letter = time_letters()[attack.stages[0]]
    codes = reasons(letter, attack.make(letter))
    assert codes, "accepted"
    assert attack.codes.intersection(codes), f"refused for {codes}, expected {attack.codes}"


_VARIANTS = [*all_variants(), *all_lasting()]


@pytest.mark.parametrize("variant", [pytest.param(one, id=one.name) for one in _VARIANTS[::2]])
def test_legitimate_letters_are_accepted(variant):
    handed = variant.make()
    verdict = ROOM.examine(
        handed.pdf,
        issued=handed.issued,
        expected=handed.expected,
        at=handed.at,
        time_trust=handed.time_trust,
    )
    assert verdict.is_accepted, verdict.findings


def test_pyhanko_s_renewal_replaces_what_was_said_and_is_refused():
    handed = now("ttd", renewed_by_pyhanko)()
    verdict = ROOM.examine(
        handed.pdf,
        issued=handed.issued,
        expected=handed.expected,
        at=handed.at,
        time_trust=handed.time_trust,
    )
    assert [one.code for one in verdict.findings] == ["P39"]


@pytest.mark.parametrize("name", PREPARED)
def test_no_letter_with_a_trap_in_it_is_issued(name):
    letter = make_letters()["ttd"]
    assert set(is_issued(letter, prepared(letter, PREPARED[name]))) & {"P01", "P04", "P05"}


def test_no_letter_of_two_revisions_is_issued():
    letter = make_letters()["ttd"]
    assert is_issued(letter, in_two_revisions(letter)) == ["P04"]


def test_mutants_are_refused():
    """A sample of ``make mutate-signatures``."""
    letters, mutator = subjects(), Mutator(7)
    for _ in range(150):
        subject = mutator.choose(letters)
        way, pdf = mutator.mutant(subject)
        assert pdf == subject.handed.pdf or objection(subject, pdf), (subject.name, way)


def test_attacks_have_names_of_their_own_and_enough_of_them():
    titles = [one.title for one in (*ATTACKS, *OF_SERVICES)]
    assert len(set(titles)) == len(titles) >= 150
    assert len(all_variants()) >= 60


@pytest.mark.parametrize("topic", TOPICS)
def test_every_line_of_the_issue_has_its_attacks(topic):
    letter = make_letters()["ttd"]
    in_folders = {one.title for one in of_folders(letter)} | {"version: versi 2, signed well"}
    before_issue = {f"prepared: {name}" for name in PREPARED} | {"draft: macros"}
    titles = {one.title for one in (*ATTACKS, *OF_SERVICES)} | in_folders | before_issue
    assert answers(topic, titles)


def test_change_that_changes_nothing_is_no_attack():
    with pytest.raises(ValueError, match="nothing to swap"):
        swap(b"/ID [ (x) ]", b"/ID [ <", b"/ID [ <00")


def test_examples_are_kept_by_reason(tmp_path):
    kept = Examples(tmp_path)
    kept.keep("P39", "within: page content covered, <twice>", b"%PDF-")
    kept.keep("", "legitimate - plainly", b"%PDF-")
    Examples().keep("P39", "nowhere", b"")
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.pdf")) == [
        "P39/within - page content covered, twice.pdf",
        f"{ACCEPTED}/legitimate - plainly.pdf",
    ]

"""Letters that other people's programs signed, through the folders of an office."""

from pathlib import Path

import pytest
from office_sim import reconfigure

from pipeline.office.verification import Verification
from tests.attacks.in_office import desk
from tests.attacks.programs import as_endesive, own_field, place_of, visible

ALLOWED = 'profil = ["endesive", "kolom-sendiri"]'
PDF_LIB = "pdf-lib (https://github.com/Hopding/pdf-lib)".encode("utf-16-be").hex().upper()


@pytest.fixture
def letter_at(stages, tmp_path: Path):
    """A letter on a signer's desk, with the office around it."""
    opened = []

    def office(stage: str):
        opened.append(desk(stages, tmp_path / stage, stage))
        return opened[-1].__enter__()

    yield office
    for each in opened:
        each.__exit__(None, None, None)


def test_a_letter_signed_in_fields_of_their_programs_goes_its_way(letter_at):
    """The paraf unseen, the signature in its place; the record knows both by their posts."""
    at = letter_at("paraf")
    codes, moved = at.hand_in(own_field(at.letter))
    assert (codes, moved) == ([], True)
    given = at.sim.cycle.paper(_code(at)).signatures
    assert [each.field for each in given] == ["ParafSekretaris"]

    name, paraf = at.sim.take("kepala-badan", "Surat Permintaan")
    verified = verify(at, paraf)
    assert verified.verdict == "incomplete"
    assert [each.post for each in verified.signatures] == ["sekretaris"]
    reconfigure(at.sim.root, ALLOWED, "profil = []")  # what was accepted stays accepted
    at.sim.reopen()
    whole = at.sim.signed(paraf, "kepala-badan", "TtdKepalaBadan")
    at.sim.drop("kepala-badan", name, whole)
    at.sim.work()
    assert len(at.sim.cycle.paper(_code(at)).signatures) == 2
    verified = verify(at, whole)
    assert verified.verdict == "valid"
    assert [each.post for each in verified.signatures] == ["sekretaris", "kepala-badan"]


def test_a_signature_in_its_place_is_taken_too(letter_at):
    at = letter_at("ttd")
    pdf = own_field(at.letter, visible(place_of(at.letter)))
    assert at.hand_in(pdf) == ([], True)
    assert [each.field for each in at.sim.cycle.paper(_code(at)).signatures] == [
        "ParafSekretaris",
        "TtdKepalaBadan",
    ]


@pytest.mark.parametrize("make", [own_field, as_endesive])
def test_an_office_that_allows_no_programs_says_so(letter_at, make):
    at = letter_at("paraf")
    reconfigure(at.sim.root, ALLOWED, 'profil = ["ketat"]')
    at.sim.reopen()
    codes, moved = at.hand_in(make(at.letter))
    assert not moved
    assert codes[0] == "P75"


def test_a_letter_written_anew_names_the_program(letter_at):
    at = letter_at("paraf")
    head, body = at.letter.signed[:8], at.letter.signed[8:]
    codes, moved = at.hand_in(head + b"\n%" + PDF_LIB.encode() + body)
    assert not moved
    assert codes == ["P70", "B01"]


def _code(at) -> str:
    return next(each.code for each in at.sim.cycle.papers if each.kind == "surat-permintaan")


def verify(at, pdf: bytes):
    office = at.sim.workplace.office
    return Verification(office.surroundings, office.tools, office.intake).verify(pdf)

"""Certificates known by issuer and person: whose number counts, and who counts as issuer."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from issuing import USER_ID, Issuer
from signing_scene import KEPALA, PARAF, ROOM, SEKRETARIS, TTD, codes_of, make_scene, stamp

from pipeline.adapters.signing import bound
from pipeline.adapters.signing.wire import Request, pack_request, unpack_request
from pipeline.errors import Refused
from pipeline.ports.signing import IssuedBy

NIK, NIP = "1271016908170001", "196908171994031001"
AT = datetime(2026, 10, 12, tzinfo=UTC)


def der_of(card) -> bytes:
    pem = card.with_suffix(".pem").read_bytes()
    return x509.load_pem_x509_certificates(pem)[0].public_bytes(Encoding.DER)


@pytest.fixture
def issuer(tmp_path):
    return Issuer(tmp_path)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (NIK, {NIK}),
        (NIP, {NIP}),
        ("19690817 199403 1 001", {NIP}),
        (f"PNOID-{NIK}", {NIK}),
        (f"NIK:{NIK}", {NIK}),
        (f"NIK{NIK}", {NIK}),
        (NIK[:-1], set()),
        (NIK + "9", set()),
        (f"{NIK}X", set()),
        (f"{NIK},{NIP}", set()),
        ("", set()),
    ],
)
def test_a_subject_s_number_is_a_whole_one_or_none(issuer, written, numbers):
    assert bound.subject_numbers(der_of(issuer.card("A", written))) == numbers
    assert bound.subject_numbers(der_of(issuer.card("A", written, kind=USER_ID))) == numbers


def test_a_seal_knows_its_number_and_does_not_show_it():
    one, other = bound.seal(NIK), bound.seal(NIK)
    assert one != other
    assert NIK not in one
    assert bound.fits(NIK, one)
    assert not bound.fits(NIP, one)
    assert bound.read_number("1271 0169 0817 0001") == NIK
    for wrong in ("", "1271", NIK + "1", "١٢٧١٠١٦٩٠٨١٧٠٠٠١"):
        with pytest.raises(ValueError, match="16 digits"):
            bound.read_number(wrong)


def test_only_the_issuer_s_own_key_and_the_person_s_own_number_count(issuer, tmp_path):
    wanted = IssuedBy(
        ca_der=issuer.certificate.public_bytes(Encoding.DER), number_seal=bound.seal(NIK)
    )
    twin = Issuer(tmp_path, name=issuer.name)
    assert bound.issuer_of(der_of(issuer.card("A", NIK)), (wanted,)) == wanted
    assert bound.issuer_of(der_of(issuer.card("A", NIP)), (wanted,)) is None
    assert bound.issuer_of(der_of(issuer.card("A")), (wanted,)) is None
    assert bound.issuer_of(der_of(twin.card("A", NIK)), (wanted,)) is None
    assert bound.issuer_of(b"\x30\x00", (wanted,)) is None
    assert bound.issuer_of(der_of(issuer.card("A", NIK)), ()) is None
    # A person's certificate issues nothing, even if it signed another.
    leaf = Issuer(tmp_path, is_authority=False)
    by_leaf = replace(wanted, ca_der=leaf.certificate.public_bytes(Encoding.DER))
    assert bound.issuer_of(der_of(leaf.card("A", NIK)), (by_leaf,)) is None


def test_what_is_no_issuer_is_refused(issuer, tmp_path):
    assert bound.read_authority(issuer.pem.read_bytes(), AT).subject == issuer.name
    leaf = Issuer(tmp_path, is_authority=False)
    for data, code in ((leaf.pem.read_bytes(), "P90"), (b"x", "P10")):
        with pytest.raises(Refused) as refused:
            bound.read_authority(data, AT)
        assert codes_of(refused.value) == [code]
    with pytest.raises(Refused) as refused:
        bound.read_authority(issuer.pem.read_bytes(), datetime(2031, 1, 1, tzinfo=UTC))
    assert codes_of(refused.value) == ["P14"]


def test_the_rule_lets_in_by_issuer_and_person_but_never_a_revoked_one():
    scene = make_scene()
    paraf, ttd = scene.expected
    by_number = replace(
        ttd,
        certificates=(),
        issuers=(IssuedBy(ca_der=ttd.trust[0], number_seal=bound.seal(KEPALA.nip)),),
    )

    def codes(expected):
        verdict = ROOM.examine(
            scene.signed, issued=scene.issued, expected=(paraf, expected), at=stamp_time()
        )
        return [each.code for each in verdict.findings]

    assert codes(by_number) == []
    assert codes(replace(by_number, revoked=ttd.certificates)) == ["P40"]
    wrong = IssuedBy(ca_der=ttd.trust[0], number_seal=bound.seal(SEKRETARIS.nip))
    assert codes(replace(by_number, issuers=(wrong,))) == ["P40"]
    assert codes(replace(by_number, certificates=ttd.certificates, issuers=())) == []


def stamp_time():
    return stamp(KEPALA, "ttd", 30).signed_at


def test_what_is_expected_crosses_to_the_other_process_whole():
    scene = make_scene()
    expected = replace(
        scene.expected[1],
        issuers=(IssuedBy(ca_der=b"\x30\x00", number_seal="scrypt:00:11"),),
        revoked=("aa", "bb"),
    )
    frames = pack_request(Request(pdf=b"a", issued=b"b", expected=(expected,), at=AT))
    assert unpack_request(frames).expected == (expected,)
    assert (PARAF.name, TTD.name) == tuple(each.field for each in scene.expected)

"""B-B, B-T, B-LT and B-LTA: made, accepted, agreed upon by others, and judged in other years."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from level_scene import LEVELS, level_scene
from signing_scene import AT, KEPALA, PARAF, ROOM, SEKRETARIS, stamp
from trust_services import closed_port

from pipeline.adapters.signing import IsolatedTimestamps, PdfSigningRoom
from pipeline.adapters.signing.evidence import parse, span
from pipeline.errors import NotYet, Refused
from pipeline.ports.clock import Clock
from pipeline.ports.signing import Anchors
from tests.attacks.raw import message_in

DIGEST = bytes(range(32))


class Stopped(Clock):
    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def scene():
    with level_scene() as made:
        yield made


@pytest.fixture
def services(scene):
    yield scene.services
    scene.services.trouble = ""
    scene.services.down.clear()
    scene.services.at = AT + timedelta(minutes=30)


@pytest.fixture
def stamps(scene, services):
    made = IsolatedTimestamps(
        services.tsa, lambda: scene.time_trust, Stopped(services.at), rest=0.0
    )
    yield made
    made.close()


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_is_accepted_and_told(scene, level):
    verdict = scene.judge(scene.letters[level])
    assert verdict.is_accepted, verdict.findings
    assert [each.level for each in verdict.signatures] == [level, level]
    assert [each.level for each in ROOM.describe(scene.letters[level])] == [level, level]
    times = {each.timestamp for each in verdict.signatures}
    assert times == ({None} if level == "B-B" else {AT.astimezone(UTC) + timedelta(minutes=30)})


@pytest.mark.parametrize("level", LEVELS)
def test_openssl_verifies_both_messages_at_every_level(scene, level, tmp_path):
    pdf = scene.letters[level]
    (tmp_path / "ca.pem").write_bytes(scene.services.pem("root") + scene.services.pem("ca"))
    signatures = parse(pdf, scene.issued, scene.expected, AT).signatures
    assert len(signatures) == 2
    for place, signature in enumerate(signatures):
        _, gap, resume, end = span(signature)
        content, message = tmp_path / f"content{place}", tmp_path / f"message{place}"
        content.write_bytes(pdf[:gap] + pdf[resume:end])
        message.write_bytes(message_in(signature))
        command = "openssl cms -verify -binary -inform DER -purpose any -no_check_time"
        files = ["-in", message, "-content", content, "-CAfile", "ca.pem", "-out", "same"]
        ran = subprocess.run(
            [*command.split(), *files], cwd=tmp_path, capture_output=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        assert (tmp_path / "same").read_bytes() == content.read_bytes()


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_openssl_verifies_the_timestamps_too(scene, level, tmp_path):
    pdf = scene.letters[level]
    (tmp_path / "tsa.pem").write_bytes(scene.services.pem("tsa-root"))
    parsed = parse(pdf, scene.issued, scene.expected, AT)
    asked = []
    for signature in parsed.signatures:
        token = signature.signer_info["unsigned_attrs"][0]["values"][0]
        asked.append((token.dump(), signature.signer_info["signature"].native))
    for sealed in parsed.timestamps:
        _, gap, resume, end = span(sealed)
        asked.append((message_in(sealed), pdf[:gap] + pdf[resume:end]))
    assert len(asked) == (3 if level == "B-LTA" else 2)
    at = str(int(scene.services.at.timestamp()))
    for token, data in asked:
        (tmp_path / "token").write_bytes(token)
        (tmp_path / "data").write_bytes(data)
        command = "openssl ts -verify -token_in -in token -data data -CAfile tsa.pem -attime"
        ran = subprocess.run(
            [*command.split(), at], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "Verification: OK" in ran.stdout + ran.stderr, ran.stderr


@pytest.mark.parametrize("level", LEVELS)
def test_poppler_calls_both_signatures_valid_at_every_level(scene, level, tmp_path):
    (tmp_path / "signed.pdf").write_bytes(scene.letters[level])
    said = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "signed.pdf"], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2


def test_prolonging_again_adds_another_timestamp_and_changes_nothing(scene, services, stamps):
    once = scene.letters["B-LTA"]
    services.at += timedelta(days=900)
    again = IsolatedTimestamps(
        services.newer_tsa, lambda: scene.time_trust, Stopped(services.at), rest=0.0
    )
    twice = again.prolong(once, [services.der("ca")])
    again.close()
    assert twice.startswith(once)
    assert scene.codes(twice) == set()
    parsed = parse(twice, scene.issued, scene.expected, AT, scene.time_trust)
    assert [each.fq_name for each in parsed.timestamps] == ["StempelWaktu1", "StempelWaktu2"]


# -- whom to believe -----------------------------------------------------------------------------


def test_timestamps_of_an_unknown_authority_count_for_nothing(scene):
    assert scene.codes(scene.letters["B-T"], time_trust=()) == {"P49"}
    assert scene.codes(scene.letters["B-LTA"], time_trust=()) >= {"P49", "P50"}
    stranger = (scene.services.der("root"),)
    assert scene.codes(scene.letters["B-T"], time_trust=stranger) == {"P49"}


def test_a_signer_s_clock_may_not_run_ahead_of_the_authority(scene, services):
    room = PdfSigningRoom(scene.stamps)
    late = room.sign(
        scene.issued,
        field=PARAF.name,
        credential=scene.credentials["sekretaris"],
        stamp=stamp(SEKRETARIS, "paraf", 50),
    )
    assert scene.codes(late, expected=scene.expected[:1]) == {"P49"}


def test_data_that_say_revoked_are_listened_to(scene, services):
    services.revoke("kepala-badan", services.at - timedelta(days=3))
    try:
        with pytest.raises(Refused) as refused:
            scene.stamps.prolong(scene.letters["B-T"], [services.der("ca")])
        assert refused.value.findings[0].code == "P52"
    finally:
        services.revoke("kepala-badan", datetime(2099, 1, 1, tzinfo=UTC))


# -- other years ---------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_a_letter_is_judged_at_the_moment_its_timestamp_proves(scene, level):
    """Thirty years later, as the record says it was accepted; and by what it carries itself."""
    recorded = AT + timedelta(hours=1)
    assert scene.codes(scene.letters[level], at=recorded) == set()
    assert scene.codes(scene.letters[level], at=datetime(2056, 1, 1, tzinfo=UTC)) >= {"P42"}


@pytest.mark.parametrize("level", ["B-LT", "B-LTA"])
def test_what_a_file_holds_proves_it_offline_whatever_the_year(scene, level):
    stamped_at = AT.astimezone(UTC) + timedelta(minutes=30)
    facts = ROOM.describe(scene.letters[level], scene.anchors)
    assert [each.held_at for each in facts] == [stamped_at, stamped_at]
    end = datetime(2032, 1, 1, tzinfo=UTC) if level == "B-LTA" else None
    assert {each.proof_until for each in facts} == {end}


def test_a_renewed_file_proves_itself_past_the_end_of_its_first_authority(scene, services):
    services.at = datetime(2031, 6, 1, tzinfo=UTC)
    renewing = IsolatedTimestamps(
        services.newer_tsa, lambda: scene.time_trust, Stopped(services.at), rest=0.0
    )
    renewed = renewing.prolong(scene.letters["B-LTA"], [services.der("ca")])
    renewing.close()
    facts = ROOM.describe(renewed, scene.anchors)
    assert all(each.held_at is not None for each in facts)
    assert {each.proof_until for each in facts} == {datetime(2042, 1, 1, tzinfo=UTC)}


def test_a_file_that_lacks_proof_proves_nothing(scene):
    for level in ("B-B", "B-T"):
        assert {each.held_at for each in ROOM.describe(scene.letters[level], scene.anchors)} == {
            None
        }


def test_proof_that_leads_to_others_is_no_proof_here(scene):
    strangers = Anchors(signers=scene.time_trust, times=scene.anchors.signers)
    assert {each.held_at for each in ROOM.describe(scene.letters["B-LTA"], strangers)} == {None}


def test_without_an_office_the_file_s_own_roots_show_that_it_is_complete(scene):
    for level in ("B-LT", "B-LTA"):
        assert None not in [each.held_at for each in ROOM.describe(scene.letters[level])]


@pytest.mark.parametrize("level", LEVELS)
def test_proof_behind_a_signature_is_no_change_and_anything_else_is(scene, level):
    pdf = scene.letters[level]
    assert all(each.is_followed_well for each in ROOM.describe(pdf))
    assert not ROOM.describe(pdf + b"% lunas\n")[-1].is_followed_well


# -- services that do not serve ------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize("trouble", ["dripping", "garbage", "endless"])
def test_an_answer_that_is_none_is_no_answer(scene, services, stamps, trouble):
    services.trouble = trouble
    with pytest.raises(NotYet):
        stamps.token(DIGEST, "sha256")
    services.trouble = ""
    assert stamps.token(DIGEST, "sha256")  # and no harm is done


@pytest.mark.parametrize(
    "trouble", ["garbage", "web page", "refusing", "other nonce", "other imprint"]
)
def test_nothing_but_the_right_timestamp_gets_past_the_one_who_asks(scene, services, trouble):
    services.trouble = trouble
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, the process reports it
        scene.stamps.token(DIGEST, "sha256")


def test_nobody_at_home_is_no_answer_either(scene):
    away = IsolatedTimestamps(closed_port(), lambda: scene.time_trust, Stopped(AT), rest=0.0)
    with pytest.raises(NotYet):
        away.token(DIGEST, "sha256")
    away.close()


def test_an_authority_that_failed_is_left_alone_for_a_while(scene, services):
    made = IsolatedTimestamps(services.tsa, lambda: scene.time_trust, Stopped(AT), rest=60.0)
    services.down.add("tsa")
    with pytest.raises(NotYet):
        made.token(DIGEST, "sha256")
    services.down.clear()
    asked = len(services.asked)
    with pytest.raises(NotYet):
        made.token(DIGEST, "sha256")
    assert len(services.asked) == asked
    made.close()


def test_a_list_will_do_where_nobody_answers_for_one_certificate(scene, services, stamps):
    services.down.add("ocsp")
    prolonged = stamps.prolong(scene.letters["B-B"], [services.der("ca")])
    assert scene.codes(prolonged) == set()
    assert [each.level for each in ROOM.describe(prolonged)] == ["B-LTA", "B-LTA"]


@pytest.mark.long
@pytest.mark.parametrize("down", ["ocsp crls", "crls", "tsa"])
def test_without_an_answer_about_each_certificate_nothing_is_prolonged(
    scene, services, stamps, down
):
    services.down.update(down.split())
    with pytest.raises(NotYet):
        stamps.prolong(scene.letters["B-B"], [services.der("ca")])


def test_signing_goes_on_without_a_timestamp_and_says_so(scene, services, stamps):
    services.trouble = "refusing"
    said = []
    signed = PdfSigningRoom(stamps, tell=said.append).sign(
        scene.issued,
        field=PARAF.name,
        credential=scene.credentials["sekretaris"],
        stamp=stamp(KEPALA, "paraf"),
    )
    assert scene.codes(signed, expected=scene.expected[:1]) == set()
    assert [each.level for each in ROOM.describe(signed)] == ["B-B"]
    assert len(said) == 1


def test_no_certificate_leaves_the_services_unchecked(scene):
    """The authorities of this test are as real ones: each names its own issuer."""
    loaded = x509.load_der_x509_certificate(scene.services.der("tsa"))
    issuer = x509.load_der_x509_certificate(scene.services.der("tsa-root"))
    loaded.verify_directly_issued_by(issuer)
    assert issuer.public_bytes(Encoding.DER) in scene.time_trust

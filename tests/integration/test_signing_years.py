"""Real letters in other years: renewed in time, too late, or never; and what is said of them."""

import asyncio
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from level_scene import level_scene
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfTimeStamper
from pyhanko.sign.timestamps import HTTPTimeStamper
from signing_scene import AT, ROOM

from pipeline.adapters.signing.evidence import filled_fields, is_timestamp, span
from pipeline.adapters.signing.prolonging import Order, prolong
from pipeline.adapters.signing.timestamping import TimeService
from pipeline.errors import Refused
from pipeline.office.endurance import Moment, what_holds
from pipeline.ports.signing import Anchors
from tests.attacks.raw import message_in, reader_of

FAR = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def scene():
    with level_scene() as made:
        yield made


@pytest.fixture
def services(scene):
    yield scene.services
    scene.services.at = AT + timedelta(minutes=30)
    scene.services.stamping = "tsa"
    for label in ("tsa", "kepala-badan"):
        scene.services.revoke(label, FAR)


def houses(scene) -> tuple[bytes, ...]:
    return tuple(scene.services.der(one) for one in ("tsa-root", "tsa-root-2"))


def renewed(scene, pdf: bytes, year: int, server: str, digest: str = "sha256") -> bytes:
    """Renewed in the October of a year, by the server that the authority has then."""
    services = scene.services
    services.at, services.stamping = datetime(year, 10, 1, tzinfo=UTC), server
    service = TimeService(url=services.tsa, trust=houses(scene))
    order = Order(trust=(services.der("ca"),), now=services.at, digest=digest)
    return asyncio.run(prolong(pdf, service, order))


def said(scene, pdf: bytes, year: int) -> list[list[str]]:
    at = Moment(now=datetime(year, 1, 1, tzinfo=UTC), zone=UTC)
    anchors = Anchors(signers=scene.anchors.signers, times=houses(scene))
    facts = ROOM.describe(pdf, anchors)
    return [[one.code for one in what_holds(each, "-", at)] for each in facts]


@pytest.mark.parametrize(
    ("level", "codes"),
    [("B-B", ["W04"]), ("B-T", ["W05"]), ("B-LT", ["W01"]), ("B-LTA", ["W01", "W06"])],
)
def test_what_is_said_of_each_level_thirty_years_later(scene, level, codes):
    assert said(scene, scene.letters[level], 2056) == [codes, codes]


def test_three_renewals_carry_a_letter_over_thirty_years(scene, services, tmp_path):
    pdf = scene.letters["B-LTA"]
    for year, server in ((2031, "tsa-baru"), (2041, "tsa-2041"), (2049, "tsa-2049")):
        longer = renewed(scene, pdf, year, server)
        assert longer.startswith(pdf)
        pdf = longer
    verdict = scene.judge(pdf, time_trust=houses(scene), renewals=3)
    assert verdict.is_accepted, verdict.findings
    assert said(scene, pdf, 2056) == [["W01", "W02", "W03"]] * 2
    assert said(scene, pdf, 2063) == [["W01", "W02", "W06"]] * 2
    # Each timestamp by itself, by a program that is not ours, at the moment of the next one.
    (tmp_path / "tsa.pem").write_bytes(services.pem("tsa-root") + services.pem("tsa-root-2"))
    stamps = [each for each in filled_fields(reader_of(pdf)) if is_timestamp(each)]
    assert len(stamps) == 4
    for stamp, year in zip(stamps, (2031, 2041, 2049, 2056), strict=True):
        _, gap, resume, end = span(stamp)
        (tmp_path / "token").write_bytes(message_in(stamp))
        (tmp_path / "data").write_bytes(pdf[:gap] + pdf[resume:end])
        at = str(int(datetime(year, 10, 1, tzinfo=UTC).timestamp()))
        command = "openssl ts -verify -token_in -in token -data data -CAfile tsa.pem -attime"
        ran = subprocess.run(
            [*command.split(), at], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert "Verification: OK" in ran.stdout + ran.stderr, ran.stderr
    (tmp_path / "surat.pdf").write_bytes(pdf)
    told = subprocess.run(
        ["pdfsig", "-nocert", tmp_path / "surat.pdf"], capture_output=True, text=True, check=False
    ).stdout
    assert told.count("Signature Validation: Signature is Valid.") == 2


@pytest.mark.long
def test_renewals_year_after_year_are_accepted_where_the_record_knows_of_them(scene, services):
    pdf = scene.letters["B-LTA"]
    years = range(2027, 2050)
    for year in years:
        server = "tsa-baru" if year < 2041 else "tsa-2041" if year < 2049 else "tsa-2049"
        pdf = renewed(scene, pdf, year, server)
    codes = scene.codes(pdf, time_trust=houses(scene))
    assert codes == {"P32"}  # whoever hands in such a thing has no business with it
    verdict = scene.judge(pdf, time_trust=houses(scene), renewals=len(years))
    assert verdict.is_accepted, verdict.findings
    assert said(scene, pdf, 2058) == [["W01", "W02", "W03"]] * 2


def test_renewed_too_late_the_chain_is_broken_and_that_is_said(scene, services):
    services.at, services.stamping = datetime(2033, 1, 1, tzinfo=UTC), "tsa-baru"
    with pytest.raises(Exception, match="expired"):
        renewed(scene, scene.letters["B-LTA"], 2033, "tsa-baru")
    late = stamped_all_the_same(scene, scene.letters["B-LTA"], datetime(2033, 1, 1, tzinfo=UTC))
    assert (
        said(scene, late, 2034) == [["W08", "W09"]] * 2
    )  # nor does the file say anything of the newer one


def stamped_all_the_same(scene, pdf: bytes, at: datetime) -> bytes:
    """A plain document timestamp by pyHanko, which asks nothing about those before it."""
    scene.services.at = at
    stamper = PdfTimeStamper(HTTPTimeStamper(scene.services.tsa), field_name="Susulan")
    writer = IncrementalPdfFileWriter(BytesIO(pdf), strict=True)
    out = asyncio.run(stamper.async_timestamp_pdf(writer, "sha256"))
    return out.getvalue()


@pytest.mark.long
def test_a_signer_revoked_after_all_was_sealed_takes_nothing_from_it(scene, services):
    services.revoke("kepala-badan", datetime(2027, 1, 1, tzinfo=UTC))
    pdf = renewed(scene, scene.letters["B-LTA"], 2031, "tsa-baru")
    assert said(scene, pdf, 2032) == [["W01", "W02", "W03"]] * 2


def test_a_signer_revoked_before_his_proof_was_had_is_told(scene, services):
    services.at = AT + timedelta(days=30)
    services.revoke("kepala-badan", AT + timedelta(days=2))
    with pytest.raises(Refused) as refused:
        scene.stamps.prolong(scene.letters["B-T"], [services.der("ca")])
    assert [each.code for each in refused.value.findings] == ["P52"]
    assert said(scene, scene.letters["B-T"], 2056) == [["W05"], ["W05"]]


def test_a_signer_whose_certificate_ran_out_is_told(scene, services):
    with pytest.raises(Refused) as refused:
        renewed(scene, scene.letters["B-T"], 2029, "tsa")
    assert {each.code for each in refused.value.findings} == {"P53"}


def test_a_revoked_server_cannot_be_renewed_and_what_it_stamped_stands_alone(scene, services):
    services.revoke("tsa", datetime(2029, 1, 1, tzinfo=UTC))
    with pytest.raises(Refused) as refused:
        renewed(scene, scene.letters["B-LTA"], 2031, "tsa-baru")
    assert [each.code for each in refused.value.findings] == ["P54"]
    assert said(scene, scene.letters["B-LTA"], 2031) == [["W01", "W03"]] * 2


@pytest.mark.long
def test_a_renewal_may_rest_on_a_stronger_digest(scene, services):
    pdf = renewed(scene, scene.letters["B-LTA"], 2027, "tsa-baru", digest="sha512")
    assert scene.judge(pdf, renewals=1).is_accepted
    facts = ROOM.describe(pdf, scene.anchors)
    assert [one.digest for one in facts[0].stamps] == ["sha256", "sha256", "sha512"]

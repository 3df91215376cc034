"""Timestamps and validation data in a whole office: paid at once, owed, paid late, filed late."""

import json
from datetime import timedelta

import pytest
from cli_runs import paraf
from office_sim import sums_hold
from signing_scene import ROOM
from stamped_office import stamped_offices

from pipeline.office.inquiry import Inquiry


@pytest.fixture
def stamped(stages, tmp_path):
    """That office, with the letter before the first signer, and the services."""
    with stamped_offices(stages, tmp_path / "kantor") as begin:
        yield begin


def test_a_letter_that_all_have_signed_is_worth_thirty_years_before_it_is_laid(stamped):
    sim = stamped()
    sim.sign("sekretaris", "Surat Permintaan")
    sim.sign("kepala-badan", "Surat Permintaan")
    laid = sim.read("kasubbag-tu", "Surat Permintaan")
    assert sim.levels(laid) == ["B-LTA", "B-LTA"]
    assert [each["event"]["level"] for each in sim.ledger("Prolonged")] == ["B-LTA"]
    sim.pass_on("kasubbag-tu", "Surat Permintaan")
    assert sim.read("kabid-bidang-1", "Surat Permintaan") == laid
    sim.assert_sound()


@pytest.mark.parametrize(
    "trouble", [pytest.param("silent", marks=pytest.mark.long), "issuers are down"]
)
def test_a_letter_does_not_wait_for_services_and_the_debt_is_shown_and_paid(stamped, trouble):
    sim = stamped()
    if trouble == "issuers are down":
        sim.services.down.update({"ocsp", "crls"})
    sim.sign("sekretaris", "Surat Permintaan")
    if trouble == "silent":
        sim.services.trouble = trouble
    sim.sign("kepala-badan", "Surat Permintaan")
    early = sim.read("kasubbag-tu", "Surat Permintaan")
    assert sim.levels(early) == ["B-B", "B-B"]
    assert sim.letter().owed_since is not None
    assert len(sim.ledger("ProlongOwed")) == 1
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "stempel waktu dan data validasi untuk" in board

    sim.services.trouble = ""
    sim.services.down.clear()
    sim.reopen()  # the authority is left alone for a while after a failure; a new day begins
    sim.wait(minutes=11)
    sim.work()
    assert sim.letter().level == "B-LTA"
    assert sim.letter().owed_since is None
    # The copy that lay in the inbox meanwhile is the same letter.
    sim.pass_on("kasubbag-tu", "Surat Permintaan")
    laid = sim.read("kabid-bidang-1", "Surat Permintaan")
    assert laid.startswith(early)
    assert sim.levels(laid) == ["B-LTA", "B-LTA"]
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "stempel waktu dan data validasi untuk" not in board
    sim.assert_sound()


@pytest.mark.long
def test_proof_that_comes_after_filing_is_an_item_of_its_own(stamped):
    sim = stamped("13")
    sim.services.down.add("tsa")
    sim.pass_on("japel-tu", "Berita Acara")
    berkas = next(path.parent for path in sim.root.rglob("_meta"))
    before = {path.name: path.read_bytes() for path in berkas.glob("*.pdf")}
    assert sim.cycle.filed_at is not None
    assert len(sim.ledger("ProlongOwed")) == 1
    sim.services.down.clear()
    sim.reopen()
    sim.wait(minutes=11)
    sim.work()
    after = {path.name for path in berkas.glob("*.pdf")}
    # The letters that were signed when there was no authority got theirs with it, all at once.
    added = sorted(after - set(before))
    assert [name.split("Data Validasi ")[1].split(" ")[0] for name in added] == [
        "Berita",
        "Surat",
        "Surat",
        "Laporan",
    ]
    assert all(
        (berkas / name).read_bytes() == data
        for name, data in before.items()
        if not name.startswith("000 ")  # the list of contents, which names it
    )
    assert len(sim.ledger("ProofFiled")) == 2
    sums_hold(berkas)
    sim.assert_sound()


def test_the_agents_of_the_demo_sign_under_a_timestamp(stamped):
    sim = stamped()
    sim.pass_on("sekretaris", "Surat Permintaan")
    carried = sim.read("kepala-badan", "Surat Permintaan")
    office = sim.workplace.office
    answer = Inquiry(office.surroundings, office.tools, office.intake).verify(carried)
    assert [each.level for each in answer.signatures] == ["B-T"]
    assert answer.signatures[0].timestamp is not None


def test_a_certificate_that_its_issuer_took_back_is_found_out(stamped):
    sim = stamped()
    sim.sign("sekretaris", "Surat Permintaan")
    sim.services.revoke("kepala-badan", sim.now - timedelta(days=1))
    sim.sign("kepala-badan", "Surat Permintaan")
    (owed,) = sim.ledger("ProlongOwed")
    assert "dicabut" in json.dumps(owed)
    assert "dicabut" in (sim.root / "PAPAN STATUS.html").read_text("utf-8")


# -- by command ----------------------------------------------------------------------------------


@pytest.mark.long
def test_an_authority_is_trusted_by_command_and_the_doctor_tries_it(stamped, tmp_path):
    sim = stamped(trusted=False)
    sim.close()
    root = tmp_path / "tsa.pem"
    root.write_bytes(sim.services.pem("tsa-root"))
    ran = paraf("doctor", "--json", cwd=sim.root)
    (line,) = [each for each in ran.json["lines"] if each["subject"] == "timestamps"]
    assert "paraf keys trust" in line["text"]
    assert not line["fine"]
    assert paraf("keys", "trust", root, cwd=sim.root).code == 0
    ran = paraf("doctor", "--json", cwd=sim.root)
    (line,) = [each for each in ran.json["lines"] if each["subject"] == "timestamps"]
    assert (line["fine"], line["warning"]) == (True, False), line
    assert "CA Stempel Waktu Uji" in paraf("keys", "list", cwd=sim.root).out
    leaf = tmp_path / "tsa-leaf.pem"
    leaf.write_bytes(sim.services.pem("tsa"))
    ran = paraf("keys", "trust", leaf, cwd=sim.root)
    assert (ran.code, "P90" in ran.err) == (1, True)


@pytest.mark.long
@pytest.mark.parametrize("answers", [True, False])
def test_paraf_sign_asks_for_a_timestamp_and_does_without(stamped, tmp_path, answers):
    sim = stamped()
    letter = sim.paper("sekretaris", "Surat Permintaan")
    (tmp_path / "kunci.p12").write_bytes(sim.services.p12("sekretaris"))
    if not answers:
        sim.services.down.add("tsa")
    sim.close()
    ran = paraf(
        *("sign", letter, "--post", "sekretaris", "--key", tmp_path / "kunci.p12"),
        *("--output", tmp_path / "hasil.pdf"),
        secret="demo",
        cwd=sim.root,
    )
    assert ran.code == 0, ran.err
    (fact,) = ROOM.describe((tmp_path / "hasil.pdf").read_bytes())
    assert fact.level == ("B-T" if answers else "B-B")
    assert ("without a timestamp" in ran.err) is not answers


@pytest.mark.long
def test_verify_says_when_a_letter_was_validated_and_until_when_it_can_be(stamped, tmp_path):
    sim = stamped()
    sim.sign("sekretaris", "Surat Permintaan")
    sim.sign("kepala-badan", "Surat Permintaan")
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(sim.read("kasubbag-tu", "Surat Permintaan"))
    sim.close()
    years_later = "2056-01-01T08:00+07:00"
    ran = paraf("verify", letter, "--json", "--now", years_later, cwd=sim.root)
    assert (ran.code, ran.json["verdict"]) == (0, "valid")
    assert {each["level"] for each in ran.json["signatures"]} == {"B-LTA"}
    assert all(each["validated_at"].startswith("2026-") for each in ran.json["signatures"])
    ran = paraf("verify", letter, "--now", years_later, cwd=sim.root)
    assert "proved by the file itself as of" in ran.out
    assert "can be checked until 2032-01-01" in ran.out
    report = tmp_path / "laporan.html"
    paraf("verify", letter, "--report", report, "--now", years_later, cwd=sim.root)
    page = report.read_text("utf-8")
    assert page.count("PAdES B-LTA") == 2
    assert "dapat diperiksa sampai 1 Januari 2032" in page

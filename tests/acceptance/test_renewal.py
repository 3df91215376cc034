"""What proves the archive's signatures is renewed before it lapses; real services, moved clock."""

import json
import time
from datetime import datetime
from pathlib import Path

import pytest
from cli_runs import cold, paraf
from office_sim import JAKARTA, sums_hold
from stamped_office import StampedOffice, stamped_offices

#: In each of these years the office works for a day, with the server that the authority has then.
DECADES = ((2031, "tsa-baru"), (2041, "tsa-2041"), (2049, "tsa-2049"))


def year(number: int, month: int = 10) -> datetime:
    return datetime(number, month, 1, 9, 0, tzinfo=JAKARTA)


@pytest.fixture
def stamped(stages, tmp_path):
    with stamped_offices(stages, tmp_path / "kantor") as begin:
        yield begin


def filed(begin, **settings) -> StampedOffice:
    """A berkas whose berita acara was signed by somebody whom the services' authority knows."""
    sim = begin("13", **settings)
    sim.enrol("japel-tu", "sekretaris", sim.services.der("sekretaris"), sim.services.der("ca"))
    sim.sign("japel-tu", "Berita Acara", key_of="sekretaris")
    return sim


def live(sim: StampedOffice, number: int, server: str) -> None:
    """The office at work in some year, with that server of the authority."""
    sim.set_clock(year(number))
    sim.services.stamping = server
    sim.work()


def berkas_of(sim: StampedOffice) -> Path:
    return next(path.parent for path in sim.root.rglob("_meta"))


def papers_in(sim: StampedOffice) -> dict[str, bytes]:
    """Everything filed but the lists, which are replaced."""
    folder = berkas_of(sim)
    return {
        path.name: path.read_bytes()
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith("000 ")
    }


def newest(sim: StampedOffice, words: str) -> bytes:
    found = [data for name, data in papers_in(sim).items() if words in name and ".pdf" in name]
    return max(found, key=len)


def verified(sim: StampedOffice, number: int, *, code: int = 0) -> dict:
    """What ``paraf archive verify --signatures`` says in some year."""
    sim.close()
    now = f"{number}-01-02T09:00+07:00"
    ran = paraf(
        "archive", "verify", berkas_of(sim), "--signatures", "--json", "--now", now, cwd=sim.root
    )
    assert ran.code == code, ran.out + ran.err
    (berkas,) = ran.json["berkas"]
    return berkas


def seen_by_a_real_clock(sim: StampedOffice, number: int) -> dict:
    """The same of an office that is no demo, by a process whose machine is in that year."""
    sim.close()
    settings = (sim.root / "office.toml").read_text("utf-8")
    settings = settings.replace("demo = true", "demo = false")
    (sim.root / "office.toml").write_text(
        settings.replace("agen_tanda_tangan = true\n", ""), "utf-8"
    )
    library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    ran = cold(
        *("archive", "verify", berkas_of(sim), "--signatures", "--json"),
        cwd=sim.root,
        env={"LD_PRELOAD": str(library), "FAKETIME": f"@{number}-01-02 09:00:00"},
    )
    assert ran.code == 0, ran.out + ran.err
    assert ran.json["at"].startswith(f"{number}-01-02")
    (berkas,) = ran.json["berkas"]
    return berkas


def codes_of(berkas: dict, words: str) -> list[list[str]]:
    (paper,) = [each for each in berkas["papers"] if words in each["file"]]
    return [[one["code"] for one in each["holds"]] for each in paper["signatures"]]


def test_proof_is_renewed_as_one_addition_before_it_lapses_and_nothing_filed_changes(stamped):
    sim = filed(stamped)
    # The other letters were signed when the office had no authority: they got their proof at once.
    (first,) = sim.ledger("Renewed")
    assert len(first["event"]["papers"]) == 3
    before = papers_in(sim)
    record = newest(sim, "Berita Acara")
    live(sim, 2030, "tsa-baru")
    assert papers_in(sim) == before  # nothing is due yet
    live(sim, 2031, "tsa-baru")
    after = papers_in(sim)
    assert {name: after[name] for name in before} == before
    added = sorted(set(after) - set(before))
    assert len(added) == 4
    assert [name[:3] for name in added] == ["027", "028", "029", "030"]
    (_, renewed) = sim.ledger("Renewed")
    assert len(renewed["event"]["papers"]) == 4
    (_, told) = sim.ledger("ProofFiled")
    assert len(told["event"]["beside"]) == 3
    assert newest(sim, "Berita Acara").startswith(record)
    assert newest(sim, "Berita Acara") != record
    # Looked at again: nothing is renewed twice.
    sim.reopen()
    sim.work()
    assert papers_in(sim) == after
    sums_hold(berkas_of(sim))
    sim.assert_sound()
    told = verified(sim, 2036)
    assert told["whole"]
    assert codes_of(told, "-BA-01-") == [["W01", "W02", "W03"]]


@pytest.mark.long
def test_no_hand_in_waits_for_an_authority_that_keeps_silent(stamped):
    sim = filed(stamped)
    sim.set_clock(year(2031))
    sim.services.trouble = "silent"
    office = sim.reopen().office
    clock = office.tools.clock
    while not office.tools.aside.is_busy() or sim.services.asked[-1:] != ["tsa"]:
        office.let_proof_be_renewed()  # first it reads when what lapses, then it asks
    began = clock.steady()
    office.let_proof_be_renewed()
    sim.drop("japel-tu", "foto.jpg", b"\xff\xd8\xff\xe0 bukan foto")
    for _ in range(3):
        office.round()
    assert any("ALASAN" in name for name in sim.inbox("japel-tu"))
    assert clock.steady() - began < 4
    sim.close()  # ends what is under way


@pytest.mark.long
def test_what_a_service_owes_stands_on_the_board_and_is_paid_later(stamped):
    sim = filed(stamped)
    before = papers_in(sim)
    sim.services.down.add("tsa")
    live(sim, 2031, "tsa-baru")
    assert papers_in(sim) == before
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "perpanjangan stempel waktu pada 1 berkas arsip" in board
    sim.services.down.clear()
    sim.reopen()
    sim.wait(hours=1)
    sim.work()
    assert len(papers_in(sim)) == len(before) + 4
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "perpanjangan stempel waktu" not in board
    sim.assert_sound()


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_berkas_lives_thirty_years_and_proves_itself_at_the_end(stamped):
    sim = filed(stamped)
    first = papers_in(sim)
    for number, server in DECADES:
        live(sim, number, server)
    assert {name: papers_in(sim)[name] for name in first} == first
    assert len(papers_in(sim)) == len(first) + 3 * 4
    sums_hold(berkas_of(sim))
    sim.assert_sound()
    told = verified(sim, 2056)
    assert told["whole"]
    assert codes_of(told, "-BA-01-") == [["W01", "W02", "W03"]]
    # Signed by demo keys, whose issuer gives no word on revocation: the time is proven, no more.
    assert all(codes == ["W05", "W02", "W03"] for codes in codes_of(told, "-LAP-01-"))
    (paper,) = [each for each in told["papers"] if "-BA-01-" in each["file"]]
    (signature,) = paper["signatures"]
    assert [each["authority"] for each in signature["stamps"]] == [
        "Stempel Waktu Uji",
        "Stempel Waktu Uji Baru",
        "Stempel Waktu 2041",
        "Stempel Waktu 2049",
    ]
    assert all(each["holds"] for each in signature["stamps"])
    assert signature["validated_at"].startswith("2026-")
    assert signature["proof_until"].startswith("2062-")
    ran = paraf(
        *("archive", "verify", berkas_of(sim), "--signatures"),
        *("--now", "2056-01-02T09:00+07:00"),
        cwd=sim.root,
    )
    assert "Stempel waktu sudah diperpanjang 3 kali tanpa terputus." in ran.out
    assert "Isi berkas sama dengan pada saat diberkaskan." in ran.out
    assert seen_by_a_real_clock(sim, 2056)["papers"] == told["papers"]
    certificates = {path.name for path in (berkas_of(sim) / "_meta" / "sertifikat").iterdir()}
    assert sum(name.startswith("stempel-waktu-") for name in certificates) == 2
    assert sum(name.startswith("penerbit-japel-tu-") for name in certificates) == 1


@pytest.mark.long
def test_without_renewal_it_says_what_lapsed_and_what_still_holds(stamped):
    sim = filed(stamped)
    before = papers_in(sim)
    live(sim, 2033, "tsa-baru")  # Paraf was off for seven years
    assert papers_in(sim) == before
    assert len(sim.ledger("ProofLapsed")) == 4
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "Stempel waktu pada arsip berakhir sebelum diperpanjang." in board
    sim.reopen()
    sim.work()
    assert len(sim.ledger("ProofLapsed")) == 4  # said once
    sim.wait(days=40)
    sim.work()
    board = (sim.root / "PAPAN STATUS.html").read_text("utf-8")
    assert "berakhir sebelum diperpanjang" not in board
    sim.assert_sound()
    told = verified(sim, 2056)
    assert told["whole"]
    assert codes_of(told, "-BA-01-") == [["W01", "W06"]]


@pytest.mark.long
def test_an_authority_that_has_nothing_newer_is_asked_again_later(stamped):
    sim = filed(stamped)
    before = papers_in(sim)
    live(sim, 2031, "tsa")
    assert papers_in(sim) == before
    assert sim.workplace.office.troubles() == ()
    asked = len(sim.services.asked)
    sim.work()
    assert len(sim.services.asked) == asked  # not before a day has passed
    sim.set_clock(datetime(2031, 12, 20, 9, 0, tzinfo=JAKARTA))
    sim.work()
    (trouble,) = sim.workplace.office.troubles()
    assert "still stamps with a certificate that ends 2032-01-01" in trouble.why
    sim.services.stamping = "tsa-baru"
    sim.wait(days=2)
    sim.work()
    assert len(papers_in(sim)) == len(before) + 4
    assert sim.workplace.office.troubles() == ()
    sim.assert_sound()


@pytest.mark.long
def test_a_digest_that_is_struck_off_is_replaced_by_a_stronger_one(stamped):
    sim = filed(stamped)
    sim.close()
    text = (sim.root / "office.toml").read_text("utf-8")
    (sim.root / "office.toml").write_text(f'{text}digest = ["sha512"]\n', "utf-8")
    assert codes_of(verified(sim, 2027), "-BA-01-") == [["W01", "W03", "W11"]]
    live(sim, 2027, "tsa-baru")
    told = verified(sim, 2028)
    assert codes_of(told, "-BA-01-") == [["W01", "W02", "W03"]]
    (paper,) = [each for each in told["papers"] if "-BA-01-" in each["file"]]
    assert [each["digest"] for each in paper["signatures"][0]["stamps"]] == ["sha256", "sha512"]
    sim.assert_sound()


@pytest.mark.long
def test_a_stamping_server_that_was_revoked_cannot_be_renewed_and_that_is_said(stamped):
    sim = filed(stamped)
    before = papers_in(sim)
    sim.services.revoke("tsa", year(2029))
    live(sim, 2031, "tsa-baru")
    assert papers_in(sim) == before
    lapsed = sim.ledger("ProofLapsed")
    assert len(lapsed) == 4
    assert all("dicabut" in each["why"] for each in lapsed)
    assert verified(sim, 2031)["whole"]


@pytest.mark.long
def test_what_was_filed_before_this_was_known_is_found_by_the_idle_daemon(stamped):
    sim = filed(stamped)
    with sim.store._write() as connection:
        connection.exec_driver_sql("DELETE FROM lasting")
    sim.set_clock(year(2031))
    sim.services.at, sim.services.stamping = year(2031), "tsa-baru"
    office = sim.reopen().office
    deadline = time.monotonic() + 100
    while len(sim.ledger("Renewed")) < 2:  # the daemon's turns, in which nobody waits
        office.let_proof_be_renewed()
        time.sleep(0.05)
        assert time.monotonic() < deadline
    sim.work()
    sim.assert_sound()


@pytest.mark.long
def test_where_no_authority_is_named_nothing_is_owed_and_the_archive_itself_proves(at):
    sim = at("selesai")
    sim.set_clock(year(2041))
    sim.work()
    assert sim.ledger("Renewed") == sim.ledger("ProofLapsed") == []
    assert sim.workplace.office.troubles() == ()
    told = verified(sim, 2056)
    assert told["whole"]
    assert codes_of(told, "Surat Permintaan") == [["W04"], ["W04"]]


def test_a_berkas_is_named_by_its_folder_its_place_its_number_or_its_title(at):
    sim = at("selesai")
    place = berkas_of(sim).relative_to(sim.root / "archive")
    sim.close()
    for named in (berkas_of(sim), place, "2026/001", "000.8.6.3/001", "triwulan iii"):
        ran = paraf("archive", "verify", named, "--json", cwd=sim.root)
        assert (ran.code, json.loads(ran.out)["berkas"]) == (0, 1)
    for wrong in ("2026", "2026/002", "../inbox", "tidak ada"):
        ran = paraf("archive", "verify", wrong, cwd=sim.root)
        assert ran.code == 2
        assert "paraf archive list" in " ".join(ran.err.replace("│", " ").split())
    (berkas_of(sim) / "_meta").chmod(0o755)
    changed = next(berkas_of(sim).glob("003 *.pdf"))
    changed.chmod(0o644)
    changed.write_bytes(changed.read_bytes() + b"\n")
    ran = paraf("archive", "verify", place, "--signatures", "--json", cwd=sim.root)
    assert ran.code == 1
    assert not ran.json["berkas"][0]["whole"]

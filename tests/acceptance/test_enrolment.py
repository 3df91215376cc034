"""Who may sign for a post: for a period, by issuer and person, as acting holder; BSrE's footer."""

import json
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from cli_runs import paraf
from issuing import USER_ID, Issuer, sha256_of
from office_sim import JAKARTA, reconfigure

KEPALA, SEKRETARIS = "kepala-badan", "sekretaris"
OWN = "Drs. Contoh Pertama, M.Si."
NIK = "1271016908170001"
BSRE = "Balai Besar Sertifikasi Elektronik"
#: The demo's Sekretaris as acting Kepala Badan, for ten days.
ACTING = """pelaksana_sementara = [{ sebagai = "Plh.", dari = 2026-10-01, sampai = 2026-10-10, \
nama = "Dra. Contoh Kedua, M.AP.", nip = "19720305 199703 2 002" }]
agen_tanda_tangan"""
#: Without this the daemon would sign for Kepala Badan what comes unsigned.
BY_HAND = ("agen_tanda_tangan = true", "agen_tanda_tangan = false")


@pytest.fixture
def bsre(tmp_path):
    return Issuer(tmp_path / "bsre")


def keys(sim, *argv, **more):
    return paraf("keys", *argv, cwd=sim.root, **more)


def demo_key(sim, post):
    return sim.root / ".paraf" / "demo" / "keys" / f"{post}.p12"


def sign(sim, paper, key, post=KEPALA, *more):
    return paraf("sign", paper, "--post", post, "--key", key, *more, cwd=sim.root, secret="demo")


def letter(sim, post=KEPALA):
    return sim.paper(post, "Surat Permintaan", ".pdf")


def text_of(pdf):
    ran = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    return " ".join(ran.stdout.decode().split())


def bind(sim, issuer, *more, number=NIK, post=KEPALA):
    ran = keys(sim, "enrol", post, "--ca", issuer.pem, "--nik", number, *more)
    assert ran.code == 0, ran
    return keys(sim, "list", "--json").json


def bindings(sim):
    return [each for each in keys(sim, "list", "--json").json if each["kind"] == "binding"]


# -- for a period --------------------------------------------------------------------------------


@pytest.mark.long
def test_certificate_is_bound_for_days_within_its_own_time(at, bsre):
    sim = at("5")
    card = bsre.card(OWN).with_suffix(".pem")
    before = sim.store.head()
    for first, last, words in (
        ("2026-10-09", "2026-10-01", "lies before --from"),
        ("2024-12-31", "2026-10-01", "outside the certificate's own time"),
        ("2026-10-01", "2029-01-02", "outside the certificate's own time"),
    ):
        ran = keys(sim, "enrol", KEPALA, card, "--from", first, "--until", last)
        assert (ran.code, words in ran.err) == (1, True), ran
    assert keys(sim, "enrol", KEPALA, card, "--from", "1 Oktober").code == 2
    assert sim.store.head() == before

    days = ("--from", "2026-10-02", "--until", "2026-10-05")
    ran = keys(sim, "enrol", KEPALA, card, *days)
    assert (ran.code, "2026-10-02 – 2026-10-05 (not yet valid)" in ran.out) == (0, True), ran
    assert "was enrolled before" in keys(sim, "enrol", KEPALA, card).out
    ran = keys(sim, "enrol", KEPALA, card, "--from", "2026-10-01", "--until", "2026-10-05")
    assert "period changed" in ran.out
    assert "2026-10-01 – 2026-10-05" in keys(sim, "list").out
    assert len(sim.ledger("EnrolmentPeriodChanged")) == 1
    assert sim.findings() == ()


@pytest.mark.long
def test_period_counts_when_it_was_signed_not_when_it_was_handed_in(at, bsre, tmp_path):
    sim = at("5")
    card = bsre.card(OWN)
    days = ("--from", "2026-10-01", "--until", "2026-10-05")
    assert keys(sim, "enrol", KEPALA, card.with_suffix(".pem"), *days).code == 0
    paper = shutil.copyfile(letter(sim), tmp_path / "surat.pdf")
    late = datetime(2026, 10, 6, 9, 0, tzinfo=JAKARTA)
    sim.set_clock(late)
    assert "not enrolled" in sign(sim, letter(sim), card).err
    sim.work()
    assert sim.note(KEPALA, "Surat").endswith("(Kode: P40)\r\n")
    assert sign(sim, paper, card, KEPALA, "--now", "2026-10-05T15:00+07:00").code == 0
    assert paraf("run", "--once", "--now", late.isoformat(), cwd=sim.root).code == 0
    assert sim.cycle.open_tasks[0].step == "6"


# -- by issuer and person ------------------------------------------------------------------------


@pytest.mark.long
@pytest.mark.parametrize(("kind", "written"), [(None, NIK), (USER_ID, f"NIK:{NIK}")])
def test_renewed_certificate_of_the_same_person_needs_no_enrolment(at, bsre, kind, written):
    sim = at("5")
    bind(sim, bsre)
    (bound,) = bindings(sim)
    assert (bound["holder"], bound["number_ends"], bound["state"]) == (OWN, NIK[-4:], "valid")
    more = {"kind": kind} if kind else {}
    card = bsre.card("CONTOH PERTAMA", written, **more)
    ran = sign(sim, letter(sim), card)
    assert (ran.code, ran.err) == (0, "")
    waiting = sim.root / "outbox" / KEPALA / sim.outbox(KEPALA)[0]
    told = paraf("verify", "--json", waiting, cwd=sim.root).json
    assert (told["verdict"], told["signatures"][1]["holder"]) == ("valid", OWN)
    assert sha256_of(card) not in {each.sha256 for each in sim.store.certificates()}
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"

    known = {each.sha256: each for each in sim.store.certificates(KEPALA)}[sha256_of(card)]
    assert (known.binding, known.holder) == (bound["binding"], OWN)
    assert sim.ledger("CertificateEnrolled")[-1]["binding"] == bound["binding"]
    told = paraf("verify", "--json", letter(sim, "kasubbag-tu"), cwd=sim.root).json
    assert told["verdict"] == "valid"
    assert told["signatures"][1]["capacity"].startswith("Kepala Badan")

    # What was accepted stays valid, whatever becomes of the certificate and the binding.
    assert keys(sim, "revoke", sha256_of(card)).code == 0
    assert keys(sim, "revoke", bound["binding"]).code == 0
    assert paraf("verify", letter(sim, "kasubbag-tu"), cwd=sim.root).code == 0
    assert sim.findings() == ()


def test_only_that_issuer_and_only_that_person(at, bsre, tmp_path):
    sim = at("5")
    bind(sim, bsre)
    twin = Issuer(tmp_path / "kembar", name=bsre.name)
    paper = letter(sim).read_bytes()
    for card in (
        bsre.card(NIK[::-1], "1271016908170002"),
        bsre.card(OWN, NIK + "0"),
        bsre.card(OWN, f"{NIK} dan 1271016908170002"),
        bsre.card(OWN),
        twin.card(OWN, NIK),
    ):
        sim.drop(KEPALA, "surat.pdf", paper)
        target = sim.root / "outbox" / KEPALA / "surat.pdf"
        ran = sign(sim, target, card, KEPALA, "--output", target)
        assert "not enrolled" in ran.err
        sim.work()
        assert "P40" in sim.note(KEPALA, "surat")
        assert NIK[::-1] not in sim.note(KEPALA, "surat")
        for path in (sim.root / "inbox" / KEPALA).glob("surat*"):
            path.unlink()
    assert sim.cycle.open_tasks[0].step == "5"


@pytest.mark.long
def test_revoked_certificate_is_not_let_in_again_and_a_revoked_binding_lets_in_none(at, bsre):
    sim = at("5")
    bind(sim, bsre)
    lost, fresh = bsre.card(OWN, NIK), bsre.card(OWN, NIK)
    assert keys(sim, "enrol", KEPALA, lost.with_suffix(".pem")).code == 0
    assert keys(sim, "revoke", sha256_of(lost), "--reason", "Hilang").code == 0
    assert "not enrolled" in sign(sim, letter(sim), lost).err
    sim.work()
    assert sim.note(KEPALA, "Surat").endswith("(Kode: P40)\r\n")
    for path in (sim.root / "inbox" / KEPALA).glob("*(2)*"):
        path.unlink()

    (bound,) = bindings(sim)
    ran = keys(sim, "revoke", bound["binding"][:10], "--reason", "Mutasi")
    assert (ran.code, "Mutasi" in keys(sim, "list").out) == (0, True)
    assert "was revoked before" in keys(sim, "revoke", bound["binding"]).out
    assert "not enrolled" in sign(sim, letter(sim), fresh).err
    bind(sim, bsre)  # and bound again, its certificates count again, but for the revoked one
    paper = sim.paper(KEPALA, "Surat", ".pdf")
    assert sign(sim, paper, fresh).err == ""
    assert "not enrolled" in sign(sim, paper, lost).err
    assert sim.findings() == ()


def test_number_is_kept_sealed_and_shown_by_its_end(at, bsre):
    sim = at("5")
    ran = keys(sim, "enrol", KEPALA, "--ca", bsre.pem, secret=NIK)  # typed, not in the arguments
    assert ran.code == 0
    said = [ran.said, keys(sim, "list").said, keys(sim, "list", "--json").said]
    sim.work()
    assert all(NIK not in each and "0001" in each for each in said)
    for path in sim.root.rglob("*"):
        if path.is_file():
            assert NIK.encode() not in path.read_bytes(), path
    assert all(NIK not in line.body for line in sim.store.ledger())
    wrong = keys(sim, "enrol", KEPALA, "--ca", bsre.pem, "--nik", "12345")
    assert (wrong.code, "16 digits" in wrong.err) == (2, True)


def test_issuer_is_checked_before_anything_is_bound(at, bsre, tmp_path):
    sim = at("5")
    before = sim.store.head()
    leaf = Issuer(tmp_path / "bukan", is_authority=False)
    ran = keys(sim, "enrol", KEPALA, "--ca", leaf.pem, "--nik", NIK)
    assert (ran.code, "P90" in ran.err) == (1, True)
    ran = keys(sim, "enrol", KEPALA, "--ca", bsre.pem, "--nik", NIK, "--until", "2030-01-01")
    assert (ran.code, "outside" in ran.err) == (1, True)
    assert keys(sim, "enrol", KEPALA).code == 2
    assert keys(sim, "enrol", KEPALA, leaf.pem, "--nik", NIK).code == 2
    assert sim.store.head() == before
    bind(sim, bsre)
    ran = keys(sim, "enrol", SEKRETARIS, "--ca", bsre.pem, "--nik", NIK)
    assert (ran.code, "--also" in ran.err) == (1, True)
    ran = keys(sim, "enrol", KEPALA, "--ca", bsre.pem, "--nik", NIK, "--until", "2026-12-31")
    assert "period changed" in ran.out
    assert len(bindings(sim)) == 1


# -- acting holders ------------------------------------------------------------------------------


def acting(root):
    reconfigure(root, "agen_tanda_tangan", ACTING, after="[jabatan.kepala-badan]")


@pytest.mark.long
def test_acting_holder_is_printed_signs_in_capacity_and_is_told_of(at, tmp_path):
    sim = at("2", before=acting)
    sim.pass_on("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    sim.pass_on("japel-tu", "Konsep Surat Permintaan")
    sim.pass_on(SEKRETARIS, "Surat Permintaan")
    sim.set_clock(datetime(2026, 10, 10, 9, 0, tzinfo=JAKARTA))
    printed = text_of(letter(sim))
    assert "Plh. Kepala Badan" in printed
    assert "Contoh Kedua" in printed
    assert "Contoh Pertama" not in printed
    assert keys(sim, "enrol", KEPALA, demo_key(sim, SEKRETARIS), "--also", secret="demo").code == 0
    assert sign(sim, letter(sim), demo_key(sim, SEKRETARIS)).err == ""
    stamped = text_of(sim.root / "outbox" / KEPALA / sim.outbox(KEPALA)[0])
    assert stamped.count("Plh. Kepala Badan") > printed.count("Plh. Kepala Badan")
    sim.work()
    told = paraf("verify", "--json", letter(sim, "kasubbag-tu"), cwd=sim.root).json
    assert told["verdict"] == "valid"
    assert told["signatures"][1]["capacity"].startswith("Plh. Kepala Badan")
    (signed,) = [
        each["event"]["signature"]
        for each in sim.ledger("HandedIn")
        if (each["event"]["signature"] or {}).get("post") == KEPALA
    ]
    assert signed["capacity"].startswith("Plh. Kepala Badan")


@pytest.mark.long
def test_own_holder_who_is_back_early_signs_as_himself(at):
    sim = at("5", before=acting)
    assert sign(sim, letter(sim), demo_key(sim, KEPALA)).err == ""
    assert "Plh." not in text_of(sim.root / "outbox" / KEPALA / sim.outbox(KEPALA)[0])
    sim.work()
    told = paraf("verify", "--json", letter(sim, "kasubbag-tu"), cwd=sim.root).json
    signature = told["signatures"][1]
    assert (signature["holder"], signature["capacity"].split()[0]) == (OWN, "Kepala")


def test_change_of_holder_is_recorded_once_and_the_post_s_table_tells_of_it(at):
    sim = at("5")
    sim.work()
    first = sim.ledger("HolderChanged")
    assert {each["post"] for each in first} == set(sim.workplace.config.posts)
    sim.reopen()
    sim.work()
    assert sim.ledger("HolderChanged") == first
    sim.close()
    acting(sim.root)
    reconfigure(sim.root, "Contoh Ketiga, S.Sos.", "Contoh Baru, S.E.")
    sim.work()
    new = sim.ledger("HolderChanged")[len(first) :]
    assert {each["post"] for each in new} == {KEPALA, "kasubbag-tu"}
    told = {each["post"]: each for each in new}
    assert told["kasubbag-tu"]["holder"] == "Contoh Baru, S.E."
    assert "2026-10-01 s.d. 2026-10-10: Plh. Dra. Contoh Kedua" in told[KEPALA]["acting"]

    ran = paraf("posts", "--json", cwd=sim.root)
    kepala = {each["post"]: each for each in ran.json}[KEPALA]
    assert (kepala["holder"], kepala["capacity"]) == ("Dra. Contoh Kedua, M.AP.", "Plh.")
    assert (kepala["own_holder"], kepala["acting"][0]["until"]) == (OWN, "2026-10-10")
    told = paraf("posts", cwd=sim.root).out
    assert "kepala-badan: Plh. Dra. Contoh Kedua, M.AP., NIP 19720305" in told
    assert "2026-10-01 – 2026-10-10  Plh. Dra. Contoh Kedua, M.AP." in told
    sim.set_clock(datetime(2026, 10, 11, 9, 0, tzinfo=JAKARTA))
    kepala = {each["post"]: each for each in paraf("posts", "--json", cwd=sim.root).json}[KEPALA]
    assert (kepala["holder"], kepala["capacity"]) == (OWN, None)


# -- the doctor ----------------------------------------------------------------------------------


def lines_of(sim, *argv, **more):
    ran = paraf("doctor", "--json", *argv, cwd=sim.root, **more)
    return ran, {each["subject"]: each for each in ran.json["lines"]}


@pytest.mark.long
def test_doctor_tries_the_key_that_is_named(at, bsre):
    sim = at("1")
    bind(sim, bsre)
    card = bsre.card("CONTOH PERTAMA", NIK)
    for key, fine in ((card, True), (demo_key(sim, SEKRETARIS), False)):
        _, lines = lines_of(sim, "--key", key, "--post", KEPALA, secret="demo")
        line = lines[f"key for {KEPALA}"]
        assert (line["fine"], "P40" in line["text"]) == (fine, not fine), line
    ran, lines = lines_of(sim, "--key", card, "--post", KEPALA, secret="salah")
    assert (ran.code, "P11" in lines["key"]["text"]) == (4, True)
    assert paraf("doctor", "--key", card, cwd=sim.root).code == 2
    assert paraf("doctor", "--key", card, "--post", "lurah", cwd=sim.root).code == 2


@pytest.mark.long
def test_doctor_warns_of_what_will_fail_and_fails_for_what_does(at, bsre):
    sim = at("1")
    _, lines = lines_of(sim, "--now", "2040-12-15T08:00+07:00")
    assert (
        lines[f"certificate of {KEPALA}"]["fine"],
        lines[f"certificate of {KEPALA}"]["warning"],
    ) == (True, True)
    assert "renew it soon: paraf keys enrol" in lines[f"certificate of {KEPALA}"]["text"]
    for each in keys(sim, "list", "--json").json:
        if each["post"] in (KEPALA, "japel-tu"):
            assert keys(sim, "revoke", each["certificate_sha256"]).code == 0
    _, lines = lines_of(sim)
    must, may = (lines[f"certificate of {post}"] for post in (KEPALA, "japel-tu"))
    assert (must["warning"], "by the SOP this post must" in must["text"]) == (True, True)
    assert (may["warning"], may["fine"]) == (False, True)

    card = bsre.card("Orang Lain").with_suffix(".pem")
    reconfigure(sim.root, OWN, "Orang Lain", after="[jabatan.kepala-badan]")
    assert keys(sim, "enrol", KEPALA, card).code == 0
    reconfigure(sim.root, "Orang Lain", "Pejabat Baru", after="[jabatan.kepala-badan]")
    made = [each for each in keys(sim, "list", "--json").json if each["holder"] == "Pejabat Baru"]
    keys(sim, "revoke", made[0]["certificate_sha256"])  # a demo office makes its keys by itself
    _, lines = lines_of(sim)
    text = lines[f"certificate of {KEPALA}"]["text"]
    assert text.startswith("bound to Orang Lain, but Pejabat Baru holds the post today"), text


@pytest.mark.long
def test_doctor_tells_when_a_bound_person_must_renew(at, bsre):
    sim = at("5")
    for each in sim.store.certificates(KEPALA):
        keys(sim, "revoke", each.sha256)
    bind(sim, bsre)
    card = bsre.card(OWN, NIK, ends=datetime(2026, 10, 20, tzinfo=UTC))
    _, lines = lines_of(sim)
    assert lines[f"certificate of {KEPALA}"]["text"] == "valid until 2029-01-01"
    assert sign(sim, letter(sim), card).err == ""
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"
    _, lines = lines_of(sim)
    line = lines[f"certificate of {KEPALA}"]
    assert (line["warning"], "valid until 2026-10-20; renew it soon" in line["text"]) == (
        True,
        True,
    )
    _, lines = lines_of(sim, "--now", "2026-10-21T08:00+07:00")
    line = lines[f"certificate of {KEPALA}"]
    assert (line["fine"], line["text"].startswith("expired on 2026-10-20")) == (False, True)


# -- BSrE's sentence -----------------------------------------------------------------------------


def trusting(issuer):
    def change(root):
        reconfigure(root, "penerbit_bsre = []", f'penerbit_bsre = ["{issuer.sha256}"]')
        reconfigure(root, *BY_HAND, after="[jabatan.kepala-badan]")

    return change


def only(sim, card):
    """Make a card the only one that may sign for Kepala Badan."""
    for each in sim.store.certificates(KEPALA):
        keys(sim, "revoke", each.sha256)
    assert keys(sim, "enrol", KEPALA, card.with_suffix(".pem")).code == 0


def to_step_5(sim):
    sim.pass_on("japel-tu", "Konsep Surat Permintaan")
    sim.pass_on(SEKRETARIS, "Surat Permintaan")
    return letter(sim)


def test_bsre_is_named_where_all_certificates_of_the_signer_are_bsre_s(at, bsre):
    sim = at("3", before=trusting(bsre))
    card = bsre.card(OWN)
    only(sim, card)
    printed = text_of(to_step_5(sim))  # the draft was filled with the internal sentence
    assert BSRE in printed
    assert "sertifikat internal" not in printed
    assert sign(sim, letter(sim), card).err == ""
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"


@pytest.mark.long
def test_one_internal_certificate_keeps_the_internal_sentence_and_bsre_may_sign_it(at, bsre):
    sim = at("3", before=trusting(bsre))
    card = bsre.card(OWN)
    assert keys(sim, "enrol", KEPALA, card.with_suffix(".pem")).code == 0
    printed = text_of(to_step_5(sim))
    assert BSRE not in printed
    assert "sertifikat internal Badan Kesatuan Bangsa dan Politik Kota Pematangsiantar" in printed
    assert sign(sim, letter(sim), card).err == ""
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"


def test_internal_certificate_cannot_sign_what_names_bsre(at, bsre, tmp_path):
    sim = at("3", before=trusting(bsre))
    only(sim, bsre.card(OWN))
    paper = to_step_5(sim)
    local = Issuer(tmp_path / "lokal", name="CA Kantor").card(OWN)
    assert keys(sim, "enrol", KEPALA, local.with_suffix(".pem")).code == 0
    assert sign(sim, paper, local).code == 0
    sim.work()
    assert sim.note(KEPALA, "Surat").endswith("(Kode: P92)\r\n")
    assert sim.cycle.open_tasks[0].step == "5"


def test_draft_cannot_name_bsre_by_itself(at):
    sim = at("3")
    name, data = sim.take("japel-tu", "Konsep Surat Permintaan")
    claim = "Surat ini memakai sertifikat elektronik yang diterbitkan oleh BSrE. Dalam rangka"
    sim.drop("japel-tu", name, sim.edited(data, "Dalam rangka", claim))
    sim.work()
    assert "(Kode: P91)\r\n" in sim.note("japel-tu", "Konsep")


def test_office_cannot_word_the_bsre_sentence_itself(at):
    sim = at("1")
    sim.close()
    reconfigure(sim.root, "juru_berkas", 'footer_tte = "Sertifikat dari BSrE."\njuru_berkas')
    ran = paraf("doctor", "--json", cwd=sim.root)
    assert ran.code == 4
    assert "must not speak of BSrE" in json.dumps(ran.json)
    assert paraf("run", "--once", cwd=sim.root).code == 4

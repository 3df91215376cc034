"""``paraf sign``, ``verify``, ``keys`` and the doctor's trial, as commands in an office folder."""

import os
import pty
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from cli_runs import Running, cold, paraf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from office_sim import JAKARTA, reconfigure
from signing_scene import make_scene
from soft_tokens import LIBRARY, PIN, Cabinet

NOMOR = "000.8.6.3 / 01 / KBL / X / 2026"
KEPALA, SEKRETARIS = "kepala-badan", "sekretaris"
PASSPHRASE = "demo"
SIGNATURE_KEYS = {
    "post", "holder", "capacity", "certificate_sha256", "signed_at", "timestamp", "level",
    "validated_at", "proof_until", "certificate_until", "stamps", "holds",
}  # fmt: skip
#: The demo's Sekretaris as acting Kepala Badan, for ten days.
ACTING = """pelaksana_sementara = [{ sebagai = "Plh.", dari = 2026-10-01, sampai = 2026-10-10, \
nama = "Dra. Contoh Kedua, M.AP.", nip = "19720305 199703 2 002" }]
agen_tanda_tangan"""


def key_of(sim, post: str) -> Path:
    return sim.root / ".paraf" / "demo" / "keys" / f"{post}.p12"


def certificate_of(sim, post: str) -> Path:
    return key_of(sim, post).with_suffix(".pem")


def letter_in(sim, post: str) -> Path:
    return sim.paper(post, "Surat Permintaan", ".pdf")


def sign(sim, *files, post=KEPALA, key=None, secret=PASSPHRASE):
    key = key or key_of(sim, post)
    return paraf("sign", *files, "--post", post, "--key", key, cwd=sim.root, secret=secret)


def reasons_in(pdf: bytes) -> list[str]:
    fields = pypdf.PdfReader(BytesIO(pdf)).get_fields() or {}
    return [field["/V"]["/Reason"] for field in fields.values() if "/V" in field]


def snapshot(root: Path) -> dict[str, bytes]:
    """Everything that people see; not Paraf's own."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for tray in ("inbox", "outbox", "archive")
        for path in (root / tray).rglob("*")
        if path.is_file()
    }


def leaf(name="UJI", *, ends=None, issuer=None, issuer_key=None, signs=True):
    """A key and a certificate of its own, or one signed by an issuer's key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=not signs,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(ends or datetime(2030, 1, 1, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .sign(issuer_key or key, hashes.SHA256())
    )
    return key, certificate


# -- signing -------------------------------------------------------------------------------------


@pytest.mark.long
def test_signature_carries_the_register_s_nomor_and_is_accepted(at):
    sim = at("5")
    ran = sign(sim, letter_in(sim, KEPALA))
    assert (ran.code, ran.err) == (0, "")
    (name,) = sim.outbox(KEPALA)
    assert reasons_in((sim.root / "outbox" / KEPALA / name).read_bytes()) == [
        "Paraf: Sekretaris Badan Kesatuan Bangsa dan Politik",
        f"Penandatanganan: {NOMOR}",
    ]
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"


def test_paper_that_no_register_knows_is_signed_without_a_nomor(at, tmp_path):
    sim = at("5")
    paper, target = tmp_path / "surat (1).pdf", tmp_path / "hasil.pdf"
    paper.write_bytes(make_scene().issued)
    ran = sign(sim, paper, "--output", target)
    assert ran.code == 0
    assert reasons_in(target.read_bytes()) == ["Penandatanganan"]


@pytest.mark.long
def test_batch_with_a_token_tells_each_file_s_result(at, tmp_path):
    sim = at("5")
    tokens = Cabinet(tmp_path / "token")
    tokens.add("KEPALA")
    tokens.put_p12("KEPALA", key_of(sim, KEPALA).read_bytes())
    first = letter_in(sim, KEPALA)
    second = first.with_name("salinan.pdf")
    shutil.copyfile(first, second)
    foreign = tmp_path / "asing.pdf"
    foreign.write_bytes(make_scene().base)
    empty = tmp_path / "kosong.pdf"
    empty.touch()
    token = ("--pkcs11", LIBRARY, "--token", "KEPALA", "--post", KEPALA)
    ran = cold(
        "sign", first, foreign, second, first, empty, tmp_path, *token,
        cwd=sim.root, secret=PIN, env=tokens.env,
    )  # fmt: skip
    assert ran.code == 1
    assert ran.out.count("✓") == 2
    assert "2 signed, 3 not" in ran.out
    assert [code for code in ("P20", "B02", "folder") if code in ran.err] == [
        "P20",
        "B02",
        "folder",
    ]
    assert PIN not in ran.said
    assert sim.outbox(KEPALA) == sorted([first.name, second.name])
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"

    other = paraf("sign", first, *token, cwd=sim.root, secret="00000000", env=tokens.env)
    assert (other.code, "P60" in other.err, "00000000" in other.said) == (1, True, False)


def test_token_troubles_are_told_apart(at, tmp_path):
    sim = at("5")
    tokens = Cabinet(tmp_path / "token")
    tokens.add("KOSONG")
    letter, before = letter_in(sim, KEPALA), snapshot(sim.root)

    def tried(*argv):
        order = ("sign", letter, "--post", KEPALA, *argv)
        ran = paraf(*order, cwd=sim.root, secret=PIN, env=tokens.env)
        assert snapshot(sim.root) == before
        return ran

    missing = tried("--pkcs11", LIBRARY, "--token", "LAIN")
    assert (missing.code, "'KOSONG'" in missing.err) == (3, True)
    assert "P62" in tried("--pkcs11", LIBRARY, "--token", "KOSONG").err
    assert tried("--pkcs11", tmp_path / "tak-ada.so", "--token", "X").code == 2
    assert tried("--pkcs11", LIBRARY).code == 2
    assert tried("--key", "a.p12", "--pkcs11", LIBRARY, "--token", "X").code == 2
    assert tried("--key", "a.p12", "--token", "X").code == 2
    assert tried().code == 2


@pytest.mark.long
def test_token_pulled_out_leaves_whole_results_and_a_sentence_for_the_rest(at, tmp_path):
    sim = at("5")
    tokens = Cabinet(tmp_path / "token")
    tokens.add("KEPALA")
    tokens.put_p12("KEPALA", key_of(sim, KEPALA).read_bytes())
    letter = letter_in(sim, KEPALA).read_bytes()
    papers = [tmp_path / f"surat-{number:03}.pdf" for number in range(80)]
    for paper in papers:
        paper.write_bytes(letter)
    token = ("--pkcs11", LIBRARY, "--token", "KEPALA", "--post", KEPALA)
    running = Running(["sign", *papers, *token], sim.root, PIN, tokens.env)
    running.await_words("✓")
    tokens.remove()
    ran = running.end()
    signed = sim.outbox(KEPALA)
    assert ran.code == 3
    assert 1 <= len(signed) < len(papers)
    assert ran.err.count("was removed") == len(papers) - len(signed)
    assert list((sim.root / "outbox" / KEPALA).glob(".*")) == []
    for name in signed:
        assert len(reasons_in((sim.root / "outbox" / KEPALA / name).read_bytes())) == 2


def test_passphrase_is_asked_at_the_terminal_and_not_shown(at, tmp_path):
    sim = at("5")
    main, side = pty.openpty()
    target = tmp_path / "hasil.pdf"
    key = key_of(sim, KEPALA).rename(tmp_path / "kunci.p12")
    order = ["sign", letter_in(sim, KEPALA), "--post", KEPALA, "--key", key, "--output", target]
    running = Running(order, sim.root, terminal=os.ttyname(side))
    shown = b""
    while b"Passphrase: " not in shown:
        shown += os.read(main, 1000)
    os.write(main, f"{PASSPHRASE}\n".encode())
    while "→".encode() not in shown:
        shown += os.read(main, 1000)
    assert running.end().code == 0
    os.close(main)
    os.close(side)
    assert target.is_file()
    assert PASSPHRASE.encode() not in shown


def test_waiting_result_of_the_same_name_is_not_replaced(at):
    sim = at("5")
    letter = letter_in(sim, KEPALA)
    waiting = sim.root / "outbox" / KEPALA / letter.name
    waiting.write_bytes(b"yang sudah menunggu")
    assert sign(sim, letter).code == 0
    assert waiting.read_bytes() == b"yang sudah menunggu"
    assert sim.outbox(KEPALA) == sorted([letter.name, f"{letter.stem} (2).pdf"])


def encrypted(pdf: bytes) -> bytes:
    writer, out = pypdf.PdfWriter(clone_from=BytesIO(pdf)), BytesIO()
    writer.encrypt("rahasia")
    writer.write(out)
    return out.getvalue()


def test_bad_files_get_a_sentence_each_and_change_nothing(at, tmp_path):
    sim = at("5")
    files = {
        "P33": encrypted(make_scene().issued),
        "P01": b"%PDF-1.7\nrusak",
        "B02": b"",
        "P20": make_scene().base,
        "P21": make_scene().signed,
    }
    before = snapshot(sim.root)
    for code, data in files.items():
        path = tmp_path / f"{code}.pdf"
        path.write_bytes(data)
    fifo = tmp_path / "pipa.pdf"
    os.mkfifo(fifo)
    unusable = [tmp_path, tmp_path / "tak-ada.pdf", fifo]
    papers = [tmp_path / f"{code}.pdf" for code in files]
    ran = sign(sim, *papers, *unusable)
    assert ran.code == 1
    lines = ran.err.splitlines()
    assert len(lines) == len(files) + len(unusable)
    for code, line in zip(files, lines, strict=False):
        assert line.endswith(f"({code})"), line
    assert sign(sim, *unusable).code == 2
    assert snapshot(sim.root) == before


def test_bad_keys_get_a_sentence_each_and_change_nothing(at, tmp_path):
    sim = at("5")
    letter, before = letter_in(sim, KEPALA), snapshot(sim.root)
    key, certificate = leaf()
    bare = pkcs12.serialize_key_and_certificates(
        None, None, certificate, None, BestAvailableEncryption(b"demo")
    )
    (tmp_path / "tanpa-kunci.p12").write_bytes(bare)
    (tmp_path / "kosong.p12").touch()
    old = tmp_path / "lama.p12"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "lama.pem").write_bytes(pem + certificate.public_bytes(Encoding.PEM))
    command = "openssl pkcs12 -export -legacy -keypbe PBE-SHA1-RC2-40 -passout pass:demo"
    subprocess.run([*command.split(), "-in", tmp_path / "lama.pem", "-out", old], check=True)

    for path, secret, code, word in (
        (None, "salah", 1, "P11"),
        (tmp_path / "tanpa-kunci.p12", "demo", 1, "P13"),
        (tmp_path / "kosong.p12", "demo", 1, "P10"),
        (old, "demo", 1, "P12"),
        (tmp_path, "demo", 2, "folder"),
        (tmp_path / "tak-ada.p12", "demo", 2, "No such file"),
        (None, None, 2, "no Passphrase was typed"),
        (None, "", 2, "holds no Passphrase"),
    ):
        ran = sign(sim, letter, key=path, secret=secret)
        assert (ran.code, word in ran.err) == (code, True), ran
    assert sign(sim, letter, "--passphrase-fd", "77", secret=None).code == 2
    assert sign(sim, post=KEPALA).code == 2  # no files
    assert sign(sim, letter, post="lurah", key=key_of(sim, KEPALA)).code == 2
    assert snapshot(sim.root) == before


def test_another_post_s_certificate_is_announced_before_it_comes_back(at):
    sim = at("5")
    ran = sign(sim, letter_in(sim, KEPALA), key=key_of(sim, SEKRETARIS))
    assert ran.code == 0
    assert "not enrolled" in ran.err
    sim.work()
    assert sim.note(KEPALA, "Surat").endswith("(Kode: P40)\r\n")


# -- verifying -----------------------------------------------------------------------------------


def test_without_an_office_the_signatures_are_told_and_nothing_is_vouched_for(tmp_path):
    scene = make_scene()
    whole, broken, plain = (tmp_path / name for name in ("utuh.pdf", "rusak.pdf", "kosong.pdf"))
    whole.write_bytes(scene.signed)
    place = scene.signed.index(b"/MediaBox")
    broken.write_bytes(scene.signed[:place] + b"/MediaBoy" + scene.signed[place + 9 :] + b"\n% x\n")
    plain.write_bytes(scene.base)
    ran = paraf("verify", "--json", whole, broken, plain, cwd=tmp_path)
    assert ran.code == 1
    first, second, third = ran.json
    assert set(first) == {"file", "verdict", "document", "signatures", "reasons"}
    assert [each["verdict"] for each in ran.json] == ["unknown"] * 3
    assert [each["holder"] for each in first["signatures"]] == [
        "Drs. BUDI SANTOSO, M.Si",
        "Dra. SRI WAHYUNI, M.Si",
    ]
    assert all(set(each) == SIGNATURE_KEYS for each in first["signatures"])
    assert {each["post"] for each in first["signatures"]} == {""}
    assert [each["code"] for each in first["reasons"]] == ["P66"]
    assert {each["code"] for each in second["reasons"]} == {"P66", "P41", "P38"}
    assert third["signatures"] == []

    page = tmp_path / "laporan.html"
    told = paraf("verify", whole, "--report", page, cwd=tmp_path)
    assert told.code == 1
    assert "intact, covers the whole file" in told.out
    assert len(told.out.splitlines()) < 24
    assert "TIDAK DIKENAL" in page.read_text("utf-8")


def test_what_cannot_be_examined_gets_a_sentence(tmp_path):
    (tmp_path / "kosong.pdf").touch()
    (tmp_path / "sandi.pdf").write_bytes(encrypted(make_scene().base))
    (tmp_path / "catatan.txt").write_text("bukan PDF")
    names = ("kosong.pdf", "sandi.pdf", "catatan.txt", "tak-ada.pdf", ".")
    ran = paraf("verify", "--json", *names, cwd=tmp_path)
    assert ran.code == 1
    found = [(each["verdict"], each["reasons"][0]["code"]) for each in ran.json]
    assert found == [("unknown", "B02"), ("refused", "P33"), ("unknown", "P66")]
    assert len(ran.err.splitlines()) == 2
    assert paraf("verify", "tak-ada.pdf", cwd=tmp_path).code == 2
    assert paraf("verify", cwd=tmp_path).code == 2
    assert paraf("verify", "--code", "2222-2222", "x.pdf", cwd=tmp_path).code == 2
    assert paraf("verify", "x", "--office", tmp_path, cwd=tmp_path).code == 4
    lost = tmp_path / "tak" / "ada.html"
    assert paraf("verify", "catatan.txt", "--report", lost, cwd=tmp_path).code == 2


def test_report_tells_an_official_what_was_found(at, tmp_path):
    sim = at("6")
    name, data = sim.take("kasubbag-tu", "Surat Permintaan")
    # The way a stranger would try to speak in our name: markup, and a reversed reading direction.
    key, certificate = leaf("<script>alert(1)</script>\u202eKepala")
    forged = tmp_path / "<b>palsu.pdf"
    scene = make_scene()
    p12 = pkcs12.serialize_key_and_certificates(
        b"x", key, certificate, None, BestAvailableEncryption(b"demo")
    )
    (tmp_path / "asing.p12").write_bytes(p12)
    (tmp_path / "asing.pdf").write_bytes(scene.issued)
    made = sign(
        sim, tmp_path / "asing.pdf", "--output", forged, post=SEKRETARIS, key=tmp_path / "asing.p12"
    )
    assert made.code == 0
    (tmp_path / name).write_bytes(data)
    changed = tmp_path / "diubah.pdf"
    changed.write_bytes(data + b"\n% tambahan\n")
    page = tmp_path / "laporan.html"
    ran = paraf(
        "verify", tmp_path / name, changed, forged, "--report", page, "--json", cwd=sim.root
    )
    assert [each["verdict"] for each in ran.json] == ["valid", "refused", "unknown"]
    assert "P38" in {each["code"] for each in ran.json[1]["reasons"]}
    text = page.read_text("utf-8")
    signature = ran.json[0]["signatures"][1]
    for words in (
        "SAH", "TIDAK DAPAT DITERIMA", "TIDAK DIKENAL", NOMOR, "1 Oktober 2026",
        "Kepala Badan Kesatuan Bangsa dan Politik", "Drs. Contoh Pertama, M.Si.",
        signature["certificate_sha256"][:8], ran.json[0]["document"], "P38",
    ):  # fmt: skip
        assert words in text, words
    assert "<script" not in text
    assert "<b>palsu" not in text
    assert "\u202e" not in text
    assert "://" not in text
    assert "src=" not in text
    assert len(text) < 40_000


def test_old_version_of_a_letter_is_no_longer_valid(at, tmp_path):
    old = tmp_path / "lama.pdf"
    old.write_bytes(letter_in(at("4"), SEKRETARIS).read_bytes())
    sim = at("4 lagi")
    ran = paraf("verify", "--json", old, letter_in(sim, SEKRETARIS), cwd=sim.root)
    assert [each["verdict"] for each in ran.json] == ["refused", "incomplete"]
    assert ran.json[0]["reasons"][0]["code"] == "S02"


def test_paper_that_nobody_signs_is_valid_as_it_was_issued(at, tmp_path):
    sim = at("8a")
    whole = sim.paper("kabid-bidang-1", "Data Kinerja", ".pdf")
    longer = tmp_path / "ditambah.pdf"
    longer.write_bytes(whole.read_bytes() + b"\n")
    ran = paraf("verify", "--json", whole, longer, cwd=sim.root)
    assert [each["verdict"] for each in ran.json] == ["valid", "refused"]
    assert ran.json[0]["reasons"] == []
    assert sim.cycle.has_paper(ran.json[0]["document"])


def test_code_is_looked_up_in_the_register(at):
    sim = at("6")
    (task,) = sim.cycle.open_tasks
    paper = sim.cycle.paper(task.paper)
    ran = paraf("verify", "--code", paper.code.lower(), "--json", cwd=sim.root)
    assert ran.code == 0
    entry = ran.json
    assert (entry["document"], entry["nomor"], entry["state"]) == (paper.code, NOMOR, "terbit")
    assert [each["format"] for each in entry["versions"]] == ["docx", "pdf", "docx", "pdf"]
    assert entry["versions"][-1]["sha256"] == paper.issued_sha256
    assert all(each["size"] > 1000 for each in entry["versions"])
    assert [each["post"] for each in entry["signatures"]] == [SEKRETARIS, KEPALA]
    told = paraf("verify", "--code", paper.code, cwd=sim.root).out
    assert NOMOR in told
    assert paper.issued_sha256 in told
    wrong = paper.code[:-1] + ("2" if paper.code[-1] != "2" else "3")
    for code, words in ((wrong, "no document code"), ("ZZZZ-ZZZZ", "document")):
        ran = paraf("verify", "--code", code, cwd=sim.root)
        assert (ran.code, words in ran.err) == (1, True), ran


# -- keys ----------------------------------------------------------------------------------------


def keys(sim, *argv, **more):
    return paraf("keys", *argv, cwd=sim.root, **more)


@pytest.mark.long
def test_certificates_are_checked_before_they_are_bound(at, tmp_path):
    sim = at("1")
    authority = x509.load_pem_x509_certificate(certificate_of(sim, "ca").read_bytes())
    authority_key = load_pem_private_key(key_of(sim, "ca").with_suffix(".key").read_bytes(), None)
    # In the authority's name, but not signed by it.
    _, pretender = leaf("Palsu", issuer=authority)
    _, ended = leaf("Habis", ends=datetime(2026, 9, 1, tzinfo=UTC))
    _, sealed = leaf("Sandi", signs=False)
    _, good = leaf("Drs. CONTOH PERTAMA, M.Si", issuer=authority, issuer_key=authority_key)

    def file(name, *certificates):
        path = tmp_path / f"{name}.pem"
        path.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in certificates))
        return path

    before = sim.store.head()
    for code, path in (
        ("P18", file("palsu", pretender, authority)),
        ("P14", file("habis", ended)),
        ("P16", file("sandi", sealed)),
        ("P16", file("ca", authority)),
        ("P10", file("kosong")),
    ):
        ran = keys(sim, "enrol", KEPALA, path)
        assert (ran.code, code in ran.err) == (1, True), ran
    ran = keys(sim, "enrol", KEPALA, certificate_of(sim, SEKRETARIS))
    assert (ran.code, "--also" in ran.err) == (1, True)
    assert keys(sim, "enrol", "lurah", file("baik", good)).code == 2
    assert keys(sim, "enrol", KEPALA, tmp_path).code == 2
    assert sim.store.head() == before

    ran = keys(sim, "enrol", KEPALA, file("baik", good), "--chain", certificate_of(sim, "ca"))
    assert ran.code == 0
    assert "Drs. Contoh Pertama, M.Si." in ran.out
    assert "2020-01-01 – 2030-01-01" in ran.out
    assert sim.ledger("CertificateEnrolled")[-1]["post"] == KEPALA
    assert "was enrolled before" in keys(sim, "enrol", KEPALA, file("baik", good)).out
    ran = keys(sim, "enrol", KEPALA, key_of(sim, SEKRETARIS), "--also", secret="demo")
    assert ran.code == 0


@pytest.mark.long
def test_revoked_certificate_signs_no_more_and_what_it_signed_stays_valid(at, tmp_path):
    sim = at("5")
    letter = letter_in(sim, KEPALA)
    shutil.copyfile(letter, tmp_path / "surat.pdf")
    listed = {each["post"]: each for each in keys(sim, "list", "--json").json}
    assert listed[KEPALA]["state"] == "valid"
    for post in (KEPALA, SEKRETARIS):
        ran = keys(sim, "revoke", listed[post]["certificate_sha256"][:12], "--reason", "Hilang")
        assert ran.code == 0
    assert [each["reason"] for each in sim.ledger("CertificateRevocationReason")] == ["Hilang"] * 2
    now = {each["post"]: each for each in keys(sim, "list", "--json").json}
    assert (now[KEPALA]["state"], now[KEPALA]["revoked_reason"]) == ("revoked", "Hilang")
    assert "Hilang" in keys(sim, "list").out
    again = keys(sim, "enrol", KEPALA, certificate_of(sim, KEPALA))
    assert (again.code, "revoked" in again.err) == (1, True)
    assert keys(sim, "revoke", "abc").code == 2
    assert keys(sim, "revoke", "0123456789").code == 1

    # The paraf was recorded before its certificate was revoked.
    assert paraf("verify", letter, cwd=sim.root).out.startswith("●")
    assert "not enrolled" in sign(sim, letter).err
    sim.work()
    assert "(Kode: P40)\r\n" in sim.note(KEPALA, "Surat")
    returned = sim.paper(KEPALA, "Surat", "(2).pdf")
    ran = paraf("verify", "--json", returned, cwd=sim.root)
    assert ran.json["verdict"] == "refused"
    assert "P40" in {each["code"] for each in ran.json["reasons"]}
    assert sim.findings() == ()


# -- acting holders ------------------------------------------------------------------------------


@pytest.mark.long
def test_acting_holder_signs_in_his_capacity_and_only_in_his_days(at, tmp_path):
    sim = at("5", before=acting)
    letter = letter_in(sim, KEPALA)
    shutil.copyfile(letter, tmp_path / "surat.pdf")
    ran = keys(sim, "enrol", KEPALA, certificate_of(sim, SEKRETARIS), "--also")
    assert (ran.code, "Dra. Contoh Kedua, M.AP." in ran.out) == (0, True)

    late = datetime(2026, 10, 11, 9, 0, tzinfo=JAKARTA)
    sim.set_clock(late)
    ran = sign(sim, letter, key=key_of(sim, SEKRETARIS))
    assert "not enrolled" in ran.err
    sim.work()
    assert sim.note(KEPALA, "Surat").endswith("(Kode: P40)\r\n")

    # Signed on his last day, handed in on the day after.
    last_day = datetime(2026, 10, 10, 15, 30, tzinfo=JAKARTA)
    ran = sign(
        sim, tmp_path / "surat.pdf", "--now", last_day.isoformat(), key=key_of(sim, SEKRETARIS)
    )
    assert (ran.code, ran.err) == (0, "")
    assert "Plh. Kepala Badan" in stamps_in(sim.root / "outbox" / KEPALA / "surat.pdf")
    handed = paraf("run", "--once", "--now", late.isoformat(), cwd=sim.root)
    assert handed.code == 0
    assert sim.outbox(KEPALA) == []
    assert sim.cycle.open_tasks[0].step == "6"
    ran = paraf("verify", "--json", letter_in(sim, "kasubbag-tu"), cwd=sim.root)
    assert ran.json["verdict"] == "valid"
    signature = ran.json["signatures"][1]
    assert signature["holder"] == "Dra. Contoh Kedua, M.AP."
    assert signature["capacity"] == "Plh. Kepala Badan Kesatuan Bangsa dan Politik"
    recorded = sim.cycle.paper(ran.json["document"]).signatures[1]
    assert recorded.capacity == signature["capacity"]
    assert recorded.signed_at - last_day < timedelta(minutes=5)


def acting(root: Path) -> None:
    reconfigure(root, "agen_tanda_tangan", ACTING, after="[jabatan.kepala-badan]")


def stamps_in(path: Path) -> str:
    """The text of the signatures' own drawings."""
    ran = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    return " ".join(ran.stdout.split())


# -- the doctor ----------------------------------------------------------------------------------


@pytest.mark.long
def test_doctor_signs_with_every_agent_and_warns_of_certificates_that_end(at):
    sim = at("1")
    key = key_of(sim, SEKRETARIS)
    key.write_bytes(key_of(sim, KEPALA).read_bytes())  # another post's key under this name
    soon = "2040-12-15T08:00+07:00"
    ran = paraf("doctor", "--json", "--now", soon, cwd=sim.root)
    lines = {each["subject"]: each for each in ran.json["lines"]}
    assert lines[f"signing agent of {KEPALA}"]["fine"]
    assert "P40" in lines[f"signing agent of {SEKRETARIS}"]["text"]
    assert not lines[f"signing agent of {SEKRETARIS}"]["fine"]
    assert "renew it soon" in lines[f"certificate of {KEPALA}"]["text"]
    assert ran.code == 4

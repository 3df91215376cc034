"""The command line: what it prints for programs, what it says to people, how it exits."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from office_sim import OPENING, PERIOD, reconfigure
from openpyxl import load_workbook
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.adapters.lock import office_lock
from pipeline.entry.cli.app import app
from pipeline.wiring.demo import demo_keys
from tools.sample_office import REPOSITORY, lay_out

FINE, WRONG, USAGE, LATER, MISCONFIGURED = 0, 1, 2, 3, 4
NOW = "2026-10-12T08:00+07:00"


@pytest.fixture
def paraf(warm):
    """The command, called in this process with the warm tools; exit code and what it printed."""

    def call(*words, root=None):
        place = ("--office", str(root)) if root else ()
        with warm.lent():
            ran = CliRunner().invoke(app, [str(word) for word in (*words, *place)])
        if ran.exception and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return ran

    return call


def whole_program(*words, **more):
    """The command as a program of its own."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *map(str, words)],
        cwd=more.pop("cwd", REPOSITORY),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **more,
    )


def told(ran):
    return json.loads(ran.stdout)


# -- help and usage ------------------------------------------------------------------------------


def every_command(command, path=()):
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from every_command(inner, (*path, name))


@pytest.mark.parametrize("path", list(every_command(get_command(app))), ids=" ".join)
def test_every_command_has_help(paraf, path):
    ran = paraf(*path, "--help")
    assert ran.exit_code == FINE
    assert "Usage:" in ran.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("ngawur",),
        ("status", "--ngawur"),
        ("start",),
        ("start", "--period", "kemarin"),
        ("sign", "x.pdf"),
        ("status", "--now", "besok"),
        ("status", "--now", "2026-10-12T08:00"),
        ("sign", "a.pdf", "b.pdf", "--post", "sekretaris", "--key", "k.p12", "--output", "c.pdf"),
    ],
)
def test_wrong_usage_exits_2(paraf, at, words):
    assert paraf(*words, root=at("1").root).exit_code == USAGE


def test_without_an_office_it_says_how_to_make_one(paraf, tmp_path):
    ran = paraf("status", root=tmp_path)
    assert ran.exit_code == MISCONFIGURED
    assert "paraf init" in ran.stderr


def test_office_is_found_from_a_folder_inside_it(paraf, at, monkeypatch):
    sim = at("1")
    monkeypatch.chdir(sim.root / "inbox" / "sekretaris")
    assert told(paraf("status", "--json"))["cycles"][0]["period"] == PERIOD


# -- configuration -------------------------------------------------------------------------------


def test_broken_configuration_lists_every_problem_at_once(paraf, tmp_path):
    root = tmp_path / "kantor"
    lay_out(root)
    reconfigure(root, 'nip = "19690817 199403 1 001"', 'nip = "123"')
    reconfigure(root, 'staf = "japel-bidang-2"', 'staf = "japel-hantu"')
    reconfigure(root, 'tempat = "Pematangsiantar"', 'tempat = "Pematangsiantar"\nwarna = "biru"')
    for command in ("status", "doctor", "check"):
        ran = paraf(command, root=root)
        assert ran.exit_code == MISCONFIGURED, ran.output
        for named in ("NIP", "japel-hantu", "warna"):
            assert named in ran.output, (command, named, ran.output)
        assert len(re.findall(r"office\.toml line \d+", ran.output)) >= 3, ran.output
    assert not (root / ".paraf").exists()


def test_office_toml_that_is_no_toml_is_told_in_a_sentence(paraf, tmp_path):
    lay_out(tmp_path / "kantor")
    (tmp_path / "kantor" / "office.toml").write_text("[kantor\n", "utf-8")
    ran = paraf("status", root=tmp_path / "kantor")
    assert ran.exit_code == MISCONFIGURED
    assert "office.toml" in ran.stderr


def test_missing_template_is_named(paraf, at):
    sim = at("1")
    (sim.root / "templates_docx" / "surat-peringatan.docx").unlink()
    ran = paraf("run", "--once", root=sim.root)
    assert ran.exit_code == MISCONFIGURED
    assert "surat-peringatan" in ran.stderr


def test_now_is_refused_outside_a_demo_office(paraf, tmp_path):
    paraf("init", tmp_path / "kantor")
    for words in (("status",), ("run", "--once"), ("check",), ("start", "--period", PERIOD)):
        ran = paraf(*words, "--now", NOW, root=tmp_path / "kantor")
        assert ran.exit_code in (USAGE, MISCONFIGURED), ran.output
        assert "demo" in ran.output


def test_now_sets_a_demo_s_clock_for_one_command(paraf, at):
    sim = at("9")
    ran = paraf("run", "--once", "--now", "2026-10-20T08:00+07:00", root=sim.root)
    assert ran.exit_code == FINE, ran.output
    assert any("Surat Peringatan" in name for name in sim.inbox("kasubbag-tu"))
    assert sim.now.date() < OPENING.replace(day=20).date()


# -- a new office --------------------------------------------------------------------------------


def test_init_makes_an_office_that_doctor_accepts(paraf, tmp_path):
    root = tmp_path / "kantor"
    assert paraf("init", root).exit_code == FINE
    ran = paraf("doctor", root=root)
    assert ran.exit_code == FINE, ran.output
    report = told(paraf("doctor", "--json", root=root))
    assert report["ok"]
    assert all(set(line) == {"subject", "fine", "text", "warning"} for line in report["lines"])
    (kept,) = [line for line in report["lines"] if line["subject"] == "retention"]
    assert kept["warning"]  # nobody has decreed what the sample proposes
    assert "jra.toml, kode 000.8.6.3" in kept["text"]
    text = (root / "office.toml").read_text("utf-8")
    assert "demo =" not in text
    assert "agen_tanda_tangan" not in text
    assert (root / "outbox" / "kepala-badan" / "kembalikan").is_dir()
    assert not (root / ".paraf" / "demo").exists()


def test_doctor_says_what_to_do_where_nothing_can_be_written(paraf, tmp_path):
    root = tmp_path / "kantor"
    assert paraf("init", root).exit_code == FINE
    (root / "archive").rmdir()
    (root / "archive").write_bytes(b"")
    lines = told(paraf("doctor", "--json", root=root))["lines"]
    (line,) = [each for each in lines if each["subject"] == "rights" and not each["fine"]]
    assert line["text"].startswith("archive is not writable: File exists; let the account")


def test_mistakes_in_the_perjanjian_kinerja_are_all_told_and_stop_a_start(paraf, at):
    root = at("1").root
    path = root / "perjanjian-kinerja" / "2026.xlsx"
    book = load_workbook(path)
    book["bidang-2"]["H8"] = "banyak"
    book["bidang-2"].row_dimensions[9].hidden = True
    book["bidang-3"].title = "bidang-4"
    book.save(path)
    started = paraf("start", "--period", PERIOD, "--now", NOW, root=root)
    assert started.exit_code == MISCONFIGURED
    said = " ".join(started.output.split())
    for mistake in (
        "lembar bidang-2, sel H8: Target TW II harus angka 0 atau lebih",
        "lembar bidang-2, sel B9: baris 9 tersembunyi",
        "lembar bidang-4: tidak ada unit dengan id 'bidang-4' di office.toml (maksudnya bidang-3?)",
        "2026.xlsx: tidak ada lembar untuk unit 'bidang-3'",
    ):
        assert mistake in said


def test_init_never_touches_an_office_that_is_there(paraf, tmp_path):
    root = tmp_path / "kantor"
    paraf("init", root)
    (root / "office.toml").write_text("milik kami", "utf-8")
    assert paraf("init", root).exit_code == MISCONFIGURED
    assert (root / "office.toml").read_text("utf-8") == "milik kami"


def test_office_on_the_import_path_is_refused(paraf, tmp_path):
    root = tmp_path / "kantor"
    paraf("init", root)
    environment = os.environ | {"PYTHONPATH": str(root / "outbox")}
    ran = whole_program("status", "--office", root, env=environment)
    assert ran.returncode == MISCONFIGURED
    assert "import path" in ran.stderr


def test_signing_agent_outside_a_demo_is_refused(paraf, tmp_path):
    root = tmp_path / "kantor"
    paraf("init", root)
    reconfigure(root, "[jabatan.sekretaris]", "[jabatan.sekretaris]\nagen_tanda_tangan = true")
    ran = paraf("status", root=root)
    assert ran.exit_code == MISCONFIGURED
    assert "agen_tanda_tangan" in ran.stderr


# -- running -------------------------------------------------------------------------------------


def test_start_twice_opens_one_cycle(paraf, at):
    sim = at(None)
    for word in ("opened", "was opened before"):
        ran = paraf("start", "--period", PERIOD, "--now", NOW, root=sim.root)
        assert ran.exit_code == FINE, ran.output
        assert word in ran.stdout
    assert sim.inbox("sekretaris") == ["Lembar Disposisi Sekretaris - Triwulan III 2026.docx"]
    assert len(sim.store.cycles()) == 1


def test_start_of_a_year_without_agreement_is_misconfigured(paraf, at):
    ran = paraf("start", "--period", "Triwulan I 2031", "--now", NOW, root=at(None).root)
    assert ran.exit_code == MISCONFIGURED
    assert "2031" in ran.stderr


def test_run_once_handles_what_waits_and_exits(paraf, at):
    sim = at("2")
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    ran = paraf("run", "--once", root=sim.root)
    assert ran.exit_code == FINE, ran.output
    assert any("Konsep" in name for name in sim.inbox("japel-tu"))


def test_run_once_says_later_when_something_could_not_be_done(paraf, at):
    sim = at("2")
    (sim.root / "inbox" / "japel-tu").rmdir()
    (sim.root / "inbox" / "japel-tu").write_bytes(b"a file where a folder was")
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    ran = paraf("run", "--once", root=sim.root)
    assert ran.exit_code == LATER, ran.output


def test_second_paraf_in_one_office_exits_3_with_a_sentence(paraf, at):
    sim = at("2")
    with office_lock(sim.root):
        ran = paraf("run", "--once", root=sim.root)
        assert ran.exit_code == LATER
        assert "another Paraf" in ran.stderr
        assert str(os.getpid()) in ran.stderr
        assert paraf("status", root=sim.root).exit_code == FINE
    assert paraf("run", "--once", root=sim.root).exit_code == FINE


@pytest.mark.long
@pytest.mark.parametrize(
    ("until", "first", "told_last"),
    [
        ("4", "sekretaris/Surat Permintaan*.pdf", "3"),
        # the join lays no paper; the warning of a late unit is the first it leads to
        ("9", "kasubbag-tu/Konsep Surat Peringatan*.docx", "8a"),
    ],
)
def test_demo_until_a_step_leaves_that_paper(paraf, tmp_path, until, first, told_last):
    root = tmp_path / "kantor"
    lay_out(root)
    ran = whole_program("demo", "--until", until, "--office", root)
    assert ran.returncode == FINE, ran.stderr
    (paper,) = (root / "inbox").glob(first)
    assert paper.name in ran.stdout
    told = re.findall(r"^ {2,4}(\d+a?)  ", ran.stdout, re.MULTILINE)
    assert told[-1] == told_last  # what did not happen yet is not told
    board = (root / "PAPAN STATUS.html").read_text("utf-8")
    waiting = json.loads(paraf("status", "--json", root=root).stdout)["waiting"]
    assert paper.name in [each["file"] for each in waiting]
    assert [each["document"] for each in waiting if each["document"] not in board] == []


def test_demo_is_refused_outside_a_demo_office(paraf, tmp_path):
    paraf("init", tmp_path / "kantor")
    assert paraf("demo", root=tmp_path / "kantor").exit_code == MISCONFIGURED


def test_demo_names_the_posts_that_lack_a_signing_agent_at_once(paraf, tmp_path):
    lay_out(tmp_path)
    for post in ("kepala-badan", "sekretaris", "kasubbag-tu"):
        reconfigure(tmp_path, "agen_tanda_tangan = true\n", "", after=f"[jabatan.{post}]")
    ran = paraf("demo", root=tmp_path)
    assert ran.exit_code == MISCONFIGURED
    named = re.findall(r"\[jabatan\.([a-z-]+)\] needs", ran.output)
    assert named == ["kasubbag-tu", "sekretaris"]


# -- status and check ----------------------------------------------------------------------------


def test_board_that_cannot_be_written_shows_in_exit_codes_and_status(paraf, at):
    sim = at("2")
    board = sim.root / "PAPAN STATUS.html"
    board.unlink()
    board.mkdir()
    sim.hand_in("kasubbag-tu", "Lembar Disposisi Kasubbag TU")
    ran = paraf("run", "--once", root=sim.root)
    assert ran.exit_code == LATER
    assert "papan status: the board cannot be written" in ran.stderr
    assert any("Konsep" in name for name in sim.inbox("japel-tu"))
    ran = paraf("status", "--json", root=sim.root)
    assert ran.exit_code == WRONG
    problem, *others = told(ran)["problems"]
    assert (problem["what"], problem["code"], others) == ("papan status", "T15", [])
    assert "! papan status: the board cannot" in paraf("status", root=sim.root).stdout
    board.rmdir()
    assert paraf("run", "--once", root=sim.root).exit_code == FINE
    assert paraf("status", root=sim.root).exit_code == FINE
    assert "Konsep" in board.read_text("utf-8")


def test_status_for_programs_has_the_promised_shape(paraf, at):
    sim = at("8a")
    status = told(paraf("status", "--json", root=sim.root))
    assert {"cycles", "waiting", "problems"} <= set(status)
    (cycle,) = status["cycles"]
    assert {"id", "period", "state", "steps", "units"} <= set(cycle)
    assert [each["unit"] for each in cycle["units"]] == [
        "sekretariat",
        "bidang-1",
        "bidang-2",
        "bidang-3",
    ]
    assert {each["step"] for each in status["waiting"]} == {"8", "8a"}
    for each in status["waiting"]:
        assert set(each) == {
            "post",
            "file",
            "document",
            "step",
            "since",
            "standard_minutes",
            "elapsed_minutes",
        }
        assert each["file"] in sim.inbox(each["post"])
        # 8a's standard is a proposal of ours, not the SOP's: it is never shown as one
        assert each["standard_minutes"] == (4 * 450 if each["step"] == "8" else None)
    assert status["problems"] == []


def test_status_for_people_names_post_and_paper(paraf, at):
    ran = paraf("status", root=at("4").root)
    assert "sekretaris" in ran.stdout
    assert "Surat Permintaan" in ran.stdout


def test_check_finds_nothing_wrong_in_a_sound_office(paraf, at):
    sim = at("selesai")
    ran = paraf("check", "--json", root=sim.root)
    assert (ran.exit_code, told(ran)) == (FINE, {"ok": True, "findings": []})


def test_check_names_what_was_changed(paraf, at):
    sim = at("selesai")
    berkas = sim.root / "archive" / sim.cycle.berkas_path
    letter = next(berkas.glob("*Surat Permintaan*.pdf"))
    letter.chmod(0o644)
    letter.write_bytes(letter.read_bytes() + b" ")
    paper = next(p for p in sim.cycle.papers if p.kind == "data-kinerja")
    stored = Path(sim.workplace.office.tools.folders.object_path(paper.current_sha256))
    stored.write_bytes(b"lain")
    ran = paraf("check", "--json", root=sim.root)
    assert ran.exit_code == WRONG
    report = told(ran)
    assert not report["ok"]
    assert all(set(each) == {"code", "text", "path"} for each in report["findings"])
    paths = "\n".join(each["path"] for each in report["findings"])
    assert letter.name in paths
    assert stored.name in paths


def test_check_changes_nothing(paraf, at):
    sim = at("5")
    before = {path: path.stat().st_mtime_ns for path in sim.root.rglob("*") if path.is_file()}
    sim.close()
    assert paraf("check", root=sim.root).exit_code == FINE
    after = {path: path.stat().st_mtime_ns for path in sim.root.rglob("*") if path.is_file()}
    ours = {path for path in after if path.suffix in (".db-wal", ".db-shm")}
    assert {p: t for p, t in after.items() if p not in ours} == {
        p: t for p, t in before.items() if p not in ours
    }


# -- sign and verify -----------------------------------------------------------------------------


@pytest.fixture
def signing(at):
    """An office where the letter waits for Kepala Badan, who has no agent, and his key."""

    def no_agent(root):
        reconfigure(root, "agen_tanda_tangan = true\n", "", after="[jabatan.kepala-badan]")

    sim = at("5", before=no_agent)
    letter = sim.paper("kepala-badan", "Surat Permintaan")
    return sim, letter, demo_keys(sim.root) / "kepala-badan.p12"


def passphrase(text):
    """A file descriptor from which that passphrase is read."""
    reading, writing = os.pipe()
    os.write(writing, text)
    os.close(writing)
    return reading


def test_signed_into_the_outbox_and_accepted(paraf, signing):
    sim, letter, key = signing
    words = ("sign", letter, "--post", "kepala-badan", "--key", key)
    ran = paraf(*words, "--passphrase-fd", passphrase(b"demo\n"), root=sim.root)
    assert ran.exit_code == FINE, ran.output
    assert sim.outbox("kepala-badan") == [letter.name]
    sim.work()
    assert sim.cycle.open_tasks[0].step == "6"


def test_passphrase_is_typed_where_nobody_sees_it(paraf, signing, monkeypatch):
    sim, letter, key = signing
    asked = []
    monkeypatch.setattr("getpass.getpass", lambda prompt: asked.append(prompt) or "demo")
    output = sim.root / "ditandatangani.pdf"
    words = ("sign", letter, "--post", "kepala-badan", "--key", key, "--output", output)
    assert paraf(*words, root=sim.root).exit_code == FINE
    assert len(asked) == 1
    assert output.read_bytes().startswith(letter.read_bytes())
    assert sim.outbox() == []


@pytest.mark.parametrize(
    ("wrong", "code"), [(b"salah\n", {WRONG}), (b"\n", {WRONG, USAGE}), (b"", {WRONG, USAGE})]
)
def test_wrong_passphrase_is_said_in_a_sentence(paraf, signing, wrong, code):
    sim, letter, key = signing
    words = ("sign", letter, "--post", "kepala-badan", "--key", key)
    ran = paraf(*words, "--passphrase-fd", passphrase(wrong), root=sim.root)
    assert ran.exit_code in code
    assert "passphrase" in ran.stderr.lower()
    assert "Traceback" not in ran.output
    assert sim.outbox() == []


def test_several_files_give_a_result_each(paraf, signing, tmp_path):
    sim, letter, key = signing
    other = tmp_path / "lain.pdf"
    other.write_bytes(b"%PDF-1.7\n%%EOF\n")
    words = ("sign", other, letter, "--post", "kepala-badan", "--key", key)
    ran = paraf(*words, "--passphrase-fd", passphrase(b"demo"), root=sim.root)
    assert ran.exit_code == WRONG
    assert "lain.pdf" in ran.stderr
    assert sim.outbox("kepala-badan") == [letter.name]


def test_signing_as_an_unknown_post_or_with_a_missing_key_is_wrong_usage(paraf, signing):
    sim, letter, key = signing
    unknown = paraf("sign", letter, "--post", "walikota", "--key", key, root=sim.root)
    assert unknown.exit_code == USAGE
    assert "kepala-badan" in unknown.stderr
    missing = paraf(
        "sign", letter, "--post", "kepala-badan", "--key", "tidak-ada.p12", root=sim.root
    )
    assert missing.exit_code == USAGE


def test_passphrase_appears_nowhere(paraf, signing):
    sim, letter, key = signing
    secret = b"rahasia-sekali-7f3a"
    ran = paraf(
        *("sign", letter, "--post", "kepala-badan", "--key", key),
        *("--passphrase-fd", passphrase(secret)),
        root=sim.root,
    )
    assert secret.decode() not in ran.output
    for path in sim.root.rglob("*"):
        assert not path.is_file() or secret not in path.read_bytes()


VERDICT_KEYS = {"file", "verdict", "document", "signatures", "reasons"}
SIGNATURE_KEYS = {
    *("post", "holder", "capacity", "certificate_sha256", "signed_at", "timestamp", "level"),
    "validated_at",
    "proof_until",
    "certificate_until",
    "stamps",
    "holds",
}


def test_verify_tells_valid_incomplete_refused_and_unknown_apart(paraf, at, tmp_path):
    sim = at("5")
    name, waiting = sim.take("kepala-badan", "Surat Permintaan")
    whole = sim.signed(waiting, "kepala-badan", "TtdKepalaBadan")
    files = {
        "valid": whole,
        "incomplete": waiting,
        "refused": whole + b"\n% lagi\n",
        "unknown": (REPOSITORY / "tests" / "support" / "signing_letter.pdf").read_bytes(),
    }
    for verdict, data in files.items():
        path = tmp_path / f"{verdict} {name}"
        path.write_bytes(data)
        ran = paraf("verify", "--json", path, root=sim.root)
        answer = told(ran)
        assert set(answer) == VERDICT_KEYS
        assert answer["verdict"] == verdict, answer
        assert ran.exit_code == (FINE if verdict == "valid" else WRONG)
        assert all(set(each) == SIGNATURE_KEYS for each in answer["signatures"])
        assert all(set(each) == {"code", "text"} for each in answer["reasons"])
        assert answer["reasons"] or verdict != "refused"
        if verdict == "valid":
            assert answer["reasons"] == []
            assert [each["post"] for each in answer["signatures"]] == ["sekretaris", "kepala-badan"]
            assert all(each["level"] and each["holder"] for each in answer["signatures"])
    ran = paraf("verify", *tmp_path.glob("* Surat*.pdf"), root=sim.root)
    assert ran.exit_code == WRONG
    assert all(f"{verdict} {name}" in ran.stdout for verdict in files)


def test_verify_of_a_missing_file_is_wrong_usage(paraf, at):
    assert paraf("verify", "tidak-ada.pdf", root=at("5").root).exit_code == USAGE


def test_archived_letter_is_valid_by_itself(paraf, at):
    sim = at("selesai")
    berkas = sim.root / "archive" / sim.cycle.berkas_path
    for words in ("Surat Permintaan", "Surat Peringatan", "Laporan Rekapitulasi", "Berita Acara"):
        (pdf,) = berkas.glob(f"*{words}*.pdf")
        ran = paraf("verify", pdf, root=sim.root)
        assert ran.exit_code == FINE, ran.output


# -- keys ----------------------------------------------------------------------------------------


def test_certificates_are_listed_enrolled_and_revoked(paraf, at):
    sim, stranger = at("5"), at(None)
    stranger.store.office_id  # noqa: B018 - opening it makes its demo keys
    before = told(paraf("keys", "list", "--json", root=sim.root))
    assert {each["post"] for each in before} >= {"sekretaris", "kepala-badan"}
    pem = demo_keys(stranger.root) / "kepala-badan.pem"
    assert paraf("keys", "enrol", "kepala-badan", pem, root=sim.root).exit_code == FINE
    after = told(paraf("keys", "list", "--json", root=sim.root))
    (fresh,) = [each for each in after if each not in before]
    assert fresh["post"] == "kepala-badan"
    assert fresh["revoked_at"] is None

    old = next(each for each in before if each["post"] == "kepala-badan")
    fingerprint = old["certificate_sha256"]
    ran = paraf("keys", "revoke", fingerprint[:20], root=sim.root)
    assert ran.exit_code == FINE, ran.output
    listed = told(paraf("keys", "list", "--json", root=sim.root))
    assert next(e for e in listed if e["certificate_sha256"] == fingerprint)["revoked_at"]

    name, data = sim.take("kepala-badan", "Surat Permintaan")
    sim.drop("kepala-badan", name, sim.signed(data, "kepala-badan", "TtdKepalaBadan"))
    sim.work()
    assert "P40" in sim.note("kepala-badan", name)
    assert sim.findings() == ()


@pytest.mark.parametrize("fingerprint", ["ffff", ""])
def test_revoking_what_is_not_one_certificate_is_refused(paraf, at, fingerprint):
    root = at("1").root
    ran = paraf("keys", "revoke", fingerprint, root=root)
    assert ran.exit_code in (WRONG, USAGE)
    assert all(
        each["revoked_at"] is None for each in told(paraf("keys", "list", "--json", root=root))
    )


def test_enrolling_for_an_unknown_post_or_rubbish_is_told(paraf, at, tmp_path):
    sim = at("1")
    rubbish = tmp_path / "rusak.pem"
    rubbish.write_text("bukan sertifikat", "utf-8")
    assert paraf("keys", "enrol", "sekretaris", rubbish, root=sim.root).exit_code == WRONG
    pem = demo_keys(sim.root) / "sekretaris.pem"
    unknown = paraf("keys", "enrol", "walikota", pem, root=sim.root)
    assert unknown.exit_code in (USAGE, MISCONFIGURED)
    assert "walikota" in unknown.stderr
    missing = paraf("keys", "enrol", "sekretaris", tmp_path / "tidak-ada.pem", root=sim.root)
    assert missing.exit_code == USAGE

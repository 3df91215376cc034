"""A filed berkas proves itself where Paraf is not installed: by Python alone, and by its schema."""

import hashlib
import json
import re
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pipeline.domain.cycle import Status
from pipeline.entry.cli.app import app

#: Neither the folder it stands in nor site-packages is looked at: Paraf cannot be imported.
ALONE = (sys.executable, "-I", "-S")


@pytest.fixture
def filed(at):
    sim = at("selesai")
    assert sim.cycle.status is Status.FILED
    return sim


@pytest.fixture
def berkas(filed):
    return filed.root / "archive" / filed.cycle.berkas_path


def check(berkas, *options):
    command = [*ALONE, berkas / "_meta/periksa.py", *options]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    return ran.returncode, ran.stdout + ran.stderr


def printed_head(berkas):
    """The ledger's head as the signed berita acara prints it."""
    (record,) = berkas.glob("*Berita Acara Pengarsipan*.pdf")
    ran = subprocess.run(["pdftotext", record, "-"], capture_output=True, text=True, check=True)
    (head,) = re.findall(r"SHA-256([0-9a-f]{64})", re.sub(r"\s", "", ran.stdout))
    return head


def printed_manifest(berkas):
    """The digest of the manifest of contents, likewise."""
    (record,) = berkas.glob("*Berita Acara Pengarsipan*.pdf")
    ran = subprocess.run(["pdftotext", record, "-"], capture_output=True, text=True, check=True)
    (told,) = re.findall(r"manifestisi.*?ialah:([0-9a-f]{64})", re.sub(r"\s", "", ran.stdout))
    return told


def test_the_checker_needs_nothing_of_paraf(berkas, filed):
    ran = subprocess.run([*ALONE, "-c", "import pipeline"], capture_output=True, check=False)
    assert b"ModuleNotFoundError" in ran.stderr
    code, told = check(berkas)
    assert (code, told.splitlines()[-1]) == (0, "BERKAS UTUH."), told
    assert f"Nilai manifest: {filed.cycle.berkas_sha256}" in told


def test_the_head_that_the_berita_acara_prints_is_in_the_chain_that_is_filed(berkas):
    head = printed_head(berkas)
    code, told = check(berkas, "--kepala", head)
    assert code == 0
    later = {line.partition(": ")[2] for line in told.splitlines() if "Tercatat setelah" in line}
    assert later == {path.name for path in berkas.glob("*Berita Acara Pengarsipan*")}
    code, told = check(berkas, "--kepala", head[::-1])
    assert code == 1
    assert "JEJAK ELEKTRONIK TIDAK ADA" in told


def test_the_manifest_that_the_berita_acara_prints_names_every_item_that_is_filed(berkas):
    manifest = berkas / "_meta/manifest-isi-sha256.txt"
    printed = printed_manifest(berkas)
    assert hashlib.sha256(manifest.read_bytes()).hexdigest() == printed
    ran = subprocess.run(
        ["sha256sum", "-c", "--quiet", manifest.relative_to(berkas)], cwd=berkas, check=False
    )
    assert ran.returncode == 0
    named = {line[66:] for line in manifest.read_text("utf-8").splitlines()}
    lying = {path.name for path in berkas.glob("[0-9]*") if not path.name.startswith("000 ")}
    assert lying - named == {path.name for path in berkas.glob("*Berita Acara Pengarsipan*")}
    code, told = check(berkas, "--manifest", printed, "--kepala", printed_head(berkas))
    assert (code, told.splitlines()[-1]) == (0, "BERKAS UTUH."), told
    outside = {line.partition(": ")[2] for line in told.splitlines() if "Tidak termasuk" in line}
    assert outside == lying - named
    assert check(berkas, "--manifest", printed[::-1])[0] == 1


def test_a_naskah_of_two_subjects_is_pointed_to_from_the_other_one(filed, berkas):
    (pointer,) = (filed.root / "archive").glob("2026/000.7.2.8 Laporan Berkala/*")
    text = pointer.read_bytes()
    assert text.startswith(b"\xef\xbb\xbfTUNJUK SILANG\r\n")
    lines = text.decode("utf-8-sig").split("\r\n")
    (where,) = [line for line in lines if line.startswith("../")]
    report = (pointer.parent / where).resolve()
    assert report.parent == berkas
    assert "Laporan Rekapitulasi" in report.name
    assert hashlib.sha256(report.read_bytes()).hexdigest() in lines
    pointer.chmod(0o644)
    pointer.unlink()
    ran = paraf(filed.root, "archive", "verify", "--json")
    assert [each["code"] for each in json.loads(ran.stdout)["findings"]] == ["A23"]
    assert paraf(filed.root, "archive", "restore").exit_code == 0
    assert pointer.read_bytes() == text
    pointer.chmod(0o644)
    pointer.write_bytes(text + b"lain")
    ran = paraf(filed.root, "archive", "verify", "--json")
    assert [each["code"] for each in json.loads(ran.stdout)["findings"]] == ["A24"]
    assert pointer.read_bytes() == text + b"lain"


def test_each_item_tells_what_an_archivist_asks_of_it(berkas):
    """The list of dossier 8.5, where it was not told before."""
    records = {
        each["isi"]["jenis_naskah"]: each
        for each in (json.loads(path.read_bytes()) for path in (berkas / "_meta").glob("0*.json"))
    }
    letter, warning = records["surat-permintaan"], records["surat-peringatan"]
    assert letter["metadata"]["register_naskah"] == "surat_keluar/2026"
    assert (letter["akses"], warning["akses"]) == ("Biasa", "Terbatas")
    assert letter["isi"]["file"][0]["profil"] == "PDF/A-2B"
    assert {each["penerbit_sertifikat"] for each in letter["metadata"]["penandatangan"]} != {None}
    assert ("peringatan atas", letter["isi"]["kode"]) in {
        (each["hubungan"], each["kode"]) for each in warning["metadata"]["hubungan"]
    }
    kept = letter["jadwal_retensi"]
    assert (kept["aktif_sampai"], kept["inaktif_sampai"]) == ("2028-12-31", "2031-12-31")
    assert (kept["nasib_akhir"], kept["asal"]) == ("Musnah", "usulan")
    assert "menunggu penetapan JRA" in letter["retensi"]


def test_the_checker_tells_in_indonesian_how_it_is_used(berkas):
    for word, code in (("-h", 0), ("--help", 0), ("--lain", 2)):
        told = check(berkas, word)
        assert told[0] == code
        assert "Kode keluar: 0 utuh" in told[1]


def test_a_berkas_copied_elsewhere_still_holds(berkas, tmp_path, filed):
    copy = shutil.copytree(berkas, tmp_path / "di tempat lain")
    assert check(copy, "--manifest", filed.cycle.berkas_sha256)[0] == 0


def test_a_letter_tells_who_signed_it(berkas):
    records = [json.loads(path.read_bytes()) for path in (berkas / "_meta").glob("0*.json")]
    (letter,) = [each for each in records if each["isi"]["jenis_naskah"] == "surat-permintaan"]
    signed = {each["jabatan"]: each for each in letter["metadata"]["penandatangan"]}
    head = signed["Kepala Badan Kesatuan Bangsa dan Politik"]
    assert head["nip"] == "196908171994031001"
    assert head["jenis"] == "PAdES B-B"
    assert letter["metadata"]["halaman"] >= 1
    assert letter["dasar_retensi"]
    formats = {file["format"] for each in records for file in each["isi"]["file"]}
    assert "application/octet-stream" not in formats


def paraf(root, *words):
    ran = CliRunner().invoke(app, [*words, "--office", str(root)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


def test_the_archive_is_listed_and_verified_from_the_command_line(filed, berkas):
    listed = json.loads(paraf(filed.root, "archive", "list", "--json").stdout)
    (entry,) = listed["berkas"]
    assert entry["path"] == filed.cycle.berkas_path
    assert len(entry["items"]) == len(filed.cycle.filed_papers)
    assert "Pengumpulan" in paraf(filed.root, "archive", "list").stdout
    assert "Nothing is filed" in paraf(filed.root, "archive", "list", "--year", "1999").stdout
    for words in ((), ("--sample", "3")):
        ran = paraf(filed.root, "archive", "verify", "--json", *words)
        told = json.loads(ran.stdout)
        assert (ran.exit_code, told) == (
            0,
            {"ok": True, "berkas": 1, "findings": [], "last_good": {}},
        )


def test_what_was_damaged_is_named_on_the_command_line(filed, berkas):
    letter = next(berkas.glob("*Surat Permintaan*.pdf"))
    letter.chmod(0o644)
    letter.write_bytes(letter.read_bytes()[:-1])
    ran = paraf(filed.root, "archive", "verify", "--json")
    (finding,) = json.loads(ran.stdout)["findings"]
    assert (ran.exit_code, finding["code"]) == (1, "A02")
    assert finding["path"] == letter.relative_to(filed.root / "archive").as_posix()
    told = paraf(filed.root, "archive", "verify").stdout
    assert letter.name in told
    assert "\n→ Jangan mengubah isi berkas." in told
    record = berkas / "_meta/berkas.json"
    record.chmod(0o644)
    record.write_bytes(b"{")
    ran = paraf(filed.root, "archive", "list", "--json")
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["unreadable"] == [filed.cycle.berkas_path]


def test_a_berkas_that_was_taken_away_is_missed_by_the_ledger(filed, berkas):
    berkas.parent.chmod(0o755)
    shutil.rmtree(berkas)
    ran = paraf(filed.root, "archive", "verify", "--json")
    assert {each["code"] for each in json.loads(ran.stdout)["findings"]} >= {"A12"}

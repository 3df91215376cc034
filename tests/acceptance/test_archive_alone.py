"""A filed berkas proves itself where Paraf is not installed: with Python alone, and by its schema."""

import json
import re
import shutil
import subprocess
import sys

import jsonschema
import pytest

from pipeline.domain.cycle import Status

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


def test_the_checker_needs_nothing_of_paraf(berkas, filed):
    ran = subprocess.run([*ALONE, "-c", "import pipeline"], capture_output=True, check=False)
    assert b"ModuleNotFoundError" in ran.stderr
    code, told = check(berkas)
    assert (code, told.splitlines()[-1]) == (0, "BERKAS UTUH."), told
    assert f"Nilai manifest: {filed.cycle.berkas_sha256}" in told


def test_the_head_that_the_berita_acara_prints_is_in_the_chain_that_is_filed(berkas):
    head = printed_head(berkas)
    assert check(berkas, "--kepala", head)[0] == 0
    code, told = check(berkas, "--kepala", head[::-1])
    assert code == 1
    assert "KEPALA RANTAI TIDAK ADA" in told


def test_a_berkas_copied_elsewhere_still_holds(berkas, tmp_path, filed):
    copy = shutil.copytree(berkas, tmp_path / "di tempat lain")
    assert check(copy, "--manifest", filed.cycle.berkas_sha256)[0] == 0


def test_every_item_is_described_by_the_schema_filed_with_it(berkas):
    schema = json.loads((berkas / "_meta/skema-item.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    records = [path for path in (berkas / "_meta").glob("*.json") if path.stem.isdigit()]
    assert len(records) > 20
    for path in records:
        validator.validate(json.loads(path.read_bytes()))
    broken = json.loads(records[0].read_bytes())
    del broken["isi"]["file"][0]["digest"]
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(broken)


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

"""Each kind of fault once; ``make archive-faults`` does them at random places by the thousand."""

import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from archive_faults import (
    FAULTS,
    LEDGER,
    LONG,
    NAMED,
    SHORT,
    Damage,
    SoundArchive,
    everything_rewritten_in_line,
    not_named,
)
from archive_samples import make_addition, snapshot

from pipeline.adapters.archive import FolderArchive, periksa
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.store.chain import canonical, line_hash


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return SoundArchive(tmp_path_factory.mktemp("arsip"))


def test_a_sound_archive_has_no_findings_and_the_checker_agrees(sound):
    assert FolderArchive(sound.root, LocalDisk()).verify(anchors=sound.anchors) == ()
    for path, anchor in sound.anchors.items():
        code, told = check(sound.root / path, anchor)
        assert (code, told.splitlines()[-1]) == (0, "BERKAS UTUH."), told


def check(folder, anchor):
    ran = subprocess.run(
        [sys.executable, "-I", "-S", periksa.__file__, folder, "--manifest", anchor],
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_each_fault_is_found_and_named(sound, tmp_path, fault):
    damage = Damage(sound, tmp_path / "rusak", random.Random(fault.__name__))  # noqa: S311
    expected = fault(damage)
    before = snapshot(damage.root)
    findings = FolderArchive(damage.root, LocalDisk()).verify(anchors=sound.anchors)
    assert not not_named(findings, expected), findings
    if expected.alone:
        code, told = check(damage.folder, sound.anchors[damage.berkas])
        assert code == 1, told
        assert expected.unnamed or all(name in told for name in expected.names), told
    assert snapshot(damage.root) == before


def test_some_berkas_are_read_and_others_are_not(sound, tmp_path):
    damage = Damage(sound, tmp_path / "rusak", random.Random(1))  # noqa: S311
    (damage.folder / damage.file()).unlink()
    (damage.root / "titipan.pdf").write_bytes(b"x")
    archive = FolderArchive(damage.root, LocalDisk())
    others = set(archive.places()) - {damage.berkas}
    assert archive.verify(anchors=sound.anchors, among=others) == ()
    (finding,) = archive.verify(anchors=sound.anchors, among={damage.berkas})
    assert finding.facts["path"].startswith(damage.berkas)


@pytest.mark.parametrize("tool", ["sha256sum", "sha512sum"])
def test_coreutils_find_a_flipped_bit(sound, tmp_path, tool):
    damage = Damage(sound, tmp_path / "rusak", random.Random(2))  # noqa: S311
    name = damage.file("[0-9]*.pdf")
    data = bytearray((damage.folder / name).read_bytes())
    data[0] ^= 1
    (damage.folder / name).write_bytes(bytes(data))
    manifest = Path("_meta") / f"manifest-{tool.removesuffix('sum')}.txt"
    ran = subprocess.run(
        [tool, "-c", "--quiet", manifest], cwd=damage.folder, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert f"{name}: FAILED" in ran.stdout


def test_only_the_signed_paper_shows_a_forgery_that_is_sound_in_itself(sound, tmp_path):
    """What the berita acara prints is the anchor for whoever has nothing else."""
    damage = Damage(sound, tmp_path / "rusak", random.Random(4))  # noqa: S311
    everything_rewritten_in_line(damage)
    code, told = check(damage.folder, "")
    assert (code, told.splitlines()[-1]) == (0, "BERKAS UTUH."), told
    code, told = check(damage.folder, sound.printed)
    assert code == 1
    assert "MANIFEST BUKAN YANG DICATAT" in told
    assert check(sound.root / sound.second, sound.printed)[0] == 0


def test_a_forger_who_writes_on_after_the_printed_head_is_told_by_it(sound, tmp_path):
    """The lines up to the head that was printed bind him; what they do not know is named."""
    damage = Damage(sound, tmp_path / "rusak", random.Random(3))  # noqa: S311
    head = json.loads((damage.folder / LEDGER).read_text("utf-8").splitlines()[-1])
    name = damage.file("001 *.pdf")
    forged = b"%PDF palsu"
    before = (damage.folder / name).read_bytes()
    damage.rewrite(name, forged)
    record = damage.folder / "_meta/001.json"
    text = record.read_text("utf-8")
    for tool in (hashlib.sha256, hashlib.sha512):
        text = text.replace(tool(before).hexdigest(), tool(forged).hexdigest())
    record.write_text(text, "utf-8")
    facts = {
        "cycle": "2026-tw3",
        "key": "claim:999",
        "type": "HandedIn",
        "body": canonical({"sha256": hashlib.sha256(forged).hexdigest()}),
    }
    digest = line_hash(head["hash"], head["seq"] + 1, head["at"], facts)
    line = {"seq": head["seq"] + 1, "at": head["at"], "previous": head["hash"], "hash": digest}
    with (damage.folder / LEDGER).open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps({**line, **facts}) + "\n")
    damage.bring_in_line(name, "_meta/001.json", LEDGER)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", periksa.__file__, damage.folder, "--kepala", head["hash"]],
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"Tercatat setelah jejak elektronik: {name}" in ran.stdout


def _without(value, keys):
    """JSON as an older Paraf wrote it: without what came since."""
    if isinstance(value, dict):
        return {key: _without(each, keys) for key, each in value.items() if key not in keys}
    return [_without(each, keys) for each in value] if isinstance(value, list) else value


def test_a_berkas_that_an_older_paraf_filed_reads_and_verifies_as_before(sound, tmp_path):
    damage = Damage(sound, tmp_path / "lama", random.Random(5))  # noqa: S311
    damage.berkas, damage.folder = sound.second, damage.root / sound.second
    new = {"jadwal_retensi", "berkas_terkait", "tunjuk_silang", "profil", "hubungan",
           "register_naskah", "penerbit_sertifikat", "catatan_item"}  # fmt: skip
    records = [*damage.folder.glob("_meta/0*.json"), damage.folder / "_meta/berkas.json"]
    for path in records:
        path.write_text(json.dumps(_without(json.loads(path.read_bytes()), new)), "utf-8")
    (damage.folder / NAMED).unlink()
    (pointer,) = damage.root.glob("2026/000.7.2.8 Laporan Berkala/*-002-*")
    pointer.unlink()
    for manifest, tool in ((LONG, hashlib.sha512), (SHORT, hashlib.sha256)):
        files = snapshot(damage.folder)
        listed = sorted(set(files) - {SHORT} - ({LONG} if manifest == LONG else set()))
        lines = [f"{tool(files[name]).hexdigest()}  {name}\n" for name in listed]
        damage.rewrite(manifest, "".join(lines).encode())
    archive = FolderArchive(damage.root, LocalDisk())
    assert archive.verify() == ()
    assert check(damage.folder, "")[0] == 0
    (old,) = [each for each in archive.listing() if each.path == sound.second]
    assert (old.retention_rule, old.closed_on) == (None, None)
    assert archive.append(old.path, make_addition()).version == 2
    assert archive.verify() == ()

"""A berkas goes from one office's archive into another's, from the command line."""

import csv
import json
import shutil

import pytest
from archive_samples import snapshot
from drill import destroy_database, told
from office_sim import reconfigure
from openpyxl import load_workbook
from typer.testing import CliRunner

from pipeline.adapters.archive import Reception
from pipeline.entry.cli.app import app


def archive(root, *words, answer=""):
    words = [str(each) for each in words]
    ran = CliRunner().invoke(app, ["archive", *words, "--office", str(root)], input=answer)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


@pytest.fixture
def sender(at):
    sim = at("selesai")
    sim.close()
    return sim


@pytest.fixture
def receiver(at):
    """An office of another name that is just to number a berkas of its own."""
    return at("12", before=renamed)


def renamed(root):
    reconfigure(root, 'badan = "Badan Kesatuan', 'badan = "Kantor Kesatuan')


@pytest.fixture
def stranger(at):
    """An office of another name and ledger, in which nothing was done yet."""
    sim = at(None, before=renamed)
    sim.work()
    return sim


@pytest.fixture
def bag(sender, tmp_path):
    ran = archive(sender.root, "export", "2026/001", "--zip", "--output", tmp_path)
    assert ran.exit_code == 0, ran.output
    (found,) = tmp_path.glob("*.zip")
    return found


def test_a_berkas_of_another_office_is_at_home_in_ours(sender, receiver, bag):
    path = sender.cycle.berkas_path
    ran = archive(receiver.root, "import", bag, answer="n\n")
    assert ran.exit_code == 0
    assert list((receiver.root / "archive").glob("2026/*/0*")) == []

    ran = archive(receiver.root, "import", bag, answer="y\n")
    assert ran.exit_code == 0, ran.output
    assert snapshot(receiver.root / "archive" / path) == snapshot(sender.root / "archive" / path)
    (line,) = receiver.ledger("BerkasReceived")
    event = line["event"]
    assert event["manifest_sha256"] == sender.cycle.berkas_sha256
    assert (event["path"], event["origin"], event["bag"]) == (path, path, bag.name)
    assert "Pematangsiantar" in event["creator"]
    assert receiver.findings() == ()

    # the number is in use now, so that our own berkas gets the next one
    receiver.pass_on("kasubbag-tu", "Lembar Disposisi Pengarsipan")
    receiver.pass_on("japel-tu", "Berita Acara")
    assert receiver.cycle.berkas_number == 2
    assert "/002 " in receiver.cycle.berkas_path
    receiver.assert_sound()
    sheet = load_workbook(receiver.root / "archive/2026/Daftar Berkas 2026.xlsx").active
    told = [str(row[7]) for row in sheet.iter_rows(values_only=True) if row[0] in {1, 2}]
    assert ["pencipta arsip Badan" in told[0], "pencipta arsip Kantor" in told[1]] == [True, True]

    # whoever forges it later is found by the digest that our ledger holds
    letter = next((receiver.root / "archive" / path).glob("002*.pdf"))
    letter.chmod(0o644)
    letter.write_bytes(b"%PDF palsu")
    assert {each.code for each in receiver.findings()} == {"A02"}
    ran = archive(receiver.root, "export", "2026/001", "--output", bag.parent)
    assert ran.exit_code == 1
    assert "A31" in ran.output
    assert "paraf archive restore" in ran.output
    shutil.rmtree(receiver.root / "archive" / path)
    # it is gone, and its tunjuk silang points nowhere
    assert {each.code for each in receiver.findings()} == {"A12", "A16"}


def test_the_same_bag_twice_and_a_taken_number(sender, receiver, bag, tmp_path):
    receiver.pass_on("kasubbag-tu", "Lembar Disposisi Pengarsipan")
    ran = archive(receiver.root, "import", bag, "--yes")
    assert ran.exit_code == 1
    assert "--number 2" in ran.output
    assert "A48" in ran.output

    ran = archive(receiver.root, "import", bag, "--yes", "--number", 7, "--json")
    assert ran.exit_code == 0, ran.output
    place = json.loads(ran.stdout)["path"]
    assert place.rpartition("/")[2].startswith("007 ")
    ran = archive(receiver.root, "import", bag, "--yes", "--number", 8)
    assert ran.exit_code == 1
    assert f"“{place}”" in ran.output
    assert receiver.findings() == ()
    listed = json.loads(archive(receiver.root, "list", "--json").stdout)
    assert [each["number"] for each in listed["berkas"]] == [7]
    # a berkas that came from elsewhere is handed on like one of our own
    ran = archive(receiver.root, "export", "000.8.6.3/7", "--output", tmp_path)
    assert ran.exit_code == 0, ran.output
    assert snapshot(tmp_path / "000.8.6.3-2026-007" / "data") == snapshot(
        sender.root / "archive" / sender.cycle.berkas_path
    )


def test_an_import_that_broke_off_after_it_was_recorded_is_finished(receiver, bag, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Reception, "_publish", die)
        CliRunner().invoke(
            app, ["archive", "import", str(bag), "--yes", "--office", str(receiver.root)]
        )
    assert len(receiver.ledger("BerkasReceived")) == 1
    assert {each.code for each in receiver.findings()} == {"A12"}
    ran = archive(receiver.root, "import", bag, "--yes")
    assert ran.exit_code == 0, ran.output
    assert len(receiver.ledger("BerkasReceived")) == 1
    (line,) = receiver.ledger("ArchiveRestored")
    assert line["source"] == bag.name
    assert receiver.findings() == ()
    (place,) = (receiver.root / "archive").glob("2026/*/001 *")
    place.chmod(0o755)  # as when it broke off just before the end
    assert "sudah ada" in archive(receiver.root, "import", bag, "--yes").output
    assert place.stat().st_mode & 0o777 == 0o555


def test_a_berkas_of_our_own_that_was_lost_comes_back_out_of_its_bag(sender, bag):
    berkas = sender.root / "archive" / sender.cycle.berkas_path
    sender.close()
    whole = snapshot(berkas)
    shutil.rmtree(berkas)
    assert archive(sender.root, "verify").exit_code == 1
    assert archive(sender.root, "import", bag, "--yes").exit_code == 0
    assert snapshot(berkas) == whole
    assert archive(sender.root, "verify").exit_code == 0


def test_what_is_handed_over_is_in_the_ledger(sender, bag):
    (line,) = sender.ledger("ArchiveExported")
    assert line["manifest"] == sender.cycle.berkas_sha256
    assert line["bag"] == bag.name
    assert line["by"]


def test_what_the_ledger_does_not_know_is_not_handed_over(sender, tmp_path):
    path = sender.root / "archive" / sender.cycle.berkas_path
    sender.close()
    shutil.copytree(path, path.with_name(path.name.upper()))
    ran = archive(sender.root, "list")
    assert ran.exit_code == 1
    assert "letters' case" in ran.output
    assert "A30" in archive(sender.root, "verify").output
    ran = archive(sender.root, "export", "2026/001", "--output", tmp_path)
    assert ran.exit_code == 2
    assert "name one by its path" in ran.output
    twin = f"{sender.cycle.berkas_path.rpartition('/')[0]}/{path.name.upper()}"
    sender.close()
    ran = archive(sender.root, "export", twin, "--output", tmp_path)
    assert ran.exit_code == 1
    assert list(tmp_path.glob("000*")) == []


def codes(ran):
    return [each["code"] for each in json.loads(ran.stdout)["findings"]]


def test_a_berkas_that_somebody_copied_in_is_named_and_nobody_vouches_for_it(
    sender, stranger, bag, monkeypatch
):
    place = sender.cycle.berkas_path
    copied = stranger.root / "archive" / place
    shutil.copytree(sender.root / "archive" / place, copied)
    archive(stranger.root, "refresh")  # its lists and tunjuk silang are not what this is about
    stranger.workplace.office.tools.archive.mend_pointers()
    ran = archive(stranger.root, "verify", "--json")
    assert (ran.exit_code, codes(ran)) == (1, ["A50"])
    assert codes(archive(stranger.root, "verify", "--sample", 1, "--json")) == ["A50"]
    ran = archive(stranger.root, "verify", "2026/001")
    assert ran.exit_code == 1
    assert "tidak ada yang menjamin isinya. (A50)" in ran.output.replace("\n", " ")
    assert [each.code for each in stranger.findings()] == ["A50"]
    with monkeypatch.context() as patch:
        patch.chdir(copied)
        assert archive(stranger.root, "verify", ".").exit_code == 1

    copied.chmod(0o755)
    copied.rename(bag.parent / "di luar arsip")
    assert archive(stranger.root, "import", bag, "--yes").exit_code == 0
    assert archive(stranger.root, "verify").exit_code == 0
    assert stranger.findings() == ()


def test_a_berkas_that_was_received_is_known_again_after_a_rebuilding(stranger, bag, tmp_path):
    ran = archive(stranger.root, "import", bag, "--yes", "--number", 7, "--json")
    place = json.loads(ran.stdout)["path"]
    (before,) = stranger.ledger("BerkasReceived")
    destroy_database(stranger)
    code, report = told("rebuild", "--yes", "--office", stranger.root)
    assert (code, report["findings"]) == (0, [])
    (line,) = [each for each in report["unknown"] if each.startswith(place)]
    assert "who sent it is not proved" in line
    (after,) = stranger.ledger("BerkasReceived")
    kept = before["event"] | {"bag": "", "by": "paraf rebuild"}
    assert after["event"] == kept
    assert after["taken"] == before["taken"]
    assert archive(stranger.root, "verify").exit_code == 0
    assert "sudah ada" in archive(stranger.root, "import", bag, "--yes").output
    assert archive(stranger.root, "export", "2026/007", "--output", tmp_path).exit_code == 0
    stranger.work()
    stranger.assert_sound()


def test_a_forged_berkas_does_not_become_ours_by_a_rebuilding(sender, stranger, bag):
    archive(stranger.root, "import", bag, "--yes")
    place = sender.cycle.berkas_path
    letter = next((stranger.root / "archive" / place).glob("002*.pdf"))
    letter.chmod(0o644)
    letter.write_bytes(b"%PDF palsu")
    for copy in ("008 Salinan", "009 Salinan"):
        beside = (stranger.root / "archive" / place).with_name(copy)
        shutil.copytree(sender.root / "archive" / place, beside)
    destroy_database(stranger)
    code, report = told("rebuild", "--yes", "--office", stranger.root)
    assert code == 1
    first, taken, copy = sorted(each for each in report["unknown"] if each.startswith("2026/"))
    assert "not taken: A02" in first
    assert "taken from the archive as it stands" in taken
    assert "not taken: the same berkas stands elsewhere" in copy
    assert {"A50"} <= {each["code"] for each in report["findings"]}
    named = [each["path"] for each in report["findings"] if each["code"] == "A50"]
    assert named == [place, f"{place.rpartition('/')[0]}/009 Salinan"]


def test_the_lists_for_other_systems(sender, tmp_path):
    ran = archive(sender.root, "export", "--csv", "--year", 2026, "--output", tmp_path)
    assert ran.exit_code == 0, ran.output
    with (tmp_path / "Daftar Isi Berkas 2026.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:4] == ["No. Berkas", "No. Item", "Kode Klasifikasi", "Uraian Informasi"]
    listed = json.loads(archive(sender.root, "list", "--json").stdout)["berkas"][0]["items"]
    assert [row[9] for row in rows[1:]] == [each["document"] for each in listed]
    assert (
        archive(sender.root, "export", "--csv", "--year", 2026, "--output", tmp_path).exit_code == 1
    )


def test_nothing_is_handed_over_into_a_tray(sender):
    before = sorted(sender.root.rglob("*"))
    for tray in ("archive", "inbox/sekretaris", "outbox", ".paraf"):
        ran = archive(sender.root, "export", "2026/001", "--output", sender.root / tray)
        assert ran.exit_code == 2
    assert sorted(sender.root.rglob("*")) == before

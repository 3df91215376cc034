"""``paraf archive due``: lists for people to decide on, years ahead; nothing is ever deleted."""

import csv
import io
import json

import pytest
from archive_samples import snapshot
from openpyxl import load_workbook
from typer.testing import CliRunner

from pipeline.entry.cli.app import app


@pytest.fixture
def root(at):
    return at("selesai").root


def due(root, *words):
    ran = CliRunner().invoke(app, ["archive", "due", *words, "--office", str(root)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return ran


def told(root, *words):
    return json.loads(due(root, *words, "--json").stdout)


def decree(root):
    path = root / "jra.toml"
    text = path.read_text("utf-8").replace('asal = "usulan"', 'asal = "jra"')
    decreed = 'dasar_hukum = "Peraturan Wali Kota Contoh Nomor 1 Tahun 2027"'
    path.write_text(text.replace('dasar_hukum = ""', decreed, 1), "utf-8")


def test_what_is_due_follows_the_clock_and_the_jra_in_force_and_deletes_nothing(root, tmp_path):
    archive = root / "archive"
    before = snapshot(archive)
    ran = due(root, "--now", "2028-12-31T12:00+07:00")
    assert (ran.exit_code, ran.stdout.startswith("Tidak ada yang jatuh tempo")) == (0, True)
    assert "1 Januari 2029" in " ".join(ran.stdout.split())
    (found,) = told(root, "--now", "2029-01-01T00:30+07:00")["due"]
    assert (found["proposal"], found["since"], found["decreed"]) == (
        "transfer",
        "2029-01-01",
        False,
    )
    (found,) = told(root, "--on", "2032-01-01")["due"]
    assert found["proposal"] == "await"

    decree(root)
    out = tmp_path / "usul"
    ran = due(root, "--on", "2032-01-01", "--output", str(out))
    assert ran.exit_code == 0
    assert "Kepala Daerah" in " ".join(ran.stdout.split())
    assert "tidak pernah menghapus arsip" in " ".join(ran.stdout.split())
    (book,) = out.glob("*Usul Musnah*.xlsx")
    (table,) = out.glob("*Usul Musnah*.csv")
    columns, row = csv.reader(io.StringIO(table.read_bytes().decode("utf-8-sig")))
    assert row[columns.index("Dasar JRA")] == "Peraturan Wali Kota Contoh Nomor 1 Tahun 2027"
    sheet = load_workbook(book).active
    cells = [[str(cell.value) for cell in each] for each in sheet.iter_rows() if each[-1].value]
    assert cells == [columns, row]
    assert told(root, "--year", "2029")["due"][0]["proposal"] == "transfer"
    assert told(root, "--year", "2032", "--on", "2031-01-01")["due"] == []
    due(root, "--on", "2032-01-01", "--output", str(out))
    assert len(list(out.iterdir())) == 4  # the lists of before are left as they are
    assert snapshot(archive) == before


def test_a_changed_jra_is_told_and_bad_input_too(root):
    path = root / "jra.toml"
    path.write_text(path.read_text("utf-8").replace("inaktif = 3", "inaktif = 8", 1), "utf-8")
    (found,) = told(root, "--on", "2033-01-01")["due"]
    assert (found["proposal"], found["inactive_until"]) == ("transfer", "2036-12-31")
    assert found["filed_otherwise"].startswith("aktif 2 tahun, inaktif 3 tahun")
    assert "tercatat" in due(root, "--on", "2033-01-01").stdout
    assert due(root, "--on", "kemarin").exit_code == 2
    (record,) = root.glob("archive/2026/*/*/_meta/berkas.json")
    record.chmod(0o644)
    record.write_bytes(b"{")
    ran = due(root, "--on", "2033-01-01", "--json")
    assert ran.exit_code == 1
    assert json.loads(ran.stdout)["unreadable"] == [
        record.parents[1].relative_to(root / "archive").as_posix()
    ]
    (root / "archive").rename(root / "arsip")
    (root / "archive").mkdir()
    ran = due(root)
    assert (ran.exit_code, "is the share mounted" in " ".join(ran.output.split())) == (3, True)
    path.write_text("[[jra]\n", "utf-8")
    assert due(root).exit_code == 4

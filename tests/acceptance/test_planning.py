"""Dates from outside: ``paraf plan``, ``paraf report``, what status and board say of a date."""

import io
import json
import re
from datetime import datetime, timedelta

import pytest
from office_sim import JAKARTA, LATE, reconfigure
from openpyxl import load_workbook
from pypdf import PdfReader
from typer.testing import CliRunner

from pipeline.entry.cli.app import app
from pipeline.ports.board import BOARD_NAME
from tools.sample_office import REPOSITORY, lay_out

FINE, USAGE, MISCONFIGURED = 0, 2, 4
EXPLAINED = "4 hari kerja sejak 1 Oktober; 3-4 Oktober akhir pekan"


@pytest.fixture
def paraf(warm):
    """The command, called in this process with the warm tools."""

    def call(*words, root=REPOSITORY):
        with warm.lent():
            given = [str(word) for word in (*words, "--office", root)]
            return CliRunner().invoke(app, given, env={"COLUMNS": "80"})

    return call


# -- plan ----------------------------------------------------------------------------------------


def test_plan_prints_the_dates_that_the_sop_gives(paraf):
    ran = paraf("plan", "--period", "Triwulan III 2026")
    assert ran.exit_code == FINE
    for words in (
        "Kamis, 1 Oktober 2026 pukul 07.30 WIB",
        "Rabu, 7 Oktober 2026 pukul 16.00 WIB",
        "Senin, 12 Oktober 2026 pukul 07.30 WIB",
        EXPLAINED,
        "usulan, bukan dari SOP",
    ):
        assert words in ran.stdout
    assert "belum memuat cuti bersama" not in ran.stdout


def test_plan_for_programs(paraf):
    plan = json.loads(paraf("plan", "--period", "2026-tw4", "--json").stdout)
    assert plan["period"] == "Triwulan IV 2026"
    assert plan["opens_at"] == "2027-01-04T07:30:00+07:00"
    assert plan["due_at"] == "2027-01-11T16:00:00+07:00"
    assert "5 Januari Isra Mikraj" in plan["due_explained"]
    assert plan["warnings"] == []
    steps = {each["step"]: each for each in plan["steps"]}
    assert steps["8"]["until"] == plan["due_at"]
    assert (steps["8a"]["standard_minutes"], steps["8a"]["until"]) == (None, None)


def test_plan_warns_of_a_year_that_nobody_knows_yet(paraf):
    ran = paraf("plan", "--period", "Triwulan I 2031")
    assert ran.exit_code == FINE
    assert "Kalender 2031 belum memuat cuti bersama" in ran.stdout
    assert "2031.xlsx belum ada" in ran.stdout


def test_plan_knows_the_office_s_own_days_and_changes_nothing(paraf, tmp_path):
    root = tmp_path / "kantor"
    lay_out(root)
    reconfigure(root, "libur = []", 'libur = [{ tanggal = 2026-10-02, nama = "Hari Jadi" }]')
    before = sorted(root.rglob("*"))
    plan = json.loads(paraf("plan", "--period", "TW 3 2026", "--json", root=root).stdout)
    assert plan["due_at"].startswith("2026-10-08")
    assert "2 Oktober Hari Jadi" in plan["due_explained"]
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize("period", ["Triwulan V 2027", "besok", "2027"])
def test_plan_takes_a_period_and_nothing_else(paraf, period):
    assert paraf("plan", "--period", period).exit_code == USAGE


# -- status and board ----------------------------------------------------------------------------


def test_status_and_board_explain_a_date_in_words(paraf, at):
    sim = at("8a")
    assert EXPLAINED in paraf("status", root=sim.root).stdout
    (cycle,) = json.loads(paraf("status", "--json", root=sim.root).stdout)["cycles"]
    assert {each["due_explained"] for each in cycle["units"]} == {EXPLAINED}
    sim.work()
    assert EXPLAINED in (sim.root / BOARD_NAME).read_text("utf-8")


def test_a_warned_unit_s_new_date_is_explained_on_board_and_status(paraf, at):
    sim = at("9 lagi")
    sim.work()
    new_date = "(2 hari kerja sejak 12 Oktober)"
    assert new_date in (sim.root / BOARD_NAME).read_text("utf-8")
    (cycle,) = json.loads(paraf("status", "--json", root=sim.root).stdout)["cycles"]
    (late,) = [each for each in cycle["units"] if each["unit"] == LATE]
    assert late["remark"].startswith("peringatan ke-1, batas baru Rabu, 14 Oktober 2026")
    assert late["remark"].endswith(new_date)


def test_status_measures_every_step_against_the_sop_s_own_time(paraf, at):
    (cycle,) = json.loads(paraf("status", "--json", root=at("5").root).stdout)["cycles"]
    steps = {each["step"]: each for each in cycle["steps"]}
    assert steps["3"]["standard_minutes"] == 45
    assert steps["1"]["elapsed_minutes"] is not None
    assert steps["5"]["elapsed_minutes"] is None


# -- the yearly report ---------------------------------------------------------------------------


def test_the_yearly_report_is_a_workbook_and_a_pdf(paraf, at, tmp_path):
    sim = at("selesai")
    folder = tmp_path / "laporan" / "2026"
    ran = paraf("report", "--year", "2026", "--output", folder, root=sim.root)
    assert ran.exit_code == FINE, ran.stdout
    name = "Laporan Tahunan Pengumpulan Data Kinerja 2026"
    assert "Data diminta 4 kali: 3 diterima tepat waktu, 1 terlambat" in ran.stdout
    book = load_workbook(folder / f"{name}.xlsx", data_only=True)
    assert book.sheetnames == [
        "Ringkasan", "Penyampaian", "Langkah", "Jabatan", "Siklus", "Rincian",
    ]  # fmt: skip
    pdf = PdfReader(io.BytesIO((folder / f"{name}.pdf").read_bytes()))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "terlambat 3 hari kerja" in text
    assert re.search(r"1 Sekretariat - - - - - - - - 4/4 \d+ \d+,\d\d \d+,\d\d - - - -", text)
    assert "Lambat (hari kerja)" in text
    assert "belum ditetapkan" in text
    assert "usulan" not in text
    assert f"catatan ke-{sim.store.head()[0]}" in text


def test_a_year_of_which_nothing_is_known_is_a_matter_of_usage(paraf, at, tmp_path):
    ran = paraf("report", "--year", "2031", "--output", tmp_path, root=at("8a").root)
    assert ran.exit_code == USAGE
    assert list(tmp_path.glob("*.xlsx")) == []


def test_a_report_goes_into_a_folder_and_nothing_else(paraf, at, tmp_path):
    (tmp_path / "lain").write_text("bukan folder")
    ran = paraf("report", "--year", "2026", "--output", tmp_path / "lain", root=at("8a").root)
    assert ran.exit_code == USAGE


# -- pausing -------------------------------------------------------------------------------------


@pytest.mark.long
def test_an_office_that_slept_over_its_dates_wakes_to_the_same_events(at):
    awake, asleep = at("8a"), at("8a")
    last_look = datetime(2026, 10, 7, 15, 30, tzinfo=JAKARTA)
    for sim, hours in ((awake, range(0, 112, 8)), (asleep, (0,))):
        sim.set_clock(last_look - timedelta(days=1))  # reminded in time
        sim.work()
        for passed in hours:
            sim.set_clock(last_look + timedelta(hours=passed))
            sim.work()
        sim.set_clock(datetime(2026, 10, 12, 7, 31, tzinfo=JAKARTA))
        sim.work()
    events = [
        [(line.type, json.loads(line.body).get("event")) for line in sim.store.ledger()]
        for sim in (awake, asleep)
    ]
    kinds = [kind for kind, _ in events[1]]
    assert kinds.count("TimePassed") == 12  # reminder, date, week after
    assert sorted(map(repr, events[0])) == sorted(map(repr, events[1]))
    assert awake.everything() == asleep.everything()
    for unit in awake.cycle.units:
        assert asleep.cycle.unit(unit.unit).overdue_at == unit.overdue_at == unit.due
    awake.assert_sound()
    asleep.assert_sound()

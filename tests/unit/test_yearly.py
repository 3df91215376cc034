"""A year in figures: deliveries, steps against the SOP's own time, and the workbook about it."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from kinerja_sample import make_data
from openpyxl import load_workbook
from real_calendar import real
from sop_copies import VARIANTS
from walks import Registers, Walk, read_sop, sample_roster

from pipeline.adapters.forms.year import year_workbook
from pipeline.domain.performance.achievement import USUAL
from pipeline.domain.period import Period
from pipeline.domain.yearly import year_figures
from pipeline.ports.yearbook import YearBook
from pipeline.wording.indonesian import rounded

TITLES = sample_roster().titles
NAMES = {unit.id: unit.name for unit in sample_roster().units}


def begun(quarter, sop=None):
    """A cycle at its opening, on the real calendar."""
    period = Period(2026, quarter)
    calendar = real()
    more = {"sop": sop} if sop else {}
    return Walk(
        calendar=calendar,
        period=period,
        name=period.id,
        now=calendar.opening(calendar.first_working_day(period.day_after)),
        registers=Registers(),
        **more,
    )


def spend(walk, minutes):
    walk.let_time_pass(until=walk.calendar.after_working_minutes(walk.now, minutes))


def run(quarter, sop=None, late=()):
    """A whole cycle in which some units are warned before they deliver."""
    walk = begun(quarter, sop)
    walk.until("7")
    walk.deliver(*(unit.unit for unit in walk.cycle.units if unit.unit not in late))
    if late:
        walk.let_time_pass(until=walk.cycle.unit(late[0]).warn_at)
        walk.warn(*late)
        walk.deliver(*late)
    walk.finish()
    return walk


def figures(*walks, year=2026):
    runs = [(walk.cycle, walk.sop) for walk in walks]
    return year_figures(year, runs, real(), USUAL, walks[-1].now)


# -- deliveries ----------------------------------------------------------------------------------


def test_a_year_tells_who_delivered_when_and_after_which_warning():
    found = figures(run(3, late=["bidang-3"]))
    assert (found.in_time, found.late, found.owed) == (3, 1, 0)
    late = next(each for each in found.deliveries if each.unit == "bidang-3")
    assert (late.days_late, late.warnings, late.returned) == (3, 1, 0)
    assert [each.unit for each in found.deliveries] == [
        "sekretariat", "bidang-1", "bidang-2", "bidang-3",
    ]  # fmt: skip


def test_the_fourth_quarter_belongs_to_its_year_though_it_is_collected_in_the_next():
    fourth = run(4)
    assert fourth.cycle.opened_at.year == 2027
    assert [each.period for each in figures(fourth).courses] == [Period(2026, 4)]
    assert figures(fourth, year=2027).courses == ()


def test_data_still_owed_are_late_by_the_days_that_have_passed():
    walk = begun(3)
    walk.until("7")
    walk.let_time_pass(until=walk.cycle.unit("bidang-1").due + timedelta(days=5))
    found = figures(walk)
    assert (found.owed, found.in_time) == (4, 0)
    assert {each.days_late for each in found.deliveries} == {3}


def test_returned_data_are_counted_for_their_unit_alone():
    walk = begun(3)
    walk.until("8a")
    unit = walk.first("8a").unit
    walk.send_back("8a", "Lengkapi.", unit=unit)
    walk.finish()
    assert {each.unit: each.returned for each in figures(walk).deliveries if each.returned} == {
        unit: 1
    }


def test_what_a_unit_gave_is_told_in_capaian_and_serapan():
    walk = begun(3)
    walk.until("7")
    walk.deliver("bidang-2", "bidang-3")
    units = tuple(
        replace(unit, data=make_data(unit.unit)) if unit.unit != "bidang-3" else unit
        for unit in walk.cycle.units
    )
    runs = [(replace(walk.cycle, units=units), walk.sop)]
    found = year_figures(2026, runs, real(), USUAL, walk.now)
    told = {each.unit: (each.mean, each.absorption) for each in found.deliveries}
    assert [rounded(value, 2) for value in told["bidang-2"]] == [Decimal("90.14"), Decimal(90)]
    assert told["sekretariat"] == (None, None)  # filled, and not with Kasubbag TU yet
    assert told["bidang-3"] == (None, None)  # delivered without a figure
    (row,) = (each for each in rows(book(found), "Penyampaian") if each["Capaian rata-rata (%)"])
    assert row["Serapan anggaran (%)"] == 90


# -- steps and posts -----------------------------------------------------------------------------


def test_steps_are_listed_as_in_the_sop_those_that_nobody_passed_too():
    found = figures(run(3))
    assert [step.no for step, _ in found.steps] == [step.no for step in Walk().sop.steps]
    paces = {step.no: pace for step, pace in found.steps}
    assert (paces["8"].done, paces["9a"].done, paces["1"].done) == (4, 0, 1)


def test_a_standard_that_changed_within_the_year_stands_in_two_rows(tmp_path):
    revised = read_sop(VARIANTS["as it is"].row("3", waktu='"60 menit"').write(tmp_path))
    found = figures(run(1), run(2, sop=revised))
    third = [(step.standard.amount, pace.done) for step, pace in found.steps if step.no == "3"]
    assert sorted(third) == [(45, 1), (60, 1)]
    assert [step.no for step, _ in found.steps][:4] == ["1", "2", "3", "3"]


def test_posts_are_measured_over_all_their_steps():
    walk = begun(3)
    spend(walk, 25)
    walk.do("1")
    spend(walk, 5)
    walk.finish()
    posts = dict(figures(walk).posts)
    assert posts["sekretaris"].over == 1
    assert posts["kasubbag-tu"].over == 0
    assert sum(pace.done for pace in posts.values()) == figures(walk).overall.done


def test_a_cycle_is_measured_from_its_opening_to_its_filing():
    walk = run(3, late=["bidang-3"])
    (course,) = figures(walk).courses
    assert course.opened_at == walk.cycle.opened_at
    assert course.collected_at == walk.cycle.collected_at
    assert course.acknowledged_at
    assert course.filed_at == walk.cycle.filed_at
    assert (course.working_days, course.closed_early) == (7, False)


def test_cycles_posts_and_steps_measure_the_same_papers(year):
    for paces in (
        [each.pace for each in year.courses],
        [pace for _, pace in year.posts],
        [pace for _, pace in year.steps],
    ):
        for count in ("done", "waiting", "returned", "measured", "over"):
            assert sum(getattr(pace, count) for pace in paces) == getattr(year.overall, count)


# -- the workbook --------------------------------------------------------------------------------


def book(found, **over):
    plan = YearBook(
        title="Laporan Tahunan Pengumpulan Data Kinerja 2026",
        office="Badan Contoh",
        source="Dihitung dari catatan ke-1",
        figures=found,
        unit_names=NAMES,
        post_titles=TITLES,
        zone=real().zone,
    )
    return year_workbook(replace(plan, **over))


def rows(xlsx, sheet):
    cells = load_workbook(io.BytesIO(xlsx), data_only=True)[sheet]
    heads = [cell.value for cell in cells[5]]
    return [
        dict(zip(heads, row, strict=True)) for row in cells.iter_rows(6, values_only=True) if row[0]
    ]


@pytest.fixture(scope="module")
def year():
    return figures(run(2), run(3, late=["bidang-2", "bidang-3"]))


def test_the_workbook_has_a_row_for_every_delivery_and_every_paper(year):
    xlsx = book(year)
    assert len(rows(xlsx, "Penyampaian")) == 8
    assert len(rows(xlsx, "Rincian")) == len(year.passes)
    late = [row for row in rows(xlsx, "Penyampaian") if row["Status"] == "terlambat"]
    assert {row["Unit"] for row in late} == {NAMES["bidang-2"], NAMES["bidang-3"]}
    assert {row["Terlambat (hari kerja)"] for row in late} == {3}
    due = late[0]["Batas waktu"]
    assert due == next(each.due for each in year.deliveries if each.days_late).replace(tzinfo=None)


def test_a_proposal_never_stands_as_the_sop_s_standard(year):
    xlsx = book(year)
    for row in rows(xlsx, "Langkah"):
        proposed = Walk().sop.step(row["Langkah"]).standard.proposed
        assert (row["Standar SOP"] == "belum ditetapkan") == proposed
        assert bool(row["Usulan (bukan standar)"]) == proposed
        assert not proposed or row["Dalam standar"] == row["Melewati standar"] == 0
    for row in rows(xlsx, "Rincian"):
        stated = not Walk().sop.step(row["Langkah"]).standard.proposed
        assert (row["Standar SOP (menit)"] is not None) == stated
        assert row["Melewati standar"] in (("ya", "tidak") if stated else ("-",))


def test_what_people_wrote_is_text_in_the_workbook(year):
    evil = '=HYPERLINK("http://x.invalid","klik")'
    xlsx = book(
        year, unit_names=dict.fromkeys(NAMES, evil), post_titles=dict.fromkeys(TITLES, "+1")
    )
    sheets = load_workbook(io.BytesIO(xlsx))
    formulas = [
        cell
        for sheet in sheets.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert not [cell for cell in formulas if re.search(r"HYPERLINK|invalid", str(cell.value))]
    assert {row["Unit"] for row in rows(xlsx, "Penyampaian")} == {evil}


def test_the_same_year_gives_the_same_bytes(year):
    assert book(year) == book(year)


def test_a_year_that_has_only_begun_has_a_workbook_too():
    assert rows(book(figures(begun(1))), "Penyampaian") == []

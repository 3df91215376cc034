"""What a unit reported the quarter before stands on its next form, for reference."""

import io
from dataclasses import replace

from openpyxl import load_workbook

from pipeline.domain.acts import Issue, Recipe
from pipeline.domain.period import Period


def next_form(sim, unit):
    """The sheet that a unit would get for Triwulan IV."""
    cycle, sop = sim.store.cycle(sim.cycle.id)
    following = replace(cycle, id="2026-tw4", period=Period(2026, 4))
    act = Issue(code=cycle.unit(unit).form, version=1, recipe=Recipe.FORM)
    made = sim.workplace.office.maker.make(following, sop, act, sim.now)
    return load_workbook(io.BytesIO(made.data), data_only=True)["Data Kinerja"]


def column(sheet, head):
    """The cells below a head of the table of indicators, empty ones left out."""
    (where,) = [c for row in sheet.iter_rows() for c in row if c.value == head]
    rows = range(where.row + 2, where.row + 9)
    numbered = [row for row in rows if isinstance(sheet.cell(row, 2).value, int)]
    return [sheet.cell(row, where.column).value for row in numbered]


def test_the_form_shows_what_was_accepted_the_quarter_before_and_says_what_was_not(at):
    sim = at("9")  # all have delivered but bidang-3
    reported = [row.realisation.value for row in sim.cycle.unit("bidang-1").data.rows]
    sheet = next_form(sim, "bidang-1")
    assert column(sheet, "Realisasi s.d. TW\N{NO-BREAK SPACE}III") == reported
    assert column(sheet, "Realisasi s.d. TW\N{NO-BREAK SPACE}IV") == [None] * 4
    assert sheet["M7"].value == "kolom (7), data Triwulan III 2026 yang telah diterima"

    sheet = next_form(sim, "bidang-3")
    assert column(sheet, "Realisasi s.d. TW\N{NO-BREAK SPACE}III") == ["–"] * 4
    assert sheet["M7"].value == "data Triwulan III 2026 belum diterima; kolom (7) bertanda –"

"""A year's report of a large office: twelve units, forty indicators, four quarters.

Everything but the conversion to PDF: cycles read from their JSON as the store keeps it, figures,
workbook, Word file. The cycles are walked without disk, as the tests do.
"""

import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from walks import Registers, Walk, sample_roster

from pipeline.adapters.forms.year import year_workbook
from pipeline.adapters.qr import SegnoCodes
from pipeline.adapters.store.remembered import CYCLE
from pipeline.adapters.word import WordDocuments
from pipeline.config.calendar import load_calendar
from pipeline.config.office import load_office
from pipeline.domain.calendar import Calendar
from pipeline.domain.context import Roster, Unit
from pipeline.domain.cycle import Cycle
from pipeline.domain.performance.agreement import Indicator
from pipeline.domain.performance.data import IndicatorRow, Realisation, UnitData
from pipeline.domain.period import Period
from pipeline.domain.sop import Sop
from pipeline.office.surroundings import Surroundings
from pipeline.office.yearly import Yearly

_ROOT = Path(__file__).parents[1]
_UNITS, _INDICATORS, _YEAR = 12, 40, 2026


def measure() -> dict[str, float]:
    """Seconds for the whole report, and how many papers it measures."""
    office = load_office(_ROOT)
    calendar, roster = load_calendar(office), _roster()
    registers = Registers()
    played = [
        _cycle(Period(_YEAR, quarter), calendar, roster, registers) for quarter in range(1, 5)
    ]
    kept = [(CYCLE.dump_json(cycle), sop) for cycle, sop in played]
    surroundings = Surroundings(
        config=office, sop=played[0][1], calendar=calendar, roster=roster, office_id="bench"
    )
    words = WordDocuments(_ROOT / "templates_docx")
    started = time.perf_counter()
    runs = {cycle.id: (cycle, sop) for cycle, sop in ((CYCLE.validate_json(k), s) for k, s in kept)}
    store = SimpleNamespace(
        cycles=lambda: [cycle for cycle, _ in runs.values()],
        cycle=runs.__getitem__,
        head=lambda: (1, "0" * 64),
    )
    tools = SimpleNamespace(store=store, words=words, qr=SegnoCodes(), year_workbook=year_workbook)
    yearly = Yearly(surroundings, tools)  # type: ignore[arg-type]
    report = yearly.report(_YEAR, played[-1][0].filed_at or played[-1][0].opened_at)
    yearly.workbook(report)
    yearly.docx(report)
    return {
        "year_report_s": time.perf_counter() - started,
        "year_report_papers": len(report.figures.passes),
    }


def _roster() -> Roster:
    base = sample_roster()
    units = tuple(
        Unit(id=f"unit-{n}", name=f"Bidang {n}", head=f"kabid-{n}", staff=f"japel-{n}")
        for n in range(1, _UNITS + 1)
    )
    titles = {unit.head: f"Kepala {unit.name}" for unit in units}
    titles |= {unit.staff: f"Pelaksana {unit.name}" for unit in units}
    return replace(base, units=units, titles=dict(base.titles) | titles)


def _cycle(
    period: Period, calendar: Calendar, roster: Roster, registers: Registers
) -> tuple[Cycle, Sop]:
    """A cycle that everybody went through, with a whole answer of each unit."""
    walk = Walk(
        roster=roster,
        calendar=calendar,
        now=calendar.opening(calendar.first_working_day(period.day_after)),
        registers=registers,
        name=period.id,
        period=period,
    )
    walk.until("7")
    for unit in roster.units:
        walk.let_time_pass(until=calendar.after_working_minutes(walk.now, 190))
        walk.deliver(unit.id)
    walk.finish()
    units = tuple(replace(unit, data=_data(unit.unit, period)) for unit in walk.cycle.units)
    return replace(walk.cycle, units=units), walk.sop


def _data(unit: str, period: Period) -> UnitData:
    quarters = (Decimal(25), Decimal(50), Decimal(75), Decimal(100))
    rows = tuple(
        IndicatorRow(
            indicator=Indicator(
                number=number,
                sasaran="Sasaran",
                name=f"Indikator {number}",
                unit_of_measure="%",
                polarity="positif",
                target_year=quarters[-1],
                targets=quarters,
                decimals=2,
            ),
            realisation=Realisation(status="terisi", value=Decimal(40 + number)),
        )
        for number in range(1, _INDICATORS + 1)
    )
    return UnitData(unit=unit, period=period, rows=rows)

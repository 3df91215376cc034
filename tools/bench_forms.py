"""Reading filled data forms: ours against openpyxl, and a whole year's office at once.

openpyxl has to open a form twice, for its formulas and for their stored results, before anything
is known of it. Ours is inspected and read; in the year's office by the jailed child, as the daemon
has it done.
"""

import io
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from statistics import median

import openpyxl

from pipeline.adapters.forms.excel import ExcelForms
from pipeline.adapters.forms.jailed import JailedForms
from pipeline.adapters.inspection import ContentInspector, inspect
from pipeline.adapters.inspection.jailed import JailedInspector
from pipeline.adapters.jail import Jail
from pipeline.domain.performance.agreement import Budget, Indicator, UnitAgreement
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, Realisation, UnitData
from pipeline.domain.period import Period
from pipeline.ports.forms import FormPlan
from pipeline.wiring import READING

_UNITS, _INDICATORS, _PROGRAMMES = 12, 40, 3
_ROUNDS = 15
_NOWHERE = Path("/nonexistent")


def measure() -> dict[str, float]:
    """Medians for one form of forty indicators, and seconds for all forms of a year."""
    own = ExcelForms(agreements=_NOWHERE, inspector=ContentInspector())
    plans = [_plan(f"unit-{unit}", quarter) for unit in range(_UNITS) for quarter in range(1, 5)]
    forms = [(own.refill(plan, _answers(plan)), plan) for plan in plans]
    form, plan = forms[0]
    naive = _median_ms(lambda: _open_twice(form))
    ours = _median_ms(lambda: (inspect(form, "isian.xlsx"), own.read_form(form, plan)))
    jail = Jail(READING)
    try:
        year = _year(forms, jail)
    finally:
        jail.close()
    return {
        "form_openpyxl_twice_p50_ms": naive,
        "form_ours_p50_ms": ours,
        "form_times_faster": naive / ours,
        "forms_of_a_year": float(len(forms)),
        "forms_of_a_year_s": year,
    }


def _year(forms: list[tuple[bytes, FormPlan]], jail: Jail) -> float:
    inspector = JailedInspector(jail)
    reader = JailedForms(agreements=_NOWHERE, inspector=inspector, jail=jail)
    reader.read_form(*forms[0])  # the child is there
    started = time.perf_counter()
    for form, plan in forms:
        inspector.inspect(form, "isian.xlsx")
        if reader.read_form(form, plan).filled != _INDICATORS:
            raise AssertionError("a form was not read whole")
    return time.perf_counter() - started


def _open_twice(form: bytes) -> None:
    for values in (False, True):
        openpyxl.load_workbook(io.BytesIO(form), data_only=values)


def _median_ms(work: Callable[[], object]) -> float:
    found = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return median(found) * 1000


def _plan(unit: str, quarter: int) -> FormPlan:
    agreement = UnitAgreement(
        unit=unit,
        indicators=tuple(_indicator(number) for number in range(1, _INDICATORS + 1)),
        budgets=tuple(
            Budget(code=f"8.01.0{number}", name=f"Program {number}", ceiling=Decimal(900_000_000))
            for number in range(1, _PROGRAMMES + 1)
        ),
    )
    return FormPlan(
        code=f"KBL-{unit.upper()}-{quarter}",
        version=1,
        office="contoh",
        letterhead=("Pemerintah Kota Contoh", "Badan Contoh"),
        unit_name=f"Bidang {unit}",
        period=Period(2026, quarter),
        responsible="Kepala Bidang",
        responsible_holder="Contoh",
        due="Rabu, 7 Oktober 2026 pukul 16.00 WIB",
        agreement=agreement,
    )


def _indicator(number: int) -> Indicator:
    return Indicator(
        number=number,
        sasaran=f"Meningkatnya hasil ke-{number // 4}",
        name=f"Persentase kegiatan ke-{number} yang dilaksanakan sesuai dengan rencana",
        unit_of_measure="%",
        polarity="negatif" if number % 5 == 0 else "positif",
        target_year=Decimal(100),
        targets=(Decimal(25), Decimal(50), Decimal(75), Decimal(100)),
    )


def _answers(plan: FormPlan) -> UnitData:
    rows = tuple(
        IndicatorRow(
            indicator=indicator,
            realisation=Realisation(status="terisi", value=Decimal("61.25")),
            evidence="Laporan kegiatan",
            supporting="Dukungan kecamatan dan sekolah",
            hindering="Jadwal bergeser",
            follow_up="Dijadwalkan ulang pada triwulan berikutnya",
            remark="Sesuai rencana",
        )
        for indicator in plan.agreement.indicators
    )
    budgets = tuple(
        BudgetRow(budget=budget, realised=Decimal(450_000_000), physical=Decimal(50))
        for budget in plan.agreement.budgets
    )
    return UnitData(unit=plan.agreement.unit, period=plan.period, rows=rows, budgets=budgets)

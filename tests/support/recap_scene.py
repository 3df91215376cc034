"""An office of any size at the moment of its recap: units, their data, earlier quarters."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.config.calendar import load_calendar
from pipeline.config.office import PostEntry, UnitEntry, load_office
from pipeline.config.sop import load_sop
from pipeline.domain.cycle import Attachment, Cycle, Format, Paper, PaperState, UnitProgress, Warned
from pipeline.domain.performance.agreement import Budget, Indicator, UnitAgreement
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, Realisation, UnitData
from pipeline.domain.period import Period
from pipeline.office.recapitulation import answers, recap_report, recapitulate, unit_rows
from pipeline.office.reports import covering_note
from pipeline.office.surroundings import Surroundings, roster_of
from pipeline.ports.charts import Bar, Point
from pipeline.ports.forms import RecapBook

ROOT = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("Asia/Jakarta")
TW3 = Period(2026, 3)
ASKED = datetime(2026, 10, 1, 9, 0, tzinfo=ZONE)
NOW = datetime(2026, 10, 15, 9, 0, tzinfo=ZONE)
REMARK = "Dua kegiatan ditunda karena jadwal bersamaan dengan ujian sekolah"


@cache
def _sample():
    config = load_office(ROOT)
    templates = frozenset(path.stem for path in (ROOT / "templates_docx").glob("*.docx"))
    sop = load_sop(
        ROOT / "sop" / f"{config.identity.sop}.toml",
        frozenset(config.posts),
        templates,
        frozenset(config.number_formats),
    )
    return config, sop, load_calendar(config)


def office_of(units: int, **over) -> Surroundings:
    """The sample office with so many units, each with a head and staff of its own."""
    config, sop, calendar = _sample()
    posts, entries = dict(config.posts), []
    for place in range(1, units + 1):
        head, staff = f"kabid-u{place}", f"japel-u{place}"
        for post in (head, staff):
            posts[post] = PostEntry(
                sebutan=f"Kepala Bidang {place} Urusan Contoh", nama=f"Contoh {place}, S.Sos.",
                pangkat="Pembina", nip="19740909 200003 1 004",
            )  # fmt: skip
        entries.append(
            UnitEntry(
                id=f"u{place}",
                nama=f"Bidang {place} Urusan Contoh dan Penanganan Konflik Sosial",
                singkat=f"Bidang {place}",
                kepala=head,
                staf=staff,
            )
        )
    config = replace(config, posts=posts, units=tuple(entries), **over)
    return Surroundings(
        config=config, sop=sop, calendar=calendar, roster=roster_of(config), office_id="contoh"
    )


def data_of(unit: str, period: Period, indicators: int, text: str = REMARK) -> UnitData:
    """A unit's answer: every eleventh indicator without data, figures that differ by unit.

    Indicators 7 (positive), 10 and 20 (negative) have target 0; only the last one is missed.
    Indicator 5 (negative) lies so far over its target that only the floor holds it at 0.
    """
    seed = int(unit[1:])
    rows = []
    for number in range(1, indicators + 1):
        target = Decimal(0) if number in (7, 10, 20) else Decimal(number % 9 * 25 + 50)
        realised = target * (60 + (number * 7 + seed * 13 + period.quarter * 5) % 50) / 100
        if number == 20:
            realised = Decimal(2)
        if number == 5:
            realised = 3 * target
        given = Realisation(status="terisi", value=realised.quantize(Decimal("0.1")))
        if number % 11 == 0:
            given = Realisation(status="belum ada data", reason=text)
        rows.append(
            IndicatorRow(
                indicator=Indicator(
                    number=number,
                    sasaran=f"Meningkatnya ketahanan masyarakat sasaran {(number + 3) // 4}",
                    name=f"Persentase kegiatan pembinaan nomor {number} yang terlaksana",
                    unit_of_measure="%",
                    polarity="negatif" if number % 5 == 0 else "positif",
                    target_year=target,
                    targets=(target, target, target, target),
                ),
                realisation=given,
                evidence=text,
                supporting=text,
                hindering=text,
                follow_up=text,
                remark=text,
            )
        )
    budget = Budget(
        code="8.01.02",
        name="Penguatan Ideologi Pancasila dan Karakter Kebangsaan",
        ceiling=Decimal(685000000 + seed),
    )
    spent = BudgetRow(
        budget=budget, realised=Decimal(150700000 * period.quarter), physical=Decimal(66),
        remark=text,
    )  # fmt: skip
    return UnitData(unit=unit, period=period, rows=tuple(rows), budgets=(spent,))


def _paper(code: str, **over) -> Paper:
    facts = {
        "code": code, "kind": "surat-permintaan", "step": "3", "format": Format.PDF,
        "state": PaperState.RECORDED, "label": "Surat", "title": "Surat",
        "nomor": f"000.8.6.3 / {code[-2:]} / KBL / X / 2026", "dated": date(2026, 10, 1),
    }  # fmt: skip
    return Paper(**(facts | over))


def cycle_of(
    office: Surroundings, indicators: int, *, period: Period = TW3, text: str = REMARK, **states
) -> Cycle:
    """A cycle whose units have delivered, save what ``states`` says by unit.

    ``u3="late"`` delivered late, ``u4="warned"`` after a warning, ``u5="missing"`` not at all
    though warned twice.
    """
    papers = [_paper("SURAT-12"), _paper("LAP-16", step="10"), _paper("ND-04", step="8")]
    units = []
    for place, unit in enumerate(office.roster.units):
        state, due = states.get(unit.id, "in time"), ASKED + timedelta(days=6, hours=7)
        received = ASKED + timedelta(days=3 + place % 3)
        warnings = []
        for count in range({"warned": 1, "missing": 2}.get(state, 0)):
            letter = _paper(f"WARN-{unit.id}-{15 + count}")
            papers.append(letter)
            warnings.append(
                Warned(
                    paper=letter.code,
                    drafted_at=due + timedelta(days=5 + count),
                    delivered_at=due + timedelta(days=5 + count, hours=2),
                )
            )
        if state in ("late", "warned"):
            received = due + timedelta(days=7)
        missing = state == "missing"
        data = None if missing else data_of(unit.id, period, indicators, text)
        units.append(
            UnitProgress(
                unit=unit.id,
                asked_at=ASKED,
                due=due,
                data=data,
                warnings=tuple(warnings),
                received_at=None if missing else received,
                data_paper="ND-04",
                days_late=5 if state in ("late", "warned") else 0,
            )
        )
    return Cycle(
        id=period.id, period=period, opened_at=ASKED, papers=tuple(papers), units=tuple(units),
        request="SURAT-12", report="LAP-16",
    )  # fmt: skip


def owed_of(cycle):
    """What the units promised that have not delivered: as much as the others."""
    indicators = max((len(each.data.rows) for each in cycle.units if each.data), default=3)
    promised = [data_of(unit, cycle.period, indicators) for unit in cycle.missing_units]
    return tuple(
        UnitAgreement(
            unit=data.unit,
            indicators=tuple(row.indicator for row in data.rows),
            budgets=tuple(row.budget for row in data.budgets),
        )
        for data in promised
    )


def report_of(office, cycle, earlier=()):
    """The recap's paper and what it was reckoned from."""
    reckoned = recapitulate(cycle, earlier, office.config.judging, owed_of(cycle))
    sop = office.sop
    return recap_report(office, cycle, sop, cycle.paper("LAP-16"), NOW, reckoned), reckoned


def note_of(office, cycle, unit, evidence=("Daftar hadir.pdf",)):
    """A unit's nota dinas pengantar with its data."""
    form = _paper("FORM-01", attachments=tuple(Attachment(name=n, sha256="0") for n in evidence))
    papers = (*cycle.papers, form)
    paper = replace(cycle.paper("ND-04"), unit=unit, about="FORM-01")
    whole = replace(cycle, papers=papers)
    return covering_note(office, whole, office.sop, paper, NOW)


def book_of(office, cycle, reckoned):
    """The plan of the recap's workbook."""
    return RecapBook(
        title="Rincian Data Kinerja",
        figures=reckoned.figures,
        answers=answers(cycle),
        owed=owed_of(cycle),
        unit_names={unit.id: unit.name for unit in office.roster.units},
        short_names={unit.id: unit.short for unit in office.roster.units},
        delivery=unit_rows(office, cycle, reckoned.figures),
        trend=reckoned.trend if reckoned.trend.is_known else None,
        rules=office.config.judging,
    )


def charts_of(office, reckoned, charts):
    """The recap's two pictures."""
    means = {unit: standing.mean for unit, standing in reckoned.figures.units}
    bars = [Bar(label=unit.short, mean=means.get(unit.id)) for unit in office.roster.units]
    course = zip(
        reckoned.trend.periods,
        reckoned.trend.badan.means,
        reckoned.trend.badan.absorptions,
        strict=True,
    )
    points = [Point(label=period.short, mean=m, absorption=a) for period, m, a in course]
    return {
        "grafik-capaian": charts.achievement_chart(
            bars, scale=office.config.judging.scale, badan=reckoned.figures.badan.mean
        ),
        "grafik-tren": charts.trend_chart(points),
    }

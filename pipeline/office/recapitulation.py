"""What the laporan rekapitulasi says (SOP step 10; dossier 9.6), and its figures.

From the cycle's facts and those of earlier quarters to the dataclass that fills the template; pure,
no tool.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pipeline.domain.cycle import Cycle, Paper, UnitProgress
from pipeline.domain.performance.achievement import Rules
from pipeline.domain.performance.agreement import UnitAgreement
from pipeline.domain.performance.data import UnitData
from pipeline.domain.performance.recap import RecapFigures, Standing, recap
from pipeline.domain.performance.trend import Trend, trend
from pipeline.domain.sop import Sop, field_name
from pipeline.office.reports import delivered_warnings, delivery_status
from pipeline.office.surroundings import Surroundings
from pipeline.wording import figures as shown
from pipeline.wording.indonesian import counted, date_words, listed, number
from pipeline.wording.moments import short_moment
from pipeline.wording.papers import (
    BarisTren,
    BarisUnit,
    IndikatorBelumTerisi,
    IndikatorRendah,
    LaporanRekapitulasi,
)
from pipeline.wording.sentences import conclusion, recap_basis, spending_basis, suggestion


def answers(cycle: Cycle) -> tuple[UnitData, ...]:
    """The data of the units that have delivered, in the office's order."""
    return tuple(each.data for each in cycle.units if each.data and each.has_delivered)


def figures(cycle: Cycle, rules: Rules, owed: Sequence[UnitAgreement] = ()) -> RecapFigures:
    """A recap's figures: the units whose data Kasubbag TU has, and what the others promised."""
    return recap(cycle.period, answers(cycle), rules, owed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recapitulation:
    """A cycle's recap in figures, beside those of earlier quarters."""

    figures: RecapFigures
    owed: tuple[UnitAgreement, ...]  #: what the units promised that have not answered
    trend: Trend


def recapitulate(
    cycle: Cycle, earlier: Sequence[Cycle], rules: Rules, owed: Sequence[UnitAgreement] = ()
) -> Recapitulation:
    """Reckon a cycle's recap; earlier cycles are judged by the same rules."""
    found = figures(cycle, rules, owed)
    units = [each.unit for each in cycle.units]
    before = [figures(each, rules) for each in earlier]
    return Recapitulation(figures=found, owed=tuple(owed), trend=trend(found, before, units))


def recap_report(  # noqa: PLR0913, PLR0917 - the six things a report is about
    office: Surroundings,
    cycle: Cycle,
    sop: Sop,
    paper: Paper,
    now: datetime,
    reckoned: Recapitulation,
) -> LaporanRekapitulasi:
    """Laporan rekapitulasi (dossier 9.6)."""
    found = reckoned.figures
    step = sop.step(paper.step)
    today = office.today(now)
    request = cycle.paper(cycle.request or "")
    late = [each.unit for each in cycle.units if each.has_delivered and each.days_late]
    delivered = sum(each.has_delivered for each in cycle.units)
    reader = sop.after(step) or step
    first = cycle.units[0]
    known = reckoned.trend.is_known
    return LaporanRekapitulasi(
        **office.paper_facts(paper.code, signed=True),
        nomor=paper.nomor or "-",
        periode=cycle.period.long,
        yth=office.roster.titles[reader.post],
        nomor_sop=sop.number,
        nomor_permintaan=request.nomor or "-",
        tanggal_permintaan=date_words(request.dated) if request.dated else "-",
        n_unit=counted(len(cycle.units)),
        tanggal_distribusi=_day(office, first.asked_at),
        tanggal_batas=_day(office, first.due),
        units=unit_rows(office, cycle, found),
        badan=_standing_row("Badan", found.badan if found.units or found.owing else None),
        n_tepat=counted(delivered - len(late)),
        n_terlambat=counted(len(late)),
        n_belum=counted(len(cycle.missing_units)),
        catatan_capaian=basis(office, cycle, found),
        total_realisasi=_total_spent(found.badan),
        total_pagu=shown.money_with_rp(found.badan.ceiling),
        persen=shown.percent(found.badan.absorption),
        catatan_anggaran=_spending_basis(office, found),
        rendah=_lowest(office, cycle, found),
        belum_terisi=_missing(office, cycle, found),
        tren_periode=_trend_heads(reckoned.trend),
        tren=_trend_rows(office, reckoned.trend) if known else (),
        tren_badan=_trend_row(
            f"Badan{_without(office, reckoned.trend)}", reckoned.trend.badan.means
        ),
        tren_serapan=_trend_row(
            f"Serapan anggaran Badan{_without(office, reckoned.trend)}",
            reckoned.trend.badan.absorptions,
        ),
        catatan_tren=_trend_basis(office, reckoned.trend),
        judul_grafik=f"Rata-rata capaian kinerja tiap unit, {cycle.period.long}",
        judul_grafik_tren=_trend_title(office, reckoned.trend) if known else "",
        simpulan=_conclusion(office, cycle, found),
        saran=suggestion(
            _names(office, cycle.missing_units),
            _names(office, late),
            ada_rendah=bool(found.lowest or found.missing),
        ),
        tanggal=date_words(today),
        penandatangan=office.signer(step.post, today, field_name(step)),
        lampiran=(f"Rincian data kinerja {cycle.period.long} (buku kerja Excel)",),
    )


def _day(office: Surroundings, moment: datetime | None) -> str:
    return date_words(moment.astimezone(office.calendar.zone).date()) if moment else "-"


def _names(office: Surroundings, units: Sequence[str]) -> list[str]:
    return [_short(office, unit) for unit in units]


def _short(office: Surroundings, unit: str) -> str:
    return office.roster.unit(unit).short or office.roster.unit(unit).name


def unit_rows(office: Surroundings, cycle: Cycle, found: RecapFigures) -> tuple[BarisUnit, ...]:
    """A row for every unit that was asked, whether it answered or not."""
    return tuple(_unit_row(office, cycle, each, found) for each in cycle.units)


def _unit_row(
    office: Surroundings, cycle: Cycle, progress: UnitProgress, found: RecapFigures
) -> BarisUnit:
    unit = office.roster.unit(progress.unit)
    received = "-"
    if progress.received_at:
        received = short_moment(progress.received_at, office.calendar.zone)
    standings = dict((*found.units, *found.owing))
    return _standing_row(
        unit.name,
        standings.get(unit.id),
        received=received,
        status=delivery_status(progress),
        remark=last_warning(cycle, progress),
    )


def last_warning(cycle: Cycle, progress: UnitProgress) -> str:
    """The last warning that reached a unit, or nothing."""
    warnings = delivered_warnings(progress)
    if not warnings:
        return "-"
    letter = cycle.paper(warnings[-1].paper)
    dated = f" tanggal {date_words(letter.dated)}" if letter.dated else ""
    return f"Peringatan ke-{len(warnings)} Nomor {letter.nomor}{dated}"


def _standing_row(
    name: str, standing: Standing | None, *, received: str = "", status: str = "", remark: str = ""
) -> BarisUnit:
    return BarisUnit(
        nama=name,
        tanggal=received,
        status=status,
        keterangan=remark,
        n_indikator=str(standing.indicators) if standing else "-",
        n_terisi=str(standing.filled) if standing else "-",
        rata_capaian=shown.percent(standing.mean) if standing else "-",
        predikat=(standing.predicate or "-") if standing else "-",
        pagu=shown.money(standing.ceiling) if standing else "-",
        realisasi=spent(standing),
        persen=shown.percent(standing.absorption) if standing else "-",
    )


def spent(standing: Standing | None) -> str:
    """What is known to be spent, in a column that is headed Rp."""
    if standing is None:
        return shown.NONE
    return shown.money(standing.realised) if standing.is_spending_known else "belum dilaporkan"


def _total_spent(badan: Standing) -> str:
    known = badan.is_spending_known
    return shown.money_with_rp(badan.realised) if known else "belum ada yang dilaporkan"


def _spending_basis(office: Surroundings, found: RecapFigures) -> str:
    """On what the badan's serapan rests, where a unit's spending is not known."""
    owing = [unit for unit, standing in found.owing if standing.ceiling]
    if not owing or not found.units:
        return ""
    return spending_basis(
        belum=_names(office, owing),
        persen=shown.percent(found.badan.absorption),
        pagu_masuk=shown.money_with_rp(found.badan.ceiling_reported),
        persen_masuk=shown.percent(found.badan.absorption_reported),
    )


def basis(office: Surroundings, cycle: Cycle, found: RecapFigures) -> str:
    """On what the means and the budget rest."""
    cap, answered = office.config.judging.cap, dict(found.units)
    return recap_basis(
        n_dinilai=found.badan.assessed,
        n_indikator=found.badan.indicators,
        n_unit=len(cycle.units),
        belum=_names(office, [each.unit for each in cycle.units if each.unit not in answered]),
        batas=None if cap is None else number(cap),
        tanpa_batas=shown.percent(found.badan.mean_uncapped),
    )


def _lowest(office: Surroundings, cycle: Cycle, found: RecapFigures) -> tuple[IndikatorRendah, ...]:
    return tuple(
        IndikatorRendah(
            unit=_short(office, low.unit),
            indikator=low.row.indicator.name,
            satuan=low.row.indicator.unit_of_measure,
            target=number(low.row.indicator.target(cycle.period)),
            realisasi=number(low.row.realisation.value or 0),
            capaian=shown.percent(low.achieved),
            predikat=low.predicate,
            keterangan=_reason(low.row.hindering or low.row.remark, low.row.follow_up),
        )
        for low in found.lowest
    )


def _reason(cause: str, follow_up: str) -> str:
    parts = [shown.in_brief(cause) or "Tidak dijelaskan"]
    if follow_up.strip():
        parts.append(f"Tindak lanjut: {shown.in_brief(follow_up)}")
    return "\n".join(parts)


def _missing(
    office: Surroundings, cycle: Cycle, found: RecapFigures
) -> tuple[IndikatorBelumTerisi, ...]:
    return tuple(
        IndikatorBelumTerisi(
            unit=_short(office, each.unit),
            indikator=each.row.indicator.name,
            satuan=each.row.indicator.unit_of_measure,
            target=number(each.row.indicator.target(cycle.period)),
            alasan=shown.in_brief(each.reason),
        )
        for each in found.missing
    )


def _trend_heads(known: Trend) -> BarisTren:
    return _trend_line("Unit", [period.short for period in known.periods], "Perubahan")


def _trend_rows(office: Surroundings, known: Trend) -> tuple[BarisTren, ...]:
    return tuple(_trend_row(_short(office, unit), course.means) for unit, course in known.units)


def _trend_row(name: str, values: Sequence[Decimal | None]) -> BarisTren:
    moved = shown.change(values[-2], values[-1])
    return _trend_line(name, [shown.percent(value) for value in values], moved)


def _trend_line(name: str, cells: Sequence[str], change: str) -> BarisTren:
    fourth, third, second, before, now = cells
    return BarisTren(
        nama=name,
        lalu_4=fourth,
        lalu_3=third,
        lalu_2=second,
        lalu_1=before,
        kini=now,
        perubahan=change,
    )


def _without(office: Surroundings, known: Trend) -> str:
    """`` tanpa ...`` where the badan's course is not that of all its units."""
    left_out = _names(office, known.left_out)
    return f" tanpa {listed(left_out)}" if left_out else ""


def _trend_basis(office: Surroundings, known: Trend) -> str:
    if not known.left_out:
        return ""
    return (
        f"Baris Badan dan serapan tidak memuat {listed(_names(office, known.left_out))}, yang "
        "datanya tidak ada pada kedua triwulan terakhir, agar yang dibandingkan adalah unit yang "
        "sama."
    )


def _trend_title(office: Surroundings, known: Trend) -> str:
    first, last = known.periods[0].title, known.periods[-1].title
    whose = f"Badan{_without(office, known)}"
    return f"Capaian kinerja dan serapan anggaran {whose}, {first} sampai dengan {last}"


def _conclusion(office: Surroundings, cycle: Cycle, found: RecapFigures) -> str:
    said = conclusion(cycle.period.long, len(cycle.units), _names(office, cycle.missing_units))
    if found.badan.mean is None:
        return said
    mean = f"{shown.percent(found.badan.mean)}\N{NO-BREAK SPACE}%"
    return f"{said} Rata-rata capaian kinerja Badan {mean} ({found.badan.predicate})."

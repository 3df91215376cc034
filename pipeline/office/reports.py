"""What the PDF papers say: a unit's data, its receipt, the recap, the berita acara.

From a cycle's facts to the dataclasses that fill templates; pure, no tool. Figures are computed in
the domain, rounded only here where they are printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pipeline.domain.cycle import Cycle, Paper, UnitProgress
from pipeline.domain.performance.achievement import NOT_ASSESSED, Rules
from pipeline.domain.performance.data import BudgetRow, IndicatorRow, UnitData
from pipeline.domain.performance.recap import LowIndicator, RecapFigures, Standing, recap
from pipeline.domain.sop import END, Kind, Sop, field_name
from pipeline.office.surroundings import Surroundings
from pipeline.wording.indonesian import (
    clock,
    counted,
    date_words,
    listed,
    month,
    number,
    rupiah,
    spelled,
    weekday,
)
from pipeline.wording.moments import short_moment
from pipeline.wording.papers import (
    BarisAnggaran,
    BarisIndikator,
    BarisUnit,
    BeritaAcara,
    BerkasDiterima,
    DaftarIsiBerkas,
    IndikatorRendah,
    ItemArsip,
    LaporanRekapitulasi,
    NotaDinasPengantar,
    TandaTerima,
)
from pipeline.wording.visible import visible

RULES = Rules()


def figures(cycle: Cycle) -> RecapFigures:
    """The recap's figures from the units whose data Kasubbag TU has."""
    return recap(cycle.period, answers(cycle), RULES)


def answers(cycle: Cycle) -> tuple[UnitData, ...]:
    """The data of the units that have delivered, in the office's order."""
    return tuple(each.data for each in cycle.units if each.data and each.has_delivered)


def covering_note(
    office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper, now: datetime
) -> NotaDinasPengantar:
    """Nota dinas pengantar and the readable data of one unit (dossier 9.4)."""
    unit = office.roster.unit(paper.unit or "")
    progress = cycle.unit(unit.id)
    data = progress.data
    if data is None:
        raise LookupError(f"{unit.id} has given no data")
    standing = recap(cycle.period, [data], RULES).badan
    request = cycle.paper(cycle.request or "")
    attached = cycle.paper(paper.about or "").attachments
    waiting = [row.indicator.name for row in data.rows if row.realisation.value is None]
    today = office.today(now)
    collector = sop.join.post if sop.join else sop.first.post
    return NotaDinasPengantar(
        **office.paper_facts(paper.code),
        yth=office.roster.titles[collector],
        dari=office.signer(unit.head, today).jabatan,
        tembusan=office.roster.titles[sop.first.post],
        tanggal=date_words(today),
        nomor=paper.nomor or "-",
        sifat="Segera",
        lampiran=f"{counted(1 + len(attached))} berkas",
        unit=unit.name,
        periode=cycle.period.long,
        nomor_permintaan=request.nomor or "-",
        tanggal_permintaan=date_words(request.dated) if request.dated else "-",
        n_indikator=str(standing.indicators),
        n_terisi=str(standing.filled),
        rata_capaian=_percent(standing.mean),
        predikat=standing.predicate or "-",
        realisasi=rupiah(standing.realised),
        pagu=rupiah(standing.ceiling),
        persen_serapan=_percent(standing.absorption),
        catatan_belum=listed(waiting) if waiting else "",
        tanggal_susulan=_supplement_date(office, progress, now) if waiting else "",
        penandatangan=office.signer(unit.head, today),
        indikator=tuple(_indicator(row, cycle) for row in data.rows),
        anggaran=tuple(_budget(row) for row in data.budgets),
        jumlah_anggaran=BarisAnggaran(
            kode="",
            program="Jumlah",
            pagu=rupiah(standing.ceiling),
            realisasi=rupiah(standing.realised),
            persen=_percent(standing.absorption),
            keterangan="",
        ),
        bukti=tuple(visible(each.name) for each in attached),
    )


def _supplement_date(office: Surroundings, progress: UnitProgress, now: datetime) -> str:
    due = progress.due if progress.due and progress.due > now else office.calendar.due(now, 2)
    return date_words(due.astimezone(office.calendar.zone).date())


def _indicator(row: IndicatorRow, cycle: Cycle) -> BarisIndikator:
    achieved = row.achieved(cycle.period)
    value = row.realisation.value
    remark = row.realisation.reason or row.remark
    return BarisIndikator(
        nomor=str(row.indicator.number),
        indikator=row.indicator.name,
        satuan=row.indicator.unit_of_measure,
        target=number(row.indicator.target(cycle.period)),
        realisasi="belum ada data" if value is None else number(value),
        capaian=_percent(achieved),
        predikat=_predicate(value, achieved),
        keterangan=remark,
    )


def _predicate(value: Decimal | None, achieved: Decimal | None) -> str:
    if achieved is not None:
        return RULES.scale.predicate(achieved)
    return "-" if value is None else NOT_ASSESSED


def _budget(row: BudgetRow) -> BarisAnggaran:
    return BarisAnggaran(
        kode=row.budget.code,
        program=row.budget.name,
        pagu=rupiah(row.budget.ceiling),
        realisasi=rupiah(row.realised),
        persen=_percent(row.absorption),
        keterangan=row.remark,
    )


def _percent(value: Decimal | None) -> str:
    return "-" if value is None else number(value, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFile:
    """A file as the receipt lists it."""

    name: str
    size: int
    sha256: str


def receipt(  # noqa: PLR0913, PLR0917 - the six things a receipt is about
    office: Surroundings,
    cycle: Cycle,
    sop: Sop,
    paper: Paper,
    now: datetime,
    files: Sequence[ReceivedFile],
) -> TandaTerima:
    """Tanda terima of a unit's data (dossier 9.7); nobody signs it."""
    unit = office.roster.unit(paper.unit or "")
    progress = cycle.unit(unit.id)
    received = (progress.received_at or now).astimezone(office.calendar.zone)
    collector = sop.join.post if sop.join else sop.first.post
    return TandaTerima(
        **office.paper_facts(paper.code),
        penyerah=office.roster.titles[unit.head],
        unit=unit.name,
        periode=cycle.period.long,
        n_berkas=counted(len(files)),
        berkas=tuple(
            BerkasDiterima(
                nomor=str(place),
                nama=each.name,
                ukuran=f"{number(Decimal(each.size) / 1024, 1)} KB",
                sha256=each.sha256[:16],
            )
            for place, each in enumerate(files, start=1)
        ),
        hari=weekday(received.date()),
        tanggal=date_words(received.date()),
        jam=clock(received),
        status=delivery_status(progress),
        kode_pemeriksaan=(files[0].sha256[:8] if files else "-").upper(),
        penerima=office.signer(
            collector, received.date(), remark="Tanda terima ini dibuat oleh sistem."
        ),
    )


def delivery_status(progress: UnitProgress) -> str:
    """How a unit delivered, in the words of the recap."""
    if not progress.has_delivered:
        return "Belum menyampaikan"
    if not progress.days_late:
        return "Tepat waktu"
    status = f"Terlambat {progress.days_late} hari kerja"
    delivered = sum(bool(warned.delivered_at) for warned in progress.warnings)
    return f"{status}, setelah peringatan ke-{delivered}" if delivered else status


def recap_report(
    office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper, now: datetime
) -> LaporanRekapitulasi:
    """Laporan rekapitulasi (dossier 9.6)."""
    found = figures(cycle)
    step = sop.step(paper.step)
    today = office.today(now)
    request = cycle.paper(cycle.request or "")
    late = [each for each in cycle.units if each.has_delivered and each.days_late]
    reader = sop.step(step.next).post if step.next not in (None, END) else step.post
    first = cycle.units[0]
    return LaporanRekapitulasi(
        **office.paper_facts(paper.code, signed=True),
        nomor=paper.nomor or "-",
        periode=cycle.period.long,
        yth=office.roster.titles[reader],
        nomor_sop=sop.number,
        nomor_permintaan=request.nomor or "-",
        tanggal_permintaan=date_words(request.dated) if request.dated else "-",
        n_unit=str(len(cycle.units)),
        tanggal_distribusi=_day(office, first.asked_at),
        tanggal_batas=_day(office, first.due),
        units=tuple(_unit_row(office, cycle, each, found) for each in cycle.units),
        badan=_standing_row("Badan", "", found.badan),
        n_tepat=str(sum(each.has_delivered and not each.days_late for each in cycle.units)),
        n_terlambat=str(len(late)),
        n_belum=str(len(cycle.missing_units)),
        total_realisasi=rupiah(found.badan.realised),
        total_pagu=rupiah(found.badan.ceiling),
        persen=_percent(found.badan.absorption),
        rendah=_low_indicators(office, cycle, found),
        judul_grafik=f"Rata-rata capaian kinerja per unit, {cycle.period.long}",
        simpulan=_conclusion(office, cycle, found),
        saran=_advice(office, cycle, late),
        tanggal=date_words(today),
        penandatangan=office.signer(step.post, today, field_name(step)),
        lampiran=(f"Rincian data kinerja {cycle.period.long} (buku kerja Excel)",),
    )


def _day(office: Surroundings, moment: datetime | None) -> str:
    return date_words(moment.astimezone(office.calendar.zone).date()) if moment else "-"


def _unit_row(
    office: Surroundings, cycle: Cycle, progress: UnitProgress, found: RecapFigures
) -> BarisUnit:
    unit = office.roster.unit(progress.unit)
    warned = [cycle.paper(each.paper) for each in progress.warnings if each.delivered_at]
    remark = f"Surat peringatan Nomor {warned[-1].nomor}" if warned else ""
    standing = found.of(unit.id) if progress.has_delivered else None
    return _standing_row(
        unit.name,
        short_moment(progress.received_at, office.calendar.zone) if progress.received_at else "-",
        standing,
        status=delivery_status(progress),
        remark=remark,
    )


def _standing_row(
    name: str, received: str, standing: Standing | None, *, status: str = "", remark: str = ""
) -> BarisUnit:
    return BarisUnit(
        nama=name,
        tanggal=received,
        status=status,
        keterangan=remark,
        n_indikator=str(standing.indicators) if standing else "-",
        rata_capaian=_percent(standing.mean) if standing else "-",
        predikat=(standing.predicate or "-") if standing else "-",
        pagu=rupiah(standing.ceiling) if standing else "-",
        realisasi=rupiah(standing.realised) if standing else "-",
        persen=_percent(standing.absorption) if standing else "-",
    )


def _low_indicators(
    office: Surroundings, cycle: Cycle, found: RecapFigures
) -> tuple[IndikatorRendah, ...]:
    missing = (
        IndikatorRendah(
            unit=_short(office, each.unit),
            indikator=each.row.indicator.name,
            target=number(each.row.indicator.target(cycle.period)),
            realisasi="belum ada data",
            capaian="-",
            keterangan=each.reason,
        )
        for each in found.missing
    )
    return (*(_low(office, cycle, low) for low in found.lowest), *missing)


def _low(office: Surroundings, cycle: Cycle, low: LowIndicator) -> IndikatorRendah:
    row = low.row
    return IndikatorRendah(
        unit=_short(office, low.unit),
        indikator=row.indicator.name,
        target=number(row.indicator.target(cycle.period)),
        realisasi=number(row.realisation.value or Decimal(0)),
        capaian=_percent(low.achieved),
        keterangan=row.hindering or row.remark,
    )


def _short(office: Surroundings, unit: str) -> str:
    return office.roster.unit(unit).short or office.roster.unit(unit).name


def _conclusion(office: Surroundings, cycle: Cycle, found: RecapFigures) -> str:
    asked = len(cycle.units)
    missing = [office.roster.unit(unit).name for unit in cycle.missing_units]
    if missing:
        delivered = asked - len(missing)
        text = (
            f"Dari {asked} unit, {delivered} unit telah menyampaikan data dan {len(missing)} unit "
            f"belum menyampaikan data, yaitu {listed(missing)}."
        )
    else:
        text = f"Seluruh unit ({asked}) telah menyampaikan data kinerja {cycle.period.long}."
    if found.badan.mean is None:
        return text
    return (
        f"{text} Rata-rata capaian kinerja Badan {_percent(found.badan.mean)} % "
        f"({found.badan.predicate})."
    )


def _advice(office: Surroundings, cycle: Cycle, late: Sequence[UnitProgress]) -> str:
    if cycle.missing_units:
        return "Unit yang belum menyampaikan data agar segera menyampaikannya sebagai data susulan."
    if late:
        names = listed([office.roster.unit(each.unit).name for each in late])
        return f"Penyampaian data periode berikutnya oleh {names} agar dilakukan tepat waktu."
    return "Ketepatan waktu penyampaian data agar dipertahankan pada periode berikutnya."


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFacts:
    """What the berita acara says of the berkas."""

    items: tuple[ItemArsip, ...]
    pages: int
    place: str
    ledger_seq: int
    ledger_hash: str


def filing_record(  # noqa: PLR0913, PLR0917 - the six things a berita acara is about
    office: Surroundings,
    cycle: Cycle,
    sop: Sop,
    paper: Paper,
    now: datetime,
    facts: FilingFacts,
) -> BeritaAcara:
    """Berita acara pengarsipan (dossier 9.8), with the ledger's head hash in print."""
    step = sop.step(paper.step)
    today = office.today(now)
    ordering = sop.step(step.back) if step.back else sop.first
    knowing = next((each for each in sop.steps if each.kind is Kind.ACKNOWLEDGE), sop.first)
    retention = office.config.retention
    return BeritaAcara(
        **office.paper_facts(paper.code, signed=True),
        nomor=paper.nomor or "-",
        periode=cycle.period.long,
        hari=weekday(today),
        tanggal_terbilang=spelled(today.day),
        bulan=month(today),
        tahun_terbilang=spelled(today.year),
        kesatu=office.signer(ordering.post, today),
        kedua=office.signer(step.post, today, field_name(step)),
        mengetahui=office.signer(knowing.post, today),
        kode_klasifikasi=sop.classification,
        nama_klasifikasi=sop.classification_name,
        judul_berkas=berkas_title(cycle),
        nomor_berkas=f"{cycle.berkas_number or 0:03d}",
        n_item=str(len(facts.items)),
        n_halaman=str(facts.pages),
        aktif=str(retention.aktif),
        inaktif=str(retention.inaktif),
        nasib_akhir=retention.nasib_akhir,
        lokasi=facts.place,
        jejak=facts.ledger_hash,
        jejak_urutan=str(facts.ledger_seq),
    )


def contents_list(  # noqa: PLR0913, PLR0917 - the six things a list is about
    office: Surroundings,
    cycle: Cycle,
    sop: Sop,
    paper: Paper,
    now: datetime,
    items: tuple[ItemArsip, ...],
) -> DaftarIsiBerkas:
    """Daftar isi berkas (dossier 8.2)."""
    today = office.today(now)
    filing = next(each for each in sop.steps if each.kind is Kind.FILE)
    opened = office.today(cycle.opened_at)
    return DaftarIsiBerkas(
        **office.paper_facts(paper.code),
        nomor_berkas=f"{cycle.berkas_number or 0:03d}",
        judul=berkas_title(cycle),
        kode_klasifikasi=sop.classification,
        nama_klasifikasi=sop.classification_name,
        unit_pengolah=sop.unit_name,
        kurun_waktu=f"{date_words(opened)} s.d. {date_words(today)}",
        retensi=retention_words(office),
        item=items,
        n_item=str(len(items)),
        tanggal=date_words(today),
        penyusun=office.signer(filing.post, today),
    )


def retention_words(office: Surroundings) -> str:
    """How long the berkas is kept, as printed."""
    retention = office.config.retention
    return (
        f"aktif {retention.aktif} tahun, inaktif {retention.inaktif} tahun, "
        f"{retention.nasib_akhir.lower()}"
    )


def berkas_title(cycle: Cycle) -> str:
    """The title of a cycle's berkas."""
    return f"Pengumpulan Data Kinerja {cycle.period.title}"

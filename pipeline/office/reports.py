"""What the PDF papers say: a unit's data, its receipt, the berita acara, the list of contents.

From a cycle's facts to the dataclasses that fill templates; pure, no tool. Figures are computed in
the domain, rounded only here where they are printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pipeline.domain.cycle import Attachment, Cycle, Paper, UnitProgress, Warned
from pipeline.domain.performance.achievement import Rules
from pipeline.domain.performance.data import BudgetRow, UnitData
from pipeline.domain.performance.recap import Standing, recap
from pipeline.domain.sop import Kind, Sop, field_name
from pipeline.office.surroundings import Surroundings
from pipeline.wording.figures import money, money_with_rp, percent, predicate
from pipeline.wording.indonesian import (
    clock,
    counted,
    date_words,
    listed,
    month,
    number,
    span_words,
    spelled,
    weekday,
)
from pipeline.wording.papers import (
    BarisAnggaran,
    BarisIndikator,
    BarisPenjelasan,
    BeritaAcara,
    BerkasDiterima,
    DaftarIsiBerkas,
    ItemArsip,
    NotaDinasPengantar,
    TandaTerima,
)
from pipeline.wording.retention import fate_words, retention_words
from pipeline.wording.visible import visible

#: In the place of a signature, which the SOP does not ask for at step 8a.
_APPROVED_BY_HAND_IN = (
    "Persetujuan pejabat ini dinyatakan dengan penyerahan dokumen ini kepada penerima dan dicatat "
    "secara elektronik."
)


def covering_note(
    office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper, now: datetime
) -> NotaDinasPengantar:
    """Nota dinas pengantar and the readable data of one unit (dossier 9.4)."""
    unit = office.roster.unit(paper.unit or "")
    progress = cycle.unit(unit.id)
    data = progress.data
    if data is None:
        raise LookupError(f"{unit.id} has given no data")
    rules = office.config.judging
    standing = recap(cycle.period, [data], rules).badan
    request = cycle.paper(cycle.request or "")
    attached = cycle.paper(paper.about or "").attachments
    waiting = [str(row.indicator.number) for row in data.rows if row.realisation.value is None]
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
        rata_capaian=percent(standing.mean),
        predikat=standing.predicate or "-",
        realisasi=money_with_rp(standing.realised),
        pagu=money_with_rp(standing.ceiling),
        persen_serapan=percent(standing.absorption),
        catatan_belum=f"indikator nomor {listed(waiting)}" if waiting else "",
        tanggal_susulan=_supplement_date(office, progress, now) if waiting else "",
        penandatangan=office.signer(unit.head, today, remark=_APPROVED_BY_HAND_IN),
        indikator=indicator_rows(data, rules),
        penjelasan=_explanations(data),
        anggaran=tuple(budget_row(row) for row in data.budgets),
        jumlah_anggaran=budget_total(standing),
        bukti=evidence_lines(attached),
    )


def evidence_lines(attached: Sequence[Attachment]) -> tuple[str, ...]:
    """Evidence by the name it came with, and the number that the archive gives it."""
    return tuple(
        f"{visible(each.name)} (dalam berkas arsip: bukti {place:02d})"
        for place, each in enumerate(attached, start=1)
    )


def _supplement_date(office: Surroundings, progress: UnitProgress, now: datetime) -> str:
    due = progress.due if progress.due and progress.due > now else office.calendar.due(now, 2)
    return date_words(due.astimezone(office.calendar.zone).date())


def indicator_rows(data: UnitData, rules: Rules) -> tuple[BarisIndikator, ...]:
    """Each indicator as a unit answered it."""
    rows, goal = [], ""
    for row in data.rows:
        indicator, value = row.indicator, row.realisation.value
        achieved = row.achieved(data.period, rules)
        rows.append(
            BarisIndikator(
                nomor=str(indicator.number),
                sasaran=indicator.sasaran if indicator.sasaran != goal else "",
                indikator=indicator.name,
                satuan=indicator.unit_of_measure,
                polaritas=indicator.polarity,
                target_tahun=number(indicator.target_year),
                target=number(indicator.target(data.period)),
                realisasi=row.realisation.status if value is None else number(value),
                capaian=percent(achieved),
                predikat=predicate(value, achieved, rules.scale),
                keterangan=row.told,
            )
        )
        goal = indicator.sasaran
    return tuple(rows)


def _explanations(data: UnitData) -> tuple[BarisPenjelasan, ...]:
    return tuple(
        BarisPenjelasan(
            nomor=str(row.indicator.number),
            indikator=row.indicator.name,
            bukti=row.evidence,
            pendukung=row.supporting,
            penghambat=row.hindering,
            tindak_lanjut=row.follow_up,
        )
        for row in data.rows
        if row.evidence or row.supporting or row.hindering or row.follow_up
    )


def budget_row(row: BudgetRow) -> BarisAnggaran:
    """What a unit spent on a programme."""
    return BarisAnggaran(
        kode=row.budget.code,
        program=row.budget.name,
        pagu=money(row.budget.ceiling),
        realisasi=money(row.realised),
        persen=percent(row.absorption),
        fisik=percent(row.physical),
        keterangan=row.remark,
    )


def budget_total(standing: Standing) -> BarisAnggaran:
    """What a unit spent on all of them."""
    return BarisAnggaran(
        kode="",
        program="Jumlah",
        pagu=money(standing.ceiling),
        realisasi=money(standing.realised),
        persen=percent(standing.absorption),
        fisik="",
        keterangan="",
    )


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
    delivered = len(delivered_warnings(progress))
    return f"{status}, setelah peringatan ke-{delivered}" if delivered else status


def delivered_warnings(progress: UnitProgress) -> tuple[Warned, ...]:
    """The warnings that reached a unit before its data came."""
    return tuple(
        warned
        for warned in progress.warnings
        if warned.delivered_at
        and (progress.received_at is None or warned.delivered_at <= progress.received_at)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFacts:
    """What the berita acara says of the berkas."""

    items: tuple[ItemArsip, ...]
    pages: int
    place: str
    ledger_seq: int
    ledger_hash: str
    files: int  #: in the manifest of contents
    contents_sha256: str  #: of that manifest


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
    rule = office.config.retention.rule(sop.classification)
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
        aktif=str(rule.active),
        inaktif=str(rule.inactive),
        nasib_akhir=fate_words(rule),
        lokasi=facts.place,
        jejak=facts.ledger_hash,
        jejak_urutan=str(facts.ledger_seq),
        manifest_isi=facts.contents_sha256,
        n_file=str(facts.files),
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
        unit_pengolah=filing_unit(office, sop),
        kurun_waktu=span_words((opened, today)),
        retensi=retention_words(office.config.retention.rule(sop.classification)),
        item=items,
        n_item=str(len(items)),
        tanggal=date_words(today),
        penyusun=office.signer(filing.post, today),
    )


def filing_unit(office: Surroundings, sop: Sop) -> str:
    """The unit pengolah: whose staff files the berkas; as the SOP says where that is no unit's."""
    posts = {step.post for step in sop.steps if step.kind is Kind.FILE}
    names = (unit.name for unit in office.roster.units if {unit.head, unit.staff} & posts)
    return next(names, sop.unit_name)


def berkas_title(cycle: Cycle) -> str:
    """The title of a cycle's berkas."""
    return f"Pengumpulan Data Kinerja {cycle.period.title}"

"""What the Word papers say: order sheets, the two letters, the closing sheet.

From a cycle's facts to the dataclasses that fill templates; pure, no tool. Wording that belongs to
the SOP comes from its definition, everything else from the templates.
"""

from datetime import datetime

from pipeline.domain.cycle import Cycle, Paper, UnitProgress
from pipeline.domain.sop import Kind, Sop, Step, field_name
from pipeline.office.surroundings import Surroundings
from pipeline.wording.indonesian import clock, date_words, weekday
from pipeline.wording.moments import day_words, moment_words
from pipeline.wording.papers import (
    DIHITUNG_KEMUDIAN,
    NOMOR_MENYUSUL,
    TANGGAL_MENYUSUL,
    LembarDisposisi,
    LembarPenutupan,
    PemberiParaf,
    Penandatangan,
    Pilihan,
    SuratPeringatan,
    SuratPermintaan,
    UnitBelumMenyampaikan,
)

_URGENCIES = ("Sangat Segera", "Segera", "Rahasia")
_WISHES = ("Tanggapan dan saran", "Proses lebih lanjut", "Koordinasikan/konfirmasikan", "Arsipkan")


def order_sheet(
    office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper, now: datetime
) -> LembarDisposisi:
    """A lembar disposisi with the order of its row prefilled (dossier 9.1)."""
    step = sop.step(paper.step)
    today = office.today(now)
    giver = office.roster.resolve(step.post, paper.unit)
    receiver = _receiver(office, sop, step, paper.unit)
    archiving = _leads_to(sop, step, Kind.FILE)
    request = cycle.paper(cycle.request) if cycle.request else None
    return LembarDisposisi(
        **office.paper_facts(paper.code),
        surat_dari=office.roster.titles[_signer_post(office, sop, request)]
        if request and paper.unit
        else "-",
        tanggal_terima=date_words(today),
        nomor_surat=(request.nomor or "-") if request and paper.unit else "-",
        nomor_agenda="-",
        tanggal_surat=date_words(request.dated)
        if request and paper.unit and request.dated
        else "-",
        sifat=tuple(Pilihan(teks=each, dipilih=each == "Segera") for each in _URGENCIES),
        hal=f"Pengumpulan Data Kinerja {cycle.period.long}",
        dasar=f"SOP Pengumpulan Data Kinerja Nomor {sop.number}",
        tujuan=(
            Pilihan(teks=receiver, dipilih=True),
            Pilihan(teks="." * 40),
            Pilihan(teks="." * 40),
        ),
        harapan=tuple(
            Pilihan(teks=each, dipilih=each == (_WISHES[3] if archiving else _WISHES[1]))
            for each in _WISHES
        ),
        isi_disposisi=paper.order or _order(office, cycle, sop, paper),
        catatan=_earlier_order(cycle, paper),
        batas_waktu=_deadline(office, cycle, paper) or "-",
        jabatan_pemberi=office.signer(giver, today).jabatan,
        paraf=giver_mark(office, giver, now) if step.incoming else "",
        tanggal_paraf=date_words(today) if step.incoming else "",
    )


def giver_mark(office: Surroundings, post: str, now: datetime) -> str:
    """What stands for a paraf on an order sheet that was handed in: who did it."""
    return f"diserahkan oleh {office.signer(post, office.today(now)).nama}"


def _order(office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper) -> str:
    return sop.step(paper.step).order.format(
        periode=cycle.period.long,
        unit=office.roster.unit(paper.unit).name if paper.unit else "",
        batas_waktu=_deadline(office, cycle, paper),
        klasifikasi=f"{sop.classification} {sop.classification_name}",
    )


def _earlier_order(cycle: Cycle, paper: Paper) -> str:
    """What the order above this one said, so that a change made there travels along."""
    before = [
        each for each in cycle.papers if each.order and each.code != paper.code and not paper.unit
    ]
    return f"Disposisi sebelumnya: {before[-1].order}" if before else "-"


def _deadline(office: Surroundings, cycle: Cycle, paper: Paper) -> str:
    if not paper.unit:
        return ""
    due = cycle.unit(paper.unit).due
    return moment_words(due, office.calendar.zone) if due else ""


def _receiver(office: Surroundings, sop: Sop, step: Step, unit: str | None) -> str:
    after = sop.after(step)
    return office.roster.titles[office.roster.resolve(after.post, unit)] if after else "-"


def _leads_to(sop: Sop, step: Step, kind: Kind) -> bool:
    after = sop.after(step)
    return after is not None and after.kind is kind


def _signer_post(office: Surroundings, sop: Sop, letter: Paper | None) -> str:
    if letter is None:
        return sop.first.post
    steps = sop.signing_steps(sop.step(letter.step))
    signing = [step for step in steps if step.kind is Kind.SIGN]
    return office.roster.resolve(signing[-1].post, letter.unit)


def _endorsers(
    office: Surroundings, sop: Sop, paper: Paper, now: datetime
) -> tuple[tuple[PemberiParaf, ...], Penandatangan]:
    """The paraf givers in order and the signer of a letter, with their fields."""
    today = office.today(now)
    givers = []
    signer = office.signer(sop.step(paper.step).post, today)
    for step in sop.signing_steps(sop.step(paper.step)):
        post = office.roster.resolve(step.post, paper.unit)
        if step.kind is Kind.PARAF:
            title = office.signer(post, today).jabatan
            givers.append(PemberiParaf(jabatan=title, kolom=field_name(step)))
        else:
            signer = office.signer(post, today, field_name(step))
    return tuple(givers), signer


def request_letter(
    office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper, now: datetime
) -> SuratPermintaan:
    """The request to every unit (dossier 9.2); ``counting`` gives its dates."""
    paraf, signer = _endorsers(office, sop, paper, now)
    heads = [unit.head for unit in office.roster.units]
    copies = ["Pertinggal"]
    if sop.first.post not in heads:
        copies.insert(0, office.roster.titles[sop.first.post])
    return SuratPermintaan(
        **office.paper_facts(paper.code, signed=True),
        nomor=NOMOR_MENYUSUL,
        tanggal=TANGGAL_MENYUSUL,
        sifat="Segera",
        lampiran="1 (satu) berkas",
        periode=cycle.period.long,
        penandatangan=signer,
        paraf=paraf,
        tembusan=tuple(copies),
        penerima=tuple(office.roster.titles[head] for head in heads),
        nomor_sop=sop.number,
        pengumpul=_collector(office, sop),
        batas=DIHITUNG_KEMUDIAN,
        peringatan=DIHITUNG_KEMUDIAN,
    )


def _collector(office: Surroundings, sop: Sop) -> str:
    return office.roster.titles[sop.join.post] if sop.join else "-"


def warning_letter(
    office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper, now: datetime
) -> SuratPeringatan:
    """An administrative reminder to one late unit (dossier 9.5 and 3.7).

    Who is warned gets no copy of his own letter; that the Sekretaris parafs it all the same is
    the SOP's flow (dossier 1.5, A3 and A4).
    """
    unit = office.roster.unit(paper.unit or "")
    progress = cycle.unit(unit.id)
    request = cycle.paper(cycle.request or "")
    paraf, signer = _endorsers(office, sop, paper, now)
    due = (progress.due or now).astimezone(office.calendar.zone).date()
    nomor, dated, given = _warned_before(office, cycle, progress)
    return SuratPeringatan(
        **office.paper_facts(paper.code, signed=True),
        nomor=NOMOR_MENYUSUL,
        tanggal=TANGGAL_MENYUSUL,
        sifat="Penting",
        lampiran="1 (satu) berkas",
        periode=cycle.period.long,
        penandatangan=signer,
        paraf=paraf,
        tembusan=tuple(
            office.roster.titles[post] for post in (sop.first.post,) if post != unit.head
        ),
        penerima=office.roster.titles[unit.head],
        unit=unit.name,
        peringatan_ke=str(paper.count) if paper.count > 1 else "",
        nomor_permintaan=request.nomor or "-",
        tanggal_permintaan=date_words(request.dated) if request.dated else "-",
        nomor_sebelumnya=nomor,
        tanggal_sebelumnya=dated,
        batas_sebelumnya=given,
        diperiksa=DIHITUNG_KEMUDIAN,
        batas=day_words(due),
        pengumpul=_collector(office, sop),
        batas_baru=DIHITUNG_KEMUDIAN,
    )


def _warned_before(
    office: Surroundings, cycle: Cycle, progress: UnitProgress
) -> tuple[str, str, str]:
    """Of the warning before this one: its nomor, its date, the day it gave; else nothing."""
    given = [each for each in progress.warnings if each.delivered_at and each.new_due]
    if not given:
        return "", "", ""
    letter, new_due = cycle.paper(given[-1].paper), given[-1].new_due
    return (
        letter.nomor or "-",
        date_words(letter.dated) if letter.dated else "-",
        day_words(new_due.astimezone(office.calendar.zone).date()) if new_due else "-",
    )


def closing_sheet(
    office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper, now: datetime
) -> LembarPenutupan:
    """The sheet whose hand-in closes the collection with units missing (reading A5)."""
    local = now.astimezone(office.calendar.zone)
    step = sop.step(paper.step)
    closer = office.signer(step.post, local.date())
    missing = []
    for number, unit_id in enumerate(cycle.missing_units, start=1):
        unit = office.roster.unit(unit_id)
        progress = cycle.unit(unit_id)
        warned = [cycle.paper(each.paper) for each in progress.warnings if each.delivered_at]
        missing.append(
            UnitBelumMenyampaikan(
                nomor=str(number),
                unit=unit.name,
                penanggung_jawab=office.roster.titles[unit.head],
                batas_waktu=moment_words(progress.due, office.calendar.zone)
                if progress.due
                else "-",
                peringatan=f"{warned[-1].nomor} tanggal {date_words(warned[-1].dated)}"
                if warned and warned[-1].dated
                else "belum ada",
            )
        )
    report = next(each for each in sop.steps if each.kind is Kind.REPORT)
    reader = sop.after(report) or step
    return LembarPenutupan(
        **office.paper_facts(paper.code),
        periode=cycle.period.long,
        hari=weekday(local.date()),
        tanggal=date_words(local.date()),
        jam=clock(local),
        n_unit=str(len(cycle.units)),
        n_masuk=str(len(cycle.units) - len(missing)),
        n_belum=str(len(missing)),
        belum=tuple(missing),
        alasan="",
        jabatan_penutup=closer.jabatan,
        nama_penutup=closer.nama,
        nip_penutup=closer.nip,
        penerima_laporan=office.roster.titles[reader.post],
    )

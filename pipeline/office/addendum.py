"""What an addendum to the laporan rekapitulasi says: data that came after it was signed.

The report itself stays as it was signed (SOP step 10; reading A5 of the domain dossier). The
figures follow from the cycle and the addendum's number alone, so that one that is made late, when
more units have delivered, says the same. Pure, no tool.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.domain.cycle import Cycle, Paper
from pipeline.domain.performance.achievement import Rules
from pipeline.domain.performance.agreement import UnitAgreement
from pipeline.domain.performance.recap import RecapFigures, Standing, recap
from pipeline.domain.sop import Sop
from pipeline.office.recapitulation import answers, basis, last_warning, spent
from pipeline.office.reports import (
    budget_row,
    budget_total,
    delivery_status,
    evidence_lines,
    indicator_rows,
)
from pipeline.office.surroundings import Surroundings
from pipeline.wording import figures as shown
from pipeline.wording.indonesian import counted, date_words, listed
from pipeline.wording.moments import moment_words
from pipeline.wording.papers import AddendumRekapitulasi, BarisPerubahan

#: In the place of a signature: the data bear the approval of who delivered them.
_NOT_SIGNED = (
    "Addendum ini dibuat oleh sistem ketika data diterima; cukup dibaca, tidak ditandatangani dan "
    "tidak perlu diserahkan kembali."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """The recap's figures without a unit's late data, and with them."""

    earlier: tuple[int, ...]  #: numbers of the addenda that the figures before hold already
    before: RecapFigures
    after: RecapFigures


def addition(cycle: Cycle, unit: str, rules: Rules, owed: Sequence[UnitAgreement] = ()) -> Addition:
    """What a unit's late data change.

    Before it stand the units of the signed report and those of earlier addenda; later ones count
    with what they promised, whether they have come by now or are ``owed`` still.
    """
    own = cycle.addendum_number(unit)
    numbers = {each: cycle.addendum_number(each) for each in cycle.addenda}

    def figures_at(number: int) -> RecapFigures:
        """The recap as the addendum of that number left it."""
        come = [(numbers.get(each.unit, 0), each) for each in answers(cycle)]
        promised = {each.unit: each for each in owed}
        promised |= {each.unit: each.promised for place, each in come if place > number}
        return recap(
            cycle.period,
            [each for place, each in come if place <= number],
            rules,
            [promised[each.unit] for each in cycle.units if each.unit in promised],
        )

    return Addition(
        earlier=tuple(sorted(each for each in numbers.values() if each < own)),
        before=figures_at(own - 1),
        after=figures_at(own),
    )


def addendum(  # noqa: PLR0913, PLR0917 - the six things an addendum is about
    office: Surroundings,
    cycle: Cycle,
    sop: Sop,
    paper: Paper,
    now: datetime,
    owed: Sequence[UnitAgreement] = (),
) -> AddendumRekapitulasi:
    """Addendum to the laporan rekapitulasi for one unit's late data."""
    unit = office.roster.unit(paper.unit or "")
    progress = cycle.unit(unit.id)
    data = progress.data
    if data is None:
        raise LookupError(f"{unit.id} has given no data")
    rules, zone = office.config.judging, office.calendar.zone
    found = addition(cycle, unit.id, rules, owed)
    standing = found.after.of(unit.id)
    report = cycle.paper(paper.about or "")
    step = sop.step(paper.step)
    reader = sop.after(step) or step
    note = cycle.paper(progress.data_paper or "")
    evidence = cycle.paper(progress.form or "").attachments
    received = progress.received_at or now
    return AddendumRekapitulasi(
        **office.paper_facts(paper.code),
        ke=str(paper.count),
        nomor_laporan=report.nomor or "-",
        ditandatangani=_signed(office, report),
        periode=cycle.period.long,
        yth=office.roster.titles[reader.post],
        unit=unit.name,
        diterima=moment_words(received, zone),
        batas=moment_words(progress.due, zone) if progress.due else "-",
        status=delivery_status(progress),
        peringatan=last_warning(cycle, progress),
        nomor_pengantar=note.nomor or "-",
        n_indikator=counted(standing.indicators),
        n_terisi=counted(standing.filled),
        indikator=indicator_rows(data, rules),
        rata_capaian=shown.percent(standing.mean),
        predikat=standing.predicate or "-",
        anggaran=tuple(budget_row(row) for row in data.budgets),
        jumlah_anggaran=budget_total(standing),
        sebelumnya=listed([f"Ke-{each}" for each in found.earlier]),
        perubahan=_changes(cycle, unit.short or unit.name, found, standing),
        catatan_capaian=basis(office, cycle, found.after),
        bukti=evidence_lines(evidence),
        tanggal=date_words(paper.dated or office.today(received)),
        pembuat=office.signer(step.post, office.today(received), remark=_NOT_SIGNED),
    )


def _signed(office: Surroundings, report: Paper) -> str:
    """By whom and when the report was signed last, as its reader knows it."""
    if not report.signatures:
        return "-"
    last = report.signatures[-1]
    return f"{last.capacity} pada tanggal {date_words(office.today(last.signed_at))}"


def _changes(cycle: Cycle, unit: str, found: Addition, own: Standing) -> tuple[BarisPerubahan, ...]:
    """The figures of the report that the late data move, before and after."""
    old, new = found.before.badan, found.after.badan
    was, now = len(found.before.units), len(found.after.units)
    return (
        _row(f"Unit yang menyampaikan data, dari {len(cycle.units)}", str(was), str(now)),
        _row("Indikator yang dinilai", str(old.assessed), str(new.assessed)),
        _row(f"Rata-rata capaian {unit} (%)", shown.NONE, _judged(own)),
        _row(
            "Rata-rata capaian Badan (%)",
            _judged(old),
            _judged(new),
            shown.change(old.mean, new.mean),
        ),
        _row("Pagu anggaran Badan (Rp)", shown.money(old.ceiling), shown.money(new.ceiling)),
        _row("Realisasi anggaran Badan (Rp)", spent(old), spent(new)),
        _row(
            "Serapan anggaran Badan (%)",
            shown.percent(old.absorption),
            shown.percent(new.absorption),
            shown.change(old.absorption, new.absorption),
        ),
    )


def _judged(standing: Standing) -> str:
    if standing.mean is None:
        return shown.NONE
    return f"{shown.percent(standing.mean)} ({standing.predicate})"


def _row(what: str, before: str, after: str, change: str = "") -> BarisPerubahan:
    return BarisPerubahan(uraian=what, sebelum=before, sesudah=after, perubahan=change)

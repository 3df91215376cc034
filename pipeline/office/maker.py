"""Making the bytes of papers: templates filled, drafts frozen, forms laid out.

Called for ``Issue`` acts, after the decision is committed and as often as it takes; what it makes
becomes the paper only when the office records it.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from pipeline.domain.acts import Issue, Recipe
from pipeline.domain.cycle import Attachment, Cycle, Paper
from pipeline.domain.performance.agreement import Agreement, UnitAgreement
from pipeline.domain.performance.data import UnitData
from pipeline.domain.performance.trend import looked_back
from pipeline.domain.period import Period
from pipeline.domain.sop import Kind, Sop, field_name
from pipeline.office import letters, recapitulation, reports
from pipeline.office.addendum import addendum
from pipeline.office.counting import counted_days
from pipeline.office.filing import Filing
from pipeline.office.footers import Footers
from pipeline.office.recapitulation import Recapitulation
from pipeline.office.recognition import CODE, OFFICE, VERSION
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.charts import Bar, Point
from pipeline.ports.forms import FormPlan, RecapBook
from pipeline.ports.signing import FieldPlan
from pipeline.wording.indonesian import date_words, nip_grouped
from pipeline.wording.moments import moment_words
from pipeline.wording.papers import Paper as Printed
from pipeline.wording.visible import visible

#: Points; the templates leave cells of this size empty.
PARAF_BOX = (100.0, 32.0)
SIGN_BOX = (220.0, 75.0)
RECAP = "laporan-rekapitulasi"
CHART, TREND_CHART = "grafik-capaian", "grafik-tren"
#: Content controls of a letter that Paraf writes when the draft is handed in.
NUMBER_CONTROL, DATE_CONTROL = "nomor", "tanggal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A paper's bytes, the Word file behind them, and files that belong to it."""

    data: bytes
    source: bytes | None = None
    attachments: tuple[Attachment, ...] = ()
    pages: int = 0  #: of a PDF
    contents: bytes | None = None  #: of a berita acara: the manifest of contents it prints


class Maker:
    """Makes papers for one office."""

    def __init__(self, office: Surroundings, tools: Tools, filing: Filing) -> None:
        self._office = office
        self._tools = tools
        self._filing = filing
        self._footers = Footers(office, tools)

    def make(self, cycle: Cycle, sop: Sop, act: Issue, now: datetime) -> Made:
        """Make a paper's version.

        Raises:
            Refused: a draft that cannot become a letter.
            Misconfigured: a template or the perjanjian kinerja does not serve.
            NotYet: a tool is busy or down.
        """
        paper = cycle.paper(act.code)
        match act.recipe:
            case Recipe.FILL:
                return Made(data=self._fill(cycle, sop, paper, now))
            case Recipe.REOPEN:
                return Made(data=self._reopen(paper))
            case Recipe.FREEZE:
                return self._freeze(cycle, sop, paper, now)
            case Recipe.RENDER:
                return self._render(cycle, sop, paper, now)
            case Recipe.FORM:
                plan = self._plan_to_fill(cycle, paper)
                return Made(data=self._tools.forms.make_form(plan))
            case Recipe.REFILL:
                return Made(data=self._refill(cycle, paper))

    def _properties(self, paper: Paper) -> dict[str, str]:
        return {
            CODE: paper.code,
            VERSION: str(paper.version),
            OFFICE: self._office.office_id,
        }

    def _fill(self, cycle: Cycle, sop: Sop, paper: Paper, now: datetime) -> bytes:
        template = sop.papers[paper.kind].template
        if template == RECAP:
            reckoned = self._recapitulation(cycle)
            report = recapitulation.recap_report(self._office, cycle, sop, paper, now, reckoned)
            return self._filled(sop, paper, now, report, self._charts(cycle, reckoned))
        return self._filled(sop, paper, now, self._printed(cycle, sop, paper, now), {})

    def _filled(
        self, sop: Sop, paper: Paper, now: datetime, printed: Printed, pictures: Mapping[str, bytes]
    ) -> bytes:
        if printed.footer_tte:
            printed = replace(printed, footer_tte=self._footers.sentence(sop, paper, now))
        return self._tools.words.fill(
            sop.papers[paper.kind].template,
            printed,
            properties=self._properties(paper),
            qr_png=self._tools.qr.png(self._qr_text(paper)),
            pictures=pictures,
        )

    def _qr_text(self, paper: Paper) -> str:
        """What the QR says: enough to ask for this paper; by itself it proves nothing (7.5)."""
        lines = [f"PARAF {paper.code}", paper.title]
        if paper.nomor and paper.dated:
            lines.append(f"Nomor {paper.nomor}, {date_words(paper.dated)}")
        return "\n".join(lines)

    def _printed(self, cycle: Cycle, sop: Sop, paper: Paper, now: datetime) -> Printed:
        template = sop.papers[paper.kind].template
        build = _PRINTED.get(template)
        if build:
            return build(self._office, cycle, sop, paper, now)
        if template == "addendum-rekapitulasi":
            return addendum(self._office, cycle, sop, paper, now, self._owed(cycle))
        if template == "tanda-terima":
            files = self._received_files(cycle, paper)
            return reports.receipt(self._office, cycle, sop, paper, now, files)
        if template == "daftar-isi-berkas":
            items = self._filing.listed(cycle, sop, self._items_to_be(cycle))
            return reports.contents_list(self._office, cycle, sop, paper, now, items)
        facts = self._filing.facts(cycle, sop, paper)
        return reports.filing_record(self._office, cycle, sop, paper, now, facts)

    def _items_to_be(self, cycle: Cycle) -> list[Paper]:
        """What the berkas will hold, the berita acara that is being made included."""
        if cycle.filed_at:
            return [*cycle.filed_papers, *cycle.supplements]
        items = [paper for paper in cycle.filed_papers if paper.code != cycle.berkas_record]
        return [*items, cycle.paper(cycle.berkas_record or "")]

    def _received_files(self, cycle: Cycle, paper: Paper) -> list[reports.ReceivedFile]:
        progress = cycle.unit(paper.unit or "")
        found = []
        for code in filter(None, (progress.form, progress.data_paper)):
            each = cycle.paper(code)
            sha256 = each.current_sha256 or ""
            found.append((f"{each.title}.{each.format.value}", sha256))
            found += [(visible(attached.name), attached.sha256) for attached in each.attachments]
        return [
            reports.ReceivedFile(
                name=name, size=len(self._tools.folders.object(sha256)), sha256=sha256
            )
            for name, sha256 in found
        ]

    def _recapitulation(self, cycle: Cycle) -> Recapitulation:
        """The recap's figures, beside those of the quarters before as the office has them."""
        earlier = []
        for period in looked_back(cycle.period):
            with suppress(KeyError):
                earlier.append(self._tools.store.cycle(period.id)[0])
        return recapitulation.recapitulate(
            cycle, earlier, self._office.config.judging, self._owed(cycle)
        )

    def _owed(self, cycle: Cycle) -> list[UnitAgreement]:
        """What the units promised that have not delivered."""
        if not cycle.missing_units:
            return []
        agreement = self._agreement(cycle)
        return [agreement.of(unit) for unit in cycle.missing_units]

    def _agreement(self, cycle: Cycle) -> Agreement:
        units = [each.id for each in self._office.roster.units]
        return self._tools.forms.read_agreement(cycle.period.year, units)

    def _charts(self, cycle: Cycle, reckoned: Recapitulation) -> dict[str, bytes]:
        delivered = dict(reckoned.figures.units)
        bars = [
            Bar(
                label=unit.short or unit.name,
                mean=delivered[unit.id].mean if unit.id in delivered else None,
            )
            for unit in map(self._office.roster.unit, (each.unit for each in cycle.units))
        ]
        scale = self._office.config.judging.scale
        badan = reckoned.figures.badan.mean
        charts = {CHART: self._tools.charts.achievement_chart(bars, scale=scale, badan=badan)}
        trend = reckoned.trend
        if trend.is_known:
            course = zip(trend.periods, trend.badan.means, trend.badan.absorptions, strict=True)
            charts[TREND_CHART] = self._tools.charts.trend_chart(
                [
                    Point(label=period.short, mean=mean, absorption=absorption)
                    for period, mean, absorption in course
                ]
            )
        return charts

    def _reopen(self, paper: Paper) -> bytes:
        source = self._tools.folders.object(paper.source_sha256 or "")
        return self._tools.words.write_controls(source, {}, self._properties(paper))

    def _freeze(self, cycle: Cycle, sop: Sop, paper: Paper, now: datetime) -> Made:
        """A draft as a letter; who may sign it may have changed since it was filled."""
        draft = self._tools.folders.object(paper.source_sha256 or "")
        draft = self._footers.reworded(draft, sop, paper, now)
        values = {
            NUMBER_CONTROL: paper.nomor or "",
            DATE_CONTROL: date_words(paper.dated) if paper.dated else "",
            **counted_days(self._office, cycle, sop, paper),
        }
        numbered = self._tools.words.write_controls(draft, values, self._properties(paper))
        return self._letter(sop, paper, numbered)

    def _render(self, cycle: Cycle, sop: Sop, paper: Paper, now: datetime) -> Made:
        made = self._letter(sop, paper, self._fill(cycle, sop, paper, now))
        step = sop.step(paper.step)
        if paper.kind != step.paper:
            return made
        if step.kind is Kind.REPORT:
            return replace(made, attachments=(self._recap_book(cycle),))
        if step.kind is Kind.FILE:
            return replace(made, contents=self._filing.contents(cycle, sop))
        return made

    def _letter(self, sop: Sop, paper: Paper, docx: bytes) -> Made:
        """The PDF of a paper with the empty fields its signers will fill."""
        rendition = self._tools.converter.convert(docx)
        fields = self.fields(sop, paper)
        data = self._tools.signing.prepare(rendition.pdf, fields) if fields else rendition.pdf
        return Made(data=data, source=docx, pages=rendition.pages)

    def fields(self, sop: Sop, paper: Paper) -> tuple[FieldPlan, ...]:
        """The signature fields of a paper, in the order they are filled."""
        titles = self._office.roster.titles
        plans = []
        made_by = sop.step(paper.step)
        if paper.kind != made_by.paper:
            return ()
        for step in sop.signing_steps(made_by):
            paraf = step.kind is Kind.PARAF
            width, height = PARAF_BOX if paraf else SIGN_BOX
            post = self._office.roster.resolve(step.post, paper.unit)
            plans.append(
                FieldPlan(
                    name=field_name(step),
                    label=f"{'Paraf' if paraf else 'Tanda tangan'} {titles[post]}",
                    kind="paraf" if paraf else "ttd",
                    width=width,
                    height=height,
                )
            )
        return tuple(plans)

    def _recap_book(self, cycle: Cycle) -> Attachment:
        reckoned = self._recapitulation(cycle)
        book = RecapBook(
            title=f"Rincian Data Kinerja {cycle.period.long}",
            figures=reckoned.figures,
            answers=reckoned.figures.answers,
            owed=reckoned.owed,
            unit_names={unit.id: unit.name for unit in self._office.roster.units},
            short_names={unit.id: unit.short for unit in self._office.roster.units},
            delivery=recapitulation.unit_rows(self._office, cycle, reckoned.figures),
            trend=reckoned.trend if reckoned.trend.is_known else None,
            rules=self._office.config.judging,
        )
        data = self._tools.forms.recap_workbook(book)
        name = f"Rincian Data Kinerja - {cycle.period.title}.xlsx"
        return Attachment(name=name, sha256=self._tools.folders.keep(data))

    def _refill(self, cycle: Cycle, paper: Paper) -> bytes:
        data = cycle.unit(paper.unit or "").data
        plan = self._plan_to_fill(cycle, paper)
        if data is None:
            return self._tools.forms.make_form(plan)
        return self._tools.forms.refill(plan, data)

    def _plan_to_fill(self, cycle: Cycle, paper: Paper) -> FormPlan:
        """The plan with what the unit reported the quarter before, for reference on paper."""
        plan = self.form_plan(cycle, paper)
        return replace(plan, earlier=self._earlier(cycle.period, plan.agreement.unit))

    def _earlier(self, period: Period, unit: str) -> UnitData | None:
        """A unit's data of the quarter before, if Kasubbag TU has them."""
        try:
            before, _ = self._tools.store.cycle(period.preceding.id)
            progress = before.unit(unit)
        except KeyError:
            return None
        return progress.data if progress.has_delivered else None

    def form_plan(self, cycle: Cycle, paper: Paper) -> FormPlan:
        """What is printed on a unit's form; the same plan reads it back."""
        unit = self._office.roster.unit(paper.unit or "")
        progress = cycle.unit(unit.id)
        asked_on = self._office.today(progress.asked_at or cycle.opened_at)
        holder = self._office.config.holder(unit.head, asked_on)
        identity = self._office.config.identity
        return FormPlan(
            code=paper.code,
            version=paper.version,
            office=self._office.office_id,
            letterhead=(identity.pemerintah.upper(), identity.badan.upper()),
            unit_name=unit.name,
            period=cycle.period,
            responsible=holder.title,
            responsible_holder=f"{holder.name}, NIP {nip_grouped(holder.nip)}",
            due=moment_words(progress.due, self._office.calendar.zone) if progress.due else "-",
            agreement=self._agreement(cycle).of(unit.id),
            rules=self._office.config.judging,
        )


_PRINTED: dict[str, Callable[[Surroundings, Cycle, Sop, Paper, datetime], Printed]] = {
    "lembar-disposisi": letters.order_sheet,
    "surat-permintaan": letters.request_letter,
    "surat-peringatan": letters.warning_letter,
    "lembar-penutupan": letters.closing_sheet,
    "nota-dinas-pengantar": reports.covering_note,
}

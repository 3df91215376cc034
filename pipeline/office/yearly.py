"""The yearly report: what was collected, from whom, how late, how long each step took.

Computed from what the office remembers, at any time and as often as somebody asks; it is no naskah
of a cycle, has no nomor and nobody signs it. It names the ledger's line it was computed from.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from pipeline.domain.pace import Pace, is_stated
from pipeline.domain.sop import Sop, Step
from pipeline.domain.yearly import Course, Delivery, YearFigures, year_figures
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.yearbook import YearBook
from pipeline.wording.durations import duration_words, standard_words
from pipeline.wording.figures import percent
from pipeline.wording.indonesian import date_words, number
from pipeline.wording.moments import moment_words, short_moment
from pipeline.wording.papers import (
    BarisJabatan,
    BarisLangkah,
    BarisPenyampaian,
    BarisSiklus,
    BarisTerkumpul,
    DataTriwulan,
    LaporanTahunan,
)

TEMPLATE = "laporan-tahunan"
_Told = TypeVar("_Told")
_QUARTERS = (1, 2, 3, 4)
_NOTHING = DataTriwulan(terisi="-", bukti="-", capaian="-", serapan="-")


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReport:
    """A year's report, computed and not written yet."""

    figures: YearFigures
    paper: LaporanTahunan
    book: YearBook

    @property
    def name(self) -> str:
        """What its files are called, without ending."""
        return f"Laporan Tahunan Pengumpulan Data Kinerja {self.figures.year}"


class Yearly:
    """Makes the yearly reports of one office."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self._office = office
        self._tools = tools

    def years(self) -> tuple[int, ...]:
        """The years of which there is something to report."""
        return tuple(sorted({each.period.year for each in self._tools.store.cycles()}))

    def report(self, year: int, now: datetime) -> YearReport:
        """Compute the report of one of ``years``."""
        store = self._tools.store
        runs = [store.cycle(each.id) for each in store.cycles() if each.period.year == year]
        rules = self._office.config.judging
        found = year_figures(year, runs, self._office.calendar, rules, now)
        figures = self._in_office_order(found)
        seq, head = store.head()
        zone, identity = self._office.calendar.zone, self._office.config.identity
        source = (
            f"Dihitung {moment_words(now, zone)} dari buku catatan Paraf sampai dengan catatan "
            f"ke-{seq} (SHA-256 {head[:16]}...)"
        )
        newest = max(runs, key=lambda run: run[0].period)
        return YearReport(
            figures=figures,
            paper=self._paper(figures, newest[1], source, now),
            book=YearBook(
                title=f"Laporan Tahunan Pengumpulan Data Kinerja {year}",
                office=f"{identity.badan} {identity.nama_daerah}",
                source=source,
                figures=figures,
                unit_names={unit.id: unit.name for unit in self._office.roster.units},
                post_titles=self._office.roster.titles,
                zone=zone,
            ),
        )

    def _in_office_order(self, figures: YearFigures) -> YearFigures:
        """Posts as office.toml lists them; those that are gone from there come last."""
        places = {post: place for place, post in enumerate(self._office.roster.titles)}
        ordered = sorted(figures.posts, key=lambda each: places.get(each[0], len(places)))
        return replace(figures, posts=tuple(ordered))

    def workbook(self, report: YearReport) -> bytes:
        """Write the report as .xlsx."""
        return self._tools.year_workbook(report.book)

    def docx(self, report: YearReport) -> bytes:
        """Fill the report's template.

        Raises:
            Misconfigured: the template is missing or does not serve.
        """
        seq, head = self._tools.store.head()
        qr_text = f"PARAF {report.name}\ncatatan ke-{seq} {head[:16]}"
        return self._tools.words.fill(
            TEMPLATE, report.paper, properties={}, qr_png=self._tools.qr.png(qr_text)
        )

    def pdf(self, report: YearReport) -> bytes:
        """Write the report as PDF.

        Raises:
            Misconfigured: the template or LibreOffice does not serve.
            NotYet: LibreOffice makes nothing for now.
        """
        return self._tools.converter.convert(self.docx(report)).pdf

    # -- the paper ---------------------------------------------------------------------------

    def _paper(self, figures: YearFigures, sop: Sop, source: str, now: datetime) -> LaporanTahunan:
        return LaporanTahunan(
            **self._office.paper_facts(source),
            tahun=str(figures.year),
            nomor_sop=sop.number,
            n_siklus=str(len(figures.courses)),
            tanggal=date_words(self._office.today(now)),
            sumber=source,
            ringkasan=tuple(_summary(figures)),
            penyampaian=tuple(
                self._deliveries(unit, found) for unit, found in _by_unit(figures.deliveries)
            ),
            terkumpul=tuple(
                BarisTerkumpul(unit=self._unit(unit), **_quarters(found, _collected, _NOTHING))
                for unit, found in _by_unit(figures.deliveries)
            ),
            langkah=tuple(_step_row(step, pace) for step, pace in figures.steps),
            jabatan=tuple(self._post_row(post, pace) for post, pace in figures.posts),
            siklus=tuple(self._course_row(each) for each in figures.courses),
        )

    def _unit(self, unit: str) -> str:
        """A unit's name; one that is no longer in office.toml is called by its id."""
        names = {each.id: each.name for each in self._office.roster.units}
        return names.get(unit, unit)

    def _deliveries(self, unit: str, found: Sequence[Delivery]) -> BarisPenyampaian:
        return BarisPenyampaian(
            unit=self._unit(unit),
            **_quarters(found, _punctuality, "-"),
            tepat=f"{sum(each.is_in_time for each in found)} dari {len(found)}",
            hari=str(sum(each.days_late for each in found)),
            peringatan=str(sum(each.warnings for each in found)),
            pengembalian=str(sum(each.returned for each in found)),
        )

    def _post_row(self, post: str, pace: Pace) -> BarisJabatan:
        return BarisJabatan(
            jabatan=self._office.roster.titles.get(post, post),
            kali=_done(pace),
            dikembalikan=str(pace.returned),
            tengah=_duration(pace.median),
            terlama=_duration(pace.longest),
            dalam=_within(pace),
        )

    def _course_row(self, each: Course) -> BarisSiklus:
        def at(moment: datetime | None) -> str:
            return short_moment(moment, self._office.calendar.zone) if moment else "-"

        early = " (ditutup tanpa semua unit)" if each.closed_early else ""
        under_way = "" if each.filed_at else " (masih berjalan)"
        return BarisSiklus(
            periode=each.period.title,
            dibuka=at(each.opened_at),
            didistribusikan=at(each.distributed_at),
            lengkap=at(each.collected_at) + early,
            diterima=at(each.acknowledged_at),
            diberkaskan=at(each.filed_at),
            lama=f"{each.working_days} hari kerja{under_way}",
            dalam=_within(each.pace),
        )


def _by_unit(deliveries: Iterable[Delivery]) -> list[tuple[str, list[Delivery]]]:
    """The deliveries of each unit, in the order in which the units were first asked."""
    found: dict[str, list[Delivery]] = {}
    for each in deliveries:
        found.setdefault(each.unit, []).append(each)
    return list(found.items())


def _quarters(
    found: Sequence[Delivery], told: Callable[[Delivery], _Told], otherwise: _Told
) -> dict[str, _Told]:
    """What a row says under each quarter."""
    by_quarter = {each.period.quarter: each for each in found}
    return {
        f"tw{quarter}": told(by_quarter[quarter]) if quarter in by_quarter else otherwise
        for quarter in _QUARTERS
    }


def _punctuality(each: Delivery) -> str:
    if each.is_in_time:
        return "tepat waktu"
    late = f"{each.days_late} hari kerja"
    if not each.is_owed:
        return f"terlambat {late}"
    return f"belum, lewat {late}" if each.days_late else "belum"


def _collected(each: Delivery) -> DataTriwulan:
    if each.is_owed:
        return _NOTHING
    return DataTriwulan(
        terisi=f"{each.filled}/{each.indicators}",
        bukti=str(each.evidence),
        capaian=percent(each.mean),
        serapan=percent(each.absorption),
    )


def _step_row(step: Step, pace: Pace) -> BarisLangkah:
    return BarisLangkah(
        no=step.no,
        kegiatan=step.activity,
        pelaksana=step.actor,
        standar=standard_words(step.standard if is_stated(step) else None),
        kali=_done(pace),
        tengah=_duration(pace.median),
        terlama=_duration(pace.longest),
        dalam=_within(pace),
    )


def _done(pace: Pace) -> str:
    waiting = f" (+{pace.waiting} menunggu)" if pace.waiting else ""
    return f"{pace.done}{waiting}" if pace.done or pace.waiting else "-"


def _duration(minutes: int | None) -> str:
    return "-" if minutes is None else duration_words(minutes)


def _within(pace: Pace) -> str:
    return f"{pace.measured - pace.over} dari {pace.measured}" if pace.measured else "-"


def _summary(figures: YearFigures) -> Iterable[str]:
    """The year in sentences."""
    asked, pace = len(figures.deliveries), figures.overall
    yield (
        f"Data diminta {asked} kali: {figures.in_time} diterima tepat waktu, {figures.late} "
        f"terlambat, dan {figures.owed} belum diterima."
    )
    days = sum(each.days_late for each in figures.deliveries)
    warnings = sum(each.warnings for each in figures.deliveries)
    returned = sum(each.returned for each in figures.deliveries)
    yield (
        f"Keterlambatan seluruhnya {days} hari kerja; surat peringatan disampaikan {warnings} "
        f"kali; data dikembalikan untuk diperbaiki {returned} kali."
    )
    if not pace.measured:
        yield "Belum ada pekerjaan yang standar waktunya ditetapkan SOP."
        return
    within = pace.measured - pace.over
    share = number(Decimal(100 * within) / pace.measured, 1)
    yield (
        f"Dari {pace.measured} pekerjaan yang standar waktunya ditetapkan SOP, {within} "
        f"({share} %) selesai dalam standar dan {pace.over} melewatinya."
    )

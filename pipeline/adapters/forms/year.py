"""The yearly report's workbook.

The sheets ``Penyampaian`` and ``Rincian`` hold what was measured; ``Ringkasan``, ``Langkah`` and
``Jabatan`` count from them by formula, so that whoever doubts a figure can follow it to its rows.
Only a standard that the SOP states is called one; a proposal stands apart and is measured against
by nobody. Everything that people wrote is text and stays text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.adapters.forms import book as ink
from pipeline.adapters.forms.book import Book, at
from pipeline.domain.cycle import Outcome
from pipeline.domain.pace import Pace, is_stated, minutes_of
from pipeline.domain.sop import Step
from pipeline.domain.yearly import Course, Delivery
from pipeline.ports.yearbook import YearBook
from pipeline.wording.durations import amount_words

_HEAD_ROW, _FIRST_ROW = 5, 6
_MOMENT, _DAYS_SINCE = "dd-mm-yyyy hh:mm", datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's day 0
_YES, _NO, _NONE = "ya", "tidak", "-"
_UNSTATED = "belum ditetapkan"
#: A heading and the column's width in characters.
Columns = tuple[tuple[str, float], ...]

_DELIVERIES: Columns = (
    ("Triwulan", 18), ("Unit", 44), ("Diminta", 16), ("Batas waktu", 16), ("Diterima", 16),
    ("Status", 14), ("Terlambat (hari kerja)", 11), ("Peringatan", 11), ("Pengembalian", 13),
    ("Jumlah indikator", 10), ("Terisi", 8), ("Berkas bukti", 8), ("Capaian rata-rata (%)", 10),
    ("Serapan anggaran (%)", 10),
)  # fmt: skip
_STATUS, _LATE_DAYS, _WARNINGS, _RETURNS = 6, 7, 8, 9
_PASSES: Columns = (
    ("Triwulan", 18), ("Langkah", 9), ("Kegiatan", 44), ("Standar SOP", 14), ("Jabatan", 34),
    ("Kode jabatan", 18), ("Unit", 34), ("Kode naskah", 13), ("Mulai", 16), ("Selesai", 16),
    ("Menit kerja", 9), ("Standar SOP (menit)", 10), ("Melewati standar", 11), ("Hasil", 14),
)  # fmt: skip
_PERIOD, _POST, _OVER, _RESULT = 1, 6, 13, 14
_STEPS: Columns = (
    ("Langkah", 9), ("Kegiatan", 50), ("Standar SOP", 14), ("Pelaksana", 16),
    ("Usulan (bukan standar)", 14), ("Pekerjaan selesai", 11), ("Masih menunggu", 10),
    ("Dikembalikan", 13), ("Menit kerja: nilai tengah", 12), ("Menit kerja: terlama", 12),
    ("Dalam standar", 10), ("Melewati standar", 11),
)  # fmt: skip
_POSTS: Columns = (
    ("Kode jabatan", 20), ("Jabatan", 60), ("Pekerjaan selesai", 11), ("Masih menunggu", 10),
    ("Dikembalikan", 13), ("Menit kerja: nilai tengah", 12), ("Menit kerja: terlama", 12),
    ("Dalam standar", 10), ("Melewati standar", 11),
)  # fmt: skip
_COURSES: Columns = (
    ("Triwulan", 18), ("Dibuka", 16), ("Surat didistribusikan", 16), ("Data lengkap", 16),
    ("Ditutup tanpa semua unit", 12), ("Laporan diterima", 16), ("Diberkaskan", 16),
    ("Lama (hari kerja)", 10), ("Lama (menit kerja)", 10), ("Dalam standar", 10),
    ("Melewati standar", 11),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula of ours and what it comes to now."""

    text: str
    result: Decimal


@dataclass(frozen=True, slots=True)
class _Percentage:
    """A figure of which two decimals are shown."""

    figure: Decimal


_Value = str | Decimal | datetime | _Formula | _Percentage | None


def year_workbook(plan: YearBook) -> bytes:
    """Write the workbook; the same plan always gives the same bytes."""
    return _Year(plan).write()


class _Year:
    """The workbook being written."""

    def __init__(self, plan: YearBook) -> None:
        self._plan = plan
        self._figures = plan.figures
        self._book = Book()

    def write(self) -> bytes:
        summary = self._sheet("Ringkasan", ())
        self._table("Penyampaian", _DELIVERIES, map(self._delivery, self._figures.deliveries))
        steps = enumerate(self._figures.steps, start=_FIRST_ROW)
        self._table("Langkah", _STEPS, (self._step(row, *each) for row, each in steps))
        posts = enumerate(self._figures.posts, start=_FIRST_ROW)
        self._table("Jabatan", _POSTS, (self._post(row, *each) for row, each in posts))
        courses = enumerate(self._figures.courses, start=_FIRST_ROW)
        self._table("Siklus", _COURSES, (self._course(row, each) for row, each in courses))
        self._table("Rincian", _PASSES, self._passes())
        self._summarise(summary)
        self._book.workbook.properties.title = self._plan.title
        return self._book.to_bytes()

    # -- rows --------------------------------------------------------------------------------

    def _unit(self, unit: str | None) -> str:
        return self._plan.unit_names.get(unit, unit) if unit else ""

    def _local(self, moment: datetime | None) -> datetime | None:
        return moment.astimezone(self._plan.zone).replace(tzinfo=None) if moment else None

    def _delivery(self, each: Delivery) -> Sequence[_Value]:
        status = "belum" if each.is_owed else "tepat waktu" if each.is_in_time else "terlambat"
        counts = (
            each.days_late, each.warnings, each.returned, each.indicators, each.filled,
            each.evidence,
        )  # fmt: skip
        return (
            each.period.title,
            self._unit(each.unit),
            self._local(each.asked_at),
            self._local(each.due),
            self._local(each.received_at),
            status,
            *map(Decimal, counts),
            None if each.mean is None else _Percentage(each.mean),
            None if each.absorption is None else _Percentage(each.absorption),
        )

    def _step(self, row: int, step: Step, pace: Pace) -> Sequence[_Value]:
        stated = amount_words(step.standard) if step.standard and is_stated(step) else ""
        proposed = amount_words(step.standard) if step.standard and not stated else ""
        # Number, wording and standard stand in the same order on both sheets.
        same = "*".join(
            f"({self._span(rincian)}=${letter}{row})"
            for rincian, letter in ((2, "A"), (3, "B"), (4, "C"))
        )
        return (
            step.no,
            step.activity,
            stated or _UNSTATED,
            step.actor,
            proposed,
            *self._counted(same, pace),
        )

    def _post(self, row: int, post: str, pace: Pace) -> Sequence[_Value]:
        title = self._plan.post_titles.get(post, post)
        return post, title, *self._counted(f"({self._span(_POST)}=$A{row})", pace)

    def _counted(self, same: str, pace: Pace) -> Sequence[_Value]:
        """What the rows of ``Rincian`` that fulfil a condition come to."""
        waiting = Outcome.OPEN.value
        return (
            self._count(same, _RESULT, waiting, pace.done, sign="<>"),
            self._count(same, _RESULT, waiting, pace.waiting),
            self._count(same, _RESULT, Outcome.RETURNED.value, pace.returned),
            None if pace.median is None else Decimal(pace.median),
            None if pace.longest is None else Decimal(pace.longest),
            self._count(same, _OVER, _NO, pace.measured - pace.over),
            self._count(same, _OVER, _YES, pace.over),
        )

    def _count(
        self, same: str, column: int, word: str, result: int, *, sign: str = "="
    ) -> _Formula:
        """How many rows of ``Rincian`` fulfil a condition and say a word in a column.

        By comparison, not by COUNTIFS: that one takes signs in the text for a pattern.
        """
        text = f'=SUMPRODUCT({same}*({self._span(column)}{sign}"{word}"))'
        return _Formula(text, Decimal(result))

    def _course(self, row: int, each: Course) -> Sequence[_Value]:
        pace, same = each.pace, f"({self._span(_PERIOD)}=$A{row})"
        return (
            each.period.title,
            self._local(each.opened_at),
            self._local(each.distributed_at),
            self._local(each.collected_at),
            _YES if each.closed_early else _NO,
            self._local(each.acknowledged_at),
            self._local(each.filed_at),
            Decimal(each.working_days),
            Decimal(each.minutes),
            self._count(same, _OVER, _NO, pace.measured - pace.over),
            self._count(same, _OVER, _YES, pace.over),
        )

    def _passes(self) -> Iterable[Sequence[_Value]]:
        for period, step, each in self._figures.passes:
            stated = step.standard if is_stated(step) else None
            minutes = minutes_of(stated)
            measured = each.is_done and each.has_standard
            over = (_YES if each.is_over else _NO) if measured else _NONE
            yield (
                period.title,
                step.no,
                step.activity,
                amount_words(stated) if stated else _UNSTATED,
                self._plan.post_titles.get(each.post, each.post),
                each.post,
                self._unit(each.unit),
                each.paper,
                self._local(each.began),
                self._local(each.ended),
                Decimal(each.minutes),
                None if minutes is None else Decimal(minutes),
                over,
                each.outcome.value,
            )

    # -- the first sheet ---------------------------------------------------------------------

    def _summarise(self, sheet: Worksheet) -> None:
        figures, pace = self._figures, self._figures.overall
        end = _FIRST_ROW + max(len(figures.deliveries), 1) - 1

        def column(number: int) -> str:
            return _range("Penyampaian", number, end)

        def status(word: str, count: int) -> _Formula:
            return _Formula(f'=COUNTIF({column(_STATUS)},"{word}")', Decimal(count))

        def kept(word: str, count: int) -> _Formula:
            return _Formula(f'=COUNTIF({self._span(_OVER)},"{word}")', Decimal(count))

        def total(number: int, name: str) -> _Formula:
            amount = sum(getattr(each, name) for each in figures.deliveries)
            return _Formula(f"=SUM({column(number)})", Decimal(amount))

        asked = _Formula(f"=COUNTA({column(1)})", Decimal(len(figures.deliveries)))
        lines = (
            ("Permintaan data kepada unit", asked),
            ("Data diterima tepat waktu", status("tepat waktu", figures.in_time)),
            ("Data diterima terlambat", status("terlambat", figures.late)),
            ("Data belum diterima", status("belum", figures.owed)),
            ("Hari kerja keterlambatan", total(_LATE_DAYS, "days_late")),
            ("Surat peringatan yang disampaikan", total(_WARNINGS, "warnings")),
            ("Data yang dikembalikan untuk diperbaiki", total(_RETURNS, "returned")),
            ("Pekerjaan dalam standar waktu SOP", kept(_NO, pace.measured - pace.over)),
            ("Pekerjaan melewati standar waktu SOP", kept(_YES, pace.over)),
        )
        ink.widths(sheet, {"A": 48, "B": 12})
        for row, (label, formula) in enumerate(lines, start=_HEAD_ROW):
            Book.say(sheet, at(1, row), label)
            self._put(sheet, at(2, row), formula)
            ink.frame(sheet, row, 1, 2)

    # -- writing -----------------------------------------------------------------------------

    def _span(self, column: int) -> str:
        """One column of ``Rincian``."""
        return _range("Rincian", column, _FIRST_ROW + max(len(self._figures.passes), 1) - 1)

    def _sheet(self, title: str, columns: Columns) -> Worksheet:
        sheet = self._book.sheet(title)
        Book.say(sheet, "A1", self._plan.title).font = ink.font(14, bold=True)
        Book.say(sheet, "A2", f"{self._plan.office} - {title}").font = ink.font(11, bold=True)
        Book.say(sheet, "A3", self._plan.source).font = ink.font(9, color="505050")
        for number, (label, width) in enumerate(columns, start=1):
            ink.write_head(sheet, at(number, _HEAD_ROW), label)
            ink.widths(sheet, {get_column_letter(number): width})
        ink.fit_width(sheet, "landscape")
        sheet.page_margins.left = sheet.page_margins.right = 0.4
        return sheet

    def _table(self, title: str, columns: Columns, rows: Iterable[Sequence[_Value]]) -> None:
        sheet = self._sheet(title, columns)
        sheet.row_dimensions[_HEAD_ROW].height = ink.height(3)
        sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
        sheet.freeze_panes = at(1, _FIRST_ROW)
        last = _HEAD_ROW
        for last, values in enumerate(rows, start=_FIRST_ROW):
            for number, value in enumerate(values, start=1):
                self._put(sheet, at(number, last), value)
            ink.frame(sheet, last, 1, len(columns))
            tallest = max(
                ink.lines(value, columns[number][1])
                for number, value in enumerate(values)
                if isinstance(value, str)
            )
            sheet.row_dimensions[last].height = ink.height(tallest)
        sheet.auto_filter.ref = f"A{_HEAD_ROW}:{at(len(columns), last)}"

    def _put(self, sheet: Worksheet, where: str, value: _Value) -> None:
        if value is None:
            return
        if isinstance(value, str):
            Book.say(sheet, where, value).alignment = ink.TOP
            return
        if isinstance(value, _Formula):
            cell = self._book.formula(sheet, where, value.text, value.result)
        elif isinstance(value, _Percentage):
            cell = Book.put(sheet, where, value.figure)
            cell.number_format, cell.alignment = "#,##0.00", ink.RIGHT
            return
        elif isinstance(value, datetime):
            cell = Book.put(sheet, where, _serial(value))
            cell.number_format, cell.alignment = _MOMENT, ink.TOP_CENTRE
            return
        else:
            cell = Book.put(sheet, where, value)
        cell.number_format, cell.alignment = "#,##0", ink.RIGHT


def _range(sheet: str, column: int, last: int) -> str:
    letter = get_column_letter(column)
    return f"{sheet}!${letter}${_FIRST_ROW}:${letter}${last}"


def _serial(moment: datetime) -> Decimal:
    """A moment as Excel counts: days, and minutes as a part of one."""
    passed = moment - _DAYS_SINCE
    return Decimal(passed.days) + Decimal(passed.seconds // 60) / 1440

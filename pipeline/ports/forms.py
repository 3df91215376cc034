"""What the office needs from spreadsheets: the form out, the answers back, the recap's book.

Workbooks cross this port as bytes. What a unit answered crosses as ``UnitData``; nothing here
knows cells, except that a refusal names them for the person ("baris 7, kolom Realisasi").
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pipeline.domain.performance.achievement import Rules
from pipeline.domain.performance.agreement import Agreement, UnitAgreement
from pipeline.domain.performance.data import UnitData
from pipeline.domain.performance.recap import RecapFigures
from pipeline.domain.performance.trend import Trend
from pipeline.domain.period import Period
from pipeline.wording.papers import BarisUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPlan:
    """Everything printed on one unit's data form, and the marks by which it is known again."""

    code: str  #: the document's code, printed in the footer; custom property ``ParafKode``
    version: int  #: custom property ``ParafVersi``
    office: str  #: the office's id; custom property ``ParafKantor``
    letterhead: tuple[str, ...]  #: e.g. the city's and the agency's name, one line each
    unit_name: str
    period: Period
    responsible: str  #: who answers for the unit: the post's title
    responsible_holder: str  #: that person's name and NIP in one line
    due: str  #: the deadline in words, e.g. "Kamis, 8 Oktober 2026 pukul 16.00 WIB"
    agreement: UnitAgreement
    earlier: UnitData | None = None  #: the quarter before as accepted; shown for reference only
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedMark:
    """Which form a workbook says it is, by what it shows."""

    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapBook:
    """The data behind the laporan rekapitulasi, for its workbook."""

    title: str
    figures: RecapFigures
    answers: tuple[UnitData, ...]  #: the same answers the figures were made from, in order
    unit_names: Mapping[str, str]  #: unit id -> name as printed, in the office's order
    owed: tuple[UnitAgreement, ...] = ()  #: what the units promised that have not answered
    short_names: Mapping[str, str] = field(default_factory=dict)  #: names for sheets and notes
    delivery: tuple[BarisUnit, ...] = ()  #: who answered when, every unit that was asked
    trend: Trend | None = None  #: None where no earlier quarter is known
    rules: Rules = field(default_factory=Rules)

    @property
    def period(self) -> Period:
        """The period the report is about."""
        return self.figures.period


class Forms(Protocol):
    """Makes and reads the office's spreadsheets."""

    def read_agreement(self, year: int, units: Collection[str]) -> Agreement:
        """The perjanjian kinerja of ``year`` for the office's ``units``, by id.

        Raises:
            Misconfigured: there is none, or it has mistakes, each named by sheet and cell; a unit
                without its sheet and a sheet without its unit are two of them.
        """
        ...

    def make_form(self, plan: FormPlan) -> bytes:
        """An empty data form; the same plan always gives the same bytes."""
        ...

    def refill(self, plan: FormPlan, data: UnitData) -> bytes:
        """The form with earlier answers in it, for data that came back for correction."""
        ...

    def read_form(self, xlsx: bytes, plan: FormPlan) -> UnitData:
        """What a unit filled in.

        Raises:
            Refused: the file is not this form, or not whole; every finding at once (codes F..).
        """
        ...

    def printed_mark(self, xlsx: bytes) -> PrintedMark | None:
        """Which form of ours a workbook is, by its cells alone; None when it is none."""
        ...

    def is_text_of_form(self, data: bytes) -> bool:
        """Whether these bytes are a form of ours saved as text (CSV)."""
        ...

    def recap_workbook(self, book: RecapBook) -> bytes:
        """The recap's attachment, whose totals are formulas that recompute to the figures."""
        ...

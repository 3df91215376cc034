"""What is true of one cycle: its papers, its open and closed tasks, its units.

Plain frozen values; the only place that makes new ones from old ones is ``decide``.

Terminology:
    paper: one naskah of the cycle, through all its versions; known by its code.
    task: one paper waiting for one post at one step, or having waited.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pipeline.domain.performance.data import UnitData
from pipeline.domain.period import Period
from pipeline.errors import Finding


class Format(StrEnum):
    """The kind of file a paper currently is."""

    WORD = "docx"
    EXCEL = "xlsx"
    PDF = "pdf"


class PaperState(StrEnum):
    """A paper's life."""

    ORDERED = "dipesan"  #: its bytes are being made
    ISSUED = "terbit"  #: ordered -> issued: the bytes are frozen and in the register
    RECORDED = "tercatat"  #: issued -> recorded: its step is done
    WITHDRAWN = "ditarik"  #: ordered, issued -> withdrawn: no longer wanted, kept in the record


class Outcome(StrEnum):
    """How a task stands."""

    OPEN = "menunggu"
    DONE = "selesai"
    RETURNED = "dikembalikan"
    CANCELLED = "dibatalkan"  #: its letter is void
    WITHDRAWN = "ditarik"


class Status(StrEnum):
    """How a cycle stands."""

    RUNNING = "berjalan"
    FILING = "diberkaskan"  #: running -> filing: the berkas is being written
    FILED = "selesai"  #: filing -> filed; late units may still add to the berkas


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A paraf or signature that was accepted."""

    field: str
    post: str
    holder: str
    capacity: str  #: the title under which the holder signed, e.g. ``Plh. Kepala Badan``
    certificate_sha256: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a paper: evidence for a unit's data."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One naskah as it stands now."""

    code: str
    kind: str  #: id of its naskah in the SOP
    step: str  #: the row that made it
    unit: str | None = None
    version: int = 1  #: counts the times bytes were issued for it
    format: Format
    state: PaperState = PaperState.ORDERED
    label: str  #: what it is called in the berkas
    title: str  #: file name without ending, already in the reader's words
    issued_sha256: str | None = None  #: the bytes we issued in this version
    current_sha256: str | None = None  #: the bytes as they stand (handed in, parafed, signed)
    source_sha256: str | None = None  #: the Word or Excel file behind a PDF
    rendition_sha256: str | None = None  #: a readable PDF of a paper that is not one itself
    nomor: str | None = None
    dated: date | None = None
    signatures: tuple[Signature, ...] = ()
    signed_sha256: str | None = None  #: the bytes as last signed, before they were prolonged
    level: str = ""  #: PAdES level once prolonged, e.g. ``B-LTA``
    owed_since: datetime | None = None  #: since when validation data and timestamp are owed
    attachments: tuple[Attachment, ...] = ()
    order: str = ""  #: an order sheet's wording as it was handed in
    about: str | None = None  #: code of the paper this one is about
    pages: int = 0  #: of its PDF
    count: int = 1  #: a warning letter's, an addendum's place in its row
    readers: tuple[str, ...] = ()  #: posts before whom it is laid to be read; no task waits for it
    contents_sha256: str | None = None  #: a berita acara's: the manifest of contents it prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A paper waiting for a post, or having waited."""

    id: int
    step: str
    unit: str | None
    post: str
    paper: str
    companions: tuple[str, ...] = ()  #: codes of papers laid beside it to be read
    opened_at: datetime
    laid_at: datetime | None = None  #: when it lay in the inbox; the clock of the standard
    closed_at: datetime | None = None
    outcome: Outcome = Outcome.OPEN
    origin: int | None = None  #: the task that led here
    reasons: tuple[Finding, ...] = ()  #: why it came back
    handed_sha256: str | None = None  #: the bytes that completed it

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return self.outcome is Outcome.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One warning letter to a unit."""

    paper: str
    drafted_at: datetime
    delivered_at: datetime | None = None
    new_due: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProgress:
    """How far one unit is with its data."""

    unit: str
    asked_at: datetime | None = None  #: when the letter lay in the head's inbox
    due: datetime | None = None
    warn_at: datetime | None = None
    form: str | None = None  #: code of its data form
    reminded_at: datetime | None = None
    overdue_at: datetime | None = None
    warnings: tuple[Warned, ...] = ()
    data: UnitData | None = None
    data_paper: str | None = None
    receipt: str | None = None
    received_at: datetime | None = None
    days_late: int = 0
    supplement: bool = False  #: received after the recap was made
    addendum: str | None = None  #: code of the paper that tells so
    appended_at: datetime | None = None  #: when its late data joined a berkas already filed

    @property
    def current_due(self) -> datetime | None:
        """The date that counts now: the newest one that a warning gave, else the first."""
        given = [each.new_due for each in self.warnings if each.new_due and not each.withdrawn_at]
        return given[-1] if given else self.due

    @property
    def has_delivered(self) -> bool:
        """Whether Kasubbag TU has its data."""
        return self.received_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateProof:
    """A paper that was prolonged when its berkas was closed already."""

    code: str  #: of the paper that holds the prolonged bytes
    after: int  #: how many late units came before it
    came_at: datetime
    appended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One period's run of the SOP."""

    id: str
    period: Period
    opened_at: datetime
    status: Status = Status.RUNNING
    papers: tuple[Paper, ...] = ()
    tasks: tuple[Task, ...] = ()
    units: tuple[UnitProgress, ...] = ()
    request: str | None = None  #: code of the distributed request letter
    collected_at: datetime | None = None  #: when the join was passed
    closed_early: bool = False
    closing: str | None = None  #: code of the closing sheet while it lies
    report: str | None = None
    contents: str | None = None  #: code of the daftar isi berkas
    berkas_record: str | None = None  #: code of the berita acara
    items: tuple[str, ...] = ()  #: codes of what the berkas holds, fixed with its berita acara
    late_units: tuple[str, ...] = ()  #: whose data came after that, in the order they came
    late_proofs: tuple[LateProof, ...] = ()  #: what was prolonged after that, likewise
    berkas_number: int | None = None
    berkas_path: str | None = None
    berkas_sha256: str | None = None  #: digest of the berkas' manifest
    filed_at: datetime | None = None

    def paper(self, code: str) -> Paper:
        """The paper with this code; KeyError when it is not of this cycle."""
        for paper in self.papers:
            if paper.code == code:
                return paper
        raise KeyError(code)

    def has_paper(self, code: str) -> bool:
        """Whether a paper of this code belongs to the cycle."""
        return any(paper.code == code for paper in self.papers)

    def unit(self, unit: str) -> UnitProgress:
        """One unit's progress; KeyError when it is not asked in this cycle."""
        for progress in self.units:
            if progress.unit == unit:
                return progress
        raise KeyError(unit)

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """What waits for somebody."""
        return tuple(task for task in self.tasks if task.is_open)

    @property
    def missing_units(self) -> tuple[str, ...]:
        """Units whose data Kasubbag TU does not have."""
        return tuple(each.unit for each in self.units if not each.has_delivered)

    @property
    def filed_papers(self) -> tuple[Paper, ...]:
        """The items of the berkas in the order they came to be, the berita acara last.

        Fixed when the berita acara is made; before that, what it would hold now. The list of
        contents is none of them. A paper that only lay beside another counts once it was issued,
        but not a form that was never filled; a withdrawn one only when it had been numbered: its
        gap in the register must be explainable.
        """
        if self.items:
            return tuple(self.paper(code) for code in self.items)
        never_alone = {task.paper for task in self.tasks} | {each.form for each in self.units}
        return tuple(
            paper
            for paper in self.papers
            if paper.code != self.contents
            and (
                self._is_final(paper)
                or (paper.state is PaperState.ISSUED and paper.code not in never_alone)
            )
        )

    @property
    def supplements(self) -> tuple[Paper, ...]:
        """Papers that come to the berkas after its berita acara, in the order they came."""
        return tuple(
            paper
            for late in self.latecomers
            for paper in (
                self.supplement_of(late) if isinstance(late, str) else (self.paper(late.code),)
            )
        )

    @property
    def latecomers(self) -> tuple[str | LateProof, ...]:
        """Late units and late proofs in the order they came."""
        found: list[str | LateProof] = []
        for place in range(len(self.late_units) + 1):
            found += [each for each in self.late_proofs if each.after == place]
            found += self.late_units[place : place + 1]
        return tuple(found)

    @property
    def addenda(self) -> tuple[str, ...]:
        """Units whose data came after the report was signed, in the order they came."""
        place = {unit: number for number, unit in enumerate(self.late_units, start=1)}
        late = [
            (each.received_at, place.get(each.unit, 0), each.unit)
            for each in self.units
            if each.supplement and each.received_at
        ]
        return tuple(unit for _, _, unit in sorted(late))

    def addendum_number(self, unit: str) -> int:
        """Which addendum to the report one of these units' data are, from 1.

        Its paper keeps the number; where the SOP knows no such paper, the unit's place is it.
        """
        code = self.unit(unit).addendum
        return self.paper(code).count if code else self.addenda.index(unit) + 1

    def supplement_of(self, unit: str) -> tuple[Paper, ...]:
        """A late unit's part of them: its data, and the warnings that were still under way."""
        progress = self.unit(unit)
        warnings = tuple(warned.paper for warned in progress.warnings)
        data = (progress.data_paper, progress.receipt, progress.addendum)
        codes = (progress.form, *warnings, *data)
        papers = [self.paper(code) for code in codes if code and code not in self.items]
        return tuple(paper for paper in papers if self._is_final(paper))

    @staticmethod
    def _is_final(paper: Paper) -> bool:
        """Whether a paper has bytes that no step will change, and belongs into the berkas.

        A withdrawn addendum is one like a void letter: its number is not given again.
        """
        kept = paper.nomor is not None or bool(paper.readers)
        numbered = paper.state is PaperState.WITHDRAWN and kept
        return bool(paper.current_sha256) and (paper.state is PaperState.RECORDED or numbered)

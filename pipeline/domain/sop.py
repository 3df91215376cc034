"""The SOP as a definition: rows of the official table plus what the interpreter needs to run them.

The kinds of step are the interpreter's only vocabulary; nothing here or in ``decide`` knows this
SOP, a role's name or a paper's wording. Reading the TOML file is ``pipeline.config``'s trade.

Terminology:
    post: a chair's id such as ``sekretaris``; ``unit.kepala`` and ``unit.staf`` stand for the head
        and the staff of whichever unit the step is about.
    scope: a step about one unit is *per unit*; it lies between a fork (distribute) and a join
        (a receive that is not per unit).
    branch: steps that only a timer enters (the warning letter), per unit.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

UNIT_HEAD = "unit.kepala"
UNIT_STAFF = "unit.staf"
END = "selesai"


class Kind(StrEnum):
    """What a step does. The set is closed: a new kind is new code."""

    INSTRUCT = "instruct"  #: an order sheet is laid, handed in, and goes on with the work
    DRAFT = "draft"  #: a letter is drafted in Word; handing it in numbers and freezes it
    PARAF = "paraf"  #: the letter needs this post's paraf
    SIGN = "sign"  #: the letter needs this post's signature
    DISTRIBUTE = "distribute"  #: hand-in delivers the letter to units and starts the clock
    GATHER = "gather"  #: a unit's staff fill the data form
    RECEIVE = "receive"  #: per unit: the head passes data on; otherwise: wait for every unit
    REPORT = "report"  #: a report is made and needs this post's signature
    ACKNOWLEDGE = "acknowledge"  #: a paper is taken note of, unchanged
    FILE = "file"  #: the list and berita acara; hand-in files the berkas and ends the cycle


class TimeUnit(StrEnum):
    """Units in which the SOP states its time standards."""

    MINUTES = "menit"
    HOURS = "jam"
    WORKING_DAYS = "hari"
    CALENDAR_DAYS = "hari kalender"


class Cutoff(StrEnum):
    """When in the week after the due date a late unit's warning is drafted (dossier 6.4)."""

    OPENING = "opening"  #: of the first working day; the default
    CLOSING = "closing"  #: of the first working day
    MONDAY = "monday"  #: at opening time, be it a day off or not


class Access(StrEnum):
    """Who may see a paper (klasifikasi keamanan dan akses arsip), from the widest on."""

    PLAIN = "Biasa"
    LIMITED = "Terbatas"
    SECRET = "Rahasia"  # noqa: S105 - a word of the field
    TOP_SECRET = "Sangat Rahasia"  # noqa: S105 - the same


def strictest(access: Iterable[Access]) -> Access:
    """The access that holds for papers kept together; limited where nothing is said."""
    return max(access, key=list(Access).index, default=Access.LIMITED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A row's *mutu baku waktu*; working time. ``proposed`` ones are never shown as the SOP's."""

    amount: int
    unit: TimeUnit
    proposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the SOP with its machine keys."""

    no: str
    activity: str
    actor: str  #: the column of the printed table, e.g. ``Kasubbag TU``
    requirements: tuple[str, ...] = ()
    standard: Standard | None = None
    output: tuple[str, ...] = ()
    remark: str = ""
    proposed: bool = False  #: the row itself is ours (``asal = "usulan"``)
    kind: Kind
    post: str
    per_unit: bool = False
    paper: str | None = None  #: the naskah this step makes
    incoming: bool = False  #: instruct: the paper that arrived is handed in, the order follows it
    order: str = ""  #: wording of the order on an order sheet; ``{periode} {unit} {batas_waktu}``
    form: str | None = None  #: distribute: the naskah each unit is asked to fill
    contents: str | None = None  #: file: the naskah that lists the berkas' items
    receipt: str | None = None  #: receive: the naskah given to whoever delivered
    addendum: str | None = None  #: report: the naskah that tells what came after its signature
    warning: str | None = None  #: receive (join): first step of the branch for late units
    closing: str | None = None  #: receive (join): naskah that closes collection with units missing
    cutoff: Cutoff | None = None  #: receive (join): when the warning is drafted
    next: str | None = None
    back: str | None = None  #: where a returned paper goes


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A naskah the SOP produces: how it is called, filled and numbered."""

    id: str
    title: str  #: as filed, e.g. ``Surat Permintaan Data Kinerja``
    draft_title: str = ""  #: as laid in the drafter's inbox
    template: str = ""
    register: str | None = None  #: which register of numbers it draws from
    access: Access = Access.LIMITED
    cross_references: tuple[str, ...] = ()  #: other klasifikasi that point to it, code and name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sop:
    """One SOP: its identity as printed, its rows, its papers."""

    id: str
    number: str
    name: str
    unit_name: str
    created: str
    revised: str
    effective: str
    legal_basis: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    classification: str
    classification_name: str
    extension_days: int = 2  #: working days a warned unit is given; not from the SOP
    steps: tuple[Step, ...]
    papers: Mapping[str, PaperKind]

    def step(self, no: str) -> Step:
        """The row numbered ``no``; KeyError when there is none."""
        for step in self.steps:
            if step.no == no:
                return step
        raise KeyError(no)

    @property
    def first(self) -> Step:
        """The row that opens a cycle."""
        return self.steps[0]

    @property
    def join(self) -> Step | None:
        """The row that waits for every unit."""
        return next(
            (step for step in self.steps if step.kind is Kind.RECEIVE and not step.per_unit),
            None,
        )

    @property
    def time_to_gather(self) -> Standard:
        """What units are given for their data; 4 days where the row states none (SOP step 8)."""
        gathering = next((step for step in self.steps if step.kind is Kind.GATHER), None)
        stated = gathering.standard if gathering else None
        return stated or Standard(amount=4, unit=TimeUnit.WORKING_DAYS)

    def after(self, step: Step) -> Step | None:
        """The row that follows another; None at the SOP's end."""
        return None if step.next is None or step.next == END else self.step(step.next)

    def chain(self, no: str) -> Iterator[Step]:
        """The rows from ``no`` on, in the order they follow each other, each once."""
        seen: set[str] = set()
        following: str | None = no
        while following and following != END and following not in seen:
            seen.add(following)
            step = self.step(following)
            yield step
            following = step.next

    def signing_steps(self, draft: Step) -> tuple[Step, ...]:
        """The paraf and sign rows that follow a draft, in order; empty for other rows.

        A report signs itself, so it is its own signing step.
        """
        if draft.kind in (Kind.REPORT, Kind.FILE):
            return (draft,)
        found: list[Step] = []
        for step in list(self.chain(draft.no))[1:]:
            if step.kind not in (Kind.PARAF, Kind.SIGN):
                break
            found.append(step)
        return tuple(found)


def field_name(step: Step) -> str:
    """The bookmark and signature field of a step, e.g. ``ParafSekretaris``, ``TtdKepalaBadan``."""
    post = "".join(part.capitalize() for part in step.post.replace(".", "-").split("-"))
    return ("Paraf" if step.kind is Kind.PARAF else "Ttd") + post

"""What a decision may look at besides the cycle itself: the moment, the office, the registers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.domain.acts import Act
from pipeline.domain.calendar import Calendar
from pipeline.domain.cycle import Cycle
from pipeline.domain.sop import UNIT_HEAD, UNIT_STAFF, Kind, Sop


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit that gives data, and who answers for it."""

    id: str
    name: str
    head: str  #: post id
    staff: str  #: post id
    short: str = ""  #: for file names, e.g. ``Bidang I``


_SIGNING = (Kind.PARAF, Kind.SIGN, Kind.REPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The office as far as decisions need it."""

    units: tuple[Unit, ...]
    titles: Mapping[str, str]  #: post id -> title as printed
    number_formats: Mapping[str, str]  #: register -> format of its nomor
    unit_code: str = ""  #: the office's own code in a nomor

    def unit(self, unit: str) -> Unit:
        """The unit with this id; KeyError when the office has none."""
        for each in self.units:
            if each.id == unit:
                return each
        raise KeyError(unit)

    def resolve(self, post: str, unit: str | None) -> str:
        """The post id behind ``unit.kepala`` and ``unit.staf``; others stand for themselves."""
        if post == UNIT_HEAD and unit:
            return self.unit(unit).head
        if post == UNIT_STAFF and unit:
            return self.unit(unit).staff
        return post

    def signing(self, sop: Sop) -> set[str]:
        """The posts that must paraf or sign by an SOP."""
        return {
            self.resolve(step.post, unit.id)
            for step in sop.steps
            if step.kind in _SIGNING
            for unit in self.units
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One decision's surroundings. ``now`` is aware and taken once."""

    now: datetime
    sop: Sop
    roster: Roster
    calendar: Calendar
    next_number: Mapping[str, int]  #: register key -> the number it gives next (default 1)
    prolongs: bool = False  #: whether signed papers get validation data and timestamps


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTaken:
    """A number drawn from a register, in the same breath as the event that needs it."""

    register: str  #: e.g. ``surat_keluar/2026``
    number: int
    text: str  #: the nomor or code as printed
    code: str  #: the paper that carries it


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberVoided:
    """A nomor that stays in the register but will never be used."""

    text: str
    code: str  #: the paper that carried it
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows from an event: the cycle as it now is, acts in order, numbers drawn."""

    cycle: Cycle | None
    acts: tuple[Act, ...] = ()
    taken: tuple[NumberTaken, ...] = ()
    voided: tuple[NumberVoided, ...] = ()

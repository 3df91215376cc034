"""What papers are called: file names in inboxes, labels in the berkas.

A name is for people; recognising a paper never depends on it (design, section 8).
"""

from dataclasses import replace

from pipeline.domain.context import Roster
from pipeline.domain.cycle import Cycle
from pipeline.domain.sop import Kind, PaperKind, Step


def label(roster: Roster, kind: PaperKind, step: Step, unit: str | None) -> str:
    """What a paper is called in the berkas, e.g. ``Data Kinerja Bidang I``."""
    words = _words(kind, step)
    return f"{words} {_short(roster, unit)}" if unit else words


def title(roster: Roster, cycle: Cycle, kind: PaperKind, step: Step, unit: str | None) -> str:
    """A file name without ending, e.g. ``Formulir Data Kinerja - Bidang I - Triwulan III 2026``."""
    return _joined(roster, cycle, _words(kind, step), unit)


def draft_title(roster: Roster, cycle: Cycle, kind: PaperKind, step: Step, unit: str | None) -> str:
    """A draft's file name, e.g. ``Konsep Surat Permintaan - Triwulan III 2026``."""
    return _joined(roster, cycle, kind.draft_title or _words(kind, step), unit)


def numbered(kind: PaperKind, number: int) -> PaperKind:
    """A naskah of which there are several, by its number: ``Addendum … Ke-2``."""
    return replace(kind, title=f"{kind.title} Ke-{number}")


def with_nomor(name: str, nomor: str | None) -> str:
    """A file name with the paper's nomor, whose slashes no file system takes."""
    return f"{name} ({nomor.replace(' ', '').replace('/', '-')})" if nomor else name


def _words(kind: PaperKind, step: Step) -> str:
    """An order sheet says whose order it is."""
    own = step.kind is Kind.INSTRUCT and not step.per_unit
    return f"{kind.title} {step.actor}" if own else kind.title


def _joined(roster: Roster, cycle: Cycle, words: str, unit: str | None) -> str:
    middle = (_short(roster, unit),) if unit else ()
    return " - ".join((words, *middle, cycle.period.title))


def _short(roster: Roster, unit: str) -> str:
    each = roster.unit(unit)
    return each.short or each.name

"""How long a berkas is kept: the rules of a jadwal retensi arsip (JRA) and the dates they give.

Retention counts from 1 January of the year after the berkas was closed (dossier 8.3): one closed in
2026 under 2 + 3 years is active until 31 December 2028 and inactive until 31 December 2031. Nothing
here, nor anywhere in Paraf, deletes anything: dates only say what an archivist may propose.
"""

from dataclasses import dataclass
from datetime import MINYEAR, date
from enum import StrEnum

#: From so many years of retention on, ANRI approves a destruction; below, the Kepala Daerah does.
ANRI_FROM_YEARS = 10


class Fate(StrEnum):
    """*Nasib akhir*: what becomes of a berkas after its inactive retention."""

    DESTROYED = "Musnah"
    PERMANENT = "Permanen"  #: handed over to the Lembaga kearsipan
    APPRAISED = "Dinilai kembali"


class Stage(StrEnum):
    """Where in its retention a berkas stands on a day."""

    ACTIVE = "aktif"
    INACTIVE = "inaktif"
    PAST = "habis retensi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The dates that a rule gives a berkas; each last day included."""

    counted_from: date
    active_until: date
    inactive_until: date

    def stage(self, on: date) -> Stage:
        """Where the berkas stands on a day."""
        if on <= self.active_until:
            return Stage.ACTIVE
        return Stage.INACTIVE if on <= self.inactive_until else Stage.PAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the JRA, or what holds where no row speaks."""

    code: str  #: kode klasifikasi and all below it; empty: where no row speaks
    kind: str = ""  #: jenis arsip
    active: int  #: years
    inactive: int  #: years
    fate: Fate
    remark: str = ""  #: as the JRA words the nasib akhir, e.g. ``Musnah, kecuali ...``
    basis: str = ""  #: the regulation it stands in
    proposed: bool = False  #: nobody has decreed it for this office

    @property
    def years(self) -> int:
        """Active and inactive together."""
        return self.active + self.inactive

    def term(self, closed_on: date) -> Term:
        """The dates for a berkas closed on a day."""
        last = closed_on.year + self.active
        return Term(
            counted_from=date(closed_on.year + 1, 1, 1),
            active_until=date(last, 12, 31),
            inactive_until=date(last + self.inactive, 12, 31),
        )

    def says_the_same(self, other: "Rule") -> bool:
        """Whether it asks for the same, wherever that stands written."""
        ours = (self.active, self.inactive, self.fate, self.remark)
        return ours == (other.active, other.inactive, other.fate, other.remark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """An office's JRA."""

    rules: tuple[Rule, ...] = ()
    fallback: Rule

    def years_before(self, year: int) -> list[int]:
        """The years of which some berkas may pass from one stage to another when a year begins."""
        rules = self.fallback, *self.rules
        spans = {span for each in rules for span in (each.active, each.years)}
        return sorted(year - 1 - span for span in spans if year - 1 - span >= MINYEAR)

    def rule(self, classification: str) -> Rule:
        """What holds for a kode klasifikasi: the row that names most of it.

        A row speaks for its own code and for those below it: ``000.8`` for ``000.8.6.3``, not for
        ``000.81``.
        """
        fitting = [each for each in self.rules if f"{classification}.".startswith(f"{each.code}.")]
        return max(fitting, key=lambda each: len(each.code), default=self.fallback)

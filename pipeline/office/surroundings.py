"""The office's unchanging surroundings: configuration as decisions and papers need it."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.config.office import OfficeConfig
from pipeline.domain.calendar import Calendar
from pipeline.domain.context import Roster, Unit
from pipeline.domain.sop import Sop
from pipeline.wording.indonesian import nip_grouped
from pipeline.wording.papers import Kop, Penandatangan
from pipeline.wording.sentences import footer_internal


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """One office as configured."""

    config: OfficeConfig
    sop: Sop  #: the definition that new cycles are opened with
    calendar: Calendar
    roster: Roster
    office_id: str
    rules: str = ""  #: digest of the core's code, to know what was decided by another one

    def digest(self, *, prolongs: bool) -> str:
        """What a decision looks at besides cycle, SOP, registers and moment, as one word.

        Written into the ledger with each event, so that ``paraf check`` knows which events it can
        decide again. ``repr`` will do: the same configuration read by the same code.
        """
        seen = (self.rules, self.roster, self.calendar, prolongs)
        return hashlib.sha256(repr(seen).encode()).hexdigest()

    def today(self, now: datetime) -> date:
        """The office's date at a moment."""
        return now.astimezone(self.calendar.zone).date()

    def signer(self, post: str, on: date, field: str = "", remark: str = "") -> Penandatangan:
        """Who acts for a post on a day, as printed under a paper."""
        holder = self.config.holder(post, on)
        return Penandatangan(
            jabatan=holder.title,
            nama=holder.name,
            pangkat=holder.rank,
            nip=nip_grouped(holder.nip),
            kolom=field,
            catatan=remark,
        )

    @property
    def creator(self) -> str:
        """The pencipta arsip, as each berkas names it."""
        identity = self.config.identity
        return f"{identity.badan} {identity.nama_daerah}"

    @property
    def footer_internal(self) -> str:
        """The footer of a paper that an internal certificate signs; office.toml may word it."""
        identity = self.config.identity
        return identity.footer_tte or footer_internal(f"{identity.badan} {identity.nama_daerah}")

    def paper_facts(self, code: str, *, signed: bool = False) -> dict[str, Any]:
        """What every paper prints; the sentence on signatures only where somebody signs."""
        identity = self.config.identity
        return {
            "kop": Kop(
                pemerintah=identity.pemerintah.upper(),
                badan=identity.badan.upper(),
                alamat=identity.alamat,
            ),
            "instansi": identity.badan,
            "nama_daerah": identity.nama_daerah,
            "tempat": identity.tempat,
            "kode": code,
            "footer_tte": self.footer_internal if signed else "",
        }


def roster_of(config: OfficeConfig) -> Roster:
    """The office as far as decisions need it."""
    return Roster(
        units=tuple(
            Unit(id=unit.id, name=unit.nama, head=unit.kepala, staff=unit.staf, short=unit.singkat)
            for unit in config.units
        ),
        titles={post: entry.sebutan for post, entry in config.posts.items()},
        number_formats=config.number_formats,
        unit_code=config.identity.kode_unit,
    )

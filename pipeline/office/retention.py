"""What is due: berkas that may be proposed for transfer, destruction, hand-over or appraisal.

The JRA in force on the day counts, not the one of the day of filing: an appraisal follows the
regulation that holds when it is made. Where the two differ, that is told. What no regulation has
fixed yet is never proposed for destruction or hand-over; it waits for the JRA (decision 0028).
Sources: domain dossier 8.2 (columns of the daftar arsip inaktif), 8.3.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from pathlib import PurePosixPath

from pipeline.domain.retention import Fate, Rule, Schedule, Stage, Term
from pipeline.ports.archive import BerkasEntry
from pipeline.wording.indonesian import date_words, span_words
from pipeline.wording.retention import (
    AWAITING,
    NEVER_DELETES,
    approval_words,
    bare_fate_words,
    basis_words,
    retention_words,
)


class Proposal(StrEnum):
    """What an archivist may propose; the value is what its list is called."""

    TRANSFER = "Usul Pindah"  #: from active to inactive, into the unit kearsipan
    DESTROY = "Usul Musnah"
    HAND_OVER = "Usul Serah"  #: to the Lembaga kearsipan
    APPRAISE = "Usul Dinilai Kembali"
    AWAIT = "Menunggu Penetapan JRA"  #: past its years, by a proposal that binds nobody


_AT_THE_END = {
    Fate.DESTROYED: Proposal.DESTROY,
    Fate.PERMANENT: Proposal.HAND_OVER,
    Fate.APPRAISED: Proposal.APPRAISE,
}
COLUMNS = (
    "No",
    "Pencipta Arsip",
    "Unit Pengolah",
    "Nomor Arsip",
    "Kode Klasifikasi",
    "Uraian Informasi",
    "Kurun Waktu",
    "Jumlah",
    "Tingkat Perkembangan",
    "Keterangan (Media, Kondisi)",
    "Nomor Definitif Folder dan Boks",
    "Lokasi Simpan",
    "Retensi",
    "Aktif s.d.",
    "Inaktif s.d.",
    "Dasar JRA",
    "Yang Harus Dipenuhi",
)
#: in characters, as wide as a landscape page lets sixteen columns be
WIDTHS = (4, 16, 11, 10, 11, 22, 13, 8, 14, 15, 10, 20, 17, 12, 12, 16, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A berkas that something may be proposed for."""

    entry: BerkasEntry
    proposal: Proposal
    since: date  #: the first day on which that holds
    rule: Rule  #: in force
    term: Term
    filed_otherwise: str  #: retention as it was filed, where that was another; else empty


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalList:
    """One list, ready to print."""

    name: str  #: of its file, without ending
    sheet: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


class Appraisal:
    """How an archive stands against a JRA.

    Args:
        schedule: The JRA in force.
        closed_on: The day a berkas was closed, where its record does not say.
    """

    def __init__(self, schedule: Schedule, closed_on: Callable[[BerkasEntry], date]) -> None:
        self._schedule = schedule
        self._closed_on = closed_on

    def due(
        self, entries: Iterable[BerkasEntry], on: date, year: int | None = None
    ) -> tuple[Due, ...]:
        """What may be proposed on a day; with a year, only what became due within it.

        By kind of proposal, the one due longest first.
        """
        found = (self._look(each, on) for each in entries)
        wanted = [each for each in found if each and year in {None, each.since.year}]
        order = list(Proposal)
        return tuple(
            sorted(
                wanted, key=lambda each: (order.index(each.proposal), each.since, each.entry.path)
            )
        )

    def next_change(self, entries: Iterable[BerkasEntry], on: date) -> date | None:
        """The next day on which a berkas becomes due for something."""
        days = (
            day + timedelta(days=1)
            for each in entries
            for term in [self._term(each)[1]]
            for day in (term.active_until, term.inactive_until)
        )
        return min((day for day in days if day > on), default=None)

    def _term(self, entry: BerkasEntry) -> tuple[Rule, Term]:
        rule = self._schedule.rule(entry.classification_code)
        return rule, rule.term(entry.closed_on or self._closed_on(entry))

    def _look(self, entry: BerkasEntry, on: date) -> Due | None:
        rule, term = self._term(entry)
        stage = term.stage(on)
        if stage is Stage.ACTIVE:
            return None
        proposal, last = Proposal.TRANSFER, term.active_until
        if stage is Stage.PAST:
            proposal = Proposal.AWAIT if rule.proposed else _AT_THE_END[rule.fate]
            last = term.inactive_until
        return Due(
            entry=entry,
            proposal=proposal,
            since=last + timedelta(days=1),
            rule=rule,
            term=term,
            filed_otherwise=_otherwise(entry, rule),
        )


def _otherwise(entry: BerkasEntry, rule: Rule) -> str:
    filed = entry.retention_rule
    if filed is not None:
        return "" if filed.says_the_same(rule) else retention_words(filed)
    # what an older Paraf filed says it in words only, without the mark of a proposal
    plain = retention_words(rule).removesuffix(f" ({AWAITING})")
    return "" if entry.retention == plain else entry.retention


def due_this_year(
    filed_in: Callable[[int], Mapping[str, int]], schedule: Schedule, today: date
) -> str:
    """One calm sentence about what became due this year; empty when nothing did.

    From the office's own cycles, so that nothing of the archive is read for it.

    Args:
        filed_in: How many berkas were filed in a year, by klasifikasi.
        schedule: The office's JRA.
        today: A day of the year that is asked for.
    """
    transfer = past = 0
    for year in schedule.years_before(today.year):
        for code, count in filed_in(year).items():
            term = schedule.rule(code).term(date(year, 12, 31))
            if term.inactive_until.year + 1 == today.year:
                past += count
            elif term.active_until.year + 1 == today.year:
                transfer += count
    told = [
        f"{count} berkas {what}"
        for count, what in ((transfer, "selesai retensi aktifnya"), (past, "habis retensinya"))
        if count
    ]
    if not told:
        return ""
    return (
        f"Arsip: sejak {date_words(date(today.year, 1, 1))} {' dan '.join(told)}. Daftar usulnya "
        "dibuat dengan perintah paraf archive due; Paraf tidak pernah menghapus arsip."
    )


def proposal_lists(found: Sequence[Due], on: date) -> tuple[ProposalList, ...]:
    """One list for each kind of proposal, as an archivist signs it."""
    lists = []
    for proposal, group in groupby(found, key=lambda each: each.proposal):
        rows = tuple(_row(at, each) for at, each in enumerate(group, start=1))
        named = f"Daftar Arsip {proposal}"
        lists.append(
            ProposalList(
                name=f"{named} {on.isoformat()}",
                sheet=named[:31],
                heading=(
                    named.upper(),
                    f"Keadaan pada tanggal {date_words(on)}; {len(rows)} berkas",
                    NEVER_DELETES,
                    MUST_KNOW[proposal],
                ),
                rows=rows,
            )
        )
    return tuple(lists)


#: What whoever holds such a list must know first.
MUST_KNOW = {
    Proposal.TRANSFER: "Pemindahan dari unit pengolah ke unit kearsipan disertai berita acara "
    "pemindahan.",
    Proposal.DESTROY: "Pemusnahan memerlukan penilaian panitia penilai arsip dan persetujuan "
    "tertulis: Kepala Daerah bagi retensi di bawah 10 tahun, Kepala ANRI bagi retensi 10 tahun ke "
    "atas.",
    Proposal.HAND_OVER: "Arsip permanen diserahkan kepada Lembaga kearsipan daerah.",
    Proposal.APPRAISE: "Panitia penilai arsip menetapkan apakah arsip dimusnahkan, dipermanenkan, "
    "atau disimpan lebih lama.",
    Proposal.AWAIT: "Retensi berkas berikut baru usulan dan bukan JRA kantor ini; selama JRA belum "
    "ditetapkan, daftar ini bukan dasar pemusnahan atau penyerahan.",
}


def _row(at: int, due: Due) -> tuple[str | int, ...]:
    entry = due.entry
    return (
        at,
        entry.creator,
        entry.unit,
        f"{entry.number:03d}/{entry.year}",
        entry.classification_code,
        entry.title,
        span_words(item.dated_on for item in entry.items),
        f"{len(entry.items)} item",
        "Asli",
        f"Elektronik ({', '.join(_media(entry))}); {entry.access}",
        "-",
        f"archive/{entry.path}",
        retention_words(due.rule) + other_words(due),
        date_words(due.term.active_until),
        date_words(due.term.inactive_until),
        basis_words(due.rule),
        must_words(due),
    )


def other_words(due: Due) -> str:
    """That the berkas was filed under another retention, where it was."""
    if not due.filed_otherwise:
        return ""
    return f"; tercatat pada saat pemberkasan: {due.filed_otherwise}"


def must_words(due: Due) -> str:
    """What has to happen before the proposal may be carried out."""
    match due.proposal:
        case Proposal.TRANSFER:
            return "Berita acara pemindahan dan daftar arsip yang dipindahkan"
        case Proposal.AWAIT:
            return f"Penetapan JRA; menurut usulan: {bare_fate_words(due.rule)}"
        case _:
            return approval_words(due.rule)


def _media(entry: BerkasEntry) -> list[str]:
    suffixes = {PurePosixPath(file.name).suffix for item in entry.items for file in item.files}
    return sorted(each[1:].upper() for each in suffixes if each)

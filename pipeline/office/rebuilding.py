"""A database built anew from what is proved, and an honest account of what cannot be known.

Sources, in this order: what can be read of the old database, the extracts of the ledger that lie
in every berkas, the records of the archive, papers that lie about. Nothing is guessed: a cycle's
state follows from its events or is not established; whoever may sign must be enrolled again; a
number counts as used as soon as anything shows it (decision 0031).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.domain.acts import Act, Tell
from pipeline.domain.cycle import Cycle, Status
from pipeline.domain.events import BerkasReceived
from pipeline.domain.receiving import berkas_register
from pipeline.errors import Finding
from pipeline.office.establishing import Establishing, filed_again
from pipeline.office.proven_numbers import ProvenNumbers
from pipeline.office.rebuild_account import (
    Account,
    Sources,
    Told,
    highest,
    lost_cycles,
    state_of_database,
    tell_lost,
    tell_numbers,
    tell_sources,
)
from pipeline.office.rebuild_receipts import receipts
from pipeline.office.rebuild_remains import certificates, missing_bytes
from pipeline.office.surroundings import Surroundings
from pipeline.ports.rebuilding import (
    LAY_AGAIN,
    LOST_PAPER,
    REBUILT_FACT,
    Established,
    Rebuilding,
    RecoveredLine,
    Testimony,
)
from pipeline.ports.store import NumberRow

_LEAP = 100_000
_ISSUER = "penerbit-"
_IN_NAME = re.compile(r"\(([^()]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A rebuilding, before anything was written."""

    order: Rebuilding
    account: Account
    filed: tuple[tuple[str, Testimony], ...]  #: cycles whose filing is still to be told
    notes: tuple[Act, ...]  #: to be laid beside papers of the lost time
    #: bytes that only the archive has: digest to path in the archive, and how many of its first
    #: bytes they are; None for all
    bring: Mapping[str, tuple[str, int | None]]
    received: tuple[BerkasReceived, ...]  #: of other offices, to be told of anew


def is_needed(sources: Sources) -> bool:
    """Whether anything is proved that the database does not know."""
    if sources.memory is None:
        return True
    head = sources.memory.head[0]
    if sources.gathered.head[0] > head:
        return True
    known = {(line.seq, line.hash) for line in sources.gathered.lines}
    return sources.witness is not None and sources.witness not in known


class Rebuilder:
    """Plans one rebuilding."""

    def __init__(
        self,
        office: Surroundings,
        sources: Sources,
        *,
        now: datetime,
        digest: Callable[[Cycle], str],
        report: str,
    ) -> None:
        self._office = office
        self._report = report
        self._sources = sources
        self._now = now
        self._told = Told()
        self._establishing = Establishing(
            office=office,
            gathered=sources.gathered,
            digest=digest,
            held=sources.held,
            prolongs=office.config.timestamps is not None,
        )

    def plan(self) -> Plan:
        """What will be written, and what is said of it."""
        tell_sources(self._told, self._sources)
        cycles = self._cycles()
        numbers = self._numbers()
        received = self._received(numbers)
        rows = numbers.whole()
        tell_numbers(self._told, numbers)
        lost = lost_cycles(self._sources, {each.cycle.id for each in cycles})
        tell_lost(self._told, self._sources, lost)
        trusted = certificates(self._told, self._sources, self._now)
        bring, gone = missing_bytes(self._told, self._sources, cycles)
        order = Rebuilding(
            office_id=self._office.office_id,
            at=self._now,
            seq=self._leap(),
            previous=self._previous(),
            body={**self._body(rows), "berkas": dict(_standing(cycles)), "gone": gone},
            lines=self._new_lines(),
            cycles=cycles,
            numbers=rows,
            certificates=trusted,
            bindings=self._sources.salvage.bindings if not self._sources.memory else (),
            facts=self._facts(),
        )
        filed = tuple(
            (each.cycle.id, testimony)
            for each in cycles
            if each.cycle.status is Status.FILING and (testimony := self._testimony(each.cycle.id))
        )
        return Plan(
            order=order,
            account=self._told.account(),
            filed=filed,
            notes=tuple(self._notes()),
            bring=bring,
            received=received,
        )

    # -- the ledger --------------------------------------------------------------------------

    def _leap(self) -> int:
        """The new line's number: far enough that no line which is lost can have had it."""
        return (highest(self._sources)[0] // _LEAP + 1) * _LEAP

    def _previous(self) -> str:
        return self._sources.gathered.head[1] or self._sources.gathered.beginning

    def _new_lines(self) -> tuple[RecoveredLine, ...]:
        """Lines that the database does not have; all of them where it is a new one."""
        memory = self._sources.memory
        return tuple(
            line
            for line in self._sources.gathered.lines
            if memory is None or line.seq > memory.head[0]
        )

    def _body(self, rows: Sequence[NumberRow]) -> dict[str, object]:
        told = {each for one in self._sources.gathered.happened for each in one.taken}
        void = {each for one in self._sources.gathered.happened for each in one.voided}
        earlier = self._sources.memory.rebuilt if self._sources.memory else ()
        told |= {each for one in earlier for each in one.taken}
        void |= {each for one in earlier for each in one.voided}
        numbers = [(r.register, r.number, r.text, r.code, r.void) for r in rows]
        return {
            "stretches": [
                [each.first, each.previous, each.last, each.hash]
                for each in self._sources.gathered.stretches
            ],
            "rests_on": {
                each.path: each.manifest_sha256
                for each in self._sources.testimonies
                if each.path not in self._sources.gathered.faults
            },
            "database": state_of_database(self._sources),
            "old_head": list(highest(self._sources)),
            "taken": [list(row[:4]) for row in numbers if row[:4] not in told],
            "voided": [
                [row[2], row[4]] for row in numbers if row[4] and (row[2], row[4]) not in void
            ],
            "unknown": list(self._told.unknown),
        }

    # -- cycles ------------------------------------------------------------------------------

    def _testimony(self, cycle_id: str) -> Testimony | None:
        faults = self._sources.gathered.faults
        for each in self._sources.testimonies:
            if each.cycle == cycle_id and each.path not in faults and each.manifest_sha256:
                return each
        return None

    def _cycles(self) -> tuple[Established, ...]:
        known = {row.id: row for row in self._sources.memory.cycles} if self._sources.memory else {}
        ids = dict.fromkeys(each.cycle for each in self._sources.gathered.happened if each.cycle)
        found = []
        for cycle_id in ids:
            row = known.get(cycle_id)
            if row and row.events == len(self._establishing.events(cycle_id)):
                continue  # nothing more is known of it than the database knows
            each = self._established(cycle_id)
            if each is not None:
                found.append(each)
        return tuple(found)

    def _established(self, cycle_id: str) -> Established | None:
        testimony = self._testimony(cycle_id)
        each = self._establishing.replayed(cycle_id)
        if each is None or (testimony and not each.is_proved):
            if testimony is None:
                self._told.unknown.append(
                    f"cycle {cycle_id}: its events are known, but not what they led to: they were "
                    "decided under another configuration"
                )
                return None
            each = self._establishing.from_berkas(testimony)
            self._told.unknown.append(
                f"cycle {cycle_id}: told from its berkas; who had which paper when cannot be told, "
                "since SOP, posts or calendar are not those of then"
            )
            return each
        if testimony:
            each = filed_again(each, testimony)
            held = {paper.current_sha256 for paper in each.cycle.filed_papers}
            lacking = held - set(testimony.digests.values()) - {None}
            if lacking:
                self._told.unknown.append(
                    f"{testimony.path}: {len(lacking)} of its papers are not in its manifest"
                )
        proof = "proved by its events" if each.is_proved else "as its events tell"
        state = "filed" if testimony else "open"
        self._told.established.append(
            f"cycle {cycle_id}: {state}, {each.events} events, {len(each.cycle.papers)} papers, "
            f"{proof}"
        )
        return each

    # -- numbers -----------------------------------------------------------------------------

    def _numbers(self) -> ProvenNumbers:
        """The numbers in use, but for those of berkas of other offices."""
        found = ProvenNumbers(formats=self._office.config.number_formats)
        if self._sources.memory:
            found.know(self._sources.memory.numbers)
        found.hear(self._sources.gathered.happened)
        for testimony in self._sources.testimonies:
            if testimony.path not in self._sources.gathered.foreign:
                found.read(testimony, is_ours=True)
        for line in self._sources.gathered.lines:
            if line.body is None and line.type == "Issued":
                found.see(line.key.split(":")[1], "")
        for seen in self._sources.sightings:
            found.see(seen.code, seen.nomor)
        for name in self._sources.names:
            for shown in _IN_NAME.findall(name):
                found.see("", shown)
        for register, number in self._sources.used.items():
            found.use_up(register, number)
        found.pass_over_codes()
        return found

    def _received(self, numbers: ProvenNumbers) -> tuple[BerkasReceived, ...]:
        """What draws its number again by its receipt; a number that any other shows is used."""
        received = receipts(self._told, self._sources, numbers.rows)
        numbers.reserved = {(berkas_register(e.classification, e.year), e.number) for e in received}
        others = self._sources.gathered.foreign - {event.path for event in received}
        for testimony in self._sources.testimonies:
            if testimony.path in others:
                numbers.read(testimony, is_ours=False)
        return received

    # -- what is said ------------------------------------------------------------------------

    def _notes(self) -> list[Act]:
        return [
            Tell(
                post=post,
                title=f"{seen.name} - ALASAN",
                finding=Finding("B10", {"nama": seen.name}),
            )
            for seen in self._sources.sightings
            if (post := self._post_of(seen.folder))
        ]

    def _post_of(self, folder: str) -> str:
        config = self._office.config
        return next((post for post in config.posts if config.folder(post) == folder), "")

    def _facts(self) -> dict[str, str]:
        told = f"{self._leap()} {self._now.isoformat()} {self._report}"
        found = {LAY_AGAIN: "1", "marked": "1", REBUILT_FACT: told}
        for seen in self._sources.sightings:
            if not seen.code:
                found[f"{LOST_PAPER}{seen.head_sha256}"] = f"{seen.size} {seen.sha256}"
        return found


def _standing(cycles: Sequence[Established]) -> Iterator[tuple[str, str]]:
    """Where the berkas of these cycles stand, and their manifests' digests."""
    for each in cycles:
        if each.cycle.berkas_path and each.cycle.berkas_sha256:
            yield each.cycle.berkas_path, each.cycle.berkas_sha256

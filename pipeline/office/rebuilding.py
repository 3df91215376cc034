"""A database built anew from what is proved, and an honest account of what cannot be known.

Sources, in this order: what can be read of the old database, the extracts of the ledger that lie
in every berkas, the records of the archive, papers that lie about. Nothing is guessed: a cycle's
state follows from its events or is not established; whoever may sign must be enrolled again; a
number counts as used as soon as anything shows it (decision 0031).
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipeline.domain.acts import Act, Tell
from pipeline.domain.context import Context, Decision
from pipeline.domain.cycle import Cycle, Format, Status
from pipeline.domain.decide import decide
from pipeline.domain.events import HandedIn, Issued
from pipeline.domain.sop import Sop
from pipeline.errors import Finding
from pipeline.office.establishing import Establishing, filed_again, filing_event
from pipeline.office.integrity.record import referenced, references
from pipeline.office.proven_numbers import UNKNOWN, ProvenNumbers
from pipeline.office.sightings import Sighting
from pipeline.office.surroundings import Surroundings
from pipeline.ports.rebuilding import (
    LAY_AGAIN,
    LOST_PAPER,
    REBUILT_FACT,
    Established,
    Gathered,
    Rebuilding,
    RecoveredLine,
    Salvage,
    Testimony,
)
from pipeline.ports.store import Enrolled, Happening, Memory, NumberRow, Store

_LEAP = 100_000
_ISSUER = "penerbit-"
_IN_NAME = re.compile(r"\(([^()]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Everything that a rebuilding rests on."""

    salvage: Salvage
    memory: Memory | None  #: of the database, where it is sound and only fell behind
    gathered: Gathered
    testimonies: tuple[Testimony, ...]
    sightings: tuple[Sighting, ...]
    names: tuple[str, ...]  #: of files in inboxes and outboxes: letters show their nomor there
    witness: tuple[int, str] | None  #: the ledger line that the archive remembers
    used: Mapping[str, int]  #: register to the highest number that people say was given
    held: frozenset[str]  #: claims in our keeping
    objects: frozenset[str]  #: digests of the bytes that are in the record
    subject_of: Callable[[bytes], str]  #: of a certificate, by its DER; empty where it is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a rebuilding comes to, for people: English sentences."""

    established: tuple[str, ...]
    unknown: tuple[str, ...]
    todo: tuple[str, ...]


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


def is_needed(sources: Sources) -> bool:
    """Whether anything is proved that the database does not know."""
    if sources.memory is None:
        return True
    head = sources.memory.head[0]
    beyond = sources.gathered.head[0] > head
    return beyond or bool(sources.witness and sources.witness[0] > head)


@dataclass(slots=True)
class _Account:
    established: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)


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
        self._told = _Account()
        self._establishing = Establishing(
            office=office,
            gathered=sources.gathered,
            digest=digest,
            held=sources.held,
            prolongs=office.config.timestamps is not None,
        )

    def plan(self) -> Plan:
        """What will be written, and what is said of it."""
        self._tell_sources()
        cycles = self._cycles()
        numbers = self._numbers()
        rows = numbers.whole()
        self._tell_numbers(numbers)
        lost = self._lost_cycles({each.cycle.id for each in cycles})
        self._tell_lost(lost)
        certificates = self._certificates()
        bring, gone = self._bytes(cycles)
        order = Rebuilding(
            office_id=self._office.office_id,
            at=self._now,
            seq=self._leap(),
            previous=self._previous(),
            body={**self._body(rows), "gone": gone},
            lines=self._new_lines(),
            cycles=cycles,
            numbers=rows,
            certificates=certificates,
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
            account=self._account(),
            filed=filed,
            notes=tuple(self._notes()),
            bring=bring,
        )

    # -- the ledger --------------------------------------------------------------------------

    def _highest(self) -> tuple[int, str]:
        found = [self._sources.gathered.head]
        if self._sources.witness:
            found.append(self._sources.witness)
        return max(found)

    def _leap(self) -> int:
        """The new line's number: far enough that no line which is lost can have had it."""
        return (self._highest()[0] // _LEAP + 1) * _LEAP

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
            "database": self._state_of_database(),
            "old_head": list(self._highest()),
            "taken": [list(row[:4]) for row in numbers if row[:4] not in told],
            "voided": [
                [row[2], row[4]] for row in numbers if row[4] and (row[2], row[4]) not in void
            ],
            "unknown": list(self._told.unknown),
        }

    def _state_of_database(self) -> str:
        if self._sources.memory is not None:
            return "older than the archive"
        return "unreadable or broken" if self._sources.salvage.is_there else "lost"

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

    def _lost_cycles(self, established: set[str]) -> dict[str, int]:
        """Cycles of which only sealed lines are known, with how many."""
        known = {row.id for row in self._sources.memory.cycles} if self._sources.memory else set()
        found: dict[str, int] = {}
        for line in self._sources.gathered.lines:
            if line.cycle and line.body is None and line.cycle not in established | known:
                found[line.cycle] = found.get(line.cycle, 0) + 1
        return found

    def _cut_cycles(self) -> dict[str, int]:
        """Cycles that the database knows, with how many later events are sealed."""
        known = {row.id for row in self._sources.memory.cycles} if self._sources.memory else set()
        found: dict[str, int] = {}
        for line in self._sources.gathered.lines:
            if line.cycle in known and line.body is None:
                found[line.cycle or ""] = found.get(line.cycle or "", 0) + 1
        return found

    def _bytes(
        self, cycles: Sequence[Established]
    ) -> tuple[dict[str, tuple[str, int | None]], list[str]]:
        """What the record lacks: digests with their place in the archive, and those without."""
        events = (each.event for each in self._sources.gathered.happened)
        needed = referenced(events, (each.cycle for each in cycles))
        if self._sources.memory:
            needed |= references(self._sources.memory)
        lacking = {each for each in needed if each} - self._sources.objects
        filed = {
            sha256: f"{each.path}/{name}"
            for each in self._sources.testimonies
            for name, sha256 in each.digests.items()
        }
        bring: dict[str, tuple[str, int | None]] = {
            sha256: (filed[sha256], None) for sha256 in sorted(lacking & filed.keys())
        }
        for sha256, place in self._beginnings(cycles, filed):
            if sha256 in lacking:
                bring.setdefault(sha256, place)
        gone = sorted(lacking - bring.keys())
        if bring:
            self._told.established.append(
                f"{counted(len(bring), 'file')} that the record lacks: put back from the archive"
            )
        if gone:
            self._told.unknown.append(
                f"the bytes of {counted(len(gone), 'file')} (drafts, forms, earlier versions): in "
                "no place any more; their digests stay in the ledger"
            )
        return bring, gone

    def _beginnings(
        self, cycles: Sequence[Established], filed: Mapping[str, str]
    ) -> Iterator[tuple[str, tuple[str, int]]]:
        """Bytes with which a filed PDF begins: as it was issued, and as each post signed it."""
        now = {
            (paper.code, paper.version): filed[paper.current_sha256 or ""]
            for each in cycles
            for paper in each.cycle.papers
            if paper.format is Format.PDF and paper.current_sha256 in filed
        }
        for happened in self._sources.gathered.happened:
            event = happened.event
            if isinstance(event, Issued | HandedIn) and event.code and event.version:
                place = now.get((event.code, event.version))
                if place:
                    yield event.sha256, (place, event.size)

    # -- numbers -----------------------------------------------------------------------------

    def _numbers(self) -> ProvenNumbers:
        found = ProvenNumbers(formats=self._office.config.number_formats)
        if self._sources.memory:
            found.know(self._sources.memory.numbers)
        found.hear(self._sources.gathered.happened)
        for testimony in self._sources.testimonies:
            is_ours = testimony.path not in self._sources.gathered.faults
            found.read(testimony, is_ours=is_ours or testimony.creator == self._office.creator)
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

    def _tell_numbers(self, numbers: ProvenNumbers) -> None:
        highest = {
            register: number
            for register, number in sorted(numbers.highest().items())
            if "/" in register
        }
        for register, number in highest.items():
            void = sum(
                row.void == UNKNOWN for key, row in numbers.rows.items() if key[0] == register
            )
            gaps = f"; {void} below it cannot be accounted for and stay void" if void else ""
            self._told.established.append(
                f"register {register}: {number} is the highest number that is proved{gaps}"
            )
        nomor = [register for register in highest if not register.startswith("berkas/")]
        if nomor:
            self._told.unknown.append(
                "whether higher numbers were given after the newest line that is known: compare "
                "with the buku agenda and the letters themselves"
            )
            self._told.todo.append(
                "if a higher number was given, say so before Paraf runs again: paraf rebuild "
                f"--used {nomor[-1]}=N"
            )

    # -- who may sign ------------------------------------------------------------------------

    def _certificates(self) -> tuple[Enrolled, ...]:
        if self._sources.memory:
            return ()
        found = {(each.post, each.sha256): each for each in self._sources.salvage.certificates}
        for each in self._accepted():
            found.setdefault((each.post, each.sha256), each)
        kept = len(self._sources.salvage.certificates)
        if len(found) > kept:
            self._told.established.append(
                f"{len(found) - kept} certificates with which papers were signed, for those papers"
            )
        if not kept:
            self._told.unknown.append(
                "which certificates may sign from now on: trust is not guessed from old signatures"
            )
            self._told.todo.append("enrol the certificates of today: paraf keys enrol POST FILE")
        return tuple(found.values())

    def _accepted(self) -> list[Enrolled]:
        """Certificates of accepted signatures, valid for the time of these signatures only."""
        filed = {
            hashlib.sha256(der).hexdigest(): (der, subject, kept.get(f"{_ISSUER}{name}", der))
            for kept in (each.certificates for each in self._sources.testimonies)
            for name, der in kept.items()
            if not name.startswith(_ISSUER) and (subject := self._sources.subject_of(der))
        }
        spans: dict[tuple[str, str], Enrolled] = {}
        for happened in self._sources.gathered.happened:
            signature = getattr(happened.event, "signature", None)
            if signature is None or signature.certificate_sha256 not in filed:
                continue
            der, subject, issuer = filed[signature.certificate_sha256]
            at = min(signature.signed_at, happened.at)
            key = signature.post, signature.certificate_sha256
            before = spans.get(key)
            spans[key] = (
                replace(before, valid_to=max(before.valid_to, happened.at))
                if before
                else Enrolled(
                    sha256=key[1],
                    post=key[0],
                    holder=signature.holder,
                    subject=subject,
                    der=der,
                    issuer_der=issuer,
                    valid_from=at,
                    valid_to=happened.at,
                    enrolled_at=self._now,
                )
            )
        return list(spans.values())

    # -- what is said ------------------------------------------------------------------------

    def _tell_sources(self) -> None:
        told = self._told
        database = self._state_of_database()
        lines = self._sources.gathered.lines
        told.established.append(
            f"the database is {database}; {len(lines)} lines of the ledger are proved"
            + (f", the newest is {lines[-1].seq} of {lines[-1].at[:16]}" if lines else "")
        )
        for path, why in self._sources.gathered.faults.items():
            told.unknown.append(f"{path}: not relied on, {why}")
        for each in self._sources.testimonies:
            for fault in each.faults[:3]:
                told.unknown.append(f"{each.path}: damaged ({fault}); see paraf archive verify")
        head, proved = self._highest()[0], self._sources.gathered.head[0]
        if head > proved:
            told.unknown.append(f"{_span(proved + 1, head)}: written, and lost")
        gaps = [
            (one.last + 1, other.first - 1)
            for one, other in zip(
                self._sources.gathered.stretches, self._sources.gathered.stretches[1:], strict=False
            )
        ]
        if self._sources.gathered.stretches and self._sources.gathered.stretches[0].first > 1:
            gaps.insert(0, (1, self._sources.gathered.stretches[0].first - 1))
        for first, last in gaps:
            told.unknown.append(f"{_span(first, last)}: what was before and between is not filed")

    def _tell_lost(self, lost: dict[str, int]) -> None:
        for cycle_id, count in lost.items():
            self._told.unknown.append(
                f"cycle {cycle_id}: it was begun ({count} events), and what they were is lost"
            )
            self._told.todo.append(f"start the period of {cycle_id} anew: paraf start --period ...")
        for cycle_id, count in self._cut_cycles().items():
            self._told.unknown.append(
                f"cycle {cycle_id}: goes back to how the database knows it; {count} later events "
                "are lost and have to be done again"
            )
        if self._sources.sightings:
            self._told.unknown.append(
                f"{counted(len(self._sources.sightings), 'paper')} of the time that is lost, in "
                "trays or record: each in an inbox gets a note beside it"
            )
        if self._sources.memory is None and not lost:
            self._told.unknown.append(
                "whether further cycles were open: nothing in the archive tells"
            )
            self._told.todo.append("start open periods anew: paraf start --period ...")

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

    def _account(self) -> Account:
        todo = [
            *self._told.todo,
            "read this again, then: paraf check, paraf run, paraf rebuild --acknowledge",
        ]
        return Account(
            established=tuple(self._told.established),
            unknown=tuple(self._told.unknown),
            todo=tuple(dict.fromkeys(todo)),
        )


def counted(number: int, what: str) -> str:
    """A number of things."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _span(first: int, last: int) -> str:
    return f"ledger line {first}" if first == last else f"ledger lines {first} to {last}"


def file_again(store: Store, plan: Plan, office: Surroundings, *, prolongs: bool) -> None:
    """Tell of each berkas that stands in the archive that it was filed; the cycle goes on by it."""
    for cycle_id, testimony in plan.filed:
        at = plan.order.at

        def judge(
            cycle: Cycle | None, sop: Sop | None, registers: Mapping[str, int], at: datetime = at
        ) -> Decision:
            if cycle is None or sop is None:
                raise LookupError("the cycle was not established")
            context = Context(
                now=at,
                sop=sop,
                roster=office.roster,
                calendar=office.calendar,
                next_number=registers,
                prolongs=prolongs,
            )
            return decide(context, cycle, filing_event(testimony))  # noqa: B023 - called at once

        happening = Happening(
            key=f"rebuilt-filed:{plan.order.seq}:{cycle_id}",
            at=at,
            event=filing_event(testimony),
            cycle=cycle_id,
            surroundings=office.digest(prolongs=prolongs),
        )
        store.apply(happening, judge)

"""What a rebuilding rests on, and what is said of it: sentences for the administrator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pipeline.office.proven_numbers import UNKNOWN, ProvenNumbers
from pipeline.office.sightings import Sighting
from pipeline.ports.rebuilding import Gathered, Salvage, Testimony
from pipeline.ports.store import Memory


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
    unproven: Mapping[str, str]  #: berkas of other offices: path -> what speaks against it
    subject_of: Callable[[bytes], str]  #: of a certificate, by its DER; empty where it is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a rebuilding comes to, for people: English sentences."""

    established: tuple[str, ...]
    unknown: tuple[str, ...]
    todo: tuple[str, ...]


@dataclass(slots=True)
class Told:
    """An account in the making."""

    established: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    todo: list[str] = field(default_factory=list)

    def account(self) -> Account:
        """What is said in the end."""
        todo = [
            *self.todo,
            "read this again, then: paraf check, paraf run, paraf rebuild --acknowledge",
        ]
        return Account(
            established=tuple(self.established),
            unknown=tuple(self.unknown),
            todo=tuple(dict.fromkeys(todo)),
        )


def highest(sources: Sources) -> tuple[int, str]:
    """The newest ledger line that anything proves to have been."""
    found = [sources.gathered.head]
    if sources.witness:
        found.append(sources.witness)
    return max(found)


def state_of_database(sources: Sources) -> str:
    """What became of the database, in a word or two."""
    if sources.memory is not None:
        return "sound" if highest(sources)[0] == sources.memory.head[0] else "behind the archive"
    return "unreadable or broken" if sources.salvage.is_there else "lost"


def cut_cycles(sources: Sources) -> dict[str, int]:
    """Cycles that the database knows, with how many later events are sealed."""
    known = {row.id for row in sources.memory.cycles} if sources.memory else set()
    found: dict[str, int] = {}
    for line in sources.gathered.lines:
        if line.cycle in known and line.body is None:
            found[line.cycle or ""] = found.get(line.cycle or "", 0) + 1
    return found


def lost_cycles(sources: Sources, established: set[str]) -> dict[str, int]:
    """Cycles of which only sealed lines are known, with how many."""
    known = {row.id for row in sources.memory.cycles} if sources.memory else set()
    found: dict[str, int] = {}
    for line in sources.gathered.lines:
        if line.cycle and line.body is None and line.cycle not in established | known:
            found[line.cycle] = found.get(line.cycle, 0) + 1
    return found


def tell_sources(told: Told, sources: Sources) -> None:
    """What there is to rest on, and where it has holes."""
    database = state_of_database(sources)
    lines = sources.gathered.lines
    told.established.append(
        f"the database is {database}; {len(lines)} lines of the ledger are proved"
        + (f", the newest is {lines[-1].seq} of {lines[-1].at[:16]}" if lines else "")
    )
    for path, why in sources.gathered.faults.items():
        if path not in sources.gathered.foreign:
            told.unknown.append(f"{path}: not relied on, {why}")
    for each in sources.testimonies:
        if each.path in sources.gathered.foreign:
            continue
        for fault in each.faults[:3]:
            told.unknown.append(f"{each.path}: damaged ({fault}); see paraf archive verify")
    head, proved = highest(sources)[0], sources.gathered.head[0]
    if head > proved:
        told.unknown.append(f"{span(proved + 1, head)}: written, and lost")
    gaps = [
        (one.last + 1, other.first - 1)
        for one, other in zip(
            sources.gathered.stretches, sources.gathered.stretches[1:], strict=False
        )
    ]
    if sources.gathered.stretches and sources.gathered.stretches[0].first > 1:
        gaps.insert(0, (1, sources.gathered.stretches[0].first - 1))
    for first, last in gaps:
        told.unknown.append(f"{span(first, last)}: what was before and between is not filed")


def tell_lost(told: Told, sources: Sources, lost: Mapping[str, int]) -> None:
    """Cycles and papers that are lost, and what to do about them."""
    for cycle_id, count in lost.items():
        told.unknown.append(
            f"cycle {cycle_id}: it was begun ({count} events), and what they were is lost"
        )
        told.todo.append(f"start the period of {cycle_id} anew: paraf start --period ...")
    for cycle_id, count in cut_cycles(sources).items():
        told.unknown.append(
            f"cycle {cycle_id}: goes back to how the database knows it; {count} later events "
            "are lost and have to be done again"
        )
    if sources.sightings:
        told.unknown.append(
            f"{counted(len(sources.sightings), 'paper')} of the time that is lost, in "
            "trays or record: each in an inbox gets a note beside it"
        )
    if sources.memory is None and not lost:
        told.unknown.append("whether further cycles were open: nothing in the archive tells")
        told.todo.append("start open periods anew: paraf start --period ...")


def tell_numbers(told: Told, numbers: ProvenNumbers) -> None:
    """How far each register is proved, and what only people can know."""
    highest = {
        register: number
        for register, number in sorted(numbers.highest().items())
        if "/" in register
    }
    for register, number in highest.items():
        void = sum(row.void == UNKNOWN for key, row in numbers.rows.items() if key[0] == register)
        gaps = f"; {void} below it cannot be accounted for and stay void" if void else ""
        told.established.append(
            f"register {register}: {number} is the highest number that is proved{gaps}"
        )
    nomor = [register for register in highest if not register.startswith("berkas/")]
    if nomor:
        told.unknown.append(
            "whether higher numbers were given after the newest line that is known: compare "
            "with the buku agenda and the letters themselves"
        )
        told.todo.append(
            "if a higher number was given, say so before Paraf runs again: paraf rebuild "
            f"--used {nomor[-1]}=N"
        )


def counted(number: int, what: str) -> str:
    """A number of things."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def span(first: int, last: int) -> str:
    """Ledger lines from one to another."""
    return f"ledger line {first}" if first == last else f"ledger lines {first} to {last}"

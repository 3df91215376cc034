"""The archive re-read: every berkas, or some, against its manifests and what the ledger holds."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pipeline.domain.cycle import Cycle, Status
from pipeline.domain.events import BerkasReceived
from pipeline.domain.sop import Sop
from pipeline.errors import Finding
from pipeline.office.integrity.findings import CheckFinding
from pipeline.office.surroundings import Surroundings
from pipeline.ports.archive import Archive
from pipeline.ports.store import Memory
from pipeline.wording.notes import line

#: findings about where berkas stand, not about what is in one
_OF_THE_TREE = frozenset({"A30"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a re-reading of the archive came to."""

    berkas: tuple[str, ...]  #: that were read
    anchors: Mapping[str, str]  #: digests of manifests, by place, as the ledger holds them
    findings: tuple[CheckFinding, ...]


class ArchiveReader:
    """Re-reads an office's archive; changes nothing."""

    def __init__(
        self, office: Surroundings, archive: Archive, memory: Callable[[], Memory]
    ) -> None:
        self._office = office
        self._archive = archive
        self._memory = memory

    def read(self, sample: int | None = None) -> Reading:
        """Re-read everything, or so many berkas picked at random.

        A berkas in which something is found is read once more: an addition may just have been
        filed whose manifest the ledger did not hold a moment ago.
        """
        memory = self._memory()
        known = anchors_of(memory)
        places = self._archive.places()
        everything = sorted({*places, *known})
        chosen = None
        if sample is not None:
            pick = random.SystemRandom().sample
            chosen = sorted(pick(everything, min(sample, len(everything))))
        found = self._archive.verify(anchors=known, among=chosen)
        inside = [each for each in found if each.code not in _OF_THE_TREE]
        suspects = sorted(
            {place for each in inside if (place := place_in(each.facts["path"])) in everything}
        )
        beside = [
            each
            for each in found
            if each.code in _OF_THE_TREE or place_in(each.facts["path"]) not in suspects
        ]
        read = everything if chosen is None else chosen
        standing = set(places).intersection(read)
        if suspects or standing - known.keys():
            memory = self._memory()
            known = anchors_of(memory)
        if suspects:
            beside += self._archive.verify(anchors=known, among=suspects)
        beside += strangers(standing, memory, self._office)
        return Reading(
            berkas=tuple(read),
            anchors=known,
            findings=tuple(sorted(told(beside, self._office))),
        )

    def read_one(self, place: str) -> Reading:
        """Re-read one berkas; as above, whatever is found is looked at twice."""
        memory = self._memory()
        known = anchors_of(memory)
        found = self._archive.verify(place, anchors=known)
        if found or place not in known:
            memory = self._memory()
            known = anchors_of(memory)
            found = self._archive.verify(place, anchors=known)
        if place in self._archive.places():
            found = *found, *strangers([place], memory, self._office)
        return Reading(
            berkas=(place,), anchors=known, findings=tuple(sorted(told(found, self._office)))
        )


def anchors_of(memory: Memory) -> dict[str, str]:
    """The digest of each filed berkas' manifest, by its place, as the ledger holds it."""
    events = (each.event for each in memory.happened)
    return anchors(
        (row.cycle for row in memory.cycles if row.cycle),
        (event for event in events if isinstance(event, BerkasReceived)),
    )


def anchors(cycles: Iterable[Cycle], received: Iterable[BerkasReceived]) -> dict[str, str]:
    """The same of these cycles, and of what came from other offices."""
    own = {
        cycle.berkas_path: cycle.berkas_sha256
        for cycle in cycles
        if cycle.berkas_path and cycle.berkas_sha256
    }
    return {each.path: each.manifest_sha256 for each in received} | own


def strangers(places: Iterable[str], memory: Memory, office: Surroundings) -> list[Finding]:
    """Name the berkas that stand in the archive and that no ledger line tells of (A50).

    Without a ledger there is nobody to ask. What was just put in place may be written down a moment
    after, so that ``memory`` must be as it is when ``places`` were listed, or later.
    """
    if not memory.head[0]:
        return []
    unknown = set(places) - anchors_of(memory).keys()
    cycles = [(row.cycle, row.sop) for row in memory.cycles if row.cycle and row.sop]
    return [
        Finding("A50", {"path": place})
        for place in sorted(unknown)
        if not is_awaited(place, cycles, office)
    ]


def is_awaited(place: str, cycles: Iterable[tuple[Cycle, Sop]], office: Surroundings) -> bool:
    """Whether a cycle is to be filed there: what stands there is its berkas, or stops its filing.

    Between the two a crash may leave it; the next start finishes it.
    """
    year, klass, name = place.split("/")
    stands = year, klass.partition(" ")[0], name.partition(" ")[0]
    return any(
        stands
        == (
            f"{office.today(cycle.opened_at).year:04d}",
            sop.classification,
            f"{cycle.berkas_number or 0:03d}",
        )
        for cycle, sop in cycles
        if cycle.status is Status.FILING
    )


def place_in(path: str) -> str:
    """The place of the berkas in which something lies: year, klasifikasi, berkas."""
    return "/".join(path.split("/")[:3])


def told(findings: Iterable[Finding], office: Surroundings) -> list[CheckFinding]:
    """Findings with their sentences."""
    return [
        CheckFinding(
            code=each.code,
            text=line(each, office.calendar.zone),
            path=each.facts.get("path", ""),
        )
        for each in findings
    ]

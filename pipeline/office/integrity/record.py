"""The record of bytes against all that refers to it: ledger, register of documents, cycles (I4)."""

from collections.abc import Iterable, Iterator

from pipeline.domain.cycle import Cycle
from pipeline.domain.events import Event, HandedIn, Issued, Prolonged, Renewed
from pipeline.office.integrity.findings import CheckFinding
from pipeline.ports.store import Memory
from pipeline.ports.survey import Kept, Survey


class Record:
    """The record as found; every file was read once."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self.files = {kept.path: kept for kept in survey.record()}

    def at(self, sha256: str) -> Kept | None:
        """The file that should have this digest; one that came meanwhile is read now."""
        path = self.path(sha256)
        found = self.files.get(path)
        if found is None and (found := self._survey.kept(sha256)):
            self.files[path] = found
        return found

    def path(self, sha256: str) -> str:
        """Where it lies, or should."""
        return self._survey.object_path(sha256)


def check(record: Record, memory: Memory) -> Iterator[CheckFinding]:
    """Missing and changed bytes (C03), files under a false name (C04), orphans (I04)."""
    wanted = references(memory)
    gone = {each for rebuilt in memory.rebuilt for each in rebuilt.gone}
    for sha256 in sorted(wanted):
        kept = record.at(sha256)
        if kept is None and sha256 in gone:
            text = f"the bytes {sha256[:12]} were lost before the database was built anew"
            yield CheckFinding(code="I07", text=text, path=record.path(sha256))
        elif kept is None:
            text = f"the bytes {sha256[:12]} are not in the record"
            yield CheckFinding(code="C03", text=text, path=record.path(sha256))
        elif kept.sha256 != sha256:
            text = f"the bytes {sha256[:12]} were changed"
            yield CheckFinding(code="C03", text=text, path=kept.path)
    for kept in list(record.files.values()):
        if kept.name in wanted:
            continue
        if kept.sha256 != kept.name:
            text = "what this file holds does not have this digest"
            yield CheckFinding(code="C04", text=text, path=kept.path)
        else:
            text = f"{kept.size} bytes that nothing refers to"
            yield CheckFinding(code="I04", text=text, path=kept.path)


def references(memory: Memory) -> set[str]:
    """The digests of all bytes that anything refers to."""
    found = {each.sha256 for each in memory.documents}
    cycles = (row.cycle for row in memory.cycles if row.cycle)
    return found | referenced((each.event for each in memory.happened), cycles)


def referenced(events: Iterable[Event], cycles: Iterable[Cycle]) -> set[str]:
    """The digests of all bytes that these events and cycles refer to."""
    found: set[str] = set()
    for each in events:
        match each:
            case HandedIn() as event:
                found |= {event.sha256, *_given((event.carries_sha256, event.rendition_sha256))}
                found |= {attached.sha256 for attached in event.attachments}
            case Issued() as event:
                found |= {event.sha256, *_given((event.source_sha256, event.contents_sha256))}
                found |= {attached.sha256 for attached in event.attachments}
            case Prolonged() as event:
                found |= {event.sha256, event.signed_sha256}
            case Renewed() as event:
                for paper in event.papers:
                    found |= {paper.sha256, paper.signed_sha256}
            case _:
                pass
    for cycle in cycles:
        found |= _of_cycle(cycle)
    return {each for each in found if each}


def _of_cycle(cycle: Cycle) -> set[str]:
    found: set[str] = set()
    for paper in cycle.papers:
        found |= _given(
            (
                paper.issued_sha256,
                paper.current_sha256,
                paper.source_sha256,
                paper.rendition_sha256,
                paper.signed_sha256,
                paper.contents_sha256,
            )
        )
        found |= {each.sha256 for each in paper.attachments}
    return found


def _given(digests: Iterable[str | None]) -> set[str]:
    return {each for each in digests if each}

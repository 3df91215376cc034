"""The check as a whole: looks, comparisons, a second look before anything is named."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain as joined

from pipeline.office.integrity import folders, ledger
from pipeline.office.integrity import record as bytes_kept
from pipeline.office.integrity.archived import anchors_of, strangers, told
from pipeline.office.integrity.findings import DATABASE, ERRORS, NOTES, CheckFinding, Report
from pipeline.office.integrity.record import Record
from pipeline.office.integrity.replay import replay
from pipeline.office.integrity.scene import Scene
from pipeline.office.recognition import Recognition
from pipeline.office.surroundings import Surroundings
from pipeline.ports.archive import Archive
from pipeline.ports.inspection import Inspector
from pipeline.ports.store import Memory
from pipeline.ports.survey import Survey
from pipeline.ports.word import Words

#: So often is looked again while a daemon works, with this pause between.
_LOOKS = 4
_PAUSE_SECONDS = 0.7
_WITH_LEDGER = (
    ledger.numbers,
    ledger.papers,
    ledger.hand_ins,
    ledger.states,
    ledger.not_decided_again,
    ledger.unfinished,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnesses:
    """What is asked about an office."""

    memory: Callable[[], Memory]
    survey: Survey
    words: Words
    inspector: Inspector
    archive: Archive
    prolongs: bool  #: whether signed papers get validation data and timestamps


class Integrity:
    """Checks one office."""

    def __init__(self, office: Surroundings, witnesses: Witnesses) -> None:
        self._office = office
        self._memory = witnesses.memory
        self._survey = witnesses.survey
        self._words = witnesses.words
        self._inspector = witnesses.inspector
        self._archive = witnesses.archive
        self._prolongs = witnesses.prolongs

    def check(self) -> Report:
        """Everything that does not hold, and what is worth knowing.

        What is found while a Paraf works is found again in a later look, or it was under way.
        """
        memory = self._memory()  # first: what it refers to lies in the folders by then
        record = Record(self._survey)
        found = self._look(memory, record) | set(self._in_archive(memory))
        for _ in range(1, _LOOKS):
            if not _errors(found) or not self._survey.somebody_works():
                break
            time.sleep(_PAUSE_SECONDS)
            memory = self._memory()
            again = self._look(memory, record)
            if any(each.code not in ERRORS for each in _errors(found)):
                again |= set(self._in_archive(memory))
            found = (again - _errors(again)) | (_errors(found) & again)
        errors = _errors(found)
        return Report(
            findings=tuple(sorted(errors)),
            notes=tuple(sorted(found - errors)),
            head=memory.head,
        )

    def _look(self, memory: Memory, record: Record) -> set[CheckFinding]:
        """One look at everything but the archive; what the record holds was read before."""
        scene = Scene(
            office=self._office,
            memory=memory,
            replay=replay(memory, self._office, prolongs=self._prolongs),
            record=record,
            held=self._survey.claims(),
            lying=tuple(self._survey.inboxes()),
            half_written=self._survey.half_written(),
        )
        return set(self._compared(scene))

    def _compared(self, scene: Scene) -> Iterator[CheckFinding]:
        broken = tuple(ledger.chain(scene))
        yield from broken
        yield from ledger.gaps(scene)
        yield from bytes_kept.check(scene.record, scene.memory)
        yield from folders.half_written(scene)
        yield from folders.claims(scene)
        yield from folders.Inboxes(scene, self._recognition(scene)).check()
        if broken:
            text = "numbers, papers, hand-ins and cycles were not compared with the ledger"
            yield CheckFinding(code="I06", text=text, path=DATABASE)
            return
        yield from joined.from_iterable(compare(scene) for compare in _WITH_LEDGER)

    def _recognition(self, scene: Scene) -> Recognition:
        return Recognition(
            inspector=self._inspector,
            words=self._words,
            register=scene,
            office_id=self._office.office_id,
        )

    def _in_archive(self, memory: Memory) -> Iterator[CheckFinding]:
        found = list(self._archive.verify(anchors=anchors_of(memory)))
        places = self._archive.places()
        if set(places) - anchors_of(memory).keys():
            found += strangers(places, self._memory(), self._office)
        yield from told(found, self._office)
        seen = self._archive.witness()
        if seen and seen[0] > memory.head[0] > 0:  # without a ledger that is named already
            text = "the archive remembers a ledger line that the database does not have"
            yield CheckFinding(code="C17", text=text, path=DATABASE)


def _errors(found: set[CheckFinding]) -> set[CheckFinding]:
    return {each for each in found if each.code not in NOTES}

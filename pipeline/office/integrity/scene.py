"""What one look at an office found, put together so that its parts can be compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.domain.acts import Clear, Lay, Release, SendBack, Sweep, Tell
from pipeline.domain.events import HandedIn
from pipeline.office.integrity.record import Record
from pipeline.office.integrity.replay import Replay
from pipeline.office.surroundings import Surroundings
from pipeline.ports.store import CycleRow, DocumentVersion, Memory
from pipeline.ports.survey import Held, Lying


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One look."""

    office: Surroundings
    memory: Memory
    replay: Replay
    record: Record
    held: Sequence[Held]
    lying: Sequence[Lying]
    half_written: Sequence[str]

    @cached_property
    def cycles(self) -> Mapping[str, CycleRow]:
        """The cycles by id."""
        return {row.id: row for row in self.memory.cycles}

    @cached_property
    def moving_claims(self) -> frozenset[str]:
        """Claims whose way out of our keeping is decided and not gone yet."""
        acts = (each.act for each in self.memory.acts)
        return frozenset(act.claim for act in acts if isinstance(act, SendBack | Release))

    @cached_property
    def moving_to(self) -> frozenset[str]:
        """Posts in whose inbox a returned file is about to lie, with its reason."""
        acts = (each.act for each in self.memory.acts)
        return frozenset(act.post for act in acts if isinstance(act, SendBack))

    @cached_property
    def handed_in(self) -> Mapping[str, str]:
        """The digest of every claim that was decided about as a hand-in."""
        events = (each.event for each in self.memory.happened)
        return {event.claim: event.sha256 for event in events if isinstance(event, HandedIn)}

    def is_moving(self, post: str, code: str, cycle: str | None) -> bool:
        """Whether an act about this paper in this inbox is still to be done."""
        for pending in self.memory.acts:
            act = pending.act
            if isinstance(act, Sweep) and pending.cycle == cycle:
                return True
            if isinstance(act, Clear | Lay | Tell | SendBack) and (act.post, act.code) == (
                post,
                code,
            ):
                return True
        return False

    # -- the register of documents, for ``recognise`` -----------------------------------------

    def documents(self, code: str) -> Sequence[DocumentVersion]:
        """The issued versions of a paper."""
        return [each for each in self.memory.documents if each.code == code]

    def documents_by_head(self, head_sha256: str) -> Sequence[DocumentVersion]:
        """Issued versions whose bytes begin like this."""
        return [each for each in self.memory.documents if each.head_sha256 == head_sha256]

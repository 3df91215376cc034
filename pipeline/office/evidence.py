"""Evidence files (bukti dukung): they lie in the outbox until the form that names them comes.

A file that is no paper of ours, dropped by staff who are asked for data, may be evidence; it stays
where it is and the board says so. The form that is accepted takes along what its evidence column
names. What no form has named after a day is treated like any unknown file.
"""

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.domain.cycle import Attachment
from pipeline.domain.events import HandedIn
from pipeline.domain.performance.data import UnitData
from pipeline.domain.sop import Kind
from pipeline.errors import NotYet, Refused
from pipeline.office.intake import LARGEST, Intake
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.folders import Claim, Drop, Scan, Waiting
from pipeline.ports.inspection import FileKind

_PATIENCE = timedelta(days=1).total_seconds()
_REASON = "berkas bukti yang menunggu formulir data kinerja yang menyebutkannya"

_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Held:
    drop: Drop
    since: float  #: steady seconds, which no clock that is set back can make wait for ever


class Evidence:
    """Holds evidence back and hands it to the form that names it."""

    def __init__(self, office: Surroundings, tools: Tools, intake: Intake) -> None:
        self._office = office
        self._tools = tools
        self._intake = intake
        self._known: dict[str, _Held] = {}  #: what was held, for as long as it lies there
        self._gathering, self._gathering_at = _NONE, (-1, "")

    def held(self) -> frozenset[str]:
        """Paths of what is held back now."""
        return frozenset(path for path, each in self._known.items() if self._is_patient(each))

    def hold_back(self, scan: Scan) -> Scan:
        """The same scan, with what is held moved from ready to waiting; opens nothing."""
        if scan.ready:
            self._gathering = self._gathering_folders()
        known: dict[str, _Held] = {}
        ready, waiting = [], list(scan.waiting)
        for drop in scan.ready:
            before = self._known.get(drop.path)
            if before:
                known[drop.path] = before
            if before and before.drop.mark == drop.mark and self._may_stay(drop, before):
                told = Waiting(path=drop.path, reason=_REASON, soon=False, folder=drop.folder)
                waiting.append(told)
            else:
                ready.append(drop)
        self._known = known
        return replace(scan, ready=tuple(ready), waiting=tuple(waiting))

    def holds(self, drop: Drop) -> bool:
        """Whether a drop whose turn has come may be evidence, and stays where it is.

        Inspected in its turn and not while others are looked at: a folder full of files keeps
        nobody else waiting.

        Raises:
            NotYet: it cannot be inspected for now.
        """
        held = self._known.get(drop.path)
        since = held.since if held else self._tools.clock.steady()
        now_held = _Held(drop, since)
        if not self._may_stay(drop, now_held) or not self._may_be_evidence(drop):
            return False
        self._known[drop.path] = now_held
        return True

    def _may_stay(self, drop: Drop, held: _Held) -> bool:
        is_asked = drop.folder in self._gathering and not drop.back
        return is_asked and self._is_patient(held)

    def _is_patient(self, held: _Held) -> bool:
        return self._tools.clock.steady() - held.since < _PATIENCE

    def _gathering_folders(self) -> frozenset[str]:
        """Folders of the posts that are asked for data now; that changes with the ledger only."""
        head = self._tools.store.head()
        if head == self._gathering_at:
            return self._gathering
        self._gathering_at = head
        return self._read_gathering()

    def _read_gathering(self) -> frozenset[str]:
        found = set()
        for cycle in self._tools.store.cycles(closed=False):
            _, sop = self._tools.store.cycle(cycle.id)
            for task in cycle.open_tasks:
                if sop.step(task.step).kind is Kind.GATHER:
                    found.add(self._office.config.folder(task.post))
        return frozenset(found)

    def _may_be_evidence(self, drop: Drop) -> bool:
        """Whether this is a readable file that is neither a paper nor a note of ours."""
        try:
            data = self._tools.folders.look(drop, LARGEST)
        except (NotYet, Refused):
            return False
        is_ours = self._intake.own_note_about(data, drop.folder) is not None
        return not is_ours and self._is_fit(data, drop.name)

    def _is_fit(self, data: bytes, name: str) -> bool:
        """Whether others may open this under its name: inspected, of a kind that is filed."""
        inspected = self._tools.inspector.inspect(data, name)
        if inspected.findings or inspected.misnamed or inspected.kind is FileKind.OTHER:
            return False
        try:
            package = self._intake.recognition.issued_package(data, inspected.kind)
        except Refused:
            return False
        return package is None and self._intake.recognition.issued_pdf(data) is None

    def attach(self, event: HandedIn, claim: Claim, now: datetime) -> HandedIn:
        """The event of an accepted form, together with the evidence it names.

        Looks itself, since after a crash nothing is known of what lies beside the form.

        Raises:
            NotYet: some of it is still being written.
        """
        if event.data is None:
            return event
        named = _named_in(event.data)
        scan = self._tools.folders.look_into(claim.folder)
        for each in scan.waiting:
            name = each.path.rpartition("/")[2]
            if not each.needs_help and _folded(name) in named:
                raise NotYet(
                    f"evidence that the form names is still being written: {name!r}", "T08"
                )
        for drop in scan.ready:
            if not drop.back and _folded(drop.name) in named and self._may_be_evidence(drop):
                self._tools.folders.claim(drop, now)
        taken = [
            each
            for each in self._tools.folders.claims()
            if each.id != claim.id and each.folder == claim.folder and _folded(each.name) in named
        ]
        kept = [(each, self._kept(each)) for each in taken]
        return replace(
            event,
            attachments=tuple(
                Attachment(name=each.name, sha256=sha256) for each, sha256 in kept if sha256
            ),
            attachment_claims=tuple(each.id for each, sha256 in kept if sha256),
        )

    def _kept(self, claim: Claim) -> str | None:
        """The digest of evidence in the record; None for what is to be sent back.

        Inspected again: what is claimed may not be what was seen while it lay in the outbox.
        """
        try:
            data = self._tools.folders.read(claim.id, LARGEST)
        except Refused:
            return None
        return self._tools.folders.keep(data) if self._is_fit(data, claim.name) else None


def _named_in(data: UnitData) -> str:
    """Everything the evidence column says, to look for file names in."""
    return _folded("\n".join(row.evidence for row in data.rows))


def _folded(text: str) -> str:
    """Neither case nor the spelling of accents tells names apart; a Mac writes them otherwise."""
    return unicodedata.normalize("NFC", text).casefold()

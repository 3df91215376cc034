"""Evidence files (bukti dukung) and the form that names them wait for each other in the outbox.

A file that is no paper of ours, dropped by staff who are asked for data, may be evidence; it stays
where it is and the board says so. A filled form whose evidence column names files stays as well
until they lie beside it; its post is told which are missing. The form that is accepted takes along
what it names. At the same hour of the next working day a form goes back, and so does a file that no
form names (F43); a form that is wrong otherwise goes back at once, told what it lacks as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.domain.cycle import Attachment
from pipeline.domain.performance.evidence import folded, is_named, missing, named_texts
from pipeline.domain.sop import Kind
from pipeline.errors import Finding, NotYet, Refused
from pipeline.office.awaiting import Awaiting, Missing
from pipeline.office.intake import LARGEST, Intake, Received
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.folders import Claim, Drop, Scan, Waiting
from pipeline.ports.inspection import FileKind
from pipeline.wording.indonesian import listed

#: Nothing lies longer before we look; further back no date is reckoned.
_OLDEST = timedelta(days=365).total_seconds()
_REASON = "berkas bukti yang menunggu formulir data kinerja yang menyebutkannya"

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What a form that may have to wait says of its evidence."""

    cycle: str
    code: str
    title: str
    texts: tuple[str, ...]
    given: tuple[str, ...]  #: names of evidence that came with an earlier hand-in of it


@dataclass(slots=True)
class _Held:
    drop: Drop
    until: float  #: steady seconds, which no clock that is set back can make wait for ever
    form: _Form | None = None  #: None for evidence


class Evidence:
    """Holds evidence and forms back until they are together, and hands them on."""

    def __init__(self, office: Surroundings, tools: Tools, intake: Intake) -> None:
        self._office = office
        self._tools = tools
        self._intake = intake
        self._known: dict[str, _Held] = {}  #: what was held, for as long as it lies there
        self._seen = Scan(ready=(), waiting=(), ignored=())
        self._awaiting = Awaiting(office, tools)
        self._gathering, self._gathering_at = _NONE, (-1, "")

    def held(self) -> frozenset[str]:
        """Paths of what is held back now."""
        return frozenset(path for path, each in self._known.items() if self._is_patient(each))

    # -- in the outbox -----------------------------------------------------------------------

    def hold_back(self, scan: Scan) -> Scan:
        """The same scan, with what is held moved from ready to waiting; opens nothing."""
        if scan.ready:
            self._gathering = self._gathering_folders()
        self._seen = scan
        self._known = {
            drop.path: self._known[drop.path] for drop in scan.ready if drop.path in self._known
        }
        self._wait_with_forms()
        lacking = {path: self._lacking(held) for path, held in self._known.items()}
        ready, waiting, missed = [], list(scan.waiting), []
        for drop in scan.ready:
            held = self._known.get(drop.path)
            if held is None or not self._stays(drop, held, lacking[drop.path]):
                ready.append(drop)
                continue
            names = lacking[drop.path]
            waiting.append(
                Waiting(path=drop.path, reason=_reason(names), soon=False, folder=drop.folder)
            )
            if form := held.form:
                missed.append(Missing(form.cycle, form.code, form.title, drop.folder, names))
        self._awaiting.tell(missed)
        return replace(scan, ready=tuple(ready), waiting=tuple(waiting))

    def _stays(self, drop: Drop, held: _Held, lacking: tuple[str, ...]) -> bool:
        is_same = held.drop.mark == drop.mark
        return is_same and self._may_stay(drop, held) and (held.form is None or bool(lacking))

    def _wait_with_forms(self) -> None:
        """Evidence that a waiting form names has that form's day, not its own."""
        until = self._patient_until(0.0)
        forms = [each for each in self._known.values() if each.form and self._is_patient(each)]
        for held in self._known.values():
            for each in forms if held.form is None else ():
                texts = each.form.texts if each.form else ()
                if each.drop.folder == held.drop.folder and is_named(held.drop.name, texts):
                    held.until = until

    def holds(self, drop: Drop) -> bool:
        """Whether a drop whose turn has come stays: it may be evidence, or waits for some.

        Inspected in its turn and not while others are looked at: a folder full of files keeps
        nobody else waiting.

        Raises:
            NotYet: it cannot be inspected for now.
        """
        held = self._known.get(drop.path)
        if held is None or held.drop.mark != drop.mark:
            # A machine that is off at night must not make anything wait for ever.
            held = _Held(drop, self._patient_until(drop.age_seconds))
        if not self._may_stay(drop, held):
            return False
        if held.form is None:
            held.form = self._form_in(drop)
        if held.form is None:
            stays = self._may_be_evidence(drop)
        else:
            stays = bool(self._lacking(held, is_looked_into=True))
        if stays:
            self._known[drop.path] = held
        return stays

    def _form_in(self, drop: Drop) -> _Form | None:
        """What a drop says of its evidence, if it is a filled form that its step waits for."""
        try:
            data = self._tools.folders.look(drop, LARGEST)
        except (NotYet, Refused):
            return None
        form = self._intake.awaited_form(data, drop.name, drop.folder)
        if form is None:
            return None
        return _Form(
            cycle=form.cycle,
            code=form.paper.code,
            title=form.paper.title,
            texts=named_texts(form.data),
            given=tuple(each.name for each in form.paper.attachments),
        )

    def _lacking(self, held: _Held, *, is_looked_into: bool = False) -> tuple[str, ...]:
        """The names of the files that a form still waits for.

        Args:
            held: The form; evidence waits for nothing.
            is_looked_into: Whether what lies beside it is inspected now, as far as it is named; it
                is counted without, until the form's turn comes.
        """
        if held.form is None:
            return ()
        folder, texts = held.drop.folder, held.form.texts
        beside = [
            drop.name
            for drop in self._seen.ready
            if drop.folder == folder and not drop.back and is_named(drop.name, texts)
            if not is_looked_into or self._may_be_evidence(drop)
        ]
        # Evidence that is still being written is there, or will be in a moment.
        coming = [
            each.path.rpartition("/")[2]
            for each in self._seen.waiting
            if each.folder == folder and not each.needs_help
        ]
        return missing(texts, (*beside, *coming, *held.form.given))

    def _may_stay(self, drop: Drop, held: _Held) -> bool:
        is_asked = drop.folder in self._gathering and not drop.back
        return is_asked and self._is_patient(held)

    def _is_patient(self, held: _Held) -> bool:
        return self._tools.clock.steady() < held.until

    def _patient_until(self, age_seconds: float) -> float:
        """Until when what has lain so long stays: the same hour of the next working day.

        Reckoned once by the calendar, measured by a clock that nobody sets: no jump of the
        office's clock makes it wait for ever, or go back before a day has passed.
        """
        age = min(age_seconds, _OLDEST)
        clock = self._tools.clock
        laid = clock.now() - timedelta(seconds=age)
        patience = self._office.calendar.same_hour_next_working_day(laid) - laid
        return clock.steady() - age + patience.total_seconds()

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
        return self._is_strange(data, drop) and self._is_fit(data, drop.name)

    def _is_strange(self, data: bytes, drop: Drop) -> bool:
        """Whether nobody but the unit itself made this: no note of ours, no form saved as text."""
        is_ours = self._intake.own_note_about(data, drop.folder) is not None
        return not is_ours and not self._tools.forms.is_text_of_form(data)

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

    # -- with the form -----------------------------------------------------------------------

    def attach(self, received: Received, claim: Claim, now: datetime) -> Received:
        """A form together with the evidence it names, or told what it still lacks.

        Looks itself, since after a crash nothing is known of what lies beside the form. Evidence
        that came with an earlier hand-in goes along as long as the form names it.

        Raises:
            NotYet: some of it is still being written.
        """
        event = received.event
        if event.data is None and not received.evidence:
            return received
        texts = named_texts(event.data) if event.data else received.evidence
        beside = list(self._beside(claim, texts))
        earlier = [each for each in self._given(received) if is_named(each.name, texts)]
        taken = [each for each in self._claimed(claim) if is_named(each.name, texts)]
        there = [
            *(drop.name for drop in beside),
            *(attached.name for attached in earlier),
            *(other.name for other in taken),
        ]
        if lacking := missing(texts, there):
            told = Finding("F40", {"nama": claim.name, "daftar": listed(lacking)})
            findings = (*event.findings, told)
            return replace(received, event=replace(event, data=None, findings=findings))
        if event.data is None:
            return received
        for drop in beside:
            self._tools.folders.claim(drop, now)
        taken = [each for each in self._claimed(claim) if is_named(each.name, texts)]
        kept = [(each, sha256) for each in taken if (sha256 := self._kept(each))]
        fresh = {folded(each.name) for each, _ in kept}
        event = replace(
            event,
            attachments=(
                *(each for each in earlier if folded(each.name) not in fresh),
                *(Attachment(name=each.name, sha256=sha256) for each, sha256 in kept),
            ),
            attachment_claims=tuple(each.id for each, _ in kept),
        )
        return replace(received, event=event)

    def _beside(self, claim: Claim, texts: tuple[str, ...]) -> Iterator[Drop]:
        """The evidence in the outbox that a form names.

        Raises:
            NotYet: some of it is still being written.
        """
        scan = self._tools.folders.look_into(claim.folder)
        for each in scan.waiting:
            name = each.path.rpartition("/")[2]
            if not each.needs_help and is_named(name, texts):
                raise NotYet(
                    f"evidence that the form names is still being written: {name!r}", "T08"
                )
        for drop in scan.ready:
            if not drop.back and is_named(drop.name, texts) and self._may_be_evidence(drop):
                yield drop

    def _given(self, received: Received) -> Iterable[Attachment]:
        if received.cycle is None or received.event.code is None:
            return ()
        cycle, _ = self._tools.store.cycle(received.cycle)
        return cycle.paper(received.event.code).attachments

    def _claimed(self, claim: Claim) -> list[Claim]:
        """What else of that post is in our keeping."""
        return [
            each
            for each in self._tools.folders.claims()
            if each.id != claim.id and each.folder == claim.folder
        ]

    def _kept(self, claim: Claim) -> str | None:
        """The digest of evidence in the record; None for what is to be sent back.

        Inspected again: what is claimed may not be what was seen while it lay in the outbox.
        """
        try:
            data = self._tools.folders.read(claim.id, LARGEST)
        except Refused:
            return None
        return self._tools.folders.keep(data) if self._is_fit(data, claim.name) else None


def _reason(lacking: tuple[str, ...]) -> str:
    return f"menunggu berkas bukti yang disebutnya: {listed(lacking)}" if lacking else _REASON

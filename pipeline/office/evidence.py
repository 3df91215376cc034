"""Evidence files (bukti dukung) and the form that names them wait for each other in the outbox.

A file that is no paper of ours, dropped by staff who are asked for data, may be evidence; it stays
where it is and the board says so. A filled form whose evidence column names files stays as well
until they lie beside it; its post is told which are missing. The form that is accepted takes along
what it names. After a day a form goes back, and a file that no form names is treated like any
unknown one.
"""

from collections.abc import Iterable, Iterator, Mapping
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

_PATIENCE = timedelta(days=1).total_seconds()
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
    since: float  #: steady seconds, which no clock that is set back can make wait for ever
    form: _Form | None = None  #: None for evidence


class Evidence:
    """Holds evidence and forms back until they are together, and hands them on."""

    def __init__(self, office: Surroundings, tools: Tools, intake: Intake) -> None:
        self._office = office
        self._tools = tools
        self._intake = intake
        self._held: dict[str, _Held] = {}
        self._awaiting = Awaiting(office, tools)
        self._gathering, self._gathering_at = _NONE, (-1, "")

    def held(self) -> frozenset[str]:
        """Paths of what is held back now."""
        return frozenset(self._held)

    # -- in the outbox -----------------------------------------------------------------------

    def hold_back(self, scan: Scan) -> Scan:
        """The same scan, with evidence and forms that wait moved from ready to waiting."""
        folders = self._gathering_folders() if scan.ready else _NONE
        steady = self._tools.clock.steady()
        known: dict[str, _Held] = {}
        for drop in scan.ready:
            if drop.folder in folders and not drop.back:
                held = self._known(drop, steady)
                if held is not None:
                    known[drop.path] = held
        lacking = {path: self._lacking(held, known, scan) for path, held in known.items()}
        self._held = {
            path: held
            for path, held in known.items()
            if steady - held.since < _PATIENCE and (held.form is None or lacking[path])
        }
        self._awaiting.tell(
            Missing(form.cycle, form.code, form.title, held.drop.folder, lacking[path])
            for path, held in self._held.items()
            if (form := held.form)
        )
        waiting = [
            Waiting(path=path, reason=_reason(lacking[path]), soon=False, folder=held.drop.folder)
            for path, held in self._held.items()
        ]
        ready = tuple(drop for drop in scan.ready if drop.path not in self._held)
        return replace(scan, ready=ready, waiting=(*scan.waiting, *waiting))

    def _known(self, drop: Drop, steady: float) -> _Held | None:
        """What a drop is, if it may have to wait; looked into again only once it changed."""
        before = self._held.get(drop.path)
        if before is None or before.drop.mark != drop.mark:
            # A machine that is off at night must not make anything wait for ever.
            return self._looked_into(drop, steady - drop.age_seconds)
        if before.form is None and self._is_awaited(drop):
            before.since = steady  # the form that names it has its own day
        return before

    def _is_awaited(self, drop: Drop) -> bool:
        return any(
            held.form is not None
            and held.drop.folder == drop.folder
            and is_named(drop.name, held.form.texts)
            for held in self._held.values()
        )

    def _looked_into(self, drop: Drop, since: float) -> _Held | None:
        try:
            data = self._tools.folders.look(drop, LARGEST)
            form = self._intake.awaited_form(data, drop.name, drop.folder)
        except (NotYet, Refused):
            return None
        if form is not None:
            said = _Form(
                cycle=form.cycle,
                code=form.paper.code,
                title=form.paper.title,
                texts=named_texts(form.data),
                given=tuple(each.name for each in form.paper.attachments),
            )
            return _Held(drop, since, said) if said.texts else None
        is_evidence = self._is_strange(data, drop) and self._is_fit(data, drop.name)
        return _Held(drop, since) if is_evidence else None

    def _lacking(self, held: _Held, known: Mapping[str, _Held], scan: Scan) -> tuple[str, ...]:
        """The names of the files that a form still waits for."""
        if held.form is None:
            return ()
        folder = held.drop.folder
        beside = [
            each.drop.name
            for each in known.values()
            if each.form is None and each.drop.folder == folder
        ]
        # Evidence that is still being written is there, or will be in a moment.
        coming = [
            each.path.rpartition("/")[2]
            for each in scan.waiting
            if each.folder == folder and not each.needs_help
        ]
        return missing(held.form.texts, (*beside, *coming, *held.form.given))

    def _gathering_folders(self) -> frozenset[str]:
        """Folders of the posts that are asked for data now; that changes with the ledger only."""
        head = self._tools.store.head()
        if head != self._gathering_at:
            self._gathering, self._gathering_at = self._read_gathering(), head
        return self._gathering

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
        """An accepted form together with the evidence it names, or what it still lacks.

        Looks itself, since after a crash nothing is known of what lies beside the form. Evidence
        that came with an earlier hand-in goes along as long as the form names it.

        Raises:
            NotYet: some of it is still being written.
        """
        event = received.event
        if event.data is None:
            return received
        texts = named_texts(event.data)
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
            return replace(received, event=replace(event, data=None, findings=(told,)))
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

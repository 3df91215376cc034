"""The notes that tell a post which evidence its form waits for.

A note lies in the inbox for exactly as long as the form waits: it is renewed when some of the
evidence has come, and taken out when the form went on, came back, or was taken away again. Whoever
has the warning to that unit in hand is told as well, for as long as both wait.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pipeline.domain.cycle import Cycle, UnitProgress
from pipeline.errors import Finding, NotYet
from pipeline.office.intake import own_note
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.store import LaidFile, Store
from pipeline.wording.indonesian import listed
from pipeline.wording.notes import note

_TITLE = "MENUNGGU BUKTI"


@dataclass(frozen=True, slots=True)
class Missing:
    """A form that waits, and the names it waits for."""

    cycle: str
    code: str
    title: str
    folder: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notice:
    """What a post is told about a form that waits."""

    about: Missing
    post: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class Awaiting:
    """Keeps the notes about waiting forms as they should be."""

    def __init__(self, office: Surroundings, tools: Tools) -> None:
        self._office = office
        self._tools = tools
        self._posts = {office.config.folder(post): post for post in office.config.posts}
        #: What was told, at which line of the ledger; None: what an earlier run told is unknown.
        self._told: tuple[frozenset[Missing], object] | None = None

    def tell(self, waiting: Iterable[Missing]) -> None:
        """Lay, renew and take out notes; an inbox that is away is tried again the next time."""
        missing = frozenset(waiting)
        wanted = missing, self._tools.store.head() if missing else None
        if wanted == self._told:
            return
        self._told = None
        with contextlib.suppress(NotYet):
            notices = [notice for each in missing for notice in self._notices(each)]
            texts = {(each.post, each.about.code): each.sha256 for each in notices}
            for laid in self._tools.store.laid():
                if _TITLE in laid.name and texts.get((laid.post, laid.code or "")) != laid.sha256:
                    self._take_out(laid)
            for each in notices:
                self._lay(each)
            self._told = wanted

    def _notices(self, missing: Missing) -> Iterator[_Notice]:
        """One for whoever handed the form in, one for each other post that holds a warning."""
        cycle, _ = self._tools.store.cycle(missing.cycle)
        progress = _unit_of(cycle, missing.code)
        names, own = listed(missing.names), self._posts[missing.folder]
        finding = Finding(
            "N05", {"judul": missing.title, "daftar": names, "batas_waktu": _deadline(progress)}
        )
        yield self._notice(missing, own, finding)
        letters = {warned.paper for warned in progress.warnings}
        holders = {task.post for task in cycle.open_tasks if task.paper in letters and task.laid_at}
        for post in sorted(holders - {own}):
            yield self._notice(missing, post, lying_form(self._office, cycle, missing.code, names))

    def _notice(self, missing: Missing, post: str, finding: Finding) -> _Notice:
        data = note([finding], self._office.calendar.zone)
        return _Notice(about=missing, post=post, data=data)

    def _lay(self, notice: _Notice) -> None:
        post, about, sha256 = notice.post, notice.about, notice.sha256
        self._tools.store.fact(_lacking(sha256), listed(about.names))
        name = f"{about.title} - {_TITLE}.txt"
        used = self._tools.folders.deliver(self._office.config.folder(post), name, notice.data)
        laid = LaidFile(post=post, name=used, cycle=about.cycle, code=about.code, sha256=sha256)
        self._tools.store.lay(laid, own_note(post, sha256))

    def _take_out(self, laid: LaidFile) -> None:
        self._tools.folders.take_out(self._office.config.folder(laid.post), laid.name)
        self._tools.store.forget_laid(laid.post, laid.name)


def lacking_evidence(store: Store) -> Mapping[str, str]:
    """The codes of the forms that wait for evidence now, and what each lacks, in words."""
    notes = (laid for laid in store.laid() if laid.code and _TITLE in laid.name)
    found = ((laid.code or "", store.fact(_lacking(laid.sha256))) for laid in notes)
    return {code: names for code, names in found if names}


def lying_form(office: Surroundings, cycle: Cycle, code: str, names: str) -> Finding:
    """What others are told of a form that waits: where it lies, what it lacks, until when."""
    progress = _unit_of(cycle, code)
    unit = office.roster.unit(progress.unit)
    facts = {
        "unit": unit.name,
        "periode": cycle.period.long,
        "jabatan": office.roster.titles[unit.staff],
        "daftar": names,
        "batas_waktu": _deadline(progress),
    }
    return Finding("N07", facts)


def _unit_of(cycle: Cycle, form: str) -> UnitProgress:
    return next(each for each in cycle.units if each.form == form)


def _deadline(progress: UnitProgress) -> str:
    due = progress.current_due
    return due.isoformat() if due else ""


def _lacking(sha256: str) -> str:
    """The key under which the office remembers what the note with these bytes says is missing."""
    return f"lacking:{sha256}"

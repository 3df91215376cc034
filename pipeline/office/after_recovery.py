"""What is done once after an office was restored or its database built anew.

Papers that waited for somebody may lie nowhere: who had taken one home lost it with the machine, or
handed it in and that was lost. They are laid again; one that lies there, edited or not, stays.
"""

from collections.abc import Iterator
from datetime import datetime

from pipeline.domain.acts import Lay
from pipeline.domain.cycle import Cycle, Task
from pipeline.errors import Refused
from pipeline.office.intake import own_note_of
from pipeline.office.recognition import Recognition
from pipeline.office.surroundings import Surroundings
from pipeline.office.tools import Tools
from pipeline.ports.rebuilding import LAY_AGAIN, REBUILT_FACT
from pipeline.ports.store import Store

_READ = "rebuild-read:"


def lay_again(office: Surroundings, tools: Tools, recognition: Recognition) -> None:
    """Have every paper laid that waits and lies nowhere, if that is still to be done."""
    if tools.store.fact(LAY_AGAIN) is None:
        return
    search = _Search(office, tools, recognition)
    acts = [
        (cycle.id, act)
        for cycle in tools.store.cycles(closed=False)
        for task in cycle.open_tasks
        if task.laid_at
        for act in search.missing(cycle, task)
    ]
    tools.store.lay_again(acts, tools.clock.now())


class _Search:
    """What lies in the inboxes, looked at once."""

    def __init__(self, office: Surroundings, tools: Tools, recognition: Recognition) -> None:
        self._office = office
        self._tools = tools
        self._recognition = recognition
        self._known: dict[str, set[tuple[str, int | None]]] = {}

    def missing(self, cycle: Cycle, task: Task) -> Iterator[Lay]:
        """What of a task's papers does not lie before its post, companions first."""
        lying = self._lying(task.post)
        for code in reversed((task.paper, *task.companions)):
            paper = cycle.paper(code)
            if paper.current_sha256 is None or {(code, paper.version), (code, None)} & lying:
                continue
            is_main = code == task.paper
            yield Lay(
                code=code,
                version=paper.version,
                post=task.post,
                to_read=not is_main,
                note=task.reasons if is_main else (),
            )

    def _lying(self, post: str) -> set[tuple[str, int | None]]:
        """Codes and versions of the papers in an inbox; no version of what lies beside one."""
        if post not in self._known:
            folder = self._office.config.folder(post)
            found = (self._seen(post, data) for _, data in self._tools.folders.inbox(folder))
            self._known[post] = {each for each in found if each}
        return self._known[post]

    def _seen(self, post: str, data: bytes) -> tuple[str, int | None] | None:
        beside = own_note_of(self._tools.store, post, data)
        if beside:
            return beside, None
        try:
            known = self._recognition.recognise(data)
        except Refused:
            return None
        return (known.code, known.version) if known else None


def unacknowledged(store: Store) -> tuple[datetime, str] | None:
    """When the database was built anew and where that is told, until somebody says he read it."""
    told = store.fact(REBUILT_FACT)
    if told is None:
        return None
    seq, at, report = told.split(" ", 2)
    if store.fact(f"{_READ}{seq}") is not None:
        return None
    text = f"the database was built anew (ledger line {seq}); what cannot be known stands in"
    return datetime.fromisoformat(at), f"{text} {report}"


def acknowledge(store: Store, now: datetime) -> bool:
    """Somebody has read what a rebuilding could not establish; False when nothing is unread."""
    told = store.fact(REBUILT_FACT)
    if told is None or unacknowledged(store) is None:
        return False
    seq = told.partition(" ")[0]
    store.note(f"{_READ}{seq}", now, "RebuildAcknowledged", {"rebuilt": seq})
    store.fact(f"{_READ}{seq}", now.isoformat())
    return True

"""Cancelling a letter: its nomor stays in the register as void, with the reason.

Only a letter that has its nomor and has not gone out yet; whoever may return it may cancel it, as
the SOP's row says. The SOP's course demands a request letter, so its drafter begins a new one with
a new nomor; a warning is simply not given now. Why so: decision 0017.
"""

from pipeline.domain import collection, routing
from pipeline.domain.acts import Tell
from pipeline.domain.cycle import Outcome, Task
from pipeline.domain.events import HandedIn
from pipeline.domain.sop import Kind
from pipeline.domain.turn import Turn
from pipeline.errors import Finding

_ROUND = {Kind.PARAF, Kind.SIGN, Kind.DISTRIBUTE}


def is_letter(turn: Turn, task: Task) -> bool:
    """Whether what waits is a numbered letter on its way round."""
    paper = turn.cycle.paper(task.paper)
    drafted = turn.step(paper.step).kind is Kind.DRAFT
    return drafted and turn.step(task.step).kind in _ROUND and paper.nomor is not None


def cancel(turn: Turn, task: Task, event: HandedIn, why: str) -> None:
    """Void the letter as it stands, tell its drafter, and let the cycle go on without it."""
    letter = turn.cycle.paper(task.paper)
    drafted = turn.step(letter.step)
    post = turn.context.roster.titles[event.post]
    closed = turn.change_task(task, handed_sha256=event.sha256)
    turn.close_task(closed, Outcome.CANCELLED)
    turn.withdraw_paper(letter.code, f"dibatalkan oleh {post}: {why}")
    turn.change_paper(letter.code, label=f"{letter.label} (dibatalkan)")
    facts = {"judul": letter.title, "jabatan": post, "catatan": why, "nomor": letter.nomor or ""}
    if not drafted.per_unit:
        routing.draft_anew(turn, closed, Finding("S13", facts))
        return
    collection.warning_cancelled(turn, task.unit or "")
    drafter = turn.context.roster.resolve(drafted.post, task.unit)
    title = f"DIBATALKAN - {letter.title}"
    told = Finding("N04", facts)
    turn.acts.append(Tell(post=drafter, title=title, finding=told, code=letter.code))

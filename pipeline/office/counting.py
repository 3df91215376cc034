"""The days that a letter names, counted from the moment it gets its nomor and date.

Never from when its draft was made: a draft may lie for days, and a letter that gives a date before
its own would be no letter. They are written into its content controls with nomor and tanggal.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from pipeline.domain import dates
from pipeline.domain.cycle import Cycle, Outcome, Paper, Task
from pipeline.domain.sop import Sop
from pipeline.office.surroundings import Surroundings
from pipeline.wording.moments import day_words, moment_words


def counted_days(office: Surroundings, cycle: Cycle, sop: Sop, paper: Paper) -> Mapping[str, str]:
    """Text by control; none for a paper that counts nothing, or whose draft is not handed in."""
    count = _COUNTED.get(sop.papers[paper.kind].template)
    numbered = [task.closed_at for task in cycle.tasks if _is_drafting(task, paper)]
    if count is None or not numbered or numbered[-1] is None:
        return {}
    return count(office, sop, numbered[-1])


def _is_drafting(task: Task, paper: Paper) -> bool:
    drafted = task.paper == paper.code and task.step == paper.step
    return drafted and task.outcome is Outcome.DONE


def _asked_days(office: Surroundings, sop: Sop, numbered: datetime) -> Mapping[str, str]:
    due, warn_at = dates.after_asking(office.calendar, sop, numbered)
    return {"batas": day_words(due.date()), "peringatan": day_words(warn_at.date())}


def _warned_days(office: Surroundings, sop: Sop, numbered: datetime) -> Mapping[str, str]:
    new_due = office.calendar.due(numbered, sop.extension_days)
    return {
        "diperiksa": moment_words(numbered, office.calendar.zone),
        "batas_baru": day_words(new_due.date()),
    }


_COUNTED: Mapping[str, Callable[[Surroundings, Sop, datetime], Mapping[str, str]]] = {
    "surat-permintaan": _asked_days,
    "surat-peringatan": _warned_days,
}

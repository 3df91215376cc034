"""Where the data of a unit are on their way: with whom, and what they wait for."""

from collections.abc import Mapping

from pipeline.domain.cycle import Cycle, Task, UnitProgress
from pipeline.domain.sop import Kind, Sop


def whereabouts(cycle: Cycle, sop: Sop, unit: UnitProgress, lacking: Mapping[str, str]) -> str:
    """In whose hands a unit's form or data are; empty once they were received.

    Args:
        cycle: the cycle they belong to.
        sop: what the posts of its rows are called in.
        unit: whose data they are.
        lacking: by the code of a form that waits for its evidence, what it lacks.
    """
    if unit.has_delivered:
        return ""
    for task in cycle.open_tasks:
        papers = (task.paper, *task.companions)
        if task.laid_at and task.unit == unit.unit and unit.form in papers:
            return _words(sop, task, lacking.get(unit.form or "", ""))
    return ""


def _words(sop: Sop, task: Task, lacking: str) -> str:
    actor = _actor(sop, task)
    match sop.step(task.step).kind:
        case Kind.GATHER if lacking:
            return f"formulir di {actor}, menunggu bukti: {lacking}"
        case Kind.GATHER if task.reasons:
            return f"formulir dikembalikan ke {actor}"
        case Kind.GATHER:
            return f"formulir di {actor}"
        case Kind.RECEIVE:
            return f"data di {actor}"
        case _:
            return f"surat dan formulir di {actor}"


def _actor(sop: Sop, task: Task) -> str:
    """What the SOP calls the post; one with a row of its own is not called by that of the units."""
    own = (step.actor for step in sop.steps if step.post == task.post)
    return next(own, sop.step(task.step).actor)

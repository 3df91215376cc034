"""What belongs into which inbox: an inbox holds exactly what waits for its post."""

from pipeline.domain.context import Roster
from pipeline.domain.cycle import Cycle, PaperState


def belongs(cycle: Cycle, roster: Roster, post: str, code: str) -> bool:
    """Whether a paper waits in a post's inbox, or lies there to be read, as things stand now."""
    if any(
        task.post == post and code in (task.paper, *task.companions) for task in cycle.open_tasks
    ):
        return True
    paper = cycle.paper(code)
    if post in paper.readers and paper.state is PaperState.RECORDED:
        return True
    heads = {unit.id: unit.head for unit in roster.units}
    for unit in cycle.units:
        if heads.get(unit.unit) != post:
            continue
        warned = {each.paper for each in unit.warnings if each.delivered_at}
        if code == unit.receipt or (code in warned and not unit.has_delivered):
            return True
    return False

"""The status board: one static page that opens from the share, with nothing to install or load.

The page has no script and no outside asset. State is told by word and sign, colour only helps.
Nothing here writes a file or knows the time.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from pipeline.ports.board import Board, StepState, UnitState
from pipeline.wording.visible import visible

_STEP_SIGNS = {
    StepState.DONE: "✓",
    StepState.WAITING: "●",
    StepState.LATE: "!",
    StepState.RETURNED: "↩",
    StepState.COMING: "○",
    StepState.SKIPPED: "–",
}
_UNIT_SIGNS = {
    UnitState.COMING: "○",
    UnitState.COLLECTING: "●",
    UnitState.RETURNED: "↩",
    UnitState.RECEIVED: "✓",
    UnitState.RECEIVED_LATE: "✓",
    UnitState.LATE: "!",
    UnitState.WARNED: "‼",
}


def render(board: Board) -> str:
    """Write the page. Every value is shown as text, whatever it contains."""
    return _template().render(board=board)


def _shown(value: object) -> object:
    """Plain text without what hides or turns letters round; markup of our own stays as it is."""
    return visible(value) if type(value) is str else value


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("pipeline.adapters.board", "."),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(step_signs=_STEP_SIGNS, unit_signs=_UNIT_SIGNS)
    return environment.get_template("papan.html")

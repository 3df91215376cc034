"""Whether Paraf is at work in an office, and when it last was: from its heartbeat and its lease."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipeline.adapters.clocks import SystemClock
from pipeline.adapters.heartbeat import Condition, read_beat
from pipeline.adapters.lock import Host, read_holder

#: A heart that beats every second and has not for so long is in trouble.
SILENT_SECONDS = 300.0
_START_IT = "start it: paraf run, or systemctl start paraf (paraf service prints the unit)"


class State(StrEnum):
    """How the daemon is."""

    NEVER = "never started"
    STOPPED = "stopped"  #: told to; nothing is taken until it is started
    WORKING = "working"
    STALLED = "stalled"  #: it lives and does not move
    DEAD = "dead"  #: it ended without saying so


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of the daemon from outside."""

    state: State
    last_worked: datetime | None = None
    host: str = ""
    pid: int = 0
    unshown: str = ""  #: why it could not write the status board

    @property
    def is_wrong(self) -> bool:
        """Whether somebody should look at it."""
        return self.state in (State.STALLED, State.DEAD)

    def words(self, zone: tzinfo) -> str:
        """For people: since when, and what to do."""
        if self.last_worked is None:
            return f"Paraf has not worked here yet; {_START_IT}"
        when = f"{self.last_worked.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"
        told = f"Paraf last worked {when} (process {self.pid} on {self.host})"
        match self.state:
            case State.WORKING:
                return f"{told}; it is at work"
            case State.STALLED:
                return f"{told}; it lives but does not move: is a share away? See its log"
            case State.DEAD:
                return f"{told}; it ended without being told to; see its log, then {_START_IT}"
            case _:
                return f"{told}; it was stopped; {_START_IT}"

    def facts(self) -> dict[str, Any]:
        """For programs."""
        return {
            "state": self.state.value,
            "last_worked": self.last_worked.isoformat() if self.last_worked else None,
            "host": self.host or None,
            "pid": self.pid or None,
            "unshown": self.unshown or None,
        }


def standing(root: Path, here: Host | None = None) -> Standing:
    """Look at the traces that Paraf leaves, without touching any."""
    beat, holder = read_beat(root), read_holder(root)
    if beat is None:
        return Standing(state=State.NEVER)
    age = abs((SystemClock().now() - beat.at).total_seconds())
    gone = holder.is_gone(here or Host.here()) if holder else None
    if beat.condition is Condition.STOPPED:
        state = State.STOPPED
    elif gone:
        state = State.STOPPED if beat.condition is Condition.STOPPING else State.DEAD
    elif age < SILENT_SECONDS:
        state = State.WORKING
    else:
        state = State.STALLED if gone is False else State.DEAD
    return Standing(
        state=state, last_worked=beat.at, host=beat.host, pid=beat.pid, unshown=beat.unshown
    )

"""The heartbeat: a small file that says when Paraf last worked here, and how it went.

``.paraf/heartbeat``, one JSON object, replaced at every round but not more than once a second and
never fsynced: what matters of it is only how old it is. A full disk makes it old, which is true.
Its times are the machine's own, in a demo office too.
"""

import contextlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

_FILE = "heartbeat"


class Condition(StrEnum):
    """How a Paraf is; the last word a clean one leaves is ``stopped``."""

    STARTING = "starting"
    WORKING = "working"
    STOPPING = "stopping"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """What the file says."""

    at: datetime
    condition: Condition
    host: str
    pid: int
    handled: int = 0  #: files and acts since it was started
    troubled: int = 0  #: what could not be done in the last round
    unshown: str = ""  #: why the status board could not be written then


def write_beat(root: Path, beat: Beat) -> None:
    """Replace the heartbeat; where that is not possible, it grows old."""
    final = root / ".paraf" / _FILE
    built = final.with_suffix(".new")
    facts = asdict(beat) | {"at": beat.at.isoformat(timespec="milliseconds")}
    with contextlib.suppress(OSError):
        built.write_text(json.dumps(facts) + "\n", "ascii")
        built.replace(final)


def read_beat(root: Path) -> Beat | None:
    """The last heartbeat; None when there never was one, or it is torn."""
    try:
        facts = json.loads((root / ".paraf" / _FILE).read_text("ascii"))
        return Beat(
            at=datetime.fromisoformat(facts["at"]).astimezone(UTC),
            condition=Condition(facts["condition"]),
            host=str(facts["host"]),
            pid=int(facts["pid"]),
            handled=int(facts["handled"]),
            troubled=int(facts["troubled"]),
            unshown=str(facts.get("unshown", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None

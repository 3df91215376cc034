"""Timestamps for whoever signs on his own machine: asked for where the office has an authority.

Nobody waits for them: what is signed without is as good to hand in, and Paraf adds the proof once
all have signed.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.text import Text

from pipeline.adapters.signing import IsolatedTimestamps
from pipeline.config.office import load_office
from pipeline.entry.cli.telling import err
from pipeline.office.authority import time_trust
from pipeline.ports.folders import PRIVATE
from pipeline.wiring import clock_of, open_workplace
from pipeline.wording.visible import visible


def timestamps_for(root: Path, now: datetime | None) -> IsolatedTimestamps | None:
    """Who stamps for this office; the register is asked once, and closed again.

    Raises:
        PipelineError: the office or its register cannot be read.
    """
    config = load_office(root)
    if config.timestamps is None:
        return None
    if not (root / PRIVATE / "office.db").is_file():
        tell_unstamped("the register, which names trusted authorities, is not on this machine")
        return None
    with open_workplace(root, now) as workplace:
        trusted = time_trust(workplace.store)
    return IsolatedTimestamps(config.timestamps.url, lambda: trusted, clock_of(config, now))


class Once:
    """Says a thing the first time only; a batch has one authority, and it fails for all alike."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._has_told = False

    def __call__(self, text: str) -> None:
        """Say it, unless something was said before."""
        if not self._has_told:
            self._has_told = True
            self._tell(text)


def tell_unstamped(why: str) -> None:
    """Say that a signature carries no timestamp."""
    text = f"signed without a timestamp, which Paraf adds once it can: {why}"
    err.print(Text(visible(f"! {text}"), style="yellow"))

"""``paraf run``: the daemon, or one pass over what waits."""

import logging
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.text import Text

from pipeline.config.office import load_office
from pipeline.entry import daemon
from pipeline.entry.cli.telling import EXIT_FINE, EXIT_LATER, err
from pipeline.entry.logs import say, set_up
from pipeline.entry.stopping import listening
from pipeline.entry.watchman import Watchman
from pipeline.errors import Misconfigured, NotYet
from pipeline.wiring import open_workplace
from pipeline.wording.visible import visible


def run(root: Path, now: datetime | None, *, once: bool, log_json: bool) -> int:
    """Work in an office; returns the exit code."""
    zone = ZoneInfo(load_office(root).identity.zona)
    set_up(zone, as_json=log_json)
    watchman = Watchman(root)
    try:
        with (
            listening(watchman.stop),
            open_workplace(root, now, watch=watchman) as workplace,
        ):
            if not once:
                daemon.run_for_ever(workplace, watchman)
                return EXIT_FINE
            last = daemon.run_once(workplace, watchman)
            for trouble in workplace.office.troubles():
                err.print(Text(visible(f"! {trouble.what}: {trouble.why}")))
            undone = last.troubled or watchman.stop.told.is_set()
            return EXIT_LATER if undone else EXIT_FINE
    except (NotYet, Misconfigured) as error:
        problems = error.problems if isinstance(error, Misconfigured) else (error.what,)
        for problem in problems:
            say("Paraf cannot work", logging.ERROR, why=problem, exit_code=error.exit_code)
        return error.exit_code

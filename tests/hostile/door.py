"""The front door of a real office, for a tool that drops one file after another."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from office_sim import OfficeSim, copy_office

from tests.attacks.in_office import shelf


@contextmanager
def office(folder: Path, stage: str) -> Iterator[OfficeSim]:
    """An office of its own at a stage of the cycle; files settle at once."""
    with shelf(folder / "shelf") as stages:
        copy_office(stages.kept(stage), folder / "kantor")
        sim = OfficeSim(folder / "kantor", stages._warm)
        try:
            yield sim
        finally:
            sim.close()

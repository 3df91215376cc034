"""A real office for one hand-in, at a stage of its cycle."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from office_sim import OfficeSim, Stages, copy_office


@contextmanager
def office_at(folder: Path, stages: Stages, stage: str) -> Iterator[OfficeSim]:
    """An office of its own, whose papers wait at that stage."""
    copy_office(stages.kept(stage), folder)
    sim = OfficeSim(folder, stages._warm)
    try:
        yield sim
    finally:
        sim.close()

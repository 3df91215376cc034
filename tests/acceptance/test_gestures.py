"""Random gestures of several people over two periods, each compared with a simple model."""

import tempfile
from pathlib import Path

import pytest
from gesture_walk import Gestures, Scene
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test


@pytest.fixture
def scene(tmp_path):
    """In memory where there is any: disks are not what is tried here."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own inside
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as name:
        found = Scene(Path(name))
        yield found
        found.close()


@pytest.mark.timeout(300)
def test_whatever_people_do_nothing_is_lost_doubled_or_silently_ignored(scene):
    walks = type("Walks", (Gestures,), {"scene": scene})
    run_state_machine_as_test(
        walks,
        settings=settings(
            max_examples=6,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert scene.walks >= 6
    assert scene.verdicts["accepted"] >= 10

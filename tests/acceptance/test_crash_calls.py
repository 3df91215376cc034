"""SIGKILL at a system call that changes the disk; all of them: ``make crashpoints``."""

import tempfile
from pathlib import Path

import pytest
from crash_calls import FAULTS, SCENES, Crashes

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own inside


@pytest.mark.timeout(600)  # a dozen cases, each with two starts of an office
def test_kill_at_a_system_call_of_a_hop_leaves_the_same_end(stages, warm, tmp_path):
    (hop,) = (each for each in SCENES if each.name == "hop")
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else tmp_path) as place:
        count = Crashes(Path(place), warm).walk(
            hop, stages.kept(hop.stage), faults=FAULTS[:1], every=19
        )
    assert count.problems == []
    assert count.struck == count.cases > 5
    assert count.calls > 100

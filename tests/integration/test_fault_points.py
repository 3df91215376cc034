"""Whatever the disk does at whichever point: the next start gives what would have been."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline.adapters.disk import Point

SUPPORT = Path(__file__).parents[1] / "support"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own inside
pytestmark = pytest.mark.timeout(600)  # hundreds of cases behind one test
IN_FOLDERS = ("claim", "return", "record", "lay", "clear")
IN_ARCHIVE = ("file_away", "append")


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """Some points of each gesture; all: ``make crashpoints``.

    Of a refusal every second one: it moves two files that may both be left under two names.

    One process, forking: a start of Python for each of the deaths would take minutes.
    """
    told = []
    for every, acts in ((2, ("refuse",)), (14, IN_FOLDERS), (110, IN_ARCHIVE), (50, ("follow",))):
        base = MEMORY if MEMORY.is_dir() else tmp_path_factory.mktemp("faults")
        with tempfile.TemporaryDirectory(dir=base) as place:
            ran = subprocess.run(
                [sys.executable, SUPPORT / "fault_points.py", place, str(every), *acts],
                env=os.environ | {"PYTHONPATH": f"{SUPPORT.parents[1]}{os.pathsep}{SUPPORT}"},
                capture_output=True,
                text=True,
                check=False,
            )
        assert ran.returncode == 0, ran.stderr
        told.append(json.loads(ran.stdout))
    return told


def test_fault_at_any_point_leaves_the_same_end(tried):
    assert [problem for told in tried for problem in told["problems"]] == []
    assert sum(told["cases"] for told in tried) > 200


def test_every_fault_point_is_reached(tried):
    assert {point for told in tried for point in told["reached"]} == set(Point)

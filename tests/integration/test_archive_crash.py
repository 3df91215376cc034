"""Whenever the machine dies, the next start gives the archive that would have been."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SUPPORT = Path(__file__).parents[1] / "support"


@pytest.mark.parametrize(("act", "at_least"), [("file_away", 30), ("append", 50)])
def test_dying_at_any_change_loses_nothing_and_leaves_nothing(tmp_path, act, at_least):
    """One process, forking: a start for each of the hundred deaths would take minutes."""
    paths = os.pathsep.join([str(SUPPORT), str(SUPPORT.parents[1])])
    done = subprocess.run(
        [sys.executable, str(SUPPORT / "archive_crash.py"), str(tmp_path), act],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["problems"] == []
    assert result["changes"] >= at_least

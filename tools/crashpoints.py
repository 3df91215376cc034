"""Fault at every system call that changes the disk: a hop, two signings, a delivery, a filing.

``python -m tools.crashpoints`` plays a cycle once, keeps its stages, and tries each scene under
strace: SIGKILL, EIO and ENOSPC at every call, the errors once and from then on; then the office
starts again and must come to the end of an undisturbed one (tests/support/crash_calls.py). After
that every fault point of the durable-write module, on four kinds of file system. ``--every N``
takes every n-th call only. The last line counts; exit code 1 when anything differs.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "support")]

# ruff: noqa: E402 - the two folders above must be known first
from crash_calls import FAULTS, SCENES, Count, Crashes, line
from office_sim import Stages, WarmTools

from pipeline.adapters.folders import outbox

_ACTS = ("claim", "return", "refuse", "record", "lay", "clear", "file_away", "append")


def main() -> int:
    """Walk through all scenes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every n-th call only")
    parser.add_argument("--scene", action="append", choices=[each.name for each in SCENES])
    parser.add_argument("--stages", type=Path, help="keep the prepared stages here")
    given = parser.parse_args()
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own inside
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        place = Path(name)
        counts = _scenes(given, place)
        points = _points(place / "points", given.every)
    for count in counts:
        for problem in count.problems:
            print(f"WRONG {problem}")
    for problem in points["problems"]:
        print(f"WRONG fault point: {problem}")
    print(
        f"{line(counts, len(FAULTS))}; "
        f"fault points: {points['cases']} cases, {len(points['problems'])} wrong"
    )
    return 1 if points["problems"] or any(count.problems for count in counts) else 0


def _scenes(given: argparse.Namespace, place: Path) -> list[Count]:
    (place / "libreoffice").mkdir()
    warm = WarmTools(place / "libreoffice")
    times = {"SETTLE_SECONDS": 0.0, "NOTE_SECONDS": 0.0, "PATIENCE_SECONDS": 0.1}
    counts = []
    try:
        with mock.patch.multiple(outbox, **times):
            stages = Stages(given.stages or place / "stages", warm)
            crashes = Crashes(place, warm)
            for scene in SCENES:
                if given.scene and scene.name not in given.scene:
                    continue
                began = time.monotonic()
                count = crashes.walk(scene, stages.kept(scene.stage), every=given.every)
                seconds = time.monotonic() - began
                print(
                    f"{scene.name}: {count.calls} calls, {count.cases} cases, "
                    f"{count.struck} struck, {len(count.problems)} wrong ({seconds:.0f} s)",
                    flush=True,
                )
                counts.append(count)
    finally:
        warm.close()
    return counts


def _points(place: Path, every: int) -> dict[str, list[str]]:
    """The durable-write module's own points, in a program that forks."""
    place.mkdir()
    support = _ROOT / "tests" / "support"
    ran = subprocess.run(
        [sys.executable, support / "fault_points.py", place, str(every), *_ACTS],
        env=os.environ | {"PYTHONPATH": f"{_ROOT}{os.pathsep}{support}"},
        stdout=subprocess.PIPE,
        check=True,
    )
    told: dict[str, list[str]] = json.loads(ran.stdout)
    return told


if __name__ == "__main__":
    sys.exit(main())

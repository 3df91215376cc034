"""Cut the power of a working office at random moments; what Paraf acknowledged must be there.

``python -m tools.powercut 50`` mounts an ext4 image, runs a real daemon in an office on it, lets
people hand in a paper and some files that do not belong, and stops the file system at a random
moment (FS_IOC_SHUTDOWN, no log flush). After a remount with journal replay ``paraf run --once``
must lose, double and tear nothing, and ``paraf check`` must be clean. ``--without-fsync`` switches
the syncs off in the daemon it starts: then this must find losses, else it has no teeth. Needs root.
The last line counts.
"""

import argparse
import random
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

_ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(_ROOT), str(_ROOT / "tests" / "support")]

# ruff: noqa: E402 - the two folders above must be known first
from cut_disk import SCENES, Cuts, cut_disk, is_possible, start_daemon
from office_sim import Stages, WarmTools

from pipeline.adapters.folders import outbox


def main() -> int:
    """Cut as often as asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cuts", type=int)
    parser.add_argument("--without-fsync", action="store_true", help="must find losses")
    parser.add_argument("--stages", type=Path, help="keep the prepared stages here")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="to see one run again")
    given = parser.parse_args()
    if why := is_possible():
        print(f"powercut: not run: {why}")
        return 3
    print(f"seed {given.seed}")
    with TemporaryDirectory() as name:
        cuts = _cut(given, Path(name))
    for problem in cuts.tally.problems[:40]:
        print(f"WRONG {problem}")
    print(cuts.tally.line() + (" (fsync switched off)" if given.without_fsync else ""))
    if given.without_fsync:
        teeth = bool(cuts.tally.wrong["lost"])
        print(
            "without fsync the losses show" if teeth else "without fsync nothing showed: no teeth"
        )
        return 0 if teeth else 1
    return 1 if cuts.tally.problems else 0


def _cut(given: argparse.Namespace, folder: Path) -> Cuts:
    (folder / "libreoffice").mkdir()
    warm = WarmTools(folder / "libreoffice")
    times = {"SETTLE_SECONDS": 0.0, "NOTE_SECONDS": 0.0, "PATIENCE_SECONDS": 0.1}
    try:
        with cut_disk(folder) as disk, mock.patch.multiple(outbox, **times):
            stages = Stages(given.stages or folder / "stages", warm)
            cuts = Cuts(
                disk=disk,
                warm=warm,
                start=lambda root: start_daemon(root, synced=not given.without_fsync),
                restart=_restart,
                chance=random.Random(given.seed),  # noqa: S311 - chance, no secret
            )
            cuts.prepare(stages.kept, folder)
            for number in range(given.cuts):
                scene = SCENES[number % len(SCENES)]
                cuts.once(stages.kept(scene[0]), scene)
                print(f"cut {number + 1} at stage {scene[0]}: {cuts.tally.line()}", flush=True)
    finally:
        warm.close()
    return cuts


def _restart(root: Path) -> None:
    """Start it as after a boot, until it rests."""
    ran = subprocess.run(
        [sys.executable, "-m", "pipeline", "run", "--once", "--office", str(root)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise AssertionError(f"paraf run --once ended with {ran.returncode}: {ran.stderr[-500:]}")


if __name__ == "__main__":
    sys.exit(main())

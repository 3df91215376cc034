"""Lets a stand-in converter misbehave in every way it knows, at every level of the jail.

In each trial it takes the place of the first LibreOffice worker. The letter must then be made by
the next worker, which is the real one; a second letter must follow; nothing may have got out, no
process and no file may be left. The last line is the count; the exit code is 1 if anything failed.

    python -m tools.jail [bubblewrap|no-network|bare …]
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import rogue_trials  # noqa: E402 - it lies where the tests are

from pipeline.adapters.jail import Isolation, Jail, confinement  # noqa: E402
from pipeline.wiring import READING  # noqa: E402


def main(*levels: str) -> int:
    """Run all trials; 1 if one failed."""
    trials = failed = attempts = 0
    with rogue_trials.world() as scene:
        for level in map(Isolation, levels or list(Isolation)):
            print(f"== {level}: {confinement(level)}", flush=True)
            with Jail(READING, level=level) as reader:
                for way in rogue_trials.WAYS:
                    trial = rogue_trials.run(scene, way, level, reader, real=True)
                    trials, attempts = trials + 1, attempts + trial.attempts
                    failed += bool(trial.problems)
                    outcome = "; ".join(trial.problems) or "held"
                    print(f"{level} {way} ({trial.seconds:.1f} s): {outcome}", flush=True)
    ways = len(rogue_trials.WAYS)
    print(
        f"{trials} trials of {ways} ways to misbehave ({attempts} attempts to get out): "
        f"{trials - failed} held, {failed} failed"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

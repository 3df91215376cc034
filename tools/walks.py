"""Walk an office at random: people's gestures over two periods against a simple model.

``python -m tools.walks EXAMPLES`` plays that many walks, each in a fresh office, and looks after
every gesture whether each inbox holds what the model says, whether every dropped byte is kept, and
whether numbers are without gaps. The last line counts what became of the drops. Exits with 1 when
anything differs; hypothesis then prints the walk.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from gesture_walk import Gestures, Scene
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import HypothesisException
from hypothesis.stateful import run_state_machine_as_test


def main(examples: int) -> int:
    """Walk, and print what came of it."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own inside
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        scene = Scene(Path(place))
        walks = type("Walks", (Gestures,), {"scene": scene})
        wish = settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            database=None,
            phases=(Phase.generate,),  # a walk takes seconds; to shorten one takes hours
            suppress_health_check=list(HealthCheck),
        )
        wrong = 0
        try:
            run_state_machine_as_test(walks, settings=wish)
        except (AssertionError, HypothesisException) as error:
            wrong = 1
            print(error, *getattr(error, "__notes__", ()), sep="\n")
        finally:
            scene.close()
    told = ", ".join(f"{count} {what}" for what, count in sorted(scene.verdicts.items()))
    steps = ", ".join(f"{step}: {count}" for step, count in sorted(scene.steps.items()))
    took = time.monotonic() - began
    print(f"walks: {scene.walks}, {told}; steps done {steps}; {wrong} went wrong ({took:.0f} s)")
    return wrong


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1])))

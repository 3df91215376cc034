"""Examine one claim and leave: 0 when the examination came to an end, whatever it found.

Started by the daemon for a file during whose examination it died more than once
(``adapters.rehearsing``); decides nothing, lays nothing, takes nothing.
"""

import contextlib
import os
import resource
import sys
from pathlib import Path

from pipeline.entry.tether import end_with_the_daemon
from pipeline.errors import PipelineError

_MOST_MEMORY = 4 << 30


def main() -> int:
    """``python -m pipeline.entry.rehearsal OFFICE CLAIM``."""
    root, claim_id = Path(sys.argv[1]), sys.argv[2]
    _be_the_first_to_go()
    end_with_the_daemon()
    # Not before: to load it takes seconds, and the daemon may be gone by then.
    from pipeline.wiring import open_workplace  # noqa: PLC0415

    with open_workplace(root) as workplace:
        office = workplace.office
        for claim in office.tools.folders.kept():
            if claim.id == claim_id:
                with contextlib.suppress(PipelineError):  # that is an end, too
                    office.intake.receive(claim, office.tools.clock.now())
    return 0


def _be_the_first_to_go() -> None:
    """When memory runs out it is this process that ends, not the daemon."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    with contextlib.suppress(OSError):
        kernel = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(kernel, b"1000")
        os.close(kernel)


if __name__ == "__main__":
    sys.exit(main())

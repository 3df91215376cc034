"""Bring the lists and the catalogue of an archive up to date, and print how that went as JSON.

Started by the daemon (``adapters.rereading``) after something was filed. Whoever else wants the
processor goes first when ``--idle`` is given; it may start jailed helpers of its own.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from pipeline.entry.tether import end_with_the_daemon


def main() -> int:
    """``python -m pipeline.entry.updating [--idle] OFFICE``."""
    if "--idle" in sys.argv:
        os.nice(10)  # with less, the lists would take minutes on a busy machine
    end_with_the_daemon()
    # Not before: to load it takes a second, and the daemon may be gone by then.
    from pipeline.wiring import update_lists  # noqa: PLC0415

    sys.stdout.write(json.dumps(asdict(update_lists(Path(sys.argv[-1])))))
    return 0


if __name__ == "__main__":
    sys.exit(main())

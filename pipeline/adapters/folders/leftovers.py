"""What a crash left half written among Paraf's own files."""

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.ports.disk import PARTIAL


def half_written(private: Path, *, record: Path) -> Iterator[Path]:
    """Find it below ``.paraf``.

    The record is not walked: it grows for ever, and what is half written for it lies on its top.
    """
    for folder, below, names in os.walk(private):
        if Path(folder) == record:
            below.clear()
        for name in names:
            if name.startswith(PARTIAL) and name.endswith(".part"):
                yield Path(folder, name)

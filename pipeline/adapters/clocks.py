"""Clocks: the machine's, and a demo's that runs in a time of its own.

A demo's clock is set on purpose, so its steady seconds move along with it: who waits a day in a
demo office has waited a day. A jump of the machine's own clock moves ``now`` alone.
"""

import contextlib
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from typing_extensions import override


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The moment, aware."""
        return datetime.now(UTC)

    def steady(self) -> float:
        """Seconds since the machine was started, those it was suspended included."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)


class ShiftedClock(SystemClock):
    """A clock that was set to another moment and goes on from there."""

    def __init__(self, set_to: datetime) -> None:
        self._shift = set_to - datetime.now(UTC)

    @override
    def now(self) -> datetime:
        """The moment, aware."""
        return super().now() + self._shift


class DemoClock(SystemClock):
    """A demo office's clock: shifted by what a small file says, so that processes agree."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: tuple[int, timedelta] = (0, timedelta())

    @override
    def now(self) -> datetime:
        """The moment, aware."""
        return super().now() + self._shift()

    @override
    def steady(self) -> float:
        """Seconds that passed, with those by which the demo was set on."""
        return super().steady() + self._shift().total_seconds()

    def _shift(self) -> timedelta:
        with contextlib.suppress(FileNotFoundError, ValueError):
            changed = self._file.stat().st_mtime_ns
            if changed != self._read[0]:
                seconds = float(self._file.read_text("ascii"))
                self._read = (changed, timedelta(seconds=seconds))
        return self._read[1]

    def set(self, moment: datetime) -> None:
        """Let it be ``moment`` now, in every process that looks at this file."""
        shift = (moment - datetime.now(UTC)).total_seconds()
        self._file.parent.mkdir(parents=True, exist_ok=True)
        built = self._file.with_suffix(".part")
        built.write_text(str(shift), "ascii")
        built.replace(self._file)

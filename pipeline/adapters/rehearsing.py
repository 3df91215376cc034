"""``Rehearsals`` by a program of its own for each claim, with limits on time and memory.

One at a time: whoever dies again and again does so on a machine that has enough to do. The child
is the kernel's first choice when memory runs out, and ends with us.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.ports.rehearsal import Verdict

#: A cold converter may take half a minute on a busy machine.
_LONGEST_SECONDS = 180.0


@dataclass(slots=True)
class _Rehearsal:
    process: subprocess.Popen[bytes]
    began: float

    def runs(self) -> bool:
        """Whether it may still come to an end by itself."""
        is_late = time.monotonic() - self.began >= _LONGEST_SECONDS
        return self.process.poll() is None and not is_late


class RehearsalProcesses:
    """One process for each claim that is under suspicion."""

    def __init__(self, command: Sequence[str], root: Path) -> None:
        """Remember how to start one.

        Args:
            command: The program; it is given the office's folder and the claim.
            root: The office's folder.
        """
        self._command = command
        self._root = root
        self._running: dict[str, _Rehearsal] = {}

    def verdict(self, claim_id: str) -> Verdict:
        """How the examination of a claim went; it begins in its turn, and nobody waits."""
        found = self._running.get(claim_id)
        if found is None:
            if not any(each.runs() for each in self._running.values()):
                self._running[claim_id] = self._begin(claim_id)
            return Verdict.RUNNING
        if found.runs():
            return Verdict.RUNNING
        code = found.process.returncode
        self._end(claim_id)
        return Verdict.LIVED if code == 0 else Verdict.DIED

    def close(self) -> None:
        """End whatever runs."""
        for claim_id in tuple(self._running):
            self._end(claim_id)

    def _begin(self, claim_id: str) -> _Rehearsal:
        process = subprocess.Popen(
            [*self._command, str(self._root), claim_id],
            stdin=subprocess.PIPE,  # the child ends when nobody holds the other end any more
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return _Rehearsal(process, time.monotonic())

    def _end(self, claim_id: str) -> None:
        process = self._running.pop(claim_id).process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin:
            process.stdin.close()

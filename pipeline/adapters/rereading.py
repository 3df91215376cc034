"""``Rereader`` and ``ListWriter`` by programs of their own, in nobody's way.

A share that hangs stops the program, not the daemon; and whoever else wants processor or disk goes
first. A program ends when the daemon does.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from pipeline.ports.fixity import Reread
from pipeline.ports.upkeep import Outcome

#: One that gives nothing for so long hangs in a share; another day is another try.
_LONGEST_SILENCE = 86_400.0
_REREAD = TypeAdapter(Reread)
_OUTCOME = TypeAdapter(Outcome)


class _Program:
    """One program at a time, with what it prints; it ends when nobody holds its input any more."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._heard = 0.0  #: monotonic

    def start(self, order: bytes = b"") -> None:
        """Start it, and write to it; one that dies at once just prints nothing."""
        self.close()
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._process, self._heard = process, time.monotonic()
        if process.stdin and process.stdout:
            os.set_blocking(process.stdout.fileno(), False)
            with suppress(OSError):
                process.stdin.write(order)
                process.stdin.flush()

    def is_running(self) -> bool:
        """Whether it was started and nobody has seen it end."""
        return self._process is not None

    def printed(self, *, patience: float) -> bytes:
        """What it printed since; one that has ended, or was silent for too long, is closed."""
        process = self._process
        if process is None or process.stdout is None:
            return b""
        has_ended = process.poll() is not None
        printed = []
        with suppress(BlockingIOError):
            while chunk := os.read(process.stdout.fileno(), 1 << 16):
                printed.append(chunk)
        if printed:
            self._heard = time.monotonic()
        if has_ended or time.monotonic() - self._heard > patience:
            self.close()
        return b"".join(printed)

    def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


class RereadingProcess:
    """``Rereader``: one program at a time."""

    def __init__(
        self, command: Sequence[str], office: Path, office_id: str, mirror: Path | None
    ) -> None:
        """Remember how to start it.

        Args:
            command: The program; it is given the office's folder.
            office: The office's folder.
            office_id: Stands in the mark of its second copy.
            mirror: Where the second copy is, if there is to be one.
        """
        self._program = _Program([*command, str(office)])
        self._mirror = {"folder": str(mirror), "office": office_id} if mirror else None
        self._rest = b""
        self._places: set[str] = set()  #: as far as the census has come
        self._census: frozenset[str] | None = None

    def begin(self, berkas: Mapping[str, str | None], *, is_first_copy: bool) -> None:
        """Start the program on these; see the port."""
        mirror = {**self._mirror, "is_new": is_first_copy} if self._mirror else None
        self._start({"berkas": dict(berkas), "mirror": mirror})

    def begin_census(self) -> None:
        """Start the program to list all berkas."""
        self._start({"census": True})

    def _start(self, order: Mapping[str, object]) -> None:
        self._rest = b""
        self._places, self._census = set(), None
        self._program.start(json.dumps(order).encode() + b"\n")

    def is_busy(self) -> bool:
        """Whether it still works."""
        return self._program.is_running()

    def results(self) -> Sequence[Reread]:
        """Whole lines that it printed since."""
        printed = self._program.printed(patience=_LONGEST_SILENCE)
        *lines, self._rest = (self._rest + printed).split(b"\n")
        found = []
        for line in filter(None, lines):
            told = json.loads(line)
            if "findings" in told:
                found.append(_REREAD.validate_json(line))
            elif "place" in told:
                self._places.add(told["place"])
            else:
                self._census = frozenset(self._places)
        return found

    def census(self) -> frozenset[str] | None:
        """What it listed; see the port."""
        found, self._census = self._census, None
        return found

    def close(self) -> None:
        """End it."""
        self._program.close()


class UpdatingProcess:
    """``ListWriter``: one program at a time, which says at its end how that went."""

    def __init__(self, command: Sequence[str], office: Path) -> None:
        """Remember how to start it: the program is given the office's folder."""
        self._program = _Program([*command, str(office)])
        self._told = b""

    def begin(self) -> None:
        """Start the program."""
        self._told = b""
        self._program.start()

    def is_busy(self) -> bool:
        """Whether it still works."""
        return self._program.is_running()

    def outcome(self) -> Outcome | None:
        """What it said, once it has ended; see the port."""
        if not self._program.is_running():
            return None
        self._told += self._program.printed(patience=_LONGEST_SILENCE)
        if self._program.is_running():
            return None
        try:
            return _OUTCOME.validate_json(self._told)
        except ValidationError:
            return Outcome(code="T11", why="the process that writes the lists died")

    def close(self) -> None:
        """End it."""
        self._program.close()

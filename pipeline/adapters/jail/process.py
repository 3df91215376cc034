"""One jailed child seen from outside: started, asked with a clock running, ended.

Nothing it says is trusted: answers are bounded before they are read, an answer that nobody asked
for counts as nonsense, and past the deadline it is killed with all it may have started.
"""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import IO

from pipeline.adapters.jail.child import READY
from pipeline.adapters.jail.frames import receive, send
from pipeline.adapters.jail.trade import Trade
from pipeline.adapters.jail.walls import Cell, Isolation, Limits, command_line, surroundings
from pipeline.errors import NotYet

#: A start takes half a second; on a machine that swaps, many.
START_SECONDS = 60.0
_END_SECONDS = 10.0
_PACKAGE = Path(__file__).resolve().parents[2]
#: Isolated mode: neither the environment nor the working directory, where people's folders may
#: lie, can put modules in the child's way. Paraf's package is loaded by its place: the folder that
#: it lies in is not for the child to see.
_PROGRAM = """
import importlib.util as u, sys
place, paths, modules = sys.argv[1:]
start = place + "/__init__.py"
spec = u.spec_from_file_location("pipeline", start, submodule_search_locations=[place])
sys.modules["pipeline"] = package = u.module_from_spec(spec)
spec.loader.exec_module(package)
sys.path[:0] = filter(None, paths.split(":"))
from pipeline.adapters.jail.child import serve
serve(modules.split(":"))
"""


class Fate(Enum):
    """Why a child did not come back with an answer."""

    HEAVY = auto()  #: too slow, or too much memory
    FELL = auto()  #: it crashed or talked nonsense
    STRUCK = auto()  #: killed from outside: by the kernel for the machine's sake, or by somebody


class Perished(Exception):
    """A child gave no answer and is of no more use. The text is English."""

    def __init__(self, fate: Fate, how: str) -> None:
        super().__init__(how)
        self.fate = fate


class Child:
    """One running process that answers questions, frames of bytes both."""

    def __init__(self, trade: Trade, level: Isolation) -> None:
        """Start it; the thread that does so must live as long.

        Raises:
            NotYet: It does not start.
        """
        self._trade = trade
        self._asked = 0
        self._killed = False
        cell = Cell(
            limits=Limits(memory=trade.memory),
            readable=(Path(sys.prefix), _PACKAGE, *trade.paths),
            network=trade.network,
        )
        program = [sys.executable, "-I", "-B", "-c", _PROGRAM, str(_PACKAGE)]
        program += [":".join(map(str, trade.paths)), ":".join(trade.modules)]
        try:
            self._process = subprocess.Popen(
                command_line(level, cell, program),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=surroundings(),
                cwd="/",
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise NotYet(f"{trade.what} cannot be started: {error}", "T06") from error
        try:
            greeting = self._within(START_SECONDS, ())
        except (Perished, NotYet) as trouble:
            self.end()
            raise NotYet(f"{trade.what} did not start: {trouble}", "T06") from trouble
        if greeting != [READY]:
            self.end()
            raise NotYet(f"{trade.what} did not start", "T06")

    @property
    def pid(self) -> int:
        """The process (of its walls)."""
        return self._process.pid

    def is_usable(self) -> bool:
        """Whether it lives and is not worn out."""
        return self._process.poll() is None and self._asked < self._trade.questions

    def exchange(self, question: Sequence[bytes], seconds: float) -> list[bytes]:
        """Ask; the answer's frames.

        Raises:
            Perished: It did not survive the question or the deadline, or talked nonsense.
        """
        self._asked += 1
        answers = self._streams()[1]
        if select.select([answers], [], [], 0)[0]:
            if answers.read(1):
                raise Perished(Fate.FELL, "it spoke before it was asked")
            raise self._obituary("it ended by itself")
        return self._within(seconds, question)

    def end(self) -> None:
        """Stop it and all it started, at once; returns when all have ended."""
        self._kill()
        self._process.wait()
        _await_end(self._streams()[1])
        for stream in self._streams():
            with suppress(BrokenPipeError):
                stream.close()

    def _streams(self) -> tuple[IO[bytes], IO[bytes]]:
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            raise TypeError("it was started without pipes")
        return questions, answers

    def _kill(self) -> None:
        self._killed = True
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _within(self, seconds: float, question: Sequence[bytes]) -> list[bytes]:
        """Run the exchange; a child that is late is killed, which ends the exchange too."""
        questions, answers = self._streams()
        alarm = threading.Timer(seconds, self._kill)
        alarm.daemon = True
        try:
            alarm.start()
        except RuntimeError as full:  # the machine gives no more threads
            raise NotYet(f"no clock can be started: {full}", "T06") from full
        try:
            if question:
                send(questions, question)
            return receive(answers, self._trade.answer)
        except (EOFError, OSError) as gone:
            raise self._obituary("it ended by itself", seconds) from gone
        except ValueError as nonsense:
            raise Perished(Fate.FELL, str(nonsense)) from nonsense
        finally:
            alarm.cancel()

    def _obituary(self, otherwise: str, seconds: float = 0) -> Perished:
        if self._killed:
            return Perished(Fate.HEAVY, f"it took longer than {seconds:g} s")
        until = time.monotonic() + _END_SECONDS
        while self._process.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        code = self._process.returncode
        # bubblewrap ends with 128 and the number of the signal that its program died of.
        if code in (-signal.SIGKILL, 128 + signal.SIGKILL):
            return Perished(Fate.STRUCK, "it was killed")
        return Perished(Fate.FELL, f"{otherwise} (exit code {code})")


def _await_end(answers: IO[bytes]) -> None:
    """Wait until nobody holds the other end: what lived inside the walls dies a moment later."""
    until = time.monotonic() + _END_SECONDS
    while (left := until - time.monotonic()) > 0 and select.select([answers], [], [], left)[0]:
        if not answers.read(1 << 16):
            return

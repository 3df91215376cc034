"""One process beside this one, for work that a hostile file or a silent service may never finish.

Some malformed signatures keep a parser busy for minutes (wbond/asn1crypto#256), and some servers
send a byte a second. A process that outlives its deadline is killed; whoever asked gets nothing,
and the next question gets a fresh process.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from pipeline.adapters.signing.child import READY
from pipeline.adapters.signing.wire import receive_frame, send_frame
from pipeline.errors import NotYet

_START_SECONDS = 60.0
#: A process is replaced after so many questions, so that no slow leak grows for ever.
_QUESTIONS = 500
_ROOT = Path(__file__).resolve().parents[3]
#: Isolated mode: neither the environment nor the working directory, where people's folders may
#: lie, can put modules in the child's way.
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from pipeline.adapters.signing.child import serve; serve(int(sys.argv[2]))"
)


class Child:
    """One running process that answers questions, frames of bytes both."""

    def __init__(self, memory: int) -> None:
        """Start it.

        Args:
            memory: Bytes of address space it may take.

        Raises:
            NotYet: It does not start.
        """
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            cwd="/",
        )
        self._asked = 0
        if self._within(_START_SECONDS, lambda _, answers: [receive_frame(answers)]) != [READY]:
            self.end()
            raise NotYet("the process that examines signed PDFs did not start", "T06")

    def is_usable(self) -> bool:
        """Whether it lives and is not worn out."""
        return self._process.poll() is None and self._asked < _QUESTIONS

    def exchange(
        self, question: Sequence[bytes], frames: int, seconds: float
    ) -> list[bytes] | None:
        """So many frames of answer; None when it did not survive the question or the deadline."""
        self._asked += 1

        def ask(questions: IO[bytes], answers: IO[bytes]) -> list[bytes]:
            for part in question:
                send_frame(questions, part)
            return [receive_frame(answers) for _ in range(frames)]

        return self._within(seconds, ask)

    def end(self) -> None:
        """Stop it at once."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue  # what was still to be sent has no reader any more

    def _within(
        self, seconds: float, exchange: Callable[[IO[bytes], IO[bytes]], list[bytes]]
    ) -> list[bytes] | None:
        """Run the exchange; a process that is late is killed, which ends the exchange too."""
        questions, answers = self._process.stdin, self._process.stdout
        if questions is None or answers is None:
            return None
        alarm = threading.Timer(seconds, self._process.kill)
        alarm.daemon = True
        alarm.start()
        try:
            return exchange(questions, answers)
        except (EOFError, OSError):
            return None
        finally:
            alarm.cancel()

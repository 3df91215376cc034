"""Examines dropped files in disposable processes with limits of time and memory.

Some malformed signatures keep a parser busy for minutes (wbond/asn1crypto#256). A file that
outlives the deadline or brings its process down is refused; the next file gets a fresh process.
A process stays warm between files, since loading the libraries takes longer than a hundred files.
"""

import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from pipeline.adapters.signing.acceptance import look_at_bytes
from pipeline.adapters.signing.child import READY
from pipeline.adapters.signing.profiles import rewritten_by
from pipeline.adapters.signing.wire import (
    Request,
    receive_frame,
    send_request,
    unpack_verdict,
)
from pipeline.errors import Finding, NotYet, Refused
from pipeline.ports.signing import ExpectedSignature, SignatureFact, Verdict

_TOO_LONG = "P47"
_START_SECONDS = 60.0
#: A process is replaced after so many files, so that no slow leak grows for ever.
_FILES_PER_PROCESS = 500
_ROOT = Path(__file__).resolve().parents[3]
#: Isolated mode: neither the environment nor the working directory, where people's folders may
#: lie, can put modules in the child's way.
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from pipeline.adapters.signing.child import serve; serve(int(sys.argv[2]))"
)


class IsolatedExaminer:
    """Looks at files from outside in other processes; safe to use from several threads."""

    def __init__(self, *, processes: int = 1, seconds: float = 20.0, memory: int = 1024**3) -> None:
        """Prepare; nothing is started until the first file.

        Args:
            processes: How many files may be looked at side by side.
            seconds: Deadline for one file.
            memory: Bytes of address space per process.
        """
        self._seconds = seconds
        self._memory = memory
        self._slots: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._processes = processes
        for _ in range(processes):
            self._slots.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def examine(
        self, pdf: bytes, *, issued: bytes, expected: Sequence[ExpectedSignature], at: datetime
    ) -> Verdict:
        """Check that ``pdf`` is ``issued`` plus exactly the expected signatures, in order.

        Raises:
            NotYet: The examining process cannot be started.
        """
        early = look_at_bytes(pdf, issued=issued, expected=expected, at=at)
        if early is not None:
            return early  # most wrong files, and all oversized ones, end here
        return self._ask(Request(pdf=pdf, issued=issued, expected=tuple(expected), at=at))

    def describe(self, pdf: bytes) -> tuple[SignatureFact, ...]:
        """List the signatures of any PDF, ours or not.

        Raises:
            Refused: It is not a readable PDF (P01), or reading it took too long (P47).
            NotYet: The examining process cannot be started.
        """
        verdict = self._ask(Request(pdf=pdf))
        if verdict.findings:
            raise Refused(*verdict.findings)
        return verdict.signatures

    def rewritten_by(self, pdf: bytes) -> Finding | None:
        """What to say of a program that wrote a whole PDF anew; no parser is needed for it."""
        return rewritten_by(pdf)

    def close(self) -> None:
        """End the processes; waits for files under way."""
        for _ in range(self._processes):
            child = self._slots.get()
            if child is not None:
                child.end()
            self._slots.put(None)

    def _ask(self, request: Request) -> Verdict:
        child = self._slots.get()
        try:
            if child is None or not child.is_usable():
                if child is not None:
                    child.end()
                child = None
                child = _Child(self._memory)
            verdict = child.ask(request, self._seconds)
            if verdict is None:
                child.end()
                child = None
                return Verdict(findings=(Finding(_TOO_LONG),), signatures=())
            return verdict
        finally:
            self._slots.put(child)


class _Child:
    """One running process."""

    def __init__(self, memory: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _PROGRAM, str(_ROOT), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            cwd="/",
        )
        self._files = 0
        if self._within(_START_SECONDS, lambda _, answers: receive_frame(answers)) != READY:
            self.end()
            raise NotYet("the process that examines signed PDFs did not start")

    def is_usable(self) -> bool:
        """Whether it lives and is not worn out."""
        return self._process.poll() is None and self._files < _FILES_PER_PROCESS

    def ask(self, request: Request, seconds: float) -> Verdict | None:
        """The verdict, or None when the process did not survive the file or its deadline."""
        self._files += 1

        def exchange(questions: IO[bytes], answers: IO[bytes]) -> bytes:
            send_request(questions, request)
            return receive_frame(answers)

        answer = self._within(seconds, exchange)
        try:
            return None if answer is None else unpack_verdict(answer)
        except ValueError:
            return None

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
        self, seconds: float, exchange: Callable[[IO[bytes], IO[bytes]], bytes]
    ) -> bytes | None:
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

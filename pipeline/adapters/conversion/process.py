"""One worker process seen from outside: started, asked with a clock running, killed.

What the worker says is never trusted: answers are bounded, parsed and must name the question; each
document has a name that nobody could foresee; its files are opened without following links, and
what it left is counted in another jail. What it writes is bounded while it works.

Rule that must hold: the thread that creates a ``Process`` must outlive it. The kernel sends
"your parent died" when the *thread* that started a child ends.
"""

import contextlib
import json
import os
import secrets
import select
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

from pipeline.adapters.conversion import profile
from pipeline.adapters.conversion.scratch import holds_more_than, remove
from pipeline.adapters.jail import (
    Cell,
    Isolation,
    Limits,
    command_line,
    python_here,
    surroundings,
)
from pipeline.errors import Misconfigured

WORKER_SCRIPT = Path(__file__).with_name("worker.py")
#: A start takes about a second; on a machine that swaps, many.
START_SECONDS = 60.0
#: Address space: a 500-page letter needs about a third of it, a zip bomb runs into it. One file:
#: the PDF of such a letter has ten million bytes.
LIMITS = Limits(memory=2 * 1024**3, file=128 * 1024**2, files=256, processor=6 * 3600)
#: All it may have on the disk at once: a profile, a document, a PDF, and what it sets aside.
_MOST_BYTES = 384 * 1024**2
_MOST_FILES = 2_000
_ANSWER_BYTES = 64 * 1024
_LOOK_SECONDS = 0.25
_END_SECONDS = 10.0


class Lost(Exception):
    """The worker died, hung or talked nonsense; it must be replaced. The text is English."""

    def __init__(self, how: str, *, struck: bool = False) -> None:
        super().__init__(how)
        #: It was killed from outside, which says nothing about the document.
        self.struck = struck


class Unreadable(Exception):
    """LibreOffice says that it cannot load the document. The text is LibreOffice's."""


class Process:
    """A LibreOffice in its jail, with a folder and a profile of its own."""

    def __init__(
        self, home: Path, level: Isolation, program: Path, script: Path = WORKER_SCRIPT
    ) -> None:
        #: How many documents it has been given.
        self.served = 0
        self._ready = False
        self._heard = b""
        self._folder = Path(tempfile.mkdtemp(prefix="worker-", dir=home))
        settings = self._folder / "profile"
        profile.lay_out(settings)
        python, _ = python_here()
        script = script.resolve()
        cell = Cell(limits=LIMITS, readable=(program.parent, script), writable=self._folder)
        command = (str(python), "-I", "-S", "-B", str(script), str(settings), str(program))
        # A file without a name: the worker cannot put another in its place.
        self._log = tempfile.TemporaryFile(dir=home)  # noqa: SIM115 - closed by ``end``
        try:
            self._child = subprocess.Popen(
                command_line(level, cell, command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=surroundings(self._folder),
                start_new_session=True,
            )
        except OSError:
            self._log.close()
            remove(self._folder)
            raise

    def convert(self, docx: bytes, *, within: float) -> bytes:
        """Lay out one document, in at most so many seconds; what the worker says is its PDF.

        Raises:
            Unreadable: LibreOffice could not load it.
            Lost: This worker is of no more use.
            Misconfigured: LibreOffice does not start.
            OSError: The worker's folder cannot be written.
        """
        self._await_start()
        self.served += 1
        name = secrets.token_hex(8)
        source, target = self._folder / f"{name}.docx", self._folder / f"{name}.pdf"
        try:
            with source.open("xb") as new:
                new.write(docx)
        except (FileNotFoundError, FileExistsError, NotADirectoryError, PermissionError) as odd:
            raise Lost(f"the worker spoiled its folder: {odd}") from odd
        self._ask({"id": name, "docx": str(source), "pdf": str(target)})
        match self._answer(within, name):
            case {"state": "done"}:
                pdf = _read(target)
            case {"state": "unreadable", "detail": str(detail)}:
                raise Unreadable(detail)
            case answer:
                raise Lost(f"LibreOffice gave no PDF: {answer}")
        for used in (source, target):
            with contextlib.suppress(OSError):  # the watch counts what is left
                used.unlink()
        return pdf

    def is_usable(self) -> bool:
        """Whether it lives."""
        return self._child.poll() is None

    def end(self) -> None:
        """Stop it and all it started, at once, and remove its folder."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        if self._child.stdout is not None:
            _await_end(self._child.stdout.fileno())
        for pipe in (self._child.stdin, self._child.stdout, self._log):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        remove(self._folder)

    def _await_start(self) -> None:
        if self._ready:
            return
        match self._answer(START_SECONDS, None):
            case {"state": "ready"}:
                self._ready = True
            case answer:
                raise Misconfigured(
                    [f"LibreOffice does not start ({answer.get('detail')}); run paraf doctor"]
                )

    def _ask(self, request: dict[str, str]) -> None:
        if self._child.stdin is None or self._child.stdout is None:
            raise Lost("the worker has no pipes")
        if self._heard or select.select([self._child.stdout], [], [], 0)[0]:
            if self._heard or os.read(self._child.stdout.fileno(), 1):
                raise Lost("the worker spoke before it was asked")
            raise self._ended("it ended by itself")
        try:
            self._child.stdin.write(json.dumps(request).encode() + b"\n")
            self._child.stdin.flush()
        except BrokenPipeError as gone:
            raise self._ended("it ended by itself") from gone

    def _answer(self, within: float, question: str | None) -> dict[str, object]:
        line = self._hear(time.monotonic() + within, within)
        try:
            answer = json.loads(line)
        except (ValueError, RecursionError) as nonsense:
            raise Lost("the worker did not answer in JSON") from nonsense
        if not isinstance(answer, dict) or answer.get("id") != question:
            raise Lost("the worker did not answer the question")
        return answer

    def _hear(self, until: float, within: float) -> bytes:
        if self._child.stdout is None:
            raise Lost("the worker has no output")
        pipe = self._child.stdout.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        while b"\n" not in self._heard:
            left = until - time.monotonic()
            if left <= 0:
                raise Lost(f"LibreOffice took longer than {within:g} s")
            if not poll.poll(min(left, _LOOK_SECONDS) * 1000):
                self._look_at_folder()
                continue
            chunk = os.read(pipe, 4096)
            if not chunk:
                raise self._ended("it ended by itself")
            self._heard += chunk
            if len(self._heard) > _ANSWER_BYTES:
                raise Lost("the worker talked without end")
        line, _, self._heard = self._heard.partition(b"\n")
        return line

    def _look_at_folder(self) -> None:
        logged = os.fstat(self._log.fileno()).st_size
        if holds_more_than(self._folder, size=_MOST_BYTES - logged, files=_MOST_FILES):
            raise Lost("the worker wrote too much")

    def _ended(self, otherwise: str) -> Lost:
        """What to say of a worker that ended, with the last thing it printed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(_END_SECONDS)
        size = os.fstat(self._log.fileno()).st_size
        last = os.pread(self._log.fileno(), 300, max(0, size - 300))
        words = last.decode(errors="replace").strip() or "none"
        # bubblewrap ends with 128 and the number of the signal that its program died of.
        struck = self._child.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        how = "it was killed from outside" if struck else otherwise
        return Lost(f"LibreOffice is gone: {how}; its last words: {words}", struck=struck)


def _await_end(pipe: int) -> None:
    """Wait until nobody holds the other end: what lived inside the walls dies a moment later."""
    until = time.monotonic() + _END_SECONDS
    while (left := until - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        if not os.read(pipe, 1 << 16):
            return


def _read(target: Path) -> bytes:
    """Read the PDF that the worker left.

    Raises:
        Lost: There is none.
    """
    try:
        # A link or a pipe in its place must neither be followed nor waited for.
        handle = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Lost(f"LibreOffice left no PDF: {error}") from error
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        os.close(handle)
        raise Lost("LibreOffice left something else than a file of its own")
    with os.fdopen(handle, "rb") as file:
        pdf = file.read(LIMITS.file + 1)
    if len(pdf) > LIMITS.file:
        raise Lost("LibreOffice left too large a PDF")
    return pdf

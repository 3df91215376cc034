"""One worker process seen from outside: started, asked with a clock running, killed.

What the worker says is never trusted: answers are bounded and parsed, its files are opened
without following links, and the PDF is counted here.

Rule that must hold: the thread that creates a ``Process`` must outlive it. The kernel sends
"your parent died" when the *thread* that started a child ends.
"""

import contextlib
import json
import os
import select
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from pipeline.adapters.conversion import jail, profile
from pipeline.errors import Misconfigured
from pipeline.ports.conversion import Rendition

WORKER_SCRIPT = Path(__file__).with_name("worker.py")
#: A start takes about a second; on a machine that swaps, many.
START_SECONDS = 60.0
_ANSWER_BYTES = 64 * 1024


class Lost(Exception):
    """The worker died, hung or talked nonsense; it must be replaced. The text is English."""


class Unreadable(Exception):
    """LibreOffice says that it cannot load the document. The text is LibreOffice's."""


class Process:
    """A LibreOffice in its jail, with a folder and a profile of its own."""

    def __init__(self, home: Path, level: jail.Isolation, program: Path) -> None:
        #: How many documents it has been given.
        self.served = 0
        self._ready = False
        self._heard = b""
        self._folder = Path(tempfile.mkdtemp(prefix="worker-", dir=home))
        settings = self._folder / "profile"
        profile.lay_out(settings)
        python, libraries = jail.python_here()
        walls = jail.walls(
            level,
            readable=(program.parent, *libraries, WORKER_SCRIPT.resolve()),
            writable=self._folder,
        )
        script = str(WORKER_SCRIPT.resolve())
        command = (str(python), "-I", "-S", "-B", script, str(settings), str(program))
        with (self._folder / "log").open("xb") as log:
            self._child = subprocess.Popen(
                [*walls, *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=jail.surroundings(self._folder),
                start_new_session=True,
            )

    def convert(self, docx: bytes, *, within: float) -> Rendition:
        """Lay out one document, in at most so many seconds.

        Raises:
            Unreadable: LibreOffice could not load it.
            Lost: This worker is of no more use.
            Misconfigured: LibreOffice does not start.
            OSError: The worker's folder cannot be written.
        """
        self._await_start()
        self.served += 1
        source, target = self._folder / "in.docx", self._folder / "out.pdf"
        for old in (source, target):
            old.unlink(missing_ok=True)
        with source.open("xb") as new:  # "x" also refuses a link planted there
            new.write(docx)
        self._ask({"docx": str(source), "pdf": str(target)})
        match self._answer(within):
            case {"state": "done"}:
                return _rendition(target)
            case {"state": "unreadable", "detail": str(detail)}:
                raise Unreadable(detail)
            case answer:
                raise Lost(f"LibreOffice gave no PDF: {answer}")

    def kill(self) -> None:
        """End it and all it started, at once, and remove its folder."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        # What still dies inside the jail may write a moment longer; the sweep takes the rest.
        shutil.rmtree(self._folder, ignore_errors=True)

    def _await_start(self) -> None:
        if self._ready:
            return
        match self._answer(START_SECONDS):
            case {"state": "ready"}:
                self._ready = True
            case answer:
                raise Misconfigured(
                    [f"LibreOffice does not start ({answer.get('detail')}); run paraf doctor"]
                )

    def _ask(self, request: dict[str, str]) -> None:
        if self._child.stdin is None:
            raise Lost("the worker has no input")
        try:
            self._child.stdin.write(json.dumps(request).encode() + b"\n")
            self._child.stdin.flush()
        except BrokenPipeError as gone:
            raise Lost(self._obituary()) from gone

    def _answer(self, within: float) -> dict[str, object]:
        line = self._hear(time.monotonic() + within, within)
        try:
            answer = json.loads(line)
        except ValueError as nonsense:
            raise Lost("the worker did not answer in JSON") from nonsense
        if not isinstance(answer, dict):
            raise Lost("the worker did not answer with an object")
        return answer

    def _hear(self, until: float, within: float) -> bytes:
        if self._child.stdout is None:
            raise Lost("the worker has no output")
        pipe = self._child.stdout.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        while b"\n" not in self._heard:
            left = until - time.monotonic()
            if left <= 0 or not poll.poll(left * 1000):
                raise Lost(f"LibreOffice took longer than {within:g} s")
            chunk = os.read(pipe, 4096)
            if not chunk or len(self._heard) > _ANSWER_BYTES:
                raise Lost(self._obituary())
            self._heard += chunk
        line, _, self._heard = self._heard.partition(b"\n")
        return line

    def _obituary(self) -> str:
        """Say that it ended, with the last thing it printed."""
        try:
            last = (self._folder / "log").read_bytes()[-300:].decode(errors="replace").strip()
        except OSError:
            last = ""
        return f"LibreOffice ended by itself; its last words: {last or 'none'}"


def _rendition(target: Path) -> Rendition:
    """Read the PDF that the worker left, and count its pages.

    Raises:
        Lost: There is none, or none with a page.
    """
    try:
        # A link or a pipe in its place must neither be followed nor waited for.
        handle = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Lost(f"LibreOffice left no PDF: {error}") from error
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Lost("LibreOffice left something else than a file")
        pdf = file.read()
    try:
        pages = len(PdfReader(BytesIO(pdf)).pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Lost(f"LibreOffice left an unreadable PDF: {error}") from error
    if pages == 0:
        raise Lost("LibreOffice left a PDF without a page")
    return Rendition(pdf=pdf, pages=pages)

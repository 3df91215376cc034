"""Daemons that start in a blink, so that thousands can be killed.

A server process with every library loaded forks each daemon; LibreOffice, reader and examiner live
outside and outlive the daemons they serve, as they do in the tests. What a killed daemon had asked
for is answered to nobody; a document converted before is answered from memory when it is asked
for again, byte for byte the same question. Everything else is the daemon itself: its rounds, its
store, its disk. Some lives of every run are the real ``paraf run`` with nothing lent.
"""

import contextlib
import hashlib
import importlib
import io
import logging
import os
import signal
import socket
import sys
import threading
import zipfile
from collections.abc import Callable, Sequence
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from types import FrameType
from typing import Any, cast
from unittest import mock

from pipeline.adapters.conversion import LibreOffice
from pipeline.adapters.jail import Jail
from pipeline.adapters.signing import IsolatedExaminer
from pipeline.entry.cli import running
from pipeline.ports.conversion import Rendition
from pipeline.wiring import READING, Machines

#: What daemons load when first needed; loaded once here instead.
_LIBRARIES = (
    "docx",
    "docxtpl",
    "holidays",
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "openpyxl",
    "pyhanko.sign.signers",
    "pyhanko.sign.validation",
    "segno",
)


class Lender:
    """Answers what daemons ask of the slow machines."""

    def __init__(self, folder: Path) -> None:
        self.reader = Jail(READING, processes=2)
        self._converter = LibreOffice(scratch=folder / "scratch", workers=2, reader=self.reader)
        self._examiner = IsolatedExaminer(processes=2)
        self._machines = {
            "converter": self,
            "examiner": self._examiner,
            "reader": self.reader,
        }
        self._known: dict[str, Rendition] = {}
        self.converted, self.remembered = 0, 0
        self.address = str(folder / "lender")
        self._listener = Listener(self.address, "AF_UNIX", backlog=64)
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                asking = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(asking,), daemon=True).start()

    def _answer(self, asking: Connection) -> None:
        with asking, contextlib.suppress(EOFError, OSError):
            tool, method, args, kwargs = asking.recv()
            answer: tuple[bool, Any]
            try:
                answer = (True, getattr(self._machines[tool], method)(*args, **kwargs))
            except Exception as error:  # noqa: BLE001 - it is raised where it was asked for
                answer = (False, error)
            asking.send(answer)

    def isolation(self) -> str:
        """How far LibreOffice is locked in."""
        return self._converter.isolation()

    def convert(self, docx: bytes) -> Rendition:
        """A document's PDF, from memory where it was converted before."""
        key = _content(docx)
        if key in self._known:
            self.remembered += 1
            return self._known[key]
        self._known[key] = self._converter.convert(docx)
        self.converted += 1
        return self._known[key]

    def close(self) -> None:
        """Stop the machines."""
        self._listener.close()
        self._converter.close()
        self._examiner.close()
        self.reader.close()


def _content(docx: bytes) -> str:
    """What a document says; when its ZIP was written does not matter."""
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            for name in sorted(package.namelist()):
                digest.update(name.encode() + b"\0" + package.read(name))
    except zipfile.BadZipFile:
        digest.update(docx)
    return digest.hexdigest()


class _Borrowed:
    """A machine at the other end of a socket."""

    def __init__(self, address: str, tool: str) -> None:
        self._address = address
        self._tool = tool

    def warm(self) -> None:
        """It is warm."""

    def close(self) -> None:
        """It is not ours."""

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def ask(*args: Any, **kwargs: Any) -> Any:
            with Client(self._address, "AF_UNIX") as lender:
                lender.send((self._tool, method, args, kwargs))
                went_well, answer = lender.recv()
            if went_well:
                return answer
            raise answer

        return ask


class _BorrowedReader:
    """The jail at the other end of a socket; what its answers mean is read here."""

    def __init__(self, address: str) -> None:
        self._far = _Borrowed(address, "reader")

    def ask(
        self, name: str, question: Sequence[bytes], read: Callable[[Sequence[bytes]], Any]
    ) -> Any:
        """See ``Jail.ask``."""
        return read(self._far.ask(name, list(question), list))

    def warm(self) -> None:
        """It is warm."""

    def close(self) -> None:
        """It is not ours."""


class ForkServer:
    """Forks daemons; must be made before this process has a second thread."""

    def __init__(self, address: str) -> None:
        self._ours, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            self._ours.close()
            os._exit(_fork_for(theirs, address))
        theirs.close()
        self._replies = self._ours.makefile("r")

    def start(self, root: Path) -> int:
        """A new daemon in an office; its process id."""
        return int(self._ask(f"start {root}"))

    def reap(self, pid: int) -> int:
        """Wait for a daemon that was told to end; its exit status, negative for a signal."""
        return int(self._ask(f"reap {pid}"))

    def _ask(self, words: str) -> str:
        self._ours.sendall(f"{words}\n".encode())
        return self._replies.readline()

    def close(self) -> None:
        """End the server."""
        self._replies.close()
        self._ours.close()
        os.waitpid(self._pid, 0)


def _fork_for(theirs: socket.socket, address: str) -> int:
    for name in _LIBRARIES:
        importlib.import_module(name)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with theirs.makefile("r") as orders:
        for order in orders:
            verb, _, what = order.strip().partition(" ")
            if verb == "start":
                pid = os.fork()
                if pid == 0:
                    theirs.close()
                    os._exit(_be_daemon(Path(what), address))
                theirs.sendall(f"{pid}\n".encode())
            else:
                _, status = os.waitpid(int(what), 0)
                theirs.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    return 0


def _be_daemon(root: Path, address: str) -> int:
    """What ``paraf run`` does once its libraries are loaded."""
    log = os.open(root / ".paraf" / "demo" / "daemon.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    signal.signal(signal.SIGINT, cast("Callable[[int, FrameType | None], Any]", signal.SIG_DFL))
    machines = Machines(
        converter=cast("LibreOffice", _Borrowed(address, "converter")),
        examiner=cast("IsolatedExaminer", _Borrowed(address, "examiner")),
        reader=cast("Jail", _BorrowedReader(address)),
    )
    try:
        with mock.patch("pipeline.wiring.machines_for", return_value=machines):
            return running.run(root, None, once=False, log_json=False)
    except Exception:
        logging.getLogger("paraf").exception("the daemon ended")
        return 1
    finally:
        sys.stderr.flush()

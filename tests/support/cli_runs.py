"""The command line as people run it: its own process, arguments, folder, descriptors, exit code.

Starting Python and loading the libraries takes seconds, so most runs branch off a process that has
loaded them (``forkserver``); a few start from nothing, as a shell does (``cold``).
"""

import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

#: As on machines whose OpenSSL opens no outdated key files, whatever this one does.
os.environ.setdefault("CRYPTOGRAPHY_OPENSSL_NO_LEGACY", "1")

PARAF = Path(sys.executable).with_name("paraf")
_SECONDS = 60
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["pipeline.entry.cli.app", "holidays.countries", "cli_runs"])


@dataclass(frozen=True)
class Ran:
    """What came of a run."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def said(self) -> str:
        """Both streams."""
        return self.out + self.err


class Running:
    """A run under way; at a terminal where one is named, else where nobody can be asked."""

    def __init__(self, argv, cwd, secret=None, env=None, terminal=None):
        self._folder = TemporaryDirectory()
        self.streams = [Path(self._folder.name, name) for name in ("out", "err")]
        for path in self.streams:
            path.touch()
        order = {
            "argv": [str(each) for each in argv],
            "cwd": str(cwd),
            "secret": secret,
            "env": env or {},
            "streams": self.streams,
            "terminal": terminal,
        }
        self._process = _context.Process(target=_be_paraf, kwargs=order)
        self._process.start()

    def await_words(self, words: str) -> None:
        """Wait until it has said something."""
        deadline = time.monotonic() + _SECONDS
        while words not in self.streams[0].read_text("utf-8"):
            assert time.monotonic() < deadline, self.streams[1].read_text("utf-8")
            time.sleep(0.002)

    def end(self) -> Ran:
        self._process.join(_SECONDS)
        code = self._process.exitcode
        self._process.close()
        out, err = (path.read_text("utf-8") for path in self.streams)
        self._folder.cleanup()
        assert code is not None, "it did not end"
        assert "Traceback" not in err, err
        return Ran(code, out, err)


def paraf(*argv, cwd, secret=None, env=None) -> Ran:
    """Run a command; ``secret`` comes through a descriptor that it is told of."""
    return Running(argv, cwd, secret, env).end()


def cold(*argv, cwd, secret=None, env=None) -> Ran:
    """The same, started from nothing."""
    with contextlib.ExitStack() as ends:
        descriptors = ()
        if secret is not None:
            reading = _filled_pipe(secret)
            ends.callback(os.close, reading)
            descriptors, argv = (reading,), (*argv, "--passphrase-fd", reading)
        ran = subprocess.run(
            [str(PARAF), *map(str, argv)],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            pass_fds=descriptors,
            timeout=_SECONDS,
            check=False,
        )
    assert "Traceback" not in ran.stderr, ran.stderr
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def _filled_pipe(secret: str) -> int:
    reading, writing = os.pipe()
    os.write(writing, secret.encode() + b"\n")
    os.close(writing)
    return reading


def _be_paraf(*, argv, cwd, secret, env, streams, terminal) -> None:
    os.chdir(cwd)
    os.environ.update(env)
    os.setsid()  # a terminal opened now becomes ours
    os.dup2(os.open(terminal or os.devnull, os.O_RDWR), 0)
    for number, path in enumerate(streams, start=1):
        os.dup2(0 if terminal else os.open(path, os.O_WRONLY | os.O_APPEND), number)
    if secret is not None:
        argv = [*argv, "--passphrase-fd", str(_filled_pipe(secret))]
    sys.argv = ["paraf", *argv]
    from pipeline.entry.cli import main  # noqa: PLC0415 - here, not in the test's own process

    main()

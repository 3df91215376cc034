"""Stopping when told: between two deeds if that is soon, else at once.

The signals are received on a thread of their own, since the main one may be waiting for a file
system that does not answer. What is in hand gets a few seconds to end; then the process ends
itself, with every process it started. That is safe at any moment: whatever was under way is found
in the record at the next start. A second signal does not wait.

Children inherit the blocked signals; all of ours are ended by SIGKILL or by their input's end.
"""

import contextlib
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from pipeline.entry.logs import say

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
#: Of the ten seconds in which a stop must be over.
GRACE_SECONDS = 7.0


class Stop:
    """Whether we were told to stop; rings every bell that is hung here."""

    def __init__(self, on_stop: Callable[[], None]) -> None:
        self.told = threading.Event()
        self._on_stop = on_stop
        self._over = threading.Event()

    def tell(self, number: int) -> None:
        """A signal came: the first asks us to stop, the second ends us."""
        name = signal.Signals(number).name
        if self.told.is_set():
            say("told again to stop: ends at once", logging.WARNING, signal=name)
            end_at_once(128 + number)
        self.told.set()
        say("told to stop: what is in hand is finished first", signal=name)
        self._on_stop()
        threading.Thread(target=self._insist, name="insist", daemon=True).start()

    def _insist(self) -> None:
        if not self._over.wait(GRACE_SECONDS):
            say(
                "what is in hand takes too long: ends now, and goes on with it at the next start",
                logging.WARNING,
                after_seconds=GRACE_SECONDS,
            )
            end_at_once(0)

    def over(self) -> None:
        """We have stopped by ourselves."""
        self._over.set()


@contextlib.contextmanager
def listening(stop: Stop) -> Iterator[None]:
    """Receive the signals for as long as the block runs; afterwards they mean what they did.

    The main thread does not take them, so that the kernel hands them to another one, ours or some
    library's; whichever it is, the interpreter writes the number into a pipe at once, and one
    thread reads that.
    """
    reading, writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
    os.set_blocking(reading, True)

    def receive() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        while numbers := os.read(reading, 16):
            for number in numbers:
                if number in SIGNALS:
                    stop.tell(number)

    before = {each: signal.signal(each, _heard_already) for each in SIGNALS}
    woken = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    unmasked = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    receiver = threading.Thread(target=receive, name="signals", daemon=True)
    receiver.start()
    try:
        yield
    finally:
        stop.over()
        signal.set_wakeup_fd(woken)
        os.close(writing)
        receiver.join()
        os.close(reading)
        signal.pthread_sigmask(signal.SIG_SETMASK, unmasked)
        for each, handler in before.items():
            signal.signal(each, handler)


def _heard_already(_number: int, _frame: FrameType | None) -> None:
    """There must be a handler for the pipe to be written."""


def end_at_once(code: int) -> None:
    """End this process and all that it started, without another word."""
    for child in _children():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(child, signal.SIGKILL)
    logging.shutdown()
    os._exit(code)


def _children() -> list[int]:
    found = []
    for listed in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(word) for word in listed.read_text("ascii").split()]
    return found

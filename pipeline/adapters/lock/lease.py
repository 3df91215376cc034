"""The lease: who holds an office, told by a file that only one can make."""

import contextlib
import json
import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.adapters.lock.host import Host, beginning_of
from pipeline.errors import NotYet


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How an office is held."""

    beat_seconds: float = 3.0
    #: Another machine's beat must have stood still this long. The holder gives up a fifth earlier.
    lease_seconds: float = 15.0
    uses_lock: bool = True  #: whether locks reach us; off where the share's do not


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds an office, or held it last."""

    epoch: int
    host: Host
    pid: int
    began: str  #: when that process began, in the kernel's count: numbers are used again
    released: bool

    def is_gone(self, here: Host) -> bool | None:
        """Whether it certainly works no more; None when that cannot be told from here."""
        if self.released:
            return True
        if self.host.boot == here.boot and self.host.processes == here.processes:
            return beginning_of(self.pid) != self.began
        same_machine = bool(here.machine) and (self.host.name, self.host.machine) == (
            here.name,
            here.machine,
        )
        if same_machine and self.host.boot != here.boot:
            return True  # the machine was started anew, after a power cut perhaps
        return None


class Hold:
    """An office in hand, for as long as nobody else takes it."""

    def __init__(self, folder: Path, epoch: int, host: Host, terms: Terms) -> None:
        self.epoch = epoch
        self._folder = folder
        self._file = folder / str(epoch)
        self._host = host
        self._terms = terms
        self._beats = 0
        self._beaten_at = _steady()
        self._writing = threading.Lock()
        self._taken_over = ""

    def check(self) -> None:
        """Look whether the office is still ours, and write a beat when one is long due.

        Raises:
            NotYet: it is not, or that cannot be told now; nothing of the office's may be touched.
        """
        if not self.is_lost() and self._overdue():
            self.beat()
        if self.is_lost():
            raise NotYet(self._taken_over)
        if self._overdue():
            raise NotYet("the lease in .paraf/lease could not be renewed in time; waiting for it")

    def is_lost(self) -> bool:
        """Whether somebody else took the office.

        Raises:
            NotYet: the lease cannot be read.
        """
        if not self._taken_over:
            numbers = numbers_in(self._folder)
            if not numbers or max(numbers) > self.epoch:
                other = read_holder(self._folder.parent.parent)
                who = words_for(other) if other else "somebody"
                self._taken_over = (
                    f"{who} took this office over while this process (number {os.getpid()}) could "
                    "not work; it stops here and has touched nothing since"
                )
        return bool(self._taken_over)

    def beat(self, *, released: bool = False) -> None:
        """Show that we live, to whoever watches from another machine.

        Raises:
            NotYet: the lease cannot be written.
        """
        if not self._writing.acquire(timeout=self._terms.lease_seconds):
            raise NotYet("the lease in .paraf/lease is still being written")
        began = _steady()  # what counts is when the beat was begun, however long the share takes
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            try:
                self._beats += 1
                os.write(descriptor, self._text(released=released))
            finally:
                os.close(descriptor)
            self._beaten_at = began
        except OSError as error:
            raise NotYet(f"the lease cannot be written: {error}") from error
        finally:
            self._writing.release()

    def _overdue(self) -> bool:
        return _steady() - self._beaten_at > self._terms.lease_seconds * 0.8

    def _text(self, *, released: bool) -> bytes:
        """Always the same length and written over itself, so that a full disk is no obstacle."""
        facts = {
            **asdict(self._host),
            "pid": os.getpid(),
            "began": beginning_of(os.getpid()),
            "released": released,
            "beat": self._beats,
        }
        return json.dumps(facts).encode().ljust(1000) + b"\n"

    def take(self) -> None:
        """Make this epoch's file, which only one can.

        Raises:
            NotYet: another Paraf was quicker, or the folder cannot be written.
        """
        try:
            descriptor = os.open(
                self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644
            )
            try:
                os.write(descriptor, self._text(released=False))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except FileExistsError:
            raise NotYet("another Paraf took this office at the same moment") from None
        except OSError as error:
            raise NotYet(f"the lease cannot be written: {error}") from error
        for number in numbers_in(self._folder):
            if number < self.epoch:
                with contextlib.suppress(OSError):
                    (self._folder / str(number)).unlink()


def read_holder(root: Path) -> Holder | None:
    """Who holds the office or held it last; None when nobody did, or it cannot be told."""
    found = newest(root)
    if found is None:
        return None
    try:
        facts: dict[str, Any] = json.loads(found[1])
        host = Host(**{name: str(facts[name]) for name in Host.__slots__})
        return Holder(
            epoch=found[0],
            host=host,
            pid=int(facts["pid"]),
            began=str(facts["began"]),
            released=bool(facts["released"]),
        )
    except (ValueError, KeyError, TypeError):
        return None  # being written just now, or torn by a power cut


def newest(root: Path) -> tuple[int, bytes] | None:
    """The newest lease as it stands: its epoch and its bytes."""
    folder = root / ".paraf" / "lease"
    numbers = numbers_in(folder) if folder.is_dir() else ()
    if not numbers:
        return None
    try:
        return max(numbers), (folder / str(max(numbers))).read_bytes()
    except OSError:
        return max(numbers), b""


def numbers_in(folder: Path) -> tuple[int, ...]:
    """The epochs that were taken.

    Raises:
        NotYet: the folder is away.
    """
    try:
        return tuple(int(path.name) for path in folder.iterdir() if path.name.isdecimal())
    except OSError as error:
        raise NotYet(f"the lease cannot be read: {error}") from error


def words_for(holder: Holder | None) -> str:
    """Who that is, for people."""
    return f"process {holder.pid} on {holder.host.name}" if holder else "process unknown"


def _steady() -> float:
    """Seconds that go on while the machine is suspended: a lease runs out then, too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)

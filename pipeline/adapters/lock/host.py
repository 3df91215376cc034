"""Which machine we run on, and whether a process on it still lives."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The machine we run on, as another one may tell it from itself."""

    name: str
    machine: str  #: ``/etc/machine-id``; empty where there is none, which is like no other
    boot: str  #: another one after every start of the machine
    processes: str  #: within which numbering of processes ours counts

    @classmethod
    def here(cls) -> Self:
        """This machine."""
        return cls(
            name=os.uname().nodename,
            machine=_text_of("/etc/machine-id"),
            boot=_text_of("/proc/sys/kernel/random/boot_id"),
            processes=_link_of("/proc/self/ns/pid"),
        )


def beginning_of(pid: int) -> str:
    """When a process of this machine began, in ticks; empty when it is gone or a mere remnant."""
    words = _text_of(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return words[19] if len(words) > 19 and words[0] not in ("Z", "X") else ""


def _text_of(path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except OSError:
        return ""


def _link_of(path: str) -> str:
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""

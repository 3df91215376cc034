"""The walls around a program that opens documents from anybody.

Best is bubblewrap: no network, no other process in sight, of the disk only programs, fonts and
the program's own folder. Where the kernel or the container forbids that, a network namespace
alone; where even that is forbidden, none. In each of them the program begins with ``launch``, which
needs no privilege: hard limits, no new processes or sockets, and with Landlock no foreign files.
``paraf doctor`` says which it is.

Residual risks accepted here: fonts installed for one user only are not seen inside (they belong
in ``/usr/local/share/fonts``); in the lesser levels a program sees which processes run.
"""

import functools
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py").resolve()

#: Folders that are real on some systems and links into /usr on others.
_ROOT_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64")
#: What programs look up outside /usr: fonts, LibreOffice's settings, libraries, names, time.
_SETTINGS = (
    "/etc/fonts",
    "/etc/libreoffice",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/passwd",
    "/etc/localtime",
    "/etc/locale.alias",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
)
#: And who asks something of the network.
_NETWORK_SETTINGS = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl")
#: Bytes of the folder for passing files, which lies in memory.
_PASSING_BYTES = 64 * 1024**2
_TRIAL_SECONDS = 20


class Isolation(StrEnum):
    """How far a program is locked in, best first."""

    #: bubblewrap: no network, no foreign files or processes.
    JAIL = "bubblewrap"
    #: A network namespace of its own; foreign processes in sight.
    NO_NETWORK = "no-network"
    #: No namespace at all.
    BARE = "bare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Hard limits of one process."""

    #: Bytes of address space.
    memory: int
    #: Bytes of the largest file it may write; 0: it writes none.
    file: int = 0
    #: Open files.
    files: int = 256
    #: Seconds of processor time in its whole life; a backstop to the deadlines.
    processor: int = 3600
    #: Its threads, where they are counted for it alone (see ``launch``).
    threads: int = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one jailed program needs."""

    limits: Limits
    #: Files and folders outside /usr that it must read.
    readable: tuple[Path, ...] = ()
    #: The only folder it may write to.
    writable: Path | None = None
    #: Whether its errand lies in the network.
    network: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confinement:
    """What holds besides the walls: kernels and processors differ."""

    #: No new processes, sockets, mounts; no reach to other processes.
    calls: bool
    #: No file beyond those given.
    files: bool


@functools.cache
def isolation() -> Isolation:
    """Return the best isolation that works here, found by trying."""
    for level in (Isolation.JAIL, Isolation.NO_NETWORK):
        if _tried(level) is not None:
            return level
    return Isolation.BARE


@functools.cache
def confinement(level: Isolation) -> Confinement:
    """Return what the launcher can take away at this level, found by trying."""
    told = _tried(level)
    held = json.loads(told) if told else {"calls": False, "files": False}
    return Confinement(calls=held["calls"] is True, files=held["files"] is True)


def _tried(level: Isolation) -> bytes | None:
    cell = Cell(limits=Limits(memory=1024**3))
    try:
        tried = subprocess.run(
            command_line(level, cell, ()), capture_output=True, check=False, timeout=_TRIAL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return tried.stdout if tried.returncode == 0 else None


def command_line(level: Isolation, cell: Cell, program: Sequence[str]) -> list[str]:
    """Return the command that runs ``program`` locked in; paths are the same inside and outside.

    Args:
        level: Which walls.
        cell: What the program needs.
        program: An executable's path and its arguments.
    """
    python, libraries = python_here()
    readable = (*libraries, LAUNCHER, *cell.readable)
    granted = ["/usr", *_ROOT_FOLDERS, *_SETTINGS, *(_NETWORK_SETTINGS if cell.network else ())]
    writable = [str(cell.writable)] if cell.writable else []
    rules = {
        "limits": {
            "memory": cell.limits.memory,
            "file": cell.limits.file,
            "files": cell.limits.files,
            "processor": cell.limits.processor,
            "threads": cell.limits.threads,
        },
        "readable": [*granted, *map(str, readable)],
        "writable": writable,
        "network": cell.network,
        "parent": 0 if level is Isolation.JAIL else os.getpid(),
    }
    launch = [str(python), "-I", "-S", "-B", str(LAUNCHER), json.dumps(rules)]
    return [*_walls(level, cell, readable), *launch, *program]


def _walls(level: Isolation, cell: Cell, readable: Sequence[Path]) -> list[str]:
    if level is Isolation.BARE or (level is Isolation.NO_NETWORK and cell.network):
        return []
    if level is Isolation.NO_NETWORK:
        return ["unshare", "--map-root-user", "--net", "--"]
    arguments = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session"]
    arguments += ["--share-net"] if cell.network else []
    arguments += ["--cap-drop", "ALL", "--ro-bind", "/usr", "/usr"]
    for folder in map(Path, _ROOT_FOLDERS):
        if folder.is_symlink():
            arguments += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.is_dir():
            arguments += ["--ro-bind", str(folder), str(folder)]
    for path in (*_SETTINGS, *(_NETWORK_SETTINGS if cell.network else ())):
        arguments += ["--ro-bind-try", path, path]
    arguments += ["--proc", "/proc", "--dev", "/dev"]
    arguments += ["--size", str(_PASSING_BYTES), "--tmpfs", "/tmp"]  # noqa: S108
    for path in map(str, readable):
        arguments += ["--ro-bind", path, path]
    if cell.writable is not None:
        arguments += ["--bind", str(cell.writable), str(cell.writable)]
    # Both lie in memory without a bound of their own.
    arguments += ["--remount-ro", "/dev", "--remount-ro", "/"]
    return [*arguments, "--chdir", str(cell.writable or "/"), "--"]


def python_here() -> tuple[Path, tuple[Path, ...]]:
    """Return this Python's real executable, and the folders it needs outside /usr.

    A virtual environment's python is a link to another one, which may live in a home folder
    (pyenv, uv); a program needs that one's standard library and nothing of the environment.
    """
    executable = Path(sys.executable).resolve()
    home = Path(sys.base_prefix).resolve()
    return executable, () if home.is_relative_to("/usr") else (home,)


def surroundings(folder: Path | None = None) -> dict[str, str]:
    """Return a jailed program's environment variables: nothing of ours but the time zone."""
    kept = {name: os.environ[name] for name in ("TZ",) if name in os.environ}
    kept |= {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    if folder is not None:
        kept |= {"HOME": str(folder), "TMPDIR": str(folder)}
    return kept

"""The walls around a LibreOffice that opens documents from anybody.

Best is bubblewrap: no network, no other process in sight, of the disk only programs, fonts and
the worker's own folder. Where the kernel or the container forbids that, a network namespace
alone; where even that is forbidden, nothing but the limits the worker sets itself and the
hardened profile. ``paraf doctor`` says which it is.

Residual risks accepted here: no system call filter; fonts installed for one user only are not
seen inside (they belong in ``/usr/local/share/fonts``).
"""

import functools
import os
import subprocess
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

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
    "/var/cache/fontconfig",
)


class Isolation(StrEnum):
    """How far a worker is locked in, best first."""

    #: bubblewrap: no network, no foreign files or processes.
    JAIL = "bubblewrap"
    #: A network namespace of its own, but the files of whoever runs Paraf.
    NO_NETWORK = "no-network"
    #: Limits and hardened profile only.
    BARE = "bare"


@functools.cache
def isolation() -> Isolation:
    """Return the best isolation that works here, found by trying."""
    for level in (Isolation.JAIL, Isolation.NO_NETWORK):
        try:
            tried = subprocess.run(
                [*walls(level, readable=(), writable=None), "true"],
                capture_output=True,
                check=False,
                timeout=20,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        if tried.returncode == 0:
            return level
    return Isolation.BARE


def walls(level: Isolation, *, readable: Sequence[Path], writable: Path | None) -> tuple[str, ...]:
    """Return the beginning of a command line that locks in what follows it.

    Paths are the same inside and outside.

    Args:
        level: Which walls.
        readable: Files and folders outside /usr that the program must read.
        writable: The only folder it may write to; none when only trying.
    """
    if level is Isolation.BARE:
        return ()
    if level is Isolation.NO_NETWORK:
        return ("unshare", "--map-root-user", "--net", "--")
    arguments = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session"]
    arguments += ["--cap-drop", "ALL", "--ro-bind", "/usr", "/usr"]
    for folder in map(Path, _ROOT_FOLDERS):
        if folder.is_symlink():
            arguments += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.is_dir():
            arguments += ["--ro-bind", str(folder), str(folder)]
    for path in _SETTINGS:
        arguments += ["--ro-bind-try", path, path]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108
    for path in map(str, readable):
        arguments += ["--ro-bind", path, path]
    if writable is not None:
        arguments += ["--bind", str(writable), str(writable), "--chdir", str(writable)]
    return (*arguments, "--")


def python_here() -> tuple[Path, tuple[Path, ...]]:
    """Return this Python's real executable, and the folders it needs outside /usr.

    A virtual environment's python is a link to another one, which may live in a home folder
    (pyenv, uv); the worker needs that one's standard library and nothing of the environment.
    """
    executable = Path(sys.executable).resolve()
    home = Path(sys.base_prefix).resolve()
    return executable, () if home.is_relative_to("/usr") else (home,)


def surroundings(folder: Path) -> dict[str, str]:
    """Return a worker's environment variables: nothing of ours but the time zone."""
    kept = {name: os.environ[name] for name in ("TZ",) if name in os.environ}
    return kept | {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",  # draws without a screen
    }

"""The fault points: one stands before every system call that changes the disk.

A point is named for the call that comes next. Dying there is dying between two calls; an
``OSError`` raised there is that call failing. So whoever walks through the points (the tests do,
through the hook that ``LocalDisk`` is built with) has been between every two changes.

Production passes no hook, and nothing outside the process can set one.
"""

from collections.abc import Callable
from enum import StrEnum


class Point(StrEnum):
    """What the disk is about to be asked for."""

    CREATE = "file.create"
    FILL = "file.fill"  #: once for each ``CHUNK`` of bytes
    SYNC = "file.sync"
    REPLACE = "name.replace"  #: a rename over what was there
    RENAME = "name.rename"  #: a rename that replaces nothing
    LINK = "name.link"  #: where the file system knows no such rename: the second name …
    UNLINK = "name.unlink"  #: … and the first one taken away
    PLAIN_RENAME = "name.plain-rename"  #: where it knows neither
    REMOVE = "file.remove"
    MODE = "entry.mode"
    MAKE_FOLDER = "folder.make"
    REMOVE_FOLDER = "folder.remove"
    SYNC_FOLDER = "folder.sync"


#: Called with the point and the path it is about.
Hook = Callable[[Point, str], None]


def pass_by(_point: Point, _path: str) -> None:
    """Do nothing: the hook of production."""

"""Waking the scan early when something moves in the outboxes.

Events are only a hint: watchdog loses them when its queue overflows and sees nothing of other
hosts' writes (findings/engine.md 3). Whoever waits here looks for himself every second anyway.
"""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from typing_extensions import override
from watchdog.events import (
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

#: What may mean a new file. The kernel is asked for nothing else: our own looks open every file,
#: and to be told of each of them costs more than looking.
_NEWS: list[type[FileSystemEvent]] = [
    DirCreatedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileMovedEvent,
]


class _Bell(FileSystemEventHandler):
    """Rings for what may mean a new file."""

    def __init__(self, bell: threading.Event) -> None:
        self._bell = bell

    @override
    def on_any_event(self, event: FileSystemEvent) -> None:
        self._bell.set()


@contextlib.contextmanager
def ring_on_change(folder: Path, bell: threading.Event) -> Iterator[str]:
    """Set ``bell`` when something changes below ``folder``.

    Gives why nothing rings, or not for every folder (English), where this machine has no watches
    left; empty when all is well.
    """
    # On stopping, its thread may still be told of an event and complains of its own end.
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)
    with contextlib.ExitStack() as ending:
        try:
            observer = Observer()
            ending.callback(observer.stop)
            observer.schedule(_Bell(bell), str(folder), recursive=True, event_filter=_NEWS)
            observer.start()
            ending.callback(observer.join, timeout=5)
            ending.callback(observer.stop)
        except OSError as error:
            deaf = str(error)
        else:
            deaf = _unwatched(folder)
        yield deaf


def _unwatched(folder: Path) -> str:
    """What was left without a watch; watchdog passes over it in silence."""
    held = Path("/proc/self/fdinfo")
    if not held.is_dir():
        return ""
    watched = 0
    for each in held.iterdir():
        with contextlib.suppress(OSError):  # closed meanwhile
            watched += each.read_text("ascii").count("inotify wd:")
    folders = 1 + sum(len(inner) for _, inner, _ in os.walk(folder))
    return f"{folders - watched} of {folders} folders have no watch" if watched < folders else ""

"""Waking the scan early when something moves in the outboxes.

Events are only a hint: watchdog loses them when its queue overflows and sees nothing of other
hosts' writes (findings/engine.md 3). Whoever waits here looks for himself every second anyway.
"""

import contextlib
import logging
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
def ring_on_change(folder: Path, bell: threading.Event) -> Iterator[None]:
    """Set ``bell`` when something changes below ``folder``; without inotify nothing rings."""
    observer = Observer()
    observer.schedule(_Bell(bell), str(folder), recursive=True, event_filter=_NEWS)
    # On stopping, its thread may still be told of an event and complains of its own end.
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)
    try:
        observer.start()
    except OSError:
        yield  # no watches left on this machine: the periodic scan does it alone
        return
    try:
        yield
    finally:
        observer.stop()
        observer.join(timeout=5)

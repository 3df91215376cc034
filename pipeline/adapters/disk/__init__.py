"""The durable-write module: every file that matters is written, moved and removed here."""

from pipeline.adapters.disk.local import LocalDisk
from pipeline.adapters.disk.points import Hook, Point

__all__ = ["Hook", "LocalDisk", "Point"]

"""What the office needs from a disk so that a power cut leaves either the old or the new.

Paths are plain text: this floor touches no file system. Every durable act of Paraf goes through
these three, so that faults are enumerated over one small module.
"""

from typing import Protocol


class Disk(Protocol):
    """Writes that are complete and on the platter, or that never happened.

    Every method raises ``OSError`` as the operating system reports it; the caller decides
    whether that is worth another try.
    """

    def write(self, path: str, data: bytes) -> None:
        """Put ``data`` at ``path``, replacing what was there; never partial under that name.

        Written to a temporary name in the same folder, fsynced, renamed, folder fsynced.
        """
        ...

    def publish(self, built: str, final: str) -> None:
        """Rename the fully fsynced file or tree ``built`` to ``final``, replacing nothing.

        Both parent folders are fsynced.

        Raises:
            FileExistsError: Something already stands at ``final``.
        """
        ...

    def sync_tree(self, top: str) -> None:
        """Fsync every file and folder at and below ``top``."""
        ...

"""What the office needs from a disk so that a power cut leaves either the old or the new.

Paths are plain text: this floor touches no file system. Every durable act of Paraf goes through
here, so that faults are enumerated over one small module (findings/faults.md F1-F6, decision
0011). Every method raises ``OSError`` as the operating system reports it; the caller decides
whether that is worth another try. A try begins anew, with a new file: an fsync that failed is
never repeated and believed, since the kernel forgets what it could not write.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

#: Names that begin like this are ours and half made; a start sweeps them away.
PARTIAL = ".paraf-"


class Disk(Protocol):
    """Changes that are complete and on the platter, or that never happened."""

    def write(
        self, path: str, data: bytes, *, mode: int | None = None, beside: str | None = None
    ) -> None:
        """Put ``data`` at ``path``, replacing what was there; never partial under that name.

        Written to a temporary name in the same folder (or in ``beside``, another one on the same
        device, where a start finds what a crash left), fsynced, renamed, folder fsynced.
        """
        ...

    def write_new(self, path: str, data: bytes, *, mode: int | None = None) -> None:
        """Put ``data`` at ``path``, complete or not at all.

        Raises:
            FileExistsError: Something already stands there.
        """
        ...

    def take(self, source: str, final: str) -> None:
        """Move what somebody else laid at ``source`` to ``final``, replacing nothing.

        Its bytes are durable before it moves, both folders afterwards. Across devices it is
        copied, and the source removed last: a crash in between leaves both.

        Raises:
            FileExistsError: Something already stands at ``final``.
            FileNotFoundError: Nothing is at ``source``.
        """
        ...

    def publish(self, built: str, final: str) -> None:
        """Rename the fully fsynced file or tree ``built`` to ``final``, replacing nothing.

        Both parent folders are fsynced.

        Raises:
            FileExistsError: Something already stands at ``final``.
        """
        ...

    def supplant(self, built: str, final: str) -> None:
        """Rename the fully fsynced file ``built`` over what stood at ``final``, if anything did.

        Both parent folders are fsynced.
        """
        ...

    def build(self, path: str, content: Iterable[bytes], *, mode: int | None = None) -> None:
        """Write a new file that counts for nothing yet: durable only after ``sync_tree``."""
        ...

    def sync_tree(self, top: str) -> None:
        """Fsync every file and folder at and below ``top``."""
        ...

    def sync_folder(self, path: str) -> None:
        """Make a folder's entries durable: what is found there is there after a power cut."""
        ...

    def make_folder(self, path: str, *, mode: int | None = None) -> None:
        """Make a folder and those above it, durably; one that is there is left alone."""
        ...

    def set_mode(self, path: str, mode: int) -> None:
        """Change the rights of a file or folder, durably; a link is not followed."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file, durably; nothing happens to one that is gone."""
        ...

    def remove_folder(self, path: str) -> None:
        """Remove an empty folder; after a power cut it may be there again."""
        ...

    def remove_tree(self, path: str, *, first: Sequence[str] = ()) -> None:
        """Remove a folder of ours and all in it; after a power cut it may be there again.

        Args:
            path: The folder; nothing happens if it is gone. Links in it are not followed.
            first: Names that go before all others, so that a crash in between is understood.
        """
        ...

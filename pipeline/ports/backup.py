"""What a backup of an office is made with: a folder elsewhere that keeps bytes and lists.

Names are those of the office: relative to its folder, with ``/``. Methods raise ``NotYet`` when a
disk is full, away or read-only.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.ports.store import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into a backup, and what is told of it."""

    office_name: str
    made_at: datetime
    paraf: str  #: which version made it
    demo: bool
    has_archive: bool
    memory: Memory
    files: Mapping[str, str]  #: name to SHA-256
    faults: tuple[str, ...]  #: what the office itself lacks or holds damaged, English


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that is complete."""

    path: str
    manifest_sha256: str
    files: int
    bytes: int
    written: int  #: of these bytes, those that no earlier backup held
    head: tuple[int, str]
    faults: tuple[str, ...]


class Backups(Protocol):
    """A backup in the making."""

    def tree(self, *names: str, skip: Collection[str] = ()) -> dict[str, str]:
        """Keep all plain files at or below these; what vanishes meanwhile is left out."""
        ...

    def archive(self) -> dict[str, str]:
        """Keep the archive, each berkas while nobody adds to it."""
        ...

    def database(self) -> tuple[dict[str, str], Memory]:
        """Keep the database as it stands at one moment, and tell what it remembers there."""
        ...

    def note(self, fault: str) -> None:
        """Remember something that is wrong with the office."""
        ...

    def faults(self) -> tuple[str, ...]:
        """What was found wrong with the office so far."""
        ...

    def finish(self, contents: Contents) -> Made:
        """Write the lists, read them back, and give the backup its name."""
        ...

"""What ``paraf check`` needs from the office's folders: to look at everything, changing nothing.

Nothing is followed, created, locked or touched; the office may lie on read-only media. Paths are
plain text, as from the office's folder. All methods raise ``NotYet`` when a folder cannot be read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One folder of ``.paraf/claimed``."""

    id: str
    path: str
    readable: bool  #: whether its claim.json can be read
    written_for: str  #: the claim for which its claim.json was written; empty in an older one
    has_file: bool
    has_returned: bool  #: whether its file was, or is being, moved into an inbox
    facts: Mapping[str, str]  #: ``folder``, ``name`` and ``at`` as claim.json says


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One regular file in an inbox."""

    folder: str
    name: str
    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One file of the record."""

    name: str  #: what its digest should be
    path: str
    sha256: str  #: what it is
    size: int


class Survey(Protocol):
    """A look at an office's folders."""

    def claims(self) -> Sequence[Held]:
        """What is in our keeping."""
        ...

    def inboxes(self) -> Iterator[Lying]:
        """What lies in the inboxes; half-written files are not among it."""
        ...

    def record(self) -> Iterator[Kept]:
        """Every file of the record, read once."""
        ...

    def kept(self, sha256: str) -> Kept | None:
        """One file of the record, read now; None when it is not there."""
        ...

    def half_written(self) -> Sequence[str]:
        """Paths of files under a temporary name."""
        ...

    def object_path(self, sha256: str) -> str:
        """Where bytes of the record lie, or should."""
        ...

    def somebody_works(self) -> bool:
        """Whether a Paraf is at work in this office, as far as can be told without disturbing."""
        ...

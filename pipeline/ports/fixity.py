"""What the office needs to have its archive re-read in the background, and to remember how it was.

*Fixity* is what archivists call it that a file is still the file that was filed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pipeline.errors import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """One berkas that was read again."""

    path: str
    findings: tuple[Finding, ...]
    copied: bool = False  #: its second copy is sound now
    written: int = 0  #: files that the second copy lacked, or had otherwise
    copy_trouble: str = ""  #: why there is no sound second copy; English


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixity:
    """How a berkas stood when it was looked at last. Moments are aware."""

    seen_at: datetime  #: when it was first noticed here
    read_at: datetime | None = None  #: last time it was read again
    good_at: datetime | None = None  #: last time it was read again and was as it had been filed
    bad_since: datetime | None = None  #: when the damage that it has now was found first
    findings: tuple[Finding, ...] = ()
    copied: str = ""  #: digest of the manifest under which its second copy was sound last
    copy_tried_at: datetime | None = None
    copy_trouble: str = ""


class Rereader(Protocol):
    """Reads berkas again where that is in nobody's way; one batch at a time."""

    def begin(self, berkas: Mapping[str, str | None], *, is_first_copy: bool) -> None:
        """Begin a batch: places of berkas, with their manifest's digest where the ledger has it.

        Where the office keeps a second copy of its archive, each sound berkas is copied there, too.
        With ``is_first_copy`` nothing was ever copied there: the folder is still empty.
        """
        ...

    def is_busy(self) -> bool:
        """Whether a batch is under way."""
        ...

    def results(self) -> Sequence[Reread]:
        """What was read since this was asked last; nobody waits."""
        ...


class FixityMemory(Protocol):
    """Remembers from one start to the next. Losing it costs one more reading of everything."""

    def load(self) -> Mapping[str, Fixity]:
        """All that is known, by place."""
        ...

    def save(self, known: Mapping[str, Fixity]) -> None:
        """Remember this instead.

        Raises:
            OSError: It cannot be written.
        """
        ...

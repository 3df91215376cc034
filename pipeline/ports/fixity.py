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
    anchor: str | None = None  #: digest of its manifest, where the ledger knows it


class Rereader(Protocol):
    """Reads berkas again where that is in nobody's way; one batch at a time."""

    def begin(self, berkas: Mapping[str, str | None], *, is_first_copy: bool) -> None:
        """Begin a batch: places of berkas, with their manifest's digest where the ledger has it.

        Where the office keeps a second copy of its archive, each sound berkas is copied there, too.
        With ``is_first_copy`` nothing was ever copied there: the folder is still empty.
        """
        ...

    def begin_census(self) -> None:
        """Begin to look which berkas stand in the archive, and whether its lists are as made."""
        ...

    def is_busy(self) -> bool:
        """Whether a batch or a census is under way."""
        ...

    def census(self) -> frozenset[str] | None:
        """The places of all berkas, told once; None while no census came to its end."""
        ...

    def results(self) -> Sequence[Reread]:
        """What was read since this was asked last; nobody waits."""
        ...


class FixityMemory(Protocol):
    """Remembers from one start to the next. Losing it costs one more reading of everything.

    Nothing here is ever asked for all that is known. Every method raises ``OSError`` when it
    cannot be read or written now.
    """

    def seen(self) -> tuple[int, str]:
        """Number and hash of the newest ledger line whose filings are known here; 0 for none."""
        ...

    def note_filings(
        self, line: tuple[int, str], anchors: Mapping[str, str], now: datetime
    ) -> None:
        """Up to this ledger line these berkas were filed or grew: manifests' digests by place."""
        ...

    def note_places(self, places: frozenset[str], now: datetime) -> None:
        """These are the berkas that stand in the archive.

        One that is not there and that the ledger does not know is forgotten.
        """
        ...

    def forget_everything(self) -> None:
        """The ledger is another one than before."""
        ...

    def of(self, path: str) -> Fixity | None:
        """How a berkas stood last; None for one that nobody has noticed here."""
        ...

    def remember(self, known: Mapping[str, Fixity]) -> None:
        """Remember how these stand."""
        ...

    def troubled(self) -> Mapping[str, Fixity]:
        """Those that are damaged, or lack a second copy for a reason."""
        ...

    def count(self) -> int:
        """How many there are."""
        ...

    def last_read(self) -> datetime | None:
        """When anything was read last, or the first one was noticed where nothing ever was."""
        ...

    def longest_unread(self, count: int) -> Mapping[str, Fixity]:
        """Those that were not read (or noticed, where they never were) for longest, in order."""
        ...

    def damaged_unread_since(self, moment: datetime, count: int) -> Mapping[str, Fixity]:
        """Damaged ones that were not read since then, those unread for longest first."""
        ...

    def read_after(self, moment: datetime, count: int) -> Mapping[str, Fixity]:
        """Those that were read, or noticed, later than that."""
        ...

    def uncopied(self, tried_before: datetime, count: int) -> Mapping[str, Fixity]:
        """Those whose second copy is not what the ledger knows, and was not tried since then."""
        ...

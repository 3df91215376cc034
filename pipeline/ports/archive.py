"""What the office needs from the archive: file away, add, examine, list.

Terminology (UU 43/2009 and the practice of unit kearsipan, see ``docs/glossary.md``):

* *berkas*: the file of one matter, closed and numbered within a year and a klasifikasi.
* *item*: one paper of a berkas, with its own three-digit number. It may have several files: the
  readable rendition, the source it was made from, and evidence handed in with it.
* *list*: ``000 Daftar Isi Berkas``, the only thing that is replaced when items are added.
* *manifest*: one line of digest and name for each file, in the format of ``sha256sum``.

Paths that cross this port are relative to the archive's root and use ``/``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from pipeline.domain.retention import Rule
from pipeline.errors import Finding

#: Beside the berkas: number and hash of a ledger line that the archive saw.
WITNESS = ".paraf.head"

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


class FileRole(StrEnum):
    """What a file is to its item; the value is what the archivist reads in the metadata."""

    RENDITION = "naskah"
    SOURCE = "sumber"
    ATTACHMENT = "lampiran"  #: made with the naskah, such as the recap's workbook
    EVIDENCE = "bukti dukung"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFile:
    """One file to be filed."""

    role: FileRole
    #: extension with or without dot; anything odd becomes ``bin``
    suffix: str
    #: the bytes when called for, or the absolute path of the file that holds them
    content: Callable[[], bytes] | str
    #: under which the ledger knows these bytes; anything else is refused
    sha256: str
    #: name it had when it was handed in, kept in the metadata only
    original_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Another berkas, for the tunjuk silang of this one."""

    #: what it is to this one, in Indonesian: "triwulan sebelumnya"
    relation: str
    title: str
    path: str
    manifest_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One paper of a berkas."""

    #: 1 and up, unique in the berkas; 0 takes the next free number
    number: int = 0
    dated_on: date
    title: str
    nomor: str | None = None
    #: Paraf's code of the document
    code: str
    kind: str
    files: tuple[ItemFile, ...]
    #: klasifikasi, code and name, under which a tunjuk silang points to it
    cross_references: tuple[str, ...] = ()
    #: signer, level of signature, access, relations, history: see domain 8.5
    metadata: Mapping[str, Json] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.files or self.number < 0:
            message = f"item {self.code}: needs files and a number that is not negative"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Berkas:
    """Everything that is filed away at once when a cycle closes."""

    year: int
    classification_code: str
    classification_name: str
    number: int
    title: str
    #: pencipta arsip, the office
    creator: str
    #: unit pengolah
    unit: str
    #: ready to print: "aktif 2 tahun, inaktif 3 tahun, musnah"
    retention: str
    #: the JRA on which it rests
    retention_basis: str = ""
    #: the same for programs; with the day from which its years are reckoned
    retention_rule: Rule | None = None
    closed_on: date | None = None
    access: str
    items: tuple[Item, ...]
    #: aware; the archive asks no clock, so that the same berkas gives the same bytes
    filed_at: datetime
    #: the cycle's events as JSON lines
    ledger_extract: bytes
    #: PEM by file name
    certificates: Mapping[str, bytes] = field(default_factory=dict)
    contents_pdf: bytes | None = None
    #: what ``Archive.contents_manifest`` gave for the berita acara, which prints its digest
    contents_manifest: bytes | None = None
    #: berkas filed before that belong with it
    related: tuple[Related, ...] = ()
    metadata: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Items that come to a berkas after it was filed, for example a unit's late data."""

    items: tuple[Item, ...]
    #: why, in one Indonesian sentence
    reason: str
    filed_at: datetime
    ledger_extract: bytes
    certificates: Mapping[str, bytes] = field(default_factory=dict)
    #: must be given again when the berkas has one, else the list would fall behind
    contents_pdf: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledFile:
    """A file as it lies in the archive. Digest and size are those recorded at filing."""

    name: str
    role: FileRole
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledItem:
    """An item as it lies in the archive."""

    number: int
    dated_on: date
    title: str
    nomor: str | None
    code: str
    kind: str
    files: tuple[FiledFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """Proof of filing: where it lies and the digest of its manifest, to be put in the ledger."""

    path: str
    #: 1 for the first filing, one more for each addition
    version: int
    manifest_sha256: str
    items: tuple[FiledItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BerkasEntry:
    """One berkas as the catalogue shows it."""

    path: str
    year: int
    classification_code: str
    classification_name: str
    number: int
    title: str
    creator: str
    unit: str
    retention: str
    #: as it was filed; one that an older Paraf filed has words only
    retention_rule: Rule | None = None
    closed_on: date | None = None
    access: str
    #: of the first filing, and of the last addition
    filed_at: datetime
    changed_at: datetime
    version: int
    items: tuple[FiledItem, ...]

    @property
    def next_number(self) -> int:
        """The number that the next item will get."""
        return max((item.number for item in self.items), default=0) + 1


class Archive(Protocol):
    """Where closed matters lie so that they can be proved without Paraf.

    Filing and adding cost the same however much lies there. The lists and the catalogue are made
    from what lies there, and follow: ``bring_up_to_date`` writes what they lack.

    All methods raise ``NotYet`` when the disk is full, read-only or away, or when another worker
    is writing. Nothing that was filed is ever changed or deleted.
    """

    def contents_manifest(self, berkas: Berkas) -> bytes:
        """Write which files the items of a berkas will be, in the format of ``sha256sum``.

        Only its heading and items are looked at; nothing is read or written.
        """
        ...

    def file_away(self, berkas: Berkas) -> Filed:
        """File a berkas, complete or not at all. The same berkas again gives the same answer.

        Raises:
            Tampered: A18 the bytes handed over are not those recorded; A19 something else
                already has this place or number; A22 the items are not those of its
                ``contents_manifest``.
        """
        ...

    def append(self, path: str, addition: Addition) -> Filed:
        """Add items to a filed berkas. Items that already lie there are not added twice.

        Raises:
            Refused: A20 an item number is already taken by something else; A21 no such berkas.
            Tampered: A06, A08 or A09 the berkas cannot be built upon; A18 as above;
                A19 something that does not belong there lies in the way.
        """
        ...

    def verify(
        self,
        path: str | None = None,
        *,
        anchors: Mapping[str, str] | None = None,
        among: Collection[str] | None = None,
    ) -> tuple[Finding, ...]:
        """Re-read one berkas, some, or everything, and name whatever is not as it was filed.

        Changes nothing. Every finding carries the fact ``path``.

        Args:
            path: One berkas; nothing for all.
            anchors: Path of a berkas to the manifest digest that the ledger holds. Only with it
                can a forger who rewrote file and manifests together, or took away a whole
                berkas, be found.
            among: Without ``path``: only these berkas, and not what lies beside them.
        """
        ...

    def places(self) -> tuple[str, ...]:
        """Name every berkas by where it stands, readable or not."""
        ...

    def listing(self) -> tuple[BerkasEntry, ...]:
        """All berkas by year, klasifikasi and number.

        One whose metadata cannot be read is left out here and named by ``verify``.
        """
        ...

    def mend_pointers(self, path: str | None = None) -> None:
        """Lay the tunjuk silang that are missing; one that lies there is left as it is.

        Args:
            path: Only those to the items of this berkas.
        """
        ...

    def witness(self) -> tuple[int, str] | None:
        """Number and hash of the ledger line that the archive remembers; None when it does not."""
        ...

    def bear_witness(self, head: tuple[int, str]) -> None:
        """Let the archive remember a ledger line: a database without it is older than this."""
        ...

    def recover(self) -> None:
        """Finish or sweep away what a crash left behind. Safe at any time."""
        ...

    def is_behind(self) -> bool:
        """Whether lists or catalogue are known to lack something; a look at one folder."""
        ...

    def bring_up_to_date(self, *, everything: bool = False) -> None:
        """Write what the lists and the catalogue lack, or all of them; it takes its time.

        What is filed meanwhile is left for the next time. Broken off, it is begun again.

        Raises:
            NotYet: Also when somebody else is at it.
        """
        ...

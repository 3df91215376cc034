"""A berkas in a bag: BagIt 1.0 (RFC 8493), the form in which archives hand over to one another.

The payload is the berkas exactly as it lies, ``_meta`` and all; nothing is left to be fetched. Both
manifests and both tag manifests have the format of coreutils, so ``sha256sum -c`` checks a bag.
Names stand in the manifests as they are. RFC 8493 2.1.3 would write a percent sign as ``%25``, but
no known reader decodes it (bagit-python issue 157) and ``sha256sum`` neither: only names in which a
reader would decode something else (``%0A``, ``%0D``, ``%25``) cannot be carried, and are refused.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.adapters.archive.manifest import (
    SHA256_MANIFEST,
    SHA512_MANIFEST,
    Digests,
    digests_of_bytes,
    format_manifest,
    parse_manifest,
    read_regular,
)
from pipeline.adapters.archive.naming import legal_name
from pipeline.adapters.archive.stage import chunks_of
from pipeline.errors import Finding, NotYet, Refused
from pipeline.ports.archive import BerkasEntry
from pipeline.ports.disk import Disk
from pipeline.wording.sizes import size_words

DATA = "data"
DECLARATION, INFO = "bagit.txt", "bag-info.txt"
#: our own key in ``bag-info.txt``: what the ledger of the sender knows the berkas by
MANIFEST_KEY = "Paraf-Manifest-SHA256"
_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_DECODED = re.compile("%(0A|0D|25)", re.IGNORECASE)
#: so that a bag's longest path stays about as long as the berkas' own within the archive
_NAME_ROOM = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who hands over, and when."""

    organization: str
    address: str
    contact: str  #: a post, not a person
    bagged_on: date
    agent: str  #: the program, with its version


def bag_name(entry: BerkasEntry) -> str:
    """Name a bag: ``000.8.6.3-2026-001``, with ``-v2`` once something was added to the berkas.

    Short, since it stands before every path of the berkas wherever the bag is unpacked.
    """
    added = f"-v{entry.version}" if entry.version > 1 else ""
    tail = f"-{entry.year:04d}-{entry.number:03d}{added}"
    return legal_name(entry.classification_code, _NAME_ROOM - len(tail)) + tail


class Bag:
    """One bag being put together in a folder of ours, where it counts for nothing yet.

    Args:
        folder: Where it is built; made here.
        disk: Writes.
    """

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.folder = folder
        self._disk = disk
        #: what the payload, and beside it the tag files, were written as
        self.payload: dict[str, Digests] = {}
        self._tags: dict[str, Digests] = {}

    def fill(self, berkas: Path, anchor: str) -> None:
        """Copy a berkas into it, comparing each file with the manifests while it is read.

        Args:
            berkas: Its folder.
            anchor: Digest of its SHA-256 manifest as the ledger holds it.

        Raises:
            Refused: A34 a name that no bag can carry.
            NotYet: The berkas changed after it was verified.
        """
        short = parse_manifest(read_regular(berkas / SHA256_MANIFEST), 64)
        long = parse_manifest(read_regular(berkas / SHA512_MANIFEST), 128)
        odd = [name for name in short if _DECODED.search(name)]
        if odd:
            raise Refused(*(Finding("A34", {"path": name}) for name in odd))
        for name in sorted(short):
            found = self._copy(berkas / name, name)
            if (found.sha256, found.sha512) != (short[name], long.get(name, found.sha512)):
                raise NotYet(f"{berkas / name} changed while it was read")
        if self._copy(berkas / SHA256_MANIFEST, SHA256_MANIFEST).sha256 != anchor:
            raise NotYet(f"{berkas / SHA256_MANIFEST} changed while it was read")

    def describe(self, info: Mapping[str, str]) -> None:
        """Lay the tag files over the payload; ``info`` is what ``bag-info.txt`` says, in order."""
        total = sum(each.size for each in self.payload.values())
        told = {
            **info,
            "Payload-Oxum": f"{total}.{len(self.payload)}",
            "Bag-Size": size_words(total),
        }
        lines = "".join(f"{key}: {' '.join(value.split())}\n" for key, value in told.items())
        self._lay(DECLARATION, _DECLARED)
        self._lay(INFO, lines.encode())
        for algorithm in ("sha256", "sha512"):
            digests = {
                f"{DATA}/{name}": _of(each, algorithm) for name, each in self.payload.items()
            }
            self._lay(f"manifest-{algorithm}.txt", format_manifest(digests))
        tags = dict(self._tags)
        for algorithm in ("sha256", "sha512"):
            digests = {name: _of(each, algorithm) for name, each in tags.items()}
            self._lay(f"tagmanifest-{algorithm}.txt", format_manifest(digests))

    @property
    def digests(self) -> dict[str, Digests]:
        """Everything that was written, by its path in the bag."""
        return {f"{DATA}/{name}": each for name, each in self.payload.items()} | self._tags

    def _copy(self, source: Path, name: str) -> Digests:
        target = self.folder / DATA / name
        self._disk.make_folder(str(target.parent))
        reading = HashedReading(chunks_of(source))
        self._disk.build(str(target), reading)
        self.payload[name] = reading.digests
        return reading.digests

    def _lay(self, name: str, data: bytes) -> None:
        self._disk.build(str(self.folder / name), [data])
        self._tags[name] = digests_of_bytes(data)


class HashedReading:
    """Chunks on their way from one place to another, with what they came to."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._short, self._long, self._size = hashlib.sha256(), hashlib.sha512(), 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._short.update(chunk)
            self._long.update(chunk)
            self._size += len(chunk)
            yield chunk

    @property
    def digests(self) -> Digests:
        """Of what has passed so far."""
        return Digests(self._short.hexdigest(), self._long.hexdigest(), self._size)


def info_of(entry: BerkasEntry, anchor: str, sender: Sender) -> dict[str, str]:
    """What ``bag-info.txt`` says of a berkas, with the reserved keys of RFC 8493 2.2.2."""
    klass = f"{entry.classification_code} {entry.classification_name}"
    changed = f", versi {entry.version}" if entry.version > 1 else ""
    return {
        "Source-Organization": sender.organization,
        "Organization-Address": sender.address,
        "Contact-Name": sender.contact,
        "External-Description": f"{entry.title}; {len(entry.items)} item",
        "External-Identifier": f"{entry.classification_code}/{entry.year}/{entry.number:03d}",
        "Bagging-Date": sender.bagged_on.isoformat(),
        "Internal-Sender-Identifier": entry.path,
        "Internal-Sender-Description": f"Berkas nomor {entry.number:03d} tahun {entry.year}"
        f"{changed}, klasifikasi {klass}; pencipta arsip {entry.creator}; unit pengolah "
        f"{entry.unit}; akses {entry.access}; retensi {entry.retention}",
        "Bag-Software-Agent": sender.agent,
        MANIFEST_KEY: anchor,
    }


def _of(digests: Digests, algorithm: str) -> str:
    return digests.sha256 if algorithm == "sha256" else digests.sha512

"""What the archive says by itself, for an office that lost its memory, or has an older one.

Beside the berkas lies ``.paraf.head``: number and hash of a ledger line that was there when the
office last worked with this archive. It travels with the archive, so that a database brought back
from a backup shows to be older.
"""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pipeline.adapters.archive.examine import examine_berkas
from pipeline.adapters.archive.holding import Holding, berkas_paths, open_holding
from pipeline.adapters.archive.manifest import META, read_regular
from pipeline.adapters.archive.record import filed_item
from pipeline.errors import NotYet, Tampered
from pipeline.ports.archive import WITNESS
from pipeline.ports.disk import Disk
from pipeline.ports.rebuilding import Testimony

_EXTRACT = re.compile(r"buku-kejadian(?:\.v([0-9]+))?\.jsonl")
_WITNESS = re.compile(r"([1-9][0-9]*) ([0-9a-f]{64})\n?")
_LONGEST = 200
#: of a berkas that does not say
_NO_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")


def testimonies(root: Path) -> list[Testimony]:
    """What every berkas says, in the order of their names.

    Raises:
        NotYet: the archive cannot be read now.
    """
    try:
        return [_testimony(root, path) for path in berkas_paths(root)]
    except OSError as error:
        raise NotYet(f"the archive cannot be read: {error}") from error


def _testimony(root: Path, path: str) -> Testimony:
    faults = tuple(
        f"{each.code} {each.facts.get('path', path)}" for each in examine_berkas(root, path, None)
    )
    year, klass, name = path.split("/")
    number = int(name.partition(" ")[0])
    try:
        holding = open_holding(root, path)
    except Tampered as error:
        return Testimony(
            path=path,
            year=int(year),
            classification_code=klass.partition(" ")[0],
            number=number,
            title=name.partition(" ")[2],
            creator="",
            cycle="",
            filed_at=_NO_MOMENT,
            version=0,
            origin=path,
            manifest_sha256="",
            extracts={},
            certificates={},
            items=(),
            digests={},
            faults=(*faults, str(error)),
        )
    first = holding.first
    return Testimony(
        path=path,
        year=first.tahun,
        classification_code=first.kode_klasifikasi,
        number=number,
        title=first.judul,
        creator=first.pencipta,
        cycle=str(first.metadata.get("siklus", "")),
        filed_at=first.diberkaskan_pada,
        version=holding.version,
        origin=first.lokasi,
        manifest_sha256=holding.manifest_sha256,
        extracts=dict(_extracts(holding)),
        certificates=dict(_certificates(holding)),
        items=tuple(filed_item(line) for line in holding.lines),
        digests=holding.sha256,
        faults=faults,
    )


def _extracts(holding: Holding) -> Iterator[tuple[str, bytes]]:
    found = []
    for name in holding.sha256:
        parts = _EXTRACT.fullmatch(name.removeprefix(f"{META}/"))
        if parts:
            found.append((int(parts[1] or 1), name))
    for _, name in sorted(found):
        path = holding.folder / name
        if path.is_file():
            yield name, read_regular(path)


def _certificates(holding: Holding) -> Iterator[tuple[str, bytes]]:
    for name in sorted(holding.sha256):
        path = holding.folder / name
        is_one = name.startswith(f"{META}/sertifikat/") and path.is_file()
        if is_one and (found := _PEM.search(read_regular(path))):
            yield path.name, base64.b64decode(found[1])


def witness_in(root: Path) -> tuple[int, str] | None:
    """Number and hash of the ledger line that the archive remembers; None when it does not."""
    try:
        with (root / WITNESS).open("rb") as file:
            found = _WITNESS.fullmatch(file.read(_LONGEST).decode("ascii", "replace"))
    except OSError:
        return None
    return (int(found[1]), found[2]) if found else None


def bear_witness(root: Path, disk: Disk, head: tuple[int, str]) -> None:
    """Let the archive remember a ledger line.

    Raises:
        NotYet: the archive cannot be written now.
    """
    try:
        disk.write(str(root / WITNESS), f"{head[0]} {head[1]}\n".encode(), mode=0o644)
    except OSError as error:
        raise NotYet(f"the archive cannot be written: {error}") from error

"""An office that has worked for ages: one played office, its cycle filed a thousand times over.

A few berkas are filed through the archive's own port, the others are laid beside them. The rows of
the database are copies of those of the played cycle, under other names, numbers and codes, with a
chain that holds.
"""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

from pipeline.adapters.archive import FolderArchive
from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.store.chain import canonical, line_hash
from pipeline.domain.cycle import Status
from pipeline.ports.archive import WITNESS, Berkas, Filed, FileRole, Item, ItemFile

_DATA = b"%PDF-1.7 surat\n" + b"x" * 4000
_REAL = 10  #: so many are filed through the archive's port; that takes its time
_FILED_AT = datetime(2026, 10, 16, tzinfo=UTC)
_FIRST_NUMBER = 1000  #: below it lies what the office itself will file


def grow_old(office: Path, berkas: int) -> None:
    """Give an office so many cycles that are long closed, and their berkas.

    Args:
        office: Where one cycle was played, and no Paraf works now.
        berkas: How many.
    """
    filed = fill_archive(office / "archive", berkas)
    forget_witness(office)
    with closing(sqlite3.connect(office / ".paraf" / "office.db")) as base:
        base.execute("PRAGMA synchronous=OFF")
        with base:
            fill_store(base, filed)
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def forget_witness(office: Path) -> None:
    """Let the archive remember no line of a ledger that is not the office's any more."""
    (office / "archive" / WITNESS).unlink(missing_ok=True)


@contextmanager
def _unsynced() -> Iterator[None]:
    """Nobody will miss these berkas after a power cut."""
    with mock.patch.object(os, "fsync", return_value=None):
        yield


def fill_archive(root: Path, berkas: int) -> list[Filed]:
    """File some small berkas, lay copies of them for the rest, and bring the lists up to date.

    A copy has a record of its own; its other files are the same ones under a second name.
    """
    archive = FolderArchive(root, LocalDisk())
    with _unsynced():
        filed = [
            archive.file_away(berkas_of(_FIRST_NUMBER + at)) for at in range(min(berkas, _REAL))
        ]
        filed += [_copy(root, filed[0], _FIRST_NUMBER + at) for at in range(_REAL, berkas)]
        archive.bring_up_to_date(everything=True)
    return filed


def _copy(root: Path, filed: Filed, number: int) -> Filed:
    like = berkas_of(number)
    path = f"{filed.path.rpartition('/')[0]}/{number} {like.title}"
    source, target = root / filed.path, root / path
    for folder, _, names in os.walk(source):
        here = target / Path(folder).relative_to(source)
        here.mkdir()
        for name in names:
            if name == "berkas.json":
                record = json.loads(Path(folder, name).read_bytes())
                record |= {"lokasi": path, "nomor_berkas": number, "judul": like.title}
                (here / name).write_text(json.dumps(record), "utf-8")
            else:
                os.link(Path(folder, name), here / name)
    return replace(filed, path=path)


def berkas_of(number: int, items: int = 2) -> Berkas:
    """A small berkas."""
    file = ItemFile(
        role=FileRole.RENDITION,
        suffix="pdf",
        content=lambda: _DATA,
        sha256=sha256(_DATA).hexdigest(),
    )
    paper = Item(dated_on=date(2026, 10, 1), title="Surat", code="K-1", kind="surat", files=(file,))
    return Berkas(
        year=2026,
        classification_code="000.8.6.3",
        classification_name="Akuntabilitas Kinerja Instansi Pemerintah",
        number=number,
        title=f"Berkas Lama {number}",
        creator="Badan Contoh",
        unit="Sekretariat",
        retention="aktif 2 tahun",
        access="Terbatas",
        items=tuple(replace(paper, number=at + 1) for at in range(items)),
        filed_at=_FILED_AT,
        ledger_extract=b"",
    )


def fill_store(base: sqlite3.Connection, filed: list[Filed]) -> None:
    """Close the only cycle of a database again for each of these berkas."""
    base.row_factory = sqlite3.Row
    played = {
        table: [dict(row) for row in base.execute(f"SELECT * FROM {table}")]  # noqa: S608
        for table in ("cycle", "ledger", "document", "number")
    }
    (cycle,) = played["cycle"]
    codes = sorted({row["code"] for row in played["document"]} - {""})
    pattern = re.compile("|".join(map(re.escape, [cycle["id"], *codes])))
    told = [row for row in played["ledger"] if row["cycle"]]
    base.execute("DELETE FROM ledger")
    chain = _Chain(base, played["ledger"][0]["previous"])
    for at, each in enumerate(filed):
        names = {name: f"{name}-L{at}" for name in codes} | {cycle["id"]: f"0001-{at:06d}"}

        def renamed(text: str, names: dict[str, str] = names) -> str:
            return pattern.sub(lambda found: names[found[0]], text)

        closed = {"id": renamed(cycle["id"]), **_closed(cycle, each, renamed)}
        _insert(base, "cycle", {**cycle, **closed})
        for row in played["document"]:
            fresh = {"cycle": renamed(cycle["id"]), "code": renamed(row["code"])}
            fresh |= {name: _another(row[name], at) for name in ("sha256", "head_sha256")}
            _insert(base, "document", {**row, **fresh})
        for row in played["number"]:
            fresh = {"number": row["number"] + 1_000 * (at + 1), "code": renamed(row["code"])}
            _insert(base, "number", {**row, **fresh, "text": f"{row['text']} L{at}"})
        for row in [*told, _filing(told[-1], each)]:
            fresh = {"cycle": renamed(row["cycle"]), "key": f"{renamed(row['key'])}:L{at}"}
            chain.append({**row, **fresh, "body": renamed(row["body"])})
    for row in played["ledger"]:  # what is still open came after all that
        chain.append(row)


def _another(digest: str, at: int) -> str:
    """The digest of other bytes: no two papers are the same."""
    return sha256(f"{digest} {at}".encode()).hexdigest()


class _Chain:
    """A ledger that is written anew from its beginning."""

    def __init__(self, base: sqlite3.Connection, beginning: str) -> None:
        self._base = base
        self._seq, self._hash = 0, beginning

    def append(self, row: dict[str, Any]) -> None:
        facts = {name: row[name] for name in ("cycle", "key", "type", "body")}
        self._seq += 1
        digest = line_hash(self._hash, self._seq, row["at"], facts)
        line = {**facts, "seq": self._seq, "at": row["at"], "previous": self._hash, "hash": digest}
        _insert(self._base, "ledger", line)
        self._hash = digest


def _closed(cycle: dict[str, Any], filed: Filed, renamed: Any) -> dict[str, Any]:
    state = json.loads(renamed(cycle["state"]))
    state |= {
        "status": Status.FILED.value,
        "filed_at": _FILED_AT.isoformat(),
        "berkas_path": filed.path,
        "berkas_sha256": filed.manifest_sha256,
    }
    return {
        "state": json.dumps(state, separators=(",", ":")),
        "waits": 0,
        "filed_at": _FILED_AT.timestamp(),
        "classification": filed.path.split("/")[1].partition(" ")[0],
    }


def _filing(like: dict[str, Any], filed: Filed) -> dict[str, Any]:
    event = {
        "type": "Filed",
        "path": filed.path,
        "manifest_sha256": filed.manifest_sha256,
        "items": 2,
    }
    return {**like, "key": "filed", "type": "Filed", "body": canonical({"event": event})}


def _insert(base: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    base.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))  # noqa: S608

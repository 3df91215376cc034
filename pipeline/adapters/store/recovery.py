"""Ledger lines from wherever they survived: a database, sound or torn, and the archive's extracts.

A line is believed by its own hash, and lines hold one another by naming the hash before. What is
not believed is named and left out; nothing here writes.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.adapters.store.chain import (
    REBUILT,
    beginning,
    sealed_hash,
    text_sha256,
    whole_hashes,
)
from pipeline.adapters.store.looking import memory_in
from pipeline.adapters.store.remembered import happened_in, sops_in
from pipeline.errors import NotYet
from pipeline.ports.rebuilding import Evidence, Gathered, RecoveredLine, Salvage, Stretch, Testimony
from pipeline.ports.store import Binding, Enrolled

_LINE = ("seq", "at", "cycle", "key", "type", "body", "previous", "hash")
_MOMENTS = ("valid_from", "valid_to", "enrolled_at", "revoked_at")
_CERTIFICATE = ("sha256", "post", "holder", "subject", "der", "issuer_der", "binding")
_BINDING = ("id", "post", "holder", "ca_der", "number_seal", "number_ends")
#: So many numbers in a row that a torn database does not give are the end of its ledger.
_MISSING = 2000


def salvage(database: Path) -> Salvage:
    """Read what can be read of a database that nobody has open.

    Raises:
        NotYet: it is sound, but of another version of Paraf, or the disk does not answer.
    """
    if not database.exists():
        return Salvage(
            office_id="", is_there=False, is_sound=False, lines=(), certificates=(), bindings=()
        )
    memory = memory_in(database, lambda: False)
    torn = _Torn(database)
    try:
        return Salvage(
            office_id=memory.office_id or torn.office_id(),
            is_there=True,
            is_sound=bool(memory.office_id) and not memory.breaks,
            lines=tuple(torn.lines()),
            certificates=tuple(torn.certificates()),
            bindings=tuple(torn.bindings()),
        )
    finally:
        torn.close()


class _Torn:
    """A database read row by row: what cannot be read is passed over."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)
        self._connection.row_factory = sqlite3.Row

    def close(self) -> None:
        self._connection.close()

    def _rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with contextlib.suppress(sqlite3.DatabaseError, UnicodeDecodeError):
            return self._connection.execute(statement, values).fetchall()
        return []

    def office_id(self) -> str:
        """The office's number, if it can be read."""
        rows = self._rows("SELECT value FROM fact WHERE key = 'office'")
        return str(rows[0]["value"]) if rows else ""

    def lines(self) -> Iterator[RecoveredLine]:
        """Every ledger line that holds by its own hash."""
        names = ", ".join(_LINE)
        yield from self._recovered(names, "ledger")
        yield from self._recovered(f"{names}, body_sha256", "recovered")

    def _recovered(self, names: str, table: str) -> Iterator[RecoveredLine]:
        numbers = self._rows(f"SELECT seq FROM {table} ORDER BY seq")  # noqa: S608 - ours
        wanted: Iterable[int] = [int(each["seq"]) for each in numbers]
        for row in self._each(names, table, wanted or range(1, 1 << 40)):
            if line := line_of(row):
                yield line

    def _each(self, names: str, table: str, wanted: Iterable[int]) -> Iterator[dict[str, Any]]:
        missing = 0
        for seq in wanted:
            rows = self._rows(f"SELECT {names} FROM {table} WHERE seq = ?", seq)  # noqa: S608
            missing = 0 if rows else missing + 1
            if missing > _MISSING:
                return
            yield from map(dict, rows)

    def certificates(self) -> Iterator[Enrolled]:
        """Enrolled certificates as the tables hold them."""
        for row in self._rows("SELECT * FROM certificate"):
            with contextlib.suppress(ValueError, TypeError, KeyError, IndexError):
                yield Enrolled(**{name: row[name] for name in _CERTIFICATE}, **_moments(row))

    def bindings(self) -> Iterator[Binding]:
        """Bindings as the table holds them."""
        for row in self._rows("SELECT * FROM binding"):
            with contextlib.suppress(ValueError, TypeError, KeyError, IndexError):
                yield Binding(**{name: row[name] for name in _BINDING}, **_moments(row))


def _moments(row: sqlite3.Row) -> dict[str, Any]:
    return {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _MOMENTS}


def line_of(row: Mapping[str, Any]) -> RecoveredLine | None:
    """A line from a row or an extract, if it holds by its own hash; else None."""
    try:
        facts = {name: row[name] for name in ("cycle", "key", "type")}
        named = str(row["previous"]), int(row["seq"]), str(row["at"]), facts
        body, told = row.get("body"), row.get("body_sha256")
        if body is None:
            body_sha256, holds = str(told), row["hash"] == sealed_hash(*named, str(told))
        else:
            body_sha256, holds = (
                text_sha256(str(body)),
                row["hash"] in whole_hashes(*named, str(body)),
            )
        if not holds:
            return None
        return RecoveredLine(
            seq=named[1],
            at=named[2],
            body=body,
            body_sha256=body_sha256,
            previous=named[0],
            hash=str(row["hash"]),
            **facts,
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def lines_in(extract: bytes) -> list[RecoveredLine]:
    """The lines of an extract.

    Raises:
        ValueError: one of them is none, or they are not in a row.
    """
    found: list[RecoveredLine] = []
    for at, text in enumerate(extract.decode().splitlines(), start=1):
        line = line_of(json.loads(text))
        if line is None:
            raise ValueError(f"its line {at} does not hold")
        if found and not _follows(found[-1], line):
            raise ValueError(f"its line {at} does not follow the one before")
        found.append(line)
    return found


def _follows(before: RecoveredLine, line: RecoveredLine) -> bool:
    """Whether a line stands right behind another; the one that tells of a rebuilding may leap."""
    is_next = line.seq == before.seq + 1
    return line.previous == before.hash and (is_next or line.type == REBUILT)


class Gathering:
    """Lines of several sources, put together."""

    def __init__(self, office_id: str) -> None:
        self._beginning = beginning(office_id)
        self._lines: dict[int, RecoveredLine] = {}
        self._faults: dict[str, str] = {}
        self._foreign: set[str] = set()

    def take(self, lines: Sequence[RecoveredLine]) -> str:
        """Take lines of one source in; all of them, or none and why (English)."""
        for line in lines:
            known = self._lines.get(line.seq)
            if known and known.hash != line.hash:
                return f"line {line.seq} is another one than elsewhere"
            for near, (one, other) in (
                (line.seq - 1, (self._lines.get(line.seq - 1), line)),
                (line.seq + 1, (line, self._lines.get(line.seq + 1))),
            ):
                if one and other and not _follows(one, other):
                    return f"line {line.seq} does not fit line {near}, which is known elsewhere"
            if line.seq == 1 and line.previous != self._beginning:
                return "it is of another office's ledger"
        for line in lines:
            known = self._lines.get(line.seq)
            if known is None or known.body is None:
                self._lines[line.seq] = line
        return ""

    def take_testimony(self, each: Testimony) -> None:
        """Take in what a berkas says; what is wrong with it is told."""
        for name, extract in each.extracts.items():
            try:
                why = self.take(lines_in(extract))
            except (ValueError, AttributeError) as error:
                why = str(error)
            if why:
                self._faults[each.path] = f"{name}: {why}"
                return
        if not each.extracts:
            self._faults[each.path] = "it holds no extract of the ledger"

    def take_if_joined(self, each: Testimony) -> None:
        """Take in what a berkas of another name says, if it holds a line that is known."""
        with contextlib.suppress(ValueError, AttributeError):
            for extract in each.extracts.values():
                for line in lines_in(extract):
                    known = self._lines.get(line.seq)
                    if known and known.hash == line.hash:
                        self.take_testimony(each)
                        return
        self._faults[each.path] = f"it is of another office ({each.creator or 'unnamed'})"
        self._foreign.add(each.path)

    def gathered(self) -> Gathered:
        """Everything that is proved."""
        lines = tuple(self._lines[seq] for seq in sorted(self._lines))
        return Gathered(
            lines=lines,
            stretches=tuple(stretches(lines)),
            happened=tuple(happened_in(lines)),
            sops=sops_in(lines),
            beginning=self._beginning,
            faults=self._faults,
            foreign=frozenset(self._foreign),
        )


def evidence_of(testimonies: Iterable[Testimony], creator: str) -> Iterator[Evidence]:
    """The newest line that each berkas of this office proves to have been."""
    for each in testimonies:
        if each.creator != creator:
            continue
        for extract in reversed([*each.extracts.values()]):
            with contextlib.suppress(ValueError, AttributeError, IndexError):
                last = lines_in(extract)[-1]
                yield Evidence(where=each.path, seq=last.seq, hash=last.hash)
                break


def sound_prefix(lines: Sequence[RecoveredLine]) -> list[RecoveredLine]:
    """Lines that hold one another; of two that do not fit the later one is left out."""
    found: list[RecoveredLine] = []
    for line in lines:
        if found and line.seq == found[-1].seq + 1 and not _follows(found[-1], line):
            continue
        found.append(line)
    return found


def stretches(lines: Iterable[RecoveredLine]) -> Iterator[Stretch]:
    """Where lines begin and end that follow one another."""
    first = before = None
    for line in lines:
        if before is not None and not _follows(before, line):
            yield _stretch(first or before, before)
            first = line
        first = first or line
        before = line
    if first is not None and before is not None:
        yield _stretch(first, before)


def _stretch(first: RecoveredLine, last: RecoveredLine) -> Stretch:
    return Stretch(first=first.seq, previous=first.previous, last=last.seq, hash=last.hash)


def gather(
    salvage_: Salvage, testimonies: Sequence[Testimony], office_id: str, creator: str
) -> Gathered:
    """Put together what a database and an archive prove of one ledger.

    Berkas that came from other offices hold stretches of other ledgers. An extract counts where
    the berkas names this office as its creator, or where it joins what is known already: an office
    may have been called otherwise once.

    Raises:
        NotYet: the database's ledger and the archive tell two histories.
    """
    gathering = Gathering(office_id)
    own = sorted(salvage_.lines, key=lambda line: line.seq)
    why = gathering.take(sound_prefix(own))
    if why:
        raise NotYet(f"the database: {why}")
    strange = [each for each in testimonies if each.creator != creator]
    for each in testimonies:
        if each.creator == creator:
            gathering.take_testimony(each)
    for each in strange:
        gathering.take_if_joined(each)
    return gathering.gathered()

"""The database as every part of the store uses it: reading, writing, one more ledger line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import OperationalError

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.chain import beginning, canonical, extract_line, line_hash
from pipeline.errors import NotYet
from pipeline.ports.store import ExtractLine, LedgerLine

_TERM = "term"
_SUPERSEDED = "another Paraf has taken this office over; nothing is written here any more"
#: What SQLite says of the disk below it, and which trouble that is; anything else is "busy".
_SAYINGS = (("is full", "T02"), ("disk i/o", "T03"), ("unable to open", "T03"), ("readonly", "T04"))


def _trouble(what: str, error: OperationalError) -> NotYet:
    said = str(error.orig)
    code = next((code for words, code in _SAYINGS if words in said.lower()), "T01")
    return NotYet(f"{what}: {said}", code)


class Connected:
    """A store's connection to its database."""

    office_id: str

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._term: int | None = None
        #: Why nothing may be written into the ledger (English): it is older than the archive.
        self.behind = ""

    def term(self) -> int:
        """The highest term that anybody ever began here; 0 when nobody did."""
        with self._read() as connection:
            return _term_in(connection)

    @contextmanager
    def begin_term(self, term: int) -> Iterator[None]:
        """Write only while nobody began a later term: who was stopped too long finds the door shut.

        Raises:
            NotYet: somebody began a later one already.
        """
        with self._write() as connection:
            if _term_in(connection) > term:
                raise NotYet(_SUPERSEDED)
            connection.execute(delete(t.fact).where(t.fact.c.key == _TERM))
            connection.execute(insert(t.fact).values(key=_TERM, value=str(term)))
        self._term = term
        try:
            yield
        finally:
            self._term = None

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                if self._term is not None and _term_in(connection) > self._term:
                    raise NotYet(_SUPERSEDED)
                yield connection
        except OperationalError as error:
            raise _trouble("the database cannot be written", error) from error

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(reads=True) as connection:
                yield connection
        except OperationalError as error:
            raise _trouble("the database cannot be read", error) from error

    def extract(self, cycle: str, until: int | None = None) -> Sequence[ExtractLine]:
        """The ledger without a gap, from a cycle's first line to its last, or to line ``until``.

        Behind a gap that a rebuilding left, it begins there.
        """
        with self._read() as connection:
            spans = [
                connection.execute(
                    select(func.min(table.c.seq), func.max(table.c.seq)).where(
                        table.c.cycle == cycle
                    )
                ).one()
                for table in (t.ledger, t.recovered)
            ]
            own = [seq for span in spans for seq in span if seq is not None]
            if not own:
                return []
            span = min(own), max(own) if until is None else until
            rows = [
                row
                for table in (t.ledger, t.recovered)
                for row in connection.execute(
                    select(table).where(table.c.seq.between(*span))
                ).mappings()
            ]
        found: list[ExtractLine] = []
        previous = None
        for row in sorted(map(dict, rows), key=lambda each: each["seq"]):
            if row["previous"] != previous:
                found = []
            previous = row["hash"]
            found.append(_told(row, cycle))
        return found

    def hash_at(self, seq: int) -> str | None:
        """The hash of a ledger line; None when there is no such line."""
        with self._read() as connection:
            for table in (t.ledger, t.recovered):
                found = connection.execute(select(table.c.hash).where(table.c.seq == seq)).scalar()
                if found is not None:
                    return str(found)
        return None

    def _append(
        self, connection: Connection, at: datetime, body: dict[str, Any], **names: str | None
    ) -> None:
        if self.behind:
            raise NotYet(self.behind, "T20")
        last = connection.execute(
            select(t.ledger.c.seq, t.ledger.c.hash).order_by(t.ledger.c.seq.desc()).limit(1)
        ).first()
        seq, previous = (last.seq + 1, last.hash) if last else (1, beginning(self.office_id))
        facts = {"cycle": None, **names, "body": canonical(body)}
        stamp = at.isoformat()
        connection.execute(
            insert(t.ledger).values(
                seq=seq,
                at=stamp,
                previous=previous,
                hash=line_hash(previous, seq, stamp, facts),
                **facts,
            )
        )

    @staticmethod
    def _has_line(connection: Connection, key: str) -> bool:
        found = select(t.ledger.c.seq).where(t.ledger.c.key == key)
        before = select(t.recovered.c.seq).where(
            t.recovered.c.key == key, t.recovered.c.body.is_not(None)
        )
        return any(connection.execute(each).first() is not None for each in (found, before))


def _told(row: dict[str, Any], cycle: str) -> ExtractLine:
    """A row as an extract tells it; a line without a body stays without."""
    if row["body"] is None:
        return {name: value for name, value in row.items() if name != "body"}
    row.pop("body_sha256", None)
    return extract_line(LedgerLine(**row), cycle)


def _term_in(connection: Connection) -> int:
    found = connection.execute(select(t.fact.c.value).where(t.fact.c.key == _TERM)).scalar()
    return int(found or 0)

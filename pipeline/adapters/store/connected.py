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
        """The ledger without a gap, from a cycle's first line to its last, or to line ``until``."""
        own = select(func.min(t.ledger.c.seq), func.max(t.ledger.c.seq)).where(
            t.ledger.c.cycle == cycle
        )
        with self._read() as connection:
            first, last = connection.execute(own).one()
            if first is None:
                return []
            query = (
                select(t.ledger)
                .where(t.ledger.c.seq.between(first, last if until is None else until))
                .order_by(t.ledger.c.seq)
            )
            rows = connection.execute(query).mappings()
            return [extract_line(LedgerLine(**row), cycle) for row in map(dict, rows)]

    def _append(
        self, connection: Connection, at: datetime, body: dict[str, Any], **names: str | None
    ) -> None:
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
        return connection.execute(found).first() is not None


def _term_in(connection: Connection) -> int:
    found = connection.execute(select(t.fact.c.value).where(t.fact.c.key == _TERM)).scalar()
    return int(found or 0)

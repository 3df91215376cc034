"""Cycles as they stand and the ledger's lines; never more of either than is asked for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, and_, func, select, true

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.chain import REBUILT
from pipeline.adapters.store.connected import Connected
from pipeline.adapters.store.lines import lines_where
from pipeline.adapters.store.remembered import CYCLE, FILING_EVENTS, SOP
from pipeline.domain.cycle import Cycle
from pipeline.domain.sop import Sop
from pipeline.ports.store import LedgerLine

_LINE = tuple(each.name for each in fields(LedgerLine))


class Cycles(Connected):
    """The part of a store that reads cycles and the ledger."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._known: dict[str, tuple[int, Cycle, Sop]] = {}  #: by cycle: version and what it was

    def _load(
        self, connection: Connection, cycle_id: str | None
    ) -> tuple[Cycle | None, Sop | None]:
        if cycle_id is None:
            return None, None
        version = select(t.cycle.c.v).where(t.cycle.c.id == cycle_id)
        found = connection.execute(version).scalar()
        return (None, None) if found is None else self._as_of(connection, cycle_id, found)

    def _as_of(self, connection: Connection, cycle_id: str, version: int) -> tuple[Cycle, Sop]:
        """A cycle at a version; read once, since ``v`` counts every change and values stay."""
        known = self._known.get(cycle_id)
        if known is None or known[0] != version:
            row = connection.execute(
                select(t.cycle.c.state, t.cycle.c.sop).where(t.cycle.c.id == cycle_id)
            ).one()
            sop = known[2] if known else SOP.validate_json(row.sop)
            known = version, CYCLE.validate_json(row.state), sop
            self._known[cycle_id] = known
        return known[1], known[2]

    def cycle(self, cycle_id: str) -> tuple[Cycle, Sop]:
        """A cycle and the definition it runs by; KeyError when there is none."""
        with self._read() as connection:
            cycle, sop = self._load(connection, cycle_id)
        if cycle is None or sop is None:
            raise KeyError(cycle_id)
        return cycle, sop

    def cycles(self, *, closed: bool = True) -> tuple[Cycle, ...]:
        """All cycles, or only those where something still waits, oldest first."""
        query = select(t.cycle.c.id, t.cycle.c.v).order_by(t.cycle.c.id)
        if not closed:
            query = query.where(t.cycle.c.waits == 1)
        return self._cycles(query)

    def last_closed(self, count: int) -> tuple[Cycle, ...]:
        """The newest cycles where nothing waits, newest first."""
        query = (
            select(t.cycle.c.id, t.cycle.c.v)
            .where(t.cycle.c.waits == 0)
            .order_by(t.cycle.c.id.desc())
            .limit(count)
        )
        return self._cycles(query)

    def filed_between(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """How many berkas were filed from one moment until before another, by klasifikasi."""
        kept = t.cycle.c
        query = (
            select(kept.classification, func.count().label("berkas"))
            .where(kept.filed_at >= since.timestamp(), kept.filed_at < until.timestamp())
            .group_by(kept.classification)
        )
        with self._read() as connection:
            return {row.classification: row.berkas for row in connection.execute(query)}

    def last_moved(self, lines: int) -> tuple[Cycle, ...]:
        """The cycles of the newest lines of the ledger."""
        newest = select(t.ledger.c.cycle).order_by(t.ledger.c.seq.desc()).limit(lines).subquery()
        query = select(t.cycle.c.id, t.cycle.c.v).where(t.cycle.c.id.in_(select(newest.c.cycle)))
        return self._cycles(query)

    def _cycles(self, query: Any) -> tuple[Cycle, ...]:
        with self._read() as connection:
            rows = connection.execute(query).all()
            return tuple(self._as_of(connection, row.id, row.v)[0] for row in rows)

    def holding(self, sha256: str) -> tuple[Cycle, ...]:
        """The cycles in which bytes of that digest play a part."""
        return self._cycles(
            select(t.cycle.c.id, t.cycle.c.v).where(t.cycle.c.state.contains(sha256))
        )

    def filings(self, after: int, until: int) -> Mapping[str, str]:
        """What was filed or grew between two ledger lines: the manifest's digest, by place."""

        def is_filing(table: Table) -> ColumnElement[bool]:
            between = and_(table.c.seq > after, table.c.seq <= until)
            return and_(table.c.type.in_((*FILING_EVENTS, REBUILT)), between)

        query = lines_where(["seq", "body"], is_filing).order_by("seq")
        with self._read() as connection:
            bodies = [json.loads(row.body) for row in connection.execute(query)]
        found: dict[str, str] = {}
        for body in bodies:
            found |= body.get("berkas", {})  # of a rebuilding: what it established
            if event := body.get("event"):
                found[event["path"]] = event["manifest_sha256"]
        return found

    def ledger(self, cycle: str | None = None, kind: str | None = None) -> Sequence[LedgerLine]:
        """The ledger, or a cycle's lines of it, or those of a kind, in order."""

        def is_asked_for(table: Table) -> ColumnElement[bool]:
            of_kind = true() if kind is None else table.c.type == kind
            of_cycle = true() if cycle is None else table.c.cycle == cycle
            return and_(of_kind, of_cycle)

        query = lines_where(_LINE, is_asked_for).order_by("seq")
        with self._read() as connection:
            return [LedgerLine(**row) for row in map(dict, connection.execute(query).mappings())]

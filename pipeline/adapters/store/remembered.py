"""Rows of the database as the values they stand for, and all of them at one moment.

What somebody edited by hand into something unreadable is left out or empty here; whoever compares
it with the ledger names it.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Column, Connection, RowMapping, Table, inspect, select

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.chain import REBUILT, breaks
from pipeline.adapters.store.enrolments import register_breaks
from pipeline.domain.acts import Act
from pipeline.domain.cycle import Cycle, Status
from pipeline.domain.events import Event
from pipeline.domain.sop import Sop
from pipeline.ports.rebuilding import RecoveredLine
from pipeline.ports.store import (
    CycleRow,
    DocumentVersion,
    Happened,
    LaidFile,
    LedgerLine,
    Memory,
    NumberRow,
    PendingAct,
    Rebuilt,
)

CYCLE = TypeAdapter(Cycle)
SOP = TypeAdapter(Sop)
EVENT: TypeAdapter[Any] = TypeAdapter(Event)
ACT: TypeAdapter[Any] = TypeAdapter(Act)
#: The events that tell of a berkas as it stands from then on.
FILING_EVENTS = tuple(each.__name__ for each in get_args(Event) if hasattr(each, "manifest_sha256"))


def pending_of(row: RowMapping) -> PendingAct:
    """An act's row."""
    return PendingAct(
        id=row["id"],
        cycle=row["cycle"],
        due=datetime.fromtimestamp(row["due"], UTC),
        act=ACT.validate_json(row["body"]),
        tries=row["tries"],
        next_try=datetime.fromtimestamp(row["next_try"], UTC),
        trouble=row["trouble"],
    )


def document_of(row: RowMapping) -> DocumentVersion:
    """A row of the register of documents."""
    issued_at = datetime.fromisoformat(row["issued_at"])
    return DocumentVersion(**(dict(row) | {"issued_at": issued_at}))


def digest_of(state: str) -> str:
    """By which the ledger knows a cycle's state as it was written."""
    return hashlib.sha256(state.encode()).hexdigest()


def cycle_row(cycle: Cycle) -> dict[str, Any]:
    """What the database keeps of a cycle: its state, and what is asked of many at once."""
    filed_at, path = cycle.filed_at, cycle.berkas_path
    return {
        "state": CYCLE.dump_json(cycle).decode(),
        "waits": int(cycle.status is not Status.FILED or bool(cycle.open_tasks)),
        "filed_at": filed_at.timestamp() if filed_at else None,
        "classification": _classification(path) if path else None,
    }


def _classification(path: str) -> str:
    """The code under which a berkas stands in the archive."""
    return path.partition("/")[2].partition("/")[0].partition(" ")[0]


def memory_of(connection: Connection, office_id: str) -> Memory:
    """Everything that one reading transaction sees."""

    def rows(table: Table, *by: Column[Any]) -> Sequence[RowMapping]:
        return connection.execute(select(table).order_by(*by)).mappings().all()

    lines = tuple(LedgerLine(**row) for row in rows(t.ledger, t.ledger.c.seq))
    recovered = recovered_lines(connection)
    whole: list[LedgerLine | RecoveredLine] = [*lines, *recovered]
    known = sorted((each for each in whole if each.body is not None), key=lambda line: line.seq)
    cycles = tuple(map(_cycle, rows(t.cycle, t.cycle.c.id)))
    found = breaks(lines, office_id, recovered) + register_breaks(connection)
    applied = sum(each.events for each in cycles)
    events = sum(line.cycle is not None for line in known)
    if applied != events:
        found.append(f"cycles have seen {applied} events, the ledger has {events}")
    return Memory(
        office_id=office_id,
        breaks=tuple(found),
        head=(lines[-1].seq, lines[-1].hash) if lines else (0, ""),
        happened=tuple(happened_in(known)),
        rebuilt=tuple(_rebuilt(lines)),
        told=frozenset(line.key for line in known),
        cycles=cycles,
        acts=tuple(map(pending_of, rows(t.act, t.act.c.due, t.act.c.id))),
        documents=tuple(map(document_of, rows(t.document, t.document.c.version))),
        numbers=tuple(
            NumberRow(**row) for row in rows(t.number, t.number.c.register, t.number.c.number)
        ),
        laid=tuple(LaidFile(**row) for row in rows(t.laid, t.laid.c.name)),
    )


def _cycle(row: RowMapping) -> CycleRow:
    cycle, sop = None, None
    with contextlib.suppress(ValidationError):
        cycle, sop = CYCLE.validate_json(row["state"]), SOP.validate_json(row["sop"])
    return CycleRow(
        id=row["id"],
        events=row["v"],
        state_sha256=digest_of(row["state"]),
        cycle=cycle,
        sop=sop,
    )


def recovered_lines(connection: Connection) -> tuple[RecoveredLine, ...]:
    """Lines of before a rebuilding; none in a database that never was rebuilt."""
    if not inspect(connection).has_table(t.recovered.name):
        return ()
    found = connection.execute(select(t.recovered).order_by(t.recovered.c.seq)).mappings()
    return tuple(RecoveredLine(**row) for row in map(dict, found))


def _rebuilt(lines: Sequence[LedgerLine]) -> Iterator[Rebuilt]:
    """What the lines that tell of a rebuilding say."""
    for line in lines:
        if line.type != REBUILT:
            continue
        with contextlib.suppress(ValueError, KeyError, TypeError, IndexError):
            body = json.loads(line.body)
            yield Rebuilt(
                seq=line.seq,
                at=datetime.fromisoformat(line.at),
                taken=tuple((each[0], each[1], each[2], each[3]) for each in body["taken"]),
                voided=tuple((each[0], each[1]) for each in body["voided"]),
                states=dict(body["states"]),
                gone=tuple(body.get("gone", ())),
            )


def sops_in(lines: Iterable[LedgerLine | RecoveredLine]) -> dict[str, Sop]:
    """The definitions with which cycles were opened, as far as their lines tell."""
    found = {}
    for line in lines:
        if line.cycle and line.body and line.type == "CycleOpened":
            with contextlib.suppress(ValidationError, ValueError, KeyError):
                found[line.cycle] = SOP.validate_python(json.loads(line.body)["sop"])
    return found


def happened_in(lines: Iterable[LedgerLine | RecoveredLine]) -> Iterator[Happened]:
    """The lines that tell an event, as events."""
    for line in lines:
        with contextlib.suppress(ValidationError, ValueError, KeyError):
            body = json.loads(line.body or "{}")
            yield Happened(
                seq=line.seq,
                at=datetime.fromisoformat(line.at),
                cycle=line.cycle,
                key=line.key,
                event=EVENT.validate_python(body["event"]),
                taken=tuple((each[0], each[1], each[2], each[3]) for each in body["taken"]),
                voided=tuple((each[0], each[1]) for each in body["voided"]),
                surroundings=body.get("surroundings", ""),
                state_sha256=body.get("state", ""),
            )

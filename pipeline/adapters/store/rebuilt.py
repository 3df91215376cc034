"""Writing what a rebuilding established, in one transaction, and laying papers again after one.

The line that tells of it (``LedgerRebuilt``) names what it rests on: the stretches of the former
ledger that are proved, the numbers that no known event draws, and the digest of every cycle's
state. ``paraf check`` holds the tables against it for ever (decision 0031).
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.chain import REBUILT, canonical, line_hash
from pipeline.adapters.store.enrolments import Enrolments, told_certificates
from pipeline.adapters.store.remembered import ACT, CYCLE, SOP, cycle_row, digest_of
from pipeline.domain.acts import Act, Lay, SetTimer, lane
from pipeline.domain.cycle import Cycle
from pipeline.ports.rebuilding import LAY_AGAIN, Established, Rebuilding, RecoveredLine


def state_digest(cycle: Cycle) -> str:
    """By which the ledger knows a cycle's state."""
    return digest_of(CYCLE.dump_json(cycle).decode())


class Rebuildable(Enrolments):
    """The store as far as it can be built anew."""

    def rebuild(self, order: Rebuilding) -> None:
        """Write everything that was established; the database is new, or one that fell behind."""
        with self._write() as connection:
            self._keep_lines(connection, order.lines)
            states = {
                each.cycle.id: self._keep_established(connection, each) for each in order.cycles
            }
            connection.execute(delete(t.number))
            _insert(connection, t.number, map(asdict, order.numbers))
            self._tell(connection, order, states)
            self._keep_register(connection, order)
            for key, value in order.facts.items():
                connection.execute(delete(t.fact).where(t.fact.c.key == key))
                connection.execute(insert(t.fact).values(key=key, value=value))

    @staticmethod
    def _keep_lines(connection: Connection, lines: Sequence[RecoveredLine]) -> None:
        """Lines of before; where one is known now with its body, that counts."""
        numbers = [line.seq for line in lines]
        for start in range(0, len(numbers), 500):
            some = numbers[start : start + 500]
            connection.execute(delete(t.recovered).where(t.recovered.c.seq.in_(some)))
        _insert(connection, t.recovered, map(asdict, lines))

    @staticmethod
    def _keep_established(connection: Connection, each: Established) -> str:
        cycle = each.cycle
        row = cycle_row(cycle)
        for table in (t.cycle.c.id, t.act.c.cycle, t.document.c.cycle):
            connection.execute(delete(table.table).where(table == cycle.id))
        connection.execute(
            insert(t.cycle).values(
                id=cycle.id, v=each.events, sop=SOP.dump_json(each.sop).decode(), **row
            )
        )
        rows = [asdict(one) | {"issued_at": one.issued_at.isoformat()} for one in each.documents]
        _insert(connection, t.document, rows)
        for act, due in each.acts:
            _keep_act(connection, cycle.id, act, due)
        return digest_of(row["state"])

    @staticmethod
    def _tell(connection: Connection, order: Rebuilding, states: dict[str, str]) -> None:
        stamp = order.at.isoformat()
        body = canonical({**order.body, "states": states})
        facts = {"cycle": None, "key": f"rebuilt:{order.seq}", "type": REBUILT, "body": body}
        connection.execute(
            insert(t.ledger).values(
                seq=order.seq,
                at=stamp,
                previous=order.previous,
                hash=line_hash(order.previous, order.seq, stamp, facts),
                **facts,
            )
        )

    def _keep_register(self, connection: Connection, order: Rebuilding) -> None:
        """Certificates and bindings; those that no line tells of get one now."""
        known = set(connection.execute(select(t.certificate.c.post, t.certificate.c.sha256)).all())
        told = told_certificates(connection)
        for each in order.certificates:
            if (each.post, each.sha256) in known:
                continue
            row = _moments(asdict(each))
            connection.execute(insert(t.certificate).values(**row))
            if (each.post, each.sha256) not in told:
                names = ("sha256", "post", "holder", "subject", "valid_from", "valid_to")
                body = {name: row[name] for name in (*names, "enrolled_at")}
                key = f"enrol:{each.post}:{each.sha256}:rebuilt:{order.seq}"
                self._append(connection, order.at, body, key=key, type="CertificateEnrolled")
        there = set(connection.execute(select(t.binding.c.id)).scalars())
        rows = [_moments(asdict(each)) for each in order.bindings if each.id not in there]
        _insert(connection, t.binding, rows)

    def lay_again(self, acts: Sequence[tuple[str, Lay]], at: datetime) -> None:
        """Have papers laid that wait and lie nowhere; after that the question is answered."""
        with self._write() as connection:
            for cycle, act in acts:
                _keep_act(connection, cycle, act, at)
            connection.execute(delete(t.fact).where(t.fact.c.key == LAY_AGAIN))

    def order_act(self, act: Act, at: datetime) -> None:
        """Have something done that belongs to no cycle."""
        with self._write() as connection:
            _keep_act(connection, None, act, at)


def _moments(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _keep_act(connection: Connection, cycle: str | None, act: Act, due: datetime) -> None:
    moment = due.timestamp()
    connection.execute(
        insert(t.act).values(
            cycle=cycle,
            due=moment,
            next_try=moment if isinstance(act, SetTimer) else 0.0,
            tries=0,
            trouble="",
            body=ACT.dump_json(act).decode(),
            lane=lane(act),
        )
    )


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    found = list(rows)
    if found:
        connection.execute(insert(table), found)

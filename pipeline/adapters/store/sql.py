"""``Store`` on SQLAlchemy Core.

SQLite runs with WAL and synchronous=FULL, so that what was acknowledged survives a power cut; its
file lies on a local disk (WAL does not work over a network file system). Writers take the lock at
BEGIN, since a reader that turns writer half-way can only fail.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    text,
    update,
)

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.chain import beginning
from pipeline.adapters.store.cycles import Cycles
from pipeline.adapters.store.lapsing import LapsingProofs
from pipeline.adapters.store.lines import lines_where
from pipeline.adapters.store.rebuilt import Rebuildable
from pipeline.adapters.store.registers import is_receipt, next_numbers
from pipeline.adapters.store.remembered import (
    ACT,
    EVENT,
    SOP,
    cycle_row,
    digest_of,
    document_of,
    memory_of,
    pending_of,
)
from pipeline.domain.acts import EVERY_INBOX, SendBack, SetTimer, lane
from pipeline.domain.context import Decision
from pipeline.domain.cycle import Cycle
from pipeline.domain.events import BerkasReceived, Issued
from pipeline.domain.sop import Sop
from pipeline.errors import Finding, Misconfigured
from pipeline.ports.store import (
    LONGEST_WAIT,
    Decide,
    DocumentVersion,
    Happening,
    LaidFile,
    Memory,
    PendingAct,
    Refusal,
)

_BUSY_SECONDS = 20


class SqlStore(Cycles, LapsingProofs, Rebuildable):
    """The office's memory in one database."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        with self._write() as connection:
            self._bring_up_to_date(connection)
        self.office_id = self.fact("office", uuid.uuid4().hex) or ""

    @staticmethod
    def _bring_up_to_date(connection: Connection) -> None:
        """Make the tables, or change those of an older Paraf; all of it or nothing.

        Raises:
            Misconfigured: the database is of a newer Paraf; it is left as it is.
        """
        t.fact.create(connection, checkfirst=True)
        version = select(t.fact.c.value).where(t.fact.c.key == "schema")
        found = connection.execute(version).scalar()
        known = found or t.VERSION
        while known != t.VERSION:
            if known not in t.MIGRATIONS:
                raise Misconfigured(
                    [f"the database has schema {found}; this Paraf knows {t.VERSION}"]
                )
            known, statements = t.MIGRATIONS[known]
            for statement in statements:
                connection.execute(text(statement))
        t.metadata.create_all(connection)
        for table in t.metadata.sorted_tables:
            for index in table.indexes:  # those of a table that was there before
                index.create(connection, checkfirst=True)
        if found is None:
            connection.execute(insert(t.fact).values(key="schema", value=t.VERSION))
        elif found != t.VERSION:
            connection.execute(
                update(t.fact).where(t.fact.c.key == "schema").values(value=t.VERSION)
            )

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # -- events ------------------------------------------------------------------------------

    def apply(self, happening: Happening, decide: Decide) -> Decision | None:
        """Commit an event with everything that follows from it; None if it was known already."""
        with self._write() as connection:
            if self._has_line(connection, happening.key):
                self._drop_act(connection, happening.completes)
                return None
            cycle, sop = self._load(connection, happening.cycle)
            opens = happening.opens if cycle is None else None
            decision = decide(cycle, sop or happening.opens, next_numbers(connection))
            state = self._keep_cycle(connection, decision.cycle, happening.opens)
            self._keep_numbers(connection, decision)
            self._keep_document(connection, happening, decision.cycle)
            self._keep_acts(connection, happening, decision)
            self._append(
                connection,
                happening.at,
                {
                    "event": EVENT.dump_python(happening.event, mode="json"),
                    "taken": [[n.register, n.number, n.text, n.code] for n in decision.taken],
                    "voided": [[n.text, n.reason] for n in decision.voided],
                    "surroundings": happening.surroundings,
                    "state": state,
                    # Without it nobody could decide this cycle's events again from its berkas.
                    **({"sop": SOP.dump_python(opens, mode="json")} if opens else {}),
                },
                cycle=decision.cycle.id if decision.cycle else None,
                key=happening.key,
                type=happening.event.type,
            )
            self._drop_act(connection, happening.completes)
            return decision

    def note(self, key: str, at: datetime, kind: str, body: Mapping[str, str]) -> None:
        """Write a ledger line that changes no cycle."""
        with self._write() as connection:
            if not self._has_line(connection, key):
                self._append(connection, at, dict(body), key=key, type=kind)

    def _keep_cycle(self, connection: Connection, cycle: Cycle | None, opens: Sop | None) -> str:
        """Write a cycle's state and return its digest, by which the ledger knows it."""
        if cycle is None:
            return ""
        row = cycle_row(cycle)
        changed = connection.execute(
            update(t.cycle).where(t.cycle.c.id == cycle.id).values(v=t.cycle.c.v + 1, **row)
        )
        if changed.rowcount == 0 and opens:
            sop = SOP.dump_json(opens).decode()
            connection.execute(insert(t.cycle).values(id=cycle.id, v=1, sop=sop, **row))
        return digest_of(row["state"])

    def _keep_numbers(self, connection: Connection, decision: Decision) -> None:
        for taken in decision.taken:
            connection.execute(
                insert(t.number).values(
                    register=taken.register,
                    number=taken.number,
                    text=taken.text,
                    code=taken.code,
                    void="",
                )
            )
        for voided in decision.voided:
            connection.execute(
                update(t.number)
                .where(
                    t.number.c.text == voided.text,
                    t.number.c.code == voided.code,
                    t.number.c.void == "",
                )
                .values(void=voided.reason)
            )

    def _keep_document(
        self, connection: Connection, happening: Happening, cycle: Cycle | None
    ) -> None:
        issued = happening.event
        if not isinstance(issued, Issued) or cycle is None:
            return
        paper = cycle.paper(issued.code)
        connection.execute(
            insert(t.document).values(
                code=issued.code,
                version=issued.version,
                cycle=cycle.id,
                kind=paper.kind,
                step=paper.step,
                unit=paper.unit,
                format=paper.format.value,
                title=paper.title,
                sha256=issued.sha256,
                size=issued.size,
                head_sha256=issued.head_sha256,
                issued_at=happening.at.isoformat(),
            )
        )

    def _keep_acts(self, connection: Connection, happening: Happening, decision: Decision) -> None:
        cycle_id = decision.cycle.id if decision.cycle else happening.cycle
        for act in decision.acts:
            due = (act.due if isinstance(act, SetTimer) else happening.at).timestamp()
            # Whatever the clock says later: only a timer waits for a time.
            next_try = due if isinstance(act, SetTimer) else 0.0
            connection.execute(
                insert(t.act).values(
                    cycle=cycle_id,
                    due=due,
                    next_try=next_try,
                    tries=0,
                    trouble="",
                    body=ACT.dump_json(act).decode(),
                    lane=lane(act),
                )
            )
            if isinstance(act, SendBack):
                self._keep_refusal(connection, happening.at, act)

    def _keep_refusal(self, connection: Connection, at: datetime, act: SendBack) -> None:
        first = act.findings[0]
        connection.execute(
            insert(t.refusal).values(
                at=at.timestamp(),
                post=act.post,
                name=act.name,
                code=first.code,
                facts=json.dumps(dict(first.facts)),
            )
        )

    def _drop_act(self, connection: Connection, act_id: int | None) -> None:
        if act_id is not None:
            connection.execute(delete(t.act).where(t.act.c.id == act_id))

    # -- cycles and acts ---------------------------------------------------------------------

    def due_acts(self, now: datetime, limit: int = 200) -> Sequence[PendingAct]:
        """Acts whose time has come, in the order they were decided."""
        moment = now.timestamp()
        # No failed act waits that long: somebody has set the clock back (findings/faults.md F15).
        far = moment + LONGEST_WAIT.total_seconds()
        earlier = t.act.alias()
        ahead = (
            select(earlier.c.id)
            .where(
                earlier.c.cycle == t.act.c.cycle,
                earlier.c.lane.in_([t.act.c.lane, EVERY_INBOX]),
                earlier.c.id < t.act.c.id,
                earlier.c.tries > 0,
                earlier.c.next_try > moment,
                earlier.c.next_try <= far,
            )
            .exists()
        )
        query = select(t.act).where(
            (t.act.c.next_try <= moment) | ((t.act.c.tries > 0) & (t.act.c.next_try > far)),
            t.act.c.lane.is_(None) | ~ahead,
        )
        return self._acts(query.order_by(t.act.c.id).limit(limit))

    def pending_acts(self) -> Sequence[PendingAct]:
        """Every act not done yet, timers included."""
        return self._acts(select(t.act).order_by(t.act.c.id))

    def _acts(self, query: Any) -> list[PendingAct]:
        with self._read() as connection:
            return [pending_of(row) for row in connection.execute(query).mappings()]

    def finish_act(self, act_id: int) -> None:
        """An act is done and reports nothing."""
        with self._write() as connection:
            self._drop_act(connection, act_id)

    def postpone_act(self, act_id: int, until: datetime, trouble: str) -> None:
        """An act failed for now; it is tried again at ``until``."""
        with self._write() as connection:
            connection.execute(
                update(t.act)
                .where(t.act.c.id == act_id)
                .values(next_try=until.timestamp(), tries=t.act.c.tries + 1, trouble=trouble)
            )

    def wake_acts(self, now: datetime) -> None:
        """Acts that failed for now may be tried again at once."""
        stamp = now.timestamp()
        with self._write() as connection:
            connection.execute(
                update(t.act)
                .where(t.act.c.tries > 0, t.act.c.next_try > stamp)
                .values(next_try=stamp)
            )

    def refusals(self, since: datetime, limit: int, code: str = "") -> tuple[int, list[Refusal]]:
        """How many files went back since then (for that reason), and the newest of them."""
        wanted = t.refusal.c.at >= since.timestamp()
        if code:
            wanted &= t.refusal.c.code == code
        newest = select(t.refusal).where(wanted).order_by(t.refusal.c.id.desc()).limit(limit)
        with self._read() as connection:
            count = select(func.count()).select_from(t.refusal).where(wanted)
            total = connection.execute(count).scalar() or 0
            return total, [
                Refusal(
                    at=datetime.fromtimestamp(row.at, UTC),
                    post=row.post,
                    name=row.name,
                    finding=Finding(row.code, json.loads(row.facts)),
                )
                for row in connection.execute(newest)
            ]

    # -- documents ---------------------------------------------------------------------------

    def documents(self, code: str) -> Sequence[DocumentVersion]:
        """The issued versions of a paper, oldest first; empty when the code is not ours."""
        return self._documents(t.document.c.code == code)

    def documents_by_head(self, head_sha256: str) -> Sequence[DocumentVersion]:
        """Issued versions whose bytes begin like this."""
        return self._documents(t.document.c.head_sha256 == head_sha256)

    def _documents(self, condition: Any) -> list[DocumentVersion]:
        query = select(t.document).where(condition).order_by(t.document.c.version)
        with self._read() as connection:
            return [document_of(row) for row in connection.execute(query).mappings()]

    # -- inboxes -----------------------------------------------------------------------------

    def lay(self, laid: LaidFile, mark: str) -> None:
        """Remember that a note or a returned file lies in an inbox."""
        with self._write() as connection:
            known = select(t.fact.c.value).where(t.fact.c.key == mark)
            if connection.execute(known).first() is None:
                connection.execute(insert(t.fact).values(key=mark, value=laid.code or "-"))
            self._forget(connection, laid.post, laid.name)
            connection.execute(
                insert(t.laid).values(
                    post=laid.post,
                    name=laid.name,
                    cycle=laid.cycle,
                    code=laid.code,
                    sha256=laid.sha256,
                )
            )

    def laid(self, post: str | None = None, cycle: str | None = None) -> Sequence[LaidFile]:
        """What lies in a post's inbox, or anywhere for a cycle."""
        query = select(t.laid)
        if post is not None:
            query = query.where(t.laid.c.post == post)
        if cycle is not None:
            query = query.where(t.laid.c.cycle == cycle)
        with self._read() as connection:
            return [LaidFile(**row) for row in map(dict, connection.execute(query).mappings())]

    def forget_laid(self, post: str, name: str) -> None:
        """It does not lie there any more."""
        with self._write() as connection:
            self._forget(connection, post, name)

    def _forget(self, connection: Connection, post: str, name: str) -> None:
        connection.execute(delete(t.laid).where(t.laid.c.post == post, t.laid.c.name == name))

    # -- ledger, registers, facts ------------------------------------------------------------

    def received(self) -> Sequence[BerkasReceived]:
        """The berkas that came from other offices, in order."""
        query = lines_where(["seq", "body"], is_receipt).order_by("seq")
        with self._read() as connection:
            bodies = [row.body for row in connection.execute(query)]
        found = (EVENT.validate_python(json.loads(body)["event"]) for body in bodies)
        return [each for each in found if isinstance(each, BerkasReceived)]

    def head(self) -> tuple[int, str]:
        """Number and hash of the newest ledger line."""
        query = select(t.ledger.c.seq, t.ledger.c.hash).order_by(t.ledger.c.seq.desc()).limit(1)
        with self._read() as connection:
            row = connection.execute(query).first()
        return (row.seq, row.hash) if row else (0, beginning(self.office_id))

    def verify_ledger(self) -> Sequence[str]:
        """What does not hold in the chain, or between chain and tables, as English sentences."""
        return list(self.memory().breaks)

    def memory(self) -> Memory:
        """Everything at one moment, however busy others are; what cannot be read is named."""
        with self._read() as connection:
            return memory_of(connection, self.office_id)

    def numbers(self) -> Sequence[tuple[str, int, str, str, str]]:
        """All numbers drawn: register, number, text, code, reason it is void (or empty)."""
        query = select(
            t.number.c.register,
            t.number.c.number,
            t.number.c.text,
            t.number.c.code,
            t.number.c.void,
        ).order_by(t.number.c.register, t.number.c.number)
        with self._read() as connection:
            return [(r[0], r[1], r[2], r[3], r[4]) for r in connection.execute(query)]

    def fact(self, key: str, value: str | None = None) -> str | None:
        """A small lasting fact; given a value it is set if it was not."""
        query = select(t.fact.c.value).where(t.fact.c.key == key)
        with self._read() as connection:
            found = connection.execute(query).scalar()
        if found is not None or value is None:
            return found
        with self._write() as connection:
            again = connection.execute(query).scalar()
            if again is not None:
                return str(again)
            connection.execute(insert(t.fact).values(key=key, value=value))
        return value


def open_sqlite(path: Path) -> SqlStore:
    """The store in one SQLite file, made if it is not there."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads")
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return SqlStore(engine)

"""When the proof of each filed berkas lapses: a memory of when to look, safe to lose."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import delete, func, insert, select, update

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.connected import Connected
from pipeline.ports.store import Lapsing, Reckoned, Unrenewed


class LapsingProofs(Connected):
    """The part of the store that knows which berkas' proof is to be renewed, and when."""

    def unreckoned(self, policy: str, since: int, limit: int) -> Sequence[tuple[str, int]]:
        """Filed cycles of which nobody has worked out, as they are now, when their proof lapses."""
        known = t.lasting
        is_stale = known.c.cycle.is_(None) | (known.c.v != t.cycle.c.v) | (known.c.policy != policy)
        # The cycle tells it, not the ledger: after a rebuilding no line may be left that does.
        is_filed = t.cycle.c.filed_at.is_not(None)
        query = (
            select(t.cycle.c.id, t.cycle.c.v)
            .outerjoin(known, known.c.cycle == t.cycle.c.id)
            .where(is_filed, is_stale)
            .limit(limit)
        )
        if since:
            lines = t.ledger.c
            query = query.where(t.cycle.c.id.in_(select(lines.cycle).where(lines.seq > since)))
        with self._read() as connection:
            return [(row.id, row.v) for row in connection.execute(query)]

    def reckon(self, reckoned: Reckoned) -> None:
        """Remember when a cycle's proof is to be renewed; that it was missed before stays known."""
        row = t.lasting.c
        with self._write() as connection:
            before = connection.execute(
                select(row.missed_at).where(row.cycle == reckoned.cycle)
            ).scalar()
            missed_at = reckoned.missed_at.timestamp() if reckoned.missed_at else before
            connection.execute(delete(t.lasting).where(row.cycle == reckoned.cycle))
            connection.execute(
                insert(t.lasting).values(
                    cycle=reckoned.cycle,
                    v=reckoned.v,
                    policy=reckoned.policy,
                    due=reckoned.due.timestamp() if reckoned.due else None,
                    ends=reckoned.ends.timestamp() if reckoned.ends else None,
                    next_try=0.0,
                    tries=0,
                    trouble="",
                    missed_at=missed_at,
                )
            )

    def lapsing(self, now: datetime, below: datetime | None = None) -> Lapsing | None:
        """What is to be renewed now, and which of it first; None where nothing is."""
        row = t.lasting.c
        moment = now.timestamp()
        is_due = (row.due <= moment) & ((row.next_try <= moment) | (row.next_try > moment + _FAR))
        if below is not None:
            is_due &= row.ends < below.timestamp()
        first = (
            select(row.cycle, row.v, row.ends).where(is_due).order_by(row.ends, row.cycle).limit(1)
        )
        with self._read() as connection:
            found = connection.execute(first).first()
            if found is None:
                return None
            count = connection.execute(select(func.count()).where(is_due)).scalar() or 0
        return Lapsing(cycle=found.cycle, v=found.v, ends=_moment(found.ends), count=count)

    def put_off_renewal(self, cycle: str, until: datetime, trouble: str) -> None:
        """A berkas' proof could not be renewed for now."""
        row = t.lasting.c
        with self._write() as connection:
            connection.execute(
                update(t.lasting)
                .where(row.cycle == cycle)
                .values(next_try=until.timestamp(), tries=row.tries + 1, trouble=trouble)
            )

    def unrenewed(self, now: datetime, missed_since: datetime) -> Unrenewed:
        """What is owed for a service's sake, and what was missed lately."""
        row = t.lasting.c
        tried = (
            select(row.due, row.next_try, row.trouble, row.tries)
            .where(row.due.is_not(None), row.tries > 0)
            .order_by(row.ends)
            .limit(1)
        )
        waiting = select(func.count()).where(row.due <= now.timestamp())
        with self._read() as connection:
            worst = connection.execute(tried).first()
            count = connection.execute(waiting).scalar() if worst else 0
            late = row.missed_at >= missed_since.timestamp()
            missed = connection.execute(select(func.count(), func.min(row.missed_at)).where(late))
            number, since = missed.one()
        return Unrenewed(
            owed=count or 0,
            since=_moment(worst.due) if worst else None,
            next_try=_moment(worst.next_try) if worst else None,
            tries=worst.tries if worst else 0,
            trouble=worst.trouble if worst else "",
            missed=number,
            missed_since=_moment(since) if since is not None else None,
        )


#: Nobody puts off for so long: somebody has set the clock back (findings/faults.md F15).
_FAR = 40 * 86_400.0


def _moment(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)

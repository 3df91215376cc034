"""What each register of numbers gives next."""

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from pipeline.adapters.store import schema as t
from pipeline.adapters.store.lines import lines_where
from pipeline.domain.receiving import BERKAS, lowest_free
from pipeline.ports.store import RECEIVED


def next_numbers(connection: Connection) -> dict[str, int]:
    """The number that each register gives next; those that gave none yet are left out.

    One look for each register, however many were drawn. Only berkas of other offices, which keep
    their numbers, leave holes; only then are the numbers of a register looked through.
    """
    number = t.number.alias()
    names = select(func.min(number.c.register).label("register")).cte("names", recursive=True)
    following = select(func.min(number.c.register)).where(number.c.register > names.c.register)
    names = names.union_all(
        select(following.scalar_subquery()).where(names.c.register.is_not(None))
    )
    highest = (
        select(func.max(t.number.c.number))
        .where(t.number.c.register == names.c.register)
        .scalar_subquery()
    )
    query = select(names.c.register, highest).where(names.c.register.is_not(None))
    drawn = {str(name): int(last) for name, last in connection.execute(query)}
    has_holes = connection.execute(lines_where(["seq"], is_receipt).limit(1)).first()
    return {
        register: _lowest_free(connection, register)
        if has_holes and register.startswith(BERKAS)
        else last + 1
        for register, last in drawn.items()
    }


def is_receipt(table: Table) -> ColumnElement[bool]:
    """Whether a ledger line tells of a berkas of another office; put so that an index answers."""
    past = RECEIVED[:-1] + chr(ord(RECEIVED[-1]) + 1)
    return and_(table.c.key >= RECEIVED, table.c.key < past)


def _lowest_free(connection: Connection, register: str) -> int:
    query = select(t.number.c.number).where(t.number.c.register == register)
    return lowest_free(set(connection.execute(query).scalars()))

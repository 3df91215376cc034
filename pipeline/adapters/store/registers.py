"""What each register of numbers gives next."""

from sqlalchemy import Connection, func, select

from pipeline.adapters.store import schema as t
from pipeline.domain.receiving import lowest_free


def next_numbers(connection: Connection) -> dict[str, int]:
    """The number that each register gives next; those that gave none yet are left out."""
    by = t.number.c.register
    drawn = select(by, func.max(t.number.c.number), func.count()).group_by(by)
    return {
        register: highest + 1 if highest == count else _lowest_free(connection, register)
        for register, highest, count in connection.execute(drawn)
    }


def _lowest_free(connection: Connection, register: str) -> int:
    """Of a register with holes: berkas of other offices keep their numbers."""
    query = select(t.number.c.number).where(t.number.c.register == register)
    return lowest_free(set(connection.execute(query).scalars()))

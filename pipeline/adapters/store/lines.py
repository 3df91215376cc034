"""Asking for ledger lines: the ledger's own, and those of before a rebuilding that have a body."""

from collections.abc import Callable, Sequence

from sqlalchemy import ColumnElement, CompoundSelect, Table, union_all

from pipeline.adapters.store import schema as t

_HELD = (t.ledger, t.recovered)


def lines_where(
    columns: Sequence[str], condition: Callable[[Table], ColumnElement[bool]]
) -> CompoundSelect[tuple[object, ...]]:
    """Select columns of the lines for which ``condition`` holds, asked of each table by itself.

    Sealed lines, which have no body, are left out: nobody knows what they tell.
    """
    return union_all(
        *(
            table.select()
            .with_only_columns(*(table.c[name] for name in columns))
            .where(condition(table), table.c.body.is_not(None))
            for table in _HELD
        )
    )

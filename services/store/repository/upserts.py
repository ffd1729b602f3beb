"""Writing the same row twice is writing it once, on SQLite and on PostgreSQL alike."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]

MOST_AT_ONCE = 500
"""Rows or ids in one statement: SQLite takes 32,766 parameters."""


def add_new(db: Connection, table: Table, rows: Sequence[Row]) -> set[tuple[Any, ...]]:
    """Insert the rows that are not there yet. Returns the primary keys of those that were new.

    RETURNING says which; the row count does not (0 on SQLite and -1 on PostgreSQL for several rows, measured).
    """
    new: set[tuple[Any, ...]] = set()
    for part in batches(rows):
        statement = _insert(db, table).values(part).on_conflict_do_nothing().returning(*table.primary_key.columns)
        new |= {tuple(row) for row in db.execute(statement)}
    return new


def put(db: Connection, table: Table, rows: Sequence[Row], keep: frozenset[str] = frozenset()) -> None:
    """Insert the rows, or bring those with the same primary key up to date, except for the columns in `keep`."""
    for part in batches(rows):
        statement = _insert(db, table).values(part)
        key = [column.name for column in table.primary_key.columns]
        changed = {name: statement.excluded[name] for name in part[0] if name not in keep and name not in key}
        db.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def _insert(db: Connection, table: Table) -> Any:
    """The dialects agree on the words (`insert ... on conflict ... returning`), not on the function."""
    return postgresql.insert(table) if db.dialect.name == "postgresql" else sqlite.insert(table)


def batches(rows: Iterable[Any]) -> Iterable[list[Any]]:
    """The rows in parts that fit into one statement."""
    everything = list(rows)
    return (everything[i : i + MOST_AT_ONCE] for i in range(0, len(everything), MOST_AT_ONCE))

"""Statements on many rows; writing a row twice is writing it once, on SQLite and on PostgreSQL alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]

MOST_AT_ONCE = 500
"""Ids in one statement: SQLite takes 32,766 parameters."""


def add_new(db: Connection, table: Table, rows: Sequence[Row]) -> set[tuple[Any, ...]]:
    """Insert the rows that are not there yet. Returns the primary keys of those that were new.

    RETURNING says which; the row count does not (0 on SQLite and -1 on PostgreSQL for several rows, measured).
    """
    if not rows:
        return set()
    added = db.execute(_adding(table, db.dialect.name), list(rows))
    return {tuple(row) for row in added}


def put(db: Connection, table: Table, rows: Sequence[Row], keep: frozenset[str] = frozenset()) -> None:
    """Insert the rows, or bring those with the same primary key up to date, except for the columns in `keep`."""
    if rows:
        db.execute(_putting(table, db.dialect.name, tuple(rows[0]), keep), list(rows))


@cache
def _adding(table: Table, dialect: str) -> Any:
    """Made once: building and compiling it anew took half of a recording's time (14.7 ms; measured)."""
    return _insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key.columns)


@cache
def _putting(table: Table, dialect: str, names: tuple[str, ...], keep: frozenset[str]) -> Any:
    statement = _insert(dialect, table)
    key = [column.name for column in table.primary_key.columns]
    changed = {name: statement.excluded[name] for name in names if name not in keep and name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def _insert(dialect: str, table: Table) -> Any:
    """The dialects agree on the words (`insert ... on conflict ... returning`), not on the function."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""In a query for `rows_for`: `column.in_(IDS)`."""


def rows_for(db: Connection, query: Any, ids: Iterable[str], **more: Any) -> Iterator[Any]:
    """The rows of a query about many ids. The query is a constant: making one costs more than running it."""
    for part in batches(ids):
        yield from db.execute(query, {"ids": part, **more})


def change(db: Connection, statement: Any, ids: Iterable[str]) -> None:
    """Run an update about many ids."""
    for part in batches(ids):
        db.execute(statement, {"ids": part})


def batches(ids: Iterable[str]) -> Iterator[list[str]]:
    """The ids, each once and in order, in parts that fit into one statement."""
    everything = sorted(set(ids))
    return (everything[i : i + MOST_AT_ONCE] for i in range(0, len(everything), MOST_AT_ONCE))

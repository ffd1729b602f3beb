"""Statements on many rows; writing a row twice is writing it once, on SQLite and on PostgreSQL alike.

Inside `gathering` new rows wait until the end, or until somebody may ask for them, and are written together: a round
trip for each table, not for each article. What is asked about ids that are in none of the waiting rows is answered
without them; before anything else runs on the connection, they are written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    Connection,
    Engine,
    String,
    Table,
    bindparam,
    event,
    func,
    select,
)  # fmt: skip
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.visitors import iterate

from services.store.repository.prepared import add, asked, batches

Row = Mapping[str, Any]


@dataclass
class _Waiting:
    """Rows by the statement that writes them; and by table every id and key that stands in one of them."""

    rows: dict[tuple[int, str, Any], list[Row]] = field(default_factory=dict)
    ids: dict[str, set[Any]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    """Of a column that counts, the number given last."""
    answers: dict[Any, bool] = field(default_factory=dict)
    """By query: what the waiting rows and those still to come have no part in."""
    asked_of: bool = False
    """A query runs whose ids are in none of the rows."""


_waiting: WeakKeyDictionary[Connection, _Waiting] = WeakKeyDictionary()


def watch(engine: Engine) -> None:
    """Let rows that wait on a connection of this engine be written before anything that may ask for them."""
    event.listen(engine, "before_execute", _write_first)


def _write_first(db: Connection, *_: Any) -> None:
    waiting = _waiting.get(db)
    if waiting and not waiting.asked_of:
        write(db)


@contextmanager
def gathering(db: Connection) -> Iterator[None]:
    """Inside, new rows of this connection (of an engine that is watched) wait to be written together."""
    _waiting[db] = _Waiting()
    try:
        yield
        write(db)
    finally:
        del _waiting[db]


def write(db: Connection) -> None:
    """Write what waits: tables that others refer to first."""
    waiting = _waiting.get(db)
    if not waiting or not waiting.rows:
        return
    rows, waiting.rows, waiting.ids = waiting.rows, {}, {}
    waiting.asked_of = True
    try:
        for (_, _, statement), together in sorted(rows.items(), key=lambda item: item[0][:2]):
            add(db, statement, together)
    finally:
        waiting.asked_of = False


def add_new(db: Connection, table: Table, rows: Sequence[Row]) -> set[tuple[Any, ...]]:
    """Insert at once the rows that are not there yet. Returns the primary keys of those that were new.

    RETURNING says which; the row count does not (0 on SQLite and -1 on PostgreSQL for several rows, measured).
    """
    if not rows:
        return set()
    adding = _adding(table, db.dialect.name, tuple(sorted(rows[0]))).returning(*table.primary_key.columns)
    return {tuple(row) for row in db.execute(adding, list(rows))}


def insert_new(db: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert the rows that are not there yet; later, inside `gathering`."""
    if rows:
        _later(db, table, _adding(table, db.dialect.name, tuple(sorted(rows[0]))), rows)


def put(db: Connection, table: Table, rows: Sequence[Row], keep: frozenset[str] = frozenset()) -> None:
    """Insert the rows, or bring those with the same primary key up to date, except for the columns in `keep`; later,
    inside `gathering`."""
    if rows:
        _later(db, table, _putting(table, db.dialect.name, tuple(sorted(rows[0])), keep), rows)


def _later(db: Connection, table: Table, statement: Any, rows: Sequence[Row]) -> None:
    waiting = _waiting.get(db)
    if waiting is None:
        db.execute(statement, list(rows))
        return
    waiting.rows.setdefault((_rank(table), table.name, statement), []).extend(rows)
    names = _identities(table)
    waiting.ids.setdefault(table.name, set()).update(row[name] for row in rows for name in names if name in row)


@cache
def _rank(table: Table) -> int:
    """After all tables that its rows refer to."""
    return 1 + max((_rank(key.column.table) for key in table.foreign_keys if key.column.table is not table), default=0)


@cache
def _identities(table: Table) -> tuple[str, ...]:
    """The columns by which rows are asked for."""
    ids = (c.name for c in table.columns if isinstance(c.type, String) and c.type.length == ID_LENGTH)
    return (*ids, *(c.name for c in table.primary_key if isinstance(c.type, BigInteger)))


ID_LENGTH = 200


@cache
def _adding(table: Table, dialect: str, names: tuple[str, ...]) -> Any:
    """Made once for rows of these columns: building and compiling it anew took half of a recording's time (14.7 ms;
    measured)."""
    return _insert(dialect, table, names).on_conflict_do_nothing()


@cache
def _putting(table: Table, dialect: str, names: tuple[str, ...], keep: frozenset[str]) -> Any:
    statement = _insert(dialect, table, names)
    key = [column.name for column in table.primary_key.columns]
    changed = {
        name: statement.excluded[name] for name in names if name in table.c and name not in keep and name not in key
    }
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def _insert(dialect: str, table: Table, names: tuple[str, ...]) -> Any:
    """The dialects agree on the words (`insert ... on conflict ...`), not on the function. Of a row, what has no column
    is left out."""
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return statement.values({name: bindparam(name) for name in names if name in table.c})


IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""In a query for `rows_for`: `column.in_(IDS)`."""


def rows_for(db: Connection, query: Any, ids: Iterable[Any], **more: Any) -> list[Any]:
    """The rows of a query about many ids. The query is a constant: making one costs more than running it.

    It must find nothing in rows that hold none of these ids.
    """
    found: list[Any] = []
    for part in batches(ids):
        with _asking(db, query, part):
            if db in _waiting:
                found += asked(db, query, part, more)
            else:
                found += db.execute(query, {"ids": part, **more}).all()
    return found


@contextmanager
def _asking(db: Connection, statement: Any, ids: Sequence[Any]) -> Iterator[None]:
    waiting = _waiting.get(db)
    if waiting is None or waiting.asked_of:
        yield
        return
    if any(not waiting.ids[t].isdisjoint(ids) for t in _tables(statement) if t in waiting.ids):
        write(db)
        yield
        return
    with beside_waiting(db):
        yield


@lru_cache(maxsize=256)
def _tables(statement: Any) -> frozenset[str]:
    return frozenset(part.name for part in iterate(statement) if isinstance(part, Table))


def waiting_rows(db: Connection, table: Table) -> Iterator[Row]:
    """The new rows of this table that are not written yet."""
    waiting = _waiting.get(db)
    for (_, name, _), rows in waiting.rows.items() if waiting else ():
        if name == table.name:
            yield from rows


def following(db: Connection, column: Column[int]) -> int:
    """The next number of a column that counts from 1, and that only this numbers; the caller's, since only one writes
    at a time."""
    waiting = _waiting.get(db)
    last = waiting.last.get(str(column)) if waiting else None
    if last is None:
        with beside_waiting(db):
            last = db.scalar(select(func.max(column))) or 0
    if waiting:
        waiting.last[str(column)] = last + 1
    return last + 1


@contextmanager
def beside_waiting(db: Connection) -> Iterator[None]:
    """Inside, what is asked leaves out the rows that wait: who asks adds them."""
    waiting = _waiting.get(db) or _Waiting()
    before, waiting.asked_of = waiting.asked_of, True
    try:
        yield
    finally:
        waiting.asked_of = before


def finds_any(db: Connection, query: Any) -> bool:
    """Whether this query, of tables that a recording does not write, finds anything; inside `gathering` asked once."""
    waiting = _waiting.get(db) or _Waiting()
    if query not in waiting.answers:
        with beside_waiting(db):
            waiting.answers[query] = db.execute(query).first() is not None
    return waiting.answers[query]


def change(db: Connection, statement: Any, ids: Iterable[str], **more: Any) -> None:
    """Run an update about many ids; as a query, it must concern no row that holds none of them."""
    for part in batches(ids):
        with _asking(db, statement, part):
            if db in _waiting:
                asked(db, statement, part, more)
            else:
                db.execute(statement, {"ids": part, **more})

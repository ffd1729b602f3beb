"""Statements that are compiled once: what SQLAlchemy does anew for each run took half of its time.

Only for constants of a module: each is kept; a query for every number of ids up to a power of two.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from sqlalchemy import Connection, Dialect

Processor = Callable[[Any], Any]

FLOAT8 = 701
"""PostgreSQL's number of the only type of which SQLAlchemy asks before it says how a value is read."""


@dataclass(frozen=True)
class Prepared:
    """A query for so many ids, in the words of the driver."""

    text: str
    names: tuple[str, ...]
    """Of the parameters, in their order, where the driver takes them so; else none."""
    ids: tuple[str, ...]
    """The names of the ids."""
    constants: Mapping[str, Any]
    processors: Mapping[str, Processor]
    """By the name of a parameter: how its value is written."""
    columns: tuple[Processor | None, ...]
    """How a value of each column is read; none, where all are as they come."""
    row: Callable[..., Any]


def asked(db: Connection, query: Any, ids: Sequence[Any], more: Mapping[str, Any]) -> list[Any]:
    """The rows of a query on `IDS`; of the same names, in the same order, as SQLAlchemy would give them."""
    if not ids:
        return []
    prepared = _prepared(query, db.dialect, 1 << (len(ids) - 1).bit_length(), frozenset(more))
    # The last id once more and once more finds nothing else.
    values = {**prepared.constants, **dict(zip(prepared.ids, chain(ids, repeat(ids[-1])), strict=False))}
    for name, value in more.items():
        processor = prepared.processors.get(name)
        values[name] = processor(value) if processor else value
    given = tuple(values[name] for name in prepared.names) if prepared.names else values
    cursor = db.exec_driver_sql(prepared.text, given).cursor
    assert cursor is not None
    found = cursor.fetchall()
    if not prepared.columns:
        return [prepared.row(*values) for values in found]
    return [
        prepared.row(*[read(v) if read else v for read, v in zip(prepared.columns, values, strict=True)])
        for values in found
    ]


@lru_cache(maxsize=512)
def _prepared(query: Any, dialect: Dialect, size: int, more: frozenset[str]) -> Prepared:
    compiled = query.compile(dialect=dialect)
    state = compiled.construct_expanded_state({**dict.fromkeys(more), "ids": [None] * size})
    columns = list(query.selected_columns)
    readers = tuple(c.type.dialect_impl(dialect).result_processor(dialect, FLOAT8) for c in columns)
    processors = {name: write for name in compiled.binds if (write := _writer(compiled, name)) and name != "ids"}
    return Prepared(
        text=state.statement,
        names=tuple(state.positiontup) if compiled.positional else (),
        ids=tuple(state.parameter_expansion["ids"]),
        constants={n: processors[n](v) if n in processors else v for n, v in state.parameters.items() if n not in more},
        processors=processors,
        columns=readers if any(readers) else (),
        row=namedtuple("Row", [str(c.key) for c in columns], rename=True),
    )


def add(db: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run an insert of one row for each of these."""
    text, names, processors = _inserting(statement, db.dialect)
    written = ([write(row[name]) if write else row[name] for name, write in processors] for row in rows)
    if names:
        db.exec_driver_sql(text, [tuple(values) for values in written])
    else:
        db.exec_driver_sql(text, [dict(zip((n for n, _ in processors), v, strict=True)) for v in written])


@lru_cache(maxsize=256)
def _inserting(statement: Any, dialect: Dialect) -> tuple[str, bool, tuple[tuple[str, Processor | None], ...]]:
    """The words of an insert; whether its parameters are taken by position; and how the value of each is written."""
    compiled = statement.compile(dialect=dialect)
    state = compiled.construct_expanded_state(dict.fromkeys(compiled.binds))
    names = tuple(state.positiontup) if compiled.positional else tuple(compiled.binds)
    return state.statement, bool(compiled.positional), tuple((n, _writer(compiled, n)) for n in names)


def _writer(compiled: Any, name: str) -> Processor | None:
    """How the value of this parameter is handed to the driver; None: as it is."""
    writer: Processor | None = compiled.binds[name].type.dialect_impl(compiled.dialect).bind_processor(compiled.dialect)
    return writer

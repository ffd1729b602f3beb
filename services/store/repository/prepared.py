"""Statements that are compiled once and handed to the driver: what SQLAlchemy does anew for each took more time than
the database.

Only for constants of a module: each is kept; a query for every number of ids up to a power of two.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Any

from sqlalchemy import Connection, Dialect

from shared.runtime.databases import refusal

Processor = Callable[[Any], Any]

MOST_AT_ONCE = 500
"""Ids in one statement: SQLite takes 32,766 parameters."""
FLOAT8 = 701
"""PostgreSQL's number of the only type of which SQLAlchemy asks before it says how a value is read."""


@dataclass(frozen=True)
class Prepared:
    """A query for so many ids (or other lists), in the words of the driver."""

    text: str
    names: tuple[str, ...]
    """Of the parameters, in their order, where the driver takes them so; else none."""
    lists: Mapping[str, Sequence[str]]
    """By the name of a list: those of its members."""
    constants: Mapping[str, Any]
    processors: Mapping[str, Processor]
    """By the name of a parameter: how its value is written."""
    columns: tuple[Processor | None, ...]
    """How a value of each column is read; none, where all are as they come."""
    row: Any
    """Its named tuple."""


def asked(db: Connection, query: Any, ids: Sequence[Any], more: Mapping[str, Any]) -> list[Any]:
    """The rows of a query on `IDS`; of the same names, in the same order, as SQLAlchemy would give them. No list in
    `more` may be empty."""
    if not ids:
        return []
    lists = {name: value for name, value in more.items() if isinstance(value, list)} | {"ids": ids}
    sizes = tuple((name, 1 << (len(value) - 1).bit_length()) for name, value in lists.items())
    prepared = _prepared(query, db.dialect, sizes, frozenset(more))
    values = dict(prepared.constants)
    for name, expanded in prepared.lists.items():
        # The last one once more and once more finds nothing else.
        values |= zip(expanded, chain(lists[name], repeat(lists[name][-1])), strict=False)
    for name, value in more.items():
        if name not in lists:
            processor = prepared.processors.get(name)
            values[name] = processor(value) if processor else value
    given = tuple([values[name] for name in prepared.names]) if prepared.names else values
    found = _run(db, prepared.text, given)
    if not prepared.columns:
        return list(map(prepared.row._make, found))
    return [
        prepared.row(*[read(v) if read else v for read, v in zip(prepared.columns, values, strict=True)])
        for values in found
    ]


def _run(db: Connection, text: str, given: Any, *, many: bool = False) -> Sequence[Any]:
    """The rows that the driver gives, for a statement or the same one for each of `many`."""
    cursor = db.connection.cursor()
    try:
        (cursor.executemany if many else cursor.execute)(text, given)
        return () if many or cursor.description is None else cursor.fetchall()
    except db.dialect.loaded_dbapi.Error as error:
        raise refusal(db, error, text) from error
    finally:
        cursor.close()


@lru_cache(maxsize=512)
def _prepared(query: Any, dialect: Dialect, sizes: tuple[tuple[str, int], ...], more: frozenset[str]) -> Prepared:
    compiled = query.compile(dialect=dialect)
    state = compiled.construct_expanded_state({**dict.fromkeys(more), **{name: [None] * size for name, size in sizes}})
    columns = list(query.selected_columns) if query.is_select else []
    readers = tuple(c.type.dialect_impl(dialect).result_processor(dialect, FLOAT8) for c in columns)
    processors = {name: write for name in compiled.binds if (write := _writer(compiled, name)) and name != "ids"}
    return Prepared(
        text=state.statement,
        names=tuple(state.positiontup) if compiled.positional else (),
        lists={name: tuple(state.parameter_expansion[name]) for name, _ in sizes},
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
        _run(db, text, [tuple(values) for values in written], many=True)
    else:
        _run(db, text, [dict(zip((n for n, _ in processors), v, strict=True)) for v in written], many=True)


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


def batches(ids: Iterable[Any]) -> Iterator[list[Any]]:
    """The ids, each once and in order, in parts that fit into one statement."""
    everything = sorted(set(ids))
    return (everything[i : i + MOST_AT_ONCE] for i in range(0, len(everything), MOST_AT_ONCE))

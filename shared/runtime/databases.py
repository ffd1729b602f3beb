"""A service's database: SQLite beside it, or PostgreSQL by its URL. What fetcher and store would write alike."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, TypeDecorator, create_engine, event, make_url
from sqlalchemy import text as sql
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from shared.runtime.settings import SettingsError

EXAMPLE = "postgresql://user:password@host/name or sqlite:////folder/file.sqlite"
BUSY_MS = 10_000
"""How long a writer waits for another on SQLite: many times the slowest honest transaction."""
CONNECT_WITHIN_S = 5
"""psycopg would wait for ever for a machine that does not answer."""
STOPPED_MS = 30_000
"""A worker that stands still inside a transaction for so long (a paused container, a machine that was cut off) loses
it, and the others get their turn; three times as long as a publish to a broker that is away takes to give up."""


@dataclass(frozen=True)
class Schema:
    """The tables of one service, and what keeps them apart from another's in the same PostgreSQL database."""

    setting: str
    """The variable by which an operator names the database."""
    scripts: Path
    version_table: str
    writer_lock: int
    """Of all advisory locks of a PostgreSQL database the one that only this service's writers take."""


class DatabaseAway(OperationalError):
    """It does not answer, is busy, full, read-only or shutting down: the same statement may well go through later."""


class Moment(TypeDecorator[datetime]):
    """An aware time, kept as UTC. SQLite has no time zones: there the UTC is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, _: Dialect) -> datetime | None:
        if value is None:
            return None
        assert isinstance(value, datetime)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def open_database(url: str, schema: Schema) -> Engine:
    """The database of this URL, not connected yet. Raises SettingsError when it is no URL of SQLite or PostgreSQL.

    SQLite: WAL, so that reading never waits; every commit on disk before it returns, since it is a promise; writers
    take their turn from BEGIN on (deferred, 217 of 800 concurrent transactions failed as busy; immediate, none).
    """
    engine = create_engine(_read(url, schema), **_options(url))
    event.listen(engine, "handle_error", _tell_what_may_pass)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _read(url: str, schema: Schema) -> URL:
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError(f"setting {schema.setting}: not a database URL such as {EXAMPLE}") from None
    match read.drivername:
        case "sqlite":
            return read
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return read.set(drivername="postgresql+psycopg")
    raise SettingsError(f"setting {schema.setting}: {read.drivername}: is neither SQLite nor PostgreSQL: {EXAMPLE}")


def _options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {}
    # A connection that died while it was idle is noticed before it is used, not by a caller.
    return {"pool_pre_ping": True, "connect_args": {"connect_timeout": CONNECT_WITHIN_S}}


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver would begin late; _begin does it
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    _go_over_to_wal(connection)
    for pragma in ("synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _go_over_to_wal(connection: Any) -> None:
    """Of two that open a new file at the same moment one is refused at once, whatever the timeout says: it would wait
    for a lock while it holds one."""
    deadline = monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            sleep(0.02)


def _begin(db: Connection) -> None:
    db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("writing") else "BEGIN")


@contextmanager
def transaction(engine: Engine, schema: Schema) -> Iterator[Connection]:
    """All of it or nothing, one writer of this service at a time on either database: who reads "latest" also writes
    the next. Raises DatabaseAway where trying again may help."""
    with engine.execution_options(writing=True).begin() as db:
        _take(db, schema.writer_lock)
        yield db


@contextmanager
def turn(engine: Engine, lock: int) -> Iterator[None]:
    """Of several replicas on one PostgreSQL only one is inside at a time, whatever it does there between its
    transactions. A SQLite file has one service; there the caller's own order is enough."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.begin() as db:
        _take(db, lock)
        yield


@asynccontextmanager
async def in_thread(turn_of: AbstractContextManager[None]) -> AsyncIterator[None]:
    """A turn for a coroutine: it waits for it, and ends it, beside the event loop."""
    taken = ExitStack()
    await asyncio.to_thread(taken.enter_context, turn_of)
    try:
        yield
    finally:
        await asyncio.to_thread(taken.close)


_TAKE = sql("SELECT set_config('idle_in_transaction_session_timeout', :ms, true), pg_advisory_xact_lock(:lock)")


def _take(db: Connection, lock: int) -> None:
    if db.dialect.name == "postgresql":
        db.execute(_TAKE, {"ms": str(STOPPED_MS), "lock": lock})


def migrate(engine: Engine, schema: Schema) -> None:
    """Bring the tables up to date; harmless when they are, and when several replicas start at once.

    Raises SettingsError when the database can't be reached or used, or when a newer program has been here: going on
    would write what that one cannot read.
    """
    shown = engine.url.render_as_string(hide_password=True)
    try:
        if engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
            Path(str(engine.url.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with engine.connect():
            pass
    except (DBAPIError, OSError) as error:
        raise SettingsError(f"setting {schema.setting}: {shown}: {cause_of(error)}") from None
    config = Config()
    config.set_main_option("script_location", str(schema.scripts).replace("%", "%%"))
    config.attributes["version_table"] = schema.version_table
    with transaction(engine, schema) as db:
        config.attributes["connection"] = db
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise SettingsError(f"setting {schema.setting}: {shown} does not fit this program: {error}") from None


def cause_of(error: Exception) -> str:
    """What the database said, on one line; SQLAlchemy's own words around it say nothing to an operator."""
    said = error.orig if isinstance(error, DBAPIError) else error
    return " ".join(str(said).split())[:300]


def refusal(db: Connection, error: Exception, statement: str) -> BaseException:
    """What to raise for an error of the driver that SQLAlchemy did not see: what it would raise itself."""
    lost = db.dialect.is_disconnect(error, db.connection.dbapi_connection, None)  # type: ignore[arg-type]
    if lost:
        db.invalidate(error)
    if may_pass(error):
        return DatabaseAway(statement, None, error, connection_invalidated=lost)
    return DBAPIError.instance(statement, None, error, db.dialect.loaded_dbapi.Error, dialect=db.dialect)


def _tell_what_may_pass(context: ExceptionContext) -> BaseException | None:
    """What SQLAlchemy raises in place of its own error, if not None."""
    error = context.sqlalchemy_exception
    if isinstance(error, DBAPIError) and error.orig is not None and may_pass(error.orig):
        return DatabaseAway(error.statement, error.params, error.orig, connection_invalidated=context.is_disconnect)
    return None


SQLITE_STATEMENT = ("SQLITE_ERROR", "SQLITE_TOOBIG", "SQLITE_CONSTRAINT", "SQLITE_MISMATCH", "SQLITE_MISUSE")
"""Errors of the statement itself. All others (busy, full, I/O, cannot open, corrupt) are the database's."""
POSTGRESQL_DATABASE = ("08", "25", "28", "3D", "40", "53", "55", "57", "58", "XX")
"""Classes of SQLSTATE that are not the statement's fault: connection, state of the transaction (read-only, or stood
still too long), authorisation, no such database, rollback (deadlock), resources, locks, shutdown, system, internal."""


def may_pass(error: BaseException) -> bool:
    """Whether an error of sqlite3 or psycopg says something of the database, not of the statement.

    The difference matters: the one is waited out however long, the other counts as a failed attempt of its message.
    """
    if (name := getattr(error, "sqlite_errorname", None)) is not None:
        return not str(name).startswith(SQLITE_STATEMENT)
    if (state := getattr(error, "sqlstate", None)) is not None:
        return str(state).startswith(POSTGRESQL_DATABASE)
    return type(error).__name__ == "OperationalError"  # of either driver: no connection was made, or it broke

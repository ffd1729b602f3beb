"""The store's database: SQLite beside the service, or PostgreSQL by its URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, func, select

from services.store.tables import extractions
from shared.runtime.settings import SettingsError

WRITER_LOCK = 7_403_002
"""Of all advisory locks of a PostgreSQL server, the store's: any number that nobody else uses."""

BUSY_MS = 10_000
"""How long a writer waits for another on SQLite: many times the slowest honest transaction."""

DELIVERY_LOCK = 7_403_003

_WRITING = {"writing": True}


def open_store(url: str) -> Engine:
    """The database of this URL, not connected yet.

    SQLite: WAL, so that reading never waits; every commit on disk before it returns, since the article is let go
    everywhere else then; writers take their turn from BEGIN on (deferred, 217 of 800 concurrent transactions failed
    as busy; immediate, none).
    """
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver would begin late; _begin does it
    pragmas = ("journal_mode = WAL", "synchronous = FULL", f"busy_timeout = {BUSY_MS}", "foreign_keys = ON")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin(db: Connection) -> None:
    db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("writing") else "BEGIN")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """All of it or nothing, one writer at a time: two recordings never decide on the same incident side by side."""
    with engine.execution_options(**_WRITING).begin() as db:
        take_turn(db)
        yield db


def take_turn(db: Connection) -> None:
    """Wait until no other writer is between its reading and its commit; held until this transaction ends.

    SQLite gave the turn with BEGIN IMMEDIATE. PostgreSQL gives it with one lock for the whole store: a merge can reach
    from one neighbourhood into the next (a name, a week that spans two), so a lock on fewer would have gaps.
    """
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(WRITER_LOCK)))


@contextmanager
def delivery_turn(engine: Engine) -> Iterator[None]:
    """Of several stores on one PostgreSQL, only one brings alerts onto the stream at a time: in order, and once each.

    A SQLite file has one store; there the caller's own lock is enough.
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.begin() as db:
        db.execute(select(func.pg_advisory_xact_lock(DELIVERY_LOCK)))
        yield


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; harmless when they are, and when several services start at once.

    Raises SettingsError when a newer program has been here: going on would write what that one cannot read.
    """
    if engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
        Path(str(engine.url.database)).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    with transaction(engine) as db:
        config.attributes["connection"] = db
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            shown = engine.url.render_as_string(hide_password=True)
            raise SettingsError(f"setting STORE_DATABASE_URL: {shown} does not fit this program: {error}") from None


def is_there(engine: Engine) -> None:
    """Touch the database; raises with the cause when it can't be read."""
    with engine.connect() as db:
        db.execute(select(extractions.c.extraction_id).limit(1))

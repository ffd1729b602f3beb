"""The store's database: SQLite beside the service, or PostgreSQL by its URL."""

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from services.store.repository.statements import watch
from services.store.tables import extractions
from shared.runtime import databases
from shared.runtime.databases import Schema

SCHEMA = Schema(
    setting="STORE_DATABASE_URL",
    scripts=Path(__file__).parent / "migrations",
    version_table="store_schema_version",
    # One lock for the whole store: a merge can reach from one neighbourhood into the next (a name, a week that spans
    # two), so a lock on fewer would have gaps.
    writer_lock=7_403_002,
)
DELIVERY_LOCK = 7_403_003
ADDRESSING = replace(SCHEMA, writer_lock=7_403_010)


def open_store(url: str) -> Engine:
    """The database of this URL, not connected yet."""
    engine = databases.open_database(url, SCHEMA)
    watch(engine)
    return engine


def transaction(engine: Engine) -> AbstractContextManager[Connection]:
    """All of it or nothing, one writer at a time: two recordings never decide on the same incident side by side."""
    return databases.transaction(engine, SCHEMA)


def addressing(engine: Engine) -> AbstractContextManager[Connection]:
    """All of it or nothing, one at a time of those who decide who is told; on PostgreSQL beside the recordings."""
    return databases.transaction(engine, ADDRESSING)


def couriers(engine: Engine) -> AbstractContextManager[Connection]:
    """All of it or nothing, beside other couriers: each only touches what it has in hand."""
    return engine.execution_options(writing=True).begin()


def delivery_turn(engine: Engine) -> AbstractContextManager[None]:
    """Of several stores only one brings alerts onto the stream at a time: in order, and once each."""
    return databases.turn(engine, DELIVERY_LOCK)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date, or raise SettingsError."""
    databases.migrate(engine, SCHEMA)


def is_there(engine: Engine) -> None:
    """Touch the database; raises with the cause when it can't be read."""
    with engine.connect() as db:
        db.execute(select(extractions.c.extraction_id).limit(1))

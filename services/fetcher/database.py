"""The fetcher's database: SQLite beside the service, or PostgreSQL by its URL."""

from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy import text as sql

from shared.runtime import databases
from shared.runtime.databases import Schema

SCHEMA = Schema(
    setting="FETCHER_DATABASE_URL",
    scripts=Path(__file__).parent / "migrations",
    version_table="fetcher_schema_version",
    writer_lock=7_403_001,
)
FEEDING_LOCK = 7_403_004


def open_inbox(url: str) -> Engine:
    """The database of this URL, not connected yet."""
    return databases.open_database(url, SCHEMA)


def transaction(engine: Engine) -> AbstractContextManager[Connection]:
    """All of it or nothing, one writer at a time: who reads an article's newest version also writes the next."""
    return databases.transaction(engine, SCHEMA)


def feeding_turn(engine: Engine) -> AbstractContextManager[None]:
    """Of several fetchers only one brings articles onto the stream at a time: in order, and once each."""
    return databases.turn(engine, FEEDING_LOCK)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date, or raise SettingsError."""
    databases.migrate(engine, SCHEMA)


def is_there(engine: Engine) -> None:
    """Touch the inbox; raises with the cause when it can't be read, or when others write in it for too long."""
    with transaction(engine) as db:
        db.execute(sql("SELECT 1 FROM inbox LIMIT 1"))

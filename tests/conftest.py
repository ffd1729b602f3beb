"""What every test may ask for: a real broker, emptied for each test, and a new database of either kind."""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis
from faststream.redis import RedisBroker
from sqlalchemy import Engine

from services.cli.valkey import embedded_broker
from services.fetcher import database as fetcher_database
from services.store import database as store_database
from shared.runtime.brokers import client_of, make_broker
from tests.databases import Databases, NoDocker, PostgresServer, SqliteFiles, postgres_server


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with embedded_broker(Path(tmp_path_factory.mktemp("broker"))) as url:
        yield url


@pytest.fixture
def broker_url(server_url: str) -> str:
    with redis.Redis.from_url(server_url) as client:
        client.flushall()
    return server_url


@pytest.fixture
async def broker(broker_url: str) -> AsyncIterator[RedisBroker]:
    """A broker of our kind on an empty server; nothing is consumed until the test starts it."""
    broker = make_broker(broker_url)
    client = await client_of(broker)
    yield broker
    await broker.stop()
    await client.connection_pool.disconnect()  # also what the test opened after the broker had stopped


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """One PostgreSQL server for all tests. Without Docker its tests are skipped; in CI they fail."""
    with ExitStack() as stack:
        try:
            _, server = stack.enter_context(postgres_server())
        except NoDocker as error:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip(str(error))
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where this run's databases come from: every test that asks for one runs on both kinds."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql")
        return
    # In memory where there is such a folder: every commit waits for the disk, which is most of a test's time.
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield SqliteFiles(Path(folder))


@pytest.fixture
def databases(server: Databases) -> Iterator[Databases]:
    """New databases for one test."""
    yield server
    server.drop()


@pytest.fixture
def store_url(databases: Databases) -> str:
    """A new database with the store's tables."""
    return databases.new(store_database.SCHEMA)


@pytest.fixture
def inbox_url(databases: Databases) -> str:
    """A new database with the fetcher's tables."""
    return databases.new(fetcher_database.SCHEMA)


@pytest.fixture
def engine(store_url: str) -> Iterator[Engine]:
    """A new store, open."""
    engine = store_database.open_store(store_url)
    yield engine
    engine.dispose()


@pytest.fixture
def inbox(inbox_url: str) -> Iterator[Engine]:
    """A new inbox, open."""
    engine = fetcher_database.open_inbox(inbox_url)
    yield engine
    engine.dispose()

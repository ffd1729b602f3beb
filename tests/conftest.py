"""What every test may ask for: a real broker, emptied for each test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis
from faststream.redis import RedisBroker

from services.cli.valkey import embedded_broker
from shared.runtime.brokers import client_of, make_broker


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

"""The connection to Redis or Valkey, and how a message gets onto a stream."""

import os
import socket
from collections.abc import Sequence
from typing import Any, cast

from faststream.redis import RedisBroker
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import BusyLoadingError, ConnectionError, ResponseError, TimeoutError  # noqa: A004

from shared.messages import Fact
from shared.runtime.entries import PlainJSON, write_entry
from shared.streams import STREAMS, Stream

AWAY: tuple[type[Exception], ...] = (ConnectionError, TimeoutError, BusyLoadingError, OSError)
"""The broker is not there now; the same call may well go through later."""


def make_broker(redis_url: str) -> RedisBroker:
    """A broker that rides out a restart of Redis.

    FastStream builds its pool without redis-py's default retries: without these, a publish fails at once and a
    consumer pauses for 5 s. Twelve tries with up to 1 s between them are about 9 s, longer than a restart with
    20,000 entries in the append-only file takes (0.7 s).
    """
    return RedisBroker(
        redis_url,
        logger=None,  # type: ignore[arg-type]  # accepted, and documented: no log of its own
        message_format=PlainJSON,
        retry=Retry(ExponentialWithJitterBackoff(base=0.05, cap=1.0), 12),
        retry_on_error=[ConnectionError, TimeoutError, BusyLoadingError],
    )


def consumer_name() -> str:
    """Who reads: unique per process, since a container's host name is its id."""
    return f"{socket.gethostname()}-{os.getpid()}"


async def client_of(broker: RedisBroker) -> Redis:
    """The Redis client of a broker, connected if it is not yet."""
    return await broker.connect()


async def close(broker: RedisBroker) -> None:
    """Stop reading and close every connection; FastStream's own stop leaves those of the pool open."""
    client = await client_of(broker)
    await broker.stop()
    await client.connection_pool.disconnect(inuse_connections=True)


async def entries_of(
    client: Redis, name: str, first: str = "-", last: str = "+", count: int | None = None
) -> list[tuple[bytes, dict[bytes, bytes]]]:
    """Entries of a stream by id, oldest first (XRANGE); `(id` excludes that id."""
    return cast("list[tuple[bytes, dict[bytes, bytes]]]", await client.xrange(name, first, last, count) or [])


async def publish(broker: RedisBroker, stream: Stream, messages: Sequence[Fact]) -> list[str]:
    """Put messages on a stream, in order, in one round trip. Returns their entry ids; raises one of AWAY."""
    if not messages:
        return []
    client = await client_of(broker)
    async with client.pipeline(transaction=False) as pipe:
        for message in messages:
            pipe.xadd(stream.name, cast("Any", write_entry(message)))
        ids = await pipe.execute()
    return [entry_id.decode() for entry_id in ids]


async def ensure_groups(client: Redis, streams: Sequence[Stream] = STREAMS) -> None:
    """Make every group of the topology, at id 0: nothing published before its reader's first start is skipped."""
    for stream in streams:
        for group in stream.groups:
            try:
                await client.xgroup_create(stream.name, group, id="0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise

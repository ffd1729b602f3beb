"""The connection to Redis or Valkey, and how a message gets onto a stream."""

import os
import socket
from collections.abc import Callable, Sequence
from typing import Any, cast

from faststream.redis import RedisBroker, RedisClusterBroker, RedisSentinelBroker
from redis._parsers.base import BaseParser
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import SentinelConnectionPool
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    BusyLoadingError,
    ClusterDownError,
    ConnectionError,  # noqa: A004
    ReadOnlyError,
    RedisClusterException,
    ResponseError,
    TimeoutError,  # noqa: A004
    TryAgainError,
)

from shared.messages import Fact
from shared.runtime.addresses import read_address
from shared.runtime.entries import PlainJSON, write_entry
from shared.runtime.settings import SettingsError
from shared.streams import STREAMS, Stream


class BrokerFull(ResponseError):
    """The broker is there and takes nothing in: its memory or its disk is full. It may well have room later.

    A ResponseError, since redis-py's pipelines lose their place in the answers after any other; and no ConnectionError,
    which it would try again by itself for seconds.
    """


FULL = ("OOM", "MISCONF", "NOREPLICAS")
"""The first word of what it says then: memory is at its limit, the disk is, or too few replicas follow."""

AWAY: tuple[type[Exception], ...] = (
    ConnectionError, TimeoutError, BusyLoadingError, OSError, BrokerFull,
    ReadOnlyError,  # the master was just made a replica
    ClusterDownError, TryAgainError, RedisClusterException,  # slots are on the move, or nobody serves them now
)  # fmt: skip
"""The broker is not there now; the same call may well go through later."""

TRIES = 12
"""With up to 1 s between them about 9 s: longer than a restart with 20,000 entries in the append-only file (0.7 s)."""


def make_broker(redis_url: str, tries: int = TRIES) -> RedisBroker:
    """A broker that rides out a restart of Redis: one server, a master found by Sentinels, or a cluster.

    FastStream builds its pool without redis-py's default retries: without these, a publish fails at once and a
    consumer pauses for 5 s. Raises SettingsError when it is no address of Redis.
    """
    # Where redis-py looks up which exception an error of the server is.
    BaseParser.EXCEPTION_CLASSES.update(dict.fromkeys(FULL, BrokerFull))
    try:
        address = read_address(redis_url)
    except ValueError as error:
        raise SettingsError(f"setting REDIS_URL: {error}") from None
    options: dict[str, Any] = {
        "logger": None,  # accepted, and documented: no log of its own
        "message_format": PlainJSON,
        "apply_types": False,  # handlers have no arguments to be found out
        "retry": Retry(ExponentialWithJitterBackoff(base=0.05, cap=1.0), tries),
        "retry_on_error": [ConnectionError, TimeoutError, BusyLoadingError, ReadOnlyError],
        "specification_url": address.shown,
        "protocol": address.scheme,
    }
    match address.kind:
        case "server":
            return RedisBroker(address.url, **options)
        case "sentinel":
            # Within one call redis-py goes on asking the master that it knew: give up soon, and the next call finds
            # the new one. Whoever calls tries again (measured: 7.5 s lost with 12 tries, 1.3 s with 3).
            options["retry"] = Retry(ExponentialWithJitterBackoff(base=0.05, cap=1.0), min(tries, 3))
            login = {"password": address.sentinel_password} if address.sentinel_password else {}
            return RedisSentinelBroker(
                address.url, sentinels=address.hosts, sentinel_master_name=address.master, sentinel_kwargs=login,
                **options,
            )  # fmt: skip
        case "cluster":
            return RedisClusterBroker(address.url, startup_nodes=address.hosts[1:], **options)


def where(broker: RedisBroker) -> str:
    """Its address for people, without the password."""
    return str(broker.specification.url[0])


def _is_cluster(client: Any) -> bool:
    return isinstance(client, RedisCluster)


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
    if _is_cluster(client):
        await client.aclose()  # once more: a reader that was just stopping may have connected again
        return
    await client.connection_pool.disconnect(inuse_connections=True)
    if isinstance(client.connection_pool, SentinelConnectionPool):
        for sentinel in client.connection_pool.sentinel_manager.sentinels:
            await sentinel.aclose()


async def in_one_go(client: Redis, *commands: Callable[[Any], Any]) -> list[Any]:
    """Run commands of two streams: all or none. Returns their answers.

    On a cluster, where the two lie on different servers, one after the other: so that the first of them is the one
    that keeps the message, and a crash in between leaves it twice, never nowhere.
    """
    if _is_cluster(client):
        return [await command(client) for command in commands]
    async with client.pipeline(transaction=True) as pipe:
        for command in commands:
            command(pipe)
        answers: list[Any] = await pipe.execute()
        return answers


async def entries_of(
    client: Redis, name: str, first: str = "-", last: str = "+", count: int | None = None
) -> list[tuple[bytes, dict[bytes, bytes]]]:
    """Entries of a stream by id, oldest first (XRANGE); `(id` excludes that id."""
    return cast("list[tuple[bytes, dict[bytes, bytes]]]", await client.xrange(name, first, last, count) or [])


async def publish(broker: RedisBroker, stream: Stream, messages: Sequence[Fact]) -> list[str]:
    """Put messages on a stream, in order, in one round trip. Returns their entry ids; raises one of AWAY.

    Some of them may be there when it raises: they will be there twice.
    """
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

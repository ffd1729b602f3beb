"""What an operator asks of the broker: how the streams stand, who works on them, and what was given up."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisClusterException, RedisError, ResponseError

from shared.runtime.brokers import client_of, close, make_broker
from shared.runtime.deadletters import DeadLetter, dead_letter, dead_letters, replay
from shared.runtime.lag import StreamLag, lag_of_all
from shared.runtime.settings import SettingsError
from shared.streams import STREAMS, by_name

PATIENCE_S = 3.0
"""A broker that has not answered by then is away: the page says so instead of waiting."""
AT_ONCE = 50
"""Dead letters on one page."""


class BrokerAway(RuntimeError):
    """The broker does not answer; the message says why."""


@dataclass(frozen=True)
class Worker:
    """One reader of a stream, as the broker knows it."""

    stream: str
    group: str
    name: str
    pending: int
    """Entries in its hands."""
    idle_s: float
    """Since it last asked for more."""


@dataclass(frozen=True)
class Standing:
    """The streams, their readers, and how many entries were ever added to each."""

    streams: tuple[StreamLag, ...]
    workers: tuple[Worker, ...]
    added: dict[str, int]


@asynccontextmanager
async def connected(redis_url: str) -> AsyncIterator[Redis]:
    """A client for one page. Raises BrokerAway, also for what fails inside."""
    try:
        broker = make_broker(redis_url, tries=1)
        try:
            async with asyncio.timeout(PATIENCE_S):
                yield await client_of(broker)
        finally:
            await close(broker)
    except (RedisError, RedisClusterException, OSError, TimeoutError, SettingsError) as error:
        raise BrokerAway(" ".join(str(error).split())[:300] or type(error).__name__) from None


async def standing(redis_url: str) -> Standing:
    """How everything stands now. Raises BrokerAway."""
    async with connected(redis_url) as client:
        streams = await lag_of_all(client, int(time.time() * 1000))
        workers = [worker for stream in streams for worker in await _workers(client, stream)]
        added = {stream.name: await _added(client, stream.name) for stream in streams}
        return Standing(tuple(streams), tuple(workers), added)


async def _workers(client: Redis, stream: StreamLag) -> list[Worker]:
    return [
        Worker(stream.name, group.group, found["name"].decode(), int(found["pending"]), int(found["idle"]) / 1000)
        for group in stream.groups
        for found in await client.xinfo_consumers(stream.name, group.group)
    ]


async def _added(client: Redis, name: str) -> int:
    try:
        return int((await client.xinfo_stream(name)).get("entries-added", 0))
    except ResponseError:  # "no such key": nothing was ever published
        return 0


async def letters(redis_url: str) -> tuple[list[DeadLetter], int]:
    """The oldest dead letters of each stream, at most so many of one as a page holds; and how many there are in all.

    Raises BrokerAway.
    """
    async with connected(redis_url) as client:
        found, count = [], 0
        for stream in STREAMS:
            count += int(await client.xlen(stream.dead))
            seen = 0
            async for letter in dead_letters(client, stream):
                found.append(letter)
                seen += 1
                if seen == AT_ONCE:
                    break
        return found, count


async def replay_one(redis_url: str, stream: str, dead_id: str) -> bool:
    """Put a dead letter back on its stream. False where there is none of this id. Raises BrokerAway."""
    found = next((one for one in STREAMS if one.name == stream), None)
    if found is None:
        return False
    async with connected(redis_url) as client:
        letter = await dead_letter(client, found, dead_id)
        if letter:
            await replay(client, found, letter)
        return letter is not None


async def replay_all(redis_url: str) -> int:
    """Put back every dead letter that lies there now. Raises BrokerAway."""
    async with connected(redis_url) as client:
        found = [letter for stream in STREAMS async for letter in dead_letters(client, stream)]
        for letter in found:
            await replay(client, by_name(letter.stream), letter)
        return len(found)

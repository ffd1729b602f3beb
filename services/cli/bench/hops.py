"""How fast messages cross a stream with the stream kit, beside raw redis-py doing the same reading and checking."""

import asyncio
import json
import statistics
import time
from datetime import UTC, datetime
from typing import Any, cast

from redis.asyncio import Redis

from services.cli.bench.samples import article
from shared.messages import ArticleAccepted
from shared.runtime.brokers import client_of, close, ensure_groups, make_broker, publish
from shared.runtime.consuming import Delivery, consume
from shared.streams import ACCEPTED

BATCH = 16


def _messages(count: int) -> list[ArticleAccepted]:
    now = datetime.now(UTC)
    return [
        ArticleAccepted(
            article_id=f"bench-{i}", origin_id=f"bench-{i}", accepted_at=now, text=article(i)["text"], text_sha256="0"
        )
        for i in range(count)
    ]


async def hop_ratio(redis_url: str, count: int = 1_000, rounds: int = 3) -> float:
    """The kit's messages/s over raw redis-py's, median of rounds taken in turn. Empties the broker."""
    ratios = []
    for _ in range(rounds):
        raw = await _seconds(redis_url, count, _read_raw)
        kit = await _seconds(redis_url, count, _read_with_kit)
        ratios.append(raw / kit)
    return statistics.median(ratios)


async def _seconds(redis_url: str, count: int, read: Any) -> float:
    broker = make_broker(redis_url)
    client = await client_of(broker)
    await client.flushdb()
    await ensure_groups(client)
    messages = _messages(count)
    for first in range(0, count, 100):
        await publish(broker, ACCEPTED, messages[first : first + 100])
    await close(broker)
    took: float = await read(redis_url, count)
    return took


async def _read_with_kit(redis_url: str, count: int) -> float:
    broker = make_broker(redis_url)
    all_read = asyncio.Event()
    seen = 0

    async def handle(deliveries: list[Delivery[ArticleAccepted]]) -> None:
        nonlocal seen
        seen += len(deliveries)
        if seen >= count:
            all_read.set()

    consume(broker, ACCEPTED, ACCEPTED.groups[0], handle, batch=BATCH)
    await client_of(broker)
    began = time.perf_counter()
    await broker.start()
    await all_read.wait()
    took = time.perf_counter() - began
    await close(broker)
    return took


async def _read_raw(redis_url: str, count: int) -> float:
    async with Redis.from_url(redis_url) as client:
        await client.ping()
        began = time.perf_counter()
        seen = 0
        while seen < count:
            answer = await client.xreadgroup(ACCEPTED.groups[0], "raw", {ACCEPTED.name: ">"}, count=BATCH)
            ((_, entries),) = cast("list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]", answer)
            for _, fields in entries:
                ArticleAccepted.model_validate(json.loads(next(iter(fields.values()))))
            await client.xack(ACCEPTED.name, ACCEPTED.groups[0], *(entry_id for entry_id, _ in entries))
            seen += len(entries)
        return time.perf_counter() - began

"""/healthz, /readyz and /metrics, alike on every service."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from faststream.redis import RedisBroker
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, generate_latest
from redis.exceptions import RedisClusterException, RedisError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from shared.runtime.brokers import client_of
from shared.runtime.consuming import stopped, waits_of
from shared.runtime.lag import lag_of_all

Check = Callable[[], Awaitable[None]]
"""Touches one dependency; raises with the cause when it does not work."""

ARTICLES = Counter("shahidi_articles", "Articles that this service finished with, by outcome", ["service", "outcome"])
LENGTH = Gauge("shahidi_stream_length", "Entries on the stream", ["stream"])
DEAD = Gauge("shahidi_stream_dead", "Dead letters of the stream", ["stream"])
LAG = Gauge("shahidi_stream_lag", "Entries that the group was never handed", ["stream", "group"])
PENDING = Gauge("shahidi_stream_pending", "Entries handed out and not acknowledged", ["stream", "group"])
OLDEST = Gauge("shahidi_stream_oldest_seconds", "Age of the oldest entry that waits", ["stream", "group"])
READY = Gauge("shahidi_ready", "1 when /readyz says so, 0 when something keeps this service from its work")

PATIENCE_S = 2.0
"""A dependency that has not answered by then is not ready."""


async def causes_of_unreadiness(broker: RedisBroker | None, checks: Mapping[str, Check]) -> dict[str, str]:
    """What keeps this service from its work, by name; empty when it is ready.

    A ping alone would call a service healthy whose consumer has stopped (FastStream stops a subscriber for good when
    its group vanishes), or waits: for the database, or for room on its disk.
    """
    causes = waits_of(broker) if broker else {}
    if broker and stopped(broker):
        causes["consumer"] = "not consuming"
    all_checks = {"broker": lambda: _ping(broker), **checks} if broker else checks
    for name, check in all_checks.items():
        try:
            async with asyncio.timeout(PATIENCE_S):
                await check()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the cause
            causes[name] = f"{type(error).__name__}: {error}"[:300]
    return causes


async def _ping(broker: RedisBroker) -> None:
    if not await broker.ping(PATIENCE_S):
        raise ConnectionError("the broker does not answer")


async def _measure_streams(broker: RedisBroker) -> None:
    """Set the gauges of the streams; while the broker is away there are none, rather than those of before."""
    for gauge in (LENGTH, DEAD, LAG, PENDING, OLDEST):
        gauge.clear()
    try:
        async with asyncio.timeout(PATIENCE_S):
            measured = await lag_of_all(await client_of(broker), int(time.time() * 1000))
    except (RedisError, RedisClusterException, OSError):
        return
    for stream in measured:
        LENGTH.labels(stream.name).set(stream.length)
        DEAD.labels(stream.name).set(stream.dead)
        for group in stream.groups:
            LAG.labels(stream.name, group.group).set(group.lag)
            PENDING.labels(stream.name, group.group).set(group.pending)
            OLDEST.labels(stream.name, group.group).set((group.oldest_ms or 0) / 1000)


def operations(
    broker: RedisBroker | None, *, checks: Mapping[str, Check] | None = None, measures: Sequence[Check] = ()
) -> list[BaseRoute]:
    """The routes for whoever runs the service: alive, ready (503 with the causes), and Prometheus metrics, before
    which each of `measures` sets gauges of the service's own.

    Without a broker (a service that only shows) none is asked for, and no stream is measured.
    """

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        causes = await causes_of_unreadiness(broker, checks or {})
        return JSONResponse({"ready": not causes, "causes": causes}, status_code=503 if causes else 200)

    async def metrics(_: Request) -> Response:
        READY.set(not await causes_of_unreadiness(broker, checks or {}))
        if broker:
            await _measure_streams(broker)
        for measure in measures:
            await measure()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]

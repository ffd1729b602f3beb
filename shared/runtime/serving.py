"""Starting, watching and stopping one service."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
import uvicorn
from faststream.redis import RedisBroker
from faststream.redis.subscriber.usecases import stream_subscriber
from redis.exceptions import RedisClusterException, RedisError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.runtime.brokers import client_of, close, ensure_groups, where
from shared.runtime.consuming import stopped
from shared.runtime.guards import BodyDeadline, PatientH11, as_many_files_as_allowed
from shared.runtime.settings import SettingsError
from shared.runtime.trimming import trim
from shared.streams import STREAMS

WATCH_EVERY_S = 0.5
READ_AGAIN_S = 1
TRIM_EVERY_S = 30.0
MOST_CONNECTIONS = 4_000
"""Over it the answer is 503, also on /healthz: high enough that a thousand idle clients do not look like an outage."""
DRAIN_S = 20
"""How long running work may finish after SIGTERM; container managers must wait longer before they kill."""

log = structlog.get_logger()


@asynccontextmanager
async def running(broker: RedisBroker) -> AsyncIterator[None]:
    """The broker's subscribers run inside, on groups that exist; one that stopped for a lost group is started again.

    Raises SettingsError when the broker is not there at the start, or does not let us in.
    """
    client = await client_of(broker)
    try:
        await ensure_groups(client)
    except (RedisError, RedisClusterException, OSError) as error:
        await close(broker)
        raise SettingsError(f"setting REDIS_URL: {where(broker)}: {' '.join(str(error).split())[:300]}") from None
    # FastStream would start a reader that died again at once: 2,500 times a second while a disk is full (measured).
    os.environ["FASTSTREAM_SUPERVISOR_DISABLED"] = "1"
    # And it would wait 5 s after a failed read, which is as long as everything may take to flow again.
    stream_subscriber.CONSUME_ERROR_BACKOFF_SECONDS = READ_AGAIN_S  # type: ignore[attr-defined]
    await broker.start()
    keeping = [asyncio.create_task(_watch(broker)), asyncio.create_task(_keep_trimmed(broker))]
    try:
        yield
    finally:
        for task in keeping:
            task.cancel()
        await close(broker)


async def _watch(broker: RedisBroker) -> None:
    """FastStream stops a subscriber for good when its group was flushed away, and one whose read the server refused
    (a full disk) has died: make the groups again and go on."""
    while True:
        await asyncio.sleep(WATCH_EVERY_S)
        dead = stopped(broker)
        if not dead:
            continue
        try:
            await ensure_groups(await client_of(broker))
            for subscriber in dead:
                await subscriber.stop()
                await subscriber.start()
            log.warning("consumer.restarted", subscribers=len(dead))
        except (RedisError, RedisClusterException, OSError) as error:
            log.warning("consumer.waiting", cause=str(error)[:300])


async def _keep_trimmed(broker: RedisBroker) -> None:
    """Every replica does it: trimming twice is trimming once."""
    while True:
        await asyncio.sleep(TRIM_EVERY_S)
        try:
            client = await client_of(broker)
            for stream in STREAMS:
                await trim(client, stream, int(time.time() * 1000))
        except (RedisError, RedisClusterException, OSError) as error:
            log.warning("trim.failed", cause=str(error)[:300])


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, then drain and return.

    Raises SettingsError when the app refuses its settings; exits with 1 when it could not start for another reason.
    """
    refusals: list[SettingsError] = []
    for asked in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again after it has drained; being asked to stop is no failure, so the exit is 0.
        signal.signal(asked, lambda *_: None)
    as_many_files_as_allowed()
    config = uvicorn.Config(
        BodyDeadline(_noting(app, refusals)), host=host, port=port, http=PatientH11, log_config=None,
        server_header=False, timeout_graceful_shutdown=DRAIN_S, limit_concurrency=MOST_CONNECTIONS,
    )  # fmt: skip
    server = uvicorn.Server(config)
    with suppress(SystemExit):  # uvicorn's way to say that the app did not start
        server.run()
    if refusals:
        raise refusals[0]
    if not server.started:
        sys.exit(1)


def _noting(app: ASGIApp, refusals: list[SettingsError]) -> ASGIApp:
    """The app; a setting that it refuses at its start is noted, and not told as a traceback."""

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        async def quieter(message: Message) -> None:
            refused = sys.exc_info()[1]
            if message["type"] == "lifespan.startup.failed" and isinstance(refused, SettingsError):
                refusals.append(refused)
                message = {"type": message["type"], "message": ""}
            await send(message)

        await app(scope, receive, quieter if scope["type"] == "lifespan" else send)

    return noting

"""The fetcher, wired: POST /articles, feeds -> inbox -> articles.accepted, and articles.stored -> inbox."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from faststream.redis import RedisBroker
from sqlalchemy import Engine
from starlette.middleware.trustedhost import TrustedHostMiddleware

from services.fetcher.accepting import Intake, publish_accepted
from services.fetcher.api import Desk, articles_router
from services.fetcher.authorising import Refused, refusal, wrong_parameter
from services.fetcher.clocks import RealClock, utc_now
from services.fetcher.custody_api import custody_router
from services.fetcher.database import is_there, migrate, open_inbox
from services.fetcher.feeds_api import FeedDesk, feeds_router
from services.fetcher.feeds_app import children, measure, watching_feeds
from services.fetcher.keys import door_of
from services.fetcher.keys_api import keys_router
from services.fetcher.page_worker import PageReader
from services.fetcher.reconciling import Reconciler, confirm
from services.fetcher.settings import FetcherSettings
from shared.messages import ArticleStored
from shared.runtime.brokers import client_of, make_broker
from shared.runtime.consuming import Delivery, consume
from shared.runtime.databases import DatabaseAway
from shared.runtime.health import operations
from shared.runtime.hosts import trusted_hosts
from shared.runtime.serving import running
from shared.streams import STORED

STOP_WITHIN_S = 5.0
"""For the round of publishing that is on its way at SIGTERM; what it leaves is published at the next start."""
GATHER_S = 0.02
"""After an article was accepted, for what comes with it: a round of publishing costs the same for many."""

log = structlog.get_logger()


def build(settings: FetcherSettings, clock: Callable[[], datetime] = utc_now) -> FastAPI:
    """The service; it touches nothing before it is started."""
    broker = make_broker(settings.redis_url)
    engine = open_inbox(settings.inbox_url)
    desks: list[Desk] = []
    feed_desks: list[FeedDesk] = []
    accepted, stopping = asyncio.Event(), asyncio.Event()

    async def on_stored(deliveries: list[Delivery[ArticleStored]]) -> None:
        await asyncio.to_thread(confirm, engine, deliveries)

    consume(
        broker, STORED, STORED.groups[0], on_stored,
        batch=100, reclaim_ms=settings.reclaim_ms, max_attempts=settings.max_attempts, transient=(DatabaseAway,),
    )  # fmt: skip

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(migrate, engine)
        with PageReader() as pages, ThreadPoolExecutor(1, "pages") as page_thread, children() as readers:
            intake = Intake(engine, accepted.set)
            door = door_of(settings, engine, clock)
            desks[:] = [Desk(door, intake, pages, page_thread, settings.max_text, clock)]
            async with (
                watching_feeds(settings, engine, intake, door, RealClock(clock), readers) as (feed_desk, collector),
                running(broker),
            ):
                feed_desks[:] = [feed_desk]
                work = [asyncio.create_task(_feed(engine, broker, settings, clock, accepted, stopping))]
                if settings.at_once:
                    work.append(asyncio.create_task(collector.run(stopping)))
                yield
                await _end(work, stopping, accepted, collector.woken)
        engine.dispose()

    async def inbox() -> None:
        await asyncio.to_thread(is_there, engine)

    app = FastAPI(title="Shahidi fetcher", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=trusted_hosts(settings.host, settings.hosts))
    app.include_router(articles_router(lambda: desks[0]))
    app.include_router(custody_router(engine, lambda: desks[0].door))
    app.include_router(keys_router(lambda: desks[0].door))
    app.include_router(feeds_router(lambda: feed_desks[0]))
    app.add_exception_handler(Refused, refusal)
    app.add_exception_handler(RequestValidationError, wrong_parameter)
    app.router.routes.extend(operations(broker, checks={"inbox": inbox}, measures=[partial(measure, engine)]))
    return app


async def _end(work: Sequence[asyncio.Task[None]], *told: asyncio.Event) -> None:
    """Told first, cancelled only after: redis-py can swallow a cancellation, and one would wait for ever."""
    for event in told:
        event.set()
    await asyncio.wait(work, timeout=STOP_WITHIN_S)
    for task in work:
        task.cancel()


async def _feed(
    engine: Engine,
    broker: RedisBroker,
    settings: FetcherSettings,
    clock: Callable[[], datetime],
    accepted: asyncio.Event,
    stopping: asyncio.Event,
) -> None:
    """Publish what was accepted, as soon as it was; go through the inbox at every tick. One task does both, so that
    nothing is published twice at the same moment."""
    reconciler = Reconciler(engine, settings.confirm_within)
    next_tick = 0.0
    loop = asyncio.get_running_loop()
    while True:
        accepted.clear()
        try:
            await publish_accepted(engine, broker, clock(), settings.confirm_within)
            if loop.time() >= next_tick:
                next_tick = loop.time() + settings.tick_s
                if await reconciler.reconcile(await client_of(broker), clock()):
                    accepted.set()
        except Exception as error:  # noqa: BLE001 - the broker or the database is away; whatever it is, go on
            # The articles are in the inbox and wait for the next round; the pause keeps a dead broker cheap.
            log.warning("inbox.waiting", cause=f"{type(error).__name__}: {error}"[:300])
            next_tick = loop.time() + min(settings.tick_s, 1.0)
            accepted.clear()
        if stopping.is_set():
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, next_tick - loop.time())):
                await accepted.wait()
                await asyncio.sleep(GATHER_S)

"""The store, wired: articles.extracted -> tables, outbox -> alerts.raised, articles.stored; API and page beside."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from fastapi import FastAPI
from faststream.redis import RedisBroker
from sqlalchemy import Engine
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from services.store.api import add_api
from services.store.api_exports import add_exports
from services.store.channels import Channel
from services.store.channels.apprise import AppriseChannel
from services.store.channels.email import EmailChannel
from services.store.channels.webhook import WebhookChannel
from services.store.database import is_there, migrate, open_store, transaction
from services.store.decision_api import add_decisions
from services.store.delivering import deliver
from services.store.door import Door, ReadersOnly
from services.store.key_api import add_keys
from services.store.lapsing import lapse
from services.store.page import add_page
from services.store.page_decisions import add_decision_forms
from services.store.policies import Policy
from services.store.posting import Couriers
from services.store.recording import Recorded, recorded_together
from services.store.settings import StoreSettings
from services.store.shadow_api import add_shadow
from services.store.subscription_api import add_subscriptions
from services.store.subscription_tables import store_keys
from shared.messages import ArticleExtracted, ArticleStored
from shared.runtime.brokers import make_broker, publish
from shared.runtime.consuming import Delivery, consume
from shared.runtime.databases import DatabaseAway
from shared.runtime.doors import Buckets
from shared.runtime.health import ARTICLES, operations
from shared.runtime.hosts import trusted_hosts
from shared.runtime.keys import KeyBook, first_key
from shared.runtime.serving import running
from shared.runtime.settings import SettingsError
from shared.streams import EXTRACTED, STORED

Clock = Callable[[], datetime]
MOST_BODY = 256 * 1024
"""Bytes of one request: many times the longest subscription."""

log = structlog.get_logger()


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """Where readings arrive: the database, the broker, and what they are judged by."""

    engine: Engine
    broker: RedisBroker
    policy: Policy
    clock: Clock
    raised: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when there may be new alerts: subscribers are told at once, not at the next tick."""
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Only one delivers at a time, so that alerts leave in the order in which they were raised."""

    async def take_in(self, deliveries: list[Delivery[ArticleExtracted]]) -> None:
        """Record readings in their order; tell the alerts first, and the fetcher last, that they are stored.

        Whatever fails, all of them come again: what is recorded already is known then, and only told once more.
        """
        await self._record([delivery.message for delivery in deliveries])
        self.raised.set()
        await self.deliver()
        stored = [
            ArticleStored(article_id=d.message.article_id, article_version=d.message.article_version)
            for d in deliveries
        ]
        await publish(self.broker, STORED, stored)

    async def _record(self, readings: list[ArticleExtracted]) -> None:
        """All in one commit; where that fails each in its own, in their order, up to the one at fault."""
        try:
            done = await asyncio.to_thread(recorded_together, readings, self.engine, self.clock(), self.policy)
        except DatabaseAway:
            raise
        except Exception:
            if len(readings) == 1:
                raise
            for extracted in readings:
                await self._record([extracted])
            return
        for extracted, what in zip(readings, done, strict=True):
            _tell(extracted, what)

    async def lapse(self) -> None:
        """Close the demands whose deadline has passed."""
        for alert in await asyncio.to_thread(lapse, self.engine, self.clock()):
            log.info("demand.lapsed", demand_id=alert.demand_id, alert_id=alert.alert_id)

    async def deliver(self) -> None:
        """Bring the outbox onto the stream."""
        async with self.one_at_a_time:
            await deliver(self.engine, self.broker, self.clock)


def _tell(extracted: ArticleExtracted, done: Recorded) -> None:
    ARTICLES.labels("store", str(done.outcome)).inc()
    log.info(
        "article.recorded",
        article_id=extracted.article_id,
        article_version=extracted.article_version,
        outcome=str(done.outcome),
        incidents=len(extracted.incidents),
        figures=len(extracted.figures),
        claims=len(extracted.claims),
        alerts=[alert.alert_id for alert in done.alerts],
    )


def build(settings: StoreSettings, clock: Clock = utc_now) -> FastAPI:
    """The service, in its role; it touches nothing before it is started."""
    engine = open_store(settings.url)
    desk = None if settings.role == "page" else desk_of(settings, engine, clock)
    keys = None if settings.role == "worker" else KeyBook(engine, store_keys, transaction, clock)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(migrate, engine)
        if keys:
            keys.first = await asyncio.to_thread(admins_key, settings)
        async with working(desk, couriers_of(settings, desk), settings.tick_s) if desk else nullcontext():
            yield
        engine.dispose()

    async def database() -> None:
        await asyncio.to_thread(is_there, engine)

    app = FastAPI(title="Shahidi store", lifespan=lifespan, docs_url=None, redoc_url=None)
    if settings.reading == "keys":  # innermost: its refusals have the headers of all answers
        app.add_middleware(ReadersOnly)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=trusted_hosts(settings.host, settings.hosts))
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BODY)
    if keys:
        app.state.door = door_of(settings, keys)
        add_api(app, engine, current_days=settings.current_days)
        add_exports(app)
        add_decisions(app, engine, settings.policy, clock)
        add_shadow(app)
        add_subscriptions(app, engine, settings.house, clock)
        add_page(app, engine, settings.redis_url, settings.fetcher, least_relevance=settings.demand_relevance)
        add_decision_forms(app)
        add_keys(app)
    app.router.routes.extend(operations(desk.broker if desk else None, checks={"database": database}))
    return app


def door_of(settings: StoreSettings, keys: KeyBook) -> Door:
    """Who may come in, and how often."""
    return Door(keys, settings.reading, writes=Buckets(settings.rate, 2 * settings.rate))


def admins_key(settings: StoreSettings) -> str:
    """That of the settings, else that of the first start. Raises SettingsError where none can be kept."""
    said = settings.api_key.get_secret_value() if settings.api_key else None
    try:
        return first_key(said, settings.home)
    except (OSError, ValueError) as error:
        raise SettingsError(f"setting STORE_API_KEY: is not set, and no key can be kept: {error}") from None


def desk_of(settings: StoreSettings, engine: Engine, clock: Clock) -> Desk:
    """A desk that reads its stream as soon as its broker is started."""
    desk = Desk(engine, make_broker(settings.redis_url), settings.policy, clock)
    consume(
        desk.broker, EXTRACTED, EXTRACTED.groups[0], desk.take_in, batch=settings.batch,
        reclaim_ms=settings.reclaim_ms, max_attempts=settings.max_attempts, transient=(DatabaseAway,),
    )  # fmt: skip
    return desk


def couriers_of(settings: StoreSettings, desk: Desk) -> Couriers:
    """Who brings alerts to subscribers. To be made inside the event loop."""
    channels: dict[str, Channel] = {"webhook": WebhookChannel(settings.destinations)}
    if server := settings.mail_server:
        channels["email"] = EmailChannel(server)
    if settings.apprise:
        channels["apprise"] = AppriseChannel()
    return Couriers(
        desk.engine, channels, desk.clock, settings.base_url,
        woken=desk.raised, keep_for=timedelta(days=settings.delivery_days),
    )  # fmt: skip


STOP_S = 8
"""How long a stop waits for a step in progress: its connection must be back before the database is let go."""


@asynccontextmanager
async def working(desk: Desk, couriers: Couriers, tick_s: float) -> AsyncIterator[None]:
    """Inside, readings are taken in, alerts go out, and deadlines pass."""
    async with running(desk.broker):
        stopping = asyncio.Event()
        delivering = asyncio.create_task(_keep_delivering(desk, tick_s, stopping))
        posting = asyncio.create_task(couriers.keep_going(stopping))
        try:
            yield
        finally:
            stopping.set()
            desk.raised.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(delivering, posting), STOP_S)


async def _keep_delivering(desk: Desk, every_s: float, stopping: asyncio.Event) -> None:
    """What a crash left in the outbox goes out at the start; what the broker did not take, at the next tick."""
    while not stopping.is_set():
        try:
            await desk.lapse()
            await desk.deliver()
        except Exception as error:  # noqa: BLE001 - broker or database are away; whatever it is, go on
            log.warning("alerts.waiting", cause=f"{type(error).__name__}: {error}"[:300])
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), every_s)

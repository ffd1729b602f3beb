"""The store as a service: from its stream into the tables, and out onto two others."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisAway

from services.store import delivering
from services.store.app import build
from services.store.database import open_store
from services.store.policies import Policy
from services.store.recording import record
from services.store.settings import StoreSettings
from services.store.state import state_of
from shared.messages import AlertRaised, ArticleStored
from shared.runtime.brokers import client_of, ensure_groups, entries_of, publish
from shared.runtime.entries import read_entry
from shared.runtime.settings import read_settings
from shared.streams import ALERTS, EXTRACTED, STORED, Stream
from tests.unit.store.told import MORNING_AFTER, Demand, Event, Number, later, told

STORY = (
    told("a", Event([Number("killed", 2)]), Demand()),
    told("b", Event([Number("killed", 4, role="update")]), published=later(5)),
    told("copy", Event([Number("killed", 4, role="update")]), published=later(6), origin="b"),
)


@asynccontextmanager
async def running_store(url: str, database_url: str) -> AsyncIterator[Redis]:
    said: dict[str, Any] = {"redis_url": url, "database_url": database_url, "api_key": "a-key-of-sixteen-characters"}
    app = build(StoreSettings(**said, tick_s=0.05))
    async with app.router.lifespan_context(app), Redis.from_url(url) as client:
        yield client


async def on(client: Redis, stream: Stream) -> list[Any]:
    return [read_entry(stream, fields) for _, fields in await entries_of(client, stream.name)]


async def until(happened: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(15):
        while not await happened():
            await asyncio.sleep(0.01)


async def test_what_is_extracted_is_stored_told_and_confirmed_once(
    broker: RedisBroker, broker_url: str, store_url: str
) -> None:
    await ensure_groups(await client_of(broker))
    await publish(broker, EXTRACTED, [*STORY, *STORY])
    async with running_store(broker_url, store_url) as client:

        async def all_confirmed() -> bool:
            return len(await on(client, STORED)) == 2 * len(STORY)

        await until(all_confirmed)
        raised: list[AlertRaised] = await on(client, ALERTS)
        confirmed: list[ArticleStored] = await on(client, STORED)
    assert [alert.kind for alert in raised] == ["new_casualties", "new_demand", "toll_raised"]
    assert {said.article_id for said in confirmed} == {"a", "b", "copy"}, "a repeat is confirmed as well"
    known = state_of(store_url)
    assert [i["articles"] for i in known["incidents"]] == [["a", "b", "copy"]]


async def test_alerts_left_in_the_outbox_by_a_crash_go_out_at_the_next_start(
    broker: RedisBroker, broker_url: str, store_url: str
) -> None:
    engine = open_store(store_url)
    raised = [a for reading in STORY for a in record(reading, engine, MORNING_AFTER, Policy())]
    engine.dispose()
    async with running_store(broker_url, store_url) as client:

        async def all_out() -> bool:
            return len(await on(client, ALERTS)) == len(raised)

        await until(all_out)
        assert await on(client, ALERTS) == raised


async def test_an_alert_published_but_not_marked_comes_again_with_the_same_id(
    broker: RedisBroker, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_store(store_url)
    raised = record(STORY[0], engine, MORNING_AFTER, Policy())

    def killed(*_: object) -> None:
        raise OSError("killed before marking")

    with monkeypatch.context() as broken:
        broken.setattr(delivering, "mark_published", killed)
        with pytest.raises(OSError, match="killed"):
            await delivering.deliver(engine, broker, lambda: MORNING_AFTER)
    assert await delivering.deliver(engine, broker, lambda: MORNING_AFTER) == len(raised)
    assert await delivering.deliver(engine, broker, lambda: MORNING_AFTER) == 0
    assert await on(await client_of(broker), ALERTS) == raised * 2
    engine.dispose()


async def test_a_broker_that_is_away_keeps_alerts_in_the_outbox(
    broker: RedisBroker, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_store(store_url)
    raised = record(STORY[0], engine, MORNING_AFTER, Policy())

    async def away(*_: object) -> list[str]:
        raise RedisAway("no broker")

    with monkeypatch.context() as broken:
        broken.setattr(delivering, "publish", away)
        with pytest.raises(RedisAway):
            await delivering.deliver(engine, broker, lambda: MORNING_AFTER)
    assert await delivering.deliver(engine, broker, lambda: MORNING_AFTER) == len(raised)
    engine.dispose()


def test_the_database_may_be_named_for_the_store_or_for_everybody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHAHIDI_HOME", str(tmp_path))
    assert read_settings(StoreSettings).url == f"sqlite:///{tmp_path / 'store.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", "postgresql://everybody")
    assert read_settings(StoreSettings).url == "postgresql://everybody"
    monkeypatch.setenv("STORE_DATABASE_URL", "postgresql://store")
    assert read_settings(StoreSettings).url == "postgresql://store"


def test_an_operator_may_shift_the_thresholds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_MERGE_SCORE", "9")
    monkeypatch.setenv("STORE_CURRENT_DAYS", "3")
    policy = read_settings(StoreSettings).policy
    assert (policy.merge.merge_score, policy.merge.near_km, policy.current_days) == (9, 25, 3)

"""F3, F13, F14: the database is locked, gone, cut off or in a deadlock, and the service is killed around its commit."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager

import psycopg
import pytest
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from sqlalchemy import text

from services.store import app as store_app
from services.store import recording
from services.store.database import SCHEMA, open_store
from services.store.policies import Policy
from services.store.recording import record
from services.store.repository.alerts import add_alerts
from services.store.settings import StoreSettings
from services.store.state import state_of
from shared.messages import AlertRaised, ArticleExtracted
from shared.runtime.brokers import client_of, ensure_groups, entries_of, publish
from shared.runtime.databases import DatabaseAway
from shared.runtime.entries import read_entry
from shared.runtime.lag import lag_of
from shared.streams import ALERTS, EXTRACTED
from tests.databases import PostgresServer
from tests.unit.store.told import MORNING_AFTER, Demand, Event, Number, later, told

STORY = (
    told("a", Event([Number("killed", 2)]), Demand()),
    told("b", Event([Number("killed", 4, role="update")]), published=later(5)),
)


async def until(happened: Callable[[], Awaitable[bool]], within_s: float = 30.0) -> None:
    async with asyncio.timeout(within_s):
        while not await happened():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def running_store(broker_url: str, store_url: str) -> AsyncIterator[Redis]:
    settings = StoreSettings(
        redis_url=broker_url,
        database_url=store_url,
        tick_s=0.05,
        reclaim_ms=300,
        max_attempts=2,
        port=0,
        api_key="a-key-of-sixteen-characters",
    )
    app = store_app.build(settings)
    async with app.router.lifespan_context(app), Redis.from_url(broker_url) as client:
        yield client


async def settled(client: Redis) -> bool:
    state = await lag_of(client, EXTRACTED, 0)
    return bool(state.groups) and all(group.lag == group.pending == 0 for group in state.groups)


async def alerts_on(client: Redis) -> list[AlertRaised]:
    read = [read_entry(ALERTS, fields) for _, fields in await entries_of(client, ALERTS.name)]
    return [message for message in read if isinstance(message, AlertRaised)]


@contextmanager
def taken_away(store_url: str, postgresql: Callable[[], PostgresServer]) -> Iterator[None]:
    """Inside, nobody gets at the database: SQLite's file is locked; PostgreSQL refuses, and has cut all connections."""
    if store_url.startswith("sqlite"):
        with closing(sqlite3.connect(store_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        return
    name = store_url.rpartition("/")[2]
    postgresql().run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgresql().run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    yield
    postgresql().run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_f13_while_the_database_is_away_nothing_is_acknowledged_or_blamed_and_it_goes_on_when_it_is_back(
    broker: RedisBroker,
    broker_url: str,
    store_url: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shared.runtime.databases.BUSY_MS", 50)
    tried: list[str] = []
    recorded_together = recording.recorded_together

    def noting(batch: Sequence[ArticleExtracted], *rest: object) -> list[recording.Recorded]:
        tried.extend(extracted.article_id for extracted in batch)
        return recorded_together(batch, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(store_app, "recorded_together", noting)
    await ensure_groups(await client_of(broker))
    async with running_store(broker_url, store_url) as client:
        with taken_away(store_url, lambda: request.getfixturevalue("postgresql")):
            await publish(broker, EXTRACTED, STORY)

            async def tried_more_often_than_a_message_may_fail() -> bool:
                return len(tried) > 3

            await until(tried_more_often_than_a_message_may_fail)
            (group,) = (await lag_of(client, EXTRACTED, 0)).groups
            assert (group.pending > 0, group.pending + group.lag) == (True, 2)
        await until(lambda: settled(client))
        assert (await lag_of(client, EXTRACTED, 0)).dead == 0
        assert [alert.kind for alert in await alerts_on(client)] == ["new_casualties", "new_demand", "toll_raised"]


def test_f13_a_connection_cut_in_the_middle_of_a_recording_leaves_nothing_behind(
    postgresql: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql.new(SCHEMA)
    engine = open_store(url)

    def cut(db: object, notices: object) -> list[AlertRaised]:
        name = url.rpartition("/")[2]
        postgresql.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        return add_alerts(db, notices)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(recording, "add_alerts", cut)
        with pytest.raises(DatabaseAway):
            record(STORY[0], engine, MORNING_AFTER, Policy())
    assert [alert.kind for alert in record(STORY[0], engine, MORNING_AFTER, Policy())] == [
        "new_casualties",
        "new_demand",
    ]
    engine.dispose()
    postgresql.drop()


def test_f14_a_deadlock_is_tried_again_and_ends_in_one_incident(
    postgresql: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql.new(SCHEMA)
    engine = open_store(url)

    with psycopg.connect(url) as operator:  # somebody at work in the tables by hand, who holds one and wants another
        operator.execute("SET deadlock_timeout = '60s'")  # so that it is our transaction which is given up
        operator.execute("LOCK TABLE alerts IN EXCLUSIVE MODE")

        def meanwhile(db: object, notices: object) -> list[AlertRaised]:
            if not asking.under_way:
                asking.send("LOCK TABLE articles IN ACCESS EXCLUSIVE MODE")  # we have only read there so far
            return add_alerts(db, notices)  # type: ignore[arg-type]

        asking = _Asking(operator)
        with monkeypatch.context() as broken:
            broken.setattr(recording, "add_alerts", meanwhile)
            with pytest.raises(DatabaseAway, match="deadlock detected"):
                record(STORY[0], engine, MORNING_AFTER, Policy())
        asking.answered()
    for reading in STORY:
        record(reading, engine, MORNING_AFTER, Policy())
    engine.dispose()
    assert len(state_of(url)["incidents"]) == 1
    postgresql.drop()


class _Asking:
    """A statement that is under way while we go on."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection, self.under_way = connection, False

    def send(self, statement: str) -> None:
        self.under_way = True
        self._connection.pgconn.send_query(statement.encode())
        self._connection.pgconn.flush()

    def answered(self) -> None:
        while self._connection.pgconn.get_result() is not None:
            pass


@pytest.mark.parametrize("killed_at", ["before the commit", "between the commit and the acknowledgement"])
async def test_f3_a_store_killed_around_its_commit_does_it_again_and_it_counts_once(
    broker: RedisBroker, broker_url: str, store_url: str, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    deaths = iter([True, True])  # of a batch, and of the first that is tried alone then
    recorded_together = recording.recorded_together

    def failing(batch: Sequence[ArticleExtracted], *rest: object) -> list[recording.Recorded]:
        before = killed_at == "before the commit"
        if before and next(deaths, False):
            raise RuntimeError("killed")
        done = recorded_together(batch, *rest)  # type: ignore[arg-type]
        if not before and next(deaths, False):
            raise RuntimeError("killed")
        return done

    monkeypatch.setattr(store_app, "recorded_together", failing)
    await ensure_groups(await client_of(broker))
    await publish(broker, EXTRACTED, STORY)
    async with running_store(broker_url, store_url) as client:
        await until(lambda: settled(client))
        raised = await alerts_on(client)
    assert [alert.kind for alert in raised] == ["new_casualties", "new_demand", "toll_raised"]
    engine = open_store(store_url)
    with engine.connect() as db:
        assert db.scalar(text("SELECT count(*) FROM extractions")) == 2
    engine.dispose()

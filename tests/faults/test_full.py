"""F11, F12: memory or disk are full. Nothing is lost, nobody is blamed, and it goes on when there is room."""

import asyncio
import os
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from sqlalchemy import text

from services.fetcher.accepting import accept, publish_accepted
from services.fetcher.articles import RawArticle, accepted_from
from services.fetcher.database import open_inbox
from services.store.database import migrate, open_store
from services.store.policies import Policy
from services.store.recording import record
from shared.messages import ArticleExtracted, ArticleStored
from shared.runtime.brokers import BrokerFull, client_of, close, ensure_groups, make_broker, publish
from shared.runtime.consuming import Delivery, consume
from shared.runtime.databases import DatabaseAway
from shared.runtime.health import causes_of_unreadiness
from shared.runtime.lag import lag_of
from shared.runtime.serving import running
from shared.streams import ACCEPTED, EXTRACTED, STORED
from tests.faults.brokers import BreakableBroker
from tests.unit.store.told import MORNING_AFTER, Event, Number, told

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
WITHIN = timedelta(seconds=300)


async def until(happened: Callable[[], Awaitable[bool]], within_s: float = 15.0) -> None:
    async with asyncio.timeout(within_s):
        while not await happened():
            await asyncio.sleep(0.01)


async def settled(client: Redis) -> bool:
    state = await lag_of(client, EXTRACTED, 0)
    return bool(state.groups) and all(group.lag == group.pending == 0 for group in state.groups)


async def test_a_worker_that_cannot_publish_into_a_full_broker_waits_and_its_message_is_not_blamed(
    broker: RedisBroker,
) -> None:
    client = await client_of(broker)
    attempts: list[int] = []
    all_started = asyncio.Event()

    async def store(deliveries: list[Delivery[ArticleExtracted]]) -> None:
        await all_started.wait()
        if not attempts:
            await client.config_set("maxmemory", "1")  # from here on it takes nothing in
        attempts.extend(delivery.attempt for delivery in deliveries)
        await publish(broker, STORED, [ArticleStored(article_id="a", article_version=1)])

    async def has_tried_again() -> bool:
        return len(attempts) > 2 and "maxmemory" in (await causes_of_unreadiness(broker, {})).get(EXTRACTED.name, "")

    await publish(broker, EXTRACTED, [told("a")])
    consume(broker, EXTRACTED, "store", store, reclaim_ms=200, max_attempts=1)
    async with running(broker):
        all_started.set()
        try:
            await until(has_tried_again)
        finally:
            await client.config_set("maxmemory", "0")
        await until(lambda: settled(client))
    assert set(attempts) == {1}
    assert (await lag_of(client, EXTRACTED, 0)).dead == 0
    assert (await lag_of(client, STORED, 0)).length == 1


async def test_articles_that_a_full_broker_refuses_stay_in_the_inbox(inbox_url: str, broker: RedisBroker) -> None:
    inbox, client = open_inbox(inbox_url), await client_of(broker)
    article = accepted_from(RawArticle(id="a", text="Police shot two people dead."), NOW, detect_language=False)
    accept(inbox, [article])
    await client.config_set("maxmemory", "1")
    try:
        with pytest.raises(BrokerFull, match="maxmemory"):
            await publish_accepted(inbox, broker, NOW, WITHIN)
    finally:
        await client.config_set("maxmemory", "0")
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 1
    inbox.dispose()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 MB, which a test may fill to the last byte."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path) -> Path:
    """Take all the room there is; the file to delete to have it back."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 512, 1):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return ballast


def test_a_full_disk_of_the_store_loses_nothing_and_is_no_fault_of_the_article(small_disk: Path) -> None:
    engine = open_store(f"sqlite:///{small_disk / 'store.sqlite'}")
    migrate(engine)
    ballast = fill(small_disk)
    readings = [told(f"a{n}", Event([Number("killed", 2)]), published=MORNING_AFTER) for n in range(20)]

    def record_all() -> None:
        for reading in readings:
            record(reading, engine, MORNING_AFTER, Policy())

    with pytest.raises(DatabaseAway, match=r"full|disk I/O error"):
        record_all()
    ballast.unlink()
    record_all()
    with engine.connect() as db:
        assert db.scalar(text("PRAGMA integrity_check")) == "ok"
        assert db.scalar(text("SELECT count(*) FROM articles")) == 20
    engine.dispose()


async def test_a_reader_whom_a_full_disk_refuses_asks_again_without_haste_and_reads_on_when_there_is_room(
    small_disk: Path,
) -> None:
    server = BreakableBroker(small_disk)
    server.start()
    broker = make_broker(server.url)
    client = await client_of(broker)
    read: list[str] = []

    async def handle(deliveries: list[Delivery[ArticleExtracted]]) -> None:
        read.extend(delivery.message.article_id for delivery in deliveries)

    async def refused() -> int:
        stats = await client.info("commandstats")
        return sum(int(stats.get(f"cmdstat_{name}", {}).get("rejected_calls", 0)) for name in ("xreadgroup", "ping"))

    async def has_stopped() -> bool:
        return "consumer" in await causes_of_unreadiness(broker, {})

    consume(broker, EXTRACTED, "store", handle)
    async with running(broker):
        ballast = fill(small_disk)
        with pytest.raises(BrokerFull):
            await until(lambda: _write(client))
        await until(has_stopped)
        since, before = asyncio.get_running_loop().time(), await refused()

        async def a_second_has_passed() -> bool:
            return asyncio.get_running_loop().time() > since + 1

        await until(a_second_has_passed)
        assert await refused() - before < 20
        ballast.unlink()
        await until(lambda: _takes_in(broker))
        await until(lambda: settled(client))
    assert read == ["a"]
    server.stop()


async def _write(client: Redis) -> bool:
    await client.set("x", "y" * 1_000)
    return False


async def _takes_in(broker: RedisBroker) -> bool:
    try:
        await publish(broker, EXTRACTED, [told("a")])
    except BrokerFull:
        return False
    return True


async def test_a_full_disk_of_the_broker_is_waited_out(small_disk: Path, inbox_url: str) -> None:
    server = BreakableBroker(small_disk)
    server.start()
    broker, inbox = make_broker(server.url), open_inbox(inbox_url)
    await ensure_groups(await client_of(broker))
    articles = [
        accepted_from(RawArticle(id=f"a{n}", text=f"{n} people died. " * 500), NOW, detect_language=False)
        for n in range(400)
    ]
    accept(inbox, articles)
    ballast = fill(small_disk)

    async def is_full() -> bool:
        try:
            await publish_accepted(inbox, broker, NOW, WITHIN)
        except BrokerFull as error:
            return "No space left" in str(error)
        return False

    await until(is_full)
    ballast.unlink()

    async def has_room() -> bool:
        try:
            await publish_accepted(inbox, broker, NOW, WITHIN)
        except BrokerFull:
            return False
        return True

    await until(has_room)
    assert (await lag_of(await client_of(broker), ACCEPTED, 0)).length >= 400
    await close(broker)
    server.stop()
    inbox.dispose()

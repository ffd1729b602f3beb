"""The stream kit on a cluster of three masters, and behind a Sentinel whose master dies."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from faststream.redis import RedisBroker

from services.cli.operating import list_dead, replay_dead, status
from shared.messages import ArticleStored
from shared.runtime.brokers import AWAY, client_of, close, make_broker, publish
from shared.runtime.health import causes_of_unreadiness
from shared.runtime.lag import lag_of
from shared.runtime.serving import running
from shared.runtime.settings import SettingsError
from shared.runtime.trimming import trim
from shared.streams import STORED
from tests.integration.clusters import cluster_of_three, watched_pair
from tests.integration.test_stream_kit import Seen, listen, settled_with, stored, until


@asynccontextmanager
async def working(url: str, seen: Seen) -> AsyncIterator[RedisBroker]:
    broker = make_broker(url)
    listen(broker, seen)
    async with running(broker):
        yield broker


# redis-py's cluster client leaves a connection open that was being made while its reader stopped (1 run in 4).
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_on_a_cluster_all_is_read_buried_replayed_measured_and_trimmed(tmp_path: Path) -> None:
    ill = True

    def moody(message: ArticleStored) -> None:
        if ill and message.article_id == "poison":
            raise RuntimeError("not today")

    seen = Seen(moody)
    with cluster_of_three(tmp_path) as url:
        async with working(url, seen) as broker:
            ids = await publish(broker, STORED, [stored(name) for name in ("a", "b", "poison")])
            assert ids == sorted(ids)
            await until(lambda: settled_with(broker))
            assert await causes_of_unreadiness(broker, {}) == {}
            (letter,) = await list_dead(url)
            assert (letter.reason, letter.attempts) == ("RuntimeError: not today", 3)
            ill = False
            assert await replay_dead(url, None) == 1
            await until(lambda: settled_with(broker))
            assert await list_dead(url) == []
            client = await client_of(broker)
            assert await trim(client, STORED, 2**53, keep_ms=0) == 4
        assert [s.length for s in await status(url)] == [0, 0, 0, 0]
    assert {"a", "b", "poison"} <= set(seen.ids)
    gc.collect()


async def test_behind_a_sentinel_work_goes_on_with_the_next_master_when_the_first_is_killed(tmp_path: Path) -> None:
    seen = Seen()
    with watched_pair(tmp_path) as (url, master):
        async with working(url, seen) as broker:
            await publish(broker, STORED, [stored("before")])
            await until(lambda: settled_with(broker))
            client = await client_of(broker)
            assert await client.wait(1, 5_000) == 1, "the replica has it"
            master.kill()

            async def published() -> bool:
                try:
                    return bool(await publish(broker, STORED, [stored("after")]))
                except AWAY:
                    return False  # as a service does: wait it out

            await until(published)
            await until(lambda: settled_with(broker))
            assert (await lag_of(client, STORED, 0)).length == 2
    assert set(seen.ids) == {"before", "after"}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1", "setting REDIS_URL: must be redis://host:port/db"),
        ("redis+sentinel://127.0.0.1", "setting REDIS_URL: a Sentinel address must name its master"),
    ],
)
async def test_what_is_no_address_is_refused_by_the_name_of_its_setting(url: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        make_broker(url)


@pytest.mark.parametrize("url", ["redis+cluster://127.0.0.1:1,127.0.0.1:2", "redis+sentinel://127.0.0.1:1/news/0"])
async def test_closing_what_never_answered_is_no_error(url: str) -> None:
    await close(make_broker(url, tries=0))

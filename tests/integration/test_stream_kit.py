"""The stream kit on a real broker: nothing lost, nothing retried for ever, nothing buried without its reason."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from faststream.redis import RedisBroker
from faststream.redis.subscriber.usecases import stream_subscriber
from redis.asyncio import Redis

from shared.messages import ArticleAccepted, ArticleStored
from shared.runtime.brokers import client_of, ensure_groups, entries_of, make_broker, publish
from shared.runtime.consuming import Delivery, consume
from shared.runtime.deadletters import DeadLetter, dead_letters, replay
from shared.runtime.health import causes_of_unreadiness
from shared.runtime.lag import lag_of
from shared.runtime.serving import READ_AGAIN_S, running
from shared.runtime.trimming import trim
from shared.streams import ACCEPTED, ALERTS, STORED

RECLAIM_MS = 200


def stored(name: str, version: int = 1) -> ArticleStored:
    return ArticleStored(article_id=name, article_version=version)


async def until(happened: Callable[[], Awaitable[bool]], within_s: float = 15.0) -> None:
    """Wait for an event by asking for it; fails when it does not come."""
    async with asyncio.timeout(within_s):
        while not await happened():
            await asyncio.sleep(0.01)


class Seen:
    """A handler that remembers what it was given, and does as it is told about it."""

    def __init__(self, then: Callable[[ArticleStored], None] = lambda _: None) -> None:
        self.then = then
        self.ids: list[str] = []
        self.batches: list[int] = []

    async def __call__(self, deliveries: list[Delivery[ArticleStored]]) -> None:
        self.batches.append(len(deliveries))
        for delivery in deliveries:
            self.ids.append(delivery.message.article_id)
            self.then(delivery.message)


def listen(broker: RedisBroker, seen: Seen, **options: Any) -> None:
    consume(broker, STORED, "fetcher", seen, **{"reclaim_ms": RECLAIM_MS, "max_attempts": 3, **options})


async def settled(client: Redis) -> bool:
    state = await lag_of(client, STORED, 0)
    return bool(state.groups) and all(group.lag == group.pending == 0 for group in state.groups)


async def buried(client: Redis) -> list[DeadLetter]:
    return [letter async for letter in dead_letters(client, STORED)]


async def test_what_was_published_before_the_first_reader_came_is_read(broker: RedisBroker) -> None:
    await publish(broker, STORED, [stored("early")])
    seen = Seen()
    listen(broker, seen)
    async with running(broker):
        await until(lambda: settled_with(broker))
    assert seen.ids == ["early"]


async def settled_with(broker: RedisBroker) -> bool:
    return await settled(await client_of(broker))


async def test_an_entry_is_one_field_of_plain_json_that_any_client_can_write(broker: RedisBroker) -> None:
    await publish(broker, STORED, [stored("ours")])
    client = await client_of(broker)
    ((_, fields),) = await entries_of(client, STORED.name)
    assert list(fields.values()) == [b'{"version":1,"article_id":"ours","article_version":1}']
    await client.xadd(STORED.name, {"payload": '{"article_id": "theirs \u017e", "article_version": 2}'})
    seen = Seen()
    listen(broker, seen)
    async with running(broker):
        await until(lambda: settled(client))
    assert seen.ids == ["ours", "theirs ž"]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        pytest.param({"data": b"not json"}, "not JSON", id="somebody's typing error"),
        pytest.param({"data": b"\xff\xfe"}, "not UTF-8", id="half-decoded bytes, which FastStream's parser dies of"),
        pytest.param({"data": b"[" * 100_000}, "nested too deeply", id="a depth bomb"),
        pytest.param({"data": b'{"article_id": "x"}'}, "article_version", id="a missing field is named"),
        pytest.param({"data": b'{"version": 9, "article_id": "x", "article_version": 1}'}, "version", id="tomorrow's"),
        pytest.param({"a": b"1", "b": b"2"}, "one field", id="flat fields are not a message"),
    ],
)
async def test_what_cannot_be_read_goes_to_the_dead_letters_and_the_rest_goes_on(
    broker: RedisBroker, fields: dict[str, bytes], reason: str
) -> None:
    client = await client_of(broker)
    await client.xadd(STORED.name, fields)  # type: ignore[arg-type]  # str or bytes
    await publish(broker, STORED, [stored("good")])
    seen = Seen()
    listen(broker, seen)
    async with running(broker):
        await until(lambda: settled(client))
    (letter,) = await buried(client)
    assert seen.ids == ["good"]
    assert reason in letter.reason
    assert letter.fields == {name.encode(): value for name, value in fields.items()}


async def test_one_poisoned_message_is_tried_three_times_alone_and_takes_no_other_with_it(broker: RedisBroker) -> None:
    def poisoned(message: ArticleStored) -> None:
        if message.article_id == "poison":
            raise RuntimeError("cannot digest this")

    client = await client_of(broker)
    await publish(broker, STORED, [stored("a"), stored("poison"), stored("b")])
    seen = Seen(poisoned)
    listen(broker, seen)
    async with running(broker):
        await until(lambda: settled(client))
    (letter,) = await buried(client)
    assert (letter.reason, letter.attempts) == ("RuntimeError: cannot digest this", 3)
    assert seen.ids.count("poison") == 3
    assert {"a", "b"} <= set(seen.ids)
    assert set(seen.batches[1:]) == {1}


async def test_a_dead_letter_that_is_replayed_is_handled_as_it_was(broker: RedisBroker) -> None:
    ill = True

    def moody(_: ArticleStored) -> None:
        if ill:
            raise RuntimeError("not today")

    client = await client_of(broker)
    await publish(broker, STORED, [stored("again", 7)])
    seen = Seen(moody)
    listen(broker, seen, max_attempts=1)
    async with running(broker):
        await until(lambda: settled(client))
        ill = False
        (letter,) = await buried(client)
        await replay(client, STORED, letter)
        await until(lambda: settled(client))
    assert seen.ids == ["again", "again"]
    assert await buried(client) == []


async def test_a_dependency_that_is_away_is_waited_out_and_never_counts_against_the_message(
    broker: RedisBroker,
) -> None:
    away = iter([True, True, True, False])

    def busy(_: ArticleStored) -> None:
        if next(away):
            raise TimeoutError("database is locked")

    client = await client_of(broker)
    await publish(broker, STORED, [stored("patient")])
    seen = Seen(busy)
    listen(broker, seen, max_attempts=2, transient=(TimeoutError,))
    async with running(broker):
        await until(lambda: settled(client))
    assert await buried(client) == []
    assert seen.ids == ["patient"] * 4


async def test_what_a_dead_worker_held_is_taken_over(broker: RedisBroker) -> None:
    client = await client_of(broker)
    await ensure_groups(client)
    await publish(broker, STORED, [stored(str(i)) for i in range(20)])
    await client.xreadgroup("fetcher", "the-late", {STORED.name: ">"}, count=12)
    seen = Seen()
    listen(broker, seen)
    async with running(broker):
        await until(lambda: settled(client))
    assert sorted(seen.ids, key=int) == [str(i) for i in range(20)]


async def test_a_message_that_kills_its_worker_every_time_is_buried_without_being_handled_again(
    broker: RedisBroker,
) -> None:
    client = await client_of(broker)
    await ensure_groups(client)
    await publish(broker, STORED, [stored("killer")])
    await client.xreadgroup("fetcher", "victim-0", {STORED.name: ">"})
    ((entry_id, _),) = await entries_of(client, STORED.name)
    for i in range(2):
        await client.xclaim(STORED.name, "fetcher", f"victim-{i + 1}", 0, [entry_id])
    seen = Seen()
    listen(broker, seen)
    async with running(broker):
        await until(lambda: settled(client))
    (letter,) = await buried(client)
    assert "worker died 3 times" in letter.reason
    assert seen.ids == []


async def test_slow_work_keeps_its_lease_so_nobody_does_it_twice(broker: RedisBroker, broker_url: str) -> None:
    client = await client_of(broker)
    other = make_broker(broker_url)
    started, finish = asyncio.Event(), asyncio.Event()
    handled: list[str] = []

    async def slow(deliveries: list[Delivery[ArticleStored]]) -> None:
        handled.extend(delivery.message.article_id for delivery in deliveries)
        started.set()
        await finish.wait()

    for each in (broker, other):
        consume(each, STORED, "fetcher", slow, reclaim_ms=RECLAIM_MS)
    await publish(broker, STORED, [stored("long")])
    async with running(broker), running(other):
        await started.wait()
        held_since = asyncio.get_running_loop().time()

        async def held_for_five_idle_periods() -> bool:
            return asyncio.get_running_loop().time() - held_since > 5 * RECLAIM_MS / 1000

        await until(held_for_five_idle_periods)
        finish.set()
        await until(lambda: settled(client))
    assert handled == ["long"]


async def test_a_flushed_broker_is_noticed_and_reading_goes_on_from_the_first_new_message(broker: RedisBroker) -> None:
    client = await client_of(broker)
    seen = Seen()
    listen(broker, seen)
    async with running(broker):
        await publish(broker, STORED, [stored("before")])
        await until(lambda: settled(client))
        await client.flushall()

        async def stopped() -> bool:
            return "consumer" in await causes_of_unreadiness(broker, {})

        await until(stopped)
        await publish(broker, STORED, [stored("after")])
        await until(lambda: settled(client))
        assert await causes_of_unreadiness(broker, {}) == {}
    assert seen.ids == ["before", "after"]


def test_a_reader_asks_a_broker_that_is_away_again_after_a_second() -> None:
    """FastStream's own pause is a constant of this module (0.7.8); without it, reading goes on up to 5 s later."""
    assert READ_AGAIN_S == 1
    assert hasattr(stream_subscriber, "CONSUME_ERROR_BACKOFF_SECONDS")
    assert "CONSUME_ERROR_BACKOFF_SECONDS" in inspect.getsource(stream_subscriber)


async def test_the_lag_of_a_group_counts_what_waits_and_what_is_held(broker: RedisBroker) -> None:
    client = await client_of(broker)
    await ensure_groups(client)
    article = ArticleAccepted(
        article_id="a", accepted_at=datetime(2024, 6, 21, tzinfo=UTC), text="x", text_sha256="0", origin_id="a"
    )
    ids = await publish(broker, ACCEPTED, [article] * 5)
    await client.xreadgroup("extractor", "one", {ACCEPTED.name: ">"}, count=2)
    now_ms = int(ids[0].split("-")[0]) + 4_000
    (group,) = (await lag_of(client, ACCEPTED, now_ms)).groups
    assert (group.lag, group.pending, group.oldest_ms) == (3, 2, 4_000)


async def test_trimming_drops_what_all_have_acknowledged_and_never_what_is_unread_or_held(broker: RedisBroker) -> None:
    client = await client_of(broker)
    await ensure_groups(client)
    ids = await publish(broker, STORED, [stored(str(i)) for i in range(10)])
    later = int(ids[-1].split("-")[0]) + 10_000
    assert await trim(client, STORED, later, keep_ms=0) == 0, "nothing was read"
    await client.xreadgroup("fetcher", "one", {STORED.name: ">"}, count=6)
    await client.xack(STORED.name, "fetcher", *ids[:3], *ids[4:6])
    assert await trim(client, STORED, later, keep_ms=60_000) == 0, "all of it is recent"
    assert await trim(client, STORED, later, keep_ms=0) == 3, "up to the one that is held"
    await client.xack(STORED.name, "fetcher", ids[3])
    assert await trim(client, STORED, later, keep_ms=0) == 3, "up to the first that nobody has read"
    assert [entry_id.decode() for entry_id, _ in await entries_of(client, STORED.name)] == ids[6:]


async def test_a_stream_whose_reader_has_no_group_yet_is_not_trimmed(broker: RedisBroker) -> None:
    client = await client_of(broker)
    (entry_id,) = await publish(broker, STORED, [stored("waiting")])
    assert await trim(client, STORED, int(entry_id.split("-")[0]) + 10_000, keep_ms=0) == 0


async def test_alerts_are_kept_for_a_week_since_their_readers_are_not_known(broker: RedisBroker) -> None:
    client = await client_of(broker)
    await ensure_groups(client)
    day_ms = 24 * 60 * 60 * 1000
    (entry_id,) = await publish(broker, ALERTS, [stored("told")])
    told_ms = int(entry_id.split("-")[0])
    assert await trim(client, ALERTS, told_ms + 6 * day_ms, keep_ms=0) == 0
    assert await trim(client, ALERTS, told_ms + 8 * day_ms) == 1

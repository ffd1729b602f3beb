"""The inbox and a real broker: what the broker loses comes again, what it holds does not."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine

from services.fetcher import state
from services.fetcher.accepting import accept, publish_accepted
from services.fetcher.articles import RawArticle, accepted_from
from services.fetcher.database import SCHEMA, open_inbox, transaction
from services.fetcher.reconciling import Reconciler, confirm
from shared.messages import ArticleAccepted, ArticleExtracted, ArticleStored, ExtractorInfo
from shared.runtime.brokers import client_of, ensure_groups, entries_of, publish
from shared.runtime.consuming import Delivery
from shared.runtime.deadletters import bury, dead_letters, replay
from shared.runtime.entries import read_entry
from shared.streams import ACCEPTED, EXTRACTED, STORED
from tests.databases import PostgresServer

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
WITHIN = timedelta(seconds=300)
LATER = NOW + timedelta(seconds=301)
MUCH_LATER = NOW + timedelta(seconds=602)


def article(name: str) -> ArticleAccepted:
    raw = RawArticle(id=name, text=f"Police shot two people dead in {name}.")
    return accepted_from(raw, NOW, detect_language=False)


@pytest.fixture
async def client(broker: RedisBroker) -> Redis:
    client = await client_of(broker)
    await ensure_groups(client)
    return client


async def published(client: Redis) -> list[str]:
    """The ids of all articles on the stream, in order."""
    read = [read_entry(ACCEPTED, fields) for _, fields in await entries_of(client, ACCEPTED.name)]
    return [message.article_id for message in read if isinstance(message, ArticleAccepted)]


async def go_round(inbox: Engine, broker: RedisBroker, now: datetime, reconciler: Reconciler | None = None) -> int:
    """What the service does at a tick. Returns how many articles were published."""
    reconciler = reconciler or Reconciler(inbox, WITHIN)
    await reconciler.reconcile(await client_of(broker), now)
    return await publish_accepted(inbox, broker, now, WITHIN)


async def extractor_reads(client: Redis, count: int = 100) -> list[bytes]:
    """Hand entries out to an extractor, as its first read does."""
    answer: Any = await client.xreadgroup("extractor", "e1", {ACCEPTED.name: ">"}, count)
    return [entry_id for _, entries in answer for entry_id, _ in entries]


async def extractor_finishes(client: Redis) -> None:
    entry_ids = await extractor_reads(client)
    await client.xack(ACCEPTED.name, "extractor", *entry_ids)


def extracted(name: str) -> ArticleExtracted:
    return ArticleExtracted(article_id=name, extractor=ExtractorInfo(name="e", version="1", model="m"))


def states(inbox: Engine) -> dict[str, int]:
    with transaction(inbox) as db:
        return state.counts(db)


def store_confirms(inbox: Engine, *names: str) -> None:
    confirm(inbox, [Delivery(ArticleStored(article_id=name, article_version=1), "1-0", 1) for name in names])


async def test_accepted_articles_are_published_once_in_their_order(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a"), article("b")])
    accept(inbox, [article("a"), article("c")])
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 3
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 0
    assert await published(client) == ["a", "b", "c"]


async def test_many_articles_are_published_in_several_rounds(inbox: Engine, broker: RedisBroker, client: Redis) -> None:
    names = [f"a{n}" for n in range(450)]
    accept(inbox, [article(name) for name in names])
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 450
    assert await published(client) == names


async def test_what_no_extractor_has_begun_is_bounded_and_the_rest_waits_in_the_inbox(
    inbox: Engine, broker: RedisBroker, client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.fetcher.broker.MOST_AHEAD", 300)
    accept(inbox, [article(f"a{n}") for n in range(700)])
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 400, "the batch that reaches 300 is whole"
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 0
    await extractor_reads(client, 250)
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 200
    assert len(await published(client)) == 600


async def test_a_broker_whose_memory_is_half_used_is_given_no_more(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])
    used = (await client.info("memory"))["used_memory"]
    await client.config_set("maxmemory", str(int(used * 1.8)))
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 0
    await client.config_set("maxmemory", "0")
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 1


async def test_of_several_fetchers_on_one_postgresql_each_article_is_published_by_one(
    postgresql: PostgresServer, broker: RedisBroker, client: Redis
) -> None:
    url = postgresql.new(SCHEMA)
    fetchers = [open_inbox(url) for _ in range(3)]
    names = [f"a{n}" for n in range(500)]
    accept(fetchers[0], [article(name) for name in names])
    assert sum(await asyncio.gather(*(publish_accepted(f, broker, NOW, WITHIN) for f in fetchers))) == 500
    assert await published(client) == names
    await client.flushall()
    assert sum(await asyncio.gather(*(go_round(f, broker, LATER) for f in fetchers))) == 500
    assert await published(client) == names
    for fetcher in fetchers:
        fetcher.dispose()
    postgresql.drop()


async def test_a_crash_between_commit_and_publication_loses_nothing(
    inbox: Engine, inbox_url: str, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])  # and then the process is gone
    again = open_inbox(inbox_url)
    assert await go_round(again, broker, NOW) == 1
    assert await published(client) == ["a"]
    again.dispose()


async def test_while_the_broker_is_away_articles_are_accepted_and_wait(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    nowhere = RedisBroker(
        "redis://127.0.0.1:1/0"
    )  # nothing listens there, and without our retries that is known at once
    accept(inbox, [article("a")])
    with pytest.raises((RedisError, OSError)):
        await publish_accepted(inbox, nowhere, NOW, WITHIN)
    await nowhere.stop()
    assert await publish_accepted(inbox, broker, NOW, WITHIN) == 1


async def test_an_article_that_no_extractor_has_read_yet_is_not_published_again(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    assert await go_round(inbox, broker, LATER) == 0


async def test_an_article_that_an_extractor_is_reading_is_not_published_again(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a"), article("b")])
    await go_round(inbox, broker, NOW)
    await extractor_reads(client, 1)
    assert await go_round(inbox, broker, LATER) == 0
    assert await go_round(inbox, broker, MUCH_LATER) == 0


async def test_while_the_store_is_behind_nothing_is_published_again(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    await extractor_finishes(client)
    await publish(broker, EXTRACTED, [extracted("a")])
    assert await go_round(inbox, broker, LATER) == 0
    await client.xreadgroup("store", "s1", {EXTRACTED.name: ">"})
    assert await go_round(inbox, broker, LATER) == 0  # read, and not acknowledged


async def test_while_a_confirmation_is_unread_nothing_is_published_again(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    await extractor_finishes(client)
    await publish(broker, STORED, [ArticleStored(article_id="a", article_version=1)])
    assert await go_round(inbox, broker, LATER) == 0


async def test_what_went_lost_behind_the_extractor_is_published_again_when_its_time_is_up(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    await extractor_finishes(client)  # and its extraction never arrived
    assert await go_round(inbox, broker, NOW + WITHIN / 2) == 0
    assert await go_round(inbox, broker, LATER) == 1
    assert await published(client) == ["a", "a"]


async def test_an_emptied_broker_is_fed_again(inbox: Engine, broker: RedisBroker, client: Redis) -> None:
    names = [f"a{n}" for n in range(600)]  # more than are looked at together
    accept(inbox, [article(name) for name in names])
    await go_round(inbox, broker, NOW)
    store_confirms(inbox, "a0", "a1")
    await client.flushall()
    assert await go_round(inbox, broker, LATER) == 598
    assert await published(client) == names[2:]


async def test_a_lost_tail_is_published_again_though_older_articles_still_wait(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article(name) for name in "abcd"])
    await go_round(inbox, broker, NOW)
    tail = await entries_of(client, ACCEPTED.name)
    await client.xdel(ACCEPTED.name, *[entry_id for entry_id, _ in tail[2:]])
    assert await go_round(inbox, broker, LATER) == 2
    assert await published(client) == list("abcd")


async def test_what_the_store_confirmed_is_let_go(inbox: Engine, broker: RedisBroker, client: Redis) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    store_confirms(inbox, "a", "never heard of")
    await client.flushall()
    assert await go_round(inbox, broker, LATER) == 0
    assert states(inbox) == {"stored": 1}


async def test_a_confirmation_that_comes_while_the_broker_is_asked_wins(inbox: Engine, broker: RedisBroker) -> None:
    accept(inbox, [article("a")])
    await publish_accepted(inbox, broker, NOW, WITHIN)
    with transaction(inbox) as db:
        (row,) = state.overdue(db, LATER, 10)
    store_confirms(inbox, "a")
    with transaction(inbox) as db:
        assert state.give_back(db, [row]) == 0
    assert states(inbox) == {"stored": 1}


async def bury_first(client: Redis) -> None:
    ((entry_id, fields), *_) = await entries_of(client, ACCEPTED.name)
    await bury(client, ACCEPTED, "extractor", entry_id, fields, reason="its worker died 5 times", attempts=6)


async def test_a_dead_article_is_dead_with_its_reason_and_not_published_for_ever(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    await extractor_reads(client)
    await bury_first(client)
    assert await go_round(inbox, broker, LATER) == 0
    assert states(inbox) == {"dead": 1}
    with transaction(inbox) as db:
        reason = db.scalar(state.inbox.select().with_only_columns(state.inbox.c.reason))
    assert reason == "articles.accepted: its worker died 5 times"


async def test_a_dead_article_that_was_replayed_and_stored_is_stored_for_good(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    await bury_first(client)
    await go_round(inbox, broker, NOW)
    (letter,) = [letter async for letter in dead_letters(client, ACCEPTED)]
    await replay(client, ACCEPTED, letter)
    store_confirms(inbox, "a")
    await bury_first(client)  # also when another copy of it dies afterwards
    await go_round(inbox, broker, LATER)
    assert states(inbox) == {"stored": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {b"__data__": b'{"article_id": "a", "article_version": 1, "incidents": "none"}'},
        {b"__data__": b'{"article_id": "a", "article_version": 1}', b"more": b"\xff"},
    ],
)
async def test_an_unreadable_extraction_that_names_its_article_buries_it(
    inbox: Engine, broker: RedisBroker, client: Redis, fields: dict[bytes, bytes]
) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    await bury(client, EXTRACTED, "store", b"1-0", fields, reason="unreadable", attempts=1)
    await go_round(inbox, broker, NOW)
    assert states(inbox) == {"dead": 1}


async def test_an_entry_that_became_unreadable_is_known_by_its_id(
    inbox: Engine, broker: RedisBroker, client: Redis
) -> None:
    accept(inbox, [article("a")])
    await go_round(inbox, broker, NOW)
    ((entry_id, _),) = await entries_of(client, ACCEPTED.name)
    await bury(client, ACCEPTED, "extractor", entry_id, {b"__data__": b"\x00garbage"}, reason="not JSON", attempts=1)
    await bury(client, EXTRACTED, "store", b"1-0", {b"__data__": b"[" * 9_999}, reason="not JSON", attempts=1)
    reconciler = Reconciler(inbox, WITHIN)
    await go_round(inbox, broker, NOW, reconciler)
    await go_round(inbox, broker, NOW, reconciler)
    assert states(inbox) == {"dead": 1}

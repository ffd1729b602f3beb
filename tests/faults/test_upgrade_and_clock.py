"""F18, F21: clocks that jump, and messages of the version before that are in flight when the next one starts."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from sqlalchemy import Engine

from services.fetcher import state as inbox_state
from services.fetcher.accepting import accept, publish_accepted
from services.fetcher.articles import RawArticle, accepted_from
from services.fetcher.database import transaction as in_inbox
from services.fetcher.reconciling import Reconciler, confirm
from services.store.database import open_store
from services.store.policies import Policy
from services.store.recording import record
from services.store.state import state
from shared.messages import ArticleAccepted, ArticleExtracted, ArticleStored
from shared.runtime.brokers import client_of, ensure_groups
from shared.runtime.consuming import Delivery
from shared.runtime.entries import read_entry
from shared.streams import ACCEPTED, by_name
from tests.unit.store.told import MORNING_AFTER, Event, Number, later, told

NOW = datetime(2024, 7, 10, 12, tzinfo=UTC)
WITHIN = timedelta(seconds=300)
HOUR = timedelta(hours=1)
RELEASES = sorted((Path(__file__).parent / "in_flight").glob("*.jsonl"))


@pytest.fixture
def store(store_url: str) -> Iterator[Engine]:
    engine = open_store(store_url)
    yield engine
    engine.dispose()


@pytest.fixture
async def client(broker: RedisBroker) -> Redis:
    client = await client_of(broker)
    await ensure_groups(client)
    return client


async def go_round(inbox: Engine, broker: RedisBroker, now: datetime) -> int:
    await Reconciler(inbox, WITHIN).reconcile(await client_of(broker), now)
    return await publish_accepted(inbox, broker, now, WITHIN)


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["an hour ahead", "an hour back"])
async def test_f18_a_clock_that_jumps_publishes_nothing_twice_and_forgets_nothing(
    inbox: Engine, broker: RedisBroker, client: Redis, jump: timedelta
) -> None:
    accept(inbox, [accepted_from(RawArticle(id="a", text="Police shot two people dead."), NOW, detect_language=False)])
    assert await go_round(inbox, broker, NOW) == 1
    assert await go_round(inbox, broker, NOW + jump) == 0, "the broker still holds it, whatever the clock says"
    await client.flushall()
    given = [await go_round(inbox, broker, NOW + jump + WITHIN * n) for n in range(1, 28)]
    assert sum(given) == 1, "when its time has come, at the latest an hour late"


def test_f18_a_store_whose_clock_goes_back_tells_the_same_once_and_its_history_stays_in_order(store: Engine) -> None:
    story = [
        (told("a", Event([Number("killed", 2)])), MORNING_AFTER),
        (told("b", Event([Number("killed", 3, role="update")]), published=later(5)), MORNING_AFTER - HOUR),
        (told("c", Event([Number("killed", 4, role="update")]), published=later(6)), MORNING_AFTER + HOUR),
    ]
    raised = [alert.kind for reading, now in story for alert in record(reading, store, now, Policy())]
    again = [alert.kind for reading, now in story for alert in record(reading, store, now + 2 * HOUR, Policy())]
    assert (raised, again) == (["new_casualties", "toll_raised", "toll_raised"], [])
    (incident,) = state(store)["incidents"]
    assert [view["figures"]["killed"]["best"] for view in incident["history"]] == [2, 3, 4]


@pytest.mark.parametrize("published_at", ["2099-01-01T00:00:00Z", "1970-01-01T00:00:00Z"])
def test_f18_an_impossible_date_of_publication_is_no_date(published_at: str) -> None:
    raw = RawArticle(id="a", text="Police shot two people dead on Tuesday.", published_at=published_at)
    if published_at.startswith("2099"):
        with pytest.raises(ValueError, match=r"future|later"):
            accepted_from(raw, NOW, detect_language=False)
    else:
        assert accepted_from(raw, NOW, detect_language=False).published_at == datetime(1970, 1, 1, tzinfo=UTC)


def in_flight(release: Path) -> list[tuple[str, dict[bytes, bytes]]]:
    """(stream, fields) of every entry, as that release wrote it."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in release.read_text("utf-8").splitlines()]
    return [(line["stream"], {b"__data__": line["entry"].encode()}) for line in lines]


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_f21_messages_of_an_earlier_release_that_are_in_flight_are_processed(
    release: Path, store: Engine, inbox: Engine
) -> None:
    messages = [read_entry(by_name(stream), fields) for stream, fields in in_flight(release)]
    accepted = [message for message in messages if isinstance(message, ArticleAccepted)]
    accept(inbox, accepted)
    raised = [
        alert
        for message in messages
        if isinstance(message, ArticleExtracted)
        for alert in record(message, store, MORNING_AFTER, Policy())
    ]
    confirm(inbox, [Delivery(message, "1-0", 1) for message in messages if isinstance(message, ArticleStored)])
    assert len(accepted) == len([alert for alert in raised if alert.incident_id]) == 2
    with in_inbox(inbox) as db:
        assert inbox_state.counts(db) == {"stored": 2}


def test_f21_every_release_has_its_messages_kept() -> None:
    assert [path.stem for path in RELEASES] == ["0.1.0"]
    assert {stream for stream, _ in in_flight(RELEASES[0])} >= {ACCEPTED.name}

"""A press on the loopback, and fetchers that watch it in a time of their own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from services.fetcher import custody_state, feed_state, host_state, state, watching
from services.fetcher.accepting import Intake
from services.fetcher.collecting import Collector
from services.fetcher.database import open_inbox, transaction
from services.fetcher.feed_state import Feed
from services.fetcher.feed_tables import entries
from services.fetcher.feeds_api import FeedDesk
from services.fetcher.feeds_app import Readers, children, watching_feeds
from services.fetcher.keys import door_of
from services.fetcher.settings import FetcherSettings
from shared.messages import ArticleAccepted
from tests.integration.feeds.clocks import QuickClock
from tests.sites import Site, site


@dataclass
class Fetcher:
    """One fetcher, as far as it watches feeds."""

    engine: Engine
    clock: QuickClock
    desk: FeedDesk
    collector: Collector

    def add(self, *urls: str) -> list[str]:
        """Watch these; their ids."""
        feeds = [watching.feed_from(url, self.clock.now(), self.desk.pace) for url in urls]
        return [added.feed.feed_id for added in watching.add(self.engine, feeds, self.clock.now())]

    async def work(self, **later: float) -> None:
        """Whatever is due now, or that much later, and what becomes due within a minute of it."""
        self.clock.on(**later)
        end = self.clock.now() + timedelta(minutes=1)
        while True:
            wait_s = await self.collector.start_due()
            if self.collector.in_flight:
                await asyncio.gather(*self.collector.in_flight)
                continue
            dues = self._due()
            if not dues or min(dues) > end:
                return
            self.clock.on(seconds=wait_s)

    async def in_hand(self) -> None:
        """What was begun, and nothing new."""
        while self.collector.in_flight:
            await asyncio.wait(list(self.collector.in_flight))

    def _due(self) -> list[datetime]:
        with self.engine.connect() as db:
            return [at for at in (feed_state.next_due(db), host_state.next_visit_at(db)) if at]

    def feed(self, feed_id: str) -> Feed:
        return watching.one(self.engine, feed_id)

    def articles(self) -> list[ArticleAccepted]:
        with transaction(self.engine) as db:
            return [row.article for row in state.unpublished(db, 10_000, 10**9) if row.article]

    def custody(self, article_id: str) -> list[dict[str, Any]]:
        with self.engine.connect() as db:
            return custody_state.chain_of(db, article_id)

    def entries(self) -> dict[str | None, str]:
        """The state of each entry, by its title."""
        with self.engine.connect() as db:
            return {title: state for title, state in db.execute(select(entries.c.title, entries.c.state))}  # noqa: C416


NewFetcher = Callable[..., Any]


@pytest.fixture
async def press() -> AsyncIterator[Site]:
    async with site() as here:
        yield here


@pytest.fixture(scope="session")
def readers() -> Iterator[Readers]:
    """Shared: a child takes a second to start."""
    with children() as started:
        yield started


@pytest.fixture
async def new_fetcher(inbox_url: str, tmp_path: Path, readers: Readers) -> AsyncIterator[NewFetcher]:
    """Makes fetchers that share one database and one time."""
    async with AsyncExitStack() as stack:
        clock = QuickClock()

        async def make(**said: Any) -> Fetcher:
            settings = FetcherSettings(
                home=tmp_path,
                api_key="a key of sixteen",
                redis_url="redis://127.0.0.1:1",
                allowed_networks="127.0.0.0/8",
                **said,
            )
            engine = open_inbox(inbox_url)
            stack.callback(engine.dispose)
            desk, collector = await stack.enter_async_context(
                watching_feeds(settings, engine, Intake(engine), door_of(settings, engine, clock.now), clock, readers)
            )
            return Fetcher(engine, clock, desk, collector)

        yield make


@pytest.fixture
async def fetcher(new_fetcher: NewFetcher) -> Fetcher:
    made: Fetcher = await new_fetcher()
    return made

"""Watching feeds, wired: feeds and pages -> inbox, and what the routes of /feeds need."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from prometheus_client import Gauge
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from services.fetcher import feed_state, watching
from services.fetcher.accepting import Intake
from services.fetcher.article_pages import PageRead, page_at
from services.fetcher.articles import Page, RawArticle
from services.fetcher.clocks import Clock
from services.fetcher.collecting import Collector, new_holder
from services.fetcher.download import PAGE, Downloader, Fetched, FetchFailed
from services.fetcher.feed_fetching import Fetching
from services.fetcher.feed_worker import FeedReader
from services.fetcher.feeds_api import FeedDesk
from services.fetcher.keys import Door
from services.fetcher.pacing import Forbidden, HostBusy, Pacer
from services.fetcher.page_worker import PageReader
from services.fetcher.polling import Polling, poll
from services.fetcher.settings import FetcherSettings
from services.fetcher.visiting import PageAt, Visiting, visit
from shared.runtime.destinations import NotAllowed

FEEDS = Gauge("shahidi_feeds", "Feeds by health", ["health"])
WAITING = Gauge("shahidi_pages_waiting", "Entries of feeds whose page is still to be fetched")


@dataclass(frozen=True)
class Readers:
    """The children that read feeds and pages, and for each the one thread that asks it: a feed that hangs its reader
    keeps other feeds waiting, and nothing else."""

    feeds: FeedReader
    feed_thread: ThreadPoolExecutor
    pages: PageReader
    page_thread: ThreadPoolExecutor


@contextmanager
def children() -> Iterator[Readers]:
    """They end with the block."""
    with (
        FeedReader() as feeds,
        ThreadPoolExecutor(1, "feeds") as feed_thread,
        PageReader() as pages,
        ThreadPoolExecutor(1, "entry-pages") as page_thread,
    ):
        yield Readers(feeds, feed_thread, pages, page_thread)


@asynccontextmanager
async def watching_feeds(
    settings: FetcherSettings, engine: Engine, intake: Intake, door: Door, clock: Clock, readers: Readers
) -> AsyncIterator[tuple[FeedDesk, Collector]]:
    """What watches, not begun yet."""
    async with Downloader(settings.destinations, settings.user_agent, clock.now) as downloader:
        gap, holder = timedelta(seconds=settings.pace_s), new_holder()
        pacer = Pacer(engine, downloader, clock, gap)
        fetching = Fetching(pacer, readers.feeds, readers.feed_thread, clock)
        polling = Polling(engine, fetching, intake, clock, settings.pace, settings.news_days, settings.max_text, holder)
        page = partial(_page, pacer, readers)
        visiting = Visiting(engine, page, intake, clock, settings.max_text, partial(_publisher_of, engine))
        collector = Collector(
            engine, clock, holder, gap, settings.at_once, partial(poll, at=polling), partial(visit, at=visiting)
        )
        desk = FeedDesk(
            door, engine, fetching, partial(_page_of, page), settings.pace, settings.news_days, settings.at_once > 0,
            collector.woken, clock.now,
        )  # fmt: skip
        yield desk, collector


async def _page(pacer: Pacer, readers: Readers, url: str) -> PageRead:
    async def fetch(address: str) -> Fetched:
        return await pacer.fetch(address, limits=PAGE)

    async def read(html: str) -> Page:
        return await asyncio.get_running_loop().run_in_executor(readers.page_thread, readers.pages.read, html)

    return await page_at(url, fetch, read)


async def _page_of(page: PageAt, url: str) -> RawArticle | str:
    try:
        seen = await page(url)
    except (HostBusy, Forbidden, NotAllowed, FetchFailed) as error:
        return str(error)
    return seen.article or seen.why or "there is no article on this page"


def _publisher_of(engine: Engine, feed_id: str) -> tuple[str | None, str | None]:
    with engine.connect() as db:
        feed = feed_state.by_id(db, feed_id)
    return (feed.publisher, feed.url) if feed else (None, None)


async def measure(engine: Engine) -> None:
    """Set the gauges; while the database is away there are none, rather than those of before."""
    FEEDS.clear()
    try:
        found = await asyncio.to_thread(watching.summary, engine)
    except DBAPIError:
        return
    for health, number in found.feeds.items():
        FEEDS.labels(health).set(number)
    WAITING.set(found.pages_waiting)

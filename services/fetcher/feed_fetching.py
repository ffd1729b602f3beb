"""The feed at an address: fetched in its host's turn, and read in the child."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from urllib.parse import urljoin

from services.fetcher.clocks import Clock
from services.fetcher.download import FEED, Fetched, FetchFailed
from services.fetcher.feed_worker import FeedReader, NotAFeed
from services.fetcher.feeds import Entries, FeedRead, Item, entries_of
from services.fetcher.pacing import Forbidden, Pacer
from shared.runtime.destinations import NotAllowed

SITEMAPS = 3
"""Of a list of sitemaps so many are read, the newest: news is in those."""


@dataclass(frozen=True)
class Fetching:
    """What fetching needs; the same for all feeds."""

    pacer: Pacer
    reader: FeedReader
    reading: ThreadPoolExecutor
    """Of one thread."""
    clock: Clock


@dataclass(frozen=True)
class Got:
    """A feed as it was read; `read` is None where it has not changed."""

    fetched: Fetched
    read: FeedRead | None
    entries: Entries


class PollFailed(Exception):
    """The feed could not be had, or is none; says why, and what to do where that helps."""

    def __init__(self, why: str, *, retry_after_s: float | None = None, gone: bool = False) -> None:
        super().__init__(why)
        self.retry_after_s = retry_after_s
        self.gone = gone


async def fetched(url: str, at: Fetching, *, etag: str | None = None, last_modified: str | None = None) -> Got:
    """The feed at this address, read. Raises HostBusy and PollFailed."""
    try:
        got = await at.pacer.fetch(url, limits=FEED, etag=etag, last_modified=last_modified)
        if got.not_modified:
            return Got(got, None, Entries((), {}))
        _check(got)
        read = await _read(got, at)
        items = read.items
        if read.kind == "sitemaps":
            items = await _items_of(read.links, got.url, at)
    except (NotAllowed, FetchFailed, Forbidden, NotAFeed) as error:
        raise PollFailed(str(error)) from None
    return Got(got, read, await asyncio.to_thread(entries_of, items, got.url, at.clock.now()))


def _check(got: Fetched) -> None:
    if got.status == 410:
        raise PollFailed("the site says that this feed is gone for good; look for its new address", gone=True)
    if got.status in (401, 403):
        raise PollFailed(f"the site answers {got.status}: it does not let us read this; ask the publisher")
    if got.status == 404:
        raise PollFailed("the site answers 404: there is no feed here (any more); look for its new address")
    if got.status != 200:
        raise PollFailed(f"the site answers {got.status}", retry_after_s=got.retry_after_s)


async def _read(got: Fetched, at: Fetching) -> FeedRead:
    """Raises NotAFeed, also for a web page: with the feeds that it names."""
    work = partial(at.reader.read, got.body, got.headers.get("content-type", ""))
    read = await asyncio.get_running_loop().run_in_executor(at.reading, work)
    if read.kind == "page":
        links = [urljoin(got.url, link) for link in read.links]
        hint = f"; it names these feeds: {', '.join(links[:5])}" if links else "; look for the site's RSS link"
        raise NotAFeed(f"this is a web page, not a feed{hint}")
    return read


async def _items_of(links: Sequence[str], base: str, at: Fetching) -> tuple[Item, ...]:
    """Of the newest sitemaps of a list."""
    items: list[Item] = []
    for link in links[:SITEMAPS]:
        got = await at.pacer.fetch(urljoin(base, link), limits=FEED)
        if got.status == 200:
            items += (await _read(got, at)).items
    return tuple(items)

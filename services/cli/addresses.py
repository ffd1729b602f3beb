"""An address -> the articles there: those of a feed, or the page itself; behind the guard, as the fetcher's own."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from services.cli.found import Found, Unreadable
from services.fetcher.article_pages import provenance_of
from services.fetcher.articles import MOST_HTML, RawArticle
from services.fetcher.charsets import decoded
from services.fetcher.clocks import utc_now
from services.fetcher.download import FEED, PAGE, Downloader, Fetched, FetchFailed
from services.fetcher.feed_worker import FeedReader, NotAFeed
from services.fetcher.feeds import Entry, entries_of
from services.fetcher.settings import FetcherSettings
from shared.runtime.destinations import NotAllowed
from shared.runtime.settings import read_settings

_PAGES = ("text/html", "application/xhtml+xml", "text/plain")


def read_address(url: str) -> Iterator[Found | Unreadable]:
    """The article of this page, or those that this feed points to, one page after the other, in the pace that the
    fetcher keeps too (FETCHER_PACE_S)."""
    settings = read_settings(FetcherSettings)
    with asyncio.Runner() as runner:
        downloader = runner.run(_opened(Downloader(settings.destinations, settings.user_agent)))
        articles = _articles(url, downloader, settings.pace_s)
        try:
            while (item := runner.run(_next(articles))) is not None:
                yield item
        finally:
            runner.run(downloader.__aexit__(None, None, None))


async def _opened(downloader: Downloader) -> Downloader:
    return await downloader.__aenter__()


async def _next(articles: AsyncIterator[Found | Unreadable]) -> Found | Unreadable | None:
    return await anext(articles, None)


async def _articles(url: str, downloader: Downloader, pace_s: float) -> AsyncIterator[Found | Unreadable]:
    try:
        got = await downloader.fetch(url, limits=FEED)
    except (NotAllowed, FetchFailed) as why:
        yield Unreadable(url, str(why))
        return
    if got.status >= 300 or _kind(got) in _PAGES:
        yield _page(url, got)
        return
    try:
        with FeedReader() as reader:
            read = await asyncio.to_thread(reader.read, got.body, got.headers.get("content-type", ""))
    except NotAFeed as why:
        yield Unreadable(url, f"neither a page nor a feed: {why}")
        return
    entries = entries_of(read.items, got.url, utc_now()).entries
    if not entries:
        yield _page(url, got) if read.kind == "page" else Unreadable(url, "a feed without entries")
    for entry in entries:
        if entry.url and not entry.is_whole:
            await asyncio.sleep(pace_s)
        yield await _of_entry(entry, downloader)


async def _of_entry(entry: Entry, downloader: Downloader) -> Found | Unreadable:
    published = entry.published_at.isoformat() if entry.published_at else None
    if entry.url is None or entry.is_whole:
        raw = RawArticle(url=entry.url, title=entry.title, text=entry.text, published_at=published)
        return Found(raw, entry.url or entry.entry_id)
    try:
        return _page(entry.url, await downloader.fetch(entry.url, limits=PAGE), entry.title, published)
    except (NotAllowed, FetchFailed) as why:
        return Unreadable(entry.url, str(why))


def _kind(got: Fetched) -> str:
    return got.headers.get("content-type", "").partition(";")[0].strip().lower()


def _page(url: str, got: Fetched, title: str | None = None, published: str | None = None) -> Found | Unreadable:
    if got.status >= 300:
        return Unreadable(url, f"the site answered {got.status}")
    if len(got.body) > MOST_HTML:
        return Unreadable(url, f"a page larger than {MOST_HTML:,} bytes")
    text, charset = decoded(got.body, got.headers.get("content-type", ""))
    is_plain = _kind(got) == "text/plain"
    return Found(
        RawArticle(
            url=got.url,
            title=title,
            text=text if is_plain else None,
            html=None if is_plain else text,
            published_at=published,
            fetched=provenance_of(got, charset),
        ),
        url,
    )

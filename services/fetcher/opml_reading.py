"""OPML -> the feeds it names. Run by `feed_worker` in a process of its own."""

import listparser

from services.fetcher.feed_reading import Unreadable
from services.fetcher.opml import Outline

MOST_FEEDS = 20_000


def outlines(body: bytes) -> list[Outline]:
    """The feeds of the list, in its order. Raises Unreadable where there is none."""
    found = listparser.parse(body)  # bytes: a text that begins with http: would be taken for an address and fetched
    named = [Outline(feed.url, feed.title or None) for feed in found.feeds if feed.url]
    if not named:
        raise Unreadable("no feed is named in it; a list of feeds is OPML: <outline type='rss' xmlUrl='https://...'/>")
    if len(named) > MOST_FEEDS:
        raise Unreadable(f"it names {len(named):,} feeds, the most is {MOST_FEEDS:,}; split it")
    return named

"""What would be read of a feed, without adding it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from services.fetcher import entry_state
from services.fetcher.articles import BadArticle, RawArticle, accepted_from
from services.fetcher.feed_fetching import Fetching, PollFailed, fetched
from services.fetcher.feeds import Entry, is_news
from services.fetcher.pacing import HostBusy

SHOWN = 20
A_PIECE = 300
"""Characters of the first article that are shown."""

PageOf = Callable[[str], Awaitable[RawArticle | str]]
"""The article behind an address, or why there is none."""


@dataclass
class Checked:
    """`error` is there where no feed could be read; then nothing else is."""

    url: str
    error: str | None = None
    title: str | None = None
    flaw: str | None = None
    passed_over: dict[str, int] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    count: int = 0
    first: dict[str, Any] | None = None
    """What the first entry's page gives: title, published_at, characters, begins; or `error`."""


async def check(url: str, engine: Engine, at: Fetching, page_of: PageOf, news_days: float) -> Checked:
    """Fetch and read a feed, and the page of its first entry that needs one. Nothing is kept."""
    checked = Checked(url)
    try:
        got = await fetched(url, at)
    except (PollFailed, HostBusy) as error:
        checked.error = str(error)
        return checked
    checked.url, checked.count = got.fetched.url, len(got.entries.entries)
    if got.read:
        checked.title, checked.flaw = got.read.title, got.read.flaw
    checked.passed_over = dict(got.entries.passed_over)
    known = await asyncio.to_thread(_known, engine, [entry.entry_id for entry in got.entries.entries])
    now = at.clock.now()
    checked.entries = [
        {
            "url": entry.url, "title": entry.title, "published_at": _said(entry), "whole": entry.is_whole,
            "news": is_news(entry, now, news_days, first_poll=True), "known": entry.entry_id in known,
        }
        for entry in got.entries.entries[:SHOWN]
    ]  # fmt: skip
    if got.entries.entries:
        checked.first = await _first(got.entries.entries[0], at, page_of)
    return checked


def _known(engine: Engine, ids: list[str]) -> set[str]:
    with engine.connect() as db:
        return set(entry_state.known(db, ids))


def _said(entry: Entry) -> str | None:
    when = entry.published_at or entry.updated_at
    return when.isoformat() if when else None


async def _first(entry: Entry, at: Fetching, page_of: PageOf) -> dict[str, Any]:
    raw: RawArticle | str = RawArticle(url=entry.url, title=entry.title, text=entry.text)
    if not entry.is_whole and entry.url:
        raw = await page_of(entry.url)
    if isinstance(raw, str):
        return {"url": entry.url, "error": raw}
    try:
        article = accepted_from(raw, at.clock.now())
    except BadArticle as bad:
        return {"url": entry.url, "error": str(bad)}
    published_at = article.published_at.isoformat() if article.published_at else _said(entry)
    return {
        "url": article.url, "title": article.title or entry.title, "published_at": published_at,
        "characters": len(article.text), "begins": article.text[:A_PIECE],
    }  # fmt: skip

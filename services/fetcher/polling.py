"""One feed, polled: fetched in its host's turn, read in the child, its new entries written down.

An entry that carries its whole article is accepted at once; of the others the page is taken later (`visiting`).
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from sqlalchemy import Engine

from services.fetcher import entry_state, feed_state, host_state, schedule
from services.fetcher.accepting import Intake
from services.fetcher.articles import BadArticle, RawArticle, accepted_from
from services.fetcher.clocks import Clock
from services.fetcher.database import transaction
from services.fetcher.download import Fetched
from services.fetcher.entry_state import Known
from services.fetcher.feed_fetching import Fetching, Got, PollFailed, fetched
from services.fetcher.feed_state import Feed
from services.fetcher.feed_tables import GONE, OLD, TAKEN, WAITING
from services.fetcher.feeds import Entry, is_news
from services.fetcher.pacing import HostBusy
from services.fetcher.provenance import Provenance
from services.fetcher.urls import host_of
from shared.identity import sha256_of
from shared.messages import ArticleAccepted
from shared.runtime.health import ARTICLES


@dataclass(frozen=True)
class Polling:
    """What polling needs; the same for all feeds."""

    engine: Engine
    fetching: Fetching
    intake: Intake
    clock: Clock
    pace: schedule.Pace
    news_days: float
    most_text: int
    holder: str


async def poll(feed: Feed, at: Polling) -> str:
    """Poll a feed that this holder has claimed, and let it go. Returns what came of it in a word or two."""
    try:
        got = await fetched(feed.url, at.fetching, etag=feed.etag, last_modified=feed.last_modified)
    except HostBusy as busy:
        if busy.failed:
            return await asyncio.to_thread(_failed, feed, at, str(busy), busy.until)
        await asyncio.to_thread(_put_off, feed, at, busy.until)
        return "put off"
    except PollFailed as why:
        again = None if why.retry_after_s is None else at.clock.now() + timedelta(seconds=why.retry_after_s)
        return await asyncio.to_thread(_failed, feed, at, str(why), again, gone=why.gone)
    known = await asyncio.to_thread(_known, at.engine, got.entries.entries)
    # In a thread, as all that takes time in step with what a stranger sent.
    articles = await asyncio.to_thread(_articles, got.entries.entries, known, feed, got, at)
    if articles:
        for receipt in await at.intake.accept(articles, [_origin(got.fetched)] * len(articles)):
            ARTICLES.labels("fetcher", "new" if receipt.new else "repeat").inc()
    return await asyncio.to_thread(_succeeded, feed, at, got, known)


def _known(engine: Engine, entries: Sequence[Entry]) -> dict[str, Known]:
    with engine.connect() as db:
        return entry_state.known(db, [entry.entry_id for entry in entries])


def _articles(
    entries: Sequence[Entry], known: Mapping[str, Known], feed: Feed, got: Got, at: Polling
) -> list[ArticleAccepted]:
    """The articles that the feed carries whole, and that are news or have changed."""
    found = []
    now = at.clock.now()
    publisher = feed.publisher or (got.read.title if got.read else None)
    for entry in entries:
        before = known.get(entry.entry_id)
        if not entry.is_whole or not (_has_changed(entry, before) if before else _is_news(entry, feed, at, now)):
            continue
        raw = RawArticle(url=entry.url, title=entry.title, text=entry.text, publisher=publisher, source=feed.url)
        article = article_from_feed(raw, entry.published_at, now, at.most_text)
        if article:
            found.append(article)
    return found


def _origin(got: Fetched) -> Provenance:
    """The bytes of the feed, where they held the whole article."""
    return Provenance(
        url=got.url, fetched_at=got.fetched_at, raw_sha256=got.raw_sha256,
        body_sha256=hashlib.sha256(got.body).hexdigest(), status=got.status, headers=got.headers,
        hops=tuple((hop.status, hop.url) for hop in got.hops), reader=f"feedparser {version('feedparser')}",
    )  # fmt: skip


def article_from_feed(
    raw: RawArticle, published_at: datetime | None, now: datetime, most_text: int
) -> ArticleAccepted | None:
    """The article, dated by its feed where that says when; None where it is none."""
    publisher = raw.publisher[:200] if raw.publisher else None
    raw = RawArticle(**{**vars(raw), "publisher": publisher, "published_at": None})
    try:
        article = accepted_from(raw, now, most_text=most_text)
    except BadArticle:
        return None
    dated: dict[str, Any] = {"published_at": published_at, "date_source": "feed"} if published_at else {}
    return article.model_copy(update=dated)


def _has_changed(entry: Entry, before: Known) -> bool:
    """Whether the whole article in a feed is another than before. What was old stays so."""
    return before.text_sha256 is not None and before.state != OLD and before.text_sha256 != sha256_of(entry.text or "")


def _is_news(entry: Entry, feed: Feed, at: Polling, now: datetime) -> bool:
    return is_news(entry, now, at.news_days, first_poll=feed.succeeded_at is None)


def _succeeded(feed: Feed, at: Polling, got: Got, known: Mapping[str, Known]) -> str:
    now = at.clock.now()
    new = [entry for entry in got.entries.entries if entry.entry_id not in known]
    interval = schedule.interval_after(timedelta(seconds=feed.interval_s), len(new), at.pace)
    if feed.succeeded_at is None:
        interval = timedelta(seconds=feed.interval_s)  # that everything was new says nothing of how often it changes
    values = _said(feed, got) | ({"newest_at": now} if new else {})
    with transaction(at.engine) as db:
        held = feed_state.finish(
            db, feed.feed_id, at.holder,
            due_at=schedule.next_poll(feed.feed_id, feed.polls, interval, now), interval_s=interval.total_seconds(),
            polls=feed.polls + 1, polled_at=now, succeeded_at=now, failures=0, error=None,
            entries=feed.entries + len(new), **values,
        )  # fmt: skip
        if not held:
            return "not ours any more"
        entry_state.add(db, [_row(entry, feed, at, now, number) for number, entry in enumerate(new)])
        host_state.call(db, {host_of(entry.url) for entry in new if entry.url and not entry.is_whole}, now)
        _keep(db, got.entries.entries, known, now)
    return "news" if new else "not modified" if got.read is None else "nothing new"


def _keep(db: Any, entries: Sequence[Entry], known: Mapping[str, Known], now: datetime) -> None:
    late = now - entry_state.SEEN_AGAIN_AFTER
    entry_state.seen_again(db, [name for name, before in known.items() if before.seen_at < late], now)
    changed = [entry for entry in entries if entry.is_whole and entry.entry_id in known]
    texts = {e.entry_id: sha256_of(e.text or "") for e in changed if _has_changed(e, known[e.entry_id])}
    entry_state.keep_texts(db, texts)


def _said(feed: Feed, got: Got) -> dict[str, object]:
    """What the feed says of itself, and what is worth a note."""
    permanent = got.fetched.hops and all(hop.status in (301, 308) for hop in got.fetched.hops)
    notes = [f"it has moved to {got.fetched.url}"] if permanent else []
    if got.read is None:
        return {"note": notes[0]} if notes else {}
    if got.read.flaw:
        notes.append(f"broken, but readable: {got.read.flaw}")
    notes += [f"{number} items passed over: {why}" for why, number in got.entries.passed_over.items()]
    return {
        "title": got.read.title[:300] if got.read.title else feed.title,
        "etag": got.fetched.headers.get("etag"),
        "last_modified": got.fetched.headers.get("last-modified"),
        "note": "; ".join(notes)[:500] or None,
        "items": len(got.entries.entries),
    }


def _row(entry: Entry, feed: Feed, at: Polling, now: datetime, number: int) -> dict[str, object]:
    news = _is_news(entry, feed, at, now)
    waits = news and not entry.is_whole
    return {
        "entry_id": entry.entry_id, "feed_id": feed.feed_id, "host": host_of(entry.url) if entry.url else feed.host,
        "url": entry.url, "title": entry.title, "summary": entry.summary if waits else None,
        "text_sha256": sha256_of(entry.text) if entry.text and news else None, "published_at": entry.published_at,
        "state": WAITING if waits else TAKEN if news else OLD,
        # In the feed's order, which is the newest first.
        "due_at": now + timedelta(milliseconds=number) if waits else None,
        "looks": 0, "failures": 0, "error": None, "first_seen_at": now, "seen_at": now,
    }  # fmt: skip


def _failed(feed: Feed, at: Polling, why: str, not_before: datetime | None = None, *, gone: bool = False) -> str:
    now, failures = at.clock.now(), feed.failures + 1
    retry_after = not_before - now if not_before else None
    due_at = schedule.next_try(feed.feed_id, failures, timedelta(seconds=feed.interval_s), now, retry_after)
    with transaction(at.engine) as db:
        feed_state.finish(
            db, feed.feed_id, at.holder,
            due_at=None if gone else due_at, failures=failures, error=why[:500], polls=feed.polls + 1, polled_at=now,
            **({"state": GONE} if gone else {}),
        )  # fmt: skip
    return "failed"


def _put_off(feed: Feed, at: Polling, until: datetime) -> None:
    with transaction(at.engine) as db:
        feed_state.finish(db, feed.feed_id, at.holder, due_at=until)

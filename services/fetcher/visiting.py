"""The page behind one entry, taken in its host's turn; looked at again for a while, since articles are corrected.

Where the page can't be had in the end, what the feed says of the article is taken: two lines are better than none.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from services.fetcher import host_state, schedule
from services.fetcher.accepting import Intake
from services.fetcher.article_pages import PageRead
from services.fetcher.articles import RawArticle
from services.fetcher.clocks import Clock
from services.fetcher.database import transaction
from services.fetcher.download import FetchFailed
from services.fetcher.feed_tables import FAILED, TAKEN, WAITING
from services.fetcher.host_state import Visit
from services.fetcher.looks import next_look
from services.fetcher.pacing import Forbidden, HostBusy
from services.fetcher.polling import article_from_feed
from shared.runtime.destinations import NotAllowed
from shared.runtime.health import ARTICLES

PageAt = Callable[[str], Awaitable[PageRead]]
"""The page at an address. Raises HostBusy, Forbidden, NotAllowed and FetchFailed."""

NEVER = (400, 401, 402, 403, 404, 405, 406, 410, 451)
"""Statuses that asking again does not change."""


@dataclass(frozen=True)
class Visiting:
    """What visiting needs; the same for all pages."""

    engine: Engine
    page_at: PageAt
    intake: Intake
    clock: Clock
    most_text: int
    publisher_of: Callable[[str], tuple[str | None, str | None]]
    """feed_id -> the publisher that an operator names, and the feed's address."""


async def visit(entry: Visit, at: Visiting) -> str:
    """Take the page of an entry that this visitor has claimed. Returns what came of it in a word or two."""
    try:
        page = await at.page_at(entry.url)
    except HostBusy as busy:
        if busy.failed:
            return await _not_now(entry, at, str(busy), busy.until)
        return await _finish(entry, at, "put off", due_at=busy.until)
    except (NotAllowed, Forbidden) as never:
        return await _never(entry, at, str(never))
    except FetchFailed as failed:
        # A loop stays a loop.
        return await (_never if "redirect" in str(failed) else _not_now)(entry, at, str(failed))
    return await (_taken(entry, at, page.article) if page.article else _nothing(entry, at, page))


async def _nothing(entry: Visit, at: Visiting, page: PageRead) -> str:
    why = page.why or "there is no article on this page"
    if page.fetched.status < 400 or page.fetched.status in NEVER:
        return await _never(entry, at, why)
    wait_s = page.fetched.retry_after_s
    return await _not_now(entry, at, why, at.clock.now() + timedelta(seconds=wait_s) if wait_s else None)


async def _taken(entry: Visit, at: Visiting, raw: RawArticle) -> str:
    now = at.clock.now()
    new = await _accept(entry, at, raw, entry.published_at)
    if new is None:
        return await _never(entry, at, "there is no article on this page")
    again = next_look(entry.first_seen_at, now)
    outcome = "unchanged" if not new else "changed" if entry.looks else "new"
    return await _finish(
        entry, at, outcome, due_at=again, state=WAITING if again else TAKEN, looks=entry.looks + 1, failures=0,
        error=None, summary=None,
    )  # fmt: skip


async def _accept(entry: Visit, at: Visiting, raw: RawArticle, published_at: datetime | None) -> bool | None:
    """Whether the article, or its text, is new; None where it is no article."""
    publisher, source = await asyncio.to_thread(at.publisher_of, entry.feed_id)
    said = {"title": entry.title, "publisher": publisher, "source": source}
    full = RawArticle(**{**vars(raw), **{name: value for name, value in said.items() if value}})
    article = await asyncio.to_thread(article_from_feed, full, published_at, at.clock.now(), at.most_text)
    if article is None:
        return None
    (receipt,) = await at.intake.accept([article], [raw.fetched])
    ARTICLES.labels("fetcher", "new" if receipt.new else "repeat").inc()
    return receipt.new


async def _not_now(entry: Visit, at: Visiting, why: str, until: datetime | None = None) -> str:
    """Try again later, a few times."""
    now, failures = at.clock.now(), entry.failures + 1
    again = schedule.next_visit(failures, now, until - now if until else None)
    if again is None:
        return await _never(entry, at, why)
    return await _finish(entry, at, "failed", due_at=again, failures=failures, error=why[:500])


async def _never(entry: Visit, at: Visiting, why: str) -> str:
    """Give the page up. What was taken before stays; where nothing was, the feed's own words are."""
    if entry.looks:
        return await _finish(entry, at, "given up", due_at=None, state=TAKEN, error=why[:500])
    taken = False
    if entry.summary:
        raw = RawArticle(url=entry.url, text=entry.summary)
        taken = bool(await _accept(entry, at, raw, entry.published_at))
    outcome = "summary" if taken else "given up"
    return await _finish(entry, at, outcome, due_at=None, state=TAKEN if taken else FAILED, error=why[:500])


async def _finish(entry: Visit, at: Visiting, outcome: str, **values: object) -> str:
    await asyncio.to_thread(_write, entry, at, values)
    return outcome


def _write(entry: Visit, at: Visiting, values: dict[str, object]) -> None:
    with transaction(at.engine) as db:
        host_state.finish_visit(db, entry, **values)

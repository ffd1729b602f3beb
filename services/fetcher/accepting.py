"""Articles in: durable in the inbox first, on the stream after.

A crash between the two costs nothing: what is in the inbox and has no entry yet is published at the next start.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from faststream.redis import RedisBroker
from sqlalchemy import Connection, Engine

from services.fetcher import custody_state, state
from services.fetcher.broker import has_room
from services.fetcher.database import feeding_turn, transaction
from services.fetcher.provenance import Provenance
from services.fetcher.reprints import reprint_key
from shared.messages import ArticleAccepted
from shared.runtime.brokers import client_of, publish
from shared.runtime.databases import in_thread
from shared.streams import ACCEPTED

A_BATCH = 200
"""Articles published in one round trip, of at most as many characters of JSON together:"""
A_BATCH_CHARACTERS = 4_000_000


@dataclass(frozen=True)
class Receipt:
    """What became of an article: `new` is false where its newest version already had this text."""

    article_id: str
    version: int
    new: bool


def accept(
    engine: Engine, articles: Sequence[ArticleAccepted], origins: Sequence[Provenance | None] = ()
) -> list[Receipt]:
    """Take articles into the inbox, all or none; they are durable when this returns. One receipt each, in order.

    The text of its newest version again is a repeat, and changes nothing. Any other text, also that of an older
    version, is an edit: the next version. A text known under another id is a reprint of its origin.
    `origins`, where given: for each article which bytes it was taken from, or None where nobody knows.
    """
    with transaction(engine) as db:
        return _accept(db, list(zip(articles, _all(origins, articles), strict=True)))


def _all(origins: Sequence[Provenance | None], articles: Sequence[ArticleAccepted]) -> Sequence[Provenance | None]:
    return origins or [None] * len(articles)


def _accept(db: Connection, articles: Sequence[tuple[ArticleAccepted, Provenance | None]]) -> list[Receipt]:
    """With what is known of all of them asked for at once: a statement each would cost four times the time."""
    known = state.latest(db, (article.article_id for article, _ in articles))
    receipts, new = list[Receipt](), list[tuple[ArticleAccepted, str]]()
    for article, _ in articles:
        before = known.get(article.article_id)
        if before and before.text_sha256 == article.text_sha256:
            receipts.append(Receipt(article.article_id, before.version, new=False))
            continue
        version = before.version + 1 if before else 1
        known[article.article_id] = state.Latest(version, article.text_sha256)
        new.append((article.model_copy(update={"version": version}), reprint_key(article.text)))
        receipts.append(Receipt(article.article_id, version, new=True))
    first = state.origins_of(db, (key for _, key in new))
    state.add(db, [(a.model_copy(update={"origin_id": first.setdefault(key, a.article_id)}), key) for a, key in new])
    for receipt, (article, origin) in zip(receipts, articles, strict=True):
        if origin and receipt.new:
            custody_state.keep(db, article.article_id, receipt.version, origin)
        elif origin:
            custody_state.see_again(db, article.article_id, receipt.version, origin.fetched_at)
    return receipts


_Arrived = tuple[Sequence[ArticleAccepted], Sequence[Provenance | None], asyncio.Future[list[Receipt]]]


class Intake:
    """Lets requests that arrive together share one commit: flushing to disk is what takes time (milliseconds each),
    and it is the same for one article as for fifty."""

    def __init__(self, engine: Engine, accepted: Callable[[], None] = lambda: None) -> None:
        """`accepted` is called after each commit."""
        self._engine = engine
        self._accepted = accepted
        self._arrived: list[_Arrived] = []
        self._writing: asyncio.Task[None] | None = None

    async def accept(
        self, articles: Sequence[ArticleAccepted], origins: Sequence[Provenance | None] = ()
    ) -> list[Receipt]:
        """As `accept`. Raises what the database raises."""
        answer: asyncio.Future[list[Receipt]] = asyncio.get_running_loop().create_future()
        self._arrived.append((articles, _all(origins, articles), answer))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await answer

    async def _write(self) -> None:
        while self._arrived:
            arrived, self._arrived = self._arrived, []
            everything = [article for articles, _, _ in arrived for article in articles]
            origins = [origin for _, origins, _ in arrived for origin in origins]
            try:
                receipts = iter(await asyncio.to_thread(accept, self._engine, everything, origins))
            except Exception as error:  # noqa: BLE001 - each caller gets it
                for _, _, answer in arrived:
                    if not answer.done():
                        answer.set_exception(error)
                continue
            self._accepted()
            for articles, _, answer in arrived:
                mine = [next(receipts) for _ in articles]
                if not answer.done():  # its caller may have gone; its articles are accepted all the same
                    answer.set_result(mine)


async def publish_accepted(engine: Engine, broker: RedisBroker, now: datetime, confirm_within: timedelta) -> int:
    """Publish, in the order of acceptance, what of the inbox has no entry on the stream, while the broker has room.
    Returns how many that were.

    Of fetchers on one PostgreSQL one does it at a time. On SQLite it is not to be run twice at the same moment, or
    articles are published twice (which is harmless, and costs work).
    Raises one of shared.runtime.brokers.AWAY or redis.ResponseError where the broker can't take them: they wait.
    """
    published = 0
    async with in_thread(feeding_turn(engine)):
        client = await client_of(broker)
        while await has_room(client) and (rows := await asyncio.to_thread(_unpublished, engine)):
            entries = await publish(broker, ACCEPTED, [row.article for row in rows if row.article])
            by_row = {row.seq: entry_id for row, entry_id in zip(rows, entries, strict=True)}
            await asyncio.to_thread(_mark_published, engine, by_row, now, confirm_within)
            published += len(rows)
    return published


def _unpublished(engine: Engine) -> list[state.Row]:
    with transaction(engine) as db:
        return state.unpublished(db, A_BATCH, A_BATCH_CHARACTERS)


def _mark_published(engine: Engine, entries: dict[int, str], now: datetime, confirm_within: timedelta) -> None:
    with transaction(engine) as db:
        state.mark_published(db, entries, now, due_at=now + confirm_within)

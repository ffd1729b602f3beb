"""What the store has not confirmed in time, and no one is working on, is published again.

So the broker may be emptied, cut short or replaced by an empty one: the inbox feeds it again. And a slow extractor
is never given the same article twice, since what waits or is being worked on counts as held.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from redis.asyncio import Redis
from sqlalchemy import Engine

from services.fetcher import state
from services.fetcher.broker import held, is_busy_downstream
from services.fetcher.database import feeding_turn, transaction
from shared.messages import ArticleStored
from shared.runtime.brokers import ensure_groups
from shared.runtime.consuming import Delivery
from shared.runtime.databases import in_thread
from shared.runtime.deadletters import DeadLetter, dead_letters
from shared.streams import ACCEPTED, EXTRACTED, Stream

A_PAGE = 500
"""Rows looked at together."""

log = structlog.get_logger()


@dataclass
class Reconciler:
    """Goes through the inbox each time it is asked, remembering only how far it has read the dead letters."""

    engine: Engine
    confirm_within: timedelta
    _read: dict[str, str] = field(default_factory=dict)

    async def reconcile(self, client: Redis, now: datetime) -> int:
        """Mark what is dead, and give back what was lost, to be published again. Returns how many were given back.

        Raises one of shared.runtime.brokers.AWAY when the broker is not there to be asked.
        """
        # At id 0, so that entries which nobody has read yet count as waiting, not as gone.
        await ensure_groups(client)
        for stream in (ACCEPTED, EXTRACTED):
            await self._bury(client, stream)
        # Nobody else publishes meanwhile: what he just published again would look lost, by the entry that we read.
        async with in_thread(feeding_turn(self.engine)):
            given_back = await self._give_back(client, now)
        if given_back:
            log.warning("inbox.given_back", articles=given_back, cause="neither confirmed in time nor on the broker")
        return given_back

    async def _give_back(self, client: Redis, now: datetime) -> int:
        given_back = 0
        while rows := await asyncio.to_thread(_overdue, self.engine, now):
            # In the order in which an article moves, so that none slips through behind our back: first the
            # extractor's stream, then the store's, then its confirmations, and last (give_back) our own row.
            still_held = await held(client, [row.entry_id for row in rows if row.entry_id])
            if await is_busy_downstream(client, int(now.timestamp() * 1000)):
                break
            given_back += await asyncio.to_thread(self._decide, rows, still_held, now)
        return given_back

    def _decide(self, rows: Sequence[state.Row], still_held: set[str], now: datetime) -> int:
        waiting = [row for row in rows if row.entry_id in still_held]
        lost = [row for row in rows if row.entry_id not in still_held]
        with transaction(self.engine) as db:
            state.postpone(db, waiting, now + self.confirm_within)
            return state.give_back(db, lost)

    async def _bury(self, client: Redis, stream: Stream) -> None:
        async for letter in dead_letters(client, stream, self._read.get(stream.name, "-")):
            await asyncio.to_thread(_bury, self.engine, stream, letter)
            self._read[stream.name] = letter.dead_id


def _overdue(engine: Engine, now: datetime) -> list[state.Row]:
    with transaction(engine) as db:
        return state.overdue(db, now, A_PAGE)


def _bury(engine: Engine, stream: Stream, letter: DeadLetter) -> None:
    article = article_of(letter)
    entry_id = letter.entry_id if stream is ACCEPTED else None
    if article is None and entry_id is None:
        return
    with transaction(engine) as db:
        state.bury(db, f"{stream.name}: {letter.reason}", article=article, entry_id=entry_id)


def article_of(letter: DeadLetter) -> tuple[str, int] | None:
    """(article_id, version) in a dead letter, also in one that is not a whole message; None where it tells neither."""
    for value in letter.fields.values():
        try:
            said: Any = json.loads(value)
            name = said["article_id"]
            version = said["article_version"] if "article_version" in said else said["version"]
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
        if isinstance(name, str) and isinstance(version, int):
            return name, version
    return None


def confirm(engine: Engine, deliveries: Sequence[Delivery[ArticleStored]]) -> None:
    """The store has these: let them go."""
    with transaction(engine) as db:
        state.confirm(db, [(stored.message.article_id, stored.message.article_version) for stored in deliveries])

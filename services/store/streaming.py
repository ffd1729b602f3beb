"""Alerts as they are raised, as server-sent events.

The alerts' table is the only source: positions count from 1 without a gap and become visible in their order, so a
client that says the last one it saw gets each later one once, from whichever store process it asks.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from services.store.views.alerts import alerts_after, last_position
from services.store.views.wanted import verdicts, wanted_of
from shared.messages import AlertKind, AlertRaised

POLL_S = 0.5
"""How late an alert may reach the screen; one indexed query each time, however many clients follow."""
BATCH = 200
RETRY_MS = 2_000
"""How soon a client comes back after its connection broke."""
MOST_STREAMS = 500
"""Of one process: half of the connections that its server takes, so that pages and health go on being answered."""
SEND_TIMEOUT_S = 30
"""A client that takes nothing for so long is let go; it will ask for what it missed."""


@dataclass
class Tail:
    """How far the alerts reach: asked of the database once per interval, shared by all streams of this process."""

    engine: Engine
    every_s: float = POLL_S
    streams: int = 0
    """How many clients follow now."""
    _last: int = 0
    _asked_at: float = float("-inf")
    _asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def last(self) -> int:
        """The position of the last alert, at most `every_s` old."""
        async with self._asking:
            if time.monotonic() - self._asked_at >= self.every_s:
                self._last = await asyncio.to_thread(self._read_last)
                self._asked_at = time.monotonic()
            return self._last

    def _read_last(self) -> int:
        with self.engine.connect() as db:
            return last_position(db)

    async def following(
        self, after: int, kinds: Sequence[AlertKind], subscription: str | None = None
    ) -> AsyncIterator[tuple[int, str]]:
        """Every alert behind `after`, now and later: position and AlertRaised as one line of JSON. Never ends.

        `subscription`: only what that one wants; once it is removed, nothing.

        While the database is away nothing comes, and nothing is skipped.
        """
        while True:
            try:
                while (reach := await self.last()) > after:
                    rows = await asyncio.to_thread(self._read_after, after, kinds, subscription)
                    for position, said in rows:
                        if said is not None:
                            yield position, said
                    after = rows[-1][0] if len(rows) == BATCH else max(reach, *(row[0] for row in rows[-1:]))
            except OperationalError:
                self._asked_at = time.monotonic()
            await asyncio.sleep(self.every_s)

    def _read_after(
        self, after: int, kinds: Sequence[AlertKind], subscription: str | None
    ) -> list[tuple[int, str | None]]:
        """Position and JSON; null for what the subscription does not want."""
        with self.engine.connect() as db:
            found = alerts_after(db, after, kinds, BATCH)
            kept = _kept(db, subscription, [body for _, body in found]) if subscription else None
        return [
            (at, json.dumps(body, separators=(",", ":")) if kept is None or body["alert_id"] in kept else None)
            for at, body in found
        ]


def _kept(db: Connection, subscription: str, bodies: Sequence[dict[str, Any]]) -> set[str]:
    wanted = wanted_of(db, subscription)
    if wanted is None:
        return set()
    raised = [AlertRaised.model_validate(body) for body in bodies]
    return {alert_id for alert_id, said in verdicts(db, wanted, raised).items() if said.matches}


async def _events(
    tail: Tail, after: int, kinds: Sequence[AlertKind], subscription: str | None
) -> AsyncIterator[ServerSentEvent]:
    tail.streams += 1
    try:
        yield ServerSentEvent(comment="alerts follow", retry=RETRY_MS)
        async for position, said in tail.following(after, kinds, subscription):
            yield ServerSentEvent(data=said, event="alert", id=str(position))
    finally:
        tail.streams -= 1


async def stream(
    tail: Tail, after: int | None, kinds: Sequence[AlertKind], subscription: str | None = None
) -> EventSourceResponse:
    """The response that follows the alerts behind position `after`; from now on where that is null or lies ahead.

    Raises HTTPException 503 when too many follow already.
    """
    if tail.streams >= MOST_STREAMS:
        raise HTTPException(503, "Too many follow the alerts here. Try again soon.", {"Retry-After": "30"})
    last = await tail.last()
    start = last if after is None else min(after, last)
    return EventSourceResponse(_events(tail, start, kinds, subscription), send_timeout=SEND_TIMEOUT_S)

"""Bring alerts from the outbox onto their stream: at least once, always with the same id."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from faststream.redis import RedisBroker
from sqlalchemy import Engine

from services.store.database import delivery_turn, transaction
from services.store.repository.alerts import mark_published, unpublished
from shared.messages import AlertRaised
from shared.runtime.brokers import publish
from shared.runtime.databases import in_thread
from shared.streams import ALERTS

AT_ONCE = 100
"""Alerts in one round trip: what a crash between publishing and marking may send again."""


async def deliver(engine: Engine, broker: RedisBroker, clock: Callable[[], datetime]) -> int:
    """Publish what waits, in the order raised, and mark it then. Returns how many were published.

    A crash in between publishes them again, with the same ids. One caller in a process at a time.
    """
    published = 0
    async with in_thread(delivery_turn(engine)):
        while waiting := await asyncio.to_thread(_waiting, engine):
            await publish(broker, ALERTS, waiting)
            await asyncio.to_thread(_mark, engine, [alert.alert_id for alert in waiting], clock())
            published += len(waiting)
    return published


def _waiting(engine: Engine) -> list[AlertRaised]:
    with engine.connect() as db:
        return unpublished(db, AT_ONCE)


def _mark(engine: Engine, alert_ids: list[str], now: datetime) -> None:
    with transaction(engine) as db:
        mark_published(db, alert_ids, now)

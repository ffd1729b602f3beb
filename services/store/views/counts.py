"""How much was recorded lately, for whoever watches over the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from services.store.tables import alerts, articles
from services.store.views.alerts import last_position


@dataclass(frozen=True)
class Counts:
    """Articles recorded in the last minute, hour and day; alerts ever raised, and those that are not out yet."""

    minute: int
    hour: int
    day: int
    alerts: int
    waiting: int


def counts(db: Connection, now: datetime) -> Counts:
    def since(span: timedelta) -> int:
        recorded = articles.c.recorded_at > now - span
        return db.scalar(select(func.count()).select_from(articles).where(recorded)) or 0

    waiting = select(func.count()).select_from(alerts).where(alerts.c.published_at.is_(None))
    return Counts(
        minute=since(timedelta(minutes=1)), hour=since(timedelta(hours=1)), day=since(timedelta(days=1)),
        alerts=last_position(db), waiting=db.scalar(waiting) or 0,
    )  # fmt: skip

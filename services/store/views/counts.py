"""How much was recorded lately, for whoever watches over the store."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, and_, func, select

from services.store.subscription_tables import deliveries, subscriptions
from services.store.tables import alerts, articles
from services.store.views.alerts import last_position


@dataclass(frozen=True)
class Counts:
    """Articles recorded in the last minute, hour and day; alerts ever raised, and those that are not out yet;
    deliveries to subscribers that wait, and subscribers to whom none gets through."""

    minute: int
    hour: int
    day: int
    alerts: int
    waiting: int
    deliveries: int
    failing: int


def counts(db: Connection, now: datetime) -> Counts:
    def since(span: timedelta) -> int:
        recorded = articles.c.recorded_at > now - span
        return db.scalar(select(func.count()).select_from(articles).where(recorded)) or 0

    def count(column: Column[Any], condition: ColumnElement[bool]) -> int:
        return db.scalar(select(func.count(column)).where(condition)) or 0

    failing = and_(subscriptions.c.failing_since.is_not(None), subscriptions.c.state == "active")
    return Counts(
        minute=since(timedelta(minutes=1)), hour=since(timedelta(hours=1)), day=since(timedelta(days=1)),
        alerts=last_position(db), waiting=count(alerts.c.alert_id, alerts.c.published_at.is_(None)),
        deliveries=count(deliveries.c.delivery_id, deliveries.c.state == "waiting"),
        failing=count(subscriptions.c.subscription_id, failing),
    )  # fmt: skip

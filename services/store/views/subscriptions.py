"""Subscriptions and their deliveries as they are shown."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from services.store.answers import Page
from services.store.cursors import cursor_of, moment_and_id
from services.store.filters import Paging
from services.store.repository import subscriptions as rows
from services.store.repository.statements import IDS, rows_for
from services.store.repository.subscriptions import Silence, Subscription
from services.store.subscription_answers import (
    AlertLine,
    AttemptShown,
    ChannelShown,
    DeliveryShown,
    SilenceShown,
    SubscriptionShown,
)  # fmt: skip
from services.store.subscription_tables import attempts, deliveries, subscriptions, told
from services.store.tables import alerts
from services.store.views.rows import before, cut, rows_of

LIST, DELIVERIES = "subscriptions", "deliveries"
MOST_ATTEMPTS = 20
"""Of one delivery: as many as one schedule has, twice."""
MOST_ALERTS = 100
"""Of one digest."""


def list_subscriptions(
    db: Connection, asked: Paging, now: datetime, owner: str | None = None
) -> Page[SubscriptionShown]:
    """The subscriptions of this owner, of everybody where that is null; the last one made first. Raises BadCursor."""
    it = subscriptions.c
    query = select(subscriptions)
    if owner is not None:
        query = query.where(it.owner == owner)
    if asked.cursor:
        query = query.where(before(it.created_at, it.subscription_id, moment_and_id(LIST, asked.cursor)))
    found = rows_of(db, query.order_by(it.created_at.desc(), it.subscription_id.desc()).limit(asked.limit + 1))
    page, more = cut(found, asked.limit)
    following = cursor_of(LIST, page[-1]["created_at"], page[-1]["subscription_id"]) if more else None
    items = shown(db, [rows.subscription_of(row) for row in page], now)
    return Page[SubscriptionShown](items=items, next=following)


def shown(db: Connection, subscribed: Sequence[Subscription], now: datetime) -> tuple[SubscriptionShown, ...]:
    """These subscriptions with what is known of their deliveries."""
    ids = [it.subscription_id for it in subscribed]
    quiet = rows.silences_of(db, ids, now)
    waiting = {row.subscription_id: row.number for row in rows_for(db, _WAITING, ids)}
    sent = {row.subscription_id: row.last for row in rows_for(db, _SENT, ids)}
    return tuple(
        _shown(it, quiet.get(it.subscription_id, ()), waiting.get(it.subscription_id, 0), sent.get(it.subscription_id))
        for it in subscribed
    )


def _shown(it: Subscription, quiet: Iterable[Silence], waiting: int, last_sent: datetime | None) -> SubscriptionShown:
    secret = it.secrets[0].masked() if it.secrets else None
    return SubscriptionShown(
        subscription_id=it.subscription_id,
        name=it.name,
        channel=ChannelShown(kind=it.target.kind, address=it.target.shown(), secret=secret),
        wanted=it.wanted,
        schedule=it.schedule,
        state=it.state,
        state_reason=it.state_reason,
        silences=tuple(SilenceShown.model_validate(vars(silence)) for silence in quiet),
        waiting=waiting,
        last_sent_at=last_sent,
        failing_since=it.failing_since,
        created_at=it.created_at,
        updated_at=it.updated_at,
    )


_MINE = deliveries.c.subscription_id
_WAITING = (
    select(_MINE, func.count().label("number")).where(_MINE.in_(IDS), deliveries.c.state == "waiting").group_by(_MINE)
)
_SENT = (
    select(_MINE, func.max(deliveries.c.ended_at).label("last"))
    .where(_MINE.in_(IDS), deliveries.c.state == "sent")
    .group_by(_MINE)
)


def list_deliveries(db: Connection, subscription_id: str, asked: Paging) -> Page[DeliveryShown]:
    """What was sent, or is to be sent, to one subscriber; the last one made first. Raises BadCursor."""
    it = deliveries.c
    query = select(deliveries).where(it.subscription_id == subscription_id)
    if asked.cursor:
        query = query.where(before(it.made_at, it.delivery_id, moment_and_id(DELIVERIES, asked.cursor)))
    found = rows_of(db, query.order_by(it.made_at.desc(), it.delivery_id.desc()).limit(asked.limit + 1))
    page, more = cut(found, asked.limit)
    following = cursor_of(DELIVERIES, page[-1]["made_at"], page[-1]["delivery_id"]) if more else None
    return Page[DeliveryShown](items=deliveries_shown(db, page), next=following)


def delivery(db: Connection, delivery_id: str) -> DeliveryShown | None:
    """One delivery with its attempts."""
    found = rows_of(db, select(deliveries).where(deliveries.c.delivery_id == delivery_id))
    return deliveries_shown(db, found)[0] if found else None


def deliveries_shown(db: Connection, found: Sequence[Any]) -> tuple[DeliveryShown, ...]:
    """These rows with their alerts and attempts."""
    ids = [row["delivery_id"] for row in found]
    lines: dict[str, list[AlertLine]] = {}
    for row in rows_for(db, _TOLD, ids):
        known = lines.setdefault(row.delivery_id, [])
        if len(known) < MOST_ALERTS:
            line = AlertLine.model_validate({**row.body, "reasons": row.reasons})
            known.append(line)
    tries: dict[str, list[AttemptShown]] = {}
    for row in rows_for(db, _ATTEMPTS, ids):
        tries.setdefault(row.delivery_id, []).append(AttemptShown.model_validate(dict(row._mapping)))
    return tuple(
        DeliveryShown.model_validate({
            **row,
            "due_at": row["due_at"] if row["state"] == "waiting" else None,
            "alerts": lines.get(row["delivery_id"], ()),
            "attempts": _ends(tries.get(row["delivery_id"], [])),
        })
        for row in found
    )  # fmt: skip


def _ends(tries: list[AttemptShown]) -> list[AttemptShown]:
    return tries if len(tries) <= MOST_ATTEMPTS else [tries[0], *tries[1 - MOST_ATTEMPTS :]]


_TOLD = (
    select(told.c.delivery_id, told.c.reasons, alerts.c.body)
    .join(alerts, alerts.c.alert_id == told.c.alert_id)
    .where(told.c.delivery_id.in_(IDS))
    .order_by(told.c.position)
)
_ATTEMPTS = select(attempts).where(attempts.c.delivery_id.in_(IDS)).order_by(attempts.c.number)

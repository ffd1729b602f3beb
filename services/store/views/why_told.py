"""Why a subscriber was told of an alert, or was not."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from services.store.answers import WhyLine
from services.store.repository.statements import IDS, rows_for
from services.store.repository.subjects import subjects_of
from services.store.repository.subscriptions import Subscription, subscription_of
from services.store.subscription_tables import deliveries, subscriptions, told
from services.store.subscriptions import Subject, verdict
from services.store.tables import alerts
from shared.messages import AlertRaised

MOST_SUBSCRIPTIONS = 200


def told_whom(db: Connection, lines: Sequence[WhyLine], owner: str | None) -> Iterator[WhyLine]:
    """For each alert in these lines and each subscription: told or not, and why. `owner`: only those that this key
    made; null: all."""
    query = select(subscriptions).order_by(subscriptions.c.created_at).limit(MOST_SUBSCRIPTIONS)
    if owner is not None:
        query = query.where(subscriptions.c.owner == owner)
    subscribed = [subscription_of(row) for row in db.execute(query).mappings()]
    ids = list(dict.fromkeys(line.alert_id for line in lines if line.alert_id))
    if not (subscribed and ids):
        return
    raised = {row.alert_id: (row.position, AlertRaised.model_validate(row.body)) for row in rows_for(db, _ALERTS, ids)}
    subjects = subjects_of(db, [alert for _, alert in raised.values()])
    wanted = {(row.alert_id, row.subscription_id): row for row in rows_for(db, _TOLD, ids)}
    for alert_id in (i for i in ids if i in raised):
        position, alert = raised[alert_id]
        for it in subscribed:
            row = wanted.get((alert_id, it.subscription_id))
            said = _told(row) if row else _untold(it, position, alert, subjects[alert_id])
            text = f"{it.name or it.subscription_id} ({it.target.kind}) {said}"
            yield WhyLine(about="subscription", id=it.subscription_id, text=text, alert_id=alert_id)


_ALERTS = select(alerts.c.alert_id, alerts.c.position, alerts.c.body).where(alerts.c.alert_id.in_(IDS))
_TOLD = (
    select(told, deliveries.c.state.label("delivery_state"))
    .outerjoin(deliveries, deliveries.c.delivery_id == told.c.delivery_id)
    .where(told.c.alert_id.in_(IDS))
)


def _told(row: Any) -> str:
    why = "; ".join(row.reasons)
    if row.silence:
        return f"asked for it ({why}), and was silenced: {row.silence}"
    became = {"sent": "was told", "failed": "could not be told"}.get(row.delivery_state, "is being told")
    return f"{became}: {why}"


def _untold(it: Subscription, position: int, alert: AlertRaised, subject: Subject) -> str:
    if position <= it.after_position:
        return "was not told: the alert was raised before the subscription was made"
    said = verdict(it.wanted, alert, subject)
    if not said.matches:
        return f"was not told: {'; '.join(said.reasons)}"
    return "is not told yet" if it.state == "active" else f"was not told: the subscription is {it.state}"

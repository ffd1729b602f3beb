"""A dry run: what a subscriber would have got in the last days. Nothing is written, nothing is sent."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from services.store.repository.subjects import subjects_of
from services.store.subscription_answers import Trial, Tried, Would
from services.store.subscriptions import verdict
from services.store.tables import alerts
from shared.messages import AlertRaised

MOST_EXAMINED = 5_000
"""Alerts, the newest: a second or so."""
MOST_SHOWN = 100


def try_out(db: Connection, trial: Trial, now: datetime) -> Tried:
    """What would have come between `now` less `trial.days` and `now`."""
    it = alerts.c
    recent = select(it.body).where(it.raised_at >= now - timedelta(days=trial.days)).order_by(it.position.desc())
    bodies = db.scalars(recent.limit(MOST_EXAMINED + 1)).all()
    raised = [AlertRaised.model_validate(body) for body in bodies[:MOST_EXAMINED]]
    subjects = subjects_of(db, raised)
    would = list[Would]()
    for alert in raised:
        said = verdict(trial.wanted, alert, subjects[alert.alert_id])
        if said.matches:
            would.append(Would(alert=alert, reasons=said.reasons))
    at_once = trial.schedule.every == "alert"
    messages = len(would) if at_once else len({trial.schedule.due(w.alert.raised_at) for w in would})
    return Tried(
        days=trial.days,
        examined=len(raised),
        matched=len(would),
        messages=messages,
        by_kind=dict(Counter(w.alert.kind for w in would)),
        newest=tuple(would[:MOST_SHOWN]),
        complete=len(bodies) <= MOST_EXAMINED,
    )

"""Make deliveries of alerts: who is told of what, by which message, when. The alert rows are the outbox."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from services.store.database import addressing
from services.store.repository import deliveries as rows
from services.store.repository import subscriptions as subscribed
from services.store.repository.subjects import subjects_of
from services.store.repository.subscriptions import Silence, Subscription
from services.store.subscriptions import Subject, Verdict, verdict
from shared.identity import stable_id
from shared.messages import AlertRaised

AT_ONCE = 50
"""Alerts in one transaction: times a thousand subscribers, a second or so."""


def address(engine: Engine, now: datetime) -> int:
    """Make the deliveries of the alerts that have none yet. Returns how many alerts there were: call again if any.

    A subscriber is told of an alert once for ever, whatever comes again: `told` refuses the second.
    """
    with engine.connect() as db:
        if not rows.is_anything_unaddressed(db):
            return 0
    with addressing(engine) as db:
        everybody = subscribed.active(db)
        # What was raised before anybody subscribed is nobody's: a long history is passed over at once.
        first = min((it.after_position for it in everybody), default=subscribed.last_position(db))
        after = max(first, rows.addressed(db))
        waiting = rows.unaddressed(db, after, AT_ONCE)
        if waiting:
            _address(db, waiting, everybody, now)
        rows.mark_addressed(db, waiting[-1][0] if waiting else after)
    return len(waiting)


def _address(
    db: Connection, waiting: list[tuple[int, AlertRaised]], everybody: list[Subscription], now: datetime
) -> None:
    alerts = [alert for _, alert in waiting]
    subjects = subjects_of(db, alerts)
    quiet = subscribed.silences_of(db, [it.subscription_id for it in everybody], now)
    for position, alert in waiting:
        before = rows.told_of(db, [alert.corrects] if alert.corrects else [])
        wanted = {
            it.subscription_id: (it, said)
            for it in everybody
            if position > it.after_position and (said := _verdict(it, alert, subjects[alert.alert_id], before)).matches
        }
        _tell(db, position, alert, wanted, quiet, now)


def _verdict(it: Subscription, alert: AlertRaised, subject: Subject, before: set[tuple[str, str]]) -> Verdict:
    return verdict(it.wanted, alert, subject, told_before=(alert.corrects, it.subscription_id) in before)


def _tell(
    db: Connection,
    position: int,
    alert: AlertRaised,
    wanted: Mapping[str, tuple[Subscription, Verdict]],
    quiet: Mapping[str, list[Silence]],
    now: datetime,
) -> None:
    at_once, told = list[dict[str, Any]](), list[dict[str, Any]]()
    for subscription_id, (it, said) in wanted.items():
        silence = _silence(alert, quiet.get(subscription_id, ()))
        delivery_id = None if silence else _delivery(db, it, alert, now)
        if delivery_id and it.schedule.every == "alert":
            at_once.append(rows.delivery_row(subscription_id, "alert", delivery_id, now, now))
        told.append({
            "alert_id": alert.alert_id, "subscription_id": subscription_id, "position": position,
            "delivery_id": delivery_id, "silence": silence, "reasons": list(said.reasons), "told_at": now,
        })  # fmt: skip
    new = rows.add_told(db, told)
    rows.add_deliveries(db, [row for row in at_once if (alert.alert_id, row["subscription_id"]) in new])


def _delivery(db: Connection, it: Subscription, alert: AlertRaised, now: datetime) -> str:
    """Its id; a digest is there after this, or, where it is on its way already, the one after that."""
    if it.schedule.every == "alert":
        return stable_id("delivery", alert.alert_id, it.subscription_id)
    due = now
    while True:
        due = it.schedule.due(due)
        found = rows.digest_for(db, it.subscription_id, now, due)
        if found:
            return found


def _silence(alert: AlertRaised, silences: Iterable[Silence]) -> str | None:
    """The silence that holds this alert back, if one does."""
    about = {None, alert.incident_id, alert.demand_id}
    return next((silence.silence_id for silence in silences if silence.about in about), None)

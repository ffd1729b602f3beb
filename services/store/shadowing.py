"""What other thresholds, or fewer rules, would have sent: stored readings are recorded again, in a private database."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Engine, select

from services.store.database import migrate, open_store
from services.store.lapsing import lapse
from services.store.policies import Policy
from services.store.recording import record
from services.store.repository.stored import recorded_between
from services.store.tables import alerts
from shared.messages import AlertRaised

WARM_UP = timedelta(days=30)
"""Readings recorded so long before are replayed too, so that what was known by then is no news now."""

MOST = 20_000
"""Readings that are replayed, the newest: some minutes."""

PEOPLE = "a person decided so"
"""What people decided is not replayed; the alerts that followed from it are left out of the comparison."""


@dataclass(frozen=True)
class Compared:
    """An alert that was sent, or would have been: `both`, `sent` only, or `shadow` only."""

    by: Literal["both", "sent", "shadow"]
    alert: AlertRaised


def shadow(engine: Engine, policy: Policy, days: int, now: datetime) -> list[Compared]:
    """The alerts of the last days, sent or not, in the order raised. Nothing that is stored changes."""
    since = now - timedelta(days=days)
    with engine.connect() as db:
        readings = recorded_between(db, since - WARM_UP, now, MOST)
        bodies = db.scalars(select(alerts.c.body).where(alerts.c.raised_at >= since).order_by(alerts.c.position))
        sent = [AlertRaised.model_validate(body) for body in bodies]
    private = open_store("sqlite://")
    would: list[AlertRaised] = []
    try:
        migrate(private)
        for read_at, reading in readings:
            raised = [*lapse(private, read_at), *record(reading, private, read_at, policy)]
            would += [alert for alert in raised if read_at >= since and alert.kind not in policy.without]
    finally:
        private.dispose()
    of_rules = [alert for alert in sent if not alert.reason.startswith(PEOPLE)]
    return sorted(_compared(of_rules, would), key=lambda compared: compared.alert.raised_at)


def _compared(sent: list[AlertRaised], would: list[AlertRaised]) -> Iterator[Compared]:
    """Matched by what they tell, and of which article: another merge gives an incident another id."""
    left = Counter(map(_telling, would))
    for alert in sent:
        both = left[_telling(alert)] > 0
        left[_telling(alert)] -= both
        yield Compared("both" if both else "sent", alert)
    for alert in reversed(would):
        if left[_telling(alert)] > 0:
            left[_telling(alert)] -= 1
            yield Compared("shadow", alert)


def _telling(alert: AlertRaised) -> tuple[str, str, int]:
    return alert.kind, alert.article_id, alert.article_version

"""Alerts as one subscriber wants them: what its feed and its stream show."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from services.store.repository.statements import IDS, rows_for
from services.store.repository.subjects import subjects_of
from services.store.repository.subscriptions import one
from services.store.subscriptions import Verdict, Wanted, verdict
from services.store.tables import alerts
from shared.messages import AlertRaised

AT_ONCE = 200
MOST_LOOKED_AT = 2_000
"""Alerts, the newest, in search of those that a feed shows."""


def wanted_of(db: Connection, subscription_id: str) -> Wanted | None:
    """What this subscriber wants; null where there is none of this id."""
    found = one(db, subscription_id)
    return found.wanted if found else None


def verdicts(db: Connection, wanted: Wanted, raised: Sequence[AlertRaised]) -> dict[str, Verdict]:
    """By alert id. Who wanted an alert wants the one that corrects it."""
    bodies = select(alerts.c.body).where(alerts.c.alert_id.in_(IDS))
    corrected = [
        AlertRaised.model_validate(row.body) for row in rows_for(db, bodies, {a.corrects for a in raised if a.corrects})
    ]
    subjects = subjects_of(db, [*raised, *corrected])
    before = {a.alert_id for a in corrected if verdict(wanted, a, subjects[a.alert_id]).matches}
    return {
        a.alert_id: verdict(wanted, a, subjects[a.alert_id], told_before=a.corrects in before) for a in raised
    }  # fmt: skip


def newest(db: Connection, wanted: Wanted, most: int) -> list[AlertRaised]:
    """The last alerts that are wanted, the last one first."""
    found, before = list[AlertRaised](), 2**63 - 1
    for _ in range(0, MOST_LOOKED_AT, AT_ONCE):
        page = select(alerts.c.position, alerts.c.body).where(alerts.c.position < before)
        rows = db.execute(page.order_by(alerts.c.position.desc()).limit(AT_ONCE)).all()
        if not rows:
            break
        raised = [AlertRaised.model_validate(row.body) for row in rows]
        said = verdicts(db, wanted, raised)
        found += [alert for alert in raised if said[alert.alert_id].matches]
        if len(found) >= most:
            break
        before = rows[-1].position
    return found[:most]

"""The outbox of alerts, and what subscribers were told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from services.store.changes import Sent
from services.store.notices import Notice
from services.store.repository.copies import present_origins
from services.store.repository.statements import IDS, change, following, insert_new, rows_for
from services.store.sent_tables import sent_demands, sent_tolls
from services.store.tables import alerts
from shared.messages import AlertRaised, HarmKind, Proof, Toll


def last_sent(db: Connection, present: Mapping[str, str]) -> dict[str, dict[HarmKind, Sent]]:
    """What was sent last of each incident, by kind of harm.

    `present`: {any id under which it was sent: the id that it has now}. `Sent.sources` are all that ever stood behind
    something sent of it, with the origins that they have now: of those, no copy and no merge makes a rise.
    """
    told: dict[tuple[str, HarmKind], list[Any]] = {}
    for row in sorted(rows_for(db, _SENT, present), key=lambda r: r.position):
        told.setdefault((present[row.incident_id], row.kind), []).append(row)
    origins = present_origins(db, (article for rows in told.values() for row in rows for article in row.sources))
    last: dict[str, dict[HarmKind, Sent]] = {}
    for (incident_id, kind), rows in told.items():
        last.setdefault(incident_id, {})[kind] = _sent(rows, origins)
    return last


def _sent(rows: Sequence[Any], origins: Mapping[str, str]) -> Sent:
    sources: dict[str, int] = {}
    for row in rows:
        sources |= {i: max(version, sources.get(i, 0)) for i, version in row.sources.items()}
    newest = rows[-1]
    return Sent(
        alert_id=newest.alert_id,
        toll=Toll(low=newest.low, best=newest.best, high=newest.high),
        sources=sources,
        evidence=tuple(map(Proof.model_validate, newest.body["evidence"])),
        origins=frozenset(origins[i] for i in sources),
        names=frozenset(name for row in rows for name in row.names or ()),
    )


_SENT = (
    select(sent_tolls, alerts.c.body, alerts.c.position)
    .join(alerts, alerts.c.alert_id == sent_tolls.c.alert_id)
    .where(sent_tolls.c.incident_id.in_(IDS))
)


def demands_sent(db: Connection, demand_ids: Iterable[str]) -> dict[str, list[frozenset[str]]]:
    """For each of these threads of which something was sent: the speakers of whom was told."""
    sent: dict[str, list[frozenset[str]]] = {}
    for row in rows_for(db, _SENT_DEMANDS, demand_ids):
        sent.setdefault(row.demand_id, []).append(frozenset(row.speaker_keys))
    return sent


_SENT_DEMANDS = select(sent_demands).where(sent_demands.c.demand_id.in_(IDS))


def add_alerts(db: Connection, notices: Sequence[Notice]) -> list[AlertRaised]:
    """Put these alerts into the outbox. Returns those that were new: an alert raised before is not raised again."""
    before = {row.alert_id for row in rows_for(db, _RAISED, (notice.alert.alert_id for notice in notices))}
    new: dict[str, Notice] = {}
    for notice in notices:
        if notice.alert.alert_id not in before:
            new.setdefault(notice.alert.alert_id, notice)
    for notice in new.values():
        alert = notice.alert
        row = {
            "alert_id": alert.alert_id,
            "position": following(db, alerts.c.position),
            **alert.model_dump(include={"kind", "incident_id", "demand_id", "article_id", "article_version"}),
            "body": alert.model_dump(mode="json"),
            "raised_at": alert.raised_at,
            "published_at": None,
        }
        insert_new(db, alerts, [row])
        _remember(db, notice)
    return [notice.alert for notice in new.values()]


_RAISED = select(alerts.c.alert_id).where(alerts.c.alert_id.in_(IDS))


def _remember(db: Connection, notice: Notice) -> None:
    alert = notice.alert
    tolls = dict(alert.figures) if alert.incident_id else {}
    # What was told before and is no more was told to be nobody.
    tolls |= {
        kind: Toll(low=0, best=0, high=0) for kind in alert.before or {} if kind not in tolls and alert.incident_id
    }
    insert_new(
        db,
        sent_tolls,
        [
            {
                "alert_id": alert.alert_id,
                "incident_id": alert.incident_id,
                "kind": kind,
                **toll.model_dump(),
                "sources": dict(notice.sources),
                "names": sorted(notice.names.get(kind, ())) or None,
            }
            for kind, toll in tolls.items()
        ],
    )
    told = {"alert_id": alert.alert_id, "speaker_keys": sorted(notice.speaker_keys)}
    insert_new(db, sent_demands, [{**told, "demand_id": demand_id} for demand_id in notice.demand_ids])


def unpublished(db: Connection, most: int) -> list[AlertRaised]:
    """Alerts that are not on the stream yet, in the order raised."""
    waiting = select(alerts.c.body).where(alerts.c.published_at.is_(None)).order_by(alerts.c.position).limit(most)
    return [AlertRaised.model_validate(body) for body in db.scalars(waiting)]


def mark_published(db: Connection, alert_ids: Sequence[str], now: datetime) -> None:
    """These alerts are on the stream."""
    change(db, update(alerts).where(alerts.c.alert_id.in_(IDS)).values(published_at=now), alert_ids)

"""Alerts as they are shown, and as they are followed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select

from services.store.answers import Page
from services.store.cursors import cursor_of, position
from services.store.filters import AlertFilters
from services.store.tables import alerts, incidents
from shared.messages import AlertKind, AlertRaised

LIST = "alerts"


def list_alerts(db: Connection, asked: AlertFilters) -> Page[AlertRaised]:
    """The alerts that pass every filter, the last one first. Raises BadCursor."""
    it = alerts.c
    conditions: list[ColumnElement[bool]] = []
    if asked.kind:
        conditions.append(it.kind.in_(asked.kind))
    if asked.since:
        conditions.append(it.raised_at >= asked.since)
    if asked.cursor:
        conditions.append(it.position < position(LIST, asked.cursor))
    query = select(it.position, it.body).where(*conditions).order_by(it.position.desc()).limit(asked.limit + 1)
    rows = db.execute(query).all()
    page = rows[: asked.limit]
    following = cursor_of(LIST, page[-1].position) if len(rows) > asked.limit else None
    return Page[AlertRaised](items=tuple(AlertRaised.model_validate(row.body) for row in page), next=following)


def alerts_about(
    db: Connection, *, incident_id: str | None = None, demand_id: str | None = None
) -> tuple[AlertRaised, ...]:
    """What was said of this incident (also under the ids that were merged into it) or demand, in the order said."""
    it = alerts.c
    about = it.demand_id == demand_id
    if incident_id:
        former = select(incidents.c.incident_id).where(incidents.c.merged_into == incident_id)
        about = or_(it.incident_id == incident_id, it.incident_id.in_(former))
    query = select(it.body).where(about).order_by(it.position)
    return tuple(AlertRaised.model_validate(body) for body in db.execute(query).scalars())


def last_position(db: Connection) -> int:
    """The position of the last alert; 0 while there is none."""
    return db.execute(select(func.max(alerts.c.position))).scalar() or 0


def alerts_after(
    db: Connection, after: int, kinds: Sequence[AlertKind], limit: int
) -> list[tuple[int, dict[str, Any]]]:
    """The next alerts behind a position, in the order raised: position and the AlertRaised as JSON holds it."""
    it = alerts.c
    query = select(it.position, it.body).where(it.position > after, *([it.kind.in_(kinds)] if kinds else []))
    return [(row.position, row.body) for row in db.execute(query.order_by(it.position).limit(limit))]

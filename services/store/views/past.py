"""Lists as they were known at a time, from the lines of history."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, Text, cast, exists, func, or_, select

from services.store.answers import DemandLine, IncidentLine, Page
from services.store.cursors import cursor_of, moment_and_id
from services.store.filters import DemandFilters, IncidentFilters, words_of
from services.store.history_tables import demand_history
from services.store.tables import (
    articles,
    claims,
    demand_claims,
    demands,
    incident_history,
    incident_mentions,
    incidents,
    mentions,
)
from services.store.views.rows import Row, before, cut, holds, rows_of, weighs

OF_INCIDENTS, OF_DEMANDS = "incidents then", "demands then"
_view = incident_history.c.view
_said = demand_history.c.view


def incidents_then(db: Connection, asked: IncidentFilters, moment: datetime) -> Page[IncidentLine]:
    """The incidents that were current at that time and pass every filter, as they were known then.

    First seen last first. Raises BadCursor.
    """
    it = incidents.c
    conditions = _incident_conditions(asked, moment)
    query = (
        select(it.incident_id, it.first_seen, _view.label("view"), incident_history.c.recorded_at)
        .join(incident_history, incident_history.c.incident_id == it.incident_id)
        .where(it.first_seen <= moment, _newest_then(incident_history, "incident_id", moment))
        .where(_view["state"].as_string() == "current", *conditions)
    )
    rows, following = _page(db, query, it.first_seen, it.incident_id, asked, OF_INCIDENTS)
    return Page[IncidentLine](items=tuple(_incident(row) for row in rows), next=following)


def demands_then(db: Connection, asked: DemandFilters, moment: datetime) -> Page[DemandLine]:
    """The demand threads that somebody made at that time and that pass every filter, as they were known then.

    First made last first. Raises BadCursor.
    """
    it = demands.c
    query = (
        select(it.demand_id, it.first_seen, _said.label("view"), demand_history.c.recorded_at)
        .join(demand_history, demand_history.c.demand_id == it.demand_id)
        .where(it.first_seen <= moment, _newest_then(demand_history, "demand_id", moment))
        .where(_said["state"].as_string() == "current", *_demand_conditions(asked, moment))
    )
    rows, following = _page(db, query, it.first_seen, it.demand_id, asked, OF_DEMANDS)
    items = tuple(
        DemandLine.model_validate({**row["view"], **_dates(row), "demand_id": row["demand_id"]}) for row in rows
    )
    return Page[DemandLine](items=items, next=following)


def _newest_then(history: Table, key: str, moment: datetime) -> ColumnElement[bool]:
    earlier = history.alias()
    newest = select(func.max(earlier.c.position)).where(
        earlier.c[key] == history.c[key], earlier.c.recorded_at <= moment
    )
    return history.c.position == newest.correlate(history).scalar_subquery()


def _page(
    db: Connection, query: Any, first_seen: Any, key: Any, asked: IncidentFilters | DemandFilters, name: str
) -> tuple[Sequence[Row], str | None]:
    if asked.cursor:
        query = query.where(before(first_seen, key, moment_and_id(name, asked.cursor)))
    found = rows_of(db, query.order_by(first_seen.desc(), key.desc()).limit(asked.limit + 1))
    rows, more = cut(found, asked.limit)
    return rows, cursor_of(name, rows[-1]["first_seen"], rows[-1][key.name]) if more else None


def _incident(row: Row) -> IncidentLine:
    view: Mapping[str, Any] = row["view"]
    known = {"independent_sources": len(view["articles"]), **view, **_dates(row)}
    return IncidentLine.model_validate({**known, "incident_id": row["incident_id"]})


def _dates(row: Row) -> dict[str, Any]:
    return {"first_seen": row["first_seen"], "updated_at": row["recorded_at"]}


def _incident_conditions(asked: IncidentFilters, moment: datetime) -> Iterator[ColumnElement[bool]]:
    if asked.type:
        yield _view["type"].as_string().in_(asked.type)
    if asked.status:
        yield _view["status"].as_string().in_(asked.status)
    if asked.place:
        yield or_(*(holds(_view["place", name].as_string(), asked.place) for name in ("name", "text", "admin1")))
    if asked.country:
        yield _view["place", "country"].as_string() == asked.country
    if asked.who:
        people = (_view["victims"], _view["perpetrators"])
        yield or_(*(_listed(each, asked.who) for each in people))
    if asked.since:
        yield _view["date", "end"].as_string() >= asked.since.isoformat()
    if asked.until:
        yield _view["date", "start"].as_string() <= asked.until.isoformat()
    if asked.min_killed is not None:
        yield _view["figures", "killed", "low"].as_integer() >= asked.min_killed
    if asked.q and (words := words_of(asked.q)):
        yield _told_of_with(words, moment)


def _listed(names: Any, part: str) -> ColumnElement[bool]:
    """The list holds these characters somewhere. Names stand in JSON as its writer escapes them."""
    return holds(cast(names, Text), json.dumps(part)[1:-1])


def _told_of_with(words: Sequence[str], moment: datetime) -> ColumnElement[bool]:
    text = [or_(holds(articles.c.text, word), holds(articles.c.title, word)) for word in words]
    return exists().where(
        incident_mentions.c.incident_id == incidents.c.incident_id,
        incident_mentions.c.mention_id == mentions.c.mention_id,
        mentions.c.recorded_at <= moment,
        articles.c.article_id == mentions.c.article_id,
        articles.c.version == mentions.c.article_version,
        *text,
    )


def _demand_conditions(asked: DemandFilters, moment: datetime) -> Iterator[ColumnElement[bool]]:
    if asked.relevance is not None:
        link = demand_claims.c
        made = (link.demand_id == demands.c.demand_id, link.linked_at <= moment, link.claim_id == claims.c.claim_id)
        yield exists().where(*made, weighs(asked.relevance))
    if asked.status:
        yield _said["status"].as_string().in_(asked.status)
    for field, part in (("speakers", asked.speaker), ("targets", asked.target)):
        if part:
            yield _listed(_said[field], part)
    if asked.q:
        yield from (holds(_said["action"].as_string(), word) for word in words_of(asked.q))

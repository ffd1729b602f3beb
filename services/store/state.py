"""All that the store knows, as one document: what `shahidi replay --state` writes."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Engine, select

from services.store.database import open_store
from services.store.repository.readings import when_of, where_of
from services.store.repository.series import FIGURES, total_in
from services.store.tables import (
    articles,
    claims,
    demand_claims,
    demands,
    figures,
    incident_history,
    incident_mentions,
    incident_tolls,
    incidents,
    mentions,
)  # fmt: skip
from services.store.totalling import accounted

SAID = (
    "article_id", "kind", "role", "low", "best", "high", "text", "claimant", "victim_class", "period", "evidence"
)  # fmt: skip
"""Of a figure, what its article says."""


def state_of(database_url: str) -> dict[str, Any]:
    """The state of the store at this URL, which must be migrated."""
    engine = open_store(database_url)
    try:
        return state(engine)
    finally:
        engine.dispose()


def state(engine: Engine) -> dict[str, Any]:
    """Incidents with their history, demand threads, the figures that are no incident's, and the articles.

    Only what counts now: withdrawn and merged incidents and demands are left out. JSON can hold all of it.
    """
    with engine.connect() as db:
        return {
            "incidents": _incidents(db),
            "demands": _demands(db),
            "figures": _figures(db),
            "articles": _articles(db),
        }


def _incidents(db: Connection) -> list[dict[str, Any]]:
    tolls: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in db.execute(select(incident_tolls)):
        tolls[row.incident_id][row.kind] = {"low": row.low, "best": row.best, "high": row.high}
    history: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in db.execute(select(incident_history).order_by(incident_history.c.position)):
        history[row.incident_id].append({"recorded_at": row.recorded_at.isoformat(), **row.view})
    linked = _articles_of_incidents(db)
    found = db.execute(select(incidents).where(incidents.c.state == "current").order_by(incidents.c.incident_id))
    return [
        {
            "incident_id": row.incident_id,
            "type": row.type,
            "status": row.status,
            "place": _plain(where_of(row)),
            "date": _plain(when_of(row)),
            "figures": tolls.get(row.incident_id, {}),
            "victims": row.victims,
            "perpetrators": row.perpetrators,
            "weapon": row.weapon,
            "disputed": row.disputed,
            "independent_sources": row.independent_sources,
            "articles": linked.get(row.incident_id, []),
            "history": history.get(row.incident_id, []),
        }
        for row in found
    ]


def _articles_of_incidents(db: Connection) -> dict[str, list[str]]:
    query = (
        select(incident_mentions.c.incident_id, mentions.c.article_id)
        .join(mentions, mentions.c.mention_id == incident_mentions.c.mention_id)
        .where(incident_mentions.c.active)
        .order_by(mentions.c.article_id)
        .distinct()
    )
    linked: dict[str, list[str]] = defaultdict(list)
    for row in db.execute(query):
        linked[row.incident_id].append(row.article_id)
    return linked


def _demands(db: Connection) -> list[dict[str, Any]]:
    query = (
        select(demand_claims.c.demand_id, claims.c.article_id)
        .join(claims, claims.c.claim_id == demand_claims.c.claim_id)
        .where(demand_claims.c.active)
        .order_by(claims.c.article_id)
        .distinct()
    )
    linked: dict[str, list[str]] = defaultdict(list)
    for row in db.execute(query):
        linked[row.demand_id].append(row.article_id)
    found = db.execute(select(demands).where(demands.c.state == "current").order_by(demands.c.demand_id))
    return [
        {
            "demand_id": row.demand_id,
            "speakers": row.speakers,
            "targets": row.targets,
            "action": row.action,
            "status": row.status,
            "answer": row.answer,
            "deadline": row.deadline and row.deadline.isoformat(),
            "independent_sources": row.independent_sources,
            "articles": linked.get(row.demand_id, []),
        }
        for row in found
    ]


def _figures(db: Connection) -> list[dict[str, Any]]:
    t = figures.c
    counted = FIGURES.where(t.active, t.role.in_(("cumulative", "historic"))).order_by(t.article_id, t.figure_id)
    return [{name: getattr(row, name) for name in SAID} | _account(db, row) for row in db.execute(counted)]


def _account(db: Connection, row: Any) -> dict[str, Any]:
    """Of a running total: its series, the incidents that it counts, and what these leave unexplained."""
    if row.series_id is None:
        return {}
    known = accounted(db, total_in(row))
    residual = {"low": known.low, "best": known.best}
    return {"series_id": row.series_id, "incidents": list(known.incidents), "residual": residual}


def _articles(db: Connection) -> list[dict[str, Any]]:
    t = articles.c
    newest = select(t.article_id, t.version, t.origin_id, t.publisher, t.published_at).where(t.active)
    return [
        {**row._mapping, "published_at": row.published_at and row.published_at.isoformat()}
        for row in db.execute(newest.order_by(t.article_id))
    ]


def _plain(fact: Any) -> Any:
    return fact.model_dump(mode="json") if fact else None

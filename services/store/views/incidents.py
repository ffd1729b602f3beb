"""Incidents as they are shown."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from services.store.answers import HistoryEntry, IncidentLine, IncidentShown, Page
from services.store.cursors import cursor_of, moment_and_id
from services.store.filters import IncidentFilters, words_of
from services.store.official import official_series
from services.store.tables import (
    articles,
    claims,
    figures,
    incident_history,
    incident_mentions,
    incident_tolls,
    incidents,
    mentions,
)  # fmt: skip
from services.store.views.alerts import alerts_about
from services.store.views.decisions import decisions_about
from services.store.views.names_in import names_hold
from services.store.views.past import incidents_then
from services.store.views.rows import (
    Row,
    before,
    claims_query,
    claims_shown,
    cut,
    date_of,
    figures_query,
    figures_shown,
    holds,
    mentions_query,
    mentions_shown,
    place_of,
    rows_of,
)  # fmt: skip
from services.store.views.sides import untied_claims
from shared.messages import HarmKind, Toll

LIST = "incidents"
MERGE_DEPTH = 20
"""Merges of merges are followed so far; more would be a circle."""


def list_incidents(db: Connection, asked: IncidentFilters) -> Page[IncidentLine]:
    """The current incidents that pass every filter, first seen last first. Raises BadCursor."""
    if asked.as_of:
        return incidents_then(db, asked, asked.as_of)
    it = incidents.c
    query = select(incidents).where(it.state == "current", *_conditions(asked, db.dialect.name))
    if asked.cursor:
        query = query.where(before(it.first_seen, it.incident_id, moment_and_id(LIST, asked.cursor)))
    found = rows_of(db, query.order_by(it.first_seen.desc(), it.incident_id.desc()).limit(asked.limit + 1))
    rows, more = cut(found, asked.limit)
    following = cursor_of(LIST, rows[-1]["first_seen"], rows[-1]["incident_id"]) if more else None
    return Page[IncidentLine](items=_lines(db, rows), next=following)


def _conditions(asked: IncidentFilters, dialect: str) -> Iterator[ColumnElement[bool]]:
    it = incidents.c
    if asked.type:
        yield it.type.in_(asked.type)
    if asked.status:
        yield it.status.in_(asked.status)
    if asked.place:
        yield or_(*(holds(column, asked.place) for column in (it.place_name, it.place_text, it.admin1)))
    if asked.country:
        yield it.country == asked.country
    if asked.who:
        yield or_(*(names_hold(people, asked.who, dialect) for people in (it.victims, it.perpetrators)))
    if asked.since:
        yield it.day_end >= asked.since
    if asked.until:
        yield it.day_start <= asked.until
    if asked.min_killed is not None:
        toll = incident_tolls.c
        yield exists().where(toll.incident_id == it.incident_id, toll.kind == "killed", toll.low >= asked.min_killed)
    if asked.q and (words := words_of(asked.q)):
        yield _told_of_with(words)


def _told_of_with(words: Sequence[str]) -> ColumnElement[bool]:
    text = [or_(holds(articles.c.text, word), holds(articles.c.title, word)) for word in words]
    version = and_(articles.c.article_id == mentions.c.article_id, articles.c.version == mentions.c.article_version)
    link = and_(incident_mentions.c.mention_id == mentions.c.mention_id, incident_mentions.c.active)
    told = select(incident_mentions.c.incident_id).join(mentions, link).join(articles, version).where(*text)
    return incidents.c.incident_id.in_(told)


def _lines(db: Connection, rows: Sequence[Row]) -> tuple[IncidentLine, ...]:
    ids = [row["incident_id"] for row in rows]
    tolls: dict[str, dict[str, Toll]] = {}
    for row in rows_of(db, select(incident_tolls).where(incident_tolls.c.incident_id.in_(ids))):
        toll = Toll(low=row["low"], best=row["best"], high=row["high"])
        tolls.setdefault(row["incident_id"], {})[row["kind"]] = toll
    told: dict[str, list[str]] = {}
    link = incident_mentions.c
    wanted = (
        select(link.incident_id, mentions.c.article_id)
        .join(mentions, link.mention_id == mentions.c.mention_id)
        .where(link.active, link.incident_id.in_(ids))
        .distinct()
        .order_by(link.incident_id, mentions.c.article_id)
    )
    for incident_id, article_id in db.execute(wanted):
        told.setdefault(incident_id, []).append(article_id)
    return tuple(
        IncidentLine.model_validate(
            {
                **row,
                "date": date_of(row),
                "place": place_of(row),
                "figures": tolls.get(row["incident_id"], {}),
                "articles": told.get(row["incident_id"], ()),
            }
        )
        for row in rows
    )


def lines_of(db: Connection, incident_ids: Sequence[str]) -> dict[str, IncidentLine]:
    """These incidents, by id."""
    rows = rows_of(db, select(incidents).where(incidents.c.incident_id.in_(incident_ids)))
    return {line.incident_id: line for line in _lines(db, rows)}


def now_known_as(db: Connection, incident_id: str) -> str | None:
    """The id under which an incident stands now, after merges; null where there was never one of this id."""
    for _ in range(MERGE_DEPTH):
        row = db.execute(
            select(incidents.c.state, incidents.c.merged_into).where(incidents.c.incident_id == incident_id)
        ).first()
        if row is None:
            return None
        if row.state != "merged" or row.merged_into is None:
            return incident_id
        incident_id = row.merged_into
    return incident_id


def incident(db: Connection, incident_id: str) -> IncidentShown | None:
    """One incident with all that proves it, oldest report first; null where there is none of this id."""
    line = lines_of(db, [incident_id]).get(incident_id)
    if line is None:
        return None
    its = incident_mentions.c.incident_id == incident_id
    told = rows_of(db, mentions_query().where(its).order_by(mentions.c.recorded_at, mentions.c.mention_id))
    reported = rows_of(db, figures_query().where(its).order_by(figures.c.published_at, figures.c.figure_id))
    said = rows_of(db, claims_query().where(its).order_by(claims.c.recorded_at, claims.c.claim_id))
    shown, claimed = figures_shown(reported), claims_shown(db, said)
    denials = (*claimed, *untied_claims(db, incident_id, ("denial",)))
    past = incident_history.c
    known = rows_of(db, select(incident_history).where(past.incident_id == incident_id).order_by(past.position))
    return IncidentShown(
        **dict(line),
        mentions=mentions_shown(told),
        reported=shown,
        official=official_series(shown, denials, line.figures),
        claims=claimed,
        alerts=alerts_about(db, incident_id=incident_id),
        history=tuple(HistoryEntry.model_validate(row) for row in known),
        decisions=decisions_about(db, incident_id),
    )


VIEWED = ("state", "type", "status", "place", "date", "figures", "victims", "perpetrators", "articles")
"""What history keeps of an incident."""


def incident_as_of(db: Connection, incident_id: str, moment: datetime) -> IncidentShown | None:
    """What was known of an incident at that time, under the id it had then; null where nothing was."""
    now = incident(db, incident_id)
    before = [entry for entry in now.history if entry.recorded_at <= moment] if now else []
    if now is None or not before:
        return None
    view = before[-1].view
    articles = set(view.get("articles", ()))
    past = {row.mention_id for row in db.execute(_recorded_by(incident_id, moment))}
    told = tuple(m for m in now.mentions if m.article.article_id in articles and m.mention_id in past)
    known: dict[str, Any] = {name: view[name] for name in VIEWED if name in view}
    reported = tuple(f for f in now.reported if f.article.article_id in articles)
    claimed = tuple(c for c in now.claims if c.article.article_id in articles)
    known |= {
        "disputed": view.get("status") == "disputed",
        "independent_sources": len({m.article.origin_id for m in told}),
        "updated_at": before[-1].recorded_at,
        "mentions": told,
        "reported": reported,
        "official": official_series(reported, claimed, _tolls(view)),
        "claims": claimed,
        "alerts": tuple(alert for alert in now.alerts if alert.raised_at <= moment),
        "history": tuple(before),
        "decisions": tuple(d for d in now.decisions if d.made_at <= moment),
    }
    return IncidentShown.model_validate(dict(now) | known)


def _tolls(view: Mapping[str, Any]) -> dict[HarmKind, Toll]:
    return {kind: Toll.model_validate(toll) for kind, toll in view.get("figures", {}).items()}


def _recorded_by(incident_id: str, moment: datetime) -> Select[tuple[str]]:
    link = incident_mentions.c
    mine = select(mentions.c.mention_id).join(incident_mentions, link.mention_id == mentions.c.mention_id)
    return mine.where(link.incident_id == incident_id, mentions.c.recorded_at <= moment)

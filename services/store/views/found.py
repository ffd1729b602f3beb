"""What else a search may ask of an article, beside its words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, exists

from services.store.filters import SearchFilters
from services.store.tables import articles, claims, incident_mentions, incidents, mentions
from services.store.views.rows import holds


def also(asked: SearchFilters) -> Iterator[ColumnElement[bool]]:
    """The conditions on an article: its claims, the incidents that it tells of, who printed it and when."""
    it = articles.c
    if asked.kind:
        said = claims.c
        yield exists().where(said.article_id == it.article_id, said.active, said.kind.in_(asked.kind))
    told = list(_of_incidents(asked))
    if told:
        mine = (mentions.c.article_id == it.article_id, mentions.c.active)
        link = (incident_mentions.c.mention_id == mentions.c.mention_id, incident_mentions.c.active)
        yield exists().where(*mine, *link, incidents.c.incident_id == incident_mentions.c.incident_id, *told)
    if asked.publisher:
        yield holds(it.publisher, asked.publisher)
    if asked.since:
        yield it.published_at >= _start(asked.since)
    if asked.until:
        yield it.published_at < _start(asked.until) + timedelta(days=1)


def _of_incidents(asked: SearchFilters) -> Iterator[ColumnElement[bool]]:
    """Of one and the same incident, as it is known now."""
    it = incidents.c
    if asked.type:
        yield it.type.in_(asked.type)
    if asked.status:
        yield it.status.in_(asked.status)
    if asked.country:
        yield it.country == asked.country


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)

"""Running totals, the incidents of their time and place, and what was sent of these."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from services.store.mentions import Source
from services.store.repository.statements import IDS, rows_for
from services.store.sent_tables import sent_tolls
from services.store.series import Total
from services.store.tables import articles, figures, incident_tolls, incidents
from shared.messages import DateRange, HarmKind, Span, Toll


def totals_in(db: Connection, series_ids: Iterable[str]) -> list[Total]:
    """What all articles say in these series now."""
    return [total_in(row) for row in rows_for(db, _TOTALS, series_ids)]


def totals_of(db: Connection, figure_ids: Iterable[str]) -> list[Total]:
    """Those of these figures that are running totals of a series."""
    return [total_in(row) for row in rows_for(db, _TOTALS_OF, figure_ids)]


def total_in(row: Any) -> Total:
    """A row of `figures` with its article's `url`, as a total."""
    period = DateRange.model_validate(row.period) if row.period else DateRange()
    published = row.published_at.date() if row.published_at else None
    return Total(
        figure_id=row.figure_id,
        series_id=row.series_id,
        kind=row.kind,
        toll=Toll(low=row.low, best=row.best, high=row.high),
        claimant=row.claimant,
        since=period.start,
        until=period.end or published,
        country=row.country,
        source=Source(row.article_id, row.article_version, row.origin_id, row.publisher, row.published_at, row.url),
        span=Span.model_validate(row.evidence),
        text=row.text,
    )


FIGURES = select(figures, articles.c.url).outerjoin(
    articles, (articles.c.article_id == figures.c.article_id) & (articles.c.version == figures.c.article_version)
)
"""Figures, each with its article's `url`."""

_TOTALS = FIGURES.where(figures.c.active, figures.c.series_id.in_(IDS)).order_by(figures.c.figure_id)
_TOTALS_OF = FIGURES.where(figures.c.figure_id.in_(IDS), figures.c.series_id.is_not(None))


def known(db: Connection, kind: HarmKind, since: date, until: date, country: str | None) -> list[tuple[str, Toll]]:
    """The incidents of these days and this country, with how many met this kind of harm."""
    i, t = incidents.c, incident_tolls.c
    query = (
        select(i.incident_id, t.low, t.best, t.high)
        .join(incident_tolls, t.incident_id == i.incident_id)
        .where(i.state == "current", i.day_start >= since, i.day_end <= until, t.kind == kind)
        .where(i.date_precision.in_(("day", "week")))
    )
    if country:
        query = query.where(i.country.is_(None) | (i.country == country))
    rows = db.execute(query.order_by(i.incident_id))
    return [(row.incident_id, Toll(low=row.low, best=row.best, high=row.high)) for row in rows]


def parts_of(db: Connection, article_id: str, kind: HarmKind) -> list[Toll]:
    """The numbers of one article that add up to its total: its components, and the incidents that it tells of."""
    t = figures.c
    counted = t.role.in_(("component", "incident", "update", "historic"))
    rows = db.execute(
        select(t.low, t.best, t.high).where(t.active, t.article_id == article_id, t.kind == kind, counted)
    )
    return [Toll(low=row.low, best=row.best, high=row.high) for row in rows]


def alerted(db: Connection, incident_ids: Iterable[str], kind: HarmKind) -> int:
    """How many of these incidents' dead (or injured, ...) subscribers were told of."""
    return sum(row.best or row.low for row in rows_for(db, _ALERTED, incident_ids, kind=kind))


_ALERTED = (
    select(sent_tolls.c.incident_id, func.max(sent_tolls.c.best).label("best"), func.max(sent_tolls.c.low).label("low"))
    .where(sent_tolls.c.incident_id.in_(IDS), sent_tolls.c.kind == bindparam("kind"))
    .group_by(sent_tolls.c.incident_id)
)

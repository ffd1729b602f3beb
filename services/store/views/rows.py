"""Rows as answers, and the columns that more than one view needs."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, or_, select

from services.store.answers import ArticleLine, ClaimShown, FigureShown, MentionShown
from services.store.tables import articles, claims, demand_claims, figures, incident_mentions, mentions
from shared.messages import DateRange, Place

T = TypeVar("T")
Row = Mapping[str, Any]

_LINE = tuple(ArticleLine.model_fields)
ARTICLE = tuple(articles.c[name].label(f"of_{name}") for name in _LINE)
"""The article of a fact, beside the fact's own columns of the same names."""


def rows_of(db: Connection, query: Select[*tuple[Any, ...]]) -> list[Row]:
    return [dict(row) for row in db.execute(query).mappings()]


def article_of(row: Row) -> ArticleLine:
    return ArticleLine.model_validate({name: row[f"of_{name}"] for name in _LINE})


def date_of(row: Row) -> DateRange | None:
    """The event's days; null where the row knows nothing of them."""
    if row["date_precision"] == "none" and row["date_text"] is None:
        return None
    return DateRange(start=row["day_start"], end=row["day_end"], precision=row["date_precision"], text=row["date_text"])


def place_of(row: Row) -> Place | None:
    """The event's place; null where no words name one."""
    text = row["place_text"] or row["place_name"]
    if text is None:
        return None
    return Place(
        text=text, name=row["place_name"], country=row["country"], admin1=row["admin1"],
        lat=row["lat"], lon=row["lon"], precision=row["place_precision"],
    )  # fmt: skip


def before(moment: Column[datetime], key: Column[str], cursor: tuple[datetime, str]) -> ColumnElement[bool]:
    """Behind the cursor in a list that is sorted by time, then id, both falling."""
    at, last = cursor
    return or_(moment < at, and_(moment == at, key < last))


def holds(column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """The column holds these characters. SQLite folds the case of ASCII letters only."""
    return column.icontains(part, autoescape=True)


def cut(rows: Sequence[T], limit: int) -> tuple[Sequence[T], bool]:
    """The page itself of the `limit + 1` rows that were asked for, and whether another one follows."""
    return rows[:limit], len(rows) > limit


def mentions_query() -> Select[*tuple[Any, ...]]:
    """Mentions with their article and their incident."""
    link = and_(incident_mentions.c.mention_id == mentions.c.mention_id, incident_mentions.c.active)
    return (
        select(mentions, incident_mentions.c.incident_id, incident_mentions.c.reason, *ARTICLE)
        .join(articles, _its_version(mentions))
        .outerjoin(incident_mentions, link)
    )


def figures_query() -> Select[*tuple[Any, ...]]:
    """Figures with their article and their incident."""
    link = and_(incident_mentions.c.mention_id == figures.c.mention_id, incident_mentions.c.active)
    return (
        select(figures, incident_mentions.c.incident_id, *ARTICLE)
        .join(articles, _its_version(figures))
        .outerjoin(incident_mentions, link)
    )


def weighs(least: float) -> ColumnElement[bool]:
    """A claim that bears at least so much on power and harm, or was not weighed."""
    return claims.c.relevance.is_(None) | (claims.c.relevance >= least)


def claims_query() -> Select[*tuple[Any, ...]]:
    """Claims with their article and their incident."""
    link = and_(incident_mentions.c.mention_id == claims.c.mention_id, incident_mentions.c.active)
    return (
        select(claims, incident_mentions.c.incident_id, *ARTICLE)
        .join(articles, _its_version(claims))
        .outerjoin(incident_mentions, link)
    )


def _its_version(facts: Any) -> ColumnElement[bool]:
    return and_(articles.c.article_id == facts.c.article_id, articles.c.version == facts.c.article_version)


def mentions_shown(rows: Iterable[Row]) -> tuple[MentionShown, ...]:
    return tuple(
        MentionShown.model_validate({**row, "article": article_of(row), "date": date_of(row), "place": place_of(row)})
        for row in rows
    )


def figures_shown(rows: Iterable[Row]) -> tuple[FigureShown, ...]:
    return tuple(FigureShown.model_validate({**row, "article": article_of(row)}) for row in rows)


def claims_shown(db: Connection, rows: Sequence[Row]) -> tuple[ClaimShown, ...]:
    """The claims, each with the demand threads that it is part of."""
    link = demand_claims.c
    threads: dict[str, list[str]] = {}
    wanted = select(link.claim_id, link.demand_id).where(
        link.active, link.claim_id.in_([row["claim_id"] for row in rows if row["kind"] == "demand"])
    )
    for claim_id, demand_id in db.execute(wanted.order_by(link.demand_id)):
        threads.setdefault(claim_id, []).append(demand_id)
    return tuple(
        ClaimShown.model_validate({**row, "article": article_of(row), "demands": threads.get(row["claim_id"], ())})
        for row in rows
    )

"""Mentions: their neighbours, their figures, and the links by which they are incidents."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, bindparam, func, select, update

from services.store.identities import Link
from services.store.mentions import Mention
from services.store.repository.readings import incident_of, source_in
from services.store.repository.statements import IDS, change, rows_for
from services.store.tables import articles, figures, incident_mentions, mention_keys, mentions
from shared.messages import Figure

FEWEST_SHARED = 2
"""Telling words that two articles share before they are compared."""

MOST_ALIKE = 40
"""Mentions that are compared with one because their articles speak of the same: those that share most words."""


def neighbours(db: Connection, keys: Iterable[str], first: date, last: date) -> set[str]:
    """The ids of the mentions that count, are filed under any of these keys, and are undated, of these days, or
    filed under a name: who was hurt on one day may die on another."""
    found = rows_for(db, _NEIGHBOURS, (key[:200] for key in keys), first=first, last=last)
    return {row.mention_id for row in found}


def told_alike(db: Connection, keys: Mapping[str, Collection[str]]) -> set[str]:
    """The ids of the mentions that count and share several of these keys with one: {mention_id: its keys}."""
    return {i for asked in keys.values() if asked for i in db.scalars(_TOLD_ALIKE, {"keys": sorted(asked)})}


_TOLD_ALIKE = (
    select(mention_keys.c.mention_id)
    .where(mention_keys.c.key.in_(bindparam("keys", expanding=True)))
    .group_by(mention_keys.c.mention_id)
    .having(func.count() >= FEWEST_SHARED)
    .order_by(func.count().desc(), mention_keys.c.mention_id)
    .limit(MOST_ALIKE)
)

_of_these_days = (mentions.c.day_start <= bindparam("last")) & (mentions.c.day_end >= bindparam("first"))
_NEIGHBOURS = (
    select(mention_keys.c.mention_id)
    .join(mentions, mentions.c.mention_id == mention_keys.c.mention_id)
    .where(mention_keys.c.key.in_(IDS), mentions.c.active)
    .where(mentions.c.day_start.is_(None) | _of_these_days | mention_keys.c.key.startswith("named "))
)


def fellows(db: Connection, mention_ids: Iterable[str]) -> set[str]:
    """The ids of the mentions that are linked to the same incidents now."""
    return {row.mention_id for row in rows_for(db, _FELLOWS, mention_ids)}


_FELLOWS = select(incident_mentions.c.mention_id).where(
    incident_mentions.c.active,
    incident_mentions.c.incident_id.in_(
        select(incident_mentions.c.incident_id).where(
            incident_mentions.c.mention_id.in_(IDS), incident_mentions.c.active
        )
    ),
)


def mentions_by_id(db: Connection, mention_ids: Iterable[str]) -> list[Mention]:
    """These mentions with their figures, in the order of their ids."""
    ids = set(mention_ids)
    said: dict[str, list[Figure]] = {}
    for row in rows_for(db, _FIGURES, ids):
        said.setdefault(row.mention_id, []).append(Figure.model_validate(row, from_attributes=True))
    return [
        Mention(
            row.mention_id,
            source_in(row),
            incident_of(row),
            tuple(said.get(row.mention_id, ())),
            frozenset(row.telling or ()),
        )
        for row in rows_for(db, _MENTIONS, ids)
    ]


_FIGURES = select(figures).where(figures.c.mention_id.in_(IDS)).order_by(figures.c.figure_id)
_MENTIONS = (
    select(mentions, articles.c.url)
    .outerjoin(
        articles,
        (articles.c.article_id == mentions.c.article_id) & (articles.c.version == mentions.c.article_version),
    )
    .where(mentions.c.mention_id.in_(IDS))
    .order_by(mentions.c.mention_id)
)


def ids_of_reading(db: Connection, extraction_id: str) -> set[str]:
    """The ids of the mentions of one reading."""
    return set(db.scalars(select(mentions.c.mention_id).where(mentions.c.extraction_id == extraction_id)))


def mentions_of(db: Connection, incident_id: str) -> list[Mention]:
    """The mentions that this incident is now."""
    link = incident_mentions.c
    return mentions_by_id(db, db.scalars(select(link.mention_id).where(link.incident_id == incident_id, link.active)))


def told_now(db: Connection, mention_ids: Iterable[str]) -> set[str]:
    """Those of these mentions that count."""
    return {row.mention_id for row in rows_for(db, _TOLD_NOW, mention_ids)}


_TOLD_NOW = select(mentions.c.mention_id).where(mentions.c.active, mentions.c.mention_id.in_(IDS))


def reading_of(db: Connection, mention_id: str) -> str:
    """The id of the reading that made this mention."""
    reading: str = db.execute(select(mentions.c.extraction_id).where(mentions.c.mention_id == mention_id)).scalar_one()
    return reading


def links(db: Connection, mention_ids: Iterable[str]) -> list[Link]:
    """Every link that these mentions have or had."""
    return [Link(row.incident_id, row.mention_id, row.active) for row in rows_for(db, _LINKS, mention_ids)]


_LINKS = select(incident_mentions.c.incident_id, incident_mentions.c.mention_id, incident_mentions.c.active).where(
    incident_mentions.c.mention_id.in_(IDS)
)


def unlink(db: Connection, mention_ids: Iterable[str]) -> None:
    """These mentions belong to no incident now; the links stay, inactive."""
    change(db, _UNLINK, mention_ids)


_UNLINK = update(incident_mentions).where(incident_mentions.c.mention_id.in_(IDS)).values(active=False)

"""Mentions: their neighbours, their figures, and the links by which they are incidents."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, bindparam, func, select, update

from services.store.identities import Link
from services.store.keys import FIRST_NAME, LAST_NAME
from services.store.mentions import Mention
from services.store.repository.keeping import Kept, kept_of
from services.store.repository.keeping import keep as keep_in
from services.store.repository.prepared import asked
from services.store.repository.readings import incident_of, source_in
from services.store.repository.statements import IDS, Row, beside_waiting, change, rows_for, waiting_rows
from services.store.tables import articles, figures, incident_mentions, mention_keys, mentions
from shared.messages import Figure

FEWEST_SHARED = 2
"""Telling words that two articles share before they are compared."""

MOST_ALIKE = 40
"""Mentions that are compared with one because their articles speak of the same: those that share most words."""


def neighbours(db: Connection, keys: Iterable[int], first: date, last: date) -> set[str]:
    """The ids of the mentions that count, are filed under any of these keys, and are undated, of these days, or
    filed under a name: who was hurt on one day may die on another."""
    keys = set(keys)
    days = {row["mention_id"]: (row["day_start"], row["day_end"]) for row in waiting_rows(db, mentions)}
    new = {
        row["mention_id"]
        for row in waiting_rows(db, mention_keys)
        if row["key"] in keys and _lies(row, days, first, last)
    }
    with beside_waiting(db):
        return new | {row.mention_id for row in rows_for(db, _NEIGHBOURS, keys, first=first, last=last)}


def _lies(row: Row, days: Mapping[str, tuple[date | None, date | None]], first: date, last: date) -> bool:
    """As `_NEIGHBOURS` says, of a row that is not written yet."""
    start, end = days[row["mention_id"]]
    within = start is None or (start <= last and end is not None and end >= first)
    return within or FIRST_NAME <= row["key"] <= LAST_NAME


def told_alike(db: Connection, keys: Mapping[str, Collection[int]]) -> set[str]:
    """The ids of the mentions that count and share several of these keys with one: {mention_id: its keys}."""
    return {i for asked in keys.values() if asked for i in _told_alike(db, asked)}


def _told_alike(db: Connection, keys: Collection[int]) -> list[str]:
    shared = Counter(row["mention_id"] for row in waiting_rows(db, mention_keys) if row["key"] in keys)
    new = [(-count, mention_id) for mention_id, count in shared.items() if count >= FEWEST_SHARED]
    with beside_waiting(db):
        found = [(-count, mention_id) for mention_id, count in asked(db, _TOLD_ALIKE, sorted(keys), {})]
    return [mention_id for _, mention_id in sorted(found + new)[:MOST_ALIKE]]


_TOLD_ALIKE = (
    select(mention_keys.c.mention_id, func.count())
    .where(mention_keys.c.key.in_(IDS))
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
    .where(mentions.c.day_start.is_(None) | _of_these_days | mention_keys.c.key.between(FIRST_NAME, LAST_NAME))
)


def fellows(db: Connection, mention_ids: Iterable[str]) -> set[str]:
    """The ids of the mentions that are linked to the same incidents now."""
    theirs = [row.incident_id for row in rows_for(db, _HOMES, mention_ids)]
    return {row.mention_id for row in rows_for(db, _LINKED, theirs)}


_HOMES = select(incident_mentions.c.incident_id).where(
    incident_mentions.c.active, incident_mentions.c.mention_id.in_(IDS)
)
_LINKED = select(incident_mentions.c.mention_id).where(
    incident_mentions.c.active, incident_mentions.c.incident_id.in_(IDS)
)


def mentions_by_id(db: Connection, mention_ids: Iterable[str]) -> list[Mention]:
    """These mentions with their figures, in the order of their ids."""
    ids, kept = set(mention_ids), kept_of(db, _kept)
    origins = {r["mention_id"]: r["origin_id"] for r in waiting_rows(db, mentions) if r["mention_id"] in ids}
    origins |= {row.mention_id: row.origin_id for row in rows_for(db, _ORIGINS, ids - set(origins))}
    found = {i: mention for i in origins if (mention := kept.get(i))}
    loaded = {m.mention_id: m for m in _loaded(db, set(origins) - set(found))}
    keep_in(kept, loaded, MOST_KEPT)
    found |= loaded
    return [_of_origin(found[i], origins[i]) for i in sorted(origins)]


MOST_KEPT = 2_000
"""Mentions that are not loaded again, of 10 KB each: what is written and compared today."""

_kept: Kept[str, Mention] = WeakKeyDictionary()
"""Rows are never changed, but for their origin, which is asked for each time."""


def keep(db: Connection, new: Iterable[Mention]) -> None:
    """These were added just now: they need not be loaded."""
    keep_in(kept_of(db, _kept), {m.mention_id: _as_stored(m) for m in new}, MOST_KEPT)


def _as_stored(mention: Mention) -> Mention:
    when = mention.source.published_at
    figures = tuple(f.model_copy(update={"incident": None}) for f in mention.figures)
    return replace(mention, source=replace(mention.source, published_at=when and when.astimezone(UTC)), figures=figures)


def _of_origin(mention: Mention, origin_id: str) -> Mention:
    same = mention.source.origin_id == origin_id
    return mention if same else replace(mention, source=replace(mention.source, origin_id=origin_id))


def _loaded(db: Connection, ids: Collection[str]) -> list[Mention]:
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


_ORIGINS = select(mentions.c.mention_id, mentions.c.origin_id).where(mentions.c.mention_id.in_(IDS))
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

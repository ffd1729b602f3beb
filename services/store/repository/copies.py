"""Texts by what they share, and the copies found among them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from services.store.copy_tables import article_copies, text_keys
from services.store.keys import origin_key
from services.store.mentions import Source
from services.store.origins import Copy
from services.store.repository.readings import source_in
from services.store.repository.statements import IDS, beside_waiting, insert_new, rows_for, waiting_rows
from services.store.tables import articles, claims, extractions, figures, mention_keys, mentions

MOST_COMPARED = 12
"""Likely copies that one text is compared with, the likeliest first. All of one report come together through any."""

FEWEST_SHARED = 2
"""Keys that two texts share before they are compared: one is a phrase."""


def likely_copies(db: Connection, article_id: str, keys: Iterable[int], months: Iterable[int]) -> list[str]:
    """The ids of the articles that share most keys with this one, in these months (or in all, where none is given)."""
    keys, months = set(keys), set(months)
    new = Counter(
        row["article_id"]
        for row in waiting_rows(db, text_keys)
        if row["key"] in keys and row["article_id"] != article_id and (not months or row["month"] in months)
    )
    query, more = (_LIKELY, {"months": sorted(months)}) if months else (_LIKELY_EVER, {})
    with beside_waiting(db):
        found = [(-count, other) for other, count in rows_for(db, query, keys, article=article_id, **more)]
    found += [(-count, other) for other, count in new.items() if count >= FEWEST_SHARED]
    return [other for _, other in sorted(found)[:MOST_COMPARED]]


_LIKELY_EVER = (
    select(text_keys.c.article_id, func.count())
    .where(text_keys.c.key.in_(IDS), text_keys.c.article_id != bindparam("article"))
    .group_by(text_keys.c.article_id)
    .having(func.count() >= FEWEST_SHARED)
    .order_by(func.count().desc(), text_keys.c.article_id)
    .limit(MOST_COMPARED)
)
_LIKELY = _LIKELY_EVER.where(text_keys.c.month.in_(bindparam("months", expanding=True)))


def texts(db: Connection, article_ids: Iterable[str]) -> dict[str, str]:
    """The newest text of each of these articles."""
    return {row.article_id: row.text for row in rows_for(db, _TEXTS, article_ids)}


_TEXTS = select(articles.c.article_id, articles.c.text).where(articles.c.active, articles.c.article_id.in_(IDS))


def forget_text(db: Connection, article_id: str) -> None:
    """An earlier version is filed no more, and copies that were found of it are none. What the fetcher said stands."""
    t = article_copies.c
    db.execute(delete(text_keys).where(text_keys.c.article_id == article_id))
    db.execute(
        delete(article_copies).where((t.article_a == article_id) | (t.article_b == article_id), t.kind != "given")
    )


def file_text(db: Connection, article_id: str, keys: Iterable[int], month: int) -> None:
    """File this text under these keys."""
    insert_new(db, text_keys, [{"key": key, "month": month, "article_id": article_id} for key in sorted(keys)])


def add_copies(db: Connection, copies: Sequence[Copy]) -> None:
    """These share their words."""
    rows = [
        {"article_a": min(c.article_a, c.article_b), "article_b": max(c.article_a, c.article_b),
         "kind": c.kind, "words": c.words}
        for c in copies
    ]  # fmt: skip
    insert_new(db, article_copies, rows)


def copies_around(db: Connection, article_ids: Iterable[str]) -> list[Copy]:
    """Every pair among the articles that these are tied to, directly or through others."""
    found: dict[tuple[str, str, str], Copy] = {}
    frontier, seen = set(article_ids), set(article_ids)
    while frontier:
        for row in rows_for(db, _COPIES, frontier):
            found[row.article_a, row.article_b, row.kind] = Copy(row.article_a, row.article_b, row.kind, row.words)
        frontier = {i for a, b, _ in found for i in (a, b)} - seen
        seen |= frontier
    return [found[key] for key in sorted(found)]


_COPIES = select(article_copies).where(or_(article_copies.c.article_a.in_(IDS), article_copies.c.article_b.in_(IDS)))


def named_in_copies(db: Connection, article_ids: Iterable[str]) -> set[str]:
    """The articles of all pairs in which one of these is."""
    return {i for row in rows_for(db, _COPIES, article_ids) for i in (row.article_a, row.article_b)}


def standing(db: Connection, article_ids: Iterable[str]) -> dict[str, tuple[datetime | None, str]]:
    """When each of these articles, as far as it is here, was published, and its origin so far."""
    return {row.article_id: (row.published_at, row.origin_id) for row in rows_for(db, _STANDING, article_ids)}


_STANDING = select(articles.c.article_id, articles.c.published_at, articles.c.origin_id).where(
    articles.c.active, articles.c.article_id.in_(IDS)
)


def present_origins(db: Connection, article_ids: Iterable[str]) -> dict[str, str]:
    """The origin that each of these articles has now; an article that is not here is its own."""
    ids = set(article_ids)
    return {i: i for i in ids} | {i: origin for i, (_, origin) in standing(db, ids).items()}


def move(db: Connection, article_id: str, before: str, origin_id: str) -> None:
    """All that this article says counts as its origin's from now on, no more as that of the origin `before`."""
    for table in (articles, mentions, figures, claims):
        db.execute(update(table).where(table.c.article_id == article_id).values(origin_id=origin_id))
    own = select(mentions.c.mention_id).where(mentions.c.article_id == article_id)
    filed = mention_keys.c.mention_id.in_(own) & (mention_keys.c.key == origin_key(before))
    db.execute(update(mention_keys).where(filed).values(key=origin_key(origin_id)))


def mentions_of_articles(db: Connection, article_ids: Iterable[str]) -> set[str]:
    """The ids of the events that these articles tell of now."""
    return {row.mention_id for row in rows_for(db, _MENTIONS, article_ids)}


_MENTIONS = select(mentions.c.mention_id).where(mentions.c.active, mentions.c.article_id.in_(IDS))


def readings_of_articles(db: Connection, article_ids: Iterable[str]) -> list[tuple[str, dict[str, Any], Source]]:
    """The reading of each of these articles that counts: its id, what was read, and its article as a source."""
    return [(row.extraction_id, row.body, source_in(row)) for row in rows_for(db, _BODIES, article_ids)]


_BODIES = (
    select(
        extractions.c.extraction_id,
        extractions.c.body,
        extractions.c.article_id,
        extractions.c.article_version,
        articles.c.origin_id,
        articles.c.publisher,
        articles.c.published_at,
        articles.c.url,
    )
    .join(
        articles,
        (articles.c.article_id == extractions.c.article_id) & (articles.c.version == extractions.c.article_version),
    )
    .where(extractions.c.active, extractions.c.article_id.in_(IDS))
)

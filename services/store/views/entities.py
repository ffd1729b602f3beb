"""Persons and bodies as they are shown: who is who is decided here, from all that articles call them now."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from services.store.answers import Page
from services.store.cursors import cursor_of, word
from services.store.entities import Alias, Entity, Naming, grouped
from services.store.entity_answers import AliasShown, EntityLine, EntityShown, TitleShown
from services.store.entity_tables import entity_mentions
from services.store.filters import EntitiesAsked
from services.store.views.rows import cut, holds

LIST = "entities"
MOST_NAMINGS = 5_000
"""Of one block: those of the most common surname in some ten thousand articles."""


def list_entities(db: Connection, asked: EntitiesAsked) -> Page[EntityLine]:
    """Persons and bodies by the last word of their names, or their initials. Raises BadCursor.

    `limit` counts these words: of some, several people are listed.
    """
    it = entity_mentions.c
    query = select(it.block).where(it.active).distinct()
    if asked.kind:
        query = query.where(it.kind == asked.kind)
    if asked.name:
        query = query.where(holds(it.name, asked.name))
    if asked.cursor:
        query = query.where(it.block > word(LIST, asked.cursor))
    found = [row.block for row in db.execute(query.order_by(it.block).limit(asked.limit + 1))]
    blocks, more = cut(found, asked.limit)
    entities = [e for block in blocks for e in entities_of(db, block) if _asked_for(e, asked)]
    following = cursor_of(LIST, blocks[-1]) if more else None
    return Page[EntityLine](items=tuple(EntityLine.model_validate(_line(e)) for e in entities), next=following)


def _asked_for(entity: Entity, asked: EntitiesAsked) -> bool:
    part = (asked.name or "").casefold()
    return any(part in alias.name.casefold() for alias in (*entity.names, *entity.proposed))


def entities_of(db: Connection, block: str) -> list[Entity]:
    """The persons or bodies of one block."""
    it = entity_mentions.c
    rows = db.execute(select(entity_mentions).where(it.block == block, it.active).limit(MOST_NAMINGS))
    return grouped(Naming(r.kind, r.name, r.article_id, r.published_at, frozenset(r.titles)) for r in rows)


def entity(db: Connection, entity_id: str) -> EntityShown | None:
    """Whoever bears the name of this id, also under a fuller name; null where nobody does."""
    it = entity_mentions.c
    row = db.execute(select(it.block, it.name).where(it.name_id == entity_id, it.active).limit(1)).first()
    if row is None:
        return None
    found = entities_of(db, row.block)
    named = next((e for e in found if any(a.name == row.name for a in e.names)), None)
    return _shown(named) if named else None


def _line(entity: Entity) -> dict[str, object]:
    days = [n.published_at for n in entity.namings if n.published_at]
    return {
        "entity_id": entity.entity_id,
        "kind": entity.kind,
        "name": entity.name,
        "names": tuple(dict.fromkeys(alias.name for alias in entity.names)),
        "articles": len({n.article_id for n in entity.namings}),
        "first_published": min(days, default=None),
        "last_published": max(days, default=None),
    }


def _shown(entity: Entity) -> EntityShown:
    titles: Iterable[TitleShown] = (
        TitleShown(title=title, first_published=first, last_published=last)
        for title, (first, last) in entity.titles.items()
    )
    line = {**_line(entity), "titles": tuple(titles)}
    return EntityShown.model_validate(
        {**line, "aliases": _aliases(entity.names), "proposed": _aliases(entity.proposed)}
    )


def _aliases(names: Sequence[Alias]) -> tuple[AliasShown, ...]:
    return tuple(AliasShown(name=a.name, reason=a.reason, articles=tuple(sorted(a.articles))) for a in names)

"""Who is named in which article."""

from collections.abc import Sequence

from sqlalchemy import Connection

from services.store.entities import Naming, block_of, name_id
from services.store.entity_tables import entity_mentions
from services.store.repository.statements import insert_new


def add_namings(db: Connection, extraction_id: str, namings: Sequence[Naming]) -> None:
    """Keep whom a reading that counts names."""
    rows = [
        {
            "extraction_id": extraction_id,
            "position": position,
            "article_id": naming.article_id,
            "active": True,
            "kind": naming.kind,
            "name": naming.name[:1000],
            "name_id": name_id(naming.kind, naming.name),
            "block": block_of(naming.kind, naming.name),
            "titles": sorted(naming.titles),
            "published_at": naming.published_at,
        }
        for position, naming in enumerate(namings)
    ]
    insert_new(db, entity_mentions, rows)

"""Who is named in which article, as a table."""

from sqlalchemy import Column, String, Table

from services.store import columns as col
from services.store.tables import extractions, metadata
from shared.runtime.databases import Moment

entity_mentions = Table(
    "entity_mentions",
    metadata,
    col.part_of("extraction_id", extractions.c.extraction_id),
    col.number("position", primary_key=True),
    col.identity("article_id", nullable=False),
    col.flag("active"),
    *col.words("kind"),
    Column("name", String(1000), nullable=False),
    col.identity("name_id", nullable=False, index=True),
    Column("block", String(200), nullable=False, index=True),
    *col.json_of("titles"),
    Column("published_at", Moment),
)
"""A person or body as one reading names it. `block`: all who could be one stand in the same; `name_id`: the id of its
entity, where no fuller name of that one is known. Who is who is decided when it is asked."""

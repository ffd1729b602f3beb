"""The tables by which copies of a text are found and kept together."""

from sqlalchemy import BigInteger, Column, Integer, String, Table

from services.store import columns as col
from services.store.tables import metadata

text_keys = Table(
    "text_keys",
    metadata,
    col.number("month", primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    col.identity("article_id", primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""The sample of shingles of the newest version of each text. `month`: of publication, 0 where that is not known."""

article_copies = Table(
    "article_copies",
    metadata,
    col.identity("article_a", primary_key=True),
    col.identity("article_b", primary_key=True, index=True),
    Column("kind", String(40), primary_key=True),
    Column("words", Integer, nullable=False),
)
"""Pairs of articles that share their words, as `origins.Copy` says; `article_a` < `article_b`."""

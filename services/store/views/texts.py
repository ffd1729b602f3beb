"""The texts of the articles that tell of one incident."""

from collections.abc import Iterable

from sqlalchemy import Connection, select, tuple_

from services.store.tables import articles


def texts_of(db: Connection, versions: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The text of each of these versions of articles, by id and version."""
    it = articles.c
    query = select(it.article_id, it.version, it.text).where(tuple_(it.article_id, it.version).in_(list(versions)))
    return {(row.article_id, row.version): row.text for row in db.execute(query)}

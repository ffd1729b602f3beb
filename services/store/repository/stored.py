"""Articles with their text and the reading that counts, as they would come again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from services.store.tables import articles, extractions
from shared.messages import ArticleAccepted, ArticleExtracted

FIELDS = tuple(name for name in ArticleAccepted.model_fields if name in articles.c)


def stored_after(db: Connection, article_id: str, most: int) -> list[ArticleExtracted]:
    """The next articles behind this id, in the order of their ids; each reading holds its article."""
    a, e = articles.c, extractions.c
    query = (
        select(articles, e.body)
        .join(extractions, (e.article_id == a.article_id) & (e.article_version == a.version) & e.active)
        .where(a.active, a.article_id > article_id, a.text != "")
        .order_by(a.article_id)
        .limit(most)
    )
    return [_reading(row) for row in db.execute(query)]


def _reading(row: Any) -> ArticleExtracted:
    said = {name: getattr(row, name) for name in FIELDS if getattr(row, name) is not None}
    accepted = ArticleAccepted.model_validate({**said, "accepted_at": row.accepted_at or row.recorded_at})
    return ArticleExtracted.model_validate(row.body).model_copy(update={"article": accepted})


def recorded_between(
    db: Connection, first: datetime, last: datetime, most: int
) -> list[tuple[datetime, ArticleExtracted]]:
    """The readings recorded in this time, counted or not, in the order recorded, each with its article: the newest, at
    most so many."""
    a, e = articles.c, extractions.c
    query = (
        select(articles, e.body, e.recorded_at.label("read_at"))
        .join(extractions, (e.article_id == a.article_id) & (e.article_version == a.version))
        .where(e.recorded_at >= first, e.recorded_at <= last)
        .order_by(e.recorded_at.desc(), e.extraction_id.desc())
        .limit(most)
    )
    return [(row.read_at, _reading(row)) for row in reversed(db.execute(query).all())]


def version_read(db: Connection, article_id: str, version: int) -> str | None:
    """The extractor's version of the reading that counts of this version of an article; None where there is none."""
    e = extractions.c
    query = select(e.extractor_version).where(e.article_id == article_id, e.article_version == version, e.active)
    return db.execute(query).scalar()

"""Incidents with the words that prove them, a page at a time."""

from sqlalchemy import Connection

from services.store.answers import IncidentLine, Page
from services.store.proved import IncidentProved, WordsShown
from services.store.tables import incident_mentions, mentions
from services.store.views.rows import article_of, mentions_query, rows_of
from shared.messages import Span


def with_words(db: Connection, page: Page[IncidentLine]) -> Page[IncidentProved]:
    """The same page, each incident with the longest words of the first article that told of it."""
    ids = [line.incident_id for line in page.items]
    told = mentions_query().where(incident_mentions.c.incident_id.in_(ids))
    first: dict[str, WordsShown] = {}
    for row in rows_of(db, told.order_by(mentions.c.recorded_at, mentions.c.mention_id)):
        words = max((Span.model_validate(span) for span in row["evidence"]), key=lambda span: span.end - span.start)
        first.setdefault(row["incident_id"], WordsShown(words=words, article=article_of(row)))
    items = tuple(IncidentProved(**dict(line), proof=first.get(line.incident_id)) for line in page.items)
    return Page[IncidentProved](items=items, next=page.next)

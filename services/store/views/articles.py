"""Articles as they are shown, and found by their words."""

from collections.abc import Sequence

from sqlalchemy import Connection, and_, or_, select

from services.store.answers import ArticleLine, ArticleShown, Found, Page, VersionLine
from services.store.cursors import cursor_of, moment_and_id
from services.store.filters import SearchFilters, words_of
from services.store.tables import articles, claims, extractions, figures, incident_mentions, mentions
from services.store.views.found import also
from services.store.views.rows import (
    Row,
    before,
    claims_query,
    claims_shown,
    cut,
    figures_query,
    figures_shown,
    holds,
    mentions_query,
    mentions_shown,
    rows_of,
)  # fmt: skip
from shared.messages import ExtractorInfo

LIST = "search"
SNIPPET = 240
"""Characters of a snippet: three lines of a page."""


def article(db: Connection, article_id: str, version: int | None = None) -> ArticleShown | None:
    """One version of an article (the newest by default) with its latest reading; null where there is none."""
    its = articles.c
    lines = select(its.version, its.recorded_at, its.text_sha256).where(its.article_id == article_id)
    known = rows_of(db, lines.order_by(its.version))
    wanted = version or max((row["version"] for row in known), default=0)
    row = db.execute(select(articles).where(its.article_id == article_id, its.version == wanted)).mappings().first()
    if row is None:
        return None
    read = _latest_reading(db, article_id, row["version"])
    by = read["extraction_id"] if read else ""
    told = rows_of(db, mentions_query().where(mentions.c.extraction_id == by).order_by(mentions.c.mention_id))
    reported = rows_of(db, figures_query().where(figures.c.extraction_id == by).order_by(figures.c.figure_id))
    said = rows_of(db, claims_query().where(claims.c.extraction_id == by).order_by(claims.c.claim_id))
    return ArticleShown(
        **{name: row[name] for name in row if name in ArticleShown.model_fields},
        versions=tuple(VersionLine.model_validate(version) for version in known),
        extractor=_extractor(read) if read else None,
        incidents=mentions_shown(told),
        figures=figures_shown(reported),
        claims=claims_shown(db, said),
    )


def _latest_reading(db: Connection, article_id: str, version: int) -> Row | None:
    it = extractions.c
    columns = (it.extraction_id, it.extractor, it.extractor_version, it.model)
    query = select(*columns).where(it.article_id == article_id, it.article_version == version)
    read = rows_of(db, query.order_by(it.active.desc(), it.recorded_at.desc(), it.extraction_id).limit(1))
    return read[0] if read else None


def _extractor(read: Row) -> ExtractorInfo:
    return ExtractorInfo(
        name=read["extractor"] or "", version=read["extractor_version"] or "", model=read["model"] or ""
    )


def search(db: Connection, asked: SearchFilters) -> Page[Found]:
    """The articles whose title or newest text holds every word, recorded last first. Raises BadCursor.

    Each word is looked for literally, as part of a longer word too, in one pass over the texts.
    """
    it, words = articles.c, words_of(asked.q)
    query = select(articles).where(it.active, *(or_(holds(it.text, word), holds(it.title, word)) for word in words))
    query = query.where(*also(asked))
    if asked.cursor:
        query = query.where(before(it.recorded_at, it.article_id, moment_and_id(LIST, asked.cursor)))
    found = rows_of(db, query.order_by(it.recorded_at.desc(), it.article_id.desc()).limit(asked.limit + 1))
    rows, more = cut(found, asked.limit)
    told = _incidents_in(db, [row["article_id"] for row in rows])
    items = tuple(
        Found(
            article=ArticleLine.model_validate(row),
            snippet=snippet(row["text"], words),
            incidents=tuple(told.get(row["article_id"], ())),
        )
        for row in rows
    )
    return Page[Found](
        items=items, next=cursor_of(LIST, rows[-1]["recorded_at"], rows[-1]["article_id"]) if more else None
    )


def snippet(text: str, words: Sequence[str]) -> str:
    """The words around the first place where one of the words stands, else the start; "…" where more text is."""
    folded = text.lower()
    places = [at for word in words if (at := folded.find(word.lower())) >= 0]
    start = max(0, min(places, default=0) - SNIPPET // 3)
    end = start + SNIPPET
    if start:
        start = text.find(" ", start, end) + 1 or start
    if end < len(text):
        end = text.rfind(" ", start + 1, end) if " " in text[start + 1 : end] else end
    shown = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"


def _incidents_in(db: Connection, article_ids: Sequence[str]) -> dict[str, list[str]]:
    link = incident_mentions.c
    query = (
        select(mentions.c.article_id, link.incident_id)
        .join(incident_mentions, and_(link.mention_id == mentions.c.mention_id, link.active))
        .where(mentions.c.article_id.in_(article_ids), mentions.c.active)
        .distinct()
        .order_by(link.incident_id)
    )
    told: dict[str, list[str]] = {}
    for article_id, incident_id in db.execute(query):
        told.setdefault(article_id, []).append(incident_id)
    return told

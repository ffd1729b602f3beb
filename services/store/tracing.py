"""Find the copies of an article's text and decide, for all that share it, whose words they are."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from services.store.copies import Text, likeness, month_of, months_around, sample, text_of
from services.store.origins import Copy, origins
from services.store.readings import source_of
from services.store.repository import copies as repo
from shared.messages import ArticleAccepted, ArticleExtracted

ENOUGH = 3
"""Near copies of one origin that a new copy is tied to: any one would do to keep them together."""


@dataclass(frozen=True)
class Traced:
    """A reading with its origin decided, and the other articles that have another origin now: {article_id: origin}."""

    extracted: ArticleExtracted
    moved: dict[str, str]


def trace(db: Connection, extracted: ArticleExtracted, *, unheard_of: bool = False) -> Traced:
    """Decide the origins after this version of an article has come; those of the others are changed at once.

    Without its article, a reading has no text to compare, and stands for itself. `unheard_of`: nothing that is stored
    names this article.
    """
    article = extracted.article
    if article is None:
        return Traced(extracted, {})
    before = set[str]()
    if not unheard_of:
        before = {i for copy in repo.copies_around(db, [article.article_id]) for i in (copy.article_a, copy.article_b)}
        repo.forget_text(db, article.article_id)
    published = source_of(extracted).published_at
    copies = _copies(db, article, published)
    if unheard_of and not copies:
        return Traced(extracted, {})
    repo.add_copies(db, copies)
    around = repo.copies_around(db, {article.article_id, *before})
    ids = {article.article_id, *before, *(i for copy in around for i in (copy.article_a, copy.article_b))}
    known = repo.standing(db, ids)
    dates = {i: when for i, (when, _) in known.items()} | {article.article_id: published}
    decided = origins(dates, around)
    moved = {i: decided[i] for i, (_, origin) in known.items() if i != article.article_id and decided[i] != origin}
    for article_id, origin in moved.items():
        repo.move(db, article_id, known[article_id][1], origin)
    own = article.model_copy(update={"origin_id": decided[article.article_id]})
    return Traced(extracted.model_copy(update={"article": own}), moved)


def _copies(db: Connection, article: ArticleAccepted, published: datetime | None) -> list[Copy]:
    """The articles that this text shares its words with; files the text, so that later ones find it."""
    text = text_of(article.text)
    keys = sample(text)
    likely = repo.likely_copies(db, article.article_id, keys, months_around(published)) if keys else []
    repo.file_text(db, article.article_id, keys, month_of(published))
    found = _alike(db, article.article_id, text, likely)
    if article.origin_id != article.article_id:
        found.append(Copy(article.article_id, article.origin_id, "given"))
    return found


def _alike(db: Connection, article_id: str, text: Text, likely: list[str]) -> list[Copy]:
    texts, known = repo.texts(db, likely), repo.standing(db, likely)
    near = Counter[str]()
    found = []
    for other in likely:
        if other not in known or near[known[other][1]] == ENOUGH:
            continue
        alike = likeness(text, text_of(texts[other]))
        if alike:
            found.append(Copy(article_id, other, "near" if alike.near else "part", alike.words))
            near[known[other][1]] += alike.near
    return found

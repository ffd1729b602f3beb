"""The body of a request -> the articles in it, each judged for itself: a bad one does not sink the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.fetcher.articles import BadArticle, RawArticle, accepted_from, raw_from
from services.fetcher.provenance import Provenance
from services.fetcher.strict_json import parsed
from shared.messages import ArticleAccepted

MOST_ARTICLES = 1_000
"""In one request; more are sent in several."""


class BadSubmission(ValueError):
    """The request as a whole is no list of articles; says why in one line."""


@dataclass(frozen=True)
class Rejected:
    """An article that was refused. `index` counts from 0, in the order sent."""

    index: int
    field: str
    error: str
    too_large: bool = False


@dataclass(frozen=True)
class Judged:
    """What came of a request: good articles with their index, and the others."""

    good: tuple[tuple[int, ArticleAccepted], ...]
    origins: tuple[Provenance | None, ...]
    """Of each good one: which bytes it was taken from, where its sender says."""
    bad: tuple[Rejected, ...]


def sent_in(body: bytes) -> list[object]:
    """The articles in a body: one object, a list, or `{"articles": [...]}`; as JSON values, not yet judged.

    Raises BadJSON or BadSubmission.
    """
    value = parsed(body)
    if isinstance(value, dict):
        value = value["articles"] if isinstance(value.get("articles"), list) and "text" not in value else [value]
    if not isinstance(value, list):
        raise BadSubmission("must be an article, a list of articles, or an object with a list of them as `articles`")
    if not value:
        raise BadSubmission("articles: the list is empty")
    if len(value) > MOST_ARTICLES:
        raise BadSubmission(
            f"articles: {len(value):,} in one request, the most is {MOST_ARTICLES:,}; send them in parts"
        )
    return value


def have_pages(items: Sequence[object]) -> bool:
    """Whether a web page has to be read for any of these."""
    return any(isinstance(item, dict) and item.get("html") and item.get("text") is None for item in items)


def judged(
    items: Sequence[object], now: datetime, *, most_text: int, complete: Callable[[RawArticle], RawArticle]
) -> Judged:
    """`complete` reads the page of an article that came as HTML; it may raise BadArticle."""
    good: list[tuple[int, ArticleAccepted]] = []
    origins: list[Provenance | None] = []
    bad: list[Rejected] = []
    for index, item in enumerate(items):
        try:
            raw = complete(raw_from(item))
            good.append((index, accepted_from(raw, now, most_text=most_text, source="push")))
            origins.append(raw.fetched)
        except BadArticle as fault:
            bad.append(Rejected(index, fault.field, fault.why, fault.too_large))
    return Judged(tuple(good), tuple(origins), tuple(bad))

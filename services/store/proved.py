"""Incidents as they leave the house: each with words that prove it."""

from services.store.answers import ArticleLine, IncidentLine
from shared.messages import Fact, Span


class WordsShown(Fact):
    """Verbatim words, and the article that they stand in."""

    words: Span
    article: ArticleLine


class IncidentProved(IncidentLine):
    """An incident with words of the first article that told of it."""

    proof: WordsShown | None = None

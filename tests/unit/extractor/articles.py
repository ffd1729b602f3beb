"""Articles made up for a test, and how they are read."""

from datetime import UTC, datetime

from spacy.language import Language

from services.extractor.components.boilerplate import find_boilerplate, readable
from services.extractor.extracting import extract, read
from services.extractor.reading import Reading
from shared.identity import sha256_of
from shared.messages import ArticleAccepted, ArticleExtracted, ExtractorInfo

PUBLISHED = datetime(2024, 6, 21, 9, tzinfo=UTC)
"""A Friday."""
INFO = ExtractorInfo(name="shahidi", version="0", model="test")


def article(text: str, published_at: datetime | None = PUBLISHED, language: str | None = "en") -> ArticleAccepted:
    """An accepted article with this text."""
    return ArticleAccepted(
        article_id="a1",
        text=text,
        published_at=published_at,
        language=language,
        accepted_at=PUBLISHED,
        text_sha256=sha256_of(text),
        origin_id="a1",
    )


def reading(text: str, nlp: Language, published_at: datetime | None = PUBLISHED) -> Reading:
    """All that is read before claims."""
    return read(article(text, published_at), nlp(readable(text, find_boilerplate(text))))


def extracted(text: str, nlp: Language, published_at: datetime | None = PUBLISHED) -> ArticleExtracted:
    """The whole extraction."""
    return extract(article(text, published_at), nlp(readable(text, find_boilerplate(text))), INFO)

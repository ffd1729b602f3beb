"""One article and its parse in, all that it says out. Pure: the model is an argument."""

from collections.abc import Sequence
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from services.extractor.components.claims import find_claims
from services.extractor.reading import Reading
from shared.messages import ArticleAccepted, ArticleExtracted, ExtractorInfo

Depth = Literal["relevant", "all"]


def extract(
    article: ArticleAccepted, doc: Doc, info: ExtractorInfo
) -> ArticleExtracted:
    """Everything that the article says. `doc` is the parse of `article.text`, or of its beginning."""
    reading = Reading(text=article.text, doc=doc, published_at=article.published_at)
    return ArticleExtracted(
        article_id=article.article_id,
        article_version=article.version,
        published_at=reading.published_at,
        language=article.language,
        extractor=info,
        claims=find_claims(reading),
    )


def extract_all(
    articles: Sequence[ArticleAccepted],
    nlp: Language,
    *,
    depth: Depth = "relevant",
    info: ExtractorInfo,
) -> list[ArticleExtracted]:
    """Read a batch, in its order: one result an article."""
    docs = nlp.pipe(article.text for article in articles)
    return [
        extract(article, doc, info) for article, doc in zip(articles, docs, strict=True)
    ]

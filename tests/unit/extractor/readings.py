"""Texts as the claims see them: read by all components before."""

from datetime import UTC, datetime

from spacy.language import Language

from services.extractor.components.bearings import THRESHOLD
from services.extractor.components.boilerplate import find_boilerplate, readable
from services.extractor.components.claims import find_claims
from services.extractor.extracting import read
from services.extractor.reading import Reading
from shared.messages import ArticleAccepted, Claim

PUBLISHED = datetime(2024, 6, 21, 9, tzinfo=UTC)
"""A Friday."""


def reading_of(nlp: Language, text: str, published_at: datetime | None = PUBLISHED) -> Reading:
    """A text read up to its claims."""
    article = ArticleAccepted(
        article_id="a", accepted_at=PUBLISHED, text=text, text_sha256="", origin_id="a", published_at=published_at
    )
    return read(article, nlp(readable(text, find_boilerplate(text))))


def claims_of(nlp: Language, text: str, *, dated: bool = True) -> list[Claim]:
    """The claims of a text of 21 June 2024, or of one that only says itself when it was published."""
    return list(find_claims(reading_of(nlp, text, PUBLISHED if dated else None)))


def pressing_demands_of(nlp: Language, text: str) -> list[Claim]:
    """Its demands that bear on the public: the others are kept with a low score, and alert nobody."""
    return [claim for claim in demands_of(nlp, text) if (claim.relevance or 0) >= THRESHOLD]


def demands_of(nlp: Language, text: str) -> list[Claim]:
    """Its demands."""
    return [claim for claim in claims_of(nlp, text) if claim.kind == "demand"]

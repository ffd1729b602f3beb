"""One article and its parse in, all that it says out. Pure: the model is an argument."""

from collections.abc import Sequence
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from services.extractor.components.boilerplate import find_boilerplate, readable
from services.extractor.components.claims import find_claims
from services.extractor.components.dates import find_dates
from services.extractor.components.names import find_names
from services.extractor.components.publication import published_in
from services.extractor.reading import Named, Reading, ResolvedDate
from shared.messages import ArticleAccepted, ArticleExtracted, DateMention, Entity, ExtractorInfo

Depth = Literal["relevant", "all"]


def extract(article: ArticleAccepted, doc: Doc, info: ExtractorInfo) -> ArticleExtracted:
    """Everything that the article says. `doc` is the parse of `readable(article.text)`, or of its beginning."""
    reading = read(article, doc)
    return ArticleExtracted(
        article_id=article.article_id,
        article_version=article.version,
        published_at=reading.published_at,
        language=article.language,
        extractor=info,
        claims=find_claims(reading),
        entities=tuple(_entity(reading, named) for named in reading.names.all),
        dates=tuple(_date(reading, resolved) for resolved in reading.dates),
    )


def read(article: ArticleAccepted, doc: Doc) -> Reading:
    """What the components that know no claims find, one after the other."""
    published_at = article.published_at or published_in(article.text)
    return Reading(
        text=article.text,
        doc=doc,
        published_at=published_at,
        boilerplate=find_boilerplate(article.text),
        names=find_names(doc),
        dates=find_dates(doc.text, published_at, doc),
    )


def _entity(reading: Reading, named: Named) -> Entity:
    mentions = tuple(reading.span(start, end) for start, end in named.mentions)
    return Entity(
        name=named.name,
        kind=named.kind,
        aliases=named.aliases,
        mentions=mentions,
        country=named.country,
        lat=named.lat,
        lon=named.lon,
    )


def _date(reading: Reading, resolved: ResolvedDate) -> DateMention:
    words = reading.span(resolved.start, resolved.end)
    return DateMention(start=words.start, end=words.end, text=words.text, value=resolved.value)


def extract_all(
    articles: Sequence[ArticleAccepted], nlp: Language, *, depth: Depth = "relevant", info: ExtractorInfo
) -> list[ArticleExtracted]:
    """Read a batch, in its order: one result an article."""
    texts = [readable(article.text, find_boilerplate(article.text)) for article in articles]
    return [extract(article, doc, info) for article, doc in zip(articles, nlp.pipe(texts), strict=True)]

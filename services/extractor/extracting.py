"""One article and its parse in, all that it says out. Pure: the model is an argument."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, tee
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from services.extractor.components.boilerplate import find_boilerplate, readable
from services.extractor.components.claims import find_claims
from services.extractor.components.dates import find_dates
from services.extractor.components.figures import find_incidents
from services.extractor.components.happened import events_dates
from services.extractor.components.hints import hint_at_people
from services.extractor.components.names import find_names
from services.extractor.components.publication import published_in
from services.extractor.components.publishers import country_of
from services.extractor.components.relevance import is_relevant, sifted
from services.extractor.components.titles import is_bare_office
from services.extractor.reading import Named, Reading
from shared.messages import ArticleAccepted, ArticleExtracted, DateMention, Entity, ExtractorInfo

Depth = Literal["relevant", "all"]
MAX_CHARACTERS = 300_000
"""What is longer is no article; read to here, the slowest text takes a worker about a minute."""
PIECE = 10_000
"""Characters parsed as one: more than all but the longest articles have."""
TOGETHER = 16_000
"""Characters in the model at a time, blanks aside: it keeps a batch in memory, 4 MB for each 1,000 of them."""
_ENDLESS = re.compile(r"\S{1000,}")


def extract(article: ArticleAccepted, doc: Doc, info: ExtractorInfo) -> ArticleExtracted:
    """Everything that the article says. `doc` is the parse of `readable(article.text)`, or of its beginning."""
    reading = read(article, doc)
    return ArticleExtracted(
        article_id=article.article_id,
        article_version=article.version,
        published_at=reading.published_at,
        language=article.language,
        extractor=info,
        incidents=reading.incidents,
        figures=reading.figures,
        claims=find_claims(reading),
        entities=tuple(_entity(reading, named) for named in reading.names.all if not named.office),
        dates=tuple(_dates(reading)),
    )


def read(article: ArticleAccepted, doc: Doc) -> Reading:
    """What the components that know no claims find, one after the other."""
    published_at = article.published_at or published_in(article.text)
    dates = find_dates(doc.text, published_at, doc)
    happenings = events_dates(dates, doc.text)
    reading = Reading(
        text=article.text,
        doc=doc,
        published_at=published_at,
        boilerplate=find_boilerplate(article.text),
        names=find_names(doc, country_of(article.publisher, article.canonical_url or article.url)),
        dates=happenings,
        background_dates=tuple(d for d in dates if d not in happenings),
    )
    incidents, figures = find_incidents(reading)
    return replace(reading, incidents=incidents, figures=figures)


def _entity(reading: Reading, named: Named) -> Entity:
    """Its names and where they stand; a bare office ("the President") is nobody's name."""
    spans = [reading.span(start, end) for start, end in named.mentions]
    return Entity(
        name=named.name,
        kind=named.kind,
        aliases=tuple(alias for alias in named.aliases if not is_bare_office(alias)),
        mentions=tuple(span for span in spans if named.kind != "person" or not is_bare_office(span.text)),
        country=named.country,
        lat=named.lat,
        lon=named.lon,
    )


def _dates(reading: Reading) -> Iterator[DateMention]:
    for resolved in sorted((*reading.dates, *reading.background_dates), key=lambda d: d.start):
        for start, end, value in resolved.named or ((resolved.start, resolved.end, resolved.value),):
            words = reading.span(start, end)
            yield DateMention(start=words.start, end=words.end, text=words.text, value=value)


def extract_all(
    articles: Sequence[ArticleAccepted], nlp: Language, *, depth: Depth = "relevant", info: ExtractorInfo
) -> list[ArticleExtracted]:
    """Read a batch, in its order: one result an article, whatever its text.

    `relevant` parses only the articles, and of them the parts, that a cheap look finds worth it; `all` parses all that
    is in English. A text over
    `MAX_CHARACTERS` is cut and flagged `truncated`; one that is not in English is flagged `not_english`, and no facts
    are read from it.
    """
    read_at_all = [is_read(article, depth) for article in articles]
    texts = (parsed_text(article, depth) for article, wanted in zip(articles, read_at_all, strict=True) if wanted)
    docs = parses(texts, nlp, _unused(depth))
    return [
        _flagged(extract(article, next(docs), info) if wanted else _unread(article, info), article)
        for article, wanted in zip(articles, read_at_all, strict=True)
    ]


def parse(article: ArticleAccepted, nlp: Language, depth: Depth) -> Doc:
    """One article's parse, as `extract_all` has it."""
    (doc,) = parses([parsed_text(article, depth)], nlp, _unused(depth))
    return doc


def _unused(depth: Depth) -> list[str]:
    return ["ner"] if depth == "relevant" else []


def parses(texts: Iterable[str], nlp: Language, unused: Sequence[str] = ()) -> Iterator[Doc]:
    """The parse of each text, in order; a long one in pieces, since the model's memory grows with what it is given.

    `unused`: components that are left out. Without the model's own names (`ner`), names are told by rule (hints.py).
    """
    pieces, counted = tee(pieces_of(text) for text in texts)
    left_out = [name for name in unused if name in nlp.pipe_names]
    batches = _together(chain.from_iterable(pieces))
    parsed = chain.from_iterable(nlp.pipe(batch, batch_size=len(batch), disable=left_out) for batch in batches)
    for each in counted:
        docs = [next(parsed) for _ in each]
        doc = docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)
        if "ner" in unused:
            hint_at_people(doc)
        yield doc


def _together(pieces: Iterable[str]) -> Iterator[list[str]]:
    """Batches of at most `TOGETHER` characters that are no blanks, or of one piece."""
    batch: list[str] = []
    held = 0
    for piece in pieces:
        size = len(piece) - piece.count(" ")
        if batch and held + size > TOGETHER:
            yield batch
            batch, held = [], 0
        batch.append(piece)
        held += size
    if batch:
        yield batch


def pieces_of(text: str) -> list[str]:
    """`text` cut into pieces of at most `PIECE` characters, after a line's or else a word's end where there is one."""
    pieces: list[str] = []
    start = 0
    while len(text) - start > PIECE:
        window = text[start : start + PIECE]
        end = max(window.rfind("\n", PIECE // 2), window.rfind(". ", PIECE // 2) + 1, 0) + 1
        end = end if end > 1 else max(window.rfind(" "), 0) + 1
        end = end if end > 1 else PIECE
        pieces.append(window[:end])
        start += end
    return [*pieces, text[start:]]


def parsed_text(article: ArticleAccepted, depth: Depth = "all") -> str:
    """What the model is given: the article's text, cut, with blanks for what is not its own words, and at depth
    `relevant` for the parts that tell of no harm and no demand. Offsets hold."""
    text = cut(article.text)
    own = readable(text, find_boilerplate(text))
    return sifted(own) if depth == "relevant" else own


def cut(text: str) -> str:
    """At most `MAX_CHARACTERS`; a "word" of over 1,000 characters is blanked, since it stalls the model."""
    return _ENDLESS.sub(lambda word: " " * len(word[0]), text[:MAX_CHARACTERS])


def is_read(article: ArticleAccepted, depth: Depth) -> bool:
    """Whether the article goes through the model."""
    if article.language not in (None, "en"):
        return False
    return depth == "all" or is_relevant(article.text[:MAX_CHARACTERS])


def _unread(article: ArticleAccepted, info: ExtractorInfo) -> ArticleExtracted:
    return ArticleExtracted(
        article_id=article.article_id,
        article_version=article.version,
        published_at=article.published_at or published_in(article.text),
        language=article.language,
        extractor=info,
    )


def _flagged(extracted: ArticleExtracted, article: ArticleAccepted) -> ArticleExtracted:
    flags = [*article.flags]
    flags += [
        flag
        for flag, holds in (
            ("truncated", len(article.text) > MAX_CHARACTERS or _ENDLESS.search(article.text) is not None),
            ("not_english", article.language not in (None, "en")),
        )
        if holds
    ]
    return extracted.model_copy(update={"flags": (*extracted.flags, *flags)}) if flags else extracted

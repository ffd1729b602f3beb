"""One reading: what one extractor made of one version of one article, and which of several readings counts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.store.mentions import Mention, Source, mention_id
from services.store.names import fold, is_full
from services.store.telling import names_a_person, telling_words
from shared.identity import stable_id
from shared.messages import ArticleExtracted, Claim, ExtractorInfo, Incident

LED_BY = ("killed", "injured", "abducted", "missing")
"""The kinds of harm that make an event the one that an article is about."""


FOLLOWS = ("arrest", "protest", "other")
"""The types of events that are told with the harm that they follow, or that follows them."""


@dataclass(frozen=True)
class ReadingKey:
    """Which reading; the greatest `rank` of an article's readings is the one that counts."""

    extraction_id: str
    article_version: int
    extractor_version: str

    @property
    def rank(self) -> tuple[int, tuple[int, ...], str]:
        """The newest version of the article; of that the newest extractor's; the last part only breaks ties."""
        numbers = tuple(int(n) for n in re.findall(r"\d+", self.extractor_version))
        return self.article_version, numbers, self.extraction_id


def key_of(extracted: ArticleExtracted) -> ReadingKey:
    """The same article, version, extractor and model are the same reading, whenever it comes."""
    by: ExtractorInfo = extracted.extractor
    parts = (extracted.article_id, extracted.article_version, by.name, by.version, by.model)
    return ReadingKey(stable_id("extraction", *parts), extracted.article_version, by.version)


def source_of(extracted: ArticleExtracted) -> Source:
    """How the article stands as a source. Without its article, a reading stands for itself alone."""
    article = extracted.article
    return Source(
        article_id=extracted.article_id,
        article_version=extracted.article_version,
        origin_id=article.origin_id if article else extracted.article_id,
        publisher=article.publisher if article else None,
        published_at=extracted.published_at or (article.published_at if article else None),
        url=article.url if article else None,
    )


def mentions_of(extracted: ArticleExtracted) -> list[Mention]:
    """The events that the article tells of; those to which the extractor gave one key are one event."""
    extraction_id, source = key_of(extracted).extraction_id, source_of(extracted)
    incidents: dict[str, Incident] = {}
    for incident in extracted.incidents:
        first = incidents.setdefault(incident.key, incident)
        if first is not incident:
            evidence = (*first.evidence, *incident.evidence)
            incidents[incident.key] = first.model_copy(update={"evidence": evidence})
    lead = _lead(extracted, incidents)
    return [
        Mention(
            mention_id=mention_id(extraction_id, key),
            source=source,
            incident=incident,
            figures=tuple(f for f in extracted.figures if f.incident == key),
            telling=_telling(extracted) if key == lead else frozenset(),
        )
        for key, incident in incidents.items()
    ]


def _lead(extracted: ArticleExtracted, incidents: Mapping[str, Incident]) -> str | None:
    """The event that the article is about: of most people harmed, harm before arrests, then of most words."""

    def weight(key: str) -> tuple[int, bool, int]:
        told = [f for f in extracted.figures if f.incident == key and f.role in ("incident", "update")]
        harmed = max((f.best or f.low for f in told if f.kind in LED_BY), default=0)
        return harmed, incidents[key].type not in FOLLOWS, len(incidents[key].evidence)

    return max(incidents, key=weight, default=None)


def _telling(extracted: ArticleExtracted) -> frozenset[str]:
    """The telling words of the article, and in full the names of those who were harmed or arrested, or did it."""
    article = extracted.article
    words = telling_words(f"{_headline(article.title)}\n{article.text}", article.language) if article else frozenset()
    names = {v.name for i in extracted.incidents for v in i.victims if v.name}
    names |= {p.name for i in extracted.incidents for p in i.perpetrators if names_a_person(p.name)}
    return words | {fold(name) for name in names if is_full(name)} if words else words


def _headline(title: str | None) -> str:
    """A title without the name of the site behind it: "Two shot in Katwe - Kampala Today"."""
    return re.split(r"\s[-–|]\s", title or "", maxsplit=1)[0]


def event_of(claim: Claim, extracted: ArticleExtracted) -> str | None:
    """The key of the event that a claim is about. A denial that names none is of the only harm that its article tells
    of: who denies a shooting does not tell of it, so that nothing in his words is an event."""
    if claim.incident or claim.kind not in ("denial", "accusation"):
        return claim.incident
    harmful = {incident.key for incident in extracted.incidents if incident.type not in FOLLOWS}
    return next(iter(harmful)) if len(harmful) == 1 else None


def claim_ids(extracted: ArticleExtracted) -> dict[str, str]:
    """The id of each claim, by its key in the message."""
    extraction_id = key_of(extracted).extraction_id
    return {claim.key: stable_id("claim", extraction_id, claim.key) for claim in extracted.claims}


def figure_id(extraction_id: str, position: int) -> str:
    """Figures have no key of their own: the id of the one at this position of the message."""
    return stable_id("figure", extraction_id, position)

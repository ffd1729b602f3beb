"""One reading: what one extractor made of one version of one article, and which of several readings counts."""

import re
from dataclasses import dataclass

from services.store.mentions import Mention, Source, mention_id
from shared.identity import stable_id
from shared.messages import ArticleExtracted, ExtractorInfo, Incident


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
    return [
        Mention(
            mention_id=mention_id(extraction_id, key),
            source=source,
            incident=incident,
            figures=tuple(f for f in extracted.figures if f.incident == key),
        )
        for key, incident in incidents.items()
    ]


def claim_ids(extracted: ArticleExtracted) -> dict[str, str]:
    """The id of each claim, by its key in the message."""
    extraction_id = key_of(extracted).extraction_id
    return {claim.key: stable_id("claim", extraction_id, claim.key) for claim in extracted.claims}


def figure_id(extraction_id: str, position: int) -> str:
    """Figures have no key of their own: the id of the one at this position of the message."""
    return stable_id("figure", extraction_id, position)

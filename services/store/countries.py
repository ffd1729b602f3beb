"""In which country a story is set."""

from collections import Counter

from shared.messages import ArticleExtracted


def country_of(extracted: ArticleExtracted, incident: str | None = None) -> str | None:
    """Of the event with this key, else the country that the article names most; ISO 3166-1 alpha-2."""
    for event in extracted.incidents:
        if event.key == incident and event.place and event.place.country:
            return event.place.country
    named = Counter[str]()
    for event in extracted.incidents:
        if event.place and event.place.country:
            named[event.place.country] += 1
    for entity in extracted.entities:
        if entity.kind == "place" and entity.country:
            named[entity.country] += max(1, len(entity.mentions))
    return min(named, key=lambda c: (-named[c], c)) if named else None

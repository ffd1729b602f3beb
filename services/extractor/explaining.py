"""Why the extraction says what it says: for each fact, the component and the rule that made it.

For a person who wonders at a result; no message carries it. Nothing is recorded while an article is read: the rules
decide the same way again.
"""

from collections.abc import Iterator
from typing import Any

from spacy.tokens import Doc

from services.extractor.components.events import find_events
from services.extractor.components.figures import tellings_of
from services.extractor.components.harm_words import harm_word
from services.extractor.components.harms import Harm
from services.extractor.components.identified import adds_names, find_identified
from services.extractor.components.pointing import only_points
from services.extractor.components.roles import Setting, role_of
from services.extractor.extracting import read
from services.extractor.reading import Reading
from shared.messages import ArticleAccepted, ArticleExtracted

Explanation = dict[str, Any]


def explain(article: ArticleAccepted, doc: Doc, said: ArticleExtracted) -> list[Explanation]:
    """An entry a fact or telling: `fact` (null where it came to nothing), `component`, `rule`, `text`, `start`."""
    reading = read(article, doc)
    return [*_tellings(reading), *_claims(said), *_times_and_names(said)]


def _tellings(reading: Reading) -> Iterator[Explanation]:
    tellings = tellings_of(reading)
    named = adds_names(find_identified(reading, tellings), tellings)
    events = find_events(tellings, reading, victims_named=named)
    keys = {id(harm): f"i{n}" for n, event in enumerate(events, start=1) for harm, _ in event.tellings}
    for harm, setting in tellings:
        yield {
            "fact": keys.get(id(harm)),
            "component": "harms" if harm_word(harm.token) else "tolls, disappearances, gaps",
            "rule": _line_of(harm),
            "text": reading.text[harm.start : harm.end],
            "start": harm.start,
            "people": [reading.text[g.start : g.end] for g in harm.groups],
            "by": [actor.name for actor in harm.agents],
            "roles": sorted({role_of(harm, group, setting, reading) for group in harm.groups or (None,)}),
            "why_not": _why_not(harm, setting, keys.get(id(harm))),
        }


def _line_of(harm: Harm) -> str:
    word = harm_word(harm.token)
    if word is None:
        return f"{harm.kind}, {harm.type}"
    return f"harms.tsv: {harm.token.lemma_.lower()} ({word.kind or '-'}, {word.type}, {word.frame})"


def _why_not(harm: Harm, setting: Setting, fact: str | None) -> str | None:
    """Why a telling makes no incident of its own."""
    if harm.not_actual:
        return f"modality: {harm.not_actual}"
    if fact is None:
        return "pointing: it only points" if only_points(harm, setting) else "roles or events: see roles"
    return None


def _claims(said: ArticleExtracted) -> Iterator[Explanation]:
    for claim in said.claims:
        cue = claim.cue.text if claim.cue else None
        yield {
            "fact": claim.key,
            "component": "claims",
            "rule": f"{claim.kind}, cue {cue!r}" if cue else f"{claim.kind}, without a cue",
            "text": claim.content[0].text if claim.content else "",
            "start": claim.evidence[0].start,
        }


def _times_and_names(said: ArticleExtracted) -> Iterator[Explanation]:
    for date in said.dates:
        rule = "a value by rule" if date.value else "not placed"
        yield {"fact": date.value, "component": "dates", "rule": rule, "text": date.text, "start": date.start}
    for entity in said.entities:
        for mention in entity.mentions[:1]:
            rule = entity.kind if entity.lat is None else f"{entity.kind}, found in the gazetteer"
            yield {
                "fact": entity.name,
                "component": "names",
                "rule": rule,
                "text": mention.text,
                "start": mention.start,
            }

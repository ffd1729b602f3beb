"""The day of an event where its own sentences do not give it: "It happened Monday night", "officers came Sunday",
"he was walking home about 9 p.m. Sunday".

Does not handle: a time told only by a clock ("at 9 p.m."), two events dated in one sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from services.extractor.components.anchors import is_up_to
from services.extractor.components.harms import Harm
from services.extractor.components.pointing import is_another
from services.extractor.components.tellings import Event
from services.extractor.lexicon import words
from services.extractor.reading import Reading, ResolvedDate
from shared.messages import DateRange, Incident

NEAR = 4
"""Sentences between an event and what dates it."""
_HOUR = r"(?:\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b\.?|hours\b|hrs\b)|\d{1,2}:\d\d|midnight|noon|dawn|dusk)"
_BEFORE = re.compile(rf"(?:{_HOUR},?\s+(?:on\s+|local\s+time\s+)*|\b(?:early|late)\s+(?:on\s+)?)$", re.IGNORECASE)
_AFTER = re.compile(
    rf"(?:,?\s+(?:(?:just|shortly)\s+)?(?:at|around|about|after|before|by)(?:\s+about)?\s+{_HOUR})", re.IGNORECASE
)
_PART_OF_DAY = re.compile(r"\b(?:morning|afternoon|evening|night)\b", re.IGNORECASE)
PART = "part of the day"
"""In place of a verb: the day is told with its morning, afternoon, evening or night, and of nothing said or decided."""
_PASSIVE = frozenset(("call", "report", "summon", "alert"))
"""Verbs that tell of a finding only in the passive: "police were called on Sunday"."""


@dataclass(frozen=True)
class Dated:
    """A day, the verb that it hangs on, and which sentence of the article that is, counted from 0."""

    verb: str
    ordinal: int
    start: int
    when: DateRange


def find_dated(reading: Reading) -> list[Dated]:
    """Every day of the article that hangs on a verb of happening or of finding, or is told to the hour."""
    published = reading.published_at.date() if reading.published_at else None
    starts = [sentence.start for sentence in reading.doc.sents]
    verbs = words("occurring_verbs") | words("finding_verbs")
    found: list[Dated] = []
    for date in reading.dates:
        if date.when.precision != "day" or reading.is_boilerplate(date.start, date.end) or is_up_to(date, reading):
            continue
        verb = _verb_of(date, reading)
        if verb is None or (published and date.when.start and date.when.start > published):
            continue
        lemma = verb.lemma_.lower()
        told = lemma in verbs and _is_passive_enough(verb) and _is_place_taken(verb)
        exact = "" if told else _told_exactly(date, verb, reading)
        if told or exact:
            named = lemma if told else exact
            found.append(Dated(named, bisect_right(starts, verb.i) - 1, date.start, date.when))
    return found


def _told_exactly(date: ResolvedDate, verb: Token, reading: Reading) -> str:
    """ "was driving about 8 p.m. Sunday": who tells the hour tells of what happened, not of what was said of it: then
    "happen"; `PART` for a part of the day, and else nothing."""
    if any(a.lemma_.lower() in words("statement_words") for a in (verb, *_governors(verb))):
        return ""
    if any(c.dep_ in ("nsubj", "nsubjpass") and c.lemma_.lower() in words("statement_words") for c in verb.children):
        return ""
    before, after = reading.parsed[max(0, date.start - 30) : date.start], reading.parsed[date.end : date.end + 40]
    phrase = reading.parsed[date.start : date.end]
    clock = _BEFORE.search(before) or _AFTER.match(after) or re.match(r"(?:early|late)\s", phrase, re.IGNORECASE)
    return "happen" if clock else PART if _PART_OF_DAY.search(phrase) else ""


def _governors(verb: Token) -> list[Token]:
    """The verb that another continues: "was charged and appeared"."""
    return [verb.head] if verb.dep_ == "conj" else []


def _is_passive_enough(verb: Token) -> bool:
    passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)
    return verb.lemma_.lower() not in _PASSIVE or passive


def day_told(harms: list[Harm], dated: list[Dated], verbs: str, *, anywhere: bool) -> DateRange | None:
    """The day that a sentence gives with one of the verbs of a lexicon: the one nearest to the tellings.

    `verbs`: "occurring_verbs" or "finding_verbs", or `PART`. `anywhere`: the article tells of one event only, so that
    the sentence may stand far from it; as it may where all such sentences give one day.
    """
    ordinals = sorted({harm.ordinal for harm in harms})
    known = frozenset((PART,)) if verbs == PART else words(verbs)
    telling = [each for each in dated if each.verb in known]
    found = [(_distance(ordinals, each.ordinal), each.start, each.when) for each in telling]
    one_day = len({each.when.start for each in telling}) == 1
    near = [each for each in found if anywhere or one_day or each[0] <= NEAR]
    return min(near, key=lambda each: each[:2])[2] if near else None


def one_day_for_all(incidents: Sequence[Incident], events: Sequence[Event], reading: Reading) -> tuple[Incident, ...]:
    """The incidents, those of violence without a day on the one day that the article gives for all other violence."""
    violent = [event.family in ("violence", "force") for event in events]
    days = [i.date for i, v in zip(incidents, violent, strict=True) if v and i.date and i.date.precision == "day"]
    if len({day.start for day in days}) != 1:
        return tuple(incidents)
    day = days[0]  # the first told: their words may differ ("Saturday", "Saturday night")
    return tuple(
        incident.model_copy(update={"date": day})
        if is_violent and incident.date is None and not any(is_another(h, reading) for h, _ in event.tellings)
        else incident
        for incident, event, is_violent in zip(incidents, events, violent, strict=True)
    )


def _distance(ordinals: list[int], ordinal: int) -> int:
    """How many sentences lie between one and the nearest of others, which are sorted."""
    at = bisect_right(ordinals, ordinal)
    return min(abs(other - ordinal) for other in ordinals[max(0, at - 1) : at + 1])


def _verb_of(date: ResolvedDate, reading: Reading) -> Token | None:
    """The verb that the phrase of time hangs on; of "on 3 May, when it happened" the one that hangs on it."""
    span = reading.doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None:
        return None
    told = [c for c in span.root.children if c.dep_ == "relcl" and c.lemma_.lower() in words("occurring_verbs")]
    return next((a for a in (*told, span.root, *span.root.ancestors) if a.pos_ in ("VERB", "AUX")), None)


def _is_place_taken(verb: Token) -> bool:
    """ "take" only as "took place"."""
    return verb.lemma_ != "take" or any(c.lower_ == "place" for c in verb.children)

"""The day of an event where its own sentences do not give it: "It happened Monday night", "officers came Sunday".

Does not handle: a time told only by a clock ("at 9 p.m."), two events dated in one sentence.
"""

from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Token

from services.extractor.components.harms import Harm
from services.extractor.lexicon import words
from services.extractor.reading import Reading, ResolvedDate
from shared.messages import DateRange

NEAR = 4
"""Sentences between an event and what dates it."""


@dataclass(frozen=True)
class Dated:
    """A day, the verb that it hangs on, and which sentence of the article that is, counted from 0."""

    verb: str
    ordinal: int
    start: int
    when: DateRange


def find_dated(reading: Reading) -> list[Dated]:
    """Every day of the article that hangs on a verb of happening or of finding."""
    starts = [sentence.start for sentence in reading.doc.sents]
    verbs = words("occurring_verbs") | words("finding_verbs")
    found: list[Dated] = []
    for date in reading.dates:
        if date.when.precision != "day" or reading.is_boilerplate(date.start, date.end):
            continue
        verb = _verb_of(date, reading)
        if verb is not None and verb.lemma_.lower() in verbs and _is_place_taken(verb):
            found.append(Dated(verb.lemma_.lower(), bisect_right(starts, verb.i) - 1, date.start, date.when))
    return found


def day_told(harms: list[Harm], dated: list[Dated], verbs: str, *, anywhere: bool) -> DateRange | None:
    """The day that a sentence gives with one of the verbs of a lexicon: the one nearest to the tellings.

    `verbs`: "occurring_verbs" or "finding_verbs". `anywhere`: the article tells of one event only, so that the
    sentence may stand far from it.
    """
    ordinals = sorted({harm.ordinal for harm in harms})
    found = [(_distance(ordinals, each.ordinal), each.start, each.when) for each in dated if each.verb in words(verbs)]
    near = [each for each in found if anywhere or each[0] <= NEAR]
    return min(near, key=lambda each: each[:2])[2] if near else None


def _distance(ordinals: list[int], ordinal: int) -> int:
    """How many sentences lie between one and the nearest of others, which are sorted."""
    at = bisect_right(ordinals, ordinal)
    return min(abs(other - ordinal) for other in ordinals[max(0, at - 1) : at + 1])


def _verb_of(date: ResolvedDate, reading: Reading) -> Token | None:
    """The verb that the phrase of time hangs on."""
    span = reading.doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None:
        return None
    return next((a for a in (span.root, *span.root.ancestors) if a.pos_ == "VERB"), None)


def _is_place_taken(verb: Token) -> bool:
    """ "take" only as "took place"."""
    return verb.lemma_ != "take" or any(c.lower_ == "place" for c in verb.children)

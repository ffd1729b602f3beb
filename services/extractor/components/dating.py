"""The day of an event where its own sentences do not give it: "It happened Monday night", "officers came Sunday".

Does not handle: a time told only by a clock ("at 9 p.m."), two events dated in one sentence.
"""

from spacy.tokens import Token

from services.extractor.components.harms import Harm
from services.extractor.lexicon import words
from services.extractor.reading import Reading, ResolvedDate
from shared.messages import DateRange

NEAR = 4
"""Sentences between an event and what dates it."""


def day_told(harms: list[Harm], reading: Reading, verbs: str, *, anywhere: bool) -> DateRange | None:
    """The day that a sentence gives with one of the verbs of a lexicon: the one nearest to the tellings.

    `verbs`: "occurring_verbs" or "finding_verbs". `anywhere`: the article tells of one event only, so that the
    sentence may stand far from it.
    """
    found: list[tuple[int, int, DateRange]] = []
    for date in reading.dates:
        if date.when.precision != "day" or reading.is_boilerplate(date.start, date.end):
            continue
        verb = _verb_of(date, reading)
        if verb is None or verb.lemma_.lower() not in words(verbs) or not _is_place_taken(verb):
            continue
        distance = min(_distance(harm, verb) for harm in harms)
        if anywhere or distance <= NEAR:
            found.append((distance, date.start, date.when))
    return min(found, key=lambda each: each[:2])[2] if found else None


def _distance(harm: Harm, verb: Token) -> int:
    """Sentences between them, counted by the starts of sentences."""
    first, last = sorted((harm.token.i, verb.i))
    return sum(1 for i in range(first + 1, last + 1) if verb.doc[i].is_sent_start)


def _verb_of(date: ResolvedDate, reading: Reading) -> Token | None:
    """The verb that the phrase of time hangs on."""
    span = reading.doc.char_span(date.start, date.end, alignment_mode="expand")
    if span is None:
        return None
    return next((a for a in (span.root, *span.root.ancestors) if a.pos_ == "VERB"), None)


def _is_place_taken(verb: Token) -> bool:
    """ "take" only as "took place"."""
    return verb.lemma_ != "take" or any(c.lower_ == "place" for c in verb.children)

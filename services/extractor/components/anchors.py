"""When and where a harm happened, as its own sentence says, or those right before it.

Does not handle: a place given only by a site ("at the market"), times of day.
"""

import re
from bisect import bisect_left

from spacy.tokens import Token

from services.extractor.components.datelines import is_dateline
from services.extractor.components.harm_words import harm_word
from services.extractor.components.harms import Harm
from services.extractor.components.places import choose, depth, is_street
from services.extractor.components.reasons import hangs_below
from services.extractor.lexicon import table, words
from services.extractor.reading import Range, Reading, ResolvedDate

_ADDED_UP = re.compile(
    r",\s+(?:which\s+)?(?:bring(?:s|ing)?|brought|rais(?:es|ed|ing)|tak(?:es|ing)|push(?:es|ed|ing))"
    r"\s+(?:to|the|their|its)\b",
    re.IGNORECASE,
)
"""Where a sentence goes over from an event to the total that it makes: "killed two, bringing to 33 the number ..."."""
_AS_OF = re.compile(r"\b(?:as\s+of|until|by)\s+(?:(?:late|early)\s+)?(?:on\s+)?\Z", re.IGNORECASE)
_REACH = 90
"""Characters between a harm and the day behind it."""
_PART_BEFORE = re.compile(
    r"\b(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|another)\s+in\s+(?:the\s+)?$",
    re.IGNORECASE,
)
BACK = 2
"""How many sentences back a harm without a place or date of its own may look, inside its paragraph."""


def told_part(harm: Harm, reading: Reading) -> Range:
    """The harm's sentence, up to where it goes over to a total that the harm is only a part of."""
    first, last = harm.sentence
    turn = _ADDED_UP.search(reading.text, first, last)
    return (first, turn.start()) if turn and harm.start < turn.start() else (first, last)


def date_of(harm: Harm, reading: Reading) -> ResolvedDate | None:
    """The date of the harm's own clause, else of its sentence unless it dates what somebody says of it."""
    first, last = told_part(harm, reading)
    inside = [d for d in reading.dates if first <= d.start and d.end <= last and d.value]
    near = [d for d in inside if not is_up_to(d, reading) and not _is_of_a_weapon(d, reading)]
    if not near:
        return None
    anchor = harm.cause or harm.token
    ranked = sorted(near, key=lambda d: (_holder(d, reading, anchor), abs(d.start - anchor.idx)))
    return ranked[0] if _holder(ranked[0], reading, anchor) < (2 if harm.nominal else 3) else None


def loose_date_of(harm: Harm, reading: Reading) -> ResolvedDate | None:
    """A day in the harm's sentence that hangs on something else there, but not on what is said or done about it."""
    anchor = harm.cause or harm.token
    for date in reading.dates:
        inside = harm.sentence[0] <= date.start and date.end <= harm.sentence[1]
        if date.when.precision != "day" or not inside or is_up_to(date, reading) or _is_of_a_weapon(date, reading):
            continue
        if _holder(date, reading, anchor) < 3:
            return date
    return None


def is_up_to(date: ResolvedDate, reading: Reading) -> bool:
    """ "As of late Tuesday no one was in custody": how things stood, not when they happened."""
    return _AS_OF.search(reading.text, max(0, date.start - 20), date.start) is not None


def _is_of_a_weapon(date: ResolvedDate, reading: Reading) -> bool:
    """ "A shotgun that he got for Christmas": not when it went off."""
    clause = _verb_above(date, reading)
    return clause is not None and clause.dep_ == "relcl" and clause.head.lemma_.lower() in table("weapons")


def _verb_above(date: ResolvedDate, reading: Reading) -> Token | None:
    """The verb of the clause that a phrase of time stands in."""
    span = reading.doc.char_span(date.start, date.end, alignment_mode="expand")
    return next((a for a in span.root.ancestors if a.pos_ in ("VERB", "AUX")), None) if span else None


def date_behind(harm: Harm, reading: Reading) -> ResolvedDate | None:
    """The day right before or behind the words that tell the harm, with no other verb between, whatever the sentence
    says of it: "is sought for the shooting of a boy on Saturday", "charged over a Feb. 7 shooting"."""
    for date in reading.dates:
        if date.when.precision != "day" or not harm.sentence[0] <= date.start < harm.sentence[1]:
            continue
        if date.end <= harm.start <= date.end + 1 and harm.nominal:
            return date
        if harm.end <= date.start <= harm.end + _REACH and not _is_judged(harm):
            between = reading.doc.char_span(harm.end, date.start, alignment_mode="contract")
            if between is None or not any(t.pos_ in ("VERB", "AUX") or t.text in ",;:" for t in between):
                return date
    return None


def _is_judged(harm: Harm) -> bool:
    """ "Was convicted of the shooting on Monday": the day is the court's."""
    above = next((a for a in harm.token.ancestors if a.pos_ in ("VERB", "AUX")), None)
    return harm.nominal and above is not None and above.lemma_.lower() in words("verdict_verbs")


def _holder(date: ResolvedDate, reading: Reading, anchor: Token) -> int:
    """0: the date hangs on the harm; 1: on its verb; 2: on another event; 3: on what is said or done about it."""
    span = reading.doc.char_span(date.start, date.end, alignment_mode="expand")
    for ancestor in span.root.ancestors if span else ():
        if ancestor == anchor:
            return 0
        if ancestor.head == anchor and any(c.lower_ == "while" for c in ancestor.children):
            return 1  # "was shot while visiting a friend last July"
        if ancestor.lemma_.lower() in words("statement_words"):
            return 3
        if ancestor.pos_ in ("VERB", "AUX"):
            return _held_by_verb(ancestor, anchor)
    return 2


def _held_by_verb(verb: Token, anchor: Token) -> int:
    said_of_it = verb in anchor.ancestors and hangs_below(anchor, verb)
    if said_of_it or _was_before(verb, anchor) or _holds_a_ceremony(verb, anchor):
        return 3
    return 1 if anchor in verb.children or verb in anchor.children else 2


def _holds_a_ceremony(verb: Token, anchor: Token) -> bool:
    """ "A vigil was held on Friday", "doctors conducted an autopsy on Friday"."""
    about = (c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "dobj"))
    return anchor != verb and any(c.lemma_.lower() in words("ceremonies") for c in about)


def _was_before(verb: Token, anchor: Token) -> bool:
    """ "Who was picked up on Sunday has died in custody": the day of the arrest is not that of the death."""
    taken, harmed = harm_word(verb), harm_word(anchor)
    if taken is None or harmed is None:
        return False
    return taken.kind in ("arrested", "abducted") and harmed.kind in ("killed", "injured")


def place_of_harm(harm: Harm, reading: Reading) -> Range | None:
    """The mention of the place in the harm's own sentence; the finest of those that follow each other."""
    anchor = harm.cause or harm.token
    mentions = [m for m in mentions_of_places(reading, harm.sentence) if not _is_of_a_part(m, anchor, reading)]
    if not mentions:
        return _site_of(harm, reading)
    after = [m for m in mentions if m[0] >= anchor.idx]
    located = [m for m in mentions if _is_located(m, reading)] or mentions
    after = [m for m in located if m in after]
    chain = after or located
    first = min(chain, key=lambda m: abs(m[0] - anchor.idx))
    following = [m for m in chain if m[0] >= first[0]][:3]
    return max(following, key=lambda m: (_depth(m, reading), -m[0]))


def _is_of_a_part(mention: Range, anchor: Token, reading: Reading) -> bool:
    """ "Six died, three in Kisumu": the place of three, and not of all."""
    before = _PART_BEFORE.search(reading.text[max(0, mention[0] - 24) : mention[0]])
    return before is not None and max(0, mention[0] - 24) + before.start() > anchor.idx


def _site_of(harm: Harm, reading: Reading) -> Range | None:
    """An institution as a place: "at Dilla University", "outside the Naivasha Sub-County Hospital"."""
    for named in reading.names.all:
        for start, end in named.mentions if named.kind == "organisation" else ():
            if harm.sentence[0] <= start and end <= harm.sentence[1]:
                before = reading.text[max(0, start - 20) : start].lower().split()
                if before and before[-1 if before[-1] != "the" else -2 :][:1][0] in ("at", "outside", "near", "inside"):
                    return start, end
    return None


def mentions_of_places(reading: Reading, within: Range) -> list[Range]:
    """All mentions of places between two offsets, in order."""
    places = reading.names.places
    begin, end = bisect_left(places, (within[0],)), bisect_left(places, (within[1] + 1,))
    return [mention for mention in places[begin:end] if mention[1] <= within[1]]


def _is_located(mention: Range, reading: Reading) -> bool:
    """Whether a preposition of place stands before the mention: "in Kisumu", "at around the Pipeline area"."""
    before = reading.text[max(0, mention[0] - 30) : mention[0]].lower().split()
    return any(word.strip(",(") in words("locatives") for word in before[-4:])


def _depth(mention: Range, reading: Reading) -> int:
    text = reading.text[mention[0] : mention[1]]
    if is_street(text):
        return 6
    spot = choose(text, None)
    if spot is None:
        return 4
    return 1 if spot.precision == "country" else max(depth(spot.precision), 4 if spot.precision != "admin1" else 2)


def is_country(mention: Range, reading: Reading) -> bool:
    """Whether a mention names no more than a country."""
    spot = choose(reading.text[slice(*mention)], None)
    return spot is not None and spot.precision == "country"


def sentences_before(harm: Harm, reading: Reading) -> list[Range]:
    """Up to two sentences right before that of the harm, the nearest first, not beyond a blank line."""
    found: list[Range] = []
    sentence = harm.token.sent
    while sentence.start > 0 and len(found) < BACK:
        before = reading.doc[sentence.start - 1].sent
        if "\n\n" in reading.text[before.start_char + len(before.text.rstrip()) : sentence.start_char + 1]:
            break
        found.append((before.start_char, before.end_char))
        sentence = before
    return found


def date_before(harm: Harm, reading: Reading) -> ResolvedDate | None:
    """The single day that the sentences right before speak of, unless it is that of a statement."""
    for first, last in sentences_before(harm, reading):
        for date in reading.dates:
            if first <= date.start and date.end <= last and date.when.precision == "day":
                verb = _verb_above(date, reading)
                said = verb is not None and verb.lemma_.lower() in words("statement_words") - {"protest"}
                if not said and not _is_of_a_weapon(date, reading):
                    return date
    return None


def place_before(harm: Harm, reading: Reading) -> Range | None:
    """The place that the sentences right before speak of."""
    for sentence in sentences_before(harm, reading):
        mentions = mentions_of_places(reading, sentence)
        located = mentions if is_dateline(sentence, reading.text) else [m for m in mentions if _is_located(m, reading)]
        if located:
            return max(located, key=lambda m: (_depth(m, reading), -m[0]))
    return None

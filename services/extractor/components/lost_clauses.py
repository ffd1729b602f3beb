"""Clauses behind "that" whose verb the model took for a noun: "that the Authority launch investigations"."""

import re

from spacy.tokens import Token

from services.extractor.components.actions import Demand, normal, own_subject, trimmed
from services.extractor.components.attributions import Attribution
from services.extractor.components.clauses import child, children, phrase, text_at
from services.extractor.components.nouns import can_be_asked
from services.extractor.reading import Reading

NEAR = 12
"""Characters between "that" and a name: "that the Independent Policing Oversight Authority launch"."""


def lost_clause(head: Token, each: Attribution, reading: Reading) -> tuple[Demand, list[Token]] | None:
    """ "that the rector resign, that the police leave": the first verb was taken for a noun, `head` or before it.

    The demand that it makes, and the verbs of the clauses that the parse hung on it.
    """
    before = [part for each in head.lefts for part in each.subtree] if child(head, "mark") is not None else []
    asked = [part for part in before if part.dep_ in ("compound", "nmod") and can_be_asked(part)]
    if not asked or _is_one_name(asked[-1], head, reading):
        return None
    lost = asked[-1]
    others = [
        verb
        for verb in head.subtree
        if verb != head
        and own_subject(verb) is not None
        and any(part.lower_ == "that" for part in children(verb, "mark"))
    ]
    marks = [part for verb in others for part in children(verb, "mark")]
    end = min([each.content[-1][1], *(part.idx for part in marks)])
    verb_lost = lost.nbor()
    said = text_at(head.doc, verb_lost.idx, end).rstrip().removesuffix(" and").rstrip(" ,")
    first = Demand((lost,), normal(said), (phrase(lost)[0], verb_lost.idx + len(said)), deed=verb_lost)
    return first, [verb for verb in others if verb.dep_ != "conj" or verb.head not in others]


def _is_one_name(first: Token, last: Token, reading: Reading) -> bool:
    whole = reading.names.at(first.idx, first.idx + len(first))
    return whole is not None and whole is reading.names.at(last.idx, last.idx + len(last))


def behind_that(each: Attribution, reading: Reading) -> list[Demand]:
    """ "demanded that the Authority (IPOA) launch investigations", where the parse took the verb for a noun."""
    that = next((token for token in each.cue.doc[each.cue.i + 1 : each.cue.i + 3] if token.lower_ == "that"), None)
    if that is None or not each.content:
        return []
    end = each.content[-1][1]
    mentions = [(start, stop, known.name) for known in reading.names.all for start, stop in known.mentions]
    first = min((each for each in mentions if that.idx < each[0] < end), default=None)
    if first is None or first[0] - that.idx > NEAR:
        return []
    start, stop, name = first
    bracket = re.match(r"\s*\([^)]{1,20}\)", reading.text[stop:])
    stop += bracket.end() if bracket else 0
    rest = reading.text[stop:end].strip()
    return [Demand((), trimmed(rest), (start, end), ((start, stop), name))] if rest[:1].islower() else []

"""Disappearances told by a negation or a search: "he has not been seen since", "her whereabouts are unknown".

Does not handle: things that went missing, told with a word for people nearby.
"""

import re
from functools import cache

from spacy.tokens import Token

from services.extractor.components.harms import Harm, trimmed
from services.extractor.components.patients import Group, groups_of
from services.extractor.lexicon import words
from services.extractor.reading import Reading


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(words('disappearances')))})", re.IGNORECASE)


def find_disappearances(reading: Reading) -> list[Harm]:
    """One telling for each sentence that says so of people; the subject, if there is one, says how many."""
    found: list[Harm] = []
    for ordinal, sentence in enumerate(reading.doc.sents):
        start, end = trimmed(sentence)
        match = _pattern().search(reading.text, start, end) if end > start else None
        if match is None or reading.is_boilerplate(start, end) or sentence.text.rstrip().endswith("?"):
            continue
        span = reading.doc.char_span(match.end() - 1, match.end(), alignment_mode="expand")
        groups = _subjects(span.root, reading) if span else []
        if span and (groups or not any(t.dep_ in ("nsubj", "nsubjpass") for t in sentence)):
            found.append(Harm(span.root, (start, end), "missing", "abduction", tuple(groups), ordinal=ordinal))
    return found


def _subjects(token: Token, reading: Reading) -> list[Group]:
    """Whom the nearest verb above the words is about: its subject, or whose whereabouts they are."""
    for step in (token, *token.ancestors):
        for child in step.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                owners = [c for c in child.children if c.dep_ == "poss"]
                return groups_of(owners[0] if owners and child.lower_ == "whereabouts" else child, reading)
    return []

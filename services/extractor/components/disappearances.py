"""Disappearances told by a negation or a search: "he has not been seen since", "her whereabouts are unknown".

Does not handle: things that went missing, told with a word for people nearby.
"""

import re
from functools import cache

from spacy.tokens import Token

from services.extractor.components.harms import Harm, trimmed
from services.extractor.components.patients import groups_of
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
        searched = match[0].lower().startswith(("searched", "looked", "unsuccess", "unable", "failed"))
        subjects = _subjects(span.root) if span and not searched else []
        groups = [g for subject in subjects for g in groups_of(subject, reading)]
        if span and (groups or not subjects or _is_named(subjects[0], reading)):
            found.append(Harm(span.root, (start, end), "missing", "abduction", tuple(groups), ordinal=ordinal))
    return found


def _subjects(token: Token) -> list[Token]:
    """Whom the nearest verb above the words is about: its subject, or whose whereabouts they are."""
    for step in (token, *token.ancestors):
        for child in step.children:
            if child.dep_ in ("nsubj", "nsubjpass"):
                return (_owners(child) if child.lower_ == "whereabouts" else []) or [child]
        if step.pos_ in ("VERB", "AUX") and step.dep_ in ("ROOT", "conj"):
            break
    return []


def _owners(whereabouts: Token) -> list[Token]:
    """ "her whereabouts", "the whereabouts of the two students"."""
    of = [g for c in whereabouts.children if c.lower_ == "of" for g in c.children if g.dep_ == "pobj"]
    return [c for c in whereabouts.children if c.dep_ == "poss"] or of


def _is_named(token: Token, reading: Reading) -> bool:
    """A name that is known as nothing but a person may go missing; a thing may too, and is none of ours."""
    return token.pos_ == "PROPN" and reading.names.at(token.idx, token.idx + len(token)) is None

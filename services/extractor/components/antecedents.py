"""Which named people a noun phrase or a pronoun stands for: beside it ("two men, A and B"), or before it ("he").

Does not handle: "they" and "them", "the latter", people named only further on.
"""

import re

from spacy.tokens import Token

from services.extractor.lexicon import words
from services.extractor.reading import Named, Reading

_PLACEHOLDER = re.compile(r"\b(?:john doe|jane doe|unknown|unidentified|unnamed)\b", re.IGNORECASE)


def members_of(token: Token) -> list[Token]:
    """The noun and all joined to it by "and"."""
    members = [token]
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in ("NOUN", "PROPN", "NUM", "PRON"):
            members += members_of(child)
        elif child.dep_ == "appos" and child.pos_ == "NUM":  # "Amina Noor, 66, and Brian Mutua": joined to the age
            members += members_of(child)[1:]
    return members


def named_in(reading: Reading, token: Token) -> tuple[Named, ...]:
    """The people that the phrase names, itself or beside it: "two men, John Otieno and Peter Kamau"."""
    if token.lower_ in ("himself", "herself"):
        return tuple(n for c in token.head.children if c.dep_ == "nsubj" for n in named_in(reading, c))
    if token.lower_ in ("he", "she", "him", "her", "his"):
        return _antecedent(reading, token)
    tokens = [token]
    for child in token.children:
        if child.dep_ == "appos":
            tokens += members_of(child)
    if token.dep_ == "appos" and token.head.pos_ in ("PROPN", "NOUN"):
        tokens.append(token.head)
    found: list[Named] = []
    for each in tokens:
        named = reading.names.at(each.idx, each.idx + len(each))
        if named and named.kind == "person" and named not in found and not is_placeholder(named.name):
            found.append(named)
    return tuple(found)


def _antecedent(reading: Reading, token: Token) -> tuple[Named, ...]:
    """Whom "he" or "she" means: the last person who was a subject before it, in its sentence or the one before."""
    sentence = token.sent
    first = sentence.doc[sentence.start - 1].sent.start if sentence.start else sentence.start
    for i in range(token.i - 1, first - 1, -1):
        each = token.doc[i]
        if each.dep_ not in ("nsubj", "nsubjpass") or each.pos_ == "PRON":
            continue
        named = reading.names.at(each.idx, each.idx + len(each))
        speaks = each.head.lemma_ in words("reporting_verbs")
        if named and named.kind == "person":
            return () if speaks or is_placeholder(named.name) else (named,)
        if not speaks:
            return ()
    return ()


def is_placeholder(text: str) -> bool:
    """ "John Doe", "unknown male": counted, never a name (Rule R11)."""
    return _PLACEHOLDER.search(text) is not None
